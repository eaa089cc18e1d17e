//! Erasing what is kept about persons, at the officer's desk: what was asked for, what is due, what waits for a second
//! person. One officer proposes, another confirms; only then is anything erased. Persons are those of a case, whoever
//! spoke in one, and experts who left the pool.

use guohe_cases::{
    case::ERASING,
    erasing::Wanted,
    event::Actor,
    expert::{Expert, on_their_way_out},
    ports::RowQuery,
    refusal::Refusal,
    verbs::{
        Failure, Receipt,
        erase::{self, Held, held, may_be_due},
        erasing,
        expert::erasing as pooled,
        fill::Filling,
    },
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    pages::admin::{AdminPage, Section},
    parts::{Field, Input, Pair},
    policy::Relation,
    sent::Sent,
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    admin::kinds,
    answer::{Answer, calling, go, once, page, wrong},
    experts::own_law,
};

/// Where erasures are dealt with.
const PAGE: &str = "/desk/erasures";
/// So many that are due are shown; the others follow once these are done.
const MOST_DUE: usize = 50;

/// What waits, and what is due.
pub(crate) async fn erasures(here: Here) -> Answer {
    page(&list(&here, None).await?)
}

async fn list(here: &Here, refused: Option<&Refusal>) -> Result<AdminPage, Trouble> {
    let mut all = here.admin("erasures.title", "erasures.text").await?;
    all.tab = "erasures";
    let (mut waiting, mut due) = (Vec::new(), Vec::new());
    for of in &erasures_of_cases(here).await? {
        let place = if of.open.is_some() { &mut waiting } else { &mut due };
        place.push(entry(here, of).await?);
    }
    for expert in on_their_way_out(here.site.desk()).await? {
        if let Some(open) = expert.erasing.iter().find(|one| one.is_open()) {
            waiting.push(of_expert(here, &expert, open).await?);
        }
    }
    if waiting.is_empty() && due.is_empty() {
        let mut none = here.section("erasures.none");
        none.text = word(here.lang(), "erasures.none.text").into_owned();
        all.sections.push(none);
    }
    all.sections.extend(waiting);
    all.sections.extend(due);
    all.refused = refused.map(|refusal| answered(here, refusal));
    Ok(all)
}

/// What was refused and why, with the clauses, and what to do next.
fn answered(here: &Here, refusal: &Refusal) -> (String, String) {
    let cites = refusal.cites.join(here.lang().comma());
    let what = format!("{} {cites}", here.say(&refusal.what));
    let fault = refusal.faults.first().map(|fault| here.say(&fault.what).to_owned());
    (fault.unwrap_or(what), here.say(&refusal.next).to_owned())
}

/// Somebody in a case of whom an erasure is on its way, or who is past their term.
pub(crate) struct OfSubject {
    pub(crate) file: Dossier,
    pub(crate) held: Held,
    /// What is on its way.
    pub(crate) open: Option<Wanted>,
}

/// What cases hold of which an erasure is on its way, and what is past its term.
pub(crate) async fn erasures_of_cases(here: &Here) -> Result<Vec<OfSubject>, Trouble> {
    let (mut found, mut due) = (Vec::new(), 0);
    // Only what the list says is looked at is folded: an erasure is on its way, or a term may be over.
    for row in here.cases(Relation::Before, RowQuery::default()).await? {
        let waits = row.extra.get(ERASING).is_some();
        let law = here.law_of_row(&row).filter(|_| due < MOST_DUE);
        if !waits && !law.is_some_and(|law| may_be_due(law, &row, here.site.today())) {
            continue;
        }
        let file = here.dossier(row.stream.id).await?;
        for held in held(&file.law, &file.case) {
            let open = erasing::open(&file.case, &held.subject).cloned();
            let over = held.until.is_some_and(|last| last < here.site.today()) && due < MOST_DUE;
            if open.is_some() || over {
                due += usize::from(open.is_none());
                found.push(OfSubject { file: file.clone(), held, open });
            }
        }
    }
    Ok(found)
}

/// One person within a case, with what can be done about them.
async fn entry(here: &Here, of: &OfSubject) -> Result<Section, Trouble> {
    let (lang, held) = (here.lang(), &of.held);
    let case = &*of.file.case;
    let mut section = here.section("erasures.title");
    section.title = format!("{} · {}", case::title(lang, case), held.subject);
    let what = match &held.spoken {
        Some(spoken) => {
            let mut all = case.objections.iter();
            let objection = all.find(|objection| objection.subject == held.subject);
            let said = objection.map_or_else(
                || kinds::told(lang, &spoken.kind),
                |own| fill(lang, "objection.nth", &[&case::objection_number(case.id, &own.id)]),
            );
            (word(lang, "erasures.spoken"), format!("{} {said}", format::day(spoken.on)))
        }
        None => (word(lang, "erasures.facts"), held.count.to_string()),
    };
    section.facts = vec![
        Pair::new(word(lang, "common.case_number"), case::number(case.id)),
        Pair::new(what.0, what.1),
        Pair::new(word(lang, "data.until"), rule(here, held)),
    ];
    let who = [("case", case.id.to_string()), ("subject", held.subject.clone())];
    on_its_way(here, section, &who, of.open.as_ref()).await
}

/// An expert who left the pool, with what can be done about the erasure that is on its way.
async fn of_expert(here: &Here, expert: &Expert, open: &Wanted) -> Result<Section, Trouble> {
    let lang = here.lang();
    let mut section = here.section("erasures.title");
    section.title = format!("{} · {}", word(lang, "experts.title"), expert.name());
    let retired = expert.retired.as_ref();
    section.facts.extend(retired.map(|(on, reasons)| {
        Pair::new(word(lang, "erasures.left"), format!("{} {reasons}", format::day(*on)))
    }));
    on_its_way(here, section, &[("expert", expert.id.to_string())], Some(open)).await
}

/// Who asked and who proposed, and what may be done next.
async fn on_its_way(
    here: &Here,
    mut section: Section,
    of: &[(&str, String)],
    open: Option<&Wanted>,
) -> Result<Section, Trouble> {
    let lang = here.lang();
    let asked = open.and_then(|open| open.asked.as_ref());
    if let Some((by, on, reasons)) = asked {
        let told = told(here, (by, *on), reasons.as_deref().unwrap_or_default()).await?;
        section.facts.push(Pair::new(word(lang, "erasures.asked"), told));
    }
    let proposed = open.and_then(|open| open.proposed.as_ref());
    if let Some((by, on, reasons)) = proposed {
        let told = told(here, (by, *on), reasons).await?;
        section.facts.push(Pair::new(word(lang, "erasures.proposed"), told));
    }
    forms(here, &mut section, of, (open.is_some(), proposed.map(|(by, ..)| by)));
    Ok(section)
}

/// What may be done next: propose or decline; once it is proposed, somebody else confirms.
fn forms(
    here: &Here,
    section: &mut Section,
    of: &[(&str, String)],
    (is_open, proposed): (bool, Option<&Actor>),
) {
    let lang = here.lang();
    let reasons = || {
        let typed = Input::Long { value: String::new(), limit: None };
        vec![Field::new("reasons", word(lang, "act.reasons"), typed)]
    };
    let own = proposed.is_some_and(|by| here.person().is_behind(by));
    let mut add = |what: &str, key: &str, fields: Vec<Field>| {
        let mut form = here.short(PAGE, what, key, fields);
        form.carried.extend(of.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        form.grave = what == "confirm";
        section.forms.push(form);
    };
    match proposed {
        None => add("propose", "erasures.propose", reasons()),
        Some(_) if own => section.text = word(lang, "erasures.own").into_owned(),
        Some(_) => add("confirm", "erasures.confirm", reasons()),
    }
    if is_open {
        let key = if own { "erasures.take_back" } else { "erasures.decline" };
        add("decline", key, reasons());
    }
}

/// Until when a rule demands keeping, and which.
fn rule(here: &Here, held: &Held) -> String {
    let lang = here.lang();
    match (held.until, &held.rule) {
        (None, _) => word(lang, "data.until.open").into_owned(),
        (Some(until), None) => format::day(until),
        (Some(until), Some(rule)) => {
            fill(lang, "data.until.rule", &[&format::day(until), &say(lang, &rule.law)])
        }
    }
}

async fn told(here: &Here, (by, on): (&Actor, Date), reasons: &str) -> Result<String, Trouble> {
    let account = here.site.store.account(&here.site.tenant, by.account).await?;
    // Whoever asked without an account held the code of what they had said.
    let nameless = || word(here.lang(), "erasures.by_code").into_owned();
    let name = account.map_or_else(nameless, |account| account.name);
    Ok(format!("{} {name}{}{reasons}", format::day(on), here.lang().of("：", ": ")))
}

/// Proposes, declines or confirms.
pub(crate) async fn decide(here: Here, sent: Sent) -> Answer {
    let id = if sent.text("expert").is_empty() { "case" } else { "expert" };
    let id = sent.text(id).parse::<Uuid>().map_err(|_no_id| Trouble::NotFound)?;
    let done = if sent.text("expert").is_empty() {
        decide_of_case(&here, &sent, id).await
    } else {
        decide_of_expert(&here, &sent, id).await
    };
    match done.ok_or(Trouble::NotFound)? {
        Ok(_) => go(PAGE),
        Err(Failure::Refused(refusal)) => wrong(&list(&here, Some(&refusal)).await?),
        Err(failure) => Err(failure.into()),
    }
}

/// The same about somebody in a case; nothing where no such thing can be done.
async fn decide_of_case(here: &Here, sent: &Sent, case: Uuid) -> Option<Result<Receipt, Failure>> {
    let (person, moment) = (here.person(), here.moment(sent));
    let by = Filling { person, moment, case, seen: None, once: once(sent) };
    let (desk, subject, reasons) = (here.site.desk(), sent.text("subject"), sent.text("reasons"));
    Some(match sent.text("do") {
        "propose" => erasing::propose(desk, &by, subject, reasons).await,
        "decline" => erasing::decline(desk, &by, subject, reasons).await,
        "confirm" => erase::erase(desk, &by, subject, reasons).await,
        _ => return None,
    })
}

/// The same about an expert of the pool.
async fn decide_of_expert(
    here: &Here,
    sent: &Sent,
    expert: Uuid,
) -> Option<Result<Receipt, Failure>> {
    let (law, by) = (own_law(here).ok()?, calling(here, sent));
    let (desk, reasons) = (here.site.desk(), sent.text("reasons"));
    Some(match sent.text("do") {
        "propose" => pooled::propose(desk, law, &by, expert, reasons).await,
        "decline" => pooled::decline(desk, law, &by, expert, reasons).await,
        "confirm" => pooled::confirm(desk, law, &by, expert, reasons).await,
        _ => return None,
    })
}
