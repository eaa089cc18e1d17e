//! Erasing what the pool holds about an expert who left it: one officer proposes, another confirms.
//!
//! No document of the four says how long the pool is kept; whether a duty to keep stands against an erasure is for the
//! two to decide. An expert with an account may also be erased with it, see [`crate::verbs::account`].

use serde_json::Value;
use uuid::Uuid;

use super::{
    super::{
        Failure, Receipt,
        erase::proposed_by_another,
        erasing::{before, given, nothing},
        mark::officer,
        write,
    },
    Recording, one, receipt, record,
};
use crate::{
    case::{END, TAKEN},
    desk::Desk,
    erasing::{Step, Wanted},
    event::{About, StreamId},
    expert::{EXPERT, Expert, workload},
    happened::Happened,
    law::Law,
    personal::Subject,
    ports::{Row, RowQuery},
    refusal::{Refusal, Sort, words},
    verbs::round::Calling,
};

/// An officer proposes to erase an expert who left the pool and reviews nothing any more.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn propose(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    id: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let (role, expert) = (officer(law, &by.person)?, one(desk, id).await?);
    if write::done_before(&expert.done, by.once.as_ref())? {
        return Ok(receipt(id, expert.version, by));
    }
    has_left(desk, &expert).await?;
    if expert.erasing.iter().any(|one| one.is_open() && one.proposed.is_some()) {
        return Err(before(EXPERT).into());
    }
    let reasons = given(EXPERT, reasons)?;
    let step = Step::Proposed { subject: EXPERT.to_owned(), reasons };
    done(desk, by, &role, (expert, Happened::Erasing(step))).await
}

/// An officer declines what another proposed, or takes their own proposal back.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn decline(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    id: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let (role, expert) = (officer(law, &by.person)?, one(desk, id).await?);
    if write::done_before(&expert.done, by.once.as_ref())? {
        return Ok(receipt(id, expert.version, by));
    }
    if !expert.erasing.iter().any(Wanted::is_open) {
        return Err(nothing(EXPERT).into());
    }
    let reasons = given(EXPERT, reasons)?;
    let step = Step::Declined { subject: EXPERT.to_owned(), reasons };
    done(desk, by, &role, (expert, Happened::Erasing(step))).await
}

/// Confirms what another officer proposed, and erases: nobody can read any more who the expert was.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn confirm(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    id: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let (role, expert) = (officer(law, &by.person)?, one(desk, id).await?);
    if write::done_before(&expert.done, by.once.as_ref())? {
        return Ok(receipt(id, expert.version, by));
    }
    let reasons = given(EXPERT, reasons)?;
    has_left(desk, &expert).await?;
    proposed_by_another(&expert.erasing, EXPERT, &by.person)?;
    let what = Happened::PersonalErased { subject: EXPERT.to_owned(), reasons };
    done(desk, by, &role, (expert, what)).await
}

/// Refuses unless something is kept of an expert, who left the pool and reviews nothing any more.
async fn has_left(desk: Desk<'_>, expert: &Expert) -> Result<(), Failure> {
    if expert.person.is_none() {
        let what = words("该专家的个人信息已经删除", "what was kept about this expert was erased");
        let next = words("无需再次办理", "there is nothing more to do");
        return Err(Refusal::new(Sort::NotFound, EXPERT, what, next).into());
    }
    if expert.retired.is_none() {
        let what =
            words("该专家仍在库中，不能删除", "this expert is in the pool and cannot be erased");
        let next =
            words("请先办理出库，再提出删除", "take them out of the pool first, then propose it");
        return Err(Refusal::new(Sort::WrongStage, EXPERT, what, next).into());
    }
    if let Some(account) = expert.profile.account
        && reviews(desk, account).await?
    {
        let what = words(
            "该专家参加评审的案件尚未办结，回避关系还要核对",
            "a case that this expert reviews goes on, and conflicts are still looked for",
        );
        let next = words("待案件办结后再提出", "propose it once the case has ended");
        return Err(Refusal::new(Sort::Condition, EXPERT, what, next).into());
    }
    Ok(())
}

/// Whether a case goes on in which an account took a seat.
async fn reviews(desk: Desk<'_>, account: Uuid) -> Result<bool, Failure> {
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    let goes_on =
        |row: &Row| row.extra.get(END).is_none_or(Value::is_null) && row.extra.get(TAKEN).is_some();
    let rows = desk.rows_where(query, usize::MAX, goes_on).await?;
    Ok(rows.iter().flat_map(workload::taken).any(|(one, _)| one == account))
}

async fn done(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    (expert, what): (Expert, Happened),
) -> Result<Receipt, Failure> {
    let (id, version) = (expert.id, expert.version + 1);
    let stream = StreamId { about: About::Expert, id };
    let erased = matches!(what, Happened::PersonalErased { .. });
    let erases = erased.then(|| Subject { stream, name: EXPERT.to_owned() });
    let changes = vec![(id, Some(expert), (what, None))];
    record(desk, by, role, Recording { changes, erases: erases.into_iter().collect() }).await?;
    Ok(receipt(id, version, by))
}
