//! Looking at a page with axe-core.

use super::BrowserError;
use fantoccini::Client;
use serde_json::Value;
use std::path::Path;

/// Something on a page that keeps somebody from using it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barrier {
    /// The rule of axe-core, such as `color-contrast`.
    pub rule: String,
    /// `serious` or `critical`.
    pub impact: String,
    /// What to do, in one sentence.
    pub advice: String,
    /// Where, as CSS selectors.
    pub places: Vec<String>,
}

/// Hands over what matters and leaves the long report in the browser. What is folded is looked at unfolded and
/// folded again, since axe passes over what is not shown. Styles are not fetched again, which only a rule of moderate
/// impact would need.
const LOOK: &str = r"
    const folded = [...document.querySelectorAll('details:not([open])')];
    const answer = arguments[arguments.length - 1];
    const done = (found) => {
        for (const one of folded) one.open = false;
        answer(found);
    };
    for (const one of folded) one.open = true;
    axe.run(document, { resultTypes: ['violations'], preload: false }).then(
        (report) => done(report.violations
            .filter((found) => found.impact === 'serious' || found.impact === 'critical')
            .map((found) => ({
                rule: found.id,
                impact: found.impact,
                advice: found.help,
                places: found.nodes.map((node) => node.target.flat().join(' ')),
            }))),
        (problem) => done(String(problem)));
";

pub(super) async fn barriers(client: &Client, file: &Path) -> Result<Vec<Barrier>, BrowserError> {
    // The page that was looked at before, on another screen, still has it.
    if client.execute("return window.axe === undefined", Vec::new()).await? == Value::Bool(true) {
        let script = std::fs::read_to_string(file).map_err(BrowserError::not_installed(file))?;
        client.execute(&script, Vec::new()).await?;
    }
    let report = client.execute_async(LOOK, Vec::new()).await?;
    let Some(found) = report.as_array() else {
        return Err(BrowserError::Answer(report.to_string()));
    };
    Ok(found.iter().map(barrier).collect())
}

fn barrier(found: &Value) -> Barrier {
    let text = |name| found.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let places = found.get("places").and_then(Value::as_array);
    Barrier {
        rule: text("rule"),
        impact: text("impact"),
        advice: text("advice"),
        places: places
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
    }
}
