//! What became of an objection, for whoever holds its code.
//!
//! The code was shown once, when the objection was received. It opens what was done with it and nothing else: neither
//! who filed it nor the rest of the case.

use guohe_cases::{
    case::{Case, Objection},
    law::Law,
    notice::Standing,
    procedure::Kind,
};

use crate::{
    dossier::Dossier,
    format,
    pages::public::{ObjectionFound, ObjectionLookup},
    parts::{Moment, MomentKind},
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::word,
};

use super::{
    answer::{Answer, Asked, page},
    notice::{handled_words, standing},
};

/// The form for the code, and what it opens.
pub(crate) async fn what_became(here: Here, asked: Asked) -> Answer {
    let code = asked.get("code").map(|code| code.trim().to_uppercase()).unwrap_or_default();
    let found = if code.is_empty() { None } else { find(&here, &code).await? };
    let lang = here.lang();
    page(&ObjectionLookup {
        ui: here.frame().await?,
        unknown: !code.is_empty() && found.is_none(),
        found: found.and_then(|(file, id)| shown(&here, &file, &id)),
        code,
        title: word(lang, "objection.lookup").into_owned(),
    })
}

/// The case and the objection that a code belongs to.
async fn find(here: &Here, code: &str) -> Result<Option<(Dossier, String)>, Trouble> {
    for notice in here.all_notices().await? {
        let mut cases: Vec<_> = notice.objections.iter().map(|filed| filed.case).collect();
        cases.dedup();
        for id in cases {
            let file = here.dossier(id).await?;
            let own = |one: &&Objection| {
                one.said.as_ref().is_some_and(|said| !said.code.is_empty() && said.code == code)
            };
            let found = file.case.objections.iter().find(own).map(|one| one.id.clone());
            if let Some(objection) = found {
                return Ok(Some((file, objection)));
            }
        }
    }
    Ok(None)
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
