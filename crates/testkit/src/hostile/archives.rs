//! Archives: spreadsheets and papers with too much in them, and archives that are built as none should be.

use std::io::{self, Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Hostile, Verdict, file, refused};
use crate::documents::{archive, word, word_body};

/// A spreadsheet with some parts more.
fn book(parts: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let own: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet/>"),
    ];
    archive(own.into_iter().chain(parts.iter().copied())).map_err(io::Error::other)
}

pub(super) fn spreadsheets() -> io::Result<Vec<Hostile>> {
    use Verdict::Taken;
    let laughs =
        "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><sst>&b;</sst>";
    let wide: Vec<u8> = laughs.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let flood = "<si><t>x</t></si>".repeat(2_000_000);
    let all_cells = b"<worksheet><dimension ref=\"A1:XFD1048576\"/></worksheet>";
    let external = b"<Relationships><Relationship Type=\"http://x/relationships/externalLinkPath\" Target=\"file:///c:/a\" TargetMode=\"External\"/></Relationships>";
    let linked = b"<Relationships><Relationship Type=\"http://x/relationships/image\" Target=\"http://example.org/a\" TargetMode=\"External\"/></Relationships>";
    let zip = archive([("a.txt", &b"a"[..])].into_iter()).map_err(io::Error::other)?;
    Ok(vec![
        file("unpacks-to-512-mib.xlsx", bomb()?, refused("Excessive")),
        file("many-parts.xlsx", many_parts()?, refused("Excessive")),
        file(
            "laughs.xlsx",
            book(&[("xl/sharedStrings.xml", laughs.as_bytes())])?,
            refused("Declares"),
        ),
        file("laughs-wide.xlsx", book(&[("xl/sharedStrings.xml", &wide)])?, refused("Declares")),
        file("flood.xlsx", book(&[("xl/sharedStrings.xml", flood.as_bytes())])?, Taken),
        file("all-cells.xlsx", book(&[("xl/worksheets/sheet2.xml", all_cells)])?, Taken),
        file(
            "linked-book.xlsx",
            book(&[("xl/externalLinks/externalLink1.xml", b"<a/>")])?,
            refused("Fetches"),
        ),
        file(
            "linked-picture.xlsx",
            book(&[("xl/drawings/_rels/a.xml.rels", linked)])?,
            refused("Fetches"),
        ),
        file("linked-path.xlsx", book(&[("xl/_rels/workbook.xml.rels", external)])?, Taken),
        file(
            "exchange.xlsx",
            book(&[("xl/x.xml", b"<ddeLink ddeService='cmd'/>")])?,
            refused("Runs"),
        ),
        file("macros.xlsm", book(&[("xl/vbaProject.bin", b"\xd0\xcf")])?, refused("Runs")),
        file("old-macros.xlsx", book(&[("xl/macrosheets/sheet1.xml", b"<a/>")])?, refused("Runs")),
        file("controls.xlsx", book(&[("xl/activeX/activeX1.bin", b"x")])?, refused("Runs")),
        file("nested.xlsx", book(&[("xl/media/a.zip", &zip)])?, refused("Hides")),
        file("program.xlsx", book(&[("xl/embeddings/oleObject1.bin", b"MZ")])?, refused("Hides")),
        file(
            "formula.xlsx",
            book(&[(
                "xl/worksheets/sheet3.xml",
                b"<c><f>HYPERLINK(\"http://example.org\")</f></c>",
            )])?,
            Taken,
        ),
    ])
}

fn bomb() -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("xl/workbook.xml", options)?;
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..512 {
        zip.write_all(&piece)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn many_parts() -> io::Result<Vec<u8>> {
    let names: Vec<String> = (0..20_000).map(|nth| format!("xl/{nth}")).collect();
    archive(names.iter().map(|name| (name.as_str(), &b""[..]))).map_err(io::Error::other)
}

/// Changes every place in the bytes where something stands to something else of the same length.
fn changed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let places: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, some)| *some == from)
        .map(|(at, _)| at)
        .collect();
    for at in places {
        if let Some(place) = bytes.get_mut(at..at + to.len()) {
            place.copy_from_slice(to);
        }
    }
    bytes
}

/// A paper with some parts more.
fn paper(parts: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let body = word_body("<w:p/>");
    let own = [("[Content_Types].xml", &b"<Types/>"[..]), ("word/document.xml", body.as_bytes())];
    archive(own.into_iter().chain(parts.iter().copied())).map_err(io::Error::other)
}

/// A part that says where another is, outside.
fn relation(kind: &str) -> String {
    format!(
        "<Relationships><Relationship Id=\"a\" Type=\"http://x/relationships/{kind}\" \
         Target=\"http://example.org/a\" TargetMode=\"External\"/></Relationships>"
    )
}

pub(super) fn packages() -> io::Result<Vec<Hostile>> {
    use Verdict::Taken;
    let one =
        |name: &str, bytes: &[u8]| archive([(name, bytes)].into_iter()).map_err(io::Error::other);
    let word = |body: &str| word(&[("document.xml", body)]).map_err(io::Error::other);
    let rels = "word/_rels/settings.xml.rels";
    let (template, link) = (relation("attachedTemplate"), relation("hyperlink"));
    let field = word_body("<w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>");
    let mut all = vec![
        file(
            "template-from-outside.docx",
            paper(&[(rels, template.as_bytes())])?,
            refused("Fetches"),
        ),
        file("link-in-text.docx", paper(&[(rels, link.as_bytes())])?, Taken),
        file("field-runs.docx", word(&field)?, refused("Runs")),
        file("page-in-paper.docx", paper(&[("word/afchunk.html", b"<script>")])?, refused("Hides")),
        file("vector-in-paper.docx", paper(&[("word/media/a.svg", b"<svg/>")])?, refused("Hides")),
        file("no-paper.docx", one("a.xml", b"<a/>")?, refused("Unknown")),
        file(
            "nothing-in-it.docx",
            ZipWriter::new(Cursor::new(Vec::new())).finish()?.into_inner(),
            refused("Unknown"),
        ),
        file("sound.docx", word(&word_body("<w:p/>"))?, Taken),
        file("sound.ofd", one("OFD.xml", b"<ofd:OFD/>")?, Taken),
    ];
    all.extend(unsound()?);
    Ok(all)
}

/// Archives that are built in a way in which none should be.
fn unsound() -> io::Result<Vec<Hostile>> {
    let plain = paper(&[("word/a1.xml", b"<a/>"), ("word/a2.xml", b"<b/>")])?;
    let out = |name: &str| paper(&[(name, b"x")]);
    let cased = paper(&[("word/A.xml", b"<a/>"), ("word/a.xml", b"<a/>")])?;
    Ok(vec![
        file("parent-folder.docx", out("word/../../../etc/cron.d/a")?, refused("Names")),
        file(
            "from-the-root.docx",
            changed(out("Xetc/passwd")?, b"Xetc", b"/etc"),
            refused("Names"),
        ),
        file(
            "backslash.docx",
            changed(out("wordX..Xa")?, b"wordX..Xa", b"word\\..\\a"),
            refused("Names"),
        ),
        file("drive.docx", changed(out("cX/a")?, b"cX/a", b"c:/a"), refused("Names")),
        file(
            "same-names.docx",
            changed(plain.clone(), b"word/a2.xml", b"word/a1.xml"),
            refused("Broken"),
        ),
        file("same-but-for-case.docx", cased, refused("Names")),
        file("points-elsewhere.docx", symbolic()?, refused("Names")),
        file("with-password.docx", encrypted(plain.clone()), refused("Locked")),
        file(
            "cut.docx",
            plain.get(..plain.len() - 30).unwrap_or_default().to_vec(),
            refused("Cut"),
        ),
        file("page-behind.docx", [&plain[..], b"<html>"].concat(), refused("Cut")),
    ])
}

/// The first bit of the flags says that a part is encrypted, in its own head and in the directory.
fn encrypted(mut bytes: Vec<u8>) -> Vec<u8> {
    for (sign, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let heads = bytes.windows(4).enumerate().filter(|(_, some)| *some == sign);
        for head in heads.map(|(at, _)| at).collect::<Vec<_>>() {
            if let Some(flags) = bytes.get_mut(head + flags) {
                *flags |= 1;
            }
        }
    }
    bytes
}

fn symbolic() -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("word/document.xml", options)?;
    zip.write_all(b"<w:document/>")?;
    zip.add_symlink("word/a", "/etc/passwd", options)?;
    Ok(zip.finish()?.into_inner())
}
