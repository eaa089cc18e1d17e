//! The bench: a pack and a situation in which one fact after another is changed and one limb asked.

use super::find::{Edge, Step, What, below};
use crate::{
    eval::{Found, Memo, Quiet, Run, Scope, set_with},
    facts::CellRef,
    model::{Path, Quantity, QuantityKind, Question, Rows, Test, Window},
    pack::{Pack, ParamValue},
    repair,
    situation::Situation,
    value::{Cell, Level, Num, Range, RowRef, Truth},
    vocabulary::Kind,
};

/// So many rows of a list are looked at.
const MOST_ROWS: usize = 40;

/// A situation on the bench.
#[derive(Debug)]
pub(crate) struct Bench<'p> {
    pub(crate) pack: &'p Pack,
    pub(crate) at: Situation,
    memo: Memo,
}

impl<'p> Bench<'p> {
    pub(crate) fn new(pack: &'p Pack, at: Situation) -> Self {
        Self { pack, at, memo: Memo::new(pack) }
    }

    /// A bench of its own for the same situation.
    pub(crate) fn fork(&self) -> Self {
        Self::new(self.pack, self.at.clone())
    }

    fn run<T>(&self, look: impl FnOnce(&Run<'p, '_>) -> T) -> T {
        self.memo.forget();
        set_with(&self.memo, &self.at, |setting| look(&Run::on_ground(self.pack, setting)))
    }

    /// Whether a limb holds.
    pub(crate) fn truth(&self, limb: &'p Test, scope: &Scope) -> Truth {
        self.run(|run| run.test(limb, &mut scope.clone(), &mut Quiet))
    }

    /// What is known of a quantity.
    pub(crate) fn amount(&self, of: &'p Quantity, scope: &Scope) -> Range {
        self.run(|run| run.quantity(of, &mut scope.clone(), &mut Quiet))
    }

    /// First and last day of a window.
    pub(crate) fn window(&self, of: &'p Window, scope: &Scope) -> Option<(i64, i64)> {
        self.run(|run| run.window(of, &mut scope.clone(), &mut Quiet).ok())
    }

    /// The cell at the end of a path.
    pub(crate) fn cell(&self, path: &'p Path, scope: &Scope) -> Option<CellRef> {
        self.run(|run| match run.find(path, scope) {
            Found::Cell(_, cell) => Some(cell),
            Found::Row(_) | Found::Broken(_) | Found::Nothing => None,
        })
    }

    /// The row about which a question is asked; none when it is about the whole, or the row is not known.
    pub(crate) fn asked_about(&self, question: &'p Question, scope: &Scope) -> Option<RowRef> {
        let path = question.about.as_ref()?;
        self.run(|run| match run.find(path, scope) {
            Found::Row(row) | Found::Cell(Cell::Row(row), _) => Some(row),
            Found::Cell(..) | Found::Broken(_) | Found::Nothing => None,
        })
    }

    /// What kind of value a cell holds.
    pub(crate) fn kind(&self, of: CellRef) -> Option<&'p Kind> {
        self.pack.names.vocabulary.field_def(of.at.record, of.field).map(|def| &def.kind)
    }

    pub(crate) fn set(&mut self, of: CellRef, cell: Cell) {
        self.at.facts.set(of, cell, Level::Verified);
    }

    /// The members of a dated list.
    pub(crate) fn contains(&self, list: u16, code: u16, day: i64) -> Option<bool> {
        let ParamValue::List(members) = self.at.parameters.get(list) else { return None };
        Some(members.contains(code, day))
    }

    /// The rows that certainly pass.
    pub(crate) fn passing(&self, rows: &'p Rows, scope: &Scope) -> Vec<u32> {
        self.run(|run| {
            let sifted = run.sift(rows, &mut scope.clone(), &mut Quiet);
            sifted.rows().filter(|(certain, _)| *certain).map(|(_, row)| row).collect()
        })
    }

    /// The scopes in which an edge is asked, those of rows that pass first.
    pub(crate) fn scopes(&self, edge: &Edge<'p>) -> Vec<Scope> {
        let mut all = vec![Scope::new()];
        for step in &edge.way {
            all = all.iter().flat_map(|scope| self.further(*step, scope)).collect();
            all.truncate(MOST_ROWS);
        }
        all
    }

    fn further(&self, step: Step<'p>, scope: &Scope) -> Vec<Scope> {
        match step {
            Step::Rows { rows, passing } => {
                let mut order = self.passing(rows, scope);
                let all = self.at.facts.table(rows.record).map_or(0, crate::facts::Table::len);
                let others = (0..all).filter(|_| !passing);
                let others: Vec<u32> = others.filter(|row| !order.contains(row)).collect();
                order.extend(others);
                let chosen = order.into_iter().map(|row| {
                    let mut inner = scope.clone();
                    inner.set_row(rows.record, row);
                    inner
                });
                chosen.collect()
            }
            Step::Periods(periods) => self.run(|run| {
                let days = run.periods(periods, &mut scope.clone(), &mut Quiet);
                let days: Vec<_> = days.into_iter().flatten().collect();
                days.into_iter().rev().map(|days| scope.clone().within(days)).collect()
            }),
        }
    }

    /// The cells from which a quantity is worked out, as far as they hold numbers or days.
    pub(crate) fn drivers(&self, of: &'p Quantity, scope: &Scope) -> Vec<CellRef> {
        let mut found = Vec::new();
        self.drive(of, scope, &mut found);
        found
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`below` knows what the others are made of")]
    fn drive(&self, of: &'p Quantity, scope: &Scope, found: &mut Vec<CellRef>) {
        match &of.what {
            QuantityKind::Fact(path) => found.extend(self.cell(path, scope)),
            QuantityKind::Sum(rows, value, _)
            | QuantityKind::Lowest(rows, value)
            | QuantityKind::Highest(rows, value) => {
                for row in self.passing(rows, scope).into_iter().take(2) {
                    let mut inner = scope.clone();
                    inner.set_row(rows.record, row);
                    self.drive(value, &inner, found);
                }
            }
            QuantityKind::Lookup { record, key, equals, value } => {
                let wanted = self.amount(equals, scope).known();
                let row =
                    wanted.and_then(|wanted| self.run(|run| run.row_by_key(*record, *key, wanted)));
                found.extend(row.map(|at| CellRef { at, field: *value }));
            }
            _ => below(of).into_iter().for_each(|one| self.drive(one, scope, found)),
        }
    }

    /// One row more that passes: one like those that do, told apart by its keys, or a new one.
    pub(crate) fn add_row(
        &mut self,
        rows: &'p Rows,
        keys: &'p [Path],
        scope: &Scope,
    ) -> Option<()> {
        let Some(like) = self.passing(rows, scope).first().copied() else {
            self.at = repair::with_row(self.pack, &self.at, rows)?;
            return Some(());
        };
        let row = self.copy(RowRef { record: rows.record, row: like })?;
        for key in keys.iter().filter(|key| key.root == rows.record) {
            self.tell_apart(row, key);
        }
        Some(())
    }

    /// A row with the same cells and answers.
    fn copy(&mut self, like: RowRef) -> Option<RowRef> {
        let fields = self.pack.names.vocabulary.record_def(like.record)?.fields.len();
        let table = self.at.facts.table_mut(like.record)?;
        let row = table.suppose_row();
        for field in 0..crate::vocabulary::index(fields) {
            let (cell, level) = (table.cell(like.row, field), table.level(like.row, field));
            table.set(row, field, cell, level);
        }
        let row = RowRef { row, ..like };
        self.at.judgements.set_like(row, like);
        Some(row)
    }

    /// Gives a row a key of its own, where the key is a text or another row.
    fn tell_apart(&mut self, row: RowRef, key: &Path) {
        let Some(field) = key.steps.first().copied() else { return };
        let of = CellRef { at: row, field };
        match self.at.facts.cell(of) {
            Cell::Text(_) => self.rename(of),
            Cell::Row(like) => {
                let Some(other) = self.copy(like) else { return };
                self.set(of, Cell::Row(other));
                let def = self.pack.names.vocabulary.record_def(like.record);
                for (field, _) in (0..).zip(def.map_or(&[][..], |def| &def.fields)) {
                    let of = CellRef { at: other, field };
                    if matches!(self.at.facts.cell(of), Cell::Text(_)) {
                        self.rename(of);
                    }
                }
            }
            Cell::Unknown
            | Cell::Absent
            | Cell::Flag(_)
            | Cell::Number(_)
            | Cell::Code(_)
            | Cell::Codes(_) => {}
        }
    }

    /// A text that no other row has.
    fn rename(&mut self, of: CellRef) {
        let name = format!("+{}", of.at.row);
        let text = self.at.facts.text(&name);
        self.set(of, text);
    }

    /// The day of the situation, as a day number.
    pub(crate) fn day(&self) -> i64 {
        self.at.day()
    }

    /// The side of an edge on which the situation stands in a scope; none when it stands on neither or that
    /// is not known.
    pub(crate) fn side(&self, edge: &Edge<'p>, scope: &Scope) -> Option<bool> {
        let known = |truth| match truth {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown(_) => None,
        };
        match edge.what {
            What::Compared(limb, ..)
            | What::Member(limb, ..)
            | What::Rows(limb, _)
            | What::Stated(limb, _)
            | What::Asked(limb, _) => known(self.truth(limb, scope)),
            What::FirstDay(_, date, window) | What::LastDay(_, date, window) => {
                let day = self.amount(date, scope).known().and_then(Num::as_whole)?;
                let (first, last) = self.window(window, scope)?;
                let is_first = matches!(edge.what, What::FirstDay(..));
                let beyond = if is_first { day < first } else { day > last };
                (beyond || (first <= day && day <= last)).then_some(!beyond)
            }
            What::Listed(_, fact, listed) => {
                let cell = self.at.facts.cell(self.cell(fact, scope)?);
                let of = |code: &u16| match cell {
                    Cell::Code(own) => own == *code,
                    Cell::Codes(bits) => {
                        1_u64.checked_shl(u32::from(*code)).unwrap_or(0) & bits != 0
                    }
                    Cell::Unknown
                    | Cell::Absent
                    | Cell::Flag(_)
                    | Cell::Number(_)
                    | Cell::Text(_)
                    | Cell::Row(_) => false,
                };
                matches!(cell, Cell::Code(_) | Cell::Codes(_)).then(|| listed.iter().any(of))
            }
            What::Due(duty) => {
                let done = self.at.facts.cell(self.cell(&duty.done_on, scope)?).number()?;
                let due = self.amount(duty.due.as_ref()?, scope).known()?;
                Some(done <= due)
            }
        }
    }
}
