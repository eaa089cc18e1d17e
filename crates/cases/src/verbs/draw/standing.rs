//! Draws that stand beside each other: nobody draws until a list pleases.
//!
//! For one panel of a case there is one draw. Another is made only once the first was opened again, which leaves an alarm
//! and marks its record, or once nobody is left in it who could take a seat; then for the seats that are empty and for no
//! others.

use uuid::Uuid;

use super::{
    super::{conflict::worst, panel::take},
    Failure, Wish, is_open, usable,
};
use crate::{
    case::{Case, Panel},
    desk::Desk,
    draw::{Draw, Stage},
    expert,
    law::Law,
    moment::Moment,
    refusal::{Fault, Refusal, Sort, words},
};

/// The draws for a panel of a case that were not opened again, the earliest first.
async fn standing(desk: Desk<'_>, case: Uuid, panel: &str) -> Result<Vec<Draw>, Failure> {
    let mut draws = usable(desk, Some(panel)).await?;
    draws.retain(|draw| draw.sealing.cases.contains(&case));
    draws.reverse();
    Ok(draws)
}

/// The panel of a case that is at work.
fn open<'c>(case: &'c Case, key: &str) -> Option<&'c Panel> {
    case.panel(key).filter(|panel| panel.closed.is_none())
}

/// Whether a panel that has ended was put together from a draw: then it is of no use to the next one.
fn is_of_the_past(case: &Case, draw: &Draw) -> bool {
    let ended = case.panels.iter().filter(|panel| panel.closed.is_some());
    ended.flat_map(|panel| &panel.drawn).any(|(of, _)| *of == draw.id)
        && !case.panels.iter().any(|panel| panel.closed.is_none() && has_members_of(panel, draw))
}

fn has_members_of(panel: &Panel, draw: &Draw) -> bool {
    panel.drawn.iter().any(|(of, _)| *of == draw.id)
}

/// What speaks against another draw for a case, by the draws that stand.
///
/// # Errors
/// The failure of the store.
pub(super) async fn against(
    desk: Desk<'_>,
    (law, case): (&Law, &Case),
    wish: &Wish,
    moment: &Moment,
) -> Result<Vec<Fault>, Failure> {
    let panel = open(case, &wish.panel);
    let mut faults = Vec::new();
    let mut planned = None;
    for draw in standing(desk, case.id, &wish.panel).await? {
        if is_of_the_past(case, &draw) {
            continue;
        }
        if panel.is_some_and(|panel| has_members_of(panel, &draw)) {
            planned.get_or_insert(draw.sealing.sealed.terms.seats);
        }
        let could = draw.stage == Stage::Sealed || gives(desk, (law, case), &draw, moment).await?;
        faults.extend(could.then(|| stands(case, &draw)));
    }
    if let Some((panel, planned)) = panel.zip(planned).filter(|_| faults.is_empty()) {
        let empty = planned.saturating_sub(panel.sitting().count());
        faults.extend((wish.seats > empty).then(|| only_empty(case, empty)));
    }
    Ok(faults)
}

/// Whether a list that was drawn can still be used for a case: as a whole, or for the seats that fell empty.
async fn gives(
    desk: Desk<'_>,
    (law, case): (&Law, &Case),
    draw: &Draw,
    moment: &Moment,
) -> Result<bool, Failure> {
    let Some((_, drawn)) = &draw.result else { return Ok(true) };
    let mut able = Vec::new();
    for ticket in drawn.seats.iter().chain(&drawn.substitutes) {
        let Some(id) = draw.account_of(ticket) else { continue };
        let account = desk.store.account(desk.tenant, id).await.map_err(Failure::Store)?;
        let entries = expert::of_account(desk, id).await?;
        let listed = entries.iter().any(|one| one.retired.is_none() && one.person.is_some());
        let stands = account.is_some_and(|account| is_open(law, &account));
        if listed && stands && worst(desk, case, id, moment).await?.is_none() {
            able.push(id);
        }
    }
    let seats = open(case, &draw.sealing.panel).map_or(&[][..], |panel| &panel.seats);
    Ok(take(draw, drawn, seats, |account| able.contains(&account)).is_some())
}

fn told(draw: &Draw) -> (String, String) {
    let (id, on) = (draw.id, crate::moment::civil_day(draw.sealed.1));
    (format!("{on} 封存的抽取 {id}"), format!("the draw {id} sealed on {on}"))
}

fn stands(case: &Case, draw: &Draw) -> Fault {
    let ((zh, en), title) = (told(draw), case.title());
    Fault::at(
        "cases",
        format!(
            "“{title}”的这一评审环节已有{zh}，请使用该抽取；确需作废的，先在该抽取页面写明理由重新启封"
        ),
        format!(
            "there is {en} for this review of “{title}”; use it, or open it again there with reasons if it has to be void"
        ),
    )
}

fn only_empty(case: &Case, empty: usize) -> Fault {
    let title = case.title();
    Fault::at(
        "seats",
        format!("“{title}”的专家组空缺 {empty} 席，补抽人数不能超过空缺席位"),
        format!(
            "{empty} seats of the panel of “{title}” are empty; no more than these are drawn again"
        ),
    )
}

/// Refuses to put a panel together from a draw while one that was sealed before it stands, was not used and could be: of
/// several lists none is chosen.
///
/// # Errors
/// The refusal, or the failure of the store.
pub(super) async fn first_come(
    desk: Desk<'_>,
    case: &Case,
    draw: &Draw,
    moment: &Moment,
) -> Result<(), Failure> {
    let panel = open(case, &draw.sealing.panel);
    let waits = |one: &&Draw| {
        let taken = panel.is_some_and(|panel| has_members_of(panel, one));
        !taken && !is_of_the_past(case, one)
    };
    let all = standing(desk, case.id, &draw.sealing.panel).await?;
    let before = |one: &&Draw| (one.sealed.1, one.id) < (draw.sealed.1, draw.id);
    for other in all.iter().filter(before).filter(waits) {
        let of = (desk.law_of(case)?, case);
        if other.stage == Stage::Sealed || gives(desk, of, other, moment).await? {
            return Err(stands_before(other).into());
        }
    }
    Ok(())
}

fn stands_before(other: &Draw) -> Refusal {
    let (zh, en) = told(other);
    Refusal::new(
        Sort::Condition,
        "draw",
        words(format!("本件还有更早的{zh}"), format!("{en} stands before this one")),
        words(
            "请使用更早的抽取，或写明理由将其重新启封作废",
            "use the earlier draw, or open it again with reasons so that it is void",
        ),
    )
}

/// The cases in which members of a draw sit, or sat.
///
/// # Errors
/// The failure of the store.
pub(super) async fn used_in(desk: Desk<'_>, draw: &Draw) -> Result<Vec<String>, Failure> {
    let mut titles = Vec::new();
    for id in &draw.sealing.cases {
        let case = desk.case(*id).await?;
        if case.panels.iter().any(|panel| has_members_of(panel, draw)) {
            titles.push(case.title().to_owned());
        }
    }
    Ok(titles)
}
