//! The only room that knows file formats. An official document comes as plain text, Word or PDF and leaves as
//! lines of text; what they say is nobody's business here.

mod plain;

pub use plain::plain;

/// So many bytes of a file are read at most, packed or unpacked.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The format of a file, told by its first bytes and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
}

/// Why a file gives no text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is larger than [`LARGEST`].
    #[error("the file holds more than {LARGEST} bytes")]
    TooLarge,
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
/// The file is too large, damaged, or of a format that is not known.
pub fn text(bytes: &[u8]) -> Result<(Format, String), ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge);
    }
    let (format, text) = (Format::Text, plain(bytes)?);
    if text.trim().is_empty() { Err(ReadError::Empty) } else { Ok((format, text)) }
}
