//! The part of the form of a round in which an officer says what its notice adds to the conditions.
//!
//! What the pack offers is switched on with its place in the notice. Anything else is put in words, and a person
//! judges it; one empty condition stands at the end, and the next one appears when it is saved.

use std::collections::BTreeSet;

use guohe_cases::{law::Law, round::Terms, verbs::round::judges};
use guohe_rules::{
    model::Clause,
    syntax::{Addition, Additions, JudgedAddition, Words},
};

use crate::{
    lang::Lang,
    pages::public::FieldGroup,
    parts::{Choice, Field, Input},
    sent::Sent,
    views::words::say,
    words::{fill, word},
};

/// Where the parts of a form come from: what was typed, else what the terms hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) lang: Lang,
    pub(super) law: &'a Law,
    pub(super) terms: Option<&'a Terms>,
    pub(super) sent: Option<&'a Sent>,
}

impl<'a> Source<'a> {
    /// The questions: the notice with the conditions that the pack offers, then each condition in words.
    pub(super) fn groups(self) -> Vec<FieldGroup> {
        let document = self.kept().map(|adds| &adds.document);
        let zh = self.line("adds.document.zh", document.map(|words| &words.zh));
        let en = self.line("adds.document.en", document.map(|words| &words.en));
        let mut fields = vec![
            Field::new("adds.document.zh", self.word("round.adds.document"), zh)
                .help(self.word("round.adds.document.help"))
                .optional(),
            Field::new("adds.document.en", self.word("round.adds.document.en"), en).optional(),
        ];
        fields.extend(self.law.pack.offered.iter().flat_map(|clause| self.offered(clause)));
        let mut groups = vec![FieldGroup {
            title: self.word("round.adds"),
            help: Some(self.word("round.adds.help")),
            folds: true,
            fields,
        }];
        let own = self.own_ids();
        groups.extend(own.iter().enumerate().map(|(at, id)| FieldGroup {
            title: fill(self.lang, "round.adds.own", &[&(at + 1)]),
            help: (at == 0).then(|| self.word("round.adds.own.help")),
            folds: true,
            fields: self.in_words(id),
        }));
        groups
    }

    fn kept(self) -> Option<&'a Additions> {
        self.terms.map(|terms| &terms.adds)
    }

    fn one(self, id: &str) -> Option<&'a Addition> {
        self.kept()?.conditions.iter().find(|one| one.id == id)
    }

    fn word(self, key: &str) -> String {
        word(self.lang, key).into_owned()
    }

    fn typed(self, name: &str, kept: Option<&String>) -> String {
        let sent = self.sent.map(|sent| sent.text(name).to_owned());
        sent.or_else(|| kept.cloned()).unwrap_or_default()
    }

    fn line(self, name: &str, kept: Option<&String>) -> Input {
        Input::Text { value: self.typed(name, kept) }
    }

    /// A condition that the pack offers: the switch, the types it is for, its place.
    fn offered(self, clause: &Clause) -> Vec<Field> {
        let id = &clause.written.id.value;
        let (name, kept) = (format!("adds.{id}.on"), self.one(id));
        let on = match self.sent {
            Some(sent) => sent.text(&name) == ON,
            None => kept.is_some_and(|one| one.judged.is_none()),
        };
        let label = say(self.lang, &clause.written.name);
        let choice = Choice::new(ON, self.word("round.adds.on"), on);
        let switch = Field::new(name, &label, Input::Codes { choices: vec![choice] });
        let offered_for: Vec<&String> =
            clause.written.types.iter().map(|kind| &kind.value).collect();
        let mut fields = vec![switch.help(say(self.lang, &clause.written.text))];
        fields.extend(self.place_and_types(id, &offered_for));
        fields
    }

    /// Where it stands in the notice, and the types it holds for; `among` are those that may be chosen, all when empty.
    fn place_and_types(self, id: &str, among: &[&String]) -> Vec<Field> {
        let kept = self.one(id);
        let name = format!("adds.{id}.place");
        let place = self.line(&name, kept.map(|one| &one.place.zh));
        let place = Field::new(name, self.word("round.adds.place"), place);
        let name = format!("adds.{id}.types");
        let chosen = |kind: &String| match self.sent {
            Some(sent) => sent.all(&name).any(|value| value == kind),
            None => kept.is_some_and(|one| one.types.contains(kind)),
        };
        let defs = self.law.pack.file.types.iter();
        let offered = defs.filter(|def| among.is_empty() || among.contains(&&def.id.value));
        let choices: Vec<Choice> = offered
            .map(|def| {
                let id = &def.id.value;
                Choice::new(id, say(self.lang, &def.name), chosen(id))
            })
            .collect();
        let several = choices.len() > 1;
        let types = Field::new(&name, self.word("round.adds.types"), Input::Codes { choices });
        let types = types.help(self.word("round.adds.types.help")).optional();
        let mut fields = vec![place.help(self.word("round.adds.place.help")).optional()];
        fields.extend(several.then_some(types));
        fields
    }

    /// A condition in words.
    fn in_words(self, id: &str) -> Vec<Field> {
        let judged = self.one(id).and_then(|one| one.judged.as_ref());
        let name = |part: &str| format!("adds.{id}.{part}");
        let line = |part: &str, key: &str, kept: Option<&String>| {
            Field::new(name(part), self.word(key), self.line(&name(part), kept)).optional()
        };
        let long = |part: &str, key: &str, kept: Option<&String>| {
            let value = self.typed(&name(part), kept);
            Field::new(name(part), self.word(key), Input::Long { value, limit: None }).optional()
        };
        let by = self.typed(&name("by"), judged.map(|judged| &judged.by));
        let choices = judges(self.law)
            .map(|actor| {
                let def = self.law.pack.actor(actor);
                let label = def.map_or_else(|| actor.clone(), |def| say(self.lang, &def.name));
                Choice::new(actor, label, *actor == by)
            })
            .collect();
        let by = Field::new(name("by"), self.word("round.adds.by"), Input::Radios { choices });
        let mut fields = vec![
            line("name.zh", "round.adds.name.zh", judged.map(|judged| &judged.name.zh)),
            line("name.en", "round.adds.name.en", judged.map(|judged| &judged.name.en)),
            long("text.zh", "round.adds.text.zh", judged.map(|judged| &judged.text.zh)),
            long("text.en", "round.adds.text.en", judged.map(|judged| &judged.text.en)),
            by.help(self.word("round.adds.by.help")).optional(),
        ];
        fields.extend(self.place_and_types(id, &[]));
        fields
    }

    /// The ids of the conditions in words that stand in the form, the empty one last.
    fn own_ids(self) -> Vec<String> {
        let ids: BTreeSet<usize> = if let Some(sent) = self.sent {
            sent.under("adds.")
                .filter_map(|(name, _)| number(self.law, name.strip_suffix(".text.zh")?))
                .collect()
        } else {
            let conditions = self.kept().into_iter().flat_map(|adds| &adds.conditions);
            let own = conditions.filter(|one| one.judged.is_some());
            let mut ids: BTreeSet<usize> =
                own.filter_map(|one| number(self.law, &one.id)).collect();
            ids.insert(ids.last().map_or(1, |last| last + 1));
            ids
        };
        ids.into_iter().map(|n| format!("{}{n}", own_prefix(self.law))).collect()
    }

    /// What was typed.
    pub(super) fn read(self) -> Additions {
        let Some(sent) = self.sent else { return Additions::default() };
        let text = |name: &str| sent.text(name).trim().to_owned();
        let words = |name: &str| {
            let (zh, en) = (text(&format!("{name}.zh")), text(&format!("{name}.en")));
            let en = if en.is_empty() { zh.clone() } else { en };
            Words { zh, en }
        };
        let addition = |id: String, judged: Option<JudgedAddition>| {
            let place = text(&format!("adds.{id}.place"));
            let place = Words { zh: place.clone(), en: place };
            let types = sent.all(&format!("adds.{id}.types")).map(str::to_owned).collect();
            Addition { id, place, types, judged }
        };
        let offered = self.law.pack.offered.iter().map(|clause| clause.written.id.value.clone());
        let on = offered.filter(|id| sent.text(&format!("adds.{id}.on")) == ON);
        let mut conditions: Vec<Addition> = on.map(|id| addition(id, None)).collect();
        for id in self.own_ids() {
            let part = |part: &str| format!("adds.{id}.{part}");
            let judged = JudgedAddition {
                name: words(&part("name")),
                text: words(&part("text")),
                by: text(&part("by")),
            };
            let begun = [&judged.name.zh, &judged.text.zh, &text(&part("place")), &judged.by];
            if begun.iter().any(|typed| !typed.is_empty()) {
                conditions.push(addition(id, Some(judged)));
            }
        }
        Additions { document: words("adds.document"), conditions }
    }
}

/// The value of a switch that is on.
const ON: &str = "on";

/// What the ids of conditions in words begin with.
fn own_prefix(law: &Law) -> String {
    format!("{}-call-", law.pack.file.prefix)
}

fn number(law: &Law, id: &str) -> Option<usize> {
    id.strip_prefix(&own_prefix(law))?.parse().ok()
}
