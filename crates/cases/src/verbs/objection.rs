//! Objections: filed by anybody, registered whenever they come, admitted only when they came in time.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    scene::{Deed, Scene},
    write::asked_fields,
};
use crate::{
    case::{Finding, Objection, Said},
    happened::Happened,
    notice::Standing,
    procedure::Kind,
    refusal::{Fault, Refusal, Sort, words},
};

/// The way out of filing an objection in time, by its id in the pack.
pub(crate) const IN_TIME: &str = "in_time";
/// The way out of filing one after the last day.
pub(crate) const LATE: &str = "late";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    written: bool,
}

/// Somebody objects.
pub(super) fn object<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let File { name, contact, text, written } = scene.read(input)?;
    let Some(notice) = &scene.case.notice else {
        return Err(scene.condition("本件尚未公示", "this case has not been made public yet"));
    };
    let mut faults = Vec::new();
    for (place, value, zh, en) in [
        ("name", &name, "请填写提出异议的个人或单位名称", "say who objects"),
        ("text", &text, "请写明异议内容和理由", "say what you object to, and why"),
    ] {
        if value.trim().is_empty() {
            faults.push(Fault::at(place, zh, en));
        }
    }
    if !written {
        faults.push(Fault::at(
            "written",
            "异议应当以书面形式提出（纸质或经签名的电子文本）",
            "an objection must be in writing, on paper or as a signed electronic text",
        ));
    }
    if !faults.is_empty() {
        return Err(scene.invalid(faults).citing(scene.act.clauses()));
    }
    let late = notice.until().is_over(scene.instant());
    let chosen = scene.outcome(if late { LATE } else { IN_TIME })?;
    let id = format!("objection-{}", scene.case.objections.len() + 1);
    let mut deed = Deed::of(Happened::Objected {
        case: scene.case.id,
        objection: id.clone(),
        filed_at: scene.moment.now,
        late,
    });
    let said = Said { name, contact, text };
    deed.personal = serde_json::to_value(said).ok();
    deed.words.insert("written", json!(written));
    deed.row = Some(id);
    deed.in_notice = true;
    deed.tells.clone_from(&chosen.tells);
    deed.outcome = Some(chosen);
    Ok(deed)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Handle {
    objection: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

fn find<'a>(scene: &Scene<'a>, id: &str) -> Result<&'a Objection, Refusal> {
    scene.case.objection(id).ok_or_else(|| {
        Refusal::new(
            Sort::NotFound,
            "objection",
            words(format!("没有异议 {id}"), format!("there is no objection {id}")),
            words("请从异议列表中选择", "choose one from the list of objections"),
        )
    })
}

/// An objection is examined: accepted when the way out is favourable to it.
pub(super) fn examine<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Handle { objection: id, outcome, reasons, fields } = scene.read(input)?;
    match find(scene, &id)?.status {
        Standing::Filed => {}
        Standing::RejectedLate => return Err(late(scene)),
        Standing::Admitted | Standing::NotAdmitted | Standing::Settled => {
            return Err(
                scene.condition("该异议已经审核", "this objection has been examined already")
            );
        }
    }
    let chosen = scene.outcome(&outcome)?;
    let admitted = chosen.favourable.unwrap_or_default();
    let reasons = scene.reasons(&reasons)?;
    let fields = asked_fields(scene, &fields)?;
    let findings = scene.act.sets.slots.iter().map(|slot| Finding {
        slot: slot.value.clone(),
        row: Some(id.clone()),
        yes: admitted,
        points: Vec::new(),
        reasons: reasons.clone(),
    });
    let what = Happened::ObjectionExamined {
        case: scene.case.id,
        objection: id.clone(),
        admitted,
        findings: findings.collect(),
        reasons: reasons.clone(),
    };
    let row = Some(id);
    Ok(Deed { row, fields, in_notice: true, outcome: Some(chosen), ..Deed::of(what) })
}

fn late(scene: &Scene<'_>) -> Refusal {
    let mut acts = scene.law.procedure.acts.iter().filter(|act| act.kind.value == Kind::Object);
    let way = acts.find_map(|act| act.outcome(LATE));
    let tells = way
        .and_then(|way| way.tells.clone())
        .unwrap_or_else(|| words("该异议逾期提出", "this objection came too late"));
    Refusal::new(
        Sort::Condition,
        &scene.act.id.value,
        tells,
        words(
            "逾期异议只登记，不受理；可将情况作为其他线索另行处理",
            "a late objection is registered only; what it says may be followed up otherwise",
        ),
    )
    .citing(way.into_iter().flat_map(|way| &way.cites).map(|cite| cite.value.clone()))
}

/// An accepted objection is dealt with.
pub(super) fn settle<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Handle { objection: id, outcome, reasons, fields } = scene.read(input)?;
    if find(scene, &id)?.status != Standing::Admitted {
        return Err(scene.condition(
            "只有已受理且尚未处理的异议可以作出处理",
            "only an accepted objection that has not been dealt with can be settled",
        ));
    }
    let chosen = scene.outcome(&outcome)?;
    let reasons = scene.reasons(&reasons)?;
    let fields = asked_fields(scene, &fields)?;
    let case = scene.case.id;
    let what = Happened::ObjectionSettled { case, objection: id.clone(), outcome, reasons };
    let row = Some(id);
    Ok(Deed { row, fields, in_notice: true, outcome: Some(chosen), ..Deed::of(what) })
}
