//! Parameters: their list, one with its history, proposing a value, confirming or declining one.

use std::{collections::BTreeSet, sync::Arc};

use axum::extract::{Path, Query};
use guohe_cases::{
    event::{Event, StreamId},
    law::Law,
    parameter::{self, Entered, Parameter, Proposal},
    refusal::{Fault, Refusal},
    verbs::{
        Failure, Receipt,
        parameter::{Proposed, confirm, decline, may_enter, propose},
    },
};
use guohe_rules::syntax::{ActorKind, ParameterKind};

use crate::{
    format,
    lang::Lang,
    pages::officer::{ParameterPage, ParameterRow, ParametersPage, ProposalRow},
    parts::{ErrorLine, Pair},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::{form::entered, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    lists,
    round::runs,
};

/// A parameter as it is written in its pack.
type Written = guohe_rules::syntax::Parameter;

/// All parameters that rounds do not set themselves.
pub(crate) async fn parameters(here: Here, Query(asked): Asked) -> Answer {
    let lang = here.lang();
    let mut rows = Vec::new();
    let mut shared = BTreeSet::new();
    for law in here.site.laws.iter().filter(|law| runs(&here, law)) {
        let known = parameter::entered(here.site.desk(), &law.pack).await?;
        for (written, _) in &law.pack.names.parameters {
            let name = written.name.value.as_str();
            let own = parameter::owner(&law.pack, name).is_some();
            if written.per_round || (!own && !shared.insert(name)) {
                continue;
            }
            let events = here.site.desk().events(stream(law, name)).await?;
            let folded = Parameter::fold(&events).map_err(Failure::from)?;
            let proposals = folded.map(|folded| folded.proposals).unwrap_or_default();
            let (value, source) = in_use(&here, written, &known);
            rows.push(ParameterRow {
                name: say(lang, &written.title),
                href: address(law, name),
                regulation: if own { say(lang, &law.pack.file.title) } else { String::new() },
                value,
                source,
                entered_by: entered_by(&here, law, written),
                waits: proposals.iter().any(|one| one.settled.is_none()),
            });
        }
    }
    let list = lists::parameters();
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    search.answer(&ParametersPage { ui: here.frame().await?, search: search.clone(), rows })
}

/// One parameter.
pub(crate) async fn one(here: Here, Path(place): Path<(String, String, String)>) -> Answer {
    page(&parameter_page(&here, &place, None).await?)
}

/// Proposes a value.
pub(crate) async fn save(
    here: Here,
    Path(place): Path<(String, String, String)>,
    sent: Sent,
) -> Answer {
    let (law, written) = found(&here, &place)?;
    let done = match proposed(&written, &sent) {
        Ok(what) => propose(here.site.desk(), &law, &calling(&here, &sent), what).await,
        Err(faults) => Err(Refusal::of_faults("parameter", faults).into()),
    };
    answered(&here, &place, &sent, done).await
}

/// Confirms a value that somebody else proposed.
pub(crate) async fn agree(
    here: Here,
    Path((authority, instrument, name, number)): Path<(String, String, String, u64)>,
    sent: Sent,
) -> Answer {
    let place = (authority, instrument, name);
    let (law, written) = found(&here, &place)?;
    let by = calling(&here, &sent);
    let done = confirm(here.site.desk(), &law, &by, &written.name, number).await;
    answered(&here, &place, &sent, done).await
}

/// Declines a proposed value.
pub(crate) async fn turn_down(
    here: Here,
    Path((authority, instrument, name, number)): Path<(String, String, String, u64)>,
    sent: Sent,
) -> Answer {
    let place = (authority, instrument, name);
    let (law, written) = found(&here, &place)?;
    let by = calling(&here, &sent);
    let of = (written.name.value.as_str(), number);
    let done = decline(here.site.desk(), &law, &by, of, sent.text("reasons")).await;
    answered(&here, &place, &sent, done).await
}

async fn answered(
    here: &Here,
    place: &(String, String, String),
    sent: &Sent,
    done: Result<Receipt, Failure>,
) -> Answer {
    match done {
        Ok(_) => go(&format!("/desk/parameters/{}/{}/{}", place.0, place.1, place.2)),
        Err(Failure::Refused(refusal)) => {
            wrong(&parameter_page(here, place, Some((sent, &refusal))).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn proposed(written: &Written, sent: &Sent) -> Result<Proposed, Vec<Fault>> {
    let published_on = sent.text("published_on").trim().parse();
    let mut faults = Vec::new();
    if published_on.is_err() {
        faults.push(Fault::at("published_on", "请填写日期", "enter a date"));
    }
    match (entered::read(&written.kind, sent), published_on) {
        (Ok(value), Ok(published_on)) => Ok(Proposed {
            name: written.name.value.clone(),
            value,
            source: sent.text("source").to_owned(),
            published_on,
        }),
        (read, _) => {
            faults.extend(read.err().into_iter().flatten());
            Err(faults)
        }
    }
}

/// The law and the parameter that an address names.
fn found(here: &Here, place: &(String, String, String)) -> Result<(Arc<Law>, Written), Trouble> {
    let id = format!("{}/{}", place.0, place.1);
    let law = here.site.laws.iter().find(|law| law.pack.id() == id).ok_or(Trouble::NotFound)?;
    let names = &law.pack.names;
    let def = names.parameter(&place.2).and_then(|at| names.parameter_def(at));
    let (written, _) = def.ok_or(Trouble::NotFound)?;
    Ok((Arc::clone(law), written.clone()))
}

fn stream(law: &Law, name: &str) -> StreamId {
    parameter::stream(parameter::owner(&law.pack, name), name)
}

fn address(law: &Law, name: &str) -> String {
    format!("/desk/parameters/{}/{name}", law.pack.id())
}

/// The value in use with its source: what was entered last, else what the pack carries.
fn in_use(here: &Here, written: &Written, known: &Entered) -> (String, String) {
    let lang = here.lang();
    let own = known.known().iter().filter(|known| known.name == *written.name);
    let entered: Vec<_> = own.collect();
    let mut parts = vec![entered::told(lang, &written.kind)];
    let adds =
        matches!(written.kind, ParameterKind::Series { .. } | ParameterKind::Calendar { .. });
    if !adds && !entered.is_empty() {
        parts.clear();
    }
    let last = if adds {
        entered.as_slice()
    } else {
        entered.last().map_or(&[][..], std::slice::from_ref)
    };
    parts.extend(last.iter().map(|known| entered::told(lang, &known.value)));
    parts.retain(|part| !part.is_empty());
    let source = match entered.last() {
        Some(known) => format!("{} ({})", known.source, format::day(known.published_on)),
        None => written.source.as_ref().map(|words| say(lang, words)).unwrap_or_default(),
    };
    (parts.join(lang.of("；", "; ")), source)
}

/// All of the value in use, where it is a list or a calendar.
fn entries(lang: Lang, law: &Law, written: &Written, known: &Entered) -> Vec<Pair> {
    let last = known.known().iter().rfind(|known| known.name == *written.name);
    let added = last.map(|known| &known.value);
    let whole = matches!(written.kind, ParameterKind::Calendar { .. }) || added.is_none();
    let values = whole.then_some(&written.kind).into_iter().chain(added);
    let all = values.flat_map(|value| entered::entries(lang, law, value));
    all.map(|(label, value)| Pair::new(label, value)).collect()
}

/// Who may enter it: the actor it names, else the officers.
fn entered_by(here: &Here, law: &Law, written: &Written) -> String {
    let named = written.entered_by.as_ref();
    let actor = law.pack.file.actors.iter().find(|actor| match named {
        Some(named) => actor.id.value == named.value,
        None => actor.kind == ActorKind::Officer,
    });
    actor.map(|actor| say(here.lang(), &actor.name)).unwrap_or_default()
}

async fn parameter_page(
    here: &Here,
    place: &(String, String, String),
    refused: Option<(&Sent, &Refusal)>,
) -> Result<ParameterPage, Trouble> {
    let lang = here.lang();
    let (law, written) = found(here, place)?;
    let known = parameter::entered(here.site.desk(), &law.pack).await?;
    let events = here.site.desk().events(stream(&law, &written.name)).await?;
    let folded = Parameter::fold(&events).map_err(Failure::from)?;
    let (value, source) = in_use(here, &written, &known);
    let mut fields = entered::fields(lang, &written.kind, refused.map(|(sent, _)| sent));
    let errors: Vec<ErrorLine> = refused
        .map(|(_, refusal)| here.beside(refusal, &mut fields, |fault| fault.place.clone()))
        .unwrap_or_default();
    let proposals = folded.map(|folded| folded.proposals).unwrap_or_default();
    Ok(ParameterPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "parameters.title"), "/desk/parameters")],
        errors,
        title: say(lang, &written.title),
        value,
        source,
        entered_by: entered_by(here, &law, &written),
        entries: entries(lang, &law, &written, &known),
        kept_from: may_enter(&law, &here.person(), &written.name)
            .err()
            .map(|refusal| here.say(&refusal.what).to_owned()),
        proposals: rows(here, &address(&law, &written.name), &proposals, &events).await?,
        action: address(&law, &written.name),
        fields,
    })
}

/// What was proposed, the newest first.
async fn rows(
    here: &Here,
    address: &str,
    proposals: &[Proposal],
    events: &[Event],
) -> Result<Vec<ProposalRow>, Trouble> {
    let lang = here.lang();
    let names = here.names(events).await?;
    let person = here.person();
    let name =
        |actor: &guohe_cases::event::Actor| names.get(&actor.account).cloned().unwrap_or_default();
    let row = |one: &Proposal| {
        let (state, tone) = match &one.settled {
            None => (word(lang, "parameters.state.waits").into_owned(), "warn"),
            Some(settled) => {
                let (at, by) = (format::instant(settled.at), name(&settled.by));
                if settled.confirmed {
                    (fill(lang, "parameters.state.confirmed", &[&at, &by]), "good")
                } else {
                    let reasons = &settled.reasons;
                    (fill(lang, "parameters.state.declined", &[&at, &by, reasons]), "mute")
                }
            }
        };
        let open = one.settled.is_none();
        let place = |what: &str| format!("{address}/{}/{what}", one.number);
        ProposalRow {
            value: entered::told(lang, &one.value),
            source: one.source.clone(),
            published_on: format::day(one.published_on),
            by: name(&one.by),
            at: format::instant(one.at),
            state,
            tone,
            confirm: (open && !person.is_behind(&one.by)).then(|| place("confirm")),
            decline: open.then(|| place("decline")),
        }
    };
    Ok(proposals.iter().rev().map(row).collect())
}
