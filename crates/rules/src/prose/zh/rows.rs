//! Rows under conditions, and what is said of some, none or each of them, in Chinese.

use super::Zh;
use crate::{
    model::{Duty, Path, Rows, Test, TestKind},
    prose::{
        limbs::{Join, reads_rows},
        passage::{Form, Said, group},
    },
};

/// A condition that is longer does not stand before the noun.
const LONGEST_MODIFIER: usize = 32;

/// What rows must satisfy.
enum Conditions {
    /// None.
    Free,
    /// One that fits before the noun.
    Plain(String),
    /// One that does not, in words that can follow a colon.
    Long(String),
    /// A list, with the words that point at it.
    List(&'static str, Said),
}

impl Zh<'_> {
    /// Rows as a noun. Conditions that do not fit before it are kept for the end of the sentence.
    pub(super) fn rows(&mut self, rows: &Rows) -> String {
        let name = self.at.record_name(rows.record);
        match self.conditions(rows) {
            Conditions::Free => name.to_owned(),
            Conditions::Plain(text) => format!("{text}的{name}"),
            Conditions::Long(text) => {
                self.group(name, "符合下列条件", Said::list("", vec![Said::plain(text)]))
            }
            Conditions::List(lead, said) => self.group(name, lead, said),
        }
    }

    /// Rows whose conditions follow at the end of the sentence.
    fn group(&mut self, name: &str, lead: &str, said: Said) -> String {
        let which = self.group_name();
        self.groups.push(Said { text: format!("{name}须{lead}"), ..said });
        match which {
            Some(which) => format!("{which}{name}"),
            None => format!("{}的{name}", adnominal(lead)),
        }
    }

    /// The name of the next group of conditions, when the sentence has several.
    fn group_name(&self) -> Option<String> {
        self.several.then(|| group(self.groups.len(), self.at.lang))
    }

    fn conditions(&mut self, rows: &Rows) -> Conditions {
        let Some(filter) = &rows.filter else { return Conditions::Free };
        self.within(rows.record, |zh| zh.condition(filter))
    }

    fn condition(&mut self, filter: &Test) -> Conditions {
        let said = if let TestKind::All(limbs) = &filter.what {
            self.list(limbs, Join::All)
        } else if let TestKind::Any(limbs) = &filter.what {
            self.list(limbs, Join::Any)
        } else {
            self.test(filter)
        };
        let fits = said.text.chars().count() <= LONGEST_MODIFIER && !reads_rows(filter);
        if said.is_plain() && fits {
            return Conditions::Plain(said.text);
        }
        if said.is_plain() {
            return Conditions::Long(said.text);
        }
        if matches!(filter.what, TestKind::All(_)) {
            Conditions::List("同时符合下列各项", said)
        } else if matches!(filter.what, TestKind::Any(_)) {
            Conditions::List("符合下列任一项", said)
        } else {
            Conditions::List("符合下列条件", Said::list("", vec![said]))
        }
    }

    /// Limbs in a list, however short.
    fn list(&mut self, limbs: &[Test], join: Join) -> Said {
        let said = self.joined(limbs, join);
        if said.limbs.is_empty() && said.form == Form::Joined {
            let limbs = limbs.iter().map(|limb| self.test(limb)).collect();
            return Said::list("", limbs);
        }
        said
    }

    /// By which keys rows are told apart.
    pub(super) fn distinct(&mut self, record: u16, keys: &[Path]) -> String {
        if keys.is_empty() {
            return String::new();
        }
        let names: Vec<String> =
            self.within(record, |zh| keys.iter().map(|key| zh.path(key)).collect());
        format!("按{}去重后", super::and_list(&names))
    }

    pub(super) fn some(&mut self, rows: &Rows) -> Said {
        let (counter, name) = (self.at.counter(rows.record), self.at.record_name(rows.record));
        match self.conditions(rows) {
            Conditions::Free => Said::plain(format!("至少有一{counter}{name}")),
            Conditions::Plain(text) => Said::plain(format!("至少有一{counter}{text}的{name}")),
            Conditions::Long(text) => {
                Said::plain(format!("至少有一{counter}{name}符合这一条件：{text}"))
            }
            Conditions::List(lead, said) => {
                Said { text: format!("至少有一{counter}{name}{lead}"), ..said }
            }
        }
    }

    pub(super) fn no(&mut self, rows: &Rows) -> Said {
        let name = self.at.record_name(rows.record);
        match self.conditions(rows) {
            Conditions::Free => Said::plain(format!("没有任何{name}")),
            Conditions::Plain(text) => Said::plain(format!("没有任何{text}的{name}")),
            Conditions::Long(text) => Said::plain(format!("没有任何{name}符合这一条件：{text}")),
            Conditions::List(lead, said) => {
                Said { text: format!("没有任何{name}{lead}"), ..said }
            }
        }
    }

    pub(super) fn each(&mut self, rows: &Rows, test: &Test) -> Said {
        let (record, counter) = (rows.record, self.at.counter(rows.record));
        let name = self.at.record_name(record);
        let required = self.within(record, |zh| zh.test(test));
        let must = must(&required);
        match self.conditions(rows) {
            Conditions::Free => required.led(&format!("每一{counter}{name}，{must}")),
            Conditions::Plain(text) => {
                required.led(&format!("每一{counter}{text}的{name}，{must}"))
            }
            Conditions::Long(text) => {
                required.led(&format!("每一{counter}符合这一条件（{text}）的{name}，{must}"))
            }
            Conditions::List(lead, said) => {
                let [asked, wanted] = [0, 1].map(|at| group(at, self.at.lang));
                let text = format!("凡符合{asked}条件的{name}，均须符合{wanted}条件");
                let said = Said { text: format!("{name}{lead}"), ..said };
                Said { form: Form::Groups, ..Said::list(text, vec![said, required]) }
            }
        }
    }

    pub(super) fn duty(&mut self, duty: &Duty) -> Said {
        let record = duty.rows.record;
        let said = self.phrase(|zh| {
            let which = zh.rows(&duty.rows);
            zh.within(record, |zh| {
                let done = zh.path(&duty.done_on);
                let due = match &duty.due {
                    Some(due) => format!("应当在{}当日或者之前完成", zh.quantity(due)),
                    None => "应当完成（未定期限）".to_owned(),
                };
                let counter = zh.at.counter(record);
                match &duty.years {
                    Some((field, from, to)) => {
                        let year = zh.at.field_name(record, *field);
                        let (from, to) = (zh.quantity(from), zh.quantity(to));
                        format!("自{from}至{to}的每一年度须有{which}（按{year}），没有的视为缺报，{due}，以{done}为准")
                    }
                    None => format!("对每一{counter}{which}，{due}，以{done}为准"),
                }
            })
        });
        let Some(form) = &duty.form else { return said };
        let form = self.within(record, |zh| zh.test(form));
        match (said.limbs.is_empty(), form.is_plain()) {
            (_, true) => Said { text: format!("{}，并且须{}", said.text, form.text), ..said },
            (true, false) => form.led(&format!("{}，并且须", said.text)),
            (false, false) => {
                let rows = Said { text: "适用对象".to_owned(), ..said.clone() };
                let text = format!("{}（对象见甲组），并且须符合乙组条件", said.text);
                Said { form: Form::Groups, ..Said::list(text, vec![rows, form]) }
            }
        }
    }
}

/// The words that ask for something of each.
pub(super) fn must(required: &Said) -> &'static str {
    if required.verb { "均须" } else { "均须满足：" }
}

/// The words that point at a list, before a noun.
fn adnominal(lead: &str) -> &'static str {
    match lead {
        "同时符合下列各项" => "同时符合下列各项条件",
        "符合下列任一项" => "符合下列任一项条件",
        _ => "符合下列条件",
    }
}
