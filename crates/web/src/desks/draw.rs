//! Draws of experts: their list with alarms, preparing and sealing one, committing and opening, the published record.

pub(crate) mod fresh;

use axum::{
    extract::{Path, Query},
    http::header::CONTENT_TYPE,
    response::IntoResponse as _,
};
use guohe_cases::{
    draw::{Alarm, Draw, Stage, digest},
    expert::pool,
    law::Law,
    procedure::Kind,
    refusal::Refusal,
    verbs::{
        Failure, Receipt,
        draw::{self, Reason, group_name, rules},
    },
};
use guohe_rules::syntax::ActorKind;
use uuid::Uuid;

use crate::{
    format,
    pages::officer::{DrawPage, DrawRow, DrawnRow, DrawsPage, PartyRow},
    parts::{ErrorLine, Link, Pair},
    policy::Part,
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::{case, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    experts::whole,
    lists,
    officer::panel_name,
};

/// All draws.
pub(crate) async fn draws(here: Here, Query(asked): Asked) -> Answer {
    let all = shown(&here).await?;
    let row = |draw: &Draw| {
        let law = here.site.laws.get(&draw.sealing.pack).ok();
        let (state, tone) = state(&here, draw);
        DrawRow {
            panel: law.map_or_else(String::new, |law| panel_name(&here, law, &draw.sealing.panel)),
            href: format!("/desk/draws/{}", draw.id),
            sealed: format::instant(draw.sealed.1),
            cases: draw.sealing.cases.len(),
            candidates: draw.sealing.sealed.candidates.len(),
            state,
            tone,
            alarms: draw.alarms.len(),
        }
    };
    let list = lists::draws();
    let (rows, search) = list.look(&here, &asked, all.iter().map(row).collect()).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    let (ui, begin) = (here.frame().await?, begin(&here));
    search.answer(&DrawsPage { ui, search: search.clone(), rows, begin })
}

/// The draws under laws whose panels the reader stands to: another authority's are as absent in the list as one by one.
pub(crate) async fn shown(here: &Here) -> Result<Vec<Draw>, Trouble> {
    let mut all = draw::all(here.site.desk()).await?;
    all.retain(|draw| {
        let law = here.site.laws.get(&draw.sealing.pack);
        law.is_ok_and(|law| here.shows(Part::Said, law))
    });
    Ok(all)
}

/// Panels for which the visitor can prepare a draw.
fn begin(here: &Here) -> Vec<Link> {
    let person = here.person();
    let own = here.site.laws.iter().filter(|law| person.holds_under(law, ActorKind::Officer));
    let panels = own.filter(|law| rules(law).is_ok()).flat_map(|law| {
        let acts = law.procedure.acts.iter().filter(|act| act.kind.value == Kind::PanelConvene);
        acts.filter_map(move |act| {
            let key = &act.sets.panel.as_ref()?.value;
            let name = panel_name(here, law, key);
            let label = fill(here.lang(), "draws.begin.one", &[&name]);
            Some(Link::new(label, format!("/desk/draws/new/{}/{key}", law.pack.id())))
        })
    });
    panels.collect()
}

fn state(here: &Here, draw: &Draw) -> (String, &'static str) {
    let (key, tone) = match draw.stage {
        Stage::Sealed => ("draw.state.sealed", "wait"),
        Stage::Drawn => ("draw.state.drawn", "good"),
        Stage::Reopened => ("draw.state.reopened", "bad"),
    };
    (word(here.lang(), key).into_owned(), tone)
}

/// One draw.
pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    page(&draw_page(&here, id, None, None).await?)
}

/// The page; where something was refused, with why and with what was typed.
async fn draw_page(
    here: &Here,
    id: Uuid,
    refused: Option<(&Refusal, &Sent)>,
    made: Option<(String, String)>,
) -> Result<DrawPage, Trouble> {
    let lang = here.lang();
    let draw = draw::one(here.site.desk(), id).await?;
    let law = here.site.laws.get(&draw.sealing.pack)?;
    let person = here.person();
    let officer = person.holds_under(law, ActorKind::Officer);
    let both = draw.parties.iter().all(|party| party.committed.is_some());
    let mine = draw.parties.iter().find(|party| {
        party.committed.as_ref().is_some_and(|(_, actor, _)| person.is_behind(actor))
    });
    let free = draw.parties.iter().any(|party| {
        let kind = law.kind_of(&party.role);
        party.committed.is_none()
            && kind.is_some_and(|kind| person.holds(law.pack.id(), &party.role, kind))
    });
    let is_sealed = draw.stage == Stage::Sealed;
    let (state, tone) = state(here, &draw);
    let errors = refused.map(|(refusal, _)| lines(here, refusal)).unwrap_or_default();
    // A secret is not among what comes back: no answer says one that was typed.
    let typed = |name: &str| refused.map_or("", |(_, sent)| sent.text(name)).to_owned();
    let used = is_used(here, &draw).await?;
    let (seats, substitutes) =
        if officer { drawn(here, &draw, used).await? } else { (Vec::new(), Vec::new()) };
    Ok(DrawPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "draws.title"), "/desk/draws")],
        errors,
        title: fill(lang, "draw.title", &[&panel_name(here, law, &draw.sealing.panel)]),
        state,
        tone,
        facts: facts(here, law, &draw),
        digest: draw.sealing.digest.clone(),
        parties: parties(here, law, &draw),
        alarms: alarms(here, &draw).await?,
        action: format!("/desk/draws/{id}"),
        commits: is_sealed && free && mine.is_none(),
        opens: is_sealed && both && mine.is_some_and(|party| party.opened.is_none()),
        reopens: officer && draw.stage != Stage::Reopened && !used,
        commitment: typed("commitment"),
        reasons: typed("reasons"),
        made,
        seats,
        substitutes,
        record: draw.result.as_ref().map(|_| format!("/draws/{id}")),
        cases: if officer { cases(here, &draw).await? } else { Vec::new() },
    })
}

fn lines(here: &Here, refusal: &Refusal) -> Vec<ErrorLine> {
    if refusal.faults.is_empty() {
        return vec![whole(here, refusal)];
    }
    let line = |fault: &guohe_cases::refusal::Fault| ErrorLine {
        field: fault.place.clone(),
        text: here.say(&fault.what).to_owned(),
    };
    refusal.faults.iter().map(line).collect()
}

fn facts(here: &Here, law: &Law, draw: &Draw) -> Vec<Pair> {
    let lang = here.lang();
    let sealed = &draw.sealing.sealed;
    let number = |key: &str, count: usize| Pair::new(word(lang, key), count.to_string());
    let mut facts = vec![
        Pair::new(word(lang, "draws.sealed_at"), format::instant(draw.sealed.1)),
        number("draws.candidates", sealed.candidates.len()),
        number("draw.seats", sealed.terms.seats),
        number("draw.standing_by", sealed.terms.substitutes),
    ];
    facts.extend(sealed.terms.per_unit.map(|most| number("draw.per_unit", most)));
    for group in &sealed.terms.groups {
        let name = say(lang, &group_name(law, &group.id));
        facts.push(Pair::new(fill(lang, "draw.least", &[&name]), group.least.to_string()));
    }
    for (key, count) in &sealed.left_out {
        let reason = Reason::ALL.into_iter().find(|reason| reason.key() == key);
        let name = reason.map(|reason| say(lang, &reason.name())).unwrap_or_default();
        facts.push(Pair::new(fill(lang, "draw.left_out", &[&name]), count.to_string()));
    }
    facts
}

fn parties(here: &Here, law: &Law, draw: &Draw) -> Vec<PartyRow> {
    let row = |party: &guohe_cases::draw::Party| PartyRow {
        name: law
            .pack
            .actor(&party.role)
            .map(|actor| say(here.lang(), &actor.name))
            .unwrap_or_default(),
        committed: party.committed.as_ref().map(|(_, _, at)| format::instant(*at)),
        commitment: party.committed.as_ref().map(|(digest, ..)| digest.clone()).unwrap_or_default(),
        opened: party.opened.as_ref().map(|(_, at)| format::instant(*at)),
    };
    draw.parties.iter().map(row).collect()
}

async fn alarms(here: &Here, draw: &Draw) -> Result<Vec<Pair>, Trouble> {
    let lang = here.lang();
    let mut rows = Vec::new();
    for Alarm { kind, by, at, reasons, secrets_open } in &draw.alarms {
        let account = here.site.store.account(&here.site.tenant, by.account).await?;
        let name = account.map(|account| account.name).unwrap_or_default();
        let key = if *kind == "reopened" { "draw.alarm.reopened" } else { "draw.alarm.pool" };
        let told = fill(lang, key, &[&name, reasons, secrets_open]);
        rows.push(Pair::new(format::instant(*at), told));
    }
    Ok(rows)
}

/// Whether a panel was put together from a draw. From then on nobody needs the names of those drawn, in whichever case: a name
/// that stayed or went beside a panel that stands would tell who sits there.
async fn is_used(here: &Here, draw: &Draw) -> Result<bool, Trouble> {
    for id in &draw.sealing.cases {
        let file = here.dossier(*id).await?;
        let mut drawn = file.case.panels.iter().flat_map(|panel| &panel.drawn);
        if drawn.any(|(of, _)| *of == draw.id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Those who were drawn and those who stand by, with their names as long as they have to be invited.
async fn drawn(
    here: &Here,
    draw: &Draw,
    used: bool,
) -> Result<(Vec<DrawnRow>, Vec<DrawnRow>), Trouble> {
    let Some((_, drawn)) = &draw.result else { return Ok((Vec::new(), Vec::new())) };
    let invited = draw.stage == Stage::Drawn && !used;
    let pool = if invited { pool(here.site.desk()).await? } else { Vec::new() };
    let row = |ticket: &String| {
        let mut tickets = draw.sealing.tickets.iter();
        let own = tickets.find(|one| one.ticket == *ticket);
        let expert = own.and_then(|own| pool.iter().find(|expert| expert.id == own.expert));
        let name = expert.map(|expert| expert.name().to_owned()).unwrap_or_default();
        DrawnRow { ticket: ticket.clone(), name }
    };
    Ok((drawn.seats.iter().map(row).collect(), drawn.substitutes.iter().map(row).collect()))
}

async fn cases(here: &Here, draw: &Draw) -> Result<Vec<Link>, Trouble> {
    let mut links = Vec::new();
    for id in &draw.sealing.cases {
        let file = here.dossier(*id).await?;
        links.push(Link::new(case::title(here.lang(), &file.case), format!("/desk/cases/{id}")));
    }
    Ok(links)
}

/// Commits to a secret of one's own, or to one that is made here and shown once.
pub(crate) async fn commit(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let draw = draw::one(here.site.desk(), id).await?;
    let law = here.site.laws.get(&draw.sealing.pack)?;
    let by = calling(&here, &sent);
    if sent.text("do") == "make" {
        let secret = here.site.secret();
        let own = digest(&secret);
        return match draw::commit(here.site.desk(), law, &by, id, &own).await {
            Ok(_) => page(&draw_page(&here, id, None, Some((secret, own))).await?),
            Err(failure) => refused(&here, id, failure, &sent).await,
        };
    }
    let done = draw::commit(here.site.desk(), law, &by, id, sent.text("commitment")).await;
    answered(&here, id, done, &sent).await
}

/// Opens a secret.
pub(crate) async fn open(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let done = draw::open(here.site.desk(), &calling(&here, &sent), id, sent.text("secret")).await;
    answered(&here, id, done, &sent).await
}

/// Opens the seal again.
pub(crate) async fn reopen(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let draw = draw::one(here.site.desk(), id).await?;
    let law = here.site.laws.get(&draw.sealing.pack)?;
    let by = calling(&here, &sent);
    let done = draw::reopen(here.site.desk(), law, &by, id, sent.text("reasons")).await;
    answered(&here, id, done, &sent).await
}

async fn answered(here: &Here, id: Uuid, done: Result<Receipt, Failure>, sent: &Sent) -> Answer {
    match done {
        Ok(_) => go(&format!("/desk/draws/{id}")),
        Err(failure) => refused(here, id, failure, sent).await,
    }
}

async fn refused(here: &Here, id: Uuid, failure: Failure, sent: &Sent) -> Answer {
    let Failure::Refused(refusal) = failure else { return Err(failure.into()) };
    wrong(&draw_page(here, id, Some((&refusal, sent)), None).await?)
}

/// The record of a draw, for anybody who wants to repeat it.
pub(crate) async fn record(here: Here, Path(id): Path<Uuid>) -> Answer {
    let found = draw::one(here.site.desk(), id).await;
    let draw = found.map_err(|failure| Trouble::from(failure).or_absent())?;
    let record = draw::record_of(here.site.desk(), &draw).await?.ok_or(Trouble::NotFound)?;
    let text = serde_json::to_string_pretty(&record).map_err(Trouble::broken)?;
    Ok(([(CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response())
}
