//! Facts named by a path such as `host.name`, as a notice shows them.

use guohe_cases::law::Law;
use guohe_rules::vocabulary::{FieldDef, Kind};
use serde_json::Value;

use crate::{lang::Lang, views::words::say};

use super::show::money;

fn field<'l>(law: &'l Law, path: &str) -> Option<&'l FieldDef> {
    let (record, field) = path.split_once('.')?;
    let vocabulary = law.vocabulary();
    let def = vocabulary.record_def(vocabulary.record(record)?)?;
    def.fields.iter().find(|def| def.id == field)
}

/// The name of a fact, with that of its record where there may be several of it; none where the law knows no such fact.
pub(crate) fn whole_name(lang: Lang, law: &Law, path: &str) -> Option<String> {
    let field = say(lang, &field(law, path)?.written.name);
    let vocabulary = law.vocabulary();
    let def = vocabulary.record_def(vocabulary.record(path.split_once('.')?.0)?)?;
    Some(match (&def.list, lang) {
        (None, _) => field,
        (Some(_), Lang::Zh) => format!("{}{field}", say(lang, &def.written.name)),
        (Some(_), Lang::En) => format!("{}: {field}", say(lang, &def.written.name)),
    })
}

/// The codes that a fact may have; none where it has no list of codes.
pub(crate) fn codes(law: &Law, path: &str) -> Vec<String> {
    let Some(Kind::Code(list) | Kind::Codes(list)) = field(law, path).map(|def| &def.kind) else {
        return Vec::new();
    };
    let def = law.vocabulary().code_def(*list);
    def.map_or_else(Vec::new, |def| def.codes.iter().map(|(id, _)| id.clone()).collect())
}

/// The name of a fact.
pub(crate) fn name(lang: Lang, law: &Law, path: &str) -> String {
    field(law, path).map_or_else(|| path.to_owned(), |def| say(lang, &def.written.name))
}

/// Its value in words.
pub(crate) fn value(lang: Lang, law: &Law, path: &str, value: Option<&Value>) -> String {
    let Some(value) = value else { return String::new() };
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list = match field(law, path).map(|def| &def.kind) {
        Some(Kind::Code(list) | Kind::Codes(list)) => list,
        Some(Kind::Money) => return money(lang, &text),
        _ => return text,
    };
    let def = law.vocabulary().code_def(*list);
    let words = def.and_then(|def| def.words(def.code(&text)?));
    words.map_or(text, |words| say(lang, words))
}
