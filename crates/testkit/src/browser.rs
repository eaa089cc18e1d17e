//! A headless Chromium with an empty profile, driven through `chromedriver`.
//!
//! A test opens a [`Browser`], walks with its [`client`](Browser::client), looks for
//! [`barriers`](Browser::barriers) and closes it. The driver listens on a loopback port it chose
//! itself; driver, browser and profile end with the value, also when an assertion failed.
//!
//! The module knows no page of the product. Pages come over plain `http://`, so no TLS is built in.

mod axe;
mod driver;
mod log;

pub use axe::Barrier;
pub use fantoccini::{Client, Locator};
pub use log::Complaint;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use driver::{Devtools, Driver};
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where `chromedriver` lies; found on the PATH when the variable is absent.
pub const DRIVER_VARIABLE: &str = "GUOHE_TEST_CHROMEDRIVER";

/// Where axe-core's script lies; `target/ci/axe.min.js` when the variable is absent.
pub const AXE_VARIABLE: &str = "GUOHE_TEST_AXE";

/// A browser that draws nothing on a screen, asks nobody anything and calls nobody.
const FLAGS: [&str; 9] = [
    "--headless=new",
    // In containers everybody is root, and Chromium's sandbox refuses root.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Shared memory in containers is too small for a large page.
    "--disable-dev-shm-usage",
];

/// Notes in `brokenHere` what the policy of a page forbids and which of its scripts fail, before anything else runs there.
const LISTEN: &str = "
    window.brokenHere = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        window.brokenHere.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
    window.addEventListener('error', (event) => window.brokenHere.push(`script ${event.message}`));";

/// How the person behind the browser has set it up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether pages may run scripts.
    pub javascript: bool,
    /// Preferred languages, as in `zh-CN,zh`.
    pub languages: String,
    /// Width of the page in CSS pixels.
    pub width: u32,
    /// Height of the visible part of the page in CSS pixels.
    pub height: u32,
    /// Whether dark pages are preferred.
    pub dark: bool,
}

impl Default for Options {
    /// An office in China: Chinese, a laptop of 1366 × 768, light.
    fn default() -> Self {
        Self {
            javascript: true,
            languages: "zh-CN,zh".to_owned(),
            width: 1366,
            height: 768,
            dark: false,
        }
    }
}

impl Options {
    /// A phone held upright.
    pub fn phone() -> Self {
        Self { width: 390, height: 844, ..Self::default() }
    }
}

/// Why the browser could not do what a test asked.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// A program or script is not on this machine.
    #[error("{what} is not there; run `cargo xtask provision`")]
    NotInstalled {
        /// What was looked for.
        what: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The driver or a file could not be used.
    #[error("could not use {what}")]
    Unusable {
        /// What was tried.
        what: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The driver did not give out a browser.
    #[error("chromedriver gave no browser")]
    Session(#[from] fantoccini::error::NewSessionError),
    /// The browser refused a command.
    #[error("the browser refused a command")]
    Command(#[from] fantoccini::error::CmdError),
    /// The browser answered something else than was asked.
    #[error("the browser answered {0}")]
    Answer(String),
}

impl BrowserError {
    fn not_installed(what: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.display().to_string();
        move |source| Self::NotInstalled { what, source }
    }

    fn unusable(what: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.display().to_string();
        move |source| Self::Unusable { what, source }
    }
}

/// One browser window with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    // Dropped in this order: the driver ends the browser, then its profile can be removed.
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts a driver and a browser that nobody used before.
    pub async fn open(options: &Options) -> Result<Self, BrowserError> {
        let driver = Driver::start()?;
        let profile =
            TempDir::new().map_err(BrowserError::unusable(Path::new("a temporary directory")))?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(options, profile.path()))
            .connect(&driver.address())
            .await?;
        let browser = Self { client, _driver: driver, _profile: profile };
        browser.emulate(options).await?;
        Ok(browser)
    }

    /// The window, to walk through pages with.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Writes the whole page, below the fold too, as a PNG file.
    pub async fn screenshot(&self, file: &Path) -> Result<(), BrowserError> {
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.client.issue_cmd(Devtools::new("Page.captureScreenshot", whole)).await?;
        let Some(data) = answer.get("data").and_then(Value::as_str) else {
            return Err(BrowserError::Answer(answer.to_string()));
        };
        let image = BASE64_STANDARD
            .decode(data)
            .map_err(|error| BrowserError::Answer(error.to_string()))?;
        std::fs::write(file, image).map_err(BrowserError::unusable(file))
    }

    /// What axe-core finds on the page that keeps somebody from using it: impact serious or critical.
    pub async fn barriers(&self) -> Result<Vec<Barrier>, BrowserError> {
        axe::barriers(&self.client, &axe_script()).await
    }

    /// What the browser itself found wrong since it was last asked: errors of scripts, what the policy of a
    /// page forbade, what could not be loaded.
    pub async fn complaints(&self) -> Result<Vec<Complaint>, BrowserError> {
        log::complaints(&self.client).await
    }

    /// Plugs in an authenticator that keeps passkeys, knows its owner and always says yes.
    pub async fn plug_in_authenticator(&self) -> Result<(), BrowserError> {
        let willing = json!({ "options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
        }});
        for (method, parameters) in [
            ("WebAuthn.enable", json!({ "enableUI": false })),
            ("WebAuthn.addVirtualAuthenticator", willing),
        ] {
            self.client.issue_cmd(Devtools::new(method, parameters)).await?;
        }
        Ok(())
    }

    /// Ends the browser. Dropping it does the same, less politely.
    pub async fn close(self) -> Result<(), BrowserError> {
        Ok(self.client.clone().close().await?)
    }

    async fn emulate(&self, options: &Options) -> Result<(), BrowserError> {
        self.show_as(options).await?;
        let listening = json!({ "source": LISTEN });
        let listen = Devtools::new("Page.addScriptToEvaluateOnNewDocument", listening);
        self.client.issue_cmd(listen).await?;
        Ok(())
    }

    /// Gives the browser another screen and other colours, for the page that is open as well. They are set from inside: a
    /// real window cannot be as narrow as a phone.
    ///
    /// # Errors
    /// The driver refuses.
    pub async fn show_as(&self, options: &Options) -> Result<(), BrowserError> {
        let screen = json!({
            "width": options.width, "height": options.height,
            "deviceScaleFactor": 1, "mobile": false,
        });
        let scheme = if options.dark { "dark" } else { "light" };
        // Without motion, colours that change are measured when they have changed.
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        for (method, parameters) in
            [("Emulation.setDeviceMetricsOverride", screen), ("Emulation.setEmulatedMedia", media)]
        {
            self.client.issue_cmd(Devtools::new(method, parameters)).await?;
        }
        Ok(())
    }
}

fn capabilities(options: &Options, profile: &Path) -> Map<String, Value> {
    let mut flags: Vec<String> = FLAGS.iter().map(ToString::to_string).collect();
    flags.push(format!("--user-data-dir={}", profile.display()));
    flags.push(format!("--window-size={},{}", options.width, options.height));
    // 1 allows and 2 forbids, for every site.
    let scripts = if options.javascript { 1 } else { 2 };
    let chrome = json!({
        "args": flags,
        "prefs": {
            "intl.accept_languages": options.languages,
            "profile.managed_default_content_settings.javascript": scripts,
        },
    });
    Map::from_iter([
        ("goog:chromeOptions".to_owned(), chrome),
        ("goog:loggingPrefs".to_owned(), json!({ "browser": "WARNING" })),
    ])
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says here where the script is"
)]
fn axe_script() -> PathBuf {
    std::env::var(AXE_VARIABLE).map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ci/axe.min.js"),
        PathBuf::from,
    )
}
