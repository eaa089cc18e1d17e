//! Rules after resolution: every name is a number, every constant is in its base unit, every type fits.
//!
//! Made by [`crate::compile`] and never by hand. Each node keeps its place in the file, so that whatever is
//! said about it later can point there.

mod rare;
mod score;

pub use crate::calendar::{date_of, day_number};
use crate::{
    naming::Template,
    syntax::{self, Links, Words},
    value::Num,
    vocabulary::Kind,
    yaml::Place,
};
pub use rare::{External, Rare};
pub use score::{Depending, Indicator, Score, ScoreOf, Section, Sheet};

/// A path from a row in scope to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The record whose current row it starts from.
    pub root: u16,
    /// Fields to follow; all but the last lead to rows. Empty for a path that names the row itself.
    pub steps: Vec<u16>,
    /// The record that holds the last field; the root for a path that names the row itself.
    pub end: u16,
    /// The kind of the fact at its end.
    pub kind: Kind,
}

/// The five comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// ≥
    AtLeast,
    /// >
    MoreThan,
    /// ≤
    AtMost,
    /// <
    LessThan,
    /// =
    Equal,
}

impl Op {
    /// Whether an order of left to right satisfies the comparison.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::AtLeast => order.is_ge(),
            Self::MoreThan => order.is_gt(),
            Self::AtMost => order.is_le(),
            Self::LessThan => order.is_lt(),
            Self::Equal => order.is_eq(),
        }
    }
}

/// A resolved test.
#[derive(Debug, Clone)]
pub struct Test {
    /// What is tested.
    pub what: TestKind,
    /// Where it stands.
    pub place: Place,
    /// Its column, for a test of the rows of one list that may recur; for a conjunction, that of its steady limbs
    /// together. A test that is changed after it was compiled no longer has one, and neither have those above it.
    pub column: Option<Column>,
}

impl Test {
    /// Whether it has a column of its own that is the same in every period.
    pub(crate) fn is_steady(&self) -> bool {
        let alone = !matches!(self.what, TestKind::All(_));
        alone && self.column.is_some_and(|column| !column.in_period)
    }
}

/// The number of a test of rows: tests with equal numbers come to the same for the same row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The number.
    pub at: u16,
    /// Whether it depends on the period as well; then the three numbers after it are its own too.
    pub in_period: bool,
}

impl Column {
    /// All numbers that it has.
    pub(crate) fn slots(self) -> std::ops::Range<usize> {
        let first = usize::from(self.at);
        first..first + if self.in_period { 4 } else { 1 }
    }
}

/// The kinds of test; see [`syntax::Test`] for their meaning.
#[derive(Debug, Clone)]
pub enum TestKind {
    /// Every limb.
    All(Vec<Test>),
    /// At least one limb.
    Any(Vec<Test>),
    /// The contrary.
    Not(Box<Test>),
    /// At least k limbs.
    AtLeastKOf(u32, Vec<Test>),
    /// A code is listed.
    OneOf {
        /// The coded fact.
        fact: Path,
        /// The codes that pass.
        listed: Vec<u16>,
        /// Who decides about others.
        otherwise: Option<Question>,
    },
    /// A flag is set.
    Is(Path),
    /// A fact is given.
    Given(Path),
    /// A fact is known to be absent.
    Absent(Path),
    /// A comparison.
    Compare(Op, Quantity, Quantity),
    /// A date in a window.
    Within(Quantity, Window),
    /// Stretches of time with a day in common.
    Overlap(Vec<Span>),
    /// A stretch covered by rows.
    Covered {
        /// What must be covered.
        span: Span,
        /// The rows.
        rows: Rows,
        /// First day of a row.
        from: Quantity,
        /// Last day of a row.
        to: Quantity,
    },
    /// Membership of a dated list.
    InList {
        /// The coded fact.
        fact: Path,
        /// The list parameter.
        list: u16,
        /// The day.
        on: Option<Quantity>,
    },
    /// Ownership.
    OwnedBy {
        /// The owner.
        owner: Path,
        /// Records, with the fields that hold first and last day of membership for groups.
        among: Vec<Group>,
        /// The day on which membership counts.
        on: Option<Quantity>,
    },
    /// The same row, code or text.
    Same(Path, Path),
    /// A text is the name that a template makes.
    Named(Path, Template),
    /// Some row passes.
    Some(Rows),
    /// No row passes.
    No(Rows),
    /// Each row passes the second test.
    Each(Rows, Box<Test>),
    /// Every period passes.
    EveryPeriod(Periods, Box<Test>),
    /// A document is on file: the rows of documents under a filter made from its description.
    Document(Rows),
    /// A judgement.
    Judge(Question),
    /// Another clause, by its place in the pack.
    Refer(u16),
    /// Under each reading of a register entry, in the order of its options.
    Readings(u16, Vec<Test>),
    /// A kind that few rules use.
    Rare(Box<Rare>),
}

/// A question to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The slot, by its place in the pack.
    pub slot: u16,
    /// The row it is about.
    pub about: Option<Path>,
}

/// A record whose rows may own something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The record.
    pub record: u16,
    /// Fields of first and last day of membership.
    pub term: Option<(u16, u16)>,
}

/// The rows of a record that pass a filter.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The record.
    pub record: u16,
    /// The filter.
    pub filter: Option<Box<Test>>,
}

/// A resolved quantity.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// What it is.
    pub what: QuantityKind,
    /// What it measures: one of date, year, number, money, area, ratio.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of quantity; see [`syntax::QuantityNode`] for their meaning.
#[derive(Debug, Clone)]
pub enum QuantityKind {
    /// A constant in base units, with the literal as written.
    Constant(Num, syntax::Literal),
    /// The reference date.
    ReferenceDate,
    /// Last day of the current period.
    PeriodEnd,
    /// A fact.
    Fact(Path),
    /// A count.
    Count(Rows, Vec<Path>),
    /// A sum; rows with equal keys are one.
    Sum(Rows, Box<Quantity>, Vec<Path>),
    /// The least value.
    Lowest(Rows, Box<Quantity>),
    /// The greatest value.
    Highest(Rows, Box<Quantity>),
    /// The value of a row by key.
    Lookup {
        /// The record.
        record: u16,
        /// The key field.
        key: u16,
        /// The key sought.
        equals: Box<Quantity>,
        /// The value field.
        value: u16,
    },
    /// A parameter, with the year for a series.
    Param(u16, Option<Box<Quantity>>),
    /// A ratio.
    Ratio(Box<(Quantity, Quantity)>),
    /// Growth from the first to the second.
    Growth(Box<(Quantity, Quantity)>),
    /// A sum of quantities.
    Total(Vec<Quantity>),
    /// A difference.
    Difference(Box<(Quantity, Quantity)>),
    /// A band's value.
    Band(u16, Box<Quantity>),
    /// A date moved by years, months, days.
    Shift(Box<Quantity>, Step),
    /// The end of a period.
    Deadline(Box<Deadline>),
    /// The year so many before that of the reference date.
    YearBefore(i64),
    /// The year of a date.
    YearOf(Box<Quantity>),
    /// 31 December of a year.
    YearEnd(Box<Quantity>),
    /// Consecutive years.
    LongestRun {
        /// The rows.
        rows: Rows,
        /// The field of the year.
        year: u16,
        /// Whether years without rows are passed over.
        skip_empty_years: bool,
    },
    /// The first times the second.
    Scaled(Box<(Quantity, Quantity)>),
    /// The least.
    LeastOf(Vec<Quantity>),
    /// The greatest.
    GreatestOf(Vec<Quantity>),
    /// One or the other.
    Depending(Box<Depending>),
    /// The points given in answer to a slot.
    Points(Question),
    /// A score or a section of it.
    Score(ScoreOf),
    /// A share held through others.
    HeldThrough(Box<Chain>),
    /// Under each reading.
    Readings(u16, Vec<Quantity>),
}

/// Links from holders to what they hold.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The rows that are links.
    pub rows: Rows,
    /// The field of who holds.
    pub owner: u16,
    /// The field of what is held.
    pub owned: u16,
    /// The share of a row.
    pub share: Quantity,
    /// From whom chains start.
    pub by: Path,
    /// Where they end.
    pub held: Path,
    /// How shares make one.
    pub links: Links,
    /// Whether links are followed in either direction.
    pub either_way: bool,
}

/// How far a date is moved; absent parts are zero.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// Years.
    pub years: Option<Box<Quantity>>,
    /// Months.
    pub months: Option<Box<Quantity>>,
    /// Days.
    pub days: Option<Box<Quantity>>,
}

/// The end of a period.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "three switches that have nothing to do with each other"
)]
pub struct Deadline {
    /// The day of the event.
    pub from: Quantity,
    /// Working days.
    pub working_days: Option<Quantity>,
    /// Years, months and days.
    pub step: Step,
    /// Whether it is counted back.
    pub back: bool,
    /// Whether a rest day at the end moves on, in the direction of the count.
    pub roll: bool,
    /// Whether the first day counts.
    pub count_first_day: bool,
    /// The calendar parameter.
    pub calendar: u16,
}

/// A window of time.
#[derive(Debug, Clone)]
pub enum Window {
    /// (D − N years, D].
    RecentYears(Quantity),
    /// N complete calendar years before that of D.
    CompleteYears(Quantity),
    /// Those and the current year up to D.
    CompleteYearsAndCurrent(Quantity),
    /// From a day to D.
    Since(Quantity),
    /// Between two days.
    Between(Quantity, Quantity),
    /// The current period.
    Period,
    /// Under each reading.
    Readings(u16, Vec<Window>),
}

/// The periods of `every_period`.
#[derive(Debug, Clone)]
pub enum Periods {
    /// The last N complete calendar years, from the year after `since` on.
    CompleteYears(Quantity, Option<Quantity>),
    /// The last N slices of twelve months ending on D.
    TwelveMonths(Quantity),
    /// Under each reading.
    Readings(u16, Vec<Periods>),
}

/// A stretch of time.
#[derive(Debug, Clone)]
pub enum Span {
    /// From one day to another.
    Days(Quantity, Quantity),
    /// A window.
    Window(Window),
}

/// A clause with its rule resolved.
#[derive(Debug, Clone)]
pub struct Clause {
    /// As written: citation, words, class.
    pub written: syntax::Clause,
    /// The article it belongs to, for headings.
    pub article: Words,
    /// The file it stands in.
    pub file: std::sync::Arc<str>,
    /// The types it applies to, as bits; all ones when unrestricted.
    pub types: u64,
    /// When it applies.
    pub applies_if: Option<Test>,
    /// What decides it.
    pub rule: Option<Test>,
    /// The duty.
    pub duty: Option<Duty>,
    /// The bar.
    pub bar: Option<Test>,
    /// Register entries that its tests depend on, in ascending order.
    pub registers: Vec<u16>,
    /// Whether it is a clause of another document that the pack takes in.
    pub taken_in: bool,
    /// Whether the notice of a call adds it to those of the document, or may.
    pub added: bool,
}

/// A resolved duty.
#[derive(Debug, Clone)]
pub struct Duty {
    /// What triggers it.
    pub rows: Rows,
    /// The years for which it is owed: the field that holds the year of a row, the first and the last year.
    pub years: Option<(u16, Quantity, Quantity)>,
    /// When it is due.
    pub due: Option<Quantity>,
    /// When it was done.
    pub done_on: Path,
    /// Its form.
    pub form: Option<Box<Test>>,
}

impl Test {
    /// Adds the clauses that the test refers to, limb by limb.
    pub fn referred(&self, found: &mut Vec<u16>) {
        match &self.what {
            TestKind::Refer(clause) => found.push(*clause),
            TestKind::All(limbs)
            | TestKind::Any(limbs)
            | TestKind::AtLeastKOf(_, limbs)
            | TestKind::Readings(_, limbs) => {
                for limb in limbs {
                    limb.referred(found);
                }
            }
            TestKind::Rare(rare) => {
                found.extend(rare.clause());
                rare.limbs().iter().for_each(|limb| limb.referred(found));
            }
            TestKind::Not(limb) | TestKind::EveryPeriod(_, limb) => limb.referred(found),
            TestKind::Some(rows) | TestKind::No(rows) | TestKind::Document(rows) => {
                rows.referred(found);
            }
            TestKind::Each(rows, test) => {
                rows.referred(found);
                test.referred(found);
            }
            TestKind::OneOf { .. }
            | TestKind::Is(_)
            | TestKind::Given(_)
            | TestKind::Absent(_)
            | TestKind::Compare(..)
            | TestKind::Within(..)
            | TestKind::Overlap(_)
            | TestKind::Covered { .. }
            | TestKind::InList { .. }
            | TestKind::OwnedBy { .. }
            | TestKind::Same(..)
            | TestKind::Named(..)
            | TestKind::Judge(_) => {}
        }
    }
}

impl Rows {
    fn referred(&self, found: &mut Vec<u16>) {
        if let Some(filter) = &self.filter {
            filter.referred(found);
        }
    }
}
