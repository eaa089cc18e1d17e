//! Where everything stands on a map of stages: one stage a row, in layers; ways to the next row run straight, all
//! others through tracks beside the column, forward on the right and back on the left, one track for each goal.
//!
//! So no line crosses a box, the map stays narrow enough for a phone, and the same data give the same map.

use std::collections::{BTreeMap, BTreeSet};

use crate::procedure::{Act, Procedure, check::targets};

/// A way from one stage to another, with the acts that lead along it.
#[derive(Debug)]
pub(super) struct Way<'a> {
    /// The row it leaves.
    pub(super) from: usize,
    /// The row it reaches.
    pub(super) to: usize,
    /// The acts.
    pub(super) acts: Vec<&'a Act>,
}

/// Rows and ways.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    /// The stages from the top down, by their place in the procedure.
    pub(super) rows: Vec<usize>,
    /// Every way between two different stages.
    pub(super) ways: Vec<Way<'a>>,
    /// For each goal that is reached from above but not from the row before it: its track, from the box outwards.
    pub(super) forward: BTreeMap<usize, usize>,
    /// The same for goals that are reached from below.
    pub(super) back: BTreeMap<usize, usize>,
}

impl<'a> Layout<'a> {
    /// Lays out a procedure.
    pub(super) fn of(procedure: &'a Procedure) -> Self {
        let edges = edges(procedure);
        let rows = rows(procedure.stages.len(), &edges);
        let mut row_of = vec![0; rows.len()];
        for (row, stage) in rows.iter().enumerate() {
            if let Some(place) = row_of.get_mut(*stage) {
                *place = row;
            }
        }
        let row = |stage: &usize| row_of.get(*stage).copied().unwrap_or_default();
        let ways: Vec<Way<'a>> = edges
            .into_iter()
            .map(|((from, to), acts)| Way { from: row(&from), to: row(&to), acts })
            .collect();
        let ends = || ways.iter().map(|way| (way.from, way.to));
        let forward = tracks(ends().filter(|(from, to)| *to > from + 1));
        let back = tracks(ends().filter(|(from, to)| to < from));
        Self { rows, ways, forward, back }
    }
}

type Edges<'a> = BTreeMap<(usize, usize), Vec<&'a Act>>;

fn edges(procedure: &Procedure) -> Edges<'_> {
    let acts: Vec<&Act> = procedure.acts.iter().collect();
    let places: BTreeMap<&str, usize> =
        procedure.stages.iter().zip(0..).map(|(stage, at)| (stage.id.value.as_str(), at)).collect();
    let mut edges: Edges<'_> = BTreeMap::new();
    for act in &acts {
        for from in &act.from {
            let goals: BTreeSet<&str> = targets(act, from, &acts).into_iter().collect();
            let ends = goals.into_iter().filter_map(|to| places.get(to));
            for to in ends {
                if let Some(from) = places.get(from.value.as_str()).filter(|from| *from != to) {
                    edges.entry((*from, *to)).or_default().push(act);
                }
            }
        }
    }
    edges
}

/// The stages by layer, and within a layer as they stand in the file. A layer is the longest way from the beginning
/// that does not turn back.
fn rows(count: usize, edges: &Edges<'_>) -> Vec<usize> {
    let mut walk = Walk {
        edges,
        open: vec![false; count],
        done: vec![false; count],
        order: Vec::new(),
        turns: BTreeSet::new(),
    };
    (0..count).for_each(|stage| walk.visit(stage));
    let mut layer = vec![0_usize; count];
    for stage in walk.order.iter().rev() {
        let here = layer.get(*stage).copied().unwrap_or_default();
        for (edge, _) in edges.range((*stage, 0)..(*stage + 1, 0)) {
            if let Some(there) = layer.get_mut(edge.1).filter(|_| !walk.turns.contains(edge)) {
                *there = (*there).max(here + 1);
            }
        }
    }
    let mut rows: Vec<usize> = (0..count).collect();
    rows.sort_by_key(|stage| (layer.get(*stage).copied(), *stage));
    rows
}

/// A walk in depth that finds the edges which turn back.
struct Walk<'w, 'a> {
    edges: &'w Edges<'a>,
    open: Vec<bool>,
    done: Vec<bool>,
    order: Vec<usize>,
    turns: BTreeSet<(usize, usize)>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, stage: usize) {
        if self.done.get(stage).copied().unwrap_or(true) {
            return;
        }
        set(&mut self.open, stage, true);
        set(&mut self.done, stage, true);
        let edges = self.edges;
        for ((_, to), _) in edges.range((stage, 0)..(stage + 1, 0)) {
            if self.open.get(*to).copied().unwrap_or_default() {
                self.turns.insert((stage, *to));
            }
            self.visit(*to);
        }
        set(&mut self.open, stage, false);
        self.order.push(stage);
    }
}

fn set(flags: &mut [bool], at: usize, value: bool) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = value;
    }
}

/// A track for each goal, such that no two that lie beside each other share one; short ones lie nearest to the boxes.
fn tracks(ways: impl Iterator<Item = (usize, usize)>) -> BTreeMap<usize, usize> {
    let mut spans: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (from, to) in ways {
        let span = spans.entry(to).or_insert((to, to));
        *span = (span.0.min(from), span.1.max(from));
    }
    let mut by_length: Vec<(usize, (usize, usize))> = spans.into_iter().collect();
    by_length.sort_by_key(|(goal, (first, last))| (last - first, *goal));
    let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut tracks = BTreeMap::new();
    for (goal, span) in by_length {
        let free = |taken: &Vec<(usize, usize)>| {
            taken.iter().all(|other| span.1 < other.0 || other.1 < span.0)
        };
        let lane = lanes.iter().position(free).unwrap_or(lanes.len());
        match lanes.get_mut(lane) {
            Some(taken) => taken.push(span),
            None => lanes.push(vec![span]),
        }
        tracks.insert(goal, lane);
    }
    tracks
}
