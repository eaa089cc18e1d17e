//! Tests of a single fact, with all that does not depend on the row worked out beforehand.

use super::{Quiet, Run, Scope, planes::Planes, time::Days};
use crate::{
    facts::{Column, Sort},
    model::{Group, Op, Path, Quantity, QuantityKind, Test, TestKind, Window},
    pack::{ListValue, ParamValue},
    value::{Cell, Num, RowRef, Truth},
};

/// What is asked of a fact.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked<'t> {
    /// That its code is listed.
    Listed(&'t [u16]),
    /// That it is a yes.
    Yes,
    /// That it is given.
    Given,
    /// That it is known to be absent.
    Absent,
    /// That it is a day between two.
    Between(Days),
    /// That it stands so to a number.
    Compared(Op, Num),
    /// That it is a member of a dated list on a day.
    Member(&'t ListValue, i64),
}

impl Asked<'_> {
    /// Whether a fact is so; missing where it is not stated.
    pub(super) fn of(self, cell: Cell) -> Truth {
        self.holds(cell).map_or(Truth::MISSING, Truth::known)
    }

    /// The same for the facts of many rows.
    pub(super) fn sweep(self, column: Column<'_>) -> Planes {
        self.plain(column).map_or_else(|| self.each(column.cells()), Planes::known)
    }

    /// The same, one fact after another.
    pub(super) fn each(self, cells: impl Iterator<Item = Cell>) -> Planes {
        Planes::missing_where(cells.map(|cell| self.holds(cell)))
    }

    /// A bit for each row for which it is so, when every row answers in one plain way.
    fn plain(self, column: Column<'_>) -> Option<u64> {
        match self {
            Self::Listed(listed) => {
                let mut bits = 0_u64;
                for code in listed {
                    bits |= 1_u64.checked_shl(u32::from(*code))?;
                }
                let holds = |code: i64| code < 64 && bits >> (code & 63) & 1 != 0;
                let of_codes =
                    || column.bits(Sort::Codes, |codes| codes.cast_unsigned() & bits != 0);
                column.bits(Sort::Code, holds).or_else(of_codes)
            }
            Self::Between((first, last)) => {
                let days = last.checked_sub(first).filter(|days| *days >= 0)?.cast_unsigned();
                let within = |day: i64| day.wrapping_sub(first).cast_unsigned() <= days;
                column.bits(Sort::Whole, within)
            }
            Self::Yes => column.bits(Sort::Flag, |flag| flag != 0),
            Self::Compared(op, bound) => {
                let bound = bound.as_whole()?;
                column.bits(Sort::Whole, |number| op.holds(number.cmp(&bound)))
            }
            Self::Member(list, day) => column.bits(Sort::Code, |code| {
                u16::try_from(code).is_ok_and(|code| list.contains(code, day))
            }),
            Self::Given | Self::Absent => None,
        }
    }

    /// The same; none where it is not stated. What is known not to exist is nothing but absent.
    fn holds(self, cell: Cell) -> Option<bool> {
        Some(match (self, cell) {
            (_, Cell::Unknown) => return None,
            (Self::Given, cell) => !cell.is_absent(),
            (Self::Absent, cell) => cell.is_absent(),
            (_, Cell::Absent) => false,
            (Self::Listed(listed), Cell::Code(code)) => listed.contains(&code),
            (Self::Listed(listed), Cell::Codes(bits)) => {
                listed.iter().any(|code| *code < 64 && bits & (1 << code) != 0)
            }
            (Self::Yes, Cell::Flag(yes)) => yes,
            (Self::Between((first, last)), Cell::Number(day)) => {
                Num::whole(first) <= day && day <= Num::whole(last)
            }
            (Self::Compared(op, bound), Cell::Number(n)) => op.holds(n.cmp(&bound)),
            (Self::Member(list, day), Cell::Code(code)) => list.contains(code, day),
            (Self::Member(list, day), Cell::Codes(bits)) => {
                (0..64).any(|code| bits & (1 << code) != 0 && list.contains(code, day))
            }
            (_, _) => return None,
        })
    }
}

/// What can be seen of a test by one field of a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Glance<'p> {
    /// Whether a code is listed; what is not listed is for people to judge.
    Listed(&'p [u16]),
    /// Whether the owner is one of these; membership may have to be looked up for a day.
    Owner(&'p [Group], bool),
}

impl<'p> Glance<'p> {
    /// What is seen of a test by a single field of a row, and the field; nothing where the row must be looked at.
    pub(super) fn at(test: &'p Test, record: u16) -> Option<(u16, Self)> {
        let (path, glance) =
            if let TestKind::OneOf { fact, listed, otherwise: Some(_) } = &test.what {
                (fact, Self::Listed(listed))
            } else if let TestKind::OwnedBy { owner, among, on } = &test.what {
                (owner, Self::Owner(among, on.is_some()))
            } else {
                return None;
            };
        let ([field], true) = (&path.steps[..], path.root == record) else { return None };
        Some((*field, glance))
    }

    /// A bit for each of some rows for which it holds, and for each of which that is seen, by their cells of the field.
    pub(super) fn seen(self, column: Column<'_>) -> (u64, u64) {
        self.plain(column).unwrap_or_else(|| self.each(column))
    }

    /// The same when the cells of all rows are of the sort that tells.
    fn plain(self, column: Column<'_>) -> Option<(u64, u64)> {
        match self {
            Self::Listed(listed) => {
                let listed = Asked::Listed(listed).plain(column)?;
                Some((listed, listed))
            }
            Self::Owner(among, on_a_day) => {
                let of = |row: RowRef| among.iter().find(|group| group.record == row.record);
                let single = |group: &Group| group.term.is_none() || !on_a_day;
                let holds = column.rows(|row| of(row).is_some_and(single))?;
                let others = column.rows(|row| of(row).is_none())?;
                Some((holds, holds | others))
            }
        }
    }

    /// The same, one cell after another.
    fn each(self, column: Column<'_>) -> (u64, u64) {
        let (mut holding, mut seen) = (0, 0);
        for (at, cell) in column.cells().enumerate() {
            if let Some(holds) = self.tells(cell) {
                holding |= u64::from(holds) << at;
                seen |= 1 << at;
            }
        }
        (holding, seen)
    }

    fn tells(self, cell: Cell) -> Option<bool> {
        match self {
            Self::Listed(listed) => Asked::Listed(listed).holds(cell).filter(|listed| *listed),
            Self::Owner(among, on_a_day) => {
                let row = cell.row()?;
                match among.iter().find(|group| group.record == row.record) {
                    None => Some(false),
                    Some(group) => (group.term.is_none() || !on_a_day).then_some(true),
                }
            }
        }
    }
}

impl<'p, 'a> Run<'p, 'a> {
    /// What a test asks of a single fact of each row, when that is all it does.
    pub(super) fn asked(
        &self,
        test: &'p Test,
        record: u16,
        scope: &mut Scope,
    ) -> Option<(&'p Path, Asked<'a>)>
    where
        'p: 'a,
    {
        let of = match &test.what {
            TestKind::OneOf { fact, listed, otherwise: None } => (fact, Asked::Listed(listed)),
            TestKind::Is(fact) => (fact, Asked::Yes),
            TestKind::Given(fact) => (fact, Asked::Given),
            TestKind::Absent(fact) => (fact, Asked::Absent),
            TestKind::InList { fact, list, on: None } => {
                let ParamValue::List(list) = self.at.parameters.get(*list) else { return None };
                (fact, Asked::Member(list, self.day))
            }
            TestKind::Within(date, window) if window_stands_still(window, record) => {
                let days = self.window(window, scope, &mut Quiet).ok()?;
                (fact(date)?, Asked::Between(days))
            }
            TestKind::Compare(op, left, right) if stands_still(right, record) => {
                let bound = self.quantity(right, scope, &mut Quiet).known()?;
                (fact(left)?, Asked::Compared(*op, bound))
            }
            TestKind::OneOf { .. }
            | TestKind::InList { .. }
            | TestKind::Within(..)
            | TestKind::Compare(..)
            | TestKind::All(_)
            | TestKind::Any(_)
            | TestKind::Not(_)
            | TestKind::AtLeastKOf(..)
            | TestKind::Overlap(_)
            | TestKind::Covered { .. }
            | TestKind::OwnedBy { .. }
            | TestKind::Same(..)
            | TestKind::Named(..)
            | TestKind::Some(_)
            | TestKind::No(_)
            | TestKind::Each(..)
            | TestKind::EveryPeriod(..)
            | TestKind::Document(_)
            | TestKind::Judge(_)
            | TestKind::Refer(_)
            | TestKind::Readings(..)
            | TestKind::Rare(_) => return None,
        };
        (of.0.root == record).then_some(of)
    }
}

fn fact(quantity: &Quantity) -> Option<&Path> {
    if let QuantityKind::Fact(path) = &quantity.what { Some(path) } else { None }
}

/// Whether a quantity is plainly the same for every row of a list.
fn stands_still(quantity: &Quantity, record: u16) -> bool {
    if let QuantityKind::Fact(path) = &quantity.what {
        return path.root != record;
    }
    matches!(
        quantity.what,
        QuantityKind::Constant(..)
            | QuantityKind::ReferenceDate
            | QuantityKind::PeriodEnd
            | QuantityKind::YearBefore(_)
            | QuantityKind::Param(_, None)
    )
}

fn window_stands_still(window: &Window, record: u16) -> bool {
    match window {
        Window::Period => true,
        Window::RecentYears(one)
        | Window::CompleteYears(one)
        | Window::CompleteYearsAndCurrent(one)
        | Window::Since(one) => stands_still(one, record),
        Window::Between(from, to) => stands_still(from, record) && stands_still(to, record),
        Window::Readings(..) => false,
    }
}
