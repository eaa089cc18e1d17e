//! Notices and objections at the officer's desk.

use axum::extract::{Path, Query};
use guohe_cases::{
    case::{Case, Objection},
    moment::civil_day,
    notice::Standing,
    ports::RowQuery,
    procedure::{Act, Kind, Level},
    term::Until,
    verbs::{Done, Failure, Request, perform, round::Calling},
};
use guohe_rules::syntax::ActorKind;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    access::holds,
    dossier::Dossier,
    format,
    lang::Lang,
    pages::officer::{
        Candidate, HandleForm, NoticeLine, ObjectionPage, ObjectionRow, ObjectionsDesk, PublishPage,
    },
    parts::{Clock, Moment, MomentKind, Pair},
    policy::{Part, Relation},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, acts_now, may},
        clock,
        finding::cites,
        form::fact_words,
        words::{overall, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    deed::{Doing, Tried, answered},
    lists,
};

/// The word and the tone of where an objection stands.
pub(crate) fn standing(lang: Lang, standing: Standing) -> (String, &'static str) {
    let (key, tone) = match standing {
        Standing::Filed => ("standing.filed", "open"),
        Standing::RejectedLate => ("standing.late", "mute"),
        Standing::Nameless => ("standing.nameless", "mute"),
        Standing::Admitted => ("standing.admitted", "human"),
        Standing::NotAdmitted => ("standing.not_admitted", "mute"),
        Standing::Settled => ("standing.settled", "good"),
    };
    (word(lang, key).into_owned(), tone)
}

/// Notices and objections.
pub(crate) async fn desk(here: Here, Query(asked): Asked) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let (mut notices, mut rows) = (Vec::new(), Vec::new());
    for notice in here.all_notices().await? {
        let law = here.site.laws.get(&notice.pack)?;
        if !here.shows(Part::Said, law) {
            continue;
        }
        notices.push(NoticeLine {
            title: here.title_of(&notice).await?,
            href: format!("/notices/{}", notice.id),
            entries: notice.entries.len(),
            ends: clock::due_until(lang, law, today, notice.until()),
            open: notice.objections.iter().filter(|filed| filed.status.is_open()).count(),
        });
        for filed in &notice.objections {
            let file = here.dossier(filed.case).await?;
            let (state, tone) = standing(lang, filed.status);
            rows.push((
                filed.filed_at,
                ObjectionRow {
                    number: fill(
                        lang,
                        "objection.nth",
                        &[&case::objection_number(filed.case, &filed.id)],
                    ),
                    href: format!("/desk/cases/{}/objections/{}", filed.case, filed.id),
                    case: case::title(lang, &file.case),
                    filed: file.case.objection(&filed.id).map_or_else(
                        || format::instant(filed.filed_at),
                        |objection| day_of_filing(lang, &file.case, objection),
                    ),
                    in_time: filed.status != Standing::RejectedLate,
                    state,
                    tone,
                },
            ));
        }
    }
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let list = lists::objections(lang);
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    let ready = !candidates(&here).await?.is_empty();
    search.answer(&ObjectionsDesk {
        ui: here.frame().await?,
        search: search.clone(),
        notices,
        rows,
        publish: ready.then(|| "/desk/publish".to_owned()),
    })
}

/// Cases that may be put on notice by the person at the desk.
async fn candidates(here: &Here) -> Result<Vec<Dossier>, Trouble> {
    let laws = here.site.laws.iter();
    let acts = laws.flat_map(|law| {
        law.procedure.acts.iter().filter(|act| act.kind.value == Kind::PublishNotice)
    });
    let stages: Vec<String> =
        acts.flat_map(|act| act.from.iter().map(|from| from.value.clone())).collect();
    let mut found = Vec::new();
    if stages.is_empty() {
        return Ok(found);
    }
    for row in here.cases(Relation::Before, RowQuery { stages, ..RowQuery::default() }).await? {
        let file = here.dossier(row.stream.id).await?;
        let act = publishing(&file).filter(|act| may(&file.law, act, &here.person(), &file.case));
        if act.is_some() {
            found.push(file);
        }
    }
    Ok(found)
}

/// The act that publishes a case, in the stage it is in.
fn publishing(file: &Dossier) -> Option<&Act> {
    acts_now(&file.law, &file.case).find(|act| act.kind.value == Kind::PublishNotice)
}

/// The form for a notice.
pub(crate) async fn publish_form(here: Here) -> Answer {
    let sent = Sent::default();
    page(&publish_page(&here, Tried::of(&sent)).await?)
}

async fn publish_page(here: &Here, tried: Tried<'_>) -> Result<PublishPage, Trouble> {
    let lang = here.lang();
    let files = candidates(here).await?;
    let act = files.first().and_then(publishing);
    let (clock, no_clock) = match files.first().zip(act) {
        Some((file, act)) => period(here, file, act),
        None => (None, None),
    };
    let law = files.first().map(|file| &file.law);
    let shown = law.zip(act).map(|(law, act)| {
        act.sets.shows.iter().map(|path| fact_words::name(lang, law, &path.value)).collect()
    });
    let title = act
        .map_or_else(|| word(lang, "objections.publish").into_owned(), |act| say(lang, &act.name));
    Ok(PublishPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "objections.title"), "/desk/objections")],
        errors: Vec::new(),
        refused: tried.refusal.map(|refusal| {
            (here.say(&refusal.what).to_owned(), here.say(&refusal.next).to_owned())
        }),
        help: act.and_then(|act| act.help.as_ref()).map(|help| say(lang, help)),
        cites: law
            .zip(act)
            .map(|(law, act)| cites(lang, law, act.cites.iter().map(|id| id.value.as_str())))
            .unwrap_or_default(),
        action: "/desk/publish".to_owned(),
        candidates: files.iter().map(|file| candidate(lang, file, tried.sent)).collect(),
        shown: shown.unwrap_or_default(),
        clock,
        no_clock,
        button: title.clone(),
        title,
    })
}

/// The period of a notice, were it published today.
fn period(here: &Here, file: &Dossier, act: &Act) -> (Option<Clock>, Option<String>) {
    let (lang, today) = (here.lang(), here.site.today());
    let Some(ends) = &act.sets.ends else { return (None, None) };
    match file.asked(&file.case.kind, today, Level::Declared).day(ends) {
        Ok(day) => {
            let at = act.sets.ends_at.as_ref().map(|at| at.value);
            let until = Until { day: day.day, at };
            (Some(clock::counted(lang, &file.law, today, (today, until), &day.arithmetic)), None)
        }
        Err(because) => (None, Some(lang.of(&because.told().0, &because.told().1).to_owned())),
    }
}

fn candidate(lang: Lang, file: &Dossier, sent: &Sent) -> Candidate {
    let id = file.case.id.to_string();
    let none_chosen = sent.all("cases").next().is_none();
    let opinion = file.case.panels.last().and_then(|panel| panel.closed.as_ref());
    Candidate {
        name: case::title(lang, &file.case),
        href: format!("/desk/cases/{id}"),
        kind: case::kind(lang, &file.law, &file.case.kind),
        host: case::title(lang, &file.case),
        overall: overall(file.summary(Level::Declared).overall),
        opinion: opinion.map(|closed| closed.opinion.clone()).unwrap_or_default(),
        chosen: none_chosen || sent.all("cases").any(|chosen| chosen == id),
        id,
    }
}

/// Publishes a notice.
pub(crate) async fn publish(here: Here, sent: Sent) -> Answer {
    let chosen: Vec<Uuid> = sent.all("cases").filter_map(|id| id.parse().ok()).collect();
    let Some(published) = published(&here, calling(&here, &sent), chosen).await? else {
        let mut form = publish_page(&here, Tried::of(&sent)).await?;
        form.errors.push(crate::parts::ErrorLine {
            field: "cases".to_owned(),
            text: word(here.lang(), "publish.choose").into_owned(),
        });
        return wrong(&form);
    };
    match published {
        Ok(_) => go("/desk/objections"),
        Err(Failure::Refused(refusal)) => {
            wrong(&publish_page(&here, Tried::refused_as(&sent, &refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Publishes cases as somebody asks; nothing where they are none, or not all among those offered.
async fn published(
    here: &Here,
    by: Calling,
    cases: Vec<Uuid>,
) -> Result<Option<Result<Done, Failure>>, Trouble> {
    let files = candidates(here).await?;
    let own = |id: &Uuid| files.iter().any(|file| file.case.id == *id);
    let act = files.iter().find(|file| cases.contains(&file.case.id)).and_then(publishing);
    // A case that is not among those offered is the same as none.
    let Some(act) = act.filter(|_| cases.iter().all(own)) else { return Ok(None) };
    let Calling { person, moment, once } = by;
    let act = act.id.value.clone();
    let request = Request { person, moment, cases, act, input: Value::Null, seen: None, once };
    Ok(Some(perform(here.site.desk(), &request).await))
}

/// The same for programs.
pub(crate) async fn publish_cases(
    here: &Here,
    by: Calling,
    cases: Vec<Uuid>,
) -> Result<Option<Done>, Trouble> {
    Ok(published(here, by, cases).await?.transpose()?)
}

/// One objection.
pub(crate) async fn objection(here: Here, Path((id, objection)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    let sent = Sent::default();
    page(&objection_page(&here, &file, &objection, Tried::of(&sent)).await?)
}

/// An act on an objection that was refused: the page of the objection again.
pub(crate) async fn handle(doing: &Doing<'_>, tried: Tried<'_>) -> Answer {
    let named = tried.sent.text("objection");
    let first =
        doing.case().objections.iter().find(|one| one.status.is_open()).map(|one| one.id.clone());
    let id = if named.is_empty() { first.ok_or(Trouble::NotFound)? } else { named.to_owned() };
    answered(tried, &objection_page(doing.here, doing.file, &id, tried).await?)
}

async fn objection_page(
    here: &Here,
    file: &Dossier,
    id: &str,
    tried: Tried<'_>,
) -> Result<ObjectionPage, Trouble> {
    let lang = here.lang();
    let objection = file.case.objection(id).ok_or(Trouble::NotFound)?;
    let late = (objection.status == Standing::RejectedLate).then(|| {
        let act = file.law.procedure.acts.iter().find(|act| act.kind.value == Kind::Object);
        act.and_then(|act| act.outcome("late"))
    });
    let way = late.flatten();
    let (form, errors) = handling(here, file, objection, tried);
    Ok(ObjectionPage {
        ui: here.frame().await?,
        // Whoever decides sees the objection too, and not the desk at which all of them lie.
        crumbs: if holds(&here.person(), &here.site.laws, ActorKind::Officer) {
            vec![Crumb::new(word(lang, "objections.title"), "/desk/objections")]
        } else {
            here.way(Some(&file.case))
        },
        errors,
        refused: tried.refused(here),
        title: fill(lang, "objection.nth", &[&case::objection_number(file.case.id, &objection.id)]),
        case: case::title(lang, &file.case),
        case_href: format!("/desk/cases/{}", file.case.id),
        facts: registered(here, file, objection),
        said: objection.said.as_ref().map(|said| said.text.clone()),
        late: late.map(|way| {
            way.and_then(|way| way.tells.as_ref()).map(|tells| say(lang, tells)).unwrap_or_default()
        }),
        late_cite: way.and_then(|way| {
            cites(lang, &file.law, way.cites.iter().map(|id| id.value.as_str())).into_iter().next()
        }),
        handled: objection
            .handled
            .iter()
            .map(|step| Moment {
                kind: MomentKind::Done,
                what: handled_words(lang, file, &step.outcome),
                when: format::day(step.on),
                who: case::holder(lang, &file.law, &step.by.role, step.on),
                detail: Some(step.reasons.clone()).filter(|text| !text.is_empty()),
                cite: None,
                papers: Vec::new(),
            })
            .collect(),
        form,
    })
}

/// What came of a step on an objection, in the words of the pack.
pub(crate) fn handled_words(lang: Lang, file: &Dossier, outcome: &str) -> String {
    let mut acts = file
        .law
        .procedure
        .acts
        .iter()
        .filter(|act| matches!(act.kind.value, Kind::AdmitObjection | Kind::SettleObjection));
    let way = acts.find_map(|act| act.outcome(outcome));
    way.map_or_else(|| outcome.to_owned(), |way| say(lang, &way.name))
}

/// When an objection was filed; of one that came on paper and was entered afterwards, all its days.
pub(crate) fn day_of_filing(lang: Lang, of: &Case, objection: &Objection) -> String {
    let at = format::instant(objection.filed_at);
    let step = of.timeline.iter().find(|step| step.late.is_some() && step.late == objection.late);
    let late = objection.late.zip(step);
    late.map_or(at.clone(), |(late, step)| {
        format!("{at} · {}", case::on_paper(lang, late, civil_day(objection.filed_at), step.on))
    })
}

fn registered(here: &Here, file: &Dossier, objection: &Objection) -> Vec<Pair> {
    let lang = here.lang();
    let said = objection.said.as_ref();
    let period =
        file.case.notice.as_ref().map(|notice| {
            format!("{} – {}", notice.posted_on, clock::day_and_minute(notice.until()))
        });
    let rows = [
        ("objections.filed", Some(day_of_filing(lang, &file.case, objection))),
        ("notice.window", period),
        ("object.who", said.map(|said| who(here, said))),
        ("object.name", said.map(|said| said.name.clone())),
        ("object.contact", said.map(|said| said.contact.clone())),
        ("common.state", Some(standing(lang, objection.status).0)),
    ];
    rows.into_iter().filter_map(|(key, value)| Some(Pair::new(word(lang, key), value?))).collect()
}

fn who(here: &Here, said: &guohe_cases::case::Said) -> String {
    let key = match (said.name.trim().is_empty(), said.unit) {
        (true, _) => "object.who.nobody",
        (false, true) => "object.who.unit",
        (false, false) => "object.who.person",
    };
    word(here.lang(), key).into_owned()
}

/// The act that is next on an objection, when there is one and it is the person's.
pub(crate) fn next<'f>(here: &Here, file: &'f Dossier, objection: &Objection) -> Option<&'f Act> {
    let kind = match objection.status {
        Standing::Filed => Kind::AdmitObjection,
        Standing::Admitted => Kind::SettleObjection,
        Standing::RejectedLate | Standing::Nameless | Standing::NotAdmitted | Standing::Settled => {
            return None;
        }
    };
    let person = here.person();
    acts_now(&file.law, &file.case)
        .find(|act| act.kind.value == kind && may(&file.law, act, &person, &file.case))
}

/// Its form.
fn handling(
    here: &Here,
    file: &Dossier,
    objection: &Objection,
    tried: Tried<'_>,
) -> (Option<HandleForm>, Vec<crate::parts::ErrorLine>) {
    let lang = here.lang();
    let Some(act) = next(here, file, objection) else { return (None, Vec::new()) };
    let doing = Doing { here, file, act };
    let mut fields = doing.asked_fields(tried);
    fields.push(doing.reasons(tried, "act.reasons"));
    let errors = doing.faults(tried, &mut fields);
    let form = HandleForm {
        title: say(lang, &act.name),
        action: doing.action(),
        objection: objection.id.clone(),
        seen: doing.seen().to_string(),
        cites: cites(lang, &file.law, act.cites.iter().map(|id| id.value.as_str())),
        outcomes: doing.outcomes(tried),
        fields,
        button: say(lang, &act.name),
    };
    (Some(form), errors)
}
