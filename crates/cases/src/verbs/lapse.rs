//! What comes without a person: a stage whose last day is over moves on, and what follows of itself from what is on
//! file follows.
//!
//! Nothing runs by itself here. Somebody asks [`pending`] with today's date and calls [`pass`]; asking twice
//! does it once, because after the first time the case stands elsewhere.

use jiff::civil::Date;
use uuid::Uuid;

use super::{
    Done, Failure, Receipt, Request,
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
    outside,
    person::Person,
    procedure::{Act, Kind},
    rulebook::{Answer, Asked},
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
    today: Date,
) -> Result<Option<&'d Act>, Failure> {
    let law = desk.law_of(case)?;
    let over = case.stage.at.due.is_some_and(|due| today > due);
    let by_time = lapses(law, case).find(|act| over && !act.sets.on_condition);
    if by_time.is_some() {
        return Ok(by_time);
    }
    on_condition(desk, law, case, today).await
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
    let (round, outside) = (desk.round(case.round).await?, outside::about(desk, law, case).await?);
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
    let Some(act) = pending(desk, &case, moment.today()).await? else { return Ok(None) };
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
    let Ok(done) = by_itself(desk, moment.clone(), (&case, act)).await else { return };
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
        },
        moment,
        cases: vec![case.id],
        act: act.id.value.clone(),
        input: serde_json::Value::Null,
        seen: Some(case.version),
        once: None,
    };
    repeated(desk, &request, Mover::Time).await
}
