//! Deputies: naming one for some days, and acting for somebody who named one.

use axum::{
    http::header,
    response::{IntoResponse as _, Redirect},
};
use guohe_cases::{
    deputy::{self, Span},
    ports::Account,
    refusal::Refusal,
    verbs::{
        Failure,
        deputy::{Naming, acting_for, colleagues, end, name},
    },
};
use uuid::Uuid;

use crate::{
    acting,
    desks::{
        answer::{Answer, calling, go, page},
        applicant::not_so,
        experts::whole,
    },
    format,
    pages::unit::{DeputiesPage, SpanRow},
    parts::{Choice, Field, Input, Link},
    routes::Proof,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

/// The deputies of the account, and for whom its owner may act.
pub(crate) async fn deputies(here: Here) -> Answer {
    page(&deputies_page(&here, None, None).await?)
}

async fn deputies_page(
    here: &Here,
    sent: Option<&Sent>,
    refusal: Option<&Refusal>,
) -> Result<DeputiesPage, Trouble> {
    let (lang, desk, today) = (here.lang(), here.site.desk(), here.site.today());
    let own = &here.signed_in()?.account;
    let now = here.visit.acting_for.as_ref();
    let mut acting = Vec::new();
    if now.is_none() {
        for (other, span) in deputy::acting(desk, own.id, today).await? {
            let words = fill(lang, "deputies.act", &[&other.name, &format::day(span.to)]);
            acting.push((other.id.to_string(), words));
        }
    }
    let mut spans = Vec::new();
    for span in deputy::of(desk, own.id).await?.map(|own| own.spans).unwrap_or_default() {
        spans.push(row(here, &span, now.is_none()).await?);
    }
    spans.reverse();
    let mut fields = if now.is_none() { fields(here, sent).await? } else { Vec::new() };
    let mut errors = Vec::new();
    if let Some(refusal) = refusal {
        errors = here.beside(refusal, &mut fields, |fault| fault.place.clone());
        if refusal.faults.is_empty() {
            errors.push(whole(here, refusal));
        }
    }
    Ok(DeputiesPage {
        ui: here.frame().await?,
        errors,
        now: now.map(|other| fill(lang, "deputies.now", &[&other.name])),
        acting,
        spans,
        fields,
        ways: vec![Link::new(word(lang, "account.title"), "/account")],
    })
}

async fn row(here: &Here, span: &Span, in_person: bool) -> Result<SpanRow, Trouble> {
    let over = span.ended || span.to < here.site.today();
    Ok(SpanRow {
        number: span.number,
        name: here.name_of(span.deputy).await?,
        days: format!("{} – {}", format::day(span.from), format::day(span.to)),
        reasons: span.reasons.clone(),
        state: if over { word(here.lang(), "deputies.ended").into_owned() } else { String::new() },
        open: !over && in_person,
    })
}

/// The form to name a deputy; nothing where there is nobody to name.
async fn fields(here: &Here, sent: Option<&Sent>) -> Result<Vec<Field>, Trouble> {
    let say = |key: &str| word(here.lang(), key).into_owned();
    let all = colleagues(here.site.desk(), &here.signed_in()?.account).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let typed = |field: &str| sent.map_or("", |sent| sent.text(field)).to_owned();
    let chosen = typed("deputy");
    let choice = |one: &Account| {
        let id = one.id.to_string();
        Choice::new(id.as_str(), format!("{} ({})", one.name, one.login), id == chosen)
    };
    let choices = all.iter().map(choice).collect();
    Ok(vec![
        Field::new("deputy", say("deputies.deputy"), Input::Select { choices }),
        Field::new("from", say("deputies.from"), Input::Date { value: typed("from") }),
        Field::new("to", say("deputies.to"), Input::Date { value: typed("to") }),
        Field::new("reasons", say("deputies.reasons"), Input::Text { value: typed("reasons") }),
    ])
}

/// Naming gives rights away and asks for a proof of who one is.
pub(crate) const NAMING: Proof =
    Proof::Where("proof: naming a deputy", |_, sent| sent.text("do") != "end");

/// Names a deputy, or ends one.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let (desk, by) = (here.site.desk(), calling(&here, &sent));
    let own = here.signed_in()?.account.clone();
    let done = if sent.text("do") == "end" {
        end(desk, &by, own.id, sent.text("named").parse().unwrap_or_default()).await
    } else {
        let naming = Naming {
            deputy: sent.text("deputy").parse().ok(),
            from: sent.text("from").parse().ok(),
            to: sent.text("to").parse().ok(),
            reasons: sent.text("reasons").to_owned(),
        };
        name(desk, &by, &own, &naming).await
    };
    match done {
        Ok(_) => go("/account/deputies"),
        Err(Failure::Refused(refusal)) => {
            not_so(&refusal, &deputies_page(&here, Some(&sent), Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Acts for somebody from now on, or for oneself again.
pub(crate) async fn act(here: Here, sent: Sent) -> Answer {
    let own = here.signed_in()?.account.id;
    let wanted = sent.text("other");
    let other = if wanted.is_empty() {
        None
    } else {
        let id = wanted.parse::<Uuid>().map_err(|_no_id: uuid::Error| Trouble::NotFound)?;
        let acting = acting_for(here.site.desk(), own, id, &here.moment(&sent)).await?;
        Some(acting.ok_or(Trouble::NotFound)?.1.id)
    };
    let cookie = acting::chosen(&here.site, other);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/home")).into_response())
}
