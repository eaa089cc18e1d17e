//! Decisions: prepared by one person, confirmed by another, with what was computed and what was judged apart.

use guohe_cases::{
    procedure::{Act, Kind},
    refusal::{Refusal, Sort},
    verbs::{Failure, Room, room},
};
use guohe_rules::report;

use crate::{
    pages::{
        officer::{DecisionPage, OverrideForm},
        review::{ProposalPage, RuleLine},
    },
    parts::{Link, Pair},
    sent::Sent,
    trouble::Trouble,
    views::{
        case::{self, Audience},
        finding::{Links, Teller, cites, tally},
        weighed,
        words::{overall, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    amount,
    answer::{Answer, go},
    deed::{Doing, Tried},
    officer::{course, facts},
};

/// Whether an act is not recorded because somebody else has decided.
pub(super) fn is_taken(act: &Act, refusal: &Refusal) -> bool {
    let decides = matches!(act.kind.value, Kind::PrepareDecision | Kind::ConfirmDecision);
    decides && refusal.sort == Sort::Conflict
}

/// The answer to an act that does not exist any more where the case stands.
///
/// It says who decided in the meantime, or leads to the case where the same form has done it before; of other acts there
/// is no such page.
pub(super) async fn after_others(doing: &Doing<'_>, sent: &Sent) -> Answer {
    if !matches!(doing.act.kind.value, Kind::PrepareDecision | Kind::ConfirmDecision) {
        return Err(Trouble::NotFound);
    }
    match doing.perform(sent).await {
        Ok(()) => go(&format!("/desk/cases/{}", doing.case().id)),
        Err(Failure::Refused(refusal)) if is_taken(doing.act, &refusal) => {
            Err(Trouble::from(*refusal))
        }
        Err(Failure::Refused(_)) => Err(Trouble::NotFound),
        Err(failure) => Err(failure.into()),
    }
}

/// The form in which a decision is prepared.
pub(crate) async fn prepare(doing: &Doing<'_>, tried: Tried<'_>) -> Result<DecisionPage, Trouble> {
    let (here, lang) = (doing.here, doing.here.lang());
    let (law, case) = (&doing.file.law, doing.case());
    let (check, used) = doing.file.sourced(&doing.file.case.kind, doing.level());
    let teller = Teller { lang, law, links: Links::material(here, law, case.id) };
    let mut fields = doing.asked_fields(tried);
    fields.push(doing.reasons(tried, "act.reasons"));
    let errors = doing.faults(tried, &mut fields);
    let unsatisfied = check.conditions().filter(|clause| {
        !matches!(
            clause.outcome,
            report::Outcome::Met | report::Outcome::Waived | report::Outcome::NotApplicable
        )
    });
    let overrides = unsatisfied.map(|clause| {
        let place = format!("overrides.{}", clause.id);
        let finding = teller.finding(clause);
        OverrideForm {
            clause: clause.id.clone(),
            name: finding.name,
            outcome: finding.outcome,
            cite: finding.cite,
            gist: finding.gist,
            bars: match room(law, &clause.id, clause.outcome.word()) {
                Room::Reasons => None,
                Room::Waiver => Some(word(lang, "decision.waive").into_owned()),
                Room::None => Some(word(lang, "decision.bars").into_owned()),
            },
            reasons: tried.sent.text(&place).to_owned(),
            error: errors.iter().find(|line| line.field == place).map(|line| line.text.clone()),
        }
    });
    let overrides = overrides.collect();
    let opinions = case.panels.iter().filter_map(|panel| {
        let closed = panel.closed.as_ref()?;
        Some(Pair::new(case::panel(lang, law, &panel.key), closed.opinion.clone()))
    });
    let opinions = opinions.collect();
    Ok(DecisionPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(case)),
        errors,
        refused: tried.refused(here),
        title: say(lang, &doing.act.name),
        case: case::title(lang, case),
        help: doing.act.help.as_ref().map(|help| say(lang, help)),
        cites: cites(lang, law, doing.act.cites.iter().map(|id| id.value.as_str())),
        action: doing.action(),
        seen: doing.seen().to_string(),
        outcomes: doing.outcomes(tried),
        fields,
        overrides,
        button: say(lang, &doing.act.name),
        confirmer: word(lang, "decision.second").into_owned(),
        panel: teller.sourced(teller.panel(&check), &used),
        slipped: slipped(here, doing),
        opinions,
    })
}

/// The proposal before the person who confirms it.
pub(crate) async fn proposal(doing: &Doing<'_>, tried: Tried<'_>) -> Result<ProposalPage, Trouble> {
    let (here, lang) = (doing.here, doing.here.lang());
    let (law, case) = (&doing.file.law, doing.case());
    let decision = case.decision.as_ref().ok_or(Trouble::NotFound)?;
    let check = doing.file.check(doing.file.level());
    let course = course(here, doing.file, Audience::Staff).await?;
    let mut fields = doing.asked_fields(tried);
    fields.push(doing.reasons(tried, "proposal.remarks").optional());
    let errors = doing.faults(tried, &mut fields);
    let own = here.person().is_behind(&decision.prepared.0);
    let by = course.names.get(&decision.prepared.0.account).map_or("", String::as_str);
    Ok(ProposalPage {
        ui: here.frame().await?,
        crumbs: here.way(None),
        errors,
        refused: tried.refused(here),
        title: say(lang, &doing.act.name),
        case: case::title(lang, case),
        case_href: format!("/desk/cases/{}", case.id),
        facts: facts(here, doing.file)
            .into_iter()
            .chain(amount::chosen(here, doing.file))
            .collect(),
        proposal: weighed::decided(lang, law, &decision.outcome),
        favourable: decision.favourable,
        reasons: decision.reasons.clone(),
        prepared: fill(lang, "proposal.by", &[&by, &decision.prepared.1]),
        overall: overall(check.overall),
        tally: tally(check.tally),
        slipped: slipped(here, doing),
        computed: weighed::computed(lang, doing.file),
        judged: weighed::judged(lang, doing.file),
        overrides: weighed::overrides(lang, law, decision),
        waivers: weighed::waivers(lang, doing.file),
        procedure: course.told,
        cites: cites(lang, law, doing.act.cites.iter().map(|id| id.value.as_str())),
        action: doing.action(),
        seen: doing.seen().to_string(),
        bar: own.then(|| word(lang, "proposal.own").into_owned()),
        outcomes: doing.outcomes(tried),
        fields,
        button: say(lang, &doing.act.name),
        papers: [
            Link::new(word(lang, "case.material"), format!("/desk/cases/{}/material", case.id)),
            Link::new(word(lang, "panel.title"), format!("/desk/cases/{}/findings", case.id)),
        ]
        .into_iter()
        .chain(super::scores::link(here, doing.file))
        .collect(),
    })
}

/// Conditions that held on the reference date and would not today.
fn slipped(here: &Here, doing: &Doing<'_>) -> Vec<RuleLine> {
    let teller = Teller { lang: here.lang(), law: &doing.file.law, links: Links::Nowhere };
    let clauses = doing.file.slipped(doing.level(), here.site.today());
    clauses.iter().map(|clause| weighed::rule_line(teller, clause)).collect()
}
