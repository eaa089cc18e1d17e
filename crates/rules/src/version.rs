//! Which version of an instrument is in force on a day, as far as its dates are known.
//!
//! A date that is not known stays unknown: where it could change the answer, the answer is open and names the
//! date that is missing. Between versions that are all in force the one that took effect last prevails.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    document::{Holds, in_force},
    pack::Pack,
    syntax::{Document, Words},
};

/// The version that applies on a day.
#[derive(Debug, Clone)]
pub enum Applying<'a> {
    /// This one.
    One(&'a Arc<Pack>),
    /// None is in force.
    None,
    /// Whether it is this one depends on a date that is not known.
    Open(&'a Arc<Pack>),
}

/// The version among several of one instrument that applies on a day. A single version whose dates are not
/// known is open like any other.
pub fn applying<'a>(versions: impl Iterator<Item = &'a Arc<Pack>>, on: Date) -> Applying<'a> {
    let (mut found, mut open): (Option<&Arc<Pack>>, Vec<&Arc<Pack>>) = (None, Vec::new());
    for pack in versions {
        let document = &pack.file.document;
        match in_force(document, on) {
            Holds::No => {}
            Holds::Unknown => open.push(pack),
            Holds::Yes => {
                let since = |pack: &Arc<Pack>| pack.file.document.effective_from;
                if found.is_none_or(|other| since(other) < since(pack)) {
                    found = Some(pack);
                }
            }
        }
    }
    // What the version in force has repealed cannot come into force after it, whenever it did.
    let repealed = |pack: &&Arc<Pack>| {
        let number = pack.file.document.number.as_ref();
        number.is_some() && found.is_some_and(|one| one.file.document.repeals.as_ref() == number)
    };
    open.retain(|pack| !repealed(pack));
    match (open.first(), found) {
        (Some(pack), _) => Applying::Open(pack),
        (None, Some(pack)) => Applying::One(pack),
        (None, None) => Applying::None,
    }
}

/// The dates for want of which nobody can say whether a document is in force, in words.
pub fn missing_dates(document: &Document) -> Words {
    let published = document.published_on.is_none();
    let (mut zh, mut en) =
        ("施行日期（effective_from）".to_owned(), "the day of effect (effective_from)".to_owned());
    if published {
        zh.push_str("；公布日期（published_on）亦不明");
        en.push_str("; the day of publication (published_on) is not known either");
    }
    Words { zh, en }
}
