//! Every text that people read, in the packs and in the pages, against the glossary.

use std::{collections::BTreeMap, fs, path::Path};

use guohe_rules::{
    facts::Tree,
    lint::{Glossary, How},
    pack::Shelf,
    prose::{self, Lang},
    syntax::Words,
    yaml::{self, Located},
};

use crate::packs;

const GLOSSARY: &str = "glossary.yaml";

/// A text with where it stands.
struct Text {
    place: String,
    words: Words,
}

fn glossary() -> Glossary {
    Glossary::read(&packs::files()[GLOSSARY]).expect("the glossary")
}

/// Every pair of Chinese and English below a node of a file.
fn pairs(file: &str, node: &Located<Tree>, found: &mut Vec<Text>) {
    let word = |key: &str| node.value.get(key).and_then(|word| word.value.scalar());
    if let (Some(zh), Some(en)) = (word("zh"), word("en")) {
        let place = format!("{file}:{}", node.place.line);
        found.push(Text { place, words: Words { zh, en } });
    }
    match &node.value {
        Tree::Map(entries) => entries.iter().for_each(|(_, below)| pairs(file, below, found)),
        Tree::List(all) => all.iter().for_each(|below| pairs(file, below, found)),
        Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => {}
    }
}

/// What stands in the files of the packs: names, help, questions, what a procedure and a demonstration say.
fn in_packs() -> Vec<Text> {
    let mut found = Vec::new();
    let is_yaml = |file: &str| Path::new(file).extension().is_some_and(|end| end == "yaml");
    let yaml = |file: &str| is_yaml(file) && file != GLOSSARY;
    for (file, text) in packs::files().iter().filter(|(file, _)| yaml(file)) {
        let tree: Located<Tree> = yaml::parse(text).expect("a file of the packs");
        pairs(file, &tree, &mut found);
    }
    found
}

/// The sentences that are made from the rules.
fn in_sentences() -> Vec<Text> {
    let mut found = Vec::new();
    for pack in &Shelf::load(&packs::files()).packs {
        for clause in &pack.clauses {
            let Some(rule) = &clause.rule else { continue };
            let place = format!("the sentence of {}", &*clause.written.id);
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| prose::sentence(pack, rule, lang));
            found.push(Text { place, words: Words { zh, en } });
        }
    }
    found
}

/// Lines `key = text` of a file of page words, by key, with their number.
fn keyed(path: &Path) -> BTreeMap<String, (usize, String)> {
    let text = fs::read_to_string(path).expect("a file of page words");
    let line = |(at, line): (usize, &str)| {
        let (key, text) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        Some((key.trim().to_owned(), (at + 1, text.trim().to_owned())))
    };
    text.lines().enumerate().filter_map(line).collect()
}

/// The words of the pages.
fn in_pages() -> Vec<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/i18n");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join("zh")).expect("the words of the pages") {
        let name = entry.expect("a file").file_name();
        let en = keyed(&folder.join("en").join(&name));
        for (key, (line, zh)) in keyed(&folder.join("zh").join(&name)) {
            let (_, en) = en.get(&key).expect("the same key in English");
            let place = format!("crates/web/i18n/zh/{}:{line} ({key})", name.display());
            found.push(Text { place, words: Words { zh, en: en.clone() } });
        }
    }
    found
}

/// Refused words, each with its place and the word that is preferred. English that leaves a term out is not
/// among them: a label may leave out what stands above it.
fn refused(texts: &[Text]) -> Vec<String> {
    let glossary = glossary();
    let mut all = Vec::new();
    for Text { place, words } in texts {
        let lapses = glossary.lapses(words);
        let refused = lapses.iter().filter(|lapse| lapse.how != How::Missing);
        all.extend(refused.map(|lapse| format!("{place}: {}", lapse.words().en)));
    }
    all
}

#[test]
fn the_packs_use_no_refused_word() {
    let texts = in_packs();
    assert!(texts.iter().any(|text| text.place.contains("/procedure.yaml")));
    assert_eq!(refused(&texts), Vec::<String>::new());
}

#[test]
fn the_sentences_made_from_rules_use_no_refused_word() {
    let texts = in_sentences();
    assert!(!texts.is_empty());
    assert_eq!(refused(&texts), Vec::<String>::new());
}

#[test]
fn the_pages_use_no_refused_word() {
    let texts = in_pages();
    assert!(!texts.is_empty());
    assert_eq!(refused(&texts), Vec::<String>::new());
}

#[test]
fn a_refused_word_is_named_with_its_place_and_the_preferred_one() {
    let of = |zh: &str, en: &str| {
        let words = Words { zh: zh.to_owned(), en: en.to_owned() };
        refused(&[Text { place: "here:7".to_owned(), words }])
    };
    assert_eq!(
        of("资格被撤销", "the status is cancelled"),
        ["here:7: “撤销” is called `cancelled` here; the glossary has `revoked`"]
    );
    assert_eq!(
        of("与合作伙伴签约", "sign with a partner"),
        ["here:7: “合作伙伴” stands here; the glossary has “合作方”"]
    );
    assert_eq!(of("先取消，后撤销", "cancelled first, revoked later"), Vec::<String>::new());
    assert_eq!(of("合作方式", "counterpart ways"), Vec::<String>::new());
}

#[test]
fn no_term_of_the_glossary_refuses_itself() {
    for term in glossary().terms {
        let words = Words { zh: term.zh.clone(), en: term.en.clone() };
        assert!(glossary().lapses(&words).is_empty(), "{} is {}", term.zh, term.en);
    }
}
