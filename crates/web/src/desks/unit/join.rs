//! Accepting an invitation, with a new account or with one of the same unit.

use axum::extract::Path;
use guohe_cases::{
    unit::{Invitation, Unit},
    verbs::{
        Failure,
        unit::{accept, invitation, join as joins, joined},
    },
};
use uuid::Uuid;

use crate::{
    pages::{account::Form, unit::AcceptPage},
    parts::{Field, Input},
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{
    super::answer::{Answer, calling, go, page, wrong},
    Accepting, Typed, asking, hashed, is_open_to_all, newcomer, newcomer_form, shown, signed_in,
};

/// The invitation behind the link; every link that leads nowhere is the same.
async fn found(here: &Here, unit: Uuid, link: &str) -> Result<(Unit, Invitation), Trouble> {
    let now = here.site.outside.now();
    let found = invitation(here.site.desk(), unit, link, now).await?.ok_or(Trouble::NotFound)?;
    let others = here.visit.person().is_some_and(|person| person.organisation != Some(unit));
    if others { Err(Trouble::NotFound) } else { Ok(found) }
}

/// The field with the word of an invitation. It stands behind the `#` of the link, which nobody is sent, and comes in the
/// body of a form: no address has it, so no log and no history keeps it.
const WORD: &str = "invitation";
/// What a form carries that accepts, and not only asks what the word is of.
const ACCEPTS: (&str, &str) = ("step", "join");

fn action(unit: Uuid) -> String {
    format!("/join/{unit}")
}

/// What the next form carries.
fn carried(link: &str) -> Vec<(String, String)> {
    [(WORD, link), ACCEPTS].map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// The word of an invitation as it was typed; also out of a whole link.
fn typed_word(sent: &Sent) -> &str {
    let typed = sent.text(WORD).trim();
    typed.rsplit_once('#').map_or(typed, |(_, word)| word)
}

/// The form that asks for the word; the same whatever unit is named, and whether there is one.
pub(crate) async fn form(here: Here, Path(unit): Path<Uuid>) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    let say = |key: &str| word(here.lang(), key).into_owned();
    let field = Field::new(WORD, say("join.word"), Input::Text { value: String::new() });
    let ui = here.frame().await?;
    page(&Form {
        title: say("join.title"),
        lead: say("join.word.lead"),
        errors: Vec::new(),
        fields: vec![field.help(say("join.word.help"))],
        action: action(unit),
        by_passkey: false,
        carried: vec![("once".to_owned(), ui.once.clone())],
        submit: say("join.word.submit"),
        ui,
    })
}

async fn accept_page(
    here: &Here,
    (unit, invitation): &(Unit, Invitation),
    link: &str,
) -> Result<AcceptPage, Trouble> {
    let role = shown::role(here.lang(), invitation.role);
    let lead = fill(here.lang(), "join.lead.own", &[&role]);
    let (action, carried) = (action(unit.id), carried(link));
    Ok(AcceptPage { ui: here.frame().await?, errors: Vec::new(), action, lead, carried })
}

async fn join_form(
    here: &Here,
    (unit, invitation): &(Unit, Invitation),
    link: &str,
    typed: &Typed,
) -> Result<Form, Trouble> {
    let lang = here.lang();
    let named = lang.of(&unit.statement.name_zh, &unit.statement.name_en);
    let name =
        if named.is_empty() { word(lang, "unit.unnamed").into_owned() } else { named.to_owned() };
    let lead = fill(lang, "join.lead", &[&name, &shown::role(lang, invitation.role)]);
    let accepting = Accepting { action: action(unit.id), lead, carried: carried(link) };
    newcomer_form(here, Some(accepting), typed).await
}

/// Shows what a word is of, or accepts the invitation.
pub(crate) async fn join(here: Here, Path(unit): Path<Uuid>, sent: Sent) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    let (link, is_own) = (typed_word(&sent), here.visit.signed_in.is_some());
    if sent.text(ACCEPTS.0) != ACCEPTS.1 {
        let known = found(&here, unit, link).await?;
        if is_own {
            return page(&accept_page(&here, &known, link).await?);
        }
        return page(&join_form(&here, &known, link, &Typed::default()).await?);
    }
    if is_own {
        accepts(&here, (unit, link), &sent).await
    } else {
        comes(&here, (unit, link), &sent).await
    }
}

/// Somebody of the unit takes another role.
async fn accepts(here: &Here, (unit, link): (Uuid, &str), sent: &Sent) -> Answer {
    let known = found(here, unit, link).await?;
    match accept(here.site.desk(), &calling(here, sent), (unit, link)).await {
        Ok(_) => go("/sign-in"),
        Err(Failure::Refused(refusal)) => {
            let mut own = accept_page(here, &known, link).await?;
            own.errors = super::super::applicant::summary(here, &refusal);
            wrong(&own)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Somebody new comes to the unit. What costs much is done for whoever has the word of an invitation alone.
async fn comes(here: &Here, (unit, link): (Uuid, &str), sent: &Sent) -> Answer {
    let (desk, by) = (here.site.desk(), asking(here, sent));
    if let Some((_, account)) = joined(desk, &by, unit).await? {
        return signed_in(here, &account, "/unit").await;
    }
    let known = found(here, unit, link).await?;
    let newcomer = match newcomer(here, sent) {
        Ok(newcomer) => hashed(here, newcomer, sent).await?,
        Err(typed) => return wrong(&join_form(here, &known, link, &typed).await?),
    };
    let joined = joins(desk, &by, (unit, link), &newcomer).await;
    let (_, account) = joined.map_err(|failure| Trouble::from(failure).or_absent())?;
    signed_in(here, &account, "/unit").await
}
