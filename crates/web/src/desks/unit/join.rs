//! Accepting an invitation, with a new account or with one of the same unit.

use axum::extract::Path;
use guohe_cases::{
    unit::{Invitation, Unit},
    verbs::{
        Failure,
        unit::{accept, invitation, join as joins},
    },
};
use uuid::Uuid;

use crate::{
    pages::unit::AcceptPage,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{
    super::answer::{Answer, calling, go, page, wrong},
    Typed, asking, is_open_to_all, newcomer, newcomer_form, shown, signed_in,
};

/// The invitation behind the link; every link that leads nowhere is the same.
async fn found(here: &Here, unit: Uuid, link: &str) -> Result<(Unit, Invitation), Trouble> {
    let now = here.site.outside.now();
    let found = invitation(here.site.desk(), unit, link, now).await?.ok_or(Trouble::NotFound)?;
    let others = here.visit.person().is_some_and(|person| person.organisation != Some(unit));
    if others { Err(Trouble::NotFound) } else { Ok(found) }
}

fn action(unit: Uuid, link: &str) -> String {
    format!("/join/{unit}/{link}")
}

/// The form to accept an invitation.
pub(crate) async fn form(here: Here, Path((unit, link)): Path<(Uuid, String)>) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    let known = found(&here, unit, &link).await?;
    if here.visit.signed_in.is_some() {
        return page(&accept_page(&here, &known.1, action(unit, &link)).await?);
    }
    page(&join_form(&here, &known, &link, &Typed::default()).await?)
}

async fn accept_page(
    here: &Here,
    invitation: &Invitation,
    action: String,
) -> Result<AcceptPage, Trouble> {
    let role = shown::role(here.lang(), invitation.role);
    let lead = fill(here.lang(), "join.lead.own", &[&role]);
    Ok(AcceptPage { ui: here.frame().await?, errors: Vec::new(), action, lead })
}

async fn join_form(
    here: &Here,
    (unit, invitation): &(Unit, Invitation),
    link: &str,
    typed: &Typed,
) -> Result<crate::pages::account::Form, Trouble> {
    let lang = here.lang();
    let named = lang.of(&unit.statement.name_zh, &unit.statement.name_en);
    let name =
        if named.is_empty() { word(lang, "unit.unnamed").into_owned() } else { named.to_owned() };
    let lead = fill(lang, "join.lead", &[&name, &shown::role(lang, invitation.role)]);
    newcomer_form(here, Some((&action(unit.id, link), lead)), typed).await
}

/// Accepts an invitation.
pub(crate) async fn join(
    here: Here,
    Path((unit, link)): Path<(Uuid, String)>,
    sent: Sent,
) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    if here.visit.signed_in.is_some() {
        let known = found(&here, unit, &link).await?;
        return match accept(here.site.desk(), &calling(&here, &sent), (unit, &link)).await {
            Ok(_) => go("/sign-in"),
            Err(Failure::Refused(refusal)) => {
                let mut own = accept_page(&here, &known.1, action(unit, &link)).await?;
                own.errors = super::super::applicant::summary(&here, &refusal);
                wrong(&own)
            }
            Err(failure) => Err(failure.into()),
        };
    }
    let newcomer = match newcomer(&here, &sent)? {
        Ok(newcomer) => newcomer,
        Err(typed) => {
            let known = found(&here, unit, &link).await?;
            return wrong(&join_form(&here, &known, &link, &typed).await?);
        }
    };
    let joined = joins(here.site.desk(), &asking(&here, &sent), (unit, &link), &newcomer).await;
    let (_, account) = joined.map_err(|failure| Trouble::from(failure).or_absent())?;
    signed_in(&here, &account, "/unit").await
}
