//! Word and PDF files made at test time, so that no document lies in the repository.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Cursor, Write as _},
    process::{Command, Stdio},
};

use flate2::{Compression, write::ZlibEncoder};
use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

/// The body of a Word file, in the element that declares its names.
pub fn word_body(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>{body}<w:sectPr/></w:body>\
         </w:document>"
    )
}

/// A Word file of some parts below `word/`, `document.xml` among them.
///
/// # Errors
/// The archive cannot be written, which in memory does not happen.
pub fn word(parts: &[(&str, &str)]) -> Result<Vec<u8>, ZipError> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |targets: &mut dyn Iterator<Item = (&str, String)>| {
        let one = |(kind, target): (&str, String)| {
            format!(
                "<Relationship Id=\"r{kind}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>"
            )
        };
        let all: String = targets.map(one).collect();
        format!("<Relationships xmlns=\"r\">{all}</Relationships>")
    };
    let related = |name: &&str| ["numbering", "styles", "footnotes"].contains(name);
    let kinds = parts.iter().filter_map(|(name, _)| name.strip_suffix(".xml")).filter(related);
    let inner = relations(&mut kinds.map(|kind| (kind, format!("{kind}.xml"))));
    let outer = relations(&mut [("officeDocument", "word/document.xml".to_owned())].into_iter());
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>"),
        ("_rels/.rels".to_owned(), &outer),
        ("word/_rels/document.xml.rels".to_owned(), &inner),
    ];
    all.extend(parts.iter().map(|(name, text)| (format!("word/{name}"), *text)));
    archive(all.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

/// An archive of some files.
///
/// # Errors
/// The archive cannot be written, which in memory does not happen.
pub fn archive<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A PDF file of some objects, numbered from one; the first is its catalog.
pub fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        written(writeln!(table, "{:010} 00000 n ", file.len()));
        file.extend(format!("{number} 0 obj\n").bytes().chain(object.iter().copied()));
        file.extend(b"\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, file.len());
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n\
         {start}\n%%EOF\n"
    );
    file.extend(end.bytes());
    file
}

/// Bytes as PDF writes a string.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        written(write!(text, "{byte:02X}"));
    }
    text
}

fn written(result: std::fmt::Result) {
    debug_assert!(result.is_ok(), "writing to a string cannot fail");
}

/// A stream as an object of a PDF file, packed.
///
/// # Errors
/// It cannot be packed, which in memory does not happen.
pub fn stream(dict: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes)?;
    let packed = packer.finish()?;
    let head = format!("<< {dict} /Filter /FlateDecode /Length {} >>\nstream\n", packed.len());
    Ok(head.bytes().chain(packed).chain(*b"\nendstream").collect())
}

/// A line that is printed on a page.
#[derive(Debug, Clone)]
pub struct Printed<'t> {
    /// How far from the left, in points.
    pub x: f64,
    /// How far from above, in points, on a page 842 points high.
    pub y: f64,
    /// The size of its letters, in points.
    pub size: f64,
    /// Its words.
    pub text: &'t str,
}

/// A PDF file of pages with lines, in a font whose codes are the numbers of its glyphs and whose map to Unicode says
/// what these are, as word processors write it. Every glyph is as wide as it is high.
///
/// # Errors
/// A page cannot be packed, which in memory does not happen.
pub fn pdf_of_lines(pages: &[Vec<Printed<'_>>]) -> io::Result<Vec<u8>> {
    let mut signs: Vec<char> = pages.iter().flatten().flat_map(|line| line.text.chars()).collect();
    signs.sort_unstable();
    signs.dedup();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    for (code, sign) in (1..).zip(&signs) {
        let utf16: Vec<u8> =
            sign.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let unicode = hex(&utf16);
        written(writeln!(map, "1 beginbfchar <{code:04X}> <{unicode}> endbfchar"));
    }
    map.push_str("endcmap end end");
    let code = |sign: char| {
        signs.iter().zip(1_u16..).find(|(one, _)| **one == sign).map_or(0, |(_, code)| code)
    };
    let contents = pages.iter().map(|lines| {
        let mut content = String::new();
        for line in lines {
            let (x, y, size) = (line.x, 842.0 - line.y, line.size);
            let codes: Vec<u8> =
                line.text.chars().flat_map(|sign| code(sign).to_be_bytes()).collect();
            let codes = hex(&codes);
            written(writeln!(content, "BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET"));
        }
        content
    });
    let font = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
            .to_vec(),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
          /Supplement 0 >> /DW 1000 >>"
            .to_vec(),
        stream("", map.as_bytes())?,
    ];
    pdf_of_contents(&font, &contents.collect::<Vec<_>>())
}

/// A PDF file of pages by their operators, with a font `F`: its objects, from the third on.
///
/// # Errors
/// A page cannot be packed, which in memory does not happen.
pub fn pdf_of_contents(font: &[Vec<u8>], contents: &[String]) -> io::Result<Vec<u8>> {
    let first = 3 + font.len();
    let kids = (0..contents.len()).map(|at| format!("{} 0 R ", first + 2 * at));
    let kids = kids.collect::<String>();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", contents.len()).into_bytes(),
    ];
    objects.extend(font.iter().cloned());
    for (at, content) in contents.iter().enumerate() {
        let content_number = first + 2 * at + 1;
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content_number} 0 R \
             /Resources << /Font << /F 3 0 R >> /XObject << /X {content_number} 0 R >> >> >>"
        );
        objects.push(page.into_bytes());
        objects.push(stream("/Type /XObject /Subtype /Form", content.as_bytes())?);
    }
    Ok(pdf(&objects, ""))
}

/// A page of the web as Chromium prints it; none where there is no Chromium.
///
/// # Errors
/// Chromium printed nothing.
pub fn printed(html: &str) -> io::Result<Option<Vec<u8>>> {
    let folder = tempfile::tempdir()?;
    let (page, file) = (folder.path().join("page.html"), folder.path().join("page.pdf"));
    fs::write(&page, html)?;
    let run = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", file.display()))
        .arg(&page)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match run {
        Ok(_) => fs::read(file).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
