//! The law a case runs under: one pack in one exact version, with its procedure and its rules.
//!
//! A case names its pack by id and hash and keeps running under that version, whatever is loaded later.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, OnceLock},
};

use guohe_rules::{
    diagnostic::{Diagnostic, Severity},
    document, guard,
    pack::{Pack, PackFiles, Shelf},
    syntax::{ActorKind, Additions, Quantity, Slot},
    version::{self, Applying},
    vocabulary::Vocabulary,
    yaml::{self, Fault, Located, Place},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    message::rules::{self, Rules},
    ports::{Archive, StoreError},
    procedure::{
        Act, Kind, Procedure,
        check::{Part, check},
    },
    refusal::{Fault as Mistake, Refusal, Sort, words},
    verbs::Failure,
};

/// A pack in one exact version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackRef {
    /// Its id, for instance `authority/instrument`.
    pub id: String,
    /// The hash of its files in hexadecimal.
    pub hash: String,
}

impl PackRef {
    /// Id and whole hash in one word, for lists.
    pub fn key(&self) -> String {
        format!("{}@{}", self.id, self.hash)
    }

    /// What [`Self::key`] has written.
    pub fn of_key(key: &str) -> Option<Self> {
        let (id, hash) = key.rsplit_once('@')?;
        Some(Self { id: id.to_owned(), hash: hash.to_owned() })
    }

    /// The hash as bytes; `None` when it is none.
    fn digest(&self) -> Option<[u8; 32]> {
        let mut digest = [0; 32];
        let digits = self.hash.as_bytes().chunks(2);
        if self.hash.len() != 64 {
            return None;
        }
        for (byte, pair) in digest.iter_mut().zip(digits) {
            *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(digest)
    }
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
    /// What people are told by itself; as the product says where the pack says nothing.
    pub messages: Option<Rules>,
    /// Worked out when somebody asks for it.
    looked: OnceLock<Looked>,
}

/// The facts that clauses of a pack look at.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Fields with their records.
    pub(crate) used: BTreeSet<(u16, u16)>,
    /// Records whose rows are looked at without saying whom they are about.
    pub(crate) through: BTreeSet<u16>,
}

impl Looked {
    fn by(pack: &Pack) -> Self {
        let uses = pack.clauses.iter().flat_map(|clause| document::uses(pack, clause));
        let used = uses.filter_map(|one| Some((one.record, one.field?)));
        let through = pack.clauses.iter().flat_map(|c| document::looked_through(pack, c));
        Self { used: used.collect(), through: through.collect() }
    }
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
        let messages = messages(&pack, files, &mut findings);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(findings);
        }
        let joined = parts.into_iter().map(|(_, procedure)| procedure);
        let procedure = joined.reduce(Procedure::continued_by).unwrap_or_default();
        if let Some((file, rules)) = &messages {
            let found = rules.check(file, &pack, &procedure);
            if !found.is_empty() {
                return Err(found);
            }
        }
        let messages = messages.map(|(_, rules)| rules);
        Ok(Self { pack, procedure, messages, looked: OnceLock::new() })
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

    /// The questions that an act puts to whoever does it: those it names, and those of the conditions in words that a
    /// call has added, where it is a review by those who are to judge them.
    pub fn asks<'l>(&'l self, act: &'l Act) -> impl Iterator<Item = &'l str> {
        let reviews = act.kind.value == Kind::Check && act.sets.level.is_some();
        let added = self.pack.clauses.iter().filter(move |clause| reviews && clause.added);
        let theirs = move |slot: &&Slot| act.by.contains(&slot.by);
        let slots = added.filter_map(|clause| self.slot(&clause.written.id)).filter(theirs);
        let named = act.sets.slots.iter().map(|slot| slot.value.as_str());
        named.chain(slots.map(|slot| slot.id.value.as_str()))
    }

    /// What its clauses look at.
    pub(crate) fn looked(&self) -> &Looked {
        self.looked.get_or_init(|| Looked::by(&self.pack))
    }

    /// The vocabulary of its pack.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.pack.names.vocabulary
    }

    /// Whether a date of the procedure rests on facts of a record, named by its singular noun.
    pub fn rests_on(&self, date: &Located<Quantity>, record: &str) -> bool {
        let date = guard::compile_date(&self.pack, "procedure", date);
        date.is_ok_and(|date| guard::reads(&self.pack, &date, record))
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

/// What a pack says of messages, where it says something that can be read.
fn messages(
    pack: &Pack,
    files: &PackFiles,
    findings: &mut Vec<Diagnostic>,
) -> Option<(Arc<str>, Rules)> {
    let path = format!("{}/{}", pack.id(), rules::FILE);
    let file: Arc<str> = Arc::from(path.as_str());
    match yaml::parse::<Rules>(files.get(&path)?) {
        Ok(read) => Some((file, read)),
        Err(fault) => {
            findings.push(unreadable(&file, fault));
            None
        }
    }
}

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

/// All packs in all versions that cases may name: those on the shelf, and from the archive those under which
/// cases were opened before, read when somebody asks for them and kept from then on.
#[derive(Debug, Default)]
pub struct Laws {
    all: BTreeMap<PackRef, Arc<Law>>,
    leading: BTreeMap<String, PackRef>,
    archive: Option<Arc<dyn Archive>>,
    older: Older,
}

/// Versions from the archive, one behind the other; nothing is ever taken out, so what was given stays.
#[derive(Debug, Default)]
struct Older(OnceLock<Box<(Arc<Law>, Older)>>);

impl Older {
    /// The version, read by the function when it is not there yet.
    fn get(&self, pack: &PackRef, read: impl Fn() -> Option<Arc<Law>>) -> Option<&Arc<Law>> {
        let mut at = self;
        loop {
            let Some(next) = at.0.get() else {
                // Somebody else may put another one here first; then it is looked for behind that one.
                let law = read()?;
                at.0.get_or_init(|| Box::new((law, Self::default())));
                continue;
            };
            let (law, rest) = &**next;
            if law.reference() == *pack {
                return Some(law);
            }
            at = rest;
        }
    }
}

impl Laws {
    /// The same with the versions of an archive behind those on the shelf.
    #[must_use]
    pub fn over(mut self, archive: Arc<dyn Archive>) -> Self {
        self.archive = Some(archive);
        self
    }

    /// Those of some packs, with the same archive behind them; all where none is named.
    #[must_use]
    pub fn only(&self, packs: &BTreeSet<String>) -> Self {
        let wanted = |id: &str| packs.is_empty() || packs.contains(id);
        let all = self.all.iter().filter(|(pack, _)| wanted(&pack.id));
        let leading = self.leading.iter().filter(|(id, _)| wanted(id));
        Self {
            all: all.map(|(pack, law)| (pack.clone(), Arc::clone(law))).collect(),
            leading: leading.map(|(id, pack)| (id.clone(), pack.clone())).collect(),
            archive: self.archive.clone(),
            older: Older::default(),
        }
    }

    /// Adds one. Where no day is asked about, the version in the folder of the pack leads, else the one that
    /// was added last.
    pub fn add(&mut self, law: impl Into<Arc<Law>>) {
        let law = law.into();
        let id = law.pack.id().to_owned();
        let leader = self.leading.get(&id).and_then(|leader| self.all.get(leader));
        if leader.is_none_or(|leader| leader.pack.folder != id) {
            self.leading.insert(id, law.reference());
        }
        self.all.insert(law.reference(), law);
    }

    /// The law of a case.
    ///
    /// # Errors
    /// A refusal that names the version that is neither loaded nor in the archive.
    pub fn get(&self, pack: &PackRef) -> Result<&Arc<Law>, Refusal> {
        let found = self.all.get(pack).or_else(|| self.older.get(pack, || self.read(pack)));
        found.ok_or_else(|| {
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

    /// The version of a law in which the conditions that a call adds stand with its own; it is kept, so that the cases
    /// of the call find it again. Nothing in the place of an addition takes away what another call had added.
    ///
    /// # Errors
    /// What does not fit, or that the version could not be kept.
    pub fn adding(&self, law: &Law, additions: &Additions) -> Result<&Arc<Law>, Failure> {
        let added = law.pack.clauses.iter().any(|clause| clause.added);
        if additions.is_empty() && !added {
            return Ok(self.get(&law.reference())?);
        }
        let made = law.pack.adding(additions).and_then(Law::of).map_err(|found| misfit(&found))?;
        if let Some(archive) = &self.archive {
            let kept = archive.keep_bundle(&made.pack.bundle());
            kept.map_err(|error| StoreError::Database(Box::new(error)))?;
        }
        let reference = made.reference();
        let made = Arc::new(made);
        if !self.all.contains_key(&reference) {
            self.older.get(&reference, || Some(Arc::clone(&made)));
        }
        Ok(self.get(&reference)?)
    }

    /// A version from the archive, unless it cannot be read by this program.
    fn read(&self, pack: &PackRef) -> Option<Arc<Law>> {
        let bytes = self.archive.as_ref()?.bundle(&pack.digest()?).ok()??;
        let law = Law::of(Shelf::unbundled(&bytes)?).ok()?;
        (law.reference() == *pack).then(|| Arc::new(law))
    }

    /// The law of a row of the lists.
    pub fn of_row(&self, key: &str) -> Option<&Arc<Law>> {
        self.get(&PackRef::of_key(key)?).ok()
    }

    /// The version of a pack under which a round that opens on a day runs: the one that is in force then. Of
    /// a pack with one version it is that version, whatever is known of its dates.
    ///
    /// # Errors
    /// A refusal when none is in force, or when that depends on a date that is not known; it names the date.
    pub fn on(&self, id: &str, day: Date) -> Result<&Arc<Law>, Refusal> {
        let versions: Vec<_> = self.all.values().filter(|law| law.pack.id() == id).collect();
        if let [only] = *versions {
            return Ok(only);
        }
        let found = match version::applying(versions.iter().map(|law| &law.pack), day) {
            Applying::One(pack) => versions.into_iter().find(|law| law.pack.hash == pack.hash),
            Applying::Open(pack) => return Err(undated(pack, day)),
            Applying::None => None,
        };
        found.ok_or_else(|| {
            Refusal::new(
                Sort::Invalid,
                id.to_owned(),
                words(
                    format!("{day} 没有有效的“{id}”版本"),
                    format!("no version of {id} is in force on {day}"),
                ),
                words("请改用有效期内的日期，或装入该日有效的版本",
                    "choose a day on which one is, or load the version that is in force on that day"),
            )
        })
    }

    /// Every version on the shelf, by id and hash.
    pub fn versions(&self) -> impl Iterator<Item = &Arc<Law>> {
        self.all.values()
    }

    /// One version of each pack, by id: the one that leads.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Law>> {
        self.leading.values().filter_map(|pack| self.all.get(pack))
    }
}

/// What keeps the conditions of a call from standing with those of the law.
fn misfit(findings: &[Diagnostic]) -> Refusal {
    let fault = |one: &Diagnostic| Mistake::at("adds", &*one.message.zh, &*one.message.en);
    Refusal::of_faults("round", findings.iter().map(fault).collect())
}

fn undated(pack: &Pack, day: Date) -> Refusal {
    let folder = &pack.folder;
    let missing = version::missing_dates(&pack.file.document);
    Refusal::new(
        Sort::Invalid,
        folder.clone(),
        words(
            format!("无法确定 {day} 适用哪一版本：“{folder}”缺{}", missing.zh),
            format!(
                "which version applies on {day} is undetermined: `{folder}` lacks {}",
                missing.en
            ),
        ),
        words(
            format!("请在 {folder}/pack.yaml 的 document 中补上日期"),
            format!("enter the date under `document` in {folder}/pack.yaml"),
        ),
    )
}
