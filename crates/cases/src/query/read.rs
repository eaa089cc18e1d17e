//! Reading what was typed.

use std::ops::Range;

use super::{Placed, Says, Term, Tree, Wrong};

/// So many characters a query has at the most.
pub const LONGEST: usize = 500;
/// So many conditions.
const MOST: usize = 40;
/// So many brackets and minus signs within each other.
const DEEPEST: usize = 12;

/// What stands between a field and what is said of it.
pub(super) fn is_colon(sign: char) -> bool {
    matches!(sign, ':' | '：')
}

/// What ends a word that is not in quotes.
pub(super) fn ends_word(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '(' | ')' | '（' | '）')
}

/// What begins a text in quotes, and what ends it.
pub(super) fn closing(sign: char) -> Option<char> {
    match sign {
        '"' => Some('"'),
        '“' => Some('”'),
        _ => None,
    }
}

/// Reads a query. Nothing typed asks for everything.
///
/// # Errors
/// The first place that cannot be read, with what would be right there.
pub fn read(typed: &str) -> Result<Tree<Placed>, Wrong> {
    let signs: Vec<char> = typed.chars().collect();
    if signs.len() > LONGEST {
        return Err(Wrong::new(
            LONGEST..signs.len(),
            format!("检索式过长，最多 {LONGEST} 个字"),
            format!("the query is too long: {LONGEST} characters at most"),
        ));
    }
    let mut reader = Reader { signs, at: 0, depth: 0, terms: 0 };
    let tree = reader.either()?;
    match reader.peek() {
        None => Ok(tree),
        Some(_) => Err(Wrong::new(
            reader.at..reader.at + 1,
            "多了一个右括号；删去它，或在前面补上左括号",
            "a bracket closes that was not opened; take it out, or open one before it",
        )),
    }
}

struct Reader {
    signs: Vec<char>,
    at: usize,
    depth: usize,
    terms: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.signs.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn text(&self, at: Range<usize>) -> String {
        self.signs.get(at).unwrap_or_default().iter().collect()
    }

    /// Where the word that begins here ends.
    fn word_end(&self) -> usize {
        let rest = self.signs.get(self.at..).unwrap_or_default();
        self.at + rest.iter().take_while(|sign| !ends_word(**sign)).count()
    }

    /// Ways of which one will do.
    fn either(&mut self) -> Result<Tree<Placed>, Wrong> {
        let mut ways = vec![self.each()?];
        while let Some(end) = self.or_end() {
            let (from, before) = (self.at, ways.last().is_some_and(Tree::is_empty));
            self.at = end;
            let next = self.each()?;
            if before || next.is_empty() {
                return Err(Wrong::new(
                    from..end,
                    "“或”的前后都要有条件；若要查这个字，请加引号",
                    "OR stands between two conditions; put it in quotes where the word itself is meant",
                ));
            }
            ways.push(next);
        }
        Ok(Tree::any(ways))
    }

    /// Where the word for "or" ends that stands here.
    fn or_end(&self) -> Option<usize> {
        let end = self.word_end();
        ["OR", "或"].contains(&self.text(self.at..end).as_str()).then_some(end)
    }

    /// Conditions that all hold.
    fn each(&mut self) -> Result<Tree<Placed>, Wrong> {
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some(')' | '）') => break,
                Some(_) if self.or_end().is_some() => break,
                Some(_) => parts.push(self.one()?),
            }
        }
        Ok(Tree::all(parts))
    }

    fn one(&mut self) -> Result<Tree<Placed>, Wrong> {
        let from = self.at;
        match self.peek() {
            Some('(' | '（') => self.within(from, Self::brackets),
            Some('-') if self.negates() => self.within(from, |reader| {
                reader.at += 1;
                Ok(Tree::Not(Box::new(reader.one()?)))
            }),
            _ => self.term().map(Tree::Leaf),
        }
    }

    /// Whether something follows the minus sign at once.
    fn negates(&self) -> bool {
        let next = self.signs.get(self.at + 1).copied();
        next.is_some_and(|next| !next.is_whitespace() && !matches!(next, ')' | '）'))
    }

    fn within(
        &mut self,
        from: usize,
        read: impl FnOnce(&mut Self) -> Result<Tree<Placed>, Wrong>,
    ) -> Result<Tree<Placed>, Wrong> {
        if self.depth == DEEPEST {
            return Err(Wrong::new(
                from..from + 1,
                format!("括号和减号最多套 {DEEPEST} 层"),
                format!("brackets and minus signs stand within each other {DEEPEST} times at most"),
            ));
        }
        self.depth += 1;
        let tree = read(self)?;
        self.depth -= 1;
        Ok(tree)
    }

    fn brackets(&mut self) -> Result<Tree<Placed>, Wrong> {
        let from = self.at;
        self.at += 1;
        let tree = self.either()?;
        if self.peek().is_none() {
            return Err(Wrong::new(
                from..from + 1,
                "这个左括号没有右括号",
                "this bracket is not closed",
            ));
        }
        self.at += 1;
        if tree.is_empty() {
            return Err(Wrong::new(
                from..self.at,
                "括号里没有条件",
                "there is no condition in the brackets",
            ));
        }
        Ok(tree)
    }

    fn term(&mut self) -> Result<Placed, Wrong> {
        let from = self.at;
        self.terms += 1;
        if self.terms > MOST {
            return Err(Wrong::new(
                from..self.signs.len(),
                format!("条件过多，最多 {MOST} 个"),
                format!("there are too many conditions: {MOST} at most"),
            ));
        }
        let first = match self.peek().and_then(closing) {
            Some(close) => self.quoted(close)?,
            None => self.name(),
        };
        if !self.peek().is_some_and(is_colon) {
            return self.word(from, first);
        }
        if first.trim().is_empty() {
            return Err(Wrong::new(
                from..self.at + 1,
                "冒号前要写检索项；若要查冒号本身，请加引号",
                "a colon has a field before it; put it in quotes where the colon itself is meant",
            ));
        }
        self.at += 1;
        let says = self.says(from)?;
        Ok(Placed { term: Term { field: Some(first), says }, at: from..self.at })
    }

    /// A text without a field.
    fn word(&self, from: usize, text: String) -> Result<Placed, Wrong> {
        if text.is_empty() {
            return Err(Wrong::new(
                from..self.at,
                "引号里没有字",
                "there is nothing between the quotes",
            ));
        }
        Ok(Placed { term: Term { field: None, says: Says::Is(text) }, at: from..self.at })
    }

    /// A word up to what ends it, or to a colon.
    fn name(&mut self) -> String {
        let from = self.at;
        let end = self.word_end();
        let word = self.signs.get(from..end).unwrap_or_default();
        self.at += word.iter().position(|sign| is_colon(*sign)).unwrap_or(word.len());
        self.text(from..self.at)
    }

    /// A text in quotes; within straight ones a backslash takes the next sign as it is.
    fn quoted(&mut self, close: char) -> Result<String, Wrong> {
        let from = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(sign) = self.peek() {
            self.at += 1;
            if sign == close {
                return Ok(text);
            }
            let escapes = sign == '\\' && close == '"';
            match self.peek().filter(|_| escapes) {
                Some(next) => {
                    self.at += 1;
                    text.push(next);
                }
                None => text.push(sign),
            }
        }
        Err(Wrong::new(from..self.signs.len(), "引号没有配对", "the quotes are not closed"))
    }

    /// What is said of a field.
    fn says(&mut self, from: usize) -> Result<Says, Wrong> {
        if let Some(close) = self.peek().and_then(closing) {
            return Ok(Says::Is(self.quoted(close)?));
        }
        let (begin, end) = (self.at, self.word_end());
        self.at = end;
        if begin == end {
            return Err(Wrong::new(
                from..end,
                "冒号后要紧跟要查的内容；查空白写 \"\"；若要查冒号本身，请加引号",
                "a value follows the colon at once; \"\" looks for blank ones; put all of it in quotes where the colon itself is meant",
            ));
        }
        compared(&self.text(begin..end)).ok_or_else(|| {
            Wrong::new(
                begin..end,
                "范围写作 a..b、a..、..b、>a、>=a、<a 或 <=a；若要查这些符号本身，请加引号",
                "a range is a..b, a.., ..b, >a, >=a, <a or <=a; put it in quotes where the signs themselves are meant",
            )
        })
    }
}

/// What a value without quotes says; none where a range has no sound end.
fn compared(value: &str) -> Option<Says> {
    let end = |text: &str| is_end(text).then(|| text.to_owned());
    let open = |text: &str| if text.is_empty() { Some(None) } else { end(text).map(Some) };
    for sign in [">=", "≥"] {
        if let Some(rest) = value.strip_prefix(sign) {
            return Some(Says::Within(Some(end(rest)?), None));
        }
    }
    for sign in ["<=", "≤"] {
        if let Some(rest) = value.strip_prefix(sign) {
            return Some(Says::Within(None, Some(end(rest)?)));
        }
    }
    if let Some(rest) = value.strip_prefix('>') {
        return Some(Says::Above(end(rest)?));
    }
    if let Some(rest) = value.strip_prefix('<') {
        return Some(Says::Below(end(rest)?));
    }
    match value.split_once("..") {
        None => Some(Says::Is(value.to_owned())),
        Some(("", "")) => None,
        Some((from, to)) => Some(Says::Within(open(from)?, open(to)?)),
    }
}

/// Whether a text may be the end of a range: letters and digits, with a few signs between them.
fn is_end(text: &str) -> bool {
    let inner = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '+' | '.' | '/');
    let begins = text.starts_with(|sign: char| sign.is_alphanumeric() || sign == '-');
    begins
        && text.ends_with(char::is_alphanumeric)
        && text.chars().all(inner)
        && !text.contains("..")
}
