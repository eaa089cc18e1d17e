//! A register as a whole, for whoever looks after it: every row that counts on a day, and whether those are all.

use std::sync::Arc;

use guohe_rules::{syntax::Words, vocabulary::RecordDef};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Known, Part, Sheet, complete, entries, gather};
use crate::{desk::Desk, happened::Wrote, law::Law, ports::Find, verbs::Failure};

/// A register on a day.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Its rows, in the order of what they stand on.
    pub rows: Vec<Held>,
    /// Why there may be others; none when it is complete.
    pub open: Option<Words>,
    /// What was loaded and stated of it, the latest first.
    pub sheets: Vec<Sheet>,
    /// The parts that the law looks at; all of it when there are none.
    pub parts: Vec<Part>,
}

impl Whole {
    /// The rows in the parts that the law looks at. One of which it is not known in which part it lies is among them.
    pub fn looked_at(&self) -> impl Iterator<Item = &Held> {
        let lies_in = |row: &Wrote, part: &Part| {
            row.cells.get(&part.field).is_none_or(|code| *code == part.code.as_str())
        };
        self.rows.iter().filter(move |held| {
            self.parts.is_empty() || self.parts.iter().any(|part| lies_in(&held.row, part))
        })
    }
}

/// A row of a register with where it comes from.
#[derive(Debug, Clone)]
pub struct Held {
    /// The row.
    pub row: Wrote,
    /// The case that wrote it; none for a row that was loaded.
    pub case: Option<Uuid>,
    /// The sheet on which it was loaded.
    pub sheet: Option<Uuid>,
}

/// The registers that the clauses of a law look at, in the order of the vocabulary.
pub fn looked_at(law: &Law) -> Vec<&RecordDef> {
    let vocabulary = law.vocabulary();
    let clauses = law.pack.clauses.iter();
    let uses = clauses.flat_map(|clause| guohe_rules::document::uses(&law.pack, clause));
    let used: std::collections::BTreeSet<u16> = uses.map(|one| one.record).collect();
    let used = |def: &&RecordDef| vocabulary.record(&def.id).is_some_and(|at| used.contains(&at));
    vocabulary
        .records
        .iter()
        .map(Arc::as_ref)
        .filter(|def| def.is_registry())
        .filter(used)
        .collect()
}

/// One register on a day, as far as a law needs it.
///
/// # Errors
/// The failure of the store.
pub async fn whole(
    desk: Desk<'_>,
    law: &Law,
    def: &RecordDef,
    day: Date,
) -> Result<Whole, Failure> {
    let list = def.list.clone().unwrap_or_default();
    let mut sheets = gather::sheets(desk).await?;
    sheets.retain(|sheet| sheet.list == list);
    let found = desk.store.registered(desk.tenant, &Find::All(list)).await;
    let rows = found.map_err(Failure::Store)?.into_iter().map(gather::told).collect();
    let need = complete::Need::of(law.pack.file.registries.iter().find(|n| *n.record == *def.id));
    let parts = need.parts().to_vec();
    let key = def.written.key.iter().map(|field| field.value.clone()).collect();
    let known = Known { need, sheets, rows, key, ..Known::default() };
    let basis = complete::on(&known.sheets, &known.need, day);
    let counts = |of: Option<Uuid>| of.is_none_or(|sheet| basis.sheets.contains(&sheet));
    let counted = known.rows.iter().filter(|(of, _)| counts(*of));
    let rows = entries::once(counted, &[], &known);
    let rows = rows.into_iter().map(|row| held(row, &known)).collect();
    let mut sheets = known.sheets;
    sheets.sort_by_key(|sheet| std::cmp::Reverse((sheet.at, sheet.id)));
    Ok(Whole { rows, open: basis.open, sheets, parts })
}

fn held(row: &Wrote, known: &Known) -> Held {
    // The id begins with the stream that the row stands in.
    let stream = row.id.split_once(':').and_then(|(stream, _)| stream.parse::<Uuid>().ok());
    let is_sheet = stream.is_some_and(|id| known.sheets.iter().any(|sheet| sheet.id == id));
    Held {
        row: row.clone(),
        case: stream.filter(|_| !is_sheet),
        sheet: stream.filter(|_| is_sheet),
    }
}
