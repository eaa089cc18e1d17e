//! Parameters that a round sets: as fields of its form, and as they are shown.

use guohe_cases::law::Law;
use guohe_rules::syntax::{Parameter, ParameterKind};
use serde_json::{Value, json};

use crate::{
    lang::Lang,
    parts::{Choice, Field, Input},
    sent::Sent,
    views::words::say,
    words::{fill, word},
};

use super::measured;

/// The value of a parameter in words.
pub(crate) fn shown(lang: Lang, law: &Law, parameter: &Parameter, value: Option<&Value>) -> String {
    let Some(value) = value else {
        return default(parameter)
            .map(|value| fill(lang, "parameter.default", &[&value]))
            .unwrap_or_default();
    };
    match (&parameter.kind, value) {
        (ParameterKind::List { of, .. }, Value::Array(codes)) => {
            let words =
                codes.iter().filter_map(Value::as_str).map(|code| code_words(lang, law, of, code));
            words.collect::<Vec<_>>().join(lang.comma())
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// The value that the pack itself gives.
fn default(parameter: &Parameter) -> Option<String> {
    match &parameter.kind {
        ParameterKind::Value { value, .. } => value.clone(),
        ParameterKind::Series { .. }
        | ParameterKind::List { .. }
        | ParameterKind::Bands { .. }
        | ParameterKind::Calendar { .. } => None,
    }
}

/// A code of a list in words; the code itself where the list does not know it.
pub(super) fn code_words(lang: Lang, law: &Law, list: &str, code: &str) -> String {
    let vocabulary = law.vocabulary();
    let def = vocabulary.code_list(list).and_then(|at| vocabulary.code_def(at));
    let words = def.and_then(|def| def.words(def.code(code)?));
    words.map_or_else(|| code.to_owned(), |words| say(lang, words))
}

/// The name of a parameter's field in the form of a round.
pub(crate) fn field_name(parameter: &Parameter) -> String {
    format!("parameters.{}", parameter.name.value)
}

/// A parameter as a field.
pub(crate) fn as_field(
    lang: Lang,
    law: &Law,
    parameter: &Parameter,
    value: Option<&Value>,
) -> Field {
    let plain = value
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .unwrap_or_default();
    let input = match &parameter.kind {
        ParameterKind::List { of, .. } => Input::Codes { choices: choices(lang, law, of, value) },
        ParameterKind::Value { of, .. } => measured::input(*of, &plain),
        ParameterKind::Series { .. }
        | ParameterKind::Bands { .. }
        | ParameterKind::Calendar { .. } => Input::Text { value: plain },
    };
    let mut field = Field::new(field_name(parameter), say(lang, &parameter.title), input);
    let source = parameter.source.as_ref().map(|words| say(lang, words));
    let default = default(parameter).map(|value| fill(lang, "parameter.default", &[&value]));
    let help: Vec<String> = default.into_iter().chain(source).collect();
    field.help = (!help.is_empty()).then(|| help.join(lang.of("。", ". ")));
    field.optional()
}

fn choices(lang: Lang, law: &Law, list: &str, value: Option<&Value>) -> Vec<Choice> {
    let vocabulary = law.vocabulary();
    let codes = vocabulary
        .code_list(list)
        .and_then(|at| vocabulary.code_def(at))
        .map_or(&[][..], |def| &def.codes);
    let chosen: Vec<&str> =
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    codes
        .iter()
        .map(|(id, words)| {
            Choice::new(id.as_str(), say(lang, words), chosen.contains(&id.as_str()))
        })
        .collect()
}

/// What was sent for a parameter; nothing when it was left open.
pub(crate) fn sent(parameter: &Parameter, sent: &Sent) -> Option<Value> {
    let name = field_name(parameter);
    let all: Vec<&str> = sent.all(&name).map(str::trim).filter(|text| !text.is_empty()).collect();
    let first = all.first()?;
    Some(match &parameter.kind {
        ParameterKind::List { .. } => json!(all),
        ParameterKind::Value { of, .. } => json!(measured::literal(*of, sent, &name)),
        ParameterKind::Series { .. }
        | ParameterKind::Bands { .. }
        | ParameterKind::Calendar { .. } => json!(first),
    })
}

/// Readings that nobody chose stand under this word in the form.
pub(crate) fn open_word(lang: Lang) -> String {
    word(lang, "round.open_reading").into_owned()
}
