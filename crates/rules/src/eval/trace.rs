//! The trace: every node that was looked at, what was compared, which rows counted.
//!
//! A trace is flat: nodes in the order in which they began, each with the place of its parent. It borrows
//! the pack, so that words and places are found through it and nothing is copied while evaluating.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::{Node, Observer, Open, Opens};
use crate::{
    model::{Test, TestKind},
    value::{Range, RowRef, Truth},
};

/// A node that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'p> {
    /// The node.
    pub node: Node<'p>,
    /// The place of the node above it in the trace; none for the first.
    pub parent: Option<u32>,
    /// Its result.
    pub truth: Truth,
    /// The place of the two quantities it compared, see [`Trace::compared`].
    pub compared: Option<u32>,
    /// Its rows: from this place among the rows of the trace …
    pub rows_from: u32,
    /// … to this one, exclusive. Rows of nodes below it are theirs alone.
    pub rows_to: u32,
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
    /// Quantities that were compared. Most nodes compare none, and carry no room for them.
    pub comparisons: Vec<(Range, Range)>,
    /// What is open, each once, in the order in which it was met.
    pub opens: Vec<Open>,
}

impl<'p> Trace<'p> {
    /// The nodes directly below a node, or the first node for `None`.
    pub fn below(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Seen<'p>)> {
        let parent = parent.map(place);
        self.nodes.iter().enumerate().filter(move |(_, node)| node.parent == parent)
    }

    /// The two quantities that a node compared.
    pub fn compared(&self, node: &Seen<'p>) -> Option<(Range, Range)> {
        self.comparisons.get(node.compared? as usize).copied()
    }

    /// The rows of a node.
    pub fn rows_of(&self, node: &Seen<'p>) -> &[SeenRow<'p>] {
        self.rows.get(node.rows_from as usize..node.rows_to as usize).unwrap_or(&[])
    }
}

/// A place in a trace, which are counted in 32 bits: a trace has thousands of nodes at the most.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Keeps the trace.
#[derive(Debug, Default)]
pub(crate) struct Tracer<'p> {
    pub(crate) trace: Trace<'p>,
    current: Option<u32>,
    /// What is open, each with the node in which it was met.
    met: Vec<(Option<u32>, Open)>,
    /// What is open, once more: there may be much, and each is looked for when one is met.
    known: FxHashSet<Open>,
    /// What was told of the rules to which clauses refer.
    tales: Vec<Tale<'p>>,
}

/// What was told of the rule of a clause, which is told again where another clause refers to it.
#[derive(Debug)]
struct Tale<'p> {
    clause: u16,
    trace: Arc<Trace<'p>>,
    /// What is open, with the node in which it was met.
    met: Vec<(Option<u32>, Open)>,
}

/// For so many nodes, rows and comparisons there is room from the beginning.
const COMMONLY: (usize, usize, usize) = (64, 256, 32);

impl<'p> Tracer<'p> {
    /// With nothing in it, and room.
    pub(crate) fn with_room() -> Self {
        let trace = Trace {
            nodes: Vec::with_capacity(COMMONLY.0),
            rows: Vec::with_capacity(COMMONLY.1),
            comparisons: Vec::with_capacity(COMMONLY.2),
            opens: Vec::new(),
        };
        Self { trace, ..Self::default() }
    }

    /// The trace that was kept, in as much room as it takes. The room in which it was kept is there for the next one.
    /// Where it is that of a clause to which others refer, it is told again when they do.
    pub(crate) fn take(&mut self, clause: Option<u16>) -> Arc<Trace<'p>> {
        let trace = Arc::new(self.trace.clone());
        if let Some(clause) = clause {
            self.tales.push(Tale { clause, trace: Arc::clone(&trace), met: self.met.clone() });
        }
        self.trace.nodes.clear();
        self.trace.rows.clear();
        self.trace.comparisons.clear();
        self.trace.opens.clear();
        self.met.clear();
        self.known.clear();
        self.current = None;
        trace
    }

    /// What was told of clauses is forgotten where it may not be so any more.
    pub(crate) fn forget_tales(&mut self, of: impl Fn(u16) -> bool) {
        self.tales.retain(|tale| !of(tale.clause));
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
            if node.is_none_or(|at| !moot.get(at as usize).copied().unwrap_or_default()) {
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
            let above = seen.parent.map(|at| at as usize);
            let above = above.and_then(|at| decided.get_mut(at).zip(nodes.get(at)));
            let is_moot = above.is_some_and(|(decided, above)| {
                let before = *decided;
                *decided = before || decides(above.node, seen.truth);
                before
            });
            let inherited = seen.parent.and_then(|at| moot.get(at as usize).copied());
            moot.push(is_moot || inherited.unwrap_or_default());
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
        let rows = place(self.trace.rows.len());
        self.trace.nodes.push(Seen {
            node,
            parent: self.current,
            truth: Truth::False,
            compared: None,
            rows_from: rows,
            rows_to: rows,
        });
        self.current = Some(place(at));
        at
    }

    fn leave(&mut self, mark: usize, truth: Truth) {
        let rows = place(self.trace.rows.len());
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
        let node = self.current.and_then(|at| self.trace.nodes.get_mut(at as usize));
        if let Some(node) = node {
            node.compared = Some(place(self.trace.comparisons.len()));
            self.trace.comparisons.push((left, right));
        }
    }

    fn row(&mut self, seen: SeenRow<'p>) {
        self.trace.rows.push(seen);
    }

    fn rows(&mut self, seen: impl Iterator<Item = SeenRow<'p>>) {
        self.trace.rows.extend(seen);
    }

    fn open(&mut self, item: Open) {
        self.met.push((self.current, item));
        if self.known.insert(item) {
            self.trace.opens.push(item);
        }
    }

    fn tells_again(&mut self, clause: u16) -> Option<Truth> {
        let at = self.tales.iter().position(|tale| tale.clause == clause)?;
        // Taken out while it is told, because what is open is told in the usual way.
        let tale = self.tales.swap_remove(at);
        let (nodes, rows) = (place(self.trace.nodes.len()), place(self.trace.rows.len()));
        let compared = place(self.trace.comparisons.len());
        let above = self.current;
        self.trace.nodes.extend(tale.trace.nodes.iter().map(|seen| Seen {
            parent: seen.parent.map_or(above, |parent| Some(parent + nodes)),
            rows_from: seen.rows_from + rows,
            rows_to: seen.rows_to + rows,
            compared: seen.compared.map(|at| at + compared),
            ..*seen
        }));
        self.trace.rows.extend_from_slice(&tale.trace.rows);
        self.trace.comparisons.extend_from_slice(&tale.trace.comparisons);
        for (node, item) in &tale.met {
            self.current = node.map_or(above, |node| Some(node + nodes));
            self.open(*item);
        }
        self.current = above;
        let truth = tale.trace.nodes.first().map(|seen| seen.truth);
        self.tales.push(tale);
        truth
    }
}
