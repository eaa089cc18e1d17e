//! Mutants: what is changed, which examples notice, and what a pack may say about those that none notices.

use guohe_rules::{
    mutate::{self, Fate, Trial},
    pack::PackFiles,
};

use crate::fixture;

/// The names of the mutants of a rule, without the clause.
fn changes(rule: &str) -> Vec<String> {
    of_files(&fixture::files(&fixture::ruled(rule)))
}

fn of_files(files: &PackFiles) -> Vec<String> {
    let pack = fixture::load(files);
    let names = mutate::mutants(&pack).into_iter().map(|mutant| mutant.name);
    names.filter_map(|name| name.strip_prefix("XX-2.1: ").map(str::to_owned)).collect()
}

/// A law with one clause on the number of staff and one that refers to it, and examples.
fn tried(examples: &str, remarks: &str) -> Trial {
    let rule = "{at_least: [host.staff, 50]}";
    let other = fixture::ruled("{refer: XX-2.1}").replace("id: XX-2.1", "id: XX-2.2");
    let mut files = fixture::files(&format!("{}{other}", fixture::ruled(rule)));
    for (path, text) in [("examples/cases.yaml", examples), ("mutants.yaml", remarks)] {
        if !text.is_empty() {
            files.insert(format!("somewhere/law/{path}"), text.to_owned());
        }
    }
    mutate::run(&fixture::load(&files), |_| true, |_, _| {})
}

/// Examples of a clause: so many staff, and what is expected.
fn staff(of: &str, cases: &[(u32, &str)]) -> String {
    let case = |(staff, expected): &(u32, &str)| {
        format!(
            "- {{case: staff {staff}, title: {{zh: 人数, en: staff}}, changes: {{round: {{date: 2026-06-30}}, facts: {{host: {{staff: {staff}}}}}}}, expect: {{{of}: {expected}}}}}\n"
        )
    };
    cases.iter().map(case).collect()
}

/// The fates of the mutants of the clause on staff, by name.
fn fates(trial: &Trial) -> Vec<(&str, &Fate)> {
    let own = trial.mutants.iter().map(|(mutant, fate)| (mutant.name.as_str(), fate));
    own.filter(|(name, _)| name.starts_with("XX-2.1: ")).collect()
}

fn survivors(trial: &Trial) -> Vec<&str> {
    let fates = fates(trial).into_iter();
    fates.filter(|(_, fate)| !matches!(fate, Fate::Killed(_))).map(|(name, _)| name).collect()
}

const BOTH_SIDES: [(u32, &str); 3] = [(49, "not_met"), (50, "met"), (51, "met")];

#[test]
fn examples_at_the_boundary_kill_every_change_of_a_threshold() {
    let trial = tried(&staff("XX-2.1", &BOTH_SIDES), "");
    assert_eq!(trial.findings, Vec::new());
    assert_eq!(survivors(&trial), Vec::<&str>::new());
    assert_eq!(fates(&trial).len(), 4);
}

#[test]
fn an_example_that_is_not_at_the_boundary_lets_the_neighbouring_threshold_survive() {
    let trial = tried(&staff("XX-2.1", &[(40, "not_met"), (50, "met"), (51, "met")]), "");
    assert_eq!(survivors(&trial), ["XX-2.1: number 50 -> 49"]);
}

#[test]
fn without_an_example_nothing_is_killed() {
    let trial = tried("", "");
    assert_eq!(trial.share().0, 0);
    assert_eq!(survivors(&trial).len(), 4);
}

#[test]
fn examples_of_a_clause_that_refers_to_the_changed_one_count() {
    let trial = tried(&staff("XX-2.2", &BOTH_SIDES), "");
    assert_eq!(survivors(&trial), Vec::<&str>::new());
}

#[test]
fn an_example_of_a_whole_application_counts() {
    let cases =
        staff("overall", &[(49, "not_eligible"), (50, "undetermined"), (51, "undetermined")]);
    let trial = tried(&cases.replace("{case:", "{type: ONE, case:"), "");
    assert_eq!(trial.findings, Vec::new());
    assert_eq!(survivors(&trial), Vec::<&str>::new());
}

#[test]
fn an_example_that_fails_as_it_is_kills_nothing_and_is_said() {
    let trial = tried(&staff("XX-2.1", &[(50, "not_met")]), "");
    let codes: Vec<_> = trial.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["example-fails"]);
    assert_eq!(survivors(&trial).len(), 4);
}

const REMARK: &str =
    "survivors:\n  - {mutants: [\"XX-2.1: number 50 -> 49\"], reason: {zh: 由, en: why}}\n";

#[test]
fn a_reason_is_given_to_a_survivor_and_an_equivalent_one_leaves_the_share() {
    let weak = staff("XX-2.1", &[(40, "not_met"), (50, "met"), (51, "met")]);
    let fate = |remarks: &str| {
        let trial = tried(&weak, remarks);
        assert_eq!(trial.findings, Vec::new());
        let fate = fates(&trial).into_iter().find(|(name, _)| name.ends_with("-> 49"));
        (fate.map(|(_, fate)| fate.clone()), trial.share().1)
    };
    let why = || guohe_rules::diagnostic::words("由", "why");
    let (survived, all) = fate("");
    assert_eq!(survived, Some(Fate::Survived));
    assert_eq!(fate(REMARK), (Some(Fate::Explained(why())), all));
    let equivalent = REMARK.replace("reason:", "equivalent: true, reason:");
    assert_eq!(fate(&equivalent), (Some(Fate::Equivalent(why())), all - 1));
}

#[test]
fn a_reason_for_a_mutant_that_is_killed_or_does_not_exist_is_an_error() {
    let strong = staff("XX-2.1", &BOTH_SIDES);
    for remarks in [REMARK.to_owned(), REMARK.replace("-> 49", "-> 12")] {
        let trial = tried(&strong, &remarks);
        let told: Vec<_> = trial.findings.iter().map(|one| (one.code, one.place.line)).collect();
        assert_eq!(told, [("stale-mutant", 2)], "{remarks}");
    }
}

#[test]
fn a_mutant_points_at_the_word_that_was_changed() {
    let files = fixture::files(&fixture::ruled("{at_least: [host.staff, 50]}"));
    let pack = fixture::load(&files);
    let mutants = mutate::mutants(&pack);
    let number = mutants.iter().find(|mutant| mutant.name == "XX-2.1: number 50 -> 49").unwrap();
    let text = &files[&*number.file];
    let at = number.place.offset;
    assert_eq!(text.get(at..at + number.place.len), Some("50"));
    let words = number.change.words(&pack);
    assert_eq!((&*words.zh, &*words.en), ("50 改为 49", "50 was changed to 49"));
}

#[test]
fn a_whole_number_is_moved_and_a_ratio_loses_its_bound_as_well() {
    assert_eq!(
        changes("{at_least: [host.staff, 50]}"),
        ["at_least -> at_most", "at_least -> equal", "number 50 -> 49", "number 50 -> 51"]
    );
    assert_eq!(
        changes("{at_least: [{ratio: {of: host.staff, to: {count: {of: events}}}}, 4.6%]}"),
        [
            "at_least -> more_than",
            "at_least -> at_most",
            "at_least -> equal",
            "swapped ratio",
            "number 4.6% -> 4.5%",
            "number 4.6% -> 4.7%"
        ]
    );
    assert_eq!(
        changes("{at_most: [{count: {of: events}}, 0]}"),
        ["at_most -> at_least", "number 0 -> 1"],
        "nothing is below none"
    );
}

#[test]
fn limbs_are_left_out_and_joined_the_other_way() {
    assert_eq!(
        changes("{all: [{is: host.audited}, {not: {judge: goals_clear}}]}"),
        [
            "dropped is host.audited",
            "dropped not judge goals_clear",
            "all -> any",
            "not-dropped judge goals_clear",
            "judge-dropped goals_clear"
        ]
    );
    assert_eq!(
        changes("{at_least_k_of: {k: 2, of: [{is: host.audited}, {given: host.name}]}}"),
        ["at_least_k_of 2 -> 1", "dropped is host.audited", "dropped given host.name"]
    );
}

#[test]
fn codes_keys_and_owners_are_left_out_and_a_neighbouring_code_is_added() {
    assert_eq!(
        changes("{one_of: {fact: host.kind, listed: [park, school]}}"),
        [
            "code-dropped host.kind park",
            "code-dropped host.kind school",
            "code-added host.kind firm",
            "negated one_of host.kind [park, school]"
        ]
    );
    let count = "{count: {of: events, where: {owned_by: {owner: event.owner, among: [host, tenants], on: event.held_on}}, distinct: [event.partner, event.name]}}";
    assert_eq!(
        changes(&format!("{{at_most: [{count}, 2]}}")),
        [
            "at_most -> at_least",
            "at_most -> equal",
            "distinct-dropped event.partner",
            "distinct-dropped event.name",
            "dropped owned_by event.owner",
            "among-dropped event.owner host",
            "among-dropped event.owner tenant",
            "day-dropped owned_by",
            "number 2 -> 1",
            "number 2 -> 3"
        ]
    );
}

#[test]
fn windows_periods_and_terms_change_kind_and_length() {
    assert_eq!(
        changes("{within: {date: host.founded_on, window: {recent_years: 3}}}"),
        [
            "negated within host.founded_on",
            "recent_years -> complete_years",
            "recent_years -> complete_years_and_current",
            "number 3 -> 2",
            "number 3 -> 4"
        ]
    );
    assert_eq!(
        changes(
            "{every_period: {periods: {complete_years: {last: 2, since: host.founded_on}}, test: {is: host.audited}}}"
        ),
        [
            "negated every_period",
            "complete_years -> twelve_months",
            "day-dropped since",
            "number 2 -> 1",
            "number 2 -> 3",
            "negated is host.audited"
        ]
    );
    assert_eq!(
        changes(
            "{at_most: [host.founded_on, {deadline: {from: reference_date, working_days: 5, calendar: days}}]}"
        ),
        [
            "at_most -> less_than",
            "at_most -> at_least",
            "at_most -> equal",
            "count_first_day true",
            "working_days -> days",
            "number 5 -> 4",
            "number 5 -> 6"
        ]
    );
    let back = "{deadline: {from: reference_date, days: 3, back: true, calendar: days}}";
    assert_eq!(
        changes(&format!("{{at_most: [host.founded_on, {back}]}}"))[3..],
        [
            "roll true",
            "back false",
            "count_first_day true",
            "days -> working_days",
            "number 3 -> 2",
            "number 3 -> 4"
        ]
    );
}

#[test]
fn form_of_a_document_and_premise_of_a_clause_are_left_out() {
    assert_eq!(
        changes("{document: {kind: letter, languages: [chinese], signed: true, sealed: true}}"),
        [
            "negated document",
            "dropped one_of document.kind [letter]",
            "dropped one_of document.languages [chinese]",
            "dropped is document.signed",
            "dropped is document.sealed",
            "all -> any",
            "code-added document.kind plan",
            "code-added document.languages english"
        ]
    );
    let class = "class: computable_criterion\n    computable: partly";
    let clause =
        fixture::clause(class, "applies_if: {is: host.audited}\n    rule: {judge: goals_clear}");
    assert_eq!(
        of_files(&fixture::files(&clause)),
        ["applies_if dropped", "applies_if negated", "judge-dropped goals_clear"]
    );
}

#[test]
fn only_an_entry_that_the_register_fixes_is_computed_under_another_reading() {
    let rule = "{readings: {register: R1, options: {rolling: {is: host.audited}, calendar: {given: host.name}}}}";
    assert_eq!(changes(rule), ["negated is host.audited", "negated given host.name"]);
    let mut files = fixture::files(&fixture::ruled(rule));
    let readings = files.get_mut("somewhere/law/readings.yaml").unwrap();
    *readings = readings.replace("policy: open", "policy: fixed");
    assert_eq!(
        of_files(&files),
        ["reading R1 calendar", "negated is host.audited", "negated given host.name"]
    );
}

#[test]
fn a_test_by_itself_is_turned_into_its_contrary_and_a_limb_is_not() {
    assert_eq!(changes("{is: host.audited}"), ["negated is host.audited"]);
    assert_eq!(
        changes("{any: [{is: host.audited}, {given: host.name}]}"),
        ["dropped is host.audited", "dropped given host.name", "any -> all"]
    );
    assert_eq!(changes("{some: {of: events}}"), ["some -> no"]);
}

#[test]
fn the_least_becomes_the_greatest_and_a_list_another_of_its_kind() {
    assert_eq!(
        changes("{at_most: [{lowest: {of: events, value: event.guests}}, host.staff]}"),
        ["at_most -> less_than", "at_most -> at_least", "at_most -> equal", "lowest -> highest"]
    );
    let named = "{named: {fact: host.name, template: {zh: \"甲（{host.kind}）\", en: \"a ({host.kind})\"}}}";
    assert_eq!(
        changes(named),
        [
            "piece-dropped 甲（",
            "piece-dropped host.kind",
            "piece-dropped ）",
            "either -> full",
            "negated named host.name"
        ]
    );
}

#[test]
fn the_years_of_a_duty_are_left_out_and_moved() {
    let duty = "duty:\n      for_each: year_reports\n      each_year: {year: year, from: {year_before: 2}, to: {year_before: 1}}\n      done_on: year_report.filed_on";
    let clause = fixture::clause("class: duty_with_deadline\n    computable: yes", duty);
    assert_eq!(
        of_files(&fixture::files(&clause)),
        [
            "each_year dropped",
            "year_before 2 -> 1",
            "year_before 2 -> 3",
            "year_before 1 -> 0",
            "year_before 1 -> 2"
        ]
    );
}

/// A law with one clause that asks for a score, an example of it, and what became of the mutants of the score.
fn score_fates(example: &str) -> Vec<(String, bool)> {
    let mut files = fixture::files(&fixture::ruled("{at_least: [{score: {of: review}}, 24]}"));
    files.insert("somewhere/law/examples/cases.yaml".to_owned(), example.to_owned());
    let trial =
        mutate::run(&fixture::load(&files), |part| part.starts_with("review/schools"), |_, _| {});
    assert_eq!(trial.findings, Vec::new());
    let fates = trial.mutants.into_iter();
    fates.map(|(mutant, fate)| (mutant.name, matches!(fate, Fate::Killed(_)))).collect()
}

#[test]
fn a_change_of_a_score_is_noticed_by_the_examples_of_a_clause_that_asks_for_it() {
    let example = "case: exact\ntitle: {zh: 恰好, en: exactly}\nchanges: {round: {date: 2026-06-30}, facts: {host: {kind: school, staff: 40}}, judgements: {plan_quality: [20]}}\nexpect: {XX-2.1: met}\n";
    let noticed = score_fates(example);
    let names: Vec<_> =
        noticed.iter().filter(|(_, killed)| *killed).map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "review/schools: applies_if negated",
            "review/schools/capacity: number 60% -> 59%",
            "review/schools/capacity/staff: indicator dropped",
            "review/schools/capacity/staff: number 0.5 -> 0.4",
            "review/schools/capacity/plan: indicator dropped",
            "review/schools/capacity/plan: number 20 -> 19",
        ]
    );
    let unnoticed =
        score_fates(&example.replace("kind: school", "kind: firm").replace("met}", "not_met}"));
    assert_eq!(unnoticed.len(), noticed.len());
}

#[test]
fn what_is_asked_about_one_clause_leaves_the_reasons_of_others_alone() {
    let rule = fixture::ruled("{at_least: [host.staff, 50]}");
    let mut files = fixture::files(&rule);
    files.insert("somewhere/law/mutants.yaml".to_owned(), REMARK.to_owned());
    let about = |wanted: &str| {
        let trial = mutate::run(&fixture::load(&files), |part| part == wanted, |_, _| {});
        (trial.mutants.len(), trial.findings.len(), trial.unexplained())
    };
    assert_eq!(about("XX-2.1"), (4, 0, 3));
    assert_eq!(about("XX-9"), (0, 0, 0));
}
