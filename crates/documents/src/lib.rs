//! The only room that knows file formats. An official document comes as a file and leaves as lines of text; what
//! they say is nobody's business here. Plain text is read; Word and PDF are told by their first bytes and refused.

mod plain;

pub use plain::plain;

/// So many bytes of a file are read at most.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The first bytes of formats that hold text in a packed form.
const PACKED: [&[u8]; 3] = [b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"];

/// Why a file gives no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is larger than [`LARGEST`].
    #[error("the file holds more than {LARGEST} bytes")]
    TooLarge,
    /// It is a Word or PDF file.
    #[error("Word and PDF files are not read")]
    Packed,
    /// Its bytes are no text in any of the encodings that are known.
    #[error("the bytes are text neither in UTF-8 nor in UTF-16 nor in GB18030")]
    Encoding,
    /// It holds no words.
    #[error("there are no words in it")]
    Empty,
}

/// The text of a document, line by line.
///
/// # Errors
/// The file is too large, empty, or of a format that is not read.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge);
    }
    if PACKED.iter().any(|start| bytes.starts_with(start)) {
        return Err(ReadError::Packed);
    }
    let text = plain(bytes)?;
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
        assert_eq!(text(b"PK\x03\x04word/document.xml"), Err(ReadError::Packed));
        assert_eq!(text(b"%PDF-1.7\n"), Err(ReadError::Packed));
        assert_eq!(text(b"\xff\xff\xff"), Err(ReadError::Encoding));
        assert_eq!(text(b"a\0b"), Err(ReadError::Encoding));
        assert_eq!(text(" \n".as_bytes()), Err(ReadError::Empty));
        assert_eq!(text(&vec![b'a'; LARGEST + 1]), Err(ReadError::TooLarge));
    }
}
