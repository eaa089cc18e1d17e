//! What comes by the passing of time alone: a stage whose last day is over moves on, without a person.
//!
//! Nothing runs by itself here. Somebody asks [`pending`] with today's date and calls [`pass`]; asking twice
//! does it once, because after the first time the case stands elsewhere.

use jiff::civil::Date;
use uuid::Uuid;

use super::{
    Done, Failure, Request,
    perform::{Mover, repeated},
    scene::Deed,
};
use crate::{
    case::Case,
    desk::Desk,
    happened::Happened,
    law::Law,
    moment::Moment,
    person::Person,
    procedure::{Act, Kind},
};

/// The role under which the passing of time is recorded.
pub const CLOCK: &str = "clock";

pub(super) fn lapse<'a>() -> Deed<'a> {
    Deed::of(Happened::Lapsed {})
}

/// The act that the passing of time has brought about for a case, if any.
pub fn pending<'a>(law: &'a Law, case: &Case, today: Date) -> Option<&'a Act> {
    let over = case.stage.at.due.is_some_and(|due| today > due);
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
    let Some(act) = pending(law, &case, moment.today()) else { return Ok(None) };
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
