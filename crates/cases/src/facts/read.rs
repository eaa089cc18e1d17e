//! From what was typed to a value, by the kind of the field.
//!
//! Takes the ways in which people in China write dates, amounts and areas, full-width digits included; what
//! it cannot read it says so, with an example of what it can. Nothing is guessed: an amount without a unit
//! is a fault, because yuan and ten thousand yuan look alike.

use guohe_rules::{
    syntax::Words,
    value::Num,
    vocabulary::{FieldDef, Kind, Vocabulary},
};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Document;
use crate::refusal::words;

/// What a cell is read with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Records, fields and codes.
    pub vocabulary: &'a Vocabulary,
    /// The document, for cells that name rows of other lists.
    pub document: &'a Document,
}

const LONGEST_TEXT: usize = 4000;

impl Reader<'_> {
    /// Reads a cell; null when nothing was typed.
    ///
    /// # Errors
    /// What is wrong and what would be right.
    pub fn read(&self, field: &FieldDef, typed: &str) -> Result<Value, Words> {
        let text = plain(typed);
        let text = text.trim();
        if text.is_empty() {
            return Ok(Value::Null);
        }
        if let Some(none) = &field.written.none
            && (text == none.zh || text.eq_ignore_ascii_case(&none.en) || says_none(text))
        {
            return Ok(json!("none"));
        }
        match &field.kind {
            Kind::Flag => read_flag(text),
            Kind::Date => read_date(text).map(|date| json!(date)),
            Kind::Year => read_year(text),
            Kind::Number => read_count(text),
            Kind::Money => read_money(text),
            Kind::Area => read_area(text),
            Kind::Ratio => read_ratio(text),
            Kind::Text => read_text(typed.trim()),
            Kind::Code(list) => self.read_code(*list, text).map(Value::String),
            Kind::Codes(list) => self.read_codes(*list, text),
            Kind::Row(record) => self.read_row(&[*record], text),
            Kind::Party(records) => self.read_row(records, text),
        }
    }

    fn read_code(&self, list: u16, text: &str) -> Result<String, Words> {
        let codes = self.vocabulary.code_def(list).map_or(&[][..], |def| &def.codes);
        let same = |(id, words): &&(String, Words)| {
            id == text || plain(&words.zh) == text || words.en.eq_ignore_ascii_case(text)
        };
        let found = codes.iter().find(same).map(|(id, _)| id.clone());
        found.ok_or_else(|| unknown_code(text, codes))
    }

    fn read_codes(&self, list: u16, text: &str) -> Result<Value, Words> {
        let parts =
            text.split(['、', ';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let mut codes =
            parts.map(|part| self.read_code(list, part)).collect::<Result<Vec<_>, _>>()?;
        codes.sort_unstable();
        codes.dedup();
        Ok(json!(codes))
    }

    /// A record that exists once by its noun or name, or a row by its id or by the fact that names it.
    fn read_row(&self, records: &[u16], text: &str) -> Result<Value, Words> {
        for record in records {
            let Some(def) = self.vocabulary.record_def(*record) else { continue };
            let Some(list) = &def.list else {
                let own = self.document.text(&def.id, "name").map(plain);
                if text == def.id || text == def.written.name.zh || own.as_deref() == Some(text) {
                    return Ok(json!(def.id));
                }
                continue;
            };
            let title = def.written.title.as_ref().map(|title| title.value.as_str());
            let rows = self.document.lists.get(list).map_or(&[][..], |listing| &listing.rows);
            let named = |row: &&super::Line| {
                let cell = title.and_then(|title| row.cells.get(title));
                row.id == text || cell.is_some_and(|cell| plain(&cell.typed) == text)
            };
            if let Some(row) = rows.iter().find(named) {
                return Ok(json!(row.id));
            }
        }
        Err(words(
            format!("没有名为“{text}”的条目；请先在相应列表中添加，或从中选择"),
            format!("there is no entry `{text}`; add it to its list first, or choose one from it"),
        ))
    }
}

/// Full-width letters, digits and signs as their plain counterparts.
fn plain(text: &str) -> String {
    const FIRST: u32 = 0xFF01;
    const LAST: u32 = 0xFF5E;
    const APART: u32 = 0xFEE0;
    let narrow = |c: char| match u32::from(c) {
        0x3000 => ' ',
        code @ FIRST..=LAST => char::from_u32(code - APART).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

fn says_none(text: &str) -> bool {
    text == "无" || text == "没有" || text.eq_ignore_ascii_case("none")
}

fn read_flag(text: &str) -> Result<Value, Words> {
    let lower = text.to_ascii_lowercase();
    if ["是", "有", "√", "yes", "true"].contains(&lower.as_str()) {
        return Ok(json!(true));
    }
    if ["否", "无", "×", "no", "false"].contains(&lower.as_str()) {
        return Ok(json!(false));
    }
    Err(words(format!("“{text}”不是“是”或“否”"), format!("`{text}` is neither yes nor no")))
}

/// Reads `2026-05-15`, `2026/5/15`, `2026.5.15` or `2026年5月15日`.
fn read_date(text: &str) -> Result<Date, Words> {
    let unreadable = || {
        words(
            format!("“{text}”不是日期；请按 2026-05-15 或 2026年5月15日 填写"),
            format!("`{text}` is not a date; write it as 2026-05-15"),
        )
    };
    let cut = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = cut.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return Err(unreadable()) };
    let (Ok(year), Ok(month), Ok(day)) =
        (year.parse::<i16>(), month.parse::<i8>(), day.parse::<i8>())
    else {
        return Err(unreadable());
    };
    if !(1000..=9999).contains(&year) {
        return Err(unreadable());
    }
    Date::new(year, month, day).map_err(|_impossible| {
        words(
            format!("{year}年{month}月没有{day}日，或没有{month}月，请核对"),
            format!("there is no day {day} in month {month} of {year}; check it"),
        )
    })
}

fn read_year(text: &str) -> Result<Value, Words> {
    let digits = text.strip_suffix('年').unwrap_or(text).trim();
    match digits.parse::<i16>() {
        Ok(year) if (1900..=2200).contains(&year) => Ok(json!(year)),
        Ok(_) | Err(_) => Err(words(
            format!("“{text}”不是年度；请填四位数字，如 2025"),
            format!("`{text}` is not a year; write four digits, for instance 2025"),
        )),
    }
}

fn read_count(text: &str) -> Result<Value, Words> {
    let number = read_number(text).and_then(Num::as_whole);
    match number {
        Some(number) if number >= 0 => Ok(json!(number)),
        Some(_) => Err(negative(text)),
        None => Err(words(format!("“{text}”不是整数"), format!("`{text}` is not a whole number"))),
    }
}

/// Reads an amount with its unit and keeps it in yuan to the fen.
fn read_money(text: &str) -> Result<Value, Words> {
    const FEN_IN: [(&str, i64); 5] =
        [("亿元", 10_000_000_000), ("万元", 1_000_000), ("元", 100), ("yuan", 100), ("RMB", 100)];
    let found = FEN_IN
        .iter()
        .find_map(|(unit, fen)| text.strip_suffix(unit).map(|number| (number.trim(), *fen)));
    let Some((number, fen)) = found else {
        return Err(words(
            format!("请写明单位：元、万元或亿元（填的是“{text}”）"),
            format!("say the unit: 元, 万元, 亿元 or yuan (got `{text}`)"),
        ));
    };
    let amount = read_number(number).ok_or_else(|| {
        words(format!("“{number}”不是金额"), format!("`{number}` is not an amount"))
    })?;
    let fen = amount.times(Num::whole(fen)).and_then(Num::as_whole).ok_or_else(|| {
        words(
            format!("“{text}”不足一分的部分无法记账，请填到分"),
            format!("`{text}` has parts smaller than a fen; write it to the fen"),
        )
    })?;
    if fen < 0 {
        return Err(negative(text));
    }
    Ok(json!(format!("{}.{:02} yuan", fen / 100, fen % 100)))
}

fn read_area(text: &str) -> Result<Value, Words> {
    const UNITS: [(&str, &str); 8] = [
        ("万平方米", "0000"),
        ("平方米", "m2"),
        ("㎡", "m2"),
        ("m²", "m2"),
        ("m2", "m2"),
        ("平米", "m2"),
        ("亩", "mu"),
        ("mu", "mu"),
    ];
    let found = UNITS
        .iter()
        .find_map(|(written, unit)| text.strip_suffix(written).map(|n| (n.trim(), *unit)));
    let Some((number, unit)) = found else {
        return Err(words(
            format!("请写明单位：平方米或亩（填的是“{text}”）"),
            format!("say the unit: m2 or mu (got `{text}`)"),
        ));
    };
    let (scale, unit) = if unit == "0000" { (10_000, "m2") } else { (1, unit) };
    let area = read_number(number).and_then(|n| n.times(Num::whole(scale))).ok_or_else(|| {
        words(format!("“{number}”不是面积"), format!("`{number}` is not an area"))
    })?;
    if area < Num::whole(0) {
        return Err(negative(text));
    }
    Ok(json!(format!("{area} {unit}")))
}

fn read_ratio(text: &str) -> Result<Value, Words> {
    let unreadable = || {
        words(
            format!("“{text}”不是百分比；请按 4.6% 填写"),
            format!("`{text}` is not a percentage; write it as 4.6%"),
        )
    };
    let number = text.strip_suffix('%').ok_or_else(unreadable)?;
    read_number(number.trim()).map(|n| json!(format!("{n}%"))).ok_or_else(unreadable)
}

fn read_text(typed: &str) -> Result<Value, Words> {
    let length = typed.chars().count();
    if length > LONGEST_TEXT {
        return Err(words(
            format!("共 {length} 字，超过 {LONGEST_TEXT} 字的上限"),
            format!("{length} characters; at most {LONGEST_TEXT} are taken"),
        ));
    }
    Ok(json!(typed))
}

fn read_number(text: &str) -> Option<Num> {
    let bare: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '_')).collect();
    Num::read(&bare)
}

fn negative(text: &str) -> Words {
    words(format!("“{text}”不能为负数"), format!("`{text}` must not be negative"))
}

fn unknown_code(text: &str, codes: &[(String, Words)]) -> Words {
    const SHOWN: usize = 6;
    let zh: Vec<&str> = codes.iter().take(SHOWN).map(|(_, words)| words.zh.as_str()).collect();
    let en: Vec<&str> = codes.iter().take(SHOWN).map(|(_, words)| words.en.as_str()).collect();
    let (zh_more, en_more) = if codes.len() > SHOWN { ("等", ", …") } else { ("", "") };
    words(
        format!("“{text}”不在选项中；可选：{}{zh_more}", zh.join("、")),
        format!("`{text}` is not among the options: {}{en_more}", en.join(", ")),
    )
}

#[cfg(test)]
mod tests;
