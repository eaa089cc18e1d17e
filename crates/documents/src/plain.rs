//! Plain text: UTF-8, or what its first bytes say, or GB18030, which holds GBK and GB2312.

use encoding_rs::{Encoding, GB18030};

use crate::ReadError;

/// The text of bytes; carriage returns are no part of it.
///
/// # Errors
/// They are text in none of the encodings.
pub fn plain(bytes: &[u8]) -> Result<String, ReadError> {
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => {
            let rest = bytes.get(length..).unwrap_or_default();
            encoding.decode_without_bom_handling_and_without_replacement(rest)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.into()),
            Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        },
    };
    let text = decoded.filter(|text| !text.contains('\0')).ok_or(ReadError::Encoding)?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}
