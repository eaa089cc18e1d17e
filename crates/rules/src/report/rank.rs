//! Which open things decide most often, so that people are asked for those first.

use super::{
    Ranked,
    clause::{Matter, Readings},
    exact,
};
use crate::{
    eval::{Open, Setting},
    value::{Cell, Level},
};

/// Everything open in a clause, the most decisive first: for a fact whose values can be listed, how many of
/// a thousand values decide the clause by themselves.
pub(super) fn opens(matter: Matter<'_>, at: Setting<'_>, readings: &Readings) -> Vec<Ranked> {
    let (_, opens) = matter.truth_and_opens(at, readings);
    let mut scratch = at.at.clone();
    let memo = at.memo.lend();
    let mut all: Vec<Ranked> = Vec::new();
    for open in opens.0 {
        let decides = match open {
            Open::Fact(cell) => {
                let values = exact::values(matter.pack, at.at, (cell.at.record, cell.field));
                let values = values.unwrap_or_default();
                let mut settled = 0;
                for value in &values {
                    scratch.facts.set(cell, *value, Level::Verified);
                    memo.forget_fact(matter.pack, cell);
                    let tried = Setting { at: &scratch, memo: &memo, ..at };
                    settled += usize::from(matter.truth(tried, readings).is_known());
                }
                scratch.facts.set(cell, Cell::Unknown, Level::Verified);
                memo.forget_fact(matter.pack, cell);
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
