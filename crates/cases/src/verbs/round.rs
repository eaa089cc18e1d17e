//! Rounds: an officer opens one, changes its terms with reasons, closes it.

mod additions;

pub use additions::judges;

use super::{Failure, Receipt, mark::officer, ready, write};
use crate::{
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Frame, Happened},
    law::Law,
    moment::Moment,
    parameter,
    person::Person,
    ports::{Act, Append, IdempotencyKey},
    refusal::{Fault, Refusal, Sort, words},
    round::{Round, Status, Terms},
};

/// Something that an officer does to a round.
#[derive(Debug, Clone)]
pub struct Calling {
    /// Who.
    pub person: Person,
    /// When; the fresh id becomes that of a new round.
    pub moment: Moment,
    /// The client's key.
    pub once: Option<IdempotencyKey>,
}

/// Opens a round.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn open_round(desk: Desk<'_>, by: &Calling, terms: Terms) -> Result<Receipt, Failure> {
    let law = desk.laws.get(&terms.pack)?;
    officer(law, &by.person)?;
    check(law, &terms)?;
    let law = desk.laws.adding(law, &terms.adds)?;
    let terms = Terms { pack: law.reference(), ..terms };
    let lacks = ready::lacks(law, &terms, &parameter::entered(desk, &law.pack).await?);
    if terms.despite.as_ref().is_none_or(|why| why.trim().is_empty()) && !lacks.is_empty() {
        return Err(ready::refusal(&lacks).into());
    }
    let stream = StreamId { about: About::Round, id: by.moment.fresh };
    let role = officer(law, &by.person)?;
    append(desk, (by, &role), stream, |_| Ok(Happened::RoundOpened { terms })).await
}

/// Gives a round other terms. Cases that were opened before keep the conditions that its notice added then.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn change_round(
    desk: Desk<'_>,
    by: &Calling,
    id: uuid::Uuid,
    terms: Terms,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let round = desk.round(id).await?;
    let law = desk.laws.get(&round.terms.pack)?;
    officer(law, &by.person)?;
    check(law, &terms)?;
    if terms.pack != round.terms.pack {
        return Err(refuse(
            "pack",
            "轮次进行中不能更换规则包版本",
            "a round cannot change to another pack",
        )
        .into());
    }
    if terms.closes_on != round.terms.closes_on {
        let fault = Fault::at(
            "closes_on",
            "截止日已经公布，不能在这里改动；需要延后的，请办理延期",
            "the last day was announced and is not changed here; to move it to a later one, extend the call",
        );
        return Err(Refusal::of_faults("round", vec![fault]).into());
    }
    if reasons.trim().is_empty() {
        return Err(refuse("reasons", "请写明调整理由", "say why the terms change").into());
    }
    let law = desk.laws.adding(law, &terms.adds)?;
    let terms = Terms { pack: law.reference(), ..terms };
    let what = Happened::RoundChanged { terms, reasons: reasons.trim().to_owned() };
    let role = officer(law, &by.person)?;
    append(desk, (by, &role), StreamId { about: About::Round, id }, |_| Ok(what)).await
}

/// Closes a round to new applications.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn close_round(desk: Desk<'_>, by: &Calling, id: uuid::Uuid) -> Result<Receipt, Failure> {
    let round = desk.round(id).await?;
    let law = desk.laws.get(&round.terms.pack)?;
    if round.status == Status::Closed {
        return Err(Refusal::new(
            Sort::WrongStage,
            "round",
            words("本轮申报已经关闭", "this round is closed already"),
            words("无需再次办理", "there is nothing more to do"),
        )
        .into());
    }
    let role = officer(law, &by.person)?;
    let stream = StreamId { about: About::Round, id };
    append(desk, (by, &role), stream, |_| Ok(Happened::RoundClosed {})).await
}

/// Records something in the stream of a round, as it stands then.
pub(super) async fn append(
    desk: Desk<'_>,
    (by, role): (&Calling, &str),
    stream: StreamId,
    what: impl FnOnce(Option<&Round>) -> Result<Happened, Refusal>,
) -> Result<Receipt, Failure> {
    let mut events = desk.events(stream).await?;
    let before = Round::fold(&events)?;
    if let Some(round) = &before
        && write::done_before(&round.done, by.once.as_ref())?
    {
        return Ok(receipt(round, by));
    }
    let what = what(before.as_ref())?;
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let frame = Frame { once: write::once(by.once.as_ref()), ..Frame::default() };
    let freezes = matches!(what, Happened::RoundClosed {});
    let entry = Entry { frame, what, personal: None };
    let event = entry.record(by.person.acting_as(role), by.moment.today())?;
    let (seq, recorded_at) = (expected + 1, by.moment.now);
    events.push(Event { stream, seq, recorded_at, what: event.clone() });
    let Some(round) = Round::fold(&events)? else { return Err(write::conflict().into()) };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: vec![Append {
            stream,
            expected,
            events: vec![event],
            row: round.row(),
            registered: Vec::new(),
        }],
        freezes,
    };
    desk.store.append(act).await?;
    Ok(receipt(&round, by))
}

fn receipt(round: &Round, by: &Calling) -> Receipt {
    Receipt {
        stream: StreamId { about: About::Round, id: round.id },
        version: round.version,
        at: by.moment.now,
        stage: None,
        tells: None,
        faults: Vec::new(),
    }
}

/// Dates in their order.
fn check(law: &Law, terms: &Terms) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if terms.closes_on < terms.opens_on {
        faults.push(Fault::at(
            "closes_on",
            "截止日早于开始日",
            "the last day lies before the first",
        ));
    }
    if terms.name.zh.trim().is_empty() {
        faults.push(Fault::at("name.zh", "请填写轮次名称", "give the round a name"));
    }
    let declared =
        |name: &str| law.pack.file.parameters.iter().any(|parameter| parameter.name.value == name);
    for name in terms.parameters.keys().filter(|name| !declared(name)) {
        faults.push(Fault::at(
            format!("parameters.{name}"),
            format!("规则包没有参数“{name}”"),
            format!("the pack has no parameter `{name}`"),
        ));
    }
    faults.extend(terms.contact.faults());
    faults.extend(additions::faults(law, &terms.adds));
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("round", faults)) }
}

fn refuse(place: &str, zh: &str, en: &str) -> Refusal {
    Refusal::of_faults(place, vec![Fault::at(place, zh, en)])
}
