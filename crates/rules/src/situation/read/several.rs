//! One document of facts for several packs.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Situation, one};
use crate::{
    compile::nearest,
    diagnostic::{Diagnostic, words},
    facts::Tree,
    pack::{Pack, Parameters},
    yaml::Located,
};

/// Reads one document of facts for several packs, and gives a situation for each in their order.
///
/// What stands outside `packs` is taken by whichever pack has it; a name that several packs have, each in its own sense,
/// must stand under `packs`, and one that none has is a finding. Every finding is given once. Beside each pack stand the
/// values of its parameters: its own, or more where more is known.
pub fn read_all(
    asked: &[(&Pack, &Parameters)],
    file: &str,
    document: &Located<Tree>,
    on: Option<Date>,
) -> (Vec<Situation>, Vec<Diagnostic>) {
    let packs: Vec<&Pack> = asked.iter().map(|(pack, _)| *pack).collect();
    let mut findings = Vec::new();
    if let Some(own) = document.value.get("packs") {
        unknown_packs(&packs, file, own, &mut findings);
    }
    let mut situations = Vec::new();
    let mut on_facts: Vec<Vec<Diagnostic>> = Vec::new();
    for (at, one_asked) in asked.iter().enumerate() {
        let others: Vec<_> =
            packs.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, p)| *p).collect();
        let (situation, (facts, own)) = one(*one_asked, &others, file, document, on);
        situations.push(situation);
        on_facts.push(facts);
        for finding in own {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    // Facts are the same for all, except for codes that one pack has and another has not: what one of them can
    // read is no mistake.
    if let Some((first, others)) = on_facts.split_first() {
        let by_all = first.iter().filter(|one| others.iter().all(|found| found.contains(one)));
        let by_all: Vec<Diagnostic> = by_all.cloned().collect();
        findings.splice(0..0, by_all);
    }
    (situations, findings)
}

/// Says which parts belong to no pack.
fn unknown_packs(packs: &[&Pack], file: &str, own: &Located<Tree>, findings: &mut Vec<Diagnostic>) {
    let Tree::Map(parts) = &own.value else { return };
    for (id, _) in parts.iter().filter(|(id, _)| packs.iter().all(|pack| pack.id() != id.value)) {
        let message = words(format!("没有规则包“{id}”"), format!("there is no pack `{id}`"));
        let help = nearest(id, packs.iter().map(|pack| pack.id().to_owned()));
        let file = Arc::from(file);
        findings.push(Diagnostic::error("unknown-pack", &file, id.place, message).help(help));
    }
}
