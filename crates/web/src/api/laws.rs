//! Laws as the pages of regulations show them; the form of a type, and a check without an account.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    law::Law,
    parameter,
    procedure::{self, Level},
    rulebook::Asked as Evaluated,
};
use guohe_rules::{
    document,
    model::Clause as Resolved,
    syntax::{Class, Words},
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Named,
    body::{Call, Sent},
    form::{Record, records},
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listLaws",
    Area::Public,
    ("列出已载入的管理办法", "Lists the regulations"),
    schema::<LawLine>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getLaw",
    Area::Public,
    ("读取一部办法：类别、条款、程序", "Reads a regulation: types, clauses, procedure"),
    schema::<LawView>,
);
pub(crate) const CLAUSE: Operation = Operation::gives(
    "getClause",
    Area::Public,
    ("读取一条", "Reads a clause"),
    schema::<ClauseView>,
);
pub(crate) const VERSIONS: Operation = Operation::gives(
    "listVersions",
    Area::Public,
    ("列出一部办法的各版规则", "Lists the versions of the rules of a regulation"),
    schema::<Vec<LawLine>>,
);
pub(crate) const FORM: Operation = Operation::gives(
    "getForm",
    Area::Public,
    (
        "读取某一类别的填报项：名称、单位、代码",
        "Reads what is asked for a type: facts, units, codes",
    ),
    schema::<FormView>,
);
pub(crate) const CHECK: Operation = Operation::gives(
    "checkFacts",
    Area::Public,
    (
        "不登录自查：按所给事实逐条判断",
        "Checks facts against the conditions of a type, without an account",
    ),
    schema::<Checked>,
)
.takes(schema::<Facts>);
pub(crate) const RANK: Operation = Operation::gives(
    "checkEverywhere",
    Area::Public,
    (
        "不登录自查：同一份事实对照所有规则的所有类别，由近及远",
        "Checks the same facts against every type of every law, the nearest first, without an account",
    ),
    schema::<Checked>,
)
.takes(schema::<Facts>);
pub(crate) const LOG: Operation = Operation::gives(
    "getLog",
    Area::Public,
    ("读取存证日志的最新检查点与公钥", "Reads the last checkpoint of the log, and the public keys"),
    schema::<LogView>,
);

/// A regulation in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LawLine {
    /// Its id: authority and instrument.
    id: String,
    /// Its title.
    title: Words,
    /// The authority.
    authority: Words,
    /// From which day it is in force.
    effective_from: Option<Date>,
    /// The version of its rules.
    version: String,
}

/// A regulation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LawView {
    #[serde(flatten)]
    line: LawLine,
    /// What one may apply for.
    types: Vec<Named>,
    /// Its clauses.
    clauses: Vec<ClauseLine>,
    /// The stages of its procedure, in their order.
    stages: Vec<Named>,
    /// The acts of its procedure.
    acts: Vec<ActLine>,
}

/// A clause in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClauseLine {
    /// Its id.
    id: String,
    /// Where it stands.
    cite: Words,
    /// Its name.
    name: Words,
    /// What sort of clause it is.
    class: Class,
}

/// A clause.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClauseView {
    #[serde(flatten)]
    line: ClauseLine,
    /// What it says, in own words.
    paraphrase: Words,
}

/// An act of a procedure.
#[derive(Debug, Serialize, JsonSchema)]
struct ActLine {
    /// Its id.
    id: String,
    /// What it does.
    kind: procedure::Kind,
    /// Its name.
    name: Words,
    /// Who may do it, by their ids.
    by: Vec<String>,
    /// In which stages.
    from: Vec<String>,
    /// The clauses it comes from.
    cites: Vec<String>,
}

/// What is asked for a type.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FormView {
    /// The type.
    #[serde(rename = "type")]
    kind: Named,
    /// The records, in the order of the form.
    records: Vec<Record>,
}

/// Facts to be checked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    /// Facts by record and field, as in the section `facts` of a facts file: a record that exists once is an object of
    /// fields, a list is `{closed, rows}`. What is missing is unknown, never false.
    facts: Map<String, Value>,
    /// The reference date; today when absent.
    #[serde(default)]
    date: Option<Date>,
}

/// A check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The findings, as docs/check-output.md describes them.
    report: Map<String, Value>,
}

/// What the public log shows.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LogView {
    /// The newest checkpoint with its signatures; absent before the first.
    checkpoint: Option<String>,
    /// The public keys by which it is checked.
    keys: Vec<String>,
}

impl LawLine {
    fn of(law: &Law) -> Self {
        let file = &law.pack.file;
        Self {
            id: law.pack.id().to_owned(),
            title: file.title.clone(),
            authority: file.authority.clone(),
            effective_from: file.document.effective_from,
            version: law.reference().key(),
        }
    }
}

impl ClauseLine {
    fn of(clause: &Resolved) -> Self {
        let written = &clause.written;
        Self {
            id: written.id.value.clone(),
            cite: cite(clause),
            name: written.name.clone(),
            class: written.class,
        }
    }
}

/// Where a clause stands.
pub(super) fn cite(clause: &Resolved) -> Words {
    let cite = &clause.written.cite;
    Words { zh: cite.zh.clone(), en: cite.en.clone() }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let laws: Vec<LawLine> = here.site.laws.iter().map(|law| LawLine::of(law)).collect();
    let (laws, next) = slice.cut(laws, |law| law.id.clone());
    Page { items: laws, next }.answer(&here)
}

pub(crate) async fn one(
    here: Here,
    Path((authority, instrument)): Path<(String, String)>,
) -> Answer {
    let law = here.law(&authority, &instrument)?;
    let act = |act: &procedure::Act| ActLine {
        id: act.id.value.clone(),
        kind: act.kind.value,
        name: act.name.clone(),
        by: act.by.iter().map(|by| by.value.clone()).collect(),
        from: act.from.iter().map(|stage| stage.value.clone()).collect(),
        cites: act.cites.iter().map(|clause| clause.value.clone()).collect(),
    };
    let view = LawView {
        line: LawLine::of(&law),
        types: law.pack.file.types.iter().map(|def| Named::new(&def.id.value, &def.name)).collect(),
        clauses: law.pack.clauses.iter().map(ClauseLine::of).collect(),
        stages: law
            .procedure
            .stages
            .iter()
            .map(|stage| Named::new(&stage.id.value, &stage.name))
            .collect(),
        acts: law.procedure.acts.iter().map(act).collect(),
    };
    Ok(Json(view).into_response())
}

pub(crate) async fn versions(
    here: Here,
    Path((authority, instrument)): Path<(String, String)>,
) -> Answer {
    let law = here.law(&authority, &instrument)?;
    let own = here.site.laws.versions().filter(|one| one.pack.id() == law.pack.id());
    let mut lines: Vec<LawLine> = own.map(|law| LawLine::of(law)).collect();
    lines.sort_by(|one, other| {
        (&other.effective_from, &one.version).cmp(&(&one.effective_from, &other.version))
    });
    Ok(Json(lines).into_response())
}

pub(crate) async fn clause(
    here: Here,
    Path((authority, instrument, id)): Path<(String, String, String)>,
) -> Answer {
    let law = here.law(&authority, &instrument)?;
    let clause = law.pack.clause(&id).ok_or(Trouble::NotFound)?;
    let view = ClauseView { line: ClauseLine::of(clause), paraphrase: clause.written.text.clone() };
    Ok(Json(view).into_response())
}

pub(crate) async fn form(
    here: Here,
    Path((authority, instrument, kind)): Path<(String, String, String)>,
) -> Answer {
    let law = here.law(&authority, &instrument)?;
    let at = law.pack.type_at(&kind).ok_or(Trouble::NotFound)?;
    let def = law.pack.file.types.get(at).ok_or(Trouble::NotFound)?;
    let kind = Named::new(&def.id.value, &def.name);
    let records = records(&law, &kind.id);
    Ok(Json(FormView { kind, records }).into_response())
}

/// Checks facts as the page for visitors does: with what officers entered, without registers and rounds.
pub(crate) async fn check(
    Path((authority, instrument, kind)): Path<(String, String, String)>,
    call: Call<Sent<Facts>>,
) -> Answer {
    let here = &call.here;
    let laws = here.laws_as_called().await?;
    let id = here.law(&authority, &instrument)?;
    let called = laws.iter().find(|one| one.law.pack.id() == id.pack.id());
    let law = &called.ok_or(Trouble::NotFound)?.law;
    let at = law.pack.type_at(&kind).ok_or(Trouble::NotFound)?;
    let Sent(Facts { facts, date }) = &call.body;
    let today = date.unwrap_or_else(|| here.site.today());
    let file = json!({"round": {"date": today}, "facts": facts});
    let entered = parameter::entered(here.site.desk(), &law.pack).await?;
    let asked = Evaluated::of((&law.pack, &entered), &file, &kind, today, Level::Declared);
    let report = document::check(&law.pack, asked.situation(), at, Level::Declared.into());
    let Value::Object(report) = serde_json::to_value(report).map_err(Trouble::broken)? else {
        return Err(Trouble::NotFound);
    };
    Ok(Json(Checked { report }).into_response())
}

/// The same against every type of every law, as each is for the call under it.
pub(crate) async fn rank(call: Call<Sent<Facts>>) -> Answer {
    let here = &call.here;
    let laws = here.laws_as_called().await?;
    let Sent(Facts { facts, date }) = &call.body;
    let today = date.unwrap_or_else(|| here.site.today());
    let file = json!({"round": {"date": today}, "facts": facts});
    let mut seen = Vec::new();
    for called in &laws {
        let pack = &called.law.pack;
        let entered = parameter::entered(here.site.desk(), pack).await?;
        let asked = Evaluated::of((pack, &entered), &file, "", today, Level::Declared);
        seen.push(asked.situation().clone());
    }
    let asked: Vec<_> = laws.iter().zip(&seen).map(|(one, seen)| (&*one.law.pack, seen)).collect();
    let ranking = document::ranking(&asked, Level::Declared.into());
    let Value::Object(report) = serde_json::to_value(ranking).map_err(Trouble::broken)? else {
        return Err(Trouble::NotFound);
    };
    Ok(Json(Checked { report }).into_response())
}

pub(crate) async fn log(here: Here) -> Answer {
    let (checkpoint, keys) = here.evidence().await?;
    Ok(Json(LogView { checkpoint, keys }).into_response())
}
