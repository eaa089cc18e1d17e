//! A text as other programs would hand it on: as a Word file with its numbers typed or given by Word, and printed.

use guohe_testkit::documents::{printed, word, word_body};

/// Articles count on through the chapters; items and numbers begin anew.
const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="space"/><w:lvlText w:val="第%1条"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:suff w:val="space"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:numFmt w:val="japaneseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:suff w:val="space"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"#;

/// The lines of a text that hold something.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A Word file in which each line is a paragraph, its words in two runs.
pub(super) fn word_file(lines: &[&str]) -> Vec<u8> {
    let paragraph = |line: &str| {
        let middle = line.char_indices().nth(3).map_or(0, |(at, _)| at);
        let (one, two) = line.split_at(middle);
        let run =
            |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text));
        format!("<w:p>{}{}</w:p>", run(one), run(two))
    };
    let body = word_body(&lines.iter().copied().map(paragraph).collect::<Vec<_>>().concat());
    word(&[("document.xml", &body)]).unwrap()
}

/// The same with the numbers of articles, parts, items and numbers left to Word; says how many that were.
pub(super) fn numbered_word_file(text: &str) -> (Vec<u8>, usize) {
    let (mut count, mut by_parts) = (0, false);
    let mut paragraph = |line: &str| {
        let found = marked(line);
        by_parts = match found {
            Some(("part", _)) => true,
            Some(("article", _)) => false,
            _ => by_parts,
        };
        let used = if by_parts { 2 } else { 1 };
        let (properties, words) = found.map_or((String::new(), line), |(kind, words)| {
            count += 1;
            let level = match kind {
                "article" | "part" => 0,
                "item" => 1,
                _ => 2,
            };
            let list = format!(
                "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{used}\"/></w:numPr>"
            );
            (format!("<w:pPr>{list}</w:pPr>"), words)
        });
        format!("<w:p>{properties}<w:r><w:t>{}</w:t></w:r></w:p>", escaped(words))
    };
    let body = lines(text).into_iter().map(&mut paragraph).collect::<Vec<_>>().concat();
    let body = word_body(&body);
    (word(&[("document.xml", &body), ("numbering.xml", NUMBERING)]).unwrap(), count)
}

/// What the number at the start of a line is, and the words behind it.
fn marked(line: &str) -> Option<(&'static str, &str)> {
    let numerals = |sign: char| "一二三四五六七八九十".contains(sign);
    let head = line.split_whitespace().next()?;
    if head.starts_with('第') && head.ends_with('条') {
        return Some(("article", line.strip_prefix(head)?.trim_start()));
    }
    if let Some(rest) =
        line.trim_start_matches(numerals).strip_prefix('、').filter(|_| line.starts_with(numerals))
    {
        return Some(("part", rest));
    }
    if let Some(rest) = line.strip_prefix(['（', '(']).map(|rest| rest.trim_start_matches(numerals))
    {
        return rest.strip_prefix(['）', ')']).map(|rest| ("item", rest.trim_start()));
    }
    let digits = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let rest = digits.strip_prefix(['.', '、']).filter(|_| digits.len() < line.len())?;
    (!rest.starts_with(|sign: char| sign.is_ascii_digit())).then(|| ("number", rest.trim_start()))
}

/// The text as the page of an authority shows it, among its ways through the site.
pub(super) fn page(text: &str) -> String {
    let paragraphs: String = lines(text).into_iter().fold(String::new(), |all, line| {
        all + "<p style=\"text-indent: 2em\"><span>" + &escaped(line) + "</span></p>\n"
    });
    format!(
        "<!DOCTYPE html><html><head><title>某网</title></head><body><nav><li>首页</li></nav>\
         <div><a href=\"/\">首页</a> &gt; <a href=\"/a\">政策</a></div><div id=\"content\">{paragraphs}</div>\
         <div><a href=\"/b\">相关解读</a></div><footer>主办单位：某机关。</footer></body></html>"
    )
}

/// A print of the text on pages of A4, set as official documents are; none where there is no Chromium.
pub(super) fn print(text: &str) -> Option<Vec<u8>> {
    const STYLE: &str = "@page { size: A4; margin: 30mm 26mm } p { margin: 0; text-indent: 2em; text-align: justify; \
        font: 16pt/28pt serif }";
    let paragraphs: String =
        lines(text).into_iter().fold(String::new(), |all, line| all + "<p>" + &escaped(line));
    printed(&format!("<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><style>{STYLE}</style>{paragraphs}")).unwrap()
}
