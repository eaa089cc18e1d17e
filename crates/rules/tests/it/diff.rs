//! Comparing packs: which rule asks for more, how that was shown, and facts that show it.

use guohe_rules::{
    diff::{self, Change, ClauseChange, Compared, Comparison, Figure, Part, Shown, Verdict},
    facts::Tree,
    pack::{Pack, PackFiles},
    report::{self, Outcome},
    situation,
    yaml::Located,
};

use crate::fixture;

/// Examples from which the search starts: hosts and events in good order.
const EXAMPLES: &str = "
case: in order
title: {zh: 齐备, en: in order}
changes:
  round: {date: 2026-06-30}
  lists: closed
  facts:
    host: {name: 甲, kind: park, staff: 60, land: 50000 m2, audited: true, founded_on: 2015-03-01}
    partners: [{id: P1, name: 乙, country: aa}]
    events:
      - {id: E1, name: 一, owner: host, scale: large, held_on: 2024-03-01, ended_on: none, guests: 80, cost: 100 yuan, partner: P1, international: true}
      - {id: E2, name: 二, owner: host, scale: small, held_on: 2025-03-01, ended_on: none, guests: 20, cost: 300000 yuan, partner: P1, international: false}
    year_reports: [{id: Y1, year: 2025, sales: 5 yuan, exports: 1 yuan, filed_on: 2026-04-10}]
expect: {XX-2.1: met}
";

fn files(clauses: &str) -> PackFiles {
    let mut files = fixture::files(clauses);
    files.insert("somewhere/law/examples/one.yaml".to_owned(), EXAMPLES.to_owned());
    files
}

fn compare(a: &PackFiles, b: &PackFiles) -> (Pack, Pack, Comparison) {
    let (a, b) = (fixture::load(a), fixture::load(b));
    let comparison = diff::compare(&a, &b, &[]);
    ((*a).clone(), (*b).clone(), comparison)
}

/// Two rules for the same clause.
fn rules(a: &str, b: &str) -> (Pack, Pack, Comparison) {
    compare(&files(&fixture::ruled(a)), &files(&fixture::ruled(b)))
}

fn only(comparison: &Comparison) -> (&ClauseChange, &Compared) {
    let [clause] = &comparison.clauses[..] else { panic!("{:?}", comparison.clauses) };
    let [compared] = &clause.compared[..] else { panic!("{clause:?}") };
    (clause, compared)
}

fn verdict(a: &str, b: &str) -> (Verdict, Shown) {
    let (.., comparison) = rules(a, b);
    let (_, compared) = only(&comparison);
    (compared.verdict, compared.shown)
}

/// What a pack makes of the facts of a witness, read and evaluated anew.
fn outcome(pack: &Pack, facts: &serde_json::Value, kind: Option<&str>) -> Outcome {
    let document = Located::nowhere(Tree::from(facts));
    let (situation, findings) = situation::read(pack, "witness", &document, None);
    assert_eq!(findings, Vec::new());
    let situation = match kind {
        Some(kind) => situation.for_type(pack, pack.type_at(kind).unwrap()),
        None => situation,
    };
    report::outcome(pack, &situation, pack.clause("XX-2.1").unwrap()).unwrap()
}

/// Evaluates every witness under both packs, and gives the outcomes.
fn shown(a: &Pack, b: &Pack, comparison: &Comparison) -> Vec<(bool, Outcome, Outcome)> {
    let (_, compared) = only(comparison);
    let told = compared.witnesses.iter().map(|witness| {
        let kind = witness.kind.as_deref();
        let found = (outcome(a, &witness.facts, kind), outcome(b, &witness.facts, kind));
        assert_eq!(found, (witness.a.outcome, witness.b.outcome));
        (witness.looser, found.0, found.1)
    });
    told.collect()
}

const COUNT: &str = "{at_least: [{count: {of: events, where: {is: event.international}}}, N]}";

#[test]
fn a_threshold_that_moved_is_read_off_and_a_witness_stands_between_the_two() {
    let (a, b, comparison) = rules("{at_least: [host.staff, 50]}", "{at_least: [host.staff, 40]}");
    let (clause, compared) = only(&comparison);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Looser, Shown::Structure));
    assert_eq!(clause.parts.iter().map(|part| part.part).collect::<Vec<_>>(), [Part::Rule]);
    assert_eq!(shown(&a, &b, &comparison), [(true, Outcome::NotMet, Outcome::Met)]);
    let [witness] = &compared.witnesses[..] else { panic!() };
    let staff = witness.facts["facts"]["host"]["staff"].as_i64().unwrap();
    assert!((40..50).contains(&staff), "{staff}");
    let compared = |side: &diff::Side| side.decided_by[0].compared.clone().unwrap();
    assert_eq!(compared(&witness.a).against.low.unwrap(), "50");
    assert_eq!(compared(&witness.b).against.low.unwrap(), "40");
    assert_eq!(witness.b.citation.en, "Article 2(1)");
    // Nothing that the difference does not need is left in the facts.
    assert_eq!(witness.facts["facts"].as_object().unwrap().len(), 1);
}

#[test]
fn comparing_the_other_way_round_turns_the_verdict() {
    let (a, b) = (COUNT.replace('N', "1"), COUNT.replace('N', "2"));
    assert_eq!(verdict(&a, &b), (Verdict::Stricter, Shown::Structure));
    assert_eq!(verdict(&b, &a), (Verdict::Looser, Shown::Structure));
    assert_eq!(
        verdict("{more_than: [host.staff, 50]}", "{at_least: [host.staff, 50]}"),
        (Verdict::Looser, Shown::Structure)
    );
}

#[test]
fn rules_that_each_admit_something_of_their_own_have_a_witness_both_ways() {
    let (a, b, comparison) = rules(
        "{one_of: {fact: host.kind, listed: [park, school]}}",
        "{one_of: {fact: host.kind, listed: [park, firm]}}",
    );
    let (_, compared) = only(&comparison);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Incomparable, Shown::Witnesses));
    let found = shown(&a, &b, &comparison);
    assert_eq!(
        found,
        [(true, Outcome::NotMet, Outcome::Met), (false, Outcome::Met, Outcome::NotMet)]
    );
}

#[test]
fn what_no_structure_shows_is_found_and_said_to_be_found() {
    let (a, b, comparison) = rules(
        "{at_least: [host.staff, 50]}",
        "{any: [{is: host.audited}, {at_least: [{total: [host.staff, 10]}, 60]}]}",
    );
    let (_, compared) = only(&comparison);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Looser, Shown::Search));
    assert!(compared.trials > 20, "{}", compared.trials);
    assert_eq!(shown(&a, &b, &comparison), [(true, Outcome::NotMet, Outcome::Met)]);
}

#[test]
fn the_same_in_other_words_of_the_language_is_never_said_to_be_equal() {
    let (.., comparison) =
        rules("{at_least: [host.staff, 50]}", "{at_least: [{total: [host.staff, 10]}, 60]}");
    let (_, compared) = only(&comparison);
    assert_eq!((compared.verdict, compared.shown), (Verdict::NoDifferenceFound, Shown::Nothing));
    assert!(compared.trials > 0 && compared.excluded.is_none() && compared.witnesses.is_empty());
}

#[test]
fn an_order_that_no_facts_show_is_said_to_exclude_the_contrary_and_no_more() {
    // A count of rows that never passes: the bound moves, and nothing can tell.
    let never = "{all: [{absent: host.name}, {given: host.name}, {at_least: [host.staff, N]}]}";
    let (.., comparison) = rules(&never.replace('N', "50"), &never.replace('N', "40"));
    let (_, compared) = only(&comparison);
    assert_eq!(compared.verdict, Verdict::NoDifferenceFound);
    assert_eq!(compared.excluded, Some(Verdict::Stricter));
    assert!(compared.trials > 0);
}

#[test]
fn dropped_limbs_longer_windows_and_longer_lists_are_read_off() {
    let looser = (Verdict::Looser, Shown::Structure);
    let within = "{some: {of: events, where: {within: {date: event.held_on, window: W}}}}";
    let pairs = [
        (within.replace('W', "{recent_years: 1}"), within.replace('W', "{recent_years: 2}")),
        (within.replace('W', "{complete_years: 1}"), within.replace('W', "{complete_years_and_current: 1}")),
        ("{all: [{is: host.audited}, {at_least: [host.staff, 50]}]}".to_owned(), "{is: host.audited}".to_owned()),
        ("{is: host.audited}".to_owned(), "{any: [{at_least: [host.staff, 50]}, {is: host.audited}]}".to_owned()),
        ("{no: {of: events, where: {more_than: [event.cost, 10 yuan]}}}".to_owned(), "{no: {of: events, where: {more_than: [event.cost, 20 yuan]}}}".to_owned()),
        ("{one_of: {fact: host.kind, listed: [park]}}".to_owned(), "{one_of: {fact: host.kind, listed: [park, firm]}}".to_owned()),
        ("{each: {of: events, test: {at_least: [event.guests, 30]}}}".to_owned(), "{each: {of: events, where: {is: event.international}, test: {at_least: [event.guests, 30]}}}".to_owned()),
    ];
    for (a, b) in pairs {
        assert_eq!(verdict(&a, &b), looser, "{a} {b}");
    }
}

#[test]
fn a_moved_value_of_a_parameter_and_of_a_clause_referred_to_is_found_behind_equal_words() {
    let rule = "{at_least: [{count: {of: events, where: {within: {date: event.held_on, window: {recent_years: {param: {name: look_back}}}}}}}, 2]}";
    let other = fixture::ruled("{refer: XX-2.1}").replace("id: XX-2.1", "id: XX-2.2");
    let a = files(&format!("{}{other}", fixture::ruled(rule)));
    let mut b = a.clone();
    let pack = b.get_mut("somewhere/law/pack.yaml").unwrap();
    *pack = pack.replace(
        "kind: {value: {of: number, value: \"3\"}}",
        "kind: {value: {of: number, value: \"2\"}}",
    );
    let (.., comparison) = compare(&a, &b);
    let told = |id: &str| {
        let clause = comparison.clauses.iter().find(|one| one.clause == id).unwrap();
        (clause.compared[0].verdict, clause.compared[0].shown)
    };
    assert_eq!(told("XX-2.1"), (Verdict::Stricter, Shown::Structure));
    assert_eq!(told("XX-2.2"), (Verdict::Stricter, Shown::Structure));
    let change = comparison.files.iter().find(|one| one.path.starts_with("parameters.look_back"));
    let change = change.unwrap();
    assert_eq!((change.a.as_deref(), change.b.as_deref()), (Some("3"), Some("2")));
}

#[test]
fn softer_modality_fewer_types_and_words_are_told_with_what_they_do() {
    let hard = fixture::ruled("{at_least: [host.staff, 50]}");
    let soft = hard.replace(
        "class: computable_criterion",
        "class: computable_criterion\n    modality: generally",
    );
    let (a, b, comparison) = compare(&files(&hard), &files(&soft));
    let (clause, compared) = only(&comparison);
    assert_eq!(clause.parts[0].part, Part::Modality);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Looser, Shown::Structure));
    assert_eq!(shown(&a, &b, &comparison), [(true, Outcome::NotMet, Outcome::NotMet)]);

    let fewer = hard.replace("name: {zh: 专门", "types: [ONE]\n    name: {zh: 专门");
    let (.., comparison) = compare(&files(&hard), &files(&fewer));
    let (clause, compared) = only(&comparison);
    assert_eq!(clause.parts[0].part, Part::Types);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Looser, Shown::Structure));
    assert_eq!(compared.witnesses[0].kind.as_deref(), Some("TWO"));
    assert_eq!(compared.witnesses[0].b.outcome, Outcome::NotApplicable);

    let words = hard.replace("The special condition is met.", "It is met.");
    let (.., comparison) = compare(&files(&hard), &files(&words));
    let (_, compared) = only(&comparison);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Equal, Shown::Structure));
}

#[test]
fn a_later_day_of_a_duty_is_looser_and_a_ground_that_is_there_more_often_is_stricter() {
    let duty = |months: u8| {
        let due = format!(
            "duty:\n      for_each: year_reports\n      due: {{deadline: {{from: {{year_end: year_report.year}}, months: {months}, calendar: days}}}}\n      done_on: year_report.filed_on"
        );
        fixture::clause("class: duty_with_deadline\n    computable: yes", &due)
    };
    let start = |clauses: &str| {
        let mut files = files(clauses);
        let example = EXAMPLES.replace("expect: {XX-2.1: met}", "expect: {XX-2.1: late}");
        files.insert("somewhere/law/examples/one.yaml".to_owned(), example);
        files
    };
    let (a, b, comparison) = compare(&start(&duty(3)), &start(&duty(4)));
    let (clause, compared) = only(&comparison);
    assert_eq!(clause.parts[0].part, Part::Duty);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Looser, Shown::Structure));
    assert_eq!(shown(&a, &b, &comparison), [(true, Outcome::Late, Outcome::Done)]);

    let ground = |staff: u8| {
        fixture::clause(
            "class: sanction\n    computable: yes",
            &format!("rule: {{at_least: [host.staff, {staff}]}}"),
        )
    };
    let (a, b, comparison) = compare(&files(&ground(50)), &files(&ground(40)));
    let (_, compared) = only(&comparison);
    assert_eq!((compared.verdict, compared.shown), (Verdict::Stricter, Shown::Structure));
    assert_eq!(shown(&a, &b, &comparison), [(false, Outcome::Absent, Outcome::Present)]);
}

#[test]
fn clauses_that_one_pack_alone_has_are_told_and_counted_unless_they_are_paired() {
    let a = fixture::ruled("{at_least: [host.staff, 50]}");
    let b = fixture::ruled("{at_least: [host.staff, 60]}").replace("XX-2.1", "XX-2.9");
    let (a, b) = (fixture::load(&files(&a)), fixture::load(&fixture::files(&b)));
    let apart = diff::compare(&a, &b, &[]);
    let told: Vec<_> = apart.clauses.iter().map(|one| (one.change, one.clause.as_str())).collect();
    assert_eq!(told, [(Change::Added, "XX-2.9"), (Change::Removed, "XX-2.1")]);
    assert_eq!(apart.figure, Figure { shared: 2, added: 1, removed: 1, ..Figure::default() });
    let paired = diff::compare(&a, &b, &[("XX-2.1".to_owned(), "XX-2.9".to_owned())]);
    let (clause, compared) = only(&paired);
    assert_eq!((clause.was.as_deref(), clause.clause.as_str()), (Some("XX-2.1"), "XX-2.9"));
    assert_eq!((compared.verdict, compared.shown), (Verdict::Stricter, Shown::Structure));
    assert_eq!(paired.figure, Figure { shared: 3, differ: 1, stricter: 1, ..Figure::default() });
}

#[test]
fn a_pack_does_not_differ_from_itself_and_the_same_packs_give_the_same_bytes() {
    let own = files(&fixture::ruled("{at_least: [host.staff, 50]}"));
    let (.., comparison) = compare(&own, &own);
    assert_eq!((comparison.clauses.len(), comparison.files.len()), (0, 0));
    let text = || {
        let (.., comparison) = rules(&COUNT.replace('N', "1"), &COUNT.replace('N', "2"));
        serde_json::to_string(&comparison).unwrap()
    };
    assert_eq!(text(), text());
}
