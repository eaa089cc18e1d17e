//! Going through candidates in a given order and keeping what has to hold.
//!
//! One rule: whoever is next takes a seat if the seats can then still be filled. Whether they can is answered
//! exactly, by counting which combinations of groups the units behind can bring together; never by trying and
//! giving up.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidate, Drawn, Group, Terms};

/// The members and those who stand by, when candidates come in this order.
pub fn in_order(terms: &Terms, order: &[&Candidate]) -> Option<Drawn> {
    let seats = fill(terms, &[], order)?;
    let rest = order.iter().filter(|one| !seats.contains(&one.ticket));
    let substitutes: Vec<String> =
        rest.take(terms.substitutes).map(|one| one.ticket.clone()).collect();
    (substitutes.len() == terms.substitutes).then_some(Drawn { seats, substitutes })
}

/// Fills the seats beside those that are taken, from candidates in their order; the tickets of the new ones. `None`
/// when the seats cannot be filled.
pub fn fill(terms: &Terms, taken: &[&Candidate], order: &[&Candidate]) -> Option<Vec<String>> {
    let mut seated: Vec<&Candidate> = taken.to_vec();
    if !can_be_filled(terms, &seated, order) {
        return None;
    }
    let mut new = Vec::new();
    for (at, next) in order.iter().enumerate() {
        if seated.len() >= terms.seats {
            break;
        }
        seated.push(next);
        let behind = order.get(at + 1..).unwrap_or_default();
        if can_be_filled(terms, &seated, behind) {
            new.push(next.ticket.clone());
        } else {
            seated.pop();
        }
    }
    Some(new)
}

/// Whether the seats can be filled beside those that are taken, with everything kept that has to hold.
pub fn can_be_filled(terms: &Terms, taken: &[&Candidate], behind: &[&Candidate]) -> bool {
    let Some(start) = Count::of(terms, taken) else { return false };
    let mut reached = BTreeSet::from([start]);
    for unit in kinds_of_units(terms, taken, behind) {
        reached = with_unit(terms, reached, &unit);
    }
    reached.iter().any(|count| count.is_enough(terms))
}

/// How many sit, and how many of them belong to each group. A group without an upper limit is counted no further
/// than is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Count {
    seats: usize,
    groups: Vec<usize>,
}

impl Count {
    /// The count of those who are seated; none when they break the terms by themselves.
    fn of(terms: &Terms, taken: &[&Candidate]) -> Option<Self> {
        let mut units: BTreeMap<&str, usize> = BTreeMap::new();
        let mut count = Self { seats: 0, groups: vec![0; terms.groups.len()] };
        for one in taken {
            let of_unit = units.entry(&one.unit).or_default();
            *of_unit += 1;
            if terms.per_unit.is_some_and(|most| *of_unit > most) {
                return None;
            }
            count = count.and(terms, &membership(terms, one))?;
        }
        Some(count)
    }

    /// One more; none when that is too many.
    fn and(&self, terms: &Terms, membership: &[bool]) -> Option<Self> {
        if self.seats >= terms.seats {
            return None;
        }
        let mut groups = Vec::with_capacity(self.groups.len());
        for ((so_far, is_in), Group { least, most, .. }) in
            self.groups.iter().zip(membership).zip(&terms.groups)
        {
            let now = so_far + usize::from(*is_in);
            match most {
                Some(most) if now > *most => return None,
                Some(_) => groups.push(now),
                None => groups.push(now.min(*least)),
            }
        }
        Some(Self { seats: self.seats + 1, groups })
    }

    fn is_enough(&self, terms: &Terms) -> bool {
        let mut groups = self.groups.iter().zip(&terms.groups);
        self.seats == terms.seats && groups.all(|(count, group)| *count >= group.least)
    }
}

/// For each group of the terms, whether the candidate belongs to it.
fn membership(terms: &Terms, one: &Candidate) -> Vec<bool> {
    terms.groups.iter().map(|group| one.groups.contains(&group.id)).collect()
}

/// Members of one unit who can still be taken, by what they belong to, and how many may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Unit {
    room: usize,
    members: Vec<Vec<bool>>,
}

/// The units behind, with what makes no difference left out: of those who belong to the same groups only as many as
/// may be taken from one unit, and of units that are alike only as many as there are seats.
fn kinds_of_units(terms: &Terms, taken: &[&Candidate], behind: &[&Candidate]) -> Vec<Unit> {
    let mut units: BTreeMap<&str, Vec<Vec<bool>>> = BTreeMap::new();
    for one in behind {
        // Without a limit for units everybody is a unit of their own.
        let unit = if terms.per_unit.is_some() { &one.unit } else { &one.ticket };
        units.entry(unit).or_default().push(membership(terms, one));
    }
    let mut alike: BTreeMap<Unit, usize> = BTreeMap::new();
    for (unit, mut members) in units {
        let used = taken.iter().filter(|one| one.unit == unit).count();
        let room = terms.per_unit.map_or(1, |most| most.saturating_sub(used)).min(terms.seats);
        members.sort();
        let mut kept: Vec<Vec<bool>> = Vec::new();
        for member in members {
            if kept.iter().filter(|other| **other == member).count() < room {
                kept.push(member);
            }
        }
        *alike.entry(Unit { room, members: kept }).or_default() += 1;
    }
    let few = |(unit, count): (Unit, usize)| vec![unit; count.min(terms.seats)];
    alike.into_iter().flat_map(few).collect()
}

/// Every count that can be reached when members of one more unit may be taken.
fn with_unit(terms: &Terms, reached: BTreeSet<Count>, unit: &Unit) -> BTreeSet<Count> {
    // By how many of this unit were taken.
    let mut by_taken = vec![BTreeSet::new(); unit.room + 1];
    if let Some(none) = by_taken.first_mut() {
        *none = reached;
    }
    for member in &unit.members {
        for already in (0..unit.room).rev() {
            let more: Vec<Count> = by_taken
                .get(already)
                .into_iter()
                .flatten()
                .filter_map(|count| count.and(terms, member))
                .collect();
            if let Some(next) = by_taken.get_mut(already + 1) {
                next.extend(more);
            }
        }
    }
    by_taken.into_iter().flatten().collect()
}
