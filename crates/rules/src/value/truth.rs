//! Three truth values; the unknown one carries why.

use std::{fmt, ops::BitOr};

use serde::{Serialize, Serializer, ser::SerializeSeq as _};

/// Why something is unknown: a set, because several things may be missing at once.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Reasons(u8);

impl Reasons {
    /// No reason.
    pub const NONE: Self = Self(0);
    /// A fact has not been stated, is contested, or lacks the evidence this desk asks for.
    pub const MISSING_FACT: Self = Self(1);
    /// A value from outside has not been entered.
    pub const MISSING_PARAMETER: Self = Self(2);
    /// A person has not judged yet.
    pub const JUDGEMENT_PENDING: Self = Self(4);
    /// The admissible readings of the text disagree.
    pub const READING_DEPENDENT: Self = Self(8);
    /// A ratio whose base is zero or negative.
    pub const UNDEFINED_RATIO: Self = Self(16);
    /// A number on the way is too large to be computed exactly.
    pub const NUMBER_TOO_LARGE: Self = Self(32);

    /// Another document that the text takes in is not loaded.
    pub const MISSING_PACK: Self = Self(64);

    const NAMES: [(Self, &'static str); 7] = [
        (Self::MISSING_FACT, "missing_fact"),
        (Self::MISSING_PARAMETER, "missing_parameter"),
        (Self::JUDGEMENT_PENDING, "judgement_pending"),
        (Self::READING_DEPENDENT, "reading_dependent"),
        (Self::UNDEFINED_RATIO, "undefined_ratio"),
        (Self::NUMBER_TOO_LARGE, "number_too_large"),
        (Self::MISSING_PACK, "missing_pack"),
    ];

    /// Whether every reason of `other` is in the set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The reasons of both sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set without the reasons of `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a fact, a parameter or a whole document is missing: such a result is undetermined, not a matter of judgement.
    pub const fn something_missing(self) -> bool {
        let missing = Self::MISSING_FACT.0 | Self::MISSING_PARAMETER.0 | Self::MISSING_PACK.0;
        self.0 & missing != 0
    }

    /// The names of the reasons, in a fixed order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(one, _)| self.has(*one)).map(|(_, name)| name)
    }
}

impl BitOr for Reasons {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl fmt::Debug for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Reasons {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for name in self.names() {
            list.serialize_element(name)?;
        }
        list.end()
    }
}

/// True, false, or unknown for a non-empty set of reasons.
///
/// Conjunction and disjunction are Kleene's strong ones: one false limb decides a conjunction and one true
/// limb a disjunction, whatever the others are (Kleene 1952, §64).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be said, and why.
    Unknown(Reasons),
}

impl Truth {
    /// A missing fact.
    pub const MISSING: Self = Self::Unknown(Reasons::MISSING_FACT);

    /// From a known yes or no.
    pub const fn known(yes: bool) -> Self {
        if yes { Self::True } else { Self::False }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, x) | (x, Self::True) => x,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(a | b),
        }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, x) | (x, Self::False) => x,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(a | b),
        }
    }

    /// The contrary.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown(why) => Self::Unknown(why),
        }
    }

    /// Why it is unknown; empty when it is known.
    pub fn reasons(self) -> Reasons {
        match self {
            Self::True | Self::False => Reasons::NONE,
            Self::Unknown(why) => why,
        }
    }

    /// Whether it is known.
    pub fn is_known(self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}
