//! What comes by the passing of time alone: a stage whose last day is over moves on, without a person.
//!
//! Nothing runs by itself here. Somebody asks [`pending`] with today's date and calls [`pass`], or [`sweep`] for
//! all cases; asking twice does it once, because after the first time the case stands elsewhere.

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Done, Failure, Request,
    perform::{Mover, repeated},
    scene::Deed,
};
use crate::{
    case::Case,
    desk::Desk,
    event::About,
    happened::Happened,
    law::Law,
    moment::Moment,
    person::Person,
    ports::{RowQuery, StoreError},
    procedure::{Act, Kind},
};

/// The role under which the passing of time is recorded.
pub const CLOCK: &str = "clock";

pub(super) fn lapse<'a>() -> Deed<'a> {
    Deed::of(Happened::Lapsed {})
}

/// The act that the passing of time has brought about for a case, if any.
pub fn pending<'a>(law: &'a Law, case: &Case, now: Timestamp) -> Option<&'a Act> {
    let over = case.stage.at.is_over(now);
    let stage = case.stage.at.to.as_str();
    let mut acts = law.procedure.acts.iter().filter(|_| over);
    acts.find(|act| {
        act.kind.value == Kind::Lapse && act.from.iter().any(|from| from.value == stage)
    })
}

/// Records what the passing of time has brought about for a case; nothing when there is nothing.
///
/// # Errors
/// The failure of the store.
pub async fn pass(desk: Desk<'_>, moment: Moment, id: Uuid) -> Result<Option<Done>, Failure> {
    let case = desk.case(id).await?;
    let law = desk.law_of(&case)?;
    let Some(act) = pending(law, &case, moment.now) else { return Ok(None) };
    let request = Request {
        person: Person {
            account: Uuid::nil(),
            roles: Vec::new(),
            organisation: None,
            acting_for: None,
        },
        moment,
        cases: vec![id],
        act: act.id.value.clone(),
        input: serde_json::Value::Null,
        seen: Some(case.version),
        once: None,
    };
    repeated(desk, &request, Mover::Time).await.map(Some)
}

/// So many rows are looked at in one go.
const AT_ONCE: u32 = 500;

/// What came of looking through all cases.
#[derive(Debug, Default)]
pub struct Swept {
    /// How many times something had come about.
    pub passed: usize,
    /// Cases in which it could not be recorded; the others went on.
    pub failed: Vec<(Uuid, Failure)>,
}

/// Records what the passing of time has brought about for every case; `moment` is asked before each.
///
/// # Errors
/// The lists could not be read.
pub async fn sweep(
    desk: Desk<'_>,
    moment: impl Fn() -> Moment + Send + Sync,
) -> Result<Swept, StoreError> {
    let lapses = desk.laws.versions().flat_map(|law| &law.procedure.acts);
    let lapses = lapses.filter(|act| act.kind.value == Kind::Lapse);
    let stages: BTreeSet<&str> =
        lapses.flat_map(|act| &act.from).map(|from| from.value.as_str()).collect();
    let mut swept = Swept::default();
    if stages.is_empty() {
        return Ok(swept);
    }
    let mut query = RowQuery {
        about: Some(About::Case),
        stages: stages.into_iter().map(str::to_owned).collect(),
        limit: AT_ONCE,
        ..RowQuery::default()
    };
    loop {
        let rows = desk.store.rows(desk.tenant, &query).await?;
        for row in &rows {
            // On its last day a term may be over already, at a minute.
            if row.due.is_some_and(|due| moment().today() >= due) {
                let id = row.stream.id;
                match pass_all(desk, &moment, id).await {
                    Ok(passed) => swept.passed += passed,
                    Err(failure) => swept.failed.push((id, failure)),
                }
            }
        }
        let full = u32::try_from(rows.len()).is_ok_and(|count| count == AT_ONCE);
        match rows.last() {
            Some(last) if full => query.after = Some(last.stream.id),
            _ => return Ok(swept),
        }
    }
}

/// Lets time pass for a case until nothing more comes of it; gives how many times something did.
async fn pass_all(
    desk: Desk<'_>,
    moment: &(impl Fn() -> Moment + Sync),
    id: Uuid,
) -> Result<usize, Failure> {
    let mut passed = 0;
    loop {
        let before = desk.case(id).await?.stage.at.to.clone();
        let now = moment();
        if pass(desk, now, id).await?.is_none() {
            return Ok(passed);
        }
        passed += 1;
        // A stage that is not left would pass for ever.
        if desk.case(id).await?.stage.at.to == before {
            return Ok(passed);
        }
    }
}
