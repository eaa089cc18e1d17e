//! Facts without a class, and facts about natural persons without purpose, basis or rule of retention.

use guohe_rules::pack::PackFiles;

use super::{findings, word};
use crate::fixture;

const HOST: &str = "vocabulary/host.yaml";
const FILE: &str = "somewhere/law/personal.yaml";
const NAME: &str = "{id: name, type: text, name: {zh: 单位名称, en: name}}";

/// A law that reads a fact of the host, whose name is one of a person; with what it says of it.
fn personal(said: &str) -> PackFiles {
    let mut files = fixture::files(&fixture::ruled("{is: host.audited}"));
    let host = files.get_mut(HOST).expect("the host");
    assert!(host.contains(NAME));
    *host = host.replace(NAME, &NAME.replace("text,", "text, class: personal,"));
    if !said.is_empty() {
        files.insert(FILE.to_owned(), said.to_owned());
    }
    files
}

/// A whole file, with one line of it changed.
fn file(from: &str, to: &str) -> PackFiles {
    let whole = "
keep:
  - {id: ledger, name: {zh: 簿册, en: ledger}, years: 5, law: {zh: 簿册规则, en: rules on ledgers}}
facts:
  - fact: host.name
    purpose: {zh: 知道是谁, en: To know who it is}
    law: {zh: 登记法, en: the act on registration}
    keep: ledger
";
    assert!(from.is_empty() || whole.contains(from), "{from}");
    personal(&whole.replace(from, to))
}

fn codes(files: &PackFiles) -> Vec<&'static str> {
    findings(files).iter().map(|finding| finding.code).collect()
}

#[test]
fn a_fact_about_a_person_needs_a_purpose_and_is_named_where_it_stands() {
    let files = personal("");
    let found = findings(&files);
    assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["no-purpose"]);
    assert_eq!((&*found[0].file, word(&files, &found[0])), (HOST, "name"));
    for said in [&found[0].message.zh, &found[0].message.en] {
        assert!(said.contains("host.name"), "{said}");
    }
    assert!(found[0].help.as_ref().is_some_and(|help| help.en.contains(FILE)));
    assert_eq!(codes(&file("", "")), [""; 0]);
}

#[test]
fn a_purpose_rests_on_something_and_names_a_rule_of_retention_and_a_fact_of_a_person() {
    for (from, to, code) in [
        ("    law: {zh: 登记法, en: the act on registration}\n", "", "no-basis"),
        (
            "    law: {zh: 登记法, en: the act on registration}",
            "    cites: [X-99]",
            "unknown-clause",
        ),
        ("    keep: ledger", "    keep: nowhere", "unknown-retention"),
        ("en: To know who it is", "en: ''", "not-translated"),
    ] {
        assert_eq!(codes(&file(from, to)), [code], "{to}");
    }
    let other = codes(&file("host.name", "host.audited"));
    assert_eq!(other, ["purpose-of-nothing", "no-purpose"]);
    let twice = "  - {id: ledger, name: {zh: 甲, en: a}, years: 1, law: {zh: 乙, en: b}}\nfacts:";
    assert_eq!(codes(&file("facts:", twice)), ["duplicate-id"]);
}

#[test]
fn a_fact_without_a_class_is_named() {
    let mut files = fixture::files(&fixture::ruled("{is: host.audited}"));
    let host = files.get_mut(HOST).expect("the host");
    *host = host.replace("class: internal\n", "");
    let found = findings(&files);
    assert!(!found.is_empty() && found.iter().all(|one| one.code == "unclassified"), "{found:?}");
    assert_eq!((&*found[0].file, word(&files, &found[0])), (HOST, "name"));
}
