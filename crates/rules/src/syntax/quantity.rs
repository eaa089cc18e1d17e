//! Quantities: whatever can be compared — counts, sums of money, areas, ratios, dates, years.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{Depending, HeldThrough, Literal, Readings, Scaled, ScoreOf, Test};
use crate::{value::Num, yaml::Located};

/// A quantity as written: a constant, a path to a fact, or a node.
///
/// A bare number or a text that reads as a [`Literal`] is a constant; any other text is a path
/// (`host.registered_on`, `cooperation.partner.country`) or one of the [`Day`]s that have a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// A constant.
    Literal(Literal),
    /// A path to one fact.
    Fact(String),
    /// A computed quantity.
    Node(Box<QuantityNode>),
}

/// A day that has a word of its own, which stands where a path could stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day on which the conditions are looked at.
    ReferenceDate,
    /// The last day of the period of the enclosing `every_period`.
    PeriodEnd,
}

impl Day {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::ReferenceDate, Self::PeriodEnd];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::ReferenceDate => "reference_date",
            Self::PeriodEnd => "period_end",
        }
    }
}

/// The computed quantities. The set is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuantityNode {
    /// How many rows of a list pass a filter.
    Count(Count),
    /// The sum of a value over the rows that pass.
    Sum(Sum),
    /// The smallest value over the rows that pass.
    Lowest(Extreme),
    /// The largest value over the rows that pass.
    Highest(Extreme),
    /// The value of the one row with a given key, such as the accounts of a year.
    Lookup(Lookup),
    /// A parameter that comes from outside the application.
    Param(Param),
    /// One quantity divided by another; zero or negative below the line is `undefined_ratio`.
    Ratio(Ratio),
    /// (to − from) ÷ from; a base of zero or below is `undefined_ratio`.
    Growth(Growth),
    /// The sum of quantities of one kind.
    Total(Vec<Located<Quantity>>),
    /// The first less the second.
    Difference(Box<(Located<Quantity>, Located<Quantity>)>),
    /// A value read from a banded parameter table.
    Band(Band),
    /// A date moved by years, months or days, clamped to the end of the month.
    Shift(Shift),
    /// The last day of a period counted by the calendar of working days (Civil Code arts 201–203).
    Deadline(Deadline),
    /// The calendar year that lies so many years before the year of the reference date; 1 is 上一年度.
    YearBefore(i64),
    /// The calendar year of a date.
    YearOf(Box<Located<Quantity>>),
    /// 31 December of a year.
    YearEnd(Box<Located<Quantity>>),
    /// The longest run of consecutive years whose rows pass a filter.
    LongestRun(LongestRun),
    /// One quantity times a number or a ratio.
    Scaled(Scaled),
    /// The least of several quantities of one kind.
    LeastOf(Vec<Located<Quantity>>),
    /// The greatest of several quantities of one kind.
    GreatestOf(Vec<Located<Quantity>>),
    /// One quantity where a test is yes, another where it is no.
    Depending(Depending),
    /// The points that people gave in answer to a slot.
    Points(Located<String>),
    /// A score of the pack, or a section of it.
    Score(ScoreOf),
    /// The share held directly and through others.
    HeldThrough(HeldThrough),
    /// The same quantity under several readings of the text.
    Readings(Readings<Located<Quantity>>),
}

/// The rows of one list that pass a filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Select {
    /// The list, by its plural name.
    pub of: Located<String>,
    /// Which rows; all when absent.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
}

/// `count`: rows that pass, each key once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The list, by its plural name.
    pub of: Located<String>,
    /// Which rows; all when absent.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// Paths that make up the key; rows with equal keys count once. Rows themselves when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distinct: Vec<Located<String>>,
}

/// `sum`: a value over the rows that pass, each key once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The list, by its plural name.
    pub of: Located<String>,
    /// Which rows; all when absent.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// What is added up.
    pub value: Box<Located<Quantity>>,
    /// Paths that make up the key; rows with equal keys are one. Rows themselves when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distinct: Vec<Located<String>>,
}

/// `lowest`, `highest`: a value over the rows that pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extreme {
    /// The list, by its plural name.
    pub of: Located<String>,
    /// Which rows; all when absent.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// What is compared.
    pub value: Box<Located<Quantity>>,
}

/// `lookup`: one row by its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The list, by its plural name.
    #[serde(rename = "in")]
    pub list: Located<String>,
    /// The field of the list's rows that holds the key, by its bare name.
    pub key: Located<String>,
    /// The key that is looked for.
    pub equals: Box<Located<Quantity>>,
    /// The field whose value is wanted, by its bare name.
    pub value: Located<String>,
}

/// `param`: a value from outside, by name and, for yearly series, by year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// Its name, as declared by the pack or under packs/parameters.
    pub name: Located<String>,
    /// The year, for a yearly series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<Box<Located<Quantity>>>,
}

/// `ratio`: `of` divided by `to`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// Above the line.
    pub of: Box<Located<Quantity>>,
    /// Below the line.
    pub to: Box<Located<Quantity>>,
}

/// `growth`: from one value to a later one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// The earlier value.
    pub from: Box<Located<Quantity>>,
    /// The later value.
    pub to: Box<Located<Quantity>>,
}

/// `band`: the value of the band into which a quantity falls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The banded parameter.
    pub table: Located<String>,
    /// The quantity that chooses the band.
    pub by: Box<Located<Quantity>>,
}

/// `shift`: a date moved forward, or backward with negative numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The date that is moved.
    pub date: Box<Located<Quantity>>,
    /// Years; 29 February becomes 28 February.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<Box<Located<Quantity>>>,
    /// Months; clamped to the end of the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<Box<Located<Quantity>>>,
    /// Days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Box<Located<Quantity>>>,
}

/// `deadline`: the last day of a period that starts the day after `from`, or with `back` the last day that leaves so
/// long until `from`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "three switches that have nothing to do with each other"
)]
pub struct Deadline {
    /// The day of the event; it is not counted unless `count_first_day`.
    pub from: Box<Located<Quantity>>,
    /// So many working days by the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<Box<Located<Quantity>>>,
    /// So many months, to the corresponding day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<Box<Located<Quantity>>>,
    /// So many years, to the corresponding day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<Box<Located<Quantity>>>,
    /// So many calendar days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Box<Located<Quantity>>>,
    /// It is counted back: what has to be done so long before `from`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// A last day that is a rest day moves to the next working day; counted back, to the working day before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub roll: bool,
    /// The first day counts as day one; used by alternative readings of working-day periods.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub count_first_day: bool,
    /// The calendar, a parameter of kind calendar.
    pub calendar: Located<String>,
}

/// `longest_run`: consecutive years whose rows pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LongestRun {
    /// The list, by its plural name.
    pub of: Located<String>,
    /// Which rows continue the run.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// The field that holds the year of a row, by its bare name.
    pub year: Located<String>,
    /// Whether a year without any row is passed over; otherwise it breaks the run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skip_empty_years: bool,
}

struct QuantityVisitor;

impl<'de> Visitor<'de> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a constant with its unit, a path to a fact, or a quantity node")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Quantity, E> {
        Ok(Quantity::Literal(Literal::Number(Num::whole(value), super::Unit::One)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Quantity, E> {
        i64::try_from(value).map_err(E::custom).and_then(|n| self.visit_i64(n))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        Ok(Literal::read(text).map_or_else(|| Quantity::Fact(text.to_owned()), Quantity::Literal))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Quantity, A::Error> {
        QuantityNode::deserialize(MapAccessDeserializer::new(map))
            .map(|node| Quantity::Node(Box::new(node)))
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A quantity: a whole number, a constant with its unit, a path to a fact, a day with a word, or a node.",
            "anyOf": [
                {"type": "integer"},
                {"type": "string", "minLength": 1},
                generator.subschema_for::<QuantityNode>(),
            ],
        })
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(Literal::Number(n, super::Unit::One)) if n.as_whole().is_some() => {
                n.as_whole().unwrap_or_default().serialize(serializer)
            }
            Self::Literal(literal) => serializer.collect_str(literal),
            Self::Fact(path) => path.serialize(serializer),
            Self::Node(node) => node.serialize(serializer),
        }
    }
}
