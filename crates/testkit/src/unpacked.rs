//! What is inside a file that is packed: the parts of an archive, the streams of a PDF file and the strings in it that are
//! not written as one reads them; archives within archives as well.

use std::io::{Cursor, Read as _};

use flate2::read::ZlibDecoder;
use zip::ZipArchive;

/// Archives in archives are looked into so deep.
const DEEPEST: usize = 3;
/// How a text in UTF-16 begins, as PDF writes it.
const WIDE: [u8; 2] = [0xFE, 0xFF];

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it lies in the file; empty for the file itself.
    pub name: String,
    /// Its bytes, as they were before they were packed.
    pub bytes: Vec<u8>,
}

/// Everything in a file, itself first. What cannot be unpacked is left as it is.
pub fn parts(bytes: &[u8]) -> Vec<Part> {
    let mut found = vec![Part { name: String::new(), bytes: bytes.to_vec() }];
    unpack("", bytes, DEEPEST, &mut found);
    found
}

/// Whether there is anything in a file to unpack.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(b"%PDF")
}

fn unpack(within: &str, bytes: &[u8], deep: usize, found: &mut Vec<Part>) {
    if deep == 0 {
        return;
    }
    if bytes.starts_with(b"%PDF") {
        let streams = streams(bytes);
        let all = std::iter::once(bytes).chain(streams.iter().map(Vec::as_slice));
        let told: Vec<String> = all.map(strings).collect();
        found.push(Part { name: format!("{within}/strings"), bytes: told.concat().into_bytes() });
        let named = (1..).zip(streams);
        found
            .extend(named.map(|(at, bytes)| Part { name: format!("{within}/stream {at}"), bytes }));
    } else if bytes.starts_with(b"PK") {
        for (name, inner) in entries(bytes) {
            let name = format!("{within}/{name}");
            unpack(&name, &inner, deep - 1, found);
            found.push(Part { name, bytes: inner });
        }
    }
}

/// The files of an archive, with their names.
fn entries(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let most = archive.len();
    let one = |at: usize| {
        let mut file = archive.by_index(at).ok()?;
        let mut inner = Vec::new();
        file.read_to_end(&mut inner).ok()?;
        Some((String::from_utf8_lossy(file.name_raw()).into_owned(), inner))
    };
    (0..most).filter_map(one).collect()
}

/// The streams of a PDF file that are packed as most are.
fn streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(at) = position(rest, b"stream") {
        let after = rest.get(at + b"stream".len()..).unwrap_or_default();
        let data = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"));
        if let Some(data) = data {
            let mut inner = Vec::new();
            // What came out before something was wrong is as good as the rest.
            let read = ZlibDecoder::new(data).read_to_end(&mut inner);
            if read.is_ok() || !inner.is_empty() {
                found.push(inner);
            }
        }
        rest = after;
    }
    found
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The strings of a piece of PDF that are written in hexadecimal or in UTF-16, as one reads them.
fn strings(bytes: &[u8]) -> String {
    let mut told = String::new();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| b"<(".contains(byte)) {
        let (open, after) = (rest.get(at), rest.get(at + 1..).unwrap_or_default());
        let string = if open == Some(&b'<') { hexadecimal(after) } else { literal(after) };
        if let Some(string) = string {
            told.push_str(&as_read(&string));
            told.push('\n');
        }
        rest = after;
    }
    told
}

fn hexadecimal(after: &[u8]) -> Option<Vec<u8>> {
    let end = after.iter().position(|byte| *byte == b'>')?;
    let digits = after.get(..end)?.iter().filter(|byte| !byte.is_ascii_whitespace());
    let digits: Option<Vec<u8>> =
        digits.map(|byte| u8::try_from(char::from(*byte).to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len() > 1)?;
    Some(digits.chunks(2).map(|two| two.iter().fold(0, |sum, digit| sum * 16 + digit)).collect())
}

/// A string in brackets that is in UTF-16; others are read where they stand.
fn literal(after: &[u8]) -> Option<Vec<u8>> {
    let mut string = Vec::new();
    let mut bytes = after.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b')' => return Some(string).filter(|string| string.starts_with(&WIDE)),
            b'\\' => string.push(match bytes.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                other => other,
            }),
            other => string.push(other),
        }
        if string.len() == 2 && string != WIDE {
            return None;
        }
    }
    None
}

fn as_read(string: &[u8]) -> String {
    let Some(wide) = string.strip_prefix(&WIDE) else {
        return String::from_utf8_lossy(string).into_owned();
    };
    let units =
        wide.chunks(2).map(|two| two.iter().fold(0, |sum, byte| sum * 256 + u16::from(*byte)));
    char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::{archive, hex, pdf, stream, word};

    fn all(bytes: &[u8]) -> String {
        let parts = parts(bytes).into_iter();
        let told = parts.flat_map(|part| {
            [part.name, String::from_utf8_lossy(&part.bytes).into_owned(), "\n".to_owned()]
        });
        told.collect()
    }

    #[test]
    fn a_word_that_is_packed_in_any_way_is_found() {
        let wide: Vec<u8> =
            WIDE.into_iter().chain("标记MARK".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let text = stream("", b"BT (MARK) Tj ET").unwrap();
        let info = format!("<< /Title <{}> >>", hex(&wide)).into_bytes();
        let mut bracketed = b"<< /Author (".to_vec();
        bracketed.extend(&wide);
        bracketed.extend(b") >>");
        let document = word(&[("document.xml", "<w:t>MARK</w:t>")]).unwrap();
        let nested = archive([("inner.docx", document.as_slice())].into_iter()).unwrap();
        for (case, bytes) in [
            ("a stream", pdf(&[text], "")),
            ("hexadecimal", pdf(std::slice::from_ref(&info), "")),
            ("brackets", pdf(&[bracketed], "")),
            ("a packed object", pdf(&[stream("", &info).unwrap()], "")),
            ("a part", document),
            ("a file in a file", nested),
            ("the name of a part", archive([("MARK.txt", &b""[..])].into_iter()).unwrap()),
        ] {
            assert!(is_packed(&bytes), "{case}");
            assert!(all(&bytes).contains("MARK"), "{case}");
        }
        assert!(all(&pdf(&[info], "")).contains("标记MARK"));
    }

    #[test]
    fn what_is_not_packed_is_given_back_and_what_is_broken_does_no_harm() {
        assert_eq!(parts(b"plain"), [Part { name: String::new(), bytes: b"plain".to_vec() }]);
        assert_eq!(parts(b"PK\x03\x04 no archive").len(), 1);
        assert!(all(b"%PDF-1.7 stream\n no zlib (\xFE\xFF").contains("no zlib"));
    }
}
