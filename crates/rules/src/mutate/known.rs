//! What a pack says about mutants that no example kills: `mutants.yaml` beside its articles.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use serde::Deserialize;

use super::{Fate, Mutant};
use crate::{
    diagnostic::{Diagnostic, words},
    pack::Pack,
    syntax::Words,
    yaml::{self, Located, Place},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    survivors: Vec<Remark>,
}

/// One reason, and every mutant of which it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remark {
    mutants: Vec<Located<String>>,
    #[serde(default)]
    equivalent: bool,
    reason: Words,
}

/// What a pack says about one mutant.
#[derive(Debug)]
struct Said {
    place: Place,
    is_equivalent: bool,
    reason: Words,
}

/// The remarks of a pack by the names of mutants.
#[derive(Debug)]
pub(super) struct Known {
    file: Arc<str>,
    said: BTreeMap<String, Said>,
}

/// Reads the remarks of a pack about mutants of the parts that are wanted; a pack without any has none.
pub(super) fn read(
    pack: &Pack,
    wanted: impl Fn(&str) -> bool,
    findings: &mut Vec<Diagnostic>,
) -> Known {
    let file: Arc<str> = Arc::from(format!("{}/mutants.yaml", pack.id()));
    let mut known = Known { file, said: BTreeMap::new() };
    let text = pack.files.get(&*known.file);
    match text.map(|text| yaml::parse::<File>(text)) {
        None => {}
        Some(Err(fault)) => {
            findings.push(Diagnostic::error("unreadable", &known.file, fault.place, fault.words()));
        }
        Some(Ok(read)) => {
            for remark in read.survivors {
                known.add(remark, &wanted, findings);
            }
        }
    }
    known
}

impl Known {
    fn add(
        &mut self,
        remark: Remark,
        wanted: impl Fn(&str) -> bool,
        findings: &mut Vec<Diagnostic>,
    ) {
        for name in remark.mutants {
            let part = name.value.split_once(": ").map_or(&*name.value, |(part, _)| part);
            if !wanted(part) {
                continue;
            }
            let reason = remark.reason.clone();
            let said = Said { place: name.place, is_equivalent: remark.equivalent, reason };
            match self.said.entry(name.value.clone()) {
                Entry::Vacant(free) => {
                    free.insert(said);
                }
                Entry::Occupied(_) => {
                    let message = words(
                        format!("变异“{name}”写了两次；请删去一处"),
                        format!("the mutant `{name}` stands here twice; remove one"),
                    );
                    let found = Diagnostic::error("duplicate-id", &self.file, name.place, message);
                    findings.push(found);
                }
            }
        }
    }

    /// Gives the survivors their reasons. A remark about a mutant that does not exist or is killed is an
    /// error: it would hide what it no longer explains.
    pub(super) fn settle(mut self, tried: &mut [(Mutant, Fate)], findings: &mut Vec<Diagnostic>) {
        for (mutant, fate) in tried {
            let Some(said) = self.said.remove(&mutant.name) else { continue };
            if let Fate::Killed(by) = fate {
                let name = &mutant.name;
                let message = words(
                    format!("变异“{name}”已被例子“{by}”发现；请删去这一条"),
                    format!("the mutant `{name}` is killed by `{by}`; remove this entry"),
                );
                findings.push(self.stale(said.place, message));
            } else if said.is_equivalent {
                *fate = Fate::Equivalent(said.reason);
            } else {
                *fate = Fate::Explained(said.reason);
            }
        }
        for (name, said) in &self.said {
            let message = words(
                format!("没有变异“{name}”；请删去或改正这一条"),
                format!("there is no mutant `{name}`; remove or correct this entry"),
            );
            findings.push(self.stale(said.place, message));
        }
    }

    fn stale(&self, place: Place, message: Words) -> Diagnostic {
        Diagnostic::error("stale-mutant", &self.file, place, message)
    }
}
