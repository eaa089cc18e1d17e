//! Word files (.docx, `WordprocessingML`): the body in its order, with the numbers that Word would print, footnotes
//! behind the paragraph that refers to them, changes as if they were accepted. Headers and footers stand in parts
//! of their own, which are not opened.

mod archive;
mod body;
mod numbering;
mod numerals;
mod xml;

use std::collections::BTreeMap;

use self::{
    archive::Archive,
    body::Body,
    numbering::{Numbering, Styles},
};
use crate::ReadError;

/// The text of a Word file, a paragraph or the row of a table on each line.
pub(crate) fn read(bytes: &[u8]) -> Result<String, ReadError> {
    let mut archive = Archive::open(bytes)?;
    let main = archive.main()?;
    let related = archive.related(&main)?;
    let mut part = |kind: &str| match related.get(kind) {
        Some(name) => archive.text(name).map(|text| text.map(|text| (name.clone(), text))),
        None => Ok(None),
    };
    let mut numbering = Numbering::default();
    if let Some((name, text)) = part("numbering")? {
        xml::walk(&name, &text, &mut numbering)?;
    }
    let mut styles = Styles::default();
    if let Some((name, text)) = part("styles")? {
        xml::walk(&name, &text, &mut styles)?;
    }
    let mut notes = BTreeMap::new();
    for kind in ["footnotes", "endnotes"] {
        if let Some((name, text)) = part(kind)? {
            let mut found = Body::new(&styles, numbering.clone(), BTreeMap::new());
            xml::walk(&name, &text, &mut found)?;
            notes.extend(found.into_notes());
        }
    }
    let text =
        archive.text(&main)?.ok_or_else(|| ReadError::part(&main, 0, crate::Flaw::Absent))?;
    let mut body = Body::new(&styles, numbering, notes);
    xml::walk(&main, &text, &mut body)?;
    Ok(body.into_text())
}
