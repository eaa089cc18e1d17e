//! Carrying out a plan on a copy of the facts, so that it can be verified.
//!
//! A row is made to pass a filter by giving its cells the first values that do; judgements that the filter
//! asks for are taken to be yes, and said to be so.

mod rows;

use jiff::civil::Date;

use super::Action;
use crate::{
    compile::{Looks, Reads},
    eval::{Found, Lent, Quiet, Run, Scope, Setting},
    facts::{CellRef, Table},
    model::{
        Group, Op, Path, Quantity, QuantityKind, Question, Rare, Rows, Span, Test, TestKind,
        day_number,
    },
    pack::{Pack, ParamValue},
    situation::{Answer, Situation},
    value::{Cell, Level, Num, RowRef, Truth},
    vocabulary::Kind,
};
use rows::Given;

/// Works on a copy of a situation.
pub(super) struct Worker<'p, 'a> {
    pack: &'p Pack,
    at: Situation,
    on: Date,
    ground: &'a [u16],
    memo: Lent<'a>,
    /// The situation at hand, of which there is a copy.
    before: &'a Situation,
    scope: Scope,
    /// What is looked at afterwards, when that is not everything.
    looks: Option<Looks<'p>>,
    assumed: Vec<(u16, Option<RowRef>)>,
    /// How many texts and rows were made up.
    texts_made: u32,
    rows_made: u32,
    /// What rows were given that took nothing of their own to pass a filter.
    made: Vec<(&'p Rows, Given)>,
}

impl<'p, 'a> Worker<'p, 'a> {
    /// On a copy of the situation of a setting. Where it is known what will be looked at afterwards, cells that
    /// nobody sees are left as they are.
    pub(super) fn new(
        pack: &'p Pack,
        at: Situation,
        of: Setting<'a>,
        looks: Option<Looks<'p>>,
    ) -> Self {
        let (on, scope, ground) = (at.on(), Scope::new(), of.ground);
        let differs = if on == of.on { Reads::NOTHING } else { Reads::DAY };
        let memo = of.memo.lend_where(differs);
        Self {
            pack,
            at,
            on,
            ground,
            memo,
            before: of.at,
            scope,
            looks,
            assumed: Vec::new(),
            texts_made: 0,
            rows_made: 0,
            made: Vec::new(),
        }
    }

    /// The changed situation with its memo, and the judgements that were taken to be yes.
    pub(super) fn done(self) -> (Situation, Lent<'a>, Vec<(u16, Option<RowRef>)>) {
        (self.at, self.memo, self.assumed)
    }

    /// Carries out one action; `None` when it cannot be done.
    pub(super) fn carry_out(&mut self, action: &Action<'p>) -> Option<()> {
        match action {
            Action::AddRows { rows, count, distinct: _, period } => {
                self.set_period(*period);
                self.add_rows(rows, *count)?;
            }
            Action::AddAmount { rows, value, amount, period } => {
                self.set_period(*period);
                self.add_row(rows, Some((value, *amount)))?;
            }
            Action::Reach { cell, op, value } => {
                let value = match op {
                    Op::MoreThan => value.plus(Num::ONE)?,
                    Op::LessThan => value.minus(Num::ONE)?,
                    Op::AtLeast | Op::AtMost | Op::Equal => *value,
                };
                self.set(*cell, Cell::Number(value));
            }
            Action::Become { cell, codes } => {
                let kind = self.pack.names.vocabulary.field_def(cell.at.record, cell.field);
                let value = code_cell(&kind?.kind, *codes.first()?);
                self.set(*cell, value);
            }
            Action::MakeTrue { cell } => self.set(*cell, Cell::Flag(true)),
            Action::Provide { cell } => {
                let value = self.fresh(*cell)?;
                self.set(*cell, value);
            }
        }
        Some(())
    }

    fn set_period(&mut self, period: Option<(Date, Date)>) {
        self.scope = Scope::new();
        if let Some((first, last)) = period {
            self.scope = Scope::new().within((day_number(first), day_number(last)));
        }
    }

    fn set(&mut self, cell: CellRef, value: Cell) {
        self.at.facts.set(cell, value, Level::Verified);
        let there = self.before.facts.table(cell.at.record).map_or(0, Table::len);
        if cell.at.row < there {
            self.memo.changed(Reads::record(cell.at.record));
        } else {
            self.memo.grown(cell.at.record);
        }
    }

    fn run(&self) -> Run<'p, '_> {
        let at = Setting { at: &self.at, on: self.on, ground: self.ground, memo: &self.memo };
        Run::on_ground(self.pack, at)
    }

    fn new_row(&mut self, record: u16) -> Option<RowRef> {
        self.memo.grown(record);
        self.rows_made += 1;
        let table = self.at.facts.table_mut(record)?;
        Some(RowRef { record, row: table.suppose_row() })
    }

    /// A value that no other row has, for texts and rows; a plain one for dates and flags.
    fn fresh(&mut self, cell: CellRef) -> Option<Cell> {
        let field = self.pack.names.vocabulary.field_def(cell.at.record, cell.field)?;
        match field.kind {
            Kind::Text => Some(made_up(&mut self.texts_made)),
            Kind::Row(record) => self.new_row(record).map(Cell::Row),
            Kind::Date => Some(Cell::Number(Num::whole(self.at.day()))),
            Kind::Flag => Some(Cell::Flag(true)),
            Kind::Code(_)
            | Kind::Codes(_)
            | Kind::Year
            | Kind::Number
            | Kind::Money
            | Kind::Area
            | Kind::Ratio
            | Kind::Party(_) => None,
        }
    }

    /// The cell at the end of a path; rows on the way that are not known are made.
    fn cell(&mut self, path: &Path) -> Option<CellRef> {
        loop {
            match self.run().find(path, &self.scope) {
                Found::Cell(_, cell) => return Some(cell),
                Found::Broken(cell) => {
                    let Kind::Row(record) =
                        self.pack.names.vocabulary.field_def(cell.at.record, cell.field)?.kind
                    else {
                        return None;
                    };
                    let row = self.new_row(record)?;
                    self.set(cell, Cell::Row(row));
                }
                Found::Row(_) | Found::Nothing => return None,
            }
        }
    }

    /// Gives cells the values that make a filter true for the row in scope, and sees that they do.
    fn satisfy(&mut self, test: &'p Test) -> Option<()> {
        self.attempt(test)?;
        self.holds(test).then_some(())
    }

    /// Gives cells the values that should make a test true; whoever asks for it looks whether they do.
    fn attempt(&mut self, test: &'p Test) -> Option<()> {
        if let TestKind::All(limbs) = &test.what {
            return limbs.iter().try_for_each(|limb| self.attempt(limb));
        }
        if !self.asks_what_is_unsaid(test) && self.holds(test) {
            return Some(());
        }
        match &test.what {
            TestKind::Any(limbs) => {
                limbs.iter().find_map(|limb| self.satisfy(limb))?;
            }
            TestKind::OneOf { fact, listed, otherwise: _ } => {
                let cell = self.cell(fact)?;
                self.set(cell, code_cell(&fact.kind, *listed.first()?));
            }
            TestKind::Is(fact) => {
                let cell = self.cell(fact)?;
                self.set(cell, Cell::Flag(true));
            }
            TestKind::Given(fact) => {
                let cell = self.cell(fact)?;
                let value = self.fresh(cell)?;
                self.set(cell, value);
            }
            TestKind::Absent(fact) => {
                let cell = self.cell(fact)?;
                self.set(cell, Cell::Absent);
            }
            TestKind::InList { fact, list, on: _ } => self.be_listed(fact, *list)?,
            TestKind::OwnedBy { owner, among, on: _ } => self.be_owned(owner, among)?,
            TestKind::Within(date, window) => {
                let days = self.run().window(window, &mut self.scope.clone(), &mut Quiet).ok()?;
                self.set_number(date, Num::whole(days.1))?;
            }
            TestKind::Overlap(spans) => self.span(spans)?,
            TestKind::Same(left, right) => self.same(left, right)?,
            TestKind::Compare(op, left, right) => self.reach(*op, left, right)?,
            TestKind::Some(rows) | TestKind::Document(rows) => {
                self.add_row(rows, None)?;
            }
            TestKind::Judge(question) => self.assume(question)?,
            TestKind::Readings(register, options) => {
                let option = self.ground.get(usize::from(*register)).copied().unwrap_or(0);
                self.attempt(options.get(usize::from(option))?)?;
            }
            TestKind::Rare(rare) => {
                let Rare::ByPhase(phases) = &**rare else { return None };
                let now = phases.get(self.run().at.phase)?;
                self.attempt(now)?;
            }
            TestKind::All(_)
            | TestKind::Not(_)
            | TestKind::AtLeastKOf(..)
            | TestKind::Covered { .. }
            | TestKind::No(_)
            | TestKind::Each(..)
            | TestKind::EveryPeriod(..)
            | TestKind::Named(..)
            | TestKind::Refer(_) => return None,
        }
        Some(())
    }

    /// Whether a test is of one fact that nobody has stated, so that it cannot hold.
    fn asks_what_is_unsaid(&self, test: &Test) -> bool {
        let (TestKind::Is(path)
        | TestKind::Given(path)
        | TestKind::Absent(path)
        | TestKind::OneOf { fact: path, .. }
        | TestKind::InList { fact: path, .. }
        | TestKind::OwnedBy { owner: path, .. }
        | TestKind::Within(Quantity { what: QuantityKind::Fact(path), .. }, _)) = &test.what
        else {
            return false;
        };
        matches!(self.run().find(path, &self.scope), Found::Cell(Cell::Unknown, _))
    }

    fn holds(&mut self, test: &'p Test) -> bool {
        let mut scope = std::mem::take(&mut self.scope);
        let truth = self.run().test(test, &mut scope, &mut Quiet);
        self.scope = scope;
        truth == Truth::True
    }

    fn set_number(&mut self, quantity: &Quantity, value: Num) -> Option<()> {
        let QuantityKind::Fact(path) = &quantity.what else { return None };
        let cell = self.cell(path)?;
        self.set(cell, Cell::Number(value));
        Some(())
    }

    /// The first code that the list holds.
    fn be_listed(&mut self, fact: &Path, list: u16) -> Option<()> {
        let (Kind::Code(codes) | Kind::Codes(codes)) = fact.kind else { return None };
        let count = self.pack.names.vocabulary.code_def(codes)?.codes.len();
        let ParamValue::List(members) = self.at.parameters.get(list) else { return None };
        let day = self.at.day();
        let code =
            (0..crate::vocabulary::index(count)).find(|code| members.contains(*code, day))?;
        let cell = self.cell(fact)?;
        self.set(cell, code_cell(&fact.kind, code));
        Some(())
    }

    fn be_owned(&mut self, owner: &Path, among: &[Group]) -> Option<()> {
        let single = among.iter().find(|group| group.term.is_none())?;
        let cell = self.cell(owner)?;
        self.set(cell, Cell::Row(RowRef { record: single.record, row: 0 }));
        Some(())
    }

    /// A stretch that begins on the reference date and does not end has that day in common with any window.
    fn span(&mut self, spans: &'p [Span]) -> Option<()> {
        for span in spans {
            if let Span::Days(from, to) = span {
                self.set_number(from, Num::whole(self.at.day()))?;
                let QuantityKind::Fact(path) = &to.what else { return None };
                let cell = self.cell(path)?;
                self.set(cell, Cell::Absent);
            }
        }
        Some(())
    }

    fn same(&mut self, left: &Path, right: &Path) -> Option<()> {
        let value = match self.run().find(right, &self.scope) {
            Found::Row(row) => Cell::Row(row),
            Found::Cell(cell, _) if cell != Cell::Unknown => cell,
            Found::Cell(..) | Found::Broken(_) | Found::Nothing => return None,
        };
        let cell = self.cell(left)?;
        self.set(cell, value);
        Some(())
    }

    fn reach(&mut self, op: Op, left: &'p Quantity, right: &'p Quantity) -> Option<()> {
        let bound = self.run().quantity(right, &mut self.scope.clone(), &mut Quiet).known()?;
        let value = match op {
            Op::AtLeast | Op::AtMost | Op::Equal => bound,
            Op::MoreThan => bound.plus(Num::ONE)?,
            Op::LessThan => bound.minus(Num::ONE)?,
        };
        if let QuantityKind::Sum(rows, of, _) = &left.what {
            return self.add_row(rows, Some((of, value))).map(|_row| ());
        }
        self.set_number(left, value)
    }

    /// A judgement the plan needs is taken to be yes, and said to be so.
    fn assume(&mut self, question: &Question) -> Option<()> {
        let row = match &question.about {
            None => None,
            Some(path) => match self.run().find(path, &self.scope) {
                Found::Row(row) | Found::Cell(Cell::Row(row), _) => Some(row),
                Found::Cell(..) | Found::Broken(_) | Found::Nothing => return None,
            },
        };
        match row {
            Some(row) => self.at.judgements.set_row(question.slot, row, Answer::Yes),
            None => self.at.judgements.set(question.slot, Answer::Yes),
        }
        self.memo.changed(Reads::ANSWERS);
        self.assumed.push((question.slot, row));
        Some(())
    }
}

/// A text that no cell can have and that nobody reads; so many were made up.
fn made_up(texts: &mut u32) -> Cell {
    *texts += 1;
    Cell::Text(u32::MAX - *texts)
}

fn code_cell(kind: &Kind, code: u16) -> Cell {
    if matches!(kind, Kind::Codes(_)) {
        Cell::Codes(1_u64.checked_shl(u32::from(code)).unwrap_or_default())
    } else {
        Cell::Code(code)
    }
}
