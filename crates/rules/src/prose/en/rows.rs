//! Rows under conditions, and what is said of some, none or each of them, in English.

use super::{
    En, and_list, article,
    test::{all_full, full},
};
use crate::{
    model::{Duty, Path, Rows, Test, TestKind},
    prose::{
        limbs::Join,
        passage::{Form, Said, group},
    },
};

/// What rows must satisfy.
enum Conditions {
    /// None.
    Free,
    /// One that fits behind the noun: "whose kind is …", "that works full-time …".
    Plain {
        /// Behind a singular noun.
        one: String,
        /// Behind a plural noun, where it can stand there.
        many: Option<String>,
        /// With its subject.
        full: String,
    },
    /// A list, with the words that point at it.
    List(&'static str, Said),
}

impl En<'_> {
    /// Rows as a plural noun. Conditions that do not fit behind it are kept for the end of the sentence.
    pub(super) fn rows(&mut self, rows: &Rows) -> String {
        let (name, plural) = (self.at.record_name(rows.record), self.at.plural(rows.record));
        let counts = match self.conditions(rows) {
            Conditions::Free => return plural,
            Conditions::Plain { many: Some(many), .. } => return format!("{plural} {many}"),
            Conditions::Plain { full, .. } => Said::plain(format!("if {full}")),
            Conditions::List(lead, said) => Said { text: format!("if {lead}"), ..said },
        };
        let text = format!("{} {name} counts {}", article(name), counts.text);
        let which = self.several.then(|| group(self.groups.len(), self.at.lang));
        self.groups.push(Said { text, ..counts });
        match which {
            Some(which) => format!("{plural} that count under {which}"),
            None => format!("{plural} that count"),
        }
    }

    fn conditions(&mut self, rows: &Rows) -> Conditions {
        let Some(filter) = &rows.filter else { return Conditions::Free };
        self.within(rows.record, |en| en.condition(filter))
    }

    fn condition(&mut self, filter: &Test) -> Conditions {
        let said = if let TestKind::All(limbs) = &filter.what {
            self.list(limbs, Join::All)
        } else if let TestKind::Any(limbs) = &filter.what {
            self.list(limbs, Join::Any)
        } else {
            self.test(filter)
        };
        if said.is_plain() {
            let full = full(&said);
            let whose = self.whose(filter, &said.text);
            return match (said.verb, whose) {
                (true, _) => {
                    Conditions::Plain { one: format!("that {}", said.text), many: None, full }
                }
                (false, Some(whose)) => {
                    Conditions::Plain { one: whose.clone(), many: Some(whose), full }
                }
                (false, None) => {
                    let one = format!("for which {full}");
                    Conditions::Plain { one: one.clone(), many: Some(one), full }
                }
            };
        }
        if matches!(filter.what, TestKind::All(_)) {
            Conditions::List("all of the following hold", said)
        } else if matches!(filter.what, TestKind::Any(_)) {
            Conditions::List("at least one of the following holds", said)
        } else {
            Conditions::List("the following holds", Said::list("", all_full(vec![said])))
        }
    }

    /// "the kind is …" as "whose kind is …".
    fn whose(&self, filter: &Test, text: &str) -> Option<String> {
        let (TestKind::OneOf { fact, .. }
        | TestKind::Given(fact)
        | TestKind::Absent(fact)
        | TestKind::OwnedBy { owner: fact, .. }
        | TestKind::InList { fact, .. }) = &filter.what
        else {
            return None;
        };
        let own = fact.steps.len() == 1 && self.scope.last() == Some(&fact.root);
        let rest = text.strip_prefix("the ").filter(|_| own)?;
        Some(format!("whose {rest}"))
    }

    /// Limbs in a list, however short.
    fn list(&mut self, limbs: &[Test], join: Join) -> Said {
        let said = self.joined(limbs, join);
        if said.limbs.is_empty() && said.form == Form::Joined {
            let limbs = limbs.iter().map(|limb| self.test(limb)).collect();
            return Said::list("", all_full(limbs));
        }
        said
    }

    /// By which keys rows are told apart.
    pub(super) fn distinct(&mut self, record: u16, keys: &[Path]) -> String {
        if keys.is_empty() {
            return String::new();
        }
        let plural = self.at.plural(record);
        let names: Vec<String> =
            self.within(record, |en| keys.iter().map(|key| en.path(key)).collect());
        let names: Vec<&str> =
            names.iter().map(|name| name.strip_prefix("the ").unwrap_or(name)).collect();
        format!(" ({plural} with the same {} being one)", and_list(&names))
    }

    pub(super) fn some(&mut self, rows: &Rows) -> Said {
        let name = self.at.record_name(rows.record);
        match self.conditions(rows) {
            Conditions::Free => Said::plain(format!("there is at least one {name}")),
            Conditions::Plain { one, .. } => {
                Said::plain(format!("there is at least one {name} {one}"))
            }
            Conditions::List(lead, said) => {
                Said { text: format!("there is at least one {name} for which {lead}"), ..said }
            }
        }
    }

    pub(super) fn no(&mut self, rows: &Rows) -> Said {
        let name = self.at.record_name(rows.record);
        match self.conditions(rows) {
            Conditions::Free => Said::plain(format!("there is no {name}")),
            Conditions::Plain { one, .. } => Said::plain(format!("there is no {name} {one}")),
            Conditions::List(lead, said) => {
                Said { text: format!("there is no {name} for which {lead}"), ..said }
            }
        }
    }

    pub(super) fn each(&mut self, rows: &Rows, test: &Test) -> Said {
        let name = self.at.record_name(rows.record);
        let required = self.within(rows.record, |en| en.test(test));
        let free = rows.filter.is_none();
        if free && required.verb && required.limbs.is_empty() {
            return required.led(&format!("every {name} "));
        }
        let required = Said { text: full(&required), ..required };
        match self.conditions(rows) {
            Conditions::Free => required.led(&format!("for every {name}, ")),
            Conditions::Plain { one, .. } => required.led(&format!("for every {name} {one}, ")),
            Conditions::List(lead, said) => {
                let [asked, wanted] = [0, 1].map(|at| group(at, self.at.lang));
                let text = format!("every {name} of {asked} satisfies {wanted}");
                let said =
                    Said { text: format!("{} {name} for which {lead}", article(name)), ..said };
                Said { form: Form::Groups, ..Said::list(text, vec![said, required]) }
            }
        }
    }

    pub(super) fn duty(&mut self, duty: &Duty) -> Said {
        let record = duty.rows.record;
        let said = self.phrase(|en| {
            let which = en.rows(&duty.rows);
            en.within(record, |en| {
                let done = en.path(&duty.done_on);
                let due = match &duty.due {
                    Some(due) => format!("it is to be done on or before {}", en.quantity(due)),
                    None => "it is to be done, no term being set".to_owned(),
                };
                match &duty.years {
                    Some((field, from, to)) => {
                        let year = en.at.field_name(record, *field);
                        let (from, to) = (en.quantity(from), en.quantity(to));
                        format!(
                            "for each year from {from} to {to}, by {year}, {which} are owed and a year \
                             without any is missing; {due}, as shown by {done}"
                        )
                    }
                    None => format!("for each of the {which}, {due}, as shown by {done}"),
                }
            })
        });
        let Some(form) = &duty.form else { return said };
        let form = self.within(record, |en| {
            let form = en.test(form);
            Said { text: full(&form), verb: false, ..form }
        });
        if said.limbs.is_empty() {
            return form.led(&format!("{}, and ", said.text));
        }
        Said::list("both of the following hold", vec![said, form])
    }
}
