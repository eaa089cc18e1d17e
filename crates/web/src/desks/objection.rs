//! What became of an objection, for whoever holds its code.
//!
//! The code was shown once, when the objection was received: eighty random bits, which nobody finds by trying as
//! often as one may. It is sent with a form, so that it stands in no address, history or log of a proxy. It opens what
//! was done with the objection and nothing else: neither who filed it nor the rest of the case.

use guohe_cases::{
    case::{Case, Objection},
    law::Law,
    notice::Standing,
    procedure::Kind,
};
use sha2::{Digest as _, Sha256};

use crate::{
    dossier::Dossier,
    format,
    pages::public::{ObjectionFound, ObjectionLookup},
    parts::{Moment, MomentKind},
    sent::Sent,
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::word,
};

use super::{
    answer::{Answer, page},
    notice::{handled_words, standing},
};

/// The form for the code.
pub(crate) async fn form(here: Here) -> Answer {
    page(&lookup(&here, "", None).await?)
}

/// What a code opens. Every code that opens nothing gets one answer, after the same work.
pub(crate) async fn what_became(here: Here, sent: Sent) -> Answer {
    let code = sent.text("code").trim().to_uppercase();
    let found = find(&here, &code).await?;
    page(&lookup(&here, &code, found).await?)
}

async fn lookup(
    here: &Here,
    code: &str,
    found: Option<(Dossier, String)>,
) -> Result<ObjectionLookup, Trouble> {
    Ok(ObjectionLookup {
        ui: here.frame().await?,
        unknown: !code.is_empty() && found.is_none(),
        found: found.and_then(|(file, id)| shown(here, &file, &id)),
        code: code.to_owned(),
        title: word(here.lang(), "objection.lookup").into_owned(),
    })
}

/// The case and the objection that a code belongs to. All of them are looked at, whichever it is.
pub(crate) async fn find(here: &Here, code: &str) -> Result<Option<(Dossier, String)>, Trouble> {
    let wanted = Sha256::digest(code);
    let mut found = None;
    for notice in here.all_notices().await? {
        let mut cases: Vec<_> = notice.objections.iter().map(|filed| filed.case).collect();
        cases.sort_unstable();
        cases.dedup();
        for id in cases {
            let file = here.dossier(id).await?;
            let own = |one: &&Objection| {
                let code = one.said.as_ref().map_or("", |said| said.code.as_str());
                !code.is_empty() && Sha256::digest(code) == wanted
            };
            let objection = file.case.objections.iter().rfind(own);
            if let Some(objection) = objection.map(|one| one.id.clone()) {
                found = Some((file, objection));
            }
        }
    }
    Ok(found)
}

fn shown(here: &Here, file: &Dossier, id: &str) -> Option<ObjectionFound> {
    let lang = here.lang();
    let (law, case): (&Law, &Case) = (&file.law, &file.case);
    let objection = case.objection(id)?;
    let (state, tone) = standing(lang, objection.status);
    let steps = objection.handled.iter().map(|step| Moment {
        kind: MomentKind::Done,
        what: handled_words(lang, file, &step.outcome),
        when: format::day(step.on),
        who: case::holder(lang, law, &step.by.role, step.on),
        detail: Some(step.reasons.clone()).filter(|text| !text.is_empty()),
        cite: None,
        papers: Vec::new(),
    });
    let way = match objection.status {
        Standing::RejectedLate => Some("late"),
        Standing::Nameless => Some("nameless"),
        Standing::Filed | Standing::Admitted | Standing::NotAdmitted | Standing::Settled => None,
    };
    let mut acts = law.procedure.acts.iter().filter(|act| act.kind.value == Kind::Object);
    let told = acts.find_map(|act| act.outcome(way?)?.tells.as_ref());
    let next = match (told, objection.status.is_open()) {
        (Some(words), _) => say(lang, words),
        (None, true) => word(lang, "objection.lookup.waits").into_owned(),
        (None, false) => word(lang, "objection.lookup.done").into_owned(),
    };
    Some(ObjectionFound {
        number: case::objection_number(case.id, &objection.id),
        filed: format::instant(objection.filed_at),
        state,
        tone,
        next,
        steps: steps.collect(),
    })
}
