//! Ways through a procedure: every stage can be reached, and from every stage an end can be.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::diagnostic::{Diagnostic, words};

use super::Part;
use crate::procedure::{Act, BACK, DECIDED, Stage};

/// Adds findings about stages that nothing leads to, and about stages that lead nowhere.
pub(super) fn check(parts: &[Part<'_>], findings: &mut Vec<Diagnostic>) {
    let stages =
        || parts.iter().flat_map(|part| part.procedure.stages.iter().map(move |s| (part, s)));
    let ways = ways(parts);
    let Some((_, first)) = stages().next() else { return };
    let reached = closure(&ways, [first.id.value.as_str()].into());
    let backwards = turned(&ways);
    let ends = stages().filter(|(_, stage)| stage.end.is_some());
    let ending = closure(&backwards, ends.map(|(_, stage)| stage.id.value.as_str()).collect());
    for (part, stage) in stages() {
        let id = &stage.id;
        if !reached.contains(id.value.as_str()) {
            findings.push(Diagnostic::error(
                "unreachable-stage",
                part.file,
                id.place,
                words(
                    format!("没有办法到达环节“{id}”"),
                    format!("nothing leads to the stage `{id}`"),
                ),
            ));
        }
        if !ending.contains(id.value.as_str()) {
            findings.push(Diagnostic::error(
                "dead-end",
                part.file,
                id.place,
                words(
                    format!("从环节“{id}”出发无法到达任何终点"),
                    format!("no end can be reached from the stage `{id}`"),
                ),
            ));
        }
        findings.extend(nobody(part, stage));
    }
}

/// A stage that waits for somebody who can do nothing in it.
fn nobody(part: &Part<'_>, stage: &Stage) -> Option<Diagnostic> {
    let waits_for = stage.waits_for.as_ref()?;
    let can = part.procedure.acts_in(&stage.id).any(|act| act.by.contains(waits_for));
    (!can).then(|| {
        let (id, who) = (&stage.id, waits_for);
        let message = words(
            format!("环节“{id}”等待“{who}”办理，但没有其可以办理的事项"),
            format!("the stage `{id}` waits for `{who}`, who has no act in it"),
        );
        Diagnostic::error("waits-for-nobody", part.file, waits_for.place, message)
    })
}

type Ways<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// From each stage, the stages to which an act leads in one step.
fn ways<'a>(parts: &[Part<'a>]) -> Ways<'a> {
    let acts: Vec<&Act> = parts.iter().flat_map(|part| &part.procedure.acts).collect();
    let mut ways: Ways<'a> = BTreeMap::new();
    for act in &acts {
        for from in &act.from {
            let to = ways.entry(from.value.as_str()).or_default();
            to.extend(targets(act, from, &acts));
        }
    }
    ways
}

/// Where an act leads from a stage; the ways back and to what was decided follow from the acts that lead here.
pub(crate) fn targets<'a>(act: &'a Act, from: &str, acts: &[&'a Act]) -> Vec<&'a str> {
    let written = act.to.iter().chain(act.outcomes.iter().filter_map(|o| o.to.as_ref()));
    let mut all = Vec::new();
    for to in written {
        match to.value.as_str() {
            BACK => {
                let here = acts.iter().filter(|act| leads_to(act, from));
                all.extend(here.flat_map(|act| stages_of(act)));
            }
            DECIDED => {
                let prepared = acts.iter().flat_map(|a| &a.outcomes);
                let here = prepared.filter(|o| o.to.as_ref().is_some_and(|to| to.value == from));
                all.extend(here.filter_map(|o| o.then.as_ref()).map(|then| then.value.as_str()));
            }
            other => all.push(other),
        }
    }
    all
}

fn leads_to(act: &Act, stage: &str) -> bool {
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
