//! Mutants: a pack with one thing changed in one rule, and whether its examples notice.
//!
//! Changes are made in the resolved tree, so every mutant is a rule that the compiler would accept. Only
//! examples that somebody has written count; a mutant that none of them notices shows where the next one is
//! wanted.

mod change;
mod comparison;
mod edit;
mod known;
mod listed;
mod measure;
mod score;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    examples::{self, Expectation, Of},
    model::{Clause, Score},
    pack::Pack,
    report,
    syntax::Words,
    yaml::Place,
};

pub use change::Change;

/// A pack with one change.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Its name in the pack: where and what was changed, with a number where the same change can be made
    /// in several places there.
    pub name: String,
    /// The clause, by its id; of a score the id, with the sheet, the section and the indicator.
    pub part: String,
    /// What was changed.
    pub change: Change,
    /// The file of the clause or the score.
    pub file: Arc<str>,
    /// Where in the file.
    pub place: Place,
    changed: Vec<(usize, Clause)>,
}

impl Mutant {
    /// The clauses that are others now, by their places: the one that was changed, or those that ask for the
    /// score that was.
    pub fn changed(&self) -> &[(usize, Clause)] {
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
    /// Those that no example notices and no reason explains.
    pub fn unexplained(&self) -> usize {
        self.mutants.iter().filter(|(_, fate)| *fate == Fate::Survived).count()
    }

    /// How many were killed, and of how many that can be.
    pub fn share(&self) -> (usize, usize) {
        let killed = self.mutants.iter().filter(|(_, fate)| matches!(fate, Fate::Killed(_)));
        let same = self.mutants.iter().filter(|(_, fate)| matches!(fate, Fate::Equivalent(_)));
        (killed.count(), self.mutants.len() - same.count())
    }
}

/// Every mutant of a pack: clause by clause in the order of the law, then those of its scores. The conditions that
/// it offers to its calls have theirs in the version that holds them.
pub fn mutants(pack: &Pack) -> Vec<Mutant> {
    let own = pack.clauses.iter().enumerate().filter(|(_, clause)| !clause.taken_in);
    let mut all: Vec<_> = own.flat_map(|(at, clause)| of_clause(pack, at, clause)).collect();
    all.extend(pack.names.scores.iter().flat_map(|score| of_score(pack, score)));
    all
}

/// The mutants of the conditions that a pack offers, in the version in which they hold.
fn of_offered(pack: &Pack, version: &Pack) -> Vec<Mutant> {
    let at = |id: &str| version.names.clause(id).map(usize::from);
    let places = pack.offered.iter().filter_map(|clause| at(&clause.written.id));
    let clauses = places.filter_map(|at| Some((at, version.clauses.get(at)?)));
    clauses.flat_map(|(at, clause)| of_clause(version, at, clause)).collect()
}

fn of_clause(pack: &Pack, at: usize, clause: &Clause) -> Vec<Mutant> {
    let mut ground = clause.clone();
    let mut counting = edit::Editor::counting(pack);
    counting.clause(&mut ground);
    let mut names = Names::default();
    let made = (0..counting.seen).filter_map(|wanted| {
        let mut changed = ground.clone();
        let mut editor = edit::Editor::making(pack, wanted);
        editor.clause(&mut changed);
        Some(names.mutant(pack, editor.made?, Arc::clone(&clause.file), vec![(at, changed)]))
    });
    made.collect()
}

fn of_score(pack: &Pack, score: &Score) -> Vec<Mutant> {
    let file: Arc<str> = Arc::from(format!("{}/scores.yaml", pack.id()));
    let mut ground = score.clone();
    let mut counting = edit::Editor::counting(pack);
    counting.score(&mut ground);
    let mut names = Names::default();
    let made = (0..counting.seen).filter_map(|wanted| {
        let mut changed = ground.clone();
        let mut editor = edit::Editor::making(pack, wanted);
        editor.score(&mut changed);
        let clauses = asking_for(pack, &Arc::new(changed));
        Some(names.mutant(pack, editor.made?, Arc::clone(&file), clauses))
    });
    made.collect()
}

/// The clauses that ask for a score, with the changed one in its place.
fn asking_for(pack: &Pack, changed: &Arc<Score>) -> Vec<(usize, Clause)> {
    let asking = pack.clauses.iter().enumerate().filter_map(|(at, clause)| {
        let mut clause = clause.clone();
        let mut editor = edit::Editor::putting(pack, changed);
        editor.clause(&mut clause);
        editor.has_put_score.then_some((at, clause))
    });
    asking.collect()
}

/// The names of the changes of one clause or score, so that each gets its own.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn mutant(
        &mut self,
        pack: &Pack,
        edit::Made { part, change, place }: edit::Made,
        file: Arc<str>,
        changed: Vec<(usize, Clause)>,
    ) -> Mutant {
        let mut name = format!("{part}: {}", change.name(pack));
        let time = self.0.entry(name.clone()).or_default();
        *time += 1;
        if *time > 1 {
            name = format!("{name} #{time}");
        }
        Mutant { name, part, change, file, place, changed }
    }
}

/// Tries the mutants of a pack against its examples, all or those whose part is `wanted`; `told` hears how
/// many of how many are done.
pub fn run(
    pack: &Pack,
    wanted: impl Fn(&str) -> bool,
    mut told: impl FnMut(usize, usize),
) -> Trial {
    let examples::Prepared { expectations, offered, mut findings } = examples::prepare(pack);
    let own = sound(pack, expectations, &mut findings);
    let mut mutants = mutants(pack);
    mutants.retain(|mutant| wanted(&mutant.part));
    let offered = offered.map(|examples::Offered { version, expectations }| {
        let sound = sound(&version, expectations, &mut findings);
        let mut mutants = of_offered(pack, &version);
        mutants.retain(|mutant| wanted(&mutant.part));
        (version, sound, mutants)
    });
    let known = known::read(pack, &wanted, &mut findings);
    let total = mutants.len() + offered.as_ref().map_or(0, |(_, _, mutants)| mutants.len());
    let mut done = 0;
    let mut next = || {
        told(done, total);
        done += 1;
    };
    let mut tried = fates(pack, &own, mutants, &mut next);
    if let Some((version, sound, mutants)) = offered {
        tried.extend(fates(&version, &sound, mutants, &mut next));
    }
    known.settle(&mut tried, &mut findings);
    Trial { mutants: tried, findings }
}

/// What becomes of mutants of a pack, one after the other.
fn fates(
    pack: &Pack,
    sound: &[Expectation],
    mutants: Vec<Mutant>,
    mut next: impl FnMut(),
) -> Vec<(Mutant, Fate)> {
    let mut court = Court::new(pack, sound);
    let fate = |mutant: Mutant| {
        next();
        let fate = court.killed(&mutant).map_or(Fate::Survived, Fate::Killed);
        (mutant, fate)
    };
    mutants.into_iter().map(fate).collect()
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
        let changed = mutant.changed.iter();
        let before: Vec<_> = changed
            .filter_map(|(at, clause)| Some((*at, self.pack.replace_clause(*at, clause.clone())?)))
            .collect();
        let killer = before.iter().find_map(|(at, _)| self.noticed(*at));
        let killer =
            killer.or_else(|| before.iter().find_map(|(at, was)| self.noticed_overall(*at, was)));
        let name = killer.map(|one| format!("{}: {}", one.told.file, one.told.case));
        for (at, clause) in before {
            self.pack.replace_clause(at, clause);
        }
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
