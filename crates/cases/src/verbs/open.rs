//! Opening a case: an organisation starts an application in a round.

use uuid::Uuid;

use super::{Failure, Receipt, write};
use crate::{
    case::Case,
    desk::Desk,
    event::{About, Event, NewEvent, StreamId},
    happened::{Entry, Frame, Happened, Moved},
    law::Law,
    moment::Moment,
    parameter,
    person::Person,
    ports::{Act, Append, IdempotencyKey},
    refusal::{Fault, Refusal, Sort, words},
    round::{Round, Status},
    timetable,
};

/// An application that somebody wants to start. The case gets the fresh id of the moment, so a client that
/// derives that id from its key starts it once.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who.
    pub person: Person,
    /// When; the fresh id becomes that of the case.
    pub moment: Moment,
    /// The round.
    pub round: Uuid,
    /// The type applied for.
    pub kind: String,
    /// The client's key.
    pub once: Option<IdempotencyKey>,
}

/// A case as it would begin, with everything it began from. Nothing of it is recorded yet.
pub(crate) struct Begun<'a> {
    /// The law.
    pub(crate) law: &'a Law,
    /// The round.
    pub(crate) round: Round,
    /// The case.
    pub(crate) case: Case,
    event: NewEvent,
}

/// Opens a case.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn open_case(desk: Desk<'_>, opening: &Opening) -> Result<Receipt, Failure> {
    let Begun { case, event, .. } = begin(desk, opening).await?;
    let stream = StreamId { about: About::Case, id: case.id };
    let append = Append {
        stream,
        expected: 0,
        events: vec![event],
        row: case.row(),
        registered: Vec::new(),
    };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: opening.moment.now,
        idempotency: opening.once.clone(),
        appends: vec![append],
        freezes: false,
    };
    desk.store.append(act).await?;
    Ok(Receipt {
        stream,
        version: case.version,
        at: opening.moment.now,
        stage: Some(case.stage.at),
        tells: None,
        faults: Vec::new(),
    })
}

/// The case as it would begin.
///
/// # Errors
/// A refusal, or the failure of the store.
pub(crate) async fn begin<'a>(desk: Desk<'a>, opening: &Opening) -> Result<Begun<'a>, Failure> {
    let round = desk.round(opening.round).await?;
    let law = desk.laws.get(&round.terms.pack)?;
    let closes = round.closes();
    if round.status == Status::Standing && !law.procedure.takes_without_a_call() {
        return Err(only_in_calls().into());
    }
    if round.status == Status::Closed || closes.is_some_and(|day| opening.moment.today() > day) {
        return Err(closed(&round.terms.closes_on.to_string()).into());
    }
    let (role, organisation) = applicant(law, &opening.person)?;
    if law.pack.type_at(&opening.kind).is_none() {
        return Err(no_type(law).into());
    }
    let first = law.procedure.first();
    let entered = parameter::entered(desk, &law.pack).await?;
    let (due, due_at) = timetable::handing_in(law, &round.terms, &entered);
    let moved = first.map(|stage| Moved {
        to: stage.id.value.clone(),
        waits_for: stage.waits_for.as_ref().map(|actor| actor.value.clone()),
        due,
        due_at,
        end: None,
        arithmetic: None,
    });
    let what = Happened::CaseOpened {
        pack: round.terms.pack.clone(),
        round: round.id,
        organisation,
        kind: opening.kind.clone(),
    };
    let frame = Frame { moved, once: write::once(opening.once.as_ref()), ..Frame::default() };
    let entry = Entry { frame, what, personal: None };
    let stream = StreamId { about: About::Case, id: opening.moment.fresh };
    let event = entry.record(opening.person.acting_as(&role), opening.moment.today())?;
    let recorded = Event { stream, seq: 1, recorded_at: opening.moment.now, what: event.clone() };
    let Some(case) = Case::fold(std::slice::from_ref(&recorded))? else {
        return Err(write::conflict().into());
    };
    Ok(Begun { law, round, case, event })
}

/// What was said of somebody cannot be read.
pub(crate) fn unreadable(faults: Vec<Fault>) -> Refusal {
    Refusal::of_faults("who", faults)
}

/// The role of an applicant that a person holds in a pack, with the organisation they act for.
pub(super) fn applicant(law: &Law, person: &Person) -> Result<(String, Uuid), Refusal> {
    use guohe_rules::syntax::ActorKind;
    let pack = law.pack.id();
    let role = law
        .pack
        .file
        .actors
        .iter()
        .filter(|actor| actor.kind == ActorKind::Applicant)
        .find(|actor| person.holds(pack, &actor.id.value, actor.kind));
    role.map(|actor| actor.id.value.clone()).zip(person.organisation).ok_or_else(|| {
        Refusal::new(
            Sort::NotAllowed,
            "",
            words(
                "只有申报单位的人员可以办理",
                "only somebody who acts for an applicant may do this",
            ),
            words("请用本单位的申报账户登录", "sign in with an account of your organisation"),
        )
    })
}

fn closed(on: &str) -> Refusal {
    Refusal::new(
        Sort::Condition,
        "round",
        words(format!("本轮申报已于{on}截止"), format!("this round closed on {on}")),
        words("请等待下一轮申报通知", "wait for the call of the next round"),
    )
}

fn only_in_calls() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "round",
        words("本办法只在批次中受理申报", "applications are taken in calls only"),
        words("请选择正在受理的批次", "choose a call that is open"),
    )
}

fn no_type(law: &Law) -> Refusal {
    let types = &law.pack.file.types;
    let zh: Vec<_> = types.iter().map(|def| def.name.zh.as_str()).collect();
    let en: Vec<_> = types.iter().map(|def| def.id.value.as_str()).collect();
    Refusal::of_faults(
        "type",
        vec![Fault::at(
            "type",
            format!("请选择类别：{}", zh.join("、")),
            format!("choose a type: {}", en.join(", ")),
        )],
    )
}
