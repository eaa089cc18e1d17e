//! Amounts and days that a person chooses within what the rules allow: the ends beside the field, and with what was
//! chosen before those who confirm it.

use guohe_cases::{
    procedure::Level,
    verbs::allowed::{Allowed, allowed},
};
use guohe_rules::vocabulary::FieldDef;

use crate::{
    dossier::Dossier,
    parts::{Field, Pair},
    views::{finding::cites, form::fact_words, words::say},
    visit::Here,
    words::fill,
};

use super::deed::Doing;

/// A field with what may be entered in it, and under which clauses.
pub(crate) fn beside(doing: &Doing<'_>, def: &FieldDef, field: Field) -> Field {
    let here = doing.here;
    let asked = doing.file.asked(&doing.case().kind, here.site.today(), doing.level());
    let ask = doing.act.sets.ask.iter().find(|ask| ask.field.value == def.id);
    match ask.and_then(|ask| allowed(&doing.file.law, &asked, ask)) {
        Some(allowed) => field.help(told(here, doing.file, def, &allowed)),
        None => field,
    }
}

fn told(here: &Here, file: &Dossier, def: &FieldDef, allowed: &Allowed) -> String {
    let lang = here.lang();
    let range = say(lang, &allowed.told(&def.kind));
    let clauses = cites(lang, &file.law, allowed.cites.iter().map(String::as_str));
    let labels: Vec<String> = clauses.into_iter().map(|cite| cite.label).collect();
    fill(lang, "act.allowed", &[&range, &labels.join(lang.comma())])
}

/// What was chosen in a case where the rules set ends, with these ends as they are today.
pub(crate) fn chosen(here: &Here, file: &Dossier) -> Vec<Pair> {
    let (lang, law) = (here.lang(), &file.law);
    let vocabulary = law.vocabulary();
    let asked = file.asked(&file.case.kind, here.site.today(), Level::Declared);
    let acts = law.procedure.acts.iter();
    let fields = acts.filter_map(|act| {
        let record = act.sets.record.as_ref()?;
        let def = vocabulary.record_def(vocabulary.record(record)?)?;
        let row = file.case.last_of(law, record)?;
        let asks = act.sets.ask.iter().filter_map(move |ask| {
            let field = def.fields.iter().find(|field| field.id == ask.field.value)?;
            Some((format!("{record}.{}", field.id), field, ask, row.get(&field.id)?))
        });
        Some(asks.collect::<Vec<_>>())
    });
    let pairs = fields.flatten().filter_map(|(path, field, ask, value)| {
        let allowed = allowed(law, &asked, ask)?;
        let shown = fact_words::value(lang, law, &path, Some(value));
        let range = told(here, file, field, &allowed);
        Some(Pair::new(
            say(lang, &field.written.name),
            format!("{shown}{}{range}", lang.of("。", ". ")),
        ))
    });
    pairs.collect()
}
