//! Units that the authority knows already: an officer reads them in from a table, all rows or none.
//!
//! They are entered without a registration, as those are that the operator puts under departments: nobody administers
//! them yet, and they may hand in. What is known of a unit is never changed by a table.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Doing, keeper, may_audit};
use crate::{
    csv::on_line,
    department,
    desk::Desk,
    ports::Act,
    refusal::{Fault, Refusal, words},
    unit::{
        self, Contact, Step, Unit,
        table::{self, Typed},
    },
    verbs::{Failure, round::Calling},
};

/// The most rows that are read in at once.
pub const MOST_ROWS: usize = 2000;

/// What a table of units comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Units that are new.
    pub new: Vec<Typed>,
    /// So many rows say what is known.
    pub same: usize,
}

/// Reads in a table of units. With `dry` it is only looked at.
///
/// # Errors
/// Every fault of every row with line and column; not an officer; the failure of the store.
pub async fn import(
    desk: Desk<'_>,
    by: &Calling,
    text: &str,
    dry: bool,
) -> Result<Imported, Failure> {
    let role = keeper(desk, &by.person)?;
    let departments = department::all(desk).await?;
    let Some(law) = desk.laws.iter().next() else { return Ok(Imported::default()) };
    let known = table::Known { vocabulary: law.vocabulary(), departments: &departments };
    let rows = table::rows(text, known).map_err(in_table)?;
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(in_table(vec![Fault::at(
            "table",
            format!("表中有 {} 行；一次可导入 1 至 {MOST_ROWS} 行", rows.len()),
            format!(
                "the table has {} rows; from 1 to {MOST_ROWS} can be read in at once",
                rows.len()
            ),
        )]));
    }
    let staffed = staffed(desk).await?;
    let (mut faults, mut imported) = (Vec::new(), Imported::default());
    for (at, typed) in rows {
        let own = typed.code.organisation();
        let wrong = match holder(desk, own).await? {
            Some(unit) => differs(desk, by, &unit, &typed),
            None if staffed.contains(&own) => vec![held()],
            None => {
                imported.new.push(typed);
                continue;
            }
        };
        imported.same += usize::from(wrong.is_empty());
        faults.extend(wrong.into_iter().map(|fault| on_line(at, fault)));
    }
    if !faults.is_empty() {
        return Err(in_table(faults));
    }
    if !dry && !imported.new.is_empty() {
        enter(desk, by, &role, &imported.new).await?;
    }
    Ok(imported)
}

/// Enters units, each under the id that follows from its code, so that the code is theirs from then on.
async fn enter(desk: Desk<'_>, by: &Calling, role: &str, units: &[Typed]) -> Result<(), Failure> {
    let doing = Doing::new(by, role);
    let mut appends = Vec::new();
    for Typed { code, statement, contact } in units {
        let superior = Some(statement.superior.clone()).filter(|code| !code.is_empty());
        let placed = Step::Placed {
            code: code.to_string(),
            name: statement.name_zh.clone(),
            above: superior.into_iter().collect(),
        };
        let steps = vec![
            (Step::Saved(statement.clone()), Some(serde_json::to_value(contact)?)),
            (placed, None),
        ];
        appends.push(doing.appended(desk, code.organisation(), steps).await?);
    }
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends,
        freezes: false,
    };
    desk.store.append(act).await?;
    Ok(())
}

/// The unit that holds a code, by the id that follows from the code.
async fn holder(desk: Desk<'_>, own: Uuid) -> Result<Option<Unit>, Failure> {
    let found = unit::find(desk, own).await?;
    match found.as_ref().and_then(|code| code.held_by) {
        Some(id) => unit::find(desk, id).await,
        None => Ok(found),
    }
}

/// The organisations for which somebody acts.
async fn staffed(desk: Desk<'_>) -> Result<BTreeSet<Uuid>, Failure> {
    let accounts = desk.store.accounts(desk.tenant).await.map_err(Failure::Store)?;
    Ok(accounts.iter().filter_map(|account| account.organisation).collect())
}

/// In what a row differs from the unit that has its code; what the unit states is told to those who may audit it alone.
fn differs(desk: Desk<'_>, by: &Calling, unit: &Unit, typed: &Typed) -> Vec<Fault> {
    if may_audit(desk, &by.person, unit).is_none() {
        return vec![held()];
    }
    let nobody = Contact::default();
    let contact = unit.contact.as_ref().unwrap_or(&nobody);
    let known = Typed::cells(&unit.statement, contact);
    let wanted = Typed::cells(&typed.statement, &typed.contact);
    let pairs = known.into_iter().zip(wanted).filter(|((_, is), (_, would))| is != would);
    let fault = |((column, is), _): ((&'static str, &str), (&'static str, &str))| {
        let (zh, en) = if is.is_empty() { ("空", "nothing") } else { (is, is) };
        Fault::at(
            column,
            format!(
                "该代码的单位已在系统中，这一项为“{zh}”；导入不改已有单位，请改成一致，或删去这一行"
            ),
            format!(
                "the unit with this code is known, with `{en}` here; a table changes no unit that is known: say the same, or take \
                 the row out"
            ),
        )
    };
    pairs.map(fault).collect()
}

fn held() -> Fault {
    Fault {
        place: "code".to_owned(),
        what: words(
            "该代码的单位已在系统中；导入不改已有单位，请删去这一行",
            "the unit with this code is known; a table changes no unit that is known: take the row out",
        ),
    }
}

fn in_table(faults: Vec<Fault>) -> Failure {
    Refusal::of_faults("table", faults).into()
}
