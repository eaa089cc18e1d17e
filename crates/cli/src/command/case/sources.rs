//! What each clause of a case took from outside, as lines of a memo: value, source, dates, and since when it
//! was known; for a register what it rests on and where its rows stand.

use guohe_cases::{
    moment::civil_day,
    provenance::{Origin, RegisterUsed, Used, ValueUsed},
    registry::{Basis, Sheet},
};
use guohe_rules::prose::Lang;
use jiff::Timestamp;

use crate::paper::Paper;

/// The section with everything that was used; empty when nothing was.
pub(super) fn text(used: &[Used], known: Timestamp, lang: Lang) -> String {
    let mut paper = Paper::default();
    if used.is_empty() {
        return paper.text();
    }
    let day = civil_day(known);
    paper.gap();
    paper.line(
        0,
        &match lang {
            Lang::Zh => format!("来自外部的数据（截至{day}本系统所知）"),
            Lang::En => format!("What came from outside (as known here on {day})"),
        },
    );
    for one in used {
        paper.line(2, &format!("{}  {}", one.clause, lang.of(&one.name)));
        one.values.iter().for_each(|value| told_value(&mut paper, value, lang));
        one.registers.iter().for_each(|register| told_register(&mut paper, register, lang));
    }
    paper.text()
}

fn told_value(paper: &mut Paper, used: &ValueUsed, lang: Lang) {
    let value = &used.value;
    let title = lang.of(&value.title);
    let title = match (value.year, lang) {
        (None, _) => title.to_owned(),
        (Some(year), Lang::Zh) => format!("{year}年的“{title}”"),
        (Some(year), Lang::En) => format!("{title}, {year}"),
    };
    let none = if lang == Lang::Zh { "尚未录入" } else { "not entered yet" };
    let words = value.value.as_ref().map_or(none, |words| lang.of(words));
    paper.line(
        4,
        &if lang == Lang::Zh { format!("{title}：{words}") } else { format!("{title}: {words}") },
    );
    for origin in &used.origins {
        paper.line(6, &told_origin(origin, lang));
    }
}

fn told_origin(origin: &Origin, lang: Lang) -> String {
    match (origin, lang) {
        (Origin::Round, Lang::Zh) => "由本轮次设定".to_owned(),
        (Origin::Round, Lang::En) => "set by the round".to_owned(),
        (Origin::Entered { source, published_on, since }, lang) => {
            let since = civil_day(*since);
            match lang {
                Lang::Zh => {
                    format!("出处：{source}（{published_on}公布）；{since}经确认后录入")
                }
                Lang::En => format!(
                    "source: {source} (published {published_on}); entered, confirmed on {since}"
                ),
            }
        }
        (Origin::Pack { source, published_on }, lang) => {
            let source = source.as_ref().map(|words| lang.of(words).to_owned());
            let source = source.unwrap_or_default();
            let published = published_on.map(|day| match lang {
                Lang::Zh => format!("（{day}公布）"),
                Lang::En => format!(" (published {day})"),
            });
            let published = published.unwrap_or_default();
            match lang {
                Lang::Zh => format!("规则包自带；出处：{source}{published}"),
                Lang::En => format!("carried by the pack; source: {source}{published}"),
            }
        }
    }
}

fn told_register(paper: &mut Paper, register: &RegisterUsed, lang: Lang) {
    let name = lang.of(&register.name);
    paper.line(
        4,
        &match lang {
            Lang::Zh => format!("登记“{name}”"),
            Lang::En => format!("register: {name}"),
        },
    );
    for sheet in &register.rests_on {
        paper.line(6, &told_sheet(sheet, lang));
    }
    if let Some(open) = &register.open {
        paper.line(6, lang.of(open));
    }
    for row in &register.rows {
        let name = lang.of(&row.name);
        let sheet = register.rests_on.iter().any(|sheet| Some(sheet.id) == row.from);
        paper.line(
            6,
            &match (row.from, sheet, lang) {
                (None, _, Lang::Zh) => format!("· {name}，由本案登记"),
                (None, _, Lang::En) => format!("· {name}, written by this case"),
                (Some(_), true, Lang::Zh) => format!("· {name}，见所载入的登记"),
                (Some(_), true, Lang::En) => format!("· {name}, in the list that was loaded"),
                (Some(from), false, Lang::Zh) => format!("· {name}，由案件 {from} 登记"),
                (Some(from), false, Lang::En) => format!("· {name}, written by the case {from}"),
            },
        );
    }
}

fn told_sheet(sheet: &Sheet, lang: Lang) -> String {
    let (source, on) = (&sheet.source, civil_day(sheet.at));
    let part = sheet.part.as_ref().map(|part| format!(" {}={}", part.field, part.code));
    let part = part.unwrap_or_default();
    match (sheet.basis, lang) {
        (Basis::Loaded { as_of }, Lang::Zh) => {
            format!("截至{as_of}的登记{part}，{on}载入；出处：{source}")
        }
        (Basis::Loaded { as_of }, Lang::En) => {
            format!("list{part} as of {as_of}, loaded on {on}; source: {source}")
        }
        (Basis::Kept { since, .. }, Lang::Zh) => {
            format!("自{since}起由本系统登记{part}，{on}声明；依据：{source}")
        }
        (Basis::Kept { since, .. }, Lang::En) => {
            format!("kept here{part} since {since}, stated on {on}; on the ground of: {source}")
        }
    }
}
