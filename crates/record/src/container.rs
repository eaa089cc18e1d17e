//! The container: a ZIP archive with stored entries, written in exactly one way.
//!
//! Any tool opens it. What is read here has to be the very bytes that [`write()`] makes of its entries, so that no byte
//! of it is without a meaning: a changed one is found, and the entry in which it stands is named. Nothing is ever
//! unpacked, so an archive cannot hold more than its own length.

use std::collections::BTreeSet;

use guohe_rules::syntax::Words;

use crate::report::words;

/// The longest container that is read, in bytes.
pub const LONGEST: usize = 64 << 20;
/// The largest number of entries.
const MOST: usize = 4_000;
/// The longest name.
const LONGEST_NAME: usize = 200;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;
const END_LENGTH: usize = 22;
/// Version needed, flags (names are UTF-8), no compression, the first instant that ZIP knows.
const FIXED: [u8; 10] = [10, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];

/// Where in a local header the checksum stands.
const SUM: std::ops::Range<usize> = 14..18;

/// How the list of entries at the end is named.
pub const DIRECTORY: &str = "(zip directory)";

/// An entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What is wrong with a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The entry, or [`DIRECTORY`].
    pub part: String,
    /// What is wrong.
    pub what: Words,
    /// Whether it has the shape of a container at all; what has not cannot be read.
    pub shaped: bool,
    /// Where an entry and the list at the end differ about a name: which entry, and its own name; `part` is the other.
    pub renamed: Option<(usize, String)>,
}

/// Puts entries together.
pub fn write<'a>(entries: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, bytes) in entries {
        let entry = Entry { name, bytes };
        directory.extend(central(&entry, out.len()));
        out.extend(local(&entry));
        out.extend(bytes);
        count = count.saturating_add(1);
    }
    let start = out.len();
    let length = directory.len();
    out.extend(directory);
    out.extend(end(count, length, start));
    out
}

fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// What both headers of an entry say.
fn common(entry: &Entry<'_>) -> Vec<u8> {
    let sum = crc32fast::hash(entry.bytes).to_le_bytes();
    let (length, name) = (size(entry.bytes.len()), size(entry.name.len()));
    let [low, high, ..] = name;
    [&FIXED[..], &sum, &length, &length, &[low, high, 0, 0]].concat()
}

fn local(entry: &Entry<'_>) -> Vec<u8> {
    [&LOCAL[..], &common(entry), entry.name.as_bytes()].concat()
}

fn central(entry: &Entry<'_>, at: usize) -> Vec<u8> {
    let rest = [0; 10];
    let made_by = [10, 0];
    [&CENTRAL[..], &made_by, &common(entry), &rest, &size(at), entry.name.as_bytes()].concat()
}

fn end(count: u16, length: usize, start: usize) -> Vec<u8> {
    let count = count.to_le_bytes();
    [&END[..], &[0; 4], &count, &count, &size(length), &size(start), &[0; 2]].concat()
}

/// The entries of a container, in their order.
///
/// # Errors
/// The first thing that is not as [`write()`] would have it, with the entry in which it stands.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Damage> {
    if bytes.len() > LONGEST {
        let what = words(
            format!("文件有 {} 字节，超过上限 {LONGEST} 字节", bytes.len()),
            format!("the file has {} bytes, more than {LONGEST}", bytes.len()),
        );
        return Err(Damage { part: DIRECTORY.to_owned(), what, shaped: false, renamed: None });
    }
    let listed = listed(bytes);
    if listed.names.is_empty() && !bytes.starts_with(&LOCAL) {
        let what = words(
            "文件不是决定档案（不是 ZIP 容器，或已被截断）",
            "the file is no decision record (no ZIP container, or cut off)",
        );
        return Err(Damage { part: DIRECTORY.to_owned(), what, shaped: false, renamed: None });
    }
    let (mut entries, mut at) = (Vec::new(), 0);
    while at != listed.start && entries.len() < MOST {
        let known = listed.names.get(entries.len()).copied();
        let rest = bytes.get(at..).unwrap_or_default();
        let directory_begins = rest.starts_with(&CENTRAL) && !entries.is_empty();
        if directory_begins {
            break;
        }
        let entry = one(rest).map_err(|(named, what)| Damage {
            part: known.or(named).unwrap_or(DIRECTORY).to_owned(),
            what,
            shaped: !listed.names.is_empty(),
            renamed: None,
        })?;
        at += LOCAL_LENGTH + entry.name.len() + entry.bytes.len();
        entries.push(entry);
    }
    rest(bytes, at, &entries, &listed)?;
    Ok(entries)
}

/// The first entry, whatever follows it; none where it is not whole.
pub(crate) fn first(bytes: &[u8]) -> Option<Entry<'_>> {
    one(bytes).ok()
}

/// What the list at the end says, as far as it can be read.
struct Listed<'a> {
    names: Vec<&'a str>,
    start: usize,
}

fn listed(bytes: &[u8]) -> Listed<'_> {
    let none = Listed { names: Vec::new(), start: usize::MAX };
    let tail = bytes.len().checked_sub(END_LENGTH).and_then(|at| bytes.get(at..));
    let Some(tail) = tail.filter(|tail| tail.starts_with(&END)) else { return none };
    let Some(start) = number(tail, 16) else { return none };
    let (mut names, mut at) = (Vec::new(), start);
    while names.len() < MOST {
        let Some(rest) = bytes.get(at..).filter(|rest| rest.starts_with(&CENTRAL)) else { break };
        let length = rest.get(28..30).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
        let Some(length) = length.map(usize::from) else { break };
        let name = rest.get(CENTRAL_LENGTH..CENTRAL_LENGTH + length);
        let Some(name) = name.and_then(|name| str::from_utf8(name).ok()) else { break };
        names.push(name);
        at += CENTRAL_LENGTH + length;
    }
    if at + END_LENGTH == bytes.len() { Listed { names, start } } else { none }
}

/// A number of four bytes at a place.
fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// The entry at the beginning of some bytes, or what is wrong with it and its name as far as that can be read.
fn one(bytes: &[u8]) -> Result<Entry<'_>, (Option<&str>, Words)> {
    let header = words(
        "条目的头部与规定的写法不符，或文件已被截断",
        "the header of the entry is not as it has to be written, or the file was cut off",
    );
    let length = bytes.get(26..28).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
    let length = length.map(usize::from).filter(|length| *length <= LONGEST_NAME);
    let name = length.and_then(|length| bytes.get(LOCAL_LENGTH..LOCAL_LENGTH + length));
    let name = name.and_then(|name| str::from_utf8(name).ok()).filter(|name| is_name(name));
    let failed = || (name, header.clone());
    let name = name.ok_or_else(failed)?;
    let data = bytes.get(LOCAL_LENGTH + name.len()..).ok_or_else(failed)?;
    let sizes = (number(bytes, 18), number(bytes, 22));
    let size = sizes.0.filter(|_| sizes.0 == sizes.1).ok_or_else(failed)?;
    let data = data.get(..size).ok_or_else(failed)?;
    let entry = Entry { name, bytes: data };
    let wanted = local(&entry);
    let found = bytes.get(..wanted.len()).unwrap_or_default();
    if found == wanted {
        return Ok(entry);
    }
    let but_sum = |bytes: &[u8]| {
        [bytes.get(..SUM.start), bytes.get(SUM.end..)].map(|piece| piece.map(<[u8]>::to_vec))
    };
    if but_sum(found) != but_sum(&wanted) {
        return Err(failed());
    }
    let what = words(
        "内容与该条目的校验值不符：其中有字节被改动",
        "its content is not that of its checksum: a byte of it was changed",
    );
    Err((Some(name), what))
}

/// Names are plain paths downwards: nothing that a tool could unpack elsewhere.
fn is_name(name: &str) -> bool {
    let letter = |letter: char| !letter.is_control() && !"\\:*?\"<>|".contains(letter);
    let step = |step: &str| !step.is_empty() && step != "." && step != "..";
    name.chars().all(letter) && name.split('/').all(step)
}

/// Whether what follows the entries is the list of them.
fn rest(bytes: &[u8], at: usize, entries: &[Entry<'_>], listed: &Listed<'_>) -> Result<(), Damage> {
    let damage = |part: &str, zh: &str, en: &str| Damage {
        part: part.to_owned(),
        what: words(zh, en),
        shaped: !listed.names.is_empty() || !entries.is_empty(),
        renamed: None,
    };
    for (number, (entry, name)) in entries.iter().zip(&listed.names).enumerate() {
        // One of two names was changed; the caller knows which of them has to be there.
        if entry.name != *name {
            let (zh, en) = (
                "条目的名称与目录中的不一致",
                "the name of the entry is not that in the directory",
            );
            let renamed = Some((number, entry.name.to_owned()));
            return Err(Damage { renamed, ..damage(name, zh, en) });
        }
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = entries.iter().find(|entry| !seen.insert(entry.name)) {
        return Err(damage(twice.name, "同一名称出现两次", "the name stands there twice"));
    }
    if entries.len() >= MOST {
        return Err(damage(DIRECTORY, "条目过多", "there are too many entries"));
    }
    let (mut wanted, mut offset, mut count) = (Vec::new(), 0, 0_u16);
    for entry in entries {
        wanted.extend(central(entry, offset));
        offset += LOCAL_LENGTH + entry.name.len() + entry.bytes.len();
        count = count.saturating_add(1);
    }
    let length = wanted.len();
    wanted.extend(end(count, length, at));
    if bytes.get(at..) == Some(&wanted[..]) {
        return Ok(());
    }
    Err(damage(
        DIRECTORY,
        "文件末尾的目录与规定的写法不符，或其后还有多余的字节",
        "the directory at the end is not as it has to be written, or bytes follow it",
    ))
}
