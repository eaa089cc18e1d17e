//! Files that mean harm, or only look it: made here, none fetched. Each with what must come of it.

mod archives;
mod portable;

use std::io;

use self::{
    archives::{packages, spreadsheets},
    portable::portable,
};
use crate::SAMPLE_PDF;

/// What must come of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is taken: it cannot do harm where it is kept and served.
    Taken,
    /// It is refused, for a reason by this name.
    Refused(&'static str),
    /// It is refused, and whether its reader says why or is ended does not matter.
    Ended,
}

/// A file with its verdict.
#[derive(Debug)]
pub struct Hostile {
    /// What it is, and its name when it is handed in.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What must come of it.
    pub verdict: Verdict,
}

fn file(name: &str, bytes: Vec<u8>, verdict: Verdict) -> Hostile {
    Hostile { name: name.to_owned(), bytes, verdict }
}

const fn refused(why: &'static str) -> Verdict {
    Verdict::Refused(why)
}

/// All of them.
///
/// # Errors
/// One could not be made, which in memory does not happen.
pub fn files() -> io::Result<Vec<Hostile>> {
    let mut all = portable()?;
    all.extend(pictures());
    all.extend(spreadsheets()?);
    all.extend(packages()?);
    all.extend(named());
    all.extend(others());
    Ok(all)
}

/// A PNG picture of a size, with blocks between its head and its end.
fn png(width: u32, height: u32, between: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut block = |kind: &[u8; 4], data: &[u8]| {
        bytes.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(kind.iter().chain(data).copied().chain([0; 4]));
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    block(b"IHDR", &head);
    for (kind, data) in between {
        block(kind, data);
    }
    block(b"IEND", b"");
    bytes
}

/// A JPEG picture of a size, with a segment in front.
fn jpeg(width: u16, height: u16, note: &[u8]) -> Vec<u8> {
    let length = |data: &[u8]| u16::try_from(data.len() + 2).unwrap_or_default().to_be_bytes();
    let frame = [&[8], &height.to_be_bytes()[..], &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    let scan = [1, 1, 0, 0, 63, 0];
    let mut bytes = b"\xff\xd8".to_vec();
    for (kind, data) in [(0xe1, note), (0xc0, &frame), (0xda, &scan)] {
        bytes.extend([0xff, kind].into_iter().chain(length(data)).chain(data.iter().copied()));
    }
    bytes.extend(b"\x12\x34\xff\xd9");
    bytes
}

fn pictures() -> Vec<Hostile> {
    use Verdict::Taken;
    let small = png(4, 4, &[(b"IDAT", b"x")]);
    let photo = jpeg(4, 4, b"Exif\0\0");
    let without =
        |bytes: &[u8], end: usize| bytes.get(..bytes.len() - end).unwrap_or_default().to_vec();
    let loud = b"Exif\0\0<script>alert(1)</script>";
    let mut long = small.clone();
    if let Some(length) = long.get_mut(33..37) {
        length.copy_from_slice(&[0xff; 4]);
    }
    vec![
        file("large-points.png", png(60_000, 60_000, &[]), refused("Excessive")),
        file("no-points.png", png(0, 4, &[]), refused("Broken")),
        file(
            "animated.png",
            png(4, 4, &[(b"acTL", b"\0\0\x27\x10\0\0\0\0")]),
            refused("Excessive"),
        ),
        file("profile-bomb.png", png(4, 4, &[(b"iCCP", &[0x78; 4096])]), Taken),
        file("cut.png", without(&small, 6), refused("Cut")),
        file("page-behind.png", [&small[..], b"<html><script>"].concat(), refused("Cut")),
        file("long-block.png", long, refused("Cut")),
        file(
            "no-head.png",
            [&b"\x89PNG\r\n\x1a\n"[..], &[0, 0, 0, 0], b"IEND", &[0; 4]].concat(),
            refused("Broken"),
        ),
        file(
            "vector.png",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            refused("Unknown"),
        ),
        file("sound.png", small, Taken),
        file("large-points.jpg", jpeg(65_535, 65_535, b""), refused("Excessive")),
        file("script-in-note.jpg", jpeg(4, 4, loud), Taken),
        file("cut.jpg", without(&photo, 4), refused("Cut")),
        file(
            "no-frame.jpg",
            b"\xff\xd8\xff\xe1\0\x04ab\xff\xda\0\x02\xff\xd9".to_vec(),
            refused("Cut"),
        ),
        file("long-segment.jpg", b"\xff\xd8\xff\xe1\xff\xff".to_vec(), refused("Cut")),
        file("archive-behind.jpg", [&photo[..], b"PK\x03\x04"].concat(), Taken),
    ]
}

/// A sound file under names that are not.
fn named() -> Vec<Hostile> {
    let names = [
        "../../etc/passwd".to_owned(),
        "a\r\nSet-Cookie: a=b.pdf".to_owned(),
        "\u{202e}fdp.exe".to_owned(),
        "x".repeat(300),
        "CON".to_owned(),
        "a%00.exe".to_owned(),
        "<script>alert(1)</script>.pdf".to_owned(),
        "\"; filename=evil.html".to_owned(),
        "合同 终稿.HTML".to_owned(),
        ".".to_owned(),
    ];
    names.iter().map(|name| file(name, SAMPLE_PDF.to_vec(), Verdict::Taken)).collect()
}

fn others() -> Vec<Hostile> {
    // In two halves, so that a scanner does not take this source for what it describes.
    let eicar =
        ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    let unknown = refused("Unknown");
    vec![
        file("page.html", b"<html><script>alert(1)</script>".to_vec(), unknown),
        file("page.pdf", b"\n<!doctype html><script>alert(1)</script>".to_vec(), unknown),
        file("vector.svg", b"<?xml version='1.0'?><svg onload='alert(1)'/>".to_vec(), unknown),
        file("program.exe", b"MZ\x90\0\x03".to_vec(), unknown),
        file("program.pdf", b"\x7fELF\x02\x01".to_vec(), unknown),
        file("known-to-scanners.pdf", eicar.into_bytes(), unknown),
        file("script.sh", b"#!/bin/sh\nrm -rf /\n".to_vec(), unknown),
        file("moving.gif", b"GIF89a".to_vec(), unknown),
        file("packed.gz", b"\x1f\x8b\x08\0".to_vec(), unknown),
        file("packed.7z", b"7z\xbc\xaf\x27\x1c".to_vec(), unknown),
        file("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), unknown),
        file("text.txt", "正文".as_bytes().to_vec(), unknown),
        file("zeros.pdf", vec![0; 4096], unknown),
    ]
}
