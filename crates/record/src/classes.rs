//! Which values the public edition leaves out: by the class of the field in the vocabulary, whatever is not public;
//! free words of people, judgements, accounts.
//!
//! Every rule here says what may stand there, not what may not: a field without a class is left out.

use guohe_cases::law::Law;
use guohe_rules::{
    syntax::{ActorKind, DataClass},
    vocabulary::{Kind, RecordDef, Vocabulary},
};
use serde_json::Value;

use crate::{
    manifest::{
        ACTS, DECISION, EVIDENCE, FACTS, JUDGEMENTS, OUTSIDE, PEOPLE, ROUND, VALUES, WAIVERS,
    },
    withheld::Leaving,
};

/// Free words, which may name anybody.
const FREE: &str = "free_text";
/// Who somebody is.
const ACCOUNT: &str = "account";
/// Who judged what, and how.
const REVIEW: &str = "review";

/// Leaves out of a part what is not public.
pub(crate) fn leave_out(law: &Law, part: &str, value: &mut Value, leaving: &mut Leaving) {
    let mut way = Way { law, leaving };
    match part {
        DECISION => {
            way.members(part, value, &["title", "reasons"], FREE);
            way.each(part, value.get_mut("overrides"), &["reasons"], FREE);
        }
        PEOPLE => way.each(part, Some(value), &["account", "name"], ACCOUNT),
        ACTS => way.acts(value),
        FACTS => way.facts(value),
        JUDGEMENTS => way.judgements(value),
        WAIVERS => way.waivers(part, Some(value)),
        EVIDENCE => way.each(part, Some(value), &["name", "label"], FREE),
        VALUES => way.values(value),
        ROUND => {
            let rows = value.get_mut("file").and_then(Value::as_array_mut);
            rows.into_iter().flatten().for_each(|row| way.row(part, row));
        }
        OUTSIDE => {
            way.outside(value.get_mut("prepared"), "prepared");
            way.outside(value.get_mut("confirmed"), "confirmed");
        }
        _ => {}
    }
}

/// The word of a class that is left out; none for what anybody may know.
fn word(class: Option<DataClass>) -> Option<&'static str> {
    match class {
        Some(DataClass::Public) => None,
        Some(DataClass::Internal) => Some("internal"),
        Some(DataClass::Confidential) | None => Some("confidential"),
        Some(DataClass::Personal) => Some("personal"),
        Some(DataClass::SensitivePersonal) => Some("sensitive_personal"),
    }
}

struct Way<'a> {
    law: &'a Law,
    leaving: &'a mut Leaving,
}

impl Way<'_> {
    fn members(&mut self, at: &str, value: &mut Value, names: &[&str], class: &str) {
        for name in names {
            if let Some(value) = value.get_mut(*name) {
                self.leaving.leave(&format!("{at}/{name}"), class, value);
            }
        }
    }

    fn each(&mut self, at: &str, list: Option<&mut Value>, names: &[&str], class: &str) {
        let items = list.and_then(Value::as_array_mut).into_iter().flatten();
        for (number, item) in items.enumerate() {
            self.members(&format!("{at}/{number}"), item, names, class);
        }
    }

    /// When a hidden expert did something, and which of them, would tell more than their alias.
    fn acts(&mut self, value: &mut Value) {
        for (number, row) in value.as_array_mut().into_iter().flatten().enumerate() {
            let role = row.get("role").and_then(Value::as_str).unwrap_or_default();
            if self.law.kind_of(role) == Some(ActorKind::Expert) {
                let hidden = ["person", "acting_for", "on", "recorded_at"];
                self.members(&format!("{ACTS}/{number}"), row, &hidden, REVIEW);
            }
        }
    }

    fn facts(&mut self, value: &mut Value) {
        for section in ["facts", "registry"] {
            let records = value.get_mut(section).and_then(Value::as_object_mut);
            for (name, record) in records.into_iter().flatten() {
                let at = format!("{FACTS}/{section}/{name}");
                match record.get_mut("rows").and_then(Value::as_array_mut) {
                    Some(rows) => {
                        for (number, row) in rows.iter_mut().enumerate() {
                            self.cells(&format!("{at}/{number}"), name, row);
                        }
                    }
                    None => self.cells(&at, name, record),
                }
            }
        }
        let judged = value.get_mut("judgements").and_then(Value::as_object_mut);
        for (slot, answer) in judged.into_iter().flatten() {
            self.leaving.leave(&format!("{FACTS}/judgements/{slot}"), REVIEW, answer);
        }
        self.each(&format!("{FACTS}/waivers"), value.get_mut("waivers"), &["reasons"], FREE);
    }

    /// The cells of a record or a row, each a value or a value with its support.
    fn cells(&mut self, at: &str, name: &str, cells: &mut Value) {
        let law = self.law;
        let def = record(law.vocabulary(), name);
        let cells = cells.as_object_mut().into_iter().flatten();
        for (field, cell) in
            cells.filter(|(field, _)| !["id", "closed", "because"].contains(&field.as_str()))
        {
            let found = def.and_then(|def| def.fields.iter().find(|one| one.id == *field));
            // Whatever an applicant has put in words may name somebody.
            let stated = def.is_some_and(RecordDef::is_stated);
            let in_words = stated && found.is_some_and(|field| field.kind == Kind::Text);
            let class = word(found.and_then(|field| field.class));
            let Some(class) = class.or(in_words.then_some(FREE)) else { continue };
            let at = format!("{at}/{field}");
            match cell.get_mut("value") {
                Some(value) => self.leaving.leave(&at, class, value),
                None => self.leaving.leave(&at, class, cell),
            }
        }
    }

    /// A row with its list beside its cells.
    fn row(&mut self, at: &str, row: &mut Value) {
        let word =
            |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (list, id) = (word("list"), word("id"));
        if let Some(cells) = row.get_mut("cells") {
            self.cells(&format!("{at}/{list}/{id}"), &list, cells);
        }
    }

    fn judgements(&mut self, value: &mut Value) {
        let answer = ["yes", "points", "reasons"];
        self.each(&format!("{JUDGEMENTS}/found"), value.get_mut("found"), &answer, REVIEW);
        let panels = value.get_mut("panels").and_then(Value::as_array_mut).into_iter().flatten();
        for (number, panel) in panels.enumerate() {
            let at = format!("{JUDGEMENTS}/panels/{number}");
            self.members(&at, panel, &["opinion", "outcome"], REVIEW);
            self.each(
                &format!("{at}/seats"),
                panel.get_mut("seats"),
                &["recused", "answers", "final_on"],
                REVIEW,
            );
        }
    }

    fn waivers(&mut self, at: &str, list: Option<&mut Value>) {
        let items = list.and_then(Value::as_array_mut).into_iter().flatten();
        for (number, waiver) in items.enumerate() {
            let at = format!("{at}/{number}");
            self.members(&at, waiver, &["reasons"], FREE);
            if let Some(signed) = waiver.get_mut("countersigned") {
                self.members(&format!("{at}/countersigned"), signed, &["reasons"], FREE);
            }
        }
    }

    /// Values of parameters are public; in whose words a register is known is not.
    fn values(&mut self, value: &mut Value) {
        let used = value.as_array_mut().into_iter().flatten();
        for (number, used) in used.enumerate() {
            let at = format!("{VALUES}/{number}/registers");
            let registers = used.get_mut("registers").and_then(Value::as_array_mut);
            for (other, register) in registers.into_iter().flatten().enumerate() {
                let at = format!("{at}/{other}");
                self.each(&at, register.get_mut("rests_on"), &["source"], FREE);
                self.each(&at, register.get_mut("rests_on"), &["by"], ACCOUNT);
            }
        }
    }

    fn outside(&mut self, value: Option<&mut Value>, moment: &str) {
        let lists = value.and_then(|value| value.get_mut("registries")?.get_mut("lists"));
        for (list, known) in lists.and_then(Value::as_object_mut).into_iter().flatten() {
            let at = format!("{OUTSIDE}/{moment}/{list}");
            self.each(&format!("{at}/sheets"), known.get_mut("sheets"), &["source"], FREE);
            self.each(&format!("{at}/sheets"), known.get_mut("sheets"), &["by"], ACCOUNT);
            let rows = known.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten();
            for row in rows.filter_map(|pair| pair.get_mut(1)) {
                self.row(&at, row);
            }
        }
    }
}

/// A record by the word under which its facts stand: its plural noun, or its own.
fn record<'v>(vocabulary: &'v Vocabulary, name: &str) -> Option<&'v RecordDef> {
    let at = vocabulary.list(name).or_else(|| vocabulary.record(name))?;
    vocabulary.record_def(at)
}
