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

/// The name of a fact.
pub(crate) fn name(lang: Lang, law: &Law, path: &str) -> String {
    field(law, path).map_or_else(|| path.to_owned(), |def| say(lang, &def.written.name))
}

/// Its value in words.
pub(crate) fn value(lang: Lang, law: &Law, path: &str, value: Option<&Value>) -> String {
    let Some(value) = value else { return String::new() };
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list = match field(law, path).map(|def| &def.kind) {
        Some(Kind::Code(list)) => list,
        Some(Kind::Money) => return money(lang, &text),
        _ => return text,
    };
    let def = law.vocabulary().code_def(*list);
    let words = def.and_then(|def| def.words(def.code(&text)?));
    words.map_or(text, |words| say(lang, words))
}
