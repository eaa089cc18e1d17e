//! Edges: the values, days, numbers of rows and codes at which a clause turns; facts on both sides of each,
//! made from the pack's own examples; and on which sides an example stands that somebody wrote.
//!
//! What is made from a rule agrees with whatever the rule says, so nothing here can tell whether the rule is
//! right. It can tell three things: that the program is at odds with itself (see [`check`]), that an author
//! has written nothing on one side of an edge, and that an edge cannot be reached from any example.

mod bench;
mod cases;
mod check;
mod choices;
mod find;
mod own;
mod steps;

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    diagnostic::{Diagnostic, with_remedies},
    examples::{self, Expectation, Of},
    pack::Pack,
    prose::{Lang, Writer},
    report::{self, Outcome},
    situation::Situation,
    syntax::{Computable, Words},
    yaml::Place,
};
use bench::Bench;
use find::{Edge, What};

/// Of the cases that can be made for an edge, those from so many examples are looked through for both sides.
const MOST_BASES: usize = 8;

/// What kind of edge it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A value or a day that something is compared with.
    Threshold,
    /// The first day of a window.
    FirstDay,
    /// The last day of a window.
    LastDay,
    /// A list of codes, in the rule or dated.
    List,
    /// A row that passes, or none.
    Rows,
    /// The last day of a duty.
    Due,
}

/// An edge and what became of it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The clause, by its place in the pack.
    pub clause: usize,
    /// What kind it is.
    pub kind: Kind,
    /// The file of the clause.
    pub file: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// The limb that turns there, in words.
    pub text: Words,
    /// How many cases were made; none when it cannot be reached from any example.
    pub cases: usize,
    /// An own example that stands where the limb holds.
    pub yes: Option<String>,
    /// An own example that stands on the other side.
    pub no: Option<String>,
}

impl Tried {
    /// Whether an own example stands on both sides.
    pub fn has_both(&self) -> bool {
        self.yes.is_some() && self.no.is_some()
    }
}

/// The edges of a pack.
#[derive(Debug, Default)]
pub struct Trial {
    /// In the order of the law.
    pub edges: Vec<Tried>,
    /// Where the program is at odds with itself.
    pub findings: Vec<Diagnostic>,
}

impl Trial {
    /// How many cases were made.
    pub fn cases(&self) -> usize {
        self.edges.iter().map(|edge| edge.cases).sum()
    }

    /// The edges without an own example on one of their sides.
    pub fn without_own(&self) -> impl Iterator<Item = &Tried> {
        self.edges.iter().filter(|edge| !edge.has_both())
    }

    /// The edges for which no facts could be made from any example.
    pub fn unreached(&self) -> impl Iterator<Item = &Tried> {
        self.edges.iter().filter(|edge| edge.cases == 0)
    }
}

/// Tries every edge of the clauses of a pack that a machine decides, wholly or in part.
pub fn run(pack: &Pack) -> Trial {
    let prepared = examples::prepare(pack);
    let mut trial = Trial::default();
    for (at, clause) in pack.clauses.iter().enumerate() {
        if clause.written.computable == Computable::No {
            continue;
        }
        let edges = find::of(clause);
        let own = concerning(pack, at, &prepared.expectations);
        let sides = own::sides(pack, &edges, &own);
        for (edge, (yes, no)) in edges.iter().zip(sides) {
            let Some(kind) = kind(edge) else { continue };
            let (cases, faults) = tried(pack, at, edge, &own);
            trial.findings.extend(faults);
            trial.edges.push(Tried {
                clause: at,
                kind,
                file: Arc::clone(&clause.file),
                place: edge.place,
                text: text(pack, edge),
                cases,
                yes,
                no,
            });
        }
    }
    trial.findings = with_remedies(trial.findings);
    trial
}

/// The cases made for an edge from the first example that reaches it, and the faults in them.
fn tried(
    pack: &Pack,
    clause: usize,
    edge: &Edge<'_>,
    own: &[&Expectation],
) -> (usize, Vec<Diagnostic>) {
    let ladders = own.iter().filter_map(|one| {
        let bench = Bench::new(pack, Situation::clone(&one.situation));
        cases::of(&bench, edge, 1).pop()
    });
    let mut best: Option<cases::Ladder> = None;
    for ladder in ladders.take(MOST_BASES) {
        let turns = ladder.turns();
        if turns || best.is_none() {
            best = Some(ladder);
        }
        if turns {
            break;
        }
    }
    let Some(ladder) = best else { return (0, Vec::new()) };
    (ladder.cases.len(), check::faults(pack, clause, edge, &ladder))
}

/// Situations on both sides of every edge of a clause, and with every fact and answer that it asks for in both
/// ways, made from one situation.
pub(crate) fn around(pack: &Pack, clause: usize, at: &Situation, most: usize) -> Vec<Situation> {
    let Some(of) = pack.clauses.get(clause) else { return Vec::new() };
    let bench = Bench::new(pack, at.clone());
    let edges = find::with_choices(of).into_iter();
    let ladders = edges.flat_map(|edge| cases::of(&bench, &edge, most));
    ladders.flat_map(|ladder| ladder.cases).map(|case| case.at).collect()
}

/// The own examples of a clause and of those that refer to it, one for each situation.
fn concerning<'e>(pack: &Pack, at: usize, all: &'e [Expectation]) -> Vec<&'e Expectation> {
    let concerns = |one: &&Expectation| match one.about {
        Of::Rule(of) | Of::Bar(of) => of == at || pack.reached_from(of).contains(&at),
        Of::Overall(_) => false,
    };
    let mut seen: BTreeSet<*const Situation> = BTreeSet::new();
    let fresh = |one: &&Expectation| seen.insert(Arc::as_ptr(&one.situation));
    all.iter().filter(concerns).filter(fresh).collect()
}

/// What a clause comes to, or the bar that it sets.
fn outcome(pack: &Pack, at: &Situation, clause: usize, of_bar: bool) -> Option<Outcome> {
    let clause = pack.clauses.get(clause)?;
    if of_bar {
        report::outcome_of_bar(pack, at, clause)
    } else {
        report::outcome(pack, at, clause)
    }
}

/// What kind of edge it is; none for what is only a choice.
fn kind(edge: &Edge<'_>) -> Option<Kind> {
    Some(match edge.what {
        What::Compared(..) => Kind::Threshold,
        What::FirstDay(..) => Kind::FirstDay,
        What::LastDay(..) => Kind::LastDay,
        What::Listed(..) | What::Member(..) => Kind::List,
        What::Rows(..) => Kind::Rows,
        What::Due(_) => Kind::Due,
        What::Stated(..) | What::Asked(..) => return None,
    })
}

fn text(pack: &Pack, edge: &Edge<'_>) -> Words {
    let said = |lang: Lang| {
        let writer = Writer::new(pack, lang);
        match (edge.limb(), edge.record(), edge.what) {
            (Some(limb), Some(record), _) => writer.limb(record, limb),
            (Some(limb), None, _) => writer.sentence(limb),
            (None, _, What::Due(duty)) => {
                duty.due.as_ref().map(|due| writer.quantity(due)).unwrap_or_default()
            }
            (None, ..) => String::new(),
        }
    };
    Words { zh: said(Lang::Zh), en: said(Lang::En) }
}
