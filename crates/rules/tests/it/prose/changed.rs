//! A rule that is changed in one place reads differently, in both languages: every change that `mutate` makes in
//! the rules of every pack, under the readings on which the clause depends.

use std::collections::BTreeSet;

use guohe_rules::{
    model::Clause,
    mutate::{self, Change, Mutant},
    pack::Pack,
    prose::{Lang, Writer},
};

use super::all;

/// What sort of change it is; of a word which one.
fn sort(change: &Change) -> String {
    match change {
        Change::Word { from, to: _ } => format!("word {from}"),
        Change::Count { of, .. } => format!("count {of}"),
        Change::DayDropped { of } => format!("day of {of}"),
        Change::Flag { key, to: _ } => format!("flag {key}"),
        Change::Swapped { of } => format!("swapped {of}"),
        Change::PartDropped { key } => format!("part {key}"),
        Change::Number { .. } => "number".to_owned(),
        Change::Dropped { .. } => "dropped".to_owned(),
        Change::NotDropped { .. } => "not dropped".to_owned(),
        Change::Negated { .. } => "negated".to_owned(),
        Change::PremiseDropped => "premise dropped".to_owned(),
        Change::PremiseNegated => "premise negated".to_owned(),
        Change::CodeDropped { .. } => "code dropped".to_owned(),
        Change::CodeAdded { .. } => "code added".to_owned(),
        Change::KeyDropped(_) => "key dropped".to_owned(),
        Change::GroupDropped { .. } => "group dropped".to_owned(),
        Change::JudgeDropped { .. } => "judge dropped".to_owned(),
        Change::Reading { .. } => "reading".to_owned(),
        Change::AnotherList { .. } => "another list".to_owned(),
        Change::PieceDropped { .. } => "piece dropped".to_owned(),
    }
}

/// Every combination of the readings on which a clause depends, the recommended one first.
fn combinations(pack: &Pack, clause: &Clause) -> Vec<Vec<u16>> {
    let mut all = vec![vec![0; pack.names.registers.len()]];
    for register in &clause.registers {
        let options = u16::try_from(pack.names.options(*register).len()).unwrap();
        let more: Vec<Vec<u16>> = (1..options)
            .flat_map(|option| {
                all.iter().map(move |choice| {
                    let mut choice = choice.clone();
                    choice[usize::from(*register)] = option;
                    choice
                })
            })
            .collect();
        all.extend(more);
    }
    all
}

fn text(pack: &Pack, clause: &Clause, choice: &[u16], lang: Lang) -> String {
    let writer = Writer::new(pack, lang).under(choice);
    let tests = [&clause.applies_if, &clause.rule, &clause.bar];
    let mut text: Vec<String> =
        tests.into_iter().flatten().map(|test| writer.sentence(test)).collect();
    text.extend(clause.duty.as_ref().map(|duty| writer.duty(duty).sentence(lang)));
    text.join("\n")
}

/// A clause as it reads under each combination of readings, as far as it was asked.
struct Plain<'p> {
    pack: &'p Pack,
    clause: &'p Clause,
    choices: Vec<Vec<u16>>,
    read: Vec<[Option<String>; 2]>,
    /// The combination under which the last change showed: its neighbours lie under the same readings.
    last: usize,
}

impl<'p> Plain<'p> {
    fn of(pack: &'p Pack, clause: &'p Clause) -> Self {
        let choices = combinations(pack, clause);
        let read = vec![[None, None]; choices.len()];
        Self { pack, clause, choices, read, last: 0 }
    }

    /// Whether the changed clause reads otherwise somewhere in that language.
    fn differs(&mut self, changed: &Clause, lang: usize) -> bool {
        let from = self.last;
        let all = (from..self.choices.len()).chain(0..from);
        let found = all.into_iter().find(|at| {
            let read = |clause| text(self.pack, clause, &self.choices[*at], Lang::ALL[lang]);
            let plain = self.read[*at][lang].get_or_insert_with(|| read(self.clause));
            read(changed) != *plain
        });
        self.last = found.unwrap_or(from);
        found.is_some()
    }
}

/// Of the changes of a clause the first and the last of each sort: how a place is written hangs on what it is,
/// not on how many of its sort there are.
fn sample<'m>(mutants: &[&'m Mutant]) -> Vec<(String, &'m Mutant)> {
    let sorts: Vec<_> = mutants.iter().map(|mutant| sort(&mutant.change)).collect();
    let is_end = |at: usize| {
        let others = |mut rest: std::ops::Range<usize>| rest.all(|other| sorts[other] != sorts[at]);
        others(0..at) || others(at + 1..sorts.len())
    };
    let ends = (0..mutants.len()).filter(|at| is_end(*at));
    ends.map(|at| (sorts[at].clone(), mutants[at])).collect()
}

#[test]
fn a_changed_rule_reads_differently() {
    let mut seen = BTreeSet::new();
    for pack in all() {
        let mutants = mutate::mutants(&pack);
        for (at, clause) in pack.clauses.iter().enumerate() {
            let own = |mutant: &&Mutant| mutant.part == clause.written.id.value;
            let mut plain = Plain::of(&pack, clause);
            for (sort, mutant) in sample(&mutants.iter().filter(own).collect::<Vec<_>>()) {
                let [(of, changed)] = mutant.changed() else { panic!("{}", mutant.name) };
                assert_eq!(*of, at);
                for (lang, name) in Lang::ALL.iter().enumerate() {
                    assert!(plain.differs(changed, lang), "{} in {name:?}", mutant.name);
                }
                seen.insert(sort);
            }
        }
    }
    let missing: Vec<_> = SORTS.iter().filter(|sort| !seen.contains(**sort)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "no pack has a place for these any more");
}

/// The sorts of change for which the packs have a place, so that none goes missing unnoticed.
const SORTS: &[&str] = &[
    "another list",
    "code added",
    "code dropped",
    "count year_before",
    "day of owned_by",
    "day of since",
    "dropped",
    "flag count_first_day",
    "flag roll",
    "flag skip_empty_years",
    "group dropped",
    "judge dropped",
    "key dropped",
    "negated",
    "not dropped",
    "number",
    "piece dropped",
    "premise dropped",
    "premise negated",
    "reading",
    "swapped growth",
    "swapped ratio",
    "word all",
    "word any",
    "word at_least",
    "word at_most",
    "word complete_years",
    "word complete_years_and_current",
    "word days",
    "word either",
    "word equal",
    "word highest",
    "word less_than",
    "word months",
    "word more_than",
    "word no",
    "word recent_years",
    "word some",
    "word twelve_months",
    "word working_days",
    "word years",
];
