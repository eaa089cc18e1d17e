//! Erasing what is kept about persons, at the officer's desk: what was asked for, what is due, what waits for a second
//! person. One officer proposes, another confirms; only then is anything erased.

use guohe_cases::{
    case::{Case, ERASING},
    erasing::Wanted,
    event::Actor,
    ports::RowQuery,
    refusal::Refusal,
    verbs::{
        Failure,
        erase::{self, Kept, kept, may_be_due, until},
        erasing,
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
    step_up,
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, go, once, page, wrong};

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
    // Only what the list says is looked at is folded: an erasure is on its way, or a term may be over.
    for row in here.cases(Relation::Before, RowQuery::default()).await? {
        let waits = row.extra.get(ERASING).is_some();
        let law = here.law_of_row(&row).filter(|_| due.len() < MOST_DUE);
        if !waits && !law.is_some_and(|law| may_be_due(law, &row, here.site.today())) {
            continue;
        }
        let file = here.dossier(row.stream.id).await?;
        for (subject, facts) in kept(&file.law, &file.case) {
            let open = erasing::open(&file.case, &subject);
            let over = until(&facts).is_some_and(|last| last < here.site.today());
            if let Some(open) = open {
                waiting.push(entry(here, &file, (&subject, &facts), Some(open)).await?);
            } else if over && due.len() < MOST_DUE {
                due.push(entry(here, &file, (&subject, &facts), None).await?);
            }
        }
    }
    if waiting.is_empty() && due.is_empty() {
        let mut none = here.section("erasures.none");
        none.text = word(here.lang(), "erasures.none.text").into_owned();
        all.sections.push(none);
    }
    all.sections.extend(waiting);
    all.sections.extend(due);
    if let Some(refusal) = refused {
        let cites = refusal.cites.join(here.lang().comma());
        let what = format!("{} {cites}", here.say(&refusal.what));
        let faults = refusal.faults.first().map(|fault| here.say(&fault.what).to_owned());
        all.refused = Some((faults.unwrap_or(what), here.say(&refusal.next).to_owned()));
    }
    Ok(all)
}

/// One person within a case, with what can be done about them.
async fn entry(
    here: &Here,
    file: &Dossier,
    (subject, facts): (&str, &[Kept<'_>]),
    open: Option<&Wanted>,
) -> Result<Section, Trouble> {
    let lang = here.lang();
    let case = &*file.case;
    let mut section = here.section("erasures.title");
    section.title = format!("{} · {subject}", case::title(lang, case));
    section.facts = vec![
        Pair::new(word(lang, "common.case_number"), case::number(case.id)),
        Pair::new(word(lang, "erasures.facts"), facts.len().to_string()),
        Pair::new(word(lang, "data.until"), rule(here, facts)),
    ];
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
    forms(here, &mut section, (case, subject), (open.is_some(), proposed.map(|(by, ..)| by)));
    Ok(section)
}

/// What may be done next: propose or decline; once it is proposed, somebody else confirms.
fn forms(
    here: &Here,
    section: &mut Section,
    (case, subject): (&Case, &str),
    (is_open, proposed): (bool, Option<&Actor>),
) {
    let lang = here.lang();
    let reasons = || {
        let typed = Input::Long { value: String::new(), limit: None };
        vec![Field::new("reasons", word(lang, "act.reasons"), typed)]
    };
    let mut add = |what: &str, key: &str, fields: Vec<Field>| {
        let mut form = here.short(PAGE, what, key, fields);
        form.carried.push(("case".to_owned(), case.id.to_string()));
        form.carried.push(("subject".to_owned(), subject.to_owned()));
        form.grave = what == "confirm";
        section.forms.push(form);
    };
    match proposed {
        None => add("propose", "erasures.propose", reasons()),
        Some(by) if here.person().is_behind(by) => {
            section.text = word(lang, "erasures.own").into_owned();
        }
        Some(_) => add("confirm", "erasures.confirm", reasons()),
    }
    if is_open {
        add("decline", "erasures.decline", reasons());
    }
}

/// Until when a rule demands keeping, and which.
fn rule(here: &Here, facts: &[Kept<'_>]) -> String {
    let lang = here.lang();
    let last = facts.iter().filter_map(|fact| Some((fact.until?, fact.purpose)));
    match last.max_by_key(|(until, _)| *until) {
        None => word(lang, "data.until.open").into_owned(),
        Some((until, None)) => format::day(until),
        Some((until, Some((_, rule)))) => {
            fill(lang, "data.until.rule", &[&format::day(until), &say(lang, &rule.law)])
        }
    }
}

async fn told(here: &Here, (by, on): (&Actor, Date), reasons: &str) -> Result<String, Trouble> {
    let account = here.site.store.account(&here.site.tenant, by.account).await?;
    let name = account.map(|account| account.name).unwrap_or_default();
    Ok(format!("{} {name}{}{reasons}", format::day(on), here.lang().of("：", ": ")))
}

/// Proposes, declines or confirms.
pub(crate) async fn decide(here: Here, sent: Sent) -> Answer {
    let case = sent.text("case").parse::<Uuid>().map_err(|_no_id| Trouble::NotFound)?;
    if let Some(asks) = step_up::asks(&here, &sent).await? {
        return Ok(asks);
    }
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case,
        seen: None,
        once: once(&sent),
    };
    let (desk, subject, reasons) = (here.site.desk(), sent.text("subject"), sent.text("reasons"));
    let done = match sent.text("do") {
        "propose" => erasing::propose(desk, &by, subject, reasons).await,
        "decline" => erasing::decline(desk, &by, subject, reasons).await,
        "confirm" => erase::erase(desk, &by, subject, reasons).await,
        _ => return Err(Trouble::NotFound),
    };
    match done {
        Ok(_) => go(PAGE),
        Err(Failure::Refused(refusal)) => wrong(&list(&here, Some(&refusal)).await?),
        Err(failure) => Err(failure.into()),
    }
}
