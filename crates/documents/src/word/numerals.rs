//! The numbers of lists, as Word prints them.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL_SIMPLIFIED: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const LEGAL_TRADITIONAL: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] =
    ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];
const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// A number in one of Word's formats; one that is not known here is written in digits.
pub(super) fn numeral(format: &str, number: u32) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => counted(number, &DIGITS, ['十', '百', '千'], true),
        "chineseLegalSimplified" => counted(number, &LEGAL_SIMPLIFIED, ['拾', '佰', '仟'], false),
        "ideographLegalTraditional" | "japaneseLegal" => {
            counted(number, &LEGAL_TRADITIONAL, ['拾', '佰', '仟'], false)
        }
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => digital(number),
        "ideographTraditional" => of_cycle(&STEMS, number),
        "ideographZodiac" => of_cycle(&BRANCHES, number),
        "ideographEnclosedCircle" => shifted(number, 10, '㊀'),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => shifted(number, 20, '①'),
        "decimalEnclosedParen" => shifted(number, 20, '⑴'),
        "decimalEnclosedFullstop" => shifted(number, 20, '⒈'),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |digit: char| digit.to_digit(10).and_then(|d| char::from_u32(0xff10 + d));
            number.to_string().chars().filter_map(wide).collect()
        }
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        _ => number.to_string(),
    }
}

fn one_of(signs: &[char], at: u32) -> Option<char> {
    signs.get(usize::try_from(at).ok()?).copied()
}

/// 一〇 for ten.
fn digital(number: u32) -> String {
    let digits = number.to_string();
    digits.chars().filter_map(|digit| one_of(&DIGITS, digit.to_digit(10)?)).collect()
}

/// 十一, 一百零一; in the legal form 壹拾壹. Ten thousand and more are written in digits.
fn counted(number: u32, digits: &[char; 10], units: [char; 3], short: bool) -> String {
    if number == 0 || number > 9_999 {
        return digital(number);
    }
    let mut text = String::new();
    let mut gap = false;
    for place in (0..4_u32).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        // 十一 and not 一十一, but 一百一十一.
        let bare = short && place == 1 && digit == 1 && text.is_empty();
        text.extend(one_of(digits, digit).filter(|_| !bare));
        text.extend(place.checked_sub(1).and_then(|at| one_of(&units, at)));
    }
    text
}

fn of_cycle(signs: &[char], number: u32) -> String {
    let length = u32::try_from(signs.len()).unwrap_or(1);
    number.checked_sub(1).and_then(|n| one_of(signs, n % length)).into_iter().collect()
}

/// The signs that stand in a row in Unicode, from one; beyond them, digits.
fn shifted(number: u32, most: u32, first: char) -> String {
    if !(1..=most).contains(&number) {
        return number.to_string();
    }
    char::from_u32(u32::from(first) + number - 1).into_iter().collect()
}

/// A to Z, then AA, BB.
fn letters(number: u32, first: u8) -> String {
    let Some(n) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(first.saturating_add(u8::try_from(n % 26).unwrap_or(0)));
    std::iter::repeat_n(letter, usize::try_from(n / 26 + 1).unwrap_or(1).min(20)).collect()
}

fn roman(number: u32) -> String {
    if number > 3_999 {
        return number.to_string();
    }
    let (mut rest, mut text) = (number, String::new());
    for (value, signs) in ROMAN {
        while rest >= value {
            text.push_str(signs);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numbers_are_written_as_word_prints_them() {
        let written = [
            ("chineseCountingThousand", 10, "十"),
            ("chineseCountingThousand", 11, "十一"),
            ("chineseCountingThousand", 20, "二十"),
            ("chineseCountingThousand", 101, "一百零一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 2_026, "二千零二十六"),
            ("japaneseCounting", 45, "四十五"),
            ("ideographDigital", 10, "一〇"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographTraditional", 3, "丙"),
            ("ideographTraditional", 12, "乙"),
            ("ideographZodiac", 12, "亥"),
            ("ideographEnclosedCircle", 2, "㊁"),
            ("decimalEnclosedCircleChinese", 20, "⑳"),
            ("decimalEnclosedCircleChinese", 21, "21"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalZero", 7, "07"),
            ("decimal", 12, "12"),
            ("upperLetter", 28, "BB"),
            ("lowerRoman", 14, "xiv"),
            ("bullet", 3, ""),
        ];
        for (format, number, text) in written {
            assert_eq!(numeral(format, number), text, "{format} {number}");
        }
    }
}
