//! Conditions that a pack offers to its calls, and the law as it is for a call that adds some.

use guohe_rules::{
    examples, lint,
    mutate::{self, Fate},
    pack::{Pack, PackFiles, Shelf},
    syntax::{Addition, Additions, JudgedAddition, Words},
};

use crate::fixture;

fn words(text: &str) -> Words {
    Words { zh: text.to_owned(), en: text.to_owned() }
}

/// The small law with a condition that it offers.
fn offering(rule: &str) -> PackFiles {
    let clause = fixture::ruled(rule).replace("XX-2.1", "XX-N1");
    let text = format!("article: {{zh: 通知, en: notices}}\nclauses:\n{clause}");
    let mut files = fixture::files("");
    files.insert("somewhere/law/offered.yaml".to_owned(), text);
    files
}

fn offered() -> Addition {
    let place = words("第三条");
    Addition { id: "XX-N1".to_owned(), place, types: Vec::new(), judged: None }
}

fn adding(conditions: Vec<Addition>) -> Additions {
    Additions { document: words("示例通知"), conditions }
}

#[test]
fn a_condition_that_is_offered_holds_only_in_the_version_of_a_call_that_adds_it() {
    let pack = fixture::load(&offering("{is: host.audited}"));
    let count = |pack: &Pack| pack.conditions(0).count();
    let called = pack.adding(&adding(vec![offered()])).unwrap();
    assert_eq!((count(&pack), count(&called)), (count(&pack), count(&pack) + 1));
    let clause = called.clause("XX-N1").unwrap();
    assert_eq!((clause.written.cite.zh.as_str(), clause.added), ("示例通知第三条", true));
    assert_ne!(called.hash, pack.hash);
    assert_eq!(Shelf::unbundled(&called.bundle()).unwrap().hash, called.hash);
    assert_eq!(called.adding(&Additions::default()).unwrap().hash, pack.hash);
}

#[test]
fn examples_mutants_and_the_ledger_look_at_what_is_offered() {
    let mut files = offering("{at_least: [host.staff, 20]}");
    let bare = fixture::load(&files);
    let wanting = |pack: &Pack| {
        let ledger = examples::ledger(pack, &examples::run(pack));
        let offered = ledger.wanting().filter(|line| line.clause == "XX-N1");
        offered.map(|line| line.clause.clone()).collect::<Vec<_>>()
    };
    let fates = |pack: &Pack| {
        let trial = mutate::run(pack, |part| part == "XX-N1", |_, _| {});
        assert_eq!(trial.findings, Vec::new());
        let killed = |fate: &Fate| matches!(fate, Fate::Killed(_));
        trial.mutants.iter().map(|(one, fate)| (one.name.clone(), killed(fate))).collect::<Vec<_>>()
    };
    assert_eq!(wanting(&bare), ["XX-N1"]);
    assert!(!fates(&bare).is_empty() && fates(&bare).iter().all(|(_, killed)| !killed));
    let example = |staff: u32, found: &str| {
        format!(
            "- {{case: c{staff}, title: {{zh: 例, en: e}}, changes: {{round: {{date: 2026-05-15}}, \
             facts: {{host: {{staff: {staff}}}}}}}, expect: {{XX-N1: {found}}}}}\n"
        )
    };
    let shown = [example(19, "not_met"), example(20, "met"), example(21, "met")].concat();
    files.insert("somewhere/law/examples/notice.yaml".to_owned(), shown);
    let shown = fixture::load(&files);
    let run = examples::run(&shown);
    assert_eq!((run.checked.len(), run.findings.len()), (3, 0));
    assert!(run.checked.iter().all(examples::Checked::holds), "{:?}", run.checked);
    assert_eq!(wanting(&shown), Vec::<String>::new());
    assert!(fates(&shown).iter().all(|(_, killed)| *killed), "{:?}", fates(&shown));
}

#[test]
fn a_condition_in_words_is_asked_of_whoever_judges_it() {
    let pack = fixture::load(&fixture::files(""));
    let judged = |by: &str| {
        let judged =
            JudgedAddition {
                name: words("前景"), text: words("前景明确。"), by: by.to_owned()
            };
        let one = Addition {
            id: "XX-call-1".to_owned(),
            place: words("第四条"),
            types: Vec::new(),
            judged: Some(judged),
        };
        pack.adding(&adding(vec![one]))
    };
    let called = judged("authority").unwrap();
    let slot = called.names.slot_def(called.names.slot("XX-call-1").unwrap()).unwrap();
    assert_eq!(
        (slot.by.value.as_str(), slot.question.zh.contains("前景明确")),
        ("authority", true)
    );
    let codes = judged("nobody").unwrap_err().iter().map(|one| one.code).collect::<Vec<_>>();
    assert_eq!(codes, ["unknown-actor"]);
}

#[test]
fn what_is_not_offered_or_is_named_otherwise_is_not_added() {
    let pack = fixture::load(&offering("{is: host.audited}"));
    let refused = |id: &str| {
        let one = Addition { id: id.to_owned(), ..offered() };
        let found = pack.adding(&adding(vec![one])).unwrap_err();
        found.iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(refused("XX-N2"), ["unknown-clause"]);
    let twice = pack.adding(&adding(vec![offered(), offered()])).unwrap_err();
    assert_eq!(twice.iter().map(|one| one.code).collect::<Vec<_>>(), ["duplicate-id"]);
}

#[test]
fn a_fault_in_a_condition_that_is_offered_is_told_with_its_place_and_keeps_the_pack_off_the_shelf()
{
    let shelf = Shelf::load(&offering("{is: host.nowhere}"));
    assert_eq!(shelf.packs.len(), 0);
    let found: Vec<_> = shelf
        .findings
        .iter()
        .map(|one| (one.code, &*one.file, one.place.line, one.clause.as_deref()))
        .collect();
    assert_eq!(found, [("unknown-fact", "somewhere/law/offered.yaml", 9, Some("XX-N1"))]);
}

#[test]
fn conditions_that_are_offered_are_linted_like_others() {
    let pack = fixture::load(&offering("{judge: goals_clear}"));
    let found = lint::check(&pack);
    let of_it = found.iter().filter(|one| one.clause.as_deref() == Some("XX-N1"));
    assert!(of_it.count() > 0, "{found:?}");
}
