//! What an operation says of itself: for the document, for the door, for whoever reads the list of them.

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The shape of a value, given by the one who writes the document.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The shape of a type.
pub(crate) fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    /// Its name in programs.
    pub(crate) id: &'static str,
    /// To what it belongs; what a token has to cover.
    pub(crate) area: Area,
    /// What it does, in Chinese.
    pub(crate) zh: &'static str,
    /// What it does, in English.
    pub(crate) en: &'static str,
    /// What may stand in the query.
    pub(crate) query: &'static [Param],
    /// What is sent with it.
    pub(crate) takes: Takes,
    /// What it answers.
    pub(crate) gives: Gives,
    /// Whether something is recorded: then it comes with a key, and once.
    pub(crate) changes: bool,
    /// Whether it is about a case that forms remember: then the answer has a word for its state, or takes one.
    pub(crate) state: bool,
}

/// What belongs together; a token covers areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Area {
    /// What anybody may read; no token is needed.
    Public,
    /// One's own account.
    Account,
    /// The applications of one's organisation.
    Applications,
    /// One's unit, and who belongs to it.
    Unit,
    /// Cases at the desk.
    Desk,
    /// Cases on whose panels one sits.
    Reviews,
    /// What administrators watch.
    Admin,
}

impl Area {
    /// Those that a token can cover.
    pub(crate) const COVERED: [Self; 6] =
        [Self::Account, Self::Applications, Self::Unit, Self::Desk, Self::Reviews, Self::Admin];

    /// Its word in scopes and in the document.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Account => "account",
            Self::Applications => "applications",
            Self::Unit => "unit",
            Self::Desk => "desk",
            Self::Reviews => "reviews",
            Self::Admin => "admin",
        }
    }

    /// The key of its words on pages.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Public => "api.area.public",
            Self::Account => "api.area.account",
            Self::Applications => "api.area.applications",
            Self::Unit => "api.area.unit",
            Self::Desk => "api.area.desk",
            Self::Reviews => "api.area.reviews",
            Self::Admin => "api.area.admin",
        }
    }

    /// The scope that covers reading or writing in it.
    pub(crate) fn scope(self, writes: bool) -> String {
        format!("{}:{}", self.word(), if writes { "write" } else { "read" })
    }

    /// Whether anything in it can be changed by a token.
    pub(crate) fn is_written(self) -> bool {
        self != Self::Public
    }
}

/// What may stand in the query of an address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it says, in Chinese.
    pub(crate) zh: &'static str,
    /// What it says, in English.
    pub(crate) en: &'static str,
    /// Which values it may have; any text where there are none.
    pub(crate) values: &'static [&'static str],
    /// The greatest number, where it is one; the least is 1.
    pub(crate) most: Option<usize>,
    /// Whether it has to be there.
    pub(crate) needed: bool,
}

impl Param {
    /// A text.
    pub(crate) const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { name, zh, en, values: &[], most: None, needed: false }
    }

    /// One of several words.
    pub(crate) const fn among(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    /// A text that has to be there.
    pub(crate) const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    /// A number from one on.
    pub(crate) const fn count(
        name: &'static str,
        zh: &'static str,
        en: &'static str,
        most: usize,
    ) -> Self {
        Self { name, zh, en, values: &[], most: Some(most), needed: false }
    }
}

/// What is sent with an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// Nothing.
    Nothing,
    /// JSON of a shape.
    Json(SchemaOf),
    /// The bytes of a file.
    Bytes,
}

/// What an operation answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gives {
    /// JSON of a shape.
    Json(SchemaOf),
    /// A page of a list of such.
    List(SchemaOf),
    /// The bytes of a file.
    File,
}

impl Operation {
    /// An operation that gives JSON of a shape and changes nothing.
    pub(crate) const fn gives(
        id: &'static str,
        area: Area,
        (zh, en): (&'static str, &'static str),
        shape: SchemaOf,
    ) -> Self {
        Self {
            id,
            area,
            zh,
            en,
            query: &[],
            takes: Takes::Nothing,
            gives: Gives::Json(shape),
            changes: false,
            state: false,
        }
    }

    /// The same, of which the answer is a page of a list.
    pub(crate) const fn lists(
        id: &'static str,
        area: Area,
        words: (&'static str, &'static str),
        shape: SchemaOf,
    ) -> Self {
        let one = Self::gives(id, area, words, shape);
        Self { gives: Gives::List(shape), query: super::paging::PAGE, ..one }
    }

    /// The same, of which the answer is a file.
    pub(crate) const fn hands_out(
        id: &'static str,
        area: Area,
        words: (&'static str, &'static str),
    ) -> Self {
        let one = Self::gives(id, area, words, schema::<String>);
        Self { gives: Gives::File, ..one }
    }

    /// The same, with something in the query.
    pub(crate) const fn asked(self, query: &'static [Param]) -> Self {
        Self { query, ..self }
    }

    /// The same, with JSON of a shape sent along.
    pub(crate) const fn takes(self, shape: SchemaOf) -> Self {
        Self { takes: Takes::Json(shape), ..self }
    }

    /// The same, with a file sent along.
    pub(crate) const fn takes_bytes(self) -> Self {
        Self { takes: Takes::Bytes, ..self }
    }

    /// The same, but something is recorded.
    pub(crate) const fn changes(self) -> Self {
        Self { changes: true, ..self }
    }

    /// The same, about a case that forms remember.
    pub(crate) const fn with_state(self) -> Self {
        Self { state: true, ..self }
    }
}
