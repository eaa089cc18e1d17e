//! The directory of bases, as open data has it (docs/open-data.md), a page at a time.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{directory::Base, refusal::Fault};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    needed,
    operation::{Area, Operation, Param, schema},
    paging::{MOST, Page, Slice},
    problem,
};
use crate::{
    desks::{Answer, Asked, Looked, certified},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listBases",
    Area::Public,
    ("列出已认定的基地，可按关键词查找", "Lists certified bases; `q` looks for words or pinyin"),
    schema::<BaseView>,
)
.asked(&[
    Param::text(
        "q",
        "检索式：关键词、拼音或“检索项:内容”",
        "a query: words, how they sound, or `field:value`",
    ),
    Param::text("after", "从这一条之后开始", "behind this one: `next` of the page before"),
    Param::count("limit", "每页条数", "how many on a page", MOST),
]);
pub(crate) const ONE: Operation = Operation::gives(
    "getBase",
    Area::Public,
    ("读取一个基地及其证书公开的内容", "Reads a base, with what its certificate made public"),
    schema::<BaseView>,
);

pub(crate) const VERIFY: Operation = Operation::gives(
    "verifyCertificate",
    Area::Public,
    (
        "按证书编号和校验码核验；不符时为 404",
        "Checks a certificate by its number and code; 404 where they do not belong together",
    ),
    schema::<BaseView>,
)
.asked(&[
    Param::text("number", "证书编号", "the number of the certificate").needed(),
    Param::text("code", "校验码", "the code that is printed on it").needed(),
]);

/// A base.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BaseView {
    /// The case in which it was certified.
    id: String,
    /// The number of its certificate.
    number: String,
    /// The host.
    name: String,
    /// The law, by its id.
    law: String,
    /// The type, by its id.
    #[serde(rename = "type")]
    kind: String,
    /// The day of certification.
    certified_on: Option<Date>,
    /// The last day of validity; without end when absent.
    valid_to: Option<Date>,
    /// How it stands today.
    state: String,
    /// By what else it is found: a path of a fact, and codes.
    found_by: BTreeMap<String, Vec<String>>,
    /// What its certificate shows, by path of the fact; of one base alone.
    #[serde(skip_serializing_if = "Map::is_empty")]
    shown: Map<String, Value>,
}

impl BaseView {
    fn of(here: &Here, base: &Base) -> Self {
        Self {
            id: base.id.to_string(),
            number: base.number.clone(),
            name: base.title.clone(),
            law: base.law().to_owned(),
            kind: base.kind.clone(),
            certified_on: base.certified_on,
            valid_to: base.valid_to,
            state: base.state(here.site.today()).word().to_owned(),
            found_by: base.found_by.clone(),
            shown: Map::new(),
        }
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let words = asked.iter().filter(|(key, _)| *key == "q");
    let words: BTreeMap<String, String> =
        words.map(|(key, value)| (key.clone(), value.clone())).collect();
    let wanted = Looked::of(&words)
        .wanted(&here, usize::MAX)
        .map_err(|wrong| problem::malformed(Fault { place: "q".to_owned(), what: *wrong.what }))?;
    let found = here.found(&wanted).await?;
    let (bases, next) = slice.cut(found.bases, |base| base.id.to_string());
    let bases = bases.iter().map(|base| BaseView::of(&here, base)).collect();
    Page { items: bases, next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    shown(&here, id).await
}

pub(crate) async fn verify(here: Here, Query(asked): Asked) -> Answer {
    let [number, code] = [needed(&asked, "number")?, needed(&asked, "code")?];
    let base = certified(&here, number, code).await?.ok_or(Trouble::NotFound)?;
    shown(&here, base.id).await
}

/// A base with what its certificate shows.
async fn shown(here: &Here, id: Uuid) -> Answer {
    let dossier = here.dossier(id).await?;
    let base = Base::of(&dossier.case.row()).ok_or(Trouble::NotFound)?;
    let certificate = dossier.case.certificate.as_ref().ok_or(Trouble::NotFound)?;
    let shown = certificate.shown.iter().map(|(path, value)| (path.clone(), value.clone()));
    let view = BaseView { shown: shown.collect(), ..BaseView::of(here, &base) };
    Ok(Json(view).into_response())
}
