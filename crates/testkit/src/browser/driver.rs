//! The `chromedriver` process, and what it takes beyond the `WebDriver` standard.

use super::{BrowserError, DRIVER_VARIABLE};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use url::{ParseError, Url};

/// A driver of our own; it takes its browsers with it when it ends.
#[derive(Debug)]
pub(super) struct Driver {
    process: Child,
    port: u16,
    /// Kept open: the driver would end if nobody could hear it.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    pub(super) fn start() -> Result<Self, BrowserError> {
        let program = program();
        let missing = BrowserError::not_installed(Path::new(&program));
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(missing)?;
        let Some(output) = process.stdout.take() else {
            return Err(BrowserError::Answer("nothing".to_owned()));
        };
        let mut output = BufReader::new(output);
        match announced_port(&mut output) {
            Ok(port) => Ok(Self { process, port, _output: output }),
            Err(source) => {
                drop(process.kill());
                drop(process.wait());
                Err(BrowserError::unusable(Path::new(&program))(source))
            }
        }
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks the driver to end its browsers and itself.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        let request = "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        connection.write_all(request.as_bytes())?;
        connection.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.shut_down().is_err() {
            drop(self.process.kill());
        }
        drop(self.process.wait());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says here where the driver is"
)]
fn program() -> String {
    std::env::var(DRIVER_VARIABLE).unwrap_or_else(|_| "chromedriver".to_owned())
}

/// Reads until the driver says on which port it listens.
fn announced_port(output: &mut impl std::io::BufRead) -> std::io::Result<u16> {
    for line in output.lines() {
        let line = line?;
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim_end_matches('.').parse().map_err(std::io::Error::other);
        }
    }
    Err(std::io::ErrorKind::UnexpectedEof.into())
}

/// A command of the Chrome `DevTools` Protocol, passed on by the driver.
#[derive(Debug)]
pub(super) struct Devtools {
    method: &'static str,
    parameters: Value,
}

impl Devtools {
    pub(super) fn new(method: &'static str, parameters: Value) -> Self {
        Self { method, parameters }
    }
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.method, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_that_ends_without_a_port_is_an_error() {
        assert!(announced_port(&mut &b"Starting\n"[..]).is_err());
        let said = "Starting\nChromeDriver was started successfully on port 4321.\n";
        assert_eq!(announced_port(&mut said.as_bytes()).unwrap(), 4321);
    }
}
