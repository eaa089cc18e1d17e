//! The applications of one's own organisation: listing, starting, filling in, files.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    event::About,
    facts::Edit,
    ports::{Row, RowQuery},
    procedure::Level,
    seen::Seen,
    verbs::{
        Receipt,
        attach::{Incoming, attach as keep, detach as take_off},
        fill,
        open::{Opening, open_case},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Bytes, Call, Sent},
    cases::{self, CaseLine, CaseView, FactsView, FaultView, FileView, Report, with_state},
    operation::{Area, Operation, Param, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked, derived, own_file, scanned},
    policy::Relation,
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listApplications",
    Area::Applications,
    ("列出本单位的申报", "Lists the applications of one's organisation"),
    schema::<CaseLine>,
);
pub(crate) const START: Operation = Operation::gives(
    "startApplication",
    Area::Applications,
    ("在一份申报通知下开始申报", "Starts an application under a call"),
    schema::<Started>,
)
.takes(schema::<Start>)
.changes();
pub(crate) const ONE: Operation = Operation::gives(
    "getApplication",
    Area::Applications,
    ("读取一件申报", "Reads an application"),
    schema::<CaseView>,
)
.with_state();
pub(crate) const FACTS: Operation = Operation::gives(
    "getFacts",
    Area::Applications,
    ("读取所填事实", "Reads the facts of an application"),
    schema::<FactsView>,
)
.with_state();
pub(crate) const EDIT: Operation = Operation::gives(
    "editFacts",
    Area::Applications,
    (
        "修改事实：填写、增删行、确认列全",
        "Changes facts: sets cells, adds and removes rows, closes lists",
    ),
    schema::<Edited>,
)
.takes(schema::<Edits>)
.changes()
.with_state();
pub(crate) const CHOOSE: Operation = Operation::gives(
    "chooseType",
    Area::Applications,
    ("改选类别，所填事实保留", "Chooses another type; the facts stay"),
    schema::<Edited>,
)
.takes(schema::<Chosen>)
.changes()
.with_state();
pub(crate) const REPORT: Operation = Operation::gives(
    "getReport",
    Area::Applications,
    ("读取逐条判断", "Reads the findings, clause by clause"),
    schema::<Report>,
);
pub(crate) const FILES: Operation = Operation::gives(
    "listFiles",
    Area::Applications,
    ("列出附件", "Lists the files of an application"),
    schema::<Vec<FileView>>,
);
pub(crate) const ATTACH: Operation = Operation::gives(
    "attachFile",
    Area::Applications,
    ("上传附件", "Attaches a file"),
    schema::<Edited>,
)
.takes_bytes()
.asked(&[
    Param::text("name", "文件名", "its name").needed(),
    Param::text("label", "说明", "what it is"),
    Param::text(
        "supports",
        "佐证的位置，多个以逗号分隔",
        "places in the facts that it supports, with commas between",
    ),
])
.changes()
.with_state();
pub(crate) const FILE: Operation =
    Operation::hands_out("getFile", Area::Applications, ("下载附件", "Downloads a file"));
pub(crate) const DETACH: Operation = Operation::gives(
    "detachFile",
    Area::Applications,
    ("移除附件", "Takes a file off"),
    schema::<Edited>,
)
.changes()
.with_state();

/// An application that is to be started.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Start {
    /// The call, by its id.
    #[schemars(with = "String", extend("format" = "uuid"))]
    call: Uuid,
    /// The type, by its id.
    #[serde(rename = "type")]
    kind: String,
}

/// An application that was started.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Started {
    /// Its id.
    id: String,
    /// The address at which it is read.
    href: String,
}

/// Changes to the facts, in their order; all of them or none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edits {
    /// What is done. Values are typed as in the form: `2026-03-01`, `1,200 万元`, `30%`.
    edits: Vec<Edit>,
}

/// Another type.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    /// The type, by its id.
    #[serde(rename = "type")]
    kind: String,
}

/// What came of a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Edited {
    /// When it was recorded.
    at: String,
    /// Cells that could not be read; they are kept as typed, and unknown to the rules.
    faults: Vec<FaultView>,
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let person = here.person();
    let organisation = person.organisation.ok_or(Trouble::NotFound)?;
    let query = RowQuery {
        about: Some(About::Case),
        organisation: Some(organisation),
        ..RowQuery::default()
    };
    let mine = |row: &Row| here.lists(Relation::Own, &person, row);
    let rows = here.site.desk().rows_where(query, usize::MAX, mine).await?;
    let (rows, next) = slice.cut(rows, |row| row.stream.id.to_string());
    Page { items: cases::lines(&here, &rows), next }.answer(&here)
}

/// Starts an application. Its id follows from the key of the call, so the same call starts it once.
pub(crate) async fn start(call: Call<Sent<Start>>) -> Answer {
    let Sent(Start { call: round, kind }) = &call.body;
    let mut moment = call.moment();
    if let Some(once) = &call.once {
        moment.fresh = derived(&once.key);
    }
    let (person, once) = (call.here.person(), call.once.clone());
    let opening = Opening { person, moment, round: *round, kind: kind.clone(), once };
    let receipt = open_case(call.here.site.desk(), &opening).await?;
    let id = receipt.stream.id.to_string();
    let href = format!("/api/v1/applications/{id}");
    Ok(Json(Started { id, href }).into_response())
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let file = here.dossier(id).await?;
    with_state(&CaseView::of(&file), &Seen::by_the_host(&file.law, &file.case))
}

pub(crate) async fn facts(here: Here, Path(id): Path<Uuid>) -> Answer {
    let file = here.dossier(id).await?;
    with_state(&FactsView::of(&file), &Seen::by_the_host(&file.law, &file.case))
}

pub(crate) async fn report(here: Here, Path(id): Path<Uuid>) -> Answer {
    cases::findings(&here.dossier(id).await?, Level::Declared)
}

/// What came of a change, with the state that its sender sees now.
async fn edited<T>(call: &Call<T>, id: Uuid, receipt: Receipt) -> Answer {
    let file = call.here.dossier(id).await?;
    let faults = FaultView::all(receipt.faults);
    let done = Edited { at: receipt.at.to_string(), faults };
    with_state(&done, &Seen::by_the_host(&file.law, &file.case))
}

pub(crate) async fn edit(Path(id): Path<Uuid>, call: Call<Sent<Edits>>) -> Answer {
    let Sent(Edits { edits }) = &call.body;
    let done = fill::edit(call.here.site.desk(), &call.filling(id), edits).await;
    edited(&call, id, done.map_err(|failure| call.stale(failure.into()))?).await
}

pub(crate) async fn choose(Path(id): Path<Uuid>, call: Call<Sent<Chosen>>) -> Answer {
    let Sent(Chosen { kind }) = &call.body;
    let done = fill::choose_type(call.here.site.desk(), &call.filling(id), kind).await;
    edited(&call, id, done.map_err(|failure| call.stale(failure.into()))?).await
}

pub(crate) async fn files(here: Here, Path(id): Path<Uuid>) -> Answer {
    Ok(Json(FileView::all(&here.dossier(id).await?.case)).into_response())
}

pub(crate) async fn attach(Path(id): Path<Uuid>, Query(asked): Asked, call: Call<Bytes>) -> Answer {
    let get = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    super::needed(&asked, "name")?;
    let supports = get("supports").split(',').map(str::trim).filter(|place| !place.is_empty());
    let proves: Vec<String> = supports.map(str::to_owned).collect();
    let incoming =
        Incoming { name: get("name"), label: get("label"), proves: &proves, bytes: &call.body };
    let site = &call.here.site;
    let kept = keep(site.desk(), site.room(), &call.filling(id), &incoming).await;
    let receipt = kept.map_err(|error| call.stale(error.into()))?;
    scanned(&call.here, id).await?;
    edited(&call, id, receipt).await
}

pub(crate) async fn file(here: Here, path: Path<(String, String)>) -> Answer {
    own_file(here, path).await
}

pub(crate) async fn detach(Path((id, file)): Path<(Uuid, String)>, call: Call<Bytes>) -> Answer {
    let done = take_off(call.here.site.desk(), &call.filling(id), &file).await;
    edited(&call, id, done.map_err(|failure| call.stale(failure.into()))?).await
}
