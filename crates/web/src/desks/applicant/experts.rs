//! Experts as an applicant may know of them: naming some to be avoided, and objecting to those on the list of the
//! round, which does not say who reviews what.

use std::collections::BTreeSet;

use axum::extract::Path;
use guohe_cases::{
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
    pages::applicant::{ListedExpert, NamedExpert, OwnExpertsPage},
    parts::ErrorLine,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
};

use super::{Own, own};

/// What the pack lets an applicant do about experts.
pub(super) fn rules(own: &Own) -> Option<&ConflictRules> {
    let rules = own.dossier.law.procedure.experts.as_ref()?.conflicts.as_ref()?;
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
    let listed = listed(&own).await?;
    let word = sent.text("listed");
    let account = listed.iter().find(|one| token(&own, one.0) == word);
    let naming = Naming {
        account: account.map(|one| one.0),
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
fn token(own: &Own, account: Uuid) -> String {
    digest(&format!("listed\n{}\n{account}\n", own.dossier.case.id))
}

/// Everybody who sits on a panel of the round, by name: not who reviews what, and in no order that tells it. Nobody
/// while all of them sit on the panel of this application, since the list would tell just that.
async fn listed(own: &Own) -> Result<Vec<(Uuid, String, String)>, Trouble> {
    if !rules(own).is_some_and(|rules| rules.objections) || own.dossier.case.panels.is_empty() {
        return Ok(Vec::new());
    }
    let here = &own.here;
    let query = RowQuery {
        about: Some(About::Case),
        round: Some(own.dossier.case.round),
        ..RowQuery::default()
    };
    let mut seated = BTreeSet::new();
    for row in here.site.desk().rows(query).await? {
        let case = here.site.desk().case(row.stream.id).await?;
        seated.extend(
            case.panels.iter().flat_map(|panel| panel.seats.iter().map(|seat| seat.account)),
        );
    }
    let own_panels = &own.dossier.case.panels;
    let is_own = |account: &Uuid| own_panels.iter().any(|panel| panel.seat_of(*account).is_some());
    if seated.iter().all(is_own) {
        return Ok(Vec::new());
    }
    let today = here.site.today();
    let mut listed: Vec<(Uuid, String, String)> = pool(here.site.desk())
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

async fn experts_page(
    own: &Own,
    sent: &Sent,
    refusal: Option<&Refusal>,
) -> Result<OwnExpertsPage, Trouble> {
    let rules = rules(own).ok_or(Trouble::NotFound)?;
    let here = &own.here;
    let case = &own.dossier.case;
    let line = |fault: &guohe_cases::refusal::Fault| ErrorLine {
        field: fault.place.clone(),
        text: here.say(&fault.what).to_owned(),
    };
    let listed = listed(own).await?;
    let objected = |account: &Uuid| case.named.iter().any(|named| named.account == Some(*account));
    let rows = listed.iter().map(|(account, name, unit)| ListedExpert {
        token: token(own, *account),
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
        avoid: avoided.len() < most && case.panels.is_empty(),
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
