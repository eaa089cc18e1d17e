//! What is declared and never used: judgement slots, register entries, parameters, facts.

use std::collections::BTreeSet;

use super::{Finder, places};
use crate::{
    model::{Path, Question, Rows},
    pack::Pack,
    vocabulary::{Kind, RecordDef},
    walk,
    yaml::Located,
};

/// Everything that the rules of a pack name.
#[derive(Default)]
pub(super) struct Used {
    parameters: BTreeSet<u16>,
    registers: BTreeSet<u16>,
    slots: BTreeSet<u16>,
    pub(super) records: BTreeSet<u16>,
    pub(super) fields: BTreeSet<(u16, u16)>,
    paths: Vec<Path>,
}

impl<'m> walk::Visitor<'m> for Used {
    fn rows(&mut self, rows: &'m Rows) {
        self.records.insert(rows.record);
    }

    fn path(&mut self, path: &'m Path) {
        self.records.insert(path.root);
        self.paths.push(path.clone());
    }

    fn field(&mut self, record: u16, field: u16) {
        self.records.insert(record);
        self.fields.insert((record, field));
    }

    fn parameter(&mut self, parameter: u16) {
        self.parameters.insert(parameter);
    }

    fn question(&mut self, question: &'m Question) {
        self.slots.insert(question.slot);
    }

    fn register(&mut self, register: u16) {
        self.registers.insert(register);
    }
}

impl Used {
    /// What the clauses of a pack name, and those that it offers to calls.
    pub(super) fn by(pack: &Pack) -> Self {
        let mut used = Self::default();
        for clause in pack.clauses.iter().chain(&pack.offered) {
            walk::clause(clause, &mut used);
            let beside = clause.written.readings.iter().filter_map(|id| pack.names.register(id));
            used.registers.extend(beside);
        }
        used.follow(pack);
        used
    }

    /// The fields on the way of every path.
    fn follow(&mut self, pack: &Pack) {
        for path in std::mem::take(&mut self.paths) {
            let mut record = path.root;
            for step in &path.steps {
                self.fields.insert((record, *step));
                let def = pack.names.vocabulary.field_def(record, *step);
                if let Some(Kind::Row(next)) = def.map(|def| &def.kind) {
                    record = *next;
                    self.records.insert(record);
                }
            }
        }
    }
}

pub(super) fn check(finder: &mut Finder<'_>) {
    let pack = finder.pack;
    let used = Used::by(pack);
    let words = Elsewhere::of(pack);
    for (at, slot) in (0..).zip(&pack.names.slots) {
        if !used.slots.contains(&at) {
            declared(finder, &words, &slot.id, "slot-unused", ("判断事项", "judgement slot"));
        }
    }
    for (at, register) in (0..).zip(&pack.names.registers) {
        if !used.registers.contains(&at) {
            declared(
                finder,
                &words,
                &register.id,
                "reading-unused",
                ("歧义登记", "register entry"),
            );
        }
    }
    let own = pack.file.parameters.iter();
    for written in own.filter(|own| own.name != pack.file.calendar) {
        let at = pack.names.parameter(&written.name);
        if !at.is_some_and(|at| used.parameters.contains(&at)) {
            declared(finder, &words, &written.name, "parameter-unused", ("参数", "parameter"));
        }
    }
    for (at, record) in (0..).zip(&pack.names.vocabulary.records) {
        if used.records.contains(&at) {
            facts(finder, &words, &used, at, record);
        }
    }
}

/// The words of the other files of a pack: procedures and forms use the same names.
struct Elsewhere<'p>(BTreeSet<&'p str>);

impl<'p> Elsewhere<'p> {
    fn of(pack: &'p Pack) -> Self {
        let own = ["pack.yaml", "readings.yaml", "judgements.yaml", "personal.yaml"];
        let other = |path: &str| {
            let rest = path.strip_prefix(pack.id()).and_then(|rest| rest.strip_prefix('/'));
            rest.is_some_and(|name| !name.contains('/') && !own.contains(&name))
        };
        let texts = pack.files.iter().filter(|(path, _)| other(path));
        let word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        Self(texts.flat_map(|(_, text)| text.split(move |c| !word(c))).collect())
    }
}

fn declared(
    finder: &mut Finder<'_>,
    words: &Elsewhere<'_>,
    id: &Located<String>,
    code: &'static str,
    (zh, en): (&str, &str),
) {
    if words.0.contains(&**id) {
        return;
    }
    let file = places::file_of(finder.pack, id, &[finder.pack.id()]);
    finder.advice_in(
        code,
        &file,
        id.place,
        &format!("{zh}“{id}”没有任何条款用到"),
        &format!("no clause uses the {en} `{id}`"),
    );
}

/// The facts of a record in use that no rule reads: they would be asked for nothing.
fn facts(finder: &mut Finder<'_>, words: &Elsewhere<'_>, used: &Used, at: u16, record: &RecordDef) {
    let title = record.written.title.as_ref().and_then(|title| record.field(title));
    let idle: Vec<&str> = (0..)
        .zip(&record.fields)
        .filter(|(field, def)| {
            let named = used.fields.contains(&(at, *field)) || title == Some(*field);
            // Rows of registers are found by it, whether or not a rule compares it.
            let found_by = def.written.identifies.is_some();
            !named && !found_by && !words.0.contains(def.id.as_str())
        })
        .map(|(_, def)| def.id.as_str())
        .collect();
    if idle.is_empty() {
        return;
    }
    let id = &record.written.record;
    let file = places::file_of(finder.pack, id, &["vocabulary/"]);
    let (name, idle) = (&record.written.name, idle.join(", "));
    finder.advice_in(
        "fact-unused",
        &file,
        id.place,
        &format!("{}的这些事实没有任何条款用到：{idle}", name.zh),
        &format!("no clause reads these facts of {}: {idle}", name.en),
    );
}
