//! Public notices.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::notice::Notice;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listNotices",
    Area::Public,
    ("列出公示", "Lists public notices"),
    schema::<NoticeLine>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getNotice",
    Area::Public,
    ("读取一份公示及其名单", "Reads a public notice with its list"),
    schema::<NoticeView>,
);

/// A notice in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NoticeLine {
    /// Its id.
    id: String,
    /// The law, by its id.
    law: String,
    /// The call.
    call: String,
    /// The day it was posted.
    posted_on: Date,
    /// The last day for objections.
    ends_on: Date,
    /// Whether anybody may object now.
    running: bool,
    /// How many stand in it.
    entries: usize,
}

/// A notice.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NoticeView {
    #[serde(flatten)]
    line: NoticeLine,
    /// What it shows of each, by path of the fact, in the order of the list.
    list: Vec<BTreeMap<String, Value>>,
}

impl NoticeLine {
    fn of(here: &Here, notice: &Notice) -> Result<Self, Trouble> {
        Ok(Self {
            id: notice.id.to_string(),
            law: here.site.laws.get(&notice.pack)?.pack.id().to_owned(),
            call: notice.round.to_string(),
            posted_on: notice.posted_on,
            ends_on: notice.ends_on,
            running: !notice.until().is_over(here.site.outside.now()),
            entries: notice.entries.len(),
        })
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let (notices, next) = slice.cut(here.all_notices().await?, |notice| notice.id.to_string());
    let lines: Result<Vec<NoticeLine>, Trouble> =
        notices.iter().map(|notice| NoticeLine::of(&here, notice)).collect();
    Page { items: lines?, next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let notice = here.site.desk().notice(id).await.map_err(Trouble::from);
    let notice = notice.map_err(Trouble::or_absent)?;
    let view = NoticeView { line: NoticeLine::of(&here, &notice)?, list: notice.list() };
    Ok(Json(view).into_response())
}
