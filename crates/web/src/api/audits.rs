//! Registrations of units at the desk of whoever audits them. Who is to administer a unit whose own is gone is decided on its
//! page, after a proof of who one is.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    unit::{self, Outcome, Standing, Unit},
    verbs::unit::{audit, import, taken},
};
use guohe_rules::syntax::Words;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::{Done, calling, done},
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
    units::{ReplacementView, UnitView},
};
use crate::{
    desks::{Answer, Asked, audit_waits, to_audit},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listUnits",
    Area::Desk,
    ("列出向本部门提交的单位登记", "Lists the registrations of units that were handed in to one"),
    schema::<UnitLine>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getUnitToAudit",
    Area::Desk,
    ("读取一份单位登记", "Reads the registration of a unit"),
    schema::<ToAudit>,
);
pub(crate) const AUDIT: Operation = Operation::gives(
    "auditUnit",
    Area::Desk,
    ("审核一份单位登记", "Audits the registration of a unit"),
    schema::<Done>,
)
.takes(schema::<Auditing>)
.changes();

pub(crate) const IMPORT: Operation = Operation::gives(
    "importUnits",
    Area::Desk,
    (
        "导入一张单位表：全部录入，或者全部不录；已有的单位不改",
        "Reads in a table of units: all of its rows or none; units that are known are not changed",
    ),
    schema::<ImportedUnits>,
)
.takes(schema::<UnitTable>)
.changes();

/// A registration in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnitLine {
    /// The unit.
    id: String,
    /// Its name.
    name: Words,
    /// Its code, as typed.
    code: String,
    /// The day on which it began.
    since: Date,
    /// Where it stands.
    #[schemars(with = "String")]
    standing: Standing,
}

/// A registration.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ToAudit {
    #[serde(flatten)]
    line: UnitLine,
    /// What is stated, and what happened.
    unit: UnitView,
    /// Whether it waits for whoever asks.
    waits: bool,
    /// Why it cannot be admitted: its code is another unit's. Looked at while it waits.
    taken: Option<Words>,
    /// Another administrator who is proposed.
    replacement: Option<ReplacementView>,
}

/// An audit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auditing {
    /// What it comes to.
    outcome: Audited,
    /// Why; needed unless the unit is admitted.
    #[serde(default)]
    reasons: String,
}

/// What an audit comes to.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Audited {
    /// The unit may hand in from now on.
    Admitted,
    /// Something is to be corrected, and handed in again.
    Returned,
    /// The registration ends.
    Refused,
}

impl From<Audited> for Outcome {
    fn from(audited: Audited) -> Self {
        match audited {
            Audited::Admitted => Self::Admitted,
            Audited::Returned => Self::Returned,
            Audited::Refused => Self::Refused,
        }
    }
}

impl From<&Unit> for UnitLine {
    fn from(unit: &Unit) -> Self {
        let own = &unit.statement;
        Self {
            id: unit.id.to_string(),
            name: Words { zh: own.name_zh.clone(), en: own.name_en.clone() },
            code: own.code.clone(),
            since: unit.since,
            standing: unit.standing,
        }
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let (units, next) = slice.cut(to_audit(&here).await?, |unit| unit.id.to_string());
    Page { items: units.iter().map(UnitLine::from).collect(), next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let unit = unit::find(here.site.desk(), id).await?.ok_or(Trouble::NotFound)?;
    let waits = audit_waits(&here, &unit);
    let taken = if waits { taken(here.site.desk(), &unit).await? } else { None };
    let told = ToAudit {
        line: UnitLine::from(&unit),
        unit: UnitView::of(&here, &unit).await?,
        waits,
        taken: taken.map(|refusal| *refusal.what),
        replacement: ReplacementView::of(&here, &unit).await?,
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn decide(Path(id): Path<Uuid>, call: Call<Sent<Auditing>>) -> Answer {
    let Sent(Auditing { outcome, reasons }) = &call.body;
    let outcome = Outcome::from(*outcome);
    done(&audit(call.here.site.desk(), &calling(&call), id, outcome, reasons).await?)
}

/// A table of units.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitTable {
    /// The table as CSV, with the columns of the template at `/desk/units/template.xlsx`.
    table: String,
    /// Whether it is only looked at.
    #[serde(default)]
    dry_run: bool,
}

/// What a table of units came to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ImportedUnits {
    /// How many units are new.
    new: usize,
    /// How many rows say what is known.
    same: usize,
    /// Whether the new ones were entered.
    entered: bool,
}

pub(crate) async fn read_in(call: Call<Sent<UnitTable>>) -> Answer {
    let Sent(UnitTable { table, dry_run }) = &call.body;
    let read = import(call.here.site.desk(), &calling(&call), table, *dry_run).await?;
    let told = ImportedUnits { new: read.new.len(), same: read.same, entered: !dry_run };
    Ok(Json(told).into_response())
}
