//! Headings that a scan gave several times over, as where a printer made letters bold by printing them again:
//! 第一条第一条第一条 or 第第第一一一条条条.

use super::marks;

/// So many times over at most.
const MOST_TIMES: usize = 6;

/// The line with its heading said once, where the heading is that of an article or chapter said several times;
/// any other line as it was.
pub(super) fn once(line: &str) -> String {
    let (head, rest) = line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
    for times in (2..=MOST_TIMES).rev() {
        let Some(single) = collapsed(head, times).filter(|single| marks::is_heading(single)) else {
            continue;
        };
        // The title of a chapter was printed like its number; the words of an article were not.
        let rest = if marks::is_chapter(&single) {
            let words = rest.split_whitespace();
            let words = words.map(|word| collapsed(word, times).unwrap_or_else(|| word.to_owned()));
            format!(" {}", words.collect::<Vec<_>>().join(" "))
        } else {
            rest.to_owned()
        };
        return format!("{single}{rest}");
    }
    line.to_owned()
}

/// A word that consists of pieces each of which stands so many times in a row, with each piece once.
fn collapsed(word: &str, times: usize) -> Option<String> {
    let signs: Vec<char> = word.chars().collect();
    let mut rest = signs.as_slice();
    let mut single = String::new();
    while !rest.is_empty() {
        let size = (1..=rest.len() / times).find(|size| stands(rest, *size, times))?;
        let (run, after) = rest.split_at(size * times);
        single.extend(run.iter().take(size));
        rest = after;
    }
    Some(single)
}

/// Whether the first so many signs stand so many times in a row.
fn stands(signs: &[char], size: usize, times: usize) -> bool {
    let mut runs = signs.chunks_exact(size).take(times);
    let Some(first) = runs.next() else { return false };
    let mut again = 1;
    for run in runs {
        if run != first {
            return false;
        }
        again += 1;
    }
    again == times
}
