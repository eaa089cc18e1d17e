//! What a test reads: which records, whether answers of people, whether the day on which it is asked.

use std::{collections::BTreeSet, ops::BitOr};

use smallvec::SmallVec;

use crate::{
    model::{
        Clause, Path, Periods, Quantity, QuantityKind, Question, Rows, Test, TestKind, Window,
    },
    vocabulary::{Kind, Vocabulary},
    walk,
    yaml::Place,
};

/// What a test reads, or what has changed: a bit for each record, and some for the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reads(u128);

/// All records that have no bit of their own.
const MORE_RECORDS: u32 = 125;

impl Reads {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self(0);
    /// Whatever there is.
    pub(crate) const EVERYTHING: Self = Self(u128::MAX);
    /// The reference date.
    pub(crate) const DAY: Self = Self(1 << 126);
    /// Answers of people.
    pub(crate) const ANSWERS: Self = Self(1 << 127);

    /// The rows of a record.
    pub(crate) fn record(record: u16) -> Self {
        Self(1 << u32::from(record).min(MORE_RECORDS))
    }

    /// Whether they have something in common.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Reads {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Gathers what is read below a node, and the clauses that are referred to.
pub(super) struct Gather<'v> {
    vocabulary: &'v Vocabulary,
    pub(super) reads: Reads,
    /// The records of which rows are looked for, and not only those found to which a row leads.
    pub(super) lists: Reads,
    fields: Fields,
    refers: Vec<u16>,
}

impl<'v> Gather<'v> {
    pub(super) fn over(vocabulary: &'v Vocabulary) -> Self {
        let (reads, lists) = (Reads::NOTHING, Reads::NOTHING);
        Self { vocabulary, reads, lists, fields: Fields::new(), refers: Vec::new() }
    }

    fn add(&mut self, reads: Reads) {
        self.reads = self.reads | reads;
    }
}

impl<'m> walk::Visitor<'m> for Gather<'_> {
    fn test(&mut self, test: &'m Test) {
        if let TestKind::Refer(clause) = test.what {
            self.refers.push(clause);
        }
        if let TestKind::Rare(rare) = &test.what {
            self.refers.extend(rare.clause());
        }
        if matches!(test.what, TestKind::InList { on: None, .. }) {
            self.add(Reads::DAY);
        }
    }

    fn quantity(&mut self, quantity: &'m Quantity) {
        let stands_still = matches!(
            quantity.what,
            QuantityKind::Constant(..)
                | QuantityKind::PeriodEnd
                | QuantityKind::Fact(_)
                | QuantityKind::Count(..)
                | QuantityKind::Sum(..)
                | QuantityKind::Lowest(..)
                | QuantityKind::Highest(..)
                | QuantityKind::Lookup { .. }
                | QuantityKind::Ratio(_)
                | QuantityKind::Growth(_)
                | QuantityKind::Difference(_)
                | QuantityKind::Total(_)
                | QuantityKind::HeldThrough(_)
                | QuantityKind::Shift(..)
                | QuantityKind::YearOf(_)
                | QuantityKind::YearEnd(_)
        );
        if !stands_still {
            self.add(Reads::DAY);
        }
    }

    fn window(&mut self, window: &'m Window, _place: Place) {
        if !matches!(window, Window::Period | Window::Between(..) | Window::Readings(..)) {
            self.add(Reads::DAY);
        }
    }

    fn periods(&mut self, _periods: &'m Periods, _place: Place) {
        self.add(Reads::DAY);
    }

    fn rows(&mut self, rows: &'m Rows) {
        self.add(Reads::record(rows.record));
        self.lists = self.lists | Reads::record(rows.record);
    }

    fn path(&mut self, path: &'m Path) {
        self.add(Reads::record(path.root));
        let mut record = path.root;
        for field in &path.steps {
            self.fields.insert((record, *field));
            let kind = self.vocabulary.field_def(record, *field).map(|def| &def.kind);
            if let Some(Kind::Row(next)) = kind {
                record = *next;
                self.add(Reads::record(record));
            }
        }
    }

    fn field(&mut self, record: u16, field: u16) {
        self.fields.insert((record, field));
        self.add(Reads::record(record));
        self.lists = self.lists | Reads::record(record);
    }

    fn question(&mut self, _question: &'m Question) {
        self.add(Reads::ANSWERS);
    }
}

/// What clauses read, by their place.
#[derive(Debug, Clone, Default)]
pub(crate) struct OfClauses {
    /// What each reads where another refers to it.
    pub(super) reads: Vec<Reads>,
    /// The fields that its tests look at, its bar too.
    pub(super) fields: Vec<Fields>,
    /// What its tests read, its bar too.
    pub(super) all: Vec<Reads>,
    /// Whether it refers to one that does not apply to every type. A duty counts as leaning on the type: its
    /// fields are not gathered here.
    pub(super) by_type: Vec<bool>,
    /// Those to which any of them refers.
    pub(super) referred: BTreeSet<u16>,
}

/// Fields, each with its record.
pub(crate) type Fields = BTreeSet<(u16, u16)>;

/// What the tests of a clause look at, with all that it refers to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looks<'r> {
    pub(super) fields: &'r Fields,
    pub(super) reads: Reads,
}

impl Looks<'_> {
    /// The fields of a record that they look at.
    pub(crate) fn fields_of(self, record: u16) -> SmallVec<[u16; 32]> {
        let all = (record, 0)..=(record, u16::MAX);
        self.fields.range(all).map(|(_, field)| *field).collect()
    }

    /// Whether they look at rows of a record.
    pub(crate) fn at_rows(self, record: u16) -> bool {
        self.reads.meets(Reads::record(record))
    }
}

/// What each clause reads, with all that it refers to.
pub(super) fn of_clauses(clauses: &[Clause], vocabulary: &Vocabulary) -> OfClauses {
    let mut of = OfClauses::default();
    let mut refers = Vec::new();
    for clause in clauses {
        let mut gather = Gather::over(vocabulary);
        for test in [&clause.applies_if, &clause.rule].into_iter().flatten() {
            walk::test(test, &mut gather);
        }
        of.reads.push(gather.reads);
        if let Some(bar) = &clause.bar {
            walk::test(bar, &mut gather);
        }
        of.all.push(gather.reads);
        of.fields.push(gather.fields);
        let mut referred = gather.refers.iter().filter_map(|at| clauses.get(usize::from(*at)));
        of.by_type.push(clause.duty.is_some() || referred.any(|one| one.types != u64::MAX));
        refers.push(gather.refers);
    }
    of.referred = refers.iter().flatten().copied().collect();
    of.reads = with_what_they_refer_to(of.reads, &refers, |all, more| *all = *all | *more);
    of.all = with_what_they_refer_to(of.all, &refers, |all, more| *all = *all | *more);
    of.fields = with_what_they_refer_to(of.fields, &refers, |all, more| all.extend(more));
    of.by_type = with_what_they_refer_to(of.by_type, &refers, |all, more| *all |= *more);
    of
}

/// Joins to what each clause has what those have to which it refers, however far.
fn with_what_they_refer_to<T: Clone + PartialEq>(
    own: Vec<T>,
    refers: &[Vec<u16>],
    join: impl Fn(&mut T, &T),
) -> Vec<T> {
    let mut all = own;
    loop {
        let before = all.clone();
        for (one, refers) in all.iter_mut().zip(refers) {
            let more = refers.iter().filter_map(|clause| before.get(usize::from(*clause)));
            more.for_each(|more| join(one, more));
        }
        if all == before {
            return all;
        }
    }
}
