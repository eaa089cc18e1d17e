//! A unit whose administrator is gone without handing over: its people ask, whoever audits it proposes another, and a
//! second person of theirs confirms. The one who is replaced loses nothing but the role, and reads why.

use uuid::Uuid;

use super::{Doing, absent, may_audit, not_yours, receipt_of};
use crate::{
    desk::Desk,
    people::Change,
    refusal::{Fault, Refusal, Sort, words},
    unit::{self, Role, Step, Unit},
    verbs::{Failure, Receipt, round::Calling, scene::no_reasons, write},
};

/// The longest text of reasons or evidence, in signs.
const LONGEST: usize = 1_000;

/// A member asks for another administrator than the one who is gone.
///
/// # Errors
/// Not a member in person, or the administrator; nobody of the unit is named, no reasons; the failure of the store.
pub async fn ask(
    desk: Desk<'_>,
    by: &Calling,
    to: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let own = match by.person.organisation {
        Some(id) => unit::find(desk, id).await?,
        None => None,
    };
    let role = |unit: &Unit| unit.members.get(&by.person.account).copied();
    let in_person = by.person.acting_for.is_none();
    let unit = own.filter(|unit| in_person && role(unit).is_some());
    let unit = unit.ok_or_else(|| {
        Refusal::new(
            Sort::NotAllowed,
            "unit",
            words("只有本单位成员本人可以申请", "only members of the unit ask for this, in person"),
            words("请由成员登录后办理", "let a member sign in and do it"),
        )
    })?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    let role = role(&unit).filter(|role| *role != Role::Administrator).ok_or_else(|| {
        Refusal::new(
            Sort::Condition,
            "unit",
            words("您就是单位管理员", "you are the administrator"),
            words("请使用移交", "hand the role over"),
        )
    })?;
    named(&unit, to, &[("reasons", reasons)])?;
    let step = Step::ReplacementAsked { to, reasons: reasons.trim().to_owned() };
    Doing::new(by, role.held()).record(desk, vec![(unit.id, step, None)], &[]).await
}

/// Somebody who audits a unit proposes another administrator. Nothing changes before a second person confirms it; a
/// later proposal takes the place of an earlier one.
///
/// # Errors
/// Not theirs to audit; nobody of the unit is named, no reasons or no evidence; the failure of the store.
pub async fn propose(
    desk: Desk<'_>,
    by: &Calling,
    (id, to): (Uuid, Uuid),
    (reasons, evidence): (&str, &str),
) -> Result<Receipt, Failure> {
    let (unit, role) = audited(desk, by, id).await?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    named(&unit, to, &[("reasons", reasons), ("evidence", evidence)])?;
    let [reasons, evidence] = [reasons, evidence].map(|text| text.trim().to_owned());
    let step = Step::ReplacementProposed { to, reasons, evidence };
    Doing::new(by, &role).record(desk, vec![(unit.id, step, None)], &[]).await
}

/// A second person confirms what was proposed, or declines it. Confirmed, the roles change and both sign in anew.
///
/// # Errors
/// Not theirs to audit; nothing is proposed, or they proposed it themselves; the one who was named is gone; the failure
/// of the store.
pub async fn answer(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    confirmed: bool,
) -> Result<Receipt, Failure> {
    let (unit, role) = audited(desk, by, id).await?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    let (to, proposed) = unit.replacement().ok_or_else(nothing_proposed)?;
    if confirmed && by.person.is_behind(&proposed.by) {
        return Err(own_proposal().into());
    }
    let mut changes = Vec::new();
    if confirmed {
        let account = desk.store.account(desk.tenant, to).await.map_err(Failure::Store)?;
        if account.is_none_or(|account| account.is_closed()) || !unit.members.contains_key(&to) {
            return Err(nobody().into());
        }
        let given = |account, role: Role| Change::Roles { account, roles: role.roles() };
        changes.push(given(to, Role::Administrator));
        let before = unit.administrator().filter(|before| *before != to);
        changes.extend(before.map(|before| given(before, Role::Submitter)));
    }
    let step = Step::ReplacementAnswered { confirmed };
    Doing::new(by, &role).record(desk, vec![(unit.id, step, None)], &changes).await
}

/// A unit that a person audits, with the role in which they do.
async fn audited(desk: Desk<'_>, by: &Calling, id: Uuid) -> Result<(Unit, String), Failure> {
    let unit = unit::find(desk, id).await?.ok_or_else(|| absent(id))?;
    let role = may_audit(desk, &by.person, &unit).ok_or_else(not_yours)?;
    Ok((unit, role))
}

/// That a member is named who is not the administrator, and everything is said that has to be.
fn named(unit: &Unit, to: Uuid, said: &[(&str, &str)]) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if unit.members.get(&to).is_none_or(|role| *role == Role::Administrator) {
        faults.push(Fault::at(
            "to",
            "请选择现任管理员以外的一位成员",
            "choose a member other than the administrator",
        ));
    }
    for (place, text) in said {
        if text.trim().is_empty() {
            faults.push(no_reasons(place));
        } else if text.chars().count() > LONGEST {
            faults.push(Fault::at(
                *place,
                format!("最多 {LONGEST} 个字"),
                format!("{LONGEST} characters at most"),
            ));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("unit", faults)) }
}

fn nothing_proposed() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "unit",
        words("没有待确认的更换", "no other administrator is proposed"),
        words("请先提出", "propose one first"),
    )
}

fn own_proposal() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "unit",
        words(
            "更换须由提出人以外的另一人确认",
            "somebody else than who proposed it has to confirm it",
        ),
        words("请由同部门的另一位办理人员确认", "let a colleague confirm it"),
    )
}

fn nobody() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "unit",
        words("拟任的成员已经离开本单位", "the member who was named has left the unit"),
        words("请另提一位成员", "propose another member"),
    )
}
