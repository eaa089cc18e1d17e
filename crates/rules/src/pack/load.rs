//! Reading packs from their files.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{
    Pack, PackFiles, Parameters, Shelf, call, clauses,
    document::{self, Taken},
    holder, mention, registry, values,
};
use crate::{
    compile::{self, Columns, Names, ParamKind, Readers, parameter_kind},
    diagnostic::{Diagnostic, Severity, with_remedies, words},
    syntax::{
        self, Article, PackFile, Parameter, ParameterFile, PersonalFile, RegisterFile, ScoreFile,
        SlotFile, Term, Words,
    },
    vocabulary::{Kind, Vocabulary, index},
    yaml::{self, Located},
};

pub(super) fn shelf(files: &PackFiles) -> Shelf {
    let mut findings = Vec::new();
    let mut records = Vec::new();
    let mut parameters = Vec::new();
    for (path, text) in files {
        let name: Arc<str> = Arc::from(path.as_str());
        if path.starts_with("vocabulary/") {
            if let Some(record) = read::<syntax::Record>(&name, text, &mut findings) {
                records.push((name, record));
            }
        } else if path.starts_with("parameters/")
            && let Some(file) = read::<ParameterFile>(&name, text, &mut findings)
        {
            parameters.push((name, file.parameters));
        }
    }
    let vocabulary = Vocabulary::resolve(records, &mut findings);
    let shared_is_sound = !has_error(&findings);
    let mut packs = Vec::new();
    for (path, text) in files {
        let Some(folder) = path.strip_suffix("/pack.yaml") else { continue };
        let mut own = Vec::new();
        let id = folder.split_once(VERSION).map_or(folder, |(id, _)| id);
        let taken = document::taken_in(files, id, text);
        let own_files = own_files(files, folder, id, &taken);
        let loader =
            Loader { files: own_files, folder: id, taken: &taken, parameters: &parameters };
        let pack = loader.pack(text, vocabulary.clone(), &mut own);
        let pack = pack.map(|pack| Pack { folder: folder.to_owned(), ..pack });
        for finding in &mut own {
            relocate(finding, id, folder);
        }
        if shared_is_sound && !has_error(&own) {
            packs.extend(pack.map(Arc::new));
        }
        findings.extend(own);
    }
    Shelf { packs, findings: with_remedies(findings) }
}

/// What stands between the id of a pack and the name of one of its versions in the name of a folder.
const VERSION: char = '@';

/// The files that belong to the pack in a folder, under its id: a version has the same bytes and the same
/// hash wherever it stands. Those of documents that it takes in belong to it too.
fn own_files(files: &PackFiles, folder: &str, id: &str, taken: &[Taken]) -> PackFiles {
    let prefix = format!("{folder}/");
    let taken: Vec<_> = taken.iter().map(|taken| format!("{}/", &*taken.named.pack)).collect();
    let own = files.iter().filter_map(|(path, text)| {
        let shared = path.starts_with("vocabulary/") || path.starts_with("parameters/");
        if shared || taken.iter().any(|folder| path.starts_with(folder)) {
            return Some((path.clone(), text.clone()));
        }
        let rest = path.strip_prefix(&prefix)?;
        Some((format!("{id}/{rest}"), text.clone()))
    });
    own.collect()
}

/// Names the file of a finding as it stands on the shelf.
pub(super) fn relocate(finding: &mut Diagnostic, id: &str, folder: &str) {
    let rest = finding.file.strip_prefix(id).filter(|rest| rest.starts_with('/'));
    if let Some(file) = rest.map(|rest| format!("{folder}{rest}")) {
        finding.file = Arc::from(file);
    }
}

fn has_error(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

pub(super) fn read<T: DeserializeOwned>(
    name: &Arc<str>,
    text: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<T> {
    match yaml::parse(text) {
        Ok(value) => Some(value),
        Err(fault) => {
            let message = words(format!("无法读取：{}", fault.message), fault.message);
            findings.push(Diagnostic::error("unreadable", name, fault.place, message));
            None
        }
    }
}

/// A clause as written, with where it stands.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) file: Arc<str>,
    /// The article, for headings.
    pub(super) article: Words,
    pub(super) clause: syntax::Clause,
    /// Whether the notice of a call adds it, or may.
    pub(super) added: bool,
}

/// The field that says of what type an application is, where there is one: its record and its place.
fn kind_of_application(vocabulary: &Vocabulary) -> Option<(u16, u16)> {
    let record = vocabulary.record("application")?;
    Some((record, vocabulary.record_def(record)?.field("type")?))
}

struct Loader<'a> {
    files: PackFiles,
    folder: &'a str,
    taken: &'a [Taken],
    parameters: &'a [(Arc<str>, Vec<Parameter>)],
}

impl Loader<'_> {
    fn pack(
        self,
        text: &str,
        vocabulary: Vocabulary,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Pack> {
        let name: Arc<str> = Arc::from(format!("{}/pack.yaml", self.folder));
        let file: PackFile = read(&name, text, findings)?;
        if *file.id != *self.folder {
            let message = words(
                format!("包的标识应与其文件夹相同：{}", self.folder),
                format!("the id of a pack is its folder: {}", self.folder),
            );
            findings.push(Diagnostic::error("pack-id", &name, file.id.place, message));
        }
        let vocabulary = vocabulary.for_types(&file.id, &file.types);
        registry::check(&name, &file, &vocabulary, findings);
        holder::check(&name, &file, findings);
        let mut names = Names::over(vocabulary);
        let parameters = self.parameters(&name, &file, &mut names, findings);
        self.registers(&mut names, findings);
        self.slots(&mut names, &file, findings);
        let call = call::Files { files: &self.files, folder: self.folder };
        let (offered, added) = (call.offered(findings), call.added(findings));
        if let Some((name, added)) = &added {
            call::slots(added)
                .for_each(|slot| Self::slot(&mut names, slot, (name, &file), findings));
        }
        names.phases = file.phases.iter().map(|phase| phase.id.value.clone()).collect();
        let mut articles = self.articles(&mut names, findings);
        let taken = offered.iter().filter(|one| names.clause(&one.clause.id).is_some());
        findings.extend(taken.map(|one| twice(&one.file, &one.clause.id)));
        let added = added.map(|added| call::clauses(&added, &offered, &file, findings));
        for one in added.into_iter().flatten() {
            let id = one.clause.id.clone();
            if names.clause_at.insert(id.value.clone(), index(articles.len())).is_some() {
                findings.push(twice(&one.file, &id));
            }
            articles.push(one);
        }
        let mut columns = Columns::default();
        self.scores(&mut names, &mut columns, findings);
        let clauses = clauses::resolve(articles, &names, &file, &mut columns, findings);
        // They hold nowhere yet, so that no rule shares a column with them.
        let offered = clauses::resolve(offered, &names, &file, &mut Columns::default(), findings);
        let kind = kind_of_application(&names.vocabulary);
        let personal = self.personal(findings).unwrap_or_default();
        let hash = Sha256::digest(bundle(&self.files)).into();
        let mentions = mention::of(&clauses);
        let readers = Readers::of(&clauses, &names.vocabulary, &columns);
        let folder = self.folder.to_owned();
        let files = Arc::new(self.files);
        Some(Pack {
            folder,
            file,
            names,
            clauses,
            offered,
            personal,
            parameters,
            hash,
            files,
            kind,
            mentions,
            readers,
        })
    }

    /// A file of the pack, and that of the same name of each document that it takes in.
    fn texts(&self, name: &str) -> impl Iterator<Item = (Arc<str>, &str)> {
        self.folders().filter_map(move |folder| {
            let path = format!("{folder}/{name}");
            let text = self.files.get(&path)?;
            Some((Arc::from(path), text.as_str()))
        })
    }

    /// The folder of the pack and of each document that it takes in and that is loaded.
    fn folders(&self) -> impl Iterator<Item = &str> {
        let loaded = self.taken.iter().filter(|taken| taken.file.is_some());
        std::iter::once(self.folder).chain(loaded.map(|taken| &*taken.named.pack))
    }

    fn parameters(
        &self,
        pack: &Arc<str>,
        file: &PackFile,
        names: &mut Names,
        findings: &mut Vec<Diagnostic>,
    ) -> Parameters {
        let mut values = Vec::new();
        let own = (Arc::clone(pack), file.parameters.clone());
        let taken = self.taken.iter().filter_map(|taken| {
            let name: Arc<str> = Arc::from(format!("{}/pack.yaml", &*taken.named.pack));
            Some((name, taken.file.as_ref()?.parameters.clone()))
        });
        let taken: Vec<_> = taken.collect();
        for (name, all) in self.parameters.iter().chain(std::iter::once(&own)).chain(&taken) {
            for written in all {
                let value = parameter(name, written, names, findings);
                values.push(value.unwrap_or_default());
            }
        }
        let calendar = names.parameter(&file.calendar).and_then(|at| names.parameter_def(at));
        if !matches!(calendar, Some((_, ParamKind::Calendar))) {
            let message =
                words("这里应为一个工作日历参数", "this should name a calendar parameter");
            let place = file.calendar.place;
            findings.push(Diagnostic::error("parameter-kind", pack, place, message));
        }
        Parameters::new(values)
    }

    fn registers(&self, names: &mut Names, findings: &mut Vec<Diagnostic>) {
        for (name, text) in self.texts("readings.yaml") {
            let Some(file) = read::<RegisterFile>(&name, text, findings) else { continue };
            for entry in file.registers {
                let id = entry.id.clone();
                if entry.options.is_empty() {
                    let message = words("至少要有一种读法", "at least one reading is needed");
                    findings.push(Diagnostic::error("empty-list", &name, id.place, message));
                }
                if !names.add_register(entry) {
                    findings.push(twice(&name, &id));
                }
            }
        }
    }

    /// For what the pack itself needs facts about natural persons, those of clauses that it takes in among them.
    fn personal(&self, findings: &mut Vec<Diagnostic>) -> Option<PersonalFile> {
        let path = format!("{}/personal.yaml", self.folder);
        let text = self.files.get(&path)?;
        read(&Arc::from(path), text, findings)
    }

    fn slots(&self, names: &mut Names, pack: &PackFile, findings: &mut Vec<Diagnostic>) {
        for (name, text) in self.texts("judgements.yaml") {
            let Some(file) = read::<SlotFile>(&name, text, findings) else { continue };
            for slot in file.slots {
                Self::slot(names, slot, (&name, pack), findings);
            }
        }
    }

    fn slot(
        names: &mut Names,
        slot: syntax::Slot,
        (name, pack): (&Arc<str>, &PackFile),
        findings: &mut Vec<Diagnostic>,
    ) {
        clauses::known_actor(name, &slot.by, pack, findings);
        if let Some(record) = &slot.about
            && names.vocabulary.record(record).is_none()
        {
            let message = words(
                format!("没有名为“{record}”的记录"),
                format!("there is no record `{record}`"),
            );
            findings.push(Diagnostic::error("unknown-name", name, record.place, message));
        }
        if let Some(points) = &slot.points
            && (slot.about.is_some() || !points.is_sound())
        {
            let message = words(
                "打分须有从小到大的起止，不能逐行打分；去掉的极端分数须少于起算的个数，允许的差距须小于起止之差",
                "points need a range that rises and are not given row by row; fewer extremes are left out than numbers are there, and the distance let pass is less than the range",
            );
            findings.push(Diagnostic::error("slot-shape", name, points.up_to.place, message));
        }
        if let Some(Term::Days(0) | Term::WorkingDays(0)) = slot.term {
            let message = words("答复期限至少一日", "a term for an answer is one day at least");
            findings.push(Diagnostic::error("slot-shape", name, slot.id.place, message));
        }
        let id = slot.id.clone();
        if !names.add_slot(slot) {
            findings.push(twice(name, &id));
        }
    }

    /// Resolves the scores; they may name everything but clauses, and clauses may name them.
    fn scores(&self, names: &mut Names, columns: &mut Columns, findings: &mut Vec<Diagnostic>) {
        let path = format!("{}/scores.yaml", self.folder);
        let Some(text) = self.files.get(&path) else { return };
        let name: Arc<str> = Arc::from(path);
        let Some(file) = read::<ScoreFile>(&name, text, findings) else { return };
        for cite in file.scores.iter().flat_map(syntax::Score::cites) {
            if names.clause(cite).is_none() {
                let message =
                    words(format!("没有条款“{cite}”"), format!("there is no clause `{cite}`"));
                findings.push(Diagnostic::error("unknown-clause", &name, cite.place, message));
            }
        }
        names.scores = compile::scores(file.scores, names, &name, columns, findings);
    }

    /// Reads the articles and gives every clause its place, so that clauses may refer forward.
    fn articles(&self, names: &mut Names, findings: &mut Vec<Diagnostic>) -> Vec<Written> {
        let mut all = self.articles_in(self.folder, (0, &mut *names), findings);
        for taken in self.taken {
            let first = all.len();
            if taken.file.is_some() {
                all.extend(self.articles_in(&taken.named.pack, (first, &mut *names), findings));
            }
            let own = all.iter().enumerate().skip(first);
            let clauses = own.map(|(at, one)| (index(at), one.clause.clone())).collect();
            names.documents.push(compile::Document {
                id: taken.named.pack.value.clone(),
                title: taken.named.title.clone(),
                clauses: taken.file.is_some().then_some(clauses),
            });
        }
        let waivable = all.iter().enumerate().filter(|(_, one)| one.clause.waiver.is_some());
        names.waivable = waivable.map(|(at, _)| index(at)).collect();
        all
    }

    /// The clauses in one folder, whose places begin with that of the first one.
    fn articles_in(
        &self,
        folder: &str,
        (first, names): (usize, &mut Names),
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<Written> {
        let prefix = format!("{folder}/articles/");
        let mut all = Vec::new();
        for (path, text) in self.files.range(prefix.clone()..) {
            if !path.starts_with(&prefix) {
                break;
            }
            let name: Arc<str> = Arc::from(path.as_str());
            let Some(file) = read::<Article>(&name, text, findings) else { continue };
            for clause in file.clauses {
                let id = clause.id.clone();
                let at = index(first + all.len());
                if names.clause_at.insert(id.value.clone(), at).is_some() {
                    findings.push(twice(&name, &id));
                }
                let article = file.article.clone();
                all.push(Written { file: Arc::clone(&name), article, clause, added: false });
            }
        }
        all
    }
}

fn parameter(
    file: &Arc<str>,
    written: &Parameter,
    names: &mut Names,
    findings: &mut Vec<Diagnostic>,
) -> Option<values::ParamValue> {
    let place = written.name.place;
    let mut wrong = |zh: String, en: String| {
        findings.push(Diagnostic::error("parameter-value", file, place, words(zh, en)));
    };
    let kind = match parameter_kind(&written.kind, &names.vocabulary) {
        Ok(kind) => kind,
        Err(list) => {
            wrong(format!("没有代码表“{list}”"), format!("there is no code list `{list}`"));
            ParamKind::Value(Kind::Number)
        }
    };
    let value = match values::of_file(&written.kind, &kind, &names.vocabulary) {
        Ok(value) => Some(value),
        Err(text) => {
            wrong(format!("“{text}”不是这个参数的值"), format!("`{text}` is no value of it"));
            None
        }
    };
    if !names.add_parameter(written.clone(), kind) {
        findings.push(twice(file, &written.name));
    }
    value
}

fn twice(file: &Arc<str>, name: &Located<String>) -> Diagnostic {
    let message = words(format!("“{name}”定义了两次"), format!("`{name}` is defined twice"));
    Diagnostic::error("duplicate-id", file, name.place, message)
}

/// The files one after another in the order of their paths, each path and each text preceded by its length.
pub(super) fn bundle(files: &PackFiles) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

/// The files of a bundle; `None` when the bytes are none.
pub(super) fn unbundle(mut bytes: &[u8]) -> Option<PackFiles> {
    let mut part = || -> Option<String> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (text, rest) =
            rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        bytes = rest;
        String::from_utf8(text.to_vec()).ok()
    };
    let mut parts = Vec::new();
    while let Some(text) = part() {
        parts.push(text);
    }
    let whole = bytes.is_empty() && parts.len() % 2 == 0;
    let mut parts = parts.into_iter();
    let pair = || Some((parts.next()?, parts.next()?));
    whole.then(|| std::iter::from_fn(pair).collect())
}
