//! Which facts a clause looks at, whatever they are: for forms that say which clause needs an answer, and
//! ask for nothing that no clause needs.

use std::collections::BTreeSet;

use crate::{
    model::{Clause, Path, Quantity, QuantityKind, Rows, Test, TestKind},
    pack::Pack,
    vocabulary::Kind,
    walk,
};

/// Something that a clause looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The record.
    pub record: u16,
    /// The field; none when only the rows themselves are looked at.
    pub field: Option<u16>,
}

/// What a clause looks at, each once, by record and field.
pub fn uses(pack: &Pack, clause: &Clause) -> Vec<Use> {
    let mut looker = Looker { pack, found: Vec::new() };
    walk::clause(clause, &mut looker);
    looker.found.sort_unstable();
    looker.found.dedup();
    looker.found
}

/// What a clause needs from outside and from the round before it can be decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Parameters; with how many years before that of the reference date, where it is a value of a year.
    pub parameters: BTreeSet<(u16, Option<i64>)>,
    /// Entries of the register of readings.
    pub readings: BTreeSet<u16>,
}

/// What a clause needs.
pub fn needs(clause: &Clause) -> Needs {
    let mut needs = Needs::default();
    walk::clause(clause, &mut needs);
    // A value of a year is named twice, once without it.
    let yearly: Vec<u16> =
        needs.parameters.iter().filter(|(_, year)| year.is_some()).map(|(at, _)| *at).collect();
    needs.parameters.retain(|(at, year)| year.is_some() || !yearly.contains(at));
    needs
}

impl<'m> walk::Visitor<'m> for Needs {
    fn quantity(&mut self, quantity: &'m Quantity) {
        if let QuantityKind::Param(at, Some(year)) = &quantity.what
            && let QuantityKind::YearBefore(before) = &year.what
        {
            self.parameters.insert((*at, Some(*before)));
        }
    }

    fn parameter(&mut self, parameter: u16) {
        self.parameters.insert((parameter, None));
    }

    fn register(&mut self, register: u16) {
        self.readings.insert(register);
    }
}

/// The records of which a clause looks at rows without saying whom they are about, so that every row may
/// matter.
pub fn looked_through(pack: &Pack, clause: &Clause) -> BTreeSet<u16> {
    let mut through = Through { pack, found: BTreeSet::new() };
    walk::clause(clause, &mut through);
    through.found
}

struct Through<'a> {
    pack: &'a Pack,
    found: BTreeSet<u16>,
}

impl<'m> walk::Visitor<'m> for Through<'_> {
    fn rows(&mut self, rows: &'m Rows) {
        if rows.filter.as_ref().is_none_or(|filter| !self.is_bound(rows.record, filter)) {
            self.found.insert(rows.record);
        }
    }
}

impl Through<'_> {
    /// Whether only rows about somebody who is named can pass.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other test says whom a row is about")]
    fn is_bound(&self, record: u16, test: &Test) -> bool {
        match &test.what {
            TestKind::All(limbs) => limbs.iter().any(|limb| self.is_bound(record, limb)),
            TestKind::Any(limbs) | TestKind::Readings(_, limbs) => {
                limbs.iter().all(|limb| self.is_bound(record, limb))
            }
            TestKind::Same(left, right) => [left, right].into_iter().any(|path| {
                let field = path.steps.first().filter(|_| path.root == record);
                let vocabulary = &self.pack.names.vocabulary;
                let def = field.and_then(|field| vocabulary.field_def(record, *field));
                def.is_some_and(|def| def.written.identifies.is_some())
            }),
            _ => false,
        }
    }
}

struct Looker<'a> {
    pack: &'a Pack,
    found: Vec<Use>,
}

impl<'m> walk::Visitor<'m> for Looker<'_> {
    fn rows(&mut self, rows: &'m Rows) {
        self.found.push(Use { record: rows.record, field: None });
    }

    fn field(&mut self, record: u16, field: u16) {
        self.found.push(Use { record, field: Some(field) });
    }

    fn path(&mut self, path: &'m Path) {
        let mut record = path.root;
        self.found.push(Use { record, field: None });
        for step in &path.steps {
            self.found.push(Use { record, field: Some(*step) });
            let field = self.pack.names.vocabulary.field_def(record, *step);
            match field.map(|field| &field.kind) {
                Some(Kind::Row(next)) => record = *next,
                _ => break,
            }
        }
    }
}
