//! Artwork for the plaque of a base, in both languages on one sheet.

use serde_json::json;

use crate::{
    dossier::Dossier,
    trouble::Trouble,
    views::case::{self, kind},
    words::word,
};

use super::{
    Draft, Reader, both, both_days,
    certificate::{both_of, lower},
    in_both,
};

pub(super) fn draft(reader: Reader<'_>, file: &Dossier) -> Result<Draft, Trouble> {
    let (law, case) = (&file.law, &file.case);
    let certificate = case.certificate.as_ref().ok_or(Trouble::NotFound)?;
    let data = json!({
        "name": case::title(reader.lang, case),
        "object": both_of(law),
        "kind": in_both(|lang| lower(lang, &kind(lang, law, &case.kind))),
        "certified": both_days(certificate.certified_on),
        "authority": both(&law.pack.file.authority),
    });
    Ok(Draft {
        template: "plaque",
        title: word(reader.lang, "print.plaque").into_owned(),
        number: certificate.number.clone(),
        version: 1,
        may_change: false,
        day: certificate.certified_on,
        data,
        code: None,
    })
}
