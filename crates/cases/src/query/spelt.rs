//! The words by which a name is found: as they are written, and as they sound.
//!
//! Whoever types `lvse` or `ls` finds 绿色. Where a character is read in several ways the commonest comes
//! first, and each other way stands once more among its neighbours, so that the one that was meant is found too.

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// So many syllables are written again on each side of one that is read in another way.
const AROUND: usize = 6;
/// What stands between the parts; nobody can type it.
const BETWEEN: char = '\u{1}';

/// How a name sounds: letters and digits, without spaces.
pub(crate) fn sound(name: &str) -> String {
    syllables(name).concat()
}

/// Everything by which a name with a number is found, in lower case.
pub fn text(name: &str, number: &str) -> String {
    let syllables = syllables(name);
    let mut text = name.to_lowercase();
    text.push(BETWEEN);
    text.push_str(&number.to_lowercase());
    text.push(BETWEEN);
    text.push_str(&syllables.concat());
    text.push(BETWEEN);
    text.extend(syllables.iter().filter_map(|syllable| syllable.chars().next()));
    for (at, other) in others(name) {
        text.push(BETWEEN);
        let from = at.saturating_sub(AROUND);
        let before = syllables.get(from..at).unwrap_or_default();
        let after = syllables.get(at + 1..).unwrap_or_default();
        text.push_str(&before.concat());
        text.push_str(&other);
        after.iter().take(AROUND).for_each(|syllable| text.push_str(syllable));
    }
    text
}

/// A syllable for each character, a letter or digit as it is, nothing for other signs.
fn syllables(name: &str) -> Vec<String> {
    name.chars()
        .map(|sign| match sign.to_pinyin() {
            Some(read) => read.plain().replace('ü', "v"),
            None if sign.is_alphanumeric() => sign.to_lowercase().collect(),
            None => String::new(),
        })
        .collect()
}

/// The other ways in which characters are read, with their places.
fn others(name: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (at, sign) in name.chars().enumerate() {
        let first = sign.to_pinyin().map(|read| read.plain().replace('ü', "v"));
        let ways = sign.to_pinyin_multi().into_iter().flatten();
        let mut ways: Vec<String> = ways.map(|read| read.plain().replace('ü', "v")).collect();
        ways.sort_unstable();
        ways.dedup();
        all.extend(ways.into_iter().filter(|way| Some(way) != first.as_ref()).map(|way| (at, way)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_it_is_written_and_as_it_sounds() {
        let text = text("重庆绿色ABC中心", "国合-2026-007");
        for typed in
            ["重庆", "国合-2026", "chongqing", "zhongqing", "lvse", "abczhongxin", "qlsabczx"]
        {
            assert!(text.contains(typed), "{typed} in {text:?}");
        }
        for typed in ["庆重", "chongsezhong", "2027"] {
            assert!(!text.contains(typed), "{typed} in {text:?}");
        }
        assert_eq!(sound("绿色 A"), "lvsea");
    }
}
