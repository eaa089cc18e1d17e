//! Constants with their units, as a lawyer writes them.

use std::fmt;

use jiff::civil::Date;

use crate::value::Num;

/// The unit in which a literal was written. Values are kept in the base unit (fen, square metres, plain
/// ratio); the unit only decides how the number is printed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A bare whole number.
    One,
    /// Renminbi yuan; the base is the fen, 1/100 yuan.
    Yuan,
    /// Square metres.
    SquareMetre,
    /// Mu: 2000/3 square metres exactly.
    Mu,
    /// Hundredths.
    Percent,
    /// So many to one.
    ToOne,
}

impl Unit {
    /// The units that stand after a number; a number without one is [`Unit::One`].
    pub const WRITTEN: [Self; 5] =
        [Self::Yuan, Self::SquareMetre, Self::Mu, Self::Percent, Self::ToOne];

    /// How many base units one of this unit is.
    pub fn in_base(self) -> Num {
        match self {
            Self::One | Self::SquareMetre | Self::ToOne => Num::whole(1),
            Self::Yuan => Num::whole(100),
            Self::Mu => Num::ratio(2000, 3),
            Self::Percent => Num::ratio(1, 100),
        }
    }

    /// What stands after the number, with the space before it where there is one.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Yuan => " yuan",
            Self::SquareMetre => " m2",
            Self::Mu => " mu",
            Self::Percent => "%",
            Self::ToOne => ":1",
        }
    }
}

/// A constant in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A number with its unit; the number is in the written unit, not in the base unit.
    Number(Num, Unit),
    /// A civil date.
    Date(Date),
}

impl Literal {
    /// Reads `5`, `20%`, `4.6%`, `3:1`, `50000 m2`, `75 mu`, `100000000 yuan` or `2026-05-15`.
    ///
    /// Commas and underscores between digits are allowed. Anything else gives `None`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = text.parse::<Date>() {
            return Some(Self::Date(date));
        }
        let (number, unit) = Unit::WRITTEN
            .into_iter()
            .find_map(|unit| text.strip_suffix(unit.suffix()).map(|rest| (rest.trim(), unit)))
            .unwrap_or((text, Unit::One));
        Num::read(number).map(|n| Self::Number(n, unit))
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n, unit) => write!(f, "{n}{}", unit.suffix()),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}
