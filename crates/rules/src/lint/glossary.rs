//! The glossary: one English word for each term, and words that would blur it.

use serde::Deserialize;

use super::{Finder, texts};
use crate::{
    diagnostic::{Diagnostic, words},
    syntax::Words,
    yaml::{self, Fault},
};

/// The file `glossary.yaml` beside the packs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    /// The terms.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Further English that is right, because the Chinese has another sense or stands in a label.
    #[serde(default)]
    pub also: Vec<String>,
    /// English words that are not to be used for it, unless they translate another term of the same text.
    #[serde(default)]
    pub avoid: Vec<String>,
    /// Chinese words that are not to be used in its place.
    #[serde(default)]
    pub avoid_zh: Vec<String>,
    /// Chinese words that hold its characters and are not about it.
    #[serde(default)]
    pub not_in: Vec<String>,
}

impl Glossary {
    /// Reads the file, and puts longer terms before those they contain.
    ///
    /// # Errors
    /// What the parser finds wrong.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let mut glossary: Self = yaml::parse(text)?;
        glossary.terms.sort_by_key(|term| std::cmp::Reverse(term.zh.chars().count()));
        Ok(glossary)
    }

    /// Where a text leaves the terms, in the order of the glossary.
    pub fn lapses(&self, text: &Words) -> Vec<Lapse<'_>> {
        let english = text.en.to_lowercase();
        let used = self.used(&text.zh);
        let chinese = self.terms.iter().filter_map(|term| {
            let word = term.avoid_zh.iter().find(|word| text.zh.contains(*word))?;
            Some(Lapse { term, how: How::RefusedChinese(word) })
        });
        let english = used.iter().filter_map(|term| {
            let is_other = |word: &str| used.iter().any(|other| other.is_called(word));
            let mut avoid = term.avoid.iter().filter(|word| has_phrase(&english, word));
            if let Some(word) = avoid.find(|word| !is_other(word)) {
                return Some(Lapse { term, how: How::RefusedEnglish(word) });
            }
            (!term.stands_in(&english)).then_some(Lapse { term, how: How::Missing })
        });
        chinese.chain(english).collect()
    }

    /// The terms that a Chinese text uses. One inside a longer one is not looked for again, nor inside a word
    /// that only looks like it.
    fn used(&self, chinese: &str) -> Vec<&Term> {
        let mut rest = chinese.to_owned();
        let mut used = Vec::new();
        for term in &self.terms {
            for other in &term.not_in {
                rest = rest.replace(other, "\u{0}");
            }
            if rest.contains(&term.zh) {
                rest = rest.replace(&term.zh, "\u{0}");
                used.push(term);
            }
        }
        used
    }
}

impl Term {
    /// Whether it stands in an English text, by its own words or by others that are right.
    fn stands_in(&self, english: &str) -> bool {
        has_words(english, &self.en)
            || self.also.iter().any(|word| has_words(english, word) || english.contains(word))
    }

    /// Whether a phrase is its English.
    fn is_called(&self, phrase: &str) -> bool {
        has_words(phrase, &self.en) || self.also.iter().any(|word| word == phrase)
    }
}

/// A place where a text leaves a term.
#[derive(Debug, Clone, Copy)]
pub struct Lapse<'g> {
    /// The term.
    pub term: &'g Term,
    /// How.
    pub how: How<'g>,
}

/// How a text leaves a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How<'g> {
    /// The English has a word that is refused for it.
    RefusedEnglish(&'g str),
    /// The Chinese has a word that is refused for it.
    RefusedChinese(&'g str),
    /// The Chinese has the term, and the English has not.
    Missing,
}

impl Lapse<'_> {
    /// The same in words, with the term that is preferred.
    pub fn words(&self) -> Words {
        let Term { zh, en, .. } = self.term;
        match self.how {
            How::RefusedEnglish(word) => words(
                format!("“{zh}”的英文用了“{word}”，术语表定为“{en}”"),
                format!("“{zh}” is called `{word}` here; the glossary has `{en}`"),
            ),
            How::RefusedChinese(word) => words(
                format!("这里用了“{word}”，术语表定为“{zh}”"),
                format!("“{word}” stands here; the glossary has “{zh}”"),
            ),
            How::Missing => words(
                format!("用到“{zh}”，英文中却没有术语表所定的“{en}”"),
                format!("“{zh}” stands here; the glossary calls it `{en}`"),
            ),
        }
    }
}

pub(super) fn check(finder: &mut Finder<'_>, glossary: &Glossary) {
    for text in texts::texts(finder.pack) {
        for lapse in glossary.lapses(text.words) {
            let wanted = match lapse.how {
                How::RefusedChinese(_) => &text.words.zh,
                How::RefusedEnglish(_) | How::Missing => &text.words.en,
            };
            let place = text.place(finder.pack, wanted);
            let finding = Diagnostic::error("glossary", &text.file, place, lapse.words());
            let finding = finding.into_advice();
            finder.findings.push(match text.clause {
                Some(clause) => finding.about(clause),
                None => finding,
            });
        }
    }
}

/// Whether most words of a term stand in a text, whatever their endings: cancelled, cancels, cancellation;
/// "the notice" is enough for "public notice".
fn has_words(text: &str, term: &str) -> bool {
    const SAY_NOTHING: [&str; 6] = ["the", "and", "after", "for", "its", "out"];
    let wanted: Vec<&str> = term
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2 && !SAY_NOTHING.contains(word))
        .collect();
    let there = |word: &&&str| {
        let stem = stem(word);
        text.split(|c: char| !c.is_alphanumeric()).any(|other| begin_alike(&stem, other))
    };
    wanted.iter().filter(there).count() * 2 >= wanted.len()
}

/// Whether a word begins as a stem does, but for one letter at its end: revoked, revocation.
fn begin_alike(stem: &str, word: &str) -> bool {
    let alike = stem.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    alike >= stem.chars().count().saturating_sub(1).max(4)
}

/// Whether a phrase stands in a text as whole words.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let phrase = phrase.to_lowercase();
    text.match_indices(&phrase).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let after = rest.get(phrase.len()..).unwrap_or_default();
        !inside(before.chars().last()) && !inside(after.chars().next())
    })
}

/// A word without its ending.
fn stem(word: &str) -> String {
    const ENDINGS: [&str; 9] =
        ["ication", "ation", "ified", "ated", "ion", "ied", "ed", "ing", "s"];
    let word = word.to_lowercase();
    let cut = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
    cut.filter(|stem| stem.len() >= 4).unwrap_or(&word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_to_avoid_is_found_as_whole_words_only() {
        assert!(has_phrase("the hosting unit applies", "hosting unit"));
        assert!(!has_phrase("the unit applies", "hosting unit"));
        assert!(!has_phrase("residents", "resident"));
    }

    #[test]
    fn a_term_is_found_with_any_ending() {
        assert!(has_words("the base may be cancelled", "cancelled"));
        assert!(has_words("evaluations of bases", "evaluation"));
        assert!(has_words("certified bases", "certification"));
        assert!(has_words("the notice ends", "public notice"));
        assert!(has_words("ground for revocation", "revoked"));
        assert!(!has_words("the base is withdrawn", "cancelled"));
        assert!(!has_words("a hostile act", "tenant"));
    }
}
