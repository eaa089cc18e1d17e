//! The directory as open data: what was found, with days, codes and words, for programs and for spreadsheets.

use axum::{
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LINK},
    response::IntoResponse as _,
};
use guohe_cases::directory::Base;
use serde_json::{Map, Value, json};

use crate::{
    desks::answer::{Answer, Asked},
    format,
    lang::Lang,
    visit::Here,
};

use super::{COLUMNS, all, facet_name, looked::Looked, value_name};

/// Name and version of the JSON document; docs/open-data.md describes it.
const FORMAT: &str = "guohe-bases/1";

/// What was found, as JSON.
pub(crate) async fn listed(here: Here, asked: Asked) -> Answer {
    let looked = Looked { after: 0, ..Looked::of(&asked) };
    let found = all(&here, &looked).await?;
    let authority = here.site.authority();
    let document = json!({
        "format": FORMAT,
        "made_on": here.site.today(),
        "authority": {"zh": authority.zh, "en": authority.en},
        "demonstration": here.site.demonstration,
        "licence": here.site.licence().await?,
        "query": looked.query(),
        "total": found.total,
        "bases": found.bases.iter().map(|base| object(&here, base)).collect::<Vec<_>>(),
    });
    Ok(axum::Json(document).into_response())
}

/// What was found, as a table: comma-separated, with a mark of byte order so that spreadsheets read it as UTF-8.
pub(crate) async fn comma_separated(here: Here, asked: Asked) -> Answer {
    let found = all(&here, &Looked::of(&asked)).await?;
    let (lang, paths) = (here.lang(), here.site.facet_paths());
    let heads = COLUMNS.map(|(id, _)| id.to_owned()).into_iter();
    let mut text = String::from('\u{feff}');
    line(&mut text, heads.chain(paths.iter().map(|path| facet_name(&here.site, lang, path))));
    for base in &found.bases {
        let fixed = COLUMNS.map(|(_, of)| of(&here, base)).into_iter();
        let codes = |path: &String| {
            let codes = base.found_by.get(path).map(Vec::as_slice).unwrap_or_default();
            let words: Vec<String> =
                codes.iter().map(|code| value_name(&here.site, lang, path, code)).collect();
            words.join(if lang == Lang::Zh { "；" } else { "; " })
        };
        line(&mut text, fixed.chain(paths.iter().map(codes)));
    }
    let heads = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"bases.csv\""),
    ];
    let licence = here.site.licence().await?.and_then(|licence| licence.link());
    let link = licence.map(|link| [(LINK, link)]);
    Ok((heads, link, text).into_response())
}

fn object(here: &Here, base: &Base) -> Value {
    let words = |facet: &str, value: &str| {
        let name = |lang| value_name(&here.site, lang, facet, value);
        json!({"id": value, "zh": name(Lang::Zh), "en": name(Lang::En)})
    };
    let found_by: Map<String, Value> = base
        .found_by
        .iter()
        .map(|(path, codes)| {
            (path.clone(), codes.iter().map(|code| words(path, code)).collect::<Value>())
        })
        .collect();
    json!({
        "id": base.id,
        "number": base.number,
        "name": base.title,
        "type": words(guohe_cases::directory::TYPE, &base.kind),
        "law": words(guohe_cases::directory::LAW, base.law()),
        "certified_on": base.certified_on,
        "valid_to": base.valid_to,
        "state": base.state(here.site.today()).word(),
        "found_by": found_by,
        "page": format!("/bases/{}", base.id),
    })
}

/// A line by RFC 4180.
fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| format::table_cell(&cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn cells_are_quoted_and_none_becomes_a_formula() {
        let mut text = String::new();
        let cells = ["绿色,园", "说\"好\"", "=1+1", "＝1+1", "|calc", "第一行\n第二行", ""];
        line(&mut text, cells.into_iter().map(str::to_owned));
        let expected = "\"绿色,园\",\"说\"\"好\"\"\",\"'=1+1\",\"'＝1+1\",\"'|calc\",\"第一行\n第二行\",\"\"\r\n";
        assert_eq!(text, expected);
    }
}
