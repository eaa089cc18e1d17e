//! Whether an act comes in time where a term ends at a minute, or so long before a call closes.

use jiff::Timestamp;

use crate::{
    case::Case,
    desk::Desk,
    law::Law,
    outside::{self, Outside},
    procedure::{Act, Stage},
    refusal::{Refusal, Sort, words},
    round::Round,
    term::{Moved, Until},
    timetable,
    verbs::Failure,
};

/// Until when the term of a case runs, by what its call and the parameters say now.
///
/// # Errors
/// A refusal when its law or its round is not there; the failure of the store.
pub(crate) async fn running(desk: Desk<'_>, case: &Case) -> Result<Option<Until>, Failure> {
    let law = desk.law_of(case)?;
    let round = desk.round_of(case).await?;
    let outside = outside::about(desk, law, case).await?;
    Ok(Running::of(law, (&round, case), &outside).at.until())
}

/// The term that runs in a case.
pub(super) struct Running<'a> {
    /// The stage in which the case stands.
    stage: Option<&'a Stage>,
    /// Where it stands, and until when by the terms that its call has now.
    at: Moved,
    /// Whether whoever is late is refused; otherwise the last day is a reminder.
    strict: bool,
}

impl<'a> Running<'a> {
    /// The term of a case. That of handing in follows the call, whose last day may have been changed since the case was
    /// opened.
    pub(super) fn of(law: &'a Law, (round, case): (&Round, &Case), outside: &Outside) -> Self {
        let mut at = case.stage.at.clone();
        let stage = law.procedure.stage(&at.to);
        let counted_back = stage.is_some_and(|stage| law.counts_back(stage));
        let first = law.procedure.first().is_some_and(|first| first.id.value == at.to);
        // A case that was handed in and sent back to where it began has the day that it was given then.
        if first && !case.was_handed_in() {
            (at.due, at.due_at) = timetable::handing_in(law, &round.terms, &outside.parameters);
        } else if counted_back && let Some(later) = later(law, (round, &at), outside) {
            (at.due, at.due_at) = (Some(later.day), later.at);
        }
        Self { strict: at.due_at.is_some() || counted_back, stage, at }
    }

    /// Whether it is over at an instant.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.at.is_over(now)
    }

    /// Refuses whoever is waited for once the term is over; what follows then follows by itself.
    ///
    /// # Errors
    /// The refusal, with the clauses of the term and of the act.
    pub(super) fn in_time(&self, act: &Act, role: &str, now: Timestamp) -> Result<(), Refusal> {
        let Some(day) = self.at.due.filter(|_| self.strict && self.at.is_over(now)) else {
            return Ok(());
        };
        if self.at.waits_for.as_deref() != Some(role) {
            return Ok(());
        }
        let name = self.stage.map_or_else(|| words(&self.at.to, &self.at.to), |s| s.name.clone());
        let what = match self.at.due_at.map(|time| time.strftime("%H:%M").to_string()) {
            Some(time) => words(
                format!(
                    "“{}”的期限已于{day} {time}（中国标准时间）届满；正点以前办结的算在期内",
                    name.zh
                ),
                format!(
                    "the term of “{}” ended on {day} at {time} (China Standard Time); what is done by the stroke is in time",
                    name.en
                ),
            ),
            None => words(
                format!("“{}”的期限已于{day}届满", name.zh),
                format!("the last day of “{}” was {day}", name.en),
            ),
        };
        let next = words(
            "期满后的处理随即自动进行，请刷新页面查看",
            "what follows the end of the term comes by itself; reload the page to see it",
        );
        let of_term = self.stage.into_iter().flat_map(|stage| &stage.cites);
        let cites: Vec<String> = of_term.map(|cite| cite.value.clone()).collect();
        Err(Refusal::new(Sort::Condition, &act.id.value, what, next)
            .citing(cites.into_iter().chain(act.clauses())))
    }
}

/// The later end of a stage that is counted back from the last day of its call, where the call was extended before the
/// stage was over. What was over stays so.
fn later(law: &Law, (round, at): (&Round, &Moved), outside: &Outside) -> Option<Until> {
    let before = at.until()?;
    let moved = round.extensions.iter().filter_map(|one| one.settled.as_ref());
    let mut moved = moved.filter(|settled| settled.confirmed && !before.is_over(settled.at));
    moved.next()?;
    let inner = timetable::inner(law, &round.terms, &outside.parameters);
    let own = inner.iter().find(|inner| inner.stage.id.value == at.to)?.until()?;
    (own.day > before.day).then_some(own)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use guohe_rules::pack::Shelf;
    use guohe_testkit::packs;
    use jiff::civil::{date, time};
    use uuid::Uuid;

    use super::*;
    use crate::{
        event::Actor,
        extension::{Extension, Settled},
    };

    /// The term of the stage that is counted back from the last day of a period, after that day was moved at an instant.
    fn moved(at: &str) -> Option<Until> {
        let shelf = Shelf::load(&packs::invented().unwrap());
        let law = Law::of(Arc::clone(shelf.pack("shenting/passages-2022").unwrap())).unwrap();
        let mut round = Round::standing(&law, date(2023, 3, 10)).unwrap();
        let role = || Actor { account: Uuid::nil(), role: String::new(), acting_for: None };
        let at = at.parse().unwrap();
        let settled = Settled { confirmed: true, reasons: String::new(), by: role(), at };
        round.extensions.push(Extension {
            number: 2,
            from: date(2023, 3, 31),
            to: date(2023, 4, 7),
            reasons: String::new(),
            outage: None,
            by: role(),
            settled: Some(settled),
        });
        round.terms.closes_on = date(2023, 4, 7);
        let entered = Moved {
            to: "forwarding".to_owned(),
            waits_for: None,
            due: Some(date(2023, 3, 28)),
            due_at: Some(time(12, 0, 0, 0)),
            end: None,
            arithmetic: None,
        };
        later(&law, (&round, &entered), &Outside::default())
    }

    #[test]
    fn a_stage_that_is_not_over_ends_later_with_its_call_and_one_that_is_over_stays_so() {
        let later = moved("2023-03-28T03:59:59Z").unwrap();
        assert_eq!((later.day, later.at), (date(2023, 4, 4), Some(time(12, 0, 0, 0))));
        assert_eq!(moved("2023-03-28T04:00:01Z"), None);
    }
}
