//! The coverage ledger: every clause classified, every computable one with a rule and an example on each
//! side of its boundary.

use super::{Examples, side};
use crate::{model::Clause, pack::Pack, report::Outcome, syntax::Computable};

/// How one clause is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a line of the ledger is a row of ticks")]
pub struct Coverage {
    /// The clause.
    pub clause: String,
    /// How far it is said to be computable.
    pub computable: Computable,
    /// Whether it has a rule or a duty.
    pub has_rule: bool,
    /// Whether an example that holds lies on the satisfied side.
    pub has_yes: bool,
    /// Whether one lies on the other side.
    pub has_no: bool,
    /// Whether the clause says why one side cannot have an example.
    pub one_sided: bool,
}

impl Coverage {
    /// Whether nothing is wanting.
    pub fn is_complete(&self) -> bool {
        let both = self.has_yes && self.has_no;
        let sides = both || (self.one_sided && (self.has_yes || self.has_no));
        self.computable == Computable::No || (self.has_rule && sides)
    }
}

/// The ledger of a pack.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// One line a clause, in the order of the law.
    pub lines: Vec<Coverage>,
    /// The same of the conditions that the pack offers to its calls.
    pub offered: Vec<Coverage>,
}

impl Ledger {
    /// Every line in which something is wanting.
    pub fn wanting(&self) -> impl Iterator<Item = &Coverage> {
        self.lines.iter().chain(&self.offered).filter(|line| !line.is_complete())
    }

    /// How many clauses are complete.
    pub fn complete(&self) -> usize {
        self.lines.iter().filter(|line| line.is_complete()).count()
    }

    /// How many computable clauses there are, and how many of them are complete.
    pub fn computable(&self) -> (usize, usize) {
        let computable = || self.lines.iter().filter(|line| line.computable != Computable::No);
        (computable().count(), computable().filter(|line| line.is_complete()).count())
    }
}

/// Draws up the ledger from the examples as they were checked.
pub fn ledger(pack: &Pack, examples: &Examples) -> Ledger {
    let lines = pack.own_clauses().map(|clause| line(clause, examples)).collect();
    let offered = pack.offered.iter().map(|clause| line(clause, examples)).collect();
    Ledger { lines, offered }
}

fn line(clause: &Clause, examples: &Examples) -> Coverage {
    let id = &clause.written.id.value;
    let on = |wanted: bool| {
        let sides = examples.checked.iter().filter(|checked| checked.of == *id && checked.holds());
        sides
            .filter_map(|checked| Outcome::from_word(&checked.found))
            .any(|outcome| side(outcome) == Some(wanted))
    };
    Coverage {
        clause: id.clone(),
        computable: clause.written.computable,
        has_rule: clause.rule.is_some() || clause.duty.is_some(),
        has_yes: on(true),
        has_no: on(false),
        one_sided: clause.written.examples.is_some(),
    }
}
