//! Panels: who sits on them, who must leave, what each says, and what the panel says in the end.
//!
//! Members know each other by alias. How many there must be is not known here: the clause says so, and the
//! guard of the closing act asks it. What the members answered is never added up into a finding; the
//! person who closes the panel enters its findings. Points are the exception: all numbers are kept, and the
//! rules join them as the pack says.

mod alias;
mod answer;
mod drawn;
mod member;
mod opening;

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::syntax::{ActorKind, Words};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    draw::is_open,
    scene::{Deed, Scene},
    write::asked_fields,
};
use crate::{
    case::{Finding, Panel, Question},
    conflict::Bar,
    happened::Happened,
    ports::Account,
    procedure::{Kind, Level},
    refusal::{Fault, Refusal, Sort, words},
};
use alias::Lot;
use answer::{check_answers, is_scored};
use member::{Part, member_row};

pub(super) use answer::{judge, not_asked};
pub(super) use drawn::take;
pub(super) use member::{Left, at_work_again, declare, vacated};
pub(super) use opening::open;
pub use opening::{given, is_sealed, opening_of, spread, too_far_apart};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Convene {
    #[serde(default)]
    experts: Vec<Uuid>,
    /// The draw whose members take their seats, in place of experts that are named.
    #[serde(default)]
    draw: Option<Uuid>,
    /// Why more members are called once answers were opened, or why they are named where the pack has panels drawn.
    #[serde(default)]
    reasons: String,
}

/// Puts a panel together, or adds members to the one that is at work.
pub(super) fn convene<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Convene { experts, draw, reasons } = scene.read(input)?;
    let key = key(scene);
    let open = scene.case.panel(&key).filter(|panel| panel.closed.is_none());
    let seated: Vec<Uuid> =
        open.map(|panel| panel.seats.iter().map(|seat| seat.account).collect()).unwrap_or_default();
    if let Some(panel) = open {
        not_a_member(scene, panel)?;
    }
    let by_hand = draw.is_none() && has_draws(scene);
    let (experts, drawn) = match draw {
        None => (experts, None),
        Some(id) => {
            let (experts, replaced) = drawn::members(scene, open)?;
            (experts, Some((id, replaced)))
        }
    };
    check_experts(scene, (&experts, drawn.is_none()), &seated)?;
    let called = open.is_some_and(|panel| panel.work.opened);
    let given = if called || by_hand { Some(scene.reasons(&reasons)?) } else { None };
    let (reasons, by_hand) = (given.clone().filter(|_| called), given.filter(|_| by_hand));
    let id = match open {
        Some(panel) => panel.id.clone(),
        None => format!("panel-{}", scene.case.panels.len() + 1),
    };
    let lot = Lot { seed: scene.moment.seed, case: scene.case.id, panel: &id };
    let borne = scene.case.panels.iter().flat_map(|panel| &panel.seats);
    let seats = lot.seated(experts, borne.map(|seat| seat.alias.clone()));
    let aliases: Vec<String> = seats.iter().map(|(alias, _)| alias.clone()).collect();
    let questions = questions(scene);
    let panel = id.clone();
    let what = Happened::PanelConvened { panel, key, questions, seats, drawn, reasons, by_hand };
    let mut deed = Deed::of(what);
    deed.words.insert("panel", json!(id));
    deed.row = Some(id.clone());
    deed.rows =
        aliases.iter().filter_map(|alias| member_row(scene, &id, alias, Part::Sits)).collect();
    Ok(deed)
}

fn key(scene: &Scene<'_>) -> String {
    scene.act.sets.panel.as_ref().map(|panel| panel.value.clone()).unwrap_or_default()
}

/// The questions put to the panel: those that the conditions of this application leave to experts, as if
/// nobody had answered any of them; only those the act names when it names some.
fn questions(scene: &Scene<'_>) -> Vec<Question> {
    let mut unanswered = scene.case.clone();
    unanswered.judgements.clear();
    let asked = scene.asked(&unanswered, scene.round.terms.reference_date, Level::Declared);
    let named = &scene.act.sets.slots;
    let wanted = |question: &Question| {
        let slot = scene.law.slot(&question.slot);
        let by_expert =
            slot.and_then(|slot| scene.law.kind_of(&slot.by)) == Some(ActorKind::Expert);
        by_expert && (named.is_empty() || named.iter().any(|slot| slot.value == question.slot))
    };
    let mut questions: Vec<Question> = asked.questions().into_iter().filter(wanted).collect();
    // What is answered with points is put to the panel that is named for it, whether conditions need it or not.
    for slot in named.iter().filter(|slot| scene.law.slot(slot).is_some_and(|s| s.points.is_some()))
    {
        let question = Question { slot: slot.value.clone(), row: None };
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

/// Whether the pack says how panels are drawn, so that naming somebody is the exception.
fn has_draws(scene: &Scene<'_>) -> bool {
    scene.law.procedure.experts.as_ref().is_some_and(|experts| experts.draw.is_some())
}

/// Refuses whoever has a seat on the panel, whatever became of it, and whoever acts for them: nobody runs the panel on which
/// they sit.
fn not_a_member(scene: &Scene<'_>, panel: &Panel) -> Result<(), Refusal> {
    if panel.is_run_by(scene.person) {
        return Ok(());
    }
    Err(member_runs(&scene.act.id.value).citing(scene.act.clauses()))
}

/// The refusal to run a panel on which one sits.
pub(in crate::verbs) fn member_runs(place: &str) -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        place,
        words(
            "本人是该专家组的成员（或为其代理人），不能办理该组的组织工作",
            "whoever sits on a panel, or acts for a member, does not run it",
        ),
        words("请由另一位工作人员办理", "let another officer do it"),
    )
}

fn check_experts(
    scene: &Scene<'_>,
    (experts, by_hand): (&[Uuid], bool),
    seated: &[Uuid],
) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    let mut named: BTreeSet<Uuid> = seated.iter().copied().collect();
    for (at, expert) in experts.iter().enumerate() {
        let fault = if named.insert(*expert) {
            unfit(scene, *expert, by_hand)
        } else {
            Some(words("该专家已在组内", "this expert sits on the panel already"))
        };
        let place = format!("experts[{at}]");
        faults.extend(fault.map(|Words { zh, en }| Fault::at(place, zh, en)));
    }
    if experts.is_empty() {
        faults.push(Fault::at("experts", "请选择专家", "choose experts"));
    }
    if faults.is_empty() { Ok(()) } else { Err(scene.invalid(faults)) }
}

/// Why somebody cannot sit on a panel of this case.
fn unfit(scene: &Scene<'_>, expert: Uuid, by_hand: bool) -> Option<Words> {
    let Some(account) = account_of(scene, expert) else {
        return Some(words("没有这个账户", "there is no such account"));
    };
    if !is_open(scene.law, account) {
        return Some(words(
            "该账户没有专家角色，或已停用",
            "this account does not have the role of an expert, or is closed",
        ));
    }
    if scene.person.stands_behind(expert) {
        return Some(words(
            "本人组织专家组，不能同时作为成员",
            "whoever puts a panel together does not sit on it",
        ));
    }
    if account.organisation == Some(scene.case.organisation) {
        return Some(words(
            "该专家属于申报单位，应当回避",
            "this expert belongs to the applicant and must not sit on the panel",
        ));
    }
    match scene.gathered.bars.get(&expert) {
        Some(Bar::Conflict) => Some(words(
            "该专家与本件存在利害关系，应当回避",
            "this expert has a conflict of interest in this case and must not sit on the panel",
        )),
        Some(Bar::Undecided) => Some(words(
            "该专家可能存在利害关系，请先作出认定并写明理由",
            "this expert may have a conflict of interest; decide on it first, with reasons",
        )),
        None => {
            let reasons = scene.gathered.unfit.get(&expert).filter(|_| by_hand);
            reasons.and_then(|all| all.first()).map(|reason| {
                let Words { zh, en } = reason.name();
                words(
                    format!("不能邀请该专家：{zh}"),
                    format!("this expert cannot be called: {en}"),
                )
            })
        }
    }
}

fn account_of<'a>(scene: &Scene<'a>, id: Uuid) -> Option<&'a Account> {
    scene.gathered.accounts.iter().find(|account| account.id == id)
}

/// The panel of this act that is at work.
fn at_work<'a>(scene: &Scene<'a>) -> Result<&'a Panel, Refusal> {
    let open = scene.case.panel(&key(scene)).filter(|panel| panel.closed.is_none());
    open.ok_or_else(|| {
        scene.condition(
            "本环节没有正在工作的专家组，应先组织专家组",
            "no panel is at work in this stage; convene one first",
        )
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Close {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    opinion: String,
    #[serde(default)]
    findings: Vec<Finding>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// The panel's opinion is entered and the panel ends.
pub(super) fn close<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Close { outcome, opinion, findings, fields } = scene.read(input)?;
    let panel = at_work(scene)?;
    not_a_member(scene, panel)?;
    opening::settled(scene, panel)?;
    let chosen = scene.outcome(&outcome)?;
    let opinion = opinion.trim().to_owned();
    if opinion.is_empty() {
        let fault = Fault::at("opinion", "请写明专家组意见", "enter the opinion of the panel");
        return Err(scene.invalid(vec![fault]));
    }
    check_answers(scene, panel, ("findings", &findings), true)?;
    let mut findings = findings;
    findings.extend(given_points(scene, panel)?);
    let fields = asked_fields(scene, &fields)?;
    let id = panel.id.clone();
    let words = BTreeMap::from([("panel", json!(id)), ("opinion", json!(opinion))]);
    let what = Happened::PanelClosed { panel: id.clone(), outcome, opinion, findings };
    Ok(Deed { words, row: Some(id), fields, outcome: Some(chosen), ..Deed::of(what) })
}

/// Whether a panel that is to end has as many effective members as the pack asks for. The clauses speak first: where one of
/// them asks for more, or for the same, its words are the better ones.
pub(super) fn big_enough(scene: &Scene<'_>) -> Result<(), Refusal> {
    if scene.act.kind.value != Kind::PanelClose {
        return Ok(());
    }
    drawn::enough(scene, at_work(scene)?)
}

/// The numbers that the members gave for good, question by question.
fn given_points(scene: &Scene<'_>, panel: &Panel) -> Result<Vec<Finding>, Refusal> {
    let scored = panel.questions.iter().filter(|question| is_scored(scene, question));
    let finding = |question: &Question| {
        let handed_in = panel.sitting().filter(|seat| seat.final_on.is_some());
        let answers = handed_in.flat_map(|seat| &seat.answers);
        let own =
            answers.filter(|answer| answer.slot == question.slot && answer.row == question.row);
        let points = own.flat_map(|answer| answer.points.clone()).collect();
        let (slot, row) = (question.slot.clone(), question.row.clone());
        Finding { slot, row, yes: true, points, reasons: String::new() }
    };
    let found: Vec<Finding> = scored.map(finding).collect();
    if found.iter().any(|finding| finding.points.is_empty()) {
        return Err(scene.condition(
            "还没有专家提交打分，不能形成专家组意见",
            "no expert has handed in points yet; the panel cannot end before that",
        ));
    }
    Ok(found)
}
