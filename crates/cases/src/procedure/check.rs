//! What is wrong with a procedure, found before any case runs under it.
//!
//! Names that do not exist, acts without a clause that are not marked operational, stages that nothing leads to or
//! from which no end can be reached, settings that a kind of act needs or does not use. Tests and days are
//! looked at by the compiler of the rules.

mod names;
mod reach;
mod settings;

use std::sync::Arc;

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    pack::Pack,
    syntax::Words,
    yaml::{Located, Place},
};

pub(crate) use reach::targets;

use super::Procedure;

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
    for part in parts {
        let mut checker = Checker { pack, parts, file: part.file, findings: &mut findings };
        checker.names(part.procedure);
        checker.settings(part.procedure);
    }
    reach::check(parts, &mut findings);
    findings
}

/// Collects findings in one file.
struct Checker<'a> {
    pack: &'a Pack,
    parts: &'a [Part<'a>],
    file: &'a Arc<str>,
    findings: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    fn say(&mut self, code: &'static str, place: Place, message: Words) {
        self.findings.push(Diagnostic::error(code, self.file, place, message));
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
