//! Words in two languages: both there, each in its own language, and no two things under one name.

use std::{collections::BTreeMap, sync::Arc};

use super::{Finder, places};
use crate::{
    diagnostic::{Diagnostic, words},
    model::Clause,
    pack::Pack,
    syntax::{self, Words},
    yaml::{Located, Place},
};

/// Words with the place of the thing they belong to.
pub(super) struct Text<'p> {
    pub(super) words: &'p Words,
    pub(super) file: Arc<str>,
    beside: Place,
    pub(super) clause: Option<&'p str>,
}

impl Text<'_> {
    /// Where some of the words stand.
    pub(super) fn place(&self, pack: &Pack, wanted: &str) -> Place {
        let first = wanted.lines().next().unwrap_or_default();
        places::near(pack, &self.file, self.beside, first)
    }
}

pub(super) fn check(finder: &mut Finder<'_>) {
    for text in texts(finder.pack) {
        both(finder, &text);
    }
    for record in &finder.pack.names.vocabulary.records {
        one_name_each(finder, &record.written);
    }
}

/// All words of a pack and of the vocabulary it uses.
pub(super) fn texts(pack: &Pack) -> Vec<Text<'_>> {
    let mut all = Gathered { pack, texts: Vec::new() };
    for clause in pack.own_clauses().chain(&pack.offered) {
        all.clause(clause);
    }
    let own = [pack.id()];
    let file = &pack.file;
    all.add(&file.id, &own, [&file.title, &file.authority, &file.object.short]);
    for actor in &file.actors {
        let holders = actor.filled_by.iter().flat_map(|held| [&held.body.value, &held.source]);
        all.add(&actor.id, &own, std::iter::once(&actor.name).chain(holders));
    }
    for kind in &file.types {
        all.add(&kind.id, &own, std::iter::once(&kind.name).chain(&kind.about));
    }
    for register in &pack.names.registers {
        all.add(&register.id, &own, std::iter::once(&register.question).chain(&register.note));
        for option in &register.options {
            all.add(&option.id, &own, [&option.text]);
        }
    }
    for slot in &pack.names.slots {
        all.add(&slot.id, &own, [&slot.question, &slot.finding].into_iter().chain(&slot.rubric));
    }
    for (parameter, _) in &pack.names.parameters {
        let words = std::iter::once(&parameter.title).chain(&parameter.source);
        all.add(&parameter.name, &[pack.id(), "parameters/"], words);
    }
    for record in &pack.names.vocabulary.records {
        all.record(&record.written);
    }
    all.texts
}

struct Gathered<'p> {
    pack: &'p Pack,
    texts: Vec<Text<'p>>,
}

impl<'p> Gathered<'p> {
    fn add(
        &mut self,
        id: &'p Located<String>,
        folders: &[&str],
        words: impl IntoIterator<Item = &'p Words>,
    ) {
        let file = places::file_of(self.pack, id, folders);
        for words in words {
            let file = Arc::clone(&file);
            self.texts.push(Text { words, file, beside: id.place, clause: None });
        }
    }

    fn clause(&mut self, clause: &'p Clause) {
        let written = &clause.written;
        let one = [&written.name, &written.text];
        let several = [&written.consequence, &written.note].into_iter().flatten();
        let waiver = written.waiver.iter().map(|waiver| &waiver.authority);
        let bar = written.bar.iter().map(|bar| &bar.name);
        let reason = written.examples.iter().map(|examples| &examples.one_sided);
        let all = one
            .into_iter()
            .chain(several)
            .chain(&written.evidence)
            .chain(waiver)
            .chain(bar)
            .chain(reason);
        for words in all {
            self.texts.push(Text {
                words,
                file: Arc::clone(&clause.file),
                beside: written.id.place,
                clause: Some(&written.id),
            });
        }
    }

    fn record(&mut self, record: &'p syntax::Record) {
        let folder = ["vocabulary/"];
        let words = std::iter::once(&record.name).chain(&record.verb).chain(&record.help);
        self.add(&record.record, &folder, words);
        for field in &record.fields {
            let more = [&field.help, &field.when_true, &field.none].into_iter().flatten();
            self.add(&field.id, &folder, std::iter::once(&field.name).chain(more));
        }
    }
}

fn both(finder: &mut Finder<'_>, text: &Text<'_>) {
    let Words { zh, en } = text.words;
    let wrong = |code, wanted: &str, zh: &str, en: &str| {
        let place = text.place(finder.pack, wanted);
        let finding = Diagnostic::error(code, &text.file, place, words(zh, en));
        match text.clause {
            Some(clause) => finding.about(clause),
            None => finding,
        }
    };
    let finding = if zh.trim().is_empty() {
        wrong("no-chinese", en, "中文为空", "the Chinese is empty")
    } else if en.trim().is_empty() {
        wrong("no-english", zh, "英文为空", "the English is empty")
    } else if zh == en && zh.chars().any(char::is_alphabetic) {
        wrong(
            "not-translated",
            zh,
            "中文与英文完全相同",
            "the Chinese and the English are the same",
        )
    } else if has_chinese(&unquoted(en)) {
        let finding =
            wrong("mixed-language", en, "英文中夹有中文", "there is Chinese in the English");
        finding.into_advice()
    } else if !has_chinese(zh) && zh.chars().any(char::is_alphabetic) {
        wrong("mixed-language", zh, "中文里没有汉字", "there is no Chinese in the Chinese")
            .into_advice()
    } else {
        return;
    };
    finder.findings.push(finding);
}

/// A text without what stands in quotation marks or brackets: the English may quote a word of the text.
fn unquoted(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '“' | '(' | '（' => depth += 1,
            '”' | ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// Two facts of a record, or two codes of a list, under one name cannot be told apart in a sentence.
fn one_name_each(finder: &mut Finder<'_>, record: &syntax::Record) {
    let fields = record.fields.iter().map(|field| (&field.id, &field.name.zh, &field.name.en));
    same_names(finder, fields.collect());
    for list in &record.codes {
        let codes = list.codes.iter().map(|code| (&code.id, &code.zh, &code.en));
        same_names(finder, codes.collect());
    }
}

fn same_names(finder: &mut Finder<'_>, named: Vec<(&Located<String>, &String, &String)>) {
    let mut zh: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    let mut en: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    for (id, name_zh, name_en) in named {
        let before = zh.insert(name_zh, id).or(en.insert(name_en, id));
        let Some(before) = before else { continue };
        let file = places::file_of(finder.pack, id, &["vocabulary/"]);
        finder.error_in(
            "same-name",
            &file,
            id.place,
            &format!("与“{before}”同名，写成文字时分不清"),
            &format!("this has the name of `{before}` and cannot be told apart from it in words"),
        );
    }
}
