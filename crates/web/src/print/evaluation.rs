//! The report of the evaluations of a base: grades, grounds, and until when the status lasts since.

use guohe_cases::{case::Case, procedure::Kind};
use serde_json::json;

use crate::{dossier::Dossier, format, site::Site, trouble::Trouble, views::case, words::word};

use super::{Draft, Reader, act, both, certificate::both_of};

/// Whether a base was ever evaluated.
pub(super) fn is_there(case: &Case) -> bool {
    case.timeline.iter().any(|step| step.kind == "evaluated")
}

pub(super) async fn draft(
    site: &Site,
    reader: Reader<'_>,
    file: &Dossier,
) -> Result<Draft, Trouble> {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let all = act::told(site, case).await?;
    let evaluated = all.iter().filter_map(|one| {
        let act = one.act(law).filter(|act| act.kind.value == Kind::Evaluate)?;
        Some((one, act))
    });
    let evaluated: Vec<_> = evaluated.collect();
    let (last, _) = evaluated.last().ok_or(Trouble::NotFound)?;
    let told = evaluated.iter().rev().map(|(one, act)| {
        let mut data = one.data(lang, file, act);
        let until = one.until.map(|day| format::long_day(lang, day));
        let until = until.map(|day| json!({"label": word(lang, "print.until"), "value": day}));
        if let Some(rows) = data.get_mut("rows").and_then(serde_json::Value::as_array_mut) {
            rows.extend(until);
        }
        data
    });
    let scores = act::scores(lang, file).into_iter();
    let data = json!({
        "object": both_of(law),
        "authority": both(&law.pack.file.authority),
        "facts": act::facts(lang, file),
        "evaluations": told.collect::<Vec<_>>(),
        "scores": scores.map(|(label, value)| json!({"label": label, "value": value})).collect::<Vec<_>>(),
    });
    Ok(Draft {
        template: "evaluation",
        title: word(lang, "print.evaluation").into_owned(),
        number: case
            .certificate
            .as_ref()
            .map_or_else(|| case::number(case.id), |one| one.number.clone()),
        version: last.step.seq,
        may_change: false,
        day: last.step.on,
        data,
        code: None,
    })
}
