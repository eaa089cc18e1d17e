//! Whether the program agrees with itself about the cases of an edge.
//!
//! - The limb comes to what the comparison alone says, so to different results on the two sides.
//! - While what was changed is not known, the result is open, or the one that both sides have.
//! - What a shortfall asks for, carried out, satisfies the clause.
//! - The bare outcome, the explained one, the document and what the document compared agree.

use std::cmp::Ordering;

use super::{
    cases::{Case, Driver, Ladder, Stand, without_driver},
    find::Edge,
    outcome,
};
use crate::{
    diagnostic::{Diagnostic, words},
    document::{self, ClauseDocument, Finding, Holds, Measure},
    model::Clause,
    pack::Pack,
    repair,
    report::{self, ClauseResult, Outcome},
    situation::Situation,
    syntax::Words,
    value::{Level, Num, Truth},
};

/// What is at odds in the cases of an edge.
pub(super) fn faults(pack: &Pack, at: usize, edge: &Edge<'_>, ladder: &Ladder) -> Vec<Diagnostic> {
    let Some(clause) = pack.clauses.get(at) else { return Vec::new() };
    let mut found: Vec<(&'static str, Words)> = Vec::new();
    found.extend(ladder.cases.iter().find_map(limb));
    found.extend(unknown(pack, at, edge, ladder));
    let told = ladder.cases.iter().find_map(|case| explained(pack, clause, edge, &case.at));
    found.extend(told);
    let finding = |(code, message): (&'static str, Words)| {
        Diagnostic::error(code, &clause.file, edge.place, message).about(&clause.written.id)
    };
    found.into_iter().map(finding).collect()
}

/// Whether the limb comes to something else than the comparison says.
fn limb(case: &Case) -> Option<(&'static str, Words)> {
    let expected = case.expected?;
    (case.truth != Truth::known(expected)).then(|| {
        let (zh, en) = if expected { ("成立", "hold") } else { ("不成立", "not hold") };
        let (at_zh, at_en) = match case.stand {
            Stand::Below => ("界前一步", "one step before this edge"),
            Stand::At => ("界上", "on this edge"),
            Stand::Above => ("界后一步", "one step beyond this edge"),
        };
        let message = words(
            format!("在{at_zh}，按比较本身应{zh}，计算结果却是 {:?}", case.truth),
            format!("{at_en} it must {en} by the comparison; it comes to {:?}", case.truth),
        );
        ("edge-limb", message)
    })
}

/// Whether a result that rests on something that is not known differs from one that is possible.
fn unknown(
    pack: &Pack,
    at: usize,
    edge: &Edge<'_>,
    ladder: &Ladder,
) -> Option<(&'static str, Words)> {
    let first = ladder.cases.first()?;
    let mut open = without_driver(first, ladder.driver)?;
    if let Driver::List(_) = ladder.driver {
        open_longer(&mut open, &ladder.cases);
    }
    let result = outcome(pack, &open, at, edge.of_bar)?;
    let side = side(result)?;
    let differs = ladder.cases.iter().find_map(|case| {
        let other = outcome(pack, &case.at, at, edge.of_bar)?;
        (self::side(other) != Some(side)).then_some(other)
    })?;
    let message = words(
        format!("缺少此处的事实时结果为 {}，补上后却可能是 {}", result.word(), differs.word()),
        format!(
            "while the fact is missing it comes to `{}`, and with it to `{}`",
            result.word(),
            differs.word()
        ),
    );
    Some(("edge-unknown", message))
}

/// Opens every list that has more rows in another case.
fn open_longer(at: &mut Situation, cases: &[Case]) {
    for record in 0..crate::vocabulary::index(at.facts.records()) {
        let rows = |of: &Situation| of.facts.table(record).map_or(0, crate::facts::Table::len);
        if cases.iter().any(|case| rows(&case.at) != rows(at))
            && let Some(table) = at.facts.table_mut(record)
        {
            table.closed = false;
        }
    }
}

/// The side of a result that is decided; a clause that does not apply is satisfied.
fn side(outcome: Outcome) -> Option<bool> {
    if outcome == Outcome::NotApplicable { Some(true) } else { crate::examples::side(outcome) }
}

/// Whether the explained result is at odds with the bare one or with itself.
fn explained(
    pack: &Pack,
    clause: &Clause,
    edge: &Edge<'_>,
    at: &Situation,
) -> Option<(&'static str, Words)> {
    let (bare, full) = if edge.of_bar {
        (report::outcome_of_bar(pack, at, clause)?, report::evaluate_bar(pack, at, clause)?)
    } else {
        (report::outcome(pack, at, clause)?, report::evaluate_clause(pack, at, clause)?)
    };
    let document = document::clause(pack, at, Level::Declared, &full);
    let odds = |zh: &str, en: &str| Some(("edge-told", words(zh, en)));
    if bare != full.outcome || bare != document.outcome {
        return odds("只算结果与附解释的结果不一致", "the bare and the explained outcome differ");
    }
    if !reads_back(&document) {
        return odds("结果写成 JSON 后读回不同", "the result reads back from JSON as another one");
    }
    if document.tree.as_ref().is_some_and(|tree| !compares(tree)) {
        return odds("解释中的比较与其结论不符", "a comparison that is told contradicts its limb");
    }
    unmended(pack, at, &full)
}

fn reads_back(document: &ClauseDocument) -> bool {
    let text = serde_json::to_string(document).unwrap_or_default();
    serde_json::from_str::<ClauseDocument>(&text).is_ok_and(|read| read == *document)
}

/// Whether every comparison of exact numbers in a tree comes to what it says.
fn compares(limb: &Finding) -> bool {
    let own = limb.compared.as_ref().and_then(|compared| {
        let order = exact(&compared.found)?.cmp(&exact(&compared.against)?);
        let holds = holds(&compared.op, order)?;
        Some(limb.holds == if holds { Holds::Yes } else { Holds::No })
    });
    own.unwrap_or(true) && limb.limbs.iter().all(compares)
}

/// The number that a measure says, where it is one; days are compared as numbers.
fn exact(of: &Measure) -> Option<Num> {
    let text = of.low.as_ref().filter(|low| Some(*low) == of.high.as_ref())?;
    match text.split_once('/') {
        Some((above, below)) => Num::read(above)?.over(Num::read(below)?),
        None if of.unit == "date" => Num::read(&text.replace('-', "")),
        None => Num::read(text),
    }
}

fn holds(op: &str, order: Ordering) -> Option<bool> {
    Some(match op {
        "at_least" => order.is_ge(),
        "more_than" => order.is_gt(),
        "at_most" => order.is_le(),
        "less_than" => order.is_lt(),
        "equal" => order.is_eq(),
        _ => return None,
    })
}

/// Whether something that a shortfall asks for, carried out anew, leaves the clause unsatisfied.
fn unmended(
    pack: &Pack,
    at: &Situation,
    result: &ClauseResult<'_>,
) -> Option<(&'static str, Words)> {
    let unsatisfied = result.repairs.iter().any(|repair| {
        let Some(mut mended) = repair::carried_out(pack, at, repair) else { return true };
        for fixed in &mut mended.readings {
            *fixed = fixed.or(Some(0));
        }
        let outcome = if result.bar {
            report::outcome_of_bar(pack, &mended, result.clause)
        } else {
            report::outcome(pack, &mended, result.clause)
        };
        outcome.and_then(side) != Some(true)
    });
    unsatisfied.then(|| {
        let message = words(
            "照“差距”所列补齐后仍不满足",
            "what its shortfall asks for, carried out, does not satisfy it",
        );
        ("edge-repair", message)
    })
}

#[cfg(test)]
mod tests;
