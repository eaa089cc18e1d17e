//! What is wrong with a pack although it loads: each check with a law that fails it and one that passes.

mod conditions;
mod declarations;
mod personal;
mod sound;

use guohe_rules::{
    diagnostic::{Diagnostic, Severity},
    lint::{self, Glossary},
    pack::{PackFiles, Shelf},
};

use crate::{fixture, packs};

/// What is found in the files, but for facts that the small law does not use.
fn findings(files: &PackFiles) -> Vec<Diagnostic> {
    let found = lint::check(&fixture::load(files));
    found.into_iter().filter(|finding| finding.code != "fact-unused").collect()
}

/// The kinds of findings in the law with a clause.
fn codes(clause: &str) -> Vec<&'static str> {
    findings(&fixture::files(clause)).iter().map(|finding| finding.code).collect()
}

/// The kinds of findings in the law with a rule, which is decided by a machine and a person.
fn of_rule(rule: &str) -> Vec<&'static str> {
    codes(&fixture::ruled(rule))
}

/// The kinds of findings in the law with one word changed in a file.
fn changed(file: &str, from: &str, to: &str) -> Vec<&'static str> {
    let mut files = fixture::files("");
    let text = files.get_mut(file).expect("a file of the law");
    assert!(text.contains(from), "{from} stands in {file}");
    *text = text.replacen(from, to, 1);
    findings(&files).iter().map(|finding| finding.code).collect()
}

/// The text up to where a finding points, and from there on.
fn around<'f>(files: &'f PackFiles, finding: &Diagnostic) -> (&'f str, &'f str) {
    files[&*finding.file].split_at(finding.place.offset)
}

/// The word that a finding points at.
fn word<'f>(files: &'f PackFiles, finding: &Diagnostic) -> &'f str {
    let text = &files[&*finding.file];
    let (from, len) = (finding.place.offset, finding.place.len);
    text.get(from..from + len).expect("a place in the text")
}

#[test]
fn the_small_law_has_nothing_wrong() {
    assert_eq!(codes(""), Vec::<&str>::new());
}

#[test]
fn the_packs_of_the_repository_have_no_errors() {
    let shelf = Shelf::load(&packs::files());
    for pack in &shelf.packs {
        let errors = lint::check(pack);
        let errors: Vec<String> = errors
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn findings_come_in_the_order_of_files_and_places() {
    let rule =
        "{all: [{at_least: [{count: {of: events}}, 0]}, {is: host.audited}, {is: host.audited}]}";
    let files = fixture::files(&fixture::ruled(rule));
    let found = findings(&files);
    let places: Vec<_> = found.iter().map(|one| (&one.file, one.place.offset)).collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(places, sorted);
    assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["always-true", "said-twice"]);
}

#[test]
fn a_finding_points_at_the_word_and_says_what_to_do() {
    let files = fixture::files(&fixture::ruled("{at_least: [{count: {of: events}}, 0]}"));
    let found = findings(&files);
    assert_eq!(word(&files, &found[0]), "0");
    assert_eq!(
        (found[0].clause.as_deref(), found[0].message.zh.as_str(), found[0].message.en.as_str()),
        (
            Some("XX-2.1"),
            "这一项总是成立：活动不少于 0 场。",
            "this always holds: There are at least 0 events."
        )
    );
    let files = fixture::files(&fixture::ruled("{all: [{is: host.audited}, {is: host.audited}]}"));
    let found = findings(&files);
    assert!(found[0].help.is_some());
    assert_eq!(found[0].message.zh, "与第 9 行的一项完全相同");
}

#[test]
fn a_term_without_its_english_word_is_advice() {
    let glossary = "
terms:
  - {zh: 基本条件, en: basic condition, avoid: [fundamental]}
  - {zh: 条件, en: condition}
";
    let glossary = Glossary::read(glossary).unwrap();
    let terms = |from: &str, to: &str| {
        let mut files = fixture::files("");
        let text = files.get_mut("somewhere/law/articles/01.yaml").unwrap();
        *text = text.replacen(from, to, 1);
        let pack = fixture::load(&files);
        let found = lint::check_terms(&pack, &glossary);
        found.iter().map(|one| (one.severity, word(&files, one).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(terms("", ""), []);
    assert_eq!(
        terms("en: The basic condition is met.", "en: The first rule is met."),
        [(Severity::Advice, "The first rule is met.".to_owned())]
    );
    assert_eq!(
        terms("en: basic condition}", "en: fundamental basic condition}"),
        [(Severity::Advice, "fundamental basic condition".to_owned())]
    );
}

/// A finding about a law with one faulty clause names the clause, points into the file and says what to do.
#[test]
fn a_lawyer_can_act_on_every_finding() {
    for (class, rest) in [
        ("class: computable_criterion\n    computable: yes", "rule: {is: host.audit}"),
        (
            "class: computable_criterion\n    computable: yes",
            "rule: {at_least: [host.staff, 5 m2]}",
        ),
        ("class: computable_criterion\n    computable: yes", "rule: {all: []}"),
        ("class: computable_criterion\n    computable: yes", "rule: {refer: XX-2.1}"),
        ("class: computable_criterion\n    computable: yes", "rule: {refer: XX-9}"),
        ("class: computable_criterion\n    computable: yes", "rule: {judge: nice}"),
        ("class: computable_criterion\n    computable: no", "rule: {is: host.audited}"),
        ("class: declaratory\n    computable: no", "rule: {is: host.audited}"),
        (
            "class: in_principle_criterion\n    computable: yes\n    modality: in_principle",
            "rule: {is: host.audited}",
        ),
        (
            "class: computable_criterion\n    computable: yes",
            "rule: {any: [{is: host.audited}, {not: {is: host.audited}}]}",
        ),
    ] {
        let shelf = Shelf::load(&fixture::files(&fixture::clause(class, rest)));
        let mut found = shelf.findings;
        let own = shelf.packs.iter().flat_map(|pack| lint::check(pack));
        found.extend(own.filter(|finding| finding.code != "fact-unused"));
        assert!(!found.is_empty(), "{class} {rest}");
        for finding in &found {
            assert_eq!(finding.clause.as_deref(), Some("XX-2.1"), "{finding}");
            assert!(finding.place.line > 0 && finding.help.is_some(), "{finding}");
        }
    }
}
