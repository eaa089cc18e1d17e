//! Extending a call: proposed by one person, confirmed by another, shown to everybody.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    event::{About, Actor, StreamId},
    extension::Extension,
    moment::civil_day,
    outage::{Outage, outages},
    refusal::{Fault, Refusal},
    round::{Round, Status},
    verbs::{
        Failure,
        extend::{Later, confirm, decline, propose},
    },
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    format,
    lang::Lang,
    pages::{
        officer::{ExtendPage, ExtensionRow},
        public::ExtensionLine,
    },
    parts::{Choice, ErrorLine, Field, Input},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::words::say,
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, calling, go, page, wrong};

/// What was proposed for a call, and the form.
pub(crate) async fn form(here: Here, Path(id): Path<Uuid>) -> Answer {
    let round = called(&here, id).await?;
    page(&extend_page(&here, &round, None).await?)
}

/// Proposes, confirms or declines.
pub(crate) async fn save(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let round = called(&here, id).await?;
    let (desk, by) = (here.site.desk(), calling(&here, &sent));
    let proposal = sent.text("proposal").parse().unwrap_or_default();
    let done = match sent.text("do") {
        "confirm" => confirm(desk, &by, id, proposal).await,
        "decline" => decline(desk, &by, id, (proposal, sent.text("reasons"))).await,
        _ => match later(&sent) {
            Ok(later) => propose(desk, &by, id, later).await,
            Err(refusal) => Err(refusal.into()),
        },
    };
    match done {
        Ok(_) => go(&address(id)),
        Err(Failure::Refused(refusal)) => {
            wrong(&extend_page(&here, &round, Some((&sent, &refusal))).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// A call that somebody opened.
pub(crate) async fn called(here: &Here, id: Uuid) -> Result<Round, Trouble> {
    let round = here.round(id).await?;
    if round.status == Status::Standing { Err(Trouble::NotFound) } else { Ok(round) }
}

fn address(id: Uuid) -> String {
    format!("/desk/rounds/{id}/extend")
}

fn later(sent: &Sent) -> Result<Later, Refusal> {
    let Ok(closes_on) = sent.text("closes_on").trim().parse::<Date>() else {
        let fault = Fault::at("closes_on", "请填写日期", "enter a date");
        return Err(Refusal::of_faults("extension", vec![fault]));
    };
    let reasons = sent.text("reasons").to_owned();
    Ok(Later { closes_on, reasons, outage: sent.text("outage").parse().ok() })
}

async fn extend_page(
    here: &Here,
    round: &Round,
    refused: Option<(&Sent, &Refusal)>,
) -> Result<ExtendPage, Trouble> {
    let lang = here.lang();
    let known = outages(here.site.desk()).await?;
    let stream = StreamId { about: About::Round, id: round.id };
    let names = here.names(&here.site.desk().events(stream).await?).await?;
    let mut fields = fields(lang, &known, refused.map(|(sent, _)| sent));
    let errors: Vec<ErrorLine> = refused
        .map(|(_, refusal)| here.beside(refusal, &mut fields, |fault| fault.place.clone()))
        .unwrap_or_default();
    let whole = refused.map(|(_, refusal)| refusal).filter(|refusal| refusal.faults.is_empty());
    Ok(ExtendPage {
        ui: here.frame().await?,
        crumbs: vec![
            Crumb::new(word(lang, "rounds.title"), "/desk/rounds"),
            Crumb::new(say(lang, &round.terms.name), format!("/calls/{}", round.id)),
        ],
        errors,
        refused: whole.map(|refusal| {
            (here.say(&refusal.what).to_owned(), here.say(&refusal.next).to_owned())
        }),
        call: say(lang, &round.terms.name),
        closes: round.closes().map(|day| format::long_day(lang, day)).unwrap_or_default(),
        rows: round.extensions.iter().rev().map(|one| row(here, one, (&known, &names))).collect(),
        action: address(round.id),
        fields,
    })
}

fn fields(lang: Lang, known: &[Outage], sent: Option<&Sent>) -> Vec<Field> {
    let typed = |name: &str| sent.map(|sent| sent.text(name).to_owned()).unwrap_or_default();
    let day = Input::Date { value: typed("closes_on") };
    let why = Input::Long { value: typed("reasons"), limit: None };
    let chosen = typed("outage");
    let one = |outage: &Outage| {
        let number = outage.number.to_string();
        let (from, to) = (format::instant(outage.noted.from), format::instant(outage.noted.to));
        let label = fill(lang, "extend.outage.one", &[&from, &to, &outage.noted.known]);
        Choice::new(number.as_str(), label, chosen == number)
    };
    let none = Choice::new("", word(lang, "extend.outage.no"), chosen.is_empty());
    let choices = known.iter().rev().map(one).chain([none]).collect();
    vec![
        Field::new("closes_on", word(lang, "extend.closes_on"), day),
        Field::new("reasons", word(lang, "extend.reasons"), why),
        Field::new("outage", word(lang, "extend.outage"), Input::Radios { choices })
            .help(word(lang, "extend.outage.help")),
    ]
}

fn row(
    here: &Here,
    one: &Extension,
    (known, names): (&[Outage], &BTreeMap<Uuid, String>),
) -> ExtensionRow {
    let lang = here.lang();
    let name = |actor: &Actor| names.get(&actor.account).cloned().unwrap_or_default();
    let (state, tone) = match &one.settled {
        None => (word(lang, "extend.state.waits").into_owned(), "warn"),
        Some(settled) => {
            let (at, by) = (format::instant(settled.at), name(&settled.by));
            if settled.confirmed {
                (fill(lang, "extend.state.confirmed", &[&at, &by]), "good")
            } else {
                (fill(lang, "extend.state.declined", &[&at, &by, &settled.reasons]), "mute")
            }
        }
    };
    ExtensionRow {
        number: one.number,
        what: moved(lang, one),
        reasons: one.reasons.clone(),
        outage: outage(lang, one, known),
        by: fill(lang, "extend.by", &[&name(&one.by)]),
        state,
        tone,
        open: one.settled.is_none(),
        own: here.person().is_behind(&one.by),
    }
}

fn moved(lang: Lang, one: &Extension) -> String {
    let day = |day| format::long_day(lang, day);
    fill(lang, "call.extension", &[&day(one.from), &day(one.to)])
}

fn outage(lang: Lang, one: &Extension, known: &[Outage]) -> Option<String> {
    let noted = &known.iter().find(|outage| Some(outage.number) == one.outage)?.noted;
    let (from, to) = (format::instant(noted.from), format::instant(noted.to));
    Some(fill(lang, "call.extension.outage", &[&from, &to, &noted.known]))
}

/// What everybody may read about the extensions of a call: those that were confirmed, the newest first.
pub(crate) async fn shown(here: &Here, round: &Round) -> Result<Vec<ExtensionLine>, Trouble> {
    let confirmed = || round.extensions.iter().filter(|one| one.is_confirmed());
    if confirmed().next().is_none() {
        return Ok(Vec::new());
    }
    let (lang, known) = (here.lang(), outages(here.site.desk()).await?);
    let line = |one: &Extension| {
        let settled = one.settled.as_ref();
        let since = settled.map(|settled| format::long_day(lang, civil_day(settled.at)));
        ExtensionLine {
            what: moved(lang, one),
            since: fill(lang, "call.extension.since", &[&since.unwrap_or_default()]),
            reasons: one.reasons.clone(),
            outage: outage(lang, one, &known),
        }
    };
    Ok(confirmed().rev().map(line).collect())
}
