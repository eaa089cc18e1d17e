//! From what an author wrote to what the evaluator runs: names become numbers, units become base units,
//! and everything that does not fit is said, with its place and its clause.

mod chain;
mod column;
mod duty;
mod name;
mod named;
mod part;
mod quantity;
mod rare;
mod reads;
mod score;
mod test;
mod window;

use std::{collections::BTreeSet, sync::Arc};

pub(crate) use column::{Columns, Readers};
pub(crate) use name::parameter_kind;
pub use name::{Document, Names, ParamKind};
pub(crate) use part::{Part, Role};
pub(crate) use quantity::MOST_KEYS;
pub(crate) use reads::{Fields, Looks, Reads};
pub(crate) use score::scores;

use crate::{
    diagnostic::{Diagnostic, words},
    model::Path,
    syntax::Words,
    vocabulary::{Kind, Vocabulary},
    yaml::{Located, Place},
};

/// Resolves the tests of one clause (or of one guard, one bar).
///
/// Every method gives `None` after it has added a finding, and goes on with the siblings first, so that an
/// author sees all mistakes of a rule at once.
#[derive(Debug)]
pub struct Compiler<'a> {
    names: &'a Names,
    file: Arc<str>,
    clause: Option<String>,
    findings: &'a mut Vec<Diagnostic>,
    /// Records whose rows are in scope, the innermost last.
    scope: Vec<u16>,
    in_period: bool,
    registers: BTreeSet<u16>,
    /// Where the columns of the pack are numbered; none for tests that stand outside its clauses.
    columns: Option<&'a mut Columns>,
    /// How often something was met that depends on more than the row, and on the period.
    leans: column::Leans,
}

impl<'a> Compiler<'a> {
    /// A compiler for the tests of one clause.
    pub fn new(
        names: &'a Names,
        file: &Arc<str>,
        clause: Option<&str>,
        findings: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            names,
            file: Arc::clone(file),
            clause: clause.map(str::to_owned),
            findings,
            scope: Vec::new(),
            in_period: false,
            registers: BTreeSet::new(),
            columns: None,
            leans: column::Leans::default(),
        }
    }

    /// The same, numbering the columns of a pack.
    pub(crate) fn numbering(mut self, columns: &'a mut Columns) -> Self {
        self.columns = Some(columns);
        self
    }

    /// The register entries that the tests compiled so far depend on, ascending.
    pub fn registers(&self) -> Vec<u16> {
        self.registers.iter().copied().collect()
    }

    /// Checks that a register entry exists, without making the clause depend on it.
    pub(crate) fn known_register(&mut self, name: &Located<String>) {
        if self.names.register(name).is_none() {
            let message = words(
                format!("歧义登记册中没有“{name}”"),
                format!("the ambiguity register has no entry `{name}`"),
            );
            self.say::<()>("unknown-register", name.place, message);
        }
    }

    fn vocabulary(&self) -> &'a Vocabulary {
        &self.names.vocabulary
    }

    fn say<T>(&mut self, code: &'static str, place: Place, message: Words) -> Option<T> {
        let finding = Diagnostic::error(code, &self.file, place, message);
        self.findings.push(match &self.clause {
            Some(clause) => finding.about(clause),
            None => finding,
        });
        None
    }

    fn say_help<T>(
        &mut self,
        code: &'static str,
        place: Place,
        message: Words,
        help: Words,
    ) -> Option<T> {
        let nothing = self.say(code, place, message);
        if let Some(last) = self.findings.pop() {
            self.findings.push(last.help(help));
        }
        nothing
    }

    /// The record whose rows stand in a list.
    fn list(&mut self, name: &Located<String>) -> Option<u16> {
        if let Some(record) = self.vocabulary().list(name) {
            return Some(record);
        }
        let known = self.vocabulary().records.iter().filter_map(|record| record.list.clone());
        let help = nearest(name, known);
        let message =
            words(format!("没有名为“{name}”的列表"), format!("there is no list called `{name}`"));
        self.say_help("unknown-list", name.place, message, help)
    }

    /// A path to a fact, from a record that exists once or from a row in scope.
    pub(crate) fn path(&mut self, text: &str, place: Place) -> Option<Path> {
        let mut parts = text.split('.');
        let head = parts.next().unwrap_or_default();
        let Some(root) = self.vocabulary().record(head) else {
            let known = self.vocabulary().records.iter().map(|record| record.id.clone());
            let help = nearest(head, known);
            let message =
                words(format!("没有名为“{head}”的记录"), format!("there is no record `{head}`"));
            return self.say_help("unknown-fact", place, message, help);
        };
        self.in_scope(root, head, place)?;
        let mut path = Path { root, steps: Vec::new(), end: root, kind: Kind::Row(root) };
        for part in parts {
            self.step(&mut path, part, place)?;
        }
        Some(path)
    }

    fn in_scope(&mut self, root: u16, head: &str, place: Place) -> Option<()> {
        let single = self.vocabulary().record_def(root).is_some_and(|def| def.list.is_none());
        if single || self.scope.contains(&root) {
            return Some(());
        }
        let message = words(
            format!("“{head}”只有在对其列表逐行检查时才有所指"),
            format!("`{head}` means a row only inside a filter over its list"),
        );
        self.say("row-out-of-scope", place, message)
    }

    fn step(&mut self, path: &mut Path, part: &str, place: Place) -> Option<()> {
        let Kind::Row(record) = path.kind else {
            let message = words(
                format!("“{part}”前面的事实不指向另一条记录"),
                format!("the fact before `{part}` does not lead to another record"),
            );
            return self.say("unknown-fact", place, message);
        };
        let def = self.vocabulary().record_def(record)?;
        let Some(field) = def.field(part) else {
            let help = nearest(part, def.fields.iter().map(|field| field.id.clone()));
            let message = words(
                format!("记录“{}”没有事实“{part}”", def.written.name.zh),
                format!("the record `{}` has no fact `{part}`", def.id),
            );
            return self.say_help("unknown-fact", place, message, help);
        };
        path.steps.push(field);
        path.end = record;
        path.kind = def.fields.get(usize::from(field))?.kind.clone();
        Some(())
    }

    fn fact(&mut self, name: &Located<String>) -> Option<Path> {
        let path = self.path(name, name.place)?;
        if path.steps.is_empty() {
            let message = words(
                format!("“{name}”是一条记录，不是一项事实"),
                format!("`{name}` is a record and not a fact of it"),
            );
            return self.say("unknown-fact", name.place, message);
        }
        Some(path)
    }

    fn register(&mut self, name: &Located<String>) -> Option<u16> {
        let Some(at) = self.names.register(name) else {
            let message = words(
                format!("歧义登记册中没有“{name}”"),
                format!("the ambiguity register has no entry `{name}`"),
            );
            return self.say("unknown-register", name.place, message);
        };
        self.registers.insert(at);
        self.leans.on_more += 1;
        Some(at)
    }

    /// The branches of a `readings` node in the order of the options of its register entry.
    fn branches<'s, T>(
        &mut self,
        written: &'s crate::syntax::Readings<T>,
    ) -> Option<(u16, Vec<&'s T>)> {
        let at = self.register(&written.register)?;
        let options = self.names.options(at).to_vec();
        let mut branches = Vec::new();
        for option in &options {
            if let Some(branch) = written.options.get(option) {
                branches.push(branch);
            } else {
                let name = &written.register;
                let message = words(
                    format!("“{name}”的读法“{option}”没有写明"),
                    format!("the reading `{option}` of `{name}` is not written out"),
                );
                self.say::<()>("reading-missing", name.place, message);
            }
        }
        for given in written.options.keys() {
            if !options.contains(given) {
                let name = &written.register;
                let message = words(
                    format!("“{name}”没有读法“{given}”"),
                    format!("`{name}` has no reading `{given}`"),
                );
                self.say_help::<()>(
                    "unknown-reading",
                    name.place,
                    message,
                    nearest(given, options.iter().cloned()),
                );
            }
        }
        (branches.len() == options.len()).then_some((at, branches))
    }
}

/// Advice that names the known word nearest to an unknown one.
pub(crate) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Words {
    let mut all: Vec<String> = known.collect();
    all.sort_by_key(|candidate| (distance(name, candidate), candidate.clone()));
    let close: Vec<&str> = all.iter().take(3).map(String::as_str).collect();
    let list = close.join(", ");
    words(format!("相近的有：{list}"), format!("near to it: {list}"))
}

/// The number of single-character edits between two words (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (j, cb) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let change = corner + usize::from(ca != *cb);
            left = change.min(above + 1).min(left + 1);
            corner = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
