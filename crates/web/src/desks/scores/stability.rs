//! How firm a ranking stands: who is near the line, and which single number of an expert would alter who is in.
//!
//! One number is changed within its range and everything else is left as it is. Gates and floors are not asked again:
//! what is shown is about the order alone, and decides nothing.

use std::cmp::Reverse;

use guohe_cases::case::{Case, Judgement, Seat};
use guohe_rules::{document, value::Num};

use crate::{
    pages::officer::Stability,
    views::{case, slot},
    visit::Here,
    words::{fill, word},
};

use super::Entrant;

/// So many on each side of the line are looked at; further away one number rarely turns anything.
const LOOKED_AT: usize = 8;

/// How firm a cohort stands.
#[derive(Debug)]
pub(crate) struct Firm<'e, 'a> {
    /// Those who are no further from the line than a point.
    pub(crate) near: Vec<&'e Entrant<'a>>,
    /// The single numbers that would alter who is in.
    pub(crate) turning: Vec<Turn<'e, 'a>>,
    /// Whether there were more on a side of the line than were looked at.
    pub(crate) cut_short: bool,
}

/// A single number of an expert that would alter who is in.
#[derive(Debug)]
pub(crate) struct Turn<'e, 'a> {
    /// Whose it is about.
    pub(crate) one: &'e Entrant<'a>,
    /// Whether they would come in; otherwise they would fall out.
    pub(crate) comes_in: bool,
    /// Who gave it.
    pub(crate) alias: String,
    /// The slot.
    pub(crate) slot: String,
    /// What was given.
    pub(crate) now: Num,
    /// The nearest whole number that turns it.
    pub(crate) to: Num,
}

/// How firm a cohort stands, in words.
pub(super) fn of(here: &Here, entrants: &[&Entrant<'_>]) -> Option<Stability> {
    let (lang, firm) = (here.lang(), firm(entrants)?);
    let near: Vec<String> = firm.near.iter().map(|one| case::title(lang, &one.file.case)).collect();
    let told = |turn: &Turn<'_, '_>| {
        let (law, case) = (&turn.one.file.law, &turn.one.file.case);
        let key = if turn.comes_in { "scores.turn.in" } else { "scores.turn.out" };
        let (title, name) = (case::title(lang, case), slot::question(lang, law, &turn.slot));
        fill(lang, key, &[&title, &turn.alias, &name, &turn.now, &turn.to])
    };
    Some(Stability {
        near: match near.as_slice() {
            [] => word(lang, "scores.near.none").into_owned(),
            names => fill(lang, "scores.near.text", &[&names.join(lang.comma())]),
        },
        turning: firm.turning.iter().map(told).collect(),
        most: firm.cut_short.then(|| fill(lang, "scores.turn.most", &[&LOOKED_AT])),
    })
}

/// How firm a cohort stands; nothing where places are not limited or nobody is ranked.
pub(crate) fn firm<'e, 'a>(entrants: &[&'e Entrant<'a>]) -> Option<Firm<'e, 'a>> {
    let line = entrants.iter().find_map(|one| Num::read(one.ranked.as_ref()?.cut.as_ref()?))?;
    let near = entrants.iter().filter(|one| distance(one, line).is_some_and(|far| far <= Num::ONE));
    let near = near.copied().collect();
    let is_in = |one: &Entrant<'_>| one.ranked.as_ref().is_some_and(|ranked| ranked.placed);
    let (mut inside, mut outside): (Vec<&'e Entrant<'a>>, Vec<&'e Entrant<'a>>) =
        entrants.iter().copied().filter(|one| one.ranked.is_some()).partition(|one| is_in(one));
    inside.sort_by_key(|one| one.total);
    outside.sort_by_key(|one| Reverse(one.total));
    let cut_short = inside.len() > LOOKED_AT || outside.len() > LOOKED_AT;
    let (last, first) = (inside.first()?.total, outside.first().and_then(|one| one.total));
    let falls = |total: Num| first.is_some_and(|first| total < first);
    let rises = |total: Num| last.is_some_and(|last| total > last);
    let mut turning = Vec::new();
    for one in inside.iter().take(LOOKED_AT) {
        turning.extend(turns(one, false, &falls));
    }
    for one in outside.iter().take(LOOKED_AT) {
        turning.extend(turns(one, true, &rises));
    }
    Some(Firm { near, turning, cut_short })
}

fn distance(one: &Entrant<'_>, line: Num) -> Option<Num> {
    let total = one.total?;
    let (low, high) = if total < line { (total, line) } else { (line, total) };
    high.minus(low)
}

/// The single numbers of a case that would turn it, each with the nearest whole one that does.
fn turns<'e, 'a>(
    one: &'e Entrant<'a>,
    comes_in: bool,
    turned: &dyn Fn(Num) -> bool,
) -> Vec<Turn<'e, 'a>> {
    let (law, case) = (&one.file.law, &one.file.case);
    let mut turns = Vec::new();
    for (at, judgement) in case.judgements.iter().enumerate() {
        let slot = &judgement.finding.slot;
        let Some((low, high)) = law.slot(slot).and_then(|def| def.points.as_ref()?.ends()) else {
            continue;
        };
        let aliases = aliases(case, judgement);
        for (member, (alias, given)) in
            aliases.into_iter().zip(&judgement.finding.points).enumerate()
        {
            let Some(now) = Num::read(given) else { continue };
            let total = |to: Num| changed(one, (at, member), to);
            let end = if comes_in { high } else { low };
            let Some(to) = nearest((now, end), |to| total(to).is_some_and(turned)) else {
                continue;
            };
            turns.push(Turn { one, comes_in, alias, slot: slot.clone(), now, to });
        }
    }
    turns
}

/// The members in the order in which a panel's numbers were kept.
fn aliases(case: &Case, judgement: &Judgement) -> Vec<String> {
    let panel = case.panels.iter().find(|panel| judgement.panel.as_deref() == Some(&panel.id));
    let answered = |seat: &&Seat| {
        let finding = &judgement.finding;
        seat.answers.iter().any(|one| one.slot == finding.slot && one.row == finding.row)
    };
    let seats = panel.into_iter().flat_map(guohe_cases::case::Panel::effective).filter(answered);
    seats.map(|seat| seat.alias.clone()).collect()
}

/// The total with one number in the place of another.
fn changed(one: &Entrant<'_>, (judgement, member): (usize, usize), to: Num) -> Option<Num> {
    let mut case = Case::clone(&one.file.case);
    *case.judgements.get_mut(judgement)?.finding.points.get_mut(member)? = to.to_string();
    let on = one.ranked.as_ref()?.on;
    let asked = one.file.supposed(&case, on);
    let total = document::total(&one.file.law.pack, asked.situation(), &one.score.id)?;
    total.low.filter(|low| Some(*low) == total.high)
}

/// The nearest number from one end on, in whole steps, that turns; none when the other end does not. What turns stays
/// turned further on, so half of what is left is put aside each time.
fn nearest((from, end): (Num, Num), turns: impl Fn(Num) -> bool) -> Option<Num> {
    if from == end || !turns(end) {
        return None;
    }
    let up = end > from;
    let step = |n: i64| {
        let stepped = if up { from.plus(Num::whole(n)) } else { from.minus(Num::whole(n)) };
        stepped.map(|to| if (to > end) == up && to != end { end } else { to })
    };
    let reach = if up { end.minus(from)? } else { from.minus(end)? };
    let mut beyond = 1_i64;
    while Num::whole(beyond) < reach {
        beyond = beyond.checked_mul(2)?;
    }
    let mut below = 0_i64;
    while beyond - below > 1 {
        let middle = below.midpoint(beyond);
        if turns(step(middle)?) { beyond = middle } else { below = middle }
    }
    step(beyond)
}

#[cfg(test)]
mod tests {
    use guohe_rules::value::Num;

    use super::nearest;

    #[test]
    fn the_nearest_whole_number_that_turns_is_found_from_both_sides() {
        let n = Num::whole;
        assert_eq!(nearest((n(40), n(60)), |to| to > n(52)), Some(n(53)));
        assert_eq!(nearest((n(40), n(0)), |to| to < n(37)), Some(n(36)));
        assert_eq!(nearest((n(59), n(60)), |to| to > n(59)), Some(n(60)));
        assert_eq!(nearest((n(40), n(60)), |to| to > n(60)), None);
        assert_eq!(nearest((n(60), n(60)), |_| true), None);
    }
}
