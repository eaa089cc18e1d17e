//! The audit administrator: who did what and when, and whether the log is what was recorded.
//!
//! The port gives no payload, so nothing of an application or a score can be shown here. Acts of experts on a case would
//! still tell who reviews it: their names are left out, and looking for a person does not find them.

use std::{collections::BTreeMap, error::Error, sync::Arc};

use axum::{
    extract::Query,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, REFRESH},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    account::{AlarmKind, Office},
    auditing::{Auditing, LogLine, LogQuery, Verified},
    event::About,
    person::OPERATOR,
    ports::Account,
    verbs::{
        Receipt,
        account::{Audited, audited},
        round::Calling,
    },
};
use guohe_rules::syntax::ActorKind;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use crate::{
    caught::caught,
    format,
    pages::admin::{AdminPage, Cell, ShortForm, Table},
    parts::{Choice, Field, Input, Link, Pair},
    routes::escaped,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    watch::Verification,
    words::{fill, word},
};

use super::{
    super::answer::{Answer, Asked, calling, go, page},
    kinds, settings,
};

/// Lines on one page.
const PAGE: u32 = 100;
/// Lines of one export.
const EXPORT: u32 = 10_000;

/// The filters of a list of the log as they stand in its address.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// Who acted.
    pub(crate) account: Option<Uuid>,
    /// What was done; empty for anything.
    pub(crate) kind: String,
    /// From which day on.
    pub(crate) from: Option<Date>,
    /// Up to which day.
    pub(crate) until: Option<Date>,
    /// Before which number.
    pub(crate) before: Option<u64>,
}

impl Filter {
    fn read(asked: &BTreeMap<String, String>) -> Self {
        let get = |key: &str| asked.get(key).map_or("", |text| text.trim());
        let kind = get("kind").to_owned();
        Self {
            account: get("person").parse().ok(),
            kind: if kinds::is_known(&kind) { kind } else { String::new() },
            from: get("from").parse().ok(),
            until: get("until").parse().ok(),
            before: get("before").parse().ok(),
        }
    }

    fn query(&self, limit: u32) -> LogQuery {
        LogQuery {
            account: self.account,
            kind: (!self.kind.is_empty()).then(|| self.kind.clone()),
            from: self.from.and_then(midnight),
            until: self.until.and_then(|day| midnight(day.tomorrow().ok()?)),
            before: self.before,
            limit,
        }
    }

    /// The address of the same list, from a number on.
    fn address(&self, path: &str, before: Option<u64>) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let person = self.account.map(|id| id.to_string()).unwrap_or_default();
        let before = before.map(|number| format!("&before={number}")).unwrap_or_default();
        let (kind, from, until) = (escaped(&self.kind), day(self.from), day(self.until));
        format!("{path}?person={person}&kind={kind}&from={from}&until={until}{before}")
    }
}

/// The instant at which a day of the authority begins.
fn midnight(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::fixed(jiff::tz::Offset::constant(8));
    day.to_zoned(zone).ok().map(|zoned| zoned.timestamp())
}

pub(crate) fn auditing(here: &Here) -> Result<&Arc<dyn Auditing>, Trouble> {
    here.site.auditing.as_ref().ok_or(Trouble::NotFound)
}

/// The lines that a filter lets through; acts of experts are not found by person.
pub(crate) async fn lines(
    here: &Here,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<LogLine>, Trouble> {
    let mut lines = auditing(here)?.lines(&here.site.tenant, &filter.query(limit)).await?;
    if filter.account.is_some() {
        let experts = here.roles_of(ActorKind::Expert);
        lines.retain(|line| !experts.contains(&line.role));
    }
    Ok(lines)
}

/// Whether a line is the act of an expert: who that was is not told.
pub(crate) fn is_of_expert(here: &Here, line: &LogLine) -> bool {
    here.roles_of(ActorKind::Expert).contains(&line.role)
}

/// Who acted, as it may be told here.
fn who(here: &Here, people: &BTreeMap<Uuid, Account>, line: &LogLine) -> (String, String) {
    let lang = here.lang();
    if is_of_expert(here, line) {
        return (word(lang, "audit.expert").into_owned(), String::new());
    }
    let role = match Office::of(&line.role) {
        Some(office) => here.say(&office.name()).to_owned(),
        None if line.role == OPERATOR => word(lang, "audit.operator").into_owned(),
        None => line.role.clone(),
    };
    match people.get(&line.account) {
        Some(account) => (account.name.clone(), role),
        None if line.account.is_nil() => (role, String::new()),
        None => (word(lang, "audit.visitor").into_owned(), role),
    }
}

/// What a role is called in the regulation by which somebody holds it; a visitor has none.
fn role_name(here: &Here, account: Option<&Account>, role: String) -> String {
    let held = account.into_iter().flat_map(|account| &account.roles);
    let mut held = held.filter(|held| held.rsplit_once(':').is_some_and(|(_, own)| own == role));
    match held.next() {
        Some(held) => here.role_name(held),
        None if account.is_some() => role,
        None => String::new(),
    }
}

/// The log.
pub(crate) async fn log(here: Here, Query(asked): Asked) -> Answer {
    let lang = here.lang();
    let (filter, people) = (Filter::read(&asked), here.everybody().await?);
    let found = lines(&here, &filter, PAGE).await?;
    let mut all = here.admin("audit.title", "audit.text").await?;
    all.ways = vec![Link::new(word(lang, "audit.chain"), "/admin/audit/chain")];
    let mut section = here.section("audit.log");
    section.forms.push(filters(&here, &filter, &people));
    section.forms.push(export_form(&here, &filter));
    let row = |line: &LogLine| {
        let (name, role) = who(&here, &people, line);
        let role = role_name(&here, people.get(&line.account), role);
        vec![
            Cell::new(format::instant(line.at)).sub(line.number.to_string()),
            Cell::new(name).sub(role),
            Cell::new(kinds::told(lang, &line.kind)),
            Cell::new(kinds::about(lang, line.stream.about)).sub(line.stream.id.to_string()),
        ]
    };
    section.table = Some(Table {
        rows: found.iter().map(row).collect(),
        heads: here.heads(&["audit.when", "audit.who", "audit.what", "audit.object"]),
        none: word(lang, "audit.none").into_owned(),
        pager: None,
    });
    // A page may hold fewer lines than were read, so the next one begins after what was read.
    if let Some(last) = found.last().filter(|line| line.number > 1) {
        let next = filter.address("/admin/audit", Some(last.number));
        section.ways.push(Link::new(word(lang, "audit.older"), next));
    }
    all.sections.push(section);
    all.sections.extend(settings::changed(&here).await?);
    page(&all)
}

fn filters(here: &Here, filter: &Filter, people: &BTreeMap<Uuid, Account>) -> ShortForm {
    let lang = here.lang();
    let any = |chosen| Choice::new("", word(lang, "common.all"), chosen);
    let mut persons: Vec<Choice> = people
        .values()
        .map(|one| {
            let label = format!("{} {}", one.name, one.login);
            Choice::new(one.id.to_string(), label, filter.account == Some(one.id))
        })
        .collect();
    persons.sort_by(|one, other| one.label.cmp(&other.label));
    persons.insert(0, any(filter.account.is_none()));
    let mut acts = vec![any(filter.kind.is_empty())];
    acts.extend(
        kinds::all(lang).map(|(kind, label)| Choice::new(kind, label, kind == filter.kind)),
    );
    let date = |day: Option<Date>| Input::Date {
        value: day.map(|day| day.to_string()).unwrap_or_default(),
    };
    let field = |name: &str, key: &str, input| Field::new(name, word(lang, key), input).optional();
    ShortForm {
        action: "/admin/audit".to_owned(),
        asks: true,
        carried: Vec::new(),
        fields: vec![
            field("person", "audit.who", Input::Select { choices: persons }),
            field("kind", "audit.what", Input::Select { choices: acts }),
            field("from", "audit.from", date(filter.from)),
            field("until", "audit.until", date(filter.until)),
        ],
        note: String::new(),
        submit: word(lang, "do.search").into_owned(),
        grave: false,
    }
}

/// The button by which what the filter lets through is taken away.
fn export_form(here: &Here, filter: &Filter) -> ShortForm {
    let mut form = here.short("/admin/audit/log.csv", "export", "audit.export", Vec::new());
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let person = filter.account.map(|id| id.to_string()).unwrap_or_default();
    let kept = [
        ("person", person),
        ("kind", filter.kind.clone()),
        ("from", day(filter.from)),
        ("until", day(filter.until)),
    ];
    form.carried.extend(kept.map(|(name, value)| (name.to_owned(), value)));
    form
}

/// The same as a table for a spreadsheet. That it was taken away is recorded first.
pub(crate) async fn export(here: Here, sent: Sent) -> Answer {
    let asked = sent.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (filter, people) = (Filter::read(&asked), here.everybody().await?);
    let mut out = String::from("\u{feff}number,recorded_at,who,role,kind,about,id,seq\r\n");
    let lines = lines(&here, &filter, EXPORT).await?;
    let count = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    audited(here.site.desk(), &calling(&here, &sent), Audited::Exported(count)).await?;
    for line in lines {
        let (name, role) = who(&here, &people, &line);
        let cells = [
            line.number.to_string(),
            line.at.to_string(),
            name,
            role,
            line.kind,
            about_word(line.stream.about),
            line.stream.id.to_string(),
            line.seq.to_string(),
        ];
        out.push_str(&cells.map(|cell| format::table_cell(&cell)).join(","));
        out.push_str("\r\n");
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"guohe-log.csv\""),
    ];
    Ok((headers, out).into_response())
}

pub(crate) fn about_word(about: About) -> String {
    serde_json::to_value(about)
        .ok()
        .and_then(|value| Some(value.as_str()?.to_owned()))
        .unwrap_or_default()
}

/// Whether the log is what was recorded, as far as this server has looked.
pub(crate) async fn chain(here: Here) -> Answer {
    let state = here.site.watch.verification();
    let running = matches!(state, Verification::Running { .. });
    let answer = page(&chain_page(&here, &state).await?)?;
    // It shows how far it is by itself, also without a script.
    Ok(if running { ([(REFRESH, "2")], answer).into_response() } else { answer })
}

async fn chain_page(here: &Here, state: &Verification) -> Result<AdminPage, Trouble> {
    let lang = here.lang();
    auditing(here)?;
    let mut page = here.admin("audit.chain", "audit.chain.text").await?;
    page = page.under(here, "audit.title", "/admin/audit");
    let mut section = here.section("audit.chain.state");
    let pair = |key: &str, value: String| Pair::new(word(lang, key), value);
    match state {
        Verification::Never => section.text = word(lang, "audit.chain.never").into_owned(),
        Verification::Running { done, of } => {
            section.text = fill(lang, "audit.chain.running", &[done, of]);
        }
        Verification::Failed => section.text = word(lang, "audit.chain.failed").into_owned(),
        Verification::Done { at, found } => {
            let key = if found.wrong == 0 { "audit.chain.sound" } else { "audit.chain.wrong" };
            section.text = fill(lang, key, &[&found.wrong, &found.first.unwrap_or_default()]);
            section.facts = vec![
                pair("audit.chain.at", format::instant(*at)),
                pair("audit.chain.events", found.events.to_string()),
                pair("audit.chain.seals", found.checkpoints.to_string()),
                pair("audit.chain.outside", found.outside.to_string()),
            ];
        }
    }
    if !matches!(state, Verification::Running { .. }) {
        let form = here.short("/admin/audit/chain", "verify", "audit.chain.verify", Vec::new());
        section.forms.push(form);
    }
    page.sections.push(section);
    Ok(page)
}

/// Begins to go through the log, unless that is under way.
pub(crate) async fn verify(here: Here, sent: Sent) -> Result<Response, Trouble> {
    begin(&here, &calling(&here, &sent)).await?;
    go("/admin/audit/chain")
}

/// The same for whoever asks; that it was asked is recorded.
pub(crate) async fn begin(here: &Here, by: &Calling) -> Result<Receipt, Trouble> {
    let auditing = Arc::clone(auditing(here)?);
    let receipt = audited(here.site.desk(), by, Audited::Verified).await?;
    let of = auditing.size(&here.site.tenant).await?;
    if here.site.watch.begins(of) {
        let site = Arc::clone(&here.site);
        tokio::spawn(async move {
            let progress = |done| site.watch.reached(done);
            let found = match caught(auditing.verify(&site.tenant, &progress)).await {
                Ok(Ok(found)) => found,
                Ok(Err(error)) => unverified(&error),
                Err(panicked) => unverified(&panicked),
            };
            if found.is_none_or(|found| found.wrong > 0) {
                site.alarm(AlarmKind::Log);
            }
            site.watch.ends(found, site.outside.now());
        });
    }
    Ok(receipt)
}

/// Why the log could not be gone through: nothing was found, neither good nor bad.
fn unverified(error: &dyn Error) -> Option<Verified> {
    tracing::error!(%error, "the log could not be verified");
    None
}
