//! Words of the interface: buttons, headings, help. Words of a regulation come from its pack, never from here.
//!
//! A line of `i18n/<language>/<area>.words` reads `key = text`. The text may hold `{1}` … `{3}` for values
//! and `{1|row|rows}` for a word that depends on whether the value is one. To add a word, add the same key
//! to both languages and use it; the tests name keys that are missing, unused or of unequal arguments.

use std::{borrow::Cow, collections::BTreeMap, fmt::Display, sync::LazyLock};

use crate::lang::Lang;

/// What a page shows for a key that does not exist; the tests look for its brackets.
fn unknown(key: &str) -> String {
    format!("⟦{key}⟧")
}

macro_rules! files {
    ($lang:literal) => {
        [
            include_str!(concat!("../i18n/", $lang, "/shell.words")),
            include_str!(concat!("../i18n/", $lang, "/parts.words")),
            include_str!(concat!("../i18n/", $lang, "/public.words")),
            include_str!(concat!("../i18n/", $lang, "/applicant.words")),
            include_str!(concat!("../i18n/", $lang, "/officer.words")),
            include_str!(concat!("../i18n/", $lang, "/review.words")),
            include_str!(concat!("../i18n/", $lang, "/filling.words")),
            include_str!(concat!("../i18n/", $lang, "/registers.words")),
            include_str!(concat!("../i18n/", $lang, "/experts.words")),
            include_str!(concat!("../i18n/", $lang, "/account.words")),
            include_str!(concat!("../i18n/", $lang, "/deadline.words")),
            include_str!(concat!("../i18n/", $lang, "/units.words")),
            include_str!(concat!("../i18n/", $lang, "/identity.words")),
            include_str!(concat!("../i18n/", $lang, "/admin.words")),
            include_str!(concat!("../i18n/", $lang, "/print.words")),
            include_str!(concat!("../i18n/", $lang, "/sheets.words")),
            include_str!(concat!("../i18n/", $lang, "/api.words")),
            include_str!(concat!("../i18n/", $lang, "/messages.words")),
            include_str!(concat!("../i18n/", $lang, "/search.words")),
        ]
    };
}

static ZH: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| read(&files!("zh")));
static EN: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| read(&files!("en")));

fn read(files: &[&'static str]) -> BTreeMap<&'static str, &'static str> {
    files
        .iter()
        .flat_map(|file| file.lines())
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, text)| (key.trim(), text.trim()))
        .collect()
}

/// All words of a language.
pub fn table(lang: Lang) -> &'static BTreeMap<&'static str, &'static str> {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

/// The text of a key.
pub fn word(lang: Lang, key: &str) -> Cow<'static, str> {
    table(lang).get(key).map_or_else(|| Cow::Owned(unknown(key)), |text| Cow::Borrowed(*text))
}

/// The text of a key with its values filled in.
pub fn fill(lang: Lang, key: &str, values: &[&(dyn Display + Sync)]) -> String {
    let Some(text) = table(lang).get(key) else { return unknown(key) };
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = *text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((slot, tail)) = after.split_once('}') else { break };
        out.push_str(&slot_text(slot, values));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// `1` gives the first value; `1|row|rows` gives the word that goes with it.
fn slot_text(slot: &str, values: &[&(dyn Display + Sync)]) -> String {
    let mut parts = slot.split('|');
    let value = parts
        .next()
        .and_then(|n| n.parse::<usize>().ok())
        .and_then(|n| values.get(n.checked_sub(1)?))
        .map_or_else(String::new, ToString::to_string);
    match (parts.next(), parts.next()) {
        (Some(one), Some(_)) if value == "1" => one.to_owned(),
        (Some(_), Some(many)) => many.to_owned(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::{fill, table};
    use crate::lang::Lang;

    fn sources(dir: &Path, out: &mut String) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else {
                out.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |lang| table(lang).keys().copied().collect::<BTreeSet<_>>();
        let (zh, en) = (keys(Lang::Zh), keys(Lang::En));
        assert_eq!(zh.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&&str>::new());
    }

    #[test]
    fn every_key_is_used() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = String::new();
        sources(&root.join("src"), &mut text);
        sources(&root.join("templates"), &mut text);
        let unused: Vec<_> =
            table(Lang::Zh).keys().filter(|key| !text.contains(&format!("\"{key}\""))).collect();
        assert_eq!(unused, Vec::<&&str>::new());
    }

    #[test]
    fn both_languages_name_the_same_values() {
        let slots =
            |text: &str| (1..=3).filter(|n| text.contains(&format!("{{{n}"))).collect::<Vec<_>>();
        let unequal: Vec<_> = table(Lang::Zh)
            .iter()
            .filter(|(key, zh)| table(Lang::En).get(*key).is_none_or(|en| slots(zh) != slots(en)))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(unequal, Vec::<&&str>::new());
    }

    #[test]
    fn values_and_plurals_are_filled_in() {
        assert_eq!(super::slot_text("1|row|rows", &[&1]), "row");
        assert_eq!(super::slot_text("1|row|rows", &[&3]), "rows");
        assert_eq!(super::slot_text("2", &[&1, &"x"]), "x");
        assert_eq!(fill(Lang::Zh, "no.such.key", &[]), "⟦no.such.key⟧");
    }
}
