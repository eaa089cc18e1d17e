//! The facts that are checked: read from a file or standard input, and everything wrong with them said at its
//! place.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read as _},
    sync::Arc,
};

use guohe_cases::parameter::Entered;
use guohe_rules::{
    diagnostic::{Diagnostic, words},
    facts::Tree,
    pack::{Pack, Parameters},
    situation::{self, Situation},
    yaml::{self, Located, Place},
};
use jiff::civil::Date;

use crate::{command::BAD_INPUT, shelf};

/// The situations that the facts describe, one for each pack, over what officers have entered for it.
///
/// # Errors
/// The exit code for bad input, after every fault has been printed.
pub(super) fn situations(
    packs: &[&Pack],
    entered: &[Entered],
    path: &str,
    on: Option<Date>,
) -> Result<Vec<Situation>, u8> {
    let bytes = read(path).map_err(|error| {
        eprintln!("无法读取事实文件 / the facts cannot be read: {path}: {error}");
        eprintln!("1 处错误 / 1 error");
        BAD_INPUT
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let parameters: Vec<Parameters> =
        packs.iter().zip(entered).map(|(pack, entered)| entered.over(pack)).collect();
    let asked: Vec<_> = packs.iter().copied().zip(&parameters).collect();
    facts(&asked, path, &bytes, on).map_err(|findings| {
        shelf::print_in_order(&findings, &text);
        let count = findings.len();
        let errors = if count == 1 { "error" } else { "errors" };
        eprintln!("{count} 处错误，未作核对 / {count} {errors}, nothing was checked");
        BAD_INPUT
    })
}

/// The situation that the facts describe for one pack.
///
/// # Errors
/// The exit code for bad input, after every fault has been printed.
pub(super) fn situation(
    pack: &Pack,
    entered: &[Entered],
    path: &str,
    on: Option<Date>,
) -> Result<Situation, u8> {
    situations(&[pack], entered, path, on)?.pop().ok_or(BAD_INPUT)
}

/// All bytes, but not more than it takes to know that there are too many.
fn read(path: &str) -> io::Result<Vec<u8>> {
    let most = u64::try_from(yaml::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if path == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn facts(
    asked: &[(&Pack, &Parameters)],
    path: &str,
    bytes: &[u8],
    on: Option<Date>,
) -> Result<Vec<Situation>, Vec<Diagnostic>> {
    let file: Arc<str> = Arc::from(if path == "-" { "<stdin>" } else { path });
    let text = match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // What is too large was cut anywhere; it is refused for its size.
        Err(_) if bytes.len() > yaml::LARGEST => String::from_utf8_lossy(bytes),
        Err(error) => {
            let place = Place::at_offset(bytes, error.valid_up_to());
            let message = words(
                "文件不是 UTF-8 编码，请另存为 UTF-8",
                "the file is not UTF-8; save it as UTF-8",
            );
            return Err(vec![Diagnostic::error("not-utf8", &file, place, message)]);
        }
    };
    let document: Located<Tree> = yaml::parse(&text).map_err(|fault| {
        vec![Diagnostic::error("unreadable", &file, fault.place, fault.words())]
    })?;
    let (situations, findings) = match asked {
        // A file for one pack may hold the parts of others, which are not here to be asked.
        [(pack, parameters)] => {
            let (situation, findings) =
                situation::read_with(pack, parameters, &file, &document, on);
            (vec![situation], findings)
        }
        asked => situation::read_all(asked, &file, &document, on),
    };
    if findings.is_empty() { Ok(situations) } else { Err(findings) }
}
