//! Cases at the desk of those who run the procedure, decide in it, recommend or evaluate.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{ports::RowQuery, procedure::Level, seen::Seen};
use uuid::Uuid;

use super::{
    cases::{self, CaseLine, CaseView, FactsView, FileView, Report, with_state},
    operation::{Area, Operation, Param, schema},
    paging::{MOST, Page, Slice},
};
use crate::{
    desks::{Answer, Asked, desk_file},
    policy::Relation,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listCases",
    Area::Desk,
    (
        "列出可办理的申报；view=waiting 只列等待本人办理的",
        "Lists cases; `view=waiting` those that wait for one's roles",
    ),
    schema::<CaseLine>,
)
.asked(&[
    Param::text("view", "范围", "which of them").among(&["all", "waiting"]),
    Param::text("stage", "阶段", "in a stage, by its id"),
    Param::text("after", "从这一条之后开始", "behind this one: `next` of the page before"),
    Param::count("limit", "每页条数", "how many on a page", MOST),
]);
pub(crate) const ONE: Operation =
    Operation::gives("getCase", Area::Desk, ("读取一件申报", "Reads a case"), schema::<CaseView>)
        .with_state();
pub(crate) const FACTS: Operation = Operation::gives(
    "getCaseFacts",
    Area::Desk,
    ("读取申报材料", "Reads the material of a case"),
    schema::<FactsView>,
)
.with_state();
pub(crate) const REPORT: Operation = Operation::gives(
    "getCaseReport",
    Area::Desk,
    ("读取逐条判断，可指定证据层级", "Reads the findings, at a level of evidence"),
    schema::<Report>,
)
.asked(&[Param::text("level", "证据层级", "how strictly facts are looked at").among(&[
    "declared",
    "evidenced",
    "verified",
])]);
pub(crate) const FILES: Operation = Operation::gives(
    "listCaseFiles",
    Area::Desk,
    ("列出附件", "Lists the files of a case"),
    schema::<Vec<FileView>>,
);
pub(crate) const FILE: Operation =
    Operation::hands_out("getCaseFile", Area::Desk, ("下载附件", "Downloads a file"));

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let view = super::chosen(&asked, "view", &["all", "waiting"])?;
    let mut rows = match view {
        Some("waiting") => here.waiting_for_roles(&here.person(), usize::MAX).await?,
        _ => here.cases(Relation::Before, RowQuery::default()).await?,
    };
    if let Some(stage) = asked.get("stage") {
        rows.retain(|row| row.stage == *stage);
    }
    let (rows, next) = slice.cut(rows, |row| row.stream.id.to_string());
    Page { items: cases::lines(&here, &rows), next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let file = here.dossier(id).await?;
    with_state(&CaseView::of(&file), &Seen::at_the_desk(&file.law, &file.case, &here.person()))
}

pub(crate) async fn facts(here: Here, Path(id): Path<Uuid>) -> Answer {
    let file = here.dossier(id).await?;
    with_state(&FactsView::of(&file), &Seen::at_the_desk(&file.law, &file.case, &here.person()))
}

pub(crate) async fn report(here: Here, Path(id): Path<Uuid>, Query(asked): Asked) -> Answer {
    let file = here.dossier(id).await?;
    let words = ["declared", "evidenced", "verified"];
    let level = match super::chosen(&asked, "level", &words)? {
        Some("declared") => Level::Declared,
        Some("evidenced") => Level::Evidenced,
        Some(_) => Level::Verified,
        None => file.level(),
    };
    cases::findings(&file, level)
}

pub(crate) async fn files(here: Here, Path(id): Path<Uuid>) -> Answer {
    Ok(Json(FileView::all(&here.dossier(id).await?.case)).into_response())
}

pub(crate) async fn file(here: Here, path: Path<(Uuid, String)>) -> Answer {
    desk_file(here, path).await
}
