//! From glyphs to lines, and from lines to the paragraphs that were broken into them.

use super::{
    columns::{self, Edges},
    content::Glyph,
};

/// Glyphs whose base lines differ by less than this part of their size stand on one line.
const SAME_LINE: f64 = 0.4;
/// Glyphs that stand over each other but for so much are one glyph printed bold.
const OVERPRINTED: f64 = 0.2;
/// So much empty space is a blank.
const BLANK: f64 = 0.3;
/// Lines that begin within so much of the margin are not indented.
const INDENT: f64 = 0.6;
/// Lines that stand so many times as far apart as others have a space between paragraphs.
const SPACED: f64 = 1.2;

/// A line further below than so many times its size begins something new.
const FAR: f64 = 2.5;
/// Lines of a paragraph are at least so many characters wide; what is narrower is a list of some kind.
const NARROW: f64 = 10.0;

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    left: f64,
    right: f64,
    /// The base line, from above.
    y: f64,
    size: f64,
    /// How wide its beginning is that could not be broken.
    first: f64,
    /// The column in which it stands; none where it has the whole page.
    column: Option<Edges>,
}

/// A glyph on a page whose lines run from left to right.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) y: f64,
    pub(super) size: f64,
}

/// The lines of a page from top to bottom, column by column where it has several. What runs in another direction than most of the page, such as a
/// watermark, is left out.
pub(super) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let of = |turn: u8| glyphs.iter().filter(|glyph| glyph.turn == Some(turn)).count();
    let Some(turn) = (0..4).rev().max_by_key(|turn| of(*turn)) else { return Vec::new() };
    let placed = glyphs.into_iter().filter(|glyph| glyph.turn == Some(turn));
    let mut placed: Vec<Placed> = placed.map(|glyph| upright(glyph, turn)).collect();
    placed.retain(|glyph| [glyph.left, glyph.right, glyph.y].iter().all(|at| at.is_finite()));
    placed.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Placed>> = Vec::new();
    for glyph in placed {
        let fits = |row: &Vec<Placed>| {
            row.first()
                .is_some_and(|first| glyph.y - first.y < SAME_LINE * first.size.max(glyph.size))
        };
        match rows.last_mut().filter(|row| fits(row)) {
            Some(row) => row.push(glyph),
            None => rows.push(vec![glyph]),
        }
    }
    let regions = columns::in_order(rows).into_iter();
    regions
        .flat_map(|region| {
            let column = region.column;
            region.rows.into_iter().filter_map(move |row| line(row, column))
        })
        .collect()
}

fn upright(glyph: Glyph, turn: u8) -> Placed {
    let turned = |(x, y): (f64, f64)| match turn {
        0 => (x, y),
        1 => (y, -x),
        2 => (-x, -y),
        _ => (-y, x),
    };
    let ((left, y), (right, _)) = (turned(glyph.from), turned(glyph.to));
    Placed { text: glyph.text, left, right, y, size: glyph.size }
}

/// The line of a row of glyphs; none where it is blank.
fn line(mut row: Vec<Placed>, column: Option<Edges>) -> Option<Line> {
    row.dedup_by(|one, before| {
        one.text == before.text
            && one.left - before.left < OVERPRINTED * one.size
            && !is_blank(&one.text)
    });
    let mut text = String::new();
    let mut end: Option<f64> = None;
    for glyph in &row {
        let gap = end.is_some_and(|end| glyph.left - end > BLANK * glyph.size);
        if gap && !text.ends_with(char::is_whitespace) && !is_blank(&glyph.text) {
            text.push(' ');
        }
        text.push_str(&glyph.text);
        end = Some(glyph.right);
    }
    let inked: Vec<&Placed> = row.iter().filter(|glyph| !is_blank(&glyph.text)).collect();
    let (first, last) = inked_ends(row.iter())?;
    let mut sizes: Vec<f64> = inked.iter().map(|glyph| glyph.size).collect();
    let size = percentile(&mut sizes, 50)?;
    Some(Line {
        text: text.trim().to_owned(),
        left: first.left,
        right: last.right,
        y: first.y,
        size,
        first: unbroken(&inked),
        column,
    })
}

/// The first and the last glyph of a row that are seen; none where it is blank.
pub(super) fn inked_ends<'g>(
    row: impl DoubleEndedIterator<Item = &'g Placed> + Clone,
) -> Option<(&'g Placed, &'g Placed)> {
    let mut inked = row.filter(|glyph| !is_blank(&glyph.text));
    let first = inked.next()?;
    Some((first, inked.next_back().unwrap_or(first)))
}

pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The width of what begins a line and could not have been broken: brackets that open, a character or a word, and
/// the signs that must not begin a line.
fn unbroken(inked: &[&Placed]) -> f64 {
    let opens = |glyph: &&&Placed| {
        glyph.text.starts_with(['（', '(', '《', '“', '〔', '[', '【', '‘', '「'])
    };
    let closes = |glyph: &&&Placed| {
        glyph.text.starts_with([
            '，', '。', '、', '；', '：', '！', '？', '）', ')', '》', '”', '〕', ']', '】', '’',
            ',', '.', ';', ':', '%', '％', '」',
        ])
    };
    let in_word = |glyph: &&&Placed| {
        glyph.text.starts_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '-')
    };
    let opening = inked.iter().take_while(opens).count();
    let word = inked.iter().skip(opening).take_while(in_word).count().max(1);
    let closing = inked.iter().skip(opening + word).take_while(closes).count();
    let last = inked.get(opening + word + closing - 1).or(inked.last());
    inked.first().zip(last).map_or(0.0, |(first, last)| last.right - first.left)
}

/// The measures of a document: where its lines begin and end, and how far apart they are.
#[derive(Debug)]
struct Measure {
    left: f64,
    right: f64,
    /// The distance of lines of a paragraph as a multiple of their size.
    pitch: f64,
}

impl Measure {
    fn of(pages: &[Vec<Line>]) -> Option<Self> {
        // Columns have edges of their own.
        let wide = || pages.iter().flatten().filter(|line| line.column.is_none());
        let in_columns = wide().next().is_none();
        let all = || pages.iter().flatten().filter(|line| line.column.is_none() || in_columns);
        let size = percentile(&mut all().map(|line| line.size).collect::<Vec<_>>(), 50)?;
        let mut lefts: Vec<f64> = all().map(|line| line.left).collect();
        let mut rights: Vec<f64> = all().map(|line| -line.right).collect();
        let pairs = pages.iter().flat_map(|lines| lines.iter().zip(lines.iter().skip(1)));
        let mut pitches: Vec<f64> = pairs
            .filter(|(above, below)| above.column == below.column)
            .map(|(above, below)| (below.y - above.y) / above.size)
            .collect();
        Some(Self {
            left: shared(&mut lefts, size)?,
            right: -shared(&mut rights, size)?,
            pitch: percentile(&mut pitches, 20).unwrap_or(0.0),
        })
    }

    /// Whether a line continues the paragraph of the one above: it is not set apart, and what it begins with would
    /// not have found room there. Below the first line of a paragraph it may also hang further right.
    ///
    /// It may stand in the next column, where it begins at the edge.
    fn goes_on(&self, above: &Line, is_first: bool, below: &Line) -> bool {
        let size = above.size;
        let (left, right) = above.column.unwrap_or((self.left, self.right));
        let next = above.column.zip(below.column).filter(|(one, next)| next.0 > one.1);
        let near = below.y - above.y <= (SPACED * self.pitch).min(FAR) * size;
        let near = if next.is_some() { true } else { near && above.column == below.column };
        let wide = right - left >= NARROW * size;
        let alike = (above.size - below.size).abs() <= 0.15 * size;
        let hangs = next.is_none() && is_first && below.left > above.left + INDENT * size;
        let edge = next.map_or(left, |(_, (next, _))| next);
        let flush = below.left <= edge + INDENT * size || hangs;
        let full = above.right + below.first > right + 0.1 * size;
        near && wide && alike && flush && full
    }
}

/// The least of some numbers that another one shares to half a size; the least where none does.
pub(super) fn shared(numbers: &mut [f64], size: f64) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    let mut near = pairs.filter(|(one, next)| *next - *one < size / 2.0);
    near.next().map(|(one, _)| *one).or_else(|| numbers.first().copied())
}

fn percentile(numbers: &mut [f64], percent: usize) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() * percent / 100).copied()
}

/// The paragraphs of a document, one on each line, with an empty line after each page.
pub(super) fn paragraphs(pages: &[Vec<Line>]) -> String {
    let Some(measure) = Measure::of(pages) else { return String::new() };
    let mut text = String::new();
    for lines in pages {
        let (mut above, mut is_first): (Option<&Line>, bool) = (None, true);
        for line in lines {
            let goes_on = above.is_some_and(|above| measure.goes_on(above, is_first, line));
            match above {
                Some(above) if goes_on => {
                    let apart =
                        |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
                    if apart(above.text.chars().last()) && apart(line.text.chars().next()) {
                        text.push(' ');
                    }
                }
                Some(_) => text.push('\n'),
                None => {}
            }
            text.push_str(&line.text);
            (above, is_first) = (Some(line), !goes_on);
        }
        text.push_str("\n\n");
    }
    text
}
