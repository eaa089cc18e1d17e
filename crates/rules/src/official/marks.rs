//! The numbers with which chapters, articles and items begin.

/// The number at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// 第一章, 第一节: a heading over articles.
    Chapter(u32),
    /// 第一条.
    Article(u32),
    /// 一、 in a document that has no articles.
    Part(u32),
    /// （一）.
    Item(u32),
    /// 1. or 1、.
    Number(u32),
}

/// Signs with which some files begin an item of a list.
const BULLETS: [&str; 4] = ["- ", "* ", "• ", "· "];

/// The mark of a line and what follows it.
pub(super) fn read(line: &str) -> Option<(Mark, &str)> {
    let line = line.trim();
    let line = BULLETS.iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line);
    ordinal(line).or_else(|| part(line)).or_else(|| item(line)).or_else(|| number(line))
}

/// Whether a word is the number of an article or chapter and nothing else.
pub(super) fn is_heading(word: &str) -> bool {
    ordinal(word).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether it is that of a chapter.
pub(super) fn is_chapter(word: &str) -> bool {
    matches!(ordinal(word), Some((Mark::Chapter(_), "")))
}

fn ordinal(line: &str) -> Option<(Mark, &str)> {
    let (number, rest) = numeral(line.strip_prefix('第')?)?;
    let mut signs = rest.chars();
    let mark = match signs.next()? {
        '条' => Mark::Article(number),
        '章' | '节' => Mark::Chapter(number),
        _ => return None,
    };
    // 第一条第二款 is a reference and no heading.
    let rest = signs.as_str();
    let refers = rest.starts_with(['第', '的', '规', '所', '、', '和', '至', '，', ',']);
    (!refers).then(|| (mark, rest.trim()))
}

fn part(line: &str) -> Option<(Mark, &str)> {
    if line.starts_with(is_digit) {
        return None;
    }
    let (number, rest) = numeral(line)?;
    Some((Mark::Part(number), rest.strip_prefix('、')?.trim()))
}

fn item(line: &str) -> Option<(Mark, &str)> {
    let (number, rest) = numeral(line.strip_prefix(['（', '('])?)?;
    Some((Mark::Item(number), rest.strip_prefix(['）', ')'])?.trim()))
}

fn number(line: &str) -> Option<(Mark, &str)> {
    let (number, rest) = digits(line, 2)?;
    let rest = rest.strip_prefix(['.', '．', '、'])?;
    // 3.5 is a number and no item.
    (!rest.starts_with(is_digit)).then_some((Mark::Number(number), rest.trim()))
}

/// Digits of either width at the start of a text, if there are no more than so many.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at(text.find(|sign| !is_digit(sign)).unwrap_or(text.len()));
    let number =
        digits.chars().filter_map(digit).take(most).fold(0, |number, digit| number * 10 + digit);
    (1..=most).contains(&digits.chars().count()).then_some((number, rest))
}

fn digit(sign: char) -> Option<u32> {
    match sign {
        '０'..='９' => Some(u32::from(sign) - u32::from('０')),
        _ => sign.to_digit(10),
    }
}

/// Whether a sign is a digit, also one as wide as a character.
pub(super) fn is_digit(sign: char) -> bool {
    digit(sign).is_some()
}

/// A Chinese numeral below one thousand, or digits, at the start of a text.
fn numeral(text: &str) -> Option<(u32, &str)> {
    if let Some(found) = digits(text, 3) {
        return Some(found);
    }
    let (mut sum, mut digit, mut rest) = (0_u32, None, text);
    for sign in text.chars() {
        match sign {
            '百' | '十' => {
                let unit = if sign == '百' { 100 } else { 10 };
                sum += digit.take().unwrap_or(1) * unit;
            }
            '零' | '〇' => digit = None,
            _ => match "一二三四五六七八九".chars().zip(1..).find(|(one, _)| *one == sign)
            {
                Some((_, value)) if digit.is_none() => digit = Some(value),
                Some(_) | None => break,
            },
        }
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        if sum > 999 {
            return None;
        }
    }
    (rest.len() < text.len()).then_some((sum + digit.unwrap_or(0), rest))
}
