//! A real provider of unified logins, `oidc-provider` from npm, at work on a loopback port.
//!
//! People sign in on its own pages, as whom they like and with any password. It ends with the value.

use std::io::{BufRead as _, BufReader, Error, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Where its packages lie; `target/ci/provider` when the variable is absent.
pub const PROVIDER_VARIABLE: &str = "GUOHE_TEST_PROVIDER";

/// The files by which its packages are installed, as they must lie there: name and content.
pub const PACKAGES: [(&str, &str); 2] = [
    ("package.json", include_str!("../provider/package.json")),
    ("package-lock.json", include_str!("../provider/package-lock.json")),
];

/// What is run where the packages are.
const SCRIPT: &str = include_str!("../provider/provider.mjs");

/// The provider could not be started, or has ended.
#[derive(Debug, thiserror::Error)]
#[error("the provider of unified logins is not at work ({0}); run `cargo xtask provision`")]
pub struct NoProvider(#[from] Error);

/// A provider at work.
#[derive(Debug)]
pub struct Provider {
    process: Child,
    mouth: BufReader<ChildStdout>,
    /// Its name for machines, which is also its address.
    pub issuer: String,
}

impl Provider {
    /// Starts one that knows no client yet.
    pub fn start() -> Result<Self, NoProvider> {
        let mut process = Command::new("node")
            .args(["--input-type=module", "--eval", SCRIPT])
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = process.stdout.take().ok_or_else(|| Error::other("it is mute"))?;
        let mut provider = Self { process, mouth: BufReader::new(output), issuer: String::new() };
        provider.issuer = provider.hears()?;
        Ok(provider)
    }

    /// Tells it the client: an object with `client`, `secret`, and the addresses `back` and `home`.
    pub fn knows(&mut self, client: &str) -> Result<(), NoProvider> {
        let input = self.process.stdin.as_mut().ok_or_else(|| Error::other("it is deaf"))?;
        writeln!(input, "{client}")?;
        match self.hears()?.as_str() {
            "ready" => Ok(()),
            other => Err(Error::other(other.to_owned()).into()),
        }
    }

    /// The next line that it says.
    fn hears(&mut self) -> Result<String, NoProvider> {
        let mut line = String::new();
        if self.mouth.read_line(&mut line)? == 0 {
            return Err(Error::other("it ended").into());
        }
        Ok(line.trim().to_owned())
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says here where the packages are"
)]
fn folder() -> PathBuf {
    std::env::var(PROVIDER_VARIABLE).map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ci/provider"),
        PathBuf::from,
    )
}
