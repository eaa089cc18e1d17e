//! The system administrator: accounts. The verbs are those of the command line; roles are proposed here and confirmed
//! by the security administrator.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use guohe_cases::{
    account::{History, Lost, Office, Proposal},
    credential::Lifetime,
    credit_code::CreditCode,
    message::owner::Affair,
    ports::Account,
    refusal::{Fault, Refusal},
    verbs::{
        Failure, Receipt,
        account::{
            add, close, decline, history, propose_erasure, propose_reset, propose_roles, set_end,
        },
        round::Calling,
    },
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    format,
    lang::Lang,
    pages::admin::{AdminPage, Cell, Section},
    parts::{Choice, Field, Input, Link, Pair},
    password,
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::super::answer::{Answer, Asked, calling, go, page, wrong};

/// What the list shows of each account.
const COLUMNS: [&str; 5] =
    ["accounts.login", "accounts.roles", "accounts.used", "accounts.ends", "common.state"];

/// How long accounts are used, by account.
async fn lifetimes(here: &Here) -> Result<BTreeMap<Uuid, Lifetime>, Trouble> {
    let known = here.site.store.lifetimes(&here.site.tenant).await?;
    Ok(known.into_iter().map(|one| (one.account, one)).collect())
}

fn used(here: &Here, known: Option<&Lifetime>) -> String {
    let never = || word(here.lang(), "accounts.used.never").into_owned();
    known.and_then(|one| one.used_at).map_or_else(never, format::instant)
}

fn ends(here: &Here, known: Option<&Lifetime>) -> String {
    let none = || word(here.lang(), "accounts.ends.none").into_owned();
    known.and_then(|one| one.ends_on).map_or_else(none, format::day)
}

/// The last day that was typed, if any; nothing readable is a fault.
fn typed_end(sent: &Sent) -> Result<Option<Date>, Fault> {
    let text = sent.text("ends").trim();
    let say = |lang| word(lang, "accounts.ends.wrong").into_owned();
    let wrong = |_unreadable| Fault::at("ends", say(Lang::Zh), say(Lang::En));
    (!text.is_empty()).then(|| text.parse().map_err(wrong)).transpose()
}

/// Everybody.
pub(crate) async fn accounts(here: Here, Query(asked): Asked) -> Answer {
    let lang = here.lang();
    let mut all = here.admin("accounts.title", "accounts.text").await?;
    all = all.under(&here, "system.title", "/admin/system");
    all.ways = vec![Link::new(word(lang, "accounts.add"), "/admin/accounts/new")];
    let known = lifetimes(&here).await?;
    let mut rows = Vec::new();
    for account in here.everybody().await?.into_values() {
        let waits = history(here.site.desk(), account.id).await?.waiting().is_some();
        rows.push((
            account.login.clone(),
            vec![
                named(&account),
                Cell::new(here.roles_named(&account.roles)),
                Cell::new(used(&here, known.get(&account.id))),
                Cell::new(ends(&here, known.get(&account.id))),
                state(&here, &account, waits),
            ],
        ));
    }
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    let rows = rows.into_iter().map(|row| row.1).collect();
    let heads = (&COLUMNS[..], "accounts.none");
    let named = ("accounts.all", "accounts");
    let (section, listed) = here.searched(named, heads, (&asked, rows)).await?;
    if wanted(&asked) {
        return listed.list.workbook(&here, &listed.rows).await;
    }
    let search = section.search.clone().unwrap_or_default();
    all.sections.push(section);
    search.answer(&all)
}

/// The link to an account: by its login, or by what stands in its place.
fn named(account: &Account) -> Cell {
    let there = format!("/admin/accounts/{}", account.id);
    if account.is_erased() {
        return Cell::link(&account.name, there);
    }
    Cell::link(&account.login, there).sub(&account.name)
}

fn state(here: &Here, account: &Account, waits: bool) -> Cell {
    let (key, tone) = match (account.is_closed(), waits) {
        (true, _) if account.is_erased() => ("accounts.erased", "mute"),
        (true, _) => ("accounts.closed", "mute"),
        (false, true) => ("accounts.waits", "warn"),
        (false, false) => ("accounts.open", "good"),
    };
    Cell::tag(word(here.lang(), key), tone)
}

/// The form for a new account.
pub(crate) async fn new(here: Here) -> Answer {
    page(&new_page(&here, &Sent::default()).await?)
}

async fn new_page(here: &Here, sent: &Sent) -> Result<AdminPage, Trouble> {
    let lang = here.lang();
    let mut form = here.admin("accounts.add", "accounts.add.text").await?;
    form = form.under(here, "accounts.title", "/admin/accounts");
    let text = |name: &str, key: &str| {
        Field::new(name, word(lang, key), Input::Text { value: sent.text(name).to_owned() })
    };
    let fields = vec![
        text("login", "accounts.login"),
        text("name", "accounts.name"),
        text("unit", "accounts.unit").help(word(lang, "accounts.unit.help")).optional(),
        end_field(here, sent.text("ends").to_owned()),
    ];
    let mut section = here.section("accounts.new");
    section.forms.push(here.short("/admin/accounts/new", "add", "accounts.add", fields));
    form.sections.push(section);
    Ok(form)
}

fn end_field(here: &Here, value: String) -> Field {
    let lang = here.lang();
    Field::new("ends", word(lang, "accounts.ends"), Input::Date { value })
        .help(word(lang, "accounts.ends.help"))
        .optional()
}

/// Makes an account, and shows its first password this once.
pub(crate) async fn make(here: Here, sent: Sent) -> Answer {
    let unit = match sent.text("unit").trim() {
        "" => Ok(None),
        code => CreditCode::read(code).map(|code| Some(code.organisation())),
    };
    let unit = unit.map_err(|fault| Fault { place: "unit".to_owned(), what: fault.words() });
    let (organisation, end) = match (unit, typed_end(&sent)) {
        (Ok(organisation), Ok(end)) => (organisation, end),
        (unit, end) => {
            let faults = unit.err().into_iter().chain(end.err()).collect();
            let mut form = new_page(&here, &sent).await?;
            form.refused(&here, &Refusal::of_faults("account", faults));
            return wrong(&form);
        }
    };
    let first = first_password(&here);
    let hash = password::hashed(&here.site, first.clone()).await.map_err(Trouble::broken)?;
    let account = Account {
        id: here.site.fresh(),
        login: sent.text("login").to_owned(),
        name: sent.text("name").to_owned(),
        password: Account::first(&hash),
        roles: Vec::new(),
        organisation,
        demonstration: false,
    };
    let id = account.id;
    match added(&here, &sent, (account, end)).await {
        Ok(_) => {
            let mut made = one_page(&here, id, None).await?;
            let pair = |key: &str, value: &str| Pair::new(word(here.lang(), key), value);
            made.told = vec![
                pair("accounts.first", &first),
                pair("accounts.first.next", &word(here.lang(), "accounts.first.text")),
            ];
            page(&made)
        }
        Err(Failure::Refused(refusal)) => {
            let mut form = new_page(&here, &sent).await?;
            form.refused(&here, &refusal);
            wrong(&form)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Makes an account, with an end where one was typed. The key of the form stands for the first of the two.
async fn added(
    here: &Here,
    sent: &Sent,
    (account, end): (Account, Option<Date>),
) -> Result<Receipt, Failure> {
    let (desk, by, id) = (here.site.desk(), calling(here, sent), account.id);
    let receipt = add(desk, &by, account).await?;
    if end.is_some() {
        set_end(desk, &Calling { once: None, ..by }, id, end).await?;
    }
    Ok(receipt)
}

/// A password of 100 bits that its owner changes; nobody can guess it meanwhile.
fn first_password(here: &Here) -> String {
    let letters = here.site.secret();
    let fives: Vec<&str> = (0..5).filter_map(|at| letters.get(at * 5..at * 5 + 5)).collect();
    fives.join("-")
}

/// One account.
pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    page(&one_page(&here, id, None).await?)
}

async fn one_page(here: &Here, id: Uuid, sent: Option<&Sent>) -> Result<AdminPage, Trouble> {
    let lang = here.lang();
    let account = here.site.store.account(&here.site.tenant, id).await?.ok_or(Trouble::NotFound)?;
    let history = history(here.site.desk(), id).await?;
    let mut one = here.admin("accounts.one", "accounts.one.text").await?;
    one = one.under(here, "accounts.title", "/admin/accounts");
    let action = format!("/admin/accounts/{id}");
    let factor = here.site.store.factor(&here.site.tenant, id).await?;
    let factor = match &factor {
        Some(factor) => fill(lang, "accounts.factor.since", &[&format::instant(factor.since)]),
        None => word(lang, "accounts.factor.none").into_owned(),
    };
    let known = lifetimes(here).await?;
    let mut now = here.section("accounts.now");
    now.facts = vec![
        Pair::new(word(lang, "accounts.login"), &account.login),
        Pair::new(word(lang, "accounts.name"), &account.name),
        Pair::new(word(lang, "common.state"), state(here, &account, false).text),
        Pair::new(word(lang, "accounts.roles"), here.roles_named(&account.roles)),
        Pair::new(word(lang, "accounts.factor"), factor),
        Pair::new(word(lang, "accounts.used"), used(here, known.get(&id))),
        Pair::new(word(lang, "accounts.ends"), ends(here, known.get(&id))),
    ];
    one.sections.push(now);
    if account.is_erased() {
        return Ok(one);
    }
    one.sections.push(roles(here, &account, &history, sent));
    if account.id != here.person().account {
        let mut keep = here.section("accounts.keep");
        keep.text = word(lang, "accounts.keep.text").into_owned();
        let (what, key) = if account.is_closed() {
            ("reopen", "accounts.reopen")
        } else {
            ("close", "accounts.close")
        };
        let mut end = here.short(&action, what, key, Vec::new());
        end.grave = !account.is_closed();
        keep.forms = vec![end];
        one.sections.push(keep);
        one.sections.push(ending(here, &action, (known.get(&id), sent)));
        let more = history.waiting().is_none().then(|| {
            if account.is_closed() {
                erasing(here, &action, sent)
            } else {
                resetting(here, &action, sent)
            }
        });
        one.sections.extend(more);
    }
    Ok(one)
}

/// The form that says when an account ends.
fn ending(here: &Here, action: &str, (known, sent): (Option<&Lifetime>, Option<&Sent>)) -> Section {
    let mut section = here.section("accounts.ends.title");
    let now = known.and_then(|one| one.ends_on).map(format::day).unwrap_or_default();
    let typed = sent.filter(|sent| sent.text("do") == "end");
    let value = typed.map_or(now, |sent| sent.text("ends").to_owned());
    let fields = vec![end_field(here, value)];
    section.forms.push(here.short(action, "end", "accounts.ends.do", fields));
    section
}

/// The form by which it is proposed that the owner of an account may replace what they have lost.
fn resetting(here: &Here, action: &str, sent: Option<&Sent>) -> Section {
    let lang = here.lang();
    let mut section = here.section("accounts.reset");
    section.text = word(lang, "accounts.reset.text").into_owned();
    let typed = |name: &str| {
        let typed = sent.filter(|sent| sent.text("do") == "reset");
        typed.map(|sent| sent.text(name).to_owned()).unwrap_or_default()
    };
    let lost = typed("lost");
    let choices =
        Lost::ALL.map(|one| Choice::new(one.word(), here.say(&one.name()), one.word() == lost));
    let why = Input::Text { value: typed("reasons") };
    let fields = vec![
        Field::new("lost", word(lang, "accounts.lost"), Input::Radios { choices: choices.into() }),
        Field::new("reasons", word(lang, "accounts.ascertained"), why)
            .help(word(lang, "accounts.ascertained.help")),
    ];
    section.forms.push(here.short(action, "reset", "accounts.reset.do", fields));
    section
}

/// The form by which it is proposed to erase a closed account.
fn erasing(here: &Here, action: &str, sent: Option<&Sent>) -> Section {
    let lang = here.lang();
    let mut section = here.section("accounts.erase");
    section.text = word(lang, "accounts.erase.text").into_owned();
    let typed = sent.filter(|sent| sent.text("do") == "erase");
    let value = typed.map(|sent| sent.text("reasons").to_owned()).unwrap_or_default();
    let field = Field::new("reasons", word(lang, "accounts.why"), Input::Text { value });
    let mut form = here.short(action, "erase", "accounts.erase.do", vec![field]);
    form.grave = true;
    section.forms.push(form);
    section
}

/// What a proposal would come to, in words.
pub(super) fn proposed(here: &Here, proposal: &Proposal) -> String {
    match (&proposal.erasure, &proposal.reset) {
        (Some(reasons), _) => fill(here.lang(), "accounts.erase.because", &[reasons]),
        (None, Some((lost, how))) => {
            fill(here.lang(), "accounts.reset.because", &[&here.say(&lost.name()), how])
        }
        (None, None) => here.roles_named(&proposal.roles),
    }
}

/// The roles that are proposed, or a form to propose others.
fn roles(here: &Here, account: &Account, history: &History, sent: Option<&Sent>) -> Section {
    let lang = here.lang();
    let action = format!("/admin/accounts/{}", account.id);
    let mut section = here.section("accounts.propose");
    if let Some(waiting) = history.waiting() {
        section.text = word(lang, "accounts.propose.waits").into_owned();
        section.facts = vec![
            Pair::new(word(lang, "accounts.proposed"), proposed(here, waiting)),
            Pair::new(word(lang, "accounts.proposed.at"), format::instant(waiting.at)),
        ];
        if here.person().is_behind(&waiting.by) {
            let why = Input::Text { value: String::new() };
            let fields = vec![Field::new("reasons", word(lang, "accounts.why"), why)];
            let mut back = here.short(&action, "take_back", "accounts.take_back", fields);
            back.carried.push(("number".to_owned(), waiting.number.to_string()));
            section.forms.push(back);
        }
        return section;
    }
    section.text = word(lang, "accounts.propose.text").into_owned();
    let typed = sent.filter(|sent| sent.text("do") == "roles");
    let chosen: Vec<String> = typed.map_or_else(
        || account.roles.clone(),
        |sent| sent.all("roles").map(str::to_owned).collect(),
    );
    let choices = here.all_roles(&chosen);
    let field =
        Field::new("roles", word(lang, "accounts.roles"), Input::Codes { choices }).optional();
    section.forms.push(here.short(&action, "roles", "accounts.propose.do", vec![field]));
    section
}

/// Keeps one account.
pub(crate) async fn keep(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    match kept(&here, id, &sent).await {
        Ok(_) => {
            if sent.text("do") == "reset" {
                here.tells_for_office(id, Affair::ResetProposed).await?;
            }
            go(&format!("/admin/accounts/{id}"))
        }
        Err(Failure::Refused(refusal)) => {
            let mut one = one_page(&here, id, Some(&sent)).await?;
            one.refused(&here, &refusal);
            wrong(&one)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn nothing_lost() -> Failure {
    let fault = Fault::at("lost", "请选择遗失的是哪一项", "choose what was lost");
    Refusal::of_faults("account", vec![fault]).into()
}

async fn kept(here: &Here, id: Uuid, sent: &Sent) -> Result<Receipt, Failure> {
    let (desk, by) = (here.site.desk(), calling(here, sent));
    match sent.text("do") {
        "close" => close(desk, &by, id, true).await,
        "reopen" => close(desk, &by, id, false).await,
        "end" => {
            let faults = |fault| Failure::from(Refusal::of_faults("account", vec![fault]));
            set_end(desk, &by, id, typed_end(sent).map_err(faults)?).await
        }
        "reset" => {
            let lost = Lost::read(sent.text("lost")).ok_or_else(nothing_lost)?;
            propose_reset(desk, &by, id, (lost, sent.text("reasons"))).await
        }
        "erase" => propose_erasure(desk, &by, id, sent.text("reasons")).await,
        "take_back" => {
            let number = sent.text("number").parse().unwrap_or_default();
            decline(desk, &by, (id, number), sent.text("reasons")).await
        }
        // The door has let a system administrator in, who can do nothing else here.
        _ => {
            debug_assert!(by.person.roles.iter().any(|role| role == Office::System.role()));
            let roles = sent.all("roles").filter(|role| !role.is_empty()).map(str::to_owned);
            propose_roles(desk, &by, id, roles.collect()).await
        }
    }
}
