//! Handing in, taking back, returning for correction, handing in again.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::scene::{Deed, Scene, no_reasons};
use crate::{
    case::Defect,
    facts::edit::faults,
    happened::Happened,
    procedure::{Declaration, Returns},
    refusal::{Fault, Refusal, words},
    round::Status,
    term::Until,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Submit {
    #[serde(default)]
    declarations: BTreeSet<String>,
}

/// The applicant hands in.
pub(super) fn submit<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let terms = &scene.round.terms;
    let today = scene.today();
    if scene.round.status == Status::Closed || scene.round.closes().is_some_and(|day| today > day) {
        return Err(scene.condition(
            format!("本轮申报已于{}截止", terms.closes_on),
            format!("this round closed on {}", terms.closes_on),
        ));
    }
    if today < terms.opens_on {
        return Err(scene.condition(
            format!("本轮申报自{}起受理", terms.opens_on),
            format!("this round opens on {}", terms.opens_on),
        ));
    }
    let made = declarations(scene, input)?;
    Ok(complete(scene, made, |declarations| Happened::Submitted { declarations }))
}

/// The applicant hands in again after correction.
pub(super) fn resubmit<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let until = scene.case.letter().and_then(crate::case::Letter::until);
    if let Some(until) = until.filter(|until| until.is_over(scene.moment.now)) {
        let minute = until.at.map(|at| at.strftime(" %H:%M").to_string()).unwrap_or_default();
        let due = format!("{}{minute}", until.day);
        return Err(scene.condition(
            format!("补正期限已于{due}届满"),
            format!("the last day for correction was {due}"),
        ));
    }
    let made = declarations(scene, input)?;
    Ok(complete(scene, made, |_| Happened::Resubmitted {}))
}

/// Handing in once all have declared who must; until then what this person declared, and who is still waited for.
fn complete<'a>(
    scene: &Scene<'a>,
    made: Vec<String>,
    handed_in: impl FnOnce(Vec<String>) -> Happened,
) -> Deed<'a> {
    let mut all = scene.case.declared.keys().cloned().collect::<BTreeSet<_>>();
    all.extend(made.iter().cloned());
    let asked = &scene.act.sets.declarations;
    let wanting = asked.iter().filter(|asked| !all.contains(&asked.id.value));
    let waited: BTreeSet<&str> = wanting.filter_map(|asked| scene.act.declares(asked)).collect();
    if waited.is_empty() {
        return Deed::of(handed_in(all.into_iter().collect()));
    }
    let names = waited.iter().filter_map(|actor| scene.law.pack.actor(actor));
    let (zh, en): (Vec<_>, Vec<_>) =
        names.map(|actor| (actor.name.zh.as_str(), actor.name.en.as_str())).unzip();
    let tells = words(
        format!("声明已登记；{}也声明之后才算提交", zh.join("、")),
        format!(
            "the declaration is on file; it is handed in once {} has declared too",
            en.join(", ")
        ),
    );
    let declared = Deed::of(Happened::Declared { declarations: made });
    Deed { stays: true, tells: Some(tells), ..declared }
}

/// The statements made; all that the act asks of this person must be, and no cell may be unreadable.
fn declarations(scene: &Scene<'_>, input: &Value) -> Result<Vec<String>, Refusal> {
    let Submit { declarations } = scene.read(input)?;
    let mut wrong = faults(&scene.case.facts, scene.law.vocabulary());
    let own = |asked: &&Declaration| scene.act.declares(asked) == Some(scene.role);
    for asked in scene.act.sets.declarations.iter().filter(own) {
        if !declarations.contains(&asked.id.value) {
            wrong.push(Fault::at(
                format!("declarations.{}", asked.id.value),
                format!("请确认：{}", asked.text.zh),
                format!("please confirm: {}", asked.text.en),
            ));
        }
    }
    let known = |id: &String| {
        scene.act.sets.declarations.iter().filter(own).any(|asked| asked.id.value == *id)
    };
    if wrong.is_empty() {
        Ok(declarations.into_iter().filter(known).collect())
    } else {
        Err(scene.invalid(wrong))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reasons {
    #[serde(default)]
    reasons: String,
}

/// The applicant takes the application back.
pub(super) fn withdraw<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Reasons { reasons } = scene.read(input)?;
    Ok(Deed::of(Happened::Withdrawn { reasons }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    #[serde(default)]
    defects: Vec<Defect>,
}

/// One letter with all defects.
pub(super) fn return_for_correction<'a>(
    scene: &Scene<'a>,
    input: &Value,
) -> Result<Deed<'a>, Refusal> {
    let Letter { defects } = scene.read(input)?;
    let before = scene.case.letters_by(&scene.act.id.value);
    if let Some(most) = scene.act.sets.times.filter(|most| before >= *most) {
        return Err(scene.condition(
            format!(
                "“{}”已办理 {before} 次，最多 {most} 次；请按现有材料作出结论",
                scene.act.name.zh
            ),
            format!(
                "“{}” was done {before} times, and {most} is the most; decide on what there is",
                scene.act.name.en
            ),
        ));
    }
    let defects = sound(scene, defects)?;
    if defects.is_empty() {
        return Err(scene.invalid(vec![Fault::at(
            "defects",
            "请一次列出全部需要补正的内容",
            "list everything that needs correction, at once",
        )]));
    }
    let ends = scene.act.sets.ends.as_ref();
    let (due, arithmetic) = match ends.map(|ends| scene.day(ends, scene.case)).transpose()? {
        Some(day) => (Some(day.day), Some(day.arithmetic)),
        None => (None, None),
    };
    let due_at = scene.act.sets.ends_at.as_ref().map(|at| at.value).filter(|_| due.is_some());
    let (until, revision) = (
        due.map(|day| Until { day, at: due_at }),
        scene.act.sets.returns == Some(Returns::Revision),
    );
    Ok(Deed {
        until,
        ..Deed::of(Happened::Returned { defects, due, due_at, arithmetic, revision })
    })
}

/// Defects with words, citing clauses that exist.
pub(super) fn sound(scene: &Scene<'_>, defects: Vec<Defect>) -> Result<Vec<Defect>, Refusal> {
    let mut faults = Vec::new();
    for (at, defect) in defects.iter().enumerate() {
        if defect.what.trim().is_empty() {
            faults.push(no_reasons(&format!("defects[{at}].what")));
        }
        let clause = defect.clause.as_deref();
        if let Some(clause) = clause.filter(|clause| scene.law.pack.clause(clause).is_none()) {
            faults.push(Fault::at(
                format!("defects[{at}].clause"),
                format!("没有条款 {clause}"),
                format!("there is no clause {clause}"),
            ));
        }
    }
    if faults.is_empty() { Ok(defects) } else { Err(scene.invalid(faults)) }
}
