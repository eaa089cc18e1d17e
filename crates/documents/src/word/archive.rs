//! The container: a ZIP archive of which single parts are unpacked, each within bounds.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use zip::{ZipArchive, result::ZipError};

use super::xml::{self, Element, Sink};
use crate::{Flaw, ReadError, plain};

/// A document has some dozens of parts, and one for each picture.
const MOST_PARTS: usize = 10_000;
/// So many bytes of a part are unpacked at most: a document of a thousand pages has some twenty million.
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// The archive of a Word file.
#[derive(Debug)]
pub(super) struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_broken| ReadError::file(Flaw::Cut))?;
        if archive.len() > MOST_PARTS {
            return Err(ReadError::file(Flaw::Excessive));
        }
        Ok(Self(archive))
    }

    /// The part that holds the document, by the relations of the package.
    pub(super) fn main(&mut self) -> Result<String, ReadError> {
        let named = self.relations("_rels/.rels", "")?.remove("officeDocument");
        let main = named.unwrap_or_else(|| "word/document.xml".to_owned());
        let is_word =
            main.starts_with("word/") || self.0.index_for_name("word/document.xml").is_some();
        if is_word && self.0.index_for_name(&main).is_some() {
            Ok(main)
        } else {
            Err(ReadError::NoWord)
        }
    }

    /// The parts that a part refers to, by their kind.
    pub(super) fn related(&mut self, part: &str) -> Result<BTreeMap<String, String>, ReadError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        self.relations(&format!("{folder}/_rels/{name}.rels"), folder)
    }

    fn relations(
        &mut self,
        part: &str,
        folder: &str,
    ) -> Result<BTreeMap<String, String>, ReadError> {
        let mut found = Relations { folder, found: BTreeMap::new() };
        if let Some(text) = self.text(part)? {
            xml::walk(part, &text, &mut found)?;
        }
        Ok(found.found)
    }

    /// The text of a part; none where the archive has no such part.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>, ReadError> {
        let broken =
            |byte: usize, flaw| ReadError::part(part, u64::try_from(byte).unwrap_or(0), flaw);
        let mut file = match self.0.by_name(part) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::Io(_) | ZipError::InvalidArchive(_) | _) => {
                return Err(broken(0, Flaw::Broken));
            }
        };
        let mut bytes = Vec::new();
        let read = file.by_ref().take(LARGEST_PART + 1).read_to_end(&mut bytes);
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_PART {
            return Err(broken(bytes.len(), Flaw::Excessive));
        }
        if read.is_err() {
            return Err(broken(bytes.len(), Flaw::Broken));
        }
        plain(&bytes).map(Some).map_err(|_encoding| broken(0, Flaw::Broken))
    }
}

/// Relations inside the package, by the last word of their kind. Those that point outside are not looked at.
#[derive(Debug)]
struct Relations<'a> {
    folder: &'a str,
    found: BTreeMap<String, String>,
}

impl Sink for Relations<'_> {
    fn open(&mut self, element: &Element) {
        let outside = element.get("TargetMode") == Some("External");
        let (Some(kind), Some(target)) = (element.get("Type"), element.get("Target")) else {
            return;
        };
        if element.name != "Relationship" || outside {
            return;
        }
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let target = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None if self.folder.is_empty() => target.to_owned(),
            None => format!("{}/{target}", self.folder),
        };
        self.found.entry(kind).or_insert(target);
    }

    fn close(&mut self, _name: &str) {}

    fn text(&mut self, _text: &str) {}
}
