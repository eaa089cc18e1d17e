//! What waits at the desk, with why it is here, since when, and until when.

use guohe_cases::{
    law::Law,
    ports::{Row, RowQuery},
    procedure::Level,
    term::Until,
};
use guohe_rules::{diagnostic::Diagnostic, syntax::ActorKind};
use serde_json::Value;

use crate::{
    access::holds,
    format,
    pages::officer::{InboxPage, InboxRow, Tab},
    parts::{Choice, Link, Pager},
    policy::Relation,
    sheets::list::{paged, wanted},
    trouble::Trouble,
    views::{
        case::{self, named, number},
        clock,
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    super::{
        answer::{Answer, Asked},
        late::import::of_law,
        lists, opened,
    },
    next_act, opening,
};

/// Rows on one page of the list.
const PAGE: usize = 50;
/// Of very many faults only so many are shown.
const MOST_FAULTS: usize = 20;

/// What waits.
pub(crate) async fn inbox(here: Here, asked: Asked) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let get = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let (view, stage) = (get("view"), get("stage"));
    let waiting = here.waiting().await?;
    let late: Vec<Row> =
        waiting.iter().filter(|row| row.due.is_some_and(|due| due < today)).cloned().collect();
    let handled = RowQuery { person: Some(here.person().account), ..RowQuery::default() };
    let handled = here.cases(Relation::Before, handled).await?;
    let ended = RowQuery { stages: ends(&here), ..RowQuery::default() };
    let ended = here.cases(Relation::Before, ended).await?;
    let tab = |id: &str, key: &str, rows: &[Row]| Tab {
        label: word(lang, key).into_owned(),
        href: if id.is_empty() { "/desk".to_owned() } else { format!("/desk?view={id}") },
        count: rows.len(),
        current: view == id,
    };
    let tabs = vec![
        tab("", "inbox.mine", &waiting),
        tab("late", "inbox.late", &late),
        tab("handled", "inbox.handled", &handled),
        tab("ended", "inbox.ended", &ended),
    ];
    let rows = match view {
        "late" => late,
        "handled" => handled,
        "ended" => ended,
        _ => waiting,
    };
    let stages = stages_of(&here, &rows, stage);
    let chosen = rows.into_iter().filter(|row| stage.is_empty() || row.stage == stage).collect();
    let (list, other) = (lists::inbox(&here), here.in_other_language());
    let other = lists::inbox(&other);
    let (found, search) = list.look_with(&here, &asked, (chosen, Some(&other))).await?;
    if wanted(&asked.0) {
        return list.workbook(&here, &found).await;
    }
    let after = get("after").parse::<usize>().unwrap_or_default();
    let mut shown: Vec<InboxRow> = Vec::new();
    for row in found.iter().skip(after).take(PAGE) {
        shown.push(inbox_row(&here, row).await?);
    }
    let own = &here.visit.here;
    search.answer(&InboxPage {
        ui: here.frame().await?,
        title: word(lang, "inbox.title").into_owned(),
        faulty: faulty(&here),
        tabs,
        search: search.clone().beside(&["stage"]),
        stages,
        pager: Pager::of((after, PAGE), found.len(), |after| paged(own, after)),
        rows: shown,
        opens: opened::may_open(&here).then(|| opened::LIST.to_owned()),
        late: late_entries(&here),
    })
}

/// Where what took place on paper is entered from a table, under each law whose officer the visitor is.
fn late_entries(here: &Here) -> Vec<Link> {
    let person = here.person();
    let own = here.site.laws.iter().filter(|law| person.holds_under(law, ActorKind::Officer));
    let link = |law: &std::sync::Arc<Law>| {
        let title = say(here.lang(), &law.pack.file.title);
        Link::new(fill(here.lang(), "late.import.of", &[&title]), of_law(law))
    };
    own.map(link).collect()
}

/// Stages in which cases have ended.
fn ends(here: &Here) -> Vec<String> {
    let stages = here.site.laws.iter().flat_map(|law| &law.procedure.stages);
    stages.filter(|stage| stage.end.is_some()).map(|stage| stage.id.value.clone()).collect()
}

/// The stages that occur in a list, to choose from.
fn stages_of(here: &Here, rows: &[Row], chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for row in rows {
        if !choices.iter().any(|choice| choice.value == row.stage) {
            let name = here
                .law_of_row(row)
                .map_or_else(|| row.stage.clone(), |law| case::stage(here.lang(), law, &row.stage));
            choices.push(Choice::new(row.stage.as_str(), name, row.stage == chosen));
        }
    }
    choices
}

async fn inbox_row(here: &Here, row: &Row) -> Result<InboxRow, Trouble> {
    let (lang, today) = (here.lang(), here.site.today());
    let law = here.law_of_row(row);
    let open = row.extra.get("objections_open").and_then(Value::as_u64).unwrap_or_default();
    let waits = || law.map(|law| case::waits(lang, law, row.waits_for.as_deref(), today));
    let file = here.dossier(row.stream.id).await?;
    let why = if open > 0 {
        Some(fill(lang, "inbox.objections", &[&open]))
    } else {
        opening::why(here, &file).or_else(|| next_act(here, &file))
    };
    let asked = file.asked(&file.case.kind, today, Level::Declared);
    let answer = asked.first_answer_due(&file.law, &file.case);
    let of_stage = file.case.stage.at.until();
    let due = match answer {
        Some(day) if of_stage.is_none_or(|until| day < until.day) => Some(Until { day, at: None }),
        _ => of_stage,
    };
    let days =
        guohe_rules::calendar::day_number(today) - guohe_rules::calendar::day_number(row.since);
    Ok(InboxRow {
        task: law.map_or_else(|| row.stage.clone(), |law| case::stage(lang, law, &row.stage)),
        href: format!("/desk/cases/{}", row.stream.id),
        case: named(lang, &row.title),
        number: Some(row.number.clone().unwrap_or_else(|| number(row.stream.id))),
        kind: law
            .map(|law| case::kind(lang, law, row.kind.as_deref().unwrap_or_default()))
            .unwrap_or_default(),
        why: why.or_else(waits).unwrap_or_default(),
        since: format::day(row.since),
        days,
        due: law.zip(due).map(|(law, due)| clock::due_until(lang, law, today, due)),
    })
}

/// What is wrong with packs whose previous version goes on, for officers.
fn faulty(here: &Here) -> Vec<String> {
    let site = &here.site;
    if !holds(&here.person(), &site.laws, ActorKind::Officer) {
        return Vec::new();
    }
    let line = |finding: &Diagnostic| {
        let (place, says) = (finding.place, here.say(&finding.message));
        let clause = finding.clause.as_ref().map(|clause| format!(" {clause}")).unwrap_or_default();
        let colon = here.lang().of("：", ": ");
        format!("{}:{}:{}{clause}{colon}{says}", finding.file, place.line, place.column)
    };
    site.faulty.iter().take(MOST_FAULTS).map(line).collect()
}
