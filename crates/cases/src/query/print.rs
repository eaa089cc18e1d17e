//! Writing a query so that it is read as the same.

use std::fmt::{self, Display, Formatter, Write as _};

use super::{
    Says, Term, Tree,
    read::{closing, ends_word, is_colon},
};

impl Display for Tree<Term> {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => joined(to, parts, " "),
            Self::Any(parts) => joined(to, parts, " OR "),
            Self::Not(part) => {
                to.write_char('-')?;
                bracketed(to, part, matches!(**part, Self::All(_) | Self::Any(_)))
            }
            Self::Leaf(term) => term.fmt(to),
        }
    }
}

fn joined(to: &mut Formatter<'_>, parts: &[Tree<Term>], between: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            to.write_str(between)?;
        }
        // "And" binds closer than "or".
        bracketed(to, part, matches!(part, Tree::Any(_)))?;
    }
    Ok(())
}

fn bracketed(to: &mut Formatter<'_>, part: &Tree<Term>, needs: bool) -> fmt::Result {
    if needs { write!(to, "({part})") } else { part.fmt(to) }
}

impl Display for Term {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            plain(to, field)?;
            to.write_char(':')?;
        }
        match &self.says {
            Says::Is(text) if self.field.is_some() && looks_compared(text) => quoted(to, text),
            Says::Is(text) => plain(to, text),
            Says::Within(from, to_end) => {
                let [from, end] = [from, to_end].map(|end| end.as_deref().unwrap_or_default());
                write!(to, "{from}..{end}")
            }
            Says::Above(end) => write!(to, ">{end}"),
            Says::Below(end) => write!(to, "<{end}"),
        }
    }
}

/// Whether a text would be read as a range.
fn looks_compared(text: &str) -> bool {
    text.starts_with(['>', '<', '≥', '≤']) || text.contains("..")
}

/// A text as it is where it is read as that, and in quotes otherwise.
fn plain(to: &mut Formatter<'_>, text: &str) -> fmt::Result {
    let begins = text.chars().next().is_some_and(|sign| sign != '-' && closing(sign).is_none());
    let is_word = begins && !["OR", "或"].contains(&text);
    if is_word && !text.chars().any(|sign| ends_word(sign) || is_colon(sign)) {
        to.write_str(text)
    } else {
        quoted(to, text)
    }
}

fn quoted(to: &mut Formatter<'_>, text: &str) -> fmt::Result {
    write!(to, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
