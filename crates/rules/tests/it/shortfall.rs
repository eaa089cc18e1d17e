//! What would make a failing clause hold, and from which day.

use guohe_rules::{
    repair::{Action, Repair},
    report::{self, ClauseResult, Outcome},
};

use crate::packs::with_example;

/// The result of the first clause that fails in an example.
fn failing<T>(example: &str, look: impl FnOnce(&ClauseResult<'_>) -> T) -> T {
    let (pack, situation) = with_example(example);
    let report = report::evaluate(&pack, &situation, situation.kind.unwrap());
    let result = report.conditions().find(|result| result.outcome == Outcome::NotMet).unwrap();
    look(result)
}

fn counts(repair: &Repair<'_>) -> Vec<(u32, Option<String>)> {
    let one = |action: &Action<'_>| {
        let Action::AddRows { count, period, .. } = action else { panic!("not rows: {action:?}") };
        (*count, period.map(|(_, last)| last.year().to_string()))
    };
    repair.actions.iter().map(one).collect()
}

#[test]
fn one_partner_short_needs_one_more_partner_today() {
    failing("T02.yaml", |result| {
        let first = &result.repairs[0];
        assert_eq!(counts(first), [(1, None)]);
        assert_eq!(first.earliest, None);
        assert!(first.actionable);
    });
}

#[test]
fn a_failed_latest_year_needs_three_new_years() {
    failing("T10.yaml", |result| {
        let years =
            |count| ["2026", "2027", "2028"].map(|year| (count, Some(year.to_owned()))).to_vec();
        let plans: Vec<_> = result.repairs.iter().map(counts).collect();
        assert_eq!(plans, [years(1), years(5)]);
        for repair in &result.repairs {
            assert_eq!(repair.earliest.unwrap().to_string(), "2029-01-01");
        }
    });
}

#[test]
fn money_short_of_a_share_is_named_to_the_fen() {
    failing("T28.yaml", |result| {
        let [Action::Reach { value, .. }] = &result.repairs[0].actions[..] else {
            panic!("{:?}", result.repairs)
        };
        assert_eq!(value.to_string(), "2000000000");
    });
}
