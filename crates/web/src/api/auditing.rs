//! What the audit administrator reads: who did what and when, and whether the log is what was recorded. Nothing of what is in
//! an event is told, and of acts of experts not whose they are.

use std::collections::BTreeMap;

use axum::{Json, extract::Query, response::IntoResponse as _};
use guohe_cases::{account::Changed, auditing::LogLine, refusal::Fault};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    body::{Bytes, Call},
    officer::{Done, calling, done},
    operation::{Area, Operation, Param, schema},
    paging::MOST,
    problem,
};
use crate::{
    desks::{
        Answer, Asked,
        admin::{
            audit::{Filter, about_word, auditing, begin, is_of_expert, lines},
            kinds::is_known,
            settings::changes,
        },
    },
    trouble::Trouble,
    visit::Here,
    watch::Verification,
};

pub(crate) const LOG: Operation = Operation::gives(
    "getAuditLog",
    Area::Admin,
    (
        "查询审计日志：何人何时办了何事，不含内容",
        "Looks through the log: who did what and when, without what is in it",
    ),
    schema::<LogPage>,
)
.asked(&[
    Param::text("person", "账户", "an account"),
    Param::text("kind", "事项", "a kind of event"),
    Param::text("from", "自某日起", "from a day on"),
    Param::text("until", "至某日止", "up to a day"),
    Param::text(
        "before",
        "此序号之前（上一页的 before）",
        "before a number: `before` of the page before",
    ),
    Param::count("limit", "每页条数", "how many on a page", MOST),
]);
pub(crate) const CHAIN: Operation = Operation::gives(
    "getVerificationOfLog",
    Area::Admin,
    ("读取日志核验的进展与结果", "Reads how far the log was verified, and what was found"),
    schema::<VerificationView>,
);
pub(crate) const VERIFY: Operation = Operation::gives(
    "verifyLog",
    Area::Admin,
    (
        "开始核验日志；谁要求核验会记入日志",
        "Begins to go through the log; that one asked is recorded",
    ),
    schema::<Done>,
)
.changes();

/// Lines of the log, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LogPage {
    /// The lines.
    items: Vec<LineView>,
    /// Before which number the next page begins; absent on the last.
    before: Option<u64>,
    /// Settings that were changed, the latest first; with the first page alone.
    settings: Vec<ChangedView>,
}

/// A line of the log.
#[derive(Debug, Serialize, JsonSchema)]
struct LineView {
    /// Its number in the log.
    number: u64,
    /// When it was recorded.
    at: String,
    /// Who acted, by account; absent for experts, for the operator and for time itself.
    account: Option<String>,
    /// In which role.
    role: String,
    /// What was done.
    kind: String,
    /// What it is about.
    about: String,
    /// Its id.
    id: String,
    /// The place in what happened to it.
    seq: u64,
}

/// A setting that was changed.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangedView {
    /// Which.
    setting: String,
    /// By whom, by account.
    by: String,
    /// When.
    at: String,
    /// As it was.
    from: Value,
    /// As it is since.
    to: Value,
}

/// Whether the log is what was recorded, as far as this server has looked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum VerificationView {
    /// Nobody has asked since the server began.
    Never,
    /// It is being looked at.
    Running {
        /// So many events were looked at.
        done: u64,
        /// Of so many.
        of: u64,
    },
    /// It could not be read.
    Failed,
    /// It was looked at.
    Done {
        /// When that ended.
        at: String,
        /// How many events were looked at.
        events: u64,
        /// How many checkpoints in the database they were held against.
        checkpoints: usize,
        /// How many that are kept outside.
        outside: usize,
        /// How many things are not as they were recorded.
        wrong: usize,
        /// The number of the first event that is bad.
        first: Option<u64>,
    },
}

impl From<Verification> for VerificationView {
    fn from(state: Verification) -> Self {
        match state {
            Verification::Never => Self::Never,
            Verification::Running { done, of } => Self::Running { done, of },
            Verification::Failed => Self::Failed,
            Verification::Done { at, found } => Self::Done {
                at: at.to_string(),
                events: found.events,
                checkpoints: found.checkpoints,
                outside: found.outside,
                wrong: found.wrong,
                first: found.first,
            },
        }
    }
}

impl LineView {
    fn of(here: &Here, line: &LogLine) -> Self {
        let told = !is_of_expert(here, line) && !line.account.is_nil();
        Self {
            number: line.number,
            at: line.at.to_string(),
            account: told.then(|| line.account.to_string()),
            role: line.role.clone(),
            kind: line.kind.clone(),
            about: about_word(line.stream.about),
            id: line.stream.id.to_string(),
            seq: line.seq,
        }
    }
}

/// What is looked for; a word that says nothing is refused, so that nobody takes all lines for those that were meant.
fn filter(asked: &BTreeMap<String, String>) -> Result<Filter, Trouble> {
    let wrong = |name: &str| problem::malformed(Fault::at(name, "无法识别", "this cannot be read"));
    let text = |name: &str| asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let kind = text("kind").unwrap_or_default();
    if !kind.is_empty() && !is_known(kind) {
        return Err(wrong("kind"));
    }
    let day = |name: &str| -> Result<Option<Date>, Trouble> {
        text(name).map(|text| text.parse().map_err(|_no_day| wrong(name))).transpose()
    };
    let person = text("person").map(|text| text.parse().map_err(|_no_id| wrong("person")));
    let before = text("before").map(|text| text.parse().map_err(|_no_number| wrong("before")));
    Ok(Filter {
        account: person.transpose()?,
        kind: kind.to_owned(),
        from: day("from")?,
        until: day("until")?,
        before: before.transpose()?,
    })
}

pub(crate) async fn log(here: Here, Query(asked): Asked) -> Answer {
    let (filter, limit) = (filter(&asked)?, super::paging::limit(&asked)?);
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let found = lines(&here, &filter, limit).await?;
    let settings = if filter.before.is_none() { changes(&here).await? } else { Vec::new() };
    let told = LogPage {
        items: found.iter().map(|line| LineView::of(&here, line)).collect(),
        before: found.last().map(|line| line.number).filter(|number| *number > 1),
        settings: settings
            .into_iter()
            .map(|(at, by, Changed { setting, from, to })| ChangedView {
                setting,
                by: by.to_string(),
                at: at.to_string(),
                from,
                to,
            })
            .collect(),
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn chain(here: Here) -> Answer {
    auditing(&here)?;
    Ok(Json(VerificationView::from(here.site.watch.verification())).into_response())
}

pub(crate) async fn verify(call: Call<Bytes>) -> Answer {
    done(&begin(&call.here, &calling(&call)).await?)
}
