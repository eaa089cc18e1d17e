//! One entry of a register under several rows: loaded from outside and written by a case, or on two lists.

use std::{cmp::Reverse, collections::BTreeMap};

use uuid::Uuid;

use super::{Basis, Known};
use crate::happened::Wrote;

/// The rows that stand for an entry each. A loaded row of an entry that a case of the installation wrote, or that a later
/// list holds, is left out. Two rows of cases, and two of one list, are never one: whoever wrote them meant two.
pub(super) fn once<'a>(
    found: impl Iterator<Item = &'a (Option<Uuid>, Wrote)>,
    own: &[Wrote],
    known: &Known,
) -> Vec<&'a Wrote> {
    let mut seen: BTreeMap<String, Option<Uuid>> =
        own.iter().filter_map(|row| Some((entry(row, &known.key)?, None))).collect();
    let as_of = |sheet: &Option<Uuid>| {
        let sheet = sheet.and_then(|id| known.sheets.iter().find(|sheet| sheet.id == id));
        sheet.map(|sheet| match sheet.basis {
            Basis::Loaded { as_of } => as_of,
            Basis::Kept { since, .. } => since,
        })
    };
    let mut ranked: Vec<(usize, &(Option<Uuid>, Wrote))> = found.enumerate().collect();
    // Rows of cases stand on no sheet.
    ranked.sort_by_key(|(_, (sheet, _))| (sheet.is_some(), Reverse(as_of(sheet))));
    let mut counts = |(_, (sheet, row)): &(usize, &(Option<Uuid>, Wrote))| {
        let Some(entry) = entry(row, &known.key) else { return true };
        let first = *seen.entry(entry).or_insert(*sheet);
        sheet.is_none() || first == *sheet
    };
    let mut kept: Vec<_> = ranked.into_iter().filter(|one| counts(one)).collect();
    kept.sort_by_key(|(at, _)| *at);
    kept.into_iter().map(|(_, (_, row))| row).collect()
}

/// What tells the entry of a row from others; none where nothing does.
fn entry(row: &Wrote, key: &[String]) -> Option<String> {
    let cells: Vec<_> = key.iter().map(|field| row.cells.get(field)).collect();
    let says = cells.iter().any(Option::is_some);
    says.then(|| format!("{cells:?}"))
}
