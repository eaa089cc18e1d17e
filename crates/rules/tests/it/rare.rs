//! Tests that few rules use: constants, codes in common, phases, documents that are taken in, waivers.

use std::sync::Arc;

use guohe_rules::{
    document::{self, Address},
    lint,
    pack::{Pack, PackFiles, Shelf},
    prose::{self, Lang},
    report::{self, Outcome},
    situation::{self, Situation},
    value::Level,
    yaml,
};

use crate::fixture;

fn at(pack: &Pack, facts: &str) -> Situation {
    let facts = if facts.contains("round:") {
        facts.to_owned()
    } else {
        format!("round: {{date: 2026-05-15}}\n{facts}")
    };
    let (at, findings) = situation::read(pack, "f", &yaml::parse(&facts).unwrap(), None);
    assert_eq!(findings, Vec::new());
    at
}

fn outcome(pack: &Pack, clause: &str, facts: &str) -> Outcome {
    let clause = pack.clause(clause).expect("the clause");
    report::outcome(pack, &at(pack, facts), clause).expect("it has a rule")
}

/// What the special condition comes to under a rule, for each of several files of facts.
fn each<const N: usize>(rule: &str, facts: [&str; N]) -> [Outcome; N] {
    let pack = fixture::with_rule(rule);
    facts.map(|facts| outcome(&pack, "XX-2.1", facts))
}

fn said(pack: &Pack, clause: &str) -> [String; 2] {
    let rule = pack.clause(clause).and_then(|clause| clause.rule.as_ref()).expect("a rule");
    [Lang::Zh, Lang::En].map(|lang| prose::sentence(pack, rule, lang))
}

fn codes(files: &PackFiles) -> Vec<&'static str> {
    Shelf::load(files).findings.iter().map(|one| one.code).collect()
}

#[test]
fn a_reading_may_ask_for_nothing_or_exclude_everything() {
    let rule = "{readings: {register: R1, options: {rolling: always, calendar: never}}}";
    let under = |option: &str| {
        format!("round: {{date: 2026-05-15, readings: {{R1: {option}}}}}\nfacts: {{}}")
    };
    let (rolling, calendar) = (under("rolling"), under("calendar"));
    let found = each(rule, [&rolling, &calendar, "facts: {}"]);
    assert_eq!(found, [Outcome::Met, Outcome::NotMet, Outcome::NeedsJudgement]);
    for rule in ["always", "{any: [{is: host.audited}, never]}"] {
        assert_eq!(codes(&fixture::files(&fixture::ruled(rule))), ["constant-test"], "{rule}");
    }
}

#[test]
fn codes_in_common_are_one_at_least() {
    let rule = "{some: {of: events, where: {shares: [event.topics, event.partner.topics]}}}";
    let with = |event: &str, partner: &str| {
        format!(
            "lists: closed\nfacts: {{partners: [{{id: P, topics: {partner}}}], events: [{{id: E, topics: {event}, partner: P}}]}}"
        )
    };
    let facts = [
        with("[energy, water]", "[water, food]"),
        with("[energy]", "[water, food]"),
        with("[energy]", "unknown"),
        with("[]", "unknown"),
    ];
    assert_eq!(
        each(rule, facts.each_ref().map(String::as_str)),
        [Outcome::Met, Outcome::NotMet, Outcome::Undetermined, Outcome::NotMet]
    );
    let pack = fixture::with_rule(
        "{some: {of: events, where: {not: {shares: [event.topics, event.partner.topics]}}}}",
    );
    let [zh, en] = said(&pack, "XX-2.1");
    assert!(zh.contains("没有一项相同") && en.contains("have none in common"), "{zh} {en}");
    let other = "{some: {of: events, where: {shares: [event.topics, event.scale]}}}";
    assert_eq!(codes(&fixture::files(&fixture::ruled(other))), ["unit-mismatch"]);
}

#[test]
fn a_party_is_the_same_as_the_row_that_it_is() {
    let rule =
        "{some: {of: events, where: {some: {of: tenants, where: {same: [event.owner, tenant]}}}}}";
    let with = |owner: &str| {
        format!(
            "lists: closed\nfacts: {{tenants: [{{id: T, name: T}}], events: [{{id: E, owner: {owner}}}]}}"
        )
    };
    let [own, tenant, unknown] = ["host", "T", "unknown"].map(with);
    assert_eq!(
        each(rule, [&own, &tenant, &unknown]),
        [Outcome::NotMet, Outcome::Met, Outcome::Undetermined]
    );
    let other = "{some: {of: events, where: {some: {of: partners, where: {same: [event.owner, partner]}}}}}";
    assert_eq!(codes(&fixture::files(&fixture::ruled(other))), ["unit-mismatch"]);
}

#[test]
fn what_was_promised_in_one_phase_is_shown_in_the_next() {
    let rule =
        "{by_phase: {application: {at_least: [host.staff, 5]}, acceptance: {is: host.audited}}}";
    let in_phase = |phase: &str| {
        format!(
            "round: {{date: 2026-05-15, phase: {phase}}}\nfacts: {{host: {{staff: 5, audited: no}}}}"
        )
    };
    let (first, second) = (in_phase("application"), in_phase("acceptance"));
    let unsaid = "facts: {host: {staff: 5, audited: no}}";
    assert_eq!(
        each(rule, [&first, &second, unsaid]),
        [Outcome::Met, Outcome::NotMet, Outcome::Met],
        "the first phase is that of whoever says nothing"
    );
    let pack = fixture::with_rule(rule);
    assert_eq!(
        said(&pack, "XX-2.1"),
        [
            "按所处阶段分别要求：（一）在申报阶段，申请单位的职工人数不少于 5；（二）在验收阶段，申请单位已经审计。",
            "What is asked depends on the phase: (a) at the application, the applicant's number of staff is \
             at least 5; (b) at the acceptance, the applicant is audited."
        ]
    );
    let half = "{by_phase: {application: always}}";
    assert_eq!(codes(&fixture::files(&fixture::ruled(half))), ["phase-missing"]);
    let more = "{by_phase: {application: always, acceptance: always, later: always}}";
    assert_eq!(codes(&fixture::files(&fixture::ruled(more))), ["unknown-phase"]);
    let text = "round: {date: 2026-05-15, phase: later}\nfacts: {}";
    let (_, found) = situation::read(&pack, "f", &yaml::parse(text).unwrap(), None);
    assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["unknown-phase"]);
}

#[test]
fn a_condition_that_is_not_met_and_may_be_waived_leaves_its_reference_open() {
    let rule = "{met_or_waived: XX-1.1.b}";
    let staff = |n: &str| format!("facts: {{host: {{staff: {n}}}}}");
    let waived = format!(
        "{}\nwaivers: [{{clause: XX-1.1.b, by: authority, on: 2026-05-01, reasons: 小}}]",
        staff("9")
    );
    let [enough, few, unknown] = ["10", "9", "unknown"].map(staff);
    assert_eq!(
        each(rule, [&enough, &few, &unknown, &waived]),
        [Outcome::Met, Outcome::NeedsJudgement, Outcome::Undetermined, Outcome::Met]
    );
    assert_eq!(
        each("{refer: XX-1.1.b}", [&waived]),
        [Outcome::NotMet],
        "a plain reference sees no waiver"
    );
    let hard = "{met_or_waived: XX-1.1}";
    assert_eq!(codes(&fixture::files(&fixture::ruled(hard))), ["not-waivable"]);
}

#[test]
fn a_reference_to_a_clause_of_another_type_asks_for_nothing() {
    let clauses = format!(
        "{}{}",
        fixture::ruled("{refer: XX-2.2}"),
        fixture::clause(
            "class: computable_criterion\n    computable: yes\n    types: [TWO]",
            "rule: {is: host.audited}"
        )
        .replace("XX-2.1", "XX-2.2")
    );
    let pack = fixture::load(&fixture::files(&clauses));
    let facts = "facts: {host: {audited: no}}";
    let of = |kind| {
        let at = at(&pack, facts).for_type(&pack, kind);
        report::outcome(&pack, &at, pack.clause("XX-2.1").unwrap()).unwrap()
    };
    assert_eq!([of(0), of(1)], [Outcome::Met, Outcome::NotMet]);
}

#[test]
fn a_definition_may_be_a_condition_and_a_step_that_is_not_done_may_be_one_too() {
    let of = |class: &str, condition: &str| {
        let rule = format!("rule: {{is: host.audited}}\n    {condition}");
        let pack = fixture::load(&fixture::files(&fixture::clause(
            &format!("class: {class}\n    computable: yes"),
            &rule,
        )));
        let at = at(&pack, "facts: {host: {audited: no}}");
        let report = report::evaluate(&pack, &at, 0);
        let found = report.results.iter().find(|one| one.id() == "XX-2.1");
        (report.overall.word(), found.map(|one| one.outcome.word()))
    };
    assert_eq!(of("definition", "condition: true"), ("not_eligible", Some("not_met")));
    assert_eq!(of("procedure_step", "condition: true"), ("not_eligible", Some("not_done")));
    assert_eq!(of("definition", ""), ("undetermined", None));
    let of_sanction = "class: sanction\n    computable: yes";
    let files = fixture::files(&fixture::clause(
        of_sanction,
        "rule: {is: host.audited}\n    condition: true",
    ));
    let found = lint::check(&fixture::load(&files));
    assert!(found.iter().any(|one| one.code == "condition-class"), "a ground is no condition");
}

const NOTICE_PACK: &str = "
id: somewhere/notice
title: {zh: 某地通知, en: Notice of Somewhere}
authority: {zh: 某地主管部门, en: Authority of Somewhere}
document: {}
prefix: NN
region: \"990000\"
object: {zh: 基地, en: base, short: {zh: 某基地, en: the base}}
actors:
  - {id: expert, kind: expert, name: {zh: 评审专家, en: the reviewers}}
types: []
calendar: days
";

const NOTICE: &str = "
article: {zh: 通知, en: notice}
clauses:
  - id: NN-1
    cite: {zh: 通知第一条, en: Notice 1, path: art1}
    class: computable_criterion
    computable: yes
    name: {zh: 审计, en: audit}
    text: {zh: 须经审计。, en: It is audited.}
    rule: {is: host.audited}
  - id: NN-2
    cite: {zh: 通知第二条, en: Notice 2, path: art2}
    class: judgement_criterion
    computable: no
    name: {zh: 面貌, en: look}
    text: {zh: 面貌良好。, en: It looks good.}
    rule: {judge: looks_good}
  - id: NN-3
    cite: {zh: 通知第三条, en: Notice 3, path: art3}
    class: support
    computable: yes
    name: {zh: 支持, en: support}
    text: {zh: 予以支持。, en: It is supported.}
    rule: {at_least: [host.staff, 1000]}
";

const NOTICE_SLOTS: &str = "
slots:
  - id: looks_good
    by: expert
    question: {zh: 面貌是否良好？, en: Does it look good?}
    finding: {zh: 面貌良好, en: it looks good}
";

const EXTERNAL: &str = "{external: {pack: somewhere/notice, until_loaded: {judge: goals_clear}}}";

/// The small law, and the notice that it takes in.
fn with_notice(rule: &str) -> PackFiles {
    let mut files = fixture::files(&fixture::ruled(rule));
    for (name, text) in [
        ("pack.yaml", NOTICE_PACK),
        ("judgements.yaml", NOTICE_SLOTS),
        ("articles/01.yaml", NOTICE),
    ] {
        files.insert(format!("somewhere/notice/{name}"), text.to_owned());
    }
    files
}

#[test]
fn a_document_that_is_not_loaded_is_missing_until_people_answer_in_its_place() {
    let answered = |word: &str| format!("facts: {{}}\njudgements: {{goals_clear: {word}}}");
    let [yes, no, pending] = ["yes", "no", "pending"].map(answered);
    assert_eq!(
        each(EXTERNAL, [&yes, &no, &pending]),
        [Outcome::Met, Outcome::NotMet, Outcome::Undetermined]
    );
    let bare = "{external: {pack: somewhere/notice}}";
    assert_eq!(each(bare, [&yes]), [Outcome::Undetermined]);
    let pack = fixture::with_rule(bare);
    let at = at(&pack, &yes);
    let result = report::evaluate_clause(&pack, &at, pack.clause("XX-2.1").unwrap()).unwrap();
    assert_eq!(result.reasons().names().collect::<Vec<_>>(), ["missing_pack"]);
    let found = document::of(&report::evaluate(&pack, &at, 0), &at, Level::Declared);
    let clause = found.clauses.iter().find(|clause| clause.id == "XX-2.1").unwrap();
    let [open] = &clause.open[..] else { panic!("one thing is open: {:?}", clause.open) };
    assert_eq!(open.address, Address::Document { pack: "somewhere/notice".to_owned() });
    assert_eq!(open.text.zh, "缺少：《某地通知》尚未载入");
    let other = "{external: {pack: somewhere/else}}";
    assert_eq!(codes(&fixture::files(&fixture::ruled(other))), ["unknown-document"]);
}

#[test]
fn a_document_that_is_loaded_is_looked_at_clause_by_clause() {
    let shelf = Shelf::load(&with_notice(EXTERNAL));
    assert_eq!(shelf.findings, Vec::new());
    let pack: &Arc<Pack> = shelf.pack("somewhere/law").expect("the law");
    let facts = |audited: &str, look: &str| {
        format!(
            "facts: {{host: {{audited: {audited}}}}}\njudgements: {{looks_good: {look}, goals_clear: no}}"
        )
    };
    let of = |audited, look| outcome(pack, "XX-2.1", &facts(audited, look));
    assert_eq!(of("yes", "yes"), Outcome::Met, "what people answered in its place counts no more");
    assert_eq!(of("no", "yes"), Outcome::NotMet);
    assert_eq!(of("yes", "pending"), Outcome::NeedsJudgement);
    let at = at(pack, &facts("no", "yes"));
    let report = report::evaluate(pack, &at, 0);
    let ids: Vec<_> = report.results.iter().map(|one| one.id()).collect();
    assert_eq!(
        ids,
        ["XX-1.1", "XX-1.1.b", "XX-2.1"],
        "its clauses are no conditions by themselves"
    );
    let [zh, _] = said(pack, "XX-2.1");
    assert!(zh.contains("符合通知第一条“审计”") && zh.contains("通知第二条"), "{zh}");
    assert!(!zh.contains("通知第三条"), "what is no condition is not asked for: {zh}");
    let own: Vec<_> = pack.own_clauses().map(|clause| &*clause.written.id).collect();
    assert_eq!(own, ["XX-1.1", "XX-1.1.b", "XX-2.1"]);
}

#[test]
fn the_bytes_of_a_pack_carry_the_document_that_it_takes_in() {
    let files = with_notice(EXTERNAL);
    let pack = |files: &PackFiles| Arc::clone(Shelf::load(files).pack("somewhere/law").unwrap());
    let (with, without) = (pack(&files), pack(&fixture::files(&fixture::ruled(EXTERNAL))));
    assert_ne!(with.hash, without.hash);
    let again = Shelf::unbundled(&with.bundle()).expect("it loads again");
    assert_eq!((again.id(), again.hash), ("somewhere/law", with.hash));
    let at = at(&again, "facts: {host: {audited: no}}");
    let found = report::outcome(&again, &at, again.clause("XX-2.1").unwrap());
    assert_eq!(found, Some(Outcome::NotMet));
}

#[test]
fn a_ratio_is_said_as_it_was_written() {
    let pack = fixture::with_rule(
        "{at_least: [{ratio: {of: host.staff, to: {count: {of: events}}}}, 3:1]}",
    );
    let [zh, en] = said(&pack, "XX-2.1");
    assert!(zh.contains("不低于 3:1") && en.contains("at least 3:1"), "{zh} {en}");
}
