//! Accounts that nobody needs any more: past their last day, or not used for long. Time closes them, and whoever keeps accounts
//! opens one again.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    super::{Failure, Receipt, lapse::CLOCK},
    erased, found, may, not_own, record,
};
use crate::{
    account::{Expiry, Office, Step},
    credential::Lifetime,
    desk::Desk,
    moment::{Moment, civil_day},
    people::Change,
    person::Person,
    ports::Account,
    refusal::{Fault, Refusal},
    verbs::round::Calling,
};

/// Says on which day an account ends, or that it has no end; its sessions end with that.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn set_end(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    on: Option<Date>,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::System)?;
    let account = not_own(by, found(desk, id).await?)?;
    if account.is_erased() {
        return Err(erased().into());
    }
    if on.is_some_and(|day| day < by.moment.today()) {
        let past = Fault::at(
            "ends",
            "这一天已经过去；如需现在停用，请用“停用账号”",
            "this day is over; close the account where it is to end now",
        );
        return Err(Refusal::of_faults("account", vec![past]).into());
    }
    let change = Change::Ends { account: id, on };
    record(desk, by, role, id, |_| Ok((Step::EndSet { on }, Some(change)))).await
}

/// Closes every account whose last day is over, and every one that was not used for so many days.
///
/// None is closed for that where the days are 0, nor the last account of an office. Gives which, and why.
///
/// # Errors
/// The failure of the store; what was closed until then stays closed.
pub async fn expire(
    desk: Desk<'_>,
    unused_days: u16,
    moment: impl Fn() -> Moment + Send + Sync,
) -> Result<Vec<(Uuid, Expiry)>, Failure> {
    let now = moment().now;
    let known = desk.store.lifetimes(desk.tenant).await?;
    let known: BTreeMap<Uuid, Lifetime> = known.into_iter().map(|one| (one.account, one)).collect();
    let all = desk.store.accounts(desk.tenant).await?;
    let mut open: Vec<Account> = all.into_iter().filter(|one| !one.is_closed()).collect();
    let mut closed = Vec::new();
    for account in open.clone() {
        let Some(own) = known.get(&account.id) else {
            desk.store.count_from(desk.tenant, account.id, now).await?;
            continue;
        };
        let Some(why) = why(desk, (&account, own), (unused_days, now), &open).await? else {
            continue;
        };
        let by = Calling { person: Person::operator(), moment: moment(), once: None };
        let change = Change::Closed { account: account.id, closed: true };
        let step = Step::Expired { why };
        record(desk, &by, CLOCK, account.id, |_| Ok((step, Some(change)))).await?;
        open.retain(|one| one.id != account.id);
        closed.push((account.id, why));
    }
    Ok(closed)
}

async fn why(
    desk: Desk<'_>,
    (account, own): (&Account, &Lifetime),
    (unused_days, now): (u16, Timestamp),
    open: &[Account],
) -> Result<Option<Expiry>, Failure> {
    if own.ends_on.is_some_and(|day| day < civil_day(now)) {
        return Ok(Some(Expiry::Ended));
    }
    let most = SignedDuration::from_hours(24 * i64::from(unused_days));
    let is_long = |last: Timestamp| now.duration_since(last) >= most;
    if unused_days == 0 || account.demonstration || !is_long(own.last()) || is_last(account, open) {
        return Ok(None);
    }
    // Programs that act for it use it too.
    let tokens = desk.store.tokens(desk.tenant, account.id).await?;
    let used = tokens.iter().filter_map(|token| token.used_at).max();
    Ok(used.is_none_or(is_long).then_some(Expiry::Unused))
}

/// Whether nobody else holds an office of the installation that an account holds.
fn is_last(account: &Account, open: &[Account]) -> bool {
    Office::ALL.iter().map(|office| office.role().to_owned()).any(|role| {
        account.roles.contains(&role)
            && open.iter().all(|one| one.id == account.id || !one.roles.contains(&role))
    })
}
