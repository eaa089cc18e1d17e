//! Reports of browsers about what the policy of the pages kept from loading.
//!
//! A report says that a page holds something that the house did not put there, or that the policy is wrong. Both are
//! for the security administrator, as numbers: the address of the page is not kept, since it may name a case.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, http::StatusCode};
use serde_json::Value;

use crate::{site::Site, watch::Blocked};

/// A report is short; a longer one is refused.
pub(crate) const MOST: usize = 16 * 1024;
/// Browsers send several reports at once; more than so many are not read.
const AT_ONCE: usize = 20;

/// Takes reports in either form: `report-uri`, one object, and `report-to`, a list.
pub(crate) async fn report(State(site): State<Arc<Site>>, body: Bytes) -> StatusCode {
    let Ok(said) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    let found = blocked(&said);
    if found.is_empty() {
        return StatusCode::BAD_REQUEST;
    }
    for one in found {
        tracing::warn!(directive = %one.directive, source = %one.source, "a browser kept something from loading");
        site.watch.blocked(one, site.outside.now());
    }
    StatusCode::NO_CONTENT
}

fn blocked(said: &Value) -> Vec<Blocked> {
    let text = |of: &Value, names: [&str; 2]| {
        names.iter().find_map(|name| of.get(*name)?.as_str().map(str::to_owned))
    };
    let one = |of: &Value, names: [&str; 2], from: &str| {
        let directive = text(of, names)?;
        let source = of.get(from).and_then(Value::as_str).unwrap_or_default();
        Some(Blocked::new(&directive, source))
    };
    match said {
        Value::Array(all) => all
            .iter()
            .take(AT_ONCE)
            .filter(|report| report.get("type").and_then(Value::as_str) == Some("csp-violation"))
            .filter_map(|report| report.get("body"))
            .filter_map(|body| one(body, ["effectiveDirective", "violatedDirective"], "blockedURL"))
            .collect(),
        Value::Object(of) => of
            .get("csp-report")
            .and_then(|body| {
                one(body, ["effective-directive", "violated-directive"], "blocked-uri")
            })
            .into_iter()
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::blocked;
    use crate::watch::Blocked;

    #[test]
    fn both_forms_of_report_are_read_and_keep_no_address_of_a_page() {
        let old = json!({"csp-report": {
            "document-uri": "https://guohe.example/desk/cases/0197",
            "effective-directive": "script-src-elem",
            "blocked-uri": "https://evil.example/x.js?of=0197",
        }});
        let new = json!([
            {"type": "csp-violation", "url": "https://guohe.example/desk/cases/0197", "body": {
                "documentURL": "https://guohe.example/desk/cases/0197",
                "effectiveDirective": "script-src-elem",
                "blockedURL": "https://evil.example/x.js?of=0197",
            }},
            {"type": "deprecation", "body": {"effectiveDirective": "img-src"}},
        ]);
        let said = Blocked {
            directive: "script-src-elem".to_owned(),
            source: "https://evil.example".to_owned(),
        };
        for reports in [old, new] {
            assert_eq!(blocked(&reports), std::slice::from_ref(&said));
        }
        assert_eq!(blocked(&json!({"other": 1})), []);
    }
}
