//! Facts that are missing, tried out.

use std::rc::Rc;

use super::{
    clause::{Matter, Readings},
    exact,
};
use crate::{
    compile::Reads,
    eval::{Lent, Memo, Setting},
    facts::CellRef,
    pack::Pack,
    situation::Situation,
    value::{Cell, Level, Truth},
};

/// A copy of a situation in which missing facts are given values. Each must be missing again in the end: the
/// copy is kept for whoever tries next.
pub(super) struct Trial<'a> {
    pub(super) pack: &'a Pack,
    of: Setting<'a>,
    /// There until the trial ends.
    copy: Option<Situation>,
    memo: Lent<'a>,
}

impl<'a> Trial<'a> {
    /// Nothing is tried yet.
    pub(super) fn new(pack: &'a Pack, of: Setting<'a>) -> Self {
        Self {
            pack,
            of,
            copy: Some(of.memo.borrow_copy(of.at)),
            memo: of.memo.lend_where(Reads::NOTHING),
        }
    }

    /// The situation with what is tried just now.
    pub(super) fn setting(&self) -> Setting<'_> {
        let at = self.copy.as_ref().unwrap_or(self.of.at);
        Setting { at, memo: &self.memo, ..self.of }
    }

    /// Supposes a value; [`Cell::Unknown`] takes it back.
    pub(super) fn set(&mut self, cell: CellRef, value: Cell) {
        if let Some(copy) = &mut self.copy {
            copy.facts.set(cell, value, Level::Verified);
            self.memo.forget_fact(self.pack, cell);
        }
    }

    /// What a clause comes to with what is tried, worked out without anything that is remembered.
    pub(super) fn truth_anew(&self, matter: Matter<'_>, readings: &Readings) -> Truth {
        let memo = Memo::new(self.pack);
        matter.truth(Setting { memo: &memo, ..self.setting() }, readings)
    }

    /// The values that a missing fact can have, where they can be listed.
    pub(super) fn values(&self, cell: CellRef) -> Option<Rc<[Cell]>> {
        values(self.pack, self.of, cell)
    }
}

impl Drop for Trial<'_> {
    fn drop(&mut self) {
        if let Some(copy) = self.copy.take() {
            self.of.memo.give_back(copy);
        }
    }
}

/// The values that a missing fact of a situation can have, where they can be listed.
pub(super) fn values(pack: &Pack, of: Setting<'_>, cell: CellRef) -> Option<Rc<[Cell]>> {
    let field = (cell.at.record, cell.field);
    of.memo.values(field, || exact::values(pack, of.at, field))
}
