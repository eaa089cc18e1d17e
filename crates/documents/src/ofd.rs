//! OFD files (GB/T 33190): an archive of pages as XML, in which each piece of text stands in a `TextCode`. What is read is the
//! text of all pages in the order of their names, a line for each piece; where on the page it stands is not asked.

use std::io::{Cursor, Read as _};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use crate::{Flaw, ReadError};

/// The part by which an archive is known as OFD.
const ROOT: &str = "OFD.xml";
/// So many parts are looked at, at most.
const MOST_PARTS: usize = 10_000;
/// So many bytes are unpacked of all parts together, at most.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Whether an archive is an OFD file.
pub(crate) fn is_one(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|one| one.index_for_name(ROOT).is_some())
}

/// The text of an OFD file.
pub(crate) fn read(bytes: &[u8]) -> Result<String, ReadError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_broken| ReadError::file(Flaw::Cut))?;
    if archive.len() > MOST_PARTS {
        return Err(ReadError::file(Flaw::Excessive));
    }
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
    let mut names: Vec<String> = names.collect();
    names.retain(|name| name.rsplit('/').next() == Some("Content.xml"));
    names.sort_by_key(|name| (name.len(), name.clone()));
    let (mut text, mut room) = (String::new(), LARGEST);
    for name in names {
        let broken = |_error| ReadError::part(&name, 0, Flaw::Broken);
        let part =
            archive.by_name(&name).map_err(|_broken| ReadError::part(&name, 0, Flaw::Broken))?;
        let mut page = String::new();
        part.take(room.saturating_add(1)).read_to_string(&mut page).map_err(broken)?;
        let taken = u64::try_from(page.len()).unwrap_or(u64::MAX);
        room = room.checked_sub(taken).ok_or_else(|| ReadError::part(&name, 0, Flaw::Excessive))?;
        pieces(&name, &page, &mut text)?;
    }
    Ok(text)
}

/// The pieces of text of a page.
fn pieces(name: &str, page: &str, to: &mut String) -> Result<(), ReadError> {
    let broken = || ReadError::part(name, 0, Flaw::Broken);
    let (mut reader, mut within) = (Reader::from_str(page), false);
    loop {
        match reader.read_event().map_err(|_flaw| broken())? {
            Event::Eof => return Ok(()),
            Event::Start(tag) if tag.local_name().as_ref() == "TextCode" => within = true,
            Event::End(tag) if tag.local_name().as_ref() == "TextCode" => {
                within = false;
                to.push('\n');
            }
            Event::Text(text) if within => to.push_str(&text),
            Event::CData(text) if within => to.push_str(&text),
            Event::GeneralRef(named) if within => {
                let sign = named.resolve_char_ref().ok().flatten().map(String::from);
                let known = quick_xml::escape::resolve_predefined_entity(&named);
                to.push_str(&sign.or(known.map(str::to_owned)).ok_or_else(broken)?);
            }
            Event::Start(_)
            | Event::End(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn the_text_of_pages_is_read_in_their_order_and_nothing_else() {
        let page = |text: &str| {
            format!(
                "<ofd:Page><ofd:TextObject><ofd:TextCode X=\"0\">{text}</ofd:TextCode></ofd:TextObject>no text</ofd:Page>"
            )
        };
        let file = archive(&[
            (ROOT, "<ofd:OFD/>"),
            ("Doc_0/Pages/Page_10/Content.xml", &page("十")),
            ("Doc_0/Pages/Page_2/Content.xml", &page("甲&amp;&#x4E59;")),
            ("Doc_0/Document.xml", &page("别处")),
        ]);
        assert!(is_one(&file));
        assert_eq!(crate::text(&file).as_deref(), Ok("甲&乙\n十\n"));
    }

    #[test]
    fn what_is_cut_or_no_xml_is_refused() {
        let broken = archive(&[(ROOT, ""), ("Doc_0/Pages/Page_0/Content.xml", "<a><b></a>")]);
        assert_eq!(
            read(&broken),
            Err(ReadError::part("Doc_0/Pages/Page_0/Content.xml", 0, Flaw::Broken))
        );
        assert!(!is_one(&broken[..40]));
        assert!(!is_one(&archive(&[("word/document.xml", "")])));
    }
}
