//! The pool of experts, and what ties its experts to a case.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    conflict::Bar,
    expert::{
        Expert, Particulars, Profile, pool,
        table::{COLUMNS, Cells},
    },
    refusal::Fault,
    verbs::expert::{Known, enter, import, one as known, retire},
};
use guohe_rules::syntax::Words;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::{Done, calling, done},
    operation::{Area, Operation, Param, schema},
    paging::{AFTER, LIMIT, Page, Slice},
    problem,
};
use crate::{
    desks::{Answer, Asked, ListedTie, expert_as_typed, own_law, ties_of},
    trouble::Trouble,
    visit::Here,
};

/// What may stand in the query of the list.
const QUERY: &[Param] = &[
    Param::text("field", "专业领域代码", "a field of technology, by code"),
    Param::text("region", "地区代码", "a region, by code"),
    Param::text("retired", "是否含已出库的", "whether those who left are listed").among(&["yes"]),
    AFTER,
    LIMIT,
];

pub(crate) const LIST: Operation = Operation::lists(
    "listExperts",
    Area::Desk,
    ("列出专家库", "Lists the pool of experts"),
    schema::<ExpertLine>,
)
.asked(QUERY);
pub(crate) const ONE: Operation = Operation::gives(
    "getExpert",
    Area::Desk,
    ("读取专家库中的一名专家", "Reads an expert of the pool"),
    schema::<ExpertView>,
);
pub(crate) const ENTER: Operation = Operation::gives(
    "enterExpert",
    Area::Desk,
    (
        "将一名专家录入专家库，或者修改已有的一条",
        "Enters an expert in the pool, or changes the entry of one",
    ),
    schema::<Done>,
)
.takes(schema::<Typed>)
.changes();
pub(crate) const RETIRE: Operation = Operation::gives(
    "retireExpert",
    Area::Desk,
    ("办理专家出库", "Takes an expert out of the pool"),
    schema::<Done>,
)
.takes(schema::<Leaving>)
.changes();
pub(crate) const IMPORT: Operation = Operation::gives(
    "importExperts",
    Area::Desk,
    (
        "导入一张专家表：全部录入，或者全部不录",
        "Reads in a table of experts: all of its rows or none",
    ),
    schema::<Imported>,
)
.takes(schema::<Table>)
.changes();
pub(crate) const TIES: Operation = Operation::lists(
    "listTies",
    Area::Desk,
    ("列出专家与申报之间的利害关系", "Lists what ties experts to a case"),
    schema::<TieLine>,
);

/// An expert in the list: without earlier employers and ties.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExpertLine {
    /// The id.
    id: String,
    /// The name; absent once it was erased.
    name: Option<String>,
    /// Titles.
    titles: Vec<String>,
    /// Where they work today.
    units: Vec<String>,
    /// Fields of technology, by code.
    fields: Vec<String>,
    /// The region, by code.
    region: Option<String>,
    /// Whether there is an account with which they sign in; nobody without one is drawn.
    has_account: bool,
    /// The day on which they left the pool.
    retired_on: Option<Date>,
}

/// An expert of the pool.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExpertView {
    /// The id.
    id: String,
    /// The version of the entry; it goes up with each change.
    version: u64,
    /// Whether there is an account with which they sign in; nobody without one is drawn. Which it is stays unsaid: it
    /// would tell who stands behind an alias.
    has_account: bool,
    /// Codes, windows and limits.
    #[schemars(with = "Value")]
    profile: Profile,
    /// Who they are; absent once it was erased.
    #[schemars(with = "Option<Value>")]
    person: Option<Particulars>,
    /// The day of the first entry.
    since: Date,
    /// The day on which they left the pool.
    retired_on: Option<Date>,
}

/// An expert as typed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    /// Whose entry it changes; a new one where it is absent.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "uuid"))]
    expert: Option<Uuid>,
    /// The version of the entry that was read; what others changed since is not overwritten then.
    #[serde(default)]
    version: Option<u64>,
    /// Whether somebody who left the pool comes back.
    #[serde(default)]
    back: bool,
    /// A text for each column of the table that `/desk/experts/template.csv` begins. Columns that are absent stay as they
    /// are; an empty text takes away what stands there.
    cells: BTreeMap<String, String>,
}

/// Who leaves the pool.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leaving {
    /// The expert.
    #[schemars(with = "String", extend("format" = "uuid"))]
    expert: Uuid,
    /// Why.
    reasons: String,
}

/// A table of experts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// The table as CSV, with the columns of the template.
    table: String,
    /// Whether it is only looked at.
    #[serde(default)]
    dry_run: bool,
}

/// What was read in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Imported {
    /// How many rows there are.
    rows: usize,
    /// Whether they were entered.
    entered: bool,
}

/// What ties an expert to a case.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TieLine {
    /// The expert: by account, or by alias where they sit on a panel of the case.
    expert: String,
    /// By which a ruling names it.
    key: String,
    /// What ties them.
    kind: Words,
    /// What was compared with what; of somebody who sits on a panel of the case only the kind, unless the reader was
    /// shown the name.
    told: Words,
    /// The clauses on which it rests.
    cites: Vec<String>,
    /// Whether identities were compared; otherwise texts were, and an officer decides.
    certain: bool,
    /// Whether it keeps the expert out; absent while nobody has decided.
    bars: Option<bool>,
}

impl ExpertLine {
    fn of(expert: Expert, today: Date) -> Self {
        let units = expert.employers_on(today).map(|unit| unit.name.clone()).collect();
        let (profile, person) = (expert.profile, expert.person);
        let (name, titles) = person.map(|person| (person.name, person.titles)).unzip();
        Self {
            id: expert.id.to_string(),
            name,
            titles: titles.unwrap_or_default(),
            units,
            fields: profile.fields,
            region: profile.region,
            has_account: profile.account.is_some(),
            retired_on: expert.retired.map(|(on, _)| on),
        }
    }
}

impl From<Expert> for ExpertView {
    fn from(expert: Expert) -> Self {
        Self {
            id: expert.id.to_string(),
            version: expert.version,
            has_account: expert.profile.account.is_some(),
            profile: Profile { account: None, ..expert.profile },
            person: expert.person,
            since: expert.since,
            retired_on: expert.retired.map(|(on, _)| on),
        }
    }
}

impl Typed {
    /// The cells; a column that there is not is told.
    fn cells(&self) -> Result<Cells, Trouble> {
        let strange = self.cells.keys().find(|column| !COLUMNS.contains(&column.as_str()));
        strange.map_or_else(
            || Ok(self.cells.clone()),
            |column| {
                let all = COLUMNS.join(", ");
                let (zh, en) = (
                    format!("没有这一栏；可填：{all}"),
                    format!("no such column; there is: {all}"),
                );
                Err(problem::malformed(Fault::at(column, zh, en)))
            },
        )
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let get = |key: &str| asked.get(key).map(String::as_str).filter(|text| !text.is_empty());
    let (field, region) = (get("field"), get("region"));
    let retired = super::chosen(&asked, "retired", &["yes"])?.is_some();
    let mut all = pool(here.site.desk()).await?;
    all.retain(|expert| {
        let own = &expert.profile;
        (retired || expert.retired.is_none())
            && field.is_none_or(|field| own.fields.iter().any(|one| one == field))
            && region.is_none_or(|region| own.region.as_deref() == Some(region))
    });
    let (all, next) = slice.cut(all, |expert| expert.id.to_string());
    let today = here.site.today();
    let items: Vec<ExpertLine> =
        all.into_iter().map(|expert| ExpertLine::of(expert, today)).collect();
    Page { items, next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    Ok(Json(ExpertView::from(of_pool(&here, id).await?)).into_response())
}

pub(crate) async fn add(call: Call<Sent<Typed>>) -> Answer {
    let (law, desk) = (own_law(&call.here)?, call.here.site.desk());
    let Sent(typed) = &call.body;
    let mut cells = match typed.expert {
        Some(id) => expert_as_typed(&call.here, &of_pool(&call.here, id).await?).await?,
        None => Cells::new(),
    };
    cells.extend(typed.cells()?);
    let known = typed.expert.map(|id| Known { id, seen: typed.version, back: typed.back });
    done(&enter(desk, law, &calling(&call), known, &cells).await?)
}

pub(crate) async fn take_out(call: Call<Sent<Leaving>>) -> Answer {
    let (law, desk) = (own_law(&call.here)?, call.here.site.desk());
    let Sent(Leaving { expert, reasons }) = &call.body;
    of_pool(&call.here, *expert).await?;
    done(&retire(desk, law, &calling(&call), *expert, reasons).await?)
}

/// An expert of the pool; another id leads nowhere.
async fn of_pool(here: &Here, id: Uuid) -> Result<Expert, Trouble> {
    let found = known(here.site.desk(), id).await;
    found.map_err(|failure| Trouble::from(failure).or_absent())
}

pub(crate) async fn read_in(call: Call<Sent<Table>>) -> Answer {
    let law = own_law(&call.here)?;
    let Sent(Table { table, dry_run }) = &call.body;
    let read = import(call.here.site.desk(), law, &calling(&call), table, *dry_run).await?;
    Ok(Json(Imported { rows: read.len(), entered: !dry_run }).into_response())
}

pub(crate) async fn ties(here: Here, Path(id): Path<Uuid>, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let line = |tie: ListedTie| TieLine {
        expert: tie.expert,
        kind: tie.finding.kind.name(),
        told: tie.told,
        cites: tie.cites,
        certain: tie.finding.certain,
        key: tie.key,
        bars: match tie.bar {
            None => Some(false),
            Some(Bar::Undecided) => None,
            Some(Bar::Conflict) => Some(true),
        },
    };
    let lines = ties_of(&here, id).await?.into_iter().map(line).collect();
    let (items, next) = slice.cut(lines, |line: &TieLine| format!("{}/{}", line.expert, line.key));
    Page { items, next }.answer(&here)
}
