use guohe_documents::{At, Flaw, ReadError, text};
use guohe_testkit::documents::{archive, word, word_body};

use crate::no_damage_makes_it_fail;

fn lines_with(parts: &[(&str, &str)], body: &str) -> Vec<String> {
    let body = word_body(body);
    let parts: Vec<_> = parts.iter().copied().chain([("document.xml", body.as_str())]).collect();
    text(&word(&parts).unwrap()).unwrap().lines().map(str::to_owned).collect()
}

fn lines(body: &str) -> Vec<String> {
    lines_with(&[], body)
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

#[test]
fn a_paragraph_is_a_line_whatever_it_was_put_together_from() {
    let body = [
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"1\"/></w:tabs></w:pPr>",
        &run("甲&lt;乙&#x4E19;"),
        "<w:r><w:tab/><w:t>丁</w:t><w:br/><w:t>戊\u{ad}己</w:t><w:softHyphen/><w:noBreakHyphen/><w:t>１</w:t></w:r></w:p>",
        "<w:p><w:hyperlink><w:smartTag>",
        &run("庚"),
        "</w:smartTag></w:hyperlink><w:sdt><w:sdtContent>",
        &run("辛"),
        "</w:sdtContent></w:sdt><w:r><w:ruby><w:rt><w:r><w:t>rén</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>壬</w:t></w:r>\
         </w:rubyBase></w:ruby></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/>\
         </w:rPr><w:t>癸</w:t></w:r></w:p>",
    ]
    .concat();
    assert_eq!(lines(&body), ["甲<乙丙\t丁", "戊己-１", "庚辛壬癸"]);
}

#[test]
fn changes_are_read_as_if_they_were_accepted() {
    let body = [
        "<w:p><w:r><w:t>不少于</w:t></w:r><w:del><w:r><w:delText>三</w:delText><w:t>三</w:t></w:r></w:del><w:ins>",
        &run("五"),
        "</w:ins>",
        "<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>家。</w:t></w:r>",
        "</w:p><w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr>\
         </w:pPr></w:pPrChange></w:pPr>",
        &run("前半，"),
        "</w:p><w:p><w:moveFrom>",
        &run("搬走。"),
        "</w:moveFrom>",
        &run("后半。"),
        "</w:p><w:p><w:moveTo>",
        &run("搬来。"),
        "</w:moveTo></w:p>",
    ]
    .concat();
    assert_eq!(lines(&body), ["不少于五家。", "前半，后半。", "搬来。"]);
}

#[test]
fn of_a_field_the_result_is_read_and_of_a_text_box_one_of_its_two_copies() {
    let body = [
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>",
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
        &run("内层"),
        "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
        &run("第三条"),
        "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:fldSimple w:instr=\"PAGE\">",
        &run("所称"),
        "</w:fldSimple></w:p><w:p>",
        &run("外"),
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>",
        &paragraph("框"),
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>",
        &paragraph("框"),
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
        &run("面"),
        "</w:p>",
    ]
    .concat();
    assert_eq!(lines(&body), ["第三条所称", "框", "外面"]);
}

#[test]
fn a_note_stands_behind_the_paragraph_that_refers_to_it() {
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p/></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/><w:t>注文。</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let body = [
        "<w:p>",
        &run("有注。"),
        "<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        &paragraph("无注。"),
    ]
    .concat();
    assert_eq!(lines_with(&[("footnotes.xml", notes)], &body), ["有注。", "注文。", "无注。"]);
}

#[test]
fn the_rows_of_a_table_are_lines_unless_a_cell_has_several() {
    let cell = |inner: &str| format!("<w:tc><w:tcPr/>{inner}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let inner =
        format!("<w:tbl>{}</w:tbl><w:p/>", row(&[cell(&paragraph("丙")), cell(&paragraph("丁"))]));
    let body = [
        paragraph("表前"),
        "<w:tbl>".to_owned(),
        row(&[cell(&paragraph("甲")), cell("<w:p/>"), cell(&paragraph("乙"))]),
        row(&[cell(&inner), cell(&paragraph("戊"))]),
        row(&[cell(&(paragraph("第一条") + &paragraph("第二条"))), cell(&paragraph("己"))]),
        "</w:tbl>".to_owned(),
        paragraph("表后"),
    ]
    .concat();
    assert_eq!(lines(&body), ["表前", "甲\t\t乙", "丙\t丁\t戊", "第一条", "第二条", "己", "表后"]);
}

/// Chapters, articles by their style, items, and numbers; a second use of the list begins at five.
const NUMBERING: &str = r#"<w:numbering xmlns:w="w">
  <w:abstractNum w:abstractNumId="7">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="space"/>
      <w:lvlText w:val="第%1章"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlRestart w:val="0"/>
      <w:pStyle w:val="Article"/><w:lvlText w:val="第%2条"/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:suff w:val="nothing"/>
      <w:lvlText w:val="（%3）"/></w:lvl>
    <w:lvl w:ilvl="3"><w:numFmt w:val="decimal"/><w:lvlText w:val="%4."/></w:lvl>
    <w:lvl w:ilvl="4"><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%2.%5"/></w:lvl>
  </w:abstractNum>
  <w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
  <w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
  <w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="3"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"#;

const STYLES: &str = r#"<w:styles xmlns:w="w">
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
  <w:style w:type="paragraph" w:styleId="Article"><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
  <w:style w:type="paragraph" w:styleId="Bold"><w:basedOn w:val="Article"/></w:style>
</w:styles>"#;

#[test]
fn automatic_numbers_are_those_that_word_prints() {
    let listed = |used: u32, level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{used}\"/></w:numPr></w:pPr>{}</w:p>",
            run(text)
        )
    };
    let styled = |style: &str, more: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{}</w:p>", run(text))
    };
    let article = |text: &str| styled("Article", "", text);
    let body = [
        listed(1, 0, "总则"),
        article("甲。"),
        listed(1, 2, "其一；"),
        listed(1, 2, "其二。"),
        styled("Bold", "<w:numPr><w:ilvl w:val=\"1\"/></w:numPr>", "乙。"),
        listed(1, 2, "又一。"),
        styled("Article", "<w:numPr><w:numId w:val=\"0\"/></w:numPr>", "不编号。"),
        listed(1, 0, "附则"),
        article("丙。"),
        listed(1, 3, "一。"),
        listed(3, 3, "五。"),
        listed(3, 3, "六。"),
        listed(1, 4, "节。"),
        listed(2, 0, "点"),
        listed(9, 0, "无此表"),
    ]
    .concat();
    assert_eq!(
        lines_with(&[("numbering.xml", NUMBERING), ("styles.xml", STYLES)], &body),
        [
            "第一章 总则",
            "第一条\t甲。",
            "（一）其一；",
            "（二）其二。",
            "第二条\t乙。",
            "（一）又一。",
            "不编号。",
            "第二章 附则",
            "第三条\t丙。",
            "1.\t一。",
            "5.\t五。",
            "6.\t六。",
            "3.1\t节。",
            "•\t点",
            "无此表",
        ]
    );
}

fn refusal(parts: &[(&str, &str)]) -> ReadError {
    text(&word(parts).unwrap()).unwrap_err()
}

#[test]
fn what_would_exhaust_or_look_outside_is_refused_where_it_stands() {
    let place = |error: ReadError| {
        let ReadError::Damaged { at: At::Part { name, byte }, flaw } = error else {
            panic!("{error}")
        };
        (name, byte > 0, flaw)
    };
    let document = "word/document.xml".to_owned();
    let bomb = " ".repeat(64 * 1024 * 1024 + 1);
    assert_eq!(
        place(refusal(&[("document.xml", &bomb)])),
        (document.clone(), true, Flaw::Excessive)
    );
    let deep = word_body(&("<w:tbl>".repeat(400) + &"</w:tbl>".repeat(400)));
    assert_eq!(
        place(refusal(&[("document.xml", &deep)])),
        (document.clone(), true, Flaw::Excessive)
    );
    let outside = format!(
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>{}",
        word_body(&paragraph("甲"))
    );
    assert_eq!(
        place(refusal(&[("document.xml", &outside)])),
        (document.clone(), true, Flaw::Declares)
    );
    let unknown = word_body(&paragraph("&x;"));
    assert_eq!(
        place(refusal(&[("document.xml", &unknown)])),
        (document.clone(), true, Flaw::Declares)
    );
    let crossed = word_body("<w:p></w:r>");
    assert_eq!(
        place(refusal(&[("document.xml", &crossed)])),
        (document.clone(), true, Flaw::Broken)
    );
    let whole = word_body(&paragraph("甲"));
    let cut = whole.split("</w:body>").next().unwrap();
    assert_eq!(place(refusal(&[("document.xml", cut)])), (document, true, Flaw::Cut));
    let body = word_body(&paragraph("甲"));
    let styles = refusal(&[("document.xml", &body), ("styles.xml", "<w:styles")]);
    assert_eq!(place(styles), ("word/styles.xml".to_owned(), true, Flaw::Broken));
}

#[test]
fn an_archive_of_something_else_is_no_word_file() {
    let sheet = [("xl/workbook.xml", "<workbook/>".as_bytes())];
    assert_eq!(text(&archive(sheet.into_iter()).unwrap()), Err(ReadError::NoWord));
    assert_eq!(text(&archive(std::iter::empty()).unwrap()), Err(ReadError::NoWord));
    let blank = word_body("<w:p/>");
    assert_eq!(refusal(&[("document.xml", &blank)]), ReadError::Empty);
}

#[test]
fn a_damaged_word_file_is_read_or_refused() {
    let body = word_body(&paragraph("第一条 甲。").repeat(30));
    let parts =
        [("document.xml", body.as_str()), ("numbering.xml", NUMBERING), ("styles.xml", STYLES)];
    no_damage_makes_it_fail(&word(&parts).unwrap(), 400);
}
