//! Archives that are documents: OFD, Word and spreadsheets. Every part is unpacked once, piece by piece, and only
//! counted and searched; nothing is kept.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use memchr::memmem;
use zip::{ZipArchive, result::ZipError};

use super::{Much, Objection};

/// A document has some dozens of parts, and one for each picture.
const MOST_PARTS: usize = 10_000;
/// So many bytes may come out of all parts together: five times the largest file that is taken.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// So much is looked at in one piece.
const PIECE: usize = 64 * 1024;
/// Pieces overlap by so much: the longest sign, and an element of a relation.
const SIGN: usize = 4 * 1024;

/// Parts of which one has to be there: what the document is.
const MAIN: [&str; 3] = ["OFD.xml", "word/document.xml", "xl/workbook.xml"];
/// Parts that run by themselves, by a piece of their name in small letters.
const RUNNING: [&str; 4] = ["vbaproject", "activex", "macrosheets", "vbadata"];
/// Endings of parts that are files of their own: archives, programs, pages.
const HIDDEN: [&str; 9] = ["zip", "7z", "rar", "exe", "js", "vbs", "html", "htm", "svg"];
/// Relations that are fetched when the document is opened, rather than when somebody follows a link.
const FETCHED: [&[u8]; 6] =
    [b"attachedTemplate", b"oleObject", b"externalLink", b"frame", b"subDocument", b"image"];

/// Looks over an archive.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Objection> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_broken| Objection::Cut)?;
    if archive.len() > MOST_PARTS {
        return Err(Objection::Excessive(Much::Parts));
    }
    // Of parts with one name some readers show the first and others the last; the reader here knows one of them.
    if promised(bytes)? != archive.len() {
        return Err(Objection::Broken(String::new()));
    }
    let mut seen = BTreeSet::new();
    let mut room = MOST_BYTES;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| unopened(&error))?;
        let name = part.name().map_err(|error| unopened(&error))?.into_owned();
        named(&name, part.is_symlink())?;
        if !seen.insert(name.to_lowercase()) {
            return Err(Objection::Names(name));
        }
        parts(&name)?;
        let mut search = Search::of(&name);
        room = search.run(&mut part, room)?;
    }
    let known = MAIN.iter().any(|main| seen.contains(&main.to_lowercase()));
    if known { Ok(()) } else { Err(Objection::Unknown) }
}

/// How many parts the directory says there are; nothing may stand behind it.
fn promised(bytes: &[u8]) -> Result<usize, Objection> {
    const PARTS_AT: usize = 10;
    const COMMENT_AT: usize = 20;
    let end = memmem::rfind(bytes, b"PK\x05\x06").ok_or(Objection::Cut)?;
    let end = bytes.get(end..).unwrap_or_default();
    let number = |at: usize| {
        let two = end.get(at..).and_then(|rest| rest.first_chunk::<2>());
        two.map(|two| usize::from(u16::from_le_bytes(*two))).ok_or(Objection::Cut)
    };
    let whole = COMMENT_AT + 2 + number(COMMENT_AT)?;
    if end.len() == whole { number(PARTS_AT) } else { Err(Objection::Cut) }
}

fn unopened(error: &ZipError) -> Objection {
    let locked = matches!(error, ZipError::InvalidPassword)
        || matches!(error, ZipError::UnsupportedArchive(why) if *why == ZipError::PASSWORD_REQUIRED);
    if locked { Objection::Locked } else { Objection::Broken(String::new()) }
}

/// A name that stays in its folder.
fn named(name: &str, link: bool) -> Result<(), Objection> {
    let leads_out = name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|step| step == "..")
        || link;
    if leads_out { Err(Objection::Names(name.escape_default().collect())) } else { Ok(()) }
}

/// What a part is, by its name.
fn parts(name: &str) -> Result<(), Objection> {
    let small = name.to_lowercase();
    if RUNNING.iter().any(|sign| small.contains(sign)) {
        return Err(Objection::Runs);
    }
    if small.contains("externallinks/") {
        return Err(Objection::Fetches);
    }
    let ending = small.rsplit('.').next().unwrap_or_default();
    let embedded = small.contains("embeddings/") && ending == "bin";
    if embedded || HIDDEN.contains(&ending) {
        return Err(Objection::Hides);
    }
    Ok(())
}

/// What is searched for in a part.
#[derive(Debug)]
struct Search<'n> {
    name: &'n str,
    text: bool,
    relations: bool,
}

impl<'n> Search<'n> {
    fn of(name: &'n str) -> Self {
        let ending = name.rsplit('.').next().unwrap_or_default();
        let relations = ending.eq_ignore_ascii_case("rels");
        Self { name, text: relations || ending.eq_ignore_ascii_case("xml"), relations }
    }

    /// Unpacks the part; gives what is left of the room for all of them.
    fn run(&mut self, part: &mut impl Read, mut room: u64) -> Result<u64, Objection> {
        let mut window: Vec<u8> = Vec::with_capacity(PIECE + SIGN);
        let mut piece = vec![0; PIECE];
        loop {
            let read = part.read(&mut piece);
            let read = read.map_err(|_broken| Objection::Broken(self.name.to_owned()))?;
            if read == 0 {
                return Ok(room);
            }
            let taken = u64::try_from(read).unwrap_or(u64::MAX);
            room = room.checked_sub(taken).ok_or(Objection::Excessive(Much::Bytes))?;
            if self.text {
                let keep = window.len().saturating_sub(SIGN);
                window.drain(..keep);
                // The signs are of one byte a letter; a text in two bytes a letter has a zero beside each.
                window.extend(piece.iter().take(read).filter(|byte| **byte != 0));
                self.look(&window)?;
            }
        }
    }

    fn look(&self, text: &[u8]) -> Result<(), Objection> {
        let has = |sign: &[u8]| memmem::find(text, sign).is_some();
        if has(b"<!DOCTYPE") || has(b"<!ENTITY") {
            return Err(Objection::Declares(self.name.to_owned()));
        }
        if has(b"DDEAUTO") || has(b"ddeLink") {
            return Err(Objection::Runs);
        }
        if self.relations && is_fetched(text) {
            return Err(Objection::Fetches);
        }
        Ok(())
    }
}

/// Whether a relation that is fetched by itself points outside: both are said in one element.
fn is_fetched(text: &[u8]) -> bool {
    let elements = text.split(|byte| *byte == b'>');
    let mut outside = elements.filter(|element| memmem::find(element, b"\"External\"").is_some());
    outside.any(|element| {
        let is_of = |kind: &&[u8]| memmem::find(element, &[b"/", *kind, b"\""].concat()).is_some();
        FETCHED.iter().any(is_of)
    })
}
