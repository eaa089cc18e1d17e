//! Columns of text that stand side by side, told from the cells of a table.
//!
//! Between columns runs a strip without ink, past several lines on both sides. That is so in tables as well; but the
//! lines of a column are wide, most of them go to its edge, and they are sentences. Where one of that is wanting the
//! rows are left as they are, since a table is read row by row.

use super::layout::{Placed, inked_ends, is_blank, shared};

/// The strip between two columns is at least so many characters wide.
const GUTTER: f64 = 1.0;
/// On each side stand at least so many lines beside each other.
const FEWEST_LINES: usize = 4;
/// A column is at least so many characters wide.
const NARROWEST: f64 = 10.0;
/// A line goes to the edge of its column that ends within so many characters of it.
const RAGGED: f64 = 2.0;
/// Rows further apart than so many times their size do not stand in the same columns.
const FAR: f64 = 2.5;
/// So many places at which lines begin are tried for a page.
const MOST_PLACES: usize = 12;
/// Columns are looked for within columns so many times.
const DEEPEST: usize = 3;

/// Where a column begins and ends.
pub(super) type Edges = (f64, f64);

/// Rows that are read from top to bottom.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) rows: Vec<Vec<Placed>>,
    /// The column in which they stand; none where they have the whole page.
    pub(super) column: Option<Edges>,
}

/// The rows of a page, each from left to right, in the order in which they are read.
pub(super) fn in_order(mut rows: Vec<Vec<Placed>>) -> Vec<Region> {
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    let mut found = Vec::new();
    split(rows, None, DEEPEST, &mut found);
    found
}

fn split(
    mut rows: Vec<Vec<Placed>>,
    column: Option<Edges>,
    deeper: usize,
    found: &mut Vec<Region>,
) {
    let cut = if deeper == 0 { None } else { Cut::of(&rows) };
    let Some(cut) = cut else {
        found.push(Region { rows, column });
        return;
    };
    let below = rows.split_off(cut.to);
    let beside = rows.split_off(cut.from);
    split(rows, column, deeper - 1, found);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in beside {
        let (before, after): (Vec<_>, Vec<_>) =
            row.into_iter().partition(|glyph| glyph.left < cut.at);
        left.push(before);
        right.push(after);
    }
    for (side, edges) in [(left, cut.left), (right, cut.right)] {
        let inked = side.into_iter().filter(|row| row.iter().any(|one| !is_blank(&one.text)));
        split(inked.collect(), Some(edges), deeper - 1, found);
    }
    split(below, column, deeper - 1, found);
}

/// Rows that stand in two columns, and where the one ends and the other begins.
#[derive(Debug)]
struct Cut {
    from: usize,
    to: usize,
    at: f64,
    left: Edges,
    right: Edges,
}

impl Cut {
    /// The cut past the most rows.
    fn of(rows: &[Vec<Placed>]) -> Option<Self> {
        let cuts = places(rows).into_iter().flat_map(|at| Self::all(rows, at));
        cuts.reduce(
            |best, next| {
                if next.to - next.from > best.to - best.from { next } else { best }
            },
        )
    }

    /// Each run of rows that an empty strip before a place parts into two columns.
    fn all(rows: &[Vec<Placed>], at: f64) -> Vec<Self> {
        let mut cuts = Vec::new();
        let mut from = 0;
        for (nth, row) in rows.iter().enumerate() {
            let far = nth.checked_sub(1).and_then(|before| rows.get(before)).is_some_and(|above| {
                let (Some(one), Some(next)) = (above.first(), row.first()) else { return false };
                next.y - one.y > FAR * one.size.max(next.size)
            });
            if far {
                cuts.extend(Self::between(rows, (from, nth), at));
                from = nth;
            }
            if !is_clear(row, at) {
                cuts.extend(Self::between(rows, (from, nth), at));
                from = nth + 1;
            }
        }
        cuts.extend(Self::between(rows, (from, rows.len()), at));
        cuts
    }

    /// The cut through a run of rows past which the strip is empty; none where these are no columns of text.
    fn between(rows: &[Vec<Placed>], (from, to): (usize, usize), at: f64) -> Option<Self> {
        let run = rows.get(from..to)?;
        // What stands to the right alone above the columns, such as a date, is read before them.
        let above = run.iter().take_while(|row| Side::of(row, |left| left < at).is_none()).count();
        let run = run.get(above..)?;
        let left: Vec<Side> = run.iter().filter_map(|row| Side::of(row, |x| x < at)).collect();
        let right: Vec<Side> = run.iter().filter_map(|row| Side::of(row, |x| x >= at)).collect();
        let top = left.first()?.y.max(right.first()?.y);
        let bottom = left.last()?.y.min(right.last()?.y);
        let beside = |side: &[Side]| {
            let within = |one: &&Side| one.y > top - one.size && one.y < bottom + one.size;
            side.iter().filter(within).count() >= FEWEST_LINES
        };
        if !(beside(&left) && beside(&right)) {
            return None;
        }
        let (left, right) = (column(&left)?, column(&right)?);
        Some(Self { from: from + above, to, at, left, right })
    }
}

/// The part of a row that stands on one side.
#[derive(Debug)]
struct Side {
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    /// Whether it has a sign that stands in sentences.
    is_prose: bool,
}

impl Side {
    fn of(row: &[Placed], is_here: impl Fn(f64) -> bool) -> Option<Self> {
        let here = || row.iter().filter(|glyph| is_here(glyph.left));
        let (first, last) = inked_ends(here())?;
        let is_prose = here().any(|glyph| {
            glyph.text.starts_with(['，', '。', '；', '：', '、', ',', '.', ';', ':'])
        });
        Some(Self { left: first.left, right: last.right, y: first.y, size: first.size, is_prose })
    }
}

/// The edges of a column of text; none where its lines are none.
fn column(lines: &[Side]) -> Option<Edges> {
    let size = lines.first()?.size;
    let left = shared(&mut lines.iter().map(|line| line.left).collect::<Vec<_>>(), size)?;
    let right = -shared(&mut lines.iter().map(|line| -line.right).collect::<Vec<_>>(), size)?;
    let most = |of: &dyn Fn(&&Side) -> bool| lines.iter().filter(of).count() * 2 >= lines.len();
    let is_text = right - left >= NARROWEST * size
        && most(&|line| line.right >= right - RAGGED * size)
        && most(&|line| line.is_prose);
    is_text.then_some((left, right))
}

/// Where lines and parts of lines begin, the commonest first.
fn places(rows: &[Vec<Placed>]) -> Vec<f64> {
    let mut begins: Vec<f64> = Vec::new();
    for row in rows {
        let mut end: Option<f64> = None;
        for glyph in row.iter().filter(|glyph| !is_blank(&glyph.text)) {
            if end.is_none_or(|end| glyph.left - end >= GUTTER * glyph.size) {
                begins.push(glyph.left);
            }
            end = Some(end.map_or(glyph.right, |end| end.max(glyph.right)));
        }
    }
    begins.sort_by(f64::total_cmp);
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for begin in begins {
        match groups.last_mut().filter(|(first, _)| begin - first < 1.0) {
            Some((_, often)) => *often += 1,
            None => groups.push((begin, 1)),
        }
    }
    groups.sort_by_key(|(_, often)| std::cmp::Reverse(*often));
    groups.into_iter().take(MOST_PLACES).map(|(first, _)| first).collect()
}

/// Whether the strip before a place is empty in a row.
fn is_clear(row: &[Placed], at: f64) -> bool {
    row.iter().filter(|glyph| !is_blank(&glyph.text)).all(|glyph| {
        // The strip ends a little before the place, since glyphs of one edge do not begin at one point.
        let (from, to) = (at - GUTTER * glyph.size, at - 0.05 * glyph.size);
        glyph.right <= from || glyph.left >= to
    })
}
