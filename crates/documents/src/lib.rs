//! The only room that knows file formats. An official document comes as a file and leaves as lines of text; what
//! they say is nobody's business here. Plain text, pages of the web, Word files (.docx), OFD and PDF
//! files with text are read, each told by its first bytes and not by its name.
//!
//! Word and PDF files are programs of a kind, and their readers are large. Sizes, pages and depths are bounded here;
//! whoever reads a file from outside does so in a process of its own with limits on memory and time, because a
//! library that runs out of its stack takes the process with it. [`is_packed`] says for which files.

mod codes;
mod error;
mod inspect;
mod ofd;
mod page;
mod pdf;
mod plain;
mod word;

pub use codes::codes;
pub use error::{At, Flaw, ReadError};
pub use inspect::{Much, Objection, inspect};
pub use plain::plain;

/// So many bytes of a file are read at most.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The first bytes of an archive, which a Word file is.
const ARCHIVE: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// The first bytes of a PDF file.
const PDF: &[u8] = b"%PDF-";
/// The first bytes of a compound file: Word in its old format, or any with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Whether the text of a file is packed in such a way that its reader might fail as a whole.
pub fn is_packed(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    ARCHIVE.iter().any(|start| bytes.starts_with(start)) || bytes.starts_with(PDF)
}

/// The text of a document, line by line. A line is a paragraph as far as the format knows paragraphs.
///
/// # Errors
/// The file is too large, empty, damaged, or of a format that is not read.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge);
    }
    let start = bytes.trim_ascii_start();
    let text = if start.starts_with(PDF) {
        pdf::read(start)?
    } else if ARCHIVE.iter().any(|archive| start.starts_with(archive)) {
        if ofd::is_one(start) { ofd::read(start)? } else { word::read(start)? }
    } else if start.starts_with(COMPOUND) {
        return Err(ReadError::OldWord);
    } else {
        let text = plain(bytes)?;
        if page::is_page(&text) { page::read(&text) } else { text }
    };
    if text.trim().is_empty() { Err(ReadError::Empty) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::*;

    #[test]
    fn the_same_text_comes_out_of_every_encoding() {
        let text = "第一条 为某事，\n制定本办法。\n";
        let (gb18030, ..) = GB18030.encode(text);
        let utf16 = [0xfeff_u16].into_iter().chain(text.encode_utf16());
        let utf16: Vec<u8> = utf16.flat_map(u16::to_le_bytes).collect();
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        for bytes in [text.as_bytes(), &gb18030, &utf16, windows.as_bytes()] {
            assert_eq!(super::text(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_kind() {
        assert_eq!(text(b"PK\x03\x04word/document.xml"), Err(ReadError::file(Flaw::Cut)));
        assert_eq!(text(b"%PDF-1.7\n"), Err(ReadError::file(Flaw::Cut)));
        assert_eq!(text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(ReadError::OldWord));
        assert_eq!(text(b"\xff\xff\xff"), Err(ReadError::Encoding));
        assert_eq!(text(b"a\0b"), Err(ReadError::Encoding));
        assert_eq!(text(" \n".as_bytes()), Err(ReadError::Empty));
        assert_eq!(text(&vec![b'a'; LARGEST + 1]), Err(ReadError::TooLarge));
    }
}
