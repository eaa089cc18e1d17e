//! Experts as an applicant may know of them: naming some to be avoided, and objecting to those on the list of the
//! round, which does not say who reviews what.

use std::collections::BTreeSet;

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    draw::digest,
    event::About,
    expert::pool,
    ports::RowQuery,
    procedure::ConflictRules,
    refusal::Refusal,
    verbs::{
        Failure,
        conflict::{Naming, name},
        fill::Filling,
    },
};
use uuid::Uuid;

use crate::{
    desks::answer::{Answer, go, once, page, wrong},
    dossier::Dossier,
    pages::applicant::{ListedExpert, NamedExpert, OwnExpertsPage},
    parts::ErrorLine,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
};

use super::{Own, own};

/// What the pack lets an applicant do about experts.
pub(crate) fn rules(dossier: &Dossier) -> Option<&ConflictRules> {
    let rules = dossier.law.procedure.experts.as_ref()?.conflicts.as_ref()?;
    (rules.avoid.is_some() || rules.objections).then_some(rules)
}

/// The page.
pub(crate) async fn form(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    page(&experts_page(&own, &Sent::default(), None).await?)
}

/// Names an expert, or objects to one.
pub(crate) async fn send(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    let own = own(here, &id).await?;
    let listed = listed(&own.here, &own.dossier).await?;
    let account = meant(&own.dossier, &listed, sent.text("listed"));
    let naming = Naming {
        account,
        name: sent.text("name").to_owned(),
        unit: sent.text("unit").to_owned(),
        reasons: sent.text("reasons").to_owned(),
    };
    let by = Filling {
        person: own.here.person(),
        moment: own.here.moment(&sent),
        case: own.dossier.case.id,
        seen: None,
        once: once(&sent),
    };
    match name(own.here.site.desk(), &by, naming).await {
        Ok(_) => go(&own.href("/experts")),
        Err(Failure::Refused(refusal)) => wrong(&experts_page(&own, &sent, Some(&refusal)).await?),
        Err(failure) => Err(failure.into()),
    }
}

/// By what the form names an expert: a word for this application alone, which tells nothing of an account.
pub(crate) fn token(dossier: &Dossier, account: Uuid) -> String {
    digest(&format!("listed\n{}\n{account}\n", dossier.case.id))
}

/// An expert on the list of a round: the account, the name, where they work.
pub(crate) type OnList = (Uuid, String, String);

/// Who is meant by the word for an expert on the list.
pub(crate) fn meant(dossier: &Dossier, listed: &[OnList], word: &str) -> Option<Uuid> {
    listed.iter().map(|one| one.0).find(|account| token(dossier, *account) == word)
}

/// Everybody who sits on a panel of the round, by name: not who reviews what, and in no order that tells it. Nobody
/// while all of them sit on the panel of this application, since the list would tell just that.
pub(crate) async fn listed(here: &Here, dossier: &Dossier) -> Result<Vec<OnList>, Trouble> {
    let own = &dossier.case;
    if !rules(dossier).is_some_and(|rules| rules.objections) || own.panels.is_empty() {
        return Ok(Vec::new());
    }
    let query =
        RowQuery { about: Some(About::Case), round: Some(own.round), ..RowQuery::default() };
    let mut seated = BTreeSet::new();
    for row in here.site.desk().rows(query).await? {
        let case = here.site.desk().case(row.stream.id).await?;
        seated.extend(
            case.panels.iter().flat_map(|panel| panel.seats.iter().map(|seat| seat.account)),
        );
    }
    let is_own = |account: &Uuid| own.panels.iter().any(|panel| panel.seat_of(*account).is_some());
    if seated.iter().all(is_own) {
        return Ok(Vec::new());
    }
    let today = here.site.today();
    let mut listed: Vec<OnList> = pool(here.site.desk())
        .await?
        .iter()
        .filter_map(|expert| {
            let account = expert.profile.account.filter(|account| seated.contains(account))?;
            let units: Vec<&str> =
                expert.employers_on(today).map(|unit| unit.name.as_str()).collect();
            Some((account, expert.name().to_owned(), units.join(here.lang().comma())))
        })
        .collect();
    listed.sort_by(|one, other| (&one.1, &one.2).cmp(&(&other.1, &other.2)));
    Ok(listed)
}

/// Whether one more expert may be named to be avoided.
pub(crate) fn may_avoid(case: &Case, rules: &ConflictRules) -> bool {
    let avoided = case.named.iter().filter(|named| named.account.is_none()).count();
    avoided < rules.avoid.unwrap_or_default() && case.panels.is_empty()
}

async fn experts_page(
    own: &Own,
    sent: &Sent,
    refusal: Option<&Refusal>,
) -> Result<OwnExpertsPage, Trouble> {
    let rules = rules(&own.dossier).ok_or(Trouble::NotFound)?;
    let here = &own.here;
    let case = &own.dossier.case;
    let line = |fault: &guohe_cases::refusal::Fault| ErrorLine {
        field: fault.place.clone(),
        text: here.say(&fault.what).to_owned(),
    };
    let listed = listed(here, &own.dossier).await?;
    let objected = |account: &Uuid| case.named.iter().any(|named| named.account == Some(*account));
    let rows = listed.iter().map(|(account, name, unit)| ListedExpert {
        token: token(&own.dossier, *account),
        name: name.clone(),
        unit: unit.clone(),
        objected: objected(account),
    });
    let avoided: Vec<&guohe_cases::conflict::Named> =
        case.named.iter().filter(|named| named.account.is_none()).collect();
    let most = rules.avoid.unwrap_or_default();
    Ok(OwnExpertsPage {
        crumbs: own.crumbs(),
        errors: refusal
            .map(|refusal| refusal.faults.iter().map(line).collect())
            .unwrap_or_default(),
        action: own.href("/experts"),
        most,
        avoid: may_avoid(case, rules),
        named: avoided
            .into_iter()
            .map(|named| NamedExpert {
                name: named.name.clone(),
                unit: named.unit.clone(),
                reasons: named.reasons.clone(),
            })
            .collect(),
        listed: rows.collect(),
        objections: rules.objections,
        typed: ["name", "unit", "reasons"].map(|field| sent.text(field).to_owned()),
        ui: here.frame().await?,
    })
}
