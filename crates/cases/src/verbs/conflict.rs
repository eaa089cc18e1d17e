//! Conflicts of interest in a case: looked at again before every step that counts, judged where only texts agree,
//! named by applicants, declared late.
//!
//! [`recheck`] is asked at four points: when somebody is assigned, when material is opened, when a sheet is handed
//! in, when something is decided. What it finds is recorded before the step goes on, so that no state exists in
//! which somebody in conflict reads, scores or is counted.

mod naming;

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Failure, Receipt, Request,
    append::append,
    fill::Filling,
    lapse::CLOCK,
    mark::officer,
    panel::{self, Left, vacated},
    scene::{Gathered, Scene, no_reasons},
    write,
};
use crate::{
    case::{Case, Panel, Seat},
    conflict::{self, Bar, Finding, Looked, Step},
    department::Reach,
    desk::Desk,
    event::{About, Actor, Event, NewEvent, StreamId},
    expert::{self, Expert},
    happened::{Entry, Frame, Happened},
    moment::Moment,
    person::Person,
    ports::{Act, Append, StoreError},
    procedure::Kind,
    refusal::{Refusal, Sort, words},
    registry,
};

pub use naming::{Naming, name};

/// Acts before which conflicts are looked at again.
const RECHECKED: [Kind; 9] = [
    Kind::PanelConvene,
    Kind::Declare,
    Kind::Judge,
    Kind::OpenAnswers,
    Kind::PanelClose,
    Kind::Rank,
    Kind::Propose,
    Kind::PrepareDecision,
    Kind::ConfirmDecision,
];

/// How often a recheck is tried anew when somebody else wrote in between.
const TRIES: u8 = 5;

/// Everything that ties an account to a case today, with what it comes to.
///
/// # Errors
/// The failure of the store.
pub async fn ties(
    desk: Desk<'_>,
    case: &Case,
    account: Uuid,
    moment: &Moment,
) -> Result<Vec<(Finding, Option<Bar>)>, Failure> {
    let law = desk.law_of(case)?;
    let own = desk.store.account(desk.tenant, account).await.map_err(Failure::Store)?;
    let entries = expert::ever_of_account(desk, account).await?;
    let entries: Vec<&Expert> = entries.iter().collect();
    let who = Looked { id: account, account: own.as_ref(), entries: &entries };
    let with_bar = |finding: Finding| {
        let bar = conflict::bar(case, account, &finding);
        (finding, bar)
    };
    Ok(conflict::all(law, case, who, moment.today()).into_iter().map(with_bar).collect())
}

/// The worst of what ties an account to a case.
///
/// # Errors
/// The failure of the store.
pub async fn worst(
    desk: Desk<'_>,
    case: &Case,
    account: Uuid,
    moment: &Moment,
) -> Result<Option<Bar>, Failure> {
    let ties = ties(desk, case, account, moment).await?;
    Ok(ties.into_iter().filter_map(|(_, bar)| bar).max())
}

/// Looks at the conflicts of everybody who sits in a case again.
///
/// Whoever is in conflict leaves the seat, and the sheet no longer counts; what is only possible is kept in the case until
/// somebody decides on it, whatever is taken out of the pool meanwhile. Gives the case as it is then. Once a decision was confirmed nothing is looked at any more.
///
/// # Errors
/// The failure of the store.
pub async fn recheck(desk: Desk<'_>, moment: &Moment, id: Uuid) -> Result<Arc<Case>, Failure> {
    let mut tries = 1;
    loop {
        let case = desk.case(id).await?;
        let found = found_now(desk, moment, &case).await?;
        if found.is_empty() {
            return Ok(case);
        }
        match record(desk, moment, &case, found).await {
            Err(Failure::Store(StoreError::Conflict { .. })) if tries < TRIES => tries += 1,
            Err(Failure::Store(error)) => return Err(Failure::from(error)),
            Err(failure) => return Err(failure),
            Ok(()) => {}
        }
    }
}

/// A seat, and what was found that ties whoever sits there.
struct FoundOut {
    panel: String,
    alias: String,
    /// Whether it is a conflict, so that the seat falls empty; otherwise somebody has to decide.
    conflict: bool,
    findings: Vec<Finding>,
}

async fn found_now(desk: Desk<'_>, moment: &Moment, case: &Case) -> Result<Vec<FoundOut>, Failure> {
    let mut found = Vec::new();
    if is_over(case) {
        return Ok(found);
    }
    for (of, seat) in seats(case) {
        let ties = ties(desk, case, seat.account, moment).await?;
        let conflict = ties.iter().any(|(_, bar)| *bar == Some(Bar::Conflict));
        let is_kept = |finding: &Finding| {
            let mut pinned = case.pinned.iter();
            pinned.any(|one| one.account == seat.account && one.pin.key == finding.key)
        };
        let bars = ties
            .into_iter()
            .filter(|(finding, bar)| bar.is_some() && (conflict || !is_kept(finding)));
        let findings: Vec<Finding> = bars.map(|(finding, _)| finding).collect();
        if !findings.is_empty() {
            let (panel, alias) = (of.id.clone(), seat.alias.clone());
            found.push(FoundOut { panel, alias, conflict, findings });
        }
    }
    Ok(found)
}

/// Whether nothing that experts said can be looked at again: it was decided on, or the case has ended.
fn is_over(case: &Case) -> bool {
    let confirmed = case.decision.as_ref().is_some_and(|decision| decision.confirmed.is_some());
    confirmed || case.stage.at.end.is_some()
}

/// Records all of them in one transaction.
async fn record(
    desk: Desk<'_>,
    moment: &Moment,
    before: &Case,
    found: Vec<FoundOut>,
) -> Result<(), Failure> {
    let mut case = before.clone();
    let actor = Actor { account: Uuid::nil(), role: CLOCK.to_owned(), acting_for: None };
    let mut events: Vec<NewEvent> = Vec::new();
    let mut registered = Vec::new();
    for FoundOut { panel, alias, conflict, findings } in found {
        let told: Vec<_> = findings.iter().map(|finding| &finding.told).collect();
        let personal = Some(serde_json::to_value(&told)?);
        let pins = findings.iter().map(Finding::pin).collect();
        let frame = if conflict {
            left(desk, moment, &case, (&panel, &alias, Left::InConflict)).await?
        } else {
            Frame::default()
        };
        let what = Happened::Conflict(if conflict {
            Step::Found { panel, alias, pins }
        } else {
            Step::Noted { panel, alias, pins }
        });
        registered.extend(registry::registered(
            desk.law_of(&case)?.vocabulary(),
            &case,
            &frame.rows,
        ));
        let entry = Entry { frame, what, personal };
        let event = entry.record(actor.clone(), moment.today())?;
        let stream = StreamId { about: About::Case, id: case.id };
        let (seq, recorded_at) = (case.version + 1, moment.now);
        case.apply(&Event { stream, seq, recorded_at, what: event.clone() }, entry)?;
        events.push(event);
    }
    let stream = StreamId { about: About::Case, id: case.id };
    let append = Append { stream, expected: before.version, events, row: case.row(), registered };
    let (tenant, at) = (desk.tenant.clone(), moment.now);
    let act = Act { tenant, at, idempotency: None, appends: vec![append], freezes: false };
    desk.store.append(act).await.map_err(Failure::Store)?;
    Ok(())
}

/// What a seat that falls empty, or is at work again, changes in the case file, and the stage to which a panel that had ended leads back.
pub(super) async fn left(
    desk: Desk<'_>,
    moment: &Moment,
    case: &Case,
    (panel, alias, why): (&str, &str, Left),
) -> Result<Frame, Failure> {
    let law = desk.law_of(case)?;
    let Some(of) = case.panels.iter().find(|one| one.id == panel) else {
        return Ok(Frame::default());
    };
    let act_of = |kind: Kind| {
        law.procedure.acts.iter().find(|act| {
            act.kind.value == kind && act.sets.panel.as_ref().is_some_and(|key| key.value == of.key)
        })
    };
    let (Some(convening), Some(closing)) = (act_of(Kind::PanelConvene), act_of(Kind::PanelClose))
    else {
        return Ok(Frame::default());
    };
    let round = desk.round_of(case).await?;
    let person = Person {
        account: Uuid::nil(),
        roles: Vec::new(),
        organisation: None,
        acting_for: None,
        reach: Reach::Nobody,
    };
    let gathered = Gathered::default();
    let scene = Scene {
        law,
        round: &round,
        case,
        act: convening,
        person: &person,
        role: CLOCK,
        moment,
        gathered: &gathered,
        late: None,
    };
    let mut rows = vacated(&scene, panel, alias, why);
    let mut moved = None;
    if of.closed.is_some() {
        rows.extend(panel::at_work_again(&scene, panel, closing));
        let back = closing
            .from
            .first()
            .filter(|_| !closing.from.iter().any(|from| from.value == case.stage.at.to));
        moved = back.map(|stage| write::enter(&scene, &stage.value, None, case));
    }
    Ok(Frame { moved, rows, ..Frame::default() })
}

/// Before an act: conflicts are looked at again, and what nobody has decided on stops the act.
#[expect(clippy::wildcard_enum_match_arm, reason = "only kinds that are rechecked come here")]
pub(super) async fn before_act(
    desk: Desk<'_>,
    request: &Request,
    case: Arc<Case>,
) -> Result<Arc<Case>, Failure> {
    let law = desk.law_of(&case)?;
    let kind = law.procedure.act(&request.act).map(|act| act.kind.value);
    let Some(kind) = kind.filter(|kind| RECHECKED.contains(kind)) else { return Ok(case) };
    let case = recheck(desk, &request.moment, case.id).await?;
    match kind {
        Kind::Judge => {
            let own = request.person.account;
            if worst(desk, &case, own, &request.moment).await? == Some(Bar::Undecided) {
                return Err(undecided(&request.act, "").into());
            }
        }
        Kind::OpenAnswers
        | Kind::PanelClose
        | Kind::Rank
        | Kind::PrepareDecision
        | Kind::ConfirmDecision => {
            for (panel, seat) in seats(&case) {
                let bar = worst(desk, &case, seat.account, &request.moment).await?;
                if bar == Some(Bar::Undecided) && !is_over(&case) {
                    return Err(
                        undecided(&request.act, &format!("{} {}", panel.id, seat.alias)).into()
                    );
                }
            }
        }
        _ => {}
    }
    Ok(case)
}

fn seats(case: &Case) -> impl Iterator<Item = (&Panel, &Seat)> {
    case.panels.iter().flat_map(|panel| panel.sitting().map(move |seat| (panel, seat)))
}

/// What an expert may see of a case now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Nothing but the parties: the expert has not declared yet.
    Declare,
    /// The material.
    Open,
    /// Nothing: an officer has to decide on a possible conflict first.
    Undecided,
    /// Nothing: the expert is in conflict, or has no seat.
    Out,
}

/// What an expert may see of a case, looked at again at this moment; and the case as it is then.
///
/// # Errors
/// The failure of the store.
pub async fn reading(
    desk: Desk<'_>,
    moment: &Moment,
    id: Uuid,
    account: Uuid,
) -> Result<(Arc<Case>, Reading), Failure> {
    let case = recheck(desk, moment, id).await?;
    let own = case.panels.iter().rev().filter_map(|panel| panel.seat_of(account));
    let mut own: Vec<&Seat> = own.collect();
    own.sort_by_key(|seat| seat.recused());
    let reading = match own.first() {
        None => Reading::Out,
        Some(seat) if seat.recused() => Reading::Out,
        Some(_) if worst(desk, &case, account, moment).await? == Some(Bar::Undecided) => {
            Reading::Undecided
        }
        Some(seat) if seat.declared.is_none() => Reading::Declare,
        Some(_) => Reading::Open,
    };
    Ok((case, reading))
}

/// The refusal while an officer has to decide first.
pub fn undecided(place: &str, who: &str) -> Refusal {
    Refusal::new(
        Sort::Condition,
        place,
        words(
            format!("{who} 存在待认定的利害关系，认定之前不能阅卷、评审或计入意见").trim().to_owned(),
            format!(
                "{who} a possible conflict of interest waits for a decision; until then nothing is read, scored or counted"
            )
            .trim()
            .to_owned(),
        ),
        words("请组织评审的工作人员先作出认定并写明理由", "let the officer who runs the review decide on it, with reasons"),
    )
}

/// An officer decides on a possible conflict.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn rule(
    desk: Desk<'_>,
    by: &Filling,
    (account, key): (Uuid, &str),
    conflict: bool,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let case = desk.case(by.case).await?;
    let role = officer(desk.law_of(&case)?, &by.person)?;
    if by.person.stands_behind(account) {
        return Err(not_own_conflict().into());
    }
    if reasons.trim().is_empty() {
        return Err(Refusal::of_faults("conflict", vec![no_reasons("reasons")]).into());
    }
    let ties = ties(desk, &case, account, &by.moment).await?;
    if !ties.iter().any(|(finding, _)| finding.key == key && !finding.certain) {
        return Err(nothing_to_rule().into());
    }
    let what = Happened::Conflict(Step::Ruled { account, key: key.to_owned(), conflict });
    let personal = Some(json!(reasons.trim()));
    let entry = Entry { personal, ..Entry::plain(what) };
    let receipt = append(desk, by, (&case, &role), entry, Vec::new()).await?;
    recheck(desk, &by.moment, by.case).await?;
    Ok(receipt)
}

/// Nobody is judge in their own cause, nor is whoever acts for them.
fn not_own_conflict() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "conflict",
        words(
            "本人及其代理人不能认定本人的利害关系",
            "nobody decides on their own conflict of interest, nor does whoever acts for them",
        ),
        words("请由另一位工作人员认定并写明理由", "let another officer decide on it, with reasons"),
    )
}

fn nothing_to_rule() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        "conflict",
        words("没有这一待认定的利害关系", "there is no such possible conflict to decide on"),
        words(
            "身份标识一致的不需要认定；请刷新页面查看现状",
            "where identities agree there is nothing to decide; reload the page to see how it stands",
        ),
    )
}

/// An expert declares a conflict after the declaration that was asked for: the seat falls empty, the sheet no longer
/// counts, and a panel that had ended is at work again.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn declare_late(desk: Desk<'_>, by: &Filling, reasons: &str) -> Result<Receipt, Failure> {
    let case = desk.case(by.case).await?;
    let own = by.person.account;
    let seat = seats(&case).find(|(_, seat)| seat.account == own && seat.declared.is_some());
    let Some((panel, seat)) = seat.filter(|_| !is_over(&case)) else {
        return Err(Refusal::new(
            Sort::Condition,
            "conflict",
            words(
                "您在本件中没有可以退出的席位",
                "you have no seat in this case that you could leave",
            ),
            words(
                "如认为有误，请联系组织评审的工作人员",
                "if you think this is wrong, ask the officer who runs the review",
            ),
        )
        .into());
    };
    if reasons.trim().is_empty() {
        return Err(Refusal::of_faults("conflict", vec![no_reasons("reasons")]).into());
    }
    let (id, alias) = (panel.id.clone(), seat.alias.clone());
    let frame = left(desk, &by.moment, &case, (&id, &alias, Left::InConflict)).await?;
    let what = Happened::ConflictDeclared { panel: id, alias, conflict: true };
    let personal = Some(Value::from(reasons.trim()));
    let entry = Entry { frame, what, personal };
    let receipt = append(desk, by, (&case, "expert"), entry, Vec::new()).await?;
    // It holds for every panel of the case, so seats on others fall empty as well.
    recheck(desk, &by.moment, by.case).await?;
    Ok(receipt)
}
