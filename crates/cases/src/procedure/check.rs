//! What is wrong with a procedure, found before any case runs under it.
//!
//! Names that do not exist, acts without a clause that are not marked operational, stages that nothing leads to or
//! from which no end can be reached, terms after which nothing follows, settings that a kind of act needs or does not
//! use. Tests and days are looked at by the compiler of the rules.
//!
//! Each finding names the clause that the stage or the act rests on, where there is one, and says what to do
//! ([`remedy`]).

mod experts;
mod names;
mod objections;
mod reach;
mod remedy;
mod settings;
mod shown;
mod terms;

use std::sync::Arc;

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    pack::Pack,
    syntax::Words,
    yaml::{Located, Place},
};

pub(crate) use reach::targets;

use super::{Act, Procedure};

/// A part of a procedure with the file it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The file, relative to the folder of packs.
    pub file: &'a Arc<str>,
    /// What stands in it.
    pub procedure: &'a Procedure,
}

/// Everything that is wrong with a procedure and the life that continues it.
pub fn check(pack: &Pack, parts: &[Part<'_>]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let nowhere = Arc::default();
    let mut checker =
        Checker { pack, parts, file: &nowhere, clause: None, findings: &mut findings };
    for Part { file, procedure } in parts {
        checker.file = file;
        checker.names(procedure);
        checker.settings(procedure);
        checker.objections(procedure);
        checker.experts(procedure);
    }
    // Where a way leads to a stage that does not exist, everything behind it would look unreachable.
    if !checker.findings.iter().any(|finding| finding.code == "unknown-stage") {
        for Part { file, procedure } in parts {
            checker.file = file;
            checker.reach(procedure);
            checker.terms(procedure);
        }
    }
    findings.into_iter().map(remedy::with_remedy).collect()
}

/// Collects findings in one file.
struct Checker<'a> {
    pack: &'a Pack,
    parts: &'a [Part<'a>],
    file: &'a Arc<str>,
    /// The clause on which the stage or act rests that is being looked at.
    clause: Option<&'a str>,
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn say(&mut self, code: &'static str, place: Place, message: Words) {
        let finding = Diagnostic::error(code, self.file, place, message);
        self.add([finding]);
    }

    /// Adds findings; those about no clause are about the one that is being looked at.
    fn add(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        let clause = self.clause.map(str::to_owned);
        self.findings.extend(findings.into_iter().map(|mut finding| {
            finding.clause = finding.clause.or_else(|| clause.clone());
            finding
        }));
    }

    /// What follows is about a stage or an act that rests on these clauses.
    fn resting_on(&mut self, cites: &'a [Located<String>]) {
        self.clause = cites.first().map(|cite| cite.value.as_str());
    }

    /// Every act, of the procedure and of the life that continues it.
    fn acts(&self) -> impl Iterator<Item = &'a Act> + use<'a> {
        self.parts.iter().flat_map(|part| &part.procedure.acts)
    }

    fn is_stage(&self, id: &str) -> bool {
        self.parts.iter().any(|part| part.procedure.stage(id).is_some())
    }

    fn clauses(&mut self, cites: &[Located<String>]) {
        for cite in cites.iter().filter(|cite| self.pack.clause(cite).is_none()).collect::<Vec<_>>()
        {
            self.say(
                "unknown-clause",
                cite.place,
                words(format!("没有条款“{cite}”"), format!("there is no clause `{cite}`")),
            );
        }
    }
}
