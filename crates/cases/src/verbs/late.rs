//! Entering what took place on paper: one officer enters it with the paper, another confirms or declines it.

mod import;

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

pub use import::{MOST_ROWS, Row, enter_all};

use super::{
    Failure, Receipt, Request,
    append::{AtDesk, append, at_desk_as_seen},
    attach::{self, AttachError, Incoming, Room},
    fill::Filling,
    holding::Among,
    mark::officer,
    perform::{Mover, on_paper},
    scene::{Entering, no_reasons},
    write,
};
use crate::{
    attachment::Scan,
    case::Case,
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Happened},
    late::{Entered, Late, Step, is_enterable},
    law::Law,
    moment::civil_day,
    person::Person,
    procedure::{Act, Kind},
    refusal::{Fault, Refusal, Sort, words},
};

/// An act as it took place on paper.
#[derive(Debug, Clone)]
pub struct Paper<'a> {
    /// The act of the procedure.
    pub act: &'a str,
    /// The day on which it took place.
    pub took_place_on: Option<Date>,
    /// Why it was not recorded then.
    pub reasons: &'a str,
    /// What was done by it, as the act takes it.
    pub input: Value,
    /// The paper itself.
    pub file: Option<Incoming<'a>>,
}

/// Enters an act that took place earlier; it takes effect once another officer has confirmed it.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store or of the files.
pub async fn enter(
    desk: Desk<'_>,
    room: Room<'_>,
    by: &Filling,
    paper: &Paper<'_>,
) -> Result<Receipt, AttachError> {
    let AtDesk { case, law, role } = at_desk_as_seen(desk, by).await?;
    let act = acts(law, &by.person, &case).find(|act| act.id.value == paper.act);
    let act = act.ok_or_else(|| Failure::from(not_so(paper.act)))?;
    let (Some(took_place_on), Some(file)) = (paper.took_place_on, &paper.file) else {
        return Err(faulty(by, (&case, act), paper).into());
    };
    let faults = faults(by, (&case, act), paper);
    if !faults.is_empty() {
        return Err(Failure::from(Refusal::of_faults("late", faults)).into());
    }
    let number = case.late_entries.len() + 1;
    let among = (&*case, Among::Papers);
    let evidence = attach::kept(desk, room, by, (file, format!("P{number}")), among).await?;
    let reasons = paper.reasons.trim().to_owned();
    let act = act.id.value.clone();
    let what = Happened::LateEntry(Step::Entered { act, took_place_on, reasons, evidence });
    let entry = Entry { personal: Some(paper.input.clone()), ..Entry::plain(what) };
    Ok(append(desk, by, (&case, &role), entry, Vec::new()).await?)
}

/// Confirms what somebody else entered: the act is done now, with the mark of a late entry.
///
/// # Errors
/// A refusal, also where the act itself is refused; the failure of the store.
pub async fn confirm(desk: Desk<'_>, by: &Filling, entry: u64) -> Result<Receipt, Failure> {
    let case = desk.case(by.case).await?;
    officer(desk.law_of(&case)?, &by.person)?;
    let entered = case.late_entry(entry).ok_or_else(nothing_waits)?;
    let input = entered.input.clone().ok_or_else(erased)?;
    let request = Request {
        person: by.person.clone(),
        moment: by.moment,
        cases: vec![case.id],
        act: entered.act.clone(),
        input,
        seen: by.seen.clone(),
        once: by.once.clone(),
    };
    let done = on_paper(desk, &request, entry).await?;
    done.receipts.into_iter().next().ok_or_else(|| nothing_waits().into())
}

/// Declines what was entered, or takes one's own back.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn decline(
    desk: Desk<'_>,
    by: &Filling,
    entry: u64,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, role, .. } = at_desk_as_seen(desk, by).await?;
    if !write::done_before(&case.done, by.once.as_ref())? {
        waiting(&case, entry)?;
    }
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("late", vec![no_reasons("reasons")]).into());
    }
    let what = Happened::LateEntry(Step::Declined { entry, reasons });
    append(desk, by, (&case, &role), Entry::plain(what), Vec::new()).await
}

/// The case with the confirmation folded in, and what the act is done with, where a paper moves it; the case as it
/// is otherwise.
///
/// # Errors
/// Nothing waits under that number, or the person entered it.
pub(super) fn confirming(
    law: &Law,
    request: &Request,
    act: &Act,
    (case, mover): (Arc<Case>, Mover),
) -> Result<(Arc<Case>, Option<Entering>), Failure> {
    let Mover::Paper(number) = mover else { return Ok((case, None)) };
    let entered = waiting(&case, number)?;
    if request.person.is_behind(&entered.by) {
        return Err(same_person().into());
    }
    // Whoever confirms vouches for the paper, and nobody can open one that a scanner has not let through.
    if !entered.evidence.scan.is_usable() {
        return Err(unseen(entered.evidence.scan).into());
    }
    let took_place_on = entered.took_place_on;
    let role = officer(law, &request.person)?;
    let entry = Entry::plain(Happened::LateEntry(Step::Confirmed { entry: number }));
    let confirmed = entry.record(request.person.acting_as(&role), request.moment.today())?;
    let stream = StreamId { about: About::Case, id: case.id };
    let (seq, recorded_at) = (case.version + 1, request.moment.now);
    let mut after = Case::clone(&case);
    after.apply(&Event { stream, seq, recorded_at, what: confirmed.clone() }, entry)?;
    let mark = Late { entry: number, took_place_on };
    let counts_on = act.on_paper.is_some().then_some(took_place_on);
    Ok((Arc::new(after), Some(Entering { mark, role, confirmed, counts_on })))
}

/// What is wrong with a paper: every fault at once. What was handed over today is entered where it counts from that day
/// and nobody at the desk could do it in the name of whoever wrote it.
fn faults(by: &Filling, (case, act): (&Case, &Act), paper: &Paper<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let today = by.moment.today();
    let taken_today = act.on_paper.is_some() && act.kind.value == Kind::Object;
    let opened = case.timeline.first().map(|step| civil_day(step.at));
    let wrong = match paper.took_place_on {
        None => Some(("请写明实际发生的日期", "say on which day it took place")),
        Some(day) if day > today || day == today && !taken_today => Some((
            "补录只用于今天以前发生的事；今天办理的请直接办理",
            "a late entry is for what took place before today; what is done today is done directly",
        )),
        Some(day) if opened.is_some_and(|opened| day < opened) => {
            Some(("日期早于本件建立之日", "that day is before the case was opened"))
        }
        Some(_) => None,
    };
    faults.extend(wrong.map(|(zh, en)| Fault::at("took_place_on", zh, en)));
    if paper.reasons.trim().is_empty() {
        let zh = "请写明为什么当时没有录入";
        faults.push(Fault::at("reasons", zh, "say why it was not recorded at the time"));
    }
    if paper.file.is_none() {
        let zh = "请附上纸质材料的扫描件";
        faults.push(Fault::at("file", zh, "attach a scan of the paper"));
    }
    faults
}

fn faulty(by: &Filling, of: (&Case, &Act), paper: &Paper<'_>) -> Failure {
    Refusal::of_faults("late", faults(by, of, paper)).into()
}

fn waiting(case: &Case, number: u64) -> Result<&Entered, Refusal> {
    let found = case.late_entry(number).filter(|entered| entered.settled.is_none());
    found.ok_or_else(nothing_waits)
}

/// The acts of the stage of a case that can be entered late by somebody.
pub fn acts<'l>(law: &'l Law, person: &Person, case: &'l Case) -> impl Iterator<Item = &'l Act> {
    let may = officer(law, person).is_ok();
    law.procedure.acts_for(case).filter(move |act| may && is_enterable(act))
}

fn nothing_waits() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "late",
        words("没有这一待确认的补录", "no such late entry waits for confirmation"),
        words("请刷新页面查看现状", "reload the page to see how it stands"),
    )
}

fn same_person() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "late",
        words("补录的人不能自己确认", "nobody confirms a late entry that they made themselves"),
        words(
            "请由另一名工作人员核对纸质材料后确认",
            "let another officer look at the paper and confirm it",
        ),
    )
}

fn unseen(scan: Scan) -> Refusal {
    let (what, next) = if scan == Scan::Infected {
        (
            words(
                "纸质材料的扫描件未通过病毒检查，无法核对",
                "the scan of the paper was found not to be clean, and nobody can look at it",
            ),
            words(
                "请退回这一补录，由录入人重新扫描后再录",
                "decline the entry; let whoever made it scan the paper anew and enter it again",
            ),
        )
    } else {
        (
            words(
                "纸质材料的扫描件正在等待病毒检查，尚不能核对",
                "the scan of the paper waits to be scanned for viruses, and nobody can look at it yet",
            ),
            words("请在检查完成、核对材料后再确认", "confirm it once the paper can be looked at"),
        )
    };
    Refusal::new(Sort::Condition, "late", what, next)
}

fn erased() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "late",
        words("补录的内容已依法删除", "what was entered has been erased"),
        words("如仍需补录，请重新录入", "enter it again if it is still needed"),
    )
}

fn not_so(act: &str) -> Refusal {
    Refusal::new(
        Sort::Invalid,
        act,
        words(
            "该事项在本环节不能补录：专家、公示、决定、证书和多方签署的事项须按程序办理",
            "this act is not entered late in this stage: what experts do, notices, decisions, certificates and \
             what several bodies sign take their own way",
        ),
        words("请从可以补录的事项中选择", "choose one of the acts that can be entered late"),
    )
}
