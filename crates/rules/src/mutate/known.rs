//! What a pack says about mutants that no example kills: `mutants.yaml` beside its articles.

use std::{collections::BTreeMap, sync::Arc};

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
    mutants: Vec<Remark>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remark {
    mutant: Located<String>,
    #[serde(default)]
    equivalent: bool,
    reason: Words,
}

/// The remarks of a pack by the names of mutants.
#[derive(Debug)]
pub(super) struct Known {
    file: Arc<str>,
    remarks: BTreeMap<String, Remark>,
}

/// Reads the remarks of a pack; one without any has none.
pub(super) fn read(pack: &Pack, findings: &mut Vec<Diagnostic>) -> Known {
    let file: Arc<str> = Arc::from(format!("{}/mutants.yaml", pack.id()));
    let mut remarks = BTreeMap::new();
    let text = pack.files.get(&*file);
    match text.map(|text| yaml::parse::<File>(text)) {
        None => {}
        Some(Err(fault)) => {
            findings.push(Diagnostic::error("unreadable", &file, fault.place, fault.words()));
        }
        Some(Ok(read)) => {
            for remark in read.mutants {
                let place = remark.mutant.place;
                if let Some(twice) = remarks.insert(remark.mutant.value.clone(), remark) {
                    let name = &twice.mutant;
                    let message = words(
                        format!("变异“{name}”写了两次；请删去一处"),
                        format!("the mutant `{name}` stands here twice; remove one"),
                    );
                    findings.push(Diagnostic::error("duplicate-id", &file, place, message));
                }
            }
        }
    }
    Known { file, remarks }
}

impl Known {
    /// Gives the survivors their reasons. A remark about a mutant that does not exist or is killed is an
    /// error: it would hide what it no longer explains.
    pub(super) fn settle(mut self, tried: &mut [(Mutant, Fate)], findings: &mut Vec<Diagnostic>) {
        for (mutant, fate) in tried {
            let Some(remark) = self.remarks.remove(&mutant.name) else { continue };
            if let Fate::Killed(by) = fate {
                let name = &mutant.name;
                let message = words(
                    format!("变异“{name}”已被例子“{by}”发现；请删去这一条"),
                    format!("the mutant `{name}` is killed by `{by}`; remove this entry"),
                );
                findings.push(self.stale(remark.mutant.place, message));
            } else if remark.equivalent {
                *fate = Fate::Equivalent(remark.reason);
            } else {
                *fate = Fate::Explained(remark.reason);
            }
        }
        for (name, remark) in &self.remarks {
            let message = words(
                format!("没有变异“{name}”；请删去或改正这一条"),
                format!("there is no mutant `{name}`; remove or correct this entry"),
            );
            findings.push(self.stale(remark.mutant.place, message));
        }
    }

    fn stale(&self, place: Place, message: Words) -> Diagnostic {
        Diagnostic::error("stale-mutant", &self.file, place, message)
    }
}
