//! Which open things decide most often, so that people are asked for those first.

use super::{
    Ranked,
    clause::{Matter, Readings},
    trial::Trial,
};
use crate::{
    eval::{Open, Setting},
    value::Cell,
};

/// Everything open in a clause, the most decisive first: for a fact whose values can be listed, how many of
/// a thousand values decide the clause by themselves.
pub(super) fn opens(matter: Matter<'_>, at: Setting<'_>, readings: &Readings) -> Vec<Ranked> {
    let (_, opens) = matter.truth_and_opens(at, readings);
    let mut trial = Trial::new(matter.pack, at);
    let mut all: Vec<Ranked> = Vec::new();
    for open in opens.0 {
        let decides = match open {
            Open::Fact(cell) => {
                let values = trial.values(cell).unwrap_or_default();
                let mut settled = 0;
                for value in values.iter() {
                    trial.set(cell, *value);
                    settled += usize::from(matter.truth(trial.setting(), readings).is_known());
                }
                trial.set(cell, Cell::Unknown);
                u16::try_from(settled * 1_000 / values.len().max(1)).unwrap_or(1_000)
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
