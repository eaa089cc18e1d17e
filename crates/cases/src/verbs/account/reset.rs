//! A forgotten password, and a lost second factor.
//!
//! The system administrator proposes that the owner may replace it, and says how it was ascertained who asks; the security
//! administrator confirms, and is shown a word for the owner, which counts once and for a day. The owner replaces it alone: whoever has forgotten
//! the password chooses another and is asked for the second factor when they sign in; whoever has lost the factor shows the
//! password. So one proof is replaced on the strength of the other and of two administrators, and none of the two knows
//! a password.

use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    super::{Failure, Receipt, scene::no_reasons},
    erased, found, history, may, not_own, not_waiting, nothing_waits, of_another, record, refusal,
    waiting,
};
use crate::{
    account::{Granted, Lost, Office, Step},
    desk::Desk,
    people::Change,
    ports::Account,
    refusal::{Refusal, Sort},
    verbs::round::Calling,
};

/// So long the word counts.
const STANDS: SignedDuration = SignedDuration::from_hours(24);
/// The role under which is recorded what the owner of an account does with it.
const OWNER: &str = "owner";

/// Proposes that the owner of an account may replace what they have lost.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn propose_reset(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    (lost, reasons): (Lost, &str),
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::System)?;
    let account = not_own(by, found(desk, id).await?)?;
    if account.is_erased() {
        return Err(erased().into());
    }
    if account.is_closed() {
        return Err(closed().into());
    }
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("account", vec![no_reasons("reasons")]).into());
    }
    record(desk, by, role, id, |history| {
        nothing_waits(history)?;
        Ok((Step::ResetProposed { lost, reasons }, None))
    })
    .await
}

/// Confirms what somebody else proposed: whoever has the word may replace it from now on.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn confirm_reset(
    desk: Desk<'_>,
    by: &Calling,
    (id, proposal): (Uuid, u64),
    word: &str,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::Security)?;
    let account = not_own(by, found(desk, id).await?)?;
    let word = Granted::kept(word);
    let until = by.moment.now.saturating_add(STANDS).unwrap_or(by.moment.now);
    record(desk, by, role, id, |history| {
        let waiting = of_another(by, waiting(history, proposal)?)?;
        if waiting.reset.is_none() {
            return Err(not_waiting());
        }
        if account.is_closed() {
            return Err(closed());
        }
        Ok((Step::ResetConfirmed { proposal, word, until }, None))
    })
    .await
}

/// The account that a word opens, and what its owner may replace.
///
/// A word that is wrong, used or past its time, or of an account that is closed or not there, opens nothing.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn granted(
    desk: Desk<'_>,
    by: &Calling,
    (id, word): (Uuid, &str),
) -> Result<Option<(Account, Lost)>, Failure> {
    let account = desk.store.account(desk.tenant, id).await?;
    let open = history(desk, id).await?.granted;
    let open = open.filter(|one| one.is_opened_by(word, by.moment.now));
    let account = account.filter(|one| !one.is_closed() && !one.is_erased());
    Ok(account.zip(open.map(|one| one.lost)))
}

/// Replaces what was lost, as the owner with their word.
///
/// By a password of which the hash is given, or by no second factor, which is got when they sign in next. Their sessions end,
/// and the word counts no more.
///
/// # Errors
/// A refusal where the word opens nothing, or the failure of the store.
pub async fn use_reset(
    desk: Desk<'_>,
    by: &Calling,
    (id, word): (Uuid, &str),
    hash: Option<&str>,
) -> Result<Receipt, Failure> {
    let account = found(desk, id).await?;
    let now = by.moment.now;
    record(desk, by, OWNER, id, |history| {
        let open = history.granted.as_ref().filter(|one| one.is_opened_by(word, now));
        let open = open.filter(|_| !account.is_closed()).ok_or_else(not_waiting)?;
        let change = match (open.lost, hash) {
            (Lost::Password, Some(hash)) => Change::Password { account: id, hash: hash.to_owned() },
            (Lost::Factors, None) => Change::DropFactors(id),
            (Lost::Password, None) | (Lost::Factors, Some(_)) => return Err(not_waiting()),
        };
        Ok((Step::ResetUsed { proposal: open.proposal }, Some(change)))
    })
    .await
}

fn closed() -> Refusal {
    refusal(
        Sort::WrongStage,
        ("账号已停用，不能重置", "the account is closed; nothing of it is reset"),
        ("请先恢复账号", "open it again first"),
    )
}
