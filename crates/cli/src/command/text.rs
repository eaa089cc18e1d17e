//! `guohe text`: an official document laid beside the clauses of a pack.

mod reading;
mod told;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};
use guohe_cases::ports::{OfficialSentence, OfficialText, Store as _};
use guohe_rules::{
    official::{self, Comparison, Ledger, Split},
    pack::{Pack, PackFiles},
};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{BAD_INPUT, USAGE, account::Place};
use crate::{
    installation::{self, cannot},
    paper::harmless,
    print, shelf,
};

#[derive(Debug, Subcommand)]
pub(crate) enum TextCommand {
    /// Reads an official document and lays its words beside the clauses: 0 when they match both ways, 1 when not.
    Import(Import),
    /// Drafts or refreshes the ledger of a pack, `words.yaml`, on standard output.
    Ledger(Source),
    /// Prints the lines that are read in a document: those to which import refers.
    Read(reading::Read),
}

/// A pack and a document.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// The pack: an id, or a folder with a `pack.yaml`.
    pack: String,
    /// The document as published: plain text, a page of the web, a Word file (.docx) or a PDF file with text.
    file: PathBuf,
}

/// The arguments of `guohe text import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    source: Source,
    /// Only compare; nothing is kept.
    #[arg(long)]
    dry_run: bool,
    /// Who imports it, for the record.
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    by: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub(crate) fn run(command: &TextCommand, files: &PackFiles) -> ExitCode {
    let done = match command {
        TextCommand::Import(import) => import_text(import, files),
        TextCommand::Ledger(source) => draft(source, files),
        TextCommand::Read(read) => Ok(reading::run(read)),
    };
    done.unwrap_or_else(ExitCode::from)
}

/// A document that was read, beside its pack.
#[derive(Debug)]
struct Laid {
    pack: Arc<Pack>,
    split: Split,
    /// SHA-256 of the file.
    source: [u8; 32],
}

impl Laid {
    fn open(source: &Source, files: &PackFiles) -> Result<Self, u8> {
        let mut files = files.clone();
        let id = shelf::mount(&source.pack, &mut files).map_err(|error| {
            eprintln!("无法读取规则包 / the pack cannot be read: {error}");
            BAD_INPUT
        })?;
        let pack = shelf::pack(&id, &files)?;
        let document = reading::open(&source.file)?;
        let split = official::split(&document.text).map_err(|error| {
            eprintln!("{}: 句子过多，不像按条书写的文件 / {error}", document.name);
            BAD_INPUT
        })?;
        Ok(Self { pack, split, source: Sha256::digest(&document.bytes).into() })
    }
}

fn ledger(pack: &Pack) -> Result<Option<Ledger>, u8> {
    Ledger::of(pack).map_err(|findings| {
        shelf::print_findings(&findings, &pack.files);
        BAD_INPUT
    })
}

/// An old ledger that no longer fits the pack still says which clauses its sentences had.
fn draft(source: &Source, files: &PackFiles) -> Result<ExitCode, u8> {
    let laid = Laid::open(source, files)?;
    let old = Ledger::of(&laid.pack).unwrap_or_else(|findings| {
        shelf::print_findings(&findings, &laid.pack.files);
        None
    });
    print(&official::propose(&laid.pack, old.as_ref(), &laid.split.units));
    Ok(ExitCode::SUCCESS)
}

fn import_text(import: &Import, files: &PackFiles) -> Result<ExitCode, u8> {
    let laid = Laid::open(&import.source, files)?;
    let Some(ledger) = ledger(&laid.pack)? else {
        let id = laid.pack.id();
        eprintln!("规则包 {id} 还没有原文台账；请先用 guohe text ledger 起草 {}", official::FILE);
        eprintln!("the pack {id} has no {} yet; draft it with guohe text ledger", official::FILE);
        return Err(USAGE);
    };
    let compared = official::compare(&ledger, &laid.split.units);
    let name = import.source.file.display().to_string();
    print(&told::report(&harmless(&name), &ledger, &laid.split, &compared));
    if !compared.matches() {
        return Ok(ExitCode::FAILURE);
    }
    match &import.by {
        Some(by) if !import.dry_run => Ok(keep(import, files, &laid.kept(&ledger, &compared, by))),
        Some(_) | None => Ok(ExitCode::SUCCESS),
    }
}

impl Laid {
    /// The document as it is kept: its sentences with the clauses that the ledger gives them.
    fn kept(&self, ledger: &Ledger, compared: &Comparison, by: &str) -> OfficialText {
        let clauses = |unit: usize| {
            let pair = compared.pairs.iter().find(|(_, other)| *other == unit);
            let entry = pair.and_then(|(entry, _)| ledger.units.get(*entry));
            entry.iter().flat_map(|entry| &entry.clauses).map(|id| id.value.clone()).collect()
        };
        let units = self.split.units.iter().enumerate();
        OfficialText {
            pack: self.pack.id().to_owned(),
            edition: ledger.edition(),
            imported_at: Timestamp::now(),
            imported_by: by.trim().to_owned(),
            source: self.source,
            sentences: units
                .map(|(at, unit)| OfficialSentence {
                    path: unit.path.clone(),
                    words: unit.words.clone(),
                    clauses: clauses(at),
                })
                .collect(),
        }
    }
}

/// Keeps the words in the database of an installation.
fn keep(import: &Import, files: &PackFiles, text: &OfficialText) -> ExitCode {
    installation::run(async {
        let installation = import.place.open(files).await?;
        let kept = installation.store.keep_official_text(&installation.tenant, text).await;
        kept.map_err(|error| cannot("写入原文", "keep the words", &error))?;
        let (pack, count) = (&text.pack, text.sentences.len());
        print(&format!("已导入 / imported: {pack}, {count} sentences, edition {}\n", text.edition));
        Ok(())
    })
}
