//! Late entries of a case: what took place on paper, entered by one officer and confirmed by another.

use axum::{Json, extract::Path, response::IntoResponse as _};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use guohe_cases::{
    late::Entered,
    refusal::Fault,
    verbs::{
        attach::{AttachError, Incoming},
        late::{Paper, confirm, decline, enter},
    },
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::{Done, done},
    operation::{Area, Operation, schema},
    problem,
};
use crate::{
    desks::{Answer, scanned},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::gives(
    "listLateEntries",
    Area::Desk,
    ("列出一件的补录", "Lists the late entries of a case"),
    schema::<Vec<LateLine>>,
);
pub(crate) const ENTER: Operation = Operation::gives(
    "enterLate",
    Area::Desk,
    ("补录纸质办理的一项，附原件扫描件", "Enters what took place on paper, with a scan of it"),
    schema::<Done>,
)
.takes(schema::<Entering>)
.changes()
.with_state();
pub(crate) const SETTLE: Operation = Operation::gives(
    "settleLateEntry",
    Area::Desk,
    ("确认或者退回他人的补录", "Confirms or declines what a colleague entered"),
    schema::<Done>,
)
.takes(schema::<Settling>)
.changes()
.with_state();

/// A late entry.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LateLine {
    /// Its number in the case.
    number: u64,
    /// The act, by its id in the pack.
    act: String,
    /// The day on which it took place.
    took_place_on: Date,
    /// When it was entered.
    entered_at: String,
    /// Why it was not recorded then.
    reasons: String,
    /// What was done by it, as the act takes it; absent once it was erased.
    input: Option<Value>,
    /// The scan, by the id under which it is read.
    paper: String,
    /// Whether it was confirmed; absent while it waits.
    confirmed: Option<bool>,
    /// Why it was declined.
    declined: Option<String>,
}

/// What took place on paper.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entering {
    /// The act, by its id in the pack.
    act: String,
    /// The day on which it took place.
    took_place_on: Date,
    /// Why it was not recorded then.
    reasons: String,
    /// What was done by it, as the act takes it.
    #[serde(default)]
    input: Value,
    /// The scan.
    paper: Scan,
}

/// A file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scan {
    /// Its name.
    name: String,
    /// Its bytes, in Base64.
    base64: String,
}

/// What is to become of a late entry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settling {
    /// Its number.
    entry: u64,
    /// Whether it is confirmed.
    confirm: bool,
    /// Why it is declined.
    #[serde(default)]
    reasons: String,
}

impl From<Entered> for LateLine {
    fn from(entered: Entered) -> Self {
        let (confirmed, declined) = match entered.settled {
            None => (None, None),
            Some((true, ..)) => (Some(true), None),
            Some((false, _, reasons)) => (Some(false), Some(reasons)),
        };
        Self {
            number: entered.number,
            act: entered.act,
            took_place_on: entered.took_place_on,
            entered_at: entered.at.to_string(),
            reasons: entered.reasons,
            input: entered.input,
            paper: entered.evidence.id,
            confirmed,
            declined,
        }
    }
}

pub(crate) async fn list(here: Here, Path(id): Path<Uuid>) -> Answer {
    let file = here.dossier(id).await?;
    let all = file.case.late_entries.iter().cloned();
    Ok(Json(all.map(LateLine::from).collect::<Vec<_>>()).into_response())
}

pub(crate) async fn enter_one(Path(id): Path<Uuid>, call: Call<Sent<Entering>>) -> Answer {
    let (site, Sent(said)) = (&call.here.site, &call.body);
    let bytes = BASE64_STANDARD.decode(said.paper.base64.trim()).map_err(|_not_base64| {
        problem::malformed(Fault::at("paper.base64", "不是 Base64", "not Base64"))
    })?;
    let file = Incoming { name: &said.paper.name, label: "", proves: &[], bytes: &bytes };
    let paper = Paper {
        act: &said.act,
        took_place_on: Some(said.took_place_on),
        reasons: &said.reasons,
        input: said.input.clone(),
        file: Some(file),
    };
    match enter(site.desk(), site.room(), &call.filling(id), &paper).await {
        Ok(receipt) => {
            scanned(&call.here, id).await?;
            done(&receipt)
        }
        Err(AttachError::Failure(failure)) => Err(call.stale(Trouble::from(failure))),
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn settle(Path(id): Path<Uuid>, call: Call<Sent<Settling>>) -> Answer {
    let (desk, by) = (call.here.site.desk(), call.filling(id));
    let Sent(Settling { entry, confirm: yes, reasons }) = &call.body;
    let settled = if *yes {
        confirm(desk, &by, *entry).await
    } else {
        decline(desk, &by, *entry, reasons).await
    };
    done(&settled.map_err(|failure| call.stale(failure.into()))?)
}
