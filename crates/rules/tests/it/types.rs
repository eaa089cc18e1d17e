//! All types of a pack looked at together.

use std::sync::Arc;

use guohe_rules::{
    eval::Node,
    facts::Tree,
    pack::{Pack, Shelf},
    report::{self, ClauseResult, Report, Wanted},
    situation::{self, Situation},
    yaml::{self, Located},
};
use proptest::prelude::*;

use crate::{fixture, packs};

const APPLICATION: &str = "
record: application
name: {zh: 申报, en: application}
title: type
fields:
  - {id: type, type: {code: $types}, name: {zh: 申报类型, en: type applied for}}
";

/// Clauses that lean on the type by reading it and by referring to one of a single type, and some that do not.
const CLAUSES: [(&str, &str); 5] = [
    ("", "{any: [{one_of: {fact: application.type, listed: [TWO]}}, {is: host.audited}]}"),
    ("types: [TWO]", "{at_least: [host.staff, 20]}"),
    ("", "{any: [{is: host.audited}, {refer: XX-2.2}]}"),
    ("", "{all: [{is: host.audited}, {one_of: {fact: host.kind, listed: [park]}}]}"),
    ("", "{all: [{refer: XX-2.3}, {one_of: {fact: host.kind, listed: [firm]}}]}"),
];

fn law() -> Arc<Pack> {
    let clauses = CLAUSES.iter().zip(1..).map(|((types, rule), at)| {
        let class = format!("class: computable_criterion\n    computable: partly\n    {types}");
        fixture::clause(&class, &format!("rule: {rule}"))
            .replace("XX-2.1", &format!("XX-2.{at}"))
            .replace("第（一）项", &format!("第（{}）项", ["一", "二", "三", "四", "五"][at - 1]))
            .replace("2(1)", &format!("2({at})"))
            .replace("item1", &format!("item{at}"))
    });
    let mut files = fixture::files(&clauses.collect::<String>());
    files.insert("vocabulary/application.yaml".to_owned(), APPLICATION.to_owned());
    fixture::load(&files)
}

/// Everything that a report says, as far as it can be compared.
fn said(report: &Report<'_>) -> Vec<String> {
    let mut all = vec![format!("{:?} {}", report.overall, report.by_conjunction)];
    all.extend(report.results.iter().map(|one| said_of(one)));
    all
}

/// Everything that is said of a clause, its trace with its shape and its places in the file.
fn said_of(one: &ClauseResult<'_>) -> String {
    let truths = (one.truth, one.outcome, &one.readings, one.exact, one.waiver_pending);
    let seen = one.trace.nodes.iter().map(|node| {
        let place = match node.node {
            Node::Test(test) => format!("{:?}", test.place),
            Node::Period(first, last) => format!("{first} to {last}"),
        };
        let shape = (node.parent, node.rows_from, node.rows_to);
        (place, shape, node.truth, one.trace.compared(node))
    });
    let rows = one.trace.rows.iter();
    let rows = rows.map(|row| (row.row, row.truth, row.because.map(|test| test.place)));
    let plans = one.repairs.iter().map(|r| (r.actions.len(), r.earliest, &r.assumes));
    let (seen, rows): (Vec<_>, Vec<_>) = (seen.collect(), rows.collect());
    let open = (&one.opens, &one.trace.opens, &one.duties, one.free_on);
    let plans: Vec<_> = plans.collect();
    format!("{} {truths:?} {seen:?} {rows:?} {open:?} {plans:?}", one.id())
}

/// What is told of a clause again, because another refers to it, is what it says of itself.
fn each_clause_says_what_it_says_alone(pack: &Pack, situation: &Situation, report: &Report<'_>) {
    let situation = situation.clone().for_type(pack, report.kind);
    for result in &report.results {
        let alone = if result.bar {
            report::evaluate_bar(pack, &situation, result.clause)
        } else {
            report::evaluate_clause(pack, &situation, result.clause)
        };
        assert_eq!(Some(said_of(result)), alone.as_ref().map(said_of), "{}", result.id());
    }
}

fn each_says_what_it_says_alone(pack: &Pack, situation: &Situation) {
    let together = report::evaluate_types(pack, situation, Wanted::Plans);
    let plain = report::evaluate_types(pack, situation, Wanted::Results);
    assert_eq!((together.len(), plain.len()), (pack.file.types.len(), pack.file.types.len()));
    for (report, plain) in together.iter().zip(&plain) {
        let mut alone = report::evaluate(pack, situation, report.kind);
        assert_eq!(said(report), said(&alone), "{} {}", pack.id(), report.kind);
        each_clause_says_what_it_says_alone(pack, situation, report);
        for result in &mut alone.results {
            let result = Arc::make_mut(result);
            result.repairs.clear();
            result.free_on = None;
        }
        assert_eq!(said(plain), said(&alone), "{} {} without plans", pack.id(), report.kind);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn types_looked_at_together_come_to_what_each_comes_to_alone(
        audited in prop::option::of(any::<bool>()),
        kind in prop::option::of(prop::sample::select(vec!["park", "school", "firm"])),
        staff in prop::option::of(prop::sample::select(vec!["10", "20"])),
    ) {
        let pack = law();
        let word = |name: &str, value: Option<String>| {
            value.map_or(String::new(), |value| format!("{name}: {value}, "))
        };
        let host = [
            word("audited", audited.map(|yes| yes.to_string())),
            word("kind", kind.map(str::to_owned)),
            word("staff", staff.map(str::to_owned)),
        ];
        let facts = format!("round: {{date: 2026-05-15}}\nfacts:\n  host: {{{}}}\n", host.concat());
        let facts: Located<Tree> = yaml::parse(&facts).unwrap();
        let (situation, findings) = situation::read(&pack, "facts", &facts, None);
        prop_assert_eq!(findings, Vec::new());
        each_says_what_it_says_alone(&pack, &situation);
    }
}

#[test]
fn types_of_the_packs_come_to_the_same_together() {
    for pack in &Shelf::load(&packs::files()).packs {
        let top = format!("{}/examples/", pack.id());
        let cases = pack
            .files
            .iter()
            .filter(|(path, _)| path.strip_prefix(&top).is_some_and(|rest| !rest.contains('/')));
        let hosts = cases.filter_map(|(_, text)| packs::of_example(pack, text));
        for host in hosts.step_by(6) {
            each_says_what_it_says_alone(pack, &host);
        }
    }
}
