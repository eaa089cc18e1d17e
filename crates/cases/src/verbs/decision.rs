//! Decisions: one person prepares, another confirms. A favourable decision takes a reason for every clause that is not
//! found to be met, as far as the clause leaves room; the machine itself decides nothing.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Failure, Request,
    check::machine,
    scene::{Deed, Scene, no_reasons},
    write::asked_fields,
};
use crate::{
    case::{Case, Machine, Override, Step},
    desk::Desk,
    happened::Happened,
    law::Law,
    procedure::{Act, BACK, Kind},
    refusal::{Fault, Refusal, Sort, words},
    seen::Seen,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prepare {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    overrides: Vec<Override>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// An officer prepares a decision.
pub(super) fn prepare<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Prepare { outcome, reasons, overrides, fields } = scene.read(input)?;
    let chosen = scene.outcome(&outcome)?;
    let reasons = scene.reasons(&reasons)?;
    let favourable = chosen.favourable.unwrap_or_default();
    let found = scene.act.sets.level.map(|level| machine(scene, level));
    // What was typed beside clauses says something of a favourable decision alone.
    let overrides = if favourable { overrides } else { Vec::new() };
    check_overrides(scene, found.as_ref(), &overrides, favourable)?;
    let fields = asked_fields(scene, &fields)?;
    let then = chosen.then.as_ref().map(|then| then.value.clone()).unwrap_or_default();
    let what = Happened::DecisionPrepared {
        outcome,
        favourable,
        then,
        reasons,
        overrides,
        machine: found,
    };
    Ok(Deed { fields, outcome: Some(chosen), ..Deed::of(what) })
}

/// Every condition that the machine does not find satisfied needs a reason of its own, and no other takes one. One that
/// is known not to be met and leaves no room bars the decision.
fn check_overrides(
    scene: &Scene<'_>,
    machine: Option<&Machine>,
    overrides: &[Override],
    favourable: bool,
) -> Result<(), Refusal> {
    let clauses = machine.filter(|_| favourable).map(|found| found.clauses.as_slice());
    let open: Vec<&(String, String)> = clauses
        .unwrap_or_default()
        .iter()
        .filter(|(_, found)| !SATISFIED.contains(&found.as_str()))
        .collect();
    let mut faults = Vec::new();
    for (at, given) in overrides.iter().enumerate() {
        if !open.iter().any(|(clause, _)| *clause == given.clause) {
            faults.push(Fault::at(
                format!("overrides[{at}].clause"),
                format!("{}不需要另写理由", given.clause),
                format!("{} takes no reasons of its own", given.clause),
            ));
        }
        if given.reasons.trim().is_empty() {
            faults.push(no_reasons(&format!("overrides[{at}].reasons")));
        }
    }
    barred(scene, &open)?;
    for (clause, _) in open {
        if overrides.iter().any(|given| given.clause == *clause) {
            continue;
        }
        let (zh, en) = cited(scene.law, clause);
        faults.push(Fault::at(
            format!("overrides.{clause}"),
            format!("{zh}的核验结果不是“符合”，拟作有利决定须写明理由"),
            format!("{en} is not found to be met; a favourable decision needs reasons for it"),
        ));
    }
    if faults.is_empty() { Ok(()) } else { Err(scene.invalid(faults)) }
}

/// Outcomes of a condition that stand in nobody's way.
const SATISFIED: [&str; 4] = ["met", "done", "waived", "not_applicable"];

/// A clause of a finding, which may be one of several questions of it, as a lawyer cites it.
fn cited(law: &Law, finding: &str) -> (String, String) {
    let cite = law.pack.clause(clause_of(finding)).map(|found| found.written.cite.clone());
    cite.map_or((finding.to_owned(), finding.to_owned()), |cite| (cite.zh, cite.en))
}

fn clause_of(finding: &str) -> &str {
    finding.split_once('#').map_or(finding, |(of, _)| of)
}

/// How a condition that is not met stands in the way of a favourable decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Reasons of whoever decides are enough: the clause says how it is as a rule, or nobody knows yet.
    Reasons,
    /// Whoever the clause names may waive it; nobody else can let it pass.
    Waiver,
    /// The clause leaves none.
    None,
}

/// What room a clause leaves to a favourable decision when it comes out so.
pub fn room(law: &Law, finding: &str, outcome: &str) -> Room {
    let Some(clause) = law.pack.clause(clause_of(finding)) else { return Room::Reasons };
    match (outcome, &clause.written.waiver) {
        ("not_met", _) if !clause.written.modality.leaves_room() => Room::None,
        ("not_met", Some(_)) => Room::Waiver,
        _ => Room::Reasons,
    }
}

/// Refuses a favourable decision over what is known not to be met.
fn barred(scene: &Scene<'_>, open: &[&(String, String)]) -> Result<(), Refusal> {
    // A bar that the act names says by itself what it bars, and until when.
    let own =
        |clause: &str| scene.act.sets.barred_by.iter().any(|bar| bar.value == clause_of(clause));
    let with = |room: Room| -> Vec<&str> {
        let all = open
            .iter()
            .filter(|(clause, found)| !own(clause) && self::room(scene.law, clause, found) == room);
        all.map(|(clause, _)| clause.as_str()).collect()
    };
    let (hard, waivable) = (with(Room::None), with(Room::Waiver));
    let refuse = |clauses: Vec<&str>, (zh, en): (&str, &str), next| {
        let (zh_cites, en_cites): (Vec<String>, Vec<String>) =
            clauses.iter().map(|clause| cited(scene.law, clause)).unzip();
        let what =
            words(format!("{}{zh}", zh_cites.join("、")), format!("{}{en}", en_cites.join(", ")));
        Refusal::new(Sort::Condition, &scene.act.id.value, what, next)
            .citing(clauses.into_iter().map(|clause| clause_of(clause).to_owned()))
            .citing(scene.act.clauses())
    };
    if !hard.is_empty() {
        let what = (
            "没有达到，规定没有留下裁量的余地，不能作有利决定",
            ": not met, and the regulation leaves no room for a favourable decision",
        );
        let next = words(
            "事实登记有误的，请先更正并重新核验；确未达到的，请作不利决定",
            "if a fact is recorded wrongly, correct and verify it first; otherwise decide unfavourably",
        );
        return Err(refuse(hard, what, next));
    }
    if waivable.is_empty() {
        return Ok(());
    }
    let what = (
        "没有达到，只能由规定的主体决定豁免",
        ": not met, and can only be waived by the actor that the clause names",
    );
    let next = words("请先办理豁免，再拟定决定", "have it waived, then prepare the decision");
    Err(refuse(waivable, what, next))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// Another person confirms what was prepared, or sends it back.
pub(super) fn confirm<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Confirm { outcome, reasons, fields } = scene.read(input)?;
    let Some(decision) = scene.case.decision.as_ref().filter(|d| d.confirmed.is_none()) else {
        return Err(scene.condition("没有待确认的决定", "no decision waits for confirmation"));
    };
    if scene.person.is_behind(&decision.prepared.0) {
        return Err(second_person(scene));
    }
    let chosen = scene.outcome(&outcome)?;
    let back = chosen.to.as_ref().is_some_and(|to| to.value == BACK);
    if back {
        let reasons = scene.reasons(&reasons)?;
        let what = Happened::DecisionSentBack { reasons };
        return Ok(Deed { outcome: Some(chosen), ..Deed::of(what) });
    }
    let fields = asked_fields(scene, &fields)?;
    let mut deed = Deed::of(Happened::DecisionConfirmed { reasons });
    deed.words.insert("decided", json!(decision.outcome));
    deed.tells = scene.act.sets.tells.clone().filter(|_| !decision.favourable);
    Ok(Deed { fields, outcome: Some(chosen), ..deed })
}

fn second_person(scene: &Scene<'_>) -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        &scene.act.id.value,
        words("拟定人不能确认自己拟定的决定", "whoever prepared a decision cannot confirm it"),
        words("请由另一位有权确认的人员办理", "let another person who may confirm do it"),
    )
    .citing(scene.act.clauses())
}

/// Events by which a decision is prepared, confirmed or sent back.
const DECISIVE: [&str; 3] = ["decision_prepared", "decision_confirmed", "decision_sent_back"];

/// Refuses somebody who prepares or confirms a decision when another has done so since they looked, and names who.
///
/// A person comes to this only with a role in which they may do the act, so that nobody else learns the name.
///
/// # Errors
/// The refusal; the failure of the store.
pub(super) async fn before_others(
    desk: Desk<'_>,
    (law, act): (&Law, &Act),
    case: &Case,
    request: &Request,
) -> Result<(), Failure> {
    if !matches!(act.kind.value, Kind::PrepareDecision | Kind::ConfirmDecision) {
        return Ok(());
    }
    let here = act.from.iter().any(|from| from.value == case.stage.at.to);
    let number = request.seen.as_ref().and_then(Seen::number);
    let seen = number.unwrap_or(if here { case.version } else { 0 });
    let decisive = |step: &&Step| {
        DECISIVE.contains(&step.kind.as_str())
            && step.act.as_ref() == Some(&act.id.value)
            && step.seq > seen
    };
    let Some(step) = case.timeline.iter().rev().find(decisive) else { return Ok(()) };
    let account = desk.store.account(desk.tenant, step.by.account).await.map_err(Failure::Store)?;
    let name = account.map(|account| account.name).unwrap_or_default();
    Err(taken(law, act, step, &name).into())
}

fn taken(law: &Law, act: &Act, step: &Step, name: &str) -> Refusal {
    let role = law.pack.actor(&step.by.role).map(|actor| actor.name.clone()).unwrap_or_default();
    let (seq, on) = (step.seq, step.on);
    let what = words(
        format!(
            "“{}”已由{}{name}于{on}办理（本件第{seq}条记录）；您这一次没有登记",
            act.name.zh, role.zh
        ),
        format!(
            "“{}” was done by {name} ({}) on {on}, record {seq} of the case; yours was not recorded",
            act.name.en, role.en
        ),
    );
    let next = words(
        "无需再次办理；请打开本件查看结果，如有不同意见，请与其联系",
        "there is nothing to do again; open the case to see the result, and turn to them if you disagree",
    );
    Refusal::new(Sort::Conflict, &act.id.value, what, next).citing(act.clauses())
}
