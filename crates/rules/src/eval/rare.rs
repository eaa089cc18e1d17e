//! Tests that few rules use.

use super::{Observer, Open, Run, Scope};
use crate::{
    model::{External, Path, Rare},
    value::{Cell, Reasons, Truth},
    vocabulary::Kind,
};

impl<'p> Run<'p, '_> {
    /// Rare beside junctions and comparisons, so it is kept out of the function that looks at every test.
    #[cold]
    #[inline(never)]
    pub(super) fn rare<O: Observer<'p>>(
        &self,
        rare: &'p Rare,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        match rare {
            Rare::Constant(holds) => Truth::known(*holds),
            Rare::Shares(pair) => self.shares(&pair.0, &pair.1, scope, o),
            Rare::ByPhase(phases) => match phases.get(self.at.phase) {
                Some(phase) => self.test(phase, scope, o),
                None => Truth::MISSING,
            },
            Rare::External(external) => self.external(external, scope, o),
            Rare::MetOrWaived(clause) => self.met_or_waived(*clause, o),
        }
    }

    /// Whether two coded facts have a code in common.
    fn shares<O: Observer<'p>>(
        &self,
        left: &'p Path,
        right: &'p Path,
        scope: &Scope,
        o: &mut O,
    ) -> Truth {
        match (self.value(left, scope, o), self.value(right, scope, o)) {
            (Cell::Absent, _) | (_, Cell::Absent) => Truth::False,
            (Cell::Unknown, other) | (other, Cell::Unknown) if bits(other) == Some(0) => {
                Truth::False
            }
            (one, two) => match (self.known_bits(left, one), self.known_bits(right, two)) {
                (Some((a, _)), Some((b, _))) if a & b != 0 => Truth::True,
                (Some((_, true)), Some((_, true))) => {
                    self.tell_fact(left, scope, o);
                    self.tell_fact(right, scope, o);
                    Truth::MISSING
                }
                (Some(_), Some(_)) => Truth::False,
                (None, _) | (_, None) => Truth::MISSING,
            },
        }
    }

    /// The codes in a cell that this pack knows, as bits, and whether there are others.
    fn known_bits(&self, path: &Path, cell: Cell) -> Option<(u64, bool)> {
        if self.foreign(path, cell).is_some() {
            return Some((0, true));
        }
        let (Kind::Code(list) | Kind::Codes(list)) = &path.kind else { return None };
        let other = self.pack.names.vocabulary.code_def(*list)?.other();
        let other = other.and_then(|other| 1_u64.checked_shl(u32::from(other))).unwrap_or(0);
        bits(cell).map(|bits| (bits & !other, bits & other != 0))
    }

    /// What a document that is not loaded asks: nobody can say, unless people have answered in its place.
    fn external<O: Observer<'p>>(
        &self,
        external: &'p External,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let stand_in = match &external.until_loaded {
            Some(test) => self.test(test, scope, o),
            None => Truth::Unknown(Reasons::NONE),
        };
        let Truth::Unknown(why) = stand_in else { return stand_in };
        o.open(Open::Document(external.document));
        Truth::Unknown(why | Reasons::MISSING_PACK)
    }

    /// The rule of a clause that leaves room: where it fails, a waiver is as good, and until somebody has decided
    /// on one nothing is lost.
    fn met_or_waived<O: Observer<'p>>(&self, clause: u16, o: &mut O) -> Truth {
        let truth = self.refer(clause, o);
        if truth != Truth::False {
            return truth;
        }
        match self.at.waivers.iter().find(|waived| waived.clause == clause) {
            Some(waived) => Truth::known(!waived.refused),
            None => Truth::Unknown(Reasons::JUDGEMENT_PENDING),
        }
    }
}

/// The codes in a cell, as bits.
fn bits(cell: Cell) -> Option<u64> {
    match cell {
        Cell::Codes(bits) => Some(bits),
        Cell::Code(code) => 1_u64.checked_shl(u32::from(code)),
        Cell::Unknown
        | Cell::Absent
        | Cell::Flag(_)
        | Cell::Number(_)
        | Cell::Text(_)
        | Cell::Row(_) => None,
    }
}
