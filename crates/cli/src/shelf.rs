//! The packs: those inside the binary, and those of `--packs DIR` over them, or one folder in the place of a
//! pack.

use std::{fs, io, path::Path, sync::Arc};

use guohe_rules::{
    diagnostic::{Diagnostic, Severity, Shown},
    pack::{Pack, PackFiles, Shelf},
    syntax::Words,
    version::{self, Applying},
    yaml::{self, Located},
};
use jiff::civil::Date;
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::paper::harmless;

/// So many findings are shown; the rest is counted.
const MOST_SHOWN: usize = 20;
/// A message that quotes what was typed is cut after so many characters.
const LONGEST_MESSAGE: usize = 300;

#[derive(RustEmbed)]
#[folder = "../../packs"]
struct Embedded;

/// The files of all packs; a folder given with `--packs` replaces and adds file by file.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn files(folder: Option<&Path>) -> io::Result<PackFiles> {
    let mut files = PackFiles::new();
    for path in Embedded::iter() {
        let wanted = belongs(Path::new(&*path));
        if let Some(file) = Embedded::get(&path).filter(|_| wanted) {
            files.insert(path.into_owned(), String::from_utf8_lossy(&file.data).into_owned());
        }
    }
    if let Some(folder) = folder {
        overlay(folder, folder, "", &mut files)?;
    }
    Ok(files)
}

/// Whether a file is part of a pack: YAML, and the templates of its papers.
fn belongs(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "yaml" || ext == "typ")
}

fn overlay(root: &Path, folder: &Path, under: &str, files: &mut PackFiles) -> io::Result<()> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = entries.map_err(|error| about(folder, &error))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            overlay(root, &path, under, files)?;
        } else if belongs(&path) {
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
            let text = fs::read_to_string(&path).map_err(|error| about(&path, &error))?;
            files.insert(format!("{under}{}", name.join("/")), text);
        }
    }
    Ok(())
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// The identity of a pack, whatever else its file holds.
#[derive(Debug, Deserialize)]
struct Identity {
    id: Located<String>,
}

/// The id of the pack that is meant. A name that no pack has is taken as the path of a folder with a
/// `pack.yaml`; the folder then stands in the place of the pack of the same id.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn mount(named: &str, files: &mut PackFiles) -> io::Result<String> {
    let folder = Path::new(named);
    let is_known = files.contains_key(&format!("{named}/pack.yaml"));
    let first = folder.join("pack.yaml");
    if is_known || !first.is_file() {
        return Ok(named.to_owned());
    }
    let text = fs::read_to_string(&first).map_err(|error| about(&first, &error))?;
    // A file without a readable id is mounted under its own name, so that loading says what is wrong with it.
    let id = yaml::parse::<Identity>(&text).map_or_else(|_| own_name(folder), |pack| pack.id.value);
    let under = format!("{id}/");
    files.retain(|path, _| !path.starts_with(&under));
    overlay(folder, folder, &under, files)?;
    Ok(id)
}

fn own_name(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "pack".to_owned())
}

/// The shelf with everything that was said about it.
pub(crate) fn load(files: &PackFiles) -> Shelf {
    Shelf::load(files)
}

/// One pack and what it stands on, without the time it takes to read the others.
pub(crate) fn load_one(id: &str, files: &PackFiles) -> Shelf {
    let own = format!("{id}/");
    let needed = |path: &str| {
        path.starts_with(&own) || path.starts_with("vocabulary/") || path.starts_with("parameters/")
    };
    let some = files.iter().filter(|(path, _)| needed(path));
    Shelf::load(&some.map(|(path, text)| (path.clone(), text.clone())).collect())
}

/// The pack with an id, or the exit code after what is wrong has been said: another one when there is no such
/// pack than when there is one that does not load.
pub(crate) fn pack(id: &str, files: &PackFiles) -> Result<Arc<Pack>, u8> {
    is_there(id, files)?;
    let shelf = load_one(id, files);
    if let Some(pack) = shelf.pack(id) {
        return Ok(Arc::clone(pack));
    }
    print_findings(&shelf.findings, files);
    eprintln!("规则包“{id}”有错误，不能使用 / the pack `{id}` has errors and cannot be used");
    let count = errors(&shelf.findings);
    eprintln!("{count} 处错误 / {count} errors");
    Err(crate::command::BAD_INPUT)
}

/// Why there is no version for a day; it has been said.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It depends on a date that is not known.
    Undetermined,
    /// Another reason, with the exit code for it.
    With(u8),
}

/// The version of a pack that is in force on a day, after what is wrong has been said.
pub(crate) fn version_on(id: &str, files: &PackFiles, day: Date) -> Result<Arc<Pack>, Refused> {
    let versions = |path: &str| {
        let folder = path.strip_suffix("/pack.yaml")?;
        let is_version = folder == id || folder.strip_prefix(id)?.starts_with('@');
        is_version.then(|| folder.to_owned())
    };
    let folders: Vec<String> = files.keys().filter_map(|path| versions(path)).collect();
    if folders.is_empty() {
        is_there(id, files).map_err(Refused::With)?;
    }
    let loaded = folders.iter().map(|folder| pack(folder, files)).collect::<Result<Vec<_>, _>>();
    let loaded = loaded.map_err(Refused::With)?;
    match version::applying(loaded.iter(), day) {
        Applying::One(pack) => Ok(Arc::clone(pack)),
        Applying::Open(pack) => {
            say_undated(pack, day);
            Err(Refused::Undetermined)
        }
        Applying::None => {
            say_none(id, day);
            Err(Refused::With(crate::command::USAGE))
        }
    }
}

/// Says which date is missing.
pub(crate) fn say_undated(pack: &Pack, day: Date) {
    let (folder, missing) = (&pack.folder, version::missing_dates(&pack.file.document));
    eprintln!("{folder}/pack.yaml：无法确定 {day} 是否有效，缺{}", missing.zh);
    eprintln!("请在 document 中补上日期，或不用 --law-date 直接指定版本");
    eprintln!(
        "{folder}/pack.yaml: whether it is in force on {day} is undetermined for want of {}",
        missing.en
    );
    eprintln!("enter the date under `document`, or name the version itself without --law-date");
}

/// Says that no version is in force.
pub(crate) fn say_none(id: &str, day: Date) {
    eprintln!("“{id}”在 {day} 没有有效的版本；请换一个日期，或直接指定版本");
    eprintln!(
        "no version of `{id}` is in force on {day}; take another day, or name a version itself"
    );
}

/// Whether there is a pack with an id, loaded or not; says which there are when there is none.
pub(crate) fn is_there(id: &str, files: &PackFiles) -> Result<(), u8> {
    if files.contains_key(&format!("{id}/pack.yaml")) {
        return Ok(());
    }
    let known: Vec<_> = files.keys().filter_map(|path| path.strip_suffix("/pack.yaml")).collect();
    let known = known.join(", ");
    eprintln!("没有规则包“{}”；现有：{known}", harmless(id));
    eprintln!("there is no pack `{}`; there are: {known}", harmless(id));
    Err(crate::command::USAGE)
}

/// Prints findings, the errors last, so that they stand nearest to the closing line.
pub(crate) fn print_findings(findings: &[Diagnostic], files: &PackFiles) {
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.severity);
    for finding in sorted {
        print(finding, files.get(&*finding.file).map_or("", String::as_str));
    }
}

/// Prints findings about one text in its order; of very many only the first.
pub(crate) fn print_in_order(findings: &[Diagnostic], text: &str) {
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.place.offset);
    sorted.iter().take(MOST_SHOWN).for_each(|finding| print(finding, text));
    let more = sorted.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        eprintln!("另有 {more} 处 / and {more} more");
    }
}

fn print(finding: &Diagnostic, text: &str) {
    let mut shown = finding.clone();
    shown.message = spoken(&finding.message);
    shown.help = finding.help.as_ref().map(spoken);
    eprintln!("{:?}", miette::Report::new(Shown::new(shown, &harmless(text))));
}

/// A message without what a terminal would obey, and not longer than a person reads.
fn spoken(message: &Words) -> Words {
    let one = |text: &str| {
        let mut short: String = harmless(text).chars().take(LONGEST_MESSAGE).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        short
    };
    Words { zh: one(&message.zh), en: one(&message.en) }
}

/// How many findings are errors.
pub(crate) fn errors(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}
