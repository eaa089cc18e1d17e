//! Names made by a template: compared as people write them, and offered from what is known.

use std::sync::Arc;

use guohe_rules::{
    facts::Tree,
    naming::names,
    pack::{Pack, Shelf},
    report,
    situation::{self, Situation},
    value::Truth,
    yaml::Located,
};
use serde_json::{Value, json};

use crate::fixture;

const TEMPLATE: &str = "template: {zh: \"{host.kind}（{partner.country}）大会\", en: \"meeting of a {host.kind} with {partner.country}\"}";

/// The law with a naming clause; a name is made for each partner that comes from one country.
fn law(settings: &str) -> Arc<Pack> {
    let rule = format!(
        "rule: {{some: {{of: events, where: {{some: {{of: partners, where: {{all: [\
         {{one_of: {{fact: partner.country, listed: [aa]}}}}, \
         {{named: {{fact: event.name, {settings}}}}}]}}}}}}}}}}"
    );
    fixture::load(&fixture::files(&fixture::clause("class: naming\n    computable: yes", &rule)))
}

fn at(pack: &Pack, kind: &str, name: &Value) -> Situation {
    let facts = json!({"round": {"date": "2026-05-15"}, "facts": {
        "host": {"kind": kind},
        "partners": {"closed": true, "rows": [
            {"id": "P1", "country": "aa"}, {"id": "P2", "country": "bb"}]},
        "events": {"closed": true, "rows": [{"id": "E1", "name": name}]},
    }});
    let tree = Located::nowhere(Tree::from(&facts));
    let (situation, findings) = situation::read(pack, "facts", &tree, None);
    assert_eq!(findings, Vec::new());
    situation
}

fn holds(settings: &str, name: &Value) -> Truth {
    let pack = law(settings);
    let clause = pack.clause("XX-2.1").unwrap();
    report::evaluate_clause(&pack, &at(&pack, "park", name), clause).unwrap().truth
}

#[test]
fn a_name_is_compared_as_people_write_it() {
    for (name, same) in [
        ("园区（甲国）大会", true),
        ("园区(甲国)大会", true),
        ("园区（甲国) 大会", true),
        ("园区甲国大会", false),
        ("园区（乙国）大会", false),
        ("学校（甲国）大会", false),
        ("园区（甲国）大会筹备会", false),
    ] {
        assert_eq!(holds(TEMPLATE, &json!(name)) == Truth::True, same, "{name}");
    }
}

#[test]
fn a_text_may_insist_on_the_width_of_brackets() {
    let found = |width: &str, name: &str| {
        holds(&format!("{TEMPLATE}, brackets: {width}"), &json!(name)) == Truth::True
    };
    assert_eq!(
        ["（甲国）", "(甲国)"].map(|part| found("full", &format!("园区{part}大会"))),
        [true, false]
    );
    assert_eq!(
        ["（甲国）", "(甲国)"].map(|part| found("half", &format!("园区{part}大会"))),
        [false, true]
    );
}

#[test]
fn an_unknown_name_is_unknown() {
    assert_eq!(holds(TEMPLATE, &Value::Null), Truth::MISSING);
}

#[test]
fn each_row_that_passes_offers_a_name() {
    let pack = law(TEMPLATE);
    let made = names(&pack, &at(&pack, "park", &Value::Null));
    let said: Vec<_> =
        made.iter().map(|made| [&*made.clause, &*made.name.zh, &*made.name.en]).collect();
    assert_eq!(said, [["XX-2.1", "园区（甲国）大会", "meeting of a park with Aland"]]);
}

#[test]
fn a_name_with_something_unknown_in_it_is_not_offered() {
    let pack = law(TEMPLATE);
    let mut at = at(&pack, "park", &Value::Null);
    at.facts = guohe_rules::facts::Facts::unknown(&pack.names.vocabulary);
    assert_eq!(names(&pack, &at), []);
}

#[test]
fn a_code_may_have_words_of_its_own_inside_names() {
    let mut files = fixture::files("");
    let vocabulary = files.get_mut("vocabulary/partner.yaml").unwrap();
    *vocabulary =
        vocabulary.replace("zh: 甲国, en: Aland", "zh: 甲国, en: Aland, in_names: {zh: 甲, en: A}");
    let rule = format!(
        "rule: {{some: {{of: events, where: {{some: {{of: partners, where: {{named: {{fact: event.name, {TEMPLATE}}}}}}}}}}}}}"
    );
    let article = fixture::files(&fixture::clause("class: naming\n    computable: yes", &rule));
    files.extend(article.into_iter().filter(|(path, _)| path.ends_with("articles/02.yaml")));
    let pack = fixture::load(&files);
    let made = names(&pack, &at(&pack, "park", &Value::Null));
    let zh: Vec<_> = made.iter().map(|made| &*made.name.zh).collect();
    assert_eq!(zh, ["园区（甲）大会", "园区（乙国）大会"]);
}

#[test]
fn a_template_that_makes_no_sense_is_found() {
    for (template, en) in [
        ("{zh: \"{host.kind大会\", en: \"{host.kind}\"}", "do not pair"),
        ("{zh: \"{host.kind}大会\", en: meeting}", "do not name the same facts"),
        ("{zh: \"{host.land}大会\", en: \"{host.land}\"}", "a name is made of"),
        ("{zh: \"{host.size}大会\", en: \"{host.size}\"}", "no fact `size`"),
    ] {
        let rule = format!(
            "{{some: {{of: events, where: {{named: {{fact: event.name, template: {template}}}}}}}}}"
        );
        let findings = Shelf::load(&fixture::files(&fixture::ruled(&rule))).findings;
        let said: Vec<_> = findings.iter().map(|one| &*one.message.en).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(en), "{said:?}");
        assert_eq!(findings[0].clause.as_deref(), Some("XX-2.1"));
    }
}
