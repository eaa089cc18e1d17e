//! What an act writes to the stream of a notice: its posting, or what happened to an objection.

use super::Now;
use crate::{
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Frame, Happened},
    notice::Notice,
    ports::Append,
    refusal::{Refusal, Sort, words},
    verbs::{Failure, Request, write},
};

/// The part of the transaction that goes to the notice, when there is one.
pub(super) async fn append(
    desk: Desk<'_>,
    request: &Request,
    treated: &[Now],
) -> Result<Option<Append>, Failure> {
    let Some(first) = treated.first() else { return Ok(None) };
    let id = match (&first.what, &first.notice) {
        (Happened::Noticed { notice, .. }, _) => *notice,
        (_, Some(notice)) if first.in_notice => notice.id,
        _ => return Ok(None),
    };
    let once = write::once(request.once.as_ref());
    let frame =
        Frame { act: Some(request.act.clone()), late: first.late, once, ..Frame::default() };
    let what = posting(treated)?.unwrap_or_else(|| first.what.clone());
    let entry = Entry { frame, what, personal: None };
    let event = entry.record(first.actor.clone(), request.moment.today())?;
    let stream = StreamId { about: About::Notice, id };
    let mut events = desk.events(stream).await?;
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let (recorded_at, seq) = (request.moment.now, expected + 1);
    events.push(Event { stream, seq, recorded_at, what: event.clone() });
    let row = Notice::fold(&events)?.map(|notice| notice.row());
    Ok(row.map(|row| Append { stream, expected, events: vec![event], row, registered: Vec::new() }))
}

/// The posting of a notice with all its cases, when that is what was done.
fn posting(treated: &[Now]) -> Result<Option<Happened>, Refusal> {
    let Some(first) = treated.first() else { return Ok(None) };
    let Happened::Noticed { posted_on, ends_on, ends_at, arithmetic, .. } = &first.what else {
        return Ok(None);
    };
    let (pack, round) = (&first.case.pack, first.case.round);
    if treated.iter().any(|now| now.case.pack.id != pack.id || now.case.round != round) {
        return Err(Refusal::new(
            Sort::Invalid,
            "cases",
            words(
                "同一公示中的申报必须属于同一轮次",
                "all cases of one notice must belong to one round",
            ),
            words("请分轮次发布公示", "publish one notice for each round"),
        ));
    }
    let shown = treated.iter().map(|now| (now.case.id, now.shown.clone().unwrap_or_default()));
    Ok(Some(Happened::NoticePosted {
        pack: pack.clone(),
        round,
        entries: treated.iter().map(|now| now.case.id).collect(),
        posted_on: *posted_on,
        ends_on: *ends_on,
        ends_at: *ends_at,
        arithmetic: arithmetic.clone(),
        shown: shown.collect(),
    }))
}
