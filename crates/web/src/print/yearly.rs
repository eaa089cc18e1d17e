//! The summary of a year of a base: what it filed and what happened in it. There is one of every year in which it filed
//! anything after it was certified.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{
    case::{Case, Step},
    happened::Wrote,
    law::Law,
    procedure::Kind,
};
use serde_json::{Value, json};

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    site::Site,
    trouble::Trouble,
    views::{
        case::{self},
        words::say,
    },
    words::{fill, word},
};

use super::{
    Draft, Reader,
    act::{self, Told},
    both,
    certificate::both_of,
};

/// What of the life of a base its summary tells: what the base may be told. What single experts do is not among it.
const TOLD: [&str; 6] = ["filed", "noticed", "certified", "awarded", "evaluated", "lapsed"];

/// The steps in which a base filed something after it was certified.
fn filings(case: &Case) -> impl DoubleEndedIterator<Item = &Step> {
    let certified = case.timeline.iter().position(|step| step.kind == "certified");
    let since = case.timeline.iter().skip(certified.unwrap_or(case.timeline.len()));
    since.filter(|step| step.kind == "filed")
}

/// The last of them, in a year or of all.
fn last(case: &Case, year: Option<i16>) -> Option<&Step> {
    filings(case).rfind(|step| year.is_none_or(|year| step.on.year() == year))
}

/// The years in which a base filed anything.
pub(super) fn years(case: &Case) -> BTreeSet<i16> {
    filings(case).map(|step| step.on.year()).collect()
}

/// Whether a base filed anything, in a year or at all.
pub(super) fn is_there(case: &Case, year: Option<i16>) -> bool {
    last(case, year).is_some()
}

pub(super) async fn draft(
    site: &Site,
    reader: Reader<'_>,
    file: &Dossier,
    year: Option<i16>,
) -> Result<Draft, Trouble> {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let last = last(case, year).ok_or(Trouble::NotFound)?;
    let year = last.on.year();
    let all = act::told(site, case).await?;
    let of_year = |one: &&Told| one.step.on.year() == year;
    let acts = all.iter().filter(of_year).filter(|one| TOLD.contains(&one.step.kind.as_str()));
    let acts: Vec<(&Told, String)> =
        acts.filter_map(|one| Some((one, say(lang, &one.act(law)?.name)))).collect();
    let happened = acts.iter().map(|(one, name)| {
        json!({
            "day": format::long_day(lang, one.step.on),
            "label": name,
            "by": one.who(lang, law),
            "value": one.reasons,
        })
    });
    let data = json!({
        "object": both_of(law),
        "authority": both(&law.pack.file.authority),
        "year": year.to_string(),
        "facts": act::facts(lang, file),
        "filed": filed(lang, law, case, &acts),
        "happened": happened.collect::<Vec<_>>(),
    });
    Ok(Draft {
        template: "yearly",
        title: fill(lang, "print.yearly", &[&year]),
        number: case
            .certificate
            .as_ref()
            .map_or_else(|| case::number(case.id), |one| one.number.clone()),
        version: last.seq,
        may_change: false,
        day: last.on,
        data,
        code: None,
    })
}

/// What was filed in a year, list by list.
fn filed(lang: Lang, law: &Law, case: &Case, acts: &[(&Told, String)]) -> Vec<Value> {
    let mut lists: BTreeMap<&str, Vec<&Wrote>> = BTreeMap::new();
    for (one, _) in acts {
        if one.act(law).is_none_or(|act| act.kind.value != Kind::File) {
            continue;
        }
        for row in &one.rows {
            lists.entry(&row.list).or_default().push(row);
        }
    }
    let made = lists.into_iter().filter_map(|(list, rows)| {
        let def = act::record(law, list)?;
        let rows: Vec<_> = rows.into_iter().map(|row| act::cells(lang, law, case, row)).collect();
        // Only columns in which somebody has written something.
        let names = def.fields.iter().map(|field| say(lang, &field.written.name));
        let there = |name: &String| rows.iter().flatten().any(|(label, _)| label == name);
        let columns: Vec<String> = names.filter(there).collect();
        let cell = |row: &[(String, String)], name: &String| {
            row.iter().find(|(label, _)| label == name).map(|(_, value)| value.clone())
        };
        let line = |row: &Vec<(String, String)>| {
            columns.iter().map(|name| cell(row, name)).collect::<Vec<_>>()
        };
        let title = |row: &Vec<(String, String)>| {
            row.first()
                .map_or_else(|| word(lang, "print.blank").into_owned(), |(_, value)| value.clone())
        };
        Some(json!({
            "key": list,
            "kind": "list",
            "title": say(lang, &def.written.name),
            "columns": columns,
            "titles": rows.iter().map(title).collect::<Vec<_>>(),
            "rows": rows.iter().map(line).collect::<Vec<_>>(),
            "closing": null,
        }))
    });
    made.collect()
}
