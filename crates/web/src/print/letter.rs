//! The letter with all defects of an application.

use guohe_cases::{
    case::{Case, Letter},
    event::{About, StreamId},
    law::Law,
    round::Round,
};
use guohe_rules::syntax::Words;
use serde_json::json;

use crate::{
    desks::issued,
    dossier::Dossier,
    format,
    lang::Lang,
    site::Site,
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

/// A case and its call as they stood when a letter went out. What a letter said then it says ever after, under the same
/// number and with the same digest; what happened since stands on the page.
pub(crate) async fn as_sent(
    site: &Site,
    file: &Dossier,
    number: Option<usize>,
) -> Result<(Case, Words), Trouble> {
    let at = number.unwrap_or(file.case.letters.len()).checked_sub(1);
    let letter = at.and_then(|at| file.case.letters.get(at)).ok_or(Trouble::NotFound)?;
    let about = |about, id| StreamId { about, id };
    let mut events = site.store.stream(&site.tenant, about(About::Case, file.case.id)).await?;
    events.retain(|event| event.seq <= letter.seq);
    let sent = events.last().map(|event| event.recorded_at);
    let case = Case::fold(&events)?.ok_or(Trouble::NotFound)?;
    let mut events = site.store.stream(&site.tenant, about(About::Round, case.round)).await?;
    events.retain(|event| Some(event.recorded_at) <= sent);
    let round = Round::fold(&events)?;
    let name = round.map_or_else(|| file.round.terms.name.clone(), |round| round.terms.name);
    Ok((case, name))
}

/// What a letter says besides the defects, as it went out.
pub(crate) fn closing(lang: Lang, law: &Law, case: &Case, letter: &Letter) -> Vec<String> {
    let due = letter.due.map(|due| fill(lang, "letter.due", &[&format::long_day(lang, due)]));
    due.into_iter()
        .chain(letter.arithmetic.as_ref().map(|how| say(lang, how)))
        .chain(issued(lang, law, case, letter))
        .chain([word(lang, "letter.whole").into_owned()])
        .collect()
}

pub(super) async fn draft(
    site: &Site,
    reader: Reader<'_>,
    file: &Dossier,
    number: Option<usize>,
) -> Result<Draft, Trouble> {
    let (lang, law) = (reader.lang, &file.law);
    let (case, round) = as_sent(site, file, number).await?;
    let case = &case;
    let letter = case.letter().ok_or(Trouble::NotFound)?;
    let closing = closing(lang, law, case, letter);
    let defects = letter.defects.iter().map(|defect| {
        let cited = defect.clause.as_deref().and_then(|clause| cite(lang, law, clause));
        let cited = cited.map(|cited| cited.label);
        json!({"label": named(lang, law, case, &defect.place), "value": defect.what, "cite": cited})
    });
    let data = json!({
        "name": case::title(lang, case),
        "object": both_of(law),
        "kind": in_both(|lang| lower(lang, &kind(lang, law, &case.kind))),
        "round": both(&round),
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
