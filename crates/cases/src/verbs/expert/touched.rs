//! Before an entry of the pool says less than it did: what it says about open cases is looked at once more and kept there,
//! and an alarm is raised where somebody sits on a panel, or was drawn for one.
//!
//! The alarm goes to those who look at accounts and is seen by no officer: otherwise whoever changes one entry after the other
//! could read from it who reviews what.

use serde_json::Value;
use uuid::Uuid;

use crate::{
    account::{Alarm, AlarmKind},
    case::{END, TAKEN},
    desk::Desk,
    event::About,
    expert::{Expert, workload},
    ports::{Row, RowQuery},
    verbs::{Failure, account::alarm, conflict::recheck, draw::usable, round::Calling},
};

/// Looks at the cases of an expert once more, and raises the alarm.
///
/// # Errors
/// The failure of the store.
pub(super) async fn before(desk: Desk<'_>, by: &Calling, expert: &Expert) -> Result<(), Failure> {
    let Some(account) = expert.profile.account else { return Ok(()) };
    let mut concerned = is_drawn(desk, account).await?;
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    let goes_on =
        |row: &Row| row.extra.get(END).is_none_or(Value::is_null) && row.extra.get(TAKEN).is_some();
    for row in desk.rows_where(query, usize::MAX, goes_on).await? {
        if workload::taken(&row).iter().any(|(one, _)| *one == account) {
            let case = recheck(desk, &by.moment, row.stream.id).await?;
            let mut at_work = case.panels.iter().filter(|panel| panel.closed.is_none());
            concerned |= at_work.any(|panel| panel.seat_of(account).is_some());
        }
    }
    if concerned && !by.person.is_operator() {
        let by = Calling { once: None, ..by.clone() };
        let raised = Alarm { kind: AlarmKind::Pool, at: by.moment.now, count: 1, usual: 0 };
        alarm(desk, &by, by.person.account, raised).await?;
    }
    Ok(())
}

/// Whether an account was drawn, or stands among those who can be, for a case that goes on.
async fn is_drawn(desk: Desk<'_>, account: Uuid) -> Result<bool, Failure> {
    for draw in usable(desk, None).await? {
        let Some(own) = draw.ticket_of(account) else { continue };
        let listed = draw.result.as_ref().is_none_or(|(_, drawn)| {
            drawn.seats.iter().chain(&drawn.substitutes).any(|ticket| *ticket == own.ticket)
        });
        for id in draw.sealing.cases.iter().filter(|_| listed) {
            if desk.case(*id).await?.stage.at.end.is_none() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
