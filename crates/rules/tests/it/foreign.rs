//! Types of other packs among the facts: told apart from those of the pack that is read, and from each other only
//! where they are written alike.

use std::{collections::BTreeSet, sync::Arc};

use guohe_rules::{
    document,
    facts::CellRef,
    pack::Pack,
    prose::{self, Lang},
    report::Outcome,
    situation::{self, Situation},
    value::{Level, RowRef},
    yaml,
};
use proptest::prelude::*;

use crate::fixture;

const REGISTER: &str = "
record: entry
list: entries
name: {zh: 登记, en: entry}
plural: entries
title: name
class: internal
fields:
  - {id: name, type: text, name: {zh: 名称, en: name}}
  - {id: type, type: {code: $types}, name: {zh: 类别, en: type}}
  - {id: types, type: {codes: $types}, name: {zh: 各类别, en: types}}
";

const CHOICE: &str = "
record: choice
name: {zh: 选择, en: choice}
title: type
class: internal
fields:
  - {id: type, type: {code: $types}, name: {zh: 所选类别, en: type chosen}}
";

/// A law of one clause that speaks of types in a register.
fn law(rule: &str) -> Arc<Pack> {
    let class = "class: computable_criterion\n    computable: yes";
    let mut files = fixture::files(&fixture::clause(class, &format!("rule: {rule}")));
    files.insert("vocabulary/entry.yaml".to_owned(), REGISTER.trim_end_matches("---\n").to_owned());
    files.insert("vocabulary/choice.yaml".to_owned(), CHOICE.to_owned());
    fixture::load(&files)
}

fn situation(pack: &Pack, chosen: &str, entries: &[&str]) -> Situation {
    let row = |(at, code): (usize, &&str)| format!("{{id: e{at}, name: e{at}, type: {code}}}");
    let rows: Vec<String> = entries.iter().enumerate().map(row).collect();
    let facts = format!(
        "round: {{date: 2026-05-15}}\nlists: closed\nfacts:\n  choice: {{type: {chosen}}}\n  entries: [{}]\n",
        rows.join(", ")
    );
    let (situation, findings) = situation::read(pack, "f", &yaml::parse(&facts).unwrap(), None);
    assert_eq!(findings, Vec::new());
    situation
}

/// What the clause comes to over the type chosen and those of the register, and what is said to be open.
fn found(rule: &str, chosen: &str, entries: &[&str]) -> (Outcome, Vec<[String; 2]>) {
    let pack = law(rule);
    let at = situation(&pack, chosen, entries);
    let document = document::check(&pack, &at, 0, Level::Declared);
    let clause = document.clauses.iter().find(|clause| clause.id == "XX-2.1").expect("the clause");
    let opens = clause.open.iter().map(|open| [open.text.zh.clone(), open.text.en.clone()]);
    (clause.outcome, opens.collect())
}

const SAME: &str = "{some: {of: entries, where: {same: [entry.type, choice.type]}}}";
const KINDS: &str = "{at_least: [{count: {of: entries, distinct: [entry.type]}}, 2]}";

#[test]
fn different_types_of_other_packs_are_not_taken_for_one() {
    let outcome = |chosen: &str, entry: &str| found(SAME, chosen, &[entry]).0;
    assert_eq!(outcome("a/x:ONE", "b/y:ONE"), Outcome::Undetermined);
    assert_eq!(outcome("a/x:ONE", "a/x:TWO"), Outcome::Undetermined);
    assert_eq!(outcome("$other", "$other"), Outcome::Undetermined);
    assert_eq!(outcome("$other", "a/x:ONE"), Outcome::Undetermined);
    // What is written alike is one, and a type of this pack is none of another.
    assert_eq!(outcome("a/x:ONE", "a/x:ONE"), Outcome::Met);
    assert_eq!(outcome("somewhere/law:ONE", "ONE"), Outcome::Met);
    assert_eq!(outcome("ONE", "a/x:ONE"), Outcome::NotMet);
    assert_eq!(outcome("a/x:ONE", "TWO"), Outcome::NotMet);
}

#[test]
fn the_reason_names_the_code_and_its_pack() {
    let (outcome, open) = found(SAME, "a/x:ONE", &["b/y:GOLD"]);
    assert_eq!(outcome, Outcome::Undetermined);
    let [zh, en] = &open[1];
    assert_eq!(
        zh,
        "无法比较：登记 e0的类别是规则包“b/y”的“GOLD”，本规则包不认识这一代码；请对照该规则包核对"
    );
    assert_eq!(
        en,
        "cannot be compared: type (entry e0) is `GOLD` of the pack `b/y`, a code that is unknown here; \
         check it against that pack"
    );
    let (_, open) = found(SAME, "a/x:ONE", &["$other"]);
    assert!(open[1][1].contains("write it as `PACK:CODE`"), "{open:?}");
}

#[test]
fn different_types_of_other_packs_may_be_one_or_two() {
    let outcome = |entries: &[&str]| found(KINDS, "ONE", entries).0;
    assert_eq!(outcome(&["a/x:ONE", "b/y:ONE"]), Outcome::Undetermined);
    assert_eq!(outcome(&["ONE", "TWO"]), Outcome::Met);
    assert_eq!(outcome(&["ONE", "ONE"]), Outcome::NotMet);
    let (_, open) = found(KINDS, "ONE", &["a/x:ONE", "b/y:ONE"]);
    assert!(open.iter().any(|[_, en]| en.contains("`ONE` of the pack `a/x`")), "{open:?}");
}

#[test]
fn a_name_is_not_held_against_the_words_for_all_other_packs() {
    let rule = "{some: {of: entries, where: {named: {fact: entry.name, template: {zh: \"{entry.type}\", en: \"{entry.type}\"}}}}}";
    assert_eq!(found(rule, "ONE", &["a/x:ONE"]).0, Outcome::Undetermined);
    assert_eq!(found(rule, "ONE", &["ONE"]).0, Outcome::NotMet);
}

#[test]
fn other_packs_have_nothing_certain_in_common() {
    let rule = "{some: {of: entries, where: {shares: [entry.type, choice.type]}}}";
    let outcome = |chosen: &str, entry: &str| found(rule, chosen, &[entry]).0;
    assert_eq!(outcome("a/x:ONE", "b/y:ONE"), Outcome::Undetermined);
    assert_eq!(outcome("ONE", "b/y:ONE"), Outcome::NotMet);
    assert_eq!(outcome("ONE", "ONE"), Outcome::Met);
}

#[test]
fn a_type_of_another_pack_is_written_out_as_it_was_read() {
    let pack = law("{same: [choice.type, choice.type]}");
    let at = situation(&pack, "a/x:ONE", &[]);
    let record = pack.names.vocabulary.record("choice").expect("the record");
    let of = CellRef { at: RowRef { record, row: 0 }, field: 0 };
    assert_eq!(prose::cell(&pack, &at, of, Lang::Zh), "a/x:ONE");
}

const CODES: [&str; 6] = ["ONE", "TWO", "a/x:ONE", "a/x:TWO", "b/y:ONE", "unknown"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the codes of other packs stand for, what is said holds: two that are written differently may be
    /// one, one that is written twice is one, and none is a type of this pack.
    #[test]
    fn what_is_said_of_other_packs_holds_whatever_their_codes_stand_for(
        chosen in prop::sample::select(&CODES[..5]),
        entries in prop::collection::vec(prop::sample::select(&CODES[..]), 0..4),
        stand_for in prop::collection::vec(0_u8..3, 3),
    ) {
        let means = |code: &str| match code {
            "a/x:ONE" => format!("other {}", stand_for[0]),
            "a/x:TWO" => format!("other {}", stand_for[1]),
            "b/y:ONE" => format!("other {}", stand_for[2]),
            own => own.to_owned(),
        };
        let is = |outcome: Outcome, truly: bool| {
            outcome == Outcome::Undetermined || (outcome == Outcome::Met) == truly
        };
        let known: Vec<_> = entries.iter().copied().filter(|code| *code != "unknown").collect();
        let same = known.iter().any(|code| means(code) == means(chosen));
        let kinds = known.iter().map(|code| means(code)).collect::<BTreeSet<_>>().len() >= 2;
        prop_assert!(is(found(SAME, chosen, &known).0, same), "{known:?} {chosen} {stand_for:?}");
        prop_assert!(is(found(KINDS, chosen, &known).0, kinds), "{known:?} {stand_for:?}");
        // A type that is not stated makes nothing certain that was not.
        let with_gaps = found(SAME, chosen, &entries).0;
        prop_assert!(with_gaps == Outcome::Undetermined || is(with_gaps, same), "{entries:?}");
        // Written alike is enough, so that the answer is not undetermined throughout.
        if known.contains(&chosen) {
            prop_assert_eq!(found(SAME, chosen, &known).0, Outcome::Met);
        }
    }
}
