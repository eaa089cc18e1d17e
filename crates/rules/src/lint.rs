//! What is wrong with a pack although it loads.
//!
//! Conditions that can never fail or never hold, alternatives that are never reached, clauses that say one
//! thing about themselves and do another, words that are missing.
//!
//! Names, kinds and units are checked while a pack is read; nothing of that is repeated here. How to add a
//! check: a function over the pack in one of the files below, called in [`check`], with a law in the tests
//! that fails it and one that passes.
//!
//! This module reads packs and never changes or evaluates one.

mod clauses;
mod dead;
mod glossary;
mod implied;
mod limbs;
mod listed;
mod numbering;
mod parameters;
mod personal;
mod places;
mod ranges;
mod texts;
mod unused;
mod written;

use std::sync::Arc;

pub use glossary::{Glossary, How, Lapse, Term};

use crate::{
    diagnostic::{Diagnostic, with_remedies, words},
    model::Clause,
    official::Ledger,
    pack::Pack,
    yaml::Place,
};

/// Everything that is found, in the order of files and places.
pub fn check(pack: &Pack) -> Vec<Diagnostic> {
    let mut finder = Finder { pack, findings: Vec::new() };
    for clause in pack.own_clauses().chain(&pack.offered) {
        clauses::check(&mut finder, clause);
        dead::check(&mut finder, clause);
        limbs::check(&mut finder, clause);
        listed::check(&mut finder, clause);
    }
    numbering::check(&mut finder);
    parameters::check(&mut finder);
    unused::check(&mut finder);
    personal::check(&mut finder);
    texts::check(&mut finder);
    finder.findings.extend(Ledger::of(pack).err().into_iter().flatten());
    finder.sorted()
}

/// Where the words of a pack leave the terms of the glossary: advice, in the order of files and places.
pub fn check_terms(pack: &Pack, glossary: &Glossary) -> Vec<Diagnostic> {
    let mut finder = Finder { pack, findings: Vec::new() };
    glossary::check(&mut finder, glossary);
    finder.sorted()
}

/// A pack, and what has been found in it so far.
struct Finder<'p> {
    pack: &'p Pack,
    findings: Vec<Diagnostic>,
}

impl Finder<'_> {
    /// Something that is wrong in a clause.
    #[expect(
        clippy::too_many_arguments,
        reason = "a finding is its kind, its place and two languages"
    )]
    fn error(&mut self, code: &'static str, clause: &Clause, place: Place, zh: &str, en: &str) {
        let finding = Diagnostic::error(code, &clause.file, place, words(zh, en));
        self.findings.push(finding.about(&clause.written.id));
    }

    /// Something in a clause that is worth a look.
    #[expect(
        clippy::too_many_arguments,
        reason = "a finding is its kind, its place and two languages"
    )]
    fn advice(&mut self, code: &'static str, clause: &Clause, place: Place, zh: &str, en: &str) {
        let finding = Diagnostic::error(code, &clause.file, place, words(zh, en));
        self.findings.push(finding.about(&clause.written.id).into_advice());
    }

    /// Something that is wrong outside any clause.
    #[expect(
        clippy::too_many_arguments,
        reason = "a finding is its kind, its place and two languages"
    )]
    fn error_in(&mut self, code: &'static str, file: &Arc<str>, place: Place, zh: &str, en: &str) {
        self.findings.push(Diagnostic::error(code, file, place, words(zh, en)));
    }

    /// Something outside any clause that is worth a look.
    #[expect(
        clippy::too_many_arguments,
        reason = "a finding is its kind, its place and two languages"
    )]
    fn advice_in(&mut self, code: &'static str, file: &Arc<str>, place: Place, zh: &str, en: &str) {
        self.findings.push(Diagnostic::error(code, file, place, words(zh, en)).into_advice());
    }

    /// What to do about the last finding.
    fn help(&mut self, zh: &str, en: &str) {
        if let Some(last) = self.findings.pop() {
            self.findings.push(last.help(words(zh, en)));
        }
    }

    fn sorted(mut self) -> Vec<Diagnostic> {
        self.findings.sort_by(|a, b| {
            let key = |one: &Diagnostic| (Arc::clone(&one.file), one.place.offset, one.code);
            key(a).cmp(&key(b))
        });
        with_remedies(self.findings)
    }
}
