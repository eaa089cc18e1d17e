//! A page of the web, as it was saved: its blocks as lines, without what is there to walk through the site. Pages are
//! written so freely that nothing here is an error.

use std::collections::BTreeSet;

/// So many signs of a text say whether it is a page.
const HEAD: usize = 2_000;
/// Elements that hold no words of the document: programs, forms, and the ways through a site.
const LEFT_OUT: [&str; 15] = [
    "script", "style", "noscript", "template", "title", "svg", "nav", "header", "footer", "aside",
    "select", "button", "iframe", "textarea", "rt",
];
/// Elements that stand within a line; every other one begins and ends lines.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins",
    "label", "mark", "o:p", "rb", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup",
    "u",
];
/// The names of signs that official pages write.
const NAMED: [(&str, &str); 18] = [
    ("nbsp", " "),
    ("lt", "<"),
    ("gt", ">"),
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("middot", "·"),
    ("emsp", " "),
    ("ensp", " "),
    ("times", "×"),
    ("bull", "•"),
];

/// Whether a text is a page.
pub(crate) fn is_page(text: &str) -> bool {
    let head: String =
        text.trim_start_matches('\u{feff}').trim_start().chars().take(HEAD).collect();
    let head = head.to_ascii_lowercase();
    head.starts_with('<') && (head.contains("<html") || head.starts_with("<!doctype html"))
}

/// The lines of a page.
pub(crate) fn read(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let mut lines = Lines::default();
    let mut endless: BTreeSet<&str> = BTreeSet::new();
    let mut at = 0;
    while let Some(rest) = page.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            lines.put(rest.get(..end).unwrap_or_default());
            at += end;
            continue;
        };
        let here = at;
        at += 1 + end_of(tag);
        let Some((name, closes)) = lower.get(here + 1..at).and_then(name) else {
            if !tag.starts_with(['!', '?', '/']) {
                // A sign of comparison and no tag.
                lines.put("<");
                at = here + 1;
            }
            continue;
        };
        let left_out =
            LEFT_OUT.into_iter().find(|one| *one == name && !closes && !endless.contains(one));
        if let Some(one) = left_out {
            match lower.get(at..).and_then(|rest| rest.find(&format!("</{one}"))) {
                Some(end) => at += end,
                None => drop(endless.insert(one)),
            }
        }
        lines.tag(name, closes);
    }
    lines.end();
    lines.text
}

/// How many bytes behind its `<` a tag or comment ends.
fn end_of(tag: &str) -> usize {
    if let Some(comment) = tag.strip_prefix("!--") {
        return comment.find("-->").map_or(tag.len(), |end| end + 6);
    }
    let mut quote = None;
    for (at, sign) in tag.char_indices() {
        match (quote, sign) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), _) if open == sign => quote = None,
            (None | Some(_), _) => {}
        }
    }
    // A quotation mark that is never closed: the tag ends where it seems to.
    tag.find('>').map_or(tag.len(), |end| end + 1)
}

/// The name of a tag, and whether it closes an element.
fn name(tag: &str) -> Option<(&str, bool)> {
    let (tag, closes) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
    let end =
        tag.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == ':')).unwrap_or(tag.len());
    let name =
        tag.get(..end).filter(|name| name.starts_with(|sign: char| sign.is_ascii_alphabetic()))?;
    Some((name, closes))
}

/// Lines in the making.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    line: String,
    in_link: bool,
    /// How many signs of the line lead elsewhere.
    linked: usize,
}

impl Lines {
    fn put(&mut self, raw: &str) {
        let text = resolved(raw);
        for sign in text.chars() {
            let blank = sign.is_whitespace() && sign != '\u{3000}';
            if !blank {
                self.line.push(sign);
                self.linked += usize::from(self.in_link && !sign.is_whitespace());
            } else if !self.line.ends_with(char::is_whitespace) {
                self.line.push(' ');
            }
        }
    }

    fn tag(&mut self, name: &str, closes: bool) {
        match name {
            "a" => self.in_link = !closes,
            "td" | "th" => {
                if !self.line.is_empty() && !closes {
                    self.line.push('\t');
                }
            }
            name if INLINE.contains(&name) => {}
            _ => self.end(),
        }
    }

    /// Ends a line; one that leads elsewhere as a whole is a way through the site.
    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        let solid = line.chars().filter(|sign| !sign.is_whitespace()).count();
        if solid > std::mem::take(&mut self.linked) {
            self.text.push_str(line.trim());
            self.text.push('\n');
        }
    }
}

/// Text with the signs that it names by `&…;`.
fn resolved(raw: &str) -> String {
    let mut pieces = raw.split('&');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let sign = piece.split_once(';').and_then(|(name, rest)| Some((sign(name)?, rest)));
        match sign {
            Some((sign, rest)) => text.extend([sign.as_str(), rest]),
            None => text.extend(["&", piece]),
        }
    }
    text
}

fn sign(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(one, _)| *one == name).map(|(_, sign)| (*sign).to_owned());
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::{is_page, read};

    const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>某办法_某网</title><meta charset=\"gb2312\">\
        <style>p { color: red }</style></head><body>\n<nav><ul><li>首页</li></ul></nav>\
        <div class=\"path\"><a href=\"/\">首页</a> <a href='/zc'>政策</a></div>\n<!-- <p>旧文</p> -->\n\
        <P style=\"text-indent: 2em\" data-note=\"a > b\">第一条&nbsp;为了&ldquo;某事&rdquo;，\n制定<b>本</b>办法<sup>1</sup>。<br>\
        第二条&#12288;不少于3 < 5 家，见<a href=\"/x\">某法</a>。</p><script>if (a < b) { document.write(\"<p>x</p>\") }</script>\
        <table><tr><th>名称<td>数量</tr><tr><td>甲</td><td>五</td></tr></table><nav>未关闭<p>第三条 AT&T&unknown;施行。\
        <footer><p>版权所有</p></footer></body></html>";

    #[test]
    fn the_blocks_of_a_page_are_lines_and_its_ways_through_the_site_are_not() {
        assert!(is_page(PAGE));
        let found: Vec<String> = read(PAGE).lines().map(str::to_owned).collect();
        assert_eq!(
            found,
            [
                "第一条 为了“某事”， 制定本办法1。",
                "第二条\u{3000}不少于3 < 5 家，见某法。",
                "名称\t数量",
                "甲\t五",
                "未关闭",
                "第三条 AT&T&unknown;施行。",
            ]
        );
    }

    #[test]
    fn text_that_speaks_of_pages_is_none() {
        for text in ["第一条 <html> 是标记。", "<第一条> 甲。", "<p>甲</p>", ""] {
            assert!(!is_page(text), "{text}");
        }
    }

    #[test]
    fn a_page_that_is_cut_anywhere_is_read_to_its_end() {
        for (at, _) in PAGE.char_indices() {
            drop(read(PAGE.get(..at).unwrap_or_default()));
        }
        assert_eq!(read("<html><p title=\"甲>乙</p><p>丙</p>"), "乙\n丙\n");
        let unclosed = "<nav>".repeat(100_000);
        assert_eq!(read(&format!("<html>{unclosed}甲")), "甲\n");
    }
}
