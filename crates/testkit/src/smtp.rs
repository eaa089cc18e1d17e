//! An SMTP server at work on this machine: that of aiosmtpd, which keeps what it is given.

use std::fmt;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// The interpreter for which Debian packages the server.
const PYTHON: &str = "/usr/bin/python3";
const SERVER: &str = include_str!("smtp.py");
/// Nobody waits longer for a mail.
const PATIENCE: Duration = Duration::from_mins(1);

/// A mail as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// In whose name it was sent.
    pub from: String,
    /// For whom.
    pub to: Vec<String>,
    /// Head and body, as they came over the line.
    pub text: String,
}

/// The server; it ends with the test.
pub struct Smtp {
    child: Child,
    mails: Receiver<String>,
    /// Where it answers, on 127.0.0.1.
    pub port: u16,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Smtp {
    /// Starts it on a free port, or on one that another has had before.
    ///
    /// # Errors
    /// There is no such program or package, or the port is taken.
    pub fn start(port: Option<u16>) -> io::Result<Self> {
        let mut child = Command::new(PYTHON)
            .args(["-c", SERVER, &port.unwrap_or(0).to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or_else(|| io::Error::other("it has no output"))?;
        let (sender, mails) = channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let first = mails.recv_timeout(PATIENCE).map_err(io::Error::other)?;
        let port = first.parse().map_err(io::Error::other)?;
        Ok(Self { child, mails, port })
    }

    /// The next mail, waiting for it.
    ///
    /// # Errors
    /// None comes.
    pub fn next(&self) -> io::Result<Mail> {
        let line = self.mails.recv_timeout(PATIENCE).map_err(io::Error::other)?;
        read(&line)
    }

    /// The next mail that has come already.
    ///
    /// # Errors
    /// What came cannot be read.
    pub fn there(&self) -> io::Result<Option<Mail>> {
        match self.mails.recv_timeout(Duration::ZERO) {
            Ok(line) => read(&line).map(Some),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(None),
        }
    }
}

fn read(line: &str) -> io::Result<Mail> {
    let value: Value = serde_json::from_str(line)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let to = value.get("to").and_then(Value::as_array).map(|all| all.iter().map(text).collect());
    let of = |name: &str| value.get(name).map(text).unwrap_or_default();
    Ok(Mail { from: of("from"), to: to.unwrap_or_default(), text: of("text") })
}

impl Drop for Smtp {
    fn drop(&mut self) {
        // It has usually nothing more to do by then.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
