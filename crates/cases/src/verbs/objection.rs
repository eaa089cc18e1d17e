//! Objections: filed by anybody, registered whenever they come, admitted only when they came in time.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    scene::{Deed, Scene},
    write::asked_fields,
};
use crate::{
    case::{Case, Finding, Objection, Said},
    conflict::Bar,
    happened::Happened,
    notice::Standing,
    procedure::{Act, Anonymous, Kind, Objecting},
    refusal::{Fault, Refusal, Sort, words},
};

/// The way out of filing an objection in time, by its id in the pack.
pub(crate) const IN_TIME: &str = "in_time";
/// The way out of filing one after the last day.
pub(crate) const LATE: &str = "late";
/// The way out of filing one without a name, where such ones are registered only.
pub(crate) const NAMELESS: &str = "nameless";

/// Signs of a code: without those that look alike.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Whether the pack has objections without a name registered and not examined.
pub(crate) fn registers_nameless(act: &Act) -> bool {
    let objecting = act.sets.objecting.as_ref();
    objecting.and_then(|objecting| objecting.anonymous) == Some(Anonymous::Registered)
}

/// The notice in whose stream an act is recorded as well: a new objection in that in which the case stands, what is done
/// about one in that in which it was filed, which may be an earlier one.
pub(super) fn notice_of(kind: Kind, case: &Case, input: &Value) -> Option<Uuid> {
    if kind == Kind::Object {
        return case.notice.as_ref().map(|notice| notice.id);
    }
    let handles = [Kind::AdmitObjection, Kind::SettleObjection].contains(&kind);
    let named = input.get("objection").and_then(Value::as_str).filter(|_| handles)?;
    case.objection(named).map(|objection| objection.notice)
}

/// By what an objector can look at what became of the objection: eighty random bits in four groups.
fn code(seed: [u8; 32]) -> String {
    let mut code = String::new();
    for (at, byte) in seed.iter().take(16).enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::from(*byte % 32)).copied();
        code.push(sign.map_or('A', char::from));
    }
    code
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that is ticked on the form")]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    written: bool,
    /// An organisation objects.
    #[serde(default)]
    unit: bool,
    /// It does so under its seal.
    #[serde(default)]
    sealed: bool,
}

impl File {
    /// What becomes of it because it names nobody; none where it names somebody or has to.
    fn anonymous(&self, objecting: Option<&Objecting>) -> Option<Anonymous> {
        objecting.filter(|_| self.name.trim().is_empty())?.anonymous
    }

    /// What is missing in it: every fault at once.
    fn faults(&self, objecting: Option<&Objecting>) -> Vec<Fault> {
        let named = self.anonymous(objecting).is_none();
        let reached = named && objecting.is_some_and(|objecting| objecting.contact);
        let sealed = self.unit && objecting.is_some_and(|objecting| objecting.sealed);
        let empty = |text: &str| text.trim().is_empty();
        let wanting = [
            (
                named && empty(&self.name),
                ("name", "请填写提出异议的个人或单位名称", "say who objects"),
            ),
            (
                reached && empty(&self.contact),
                (
                    "contact",
                    "请填写联系电话、邮箱或者通信地址，以便核实和告知结果",
                    "give a telephone, a mail or a postal address by which you can be asked and told the result",
                ),
            ),
            (
                empty(&self.text),
                ("text", "请写明异议内容和理由", "say what you object to, and why"),
            ),
            (
                !self.written,
                (
                    "written",
                    "异议应当以书面形式提出（纸质或经签名的电子文本）",
                    "an objection must be in writing, on paper or as a signed electronic text",
                ),
            ),
            (
                sealed && !self.sealed,
                ("sealed", "单位提出异议须加盖公章", "an organisation objects under its seal"),
            ),
        ];
        let wanting = wanting.into_iter().filter(|(there, _)| *there);
        wanting.map(|(_, (place, zh, en))| Fault::at(place, zh, en)).collect()
    }
}

/// Somebody objects.
pub(super) fn object<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let filed: File = scene.read(input)?;
    let Some(notice) = &scene.case.notice else {
        return Err(scene.condition("本件尚未公示", "this case has not been made public yet"));
    };
    let anonymous = filed.anonymous(scene.act.sets.objecting.as_ref());
    let faults = filed.faults(scene.act.sets.objecting.as_ref());
    if !faults.is_empty() {
        return Err(scene.invalid(faults).citing(scene.act.clauses()));
    }
    let nameless = anonymous == Some(Anonymous::Registered);
    let late = match scene.late.and_then(|entered| entered.counts_on) {
        // A paper shows its day and not its minute; whoever handed it in on the last day has the benefit of that.
        Some(day) => day > notice.ends_on,
        None => notice.until().is_over(scene.instant()),
    };
    let chosen = scene.outcome(match (late, nameless) {
        (true, _) => LATE,
        (false, true) => NAMELESS,
        (false, false) => IN_TIME,
    })?;
    let id = format!("objection-{}", scene.case.objections.len() + 1);
    let mut deed = Deed::of(Happened::Objected {
        case: scene.case.id,
        objection: id.clone(),
        filed_at: scene.moment.now,
        late,
        nameless,
    });
    let code = code(scene.moment.seed);
    let File { name, contact, text, written, unit, .. } = filed;
    let said = Said { name, contact, text, unit, code };
    deed.nobody = anonymous.is_some();
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
    unbiased(scene)?;
    match find(scene, &id)?.status {
        Standing::Filed => {}
        Standing::RejectedLate => return Err(late(scene)),
        Standing::Nameless => {
            return Err(scene.condition(
                "匿名异议只登记，不作为异议审核；可将情况作为线索另行处理",
                "an objection without a name is registered only; what it says may be followed up otherwise",
            ));
        }
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
        outcome,
        admitted,
        findings: findings.collect(),
        reasons: reasons.clone(),
    };
    let row = Some(id);
    Ok(Deed { row, fields, in_notice: true, outcome: Some(chosen), ..Deed::of(what) })
}

/// Whoever handles an objection has no conflict of interest in the case, and did not file it, in person or as a deputy;
/// nor does a deputy handle what whoever they act for may not. Looked at each time.
fn unbiased(scene: &Scene<'_>) -> Result<(), Refusal> {
    let objected =
        |step: &crate::case::Step| step.kind == "objected" && scene.person.is_behind(&step.by);
    let tied = |bar| scene.gathered.bars.values().any(|one| *one == bar).then_some(bar);
    let (zh, en) = match tied(Bar::Conflict).or(tied(Bar::Undecided)) {
        _ if scene.case.timeline.iter().any(objected) => (
            "异议由您本人或者您所代理的人提出，不能由您办理",
            "you, or whoever you act for, filed an objection here; you cannot handle one",
        ),
        Some(Bar::Conflict) => (
            "您或者您所代理的人与本件存在利害关系，应当回避",
            "you, or whoever you act for, have a conflict of interest in this case and stand back",
        ),
        Some(Bar::Undecided) => (
            "您或者您所代理的人与本件可能存在利害关系，认定之前不能办理",
            "you, or whoever you act for, may have a conflict of interest in this case; until that is decided you cannot handle it",
        ),
        None => return Ok(()),
    };
    let next =
        words("请由没有利害关系的工作人员办理", "let an officer without a conflict handle it");
    Err(Refusal::new(Sort::NotAllowed, &scene.act.id.value, words(zh, en), next)
        .citing(scene.act.clauses()))
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
    unbiased(scene)?;
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
    let founded = chosen.favourable.unwrap_or_default();
    let objection = id.clone();
    let what = Happened::ObjectionSettled { case, objection, outcome, founded, reasons };
    let row = Some(id);
    Ok(Deed { row, fields, in_notice: true, outcome: Some(chosen), ..Deed::of(what) })
}
