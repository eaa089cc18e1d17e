//! Who belongs to a unit: invitations, the end of a membership, handing over the administrator's role.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Doing, Newcomer, administered, receipt_of, second};
use crate::{
    attachment::hexadecimal,
    desk::Desk,
    people::Change,
    person::Person,
    ports::Account,
    refusal::{Refusal, Sort, words},
    unit::{self, Invitation, Role, Step, Unit},
    verbs::{Failure, Receipt, round::Calling, scene::no_reasons, write},
};

/// For how long an invitation can be accepted.
const OPEN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many invitations may be open at once.
const MOST: usize = 50;

/// The digest of the word in a link.
fn digest(word: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(word.as_bytes()).into();
    hexadecimal(digest)
}

/// Invites somebody by a link with a word that nobody can guess; the word itself is not kept.
///
/// # Errors
/// Not the administrator, too many open invitations, or the failure of the store.
pub async fn invite(
    desk: Desk<'_>,
    by: &Calling,
    role: Role,
    word: &str,
) -> Result<Receipt, Failure> {
    let unit = administered(desk, &by.person).await?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    let now = by.moment.now;
    if unit.invitations.iter().filter(|one| one.until > now).count() >= MOST {
        return Err(refused(
            words("尚未接受的邀请过多", "too many invitations are open"),
            words("请先撤回不用的邀请", "withdraw those that are not needed"),
        ));
    }
    let until = now.checked_add(OPEN).unwrap_or(now);
    let invitation = Invitation { id: by.moment.fresh, digest: digest(word), role, until };
    let doing = Doing::new(by, Role::Administrator.held());
    doing.record(desk, vec![(unit.id, Step::Invited(invitation), None)], &[]).await
}

/// Takes an invitation back; its link leads nowhere from then on.
///
/// # Errors
/// Not the administrator, no such invitation, or the failure of the store.
pub async fn withdraw_invitation(
    desk: Desk<'_>,
    by: &Calling,
    invitation: Uuid,
) -> Result<Receipt, Failure> {
    let unit = administered(desk, &by.person).await?;
    if !unit.invitations.iter().any(|one| one.id == invitation) {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    let doing = Doing::new(by, Role::Administrator.held());
    let step = Step::InvitationWithdrawn { invitation };
    doing.record(desk, vec![(unit.id, step, None)], &[]).await
}

/// The invitation behind a link, while it can be accepted. A word that is wrong, was used, was taken back or has run
/// out, and a unit that there is not, are all the same.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn invitation(
    desk: Desk<'_>,
    unit: Uuid,
    word: &str,
    now: Timestamp,
) -> Result<Option<(Unit, Invitation)>, Failure> {
    let Some(unit) = unit::find(desk, unit).await? else { return Ok(None) };
    let wanted = digest(word);
    let mut open = unit.invitations.iter().filter(|one| one.until > now);
    let found = open.find(|one| one.digest == wanted).cloned();
    Ok(found.map(|invitation| (unit, invitation)))
}

/// What became of an invitation that the same form has accepted before, if it has.
///
/// # Errors
/// The key of the form was used for something else; the failure of the store.
pub async fn joined(
    desk: Desk<'_>,
    by: &Calling,
    unit: Uuid,
) -> Result<Option<(Receipt, Account)>, Failure> {
    let Some(known) = unit::find(desk, unit).await? else { return Ok(None) };
    if !write::done_before(&known.done, by.once.as_ref())? {
        return Ok(None);
    }
    let joined = desk.store.account(desk.tenant, second(by)).await.map_err(Failure::Store)?;
    let receipt = receipt_of(by, known.id, known.version, Vec::new());
    Ok(Some((receipt, joined.ok_or_else(leads_nowhere)?)))
}

/// Accepts an invitation with a new account.
///
/// # Errors
/// The link leads nowhere; what is wrong with name and word; the failure of the store.
pub async fn join(
    desk: Desk<'_>,
    by: &Calling,
    (unit, word): (Uuid, &str),
    newcomer: &Newcomer,
) -> Result<(Receipt, Account), Failure> {
    if let Some(joined) = joined(desk, by, unit).await? {
        return Ok(joined);
    }
    let found = invitation(desk, unit, word, by.moment.now).await?;
    let (unit, invitation) = found.ok_or_else(leads_nowhere)?;
    let faults = newcomer.faults();
    if !faults.is_empty() {
        return Err(Refusal::of_faults("unit", faults).into());
    }
    let account = newcomer.account(by, unit.id, invitation.role);
    let as_member =
        Calling { person: Person::of(&account), moment: by.moment, once: by.once.clone() };
    let (id, role) = (invitation.id, invitation.role);
    let step = Step::Joined { invitation: id, account: account.id, role };
    let doing = Doing::new(&as_member, role.held());
    let changes = [Change::Add(account.clone())];
    let receipt = doing.record(desk, vec![(unit.id, step, None)], &changes).await?;
    Ok((receipt, account))
}

/// Accepts an invitation with an account of the same unit, which has the role from then on and signs in anew. The
/// administrator stays what they are.
///
/// # Errors
/// The link leads nowhere, or is for others; the failure of the store.
pub async fn accept(
    desk: Desk<'_>,
    by: &Calling,
    (unit, word): (Uuid, &str),
) -> Result<Receipt, Failure> {
    let found = invitation(desk, unit, word, by.moment.now).await?;
    let (unit, invitation) = found.ok_or_else(leads_nowhere)?;
    let person = &by.person;
    if person.organisation != Some(unit.id) || person.acting_for.is_some() {
        return Err(leads_nowhere().into());
    }
    if unit.administrator() == Some(person.account) {
        return Err(refused(
            words(
                "您是单位管理员，不需要接受邀请",
                "you are the administrator and need no invitation",
            ),
            words("请把链接转给被邀请的人", "pass the link on to whom it is for"),
        ));
    }
    let (account, role) = (person.account, invitation.role);
    let step = Step::Joined { invitation: invitation.id, account, role };
    let changes = [Change::Roles { account, roles: role.roles() }];
    Doing::new(by, role.held()).record(desk, vec![(unit.id, step, None)], &changes).await
}

/// Ends a membership: the account is closed and its sessions end with it, and it acts for the unit no more, also when
/// somebody opens it again; what it did stays.
///
/// # Errors
/// Not the administrator, nobody of the unit, the administrator themselves, no reasons; the failure of the store.
pub async fn end(
    desk: Desk<'_>,
    by: &Calling,
    member: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let unit = administered(desk, &by.person).await?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    let role = unit.members.get(&member).copied().ok_or_else(no_member)?;
    if role == Role::Administrator {
        return Err(refused(
            words("单位管理员不能停用自己", "the administrator cannot be closed"),
            words("请先移交管理员身份", "hand the role over first"),
        ));
    }
    if reasons.trim().is_empty() {
        return Err(Refusal::of_faults("unit", vec![no_reasons("reasons")]).into());
    }
    let held = desk.store.account(desk.tenant, member).await?.map(|account| account.roles);
    let mut roles = held.unwrap_or_default();
    roles.retain(|role| !Role::is_of_unit(role));
    let step = Step::Left { account: member, reasons: reasons.trim().to_owned() };
    let doing = Doing::new(by, Role::Administrator.held());
    let changes = [Change::Left { account: member, roles }];
    doing.record(desk, vec![(unit.id, step, None)], &changes).await
}

/// The administrator offers their role to a member. It is theirs until the other accepts.
///
/// # Errors
/// Not the administrator in person, nobody of the unit; the failure of the store.
pub async fn hand_over(desk: Desk<'_>, by: &Calling, to: Uuid) -> Result<Receipt, Failure> {
    let unit = administered(desk, &by.person).await?;
    in_person(&by.person)?;
    if unit.administrator() != Some(by.person.account) || !unit.members.contains_key(&to) {
        return Err(no_member().into());
    }
    if to == by.person.account {
        return Err(refused(
            words("您已经是单位管理员", "you are the administrator already"),
            words("请选择另一位成员", "choose another member"),
        ));
    }
    let doing = Doing::new(by, Role::Administrator.held());
    doing.record(desk, vec![(unit.id, Step::HandoverOffered { to }, None)], &[]).await
}

/// Accepts the administrator's role, declines it, or takes the offer back. When it is accepted both sign in anew.
///
/// # Errors
/// Nothing was offered to this person; the failure of the store.
pub async fn answer_handover(
    desk: Desk<'_>,
    by: &Calling,
    accepted: bool,
) -> Result<Receipt, Failure> {
    in_person(&by.person)?;
    let unit = match by.person.organisation {
        Some(id) => unit::find(desk, id).await?,
        None => None,
    };
    let unit = unit.ok_or_else(no_member)?;
    let (own, administrator) = (by.person.account, unit.administrator());
    let offered = unit.handover == Some(own);
    if !offered && (accepted || unit.handover.is_none() || administrator != Some(own)) {
        return Err(refused(
            words("没有移交给您的管理员身份", "the administrator's role was not offered to you"),
            words("请由现任管理员发起移交", "let the administrator offer it"),
        ));
    }
    let role = unit.members.get(&own).copied().ok_or_else(no_member)?;
    let mut changes = Vec::new();
    if accepted {
        let given = |account, role: Role| Change::Roles { account, roles: role.roles() };
        changes.push(given(own, Role::Administrator));
        changes.extend(administrator.map(|before| given(before, Role::Submitter)));
    }
    let step = Step::HandoverAnswered { accepted };
    Doing::new(by, role.held()).record(desk, vec![(unit.id, step, None)], &changes).await
}

fn in_person(person: &Person) -> Result<(), Refusal> {
    if person.acting_for.is_none() {
        return Ok(());
    }
    Err(Refusal::new(
        Sort::NotAllowed,
        "unit",
        words("移交须由本人办理，不能代办", "this is done in person and not by a deputy"),
        words("请由本人登录后办理", "let the person sign in and do it"),
    ))
}

fn no_member() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        "unit",
        words("本单位没有这位成员", "the unit has no such member"),
        words("请从成员列表中选择", "choose from the list of members"),
    )
}

fn leads_nowhere() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        "unit",
        words("这个邀请链接无效或已过期", "this invitation is not valid, or not any more"),
        words("请向单位管理员要一个新的链接", "ask the administrator of the unit for another"),
    )
}

fn refused(what: guohe_rules::syntax::Words, next: guohe_rules::syntax::Words) -> Failure {
    Refusal::new(Sort::Condition, "unit", what, next).into()
}
