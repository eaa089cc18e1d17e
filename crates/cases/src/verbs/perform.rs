//! The way of an act: authorise, load, decide, look at what would be, append.

mod may;
mod posting;

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{
    Done, Failure, Receipt, Request, certify, conflict, decide, decision, draw, guard, joint, late,
    objection, panel,
    rank::{self, Standing},
    scene::{Deed, Gathered, Scene},
    term, whole, write,
};
use crate::{
    case::Case,
    desk::Desk,
    event::{About, Actor, Event, StreamId},
    happened::{Entry, Happened},
    late::Late,
    law::Law,
    notice::Notice,
    outside,
    ports::{Act as Transaction, Append, StoreError, Written},
    procedure::{Act, Kind},
    refusal::{Refusal, Sort, words},
    registry,
    seen::Seen,
};

/// How often an act is tried anew when somebody else wrote to one of its streams in between.
const TRIES: u8 = 5;

/// Does an act of a procedure on one case, or on several together, and then what follows of itself.
///
/// # Errors
/// A refusal, or the failure of the store; nothing was recorded then.
pub async fn perform(desk: Desk<'_>, request: &Request) -> Result<Done, Failure> {
    let mut done = repeated(desk, request, Mover::Person).await?;
    for receipt in &mut done.receipts {
        super::lapse::follow(desk, &request.moment, receipt).await;
    }
    Ok(done)
}

/// Does an act that took place on paper, confirming its late entry in the same transaction.
///
/// # Errors
/// A refusal, or the failure of the store; nothing was recorded then.
pub(super) async fn on_paper(
    desk: Desk<'_>,
    request: &Request,
    entry: u64,
) -> Result<Done, Failure> {
    let mut done = repeated(desk, request, Mover::Paper(entry)).await?;
    for receipt in &mut done.receipts {
        super::lapse::follow(desk, &request.moment, receipt).await;
    }
    Ok(done)
}

/// What moves a case: a person, time, or a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mover {
    /// A person, who must hold a role.
    Person,
    /// Time, which does only what comes by itself.
    Time,
    /// A paper that one officer entered, by the number of that event, and another confirms now.
    Paper(u64),
}

pub(super) async fn repeated(
    desk: Desk<'_>,
    request: &Request,
    mover: Mover,
) -> Result<Done, Failure> {
    let mut tries = 1;
    let mut number = None;
    loop {
        match attempt(desk, request, mover, &mut number).await {
            Err(Failure::Store(StoreError::Conflict { .. })) if tries < TRIES => tries += 1,
            Err(Failure::Store(error)) => return Err(Failure::from(error)),
            other => return other,
        }
    }
}

async fn attempt(
    desk: Desk<'_>,
    request: &Request,
    mover: Mover,
    number: &mut Option<u64>,
) -> Result<Done, Failure> {
    let mut treated = Vec::new();
    let cohort = rank::cohort(desk, request).await?;
    let ranked = cohort.iter().flat_map(|cohort| cohort.keys().copied());
    let named = request.cases.iter().copied().filter(|_| cohort.is_none());
    for case in ranked.chain(named) {
        let standing = cohort.as_ref().and_then(|cohort| cohort.get(&case));
        match treat(desk, request, (case, standing), (mover, &mut *number)).await? {
            Treated::Before => return before(desk, request).await,
            Treated::Now(now) => treated.push(*now),
        }
    }
    let Some(first) = treated.first() else { return Err(no_case(request).into()) };
    if treated.len() > 1 && ![Kind::PublishNotice, Kind::Rank].contains(&first.kind) {
        return Err(only_one(request).into());
    }
    let freezes = treated.iter().any(is_final);
    let notice = posting::append(desk, request, &treated).await?;
    let (receipts, mut appends): (Vec<_>, Vec<_>) =
        treated.into_iter().map(|now| (now.receipt, now.append)).unzip();
    appends.extend(notice);
    let transaction = Transaction {
        tenant: desk.tenant.clone(),
        at: request.moment.now,
        idempotency: request.once.clone(),
        appends,
        freezes,
    };
    let written = desk.store.append(transaction).await.map_err(Failure::Store)?;
    Ok(Done { written, receipts })
}

/// Takes the answers of one person to several of their sheets in one transaction.
///
/// Each request names one case and the act by which an expert answers there. All of them are kept, or nothing is.
///
/// # Errors
/// A refusal, or the failure of the store; nothing was recorded then.
pub async fn answer_all(desk: Desk<'_>, requests: &[Request]) -> Result<Done, Failure> {
    let mut tries = 1;
    loop {
        match attempt_all(desk, requests).await {
            Err(Failure::Store(StoreError::Conflict { .. })) if tries < TRIES => tries += 1,
            Err(Failure::Store(error)) => return Err(Failure::from(error)),
            other => return other,
        }
    }
}

async fn attempt_all(desk: Desk<'_>, requests: &[Request]) -> Result<Done, Failure> {
    let (mut receipts, mut appends) = (Vec::new(), Vec::new());
    let Some(first) = requests.first() else {
        return Ok(Done { written: Written::Before, receipts });
    };
    for request in requests {
        let &[case] = request.cases.as_slice() else { return Err(only_one(request).into()) };
        match treat(desk, request, (case, None), (Mover::Person, &mut None)).await? {
            Treated::Before => return before(desk, first).await,
            Treated::Now(now) if now.kind == Kind::Judge => {
                receipts.push(now.receipt);
                appends.push(now.append);
            }
            Treated::Now(_) => return Err(only_one(request).into()),
        }
    }
    let transaction = Transaction {
        tenant: desk.tenant.clone(),
        at: first.moment.now,
        idempotency: first.once.clone(),
        appends,
        freezes: false,
    };
    let written = desk.store.append(transaction).await.map_err(Failure::Store)?;
    Ok(Done { written, receipts })
}

/// Whether nothing before this may be touched any more: a notice, a decision, the end of a procedure.
fn is_final(now: &Now) -> bool {
    let ends = now.receipt.stage.as_ref().is_some_and(|stage| stage.end.is_some());
    ends || [Kind::PublishNotice, Kind::ConfirmDecision, Kind::Certify].contains(&now.kind)
}

enum Treated {
    /// The same request was done before.
    Before,
    /// What is to be recorded.
    Now(Box<Now>),
}

/// What is to be recorded about one case.
struct Now {
    kind: Kind,
    append: Append,
    receipt: Receipt,
    case: Case,
    actor: Actor,
    what: Happened,
    /// That it took place earlier, on paper.
    late: Option<Late>,
    /// Whether it is recorded in the stream of the notice as well.
    in_notice: bool,
    /// What a notice shows of the case.
    shown: Option<BTreeMap<String, Value>>,
    /// The notice in which the case stands.
    notice: Option<Notice>,
}

async fn treat(
    desk: Desk<'_>,
    request: &Request,
    (id, standing): (Uuid, Option<&Standing>),
    (mover, number): (Mover, &mut Option<u64>),
) -> Result<Treated, Failure> {
    let case = desk.case(id).await?;
    if write::done_before(&case.done, request.once.as_ref())? {
        return Ok(Treated::Before);
    }
    let case = conflict::before_act(desk, request, case).await?;
    let law = desk.law_of(&case)?;
    let act = law.procedure.act(&request.act).ok_or_else(|| no_act(&request.act))?;
    let (case, entering) = late::confirming(law, request, act, (case, mover))?;
    let role = match mover {
        Mover::Person => {
            let first = may::authorise(law, act, &request.person, &case)?;
            decision::before_others(desk, (law, act), &case, request).await?;
            joint::role(law, act, (&request.person, &case), first)
        }
        Mover::Time => super::lapse::CLOCK,
        Mover::Paper(_) => act.by.first().map_or("", |by| by.value.as_str()),
    };
    // Only a case that the person named was seen by them; the others of a ranking are found.
    let seen = request.seen.as_ref().filter(|_| request.cases.contains(&id));
    let stands = |seen: &Seen| match mover {
        Mover::Person => seen.stands(law, &case, &request.person),
        Mover::Time | Mover::Paper(_) => *seen == Seen::whole(&case),
    };
    if seen.is_some_and(|seen| !stands(seen)) {
        return Err(write::conflict().into());
    }
    may::in_stage(law, act, &case)?;
    if mover == Mover::Person {
        may::admitted(desk, (law, act), role, &case).await?;
    }
    let round = desk.round_of(&case).await?;
    let mut gathered = gather(desk, request, act, &case).await?;
    gathered.standing = standing.cloned();
    let scene = Scene {
        law,
        round: &round,
        case: &case,
        act,
        person: &request.person,
        role,
        moment: &request.moment,
        gathered: &gathered,
        late: entering.as_ref(),
    };
    if mover != Mover::Time {
        let term = term::Running::of(law, (&round, &case), &gathered.outside);
        term.in_time(act, role, scene.instant())?;
    }
    let mut now = decide_one(&scene, request)?;
    if act.kind.value == Kind::Certify && !matches!(now.what, Happened::Signed {}) {
        // Numbers are taken only once nothing can refuse the act any more, and kept while it is tried anew. One is
        // lost only where the store fails between the two, or somebody else was faster each time.
        if number.is_none() {
            *number = Some(next_number(desk, law, request).await?);
        }
        let outside = gathered.outside.clone();
        let numbered = Gathered { outside, number: *number, ..Gathered::default() };
        now = decide_one(&Scene { gathered: &numbered, ..scene }, request)?;
    }
    now.notice = gathered.notice;
    Ok(Treated::Now(Box::new(now)))
}

/// Lets the verb decide, folds the result and asks the guards about it.
fn decide_one(scene: &Scene<'_>, request: &Request) -> Result<Now, Failure> {
    let deed = decide(scene, &request.input)?;
    let actor = write::actor(scene, &deed);
    let once = write::once(request.once.as_ref());
    write::days(scene, &deed)?;
    let mut entry = write::entry(scene, &deed, once);
    let with_rows = after(scene, &entry, &actor)?;
    entry.frame.moved = write::moved(scene, &deed, &with_rows)?;
    let case = after(scene, &entry, &actor)?;
    if write::is_signature(&deed) {
        could_be_done(scene, (&request.input, &actor))?;
    } else {
        guard::hold(scene, &deed, &case)?;
        panel::big_enough(scene)?;
    }
    let Deed { what, in_notice, shown, tells, .. } = deed;
    // Remedies belong to decisions against the applicant only; the verb of decisions says when.
    let kind = scene.act.kind.value;
    let usual = scene.act.sets.tells.as_ref().filter(|_| kind != Kind::ConfirmDecision);
    let stream = StreamId { about: About::Case, id: case.id };
    let receipt = Receipt {
        stream,
        version: case.version,
        at: scene.moment.now,
        stage: Some(case.stage.at.clone()),
        tells: tells.or_else(|| usual.cloned()),
        faults: Vec::new(),
    };
    let registered = registry::registered(scene.law.vocabulary(), &case, &entry.frame.rows);
    let mut events: Vec<_> = scene.late.map(|late| late.confirmed.clone()).into_iter().collect();
    let before = u64::try_from(events.len()).unwrap_or(u64::MAX);
    events.push(entry.record(actor.clone(), scene.today())?);
    let expected = scene.case.version.saturating_sub(before);
    let append = Append { stream, expected, events, row: case.row(), registered };
    let late = entry.frame.late;
    Ok(Now { kind, append, receipt, case, actor, what, late, in_notice, shown, notice: None })
}

/// Whether the act as a whole could be done now if all whose signature is wanted gave it: nobody puts their name under
/// what the rules refuse as things stand.
fn could_be_done(scene: &Scene<'_>, (input, actor): (&Value, &Actor)) -> Result<(), Failure> {
    let mut left = joint::wanting(scene.act, scene.case);
    let Some(last) = left.pop() else { return Ok(()) };
    let mut case = scene.case.clone();
    for role in left {
        let signing = Scene { case: &case, role, ..*scene };
        let entry = write::entry(&signing, &Deed::of(Happened::Signed {}), None);
        case = after(&signing, &entry, actor)?;
    }
    let scene = &Scene { case: &case, role: last, ..*scene };
    let deed = whole(scene, input)?;
    write::days(scene, &deed)?;
    let mut entry = write::entry(scene, &deed, None);
    let with_rows = after(scene, &entry, actor)?;
    entry.frame.moved = write::moved(scene, &deed, &with_rows)?;
    guard::hold(scene, &deed, &after(scene, &entry, actor)?)?;
    panel::big_enough(scene)?;
    Ok(())
}

/// The case as it would be after an entry.
fn after(scene: &Scene<'_>, entry: &Entry, actor: &Actor) -> Result<Case, Failure> {
    let mut case = scene.case.clone();
    let event = Event {
        stream: StreamId { about: About::Case, id: case.id },
        seq: case.version + 1,
        recorded_at: scene.moment.now,
        what: entry.record(actor.clone(), scene.today())?,
    };
    case.apply(&event, entry.clone())?;
    Ok(case)
}

/// What this kind of act needs from the store besides the case.
async fn gather(
    desk: Desk<'_>,
    request: &Request,
    act: &Act,
    case: &Case,
) -> Result<Gathered, Failure> {
    let outside = outside::about(desk, desk.law_of(case)?, case).await?;
    let mut gathered = Gathered { outside, ..Gathered::default() };
    let kind = act.kind.value;
    if kind == Kind::PanelConvene {
        gathered.draw = draw::gather(desk, request, case).await?;
        for id in gathered.called(&request.input) {
            let account = desk.store.account(desk.tenant, id).await.map_err(Failure::Store)?;
            gathered.accounts.extend(account);
            let bar = conflict::worst(desk, case, id, &request.moment).await?;
            gathered.bars.extend(bar.map(|bar| (id, bar)));
            let of = (desk.law_of(case)?, case.id);
            let unfit = draw::not_by_hand(desk, of, id, request.moment.today()).await?;
            gathered.unfit.insert(id, unfit);
        }
    }
    if [Kind::AdmitObjection, Kind::SettleObjection].contains(&kind) {
        // Neither whoever acts nor whoever they act for may be tied.
        for own in [Some(request.person.account), request.person.acting_for].into_iter().flatten() {
            let bar = conflict::worst(desk, case, own, &request.moment).await?;
            gathered.bars.extend(bar.map(|bar| (own, bar)));
        }
    }
    if let Some(notice) = objection::notice_of(kind, case, &request.input) {
        gathered.notice = Some(desk.notice(notice).await?);
    }
    Ok(gathered)
}

async fn next_number(desk: Desk<'_>, law: &Law, request: &Request) -> Result<u64, Failure> {
    let counter = certify::counter(law.pack.id(), request.moment.today().year());
    desk.store.next_number(desk.tenant, &counter).await.map_err(Failure::Store)
}

/// The answer to a request that was done before: where its cases stand now.
async fn before(desk: Desk<'_>, request: &Request) -> Result<Done, Failure> {
    let mut receipts = Vec::new();
    for id in &request.cases {
        let case = desk.case(*id).await?;
        receipts.push(Receipt::of_case(&case, request.moment.now));
    }
    Ok(Done { written: Written::Before, receipts })
}

fn no_act(id: &str) -> Refusal {
    Refusal::new(
        Sort::NotFound,
        id,
        words(
            format!("本规则包的程序中没有“{id}”"),
            format!("the procedure of this pack has no act `{id}`"),
        ),
        words("请刷新页面后重试", "reload the page and try again"),
    )
}

fn no_case(request: &Request) -> Refusal {
    Refusal::new(
        Sort::Invalid,
        &request.act,
        words("没有选择申报", "no case was chosen"),
        words("请先选择要办理的申报", "choose the cases first"),
    )
}

fn only_one(request: &Request) -> Refusal {
    Refusal::new(
        Sort::Invalid,
        &request.act,
        words("这一事项须逐件办理", "this is done one case at a time"),
        words("请逐件打开办理", "open the cases one by one"),
    )
}
