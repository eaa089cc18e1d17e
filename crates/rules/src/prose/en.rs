//! The English grammar: plain words, one idea a limb, and "at least", "more than", "on or before" for the
//! comparisons.
//!
//! Rows that count under several conditions are "the events that count"; what makes one count follows at the
//! end of the sentence.

mod chain;
mod points;
mod quantity;
mod rare;
mod rows;
mod test;
mod time;

pub(super) use test::op_words;

use super::{
    Writer,
    passage::{Form, Passage, Said},
};
use crate::{
    model::{Duty, Path, Quantity, Test},
    syntax::Modality,
};

/// A test at the top of a rule.
pub(super) fn passage(writer: Writer<'_>, test: &Test) -> Passage {
    En::new(writer).test(test).finish(writer.lang)
}

/// A test that is asked of the rows of a record.
pub(super) fn row_passage(writer: Writer<'_>, record: u16, test: &Test) -> Passage {
    let mut en = En::new(writer);
    let said = en.within(record, |en| en.test(test));
    Said { text: test::full(&said), ..said }.finish(writer.lang)
}

/// A quantity with the conditions of its rows.
pub(super) fn quantity(writer: Writer<'_>, quantity: &Quantity) -> Passage {
    En::new(writer).phrase(|en| en.quantity(quantity)).finish(writer.lang)
}

/// A path from a row at hand.
pub(super) fn row_path(writer: Writer<'_>, record: u16, path: &Path) -> String {
    En::new(writer).within(record, |en| en.path(path))
}

/// A quantity of a row at hand.
pub(super) fn row_quantity(writer: Writer<'_>, record: u16, quantity: &Quantity) -> String {
    En::new(writer).within(record, |en| en.quantity(quantity))
}

/// A duty.
pub(super) fn duty(writer: Writer<'_>, duty: &Duty) -> Passage {
    En::new(writer).duty(duty).finish(writer.lang)
}

/// How binding a clause is.
pub(super) fn binding(modality: Modality, waiver: Option<&str>) -> Option<String> {
    let soft = match modality {
        Modality::Hard => None,
        Modality::InPrinciple => Some("This holds in principle"),
        Modality::Generally => Some("This should as a rule be met"),
        Modality::Preferred => Some("This gives priority among equals and is no condition"),
        Modality::Encouraged => Some("This is encouraged and is no condition"),
    };
    let question = if modality == Modality::Generally { "to go on" } else { "to waive it" };
    let waiver = waiver.map(|actor| {
        format!("where it is not met, {actor} decides with reasons whether {question}")
    });
    let parts: Vec<String> = soft.map(str::to_owned).into_iter().chain(waiver).collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
}

/// The state of a text in the making.
#[derive(Debug)]
struct En<'p> {
    at: Writer<'p>,
    /// Records whose rows are in scope, the innermost last.
    scope: Vec<u16>,
    /// What the current period is called.
    period: &'p str,
    /// Conditions of rows that the sentence mentions and that follow it.
    groups: Vec<Said>,
    /// Whether the sentence mentions more than one such group.
    several: bool,
}

impl<'p> En<'p> {
    fn new(at: Writer<'p>) -> Self {
        let period = at.period.unwrap_or("that period");
        Self { at, scope: Vec::new(), period, groups: Vec::new(), several: false }
    }

    /// Something said with a row of a record in scope.
    fn within<T>(&mut self, record: u16, say: impl FnOnce(&mut Self) -> T) -> T {
        self.scope.push(record);
        let said = say(self);
        self.scope.pop();
        said
    }

    /// A sentence that may mention rows: what makes a row count follows it. It is written a second time,
    /// with names for the groups, when there turns out to be more than one.
    fn phrase(&mut self, write: impl Fn(&mut Self) -> String) -> Said {
        let outer = (std::mem::take(&mut self.groups), std::mem::take(&mut self.several));
        let mut text = write(self);
        if self.groups.len() > 1 {
            self.groups.clear();
            self.several = true;
            text = write(self);
        }
        let mut groups = std::mem::replace(&mut self.groups, outer.0);
        let several = std::mem::replace(&mut self.several, outer.1);
        match groups.pop() {
            Some(only) if !several => {
                let plain = only.limbs.is_empty();
                let form = if plain { Form::Joined } else { Form::Single };
                Said { form, ..Said::list(format!("{text}; {}", only.text), only.limbs) }
            }
            Some(last) => {
                groups.push(last);
                Said { form: Form::Groups, ..Said::list(text, groups) }
            }
            None => Said::plain(text),
        }
    }

    /// A path as a noun: the row of the innermost list is not named.
    fn path(&self, path: &Path) -> String {
        let way = self.at.way(path);
        let Some((first, others)) = way.split_first() else {
            return self.row(path.root);
        };
        let head = match self.owner(path.root) {
            Some(owner) => format!("{} {first}", possessive(&owner)),
            None => format!("the {first}"),
        };
        others.iter().fold(head, |head, next| {
            // A name that is a clause of its own cannot own anything: the notice it is about.
            let clause = [" it ", " which "].iter().any(|word| head.contains(word));
            if clause {
                format!("the {next} of {head}")
            } else {
                format!("{} {next}", possessive(&head))
            }
        })
    }

    /// A row that is in scope, or a record that exists once.
    fn row(&self, record: u16) -> String {
        let name = self.at.record_name(record);
        if self.at.is_single(record) || self.scope.last() == Some(&record) {
            format!("the {name}")
        } else {
            format!("that {name}")
        }
    }

    /// Whose fact it is; none for the row at hand.
    fn owner(&self, root: u16) -> Option<String> {
        (self.scope.last() != Some(&root)).then(|| self.row(root))
    }
}

/// Marks a place where the register holds other readings.
const OTHER_READINGS: &str = " (other readings exist)";

/// Words in quotation marks, as the listed values of a coded fact.
fn quoted(words: &str) -> String {
    format!("“{}”", words.replace('“', "‘").replace('”', "’"))
}

fn possessive(noun: &str) -> String {
    if noun.ends_with('s') { format!("{noun}'") } else { format!("{noun}'s") }
}

/// a or an.
fn article(noun: &str) -> &'static str {
    let noun = noun.to_lowercase();
    let sounds_like_you =
        ["uni", "use", "usu", "eu", "one"].iter().any(|head| noun.starts_with(head));
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !sounds_like_you { "an" } else { "a" }
}

/// A, B or C.
pub(super) fn or_list<T: AsRef<str>>(parts: &[T]) -> String {
    enumerated(parts, "or")
}

/// A, B and C.
fn and_list<T: AsRef<str>>(parts: &[T]) -> String {
    enumerated(parts, "and")
}

fn enumerated<T: AsRef<str>>(parts: &[T], last_word: &str) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} {last_word} {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_follow_the_sound() {
        let all =
            ["event", "undertaken project", "unit", "host", "on-site inspection"].map(article);
        assert_eq!(all, ["an", "an", "a", "a", "an"]);
    }

    #[test]
    fn lists_end_in_or() {
        assert_eq!(or_list(&["a", "b", "c"]), "a, b or c");
        assert_eq!(or_list(&["a"]), "a");
    }
}
