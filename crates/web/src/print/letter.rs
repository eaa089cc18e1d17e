//! The letter with all defects of an application.

use guohe_cases::{case::Case, law::Law};
use serde_json::json;

use crate::{
    desks::notes,
    dossier::Dossier,
    format,
    lang::Lang,
    trouble::Trouble,
    views::{
        case::{self, kind},
        finding::cite,
        form::{row_title, sections},
        words::say,
    },
    words::{fill, word},
};

use super::{
    Draft, Reader, both, both_days,
    certificate::{both_of, lower},
    in_both,
};

pub(super) fn draft(reader: Reader<'_>, file: &Dossier) -> Result<Draft, Trouble> {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let letter = case.letter().ok_or(Trouble::NotFound)?;
    let due = letter.due.map(|due| fill(lang, "letter.due", &[&format::long_day(lang, due)]));
    let closing: Vec<String> = due
        .into_iter()
        .chain(letter.arithmetic.as_ref().map(|how| say(lang, how)))
        .chain(notes(lang, law, case))
        .chain([word(lang, "letter.whole").into_owned()])
        .collect();
    let defects = letter.defects.iter().map(|defect| {
        let cited = defect.clause.as_deref().and_then(|clause| cite(lang, law, clause));
        let cited = cited.map(|cited| cited.label);
        json!({"label": named(lang, law, case, &defect.place), "value": defect.what, "cite": cited})
    });
    let data = json!({
        "name": case::title(lang, case),
        "object": both_of(law),
        "kind": in_both(|lang| lower(lang, &kind(lang, law, &case.kind))),
        "round": both(&file.round.terms.name),
        "revision": letter.revision,
        "defects": defects.collect::<Vec<_>>(),
        "closing": closing,
        "day": both_days(letter.sent_on),
        "authority": both(&law.pack.file.authority),
    });
    let title = if letter.revision { "paper.revision" } else { "paper.letter" };
    Ok(Draft {
        template: "letter",
        title: word(lang, title).into_owned(),
        number: case::number(case.id),
        version: u64::try_from(case.letters.len()).unwrap_or_default(),
        may_change: false,
        day: letter.sent_on,
        data,
        code: None,
    })
}

/// A place of the form by its names; as it was written where it is none.
fn named(lang: Lang, law: &Law, case: &Case, place: &str) -> String {
    let head = place.split(['.', '[']).next().unwrap_or(place);
    let sections = sections(law, &case.kind);
    let Some(section) = sections.iter().find(|section| section.key() == head) else {
        return place.to_owned();
    };
    let name = say(lang, &section.record.written.name);
    let row = place.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    match row.and_then(|(row, _)| case.facts.row(head, row)) {
        Some(row) => {
            let title = row_title(lang, law, &case.facts, section.record, row);
            format!("{name}{}{title}", lang.of("：", ": "))
        }
        None => name,
    }
}
