//! What became of an objection, for whoever holds its code.
//!
//! The code was shown once, when the objection was received: eighty random bits, which nobody finds by trying as
//! often as one may. It is sent with a form, so that it stands in no address, history or log of a proxy. It opens what
//! was done with the objection and nothing else: neither who filed it nor the rest of the case.

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    pages::public::{AskErasure, ObjectionFound, ObjectionLookup},
    parts::{Moment, MomentKind},
    sent::Sent,
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::word,
};
use guohe_cases::{
    case::Case,
    law::Law,
    notice::Standing,
    procedure::Kind,
    verbs::{Failure, erasing, fill::Filling},
};

use super::{
    answer::{Answer, once, page, wrong},
    notice::{handled_words, standing},
};

/// The form for the code.
pub(crate) async fn form(here: Here) -> Answer {
    page(&lookup(&here, "", None, AskErasure::default()).await?)
}

/// What a code opens. Every code that opens nothing gets one answer, after the same work.
pub(crate) async fn what_became(here: Here, sent: Sent) -> Answer {
    let code = sent.text("code").trim().to_uppercase();
    let found = find(&here, &code).await?;
    page(&lookup(&here, &code, found, AskErasure::default()).await?)
}

/// Asks that the objection of a code be erased, and shows how that stands.
pub(crate) async fn ask_erasure(here: Here, sent: Sent) -> Answer {
    let code = sent.text("code").trim().to_uppercase();
    let Some((file, id)) = find(&here, &code).await? else {
        return page(&lookup(&here, &code, None, AskErasure::default()).await?);
    };
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case: file.case.id,
        seen: None,
        once: once(&sent),
    };
    let reasons = sent.text("reasons");
    match erasing::ask_with_code(here.site.desk(), &by, &code, reasons).await {
        Ok(_) => {
            let found = Some((here.dossier(by.case).await?, id));
            page(&lookup(&here, &code, found, AskErasure::default()).await?)
        }
        Err(Failure::Refused(refusal)) => {
            let faults = refusal.faults.iter().map(|fault| here.say(&fault.what).to_owned());
            let error = faults.chain([here.say(&refusal.what).to_owned()]).next();
            let asks = AskErasure { reasons: reasons.to_owned(), error };
            wrong(&lookup(&here, &code, Some((file, id)), asks).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn lookup(
    here: &Here,
    code: &str,
    found: Option<(Dossier, String)>,
    asks: AskErasure,
) -> Result<ObjectionLookup, Trouble> {
    Ok(ObjectionLookup {
        ui: here.frame().await?,
        unknown: !code.is_empty() && found.is_none(),
        found: found.and_then(|(file, id)| shown(here, &file, &id, asks)),
        code: code.to_owned(),
        title: word(here.lang(), "objection.lookup").into_owned(),
    })
}

/// The case and the objection that a code belongs to. All of them are looked at, whichever it is.
pub(crate) async fn find(here: &Here, code: &str) -> Result<Option<(Dossier, String)>, Trouble> {
    let mut found = None;
    for notice in here.all_notices().await? {
        let mut cases: Vec<_> = notice.objections.iter().map(|filed| filed.case).collect();
        cases.sort_unstable();
        cases.dedup();
        for id in cases {
            let file = here.dossier(id).await?;
            let objection = file.case.objections.iter().rfind(|one| one.is_opened_by(code));
            if let Some(objection) = objection.map(|one| one.id.clone()) {
                found = Some((file, objection));
            }
        }
    }
    Ok(found)
}

fn shown(here: &Here, file: &Dossier, id: &str, asks: AskErasure) -> Option<ObjectionFound> {
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
    let next = match (told, law.procedure.waits_for_answer(objection.status)) {
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
        erasing: how_erasing_stands(lang, case, &objection.subject),
        asks: erasing::open(case, &objection.subject).is_none().then_some(asks),
    })
}

/// What was said last about the erasure of an objection, with the reasons where it was declined.
fn how_erasing_stands(lang: Lang, case: &Case, subject: &str) -> Option<(String, String)> {
    let last = case.erasing.iter().rfind(|one| one.subject == subject)?;
    let (key, why) = match &last.declined {
        Some((_, _, why)) => ("event.erasing.declined", why.clone()),
        None => ("objection.erase.waits", String::new()),
    };
    Some((word(lang, key).into_owned(), why))
}
