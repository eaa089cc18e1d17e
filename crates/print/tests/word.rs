//! Word files as others read them: parts of an archive that are XML, and the same words as on paper.

#![cfg(test)]

use std::{collections::BTreeMap, io::Read as _};

use guohe_print::{Faces, Form, Mark, Press, Refusal, Sheet};
use jiff::civil::date;
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

fn press() -> Press {
    // A Word file brings no faces.
    Press::new(Faces::only(Vec::new()))
}

fn sheet(template: &str, text: Option<&str>, data: Value) -> Sheet {
    let own = text.map(|text| (template.to_owned(), text.to_owned()));
    Sheet {
        form: Form::Word,
        template: template.to_owned(),
        templates: own.into_iter().collect::<BTreeMap<_, _>>(),
        data,
        code: None,
        mark: Some(Mark {
            number: "示例〔2026〕1号".to_owned(),
            version: 3,
            digest: "3fa9c1d2".to_owned(),
        }),
        ident: "test".to_owned(),
        day: date(2026, 5, 8),
    }
}

/// What a decision is given.
fn decision(lang: &str, name: &str, draft: bool) -> Value {
    let both = |zh: &str, en: &str| json!({"zh": zh, "en": en});
    let (from, until) = (both("2026年5月8日", "8 May 2026"), both("2029年5月8日", "8 May 2029"));
    json!({
        "lang": lang,
        "doc": {"title": "决定", "number": "示例〔2026〕1号", "version": 3, "digest": "3fa9c1d2", "draft": draft},
        "words": {"draft": "草稿", "row": "序号"},
        "name": name, "object": both("某基地", "base"), "kind": both("某类", "kind"),
        "round": both("某批", "call"), "law": both("《某办法》", "measures"), "grounds": both("第一条", "Article 1"),
        "authority": both("某科学技术厅", "Department of Science"), "office": "某处", "day": from,
        "term": {"from": from, "until": until}, "favourable": true, "reasons": "理由",
        "remedy": both("可以申请复议。", "It may be reconsidered."),
    })
}

/// What a notice is given.
fn notice(name: &str) -> Value {
    let mut data = decision("zh", name, false);
    let more = json!({
        "ends": {"zh": "为期五个工作日", "en": "for five working days"},
        "columns": ["单位", "类型"], "rows": [[name, "某类"], ["乙单位\n（联合）", "另一类"]], "tells": "以书面形式提出。",
        "arithmetic": "5月6日第1日", "contacts": [{"label": "电话", "value": "010-00000000"}],
        "list_digest": "6f1ed002 ab559585", "checkpoint": "48213 9f2c-11ab",
    });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    data
}

fn file(sheet: &Sheet) -> Vec<u8> {
    press().print(sheet).unwrap().file
}

/// A part of the archive, after it was read as XML to its end.
fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    while reader.read_event().unwrap() != Event::Eof {}
    text
}

/// The paragraphs of a part: the style of each and its text, where a line that ends is `⏎`.
fn paragraphs(file: &[u8]) -> Vec<(String, String)> {
    let text = part(file, "word/document.xml");
    let (mut reader, mut found) = (Reader::from_str(&text), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(tag) if tag.name().as_ref() == "w:p" => {
                found.push((String::new(), String::new()));
            }
            Event::Empty(tag) => {
                let last = found.last_mut();
                match (tag.name().as_ref(), last) {
                    ("w:pStyle", Some(last)) => {
                        let style = tag.attributes().next().unwrap().unwrap();
                        last.0 = style.value.to_string();
                    }
                    ("w:br", Some(last)) => last.1.push('⏎'),
                    ("w:tab", Some(last)) => last.1.push('⇥'),
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let Some(last) = found.last_mut() {
                    last.1.push_str(&text);
                }
            }
            Event::GeneralRef(named) => {
                let sign = match named.as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("{other:?}"),
                };
                found.last_mut().unwrap().1.push(sign);
            }
            Event::Start(_)
            | Event::End(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

fn styled(file: &[u8], style: &str) -> Vec<String> {
    let all = paragraphs(file).into_iter().filter(|(one, _)| one == style);
    all.map(|(_, text)| text).collect()
}

#[test]
fn a_decision_is_told_part_by_part_in_the_styles_of_word() {
    let data = decision("zh", "甲单位", true);
    let made = file(&sheet("layout/plain/decision.typ", None, data));
    let expected = [
        ("Issuer", "某科学技术厅文件"),
        ("DocumentNumber", "示例〔2026〕1号"),
        ("Title", "关于认定甲单位为某基地的决定"),
        ("Addressee", "甲单位："),
        (
            "BodyText",
            "你单位在“某批”中申报某基地（某类）的材料收悉。经审查，依据《某办法》第一条，现决定如下：",
        ),
        ("BodyText", "一、认定你单位为某基地（某类），编号为示例〔2026〕1号。"),
        ("BodyText", "二、认定自2026年5月8日起生效，有效期至2029年5月8日。"),
        ("BodyText", "三、可以申请复议。"),
        ("Signature", "某科学技术厅"),
        ("Date", "2026年5月8日"),
        ("Imprint", "某处⇥2026年5月8日印发"),
    ];
    let expected = expected.map(|(style, text)| (style.to_owned(), text.to_owned()));
    assert_eq!(paragraphs(&made), expected);
    keep("decision-zh", &made);
}

#[test]
fn a_translation_keeps_its_numbers_and_says_its_language() {
    let made = file(&sheet("layout/plain/decision.typ", None, decision("en", "Unit", false)));
    let items = [
        "1. You are recognised as a base (type: kind), No. 示例〔2026〕1号.",
        "2. The recognition holds from 8 May 2026 to 8 May 2029.",
        "3. It may be reconsidered.",
    ];
    assert_eq!(styled(&made, "ListNumber"), items);
    assert!(part(&made, "docProps/core.xml").contains("<dc:language>en-US</dc:language>"));
    assert!(part(&made, "word/styles.xml").contains("<w:lang w:val=\"en-US\""));
    keep("decision-en", &made);
}

#[test]
fn a_notice_has_its_list_as_a_table_with_a_head() {
    let made = file(&sheet("layout/plain/notice.typ", None, notice("甲单位")));
    assert_eq!(styled(&made, "TableHead"), ["序号", "单位", "类型"]);
    let cells = ["1", "甲单位", "某类", "2", "乙单位⏎（联合）", "另一类"];
    assert_eq!(styled(&made, "TableText"), cells);
    let text = part(&made, "word/document.xml");
    assert_eq!(text.matches("<w:tblHeader/>").count(), 1);
    for told in ["5月6日第1日", "010-00000000", "6f1ed002 ab559585", "48213 9f2c-11ab"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    keep("notice-zh", &made);
}

#[test]
fn a_draft_says_so_until_it_is_none_and_the_file_tells_what_it_is() {
    for (draft, marks) in [(true, 2), (false, 0)] {
        let made = file(&sheet("layout/plain/decision.typ", None, decision("zh", "甲单位", draft)));
        assert_eq!(part(&made, "word/header.xml").matches("草稿").count(), marks);
        let core = part(&made, "docProps/core.xml");
        let status = if draft { "草稿" } else { "" };
        assert!(core.contains(&format!("<cp:contentStatus>{status}</cp:contentStatus>")));
        for said in [
            "<dc:identifier>示例〔2026〕1号</dc:identifier>",
            "<dc:language>zh-CN</dc:language>",
            "<cp:version>3</cp:version>",
            "<dc:creator>某科学技术厅</dc:creator>",
        ] {
            assert!(core.contains(said), "{core}");
        }
        assert!(part(&made, "docProps/custom.xml").contains("<vt:lpwstr>3fa9c1d2</vt:lpwstr>"));
        for side in ["odd", "even"] {
            assert!(part(&made, &format!("word/footer-{side}.xml")).contains(" PAGE "));
        }
        for name in ["word/settings.xml", "word/fontTable.xml", "[Content_Types].xml"] {
            part(&made, name);
        }
    }
}

#[test]
fn no_name_breaks_the_file_and_no_sign_of_it_vanishes() {
    for (typed, told) in [
        ("<w:p>&amp;\"甲\" ]]> {word}", "<w:p>&amp;\"甲\" ]]> {word}"),
        ("甲\u{202E}乙\u{200F}丙", "甲\u{FFFD}乙\u{FFFD}丙"),
        (
            "甲\u{0}\u{1}\u{B}\u{1F}\u{7F}\u{FFFE}\u{FFFF}乙",
            "甲\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}乙",
        ),
        ("𠮷野㐂\u{E0100}𪚥", "𠮷野㐂\u{E0100}𪚥"),
        ("שלום مرحبا", "שלום مرحبا"),
        ("#read(\"/etc/passwd\") *b* $x$ = t // c", "#read(\"/etc/passwd\") *b* $x$ = t // c"),
        ("two  spaces", "two  spaces"),
    ] {
        let made = file(&sheet("layout/plain/decision.typ", None, decision("zh", typed, false)));
        assert_eq!(styled(&made, "Addressee"), [format!("{told}：")]);
        assert_eq!(styled(&made, "Title"), [format!("关于认定{told}为某基地的决定")]);
        let made = file(&sheet("layout/plain/notice.typ", None, notice(typed)));
        assert_eq!(styled(&made, "TableText").get(1), Some(&told.to_owned()));
    }
    let mut data = decision("zh", "甲", true);
    data["doc"]["title"] = json!("<&\u{1}>");
    data["authority"]["zh"] = json!("甲&乙");
    let made = file(&sheet("layout/plain/decision.typ", None, data));
    assert!(
        part(&made, "docProps/core.xml").contains("<dc:title>&lt;&amp;\u{FFFD}&gt;</dc:title>")
    );
}

#[test]
fn equal_sheets_give_equal_files() {
    let sheet = sheet("layout/plain/decision.typ", None, decision("zh", "甲单位", false));
    assert_eq!(file(&sheet), file(&sheet));
}

/// A template that asks for what a Word file is not given is wrong, and not shortened.
#[test]
fn what_cannot_be_told_is_refused_by_its_name() {
    let refused = |text: &str| {
        let own = "letters/test.typ";
        match press().print(&sheet(own, Some(text), json!({"lang": "zh"}))) {
            Err(Refusal::Template { file, what, .. }) => (file, what),
            other => panic!("{other:?}"),
        }
    };
    let own = || "letters/test.typ".to_owned();
    let (file, what) = refused("甲 #sub[2]");
    assert_eq!((file, what.as_str()), (own(), "<sub> cannot be told in a Word file"));
    let (file, what) = refused("甲 #h(1fr) 乙");
    assert_eq!((file, what.as_str()), (own(), "h was ignored during HTML export"));
    let (_, what) = refused("#html.elem(\"section\", attrs: (class: \"seal\"))[甲]");
    assert_eq!(what, "the part `seal` cannot be told in a Word file");
}

#[test]
fn headings_lists_and_hands_of_a_template_are_those_of_word() {
    let text = "= 一\n== 二\n甲 *粗* _斜_\n\n- 点\n\n+ 甲\n+ 乙\n";
    let made = file(&sheet("letters/test.typ", Some(text), json!({"lang": "zh"})));
    let said: Vec<_> = paragraphs(&made);
    let expected = [
        ("Heading1", "一"),
        ("Heading2", "二"),
        ("BodyText", "甲 粗 斜"),
        ("ListNumber", "• 点"),
        ("ListNumber", "1. 甲"),
        ("ListNumber", "2. 乙"),
    ];
    assert_eq!(said, expected.map(|(style, text)| (style.to_owned(), text.to_owned())));
    let text = part(&made, "word/document.xml");
    assert!(text.contains("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">粗</w:t>"));
    assert!(text.contains("<w:rPr><w:i/></w:rPr><w:t xml:space=\"preserve\">斜</w:t>"));
}

/// Leaves a file to be looked at where the environment names a folder for it.
fn keep(name: &str, file: &[u8]) {
    if let Some(folder) = std::env::var_os("GUOHE_PRINTED") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.docx")), file).unwrap();
    }
}
