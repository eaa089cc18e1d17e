//! Opening what the members of a panel answered, and what must have come before the panel ends.
//!
//! Answers are seen by nobody but their author until two people have opened them, so that nobody reads one sheet and
//! then waits for the next. A panel whose procedure has no act for it is not sealed.

use guohe_rules::value::Num;
use serde_json::Value;

use super::{at_work, drawn};
use crate::{
    case::{Panel, Question, Seat},
    happened::Happened,
    law::Law,
    procedure::{Act, Kind},
    refusal::{Refusal, Sort, words},
    review::Step,
    verbs::scene::{Deed, Scene},
};

/// The act by which the answers of a panel are opened, where its procedure has one.
pub fn opening_of<'l>(law: &'l Law, key: &str) -> Option<&'l Act> {
    law.procedure.acts.iter().find(|act| {
        act.kind.value == Kind::OpenAnswers
            && act.sets.panel.as_ref().is_some_and(|panel| panel.value == key)
    })
}

/// Whether nobody but their authors sees the answers of a panel yet.
pub fn is_sealed(law: &Law, panel: &Panel) -> bool {
    !panel.work.opened && panel.closed.is_none() && opening_of(law, &panel.key).is_some()
}

/// The first of two people wants the answers opened, or the second opens them.
pub(in crate::verbs) fn open<'a>(scene: &Scene<'a>, _input: &Value) -> Result<Deed<'a>, Refusal> {
    let panel = at_work(scene)?;
    if panel.work.opened {
        return Err(scene.condition("评审意见已经开启", "the answers are open already"));
    }
    if !panel.is_run_by(scene.person) {
        return Err(other_person(
            scene,
            ("专家组成员不能开启评审意见", "a member of the panel cannot open its answers"),
        ));
    }
    if panel.effective().next().is_none() {
        return Err(scene.condition(
            "还没有专家提交评审意见，没有可以开启的内容",
            "nobody has handed in answers yet; there is nothing to open",
        ));
    }
    drawn::enough(scene, panel)?;
    corrected(scene, panel)?;
    let id = panel.id.clone();
    let Some((first, _)) = panel.work.opening.first() else {
        return Ok(Deed::of(Happened::Review(Step::OpeningAsked { panel: id })));
    };
    if scene.person.is_behind(first) {
        return Err(other_person(
            scene,
            (
                "您已经提出开启；须由另一人共同开启",
                "you have asked for the opening; another person has to open with you",
            ),
        ));
    }
    Ok(Deed::of(Happened::Review(Step::Opened { panel: id })))
}

fn other_person(scene: &Scene<'_>, (zh, en): (&str, &str)) -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        &scene.act.id.value,
        words(zh, en),
        words("请由另一位有权开启的人员办理", "let another person who may open them do it"),
    )
    .citing(scene.act.clauses())
}

/// The numbers that effective members gave on a question.
pub fn given(panel: &Panel, question: &Question) -> Vec<Num> {
    let own = |seat: &Seat| {
        let mut answers = seat.answers.iter();
        let same = answers.find(|one| one.slot == question.slot && one.row == question.row)?;
        Num::read(same.points.first()?)
    };
    panel.effective().filter_map(own).collect()
}

/// How far apart numbers lie.
pub fn spread(given: &[Num]) -> Option<Num> {
    given.iter().max()?.minus(*given.iter().min()?)
}

/// Questions on which the numbers lie further apart than the pack lets them, with the distance and the most it may be.
pub fn too_far_apart<'p>(law: &Law, panel: &'p Panel) -> Vec<(&'p Question, Num, Num)> {
    let far = |question: &'p Question| {
        let most = law.slot(&question.slot)?.points.as_ref()?.distance()?;
        let distance = spread(&given(panel, question))?;
        (distance > most).then_some((question, distance, most))
    };
    panel.questions.iter().filter_map(far).collect()
}

/// Whether a panel may end: opened, nobody who was called outstanding, no divergence without a second opinion.
pub(super) fn settled(scene: &Scene<'_>, panel: &Panel) -> Result<(), Refusal> {
    if is_sealed(scene.law, panel) {
        return Err(scene.condition(
            "评审意见尚未由两人共同开启，不能形成专家组意见",
            "two people have not opened the answers yet; the panel cannot end before that",
        ));
    }
    corrected(scene, panel)?;
    let waited = panel.called().filter(|seat| seat.final_on.is_none());
    let waited: Vec<&str> = waited.map(|seat| seat.alias.as_str()).collect();
    if !waited.is_empty() {
        return Err(scene.condition(
            format!("增请的专家 {} 尚未提交意见", waited.join("、")),
            format!("{} was called for a second opinion and has not handed in", waited.join(", ")),
        ));
    }
    let heard = panel.called().any(|seat| seat.final_on.is_some());
    let apart = too_far_apart(scene.law, panel);
    if let Some((question, distance, most)) = apart.first().filter(|_| !heard) {
        return Err(divergent(scene, question, (*distance, *most)));
    }
    minuted(scene, panel)
}

/// Whether every member who was allowed to correct a sheet has handed it in again. Otherwise whoever allows corrections
/// could take a sheet away by it. Leave that a member does not use is taken back, and the first sheet stands.
fn corrected(scene: &Scene<'_>, panel: &Panel) -> Result<(), Refusal> {
    let open = panel.sitting().filter(|seat| seat.corrects());
    let open: Vec<&str> = open.map(|seat| seat.alias.as_str()).collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(scene.condition(
        format!("已准许 {} 更正意见，尚未收到更正后的意见", open.join("、")),
        format!("{} may correct what was handed in, and has not done so yet", open.join(", ")),
    ))
}

fn divergent(scene: &Scene<'_>, question: &Question, (distance, most): (Num, Num)) -> Refusal {
    let slot = scene.law.slot(&question.slot);
    let name = slot.map(|slot| slot.finding.clone()).unwrap_or_default();
    Refusal::new(
        Sort::Condition,
        &scene.act.id.value,
        words(
            format!("“{}”各人给分相差 {distance}，超过规定的 {most}", name.zh),
            format!(
                "the points for {} lie {distance} apart, more than the {most} that are let pass",
                name.en
            ),
        ),
        words(
            "请增请一位专家提出意见，收到后再形成专家组意见",
            "call one more expert, and let the panel end once that opinion is in",
        ),
    )
    .citing(scene.act.clauses())
}

/// Whether the minutes are written and confirmed, where the act asks for them.
fn minuted(scene: &Scene<'_>, panel: &Panel) -> Result<(), Refusal> {
    if scene.act.sets.minutes.is_none() {
        return Ok(());
    }
    let Some(minutes) = &panel.work.minutes else {
        return Err(scene.condition(
            "还没有会议纪要，不能形成专家组意见",
            "there are no minutes yet; the panel cannot end before that",
        ));
    };
    let chair = minutes.answer(&minutes.chair);
    if chair.is_some_and(|(agrees, _)| !agrees) {
        return Err(scene.condition(
            "组长认为纪要与讨论不符，请修改纪要后重新确认",
            "the chair finds that the minutes do not say what was said; write them anew",
        ));
    }
    let open = panel.effective().filter(|seat| minutes.answer(&seat.alias).is_none());
    let open: Vec<&str> = open.map(|seat| seat.alias.as_str()).collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(scene.condition(
        format!("纪要尚待 {} 确认", open.join("、")),
        format!("the minutes wait for {}", open.join(", ")),
    ))
}
