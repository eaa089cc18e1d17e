//! Looking for facts for which two rules come to different results.
//!
//! It starts from the examples of both packs and asks, in this order: each as it is, each moved to both sides
//! of every edge of both rules, each with what would mend it carried out and moved likewise, each under every
//! type. What it finds is a candidate until [`super::witness`] has written it out and read it again.

use std::sync::Arc;

use super::{
    Matter, Of, Shown, Verdict,
    document::{ClauseChange, Compared, changed},
    favour, order, outcome, parts, same, types_of, verdict,
    witness::{Candidate, settle},
};
use crate::{
    edges,
    examples::{self, Expectation, Prepared},
    facts::Tree,
    model::Clause,
    pack::Pack,
    repair, report,
    situation::{self, Situation},
    yaml::Located,
};

/// So many facts are tried for a clause before the search gives up.
pub const MOST_TRIALS: usize = 4_000;
/// So many examples of either pack are started from.
const MOST_BASES: usize = 24;
/// Where a clause has fewer examples, others are taken, up to so many.
const ENOUGH_BASES: usize = 6;
/// So many rows of a list are moved to the sides of an edge inside it.
const MOST_ROWS: usize = 2;

/// Facts to start from, as both packs read them.
pub(super) struct Base<'p> {
    pub(super) document: Arc<Located<Tree>>,
    pub(super) a: Situation,
    pub(super) b: Situation,
    kind: Option<&'p str>,
}

/// The examples of both packs.
pub(super) struct Searcher<'p> {
    a: &'p Pack,
    b: &'p Pack,
    examples: [Prepared; 2],
}

impl<'p> Searcher<'p> {
    pub(super) fn new(a: &'p Pack, b: &'p Pack) -> Self {
        Self { a, b, examples: [examples::prepare(a), examples::prepare(b)] }
    }

    /// What differs between two clauses; none when nothing does.
    pub(super) fn changed(&mut self, a: &'p Clause, b: &'p Clause) -> Option<ClauseChange> {
        let (a, b) = ((self.a, a), (self.b, b));
        let parts = parts::between(a, b);
        let alike = same::decide_alike(a, b);
        if parts.is_empty() && alike {
            return None;
        }
        let has = |matter: Matter, clause: &Clause| match matter {
            Matter::Rule => clause.rule.is_some() || clause.duty.is_some(),
            Matter::Bar => clause.bar.is_some(),
        };
        let both = [Matter::Rule, Matter::Bar].into_iter();
        let both = both.filter(|matter| has(*matter, a.1) && has(*matter, b.1));
        let compared =
            both.map(
                |matter| {
                    if alike { Compared::equal(matter) } else { self.compared(a, b, matter) }
                },
            );
        Some(changed(a, b, parts, compared.collect()))
    }

    fn compared(&self, a: Of<'p>, b: Of<'p>, matter: Matter) -> Compared {
        let order = order::of(a, b, matter == Matter::Bar);
        if order == Some(order::Order::Equal) {
            return Compared::equal(matter);
        }
        let mut hunt = Hunt { a, b, matter, trials: 0, looser: None, stricter: None };
        for base in self.bases(a, b) {
            if hunt.is_over() {
                break;
            }
            hunt.from(&base);
        }
        let (verdict, shown) = verdict(order, hunt.looser.is_some(), hunt.stricter.is_some());
        let witnesses = [hunt.looser, hunt.stricter].into_iter().flatten().collect();
        let bound = match (verdict, order) {
            (Verdict::NoDifferenceFound, Some(order::Order::NotStricter)) => {
                Some(Verdict::Stricter)
            }
            (Verdict::NoDifferenceFound, Some(order::Order::NotLooser)) => Some(Verdict::Looser),
            (_, _) => None,
        };
        let trials = if shown == Shown::Structure { 0 } else { hunt.trials };
        Compared { of: matter, verdict, shown, excluded: bound, trials, witnesses }
    }

    /// Facts to start from: the examples of both clauses, and others where these are few.
    fn bases(&self, a: Of<'p>, b: Of<'p>) -> Vec<Base<'p>> {
        let [mine, theirs] = &self.examples;
        let about = |(pack, clause): Of<'p>, one: &Expectation| {
            let id = &*clause.written.id.value;
            one.told.of.strip_suffix("#bar").unwrap_or(&one.told.of) == id
                && pack.clause(id).is_some()
        };
        let own = |of: Of<'p>, all: &'_ Prepared| -> Vec<usize> {
            let all = all.expectations.iter().enumerate();
            all.filter(|(_, one)| about(of, one)).map(|(at, _)| at).take(MOST_BASES).collect()
        };
        let (first, second) = (own(a, mine), own(b, theirs));
        let few = ENOUGH_BASES.saturating_sub(first.len() + second.len());
        let step = (mine.expectations.len() / few.max(1)).max(1);
        let others = (0..mine.expectations.len()).step_by(step).take(few);
        let from = |all: &'_ Prepared, at: Vec<usize>| -> Vec<Base<'p>> {
            at.into_iter().filter_map(|at| self.base(all.expectations.get(at)?)).collect()
        };
        let mut bases = from(mine, first);
        bases.extend(from(theirs, second));
        bases.extend(from(mine, others.collect()));
        if bases.is_empty() {
            bases.extend(self.nothing_known());
        }
        let mut fresh: Vec<Base<'p>> = Vec::new();
        for base in bases {
            if fresh.iter().all(|other| other.document != base.document || other.kind != base.kind)
            {
                fresh.push(base);
            }
        }
        fresh
    }

    fn base(&self, one: &Expectation) -> Option<Base<'p>> {
        let id = one.kind.as_deref();
        let kind = id.and_then(|id| {
            let of = |pack: &'p Pack| pack.file.types.iter().find(|def| def.id.value == id);
            of(self.a).or_else(|| of(self.b)).map(|def| &*def.id.value)
        });
        self.read(Arc::clone(&one.document), kind)
    }

    fn read(&self, document: Arc<Located<Tree>>, kind: Option<&'p str>) -> Option<Base<'p>> {
        let read = |pack: &'p Pack| read(pack, &document, kind);
        let (a, b) = (read(self.a), read(self.b));
        Some(Base { a, b, kind, document })
    }

    /// No example anywhere: nothing known, on the first day of the year in which the instrument is in force.
    fn nothing_known(&self) -> Option<Base<'p>> {
        let from = self.b.file.document.effective_from.or(self.b.file.document.signed_on);
        let year = from.map_or(2026, |day| day.year());
        let text = format!("{{round: {{date: {year}-12-31}}, lists: closed, facts: {{}}}}");
        let document = crate::yaml::parse::<Located<Tree>>(&text).ok()?;
        self.read(Arc::new(document), None)
    }
}

/// A document as a pack reads it, for a type that it may have; names that it does not have are left aside.
pub(super) fn read(pack: &Pack, document: &Located<Tree>, kind: Option<&str>) -> Situation {
    let (situation, _) = situation::read(pack, "", document, None);
    match kind.and_then(|id| pack.type_at(id)) {
        Some(kind) => situation.for_type(pack, kind),
        None => situation,
    }
}

/// The search for one pair of rules.
struct Hunt<'p> {
    a: Of<'p>,
    b: Of<'p>,
    matter: Matter,
    trials: usize,
    looser: Option<super::Witness>,
    stricter: Option<super::Witness>,
}

impl<'p> Hunt<'p> {
    fn is_over(&self) -> bool {
        self.trials >= MOST_TRIALS || (self.looser.is_some() && self.stricter.is_some())
    }

    fn from(&mut self, base: &Base<'p>) {
        self.ask(base, base.kind, base.a.clone(), base.b.clone());
        self.near(base, &base.a, &base.b);
        let mended = self.mended(base);
        for (a, b) in mended {
            self.ask(base, base.kind, a.clone(), b.clone());
            self.near(base, &a, &b);
        }
        let (a, b) = (types_of(self.a.0, self.a.1), types_of(self.b.0, self.b.1));
        for id in a.union(&b).copied() {
            let typed = |pack: &Pack, at: &Situation| {
                pack.type_at(id).map(|kind| at.clone().for_type(pack, kind))
            };
            if let (Some(a), Some(b)) = (typed(self.a.0, &base.a), typed(self.b.0, &base.b)) {
                self.ask(base, Some(id), a, b);
            }
        }
    }

    /// Both sides of every edge of both rules, and of those that they refer to.
    fn near(&mut self, base: &Base<'p>, a: &Situation, b: &Situation) {
        for (pack, at, is_first) in [(self.a, a, true), (self.b, b, false)] {
            let own = pack.0.names.clause(&pack.1.written.id).map(usize::from);
            let reached = own.map(|own| pack.0.reached_from(own)).unwrap_or_default();
            for clause in own.into_iter().chain(reached) {
                for moved in edges::around(pack.0, clause, at, MOST_ROWS) {
                    if self.is_over() {
                        return;
                    }
                    let other = if is_first {
                        moved.carried(self.a.0, b, self.b.0)
                    } else {
                        moved.carried(self.b.0, a, self.a.0)
                    };
                    let (a, b) = if is_first { (moved, other) } else { (other, moved) };
                    self.ask(base, base.kind, a, b);
                }
            }
        }
    }

    /// The facts with what would mend either rule carried out.
    fn mended(&self, base: &Base<'p>) -> Vec<(Situation, Situation)> {
        let plans = |(pack, clause): Of<'p>, at: &Situation| -> Vec<Situation> {
            let result = match self.matter {
                Matter::Rule => report::evaluate_clause(pack, at, clause),
                Matter::Bar => report::evaluate_bar(pack, at, clause),
            };
            let repairs = result.map(|result| result.repairs).unwrap_or_default();
            repairs.iter().filter_map(|one| repair::carried_out(pack, at, one)).collect()
        };
        let first = plans(self.a, &base.a).into_iter().map(|a| {
            let b = a.carried(self.a.0, &base.b, self.b.0);
            (a, b)
        });
        let second = plans(self.b, &base.b).into_iter().map(|b| {
            let a = b.carried(self.b.0, &base.a, self.a.0);
            (a, b)
        });
        first.chain(second).collect()
    }

    /// Asks both rules, and keeps facts for which they differ in a way that was not yet seen.
    fn ask(&mut self, base: &Base<'p>, kind: Option<&'p str>, a: Situation, b: Situation) {
        self.trials += 1;
        let pair = [(self.a, &a), (self.b, &b)].map(|(of, at)| {
            outcome(of, at, self.matter).and_then(|outcome| favour(of.1, outcome, self.matter))
        });
        let [Some(before), Some(after)] = pair else { return };
        let wanted = match before.cmp(&after) {
            std::cmp::Ordering::Less => self.looser.is_none(),
            std::cmp::Ordering::Greater => self.stricter.is_none(),
            std::cmp::Ordering::Equal => false,
        };
        if !wanted {
            return;
        }
        let candidate =
            Candidate { matter: self.matter, kind, a: &a, b: &b, document: &base.document.value };
        let witness = settle(self.a, self.b, &candidate, after > before);
        if after > before { self.looser = witness } else { self.stricter = witness }
    }
}
