//! What is kept about the owner of an account elsewhere than in it, and cannot be read any more once it was erased: their
//! entry in the pool of experts, and what they stated of themselves as the contact of a unit.

use std::collections::BTreeSet;

use super::refusal;
use crate::{
    desk::Desk,
    event::{About, Event, StreamId},
    expert::of_account,
    personal::{Subject, parts},
    ports::Account,
    refusal::Sort,
    verbs::Failure,
};

/// Those texts, as far as they can still be read.
///
/// # Errors
/// A refusal while the owner is in the pool of experts: whoever keeps it takes them out first, so that nobody without a
/// name is drawn. The failure of the store, or an event that cannot be read.
pub(super) async fn texts(desk: Desk<'_>, account: &Account) -> Result<Vec<Subject>, Failure> {
    let mut found = BTreeSet::new();
    for expert in of_account(desk, account.id).await? {
        if expert.retired.is_none() {
            return Err(refusal(
                Sort::Condition,
                (
                    "账号所有人仍在专家库中，不能删除",
                    "the owner of the account is in the pool of experts, so it cannot be erased",
                ),
                ("请先由专家库管理人员将其出库", "let an officer take them out of the pool first"),
            )
            .into());
        }
        let stream = StreamId { about: About::Expert, id: expert.id };
        found.extend(desk.events(stream).await?.iter().flat_map(subjects));
    }
    if let Some(id) = account.organisation {
        let events = desk.events(StreamId { about: About::Organisation, id }).await?;
        let own = events.iter().filter(|event| event.what.actor.account == account.id);
        found.extend(own.flat_map(subjects));
    }
    Ok(found.into_iter().collect())
}

/// About whom an event still tells something.
fn subjects(event: &Event) -> impl Iterator<Item = Subject> {
    let stream = event.stream;
    let names = parts(stream, event.seq, &event.what).into_keys();
    names.map(move |name| Subject { stream, name })
}
