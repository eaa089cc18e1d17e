//! What comes without a person: a stage whose last day is over moves on, and what follows of itself from what is on
//! file follows.
//!
//! Nothing runs by itself here. Somebody asks [`pending`] with today's date and calls [`pass`], or [`sweep`] for
//! all cases; asking twice does it once, because after the first time the case stands elsewhere.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    Done, Failure, Receipt, Request,
    perform::{Mover, repeated},
    scene::Deed,
    term,
};
use crate::{
    case::Case,
    department::Reach,
    desk::Desk,
    event::About,
    happened::Happened,
    law::Law,
    moment::{Moment, civil_day},
    outside,
    person::Person,
    ports::{RowQuery, StoreError},
    procedure::{Act, Kind},
    rulebook::{Answer, Asked},
    seen::Seen,
};

/// The role under which the passing of time is recorded.
pub const CLOCK: &str = "clock";

pub(super) fn lapse<'a>() -> Deed<'a> {
    Deed::of(Happened::Lapsed {})
}

/// The act that has come about for a case by itself, if any: because the last day of its stage is over, or because
/// what it waits for is there.
///
/// # Errors
/// The failure of the store.
pub async fn pending<'d>(
    desk: Desk<'d>,
    case: &Case,
    now: Timestamp,
) -> Result<Option<&'d Act>, Failure> {
    let law = desk.law_of(case)?;
    let over = case.stage.at.is_over(now) && !is_extended(desk, law, case, now).await?;
    let by_time = lapses(law, case).find(|act| over && !act.sets.on_condition);
    if by_time.is_some() {
        return Ok(by_time);
    }
    on_condition(desk, law, case, civil_day(now)).await
}

/// Whether the term of a stage goes on because the call from which it is counted back ends later now.
async fn is_extended(
    desk: Desk<'_>,
    law: &Law,
    case: &Case,
    now: Timestamp,
) -> Result<bool, Failure> {
    let stage = law.procedure.stage(&case.stage.at.to);
    if !stage.is_some_and(|stage| law.counts_back(stage)) {
        return Ok(false);
    }
    let (round, outside) = (desk.round_of(case).await?, outside::about(desk, law, case).await?);
    Ok(!term::Running::of(law, (&round, case), &outside).is_over(now))
}

/// What may come by itself in the stage of a case.
fn lapses<'l>(law: &'l Law, case: &Case) -> impl Iterator<Item = &'l Act> {
    let stage = case.stage.at.to.clone();
    let acts = law.procedure.acts.iter().filter(|act| act.kind.value == Kind::Lapse);
    acts.filter(move |act| act.from.iter().any(|from| from.value == stage))
}

/// The act whose condition certainly holds on a day.
async fn on_condition<'d>(
    desk: Desk<'d>,
    law: &'d Law,
    case: &Case,
    today: Date,
) -> Result<Option<&'d Act>, Failure> {
    let waiting: Vec<&Act> = lapses(law, case).filter(|act| act.sets.on_condition).collect();
    if waiting.is_empty() {
        return Ok(None);
    }
    let (round, outside) = (desk.round_of(case).await?, outside::about(desk, law, case).await?);
    let holds = |act: &&Act| {
        let level = act.sets.level.unwrap_or_default();
        let asked = Asked::about(law, (&round, case), &outside, today, level);
        act.when.as_ref().is_some_and(|when| asked.test(when) == Answer::Holds)
    };
    Ok(waiting.into_iter().find(holds))
}

/// Records what has come about for a case by itself; nothing when there is nothing.
///
/// # Errors
/// The failure of the store.
pub async fn pass(desk: Desk<'_>, moment: Moment, id: Uuid) -> Result<Option<Done>, Failure> {
    let case = desk.case(id).await?;
    let Some(act) = pending(desk, &case, moment.now).await? else { return Ok(None) };
    by_itself(desk, moment, (&case, act)).await.map(Some)
}

/// Records what an act of a person has brought about by itself, and brings the receipt up to date. What cannot be
/// recorded now is still pending, and comes up again the next time somebody asks.
pub(super) async fn follow(desk: Desk<'_>, moment: &Moment, receipt: &mut Receipt) {
    if receipt.stream.about != About::Case {
        return;
    }
    let Ok(case) = desk.case(receipt.stream.id).await else { return };
    let Ok(law) = desk.law_of(&case) else { return };
    let Ok(Some(act)) = on_condition(desk, law, &case, moment.today()).await else { return };
    let Ok(done) = by_itself(desk, *moment, (&case, act)).await else { return };
    if let Some(now) = done.receipts.into_iter().next() {
        receipt.version = now.version;
        receipt.stage = now.stage;
    }
}

async fn by_itself(
    desk: Desk<'_>,
    moment: Moment,
    (case, act): (&Case, &Act),
) -> Result<Done, Failure> {
    let request = Request {
        person: Person {
            account: Uuid::nil(),
            roles: Vec::new(),
            organisation: None,
            acting_for: None,
            reach: Reach::Nobody,
        },
        moment,
        cases: vec![case.id],
        act: act.id.value.clone(),
        input: serde_json::Value::Null,
        seen: Some(Seen::whole(case)),
        once: None,
    };
    repeated(desk, &request, Mover::Time).await
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

/// Records what has come about by itself for every case, by the passing of time or because what a stage waits for is
/// there; `moment` is asked before each.
///
/// # Errors
/// The lists could not be read.
pub async fn sweep(
    desk: Desk<'_>,
    moment: impl Fn() -> Moment + Send + Sync,
) -> Result<Swept, StoreError> {
    let lapses = || {
        let acts = desk.laws.versions().flat_map(|law| &law.procedure.acts);
        acts.filter(|act| act.kind.value == Kind::Lapse)
    };
    let from = |act: &'_ Act| act.from.iter().map(|from| from.value.clone()).collect::<Vec<_>>();
    let stages: BTreeSet<String> = lapses().flat_map(from).collect();
    let waiting: BTreeSet<String> =
        lapses().filter(|act| act.sets.on_condition).flat_map(from).collect();
    let mut swept = Swept::default();
    if stages.is_empty() {
        return Ok(swept);
    }
    let mut query = RowQuery {
        about: Some(About::Case),
        stages: stages.into_iter().collect(),
        limit: AT_ONCE,
        ..RowQuery::default()
    };
    loop {
        let rows = desk.store.rows(desk.tenant, &query).await?;
        for row in &rows {
            // On its last day a term may be over already, at a minute.
            let over = row.due.is_some_and(|due| moment().today() >= due);
            if over || waiting.contains(&row.stage) {
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
