//! Which clauses take part in the result of a type, and as what.

use crate::{
    model::Clause,
    syntax::{Blocked, Class},
    vocabulary::index,
};

/// As what a clause takes part; in the order in which results are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// As a condition.
    Condition,
    /// With its bar to applying.
    Bar,
    /// With its bar to a certification alone.
    LaterBar,
    /// As a priority.
    Priority,
}

impl Role {
    /// Whether it is one of the conditions of an application.
    pub(crate) fn is_conjoined(self) -> bool {
        matches!(self, Self::Condition | Self::Bar)
    }
}

/// A clause that takes part in the result of some types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    types: u64,
    /// The place of the clause.
    pub(crate) place: u16,
    pub(crate) role: Role,
}

impl Part {
    /// Whether it concerns a type.
    pub(crate) fn concerns(&self, kind: usize) -> bool {
        self.types & (1 << kind.min(63)) != 0
    }
}

/// Conditions and bars to applying in the order of the law, then the other two.
pub(super) fn of_clauses(clauses: &[Clause]) -> Vec<Part> {
    let all = |roles: fn(&Clause) -> [Option<Role>; 2]| {
        clauses.iter().enumerate().flat_map(move |(place, clause)| {
            let part = move |role| Part { types: clause.types, place: index(place), role };
            roles(clause).into_iter().flatten().map(part)
        })
    };
    let conjoined = all(|clause| {
        let bars = clause.bars(Blocked::Apply);
        [clause.is_condition().then_some(Role::Condition), bars.then_some(Role::Bar)]
    });
    let later = all(|clause| {
        let later = clause.bars(Blocked::Certify) && !clause.bars(Blocked::Apply);
        [later.then_some(Role::LaterBar), None]
    });
    let priorities = all(|clause| {
        let priority = clause.written.class == Class::PriorityPreference && clause.rule.is_some();
        [priority.then_some(Role::Priority), None]
    });
    conjoined.chain(later).chain(priorities).collect()
}
