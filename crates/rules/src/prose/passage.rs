//! Passages: a sentence that may end in a list, whose limbs are passages again.
//!
//! A list always stands at the end of its sentence and every level has its own kind of label, so that the
//! text on one line is as clear as the nested list.

use super::Lang;

/// A sentence, or the words that lead into a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// The words, without a final stop.
    pub text: String,
    /// The list that follows; empty for a plain sentence.
    pub limbs: Vec<Limb>,
}

/// One limb of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limb {
    /// Its label, for instance （一） or (a).
    pub label: String,
    /// What it says.
    pub passage: Passage,
}

impl Passage {
    /// Everything on one line, without a final stop.
    pub fn line(&self, lang: Lang) -> String {
        let (colon, semicolon) = match lang {
            Lang::Zh => ("：", "；"),
            Lang::En => (": ", "; "),
        };
        let limbs: Vec<String> = self
            .limbs
            .iter()
            .map(|limb| {
                let line = limb.passage.line(lang);
                match lang {
                    Lang::Zh => format!("{}{line}", limb.label),
                    Lang::En => format!("{} {line}", limb.label),
                }
            })
            .collect();
        if limbs.is_empty() {
            return self.text.clone();
        }
        format!("{}{colon}{}", self.text, limbs.join(semicolon))
    }

    /// Everything in one sentence, which begins with a capital letter and ends with a stop.
    pub fn sentence(&self, lang: Lang) -> String {
        let line = self.line(lang);
        match lang {
            Lang::Zh => format!("{line}。"),
            Lang::En => format!("{}.", capital(&line)),
        }
    }

    /// The same after a few words.
    pub(super) fn led(self, lead: &str) -> Self {
        Self { text: format!("{lead}{}", self.text), ..self }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

/// A text with a mark at its end, unless it is there already.
pub(super) fn marked(mut text: String, mark: &str) -> String {
    if !text.ends_with(mark) {
        text.push_str(mark);
    }
    text
}

/// What a list is a list of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// One statement, or a list of conditions.
    #[default]
    Single,
    /// Several statements joined on one line, so that joining it once more would be unclear.
    Joined,
    /// The list names groups of rows that the text mentions; it is not a list of conditions.
    Groups,
}

/// What a grammar has said, before the labels are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) limbs: Vec<Said>,
    pub(super) form: Form,
    /// For a condition on a row: it begins with a verb whose subject is the row.
    pub(super) verb: bool,
}

impl Said {
    /// A plain statement.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A statement that begins with a verb.
    pub(super) fn verb(text: impl Into<String>) -> Self {
        Self { text: text.into(), verb: true, ..Self::default() }
    }

    /// Words that lead into a list and begin with a verb.
    pub(super) fn verb_list(text: impl Into<String>, limbs: Vec<Self>) -> Self {
        Self { text: text.into(), limbs, verb: true, ..Self::default() }
    }

    /// Words that lead into a list.
    pub(super) fn list(text: impl Into<String>, limbs: Vec<Self>) -> Self {
        Self { text: text.into(), limbs, ..Self::default() }
    }

    /// Several things on one line.
    pub(super) fn joined(text: impl Into<String>) -> Self {
        Self { text: text.into(), form: Form::Joined, ..Self::default() }
    }

    /// Whether it fits into another sentence.
    pub(super) fn is_plain(&self) -> bool {
        self.limbs.is_empty() && self.form == Form::Single
    }

    /// The same with more words at the end of its text.
    pub(super) fn and(mut self, more: &str) -> Self {
        self.text.push_str(more);
        self
    }

    /// The same with a mark at the end of its text.
    pub(super) fn marked(self, mark: &str) -> Self {
        Self { text: marked(self.text, mark), ..self }
    }

    /// The same after other words.
    pub(super) fn led(mut self, lead: &str) -> Self {
        self.text = format!("{lead}{}", self.text);
        self.verb = false;
        self
    }

    /// With labels.
    pub(super) fn finish(self, lang: Lang) -> Passage {
        self.at_depth(0, lang)
    }

    fn at_depth(self, depth: usize, lang: Lang) -> Passage {
        let groups = self.form == Form::Groups;
        let below = if groups { depth } else { depth + 1 };
        let limbs = self.limbs.into_iter().enumerate().map(|(at, limb)| Limb {
            label: if groups { heading(at, lang) } else { label(depth, at, lang) },
            passage: limb.at_depth(below, lang),
        });
        Passage { text: self.text, limbs: limbs.collect() }
    }
}

/// The label of the conditions of a group of rows.
fn heading(at: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：", group(at, lang)),
        Lang::En => format!("{}:", group(at, lang)),
    }
}

/// The name of a group of rows in the text.
pub(super) fn group(at: usize, lang: Lang) -> String {
    const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    match (lang, STEMS.get(at)) {
        (Lang::Zh, Some(stem)) => format!("{stem}组"),
        (Lang::Zh, None) => format!("第{}组", at + 1),
        (Lang::En, _) => format!("group {}", at + 1),
    }
}

/// The label of a limb: the levels of Chinese official style, and (a)(i)(A)(1) in English. No two levels
/// share a label, because on one line nothing else tells where an inner list ends.
fn label(depth: usize, at: usize, lang: Lang) -> String {
    let number = at + 1;
    match (lang, depth) {
        (Lang::Zh, 0) => format!("（{}）", chinese(number)),
        (Lang::Zh, 1) => format!("{number}．"),
        (Lang::Zh, 2) => format!("（{number}）"),
        (Lang::Zh, 3) => circled(number),
        (Lang::Zh, 4) => format!("{}．", letters(at, 'A')),
        (Lang::Zh, 5) => format!("{}．", letters(at, 'a')),
        (Lang::En, 0) => format!("({})", letters(at, 'a')),
        (Lang::En, 1) => format!("({})", roman(number)),
        (Lang::En, 2) => format!("({})", letters(at, 'A')),
        (Lang::En, 3) => format!("({number})"),
        (Lang::En, 4) => format!("({0}{0})", letters(at, 'a')),
        (_, deeper) => format!("[{deeper}-{number}]"),
    }
}

fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) if tens < 10 => format!("{}十{}", digit(tens), digit(ones)),
        (_, _) => number.to_string(),
    }
}

fn circled(number: usize) -> String {
    let code = u32::try_from(number).ok().filter(|n| (1..=20).contains(n));
    let sign = code.and_then(|n| char::from_u32(0x2460 + n - 1));
    sign.map_or_else(|| format!("[{number}]"), String::from)
}

/// a … z, aa, ab …
fn letters(at: usize, first: char) -> String {
    let letter = |at: usize| u32::try_from(at).ok().and_then(|n| char::from_u32(first as u32 + n));
    let last = letter(at % 26).unwrap_or(first);
    match at / 26 {
        0 => last.to_string(),
        high => format!("{}{last}", letters(high - 1, first)),
    }
}

fn roman(number: usize) -> String {
    const PARTS: [(usize, &str); 8] =
        [(50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"), (0, "")];
    let mut left = number;
    let mut text = String::new();
    for (value, sign) in PARTS {
        while value > 0 && left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_its_own_labels() {
        let deep = |lang| (0..6).map(|depth| label(depth, 2, lang)).collect::<Vec<_>>();
        assert_eq!(deep(Lang::Zh), ["（三）", "3．", "（3）", "③", "C．", "c．"]);
        assert_eq!(deep(Lang::En), ["(c)", "(iii)", "(C)", "(3)", "(cc)", "[5-3]"]);
    }

    #[test]
    fn long_lists_keep_distinct_labels() {
        for depth in 0..7 {
            for lang in Lang::ALL {
                let mut all: Vec<String> = (0..60).map(|at| label(depth, at, lang)).collect();
                all.sort();
                all.dedup();
                assert_eq!(all.len(), 60, "depth {depth}");
            }
        }
    }

    #[test]
    fn one_line_says_what_the_list_says() {
        let inner = Said::list("其一成立", vec![Said::plain("甲"), Said::plain("乙")]);
        let said = Said::list("均须成立", vec![inner, Said::plain("丙")]);
        assert_eq!(
            said.finish(Lang::Zh).sentence(Lang::Zh),
            "均须成立：（一）其一成立：1．甲；2．乙；（二）丙。"
        );
    }
}
