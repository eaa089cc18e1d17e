//! Ways through a procedure: every stage can be reached, and from every stage an end can be.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::diagnostic::words;

use super::Checker;
use crate::procedure::{Act, BACK, DECIDED, Kind, Procedure, Stage};

impl<'a> Checker<'a> {
    /// Stages that nothing leads to, that lead nowhere, or in which nobody can do anything.
    pub(super) fn reach(&mut self, procedure: &'a Procedure) {
        let acts: Vec<&Act> = self.acts().collect();
        let ways = ways(&acts);
        let stages = || self.parts.iter().flat_map(|part| &part.procedure.stages);
        let first = stages().next().map(|first| first.id.value.as_str());
        let opened = self.parts.iter().flat_map(|part| part.procedure.opened());
        let opened = opened.map(|opened| opened.stage.value.as_str());
        let reached = closure(&ways, first.into_iter().chain(opened).collect());
        let ends = stages().filter(|stage| stage.end.is_some());
        let ending = closure(&turned(&ways), ends.map(|end| end.id.value.as_str()).collect());
        for stage in &procedure.stages {
            self.resting_on(&stage.cites);
            let id = &stage.id;
            if !reached.contains(id.value.as_str()) {
                let zh = format!("没有办法到达环节“{id}”");
                let en = format!("nothing leads to the stage `{id}`");
                self.say("unreachable-stage", id.place, words(zh, en));
            }
            if !ending.contains(id.value.as_str()) {
                let zh = format!("从环节“{id}”出发无法到达任何终点");
                let en = format!("no end can be reached from the stage `{id}`");
                self.say("dead-end", id.place, words(zh, en));
            }
            self.turn(stage, &acts);
        }
        for act in &procedure.acts {
            self.resting_on(&act.cites);
            self.leads_somewhere(act, &acts);
        }
    }

    /// Whose turn it is in a stage: somebody who can act there, and nobody at an end.
    fn turn(&mut self, stage: &Stage, acts: &[&Act]) {
        let id = &stage.id;
        let here: Vec<&&Act> = acts.iter().filter(|act| exists_in(act, id)).collect();
        let Some(who) = &stage.waits_for else {
            if stage.end.is_none() && !here.iter().any(|act| act.kind.value == Kind::Lapse) {
                let zh = format!("环节“{id}”没有写明等待谁办理");
                let en = format!("the stage `{id}` waits for nobody and is no end");
                self.say("no-turn", id.place, words(zh, en));
            }
            return;
        };
        if stage.end.is_some() {
            let zh = format!("“{id}”是终点，却在等待“{who}”办理");
            let en = format!("`{id}` is an end and waits for `{who}`");
            self.say("waits-at-end", who.place, words(zh, en));
        } else if !here.iter().any(|act| act.by.contains(who)) {
            let zh = format!("环节“{id}”等待“{who}”办理，但没有其可以办理的事项");
            let en = format!("the stage `{id}` waits for `{who}`, who has no act in it");
            self.say("waits-for-nobody", who.place, words(zh, en));
        }
    }

    /// Ways back, and to what was decided, from a stage into which no case is sent.
    fn leads_somewhere(&mut self, act: &Act, acts: &[&Act]) {
        let written = act.to.iter().chain(act.outcomes.iter().filter_map(|way| way.to.as_ref()));
        for to in written.filter(|to| to.value == BACK || to.value == DECIDED) {
            for from in act.from.iter().filter(|from| resolved(to, from, acts).is_empty()) {
                let zh = format!("“{}”在环节“{from}”写 {to}，但没有事项把案件送到这里", act.id);
                let en =
                    format!("`{}` says {to} in `{from}`, to which no act sends a case", act.id);
                self.say("leads-nowhere", to.place, words(zh, en));
            }
        }
    }
}

type Ways<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// From each stage, the stages to which an act leads in one step; an act that nobody may do leads nowhere.
fn ways<'a>(acts: &[&'a Act]) -> Ways<'a> {
    let mut ways: Ways<'a> = BTreeMap::new();
    let doable = |act: &&&'a Act| !act.by.is_empty() || act.kind.value == Kind::Lapse;
    for act in acts.iter().filter(doable) {
        for from in &act.from {
            let to = ways.entry(from.value.as_str()).or_default();
            to.extend(targets(act, from, acts));
        }
    }
    ways
}

/// Where an act leads from a stage; the ways back and to what was decided follow from the acts that lead here.
pub(crate) fn targets<'a>(act: &'a Act, from: &str, acts: &[&'a Act]) -> Vec<&'a str> {
    let written = act.to.iter().chain(act.outcomes.iter().filter_map(|o| o.to.as_ref()));
    written.flat_map(|to| resolved(to, from, acts)).collect()
}

/// The stages for which a written goal stands in a stage.
fn resolved<'a>(to: &'a str, from: &str, acts: &[&'a Act]) -> Vec<&'a str> {
    match to {
        BACK => {
            let here = acts.iter().filter(|act| leads_to(act, from));
            here.flat_map(|act| stages_of(act)).collect()
        }
        DECIDED => {
            let prepared = acts.iter().flat_map(|act| &act.outcomes);
            let here = prepared.filter(|o| o.to.as_ref().is_some_and(|to| to.value == from));
            here.filter_map(|o| o.then.as_ref()).map(|then| then.value.as_str()).collect()
        }
        other => vec![other],
    }
}

/// Whether an act exists in a stage.
pub(super) fn exists_in(act: &Act, stage: &str) -> bool {
    stages_of(act).any(|from| from == stage)
}

/// Whether an act leads to a stage.
pub(super) fn leads_to(act: &Act, stage: &str) -> bool {
    let mut targets = act.to.iter().chain(act.outcomes.iter().filter_map(|o| o.to.as_ref()));
    targets.any(|to| to.value == stage)
}

fn stages_of(act: &Act) -> impl Iterator<Item = &str> {
    act.from.iter().map(|from| from.value.as_str())
}

fn turned<'a>(ways: &Ways<'a>) -> Ways<'a> {
    let mut back: Ways<'a> = BTreeMap::new();
    for (from, targets) in ways {
        for to in targets {
            back.entry(to).or_default().insert(from);
        }
    }
    back
}

/// Everything that can be reached from some stages, themselves included.
fn closure<'a>(ways: &Ways<'a>, from: BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut reached = from.clone();
    let mut next: Vec<&str> = from.into_iter().collect();
    while let Some(stage) = next.pop() {
        for to in ways.get(stage).into_iter().flatten() {
            if reached.insert(to) {
                next.push(to);
            }
        }
    }
    reached
}
