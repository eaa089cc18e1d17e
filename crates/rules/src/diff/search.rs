//! Looking for facts for which two rules come to different results.
//!
//! It starts from the examples of both packs and asks, in this order: each as it is, each moved to both sides
//! of every edge of both rules, each with what would mend it carried out and moved likewise, each under every
//! type, and while little was tried each moved to two edges. What it finds is a candidate until
//! [`super::witness`] has written it out and read it again.

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
/// Facts are moved to two edges at a time while fewer were tried.
const ENOUGH_TRIALS: usize = 1_000;
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
        let bases = self.bases(a, b);
        for base in &bases {
            if hunt.is_over() {
                break;
            }
            hunt.from(base);
        }
        hunt.deeper(&bases);
        let (verdict, shown) = verdict(order, (&hunt.looser, &hunt.stricter));
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
            let chosen = at.into_iter().filter_map(|at| all.expectations.get(at));
            chosen.map(|one| self.base(one)).collect()
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

    fn base(&self, one: &Expectation) -> Base<'p> {
        let id = one.kind.as_deref();
        let kind = id.and_then(|id| {
            let of = |pack: &'p Pack| pack.file.types.iter().find(|def| def.id.value == id);
            of(self.a).or_else(|| of(self.b)).map(|def| &*def.id.value)
        });
        self.read(Arc::clone(&one.document), kind)
    }

    fn read(&self, document: Arc<Located<Tree>>, kind: Option<&'p str>) -> Base<'p> {
        let read = |pack: &'p Pack| read(pack, &document, kind);
        let (a, b) = (read(self.a), read(self.b));
        Base { document, a, b, kind }
    }

    /// No example anywhere: nothing known and all lists empty, at the end of the first year of the instrument.
    fn nothing_known(&self) -> Option<Base<'p>> {
        let from = self.b.file.document.effective_from.or(self.b.file.document.signed_on);
        let year = from?.year();
        let text = format!("{{round: {{date: {year}-12-31}}, lists: closed, facts: {{}}}}");
        let document = crate::yaml::parse::<Located<Tree>>(&text).ok()?;
        Some(self.read(Arc::new(document), None))
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
        self.ask(base, base.kind, (&base.a, &base.b));
        self.near(base, base.kind, (&base.a, &base.b));
        for (a, b) in self.mended(base) {
            self.ask(base, base.kind, (&a, &b));
            self.near(base, base.kind, (&a, &b));
        }
        let (a, b) = (types_of(self.a.0, self.a.1), types_of(self.b.0, self.b.1));
        for id in a.union(&b).copied() {
            let typed = |pack: &Pack, at: &Situation| {
                pack.type_at(id).map(|kind| at.clone().for_type(pack, kind))
            };
            let pair = (typed(self.a.0, &base.a), typed(self.b.0, &base.b));
            let (Some(one), Some(other)) = pair else { continue };
            self.ask(base, Some(id), (&one, &other));
            if a.contains(id) != b.contains(id) {
                self.near(base, Some(id), (&one, &other));
            }
        }
    }

    /// Both sides of every edge of both rules.
    fn near(&mut self, base: &Base<'p>, kind: Option<&'p str>, (a, b): (&Situation, &Situation)) {
        for of_first in [true, false] {
            for (a, b) in self.moved(of_first, a, b) {
                if self.is_over() {
                    return;
                }
                self.ask(base, kind, (&a, &b));
            }
        }
    }

    /// Facts moved to the sides of the edges of one of the rules and of those that it refers to.
    fn moved(&self, of_first: bool, a: &Situation, b: &Situation) -> Vec<(Situation, Situation)> {
        let ((pack, clause), at) = if of_first { (self.a, a) } else { (self.b, b) };
        let own = pack.names.clause(&clause.written.id).map(usize::from);
        let reached = own.map(|own| pack.reached_from(own)).unwrap_or_default();
        let all = own.into_iter().chain(reached);
        let moved = all.flat_map(|clause| edges::around(pack, clause, at, MOST_ROWS));
        let pair = |moved: Situation| {
            if of_first {
                let other = moved.carried(self.a.0, b, self.b.0);
                (moved, other)
            } else {
                (moved.carried(self.b.0, a, self.a.0), moved)
            }
        };
        moved.map(pair).collect()
    }

    /// Where little was tried, two edges at a time.
    fn deeper(&mut self, bases: &[Base<'p>]) {
        for base in bases {
            for of_first in [true, false] {
                for (a, b) in self.moved(of_first, &base.a, &base.b) {
                    if self.trials >= ENOUGH_TRIALS || self.is_over() {
                        return;
                    }
                    self.near(base, base.kind, (&a, &b));
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
    fn ask(&mut self, base: &Base<'p>, kind: Option<&'p str>, (a, b): (&Situation, &Situation)) {
        self.trials += 1;
        let pair = [(self.a, a), (self.b, b)].map(|(of, at)| {
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
            Candidate { matter: self.matter, kind, a, b, document: &base.document.value };
        let witness = settle(self.a, self.b, &candidate, after > before);
        if after > before { self.looser = witness } else { self.stricter = witness }
    }
}
