//! The console of the browser, as `chromedriver` keeps it.

use super::BrowserError;
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// Something the browser complained about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where it comes from: `javascript`, `security`, `network` and others.
    pub source: String,
    /// Address, place and what is wrong.
    pub message: String,
}

/// Asks for what was logged and forgets it.
#[derive(Debug)]
struct TakeLog;

impl WebDriverCompatibleCommand for TakeLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

pub(super) async fn complaints(client: &Client) -> Result<Vec<Complaint>, BrowserError> {
    let answer = client.issue_cmd(TakeLog).await?;
    let Some(entries) = answer.as_array() else {
        return Err(BrowserError::Answer(answer.to_string()));
    };
    Ok(entries.iter().map(complaint).collect())
}

fn complaint(entry: &Value) -> Complaint {
    let text = |name| entry.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Complaint { source: text("source"), message: text("message") }
}
