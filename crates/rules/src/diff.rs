//! Two packs, or two versions of one, clause by clause: what differs, and which of two rules asks for more.
//!
//! An order between two rules is shown in one of two ways and said with the way it was shown. *By structure*:
//! the second follows from the first wherever that can be read off, as from a bound that was moved. *By
//! witness*: facts for which the two come to different results; they are looked for around the edges of both
//! rules, written out as a facts file, read again and evaluated under both packs before they are shown. Where
//! neither was found, that is what is said.
//!
//! Clauses are matched by their ids, or as the caller pairs them. Both packs stand on one vocabulary.

mod document;
mod files;
mod moved;
mod order;
mod parts;
mod same;
mod search;
mod witness;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::Clause,
    pack::Pack,
    report::{self, Outcome},
    situation::Situation,
    syntax::{Class, Modality},
};
use order::Order;

pub use document::{
    Change, ClauseChange, Compared, Comparison, DIFF_FORMAT, Decided, Figure, Side, Witness,
};
pub use files::FileChange;
pub use parts::{Difference, Part};
pub use search::MOST_TRIALS;

use serde::{Deserialize, Serialize};

/// What was compared of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Its rule or its duty.
    Rule,
    /// The bar that it sets.
    Bar,
}

/// How the second rule stands to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are the same rule; what differs is words.
    Equal,
    /// The second admits more.
    Looser,
    /// The second admits less.
    Stricter,
    /// Each admits something that the other does not.
    Incomparable,
    /// No facts were found for which they differ.
    NoDifferenceFound,
}

/// How a verdict was come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// It was read off the two rules.
    Structure,
    /// Facts were found; that there are none for the contrary is not shown.
    Search,
    /// Facts were found both ways, which settles it.
    Witnesses,
    /// Nothing was found in so many trials; for [`Verdict::NoDifferenceFound`] alone.
    Nothing,
}

/// A clause of one pack.
type Of<'p> = (&'p Pack, &'p Clause);

/// Compares two packs. `pairs` names clauses that stand under different ids: the id in the first pack and the
/// one in the second.
pub fn compare(a: &Pack, b: &Pack, pairs: &[(String, String)]) -> Comparison {
    let mut searcher = search::Searcher::new(a, b);
    let clauses = matched(a, b, pairs, |before, after| searcher.changed(before, after));
    document::of(a, b, clauses)
}

/// The clauses that read differently, part by part; which asks for more is not looked for, so it is quick.
pub fn in_words(a: &Pack, b: &Pack) -> Vec<ClauseChange> {
    matched(a, b, &[], |before, after| {
        let (before, after) = ((a, before), (b, after));
        let parts = parts::between(before, after);
        (!parts.is_empty()).then(|| document::changed(before, after, parts, Vec::new()))
    })
}

/// Clause by clause: what became of those that both packs have, and those that one of them has.
fn matched<'p>(
    a: &'p Pack,
    b: &'p Pack,
    pairs: &[(String, String)],
    mut both: impl FnMut(&'p Clause, &'p Clause) -> Option<ClauseChange>,
) -> Vec<ClauseChange> {
    let with = partners(a, b, pairs);
    let mut clauses = Vec::new();
    for clause in &b.clauses {
        let partner = with.get(clause.written.id.value.as_str());
        match partner.and_then(|id| a.clause(id)) {
            Some(before) => clauses.extend(both(before, clause)),
            None => clauses.push(document::one_sided((b, clause), false)),
        }
    }
    let taken: BTreeSet<&str> = with.values().copied().collect();
    let gone = a.clauses.iter().filter(|clause| !taken.contains(clause.written.id.value.as_str()));
    clauses.extend(gone.map(|clause| document::one_sided((a, clause), true)));
    clauses
}

/// For each clause of the second pack that has a partner in the first, the id of that.
fn partners<'p>(
    a: &'p Pack,
    b: &'p Pack,
    pairs: &'p [(String, String)],
) -> BTreeMap<&'p str, &'p str> {
    let paired: BTreeSet<&str> = pairs.iter().flat_map(|(a, b)| [a.as_str(), b]).collect();
    let ids = b.clauses.iter().map(|clause| clause.written.id.value.as_str());
    let both = ids.filter(|id| a.clause(id).is_some() && !paired.contains(id));
    let named = pairs.iter().map(|(a, b)| (b.as_str(), a.as_str()));
    both.map(|id| (id, id)).chain(named).collect()
}

/// The ids of the types that a clause is about.
fn types_of<'p>(pack: &'p Pack, clause: &Clause) -> BTreeSet<&'p str> {
    let types = pack.file.types.iter().enumerate();
    types.filter(|(at, _)| clause.applies_to(*at)).map(|(_, def)| &*def.id.value).collect()
}

/// Whether the second clause is about no more types than the first. Of two that are about all there are, neither
/// is about more, whatever types their packs have.
fn no_more_types(a: Of<'_>, b: Of<'_>) -> bool {
    let all = a.1.written.types.is_empty() && b.1.written.types.is_empty();
    all || types_of(b.0, b.1).is_subset(&types_of(a.0, a.1))
}

/// What a clause comes to; one that is not about the type applied for does not apply.
fn outcome((pack, clause): Of<'_>, at: &Situation, matter: Matter) -> Option<Outcome> {
    if at.kind.is_some_and(|kind| !clause.applies_to(kind)) {
        return Some(Outcome::NotApplicable);
    }
    match matter {
        Matter::Rule => report::outcome(pack, at, clause),
        Matter::Bar => report::outcome_of_bar(pack, at, clause),
    }
}

/// How well an outcome serves whoever is concerned: more is better. None while it is open.
fn favour(clause: &Clause, outcome: Outcome, matter: Matter) -> Option<u8> {
    let soft = matches!(clause.written.modality, Modality::InPrinciple | Modality::Generally)
        && matter == Matter::Rule;
    Some(match outcome {
        Outcome::Present if clause.written.class == Class::Sanction => 0,
        Outcome::Met
        | Outcome::NotApplicable
        | Outcome::Done
        | Outcome::Absent
        | Outcome::Present => 3,
        Outcome::NotYetDue => 2,
        Outcome::NotMet if soft => 1,
        Outcome::Late => 1,
        Outcome::NotMet | Outcome::NotDone | Outcome::Missing => 0,
        Outcome::Waived | Outcome::Undetermined | Outcome::NeedsJudgement | Outcome::DueUnknown => {
            return None;
        }
    })
}

/// The verdict on two rules from what was read off them and the witnesses that were found, first of the second
/// being looser and then of its being stricter.
fn verdict<W>(order: Option<Order>, found: (&Option<W>, &Option<W>)) -> (Verdict, Shown) {
    match (found.0.is_some(), found.1.is_some(), order) {
        (true, true, _) => (Verdict::Incomparable, Shown::Witnesses),
        (true, false, Some(Order::NotStricter)) => (Verdict::Looser, Shown::Structure),
        (true, false, _) => (Verdict::Looser, Shown::Search),
        (false, true, Some(Order::NotLooser)) => (Verdict::Stricter, Shown::Structure),
        (false, true, _) => (Verdict::Stricter, Shown::Search),
        (false, false, Some(Order::Equal)) => (Verdict::Equal, Shown::Structure),
        (false, false, _) => (Verdict::NoDifferenceFound, Shown::Nothing),
    }
}
