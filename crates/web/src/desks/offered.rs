//! Names that the law makes for a base, offered where one is asked for. Whoever acts may write another; the rule then
//! says what it thinks of it.

use guohe_cases::{
    law::Law,
    procedure::{Act, Level},
};
use guohe_rules::{
    naming::{Made, names},
    vocabulary::FieldDef,
};
use jiff::civil::Date;

use crate::{
    dossier::Dossier,
    lang::Lang,
    parts::Field,
    views::{finding::cites, words::say},
    words::fill,
};

/// The names that fit what an act asks for.
pub(super) struct Offered<'a> {
    law: &'a Law,
    record: Option<u16>,
    made: Vec<Made>,
}

impl<'a> Offered<'a> {
    /// What the law makes of a case on a day.
    pub(super) fn of(file: &'a Dossier, act: &Act, on: Date) -> Self {
        let law = &*file.law;
        let record = act.sets.record.as_ref().and_then(|record| law.vocabulary().record(record));
        let made = if act.sets.ask.is_empty() {
            Vec::new()
        } else {
            let asked = file.asked(&file.case.kind, on, Level::Declared);
            names(&law.pack, asked.situation())
        };
        Self { law, record, made }
    }

    fn for_field(&self, field: &FieldDef) -> impl Iterator<Item = &Made> {
        let at = self.record.and_then(|record| {
            Some((record, self.law.vocabulary().record_def(record)?.field(&field.id)?))
        });
        self.made.iter().filter(move |made| Some(made.kept_in) == at)
    }

    /// The name with which a field begins: the only one there is.
    pub(super) fn only(&self, field: &FieldDef) -> Option<String> {
        let mut names = self.for_field(field);
        let first = names.next()?;
        names.next().is_none().then(|| first.name.zh.clone())
    }

    /// The field with the names beside it, and the clauses that make them.
    pub(super) fn beside(&self, lang: Lang, def: &FieldDef, mut field: Field) -> Field {
        let names: Vec<&Made> = self.for_field(def).collect();
        if names.is_empty() {
            return field;
        }
        let said: Vec<String> = names
            .iter()
            .map(|made| match lang {
                Lang::Zh => made.name.zh.clone(),
                Lang::En => format!("{} ({})", made.name.zh, say(lang, &made.name)),
            })
            .collect();
        let said = said.join(lang.of("；", "; "));
        field.uses.extend(cites(lang, self.law, names.iter().map(|made| &made.clause)));
        field.help(fill(lang, "act.name_made", &[&said]))
    }
}
