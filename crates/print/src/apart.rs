//! A press in a process of its own: sheets come in and papers go out, each message with its length before it.
//!
//! A message is four bytes of length, the lowest first, and so many bytes. A sheet is JSON. A paper is a line of JSON, how many
//! pages it has or why there is none, and the file after it.

use std::io::{self, Read, Write};

use crate::{Paper, Press, Refusal, Sheet};

/// So many bytes of length stand before each message.
pub const HEAD: usize = 4;
/// No message is longer, in bytes.
pub const LONGEST: u32 = 64 * 1024 * 1024;

/// A sheet as a message.
///
/// # Errors
/// It is longer than any message.
pub fn asked(sheet: &Sheet) -> io::Result<Vec<u8>> {
    message(serde_json::to_vec(sheet)?)
}

/// What a message without its length says of a sheet.
///
/// # Errors
/// It is not what [`work`] writes.
pub fn answered(message: &[u8]) -> io::Result<Result<Paper, Refusal>> {
    let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = message.iter().position(|byte| *byte == b'\n').ok_or_else(cut)?;
    let (line, file) = message.split_at_checked(end).ok_or_else(cut)?;
    let said: Result<usize, Refusal> = serde_json::from_slice(line)?;
    Ok(said.map(|pages| Paper { file: file.iter().skip(1).copied().collect(), pages }))
}

/// Sets sheet after sheet until there are no more.
///
/// # Errors
/// What comes in is no sheet, or nobody takes what goes out.
pub fn work(press: &Press, mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    while let Some(sheet) = next(&mut from)? {
        let made = press.print(&serde_json::from_slice(&sheet)?);
        let mut said = serde_json::to_vec(&made.as_ref().map(|paper| paper.pages))?;
        said.push(b'\n');
        said.extend(made.map(|paper| paper.file).unwrap_or_default());
        to.write_all(&message(said)?)?;
        to.flush()?;
    }
    Ok(())
}

/// The next message; none at the end.
fn next(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    from.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(None);
    }
    let length = length(&head)?;
    let mut message = Vec::new();
    from.by_ref().take(length.into()).read_to_end(&mut message)?;
    let whole = u32::try_from(message.len()).is_ok_and(|read| read == length);
    if whole { Ok(Some(message)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// How long the message is before which these bytes stand.
///
/// # Errors
/// It is cut, or longer than any message.
pub fn length(head: &[u8]) -> io::Result<u32> {
    let bytes = head.try_into().map_err(|_cut| io::ErrorKind::UnexpectedEof)?;
    let length = u32::from_le_bytes(bytes);
    if length <= LONGEST { Ok(length) } else { Err(io::ErrorKind::FileTooLarge.into()) }
}

/// Bytes with their length before them.
fn message(mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST);
    let length = length.ok_or(io::ErrorKind::FileTooLarge)?;
    bytes.splice(0..0, length.to_le_bytes());
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::{Faces, Form};

    fn sheet(data: &str) -> Sheet {
        Sheet {
            form: Form::Pdf,
            template: "test.typ".to_owned(),
            templates: BTreeMap::from([(
                "test.typ".to_owned(),
                "#set text(font: \"song\")\n#json(\"/data.json\").value".to_owned(),
            )]),
            data: json!({"value": data}),
            code: None,
            mark: None,
            ident: "test".to_owned(),
            day: date(2026, 5, 8),
        }
    }

    /// What is said of several sheets, one after the other.
    fn all(press: &Press, sheets: &[Sheet]) -> Vec<Result<Paper, Refusal>> {
        let asked: Vec<u8> = sheets.iter().flat_map(|sheet| asked(sheet).unwrap()).collect();
        let mut said = Vec::new();
        work(press, &*asked, &mut said).unwrap();
        let mut rest = &*said;
        std::iter::from_fn(|| next(&mut rest).unwrap().map(|one| answered(&one).unwrap())).collect()
    }

    #[test]
    fn a_press_apart_says_what_a_press_here_says() {
        let press = Press::new(Faces::of_machine(Vec::new()).without_system());
        let sheets = ["国合", "王\u{F0000}", "行\n\n行"].map(sheet);
        let here: Vec<_> = sheets.iter().map(|sheet| press.print(sheet)).collect();
        assert!(here[0].is_ok() || here[0] == Err(Refusal::NoFaces), "{:?}", here[0]);
        assert!(here[1].is_err());
        assert_eq!(all(&press, &sheets), here);
    }

    #[test]
    fn what_is_cut_or_longer_than_any_message_is_not_taken() {
        let press = Press::new(Faces::only(Vec::new()));
        let whole = asked(&sheet("国")).unwrap();
        for cut in [1, 3, 4, 5, whole.len() - 1] {
            assert!(work(&press, &whole[..cut], Vec::new()).is_err(), "{cut}");
        }
        assert!(work(&press, &(LONGEST + 1).to_le_bytes()[..], Vec::new()).is_err());
        assert!(answered(b"").is_err() && answered(b"{}\n").is_err());
    }
}
