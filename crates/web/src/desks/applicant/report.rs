//! What a host hands in during the life of a base, and whatever else its procedure gives it to record.

use axum::extract::Path;
use guohe_cases::{
    procedure::{Act, Kind},
    verbs::Failure,
};

use crate::{
    desks::{
        answer::{Answer, go},
        deed::{Doing, Tried, answered},
        officer::act_of,
    },
    pages::officer::ActPage,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
};

use super::{Own, own, status};

/// Whether an act is done on the page here: handing in, correcting and withdrawing have pages of their own.
pub(super) fn is_here(act: &Act) -> bool {
    matches!(act.kind.value, Kind::File | Kind::Record)
}

/// The page of an act within the application.
pub(super) fn page_of(act: &Act) -> String {
    format!("/acts/{}", act.id.value)
}

fn doing<'a>(own: &'a Own, act: &str) -> Result<Doing<'a>, Trouble> {
    let act = act_of(&own.dossier.law, act)?;
    let doing = Doing { here: &own.here, file: &own.dossier, act };
    doing.allowed()?;
    if is_here(act) { Ok(doing) } else { Err(Trouble::NotFound) }
}

/// The form.
pub(super) async fn form(here: Here, Path((id, act)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    let doing = doing(&own, &act)?;
    let sent = Sent::default();
    let (person, moment) = (own.here.person(), own.here.site.moment());
    let ahead = own.dossier.view(&person, &moment).hindrance(doing.act);
    let tried = Tried { ahead: ahead.as_ref(), ..Tried::of(&sent) };
    answered(tried, &act_page(&own, doing, tried).await?)
}

/// Takes what was handed in.
pub(super) async fn hand_in(
    here: Here,
    Path((id, act)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    let doing = doing(&own, &act)?;
    match doing.perform(&sent).await {
        Ok(()) => go(&own.href("")),
        Err(Failure::Refused(refusal)) => {
            let tried = Tried::refused_as(&sent, &refusal);
            answered(tried, &act_page(&own, doing, tried).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The form of the desk, with the ways, the facts and the view of the host.
async fn act_page(own: &Own, doing: Doing<'_>, tried: Tried<'_>) -> Result<ActPage, Trouble> {
    Ok(ActPage {
        crumbs: own.crumbs(),
        action: own.href(&page_of(doing.act)),
        back: own.href(""),
        seen: own.seen().to_string(),
        facts: status::facts(own),
        ..doing.general(tried).await?
    })
}
