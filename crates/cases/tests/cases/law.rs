//! What is wrong with a procedure is found before a case runs under it, and said with its place.

use std::sync::Arc;

use guohe_cases::{law::Law, procedure::diagram::mermaid};
use guohe_rules::{
    diagnostic::Diagnostic,
    pack::{Pack, PackFiles},
};

use crate::world::{BEIJING, law, pack};

/// The findings in the shipped procedure after a change of its text, which must occur in it.
fn findings(pack: &Arc<Pack>, file: &str, change: (&str, &str)) -> Vec<Diagnostic> {
    let mut files = PackFiles::clone(&pack.files);
    let name = format!("{BEIJING}/{file}");
    let text = files.get_mut(&name).unwrap();
    assert!(text.contains(change.0), "nothing to change: {}", change.0);
    *text = text.replacen(change.0, change.1, 1);
    Law::with(Arc::clone(pack), &files).err().unwrap_or_default()
}

fn codes(pack: &Arc<Pack>, file: &str, change: (&str, &str)) -> Vec<&'static str> {
    let mut codes: Vec<_> =
        findings(pack, file, change).iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn the_shipped_procedure_has_no_findings() {
    let law = law();
    assert_eq!(law.procedure.first().map(|stage| stage.id.value.as_str()), Some("draft"));
}

/// In which file, what is changed into what, and the finding that must come of it.
const FAULTS: &[(&str, (&str, &str), &str)] = &[
    ("procedure.yaml", ("to: material_check", "to: material_chek"), "unknown-stage"),
    ("procedure.yaml", ("    by: [leader]", "    by: [lieder]"), "unknown-actor"),
    ("procedure.yaml", ("waits_for: leader", "waits_for: lieder"), "unknown-actor"),
    ("procedure.yaml", ("    cites: [BJ-9.a]", "    cites: [BJ-99]"), "unknown-clause"),
    ("procedure.yaml", ("    operational: true", ""), "no-basis"),
    (
        "procedure.yaml",
        ("    cites: [BJ-9.d]", "    cites: [BJ-9.d]\n    operational: true"),
        "no-basis",
    ),
    ("procedure.yaml", ("id: withdrawn", "id: rejected"), "defined-twice"),
    ("procedure.yaml", ("record: site_visit", "record: sightseeing"), "unknown-record"),
    ("procedure.yaml", ("record: site_visit", "record: site"), "unknown-record"),
    ("procedure.yaml", ("{field: visited_on}", "{field: visited_at}"), "unknown-fact"),
    (
        "procedure.yaml",
        (
            "record: site_visit\n      ask: [{field: visited_on}]",
            "record: panel_member\n      ask: [{field: expert}]",
        ),
        "personal-fact",
    ),
    ("procedure.yaml", ("shows: [host.name,", "shows: [host.nickname,"), "unknown-fact"),
    ("procedure.yaml", ("found_by: [application.fields,", "found_by: [host.name,"), "unknown-fact"),
    ("procedure.yaml", ("fill: {result: passed}", "fill: {result: perfect}"), "bad-value"),
    ("procedure.yaml", ("done_on: $today", "done_on: $yesterday"), "bad-value"),
    (
        "procedure.yaml",
        ("slots: [objection_admissible]", "slots: [objection_nice]"),
        "unknown-slot",
    ),
    ("procedure.yaml", ("when: {refer: BJ-9.b}", "when: {refer: BJ-9.z}"), "unknown-clause"),
    ("procedure.yaml", ("is: panel_member.attended", "is: panel_member.slept"), "unknown-fact"),
    ("procedure.yaml", ("      - id: late\n", "      - id: tardy\n"), "missing-setting"),
    ("procedure.yaml", ("      number: 示例认定〔{year}〕{n}号\n", ""), "missing-setting"),
    ("procedure.yaml", ("        then: approved\n", ""), "missing-setting"),
    (
        "procedure.yaml",
        ("    sets: {level: verified, barred_by: [BJ-17.0]}", "    sets: {panel: first}"),
        "unused-setting",
    ),
    ("procedure.yaml", ("    to: withdrawn", "    to: rejected"), "unreachable-stage"),
    ("procedure.yaml", ("    kind: certify", "    kind: certified"), "unreadable"),
    ("lifecycle.yaml", ("  - id: prepare_status", "  - idd: prepare_status"), "unreadable"),
    ("lifecycle.yaml", ("    kind: confirm_decision", "    kind: award"), "unused-setting"),
    ("lifecycle.yaml", ("    from: [adverse]", "    from: [hearing]"), "dead-end"),
    ("lifecycle.yaml", ("    by: [leader]", "    by: [authority]"), "waits-for-nobody"),
    ("procedure.yaml", ("    waits_for: leader\n", ""), "no-turn"),
    (
        "procedure.yaml",
        ("    end: withdrawn", "    end: withdrawn\n    waits_for: host"),
        "waits-at-end",
    ),
    ("procedure.yaml", ("    to: returned", "    to: rejected"), "leads-nowhere"),
    (
        "procedure.yaml",
        ("    kind: lapse\n", "    kind: resubmit\n    by: [host]\n"),
        "term-without-end",
    ),
    (
        "procedure.yaml",
        (
            "      ends: {deadline: {from: reference_date, working_days: 10, calendar: china_working_days}}\n",
            "      tells: {zh: 请补正, en: correct it}\n",
        ),
        "lapse-without-term",
    ),
    (
        "lifecycle.yaml",
        (
            "    due: {deadline: {from: reference_date, working_days: 5, calendar: china_working_days}}\n",
            "",
        ),
        "lapse-without-term",
    ),
];

#[test]
fn each_fault_of_a_procedure_is_found() {
    let pack = pack();
    for (file, change, code) in FAULTS {
        let found = codes(&pack, file, *change);
        assert!(found.contains(code), "{change:?}: {found:?}");
    }
}

#[test]
fn a_finding_points_at_the_word_and_speaks_both_languages() {
    let found = findings(&pack(), "procedure.yaml", ("to: material_check", "to: material_chek"));
    let finding = found.iter().find(|finding| finding.code == "unknown-stage").unwrap();
    assert_eq!(&*finding.file, "beijing/bases-2025/procedure.yaml");
    assert_eq!(finding.place.len, "material_chek".len());
    assert_eq!(finding.message.zh, "没有环节“material_chek”");
    assert_eq!(finding.message.en, "there is no stage `material_chek`");
}

#[test]
fn a_misspelt_stage_is_one_finding() {
    let change = ("to: material_check", "to: material_chek");
    let found = findings(&pack(), "procedure.yaml", change);
    let named: Vec<_> = found.iter().map(|one| (one.code, one.clause.as_deref())).collect();
    assert_eq!(named, [("unknown-stage", Some("BJ-9.a"))]);
}

#[test]
fn a_finding_names_the_clause_and_says_what_to_do() {
    let found = findings(&pack(), "procedure.yaml", ("to: material_check", "to: rejected"));
    let named: Vec<_> =
        found.iter().map(|one| (one.code, &*one.file, one.clause.as_deref())).collect();
    let [file, life] = ["procedure.yaml", "lifecycle.yaml"].map(|name| format!("{BEIJING}/{name}"));
    assert_eq!(named.first(), Some(&("unreachable-stage", &*file, Some("BJ-9.b"))));
    assert!(
        named.contains(&("unreachable-stage", &*file, None)),
        "the stage for corrections stands in no clause"
    );
    assert!(named.contains(&("unreachable-stage", &*life, Some("BJ-17.0"))), "{named:?}");
    assert!(found.iter().all(|one| one.help.is_some()), "{found:?}");
}

#[test]
fn a_pack_without_a_procedure_runs_no_cases() {
    let found = Law::with(pack(), &PackFiles::new()).unwrap_err();
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["no-procedure"]);
}

#[test]
fn the_diagram_follows_from_the_data() {
    let law = law();
    let zh = mermaid(&law.procedure, |words| &words.zh);
    let lines: Vec<&str> = zh.lines().collect();
    assert_eq!(lines[0], "stateDiagram-v2");
    for line in [
        "    [*] --> draft",
        "    draft --> material_check: 提交申报",
        "    returned --> first_review: 补正后提交 ○",
        "    decision --> approved: 确认决定",
        "    public_notice --> objection_handling: 审核异议",
        "    certified --> pending_evaluation: 三年期满",
        "    revoked --> [*]",
    ] {
        assert_eq!(lines.iter().filter(|found| **found == line).count(), 1, "{line}\n{zh}");
    }
    let en = mermaid(&law.procedure, |words| &words.en);
    assert!(en.contains("draft --> material_check: hand in the application"), "{en}");
}

#[test]
fn every_act_and_stage_rests_on_a_clause_or_says_that_it_does_not() {
    let law = law();
    let acts = law.procedure.acts.iter().map(|a| (&a.id, a.cites.len(), a.operational));
    let stages = law.procedure.stages.iter().map(|s| (&s.id, s.cites.len(), s.operational));
    for (id, cites, operational) in acts.chain(stages) {
        assert_eq!(cites == 0, operational, "{id}");
    }
}
