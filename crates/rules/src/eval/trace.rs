//! The trace: every node that was looked at, what was compared, which rows counted.
//!
//! A trace is flat: nodes in the order in which they began, each with the place of its parent. It borrows
//! the pack, so that words and places are found through it and nothing is copied while evaluating.

use smallvec::SmallVec;

use super::{Node, Observer, Open, Opens};
use crate::{
    facts::CellRef,
    model::{Test, TestKind},
    value::{Range, RowRef, Truth},
};

/// A node that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'p> {
    /// The node.
    pub node: Node<'p>,
    /// The place of the node above it in the trace; none for the first.
    pub parent: Option<usize>,
    /// Its result.
    pub truth: Truth,
    /// The two quantities it compared.
    pub compared: Option<(Range, Range)>,
    /// Its rows: from this place among the rows of the trace …
    pub rows_from: usize,
    /// … to this one, exclusive. Rows of nodes below it are theirs alone.
    pub rows_to: usize,
}

/// A row that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct SeenRow<'p> {
    /// The row.
    pub row: RowRef,
    /// Whether it counted.
    pub truth: Truth,
    /// The limb that kept it out or leaves it open.
    pub because: Option<&'p Test>,
}

/// All that was looked at in one evaluation of one rule.
#[derive(Debug, Clone, Default)]
pub struct Trace<'p> {
    /// Nodes in the order in which they began.
    pub nodes: Vec<Seen<'p>>,
    /// Rows in the order in which they were looked at.
    pub rows: Vec<SeenRow<'p>>,
    /// What is open, each once, in the order in which it was met.
    pub opens: Vec<Open>,
}

impl<'p> Trace<'p> {
    /// The nodes directly below a node, or the first node for `None`.
    pub fn below(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Seen<'p>)> {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.parent == parent)
    }

    /// The rows of a node.
    pub fn rows_of(&self, node: &Seen<'p>) -> &[SeenRow<'p>] {
        self.rows.get(node.rows_from..node.rows_to).unwrap_or(&[])
    }
}

/// Keeps the trace.
#[derive(Debug, Default)]
pub(crate) struct Tracer<'p> {
    pub(crate) trace: Trace<'p>,
    current: Option<usize>,
    /// What is open, each with the node in which it was met.
    met: Vec<(Option<usize>, Open)>,
    /// The facts among what is open, each in one word: there may be many, and each is looked for when one is met.
    facts: Vec<u64>,
}

impl<'p> Tracer<'p> {
    /// The trace that was kept, in as much room as it takes. The room in which it was kept is there for the next one.
    pub(crate) fn take(&mut self) -> Trace<'p> {
        let trace = self.trace.clone();
        self.trace.nodes.clear();
        self.trace.rows.clear();
        self.trace.opens.clear();
        self.met.clear();
        self.facts.clear();
        self.current = None;
        trace
    }

    /// Whether it has been met before that something is open; from now on it has.
    fn has_met(&mut self, item: Open) -> bool {
        let Open::Fact(CellRef { at: RowRef { record, row }, field }) = item else {
            return self.trace.opens.contains(&item);
        };
        let word = u64::from(record) << 48 | u64::from(field) << 32 | u64::from(row);
        let met = self.facts.contains(&word);
        if !met {
            self.facts.push(word);
        }
        met
    }

    /// What is open for whoever looks no further than it takes to decide: limbs of a junction after the one that
    /// decides it are left out.
    pub(crate) fn undecided(&self) -> Opens {
        let mut opens = Opens::default();
        if self.met.is_empty() {
            return opens;
        }
        let moot = self.moot();
        for (node, open) in &self.met {
            if node.is_none_or(|at| !moot.get(at).copied().unwrap_or_default()) {
                opens.open(*open);
            }
        }
        opens
    }

    /// For each node, whether it was looked at only because every limb is.
    fn moot(&self) -> SmallVec<[bool; 64]> {
        let nodes = &self.trace.nodes;
        let mut moot = SmallVec::with_capacity(nodes.len());
        let mut decided: SmallVec<[bool; 64]> = SmallVec::from_elem(false, nodes.len());
        for seen in nodes {
            let above = seen.parent.and_then(|at| decided.get_mut(at).zip(nodes.get(at)));
            let is_moot = above.is_some_and(|(decided, above)| {
                let before = *decided;
                *decided = before || decides(above.node, seen.truth);
                before
            });
            let inherited = seen.parent.and_then(|at| moot.get(at).copied()).unwrap_or_default();
            moot.push(is_moot || inherited);
        }
        moot
    }
}

/// Whether a limb that comes to this decides the node above it.
fn decides(above: Node<'_>, limb: Truth) -> bool {
    let Node::Test(test) = above else { return false };
    match test.what {
        TestKind::All(_) | TestKind::EveryPeriod(..) => limb == Truth::False,
        TestKind::Any(_) => limb == Truth::True,
        TestKind::Not(_)
        | TestKind::AtLeastKOf(..)
        | TestKind::OneOf { .. }
        | TestKind::Is(_)
        | TestKind::Given(_)
        | TestKind::Absent(_)
        | TestKind::Compare(..)
        | TestKind::Within(..)
        | TestKind::Overlap(_)
        | TestKind::Covered { .. }
        | TestKind::InList { .. }
        | TestKind::OwnedBy { .. }
        | TestKind::Same(..)
        | TestKind::Named(..)
        | TestKind::Some(_)
        | TestKind::No(_)
        | TestKind::Each(..)
        | TestKind::Document(_)
        | TestKind::Judge(_)
        | TestKind::Refer(_)
        | TestKind::Readings(..)
        | TestKind::Rare(_) => false,
    }
}

impl<'p> Observer<'p> for Tracer<'p> {
    const DEEP: bool = true;
    const OPENS: bool = true;

    fn enter(&mut self, node: Node<'p>) -> usize {
        let at = self.trace.nodes.len();
        let rows = self.trace.rows.len();
        self.trace.nodes.push(Seen {
            node,
            parent: self.current,
            truth: Truth::False,
            compared: None,
            rows_from: rows,
            rows_to: rows,
        });
        self.current = Some(at);
        at
    }

    fn leave(&mut self, mark: usize, truth: Truth) {
        let rows = self.trace.rows.len();
        let has_below = self.trace.nodes.len() > mark + 1;
        if let Some(seen) = self.trace.nodes.get_mut(mark) {
            seen.truth = truth;
            if !has_below {
                seen.rows_to = rows;
            }
            self.current = seen.parent;
        }
    }

    fn compared(&mut self, left: Range, right: Range) {
        let node = self.current.and_then(|at| self.trace.nodes.get_mut(at));
        if let Some(node) = node {
            node.compared = Some((left, right));
        }
    }

    fn row(&mut self, seen: SeenRow<'p>) {
        self.trace.rows.push(seen);
    }

    fn open(&mut self, item: Open) {
        self.met.push((self.current, item));
        if !self.has_met(item) {
            self.trace.opens.push(item);
        }
    }
}
