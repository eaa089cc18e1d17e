//! The law a case runs under: one pack in one exact version, with its procedure and its rules.
//!
//! A case names its pack by id and hash and keeps running under that version, whatever is loaded later.

use std::{collections::BTreeMap, fmt, sync::Arc};

use guohe_rules::{
    diagnostic::{Diagnostic, Severity},
    pack::{Pack, PackFiles},
    syntax::{ActorKind, Slot},
    vocabulary::Vocabulary,
    yaml::{self, Fault, Place},
};
use serde::{Deserialize, Serialize};

use crate::{
    procedure::{
        Procedure,
        check::{Part, check},
    },
    refusal::{Refusal, Sort, words},
};

/// A pack in one exact version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackRef {
    /// Its id, for instance `authority/instrument`.
    pub id: String,
    /// The hash of its files in hexadecimal.
    pub hash: String,
}

impl fmt::Display for PackRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        write!(f, "{}@{}", self.id, self.hash.get(..SHOWN).unwrap_or(&self.hash))
    }
}

/// One pack, ready to run cases.
#[derive(Debug)]
pub struct Law {
    /// The pack.
    pub pack: Arc<Pack>,
    /// Its procedure, life after certification included.
    pub procedure: Procedure,
}

impl Law {
    /// Makes a pack ready to run cases: reads its procedure and the life that continues it, and checks both.
    ///
    /// # Errors
    /// Everything that is wrong with them, with file and place.
    pub fn of(pack: Arc<Pack>) -> Result<Self, Vec<Diagnostic>> {
        let files = Arc::clone(&pack.files);
        Self::with(pack, &files)
    }

    /// The same with the procedure taken from other files, such as those an author has just changed.
    ///
    /// # Errors
    /// Everything that is wrong with them, with file and place.
    pub fn with(pack: Arc<Pack>, files: &PackFiles) -> Result<Self, Vec<Diagnostic>> {
        let mut findings = Vec::new();
        let mut parts = Vec::new();
        for name in [PROCEDURE, LIFECYCLE] {
            let path = format!("{}/{name}", pack.id());
            let Some(text) = files.get(&path) else { continue };
            let file: Arc<str> = Arc::from(path.as_str());
            match yaml::parse::<Procedure>(text) {
                Ok(procedure) => parts.push((file, procedure)),
                Err(fault) => findings.push(unreadable(&file, fault)),
            }
        }
        if parts.is_empty() && findings.is_empty() {
            findings.push(missing(&pack));
        }
        let borrowed: Vec<Part<'_>> =
            parts.iter().map(|(file, procedure)| Part { file, procedure }).collect();
        findings.extend(check(&pack, &borrowed));
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(findings);
        }
        let joined = parts.into_iter().map(|(_, procedure)| procedure);
        let procedure = joined.reduce(Procedure::continued_by).unwrap_or_default();
        Ok(Self { pack, procedure })
    }

    /// The name under which cases keep it.
    pub fn reference(&self) -> PackRef {
        PackRef { id: self.pack.id().to_owned(), hash: self.pack.hash_hex() }
    }

    /// Under which word the rows of a record stand in facts: its plural noun, or its own when it exists once.
    pub fn list_of(&self, record: &str) -> Option<String> {
        let vocabulary = self.vocabulary();
        let def = vocabulary.record(record).and_then(|at| vocabulary.record_def(at))?;
        Some(def.list.clone().unwrap_or_else(|| def.id.clone()))
    }

    /// A question that only people answer.
    pub fn slot(&self, id: &str) -> Option<&Slot> {
        let at = self.pack.names.slot(id)?;
        self.pack.names.slot_def(at)
    }

    /// The vocabulary of its pack.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.pack.names.vocabulary
    }

    /// What an actor is in general.
    pub fn kind_of(&self, actor: &str) -> Option<ActorKind> {
        self.pack.actor(actor).map(|def| def.kind)
    }
}

/// The file that leads to certification.
const PROCEDURE: &str = "procedure.yaml";
/// The file that continues it.
const LIFECYCLE: &str = "lifecycle.yaml";

fn unreadable(file: &Arc<str>, fault: Fault) -> Diagnostic {
    let message = words(format!("文件无法读取：{}", fault.message), fault.message);
    Diagnostic::error("unreadable", file, fault.place, message)
}

fn missing(pack: &Pack) -> Diagnostic {
    let file: Arc<str> = Arc::from(format!("{}/{PROCEDURE}", pack.id()));
    let message =
        words("规则包没有程序文件，不能办理申报", "the pack has no procedure and cannot run cases");
    Diagnostic::error("no-procedure", &file, Place::default(), message)
}

/// All packs in all versions that cases may name.
#[derive(Debug, Default)]
pub struct Laws {
    all: BTreeMap<PackRef, Arc<Law>>,
}

impl Laws {
    /// Adds one.
    pub fn add(&mut self, law: Law) {
        self.all.insert(law.reference(), Arc::new(law));
    }

    /// The law of a case.
    ///
    /// # Errors
    /// A refusal that names the version that is not loaded.
    pub fn get(&self, pack: &PackRef) -> Result<&Arc<Law>, Refusal> {
        self.all.get(pack).ok_or_else(|| {
            Refusal::new(
                Sort::NotFound,
                pack.to_string(),
                words(format!("规则包 {pack} 没有装入"), format!("the pack {pack} is not loaded")),
                words(
                    "请管理员用 --packs 装入该版本",
                    "ask the operator to load this version with --packs",
                ),
            )
        })
    }

    /// All of them, by id and hash.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Law>> {
        self.all.values()
    }
}
