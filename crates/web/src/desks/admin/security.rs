//! The security administrator: who holds which role, roles that wait, alarms, what browsers kept from loading.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use guohe_cases::{
    account::History,
    event::About,
    message::owner::Affair,
    ports::{Row, RowQuery},
    refusal::{Refusal, Sort, words},
    verbs::{
        Failure, Receipt,
        account::{confirm, confirm_reset, decline, granted, history},
        round::Calling,
    },
};
use uuid::Uuid;

use crate::{
    format, noted,
    pages::admin::{AdminPage, Cell, Section, Table},
    parts::{Field, Input, Pair},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    reset,
};
use super::{Listed, accounts::proposed, alarms, demands, settings};

/// What there is to look at.
pub(crate) async fn overview(here: Here, Query(asked): Asked) -> Answer {
    let (all, listed) = looked_at(&here, &asked, None).await?;
    if wanted(&asked) {
        return listed.list.workbook(&here, &listed.rows).await;
    }
    let search = all.sections.iter().find_map(|section| section.search.clone());
    search.unwrap_or_default().answer(&all)
}

/// The same with figures that were sent and not taken.
pub(super) async fn overview_page(here: &Here, sent: Option<&Sent>) -> Result<AdminPage, Trouble> {
    Ok(looked_at(here, &BTreeMap::new(), sent).await?.0)
}

async fn looked_at(
    here: &Here,
    asked: &BTreeMap<String, String>,
    sent: Option<&Sent>,
) -> Result<(AdminPage, Listed), Trouble> {
    let rows = rows(here).await?;
    let mut all = here.admin("security.title", "security.text").await?;
    let (alarms, listed) = alarms::section(here, &rows, asked).await?;
    all.sections = vec![
        waiting(here, &rows).await?,
        alarms,
        settings::guards(here, sent).await?,
        demands::section(here, sent).await?,
        holders(here).await?,
        reports(here),
    ];
    Ok((all, listed))
}

/// The rows of all accounts of which something is recorded.
pub(crate) async fn rows(here: &Here) -> Result<Vec<Row>, Trouble> {
    let query = RowQuery { about: Some(About::Account), ..RowQuery::default() };
    Ok(here.site.desk().rows(query).await?)
}

async fn waiting(here: &Here, rows: &[Row]) -> Result<Section, Trouble> {
    let (lang, people) = (here.lang(), here.everybody().await?);
    let name = |id: &Uuid| people.get(id).map_or_else(String::new, |one| one.name.clone());
    let mut section = here.section("security.waiting");
    let mut table = Vec::new();
    for row in rows.iter().filter(|row| row.stage == "proposed") {
        let own = history(here.site.desk(), row.stream.id).await?;
        let Some(proposal) = own.waiting() else { continue };
        table.push(vec![
            Cell::link(name(&own.account), format!("/admin/security/{}", own.account)),
            Cell::new(proposed(here, proposal)),
            Cell::new(name(&proposal.by.account)).sub(format::instant(proposal.at)),
        ]);
    }
    section.table = Some(Table {
        rows: table,
        heads: here.heads(&["accounts.name", "accounts.proposed", "security.by"]),
        none: word(lang, "security.waiting.none").into_owned(),
        pager: None,
    });
    Ok(section)
}

/// Every role with those who hold it.
async fn holders(here: &Here) -> Result<Section, Trouble> {
    let people = here.everybody().await?;
    let mut section = here.section("security.roles");
    let rows = here.all_roles(&[]).into_iter().map(|role| {
        let held =
            people.values().filter(|one| !one.is_closed() && one.roles.contains(&role.value));
        let names: Vec<&str> = held.map(|one| one.name.as_str()).collect();
        let names = if names.is_empty() {
            word(here.lang(), "security.nobody").into_owned()
        } else {
            names.join(here.lang().of("、", ", "))
        };
        vec![Cell::new(role.label), Cell::new(names)]
    });
    section.table = Some(Table {
        rows: rows.collect(),
        heads: here.heads(&["security.role", "security.holders"]),
        none: String::new(),
        pager: None,
    });
    Ok(section)
}

fn reports(here: &Here) -> Section {
    let lang = here.lang();
    let reports = here.site.watch.reports();
    let mut section = here.section("security.reports");
    section.text = fill(lang, "security.reports.text", &[&reports.total]);
    let row = |(what, (count, last)): (&crate::watch::Blocked, &(u64, jiff::Timestamp))| {
        vec![
            Cell::new(&what.directive),
            Cell::new(&what.source),
            Cell::new(count.to_string()),
            Cell::new(format::instant(*last)),
        ]
    };
    section.table = Some(Table {
        rows: reports.by_sort.iter().map(row).collect(),
        heads: here.heads(&[
            "security.directive",
            "security.source",
            "security.count",
            "security.last",
        ]),
        none: word(lang, "security.reports.none").into_owned(),
        pager: None,
    });
    section
}

/// The roles of one account, and what waits.
pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    page(&one_page(&here, id).await?)
}

async fn one_page(here: &Here, id: Uuid) -> Result<AdminPage, Trouble> {
    let lang = here.lang();
    let account = here.site.store.account(&here.site.tenant, id).await?.ok_or(Trouble::NotFound)?;
    let own = history(here.site.desk(), id).await?;
    let people = here.everybody().await?;
    let name = |id: &Uuid| people.get(id).map_or_else(String::new, |one| one.name.clone());
    let mut one = here.admin("security.one", "security.one.text").await?;
    one = one.under(here, "security.title", "/admin/security");
    let mut now = here.section("accounts.now");
    now.facts = vec![
        Pair::new(word(lang, "accounts.name"), &account.name),
        Pair::new(word(lang, "accounts.login"), &account.login),
        Pair::new(word(lang, "accounts.roles"), here.roles_named(&account.roles)),
    ];
    one.sections.push(now);
    if let Some(waiting) = own.waiting() {
        let action = format!("/admin/security/{id}");
        let mut section = here.section("security.waiting");
        section.facts = vec![
            Pair::new(word(lang, "accounts.proposed"), proposed(here, waiting)),
            Pair::new(word(lang, "security.by"), name(&waiting.by.account)),
            Pair::new(word(lang, "accounts.proposed.at"), format::instant(waiting.at)),
        ];
        let why = Input::Text { value: String::new() };
        let fields = vec![Field::new("reasons", word(lang, "accounts.why"), why)];
        section.forms = vec![
            here.short(&action, "confirm", "security.confirm", Vec::new()),
            here.short(&action, "decline", "security.decline", fields),
        ];
        for form in &mut section.forms {
            form.carried.push(("number".to_owned(), waiting.number.to_string()));
        }
        one.sections.push(section);
    }
    one.sections.extend(tokens(here, id).await?);
    one.sections.push(past(here, &own, name));
    Ok(one)
}

/// How many tokens programs have, and a way to withdraw them; nothing where there are none.
async fn tokens(here: &Here, id: Uuid) -> Result<Option<Section>, Trouble> {
    let tokens = here.site.store.tokens(&here.site.tenant, id).await?.len();
    let mut section = here.section("security.tokens");
    section.text = fill(here.lang(), "security.tokens.text", &[&tokens]);
    let action = format!("/admin/security/{id}");
    section.forms = vec![here.short(&action, "tokens", "security.tokens.drop", Vec::new())];
    Ok((tokens > 0).then_some(section))
}

/// What was proposed before, and what became of it.
fn past(here: &Here, own: &History, name: impl Fn(&Uuid) -> String) -> Section {
    let lang = here.lang();
    let mut section = here.section("security.past");
    let rows = own.proposals.iter().rev().filter_map(|one| {
        let (confirmed, by, at, reasons) = one.settled.as_ref()?;
        let (key, tone) =
            if *confirmed { ("security.confirmed", "good") } else { ("security.declined", "mute") };
        Some(vec![
            Cell::new(proposed(here, one)),
            Cell::new(name(&one.by.account)).sub(format::instant(one.at)),
            Cell::tag(word(lang, key), tone).sub(reasons),
            Cell::new(name(&by.account)).sub(format::instant(*at)),
        ])
    });
    section.table = Some(Table {
        rows: rows.collect(),
        heads: here.heads(&[
            "accounts.proposed",
            "security.by",
            "common.state",
            "security.settled",
        ]),
        none: word(lang, "security.past.none").into_owned(),
        pager: None,
    });
    section
}

/// Confirms what waits, and tells the owner of the account, where it still has one.
async fn confirmed(
    here: &Here,
    by: &Calling,
    (id, number): (Uuid, u64),
) -> Result<Receipt, Failure> {
    let receipt = confirm(here.site.desk(), by, id, number).await?;
    let account = here.site.store.account(&here.site.tenant, id).await?;
    if account.is_some_and(|account| !account.is_erased()) {
        here.tells_for_office(id, Affair::Roles).await?;
    }
    Ok(receipt)
}

/// Whether what was proposed is that the owner of an account may replace what they have lost.
async fn resets(here: &Here, (id, number): (Uuid, u64)) -> Result<bool, Trouble> {
    let own = history(here.site.desk(), id).await?;
    Ok(own.proposals.iter().any(|one| one.number == number && one.reset.is_some()))
}

/// Confirms that, and shows the link for the owner this once. The same form sent again confirms nothing more, and its link
/// would lead nowhere.
async fn grants(here: &Here, by: &Calling, (id, number): (Uuid, u64)) -> Answer {
    let (desk, word_of) = (here.site.desk(), here.site.secret());
    let done = confirm_reset(desk, by, (id, number), &word_of).await;
    let done = match done {
        Ok(_) if granted(desk, by, (id, &word_of)).await?.is_none() => Err(granted_already()),
        other => other,
    };
    match done {
        Ok(_) => {
            here.tells_for_office(id, Affair::ResetGranted).await?;
            let scheme = if here.site.secure { "https" } else { "http" };
            let (host, behind) = (&here.visit.host, reset::behind(id, &word_of));
            let mut one = one_page(here, id).await?;
            let pair = |key: &str, value: &str| Pair::new(word(here.lang(), key), value);
            one.told = vec![
                pair("security.reset", &format!("{scheme}://{host}/reset#{behind}")),
                pair("accounts.first.next", &word(here.lang(), "security.reset.text")),
            ];
            page(&one)
        }
        Err(Failure::Refused(refusal)) => {
            let mut one = one_page(here, id).await?;
            one.refused(here, &refusal);
            wrong(&one)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Confirms or declines what waits.
pub(crate) async fn settle(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let (desk, by) = (here.site.desk(), calling(&here, &sent));
    if sent.text("do") == "tokens" {
        here.site.store.drop_tokens(&here.site.tenant, id).await?;
        noted::token(id, false, Some(by.person.account));
        return go(&format!("/admin/security/{id}"));
    }
    let number = sent.text("number").parse().unwrap_or_default();
    if sent.text("do") == "confirm" && resets(&here, (id, number)).await? {
        return grants(&here, &by, (id, number)).await;
    }
    let done = match sent.text("do") {
        "confirm" => confirmed(&here, &by, (id, number)).await,
        _ => decline(desk, &by, (id, number), sent.text("reasons")).await,
    };
    match done {
        Ok(_) => go(&format!("/admin/security/{id}")),
        Err(Failure::Refused(refusal)) => {
            let mut one = one_page(&here, id).await?;
            one.refused(&here, &refusal);
            wrong(&one)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn granted_already() -> Failure {
    let refusal = Refusal::new(
        Sort::Condition,
        "account",
        words(
            "这张表单已经确认过，链接只在当时显示一次",
            "this form has confirmed it already, and the link was shown that once",
        ),
        words(
            "没有记下链接的，请重新提出重置",
            "if it was not kept, let the reset be proposed anew",
        ),
    );
    refusal.into()
}
