//! Which open things decide most often, so that people are asked for those first.

use super::{
    Ranked,
    clause::{Matter, Readings},
    trial::{self, Trial},
};
use crate::{
    eval::{Open, Opens, Setting},
    facts::CellRef,
    value::Cell,
};

/// Everything open in a clause, the most decisive first: for a fact whose values can be listed, how many of
/// a thousand values decide the clause by themselves.
pub(super) fn opens(
    matter: Matter<'_>,
    at: Setting<'_>,
    readings: &Readings,
    opens: Opens,
) -> Vec<Ranked> {
    let mut trial = None;
    let mut all: Vec<Ranked> = Vec::new();
    for open in opens.0 {
        let decides = match open {
            Open::Fact(cell) => {
                let values = trial::values(matter.pack, at, cell);
                values.filter(|values| !values.is_empty()).map_or(0, |values| {
                    let trial = trial.get_or_insert_with(|| Trial::new(matter.pack, at));
                    deciding(matter, readings, trial, (cell, &values))
                })
            }
            Open::List(_)
            | Open::Parameter(..)
            | Open::Judgement(..)
            | Open::Reading(_)
            | Open::Document(_) => 0,
        };
        all.push(Ranked { open, decides });
    }
    all.sort_by(|a, b| b.decides.cmp(&a.decides).then(a.open.cmp(&b.open)));
    all
}

/// How many of a thousand values of a missing fact decide the clause; there is at least one.
fn deciding(
    matter: Matter<'_>,
    readings: &Readings,
    trial: &mut Trial<'_>,
    (cell, values): (CellRef, &[Cell]),
) -> u16 {
    let mut settled = 0;
    for value in values {
        trial.set(cell, *value);
        let truth = matter.truth(trial.setting(), readings);
        debug_assert_eq!(truth, trial.truth_anew(matter, readings), "it is remembered wrongly");
        settled += usize::from(truth.is_known());
    }
    trial.set(cell, Cell::Unknown);
    u16::try_from(settled * 1_000 / values.len().max(1)).unwrap_or(1_000)
}
