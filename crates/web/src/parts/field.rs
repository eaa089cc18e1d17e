//! Fields of forms, one shape for every kind of fact in the vocabulary and for the desks' own forms.

use super::{Cite, Level};

/// A question of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in the form; also the anchor for errors.
    pub name: String,
    /// The question.
    pub label: String,
    /// What to enter, where to find it.
    pub help: Option<String>,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// The clauses that look at the answer.
    pub uses: Vec<Cite>,
    /// How well the answer is supported.
    pub level: Option<Level>,
    /// An answer is not demanded here.
    pub optional: bool,
    /// "None" is an answer.
    pub none: Option<NoneBox>,
    /// How it is answered.
    pub input: Input,
}

impl Field {
    /// A question without anything around it.
    pub fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            help: None,
            error: None,
            uses: Vec::new(),
            level: None,
            optional: false,
            none: None,
            input,
        }
    }

    /// With help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With an error.
    #[must_use]
    pub fn wrong(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// With a clause that looks at it.
    #[must_use]
    pub fn used_by(mut self, cite: Cite) -> Self {
        self.uses.push(cite);
        self
    }

    /// With a level of evidence.
    #[must_use]
    pub fn at(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Under another name in the form.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Without demanding an answer.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The words of the elements that describe the input, for `aria-describedby`.
    pub fn described(&self) -> String {
        let mut ids = Vec::new();
        if self.help.is_some() {
            ids.push(format!("{}-help", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }

    /// Nothing was answered and nothing is wrong.
    pub fn is_blank(&self) -> bool {
        self.error.is_none()
            && self.none.as_ref().is_none_or(|none| !none.chosen)
            && self.input.is_blank()
    }

    /// The question is answered by several inputs that need a common legend.
    pub fn is_group(&self) -> bool {
        matches!(self.input, Input::Flag { .. } | Input::Radios { .. } | Input::Codes { .. })
    }
}

/// "None" as an answer: no end of term, never registered.
#[derive(Debug, Clone)]
pub struct NoneBox {
    /// Its words.
    pub label: String,
    /// It was chosen.
    pub chosen: bool,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Yes, no, or not known yet.
    Flag {
        /// The answer so far.
        value: Option<bool>,
    },
    /// A civil date.
    Date {
        /// The answer so far.
        value: String,
    },
    /// A calendar year.
    Year {
        /// The answer so far.
        value: String,
    },
    /// A whole number.
    Number {
        /// The answer so far.
        value: String,
        /// The measure word.
        unit: String,
    },
    /// Money in renminbi.
    Money {
        /// The answer so far, in the chosen unit.
        value: String,
        /// The unit it is typed in.
        unit: MoneyUnit,
        /// The amount in yuan and fen, to be compared with the paper.
        shown: Option<String>,
    },
    /// An area.
    Area {
        /// The answer so far, in the chosen unit.
        value: String,
        /// It is typed in mu.
        mu: bool,
        /// The area in square metres.
        shown: Option<String>,
    },
    /// A ratio, typed in percent.
    Ratio {
        /// The answer so far.
        value: String,
    },
    /// One line of text.
    Text {
        /// The answer so far.
        value: String,
    },
    /// Several lines of text.
    Long {
        /// The answer so far.
        value: String,
        /// How many characters are allowed; none is cut off.
        limit: Option<usize>,
    },
    /// One of a long list of codes, or of the rows of another list.
    Select {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// One of a few.
    Radios {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// Any number of them.
    Codes {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// A secret.
    Password,
    /// A password that is chosen now.
    NewPassword,
    /// A code of an authenticator; never filled in.
    Code,
    /// A file.
    File {
        /// What kinds, as the browser wants them named.
        accept: String,
    },
}

impl Input {
    /// Nothing was entered or chosen.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Flag { value } => value.is_none(),
            Self::Date { value }
            | Self::Year { value }
            | Self::Number { value, .. }
            | Self::Money { value, .. }
            | Self::Area { value, .. }
            | Self::Ratio { value }
            | Self::Text { value }
            | Self::Long { value, .. } => value.is_empty(),
            Self::Select { choices } | Self::Radios { choices } | Self::Codes { choices } => {
                chosen(choices).next().is_none()
            }
            Self::Password | Self::NewPassword | Self::Code | Self::File { .. } => true,
        }
    }

    /// So many may be chosen that they are folded, with a search among them.
    pub fn is_long(&self) -> bool {
        matches!(self, Self::Codes { choices } if choices.len() > SEEN_AT_ONCE)
    }

    /// The words of what is chosen in a list of codes, in its order.
    pub fn chosen_words(&self) -> Vec<&str> {
        let Self::Codes { choices } = self else { return Vec::new() };
        chosen(choices).map(|choice| choice.label.as_str()).collect()
    }
}

/// More choices than these are not taken in at a glance: the longest list of eight rows of three.
const SEEN_AT_ONCE: usize = 24;

fn chosen(choices: &[Choice]) -> impl Iterator<Item = &Choice> {
    choices.iter().filter(|choice| choice.chosen)
}

/// The unit in which money is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyUnit {
    /// Yuan.
    Yuan,
    /// Ten thousand yuan.
    Wan,
}

impl MoneyUnit {
    /// Whether it is ten thousand yuan.
    pub fn is_wan(self) -> bool {
        self == Self::Wan
    }
}

/// Something that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its value in the form.
    pub value: String,
    /// Its words.
    pub label: String,
    /// More words below.
    pub hint: Option<String>,
    /// It is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, chosen }
    }

    /// With more words below.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A line of the error summary: what is wrong and where.
#[derive(Debug, Clone)]
pub struct ErrorLine {
    /// The field.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl ErrorLine {
    /// The lines for the fields that have errors.
    pub fn of(fields: &[Field]) -> Vec<Self> {
        fields
            .iter()
            .filter_map(|field| {
                let text = field.error.clone()?;
                Some(Self { field: field.name.clone(), text })
            })
            .collect()
    }
}
