use encoding_rs::GBK;
use guohe_documents::{At, Flaw, ReadError, text};
use guohe_testkit::documents::{Printed, hex, pdf, pdf_of_contents, pdf_of_lines, printed, stream};

use crate::no_damage_makes_it_fail;

/// A column of lines sixteen points high, twenty-eight apart; a line that begins with a blank is indented.
fn page<'t>(lines: &[&'t str]) -> Vec<Printed<'t>> {
    let line = |(nth, text): (i32, &&'t str)| {
        let words = text.trim_start();
        let indent = if words.len() < text.len() { 32.0 } else { 0.0 };
        Printed { x: 90.0 + indent, y: 100.0 + 28.0 * f64::from(nth), size: 16.0, text: words }
    };
    (0..).zip(lines).map(line).collect()
}

fn read(pages: &[Vec<Printed<'_>>]) -> Vec<String> {
    let text = text(&pdf_of_lines(pages).unwrap()).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn lines_that_were_broken_by_a_program_are_paragraphs_again() {
    let found = read(&[
        page(&[
            " 某地基地办法",
            " 第一条　为了某种事情而设立基地，",
            "并且加以管理，在二〇二六年之内制定了本",
            "办法。",
            " （一）名称",
            " 名称应当写明所在之地与所做之事及“",
            "其他”。",
        ]),
        page(&[
            " 第二条　自公布之日起，在此以前另有",
            "规定的，从其规定并且仍旧照此办理完了。",
            " 第三条　其余从略。",
        ]),
    ]);
    assert_eq!(
        found,
        [
            "某地基地办法",
            // A line that ends before the margin ends its paragraph, for all that one can see.
            "第一条　为了某种事情而设立基地，",
            "并且加以管理，在二〇二六年之内制定了本办法。",
            "（一）名称",
            "名称应当写明所在之地与所做之事及“其他”。",
            "第二条　自公布之日起，在此以前另有规定的，从其规定并且仍旧照此办理完了。",
            "第三条　其余从略。",
        ]
    );
}

#[test]
fn the_order_is_that_of_the_page_and_bold_letters_printed_twice_are_said_once() {
    let at = |x: f64, y: f64, text: &'static str| Printed { x, y, size: 16.0, text };
    let found = read(&[vec![
        at(90.0, 200.0, "右边在后，"),
        at(90.0, 100.0, "第一章"),
        at(90.4, 100.2, "第一章"),
        at(250.0, 200.5, "同在一行。"),
        at(90.0, 300.0, "⻓期⺠间⼀⼤"),
    ]]);
    assert_eq!(found, ["第一章", "右边在后， 同在一行。", "长期民间一大"]);
}

/// Lines ten points high in a column that begins at a place; a line that begins with a blank is indented.
fn column<'t>(x: f64, y: f64, pitch: f64, lines: &[&'t str]) -> Vec<Printed<'t>> {
    let line = |(nth, text): (i32, &&'t str)| {
        let words = text.trim_start();
        let indent = if words.len() < text.len() { 20.0 } else { 0.0 };
        Printed { x: x + indent, y: y + pitch * f64::from(nth), size: 10.0, text: words }
    };
    (0..).zip(lines).map(line).collect()
}

/// Twelve signs wide.
const LEFT: [&str; 7] = [
    " 第一条　为了某种事情",
    "为了另一种，制定办法。",
    " 第二条　申请单位，应",
    "当在期限以内，提交申请表",
    "材料；逾期的不再受理。",
    " 第三条　名称由三部分",
    "以及所在之地，其中有地名",
];
const RIGHT: [&str; 6] = [
    "在前，名称在后；另有规定",
    "的，从其规定。",
    " 第四条　评审由专家，",
    "按照标准，逐项进行，意见",
    "应写明理由，由本人签名；",
    "没有理由的，不作为意见。",
];

#[test]
fn columns_side_by_side_are_read_one_after_the_other() {
    let whole = [
        "第一条　为了某种事情为了另一种，制定办法。",
        "第二条　申请单位，应当在期限以内，提交申请表材料；逾期的不再受理。",
        "第三条　名称由三部分以及所在之地，其中有地名在前，名称在后；另有规定的，从其规定。",
        "第四条　评审由专家，按照标准，逐项进行，意见应写明理由，由本人签名；没有理由的，不作为意见。",
    ];
    // On the same lines, on lines of their own, and with other distances between them.
    for (y, pitch) in [(160.0, 18.0), (166.0, 18.0), (163.0, 16.5)] {
        let mut page =
            vec![Printed { x: 160.0, y: 100.0, size: 20.0, text: "某地基地管理的办法" }];
        page.extend(column(80.0, 160.0, 18.0, &LEFT));
        page.extend(column(230.0, y, pitch, &RIGHT));
        page.push(Printed {
            x: 80.0,
            y: 330.0,
            size: 10.0,
            text: "附则：以上各条自公布之日起施行，有效期为三年，期满自行失效。",
        });
        let found = read(&[page]);
        let around =
            ["某地基地管理的办法", "附则：以上各条自公布之日起施行，有效期为三年，期满自行失效。"];
        assert_eq!(found[1..5], whole, "{y} {pitch}");
        assert_eq!([&*found[0], &*found[5]], around);
        assert_eq!(found.len(), 6);
    }
}

#[test]
fn three_columns_are_read_from_left_to_right() {
    let mut page = column(60.0, 100.0, 18.0, &LEFT);
    page.extend(column(210.0, 100.0, 18.0, &RIGHT));
    page.extend(column(360.0, 100.0, 18.0, &LEFT));
    let found = read(&[page]);
    let first: Vec<&str> = found.iter().map(|line| line.split('　').next().unwrap()).collect();
    assert_eq!(first, ["第一条", "第二条", "第三条", "第四条", "第一条", "第二条", "第三条"]);
}

#[test]
fn a_table_is_read_row_by_row() {
    let names = [
        "甲某某大学国际合作处",
        "乙某某大学国际合作处",
        "丙某某大学国际合作处",
        "丁某某大学国际合作处",
        "戊某某大学国际合作处",
    ];
    let short = ["联合研究，中心", "技术转移，中心", "创新，园区", "示范，基地", "其他，机构"];
    for (left, right) in [(names, names), (names, short), (short, names)] {
        // Lines as wide as the page, so that a row of the table ends before its margin.
        let wide = ["下列各单位的名称，以及所在的类别，按照登记的先后排列如下表所示，其中所列各项以登记为准";
            2];
        let mut page = column(80.0, 40.0, 18.0, &wide);
        page.extend(column(80.0, 130.0, 18.0, &left));
        page.extend(column(230.0, 130.0, 18.0, &right));
        let rows: Vec<String> =
            left.iter().zip(right).map(|(one, two)| format!("{one} {two}")).collect();
        assert_eq!(read(&[page])[1..], rows);
    }
}

#[test]
fn columns_that_a_browser_printed_are_read_in_order() {
    let article = |nth: &str| {
        let text = "申请单位应当在期限以内提交申请，附具材料，并对其真实性负责；逾期的，不再受理。"
            .repeat(3);
        format!("<p>第{nth}条　{text}</p>")
    };
    let numbers = ["一", "二", "三", "四", "五", "六", "七", "八"];
    let body: String = numbers.iter().map(|nth| article(nth)).collect();
    let html = format!(
        "<meta charset=utf-8><style>body {{ font: 11pt 'Noto Sans CJK SC'; text-align: justify }} div {{ columns: 2; column-gap: 2em }}</style><h1>某地办法</h1><div>{body}</div>"
    );
    let Some(bytes) = printed(&html).unwrap() else { return };
    let found = text(&bytes).unwrap();
    let at = numbers.map(|nth| found.find(&format!("第{nth}条")).expect("each article is read"));
    assert!(at.is_sorted(), "{found}");
    // A browser prints a wide blank in ways of its own.
    let close =
        |text: &str| -> String { text.chars().filter(|sign| !sign.is_whitespace()).collect() };
    let plain = close(&article("一").replace("<p>", "").replace("</p>", ""));
    assert!(found.lines().any(|line| close(line) == plain), "{found}");
}

/// A font of a collection that every reader knows, without a map to Unicode.
fn font(encoding: &str) -> Vec<Vec<u8>> {
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /S /Encoding /{encoding} /DescendantFonts [4 0 R] >>"
    );
    let inner = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /S /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) \
        /Supplement 2 >> /W [1 [500 500] 34 60 500] >>";
    vec![font.into_bytes(), inner.as_bytes().to_vec()]
}

fn shown(bytes: &[u8]) -> String {
    let hex = hex(bytes);
    format!("BT /F 16 Tf 90 700 Td <{hex}> Tj ET")
}

fn one_line(font: &[Vec<u8>], content: String) -> Result<String, ReadError> {
    text(&pdf_of_contents(font, &[content]).unwrap()).map(|text| text.trim().to_owned())
}

#[test]
fn fonts_of_known_collections_need_no_map() {
    let words = "第一条 依托单位ABC，本办法。";
    let gbk = GBK.encode(words).0.into_owned();
    let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (encoding, bytes) in
        [("GBK-EUC-H", gbk), ("UniGB-UTF16-H", utf16.clone()), ("UniGB-UCS2-H", utf16)]
    {
        // The collection has a blank half as wide as a character, with a sign of its own.
        let found =
            one_line(&font(encoding), shown(&bytes)).map(|line| line.replace('\u{2002}', " "));
        assert_eq!(found.as_deref(), Ok(words), "{encoding}");
    }
    // The numbers of 一 and of A in Adobe's collection.
    let glyphs = [4162_u16, 34].map(u16::to_be_bytes).concat();
    assert_eq!(one_line(&font("Identity-H"), shown(&glyphs)).as_deref(), Ok("一A"));
}

#[test]
fn single_bytes_are_read_by_the_encoding_of_their_font() {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding \
        /Differences [1 /uni7532 /parenleft 200 /Z] >> >>";
    let content = "BT /F 12 Tf 90 700 Td [(A) -400 (B\\001) 20 (\\002c\\310)] TJ ET".to_owned();
    assert_eq!(one_line(&[font.into()], content).as_deref(), Ok("A B甲(cZ"));
}

#[test]
fn heads_feet_and_watermarks_are_left_out_and_forms_are_read() {
    let word = |text: &str| {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        hex(&bytes)
    };
    let content = format!(
        "/Artifact << /Type /Pagination /Subtype /Header >> BDC BT /F 9 Tf 90 800 Td <{}> Tj ET EMC\n\
         q 1 0 0 1 90 700 cm BT /F 16 Tf <{}> Tj 0 -20 TD <{}> Tj T* <{}> ' ET Q\n\
         BT /F 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <{}> Tj ET",
        word("页眉"),
        word("正文"),
        word("次行"),
        word("再次"),
        word("内部资料")
    );
    assert_eq!(one_line(&font("UniGB-UTF16-H"), content).as_deref(), Ok("正文\n次行\n再次"));
}

#[test]
fn what_cannot_be_read_is_refused_by_its_reason() {
    let picture = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{20}x EI Q".to_owned();
    let scan = pdf_of_contents(&font("GBK-EUC-H"), &[picture.clone(), picture]).unwrap();
    assert_eq!(text(&scan), Err(ReadError::Scan { pages: 2 }));
    let mut own = font("Identity-H");
    own[1] = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /S >>".to_vec();
    assert_eq!(one_line(&own, shown(b"\x12\x34")), Err(ReadError::Nameless { page: 1 }));
    let locked = "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (00000000000000000000000000000000) \
        /U (00000000000000000000000000000000) >>";
    let empty = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec(),
    ];
    assert_eq!(text(&pdf(&empty, locked)), Err(ReadError::Locked));
    assert_eq!(
        text(b"%PDF-1.7\nno objects\n%%EOF\n"),
        Err(ReadError::Damaged { at: At::File, flaw: Flaw::Broken })
    );
}

#[test]
fn a_page_that_is_missing_or_has_no_end_is_named() {
    let damaged = |page, flaw| Err(ReadError::Damaged { at: At::Page(page), flaw });
    let itself = "/X Do ".repeat(3);
    assert_eq!(one_line(&font("GBK-EUC-H"), itself), damaged(1, Flaw::Excessive));
    let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let pages =
        |count: usize| format!("<< /Type /Pages /Kids [3 0 R] /Count {count} >>").into_bytes();
    let page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /Y 5 0 R >> >> >>"
        .to_vec();
    let contents = |bytes: &[u8]| stream("", bytes).unwrap();
    let form = stream("/Type /XObject /Subtype /Form", b"BT ET").unwrap();
    let often = contents("/Y Do ".repeat(5_001).as_bytes());
    let file = [catalog.clone(), pages(1), page.clone(), often, form.clone()];
    assert_eq!(text(&pdf(&file, "")), damaged(1, Flaw::Excessive));
    let file = [catalog.clone(), pages(3), page.clone(), contents(b"BT ET"), form.clone()];
    assert_eq!(text(&pdf(&file, "")), damaged(2, Flaw::Absent));
    let elsewhere = b"<< /F (elsewhere) /Length 0 >>\nstream\n\nendstream".to_vec();
    let file = [catalog, pages(1), page, elsewhere, form];
    assert_eq!(text(&pdf(&file, "")), damaged(1, Flaw::Broken));
}

#[test]
fn a_damaged_pdf_file_is_read_or_refused() {
    let lines = page(&["第一条　为了某种事情而设立基地，并且", "加以管理。"]);
    no_damage_makes_it_fail(&pdf_of_lines(&[lines.clone(), lines]).unwrap(), 400);
}
