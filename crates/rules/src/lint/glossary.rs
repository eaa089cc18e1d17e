//! The glossary: one English word for each term, and words that would blur it.

use serde::Deserialize;

use super::{Finder, texts};
use crate::{
    diagnostic::{Diagnostic, words},
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
    /// English words that are not to be used for it.
    #[serde(default)]
    pub avoid: Vec<String>,
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
}

pub(super) fn check(finder: &mut Finder<'_>, glossary: &Glossary) {
    for text in texts::texts(finder.pack) {
        let english = text.words.en.to_lowercase();
        let mut chinese = text.words.zh.clone();
        for term in &glossary.terms {
            if !chinese.contains(&term.zh) {
                continue;
            }
            // A term inside a longer one is not looked for again.
            chinese = chinese.replace(&term.zh, "\u{0}");
            let blurred = term.avoid.iter().find(|word| has_phrase(&english, word));
            if has_words(&english, &term.en) && blurred.is_none() {
                continue;
            }
            let (zh, en) = match blurred {
                Some(word) => (
                    format!("“{}”的英文用了“{word}”，术语表定为“{}”", term.zh, term.en),
                    format!(
                        "“{}” is called `{word}` here; the glossary has `{}`",
                        term.zh, term.en
                    ),
                ),
                None => (
                    format!("用到“{}”，英文中却没有术语表所定的“{}”", term.zh, term.en),
                    format!("“{}” stands here; the glossary calls it `{}`", term.zh, term.en),
                ),
            };
            let place = text.place(finder.pack, &text.words.en);
            let finding =
                Diagnostic::error("glossary", &text.file, place, words(zh, en)).into_advice();
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
