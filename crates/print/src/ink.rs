//! The text in the data: what has a shape is printed, what has none is left out, and what has no face is named.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The data without signs that have no shape: controls, and marks that turn the direction of text around, with which a
/// line could be made to read otherwise on paper than on the screen.
pub(crate) fn shaped(value: &Value) -> Value {
    each_text(value, &breakable)
}

/// The data as it can be written into a file: what has no shape, and could not be seen there, is a sign of its own (U+FFFD).
pub(crate) fn writable(value: &Value) -> Value {
    each_text(value, &visible)
}

/// The data with something else in the place of each text.
fn each_text(value: &Value, made: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(made(text)),
        Value::Array(all) => Value::Array(all.iter().map(|one| each_text(one, made)).collect()),
        Value::Object(all) => {
            let all = all.iter().map(|(key, value)| (key.clone(), each_text(value, made)));
            Value::Object(all.collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn visible(text: &str) -> String {
    /// Signs that XML cannot hold though they are no controls.
    const NONE: [char; 2] = ['\u{FFFE}', '\u{FFFF}'];
    let lines = text.replace("\r\n", "\n").replace('\t', " ");
    let shown = |sign: char| has_shape(sign) && !NONE.contains(&sign);
    lines.chars().map(|sign| if shown(sign) { sign } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// A place at which a line may break, without a shape.
const BREAK: char = '\u{200B}';

/// The signs of a text that have a shape, with places to break in words that would run off the page.
fn breakable(text: &str) -> String {
    /// The longest words of any language are shorter.
    const UNBROKEN: usize = 40;
    /// From here on signs stand by themselves, and a line breaks before any of them.
    const IDEOGRAPHS: char = '\u{2E80}';
    let (mut out, mut run) = (String::with_capacity(text.len()), 0);
    for sign in text.chars().filter(|sign| has_shape(*sign)) {
        run = if sign.is_whitespace() || sign >= IDEOGRAPHS { 0 } else { run + 1 };
        if run > UNBROKEN {
            out.push(BREAK);
            run = 1;
        }
        out.push(sign);
    }
    out
}

fn has_shape(sign: char) -> bool {
    let turns = matches!(sign, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    let controls = sign.is_control() && sign != '\n';
    !turns && !controls
}

/// Each sign of the data that is not held, with the first place in which it stands.
pub(crate) fn without_face(data: &Value, held: &dyn Fn(char) -> bool) -> BTreeMap<char, String> {
    // A face is asked once for each sign: it looks through all it holds to answer.
    let (mut asked, mut found) = (BTreeSet::new(), BTreeMap::new());
    walk(data, &mut Vec::new(), &mut |sign, place| {
        if !sign.is_whitespace() && sign != BREAK && asked.insert(sign) && !held(sign) {
            found.insert(sign, place.join(" › "));
        }
    });
    found
}

fn walk(value: &Value, place: &mut Vec<String>, each: &mut dyn FnMut(char, &[String])) {
    match value {
        Value::String(text) => text.chars().for_each(|sign| each(sign, place)),
        Value::Array(all) => all.iter().for_each(|value| walk(value, place, each)),
        Value::Object(all) => {
            let label = all.get("label").and_then(Value::as_str);
            for (key, value) in all {
                place.push(label.unwrap_or(key).to_owned());
                walk(value, place, each);
                place.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{shaped, without_face};

    #[test]
    fn what_turns_text_around_is_not_printed() {
        let typed = json!({"name": "甲\u{202E}乙\u{0}\u{FEFF}丙\n丁"});
        assert_eq!(shaped(&typed), json!({"name": "甲乙丙\n丁"}));
    }

    #[test]
    fn a_word_that_does_not_end_gets_places_to_break() {
        let typed = json!("a".repeat(90));
        let lines = ["a".repeat(40), "a".repeat(40), "a".repeat(10)];
        assert_eq!(shaped(&typed), json!(lines.join("\u{200B}")));
        assert_eq!(shaped(&json!("字".repeat(90))), json!("字".repeat(90)));
    }

    #[test]
    fn a_sign_without_a_face_is_named_with_its_field() {
        let data =
            json!({"rows": [{"label": "姓名", "value": "王㐂"}, {"label": "备注", "value": "㐂"}]});
        let found = without_face(&data, &|sign| sign != '㐂');
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [('㐂', "rows › 姓名".to_owned())]);
    }
}
