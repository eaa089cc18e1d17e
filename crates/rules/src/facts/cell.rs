//! Reading one cell: what a person typed, against the kind of the field.

use super::{Facts, Tree};
use crate::{
    diagnostic::words,
    model::day_number,
    syntax::Words,
    value::{Cell, Num},
    vocabulary::{CodeDef, Kind, Vocabulary},
};

/// Reads a scalar or a list of codes; what is wrong with it is the error, in both languages.
pub(super) fn read(
    tree: &Tree,
    kind: &Kind,
    vocabulary: &Vocabulary,
    facts: &mut Facts,
) -> Result<Cell, Words> {
    if let (Tree::List(all), Kind::Codes(list)) = (tree, kind) {
        let texts: Option<Vec<String>> = all.iter().map(|one| one.value.scalar()).collect();
        let texts = texts.ok_or_else(|| words("这里应为若干代码", "codes are expected here"))?;
        return codes(texts.into_iter(), *list, vocabulary);
    }
    let Some(text) = tree.scalar() else {
        return if *tree == Tree::Null {
            Ok(Cell::Unknown)
        } else {
            Err(words("这里应为单个值", "a single value is expected here"))
        };
    };
    let text = text.trim();
    match text {
        "unknown" | "" => return Ok(Cell::Unknown),
        "none" => return Ok(Cell::Absent),
        _ => {}
    }
    match kind {
        Kind::Flag => flag(text),
        Kind::Date => date(text),
        Kind::Year => year(text),
        Kind::Number => whole(text),
        Kind::Money => measured(text, &[(" yuan", 100), ("万元", 1_000_000), ("元", 100)], money()),
        Kind::Area => area(text),
        Kind::Ratio => ratio(text),
        Kind::Text => Ok(facts.text(text)),
        Kind::Code(list) => {
            let code = code(text, *list, vocabulary)?;
            let other = vocabulary.code_def(*list).and_then(CodeDef::other);
            let named = other == Some(code) && text.contains(':');
            Ok(if named { facts.foreign(code, text) } else { Cell::Code(code) })
        }
        Kind::Codes(list) => codes(std::iter::once(text.to_owned()), *list, vocabulary),
        Kind::Row(_) | Kind::Party(_) => {
            Err(words("这里应指向另一条记录", "this should point to another row"))
        }
    }
}

fn flag(text: &str) -> Result<Cell, Words> {
    match text {
        "true" | "yes" | "是" => Ok(Cell::Flag(true)),
        "false" | "no" | "否" => Ok(Cell::Flag(false)),
        _ => Err(words(format!("“{text}”应为是或否"), format!("`{text}` should be yes or no"))),
    }
}

fn date(text: &str) -> Result<Cell, Words> {
    let plain = text.replace(['年', '月', '/', '.'], "-").replace('日', "");
    let padded: Vec<String> = plain.split('-').map(|part| format!("{part:0>2}")).collect();
    let date = padded.join("-").parse::<jiff::civil::Date>();
    let date = date.ok().filter(|date| (1000..=9999).contains(&date.year()));
    date.map(|date| Cell::Number(Num::whole(day_number(date)))).ok_or_else(|| {
        words(
            format!("“{text}”不是日历上的日期，请写成 2026-05-15"),
            format!("`{text}` is not a day of the calendar; write it as 2026-05-15"),
        )
    })
}

fn year(text: &str) -> Result<Cell, Words> {
    let year = Num::read(text.trim_end_matches('年')).and_then(Num::as_whole);
    year.filter(|year| (1900..=2200).contains(year))
        .map(|y| Cell::Number(Num::whole(y)))
        .ok_or_else(|| words(format!("“{text}”不是年份"), format!("`{text}` is not a year")))
}

fn whole(text: &str) -> Result<Cell, Words> {
    let n = Num::read(text).and_then(Num::as_whole).filter(|n| *n >= 0);
    n.map(|n| Cell::Number(Num::whole(n))).ok_or_else(|| {
        words(
            format!("“{text}”应为不小于零的整数"),
            format!("`{text}` should be a whole number not below zero"),
        )
    })
}

fn money() -> Words {
    words(
        "金额要带单位且不小于零，例如 100000.00 元、12.5 万元",
        "an amount needs its unit and is not below zero, for instance `100000.00 yuan`",
    )
}

/// A number with a unit, in base units; the result must be a whole number of them.
fn measured(text: &str, units: &[(&str, i64)], otherwise: Words) -> Result<Cell, Words> {
    for (unit, size) in units {
        if let Some(number) = text.strip_suffix(unit) {
            let base = Num::read(number.trim()).and_then(|n| n.times(Num::whole(*size)));
            return base
                .filter(|n| !n.is_negative() && n.as_whole().is_some())
                .map(Cell::Number)
                .ok_or(otherwise);
        }
    }
    Err(otherwise)
}

fn area(text: &str) -> Result<Cell, Words> {
    let units = [
        (" m2", Num::ONE),
        (" m²", Num::ONE),
        ("平方米", Num::ONE),
        (" mu", Num::ratio(2000, 3)),
        ("亩", Num::ratio(2000, 3)),
    ];
    let found = units.into_iter().find_map(|(unit, size)| {
        let number = text.strip_suffix(unit)?;
        Num::read(number.trim())?.times(size).filter(|n| !n.is_negative())
    });
    found.map(Cell::Number).ok_or_else(|| {
        words(
            format!("“{text}”：面积要带单位且不小于零，例如 50000 平方米、75 亩"),
            format!(
                "`{text}`: an area needs its unit and is not below zero, as `50000 m2`, `75 mu`"
            ),
        )
    })
}

fn ratio(text: &str) -> Result<Cell, Words> {
    let (number, size) = match text.strip_suffix(['%', '%']) {
        Some(rest) => (rest, Num::ratio(1, 100)),
        None => (text, Num::ONE),
    };
    Num::read(number.trim()).and_then(|n| n.times(size)).map(Cell::Number).ok_or_else(|| {
        words(format!("“{text}”不是比率，例如 4.6%"), format!("`{text}` is not a ratio, as `4.6%`"))
    })
}

pub(super) fn code(text: &str, list: u16, vocabulary: &Vocabulary) -> Result<u16, Words> {
    let def = vocabulary.code_def(list);
    let found = def.and_then(|def| {
        let by_words = || {
            let at = def.codes.iter().position(|(_, w)| w.zh == text || w.en == text)?;
            u16::try_from(at).ok()
        };
        def.read(text).or_else(by_words)
    });
    found.ok_or_else(|| {
        let name = def.map_or("", |def| def.id.as_str());
        words(
            format!("“{text}”不在代码表“{name}”中"),
            format!("`{text}` is not a code of `{name}`"),
        )
    })
}

fn codes(
    texts: impl Iterator<Item = String>,
    list: u16,
    vocabulary: &Vocabulary,
) -> Result<Cell, Words> {
    let mut bits = 0_u64;
    for text in texts {
        let code = code(text.trim(), list, vocabulary)?;
        if code >= 64 {
            return Err(words("代码过多", "there are too many codes"));
        }
        bits |= 1 << code;
    }
    Ok(Cell::Codes(bits))
}
