//! Fields of the forms in which conditions are waived and waivers countersigned.

use guohe_cases::procedure::Kind;

use super::deed::{Doing, Tried};
use crate::{
    parts::{Choice, Field, Input},
    views::words::say,
    words::{fill, word},
};

/// The condition that an act on waivers is about; nothing for other acts.
pub(super) fn field(doing: &Doing<'_>, tried: Tried<'_>) -> Option<Field> {
    let kind = doing.act.kind.value;
    if kind == Kind::Countersign {
        return Some(to_countersign(doing, tried));
    }
    (kind == Kind::Waive).then(|| waivable(doing, tried))
}

/// Conditions that leave room, which the rules find not met and nobody waived yet.
fn waivable(doing: &Doing<'_>, tried: Tried<'_>) -> Field {
    let lang = doing.here.lang();
    let check = doing.file.check(doing.level());
    let named = |id: &str| doing.act.cites.iter().any(|cite| cite.value == id);
    let choices = check
        .clauses
        .iter()
        .filter(|clause| clause.modality.leaves_room() && named(&clause.id))
        .filter(|clause| {
            use guohe_rules::report::Outcome as Found;
            !matches!(clause.outcome, Found::Met | Found::Waived | Found::NotApplicable)
        })
        .map(|clause| {
            let label = format!(
                "{} {}",
                lang.of(&clause.citation.zh, &clause.citation.en),
                say(lang, &clause.name)
            );
            let outcome = crate::views::words::outcome(clause.outcome);
            Choice::new(clause.id.as_str(), label, tried.sent.text("clause") == clause.id)
                .hint(word(lang, outcome.key()))
        });
    Field::new("clause", word(lang, "act.clause"), Input::Radios { choices: choices.collect() })
}

/// Waivers that another person decided on and that wait for a second one.
fn to_countersign(doing: &Doing<'_>, tried: Tried<'_>) -> Field {
    let (lang, law) = (doing.here.lang(), &doing.file.law);
    let open = doing.case().waivers.iter().filter(|waiver| waiver.is_open());
    let choices = open.map(|waiver| {
        let clause = law.pack.clause(&waiver.clause).map(|clause| &clause.written);
        let label = clause.map_or_else(
            || waiver.clause.clone(),
            |written| {
                let cite = lang.of(&written.cite.zh, &written.cite.en);
                format!("{cite} {}", say(lang, &written.name))
            },
        );
        let key = if waiver.refused { "waiver.hint.refused" } else { "waiver.hint" };
        Choice::new(waiver.clause.as_str(), label, tried.sent.text("clause") == waiver.clause)
            .hint(fill(lang, key, &[&waiver.on, &waiver.reasons]))
    });
    Field::new("clause", word(lang, "act.clause"), Input::Radios { choices: choices.collect() })
}
