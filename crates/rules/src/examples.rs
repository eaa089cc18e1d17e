//! Examples: facts and the results that a clause must give for them, written beside the law they test.

mod ledger;

use std::{collections::BTreeMap, sync::Arc};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    diagnostic::{Diagnostic, with_remedies, words},
    facts::Tree,
    pack::Pack,
    report::{self, Outcome},
    situation::{self, Situation},
    syntax::Words,
    yaml::{self, Located, Place},
};

pub use ledger::{Coverage, Ledger, ledger};

/// One example: facts, and what clauses must come to.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Its name.
    case: Located<String>,
    /// What it shows.
    title: Words,
    /// Worked cases and traps that it shows.
    #[serde(default)]
    cites: Vec<Located<String>>,
    /// The type applied for; needed for `overall`.
    #[serde(default, rename = "type")]
    kind: Option<Located<String>>,
    /// The file of facts that it starts from, below `examples/`.
    #[serde(default)]
    base: Option<Located<String>>,
    /// What is changed in them: maps merge, rows by their id.
    #[serde(default)]
    changes: Option<Located<Tree>>,
    /// By clause, `clause#bar` or `overall`: the result.
    #[serde(default)]
    expect: BTreeMap<String, Located<String>>,
    /// Further changes, each with what it must come to.
    #[serde(default)]
    variants: Vec<Variant>,
}

/// The same facts with a further change.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What is different.
    name: Located<String>,
    /// What is changed in them: maps merge, rows by their id.
    #[serde(default)]
    changes: Option<Located<Tree>>,
    /// By clause, `clause#bar` or `overall`: the result.
    expect: BTreeMap<String, Located<String>>,
}

/// What a file under `examples/` may hold: one case, or a list of them.
///
/// Reading goes by the first line, so that a fault is told with its place; this is the shape for those who look on.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub enum File {
    /// One case.
    One(Box<CaseFile>),
    /// Several.
    Several(Vec<CaseFile>),
}

/// One expectation and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The file.
    pub file: Arc<str>,
    /// The example and its variant.
    pub case: String,
    /// The title of the example.
    pub title: Words,
    /// What the example shows: worked cases, traps.
    pub cites: Vec<String>,
    /// The clause, or `overall`.
    pub of: String,
    /// What is expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Where the expectation stands.
    pub place: Place,
}

impl Checked {
    /// Whether it is as expected.
    pub fn holds(&self) -> bool {
        self.expected == self.found
    }
}

/// Every example of a pack, checked; and what could not be read.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// Expectations in the order of files, cases and clauses.
    pub checked: Vec<Checked>,
    /// Faults in the examples themselves.
    pub findings: Vec<Diagnostic>,
}

/// What an expectation is about: places of types and clauses in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// The whole application for a type.
    Overall(usize),
    /// The rule or the duty of a clause.
    Rule(usize),
    /// The bar that a clause sets.
    Bar(usize),
}

/// An expectation with the situation it is about, read once so that it can be asked of a pack again and
/// again.
#[derive(Debug)]
pub(crate) struct Expectation {
    /// What is asked.
    pub(crate) about: Of,
    /// The facts; shared by the expectations of one example.
    pub(crate) situation: Arc<Situation>,
    /// The document that it was read from, so that another pack can read the same.
    pub(crate) document: Arc<Located<Tree>>,
    /// The type applied for, by its id.
    pub(crate) kind: Option<String>,
    /// As it will be told; nothing has been found yet.
    pub(crate) told: Checked,
}

impl Expectation {
    /// What a pack gives for it; the pack may be another than the one it was read for as long as its clauses
    /// and types stand in the same places.
    pub(crate) fn found(&self, pack: &Pack) -> Option<&'static str> {
        let clause = |at: usize| pack.clauses.get(at);
        Some(match self.about {
            Of::Overall(kind) => report::evaluate(pack, &self.situation, kind).overall.word(),
            Of::Rule(at) => report::outcome(pack, &self.situation, clause(at)?)?.word(),
            Of::Bar(at) => report::outcome_of_bar(pack, &self.situation, clause(at)?)?.word(),
        })
    }
}

/// The expectations about conditions that a pack offers, which hold in no application until a call has added them.
#[derive(Debug)]
pub(crate) struct Offered {
    /// The version in which all of them hold.
    pub(crate) version: Arc<Pack>,
    /// Their places are those of this version.
    pub(crate) expectations: Vec<Expectation>,
}

/// The expectations of a pack, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// In the order of files, cases and clauses.
    pub(crate) expectations: Vec<Expectation>,
    /// Those about conditions that the pack offers to its calls.
    pub(crate) offered: Option<Offered>,
    /// Faults in the examples themselves.
    pub(crate) findings: Vec<Diagnostic>,
}

/// Runs all examples of a pack.
pub fn run(pack: &Pack) -> Examples {
    let Prepared { expectations, offered, findings } = prepare(pack);
    let check = |pack: &Pack, one: Expectation| {
        let found = one.found(pack)?.to_owned();
        Some(Checked { found, ..one.told })
    };
    let mut checked: Vec<_> = expectations.into_iter().filter_map(|one| check(pack, one)).collect();
    if let Some(Offered { version, expectations }) = offered {
        checked.extend(expectations.into_iter().filter_map(|one| check(&version, one)));
    }
    Examples { checked, findings }
}

/// Reads all examples of a pack.
pub(crate) fn prepare(pack: &Pack) -> Prepared {
    let offered = pack.with_offered();
    let offered = offered.map(|version| Offered { version, expectations: Vec::new() });
    let mut all = Prepared { offered, ..Prepared::default() };
    let folder = format!("{}/examples/", pack.id());
    for (path, text) in pack.files.range(folder.clone()..) {
        let Some(name) = path.strip_prefix(&folder) else { break };
        let is_journey = name.starts_with("journeys/");
        if name.starts_with("base/") || is_journey {
            continue;
        }
        Reader { pack, file: Arc::from(path.as_str()), folder: &folder, all: &mut all }.read(text);
    }
    all.findings = with_remedies(all.findings);
    all
}

struct Reader<'a> {
    pack: &'a Pack,
    file: Arc<str>,
    folder: &'a str,
    all: &'a mut Prepared,
}

impl Reader<'_> {
    fn say(&mut self, code: &'static str, place: Place, zh: String, en: String) {
        self.all.findings.push(Diagnostic::error(code, &self.file, place, words(zh, en)));
    }

    fn read(&mut self, text: &str) {
        let cases: Vec<CaseFile> = match read(text) {
            Ok(cases) => cases,
            Err(fault) => {
                let zh = format!("无法读取：{}", fault.message);
                return self.say("unreadable", fault.place, zh, fault.message);
            }
        };
        for case in cases {
            self.case(&case);
        }
    }

    fn case(&mut self, case: &CaseFile) {
        let Some(facts) = self.base(case.base.as_ref()) else { return };
        let facts = merged(facts, case.changes.as_ref());
        self.expect(case, None, &facts, &case.expect);
        for variant in &case.variants {
            let facts = merged(facts.clone(), variant.changes.as_ref());
            self.expect(case, Some(&variant.name), &facts, &variant.expect);
        }
    }

    fn base(&mut self, base: Option<&Located<String>>) -> Option<Located<Tree>> {
        let Some(base) = base else { return Some(Located::nowhere(Tree::Map(Vec::new()))) };
        let Some(text) = self.pack.files.get(&format!("{}{base}", self.folder)) else {
            let (zh, en) = (format!("没有文件“{base}”"), format!("there is no file `{base}`"));
            self.say("no-base", base.place, zh, en);
            return None;
        };
        match yaml::parse(text) {
            Ok(tree) => Some(tree),
            Err(fault) => {
                let zh = format!("“{base}”无法读取：{}", fault.message);
                let en = format!("`{base}` cannot be read: {}", fault.message);
                self.say("unreadable", base.place, zh, en);
                None
            }
        }
    }

    fn expect(
        &mut self,
        case: &CaseFile,
        variant: Option<&Located<String>>,
        facts: &Located<Tree>,
        expect: &BTreeMap<String, Located<String>>,
    ) {
        if expect.is_empty() {
            return;
        }
        let (situation, findings) = situation::read(self.pack, &self.file, facts, None);
        self.all.findings.extend(findings);
        let kind = case.kind.as_ref().and_then(|kind| self.pack.type_at(kind));
        if let (Some(written), None) = (&case.kind, kind) {
            let zh = format!("没有类型“{written}”");
            self.say("unknown-type", written.place, zh, format!("there is no type `{written}`"));
            return;
        }
        let situation = match kind {
            Some(kind) => situation.for_type(self.pack, kind),
            None => situation,
        };
        let name = match variant {
            Some(variant) => format!("{} ({variant})", case.case),
            None => case.case.value.clone(),
        };
        let situation = Arc::new(situation);
        let document = Arc::new(facts.clone());
        for (of, expected) in expect {
            let Some((about, is_offered)) = self.about(of, expected.place, kind) else { continue };
            let told = Checked {
                file: Arc::clone(&self.file),
                case: name.clone(),
                title: case.title.clone(),
                cites: case.cites.iter().map(|cite| cite.value.clone()).collect(),
                of: of.clone(),
                expected: expected.value.clone(),
                found: String::new(),
                place: expected.place,
            };
            let (situation, document) = (Arc::clone(&situation), Arc::clone(&document));
            let kind = case.kind.as_ref().map(|kind| kind.value.clone());
            let one = Expectation { about, situation, document, kind, told };
            match self.all.offered.as_mut().filter(|_| is_offered) {
                Some(offered) => offered.expectations.push(one),
                None => self.all.expectations.push(one),
            }
        }
    }

    /// What an expectation is about, and whether it is a condition that the pack offers; a finding when there is
    /// nothing of that name to evaluate.
    fn about(&mut self, of: &str, place: Place, kind: Option<usize>) -> Option<(Of, bool)> {
        if of == "overall" {
            if kind.is_none() {
                let zh = "要核对总体结果，须写明 type".to_owned();
                let en = "an expectation of `overall` needs `type`".to_owned();
                self.say("no-type", place, zh, en);
            }
            return kind.map(|kind| (Of::Overall(kind), false));
        }
        let (id, bar) = of.strip_suffix("#bar").map_or((of, false), |id| (id, true));
        let is_offered = self.pack.names.clause(id).is_none();
        let version = self.all.offered.as_ref().map(|offered| &*offered.version);
        let pack = version.filter(|_| is_offered).unwrap_or(self.pack);
        let at = pack.names.clause(id).map(usize::from);
        let clause = at.and_then(|at| pack.clauses.get(at));
        let evaluated = clause.is_some_and(|clause| {
            if bar { clause.bar.is_some() } else { clause.rule.is_some() || clause.duty.is_some() }
        });
        if !evaluated {
            let zh = format!("“{of}”不是条款，或其中没有可计算的规则");
            let en = format!("`{of}` is no clause, or has no rule to evaluate");
            self.say("nothing-to-evaluate", place, zh, en);
            return None;
        }
        at.map(|at| (if bar { Of::Bar(at) } else { Of::Rule(at) }, is_offered))
    }
}

fn merged(base: Located<Tree>, changes: Option<&Located<Tree>>) -> Located<Tree> {
    match changes {
        Some(changes) => Located { value: base.value.merged(&changes.value), place: changes.place },
        None => base,
    }
}

/// A file holds one case, or a list of cases.
fn read(text: &str) -> Result<Vec<CaseFile>, yaml::Fault> {
    let first = text.lines().find(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && line != "---"
    });
    if first.is_some_and(|line| line.starts_with('-')) {
        yaml::parse(text)
    } else {
        yaml::parse::<CaseFile>(text).map(|case| vec![case])
    }
}

/// Whether an outcome lies on the satisfied side of a clause, on the other side, or on neither.
pub(crate) fn side(outcome: Outcome) -> Option<bool> {
    match outcome {
        Outcome::Met | Outcome::Done | Outcome::Present => Some(true),
        Outcome::NotMet
        | Outcome::NotDone
        | Outcome::Absent
        | Outcome::Late
        | Outcome::Missing
        | Outcome::Waived => Some(false),
        Outcome::Undetermined
        | Outcome::NeedsJudgement
        | Outcome::NotApplicable
        | Outcome::NotYetDue
        | Outcome::DueUnknown => None,
    }
}
