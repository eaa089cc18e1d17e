//! Rules in words: every node of a resolved rule written out in Chinese and in English, from the tree itself
//! and the words of the vocabulary.
//!
//! A reader decides the clause from the sentence without seeing how it is stored: each operator, number,
//! window, list and status stands in it, and no key does. The two languages are written by two grammars that
//! share nothing but the tree, because a sentence that is good in one is not a pattern for the other.
//!
//! How to add a node: write it in `zh/` and in `en/`, then run the tests; the one that changes each constant
//! of every pack fails for a node that leaves something unsaid.
//!
//! This module knows no facts except where it says why a row was left out and what is missing, and it knows
//! nothing of pages: a [`Passage`] is plain text in a nested list.

mod amount;
mod because;
mod en;
mod limbs;
mod lookup;
mod missing;
mod notes;
mod passage;
mod repair;
mod zh;

pub(crate) use lookup::foreign;
pub use notes::{OptionNote, ParameterNote, ReadingNote};
pub use passage::{Limb, Passage};

use crate::{
    eval::{Open, trace::SeenRow},
    model::{Clause, Duty, Quantity, Test},
    pack::{Pack, Parameters},
    repair::Repair,
    situation::Situation,
    syntax::{Blocked, Words},
    value::{Cell, Num, Range},
    vocabulary::Kind,
};

/// A value of a kind in words, as it stands in a name.
pub(crate) fn in_name(pack: &Pack, at: &Situation, kind: &Kind, value: Cell, lang: Lang) -> String {
    if let (Cell::Code(code), Kind::Code(list)) = (value, kind)
        && let Some(def) = pack.names.vocabulary.code_def(*list)
        && let Some(words) = def.in_names(code)
    {
        return lang.of(words).to_owned();
    }
    lookup::cell_words(Writer::new(pack, lang), at, kind, value)
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The text in this language.
    pub fn of(self, words: &Words) -> &str {
        match self {
            Self::Zh => &words.zh,
            Self::En => &words.en,
        }
    }
}

/// A clause in words: what belongs to it, each part only where the clause has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    /// The types it is restricted to.
    pub types: Option<String>,
    /// When it applies.
    pub applies: Option<Passage>,
    /// What decides it.
    pub rule: Option<Passage>,
    /// The duty.
    pub duty: Option<Passage>,
    /// How binding it is, where it is not simply binding, and who may waive it.
    pub binding: Option<String>,
    /// The bar it sets to applying.
    pub bar: Option<Passage>,
    /// The readings on which its words depend, with what the rule says under the others.
    pub readings: Vec<ReadingNote>,
    /// The values from outside that it names.
    pub parameters: Vec<ParameterNote>,
}

impl Prose {
    /// All parts in one text.
    pub fn text(&self, lang: Lang) -> String {
        let passages = [&self.applies, &self.rule, &self.duty];
        let mut parts: Vec<String> = self.types.iter().cloned().collect();
        parts.extend(passages.into_iter().flatten().map(|one| one.sentence(lang)));
        parts.extend(self.binding.iter().cloned());
        parts.extend(self.bar.iter().map(|bar| bar.sentence(lang)));
        parts.join(match lang {
            Lang::Zh => "",
            Lang::En => " ",
        })
    }
}

/// What prose is written from: a pack, a language, one reading for every register entry, the values of
/// parameters.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'p> {
    pack: &'p Pack,
    lang: Lang,
    choice: &'p [u16],
    parameters: &'p Parameters,
    /// What the period at hand is called, outside any sentence that names it.
    period: Option<&'p str>,
}

impl<'p> Writer<'p> {
    /// Under the recommended readings, with the values that the pack carries.
    pub fn new(pack: &'p Pack, lang: Lang) -> Self {
        Self { pack, lang, choice: &[], parameters: &pack.parameters, period: None }
    }

    /// The same under other readings: the option taken for each register entry.
    #[must_use]
    pub fn under(self, choice: &'p [u16]) -> Self {
        Self { choice, ..self }
    }

    /// The same with the parameters of a round.
    #[must_use]
    pub fn with(self, parameters: &'p Parameters) -> Self {
        Self { parameters, ..self }
    }

    /// The value of a parameter, or that it has not been entered; of one with a value a year that of a year.
    pub(crate) fn value_of(self, parameter: u16, year: Option<i64>) -> String {
        notes::value_of(self, parameter, year)
    }

    /// The same inside a period of that name.
    fn inside(self, period: Option<&'p str>) -> Self {
        Self { period, ..self }
    }

    /// A test as a sentence or a nested list.
    pub fn passage(self, test: &Test) -> Passage {
        match self.lang {
            Lang::Zh => zh::passage(self, test),
            Lang::En => en::passage(self, test),
        }
    }

    /// A test in one sentence.
    pub fn sentence(self, test: &Test) -> String {
        self.passage(test).sentence(self.lang)
    }

    /// A test that is asked of a row, as it stands in a list of conditions: the row is not named.
    pub fn limb(self, record: u16, test: &Test) -> String {
        let said = match self.lang {
            Lang::Zh => zh::row_passage(self, record, test),
            Lang::En => en::row_passage(self, record, test),
        };
        said.line(self.lang)
    }

    /// A quantity as it stands in a sentence.
    pub fn quantity(self, quantity: &Quantity) -> String {
        match self.lang {
            Lang::Zh => zh::quantity(self, quantity),
            Lang::En => en::quantity(self, quantity),
        }
        .line(self.lang)
    }

    /// What can be said of a quantity, with its unit.
    pub fn range(self, quantity: &Quantity, range: Range) -> String {
        let counter = lookup::counter_of(self, quantity);
        amount::range(range, &quantity.kind, counter.as_ref(), self.lang)
    }

    /// A duty: what triggers it, when it is due, what shows that it was done.
    pub fn duty(self, duty: &Duty) -> Passage {
        match self.lang {
            Lang::Zh => zh::duty(self, duty),
            Lang::En => en::duty(self, duty),
        }
    }

    /// Everything that a clause says by its rule.
    pub fn clause(self, clause: &Clause) -> Prose {
        let test = |test: &Option<Test>| test.as_ref().map(|test| self.passage(test));
        Prose {
            types: self.types(clause),
            applies: clause.applies_if.as_ref().map(|test| self.applies(test)),
            rule: test(&clause.rule),
            duty: clause.duty.as_ref().map(|duty| self.duty(duty)),
            binding: self.binding(clause),
            bar: clause.bar.as_ref().map(|test| self.bar(clause, test)),
            readings: notes::readings(self, clause),
            parameters: notes::parameters(self, clause),
        }
    }

    fn applies(self, test: &Test) -> Passage {
        let passage = self.passage(test);
        match self.lang {
            Lang::Zh => passage.led("适用前提："),
            Lang::En => passage.led("This applies where the following is so: "),
        }
    }

    fn bar(self, clause: &Clause, test: &Test) -> Passage {
        let name = clause.written.bar.as_ref().map_or("", |bar| self.lang.of(&bar.name));
        let keeps = |what| clause.bars(what);
        let what = match (keeps(Blocked::Apply), keeps(Blocked::Certify), self.lang) {
            (true, true, Lang::Zh) => "申报和认定限制",
            (true, true, Lang::En) => "Bar to applying and to certification",
            (false, true, Lang::Zh) => "认定限制，不妨碍申报",
            (false, true, Lang::En) => "Bar to certification; one may apply",
            (_, false, Lang::Zh) => "申报限制",
            (_, false, Lang::En) => "Bar to applying",
        };
        let passage = self.passage(test);
        match self.lang {
            Lang::Zh => passage.led(&format!("{what}（{name}）：")),
            Lang::En => passage.led(&format!("{what} ({name}): ")),
        }
    }

    fn types(self, clause: &Clause) -> Option<String> {
        let named: Vec<&str> = clause
            .written
            .types
            .iter()
            .filter_map(|id| self.pack.type_def(self.pack.type_at(id)?))
            .map(|def| self.lang.of(&def.name))
            .collect();
        (!named.is_empty()).then(|| match self.lang {
            Lang::Zh => format!("仅适用于{}。", named.join("、")),
            Lang::En => format!("This concerns the type {} only.", en::or_list(&named)),
        })
    }

    /// How binding the clause is; nothing is said of one that simply binds.
    fn binding(self, clause: &Clause) -> Option<String> {
        let waiver = clause.written.waiver.as_ref();
        let actor = waiver.and_then(|waiver| self.pack.actor(&waiver.by));
        let actor = actor.map(|actor| self.lang.of(&actor.name));
        match self.lang {
            Lang::Zh => zh::binding(clause.written.modality, actor),
            Lang::En => en::binding(clause.written.modality, actor),
        }
    }
}

/// A test in one sentence, under the recommended readings.
pub fn sentence(pack: &Pack, test: &Test, lang: Lang) -> String {
    Writer::new(pack, lang).sentence(test)
}

/// A clause in words, under the recommended readings.
pub fn clause(pack: &Pack, clause: &Clause, lang: Lang) -> Prose {
    Writer::new(pack, lang).clause(clause)
}

/// A quantity in words.
pub fn quantity(pack: &Pack, quantity: &Quantity, lang: Lang) -> String {
    Writer::new(pack, lang).quantity(quantity)
}

/// A value as an author or an officer wrote it (`50000000 yuan`), in words; what is no literal stays as it is.
pub fn written(text: &str, lang: Lang) -> String {
    amount::written(text, lang)
}

/// A condition on the rows of a record, in the short form used in lists.
pub fn limb(pack: &Pack, record: u16, test: &Test, lang: Lang) -> String {
    Writer::new(pack, lang).limb(record, test)
}

/// Why a row was not counted, or may not be: the limb that kept it out, with the value it met. Empty for a
/// row that counted.
pub fn because(pack: &Pack, at: &Situation, seen: &SeenRow<'_>, lang: Lang) -> String {
    because::because(pack, at, seen, None, lang)
}

/// The same for a row that was looked at inside a period: its first and last day.
pub fn because_in(
    pack: &Pack,
    at: &Situation,
    seen: &SeenRow<'_>,
    period: (i64, i64),
    lang: Lang,
) -> String {
    because::because(pack, at, seen, Some(period), lang)
}

/// What is open: the fact, the parameter, the judgement or the reading that is missing, and whose it is.
pub fn open(pack: &Pack, at: &Situation, open: Open, lang: Lang) -> String {
    missing::open(pack, at, open, lang)
}

/// What can be said of a quantity, with its unit.
pub fn range(pack: &Pack, quantity: &Quantity, range: Range, lang: Lang) -> String {
    Writer::new(pack, lang).range(quantity, range)
}

/// A number in the unit of its kind, exact.
pub fn number(number: Num, kind: &Kind, lang: Lang) -> String {
    amount::number(number, kind, lang)
}

/// What would mend a clause, and from which day.
pub fn repair(pack: &Pack, at: &Situation, repair: &Repair<'_>, lang: Lang) -> String {
    repair::repair(pack, at, repair, lang)
}

/// The name of a row on screen: what its title field holds, and its id.
pub fn row(pack: &Pack, at: &Situation, row: crate::value::RowRef, lang: Lang) -> String {
    lookup::row_name(pack, at, row, lang)
}

/// The value of a fact in words.
pub fn cell(pack: &Pack, at: &Situation, of: crate::facts::CellRef, lang: Lang) -> String {
    lookup::cell(pack, at, of, lang)
}
