//! Files tied to facts: what a file is by its content, and a name for it that can do no harm.
//!
//! This module looks at bytes and never keeps them; [`crate::ports::Files`] does.

mod quota;

use guohe_rules::syntax::Words;
/// Bytes in hexadecimal digits.
pub use hex::encode as hexadecimal;
pub use quota::{Holding, Quota};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::refusal::{Fault, words};

/// What a file is, by its first bytes; the name it came with is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A PDF document.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// An OFD document, the national format for fixed layout (GB/T 33190).
    Ofd,
    /// A Word document.
    Docx,
    /// A spreadsheet.
    Xlsx,
}

impl FileKind {
    /// The media type under which it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Ofd => "application/ofd",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Ofd => "ofd",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    /// What the bytes are, when they are something that is taken.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const HEAD: usize = 64 * 1024;
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let names = zip_names(bytes.get(..HEAD).unwrap_or(bytes));
        [("OFD.xml", Self::Ofd), ("word/", Self::Docx), ("xl/", Self::Xlsx)]
            .into_iter()
            .find(|(sign, _)| names.iter().any(|name| name.starts_with(sign.as_bytes())))
            .map(|(_, kind)| kind)
    }
}

/// The names in the local headers of a ZIP archive, as far as its first bytes show them.
fn zip_names(bytes: &[u8]) -> Vec<&[u8]> {
    const SIGNATURE: &[u8] = b"PK\x03\x04";
    const LENGTH_AT: usize = 26;
    const NAME_AT: usize = 30;
    let mut names = Vec::new();
    for (at, _) in bytes.windows(SIGNATURE.len()).enumerate().filter(|(_, w)| *w == SIGNATURE) {
        let Some([low, high]) = bytes.get(at + LENGTH_AT..at + LENGTH_AT + 2) else { continue };
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        if let Some(name) = bytes.get(at + NAME_AT..at + NAME_AT + length) {
            names.push(name);
        }
    }
    names
}

/// A file attached to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id within the case, for instance `A1`.
    pub id: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub digest: String,
    /// What it is.
    pub kind: FileKind,
    /// Size in bytes.
    pub size: u64,
    /// A name to show and to save under.
    pub name: String,
    /// What it proves, in the words of the person who attached it.
    pub label: String,
    /// Places of facts it is evidence for, for instance `events[event-1]` or `host.registered_on`.
    pub proves: Vec<String>,
    /// Who attached it.
    pub by: Uuid,
    /// Whether a scanner has looked at it.
    #[serde(default, skip_serializing_if = "Scan::is_none")]
    pub scan: Scan,
}

/// What a scanner for malware has said of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scan {
    /// There was no scanner when it was attached.
    #[default]
    None,
    /// It waits for a scanner: nobody can open it, and it proves nothing.
    Held,
    /// It was found clean.
    Clean,
    /// It was found not to be clean: nobody can open it, and it proves nothing.
    Infected,
}

impl Scan {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "what leaves a field out is called with a reference"
    )]
    fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// Whether the file may be opened and counts as evidence.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::None | Self::Clean)
    }
}

/// Thirty-two bytes of a digest in hexadecimal.
pub fn bytes_of(digest: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digest.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (digest.len() == 64).then_some(bytes)
}

/// The files that the payload of an event names, wherever they stand in it.
pub fn named(payload: &Value) -> Vec<[u8; 32]> {
    let within = match payload {
        Value::Object(all) => {
            if let Ok(file) = Attachment::deserialize(payload) {
                return bytes_of(&file.digest).into_iter().collect();
            }
            all.values().collect()
        }
        Value::Array(all) => all.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    within.into_iter().flat_map(named).collect()
}

/// The largest file that is taken, in bytes: 50 MiB, a scanned contract of some two hundred pages.
pub const LARGEST: u64 = 50 * 1024 * 1024;

/// Looks at a file before it is attached.
///
/// # Errors
/// A fault that says what is taken instead.
pub fn examine(name: &str, bytes: &[u8]) -> Result<(FileKind, String, String), Fault> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        return Err(Fault::at("file", "文件是空的", "the file is empty"));
    }
    if size > LARGEST {
        return Err(too_large("file", LARGEST));
    }
    let Some(kind) = FileKind::of(bytes) else {
        let Words { zh, en } = taken();
        return Err(Fault::at("file", zh, en));
    };
    Ok((kind, safe_name(name, kind), hexadecimal(Sha256::digest(bytes))))
}

/// That a file is larger than is taken where it was sent.
pub fn too_large(place: &str, limit: u64) -> Fault {
    let limit = limit / (1024 * 1024);
    Fault::at(
        place,
        format!("文件超过 {limit} MB 的上限，请压缩或分拆"),
        format!("the file is larger than {limit} MB; compress or split it"),
    )
}

fn taken() -> Words {
    words(
        "文件内容不是可接收的格式；可接收 PDF、OFD、PNG、JPEG、DOCX、XLSX",
        "the content is of no format that is taken; PDF, OFD, PNG, JPEG, DOCX and XLSX are",
    )
}

/// A name without folders, control characters, characters that turn the direction of writing, or an ending
/// that belies the content.
fn safe_name(name: &str, kind: FileKind) -> String {
    const LONGEST: usize = 80;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let clean: String = stem
        .chars()
        .filter(|c| !c.is_control() && !turns_direction(*c))
        .map(|c| if r#"<>:"|?*"#.contains(c) { '_' } else { c })
        .take(LONGEST)
        .collect();
    let clean = clean.trim_matches(['.', ' ']);
    let stem = if clean.is_empty() { "file" } else { clean };
    format!("{stem}.{}", kind.ending())
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
