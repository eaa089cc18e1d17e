//! The trace: every node that was looked at, what was compared, which rows counted.
//!
//! A trace is flat: nodes in the order in which they began, each with the place of its parent. It borrows
//! the pack, so that words and places are found through it and nothing is copied while evaluating.

use super::{Node, Observer, Open};
use crate::{
    model::Test,
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
}

impl Tracer<'_> {
    /// One with room for what a rule commonly has.
    pub(crate) fn roomy() -> Self {
        let (nodes, rows) = (Vec::with_capacity(8), Vec::with_capacity(32));
        Self { trace: Trace { nodes, rows, opens: Vec::new() }, current: None }
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
        if !self.trace.opens.contains(&item) {
            self.trace.opens.push(item);
        }
    }
}
