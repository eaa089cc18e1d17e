//! Starting an application, and choosing another type for it.

use std::sync::Arc;

use axum::extract::{Path, Query};
use guohe_cases::{
    law::Law,
    round::Round,
    seen::Seen,
    verbs::{
        fill::{Filling, choose_type, edit},
        open::{Opening, open_case},
    },
};
use guohe_rules::syntax::{ActorKind, TypeDef};
use uuid::Uuid;

use crate::{
    pages::applicant::{ConfirmPage, StartPage},
    parts::{Choice, ErrorLine, Pair},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{case, clock, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    super::answer::{Answer, Asked, derived, go, once, page, wrong},
    Own,
    look::Who,
    mendable, not_so, own, summary,
};

pub(crate) async fn form(here: Here, Query(asked): Asked) -> Answer {
    let chosen = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let (_, laws) = open_calls(&here).await?;
    let who = Who::known(&here, &laws).await?;
    page(&start_page(&here, (chosen("call"), chosen("type")), &who, Vec::new()).await?)
}

/// The rounds that are open to whoever looks, and their laws.
async fn open_calls(here: &Here) -> Result<(Vec<Round>, Vec<Arc<Law>>), Trouble> {
    let mut open = (Vec::new(), Vec::new());
    for round in here.rounds().await?.into_iter().filter(|round| here.is_open(round)) {
        let law = here.law_of(&round)?;
        if here.person().holds_under(&law, ActorKind::Applicant) {
            open.0.push(round);
            open.1.push(law);
        }
    }
    Ok(open)
}

async fn start_page(
    here: &Here,
    chosen: (&str, &str),
    who: &Who,
    errors: Vec<ErrorLine>,
) -> Result<StartPage, Trouble> {
    let lang = here.lang();
    let (open, laws) = open_calls(here).await?;
    let mut looked = Vec::new();
    let mut calls: Vec<Choice> = Vec::new();
    for (round, law) in open.iter().zip(&laws) {
        let id = round.id.to_string();
        let hint = match here.timetable(law, &round.terms).await?.until {
            Some(until) => {
                let due = clock::due(lang, law, here.site.today(), until.day);
                fill(lang, "start.until", &[&clock::day_and_minute(until), &due.words])
            }
            None => word(lang, "call.always").into_owned(),
        };
        let asked = open.len() == 1 || chosen.0 == id;
        if who.is_named() && (asked || chosen.0.is_empty()) {
            looked.extend(who.looked(here, (round, law), chosen.1).await?);
        }
        calls.push(Choice::new(id, say(lang, &round.terms.name), asked).hint(hint));
    }
    // Types are those of one regulation: where several calls are open, one is chosen first.
    let under = calls.iter().position(|call| call.chosen).and_then(|at| laws.get(at));
    let types = under.map(|law| types(here, law, chosen.1)).unwrap_or_default();
    let none = calls.is_empty().then(|| word(lang, "home.no_calls").into_owned());
    Ok(StartPage {
        crumbs: vec![Crumb::new(word(lang, "apps.title"), "/applications")],
        errors,
        bars: none.into_iter().collect(),
        calls,
        types,
        who: who.fields(here, &laws),
        looked,
        ui: here.frame().await?,
    })
}

fn types(here: &Here, law: &Law, chosen: &str) -> Vec<Choice> {
    let lang = here.lang();
    let one = |(at, def): (usize, &TypeDef)| {
        let about = def.about.as_ref().map(|about| say(lang, about)).unwrap_or_default();
        let hint = fill(lang, "start.conditions", &[&about, &law.pack.conditions(at).count()]);
        Choice::new(&def.id.value, say(lang, &def.name), chosen == def.id.value).hint(hint)
    };
    law.pack.file.types.iter().enumerate().map(one).collect()
}

pub(crate) async fn start(here: Here, sent: Sent) -> Answer {
    let (call, kind) = (sent.text("call"), sent.text("type"));
    let (_, laws) = open_calls(&here).await?;
    let who = Who::sent(&laws, &sent);
    if sent.text("do") == "look" {
        return page(&start_page(&here, (call, kind), &who, Vec::new()).await?);
    }
    let Ok(round) = call.parse::<Uuid>() else {
        let text = word(here.lang(), "start.no_call").into_owned();
        let errors = vec![ErrorLine { field: "call".to_owned(), text }];
        return wrong(&start_page(&here, (call, kind), &who, errors).await?);
    };
    let found = who.admission(&here, round, kind).await?;
    if found.is_some_and(|found| found.barred().is_some()) {
        let text = word(here.lang(), "start.refused").into_owned();
        let errors = vec![ErrorLine { field: "looked".to_owned(), text }];
        return wrong(&start_page(&here, (call, kind), &who, errors).await?);
    }
    let mut moment = here.moment(&sent);
    let key = once(&sent);
    if let Some(key) = &key {
        moment.fresh = derived(&key.key);
    }
    let opening =
        Opening { person: here.person(), moment, round, kind: kind.to_owned(), once: key };
    match open_case(here.site.desk(), &opening).await {
        Ok(receipt) => {
            named(&here, receipt.stream.id, &who, &sent).await?;
            go(&format!("/applications/{}", receipt.stream.id))
        }
        Err(failure) => {
            let refusal = mendable(failure)?;
            let page = start_page(&here, (call, kind), &who, summary(&here, &refusal)).await?;
            not_so(&refusal, &page)
        }
    }
}

/// Enters into a case that has just begun who applies, so that nobody types it twice. A form sent again finds it there.
async fn named(here: &Here, case: Uuid, who: &Who, sent: &Sent) -> Result<(), Trouble> {
    let edits = who.edits();
    let dossier = here.dossier(case).await?;
    if edits.is_empty() || dossier.case.version != 1 {
        return Ok(());
    }
    let seen = Some(Seen::by_the_host(&dossier.law, &dossier.case));
    let moment = here.moment(sent);
    let by = Filling { person: here.person(), moment, case, seen, once: None };
    edit(here.site.desk(), &by, &edits).await?;
    Ok(())
}

pub(crate) async fn ask_type(here: Here, Path(id): Path<String>, Query(asked): Asked) -> Answer {
    let own = own(here, &id).await?;
    let to = asked.get("to").map(String::as_str).unwrap_or_default();
    if own.dossier.law.pack.type_at(to).is_none() {
        return go(&own.href("/panel"));
    }
    page(&confirm(&own, to).await?)
}

async fn confirm(own: &Own, to: &str) -> Result<ConfirmPage, Trouble> {
    let lang = own.here.lang();
    let name = |kind: &str| case::kind(lang, &own.dossier.law, kind);
    Ok(ConfirmPage {
        crumbs: own.crumbs(),
        question: own.said("type.question", &name(to)),
        consequences: vec![own.word("type.kept"), own.word("type.asked")],
        facts: vec![
            Pair::new(own.word("type.now"), name(&own.dossier.case.kind)),
            Pair::new(own.word("type.then"), name(to)),
        ],
        action: own.href(&format!("/type?to={to}")),
        seen: own.seen().to_string(),
        confirm: own.word("type.confirm"),
        grave: false,
        back: own.href("/panel"),
        ui: own.here.frame().await?,
    })
}

pub(crate) async fn change_type(
    here: Here,
    Path(id): Path<String>,
    Query(asked): Asked,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    let to = asked.get("to").map(String::as_str).unwrap_or_default();
    choose_type(own.here.site.desk(), &own.filling(&sent), to).await?;
    go(&own.href(""))
}
