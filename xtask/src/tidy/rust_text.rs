//! Rust source with its comments and texts blanked out, line by line.

/// The source without comments, strings and characters; lines keep their numbers.
pub(super) fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = skipped(rest).unwrap_or(0);
        if length == 0 {
            code.push(next);
            rest = tail(rest, word_length(rest).unwrap_or(next.len_utf8()), &mut code, next);
        } else {
            let (blanked, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            code.push(' ');
            code.extend(blanked.chars().filter(|c| *c == '\n'));
            rest = after;
        }
    }
    code
}

/// What follows the first `length` bytes; of a word, all but its first character is copied too.
fn tail<'a>(rest: &'a str, length: usize, code: &mut String, first: char) -> &'a str {
    let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    code.push_str(word.get(first.len_utf8()..).unwrap_or_default());
    after
}

/// A name or number is copied as a whole, so that the `r` of `for` does not open a raw string.
fn word_length(rest: &str) -> Option<usize> {
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (length > 0).then_some(length)
}

/// How many bytes at the start are a comment, a string or a character.
fn skipped(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        let after = rest.strip_prefix(prefix).unwrap_or_default();
        let hashes = if prefix.contains('r') { after.trim_start_matches('#') } else { after };
        hashes.starts_with('"')
    })?;
    let after = rest.strip_prefix(prefix)?;
    let inside = if prefix.contains('r') { raw(after) } else { escaped(after, '"') };
    Some(prefix.len() + inside)
}

/// `'a'` or `'\n'`, but not the lifetime `'a`.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    let closes = inside.get(first.len_utf8()..).is_some_and(|after| after.starts_with('\''));
    (first == '\\' || closes).then(|| escaped(rest, '\''))
}

fn raw(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let close = format!("\"{}", "#".repeat(hashes));
    let inside = text.get(hashes + 1..).unwrap_or_default();
    inside.find(&close).map_or(text.len(), |end| hashes + 1 + end + close.len())
}

fn escaped(text: &str, quote: char) -> usize {
    let mut escape = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escape => escape = false,
            '\\' => escape = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_left() {
        let source =
            "let a = \"1 \\\" 2\"; // 3\nlet b: &'a u8 = '4'; /* 5\n6 */ for x in r#\"7\"8\"# {9}";
        assert_eq!(code_only(source), "let a =  ;  \nlet b: &'a u8 =  ;  \n for x in   {9}");
    }

    #[test]
    fn escaped_characters_end_where_they_end() {
        assert_eq!(code_only(r"let q = '\''; let n = b'\n'; 1"), "let q =  ; let n = b ; 1");
    }
}
