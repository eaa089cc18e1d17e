//! The certificate: to whom, as what, from when to when, and by which code anybody checks it.

use serde_json::json;

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    routes::escaped,
    site::Site,
    trouble::Trouble,
    views::{
        case::{self, kind},
        form::fact_words,
    },
    words::word,
};

use super::{Draft, Reader, both, both_days, in_both};

pub(super) async fn draft(
    site: &Site,
    reader: Reader<'_>,
    file: &Dossier,
) -> Result<Draft, Trouble> {
    let (law, case) = (&file.law, &file.case);
    let certificate = case.certificate.as_ref().ok_or(Trouble::NotFound)?;
    let code = site.check_code(case.id, &certificate.number).await?;
    let verify = format!("{}/verify", reader.origin);
    let until = |lang| {
        certificate.valid_to.map_or_else(
            || word(lang, "fact.no_end").into_owned(),
            |day| format::long_day(lang, day),
        )
    };
    let stated = certificate.shown.iter().map(|(path, value)| {
        let value = |lang| fact_words::value(lang, law, path, Some(value));
        json!({"label": in_both(|lang| fact_words::name(lang, law, path)), "value": in_both(value)})
    });
    let data = json!({
        "name": case::title(reader.lang, case),
        "object": both_of(law),
        "kind": in_both(|lang| lower(lang, &kind(lang, law, &case.kind))),
        "certified": both_days(certificate.certified_on),
        "until": in_both(until),
        "ends": certificate.valid_to.is_some(),
        "stated": stated.collect::<Vec<_>>(),
        "authority": both(&law.pack.file.authority),
        "code": code,
        "verify": verify,
    });
    Ok(Draft {
        template: "certificate",
        title: word(reader.lang, "paper.certificate").into_owned(),
        number: certificate.number.clone(),
        version: 1,
        may_change: false,
        day: certificate.certified_on,
        data,
        code: Some(format!("{verify}?number={}&code={code}", escaped(&certificate.number))),
    })
}

/// What is certified.
pub(super) fn both_of(law: &guohe_cases::law::Law) -> serde_json::Value {
    let object = &law.pack.file.object;
    json!({"zh": object.zh, "en": object.en})
}

/// The name of a type within a sentence.
pub(super) fn lower(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => name.to_owned(),
        Lang::En => {
            let mut rest = name.chars();
            let first = rest.next().map(char::to_lowercase);
            first.into_iter().flatten().chain(rest).collect()
        }
    }
}
