//! What administrators watch: accounts, alarms, how the installation stands. What they change they change on their pages,
//! after a proof of who they are.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    account::{Alarm, AlarmKind, History, Proposal},
    attachment::Quota,
    credential::Lifetime,
    ports::{Account, LAST_BACKUP},
    verbs::account::history,
};
use guohe_rules::syntax::Words;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    alarms::Whom,
    demands::Demands,
    desks::{
        Answer, Asked,
        admin::{alarms, security},
    },
    session::Limits,
    surface::Surface,
    trouble::Trouble,
    visit::Here,
};

pub(crate) const ACCOUNTS: Operation = Operation::lists(
    "listAccounts",
    Area::Admin,
    ("列出全部账户", "Lists all accounts"),
    schema::<AccountLine>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getAccountToKeep",
    Area::Admin,
    (
        "读取一个账户的角色、第二因素和待确认事项",
        "Reads the roles and factors of an account, and what waits to be confirmed",
    ),
    schema::<AccountKept>,
);
pub(crate) const SYSTEM: Operation = Operation::gives(
    "getSystem",
    Area::Admin,
    ("读取系统运行状况与设置", "Reads how the installation stands, and its settings"),
    schema::<SystemView>,
);
pub(crate) const SECURITY: Operation = Operation::gives(
    "getSecurity",
    Area::Admin,
    (
        "读取告警、待确认的角色、角色持有人和浏览器拦截报告",
        "Reads alarms, roles that wait, who holds which, and what browsers kept from loading",
    ),
    schema::<SecurityView>,
);
pub(crate) const SECURITY_OF: Operation = Operation::gives(
    "getSecurityOfAccount",
    Area::Admin,
    (
        "读取一个账户的角色、令牌数和历次角色变更",
        "Reads the roles of an account, how many tokens it has, and what was proposed for it",
    ),
    schema::<AccountSecured>,
);

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountLine {
    /// Its id.
    id: String,
    /// What its owner types to sign in; absent once it was erased.
    login: Option<String>,
    /// The name of its owner, or what stands in its place.
    name: String,
    /// Its roles.
    roles: Vec<String>,
    /// Where it stands.
    state: AccountState,
    /// Whether something that was proposed for it waits.
    waits: bool,
    /// When somebody signed in with it last, where anybody has.
    used_at: Option<String>,
    /// Its last day, where it has an end.
    ends_on: Option<Date>,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AccountState {
    /// One can sign in with it.
    Open,
    /// It was closed.
    Closed,
    /// It was closed, and who its owner is was erased.
    Erased,
}

/// An account, before whoever keeps accounts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountKept {
    #[serde(flatten)]
    line: AccountLine,
    /// Since when it has an authenticator.
    factor_since: Option<String>,
    /// What waits to be confirmed.
    proposal: Option<ProposedView>,
}

/// What was proposed for an account.
#[derive(Debug, Serialize, JsonSchema)]
struct ProposedView {
    /// Its number.
    number: u64,
    /// The roles that it would have.
    roles: Vec<String>,
    /// Why it is to be erased, where that is what was proposed.
    erasure: Option<String>,
    /// What its owner has lost and may replace, where that is what was proposed.
    reset: Option<ResetView>,
    /// Who proposed it, by account.
    by: String,
    /// When.
    at: String,
    /// What became of it; absent while it waits.
    settled: Option<SettledView>,
}

/// What the owner of an account may replace.
#[derive(Debug, Serialize, JsonSchema)]
struct ResetView {
    /// What they have lost: `password` or `factors`.
    lost: &'static str,
    /// How it was ascertained that it is they.
    ascertained: String,
}

/// What became of a proposal.
#[derive(Debug, Serialize, JsonSchema)]
struct SettledView {
    /// Whether it was confirmed.
    confirmed: bool,
    /// By whom, by account.
    by: String,
    /// When.
    at: String,
    /// Why not.
    reasons: String,
}

/// How the installation stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SystemView {
    /// The version of the program.
    version: String,
    /// Its clock.
    now: String,
    /// How many accounts there are.
    accounts: usize,
    /// How many of them are closed.
    closed: usize,
    /// Whether pages are reached over https.
    https: bool,
    /// When it was last backed up, where that is known.
    backed_up_at: Option<String>,
    /// How many events the log has.
    events: Option<u64>,
    /// The laws that are loaded.
    laws: Vec<LawState>,
    /// Under which licence open data may be used.
    #[schemars(with = "Option<Value>")]
    licence: Value,
    /// The settings: as they count, and as they are kept for when a server begins anew.
    settings: BTreeMap<String, SettingView>,
}

/// A law that is loaded.
#[derive(Debug, Serialize, JsonSchema)]
struct LawState {
    /// Its id.
    law: String,
    /// Its title.
    title: Words,
    /// Whether its newest files were read without an error.
    sound: bool,
}

/// A setting.
#[derive(Debug, Serialize, JsonSchema)]
struct SettingView {
    /// As it counts.
    counts: Value,
    /// As it is kept; absent where nobody has set it.
    kept: Option<Value>,
}

/// What the security administrator watches.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SecurityView {
    /// What waits to be confirmed, by account.
    waiting: BTreeMap<String, ProposedView>,
    /// Alarms, the latest first.
    alarms: Vec<AlarmView>,
    /// Open accounts by the role that they hold.
    holders: BTreeMap<String, Vec<String>>,
    /// How often browsers kept something from loading since the server began.
    reports: u64,
    /// The same by directive and source.
    blocked: Vec<BlockedView>,
}

/// An alarm.
#[derive(Debug, Serialize, JsonSchema)]
struct AlarmView {
    /// What.
    #[schemars(with = "String")]
    kind: AlarmKind,
    /// When.
    at: String,
    /// The account that it is about; absent for an address or the server.
    account: Option<String>,
    /// The address that it is about.
    address: Option<String>,
    /// How often.
    count: u32,
    /// What is usual, or allowed.
    usual: u32,
}

/// Something that browsers kept from loading.
#[derive(Debug, Serialize, JsonSchema)]
struct BlockedView {
    /// The directive of the policy.
    directive: String,
    /// Whose it was.
    source: String,
    /// How often.
    count: u64,
    /// When last.
    last: String,
}

/// An account, before the security administrator.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountSecured {
    #[serde(flatten)]
    line: AccountLine,
    /// How many tokens its programs have.
    tokens: usize,
    /// What was proposed for it, the latest last.
    proposals: Vec<ProposedView>,
}

impl AccountLine {
    fn of(account: &Account, own: &History, known: Option<&Lifetime>) -> Self {
        let state = match (account.is_closed(), account.is_erased()) {
            (_, true) => AccountState::Erased,
            (true, false) => AccountState::Closed,
            (false, false) => AccountState::Open,
        };
        Self {
            id: account.id.to_string(),
            login: (!account.is_erased()).then(|| account.login.clone()),
            name: account.name.clone(),
            roles: account.roles.clone(),
            state,
            waits: own.waiting().is_some(),
            used_at: known.and_then(|one| one.used_at).map(|at| at.to_string()),
            ends_on: known.and_then(|one| one.ends_on),
        }
    }
}

impl From<&Proposal> for ProposedView {
    fn from(one: &Proposal) -> Self {
        let settled = one.settled.as_ref().map(|(confirmed, by, at, reasons)| SettledView {
            confirmed: *confirmed,
            by: by.account.to_string(),
            at: at.to_string(),
            reasons: reasons.clone(),
        });
        Self {
            number: one.number,
            roles: one.roles.clone(),
            erasure: one.erasure.clone(),
            reset: one
                .reset
                .as_ref()
                .map(|(lost, how)| ResetView { lost: lost.word(), ascertained: how.clone() }),
            by: one.by.account.to_string(),
            at: one.at.to_string(),
            settled,
        }
    }
}

impl AlarmView {
    fn of((alarm, about): (Alarm, Whom)) -> Self {
        let (account, address) = match about {
            Whom::Account(id) => (Some(id.to_string()), None),
            Whom::Place(place) => (None, Some(place)),
            Whom::Server => (None, None),
        };
        let Alarm { kind, at, count, usual } = alarm;
        Self { kind, at: at.to_string(), account, address, count, usual }
    }
}

async fn account(here: &Here, id: Uuid) -> Result<(Account, History), Trouble> {
    let found = here.site.store.account(&here.site.tenant, id).await?;
    Ok((found.ok_or(Trouble::NotFound)?, history(here.site.desk(), id).await?))
}

pub(crate) async fn accounts(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let all: Vec<Account> = here.everybody().await?.into_values().collect();
    let (all, next) = slice.cut(all, |account| account.id.to_string());
    let known = here.site.store.lifetimes(&here.site.tenant).await?;
    let known: BTreeMap<Uuid, Lifetime> = known.into_iter().map(|one| (one.account, one)).collect();
    let mut items = Vec::new();
    for account in &all {
        let own = history(here.site.desk(), account.id).await?;
        items.push(AccountLine::of(account, &own, known.get(&account.id)));
    }
    Page { items, next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (account, own) = account(&here, id).await?;
    let factor = here.site.store.factor(&here.site.tenant, id).await?;
    let known = here.site.store.lifetime(&here.site.tenant, id).await?;
    let told = AccountKept {
        line: AccountLine::of(&account, &own, known.as_ref()),
        factor_since: factor.map(|factor| factor.since.to_string()),
        proposal: own.waiting().map(ProposedView::from),
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn security_of(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (account, own) = account(&here, id).await?;
    let known = here.site.store.lifetime(&here.site.tenant, id).await?;
    let told = AccountSecured {
        line: AccountLine::of(&account, &own, known.as_ref()),
        tokens: here.site.store.tokens(&here.site.tenant, id).await?.len(),
        proposals: own.proposals.iter().map(ProposedView::from).collect(),
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn security(here: Here) -> Answer {
    let rows = security::rows(&here).await?;
    let mut waiting = BTreeMap::new();
    for row in rows.iter().filter(|row| row.stage == "proposed") {
        let own = history(here.site.desk(), row.stream.id).await?;
        waiting.extend(own.waiting().map(|one| (own.account.to_string(), one.into())));
    }
    let mut holders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for account in here.everybody().await?.into_values().filter(|one| !one.is_closed()) {
        for role in &account.roles {
            holders.entry(role.clone()).or_default().push(account.id.to_string());
        }
    }
    let reports = here.site.watch.reports();
    let blocked = reports.by_sort.into_iter().map(|(what, (count, last))| BlockedView {
        directive: what.directive,
        source: what.source,
        count,
        last: last.to_string(),
    });
    let told = SecurityView {
        waiting,
        alarms: alarms::all(&here, &rows).into_iter().map(AlarmView::of).collect(),
        holders,
        reports: reports.total,
        blocked: blocked.collect(),
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn system(here: Here) -> Answer {
    let site = &here.site;
    let accounts = site.store.accounts(&site.tenant).await?;
    let backup = site.store.setting(&site.tenant, LAST_BACKUP).await?;
    let events = match &site.auditing {
        Some(auditing) => Some(auditing.size(&site.tenant).await?),
        None => None,
    };
    let mut settings = BTreeMap::new();
    for (name, counts) in [
        (Limits::SETTING, json!(site.limits)),
        (Surface::SETTING, json!(site.surface)),
        (Demands::SETTING, json!(site.demands)),
    ] {
        let kept = site.store.setting(&site.tenant, name).await?;
        settings.insert(name.to_owned(), SettingView { counts, kept });
    }
    let kept = site.store.setting(&site.tenant, Quota::SETTING).await?;
    let counts = kept.clone().unwrap_or_else(|| json!(Quota::default()));
    settings.insert(Quota::SETTING.to_owned(), SettingView { counts, kept });
    let laws = site.laws.iter().map(|law| LawState {
        law: law.pack.id().to_owned(),
        title: law.pack.file.title.clone(),
        sound: site.is_sound(law.pack.id()),
    });
    let told = SystemView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: site.outside.now().to_string(),
        accounts: accounts.len(),
        closed: accounts.iter().filter(|account| account.is_closed()).count(),
        https: site.secure,
        backed_up_at: backup.as_ref().and_then(Value::as_str).map(str::to_owned),
        events,
        laws: laws.collect(),
        licence: json!(site.licence().await?),
        settings,
    };
    Ok(Json(told).into_response())
}
