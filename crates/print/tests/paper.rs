//! What comes out of the press, read back by another program's eyes.

#![cfg(test)]

use std::collections::BTreeMap;

use guohe_print::{Faces, Form, Mark, Press, Refusal, Sheet};
use hayro_syntax::Pdf;
use jiff::civil::date;
use serde_json::{Value, json};

fn press() -> Press {
    Press::new(Faces::of_machine(Vec::new()))
}

/// A sheet of one template that the test writes.
fn sheet(template: &str, data: Value) -> Sheet {
    Sheet {
        form: Form::Pdf,
        template: "letters/test.typ".to_owned(),
        templates: BTreeMap::from([("letters/test.typ".to_owned(), template.to_owned())]),
        data,
        code: Some("http://localhost:8080/verify?number=1".to_owned()),
        mark: Some(Mark {
            number: "1A2B-3C4D".to_owned(),
            version: 12,
            digest: "3fa9c1d2".to_owned(),
        }),
        ident: "test".to_owned(),
        day: date(2026, 5, 8),
    }
}

const TYPED: &str = r#"#import "/layout/page.typ": *
#set text(font: song, lang: "zh")
#let d = json("/data.json")
#typed(d.value)"#;

fn printed(text: &str) -> Result<Vec<u8>, Refusal> {
    press().print(&sheet(TYPED, json!({"label": "名称", "value": text}))).map(|paper| paper.file)
}

/// The signs of the text layer, by the maps from glyphs to signs that the file carries; in the order of the codes.
fn signs(pdf: &[u8]) -> String {
    let file = Pdf::new(pdf.to_vec()).unwrap();
    let mut found = String::new();
    for object in file.objects() {
        let Some(stream) = object.into_stream() else { continue };
        let Ok(bytes) = stream.decoded() else { continue };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text.contains("beginbfchar") || text.contains("beginbfrange") {
            found.extend(mapped(&text));
        }
    }
    found
}

/// The signs on the right side of the lines of a map.
fn mapped(map: &str) -> Vec<char> {
    let targets = map.lines().filter_map(|line| line.trim().rsplit_once('<'));
    let units = targets.filter_map(|(_, hex)| hex.strip_suffix('>')).map(|hex| {
        let digits: Vec<char> = hex.chars().collect();
        let units = digits
            .chunks(4)
            .map(|four| u16::from_str_radix(&four.iter().collect::<String>(), 16).unwrap_or(0));
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    });
    units.collect::<String>().chars().collect()
}

#[test]
fn equal_sheets_give_equal_bytes() {
    assert_eq!(printed("云汐谷国际科技园").unwrap(), printed("云汐谷国际科技园").unwrap());
}

#[test]
fn markup_that_somebody_typed_is_printed_letter_by_letter() {
    let typed = "#read(\"/etc/passwd\") *b* $x$ = t // c #import \"/layout/page.typ\"";
    let pdf = printed(typed).unwrap();
    let printed = signs(&pdf);
    for sign in typed.chars().filter(|sign| !sign.is_whitespace()) {
        assert!(printed.contains(sign), "{sign} of {printed}");
    }
}

#[test]
fn a_template_reads_nothing_of_the_machine() {
    for path in ["/etc/passwd", "../../etc/passwd", "/mark/0.svg", "/mark/1000.svg", "/mark/x.svg"]
    {
        let told = press().print(&sheet(&format!("#read(\"{path}\")"), json!({}))).unwrap_err();
        assert!(
            matches!(&told, Refusal::Template { file, line: 1, .. } if file == "letters/test.typ"),
            "{path}: {told}"
        );
    }
}

#[test]
fn a_warning_is_an_error_with_its_line() {
    let template = "\n#set text(font: \"no such face\")\n国";
    let told = press().print(&sheet(template, json!({}))).unwrap_err();
    let Refusal::Template { file, line, what } = told else { panic!("{told}") };
    assert_eq!((file.as_str(), line), ("letters/test.typ", 2));
    assert_eq!(what, "unknown font family: no such face");
}

#[test]
fn a_sign_that_no_face_holds_is_named_with_its_field() {
    let press = Press::new(Faces::of_machine(Vec::new()).without_system());
    let data = json!({"value": [{"label": "姓名", "value": "王\u{F0000}"}]});
    match press.print(&sheet(TYPED, data)) {
        Err(Refusal::Missing(signs)) => {
            assert_eq!(signs, [('\u{F0000}', "value › 姓名".to_owned())]);
        }
        // Built without faces.
        Err(Refusal::NoFaces) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_faces_it_is_said_which_package_to_install() {
    let press = Press::new(Faces::only(Vec::new()));
    let told = press.print(&sheet(TYPED, json!({"value": "国"}))).unwrap_err();
    assert_eq!(told, Refusal::NoFaces);
    assert!(told.next().0.contains("fonts-noto-cjk"));
}

#[test]
fn rare_signs_are_taken_from_a_full_face_where_there_is_one() {
    match printed("𠮷㐂≥①℃") {
        Ok(pdf) => {
            let found = signs(&pdf);
            assert!("𠮷㐂≥①℃".chars().all(|sign| found.contains(sign)), "{found}");
        }
        // A machine without one names them.
        Err(Refusal::Missing(signs)) => {
            assert_eq!(signs.iter().map(|(sign, _)| *sign).collect::<String>(), "㐂𠮷");
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn words_that_do_not_end_and_text_from_right_to_left_stay_on_the_page() {
    assert!(printed(&"字".repeat(3_000)).is_ok());
    assert!(printed(&"a".repeat(6_000)).is_ok());
    // Marks that turn text around are left out, so that paper reads as the screen does.
    assert_eq!(printed("甲\u{202E}乙").unwrap(), printed("甲乙").unwrap());
}

#[test]
fn every_face_is_in_the_file_and_the_file_says_that_it_is_an_archive() {
    let pdf = printed("国合 Guohe").unwrap();
    let file = Pdf::new(pdf.clone()).unwrap();
    let (mut described, mut embedded) = (0, 0);
    for object in file.objects() {
        let Some(dict) = object.into_dict() else { continue };
        if dict
            .get::<hayro_syntax::object::Name<'_>>(b"Type")
            .is_some_and(|name| &*name == b"FontDescriptor")
        {
            described += 1;
            embedded += usize::from(
                ["FontFile", "FontFile2", "FontFile3"]
                    .iter()
                    .any(|key| dict.contains_key(key.as_bytes())),
            );
        }
    }
    assert!(described > 0);
    assert_eq!(embedded, described);
    let text = String::from_utf8_lossy(&pdf).into_owned();
    assert!(text.contains("<pdfaid:part>2</pdfaid:part>"));
}
