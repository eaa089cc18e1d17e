//! The Chinese grammar, in the register of Chinese regulations: 不少于, 超过, 不超过, 不满; 近几年内; 最近几个完整
//! 年度中的每一年; 按合作方去重.
//!
//! Conditions on rows stand before the noun when there is one of them, and in a list at the end of the
//! sentence when there are more.

mod chain;
mod points;
mod quantity;
mod rare;
mod rows;
mod test;
mod time;

pub(super) use test::op_word;

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
    Zh::new(writer).test(test).finish(writer.lang)
}

/// A test that is asked of the rows of a record.
pub(super) fn row_passage(writer: Writer<'_>, record: u16, test: &Test) -> Passage {
    let mut zh = Zh::new(writer);
    zh.within(record, |zh| zh.test(test)).finish(writer.lang)
}

/// A quantity with the conditions of its rows.
pub(super) fn quantity(writer: Writer<'_>, quantity: &Quantity) -> Passage {
    Zh::new(writer).phrase(|zh| zh.quantity(quantity)).finish(writer.lang)
}

/// A path from a row at hand.
pub(super) fn row_path(writer: Writer<'_>, record: u16, path: &Path) -> String {
    Zh::new(writer).within(record, |zh| zh.path(path))
}

/// A quantity of a row at hand.
pub(super) fn row_quantity(writer: Writer<'_>, record: u16, quantity: &Quantity) -> String {
    Zh::new(writer).within(record, |zh| zh.quantity(quantity))
}

/// A duty.
pub(super) fn duty(writer: Writer<'_>, duty: &Duty) -> Passage {
    Zh::new(writer).duty(duty).finish(writer.lang)
}

/// How binding a clause is.
pub(super) fn binding(modality: Modality, waiver: Option<&str>) -> Option<String> {
    let soft = match modality {
        Modality::Hard => None,
        Modality::InPrinciple => Some("本条是原则性要求"),
        Modality::Generally => Some("本条一般应达到"),
        Modality::Preferred => Some("本条只作同等条件下优先的依据，不作为取得资格的条件"),
        Modality::Encouraged => Some("本条属于鼓励，不作为取得资格的条件"),
    };
    let question = if modality == Modality::Generally { "是否继续" } else { "是否豁免" };
    let waiver = waiver.map(|actor| format!("未达到的，由{actor}附理由决定{question}"));
    let parts: Vec<String> = soft.map(str::to_owned).into_iter().chain(waiver).collect();
    let stop = if modality.leaves_room() || !parts.is_empty() { "。" } else { "" };
    (!parts.is_empty()).then(|| format!("{}{stop}", parts.join("；")))
}

/// The state of a text in the making.
#[derive(Debug)]
struct Zh<'p> {
    at: Writer<'p>,
    /// Records whose rows are in scope, the innermost last.
    scope: Vec<u16>,
    /// What the current period is called.
    period: &'p str,
    /// Conditions of rows that the sentence mentions and that follow it as a list.
    groups: Vec<Said>,
    /// Whether the sentence mentions more than one such group.
    several: bool,
}

impl<'p> Zh<'p> {
    fn new(at: Writer<'p>) -> Self {
        let period = at.period.unwrap_or("该期间");
        Self { at, scope: Vec::new(), period, groups: Vec::new(), several: false }
    }

    /// Something said with a row of a record in scope.
    fn within<T>(&mut self, record: u16, say: impl FnOnce(&mut Self) -> T) -> T {
        self.scope.push(record);
        let said = say(self);
        self.scope.pop();
        said
    }

    /// A sentence that may mention rows: their conditions follow as a list. It is written a second time,
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
            Some(only) if !several => Said::list(text, only.limbs),
            Some(last) => {
                groups.push(last);
                Said { form: Form::Groups, ..Said::list(text, groups) }
            }
            None => Said::plain(text),
        }
    }

    /// A path as a noun: the row of the innermost list is not named.
    fn path(&self, path: &Path) -> String {
        let mut parts: Vec<String> = self.owner(path.root).into_iter().collect();
        parts.extend(self.at.way(path).into_iter().map(str::to_owned));
        if parts.is_empty() {
            return format!("该{}", self.at.record_name(path.root));
        }
        parts.join("的")
    }

    /// Whose fact it is; none for the row at hand.
    fn owner(&self, root: u16) -> Option<String> {
        let name = self.at.record_name(root);
        if self.scope.last() == Some(&root) {
            None
        } else if self.at.is_single(root) {
            Some(name.to_owned())
        } else {
            Some(format!("该{name}"))
        }
    }
}

/// Marks a place where the register holds other readings.
const OTHER_READINGS: &str = "（另有读法）";

/// Words in quotation marks; marks inside them become single ones.
fn quoted(words: &str) -> String {
    format!("“{}”", words.replace('“', "‘").replace('”', "’"))
}

/// A、B或C.
pub(super) fn or_list(parts: &[&str]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{}或{last}", others.join("、")),
    }
}

/// A、B和C.
fn and_list(parts: &[String]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}和{last}", others.join("、")),
    }
}
