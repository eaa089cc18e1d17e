//! The language in which people say what they look for in a list (docs/search.md, ADR 0064).
//!
//! One language for the public directory and for every list behind a desk. `read` makes a tree of what was typed, [`bind()`]
//! lays it beside the fields that a list has, and whoever has the rows looks through them: the directory over its index,
//! other lists over the cells that they show. What is wrong is an answer with a place in what was typed; nothing is
//! skipped, so a query that is not understood never finds everything.

mod bind;
mod day;
mod print;
mod read;
pub(crate) mod spelt;

#[cfg(test)]
mod tests;

use std::ops::Range;

use guohe_rules::syntax::Words;
use jiff::civil::Date;

pub use bind::{Field, Sort, bind};
pub use read::{LONGEST, read};
pub use spelt::text as spelt;

/// Conditions, joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<L> {
    /// Each of them; none is always met.
    All(Vec<Self>),
    /// One of them at least.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// One condition.
    Leaf(L),
}

impl<L> Default for Tree<L> {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl<L> Tree<L> {
    /// Each of the parts, without trees of the same sort within it.
    pub fn all(parts: Vec<Self>) -> Self {
        let flat = |part: Self| match part {
            Self::All(own) => own,
            Self::Any(_) | Self::Not(_) | Self::Leaf(_) => vec![part],
        };
        Self::alone(parts.into_iter().flat_map(flat).collect(), Self::All)
    }

    /// One of the parts at least, without trees of the same sort within it.
    pub fn any(parts: Vec<Self>) -> Self {
        let flat = |part: Self| match part {
            Self::Any(own) => own,
            Self::All(_) | Self::Not(_) | Self::Leaf(_) => vec![part],
        };
        Self::alone(parts.into_iter().flat_map(flat).collect(), Self::Any)
    }

    /// One part is itself.
    fn alone(mut parts: Vec<Self>, joined: fn(Vec<Self>) -> Self) -> Self {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                joined(parts)
            }
        }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// Whether it holds, where each condition is asked for by itself.
    pub fn holds(&self, meets: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(meets)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(meets)),
            Self::Not(part) => !part.holds(meets),
            Self::Leaf(leaf) => meets(leaf),
        }
    }

    /// The same with other conditions.
    ///
    /// # Errors
    /// The first that cannot be made.
    pub fn try_map<'a, M, E>(
        &'a self,
        make: &mut impl FnMut(&'a L) -> Result<M, E>,
    ) -> Result<Tree<M>, E> {
        Ok(match self {
            Self::All(parts) => {
                Tree::All(parts.iter().map(|part| part.try_map(make)).collect::<Result<_, E>>()?)
            }
            Self::Any(parts) => {
                Tree::Any(parts.iter().map(|part| part.try_map(make)).collect::<Result<_, E>>()?)
            }
            Self::Not(part) => Tree::Not(Box::new(part.try_map(make)?)),
            Self::Leaf(leaf) => Tree::Leaf(make(leaf)?),
        })
    }

    /// The same with other conditions, each of which can be made.
    pub fn map<'a, M>(&'a self, mut make: impl FnMut(&'a L) -> M) -> Tree<M> {
        let Ok(made) = self.try_map(&mut |leaf| Ok::<M, std::convert::Infallible>(make(leaf)));
        made
    }
}

/// A condition as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The field it names; any where none was named.
    pub field: Option<String>,
    /// What it says of the field.
    pub says: Says,
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// This text, number or day. Nothing at all (`""`) where the field is to be blank.
    Is(String),
    /// From here to there, both among them; open where an end is missing, which is one of them at most.
    Within(Option<String>, Option<String>),
    /// More, or later.
    Above(String),
    /// Less, or earlier.
    Below(String),
}

/// A condition with the place where it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The condition.
    pub term: Term,
    /// From which character to before which.
    pub at: Range<usize>,
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// From which character of what was typed to before which.
    pub at: Range<usize>,
    /// What is wrong there and what would be right.
    pub what: Box<Words>,
}

impl Wrong {
    fn new(at: Range<usize>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, what: Box::new(crate::refusal::words(zh, en)) }
    }
}

/// A condition over the fields that a list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The field, by its id; whatever is shown where there is none.
    pub field: Option<String>,
    /// How it is looked at.
    pub how: How,
}

/// How a field is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It holds this text, in lower case.
    Holds(String),
    /// It says nothing.
    Blank,
    /// It is a number from here to there, in ten-thousandths, both among them.
    Number(Option<i64>, Option<i64>),
    /// It is a day from here to there, both among them.
    Day(Option<Date>, Option<Date>),
    /// It has one of these codes.
    Codes(Vec<String>),
}

/// What a row says in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Blank,
    /// A text.
    Text(String),
    /// A number, in ten-thousandths.
    Number(i64),
    /// A day.
    Day(Date),
}

impl How {
    /// Whether a value is what is looked for. What has codes is not looked at as a value.
    pub fn meets(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Holds(text), Value::Text(value)) => value.to_lowercase().contains(text),
            (Self::Blank, value) => match value {
                Value::Blank => true,
                Value::Text(text) => text.is_empty(),
                Value::Number(_) | Value::Day(_) => false,
            },
            (Self::Number(from, to), Value::Number(value)) => {
                lies(value, from.as_ref(), to.as_ref())
            }
            (Self::Day(from, to), Value::Day(value)) => lies(value, from.as_ref(), to.as_ref()),
            _ => false,
        }
    }
}

fn lies<T: Ord>(value: &T, from: Option<&T>, to: Option<&T>) -> bool {
    from.is_none_or(|from| from <= value) && to.is_none_or(|to| value <= to)
}

/// The beginning of a text, so many characters at the most.
pub fn beginning(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// A whole number in ten-thousandths.
pub fn whole(number: i64) -> i64 {
    number.saturating_mul(10_000)
}

/// A number in ten-thousandths: digits, with a sign and up to four decimals.
pub fn ten_thousandths(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.chars().all(|sign| sign.is_ascii_digit());
    if whole.is_empty() || part.len() > 4 || !plain(whole) || !plain(part) {
        return None;
    }
    let part: i64 = format!("{part:0<4}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(10_000)?.checked_add(part)?.checked_mul(sign)
}
