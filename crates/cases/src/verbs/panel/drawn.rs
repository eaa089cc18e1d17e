//! Members who come from a draw: those who were drawn, then those who stand by, in their order.

use uuid::Uuid;

use crate::{
    case::{Panel, Seat},
    draw::{Candidate, Draw, Drawn, Replaced, Stage, pick},
    refusal::{Refusal, Sort, words},
    verbs::{draw::is_open, scene::Scene},
};

/// Who takes a seat by a draw.
pub(in crate::verbs) struct Taking {
    /// Those who come, by ticket; nobody where no seat is empty.
    pub(in crate::verbs) new: Vec<String>,
    /// Which of them took a seat that had fallen empty.
    replaced: Option<Replaced>,
}

/// Who takes a seat of a panel now by what was drawn; nothing when nobody is left who keeps the terms.
pub(in crate::verbs) fn take(
    draw: &Draw,
    drawn: &Drawn,
    seats: &[Seat],
    can_sit: impl Fn(Uuid) -> bool,
) -> Option<Taking> {
    let seated = |ticket: &String| {
        let account = draw.account_of(ticket);
        seats.iter().find(|seat| Some(seat.account) == account)
    };
    let is_first =
        !drawn.seats.iter().chain(&drawn.substitutes).any(|ticket| seated(ticket).is_some());
    let able = |ticket: &&String| draw.account_of(ticket).is_some_and(&can_sit);
    let stay: Vec<String> = if is_first {
        drawn.seats.iter().filter(able).cloned().collect()
    } else {
        let sits = |ticket: &&String| seated(ticket).is_some_and(|seat| !seat.recused());
        drawn.seats.iter().chain(&drawn.substitutes).filter(sits).cloned().collect()
    };
    let free = |ticket: &&String| seated(ticket).is_none() && able(ticket);
    let passed = drawn.substitutes.iter().filter(|ticket| !free(ticket) && !stay.contains(ticket));
    let passed: Vec<String> = passed.cloned().collect();
    let candidate =
        |ticket: &String| draw.sealing.sealed.candidates.iter().find(|one| one.ticket == *ticket);
    let taken: Vec<&Candidate> = stay.iter().filter_map(candidate).collect();
    let order: Vec<&Candidate> = drawn
        .substitutes
        .iter()
        .filter(|ticket| !passed.contains(ticket) && !stay.contains(ticket))
        .filter_map(candidate)
        .collect();
    let come = pick::fill(&draw.sealing.sealed.terms, &taken, &order)?;
    let new: Vec<String> = stay.iter().filter(|_| is_first).chain(&come).cloned().collect();
    let replaced = (!come.is_empty()).then_some(Replaced { stay, passed, come });
    Some(Taking { new, replaced })
}

/// The accounts that take a seat now, and which of them took one that had fallen empty.
///
/// # Errors
/// A refusal when the draw is not for this panel, another stands before it, no seat is empty, or nobody is left to take it.
pub(super) fn members(
    scene: &Scene<'_>,
    open: Option<&Panel>,
) -> Result<(Vec<Uuid>, Option<Replaced>), Refusal> {
    let draw = scene.gathered.draw.as_ref().filter(|draw| is_for(scene, draw));
    let draw = draw.ok_or_else(|| not_this(scene))?;
    let Some((_, drawn)) = draw.result.as_ref().filter(|_| draw.stage == Stage::Drawn) else {
        return Err(not_this(scene));
    };
    let seats = open.map_or(&[][..], |panel| &panel.seats);
    let can_sit = |account: Uuid| {
        let gone = scene
            .gathered
            .unfit
            .get(&account)
            .is_some_and(|all| all.iter().any(|one| one.is_gone()));
        let stands = super::account_of(scene, account).is_some_and(|own| is_open(scene.law, own));
        stands && !gone && !scene.gathered.bars.contains_key(&account)
    };
    let taking = take(draw, drawn, seats, can_sit).ok_or_else(|| exhausted(scene))?;
    if taking.new.is_empty() {
        return Err(scene.condition("专家组没有空缺的席位", "no seat of the panel is empty"));
    }
    let accounts = taking.new.iter().filter_map(|ticket| draw.account_of(ticket)).collect();
    Ok((accounts, taking.replaced))
}

fn is_for(scene: &Scene<'_>, draw: &Draw) -> bool {
    draw.sealing.cases.contains(&scene.case.id)
        && draw.sealing.pack == scene.case.pack
        && draw.sealing.panel == super::key(scene)
}

fn not_this(scene: &Scene<'_>) -> Refusal {
    Refusal::new(
        Sort::Condition,
        &scene.act.id.value,
        words(
            "没有为本件本次评审抽取的名单",
            "there is no list that was drawn for this review of this case",
        ),
        words("请先完成抽取，再组织专家组", "finish the draw first, then put the panel together"),
    )
}

fn exhausted(scene: &Scene<'_>) -> Refusal {
    Refusal::new(
        Sort::Condition,
        &scene.act.id.value,
        words(
            "候补专家已经用完，或剩余候补不能满足抽取条件",
            "nobody who stands by is left, or those who are left do not satisfy the terms of the draw",
        ),
        words("请为空缺的席位另行抽取", "make a new draw for the seats that are empty"),
    )
}

/// Whether a panel has as many effective members as the pack asks for, drawn or named; with fewer nothing it says is
/// opened.
///
/// # Errors
/// A refusal that says how many are lacking.
pub(super) fn enough(scene: &Scene<'_>, panel: &Panel) -> Result<(), Refusal> {
    let rules = scene.law.procedure.experts.as_ref().and_then(|experts| experts.draw.as_ref());
    let Some(rules) = rules else { return Ok(()) };
    let there = panel.sitting().filter(|seat| seat.final_on.is_some()).count();
    if there >= rules.least {
        return Ok(());
    }
    let lacking = rules.least - there;
    Err(scene.condition(
        format!("有效专家 {there} 名，至少需要 {} 名，缺 {lacking} 名", rules.least),
        format!(
            "there are {there} effective experts and at least {} are needed; {lacking} are lacking",
            rules.least
        ),
    ))
}
