//! Parts of a paper as a Word file: what those get who go on writing in it.
//!
//! The looks of each part are styles of the file (`crates/print/word/styles.xml`), under the names that Word gives them
//! where it has one, so that a house can put its own in their place. Measures are those of GB/T 9704, as in
//! `/layout/official.typ`. Equal parts give equal bytes: nothing in the file tells when it was made but the day of the document.

mod document;
mod properties;

use std::io::{Cursor, Write as _};

use serde_json::Value;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{Sheet, told::Part};

/// Parts of the file that are the same in each.
const FIXED: [(&str, &str); 5] = [
    ("[Content_Types].xml", include_str!("../word/content-types.xml")),
    ("_rels/.rels", include_str!("../word/package.rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("../word/document.rels.xml")),
    ("word/settings.xml", include_str!("../word/settings.xml")),
    ("word/fontTable.xml", include_str!("../word/fonts.xml")),
];
/// The styles, with `{…}` where the languages differ.
const STYLES: &str = include_str!("../word/styles.xml");
/// The foot of a page with its number, as `— 1 —`, with `{align}` and `{indent}`.
const FOOTER: &str = include_str!("../word/footer.xml");
/// The head of a page, with `{draft}`.
const HEADER: &str = include_str!("../word/header.xml");
/// The word that lies across a page which may still change, with `{word}`.
const WATERMARK: &str = include_str!("../word/watermark.xml");

/// What differs between the languages: the standard is one for Chinese, and a translation is set smaller.
#[derive(Debug, Clone, Copy)]
struct Tongue {
    /// Whether it is English.
    english: bool,
    /// The size of the text in half points.
    size: u32,
    /// From line to line, in twentieths of a point.
    pitch: u32,
    /// The indent of the first line of a paragraph, in twentieths of a point.
    indent: u32,
}

const CHINESE: Tongue = Tongue { english: false, size: 32, pitch: 580, indent: 640 };
const ENGLISH: Tongue = Tongue { english: true, size: 25, pitch: 400, indent: 500 };

/// The file.
///
/// # Errors
/// It is larger than an archive may be.
pub(crate) fn file(sheet: &Sheet, data: &Value, parts: &[Part]) -> Result<Vec<u8>, ZipError> {
    let said = |place: &str| data.pointer(place).and_then(Value::as_str).unwrap_or_default();
    let tongue = if said("/lang") == "en" { ENGLISH } else { CHINESE };
    let draft = data.pointer("/doc/draft").and_then(Value::as_bool).unwrap_or_default();
    let draft = Some(said("/words/draft")).filter(|word| draft && !word.is_empty());
    let properties = properties::Properties::of(sheet, data, tongue, draft);
    let header = HEADER.replace("{draft}", &draft.map(across).unwrap_or_default());
    let footer = |align, indent| FOOTER.replace("{align}", align).replace("{indent}", indent);
    let made = [
        ("word/document.xml", document::xml(parts, tongue)),
        ("word/styles.xml", styles(tongue)),
        ("word/header.xml", header),
        ("word/footer-odd.xml", footer("right", "w:right=\"280\"")),
        ("word/footer-even.xml", footer("left", "w:left=\"280\"")),
        ("docProps/core.xml", properties.core()),
        ("docProps/custom.xml", properties.custom()),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let fixed = FIXED.into_iter().map(|(name, text)| (name, text.to_owned()));
    for (name, text) in fixed.chain(made) {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn across(word: &str) -> String {
    WATERMARK.replace("{word}", &escaped(word))
}

fn styles(tongue: Tongue) -> String {
    let Tongue { english, size, pitch, indent } = tongue;
    // Twentieths of a point, so that 28 characters of 16 points fill 156 mm.
    let between = if english { "" } else { "<w:spacing w:val=\"-4\"/>" };
    let chars = if english { "" } else { "w:firstLineChars=\"200\" " };
    STYLES
        .replace("{size}", &size.to_string())
        .replace("{pitch}", &pitch.to_string())
        .replace("{between}", between)
        .replace("{first-line}", &format!("{chars}w:firstLine=\"{indent}\""))
}

/// Text as XML holds it.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
