//! What is said about pairs of conditions is true of every case: each pair of a pool of conditions is joined
//! in both ways, linted, and evaluated on a grid of facts.

use std::collections::BTreeMap;

use guohe_rules::{
    facts::Tree,
    lint,
    pack::Pack,
    report::{self, Outcome},
    situation::{self, Situation},
    yaml::{self, Located},
};

use crate::fixture;

const CONDITIONS: [&str; 16] = [
    "{is: host.audited}",
    "{not: {is: host.audited}}",
    "{one_of: {fact: host.kind, listed: [park]}}",
    "{one_of: {fact: host.kind, listed: [park, school]}}",
    "{one_of: {fact: host.kind, listed: [firm]}}",
    "{at_least: [host.staff, 5]}",
    "{more_than: [host.staff, 5]}",
    "{at_most: [host.staff, 5]}",
    "{less_than: [3, host.staff]}",
    "{within: {date: host.founded_on, window: {between: [2020-01-01, 2023-12-31]}}}",
    "{within: {date: host.founded_on, window: {recent_years: 5}}}",
    "{within: {date: host.founded_on, window: {complete_years_and_current: 5}}}",
    "{some: {of: partners}}",
    "{no: {of: partners, where: {one_of: {fact: partner.country, listed: [aa]}}}}",
    "{at_least: [{count: {of: partners, where: {one_of: {fact: partner.country, listed: [aa, bb]}}}}, 2]}",
    "{at_least: [{count: {of: partners, where: {one_of: {fact: partner.country, listed: [aa]}}}}, 1]}",
];

/// One clause for each pair under each join.
fn law() -> String {
    let mut clauses = String::new();
    let mut number = 0;
    for (at, a) in CONDITIONS.iter().enumerate() {
        for b in CONDITIONS.iter().skip(at + 1) {
            for join in ["all", "any"] {
                number += 1;
                let rule = format!("{{{join}: [{a}, {b}]}}");
                let clause = fixture::ruled(&rule);
                clauses.push_str(
                    &clause
                        .replace("XX-2.1", &format!("XX-2.{number}"))
                        .replace("art2/item1", &format!("art2/item{number}")),
                );
            }
        }
    }
    clauses
}

/// Facts in every combination.
fn situations(pack: &Pack) -> Vec<Situation> {
    let mut all = Vec::new();
    for kind in ["park", "school", "firm"] {
        for staff in [3, 4, 5, 6] {
            for (audited, founded) in
                [(true, "2019-12-31"), (false, "2021-05-15"), (true, "2021-05-16")]
            {
                for partners in
                    ["", "{country: aa}", "{country: bb}", "{country: aa}, {country: bb}"]
                {
                    let text = format!(
                        "round: {{date: 2026-05-15}}\nlists: closed\nfacts:\n  host: {{kind: {kind}, staff: {staff}, audited: {audited}, founded_on: {founded}}}\n  partners: [{partners}]\n"
                    );
                    let facts: Located<Tree> = yaml::parse(&text).unwrap();
                    let (at, findings) = situation::read(pack, "case.yaml", &facts, None);
                    assert_eq!(findings, Vec::new());
                    all.push(at);
                }
            }
        }
    }
    all
}

#[test]
fn what_is_said_about_two_conditions_is_true_of_every_case() {
    let pack = fixture::load(&fixture::files(&law()));
    let mut said: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for finding in lint::check(&pack) {
        if let Some(clause) = &finding.clause {
            said.entry(clause.clone()).or_default().push(finding.code);
        }
    }
    let situations = situations(&pack);
    let mut decided = 0;
    for clause in &pack.clauses {
        let Some(codes) = said.get(&*clause.written.id) else { continue };
        let outcomes: Vec<Outcome> = situations
            .iter()
            .map(|at| report::evaluate_clause(&pack, at, clause).unwrap().outcome)
            .collect();
        let id = &clause.written.id;
        if codes.contains(&"contradiction") {
            assert!(!outcomes.contains(&Outcome::Met), "{id} can hold");
            decided += 1;
        }
        if codes.contains(&"always-true") {
            assert!(!outcomes.contains(&Outcome::NotMet), "{id} can fail");
            decided += 1;
        }
        if codes.contains(&"unreachable-alternative") || codes.contains(&"implied-limb") {
            one_limb_is_enough(&pack, clause, &situations, &outcomes);
            decided += 1;
        }
    }
    assert_eq!(decided, 26, "pairs that were recognised");
}

/// Leaving out one of the two limbs changes no result.
fn one_limb_is_enough(
    pack: &Pack,
    clause: &guohe_rules::model::Clause,
    situations: &[Situation],
    outcomes: &[Outcome],
) {
    use guohe_rules::model::TestKind;
    let Some(TestKind::All(limbs) | TestKind::Any(limbs)) =
        clause.rule.as_ref().map(|rule| &rule.what)
    else {
        panic!("a pair")
    };
    let same = limbs.iter().any(|limb| {
        let mut alone = clause.clone();
        alone.rule = Some(limb.clone());
        let each = situations.iter().zip(outcomes);
        each.into_iter().all(|(at, outcome)| {
            report::evaluate_clause(pack, at, &alone).unwrap().outcome == *outcome
        })
    });
    assert!(same, "{}: both limbs matter", clause.written.id);
}
