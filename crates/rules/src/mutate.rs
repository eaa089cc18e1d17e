//! Mutants: a pack with one thing changed in one rule, and whether its examples notice.
//!
//! Changes are made in the resolved tree, so every mutant is a rule that the compiler would accept. Only
//! examples that somebody has written count; a mutant that none of them notices shows where the next one is
//! wanted.

mod change;
mod edit;
mod known;
mod measure;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    examples::{self, Expectation, Of},
    model::Clause,
    pack::Pack,
    report,
    syntax::Words,
    yaml::Place,
};

pub use change::Change;

/// A clause with one change.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Its name in the pack: the id of the clause and what was changed, with a number where the same change
    /// can be made in several places of the clause.
    pub name: String,
    /// The clause that was changed, by its place in the pack.
    pub clause: usize,
    /// What was changed.
    pub change: Change,
    /// The file of the clause.
    pub file: Arc<str>,
    /// Where in the file.
    pub place: Place,
    changed: Clause,
}

impl Mutant {
    /// The clause as it was changed.
    pub fn changed(&self) -> &Clause {
        &self.changed
    }
}

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// An example noticed: its name.
    Killed(String),
    /// No example noticed.
    Survived,
    /// No example noticed, and the pack says why.
    Explained(Words),
    /// The pack says why no example can: it is the same rule. It is left out of the share.
    Equivalent(Words),
}

/// The mutants of a pack and what became of them.
#[derive(Debug, Default)]
pub struct Trial {
    /// Mutants in the order of the law.
    pub mutants: Vec<(Mutant, Fate)>,
    /// Faults in the examples, examples that fail already, and remarks about mutants that are stale.
    pub findings: Vec<Diagnostic>,
}

impl Trial {
    /// How many were killed, and of how many that can be.
    pub fn share(&self) -> (usize, usize) {
        let killed = self.mutants.iter().filter(|(_, fate)| matches!(fate, Fate::Killed(_)));
        let same = self.mutants.iter().filter(|(_, fate)| matches!(fate, Fate::Equivalent(_)));
        (killed.count(), self.mutants.len() - same.count())
    }
}

/// Every mutant of a pack, clause by clause.
pub fn mutants(pack: &Pack) -> Vec<Mutant> {
    let own = pack.clauses.iter().enumerate().filter(|(_, clause)| !clause.taken_in);
    own.flat_map(|(at, clause)| of_clause(pack, at, clause)).collect()
}

fn of_clause(pack: &Pack, at: usize, clause: &Clause) -> Vec<Mutant> {
    let mut ground = clause.clone();
    let mut counting = edit::Editor::counting(pack);
    counting.clause(&mut ground);
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let made = (0..counting.seen).filter_map(|wanted| {
        let mut changed = ground.clone();
        let mut editor = edit::Editor::making(pack, wanted);
        editor.clause(&mut changed);
        let edit::Made { change, place } = editor.made?;
        let mut name = format!("{}: {}", clause.written.id.value, change.name(pack));
        let time = times.entry(name.clone()).or_default();
        *time += 1;
        if *time > 1 {
            name = format!("{name} #{time}");
        }
        let file = Arc::clone(&clause.file);
        Some(Mutant { name, clause: at, change, file, place, changed })
    });
    made.collect()
}

/// Tries every mutant of a pack against its examples; `told` hears how many of how many are done.
pub fn run(pack: &Pack, mut told: impl FnMut(usize, usize)) -> Trial {
    let examples::Prepared { expectations, mut findings } = examples::prepare(pack);
    let sound = sound(pack, expectations, &mut findings);
    let mutants = mutants(pack);
    let known = known::read(pack, &mut findings);
    let mut court = Court::new(pack, &sound);
    let total = mutants.len();
    let mut tried = Vec::new();
    for (done, mutant) in mutants.into_iter().enumerate() {
        told(done, total);
        let fate = court.killed(&mutant).map_or(Fate::Survived, Fate::Killed);
        tried.push((mutant, fate));
    }
    known.settle(&mut tried, &mut findings);
    Trial { mutants: tried, findings }
}

/// The expectations that hold; those that do not are found faulty, since they would kill everything.
fn sound(
    pack: &Pack,
    expectations: Vec<Expectation>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Expectation> {
    let holds = |one: &Expectation| one.found(pack) == Some(one.told.expected.as_str());
    let (sound, red): (Vec<_>, Vec<_>) = expectations.into_iter().partition(holds);
    findings.extend(red.iter().map(|one| {
        let message = crate::diagnostic::words(
            format!("例子“{}”现在就不成立；请先用 guohe pack test 核对", one.told.case),
            format!("the example `{}` fails as it is; see `guohe pack test` first", one.told.case),
        );
        Diagnostic::error("example-fails", &one.told.file, one.told.place, message)
            .about(&one.told.of)
    }));
    sound
}

/// Where mutants are tried: the examples that concern each clause.
struct Court<'e> {
    /// A pack of its own, in which one clause after the other is changed.
    pack: Pack,
    /// By clause: the expectations about it, then those about clauses that refer to it.
    about: Vec<Vec<&'e Expectation>>,
    /// Expectations about whole applications.
    overall: Vec<&'e Expectation>,
}

impl<'e> Court<'e> {
    fn new(pack: &Pack, expectations: &'e [Expectation]) -> Self {
        let mut about = vec![Vec::new(); pack.clauses.len()];
        let mut overall = Vec::new();
        let reached: Vec<_> = (0..pack.clauses.len()).map(|at| pack.reached_from(at)).collect();
        for one in expectations {
            match one.about {
                Of::Overall(_) => overall.push(one),
                Of::Rule(at) | Of::Bar(at) => {
                    if let Some(own) = about.get_mut(at) {
                        own.push(one);
                    }
                }
            }
        }
        for one in expectations {
            let (Of::Rule(at) | Of::Bar(at)) = one.about else { continue };
            for other in reached.get(at).into_iter().flatten() {
                if let Some(others) = about.get_mut(*other) {
                    others.push(one);
                }
            }
        }
        Self { pack: pack.clone(), about, overall }
    }

    /// The first example that notices a mutant.
    fn killed(&mut self, mutant: &Mutant) -> Option<String> {
        let at = mutant.clause;
        let before = self.pack.replace_clause(at, mutant.changed.clone())?;
        let killer = self.noticed(at).or_else(|| self.noticed_overall(at, &before));
        let name = killer.map(|one| format!("{}: {}", one.told.file, one.told.case));
        self.pack.replace_clause(at, before);
        name
    }

    fn noticed(&self, at: usize) -> Option<&'e Expectation> {
        let about = self.about.get(at)?;
        about.iter().copied().find(|one| self.is_red(one))
    }

    fn is_red(&self, one: &Expectation) -> bool {
        one.found(&self.pack).is_some_and(|found| found != one.told.expected)
    }

    /// A whole application can only change where the clause itself comes to something else.
    fn noticed_overall(&self, at: usize, before: &Clause) -> Option<&'e Expectation> {
        let after = self.pack.clauses.get(at)?;
        let concerned = |one: &Expectation| {
            let Of::Overall(kind) = one.about else { return false };
            let situation = &one.situation;
            let rule = |clause| report::outcome(&self.pack, situation, clause);
            let bar = |clause| report::outcome_of_bar(&self.pack, situation, clause);
            after.applies_to(kind) && (rule(before) != rule(after) || bar(before) != bar(after))
        };
        self.overall.iter().copied().find(|one| concerned(one) && self.is_red(one))
    }
}
