//! The edges of a pack in `guohe pack test`: facts made on both sides of each, and where no own example stands.

use guohe_rules::{
    edges::{self, Kind, Tried},
    pack::{Pack, PackFiles},
};

use super::say;
use crate::shelf;

/// What was counted over packs.
#[derive(Debug, Default)]
pub(super) struct Count {
    edges: usize,
    cases: usize,
    without_own: usize,
    unreached: usize,
    /// Where the program is at odds with itself.
    pub(super) faults: usize,
}

impl Count {
    /// Tries the edges of a pack and names those without an own example on one side.
    pub(super) fn add(&mut self, pack: &Pack, files: &PackFiles) {
        let trial = edges::run(pack);
        shelf::print_findings(&trial.findings, files);
        for edge in trial.without_own() {
            say(&told(pack, edge));
        }
        for edge in trial.unreached() {
            say(&unreached(pack, edge));
        }
        self.edges += trial.edges.len();
        self.cases += trial.cases();
        self.without_own += trial.without_own().count();
        self.unreached += trial.unreached().count();
        self.faults += trial.findings.len();
    }

    /// The figure.
    pub(super) fn say(&self) {
        let Self { edges, cases, without_own, unreached, faults } = self;
        say(&format!(
            "边界 {edges} 处，生成事实 {cases} 例，{without_own} 处有一侧没有自写的例子，{unreached} 处无法由例子到达，{faults} 处自相矛盾"
        ));
        say(&format!(
            "{edges} edges, {cases} cases made, {without_own} edges without an own example on a side, {unreached} out of reach of every example, {faults} at odds"
        ));
    }
}

/// An edge without an own example on a side, as a located line in both languages.
fn told(pack: &Pack, edge: &Tried) -> String {
    let sides = [(edge.yes.is_none(), true), (edge.no.is_none(), false)];
    let wanting: Vec<_> =
        sides.iter().filter(|(lacks, _)| *lacks).map(|(_, yes)| side(edge.kind, *yes)).collect();
    let zh: Vec<_> = wanting.iter().map(|(zh, _)| *zh).collect();
    let en: Vec<_> = wanting.iter().map(|(_, en)| *en).collect();
    format!(
        "{}：缺例子——{}\n    {}: no example {}",
        named(pack, edge),
        zh.join("、"),
        edge.text.en,
        en.join(" nor "),
    )
}

/// An edge on both sides of which no facts could be made.
fn unreached(pack: &Pack, edge: &Tried) -> String {
    format!(
        "{}：由现有例子造不出两侧的事实\n    {}: no facts on its sides could be made from an example",
        named(pack, edge),
        edge.text.en
    )
}

/// Where an edge stands, its clause, and the limb in Chinese.
fn named(pack: &Pack, edge: &Tried) -> String {
    let clause = pack.clauses.get(edge.clause).map_or("", |clause| &*clause.written.id.value);
    let Tried { file, place, text, .. } = edge;
    format!("{file}:{}:{}: [{clause}] {}", place.line, place.column, text.zh)
}

/// What a side of an edge is called.
fn side(kind: Kind, yes: bool) -> (&'static str, &'static str) {
    match (kind, yes) {
        (Kind::Threshold | Kind::Rows, true) => ("成立的一侧", "where it holds"),
        (Kind::Threshold | Kind::Rows, false) => ("不成立的一侧", "where it does not"),
        (Kind::FirstDay | Kind::LastDay, true) => ("窗口之内", "inside the window"),
        (Kind::FirstDay, false) => ("窗口第一天之前", "before the first day of the window"),
        (Kind::LastDay, false) => ("窗口最后一天之后", "after the last day of the window"),
        (Kind::List, true) => ("名单之内", "on the list"),
        (Kind::List, false) => ("名单之外", "off the list"),
        (Kind::Due, true) => ("按期", "in time"),
        (Kind::Due, false) => ("逾期", "too late"),
    }
}
