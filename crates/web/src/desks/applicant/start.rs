//! Starting an application, and choosing another type for it.

use axum::extract::{Path, Query};
use guohe_cases::{
    law::Law,
    verbs::{
        fill::choose_type,
        open::{Opening, open_case},
    },
};
use guohe_rules::syntax::{ActorKind, TypeDef};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::{
    access::holds_under,
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
    super::answer::{Answer, Asked, go, once, page},
    Own, mendable, not_so, own, summary,
};

pub(crate) async fn form(here: Here, Query(asked): Asked) -> Answer {
    let chosen = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    page(&start_page(&here, (chosen("call"), chosen("type")), Vec::new()).await?)
}

async fn start_page(
    here: &Here,
    chosen: (&str, &str),
    errors: Vec<ErrorLine>,
) -> Result<StartPage, Trouble> {
    let lang = here.lang();
    let rounds = here.rounds().await?;
    let mut open = Vec::new();
    for round in rounds.iter().filter(|round| here.is_open(round)) {
        let law = here.law_of(round)?;
        if holds_under(&here.person(), &law, ActorKind::Applicant) {
            open.push((round, law));
        }
    }
    let only = open.len() == 1;
    let calls: Vec<Choice> = open
        .iter()
        .map(|(round, law)| {
            let hint = match round.closes() {
                Some(closes) => {
                    let due = clock::due(lang, law, here.site.today(), closes);
                    fill(lang, "start.until", &[&due.date, &due.words])
                }
                None => word(lang, "call.always").into_owned(),
            };
            let id = round.id.to_string();
            let asked = only || id == chosen.0;
            Choice::new(id, say(lang, &round.terms.name), asked).hint(hint)
        })
        .collect();
    // Types are those of one regulation: where several calls are open, one is chosen first.
    let under = calls.iter().position(|call| call.chosen).and_then(|at| open.get(at));
    let types = under.map(|(_, law)| types(here, law, chosen.1)).unwrap_or_default();
    Ok(StartPage {
        crumbs: vec![Crumb::new(word(lang, "apps.title"), "/applications")],
        errors,
        bars: if calls.is_empty() {
            vec![word(lang, "home.no_calls").into_owned()]
        } else {
            Vec::new()
        },
        calls,
        types,
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
    let Ok(round) = call.parse::<Uuid>() else {
        let text = word(here.lang(), "start.no_call").into_owned();
        let errors = vec![ErrorLine { field: "call".to_owned(), text }];
        return super::super::answer::wrong(&start_page(&here, (call, kind), errors).await?);
    };
    let mut moment = here.site.moment();
    let key = once(&sent);
    if let Some(key) = &key {
        moment.fresh = derived(&key.key);
    }
    let opening =
        Opening { person: here.person(), moment, round, kind: kind.to_owned(), once: key };
    match open_case(here.site.desk(), &opening).await {
        Ok(receipt) => go(&format!("/applications/{}", receipt.stream.id)),
        Err(failure) => {
            let refusal = mendable(failure)?;
            let page = start_page(&here, (call, kind), summary(&here, &refusal)).await?;
            not_so(&refusal, &page)
        }
    }
}

/// The id that follows from the key of a form, so that a form sent twice starts one application.
fn derived(key: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
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
        version: own.dossier.case.version,
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
