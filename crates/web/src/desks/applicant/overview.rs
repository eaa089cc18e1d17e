//! My applications, the task list of one, its findings.

use axum::extract::{Path, Query};
use guohe_cases::{
    event::About,
    facts::edit::faults,
    law::Law,
    ports::{Row, RowQuery},
    procedure::{Kind, Level},
};
use guohe_rules::{
    document::{Document, Summary},
    report::Outcome as Found,
};
use std::sync::Arc;

use crate::{
    pages::applicant::{ApplicationRow, MyApplications, PanelPage, TaskGroup, TaskListPage},
    parts::{Link, Task, TaskState, TypeFit},
    policy::Relation,
    sheets::list::wanted,
    trouble::Trouble,
    views::{
        case, clock,
        finding::{anchor, tally},
        form::Section,
        words::{overall, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    super::{
        answer::{Answer, Asked, page},
        lists,
    },
    Own, own, status,
};

/// So many gaps are named beside the tasks.
const GAPS: usize = 4;

pub(crate) async fn applications(here: Here, Query(asked): Asked) -> Answer {
    let lang = here.lang();
    let organisation =
        here.visit.person().and_then(|person| person.organisation).ok_or(Trouble::NotFound)?;
    let query = RowQuery {
        about: Some(About::Case),
        organisation: Some(organisation),
        ..RowQuery::default()
    };
    let person = here.person();
    let mine = |row: &Row| here.lists(Relation::Own, &person, row);
    let mut rows = here.site.desk().rows_where(query, usize::MAX, mine).await?;
    rows.reverse();
    let mut all = Vec::new();
    for row in &rows {
        let Some(law) = law_of(&here, row) else { continue };
        let ended = row.extra.get("end").is_some_and(|end| !end.is_null());
        all.push((ended, application(&here, &law, row).await?));
    }
    let (list, total) = (lists::applications(), all.len());
    let (found, search) = list.look(&here, &asked, all).await?;
    if wanted(&asked) {
        return list.workbook(&here, &found).await;
    }
    let (past, current): (Vec<_>, Vec<_>) = found.into_iter().partition(|(ended, _)| *ended);
    let plain = |rows: Vec<(bool, ApplicationRow)>| rows.into_iter().map(|row| row.1).collect();
    let rounds = here.rounds().await?;
    let open = rounds.iter().filter(|round| here.is_open(round));
    let calls =
        open.map(|round| Link::new(say(lang, &round.terms.name), format!("/calls/{}", round.id)));
    let shown = MyApplications {
        calls: calls.collect(),
        current: plain(current),
        past: plain(past),
        search: search.clone().over(total),
        ui: here.frame().await?,
    };
    search.answer(&shown)
}

fn law_of(here: &Here, row: &Row) -> Option<Arc<Law>> {
    here.site.laws.of_row(&row.pack).cloned()
}

async fn application(here: &Here, law: &Law, row: &Row) -> Result<ApplicationRow, Trouble> {
    let lang = here.lang();
    let mine = here.waits_for(row, guohe_rules::syntax::ActorKind::Applicant);
    let round = match row.round {
        Some(round) => say(lang, &here.round(round).await?.terms.name),
        None => String::new(),
    };
    let found = if mine {
        Some(overall(here.dossier(row.stream.id).await?.summary(Level::Declared).overall))
    } else {
        None
    };
    let kind = row.kind.as_deref().map(|kind| case::kind(lang, law, kind)).unwrap_or_default();
    let due = row.due.map(|due| clock::due(lang, law, here.site.today(), due));
    Ok(ApplicationRow {
        title: format!("{} · {kind}", case::named(lang, &row.title)),
        href: format!("/applications/{}", row.stream.id),
        round,
        number: Some(case::number(row.stream.id)),
        stage: case::stage(lang, law, &row.stage),
        mine,
        waits: if mine {
            word(lang, "apps.waits_for_you").into_owned()
        } else {
            case::waits(lang, law, row.waits_for.as_deref(), here.site.today())
        },
        due: due.map(|due| fill(lang, "apps.due", &[&due.date, &due.words])),
        overall: found,
    })
}

pub(crate) async fn tasks(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    if status::is_away(&own) {
        return page(&status::status_page(&own).await?);
    }
    let lang = own.here.lang();
    let check = own.check();
    let groups = groups(&own);
    let tasks = || groups.iter().flat_map(|group| &group.tasks);
    let terms = &own.dossier.round.terms;
    let today = own.here.site.today();
    let at = &own.dossier.case.stage.at;
    let days = own.here.timetable(&own.dossier.law, terms).await?;
    let term = at
        .until()
        .map(|until| clock::handing_in(lang, &own.dossier.law, today, (until, &days.inner)));
    let withdraw = own.act(&[Kind::Withdraw]).map(|_| own.href("/withdraw"));
    page(&TaskListPage {
        crumbs: own.crumbs().into_iter().take(1).collect(),
        title: case::title(lang, &own.dossier.case),
        kind: own.kind(),
        round: say(lang, &terms.name),
        saved: format!("{} · {}", stage(&own), own.saved()),
        done: tasks().filter(|task| task.state == TaskState::Finished).count(),
        total: tasks().count(),
        clock: term.filter(|_| !own.dossier.case.locked),
        overall: overall(check.overall),
        tally: tally(check.tally),
        panel: own.href("/panel"),
        first_gaps: gaps(&own, &check),
        fits: fits(&own),
        switch: own.href("/panel"),
        offline: own.href("/workbook"),
        withdraw,
        groups,
        ui: own.here.frame().await?,
    })
}

fn stage(own: &Own) -> String {
    case::stage(own.here.lang(), &own.dossier.law, &own.dossier.case.stage.at.to)
}

/// What keeps the application from being eligible, worst first.
fn gaps(own: &Own, check: &Document) -> Vec<Link> {
    let with = |wanted| check.conditions().filter(move |clause| clause.outcome == wanted);
    let worst =
        with(Found::NotMet).chain(with(Found::NotDone)).chain(with(Found::Undetermined)).take(GAPS);
    worst
        .map(|clause| {
            let name = say(own.here.lang(), &clause.name);
            Link::new(name, own.href(&format!("/panel#{}", anchor(&clause.id))))
        })
        .collect()
}

/// How far the same facts are from every type, the nearest first.
pub(crate) fn fits(own: &Own) -> Vec<TypeFit> {
    let fit = |summary: &Summary| {
        let kind = &summary.kind.id;
        let href = own.href(&format!("/type?to={kind}"));
        own.teller().fit(summary, href, *kind == own.dossier.case.kind)
    };
    own.dossier.summaries(Level::Declared).iter().map(fit).collect()
}

/// The tasks: what exists once, the lists, files, handing in.
fn groups(own: &Own) -> Vec<TaskGroup> {
    let sections = own.sections();
    let wrong = faults(&own.dossier.case.facts, own.dossier.law.vocabulary());
    let named = letter_places(own);
    let task = |section: &Section<'_>| {
        let mut task = task(own, section);
        let within = |place: &str| place.split(['.', '[']).next() == Some(section.key());
        if wrong.iter().any(|fault| within(&fault.place)) || named.iter().any(|place| within(place))
        {
            task.state = TaskState::ToCorrect;
        }
        task
    };
    let (lists, once): (Vec<_>, Vec<_>) = sections.iter().partition(|section| section.is_list());
    let group = |key: &str, tasks| TaskGroup { title: own.word(key), tasks };
    vec![
        group("tasks.once", once.into_iter().map(&task).collect()),
        group("tasks.lists", lists.into_iter().map(&task).collect()),
        group("tasks.finish", finish(own)),
    ]
}

/// The places that the letter of correction names, while it is open.
fn letter_places(own: &Own) -> Vec<String> {
    let letter = own.dossier.case.letter().filter(|letter| letter.is_open());
    letter
        .into_iter()
        .flat_map(|letter| &letter.defects)
        .map(|defect| defect.place.clone())
        .collect()
}

fn task(own: &Own, section: &Section<'_>) -> Task {
    let facts = &own.dossier.case.facts;
    let key = section.key();
    let open = !own.dossier.case.locked;
    let label = say(own.here.lang(), &section.record.written.name);
    if section.is_list() {
        let listing = facts.lists.get(key);
        let rows = listing.map_or(0, |listing| listing.rows.len());
        let closed = listing.is_some_and(|listing| listing.closed);
        let (state, note) = match (rows, closed) {
            (0, false) => (TaskState::NotStarted, None),
            (rows, true) => (TaskState::Finished, Some(own.said("tasks.rows.complete", &rows))),
            (rows, false) => (TaskState::Begun, Some(own.said("tasks.rows", &rows))),
        };
        return Task { label, href: open.then(|| own.href(&format!("/lists/{key}"))), note, state };
    }
    let cells = facts.once.get(key);
    let filled =
        |id: &str| cells.and_then(|cells| cells.get(id)).is_some_and(|cell| !cell.typed.is_empty());
    let missing = section.fields.iter().filter(|field| !filled(&field.id)).count();
    let state = match missing {
        0 => TaskState::Finished,
        all if all == section.fields.len() => TaskState::NotStarted,
        _ => TaskState::Begun,
    };
    let note = (state == TaskState::Begun).then(|| own.said("tasks.missing", &missing));
    Task { label, href: open.then(|| own.href(&format!("/sections/{key}"))), note, state }
}

fn finish(own: &Own) -> Vec<Task> {
    let open = !own.dossier.case.locked;
    let files = own.dossier.case.attachments.len();
    let attach = Task {
        label: own.word("attach.title"),
        href: Some(own.href("/attachments")),
        note: Some(own.said("tasks.files", &files)),
        state: if files == 0 { TaskState::NotStarted } else { TaskState::Begun },
    };
    let again = own.act(&[Kind::Resubmit]).is_some();
    let mut tasks = vec![attach];
    if again {
        tasks.push(Task {
            label: own.word("defects.title"),
            href: Some(own.href("/defects")),
            note: None,
            state: TaskState::ToCorrect,
        });
    }
    tasks.push(Task {
        label: own.word(if open { "tasks.submit" } else { "tasks.submitted" }),
        href: Some(own.href(if open { "/answers" } else { "/receipt" })),
        note: None,
        state: if open { TaskState::NotStarted } else { TaskState::Finished },
    });
    tasks
}

pub(crate) async fn panel(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    if own.dossier.case.is_opened_by_authority() {
        return Err(Trouble::NotFound);
    }
    page(&PanelPage {
        crumbs: own.crumbs(),
        title: case::title(own.here.lang(), &own.dossier.case),
        panel: own.panel(),
        fits: fits(&own),
        switch: None,
        known: None,
        levels: Vec::new(),
        ui: own.here.frame().await?,
    })
}
