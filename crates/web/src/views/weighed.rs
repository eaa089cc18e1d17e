//! What a decision rests on, kept apart: what the rules say, what people judged, what was waived, and where a decision goes
//! against the rules.

use guohe_cases::{case::Decision, law::Law, procedure::Kind};
use guohe_rules::document::ClauseDocument;

use crate::{
    dossier::Dossier,
    lang::Lang,
    pages::review::{RuleLine, Vote},
    parts::{Cite, Pair},
    words::fill,
};

use super::{
    case,
    finding::{Links, Teller, cite},
    slot,
    words::{outcome, say},
};

/// What is decided, in the words of the procedure.
pub(crate) fn decided(lang: Lang, law: &Law, id: &str) -> String {
    let mut acts = law.procedure.acts.iter().filter(|act| act.kind.value == Kind::PrepareDecision);
    let way = acts.find_map(|act| act.outcome(id));
    way.map_or_else(|| id.to_owned(), |way| say(lang, &way.name))
}

/// What a clause came to, in a line.
pub(crate) fn rule_line(teller: Teller<'_>, clause: &ClauseDocument) -> RuleLine {
    let finding = teller.finding(clause);
    RuleLine {
        name: finding.name,
        cite: finding.cite,
        outcome: outcome(clause.outcome),
        gist: finding.gist,
    }
}

/// Conditions as the rules find them, those that fail first.
pub(crate) fn computed(lang: Lang, file: &Dossier) -> Vec<RuleLine> {
    let teller = Teller { lang, law: &file.law, links: Links::Nowhere };
    let check = file.check(file.level());
    let mut lines: Vec<RuleLine> =
        check.conditions().map(|clause| rule_line(teller, clause)).collect();
    lines.sort_by_key(|line| matches!(line.outcome.tone(), "good" | "mute"));
    lines
}

/// What people found, question by question.
pub(crate) fn judged(lang: Lang, file: &Dossier) -> Vec<Vote> {
    let (law, case) = (&file.law, &file.case);
    let one = |judgement: &guohe_cases::case::Judgement| {
        let finding = &judgement.finding;
        let panel = judgement
            .panel
            .as_ref()
            .and_then(|id| case.panels.iter().find(|panel| panel.id == *id));
        let votes = |yes: bool| {
            let seats = panel
                .into_iter()
                .flat_map(guohe_cases::case::Panel::sitting)
                .filter(|seat| seat.final_on.is_some());
            let same = |answer: &&guohe_cases::case::Answer| {
                answer.slot == finding.slot && answer.row == finding.row && answer.yes == yes
            };
            seats.flat_map(|seat| &seat.answers).filter(same).count()
        };
        let about = slot::about(lang, law, case, finding.row.as_deref())
            .map(|row| format!("{}{}", lang.of("", " "), fill(lang, "judged.about", &[&row])))
            .unwrap_or_default();
        Vote {
            question: format!("{}{about}", slot::question(lang, law, &finding.slot)),
            cite: slot::needed_by(lang, law, &case.kind, &finding.slot).into_iter().next(),
            finding: Some(finding.yes),
            by: panel.map_or_else(
                || case::actor(lang, law, &judgement.by.role),
                |panel| case::panel(lang, law, &panel.key),
            ),
            yes: votes(true),
            no: votes(false),
            reasons: finding.reasons.clone(),
        }
    };
    case.judgements.iter().map(one).collect()
}

fn clause_name(lang: Lang, law: &Law, id: &str) -> String {
    let plain = id.strip_suffix("#bar").unwrap_or(id);
    let name =
        law.pack.clause(plain).map(|clause| say(lang, &clause.written.name)).unwrap_or_default();
    let place: Option<Cite> = cite(lang, law, plain);
    format!("{} {name}", place.map(|cite| cite.label).unwrap_or_default())
}

/// Where a decision goes against the rules, and why.
pub(crate) fn overrides(lang: Lang, law: &Law, decision: &Decision) -> Vec<Pair> {
    decision
        .overrides
        .iter()
        .map(|one| Pair::new(clause_name(lang, law, &one.clause), one.reasons.clone()))
        .collect()
}

/// Conditions that were waived, and why.
pub(crate) fn waivers(lang: Lang, file: &Dossier) -> Vec<Pair> {
    file.case
        .waivers
        .iter()
        .filter(|one| !one.refused && one.stands())
        .map(|one| Pair::new(clause_name(lang, &file.law, &one.clause), one.reasons.clone()))
        .collect()
}
