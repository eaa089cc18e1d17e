//! Packs on a shelf: from files to instruments that can be evaluated.
//!
//! A pack either loads whole or not at all; what is wrong with it is said with file, line and clause.

mod call;
mod clauses;
mod document;
mod holder;
mod load;
mod mention;
mod registry;
mod values;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    compile::{Names, Readers, parameter_kind},
    diagnostic::{Diagnostic, Severity},
    model::Clause,
    syntax::{
        ActorDef, Additions, Blocked, PackFile, ParameterKind, PersonalFile, Purpose, Retention,
        TypeDef,
    },
};

pub(crate) use mention::Mentions;
pub(crate) use values::number;
pub use values::{BandValue, Calendar, ListValue, MemberValue, ParamValue, Parameters};

/// The files of all packs, all of them YAML, by their path relative to the folder of packs, `/` between
/// parts.
pub type PackFiles = BTreeMap<String, String>;

/// One instrument.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The folder in which it stands on the shelf: its id, and for one version among several `@` and a name.
    pub folder: String,
    /// `pack.yaml` as written.
    pub file: PackFile,
    /// Vocabulary, parameters, registers, slots.
    pub names: Names,
    /// Clauses in the order of the law.
    pub clauses: Vec<Clause>,
    /// Conditions that the notice of a call may add; none of them holds by itself.
    pub offered: Vec<Clause>,
    /// For what it needs facts about natural persons, and how long it keeps them: `personal.yaml`.
    pub personal: PersonalFile,
    /// Values of the parameters that hold for every round.
    pub parameters: Parameters,
    /// SHA-256 over the files of the pack, the vocabulary and the shared parameters.
    pub hash: [u8; 32],
    /// The files that belong to it, for records that carry the pack itself and for the other readers of it.
    pub files: Arc<PackFiles>,
    /// The fact that holds the type applied for, `application.type`, by record and field.
    pub(crate) kind: Option<(u16, u16)>,
    /// What the rules say about each coded field.
    pub(crate) mentions: Mentions,
    /// The columns of its rules, by the fields that they read.
    pub(crate) readers: Readers,
}

impl Pack {
    /// Its id, for instance `authority/instrument-2025`.
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// A type by its id.
    pub fn type_at(&self, id: &str) -> Option<usize> {
        self.file.types.iter().position(|def| def.id.value == id)
    }

    /// The definition of a type.
    pub fn type_def(&self, at: usize) -> Option<&TypeDef> {
        self.file.types.get(at)
    }

    /// An actor by its id.
    pub fn actor(&self, id: &str) -> Option<&ActorDef> {
        self.file.actors.iter().find(|actor| actor.id.value == id)
    }

    /// For what it needs a fact about natural persons, `record.field`, and how long it keeps it.
    pub fn purpose(&self, fact: &str) -> Option<(&Purpose, &Retention)> {
        let purpose = self.personal.facts.iter().find(|purpose| purpose.fact.value == fact)?;
        Some((purpose, self.retention(&purpose.keep.value)?))
    }

    fn retention(&self, id: &str) -> Option<&Retention> {
        self.personal.keep.iter().find(|rule| rule.id.value == id)
    }

    /// The rule by which it keeps what people say in the procedure: the one that it names, else its longest; none
    /// where it has none.
    pub fn retention_of_spoken(&self) -> Option<&Retention> {
        let named =
            self.personal.spoken.as_ref().and_then(|spoken| self.retention(&spoken.keep.value));
        named.or_else(|| self.personal.keep.iter().max_by_key(|rule| rule.years))
    }

    /// A clause by its id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.names.clause(id).and_then(|at| self.clauses.get(usize::from(at)))
    }

    /// Its own clauses, without those of documents that it takes in.
    pub fn own_clauses(&self) -> impl Iterator<Item = &Clause> + Clone {
        self.clauses.iter().filter(|clause| !clause.taken_in)
    }

    /// The clauses that are conjoined for a type: criteria of all three classes that apply to it, and bars to
    /// applying (inventory §0.6).
    pub fn conditions(&self, type_at: usize) -> impl Iterator<Item = (usize, &Clause)> {
        self.clauses.iter().enumerate().filter(move |(_, clause)| {
            clause.applies_to(type_at) && (clause.is_condition() || clause.bars(Blocked::Apply))
        })
    }

    /// The clauses that set a bar to something, for a type.
    pub fn barring(&self, type_at: usize, what: Blocked) -> impl Iterator<Item = &Clause> {
        let all = self.clauses.iter();
        all.filter(move |clause| clause.applies_to(type_at) && clause.bars(what))
    }

    /// A written value as a value of a parameter of the pack.
    ///
    /// # Errors
    /// What is no value of it: the part that cannot be read, or the name when the kinds differ.
    pub fn value_of(&self, name: &str, written: &ParameterKind) -> Result<ParamValue, String> {
        let def = self.names.parameter(name).and_then(|at| self.names.parameter_def(at));
        let (_, kind) = def.ok_or_else(|| name.to_owned())?;
        let vocabulary = &self.names.vocabulary;
        if parameter_kind(written, vocabulary)? != *kind {
            return Err(name.to_owned());
        }
        let value = values::of_file(written, kind, vocabulary)?;
        if matches!(value, ParamValue::Missing) { Err(name.to_owned()) } else { Ok(value) }
    }

    /// Puts a clause in the place of another and gives back the one that stood there, so that a changed rule
    /// can be evaluated with everything that refers to it. Tests of the new clause that were changed have no
    /// column (see [`crate::model::Test::column`]), and its registers are those of the old one.
    pub(crate) fn replace_clause(&mut self, at: usize, clause: Clause) -> Option<Clause> {
        let before = std::mem::replace(self.clauses.get_mut(at)?, clause);
        self.mentions = mention::of(&self.clauses);
        self.readers.read_anew(&self.clauses, &self.names.vocabulary);
        Some(before)
    }

    /// The place of a clause; none for one that does not stand in the pack as it is.
    pub(crate) fn place_of(&self, clause: &Clause) -> Option<u16> {
        let (first, one) = (self.clauses.as_ptr().addr(), std::ptr::from_ref(clause).addr());
        let at = one.checked_sub(first)? / size_of::<Clause>();
        let stands = self.clauses.get(at).is_some_and(|there| std::ptr::eq(there, clause));
        u16::try_from(at).ok().filter(|_| stands)
    }

    /// The clauses that a clause refers to, directly or by way of others, by their places.
    pub(crate) fn reached_from(&self, at: usize) -> std::collections::BTreeSet<usize> {
        clauses::reached(at, &self.clauses)
    }

    /// The version in which the conditions of a call stand with those of the document; without additions the document
    /// alone, whatever stood there before.
    ///
    /// # Errors
    /// Everything that does not fit.
    pub fn adding(&self, additions: &Additions) -> Result<Arc<Self>, Vec<Diagnostic>> {
        let mut files = PackFiles::clone(&self.files);
        let path = format!("{}/{}", self.id(), call::CALL);
        if additions.is_empty() {
            files.remove(&path);
        } else {
            // JSON is YAML, and prints the same bytes for the same conditions.
            let text = serde_json::to_string_pretty(additions).unwrap_or_default();
            files.insert(path, text);
        }
        let shelf = Shelf::load(&files);
        let errors = |findings: Vec<Diagnostic>| {
            findings.into_iter().filter(|one| one.severity == Severity::Error).collect()
        };
        let whole = shelf.packs.into_iter().find(|pack| pack.id() == self.id());
        whole.ok_or_else(|| errors(shelf.findings))
    }

    /// The version in which every condition that is offered has been switched on, so that it can be tried; none
    /// where nothing is offered, or a call has chosen already.
    pub(crate) fn with_offered(&self) -> Option<Arc<Self>> {
        let is_call = self.files.contains_key(&format!("{}/{}", self.id(), call::CALL));
        let all = call::all_of(&self.offered);
        if is_call || all.is_empty() { None } else { self.adding(&all).ok() }
    }

    /// Its files as one piece of bytes, whose SHA-256 is [`Self::hash`].
    pub fn bundle(&self) -> Vec<u8> {
        load::bundle(&self.files)
    }

    /// Names the file of a finding about this pack as it stands on the shelf.
    pub fn relocate(&self, finding: &mut Diagnostic) {
        load::relocate(finding, self.id(), &self.folder);
    }

    /// The hash in hexadecimal digits.
    pub fn hash_hex(&self) -> String {
        hex::encode(self.hash)
    }
}

impl Clause {
    /// Whether the clause applies to a type.
    pub fn applies_to(&self, type_at: usize) -> bool {
        self.types & (1 << type_at.min(63)) != 0
    }

    /// Whether it sets a bar to that; a clause that was taken in counts where a clause refers to its document.
    pub fn bars(&self, what: Blocked) -> bool {
        let blocks = || self.written.bar.as_ref().is_some_and(|bar| bar.blocks(what));
        self.bar.is_some() && !self.taken_in && blocks()
    }

    /// Whether it is a condition of eligibility by itself; a clause that was taken in counts where a clause refers to
    /// its document.
    pub fn is_condition(&self) -> bool {
        self.rule.is_some() && self.written.is_condition() && !self.taken_in
    }
}

/// All packs that loaded, and what is wrong with those that did not.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Packs in the order of their folders: several where versions of one pack stand side by side.
    pub packs: Vec<Arc<Pack>>,
    /// Findings in every file that was read.
    pub findings: Vec<Diagnostic>,
}

impl Shelf {
    /// Reads every pack among the files. A pack with an error is left out; its findings are kept.
    pub fn load(files: &PackFiles) -> Self {
        load::shelf(files)
    }

    /// A pack by its folder: its id, or its id with the name of a version.
    pub fn pack(&self, folder: &str) -> Option<&Arc<Pack>> {
        self.packs.iter().find(|pack| pack.folder == folder)
    }

    /// One pack for each id: the one in the folder of that name, else the last version by its name.
    pub fn leading(&self) -> impl Iterator<Item = &Arc<Pack>> {
        self.packs.iter().enumerate().filter_map(|(at, pack)| {
            let has_plain = self.pack(pack.id()).is_some();
            let later = self.packs.get(at + 1..).unwrap_or_default();
            let is_last = later.iter().all(|other| other.id() != pack.id());
            (pack.folder == pack.id() || (!has_plain && is_last)).then_some(pack)
        })
    }

    /// The pack whose files were put together by [`Pack::bundle`]; `None` when the bytes are not such, or what
    /// they hold is not sound any more for this program.
    pub fn unbundled(bytes: &[u8]) -> Option<Arc<Pack>> {
        let packs = Self::load(&load::unbundle(bytes)?).packs;
        let is_taken_in = |id: &str| {
            packs.iter().any(|pack| pack.names.documents.iter().any(|taken| taken.id == id))
        };
        let whole = packs.iter().position(|pack| !is_taken_in(pack.id()))?;
        packs.into_iter().nth(whole)
    }
}
