//! Laying a query beside the fields that a list has.

use std::ops::Range;

use guohe_rules::syntax::Words;
use jiff::{ToSpan as _, civil::Date};

use super::{How, Placed, Says, Test, Tree, Wrong, day::span, ten_thousandths};

/// So many names are told of what would be right.
const TOLD: usize = 16;

/// A field that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its id, by which it can be typed in either language.
    pub id: String,
    /// What it is called.
    pub names: Words,
    /// What it holds.
    pub sort: Sort,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// Text, of which a part will do.
    Text,
    /// A number.
    Number,
    /// A day.
    Day,
    /// Codes with their words.
    Codes(Vec<(String, Words)>),
}

/// The query over the fields of a list, on a day.
///
/// # Errors
/// The first condition that names no field, or says of one what cannot be said of it.
pub fn bind(query: &Tree<Placed>, fields: &[Field], today: Date) -> Result<Tree<Test>, Wrong> {
    query.try_map(&mut |placed: &Placed| {
        let Some(name) = &placed.term.field else {
            let Says::Is(text) = &placed.term.says else { return Err(unlike(placed)) };
            return Ok(Test { field: None, how: How::Holds(text.to_lowercase()) });
        };
        let field = named(fields, name, &placed.at)?;
        let how = field.how(&placed.term.says, today).ok_or_else(|| field.wrong(placed))?;
        Ok(Test { field: Some(field.id.clone()), how })
    })
}

/// A range without a field; what was typed is never read as one.
fn unlike(placed: &Placed) -> Wrong {
    Wrong::new(placed.at.clone(), "范围前要写检索项", "a range has a field before it")
}

/// A name without what people leave out or add.
fn bare(name: &str) -> String {
    let kept = name.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '_' | '-'));
    kept.flat_map(char::to_lowercase).collect()
}

/// The field that somebody means: by its id, by a name, or by a part that belongs to one name alone.
fn named<'f>(fields: &'f [Field], name: &str, at: &Range<usize>) -> Result<&'f Field, Wrong> {
    let typed = bare(name);
    let names = |field: &Field| [bare(&field.names.zh), bare(&field.names.en)];
    let is = |field: &&Field| {
        let last = field.id.rsplit('.').next().unwrap_or_default();
        [bare(&field.id), bare(last)].contains(&typed) || names(field).contains(&typed)
    };
    if let Some(field) = fields.iter().find(is) {
        return Ok(field);
    }
    let near: Vec<&Field> =
        fields.iter().filter(|field| names(field).iter().any(|own| own.contains(&typed))).collect();
    if let [only] = near.as_slice() {
        return Ok(only);
    }
    let told: Vec<&Field> = if near.is_empty() { fields.iter().collect() } else { near };
    let list = |of: fn(&Field) -> &str, between: &str| {
        let names = told.iter().take(TOLD).map(|field| of(field));
        names.collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (list(|field| &field.names.zh, "、"), list(|field| &field.id, ", "));
    Err(Wrong::new(
        at.clone(),
        format!("这里没有检索项“{name}”；可用的有：{zh}。若要查冒号本身，请加引号"),
        format!(
            "there is no field \"{name}\" here; there are: {en}. Put it in quotes where the colon itself is meant"
        ),
    ))
}

impl Field {
    /// How it is looked at; none where this cannot be said of it.
    fn how(&self, says: &Says, today: Date) -> Option<How> {
        if let Says::Is(text) = says
            && text.trim().is_empty()
        {
            return Some(How::Blank);
        }
        match (&self.sort, says) {
            (Sort::Text, Says::Is(text)) => Some(How::Holds(text.to_lowercase())),
            (Sort::Codes(codes), Says::Is(text)) => meant(codes, text).map(How::Codes),
            (Sort::Text | Sort::Codes(_), _) => None,
            (Sort::Number, says) => {
                let one = |text: &str| ten_thousandths(text).map(|number| (number, number));
                let next = |number: i64, by: i64| number.checked_add(by);
                ends(says, one, next).map(|(from, to)| How::Number(from, to))
            }
            (Sort::Day, says) => {
                let next = |day: Date, by: i64| day.checked_add(by.days()).ok();
                ends(says, |text| span(text, today), next).map(|(from, to)| How::Day(from, to))
            }
        }
    }

    /// What would be right.
    fn wrong(&self, placed: &Placed) -> Wrong {
        let (zh, en) = match &self.sort {
            Sort::Text => ("是文字，不能写范围".to_owned(), "is text and has no ranges".to_owned()),
            Sort::Number => (
                "要写数，如 5、2..8、>=3".to_owned(),
                "is a number, such as 5, 2..8 or >=3".to_owned(),
            ),
            Sort::Day => (
                "要写日期，如 2026、2026-11、2026-11-05、2026-01..2026-06、>=2026-11-05、..今天+7".to_owned(),
                "is a day, such as 2026, 2026-11, 2026-11-05, 2026-01..2026-06, >=2026-11-05 or ..today+7".to_owned(),
            ),
            Sort::Codes(codes) => {
                let list = |of: fn(&(String, Words)) -> &str, between: &str| {
                    codes.iter().take(TOLD).map(of).collect::<Vec<_>>().join(between)
                };
                let more = codes.len() > TOLD;
                let (zh, en) = (list(|code| &code.1.zh, "、"), list(|code| &code.1.en, ", "));
                let [zh_more, en_more] = if more { [" 等", " and others"] } else { [""; 2] };
                (format!("只能是其中之一：{zh}{zh_more}"), format!("is one of: {en}{en_more}"))
            }
        };
        Wrong::new(
            placed.at.clone(),
            format!("“{}”{zh}", self.names.zh),
            format!("\"{}\" {en}", self.names.en),
        )
    }
}

/// The codes that are meant: the one of this id or name, or all with this in their names.
fn meant(codes: &[(String, Words)], text: &str) -> Option<Vec<String>> {
    let typed = text.trim().to_lowercase();
    let words =
        |(id, words): &(String, Words)| [id, &words.zh, &words.en].map(|w| w.to_lowercase());
    let all = |will_do: &dyn Fn(&String) -> bool| -> Vec<String> {
        let found = codes.iter().filter(|code| words(code).iter().any(will_do));
        found.map(|(id, _)| id.clone()).collect()
    };
    let exact = all(&|word| *word == typed);
    let found = if exact.is_empty() { all(&|word| word.contains(&typed)) } else { exact };
    (!found.is_empty()).then_some(found)
}

/// The ends of a range, both among it; each may be a span itself.
fn ends<T: Copy>(
    says: &Says,
    one: impl Fn(&str) -> Option<(T, T)>,
    next: impl Fn(T, i64) -> Option<T>,
) -> Option<(Option<T>, Option<T>)> {
    let of = |end: &Option<String>| match end {
        None => Some(None),
        Some(text) => one(text).map(Some),
    };
    match says {
        Says::Is(text) => one(text.trim()).map(|(from, to)| (Some(from), Some(to))),
        Says::Within(from, to) => {
            Some((of(from)?.map(|(first, _)| first), of(to)?.map(|(_, last)| last)))
        }
        Says::Above(text) => Some((Some(next(one(text)?.1, 1)?), None)),
        Says::Below(text) => Some((None, Some(next(one(text)?.0, -1)?))),
    }
}
