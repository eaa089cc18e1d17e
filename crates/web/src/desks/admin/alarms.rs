//! Alarms before the security administrator: those about accounts, which are events of the log, and those that the
//! running server noticed about addresses and itself.

use std::collections::BTreeMap;

use axum::{
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse as _,
};
use guohe_cases::{
    account::{Alarm, AlarmKind},
    ports::Row,
};
use serde::Deserialize as _;

use crate::{
    alarms::Whom,
    format,
    lang::Lang,
    pages::admin::{Cell, Section},
    parts::Link,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{super::answer::Answer, Listed, security::rows};

/// All alarms, the latest first.
pub(crate) fn all(here: &Here, rows: &[Row]) -> Vec<(Alarm, Whom)> {
    let mut all = here.site.watch.counts().raised();
    for row in rows {
        let own = row.extra.get("alarms").map(Vec::<Alarm>::deserialize);
        let own = own.and_then(Result::ok).unwrap_or_default();
        all.extend(own.into_iter().map(|alarm| (alarm, Whom::Account(row.stream.id))));
    }
    all.sort_by_key(|(alarm, _)| std::cmp::Reverse(alarm.at));
    all
}

/// What happened, in words.
fn what(lang: Lang, kind: AlarmKind) -> String {
    let key = match kind {
        AlarmKind::Names => "security.alarm.names",
        AlarmKind::Cases => "security.alarm.cases",
        AlarmKind::Pool => "security.alarm.pool",
        AlarmKind::Passwords => "security.alarm.passwords",
        AlarmKind::Factors => "security.alarm.factors",
        AlarmKind::Copied => "security.alarm.copied",
        AlarmKind::Refused => "security.alarm.refused",
        AlarmKind::SignIns => "security.alarm.sign_ins",
        AlarmKind::Tokens => "security.alarm.tokens",
        AlarmKind::Forged => "security.alarm.forged",
        AlarmKind::Unscanned => "security.alarm.unscanned",
        AlarmKind::Log => "security.alarm.log",
        AlarmKind::Program => "security.alarm.program",
    };
    word(lang, key).into_owned()
}

/// How often, beside what is usual; within an hour for names and applications.
fn times(lang: Lang, alarm: &Alarm) -> String {
    let key = match alarm.kind {
        AlarmKind::Names => "security.alarm.count.names",
        AlarmKind::Cases => "security.alarm.count.cases",
        AlarmKind::Pool
        | AlarmKind::Passwords
        | AlarmKind::Factors
        | AlarmKind::Copied
        | AlarmKind::Refused
        | AlarmKind::SignIns
        | AlarmKind::Tokens
        | AlarmKind::Forged
        | AlarmKind::Unscanned
        | AlarmKind::Log
        | AlarmKind::Program => "security.alarm.counted",
    };
    fill(lang, key, &[&alarm.count, &alarm.usual])
}

/// The list on the page of the security administrator, with the box over it.
pub(super) async fn section(
    here: &Here,
    rows: &[Row],
    asked: &BTreeMap<String, String>,
) -> Result<(Section, Listed), Trouble> {
    let (lang, people) = (here.lang(), here.everybody().await?);
    let row = |(alarm, about): (Alarm, Whom)| {
        let whom = match about {
            Whom::Account(id) => {
                let name = people.get(&id).map_or("", |one| one.name.as_str());
                Cell::link(name, format!("/admin/security/{id}"))
            }
            Whom::Place(place) => Cell::new(place),
            Whom::Server => Cell::new(word(lang, "security.alarm.server")),
        };
        vec![
            Cell::new(format::instant(alarm.at)),
            whom,
            Cell::tag(what(lang, alarm.kind), "warn").sub(times(lang, &alarm)),
        ]
    };
    let all: Vec<_> = all(here, rows).into_iter().map(row).collect();
    let is_empty = all.is_empty();
    let heads = &["audit.when", "security.alarm.about", "security.alarm"][..];
    let (mut section, listed) = here
        .searched(("security.alarms", "alarms"), (heads, "security.alarms.none"), (asked, all))
        .await?;
    if !is_empty {
        let label = word(lang, "security.alarms.file");
        section.ways.push(Link::new(label, "/admin/security/alarms.csv"));
    }
    Ok((section, listed))
}

/// The same as a table that can be sent on to whoever has to be told within hours: who, what, when, how often.
pub(crate) async fn table(here: Here) -> Answer {
    let (lang, people) = (here.lang(), here.everybody().await?);
    let mut out = String::from("\u{feff}raised_at,kind,what,account,name,address,times,usual\r\n");
    for (alarm, about) in all(&here, &rows(&here).await?) {
        let (account, name, place) = match about {
            Whom::Account(id) => {
                let name = people.get(&id).map(|one| one.name.clone()).unwrap_or_default();
                (id.to_string(), name, String::new())
            }
            Whom::Place(place) => (String::new(), String::new(), place),
            Whom::Server => Default::default(),
        };
        let cells = [
            alarm.at.to_string(),
            alarm.kind.word().to_owned(),
            what(lang, alarm.kind),
            account,
            name,
            place,
            alarm.count.to_string(),
            alarm.usual.to_string(),
        ];
        out.push_str(&cells.map(|cell| format::table_cell(&cell)).join(","));
        out.push_str("\r\n");
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"guohe-alarms.csv\""),
    ];
    Ok((headers, out).into_response())
}
