//! The vocabulary: records and facts that all packs share, one file a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::yaml::Located;

/// A text in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One record: a thing with facts, either one of it (the host) or a list (events).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the key in the file is the noun of the record")]
pub struct Record {
    /// The singular noun that paths start with, for instance `event`.
    pub record: Located<String>,
    /// The plural noun under which rows stand in facts; a record without it exists once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Located<String>>,
    /// Its name on screen; for lists the English is the singular.
    pub name: Words,
    /// The English plural; needed for lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plural: Option<String>,
    /// The Chinese measure word (家, 项, 场, 次, 人); 个 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    /// The verb of getting one more, for advice: 签订 / sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<Words>,
    /// Whether rows come from a register or from the procedure and not from the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// One or two sentences for the person who fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// Field whose value names a row on screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Located<String>>,
    /// Fields that tell one entry of a register from another: rows with the same are one entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<Located<String>>,
    /// Who may know its facts at most, where a fact says nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DataClass>,
    /// The facts of the record, in the order in which they are asked.
    pub fields: Vec<Field>,
    /// Lists of codes that the fields use; their names are shared by the whole vocabulary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeList>,
}

/// Where the rows of a record come from, when it is not the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A register kept by an authority: bases, bans, findings.
    Registry,
    /// The case file: panels, notices, decisions.
    Procedure,
    /// The round: dates and the identity of the case.
    Round,
}

/// One fact of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its key within the record.
    pub id: Located<String>,
    /// What kind of value it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Its name on screen.
    pub name: Words,
    /// What to enter, where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// For a yes-or-no fact: the words when it holds, as they follow a noun (属于国际性活动 / is international).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_true: Option<Words>,
    /// For a date, a number or a text: whether "none" is an answer (no end of term), and its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<Words>,
    /// The applicant cannot change it: registration dates, nationality, the past.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given: bool,
    /// Who may know it at most; that of the record when absent. A fact about a natural person is kept apart, so that
    /// it can be erased, and each pack says for what it needs it (`personal.yaml`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DataClass>,
    /// The text tells who it is: rows of registers are found by it, whichever record it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifies: Option<Identity>,
}

/// Who may know a fact at most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Anybody.
    Public,
    /// Those who work in the procedure.
    Internal,
    /// Those who work on the case: what an organisation stated of itself.
    Confidential,
    /// About a natural person who can be identified.
    Personal,
    /// About a natural person, where a leak easily harms dignity, safety or property.
    SensitivePersonal,
}

impl DataClass {
    /// Whether it is about a natural person.
    pub fn is_personal(self) -> bool {
        matches!(self, Self::Personal | Self::SensitivePersonal)
    }
}

/// Whom a text tells apart from all others.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// An organisation: its registered code.
    Organisation,
    /// The host, by its registered code: rules about the record mean the rows of the host without saying so.
    Host,
    /// A natural person: a digest of the number of an identity document.
    Person,
    /// A group of organisations under one control.
    Group,
}

/// The kinds of value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Yes or no.
    Flag,
    /// A civil date.
    Date,
    /// A calendar year.
    Year,
    /// A whole number of things or persons.
    Number,
    /// Money in renminbi; kept in fen.
    Money,
    /// An area; kept in square metres, may be typed in mu.
    Area,
    /// A ratio; may be typed in percent.
    Ratio,
    /// Free text; only compared for being the same.
    Text,
    /// One code of a list; `$types` are the types of the pack that is read.
    Code(Located<String>),
    /// Any number of codes of a list.
    Codes(Located<String>),
    /// A row of another record, by the record's singular noun.
    Row(Located<String>),
    /// Who owns or did it: a row of one of these records.
    Party(Vec<Located<String>>),
}

/// A controlled list of codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// Its name.
    pub id: Located<String>,
    /// Its codes; a closed list for the exact pass.
    pub codes: Vec<CodeWord>,
}

/// One code with its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeWord {
    /// The code.
    pub id: Located<String>,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Its words inside a name that a template makes, where they are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_names: Option<Words>,
}
