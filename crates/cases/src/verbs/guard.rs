//! Whether the condition of an act holds once it is done.

use guohe_rules::{
    syntax::{Blocked, Words},
    yaml::Place,
};

use super::scene::{Deed, Scene};
use crate::{
    case::Case,
    procedure::{Act, BACK, Kind},
    refusal::{Refusal, Sort, words},
    rulebook::{Answer, Asked, Because},
};

/// Tests the guards of the act and of the way out over the case as it would be.
///
/// # Errors
/// The refusal, with why and under which clause.
pub(crate) fn hold(scene: &Scene<'_>, deed: &Deed<'_>, after: &Case) -> Result<(), Refusal> {
    if deed.stays {
        return Ok(());
    }
    hold_for_any_way(scene, after)?;
    if certifies(scene, deed) {
        unbarred(scene, after)?;
        unopposed(scene, after)?;
    }
    let Some(way) = deed.outcome else { return Ok(()) };
    let Some(test) = &way.when else { return Ok(()) };
    sure(scene, test.place, asked(scene, after).test(test)).map_err(|refusal| {
        let known = refusal.cites.clone();
        let own = way.cites.iter().map(|cite| cite.value.clone());
        refusal.citing(own.filter(|cite| !known.contains(cite)))
    })
}

/// The same for the act alone, whatever way out is chosen.
///
/// # Errors
/// The refusal, with why and under which clause.
pub(crate) fn hold_for_any_way(scene: &Scene<'_>, after: &Case) -> Result<(), Refusal> {
    let decides = is_decision(scene.act.kind.value);
    if scene.act.when.is_none() && (decides || scene.act.sets.barred_by.is_empty()) {
        return Ok(());
    }
    let asked = asked(scene, after);
    // Of a decision they keep from the favourable way only, which is asked about once it is chosen.
    for clause in scene.act.sets.barred_by.iter().filter(|_| !decides) {
        sure(scene, clause.place, asked.unbarred(&clause.value))?;
    }
    // What comes by itself came because its condition held; what it writes may be that it holds no more.
    if let Some(test) = scene.act.when.as_ref().filter(|_| !scene.act.sets.on_condition) {
        sure(scene, test.place, asked.test(test))?;
    }
    Ok(())
}

/// Whether the act brings a certification nearer: it certifies, or decides in favour before there is one.
fn certifies(scene: &Scene<'_>, deed: &Deed<'_>) -> bool {
    let stays = deed.outcome.and_then(|way| way.to.as_ref()).is_none_or(|to| to.value != BACK);
    let kind = scene.act.kind.value;
    if kind == Kind::Certify {
        return true;
    }
    let favours = if kind == Kind::ConfirmDecision {
        stays && scene.case.decision.as_ref().is_some_and(|decision| decision.favourable)
    } else {
        is_decision(kind) && deed.outcome.and_then(|way| way.favourable) == Some(true)
    };
    favours && scene.case.certificate.is_none()
}

fn is_decision(kind: Kind) -> bool {
    matches!(kind, Kind::PrepareDecision | Kind::ConfirmDecision)
}

/// Asks once more, on the day of the act, about every bar to certification and those that the act names: what has
/// entered since the application counts.
fn unbarred(scene: &Scene<'_>, after: &Case) -> Result<(), Refusal> {
    let pack = &scene.law.pack;
    let Some(kind) = pack.type_at(&after.kind) else { return Ok(()) };
    let asked = asked(scene, after);
    for clause in scene.act.sets.barred_by.iter().filter(|_| is_decision(scene.act.kind.value)) {
        sure(scene, clause.place, asked.unbarred(&clause.value))?;
    }
    for clause in pack.barring(kind, Blocked::Certify) {
        let id = &clause.written.id;
        // The bar is the clause's own and no condition of the act.
        let of_clause = |refusal| Refusal { condition: None, ..refusal };
        sure(scene, id.place, asked.unbarred(&id.value)).map_err(of_clause)?;
    }
    Ok(())
}

/// Nothing is certified for the first time over an objection that came in time and is not answered, nor over one that was
/// found to be founded before the case has been made public anew.
fn unopposed(scene: &Scene<'_>, after: &Case) -> Result<(), Refusal> {
    if scene.case.certificate.is_some() {
        return Ok(());
    }
    let Some(objection) = after.opposing().next() else { return Ok(()) };
    let (zh, en) = if objection.founded {
        (
            format!("异议 {} 经审查成立，本件重新公示之前不能认定", objection.id),
            format!(
                "{} was found to be founded; nothing is certified before the case has been made public anew",
                objection.id
            ),
        )
    } else {
        (
            format!("期内提出的异议 {} 尚未审核或者处理完毕，不能认定", objection.id),
            format!(
                "{} came in time and has not been examined or dealt with; nothing is certified before that",
                objection.id
            ),
        )
    };
    let next = words(
        "请先审核并处理异议；异议成立的，拟定不予认定，或者重新评审并再次公示",
        "examine the objection and deal with it; where it is founded, refuse the case, or review it and make it public again",
    );
    let handling = [Kind::AdmitObjection, Kind::SettleObjection];
    let acts = scene.law.procedure.acts.iter().filter(|act| handling.contains(&act.kind.value));
    let mut cites: Vec<String> = scene.act.clauses().collect();
    cites.extend(acts.flat_map(Act::clauses));
    cites.sort();
    cites.dedup();
    Err(Refusal::new(Sort::Condition, &scene.act.id.value, words(zh, en), next).citing(cites))
}

/// The case as it would be, on the day of the act.
fn asked<'a>(scene: &Scene<'a>, after: &Case) -> Asked<'a> {
    scene.asked(after, scene.today(), scene.act.sets.level.unwrap_or_default())
}

/// Lets only what certainly holds pass: what is unknown is not false, and not true either.
fn sure(scene: &Scene<'_>, at: Place, answer: Answer) -> Result<(), Refusal> {
    let (because, head) = match answer {
        Answer::Holds => return Ok(()),
        Answer::Fails(because) => {
            (because, words("不具备办理条件", "the condition is not fulfilled"))
        }
        Answer::Unknown(because) => (
            because,
            words("能否办理尚不能确定", "whether it may be done cannot be determined yet"),
        ),
    };
    Err(Refusal { condition: Some(Box::new(at)), ..refuse(scene, &because, &head) })
}

fn refuse(scene: &Scene<'_>, because: &Because, head: &Words) -> Refusal {
    let (zh, en) = because.told();
    let today = scene.today();
    let refusal = scene.condition(
        format!("“{}”{}（以办理日{today}为基准日）：{zh}", scene.act.name.zh, head.zh),
        format!("“{}”: {} (reference date {today}): {en}", scene.act.name.en, head.en),
    );
    let known = refusal.cites.clone();
    refusal.citing(because.cites.iter().filter(|cite| !known.contains(cite)).cloned())
}
