//! Numbers that are too large to be computed exactly are not computed inexactly; they are said to be so.

use guohe_rules::{
    document::{self, Holds},
    facts::Tree,
    report::{self, Outcome, Verdicts},
    situation,
    value::{Level, Reasons, Truth},
    yaml::Located,
};
use serde_json::json;

use crate::fixture::with_rule;

const MOST: &str = "9999999999999999 yuan";

#[test]
fn a_sum_beyond_all_bounds_is_unknown_for_that_reason_at_its_limb() {
    let pack = with_rule(
        "{all: [{at_least: [host.staff, 1]}, {at_least: [{sum: {of: events, value: event.cost}}, 5 yuan]}]}",
    );
    let rows: Vec<_> = (0..12).map(|at| json!({"id": format!("E{at}"), "cost": MOST})).collect();
    let facts = json!({
        "round": {"date": "2026-05-15"},
        "facts": {"host": {"staff": 3}, "events": {"closed": true, "rows": rows}},
    });
    let (at, findings) =
        situation::read(&pack, "facts", &Located::nowhere(Tree::from(&facts)), None);
    assert_eq!(findings, Vec::new());
    let clause = pack.clause("XX-2.1").unwrap();
    let result = report::evaluate_clause(&pack, &at, clause).unwrap();
    assert_eq!(result.truth, Truth::Unknown(Reasons::NUMBER_TOO_LARGE));
    assert_eq!(result.outcome, Outcome::NeedsJudgement);
    assert_eq!(Verdicts::of(&pack, clause).unwrap().truth(&at), result.truth);
    let written = document::clause(&pack, &at, Level::Declared, &result);
    assert_eq!(written.reasons, ["number_too_large"]);
    let limbs = written.tree.unwrap().limbs;
    let reasons: Vec<_> = limbs.iter().map(|limb| (limb.holds, limb.reasons.clone())).collect();
    let too_large = vec!["number_too_large".to_owned()];
    assert_eq!(reasons, [(Holds::Yes, Vec::new()), (Holds::Unknown, too_large)]);
    let words = &limbs[1].compared.as_ref().unwrap().found.words;
    assert_eq!(words.zh, "数值过大，无法精确计算");
    assert_eq!(words.en, "too large to be computed exactly");
}
