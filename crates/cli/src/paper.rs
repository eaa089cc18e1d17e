//! Plain text for memos: columns that line up in Chinese and English, lines broken where both languages
//! allow it, and nothing that a terminal could take for a command.
//!
//! It knows lines and widths and nothing of what they say.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns of a line; a Chinese character takes two.
const WIDTH: usize = 88;
/// Characters that do not begin a line.
const CLOSING: &str = "，。；：、！？）》”’】」』%％,.;:!?)]}…";
/// Characters that do not end a line.
const OPENING: &str = "（《“‘【「『([{";

/// A text in the making.
#[derive(Debug, Default)]
pub(crate) struct Paper {
    text: String,
}

impl Paper {
    /// The text so far.
    pub(crate) fn text(self) -> String {
        self.text
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A line that is not broken, because it is to be copied.
    pub(crate) fn verbatim(&mut self, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(&harmless(text));
        self.text.push('\n');
    }

    /// A paragraph; its second and later lines stand under the first one's text.
    pub(crate) fn line(&mut self, indent: usize, text: &str) {
        self.labelled(indent, "", 0, text);
    }

    /// A paragraph after a label that takes so many columns; all its lines stand to the right of them.
    pub(crate) fn labelled(&mut self, indent: usize, label: &str, columns: usize, text: &str) {
        let left = indent + columns;
        let mut lead = format!("{}{}", " ".repeat(indent), padded(label, columns));
        for line in wrapped(text, WIDTH.saturating_sub(left).max(20)) {
            self.text.push_str(&lead);
            self.text.push_str(&line);
            while self.text.ends_with(' ') {
                self.text.pop();
            }
            self.text.push('\n');
            lead = " ".repeat(left);
        }
    }
}

/// The columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// A text with spaces behind it up to so many columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let text = harmless(text);
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// The text with every control character replaced by as many bytes that are harmless, so that places in it
/// stay true.
pub(crate) fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' | '\t' => safe.push(sign),
            // Directions that make text read otherwise than it is stored.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => safe.push('\u{fffd}'),
            sign if sign.is_control() => safe.push_str(&"?".repeat(sign.len_utf8())),
            sign => safe.push(sign),
        }
    }
    safe
}

/// Lines of at most so many columns, broken at spaces and between Chinese characters.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in harmless(text).replace('\t', " ").split('\n') {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if !line.is_empty() && line.width() + piece.trim_end().width() > columns {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.push_str(if line.is_empty() { piece.trim_start() } else { &piece });
        }
        lines.push(line);
    }
    lines
}

/// The parts of a text that stay together.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut before = None;
    for sign in text.chars() {
        if before.is_some_and(|before| may_break(before, sign)) {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.push(sign);
        before = Some(sign);
    }
    pieces.push(piece);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    let wide = |sign: char| sign.width() == Some(2);
    if CLOSING.contains(after) || OPENING.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || wide(before) || wide(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_between_characters_but_not_before_a_comma() {
        assert_eq!(wrapped("一二三四五，六七", 10), ["一二三四", "五，六七"]);
        assert_eq!(wrapped("不少于 5 家（含）", 10), ["不少于 5", "家（含）"]);
        assert_eq!(wrapped("not fewer than five", 9), ["not fewer", "than five"]);
    }

    #[test]
    fn labels_line_up_whatever_their_script() {
        let mut paper = Paper::default();
        paper.labelled(2, "要求", 8, "甲");
        paper.labelled(2, "rule", 8, "b");
        assert_eq!(paper.text(), "  要求    甲\n  rule    b\n");
    }

    #[test]
    fn what_a_terminal_would_obey_is_replaced_byte_for_byte() {
        let text = "a\u{1b}[31mb\u{202e}c\u{9b}d";
        assert_eq!(harmless(text), "a?[31mb\u{fffd}c??d");
        assert_eq!(harmless(text).len(), text.len());
    }
}
