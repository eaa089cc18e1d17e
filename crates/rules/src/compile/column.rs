//! Columns: tests of a row that come to the same wherever they are written.
//!
//! A filter is mostly made of plain tests of one row of its list, and the same ones recur: in the count of
//! large events and in that of small ones, for each year, under each reading. They are numbered while a pack
//! is compiled, equal tests alike, so that an evaluation looks at the rows once for each number.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{
    Compiler,
    part::{self, Part},
    reads::{self, Fields, Gather, Looks, OfClauses, Reads},
};
use crate::{
    facts::CellRef,
    model::{self, Clause, Column, Path, TestKind},
    syntax::Test,
    vocabulary::{Kind, Vocabulary, index},
    walk,
    yaml::Located,
};

/// The numbered tests of a pack, by the record whose rows they test.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    known: BTreeMap<u16, Vec<(Test, Column)>>,
    count: usize,
}

impl Columns {
    fn number(&mut self, record: u16, test: &Test, in_period: bool) -> Column {
        let known = self.known.entry(record).or_default();
        if let Some((_, column)) = known.iter().find(|(known, _)| known == test) {
            return *column;
        }
        let column = Column { at: index(self.count), in_period };
        self.count += column.slots().len();
        known.push((test.clone(), column));
        column
    }
}

/// Which columns read a field: those that must be worked out again when a fact changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readers {
    by_field: FxHashMap<(u16, u16), Vec<Column>>,
    /// Which clauses look at a field, of those to which others refer: no others are remembered.
    clauses_by_field: FxHashMap<(u16, u16), Vec<u16>>,
    /// How many columns there are.
    pub(crate) count: usize,
    /// What each column reads, by its number.
    columns: Vec<Reads>,
    /// Of which records each column looks at other rows than those to which its own leads.
    lists: Vec<Reads>,
    /// What clauses read.
    clauses: OfClauses,
    /// Which clauses take part in the result of a type.
    pub(crate) parts: Vec<Part>,
}

impl Readers {
    /// The readers among the tests of clauses.
    pub(crate) fn of(clauses: &[Clause], vocabulary: &Vocabulary, columns: &Columns) -> Self {
        let mut finder = Finder { vocabulary, column: None, readers: Self::default() };
        finder.readers.count = columns.count;
        finder.readers.columns = vec![Reads::NOTHING; columns.count];
        finder.readers.lists = vec![Reads::NOTHING; columns.count];
        for (record, known) in &columns.known {
            for (_, column) in known {
                finder.reads(*column, Reads::record(*record));
            }
        }
        for clause in clauses {
            walk::clause(clause, &mut finder);
        }
        finder.readers.read_anew(clauses, vocabulary);
        finder.readers
    }

    /// The clauses are others than they were.
    pub(crate) fn read_anew(&mut self, clauses: &[Clause], vocabulary: &Vocabulary) {
        self.clauses = reads::of_clauses(clauses, vocabulary);
        self.parts = part::of_clauses(clauses);
        self.clauses_by_field.clear();
        for (place, fields) in self.clauses.fields.iter().enumerate() {
            if !self.is_referred_to(index(place)) {
                continue;
            }
            for field in fields {
                self.clauses_by_field.entry(*field).or_default().push(index(place));
            }
        }
    }

    /// What a column reads.
    pub(crate) fn of_column(&self, column: Column) -> Reads {
        self.columns.get(usize::from(column.at)).copied().unwrap_or(Reads::EVERYTHING)
    }

    /// Whether a column may come to something else for a row that was there when rows of some records are added.
    pub(crate) fn minds_more_rows(&self, column: Column, records: Reads) -> bool {
        self.lists.get(usize::from(column.at)).is_none_or(|lists| lists.meets(records))
    }

    /// What a clause reads where another refers to it.
    pub(crate) fn of_clause(&self, clause: u16) -> Reads {
        let reads = self.clauses.reads.get(usize::from(clause));
        reads.copied().unwrap_or(Reads::EVERYTHING)
    }

    /// The fields that a clause looks at, in its rule, its bar and all that it refers to.
    pub(crate) fn fields_of(&self, clause: usize) -> Option<&Fields> {
        self.clauses.fields.get(clause)
    }

    /// What a clause looks at, in its rule, its bar and all that it refers to.
    pub(crate) fn looks_of(&self, clause: usize) -> Option<Looks<'_>> {
        let (fields, reads) = (self.clauses.fields.get(clause)?, self.clauses.all.get(clause)?);
        Some(Looks { fields, reads: *reads })
    }

    /// Whether what a clause comes to may not be the same for every type; the field that holds the type is given.
    pub(crate) fn leans_on_type(&self, clause: usize, kind: Option<(u16, u16)>) -> bool {
        let reads = || {
            let fields = self.clauses.fields.get(clause);
            fields.zip(kind).is_some_and(|(fields, kind)| fields.contains(&kind))
        };
        self.clauses.by_type.get(clause).is_none_or(|by_type| *by_type) || reads()
    }

    /// Whether a clause refers to this one.
    pub(crate) fn is_referred_to(&self, clause: u16) -> bool {
        self.clauses.referred.contains(&clause)
    }

    /// The clauses to which others refer that look at the field of a cell, or refer to one that does.
    pub(crate) fn clauses(&self, cell: CellRef) -> &[u16] {
        let field = (cell.at.record, cell.field);
        self.clauses_by_field.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The columns that read the field of a cell.
    pub(crate) fn columns(&self, cell: CellRef) -> &[Column] {
        self.by_field.get(&(cell.at.record, cell.field)).map_or(&[], Vec::as_slice)
    }
}

/// Looks for the fields that tests with a column read, below them too.
struct Finder<'v> {
    vocabulary: &'v Vocabulary,
    column: Option<Column>,
    readers: Readers,
}

impl Finder<'_> {
    /// A column reads this too.
    fn reads(&mut self, column: Column, more: Reads) {
        if let Some(reads) = self.readers.columns.get_mut(usize::from(column.at)) {
            *reads = *reads | more;
        }
    }
}

impl<'m> walk::Visitor<'m> for Finder<'_> {
    fn test(&mut self, test: &'m model::Test) {
        let Some(column) = test.column.filter(|_| self.column.is_none()) else { return };
        let parts: Vec<&model::Test> = if let TestKind::All(limbs) = &test.what {
            limbs.iter().filter(|limb| limb.is_steady()).collect()
        } else {
            vec![test]
        };
        for test in parts {
            self.column = Some(column);
            walk::test(test, self);
            self.column = None;
            let mut gather = Gather::over(self.vocabulary);
            walk::test(test, &mut gather);
            self.reads(column, gather.reads);
            if let Some(lists) = self.readers.lists.get_mut(usize::from(column.at)) {
                *lists = *lists | gather.lists;
            }
        }
    }

    fn path(&mut self, path: &'m Path) {
        let mut record = path.root;
        for field in &path.steps {
            self.field(record, *field);
            let kind = self.vocabulary.field_def(record, *field).map(|def| &def.kind);
            if let Some(Kind::Row(next)) = kind {
                record = *next;
            }
        }
    }

    fn field(&mut self, record: u16, field: u16) {
        let Some(column) = self.column else { return };
        let readers = self.readers.by_field.entry((record, field)).or_default();
        if !readers.contains(&column) {
            readers.push(column);
        }
    }
}

/// How often something was met on which a test leans besides its row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Leans {
    /// The period.
    pub(super) on_period: u32,
    /// A reading or another clause.
    pub(super) on_more: u32,
}

impl Compiler<'_> {
    /// The column of a test that was compiled since `before`: it tests rows of one list and nothing but them
    /// and the period. What only joins other tests is not worth keeping.
    pub(super) fn column(&mut self, written: &Located<Test>, before: Leans) -> Option<Column> {
        let [record] = self.scope[..] else { return None };
        let joins = matches!(
            written.value,
            Test::All(_) | Test::Any(_) | Test::Not(_) | Test::AtLeastKOf(_) | Test::EveryPeriod(_)
        );
        if joins || self.leans.on_more != before.on_more {
            return None;
        }
        let in_period = self.leans.on_period != before.on_period;
        let columns = self.columns.as_mut()?;
        Some(columns.number(record, &written.value, in_period))
    }

    /// The column of those limbs of a conjunction that are steady, where there are several: they come to the same in
    /// every period, and are often asked of the same rows in one.
    pub(super) fn steady(
        &mut self,
        written: &[Located<Test>],
        limbs: &[model::Test],
    ) -> Option<Column> {
        let [record] = self.scope[..] else { return None };
        let steady = written.iter().zip(limbs).filter(|(_, limb)| limb.is_steady());
        let steady: Vec<Located<Test>> = steady.map(|(written, _)| written.clone()).collect();
        let columns = self.columns.as_mut()?;
        (steady.len() > 1).then(|| columns.number(record, &Test::All(steady), false))
    }
}
