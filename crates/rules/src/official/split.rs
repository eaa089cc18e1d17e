//! From lines to sentences with their places: which article, item and paragraph each stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Digest, digest, headings,
    marks::{self, Mark},
};

/// A document of more sentences than this is none that people write by articles.
pub const MOST_UNITS: usize = 4_000;
/// A heading is not longer.
const LONGEST_HEADING: usize = 30;
/// A line that stands so often is printed on every page.
const ON_EVERY_PAGE: usize = 3;

/// What a sentence is, as far as its place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Before the first article: title, circular, date.
    Preface,
    /// The title of a chapter, an article or an item.
    Heading,
    /// A sentence of an article or item.
    Norm,
}

/// One sentence of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands: `art8/item1/subitem2`; a number printed twice has a letter the second time.
    pub path: String,
    /// Which sentence of that place it is, from one.
    pub sentence: usize,
    /// The line of the source on which it begins, from one.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// Its words as printed, without the blanks of the layout.
    pub words: String,
    /// Their digest.
    pub digest: Digest,
}

/// A line that is no part of the document: a page number, the navigation of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The line, from one.
    pub line: usize,
    /// What stands there.
    pub words: String,
}

/// A document in sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// Its sentences in order.
    pub units: Vec<Unit>,
    /// What was left out.
    pub dropped: Vec<Dropped>,
}

/// The document has more sentences than [`MOST_UNITS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the document has more than {MOST_UNITS} sentences")]
pub struct TooLong;

/// Splits a document, given line by line.
///
/// # Errors
/// It is longer than any document of this kind.
pub fn split(text: &str) -> Result<Split, TooLong> {
    let mut dropped = Vec::new();
    let lines = content(text, &mut dropped);
    let mut reader = Reader { wrapped: is_wrapped(&lines), ..Reader::default() };
    for (number, line) in &lines {
        reader.line(*number, line);
        if reader.units.len() > MOST_UNITS {
            return Err(TooLong);
        }
    }
    reader.close();
    Ok(Split { units: reader.units, dropped })
}

/// The lines that belong to the document, headings said once.
fn content(text: &str, dropped: &mut Vec<Dropped>) -> Vec<(usize, String)> {
    let mut often = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !ends(line)) {
        *often.entry(line).or_insert(0_usize) += 1;
    }
    let mut lines = Vec::new();
    let mut begun = false;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        let line = line.trim_matches(['\u{feff}', '\u{c}', '\u{3000}']).trim();
        let unmarked = marks::read(line).is_none();
        begun |= !unmarked;
        let repeated = unmarked && often.get(line).is_some_and(|times| *times >= ON_EVERY_PAGE);
        if line.is_empty() {
        } else if is_page_number(line) || repeated || (!begun && is_trail(line)) {
            dropped.push(Dropped { line: number, words: line.to_owned() });
        } else {
            lines.push((number, headings::once(line)));
        }
    }
    // What a page shows below the document does not end like a sentence, while the document has ended.
    while let [.., (_, last), (number, tail)] = lines.as_slice()
        && ends(last)
        && !ends(tail)
        && marks::read(tail).is_none()
    {
        dropped.push(Dropped { line: *number, words: tail.clone() });
        lines.pop();
    }
    lines
}

/// `— 7 —`, `第7页 共9页`, `7 / 9`.
fn is_page_number(line: &str) -> bool {
    let signs = line.chars().filter(|sign| !sign.is_whitespace());
    let rest: Vec<char> = signs.filter(|sign| !"—–-－―·•|第页共/".contains(*sign)).collect();
    (1..=4).contains(&rest.len()) && rest.iter().all(|sign| marks::is_digit(*sign))
}

/// The way through a site to the page.
fn is_trail(line: &str) -> bool {
    !ends(line) && (line.contains(" > ") || line.contains(" » ") || line.contains(" >> "))
}

/// Whether a line ends as a sentence or its part before a list does.
fn ends(line: &str) -> bool {
    line.trim_end_matches(['”', '"', '）', ')'])
        .ends_with(['。', '；', '：', '！', '？', ';', ':', '!', '?'])
}

/// Whether lines are broken where the page ends and not where a paragraph does.
fn is_wrapped(lines: &[(usize, String)]) -> bool {
    let body = lines.iter().skip_while(|(_, line)| marks::read(line).is_none());
    let (mut all, mut open) = (0_usize, 0_usize);
    for (_, line) in body {
        all += 1;
        open += usize::from(!ends(line));
    }
    open * 2 > all
}

/// A paragraph in the making: pieces with the lines on which they stand.
#[derive(Debug)]
struct Paragraph {
    path: String,
    pieces: Vec<(usize, String)>,
    mark: Option<Mark>,
}

impl Paragraph {
    fn text(&self) -> String {
        self.pieces.iter().map(|(_, piece)| piece.as_str()).collect()
    }

    /// A title of an article or item has no sign of a sentence in it.
    fn is_title(&self) -> bool {
        let titled = matches!(self.mark, Some(Mark::Part(_) | Mark::Item(_) | Mark::Article(_)));
        let text = self.text();
        titled
            && text.chars().count() <= LONGEST_HEADING
            && !text.contains(['，', '。', '；', '：', ',', ';', ':', '！', '？'])
    }
}

#[derive(Debug, Default)]
struct Reader {
    wrapped: bool,
    /// The article or part.
    top: Option<String>,
    /// The item in brackets, and whether it has a title.
    item: Option<(String, bool)>,
    /// Whether a numbered item stands open.
    numbered: bool,
    open: Option<Paragraph>,
    used: BTreeSet<String>,
    sentences: BTreeMap<String, usize>,
    units: Vec<Unit>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        if let Some((mark, rest)) = marks::read(line) {
            self.close();
            self.marked(number, mark, rest);
        } else if self.goes_on() {
            if let Some(open) = &mut self.open {
                open.pieces.push((number, line.to_owned()));
            }
        } else {
            self.close();
            let path = self.unmarked();
            self.open =
                Some(Paragraph { path, pieces: vec![(number, line.to_owned())], mark: None });
        }
    }

    /// Whether a line without a number continues the paragraph that stands open.
    fn goes_on(&self) -> bool {
        let Some(open) = &self.open else { return false };
        let in_body = self.top.is_some();
        in_body && (self.wrapped || (!ends(&open.text()) && !open.is_title()))
    }

    fn marked(&mut self, number: usize, mark: Mark, rest: &str) {
        let path = match mark {
            Mark::Chapter(n) => {
                let path = self.fresh(format!("chapter{n}"));
                (self.top, self.item, self.numbered) = (Some(path.clone()), None, false);
                path
            }
            Mark::Article(n) | Mark::Part(n) => {
                let name = if matches!(mark, Mark::Part(_)) { "part" } else { "art" };
                let path = self.fresh(format!("{name}{n}"));
                (self.top, self.item, self.numbered) = (Some(path.clone()), None, false);
                path
            }
            Mark::Item(n) => {
                let path = self.fresh(format!("{}/item{n}", self.top_path()));
                let title = Paragraph {
                    path: path.clone(),
                    pieces: vec![(number, rest.to_owned())],
                    mark: Some(mark),
                };
                (self.item, self.numbered) = (Some((path.clone(), title.is_title())), false);
                path
            }
            Mark::Number(n) => {
                self.numbered = true;
                match &self.item {
                    Some((item, _)) => self.fresh(format!("{item}/subitem{n}")),
                    None => self.fresh(format!("{}/item{n}", self.top_path())),
                }
            }
        };
        if !rest.is_empty() {
            let pieces = vec![(number, rest.to_owned())];
            self.open = Some(Paragraph { path, pieces, mark: Some(mark) });
        }
    }

    fn top_path(&self) -> &str {
        self.top.as_deref().unwrap_or("preface")
    }

    /// A path that no other place has: a number that was printed twice gets a letter.
    fn fresh(&mut self, path: String) -> String {
        let again = ('b'..='z').map(|letter| format!("{path}{letter}"));
        let mut all = std::iter::once(path.clone()).chain(again);
        let free = all.find(|path| !self.used.contains(path)).unwrap_or(path);
        self.used.insert(free.clone());
        free
    }

    /// Where a paragraph without a number stands: under the title of its item, or after the items.
    fn unmarked(&mut self) -> String {
        let top = self.top_path().to_owned();
        match (&self.item, self.numbered) {
            (Some((item, _)), true) => format!("{item}/closing"),
            (Some((item, true)), false) => item.clone(),
            (Some((_, false)), false) | (None, true) => {
                self.item = None;
                format!("{top}/closing")
            }
            (None, false) => top,
        }
    }

    /// Ends the open paragraph and takes its sentences.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let kind = match open.mark {
            _ if self.top.is_none() => Kind::Preface,
            Some(Mark::Chapter(_)) => Kind::Heading,
            _ if open.is_title() => Kind::Heading,
            Some(_) | None => Kind::Norm,
        };
        for (line, words) in sentences(&open.pieces) {
            let count = self.sentences.entry(open.path.clone()).or_insert(0);
            *count += 1;
            self.units.push(Unit {
                path: open.path.clone(),
                sentence: *count,
                line,
                kind,
                digest: digest(&words),
                words,
            });
        }
    }
}

/// The sentences of a paragraph, each with the line on which it begins. A sign inside quotation marks or
/// brackets ends none, unless they do not close.
fn sentences(pieces: &[(usize, String)]) -> Vec<(usize, String)> {
    let signs = || pieces.iter().flat_map(|(line, piece)| piece.chars().map(|sign| (*line, sign)));
    let balanced = signs().map(|(_, sign)| nesting(sign)).sum::<i32>() == 0;
    let mut found = Vec::new();
    let (mut words, mut begins, mut depth) = (String::new(), 0, 0);
    for (line, sign) in signs() {
        if words.is_empty() {
            if sign.is_whitespace() {
                continue;
            }
            begins = line;
        }
        words.push(sign);
        depth += nesting(sign);
        if (depth == 0 || !balanced) && matches!(sign, '。' | '；' | ';' | '！' | '？' | '!' | '?')
        {
            found.push((begins, std::mem::take(&mut words)));
        }
    }
    if !words.trim().is_empty() {
        found.push((begins, words));
    }
    found
}

fn nesting(sign: char) -> i32 {
    match sign {
        '（' | '(' | '《' | '“' | '〔' | '[' | '【' => 1,
        '）' | ')' | '》' | '”' | '〕' | ']' | '】' => -1,
        _ => 0,
    }
}
