//! Keeping accounts, for the pages of the administrators and for the command line.
//!
//! One makes, closes and opens them and takes a lost second factor away; giving roles takes two people.

mod expiry;
mod office;
mod owner;
mod reset;

use uuid::Uuid;

pub use expiry::{expire, set_end};
pub use office::{Audited, audited, changes_setting};
pub use reset::{confirm_reset, granted, propose_reset, use_reset};

use super::{Failure, Receipt, round::Calling, scene::no_reasons, write};
use crate::{
    account::{Alarm, History, Office, Proposal, Step, clashes, stream},
    desk::Desk,
    event::Event,
    happened::{Entry, Frame, Happened},
    people::Change,
    person::{OPERATOR, Person},
    ports::{Account, Act, Append},
    refusal::{Fault, Refusal, Sort, words},
    unit::Role,
};

/// Makes an account. Its roles are none unless the operator makes it.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn add(desk: Desk<'_>, by: &Calling, new: Account) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::System)?;
    let new =
        Account { login: new.login.trim().to_lowercase(), name: new.name.trim().to_owned(), ..new };
    let mut faults = clashes(&new.roles, desk.laws, new.organisation.is_some());
    if !new.roles.is_empty() && !by.person.is_operator() {
        faults.push(Fault::at(
            "roles",
            "新账号先不带角色；建好后再提出角色，由安全管理员确认",
            "a new account has no roles yet; propose them afterwards, for the security administrator to confirm",
        ));
    }
    if new.name.is_empty() {
        faults.push(Fault::at("name", "请填写姓名", "enter the name"));
    }
    let well_formed = |sign: char| sign.is_alphanumeric() || "._-@".contains(sign);
    if new.login.is_empty() || !new.login.chars().all(well_formed) {
        faults.push(Fault::at(
            "login",
            "账号名只用字母、数字和 . _ - @，且不能为空",
            "a login has letters, digits and . _ - @ only, and is not empty",
        ));
    } else if desk.store.account_by_login(desk.tenant, &new.login).await?.is_some() {
        faults.push(Fault::at("login", "这个账号名已有人使用", "somebody has this login already"));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_faults("account", faults).into());
    }
    let step = Step::Added { roles: new.roles.clone() };
    let id = new.id;
    record(desk, by, role, id, |_| Ok((step, Some(Change::Add(new))))).await
}

/// Closes an account, or opens it again; its sessions end.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn close(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    closed: bool,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::System)?;
    let account = not_own(by, found(desk, id).await?)?;
    if account.is_erased() {
        return Err(erased().into());
    }
    if account.is_closed() == closed {
        return Err(refusal(
            Sort::WrongStage,
            ("账号已是这一状态", "the account is so already"),
            ("请刷新页面查看现状", "reload the page to see how it stands"),
        )
        .into());
    }
    let step = if closed { Step::Closed {} } else { Step::Reopened {} };
    let change = Change::Closed { account: id, closed };
    record(desk, by, role, id, |_| Ok((step, Some(change)))).await
}

/// Takes the second factor of an account away, for somebody who has lost it; their sessions end. Only the operator can do it
/// at once; on the pages it takes two ([`propose_reset`]).
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn reset_factor(desk: Desk<'_>, by: &Calling, id: Uuid) -> Result<Receipt, Failure> {
    if !by.person.is_operator() {
        return Err(not_allowed(Office::Security).into());
    }
    found(desk, id).await?;
    let change = Change::DropFactors(id);
    record(desk, by, OPERATOR, id, |_| Ok((Step::FactorReset {}, Some(change)))).await
}

/// Gives an account other roles at once. Only the operator can, who holds the machine anyway; the pages propose and
/// confirm.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn give_roles(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    roles: Vec<String>,
) -> Result<Receipt, Failure> {
    if !by.person.is_operator() {
        return Err(not_allowed(Office::Security).into());
    }
    let account = found(desk, id).await?;
    let asked = beside_unit(&account, roles);
    fits(desk, &account, &asked)?;
    let roles = with_unit(&account, asked);
    let change = Change::Roles { account: id, roles: roles.clone() };
    record(desk, by, OPERATOR, id, |_| Ok((Step::RolesGiven { roles }, Some(change)))).await
}

/// Proposes other roles for an account in the place of those it has.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn propose_roles(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    roles: Vec<String>,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::System)?;
    let account = not_own(by, found(desk, id).await?)?;
    let asked = beside_unit(&account, roles);
    fits(desk, &account, &asked)?;
    let roles = with_unit(&account, asked);
    let mut sorted = (roles.clone(), account.roles);
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    if sorted.0 == sorted.1 {
        let same = Fault::at(
            "roles",
            "与现有角色相同；请先改动再提出",
            "these are the roles it has; change something before you propose",
        );
        return Err(Refusal::of_faults("account", vec![same]).into());
    }
    record(desk, by, role, id, |history| {
        nothing_waits(history)?;
        Ok((Step::RolesProposed { roles }, None))
    })
    .await
}

/// Proposes that nobody shall read any more whose a closed account was.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn propose_erasure(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::System)?;
    let account = not_own(by, found(desk, id).await?)?;
    if account.is_erased() {
        return Err(erased().into());
    }
    if !account.is_closed() {
        return Err(refusal(
            Sort::WrongStage,
            ("账号仍在使用，不能删除", "the account is in use and cannot be erased"),
            ("请先停用，再提出删除", "close it first, then propose to erase it"),
        )
        .into());
    }
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("account", vec![no_reasons("reasons")]).into());
    }
    owner::texts(desk, &account).await?;
    record(desk, by, role, id, |history| {
        nothing_waits(history)?;
        Ok((Step::ErasureProposed { reasons }, None))
    })
    .await
}

/// Confirms what somebody else proposed for somebody else again: roles, which count from the next request on, or that
/// the account be erased, which cannot be undone.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn confirm(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    proposal: u64,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::Security)?;
    let account = not_own(by, found(desk, id).await?)?;
    let laws = desk.laws;
    // Looked for before anything is decided; whether they are in the pool matters to an erasure alone.
    let texts = match owner::texts(desk, &account).await {
        Ok(texts) => Ok(texts),
        Err(Failure::Refused(refusal)) => Err(*refusal),
        Err(failure) => return Err(failure),
    };
    record(desk, by, role, id, |history| {
        let waiting = of_another(by, waiting(history, proposal)?)?;
        if waiting.reset.is_some() {
            return Err(not_waiting());
        }
        if waiting.erasure.is_some() {
            if !account.is_closed() {
                return Err(refusal(
                    Sort::WrongStage,
                    (
                        "账号已恢复使用，不能删除",
                        "the account was opened again and cannot be erased",
                    ),
                    ("请退回这一提议", "decline the proposal"),
                ));
            }
            let texts = texts?;
            let change = Change::Erased { account: id, texts: texts.clone() };
            return Ok((Step::Erased { proposal, texts }, Some(change)));
        }
        // Packs may have changed since, and so may what the unit gives or has taken.
        let mut asked = waiting.roles.clone();
        asked.retain(|role| !Role::is_of_unit(role));
        let faults = clashes(&asked, laws, account.organisation.is_some());
        if !faults.is_empty() {
            return Err(Refusal::of_faults("account", faults));
        }
        let roles = with_unit(&account, asked);
        Ok((Step::RolesConfirmed { proposal }, Some(Change::Roles { account: id, roles })))
    })
    .await
}

/// Turns down what was proposed, or takes one's own proposal back.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn decline(
    desk: Desk<'_>,
    by: &Calling,
    (id, proposal): (Uuid, u64),
    reasons: &str,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::Security).or_else(|_| may(&by.person, Office::System))?;
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("account", vec![no_reasons("reasons")]).into());
    }
    record(desk, by, role, id, |history| {
        let waiting = waiting(history, proposal)?;
        if role == Office::System.role() && !by.person.is_behind(&waiting.by) {
            return Err(not_allowed(Office::Security));
        }
        Ok((Step::RolesDeclined { proposal, reasons }, None))
    })
    .await
}

/// Raises an alarm about an account, unless one of its kind was raised within the hour; says whether it did. Nobody
/// does this: it follows from what the account did.
///
/// # Errors
/// The failure of the store.
pub async fn alarm(
    desk: Desk<'_>,
    by: &Calling,
    account: Uuid,
    raised: Alarm,
) -> Result<bool, Failure> {
    let Alarm { kind, at, count, usual } = raised;
    let history = history(desk, account).await?;
    if history.alarmed_lately(kind, at) {
        return Ok(false);
    }
    record(desk, by, BY_ITSELF, account, |_| Ok((Step::Alarmed { kind, count, usual }, None)))
        .await
        .map(|_receipt| true)
}

/// The role under which is recorded what nobody did.
const BY_ITSELF: &str = "system_itself";

/// What is known of an account from its events.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn history(desk: Desk<'_>, account: Uuid) -> Result<History, Failure> {
    Ok(History::fold(account, &desk.events(stream(account)).await?)?)
}

/// Records a step of an account together with what it changes.
pub(super) async fn record(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    account: Uuid,
    what: impl FnOnce(&History) -> Result<(Step, Option<Change>), Refusal>,
) -> Result<Receipt, Failure> {
    recorded(desk, by, role, account, |history| {
        what(history).map(|(step, change)| (vec![(step, None)], change))
    })
    .await
}

/// The same for several steps at once, each with text about persons.
pub(super) async fn recorded(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    account: Uuid,
    what: impl FnOnce(&History) -> Result<(Vec<Told>, Option<Change>), Refusal>,
) -> Result<Receipt, Failure> {
    let stream = stream(account);
    let mut events = desk.events(stream).await?;
    let before = History::fold(account, &events)?;
    let receipt = |version| Receipt {
        stream,
        version,
        at: by.moment.now,
        stage: None,
        tells: None,
        faults: Vec::new(),
    };
    if write::done_before(&before.done, by.once.as_ref())? {
        return Ok(receipt(before.version));
    }
    let (steps, change) = what(&before)?;
    let expected = before.version;
    let mut new = Vec::new();
    for ((step, personal), seq) in steps.into_iter().zip(expected + 1..) {
        let once = if new.is_empty() { write::once(by.once.as_ref()) } else { None };
        let frame = Frame { once, ..Frame::default() };
        let entry = Entry { frame, what: Happened::Account(step), personal };
        let event = entry.record(by.person.acting_as(role), by.moment.today())?;
        events.push(Event { stream, seq, recorded_at: by.moment.now, what: event.clone() });
        new.push(event);
    }
    let after = History::fold(account, &events)?;
    let append = Append { stream, expected, events: new, row: after.row(), registered: Vec::new() };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: vec![append],
        freezes: false,
    };
    desk.store.append_with(act, change.as_slice()).await?;
    Ok(receipt(after.version))
}

/// A step with text about persons.
pub(super) type Told = (Step, Option<serde_json::Value>);

/// The role in which somebody acts: as one of the administrators, or as the operator.
fn may(person: &Person, office: Office) -> Result<&'static str, Refusal> {
    if person.is_operator() {
        return Ok(OPERATOR);
    }
    let holds = person.roles.iter().any(|role| role == office.role());
    if holds { Ok(office.role()) } else { Err(not_allowed(office)) }
}

fn not_allowed(office: Office) -> Refusal {
    let name = office.name();
    let next = words("请由该管理员登录后办理", "let that administrator sign in and do it");
    let what = words(
        format!("这件事由{}办理", name.zh),
        format!("this is done by the {}", name.en.to_lowercase()),
    );
    Refusal::new(Sort::NotAllowed, "account", what, next)
}

async fn found(desk: Desk<'_>, id: Uuid) -> Result<Account, Failure> {
    let account = desk.store.account(desk.tenant, id).await?;
    let absent = || {
        refusal(
            Sort::NotFound,
            ("没有这个账号", "there is no such account"),
            ("请从账号列表中选择", "choose one from the list of accounts"),
        )
    };
    Ok(account.ok_or_else(absent)?)
}

/// Nobody keeps their own account: not to lock themselves out, and not to raise themselves.
fn not_own(by: &Calling, account: Account) -> Result<Account, Refusal> {
    if account.id != by.person.account {
        return Ok(account);
    }
    Err(refusal(
        Sort::NotAllowed,
        ("不能办理自己的账号", "nobody does this to their own account"),
        ("请由另一位管理员办理", "let another administrator do it"),
    ))
}

/// The roles that are asked for beside those which the unit of an account gives. Those of a unit to which it does not
/// belong stay in it, and are refused like any role that there is not.
fn beside_unit(account: &Account, mut roles: Vec<String>) -> Vec<String> {
    roles.retain(|role| !(Role::is_of_unit(role) && account.roles.contains(role)));
    roles
}

/// The same together with those which the unit gives: only the unit takes them.
fn with_unit(account: &Account, mut roles: Vec<String>) -> Vec<String> {
    roles.extend(account.roles.iter().filter(|role| Role::is_of_unit(role)).cloned());
    roles
}

fn fits(desk: Desk<'_>, account: &Account, roles: &[String]) -> Result<(), Refusal> {
    let faults = clashes(roles, desk.laws, account.organisation.is_some());
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("account", faults)) }
}

fn nothing_waits(history: &History) -> Result<(), Refusal> {
    if history.waiting().is_none() {
        return Ok(());
    }
    Err(refusal(
        Sort::Conflict,
        ("已有一项变更等待确认", "another change waits for confirmation"),
        ("请等它办结，或先撤回", "wait until it is settled, or take it back first"),
    ))
}

/// Nobody confirms what they have proposed.
fn of_another<'p>(by: &Calling, proposal: &'p Proposal) -> Result<&'p Proposal, Refusal> {
    if !by.person.is_behind(&proposal.by) {
        return Ok(proposal);
    }
    Err(refusal(
        Sort::NotAllowed,
        ("提出人不能自己确认", "whoever proposed cannot confirm"),
        ("请由另一位安全管理员确认", "let another security administrator confirm"),
    ))
}

fn erased() -> Refusal {
    refusal(
        Sort::WrongStage,
        (
            "账号已依法删除，不能恢复",
            "the account was erased under the law and cannot be brought back",
        ),
        ("如需使用，请另建账号", "make another account where one is needed"),
    )
}

fn waiting(history: &History, number: u64) -> Result<&Proposal, Refusal> {
    let open = history.waiting().filter(|one| one.number == number);
    open.ok_or_else(not_waiting)
}

fn not_waiting() -> Refusal {
    refusal(
        Sort::WrongStage,
        ("没有这一待确认的变更", "no such change waits for confirmation"),
        ("请刷新页面查看现状", "reload the page to see how it stands"),
    )
}

fn refusal(sort: Sort, what: (&str, &str), next: (&str, &str)) -> Refusal {
    Refusal::new(sort, "account", words(what.0, what.1), words(next.0, next.1))
}
