//! Workbooks that mean harm, or are only wrong: each is refused or read, with its place, and none ends the program.

use std::io::{Cursor, Write as _};

use guohe_rules::syntax::Words;
use guohe_sheets::{Found, MOST_ROWS, Place, Unread, Workbook, read};
use guohe_testkit::hostile::files;
use zip::{ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const TOP: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A workbook of one sheet that holds this.
fn sheet(inside: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>"#
    );
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", TOP),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn told(bytes: &[u8]) -> Result<Workbook, Words> {
    read(bytes).map_err(|unread| Words { zh: unread.zh(), en: unread.to_string() })
}

#[test]
fn every_hostile_file_is_refused_in_both_languages_or_read() {
    // What unpacks to half a gigabyte is refused by what looks files over, and tested there.
    let archives = files().unwrap().into_iter().filter(|file| file.bytes.starts_with(b"PK"));
    for file in archives.filter(|file| file.name != "unpacks-to-512-mib.xlsx") {
        if let Err(words) = told(&file.bytes) {
            let chinese = words.zh.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
            assert!(chinese && words.en.is_ascii(), "{}: {words:?}", file.name);
        }
    }
}

#[test]
fn what_is_no_workbook_says_what_to_send() {
    assert_eq!(read(b"a,b\n1,2\n"), Err(Unread::NoWorkbook));
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(Unread::Old));
    assert_eq!(read(&vec![b'P'; 16 * 1024 * 1024 + 1]), Err(Unread::TooLarge));
}

#[test]
fn a_million_empty_rows_are_passed_over() {
    let empty = "<row/>".repeat(1_000_000);
    let inside = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData>{empty}<row r="1000001"><c r="B1000001"><v>7</v></c></row></sheetData>"#
    );
    let book = read(&sheet(&inside)).unwrap();
    assert_eq!(book.sheets[0].rows.len(), 1);
    assert_eq!(book.sheets[0].cell(Place::new(1_000_000, 1)), Some(&Found::Number("7".into())));
}

#[test]
fn too_many_rows_are_refused_at_the_first_that_is_too_many() {
    let row = |at: usize| format!(r#"<row r="{at}"><c r="A{at}"><v>1</v></c></row>"#);
    let rows: String = (1..=MOST_ROWS + 1).map(row).collect();
    let refused = read(&sheet(&format!("<sheetData>{rows}</sheetData>")));
    let at = Place::new(u32::try_from(MOST_ROWS).unwrap(), 0);
    assert_eq!(refused, Err(Unread::TooMuch { sheet: "甲".into(), at }));
    let far = r#"<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>"#;
    let at = Place::new(0, 16_383);
    assert_eq!(read(&sheet(far)), Err(Unread::TooMuch { sheet: "甲".into(), at }));
}

#[test]
fn errors_times_and_merged_cells_come_with_their_places() {
    let inside = r#"<sheetData><row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="str"><f>1+1</f><v>2</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A4:B6"/></mergeCells>"#;
    let book = read(&sheet(inside)).unwrap();
    let table = &book.sheets[0];
    assert_eq!(table.merged, [(Place::new(3, 0), Place::new(5, 1))]);
    let cell = |column| table.cell(Place::new(2, column)).cloned().unwrap();
    assert_eq!(
        [cell(0), cell(1), cell(2)],
        [Found::Error("#REF!".into()), Found::Flag(true), Found::Text("2".into())]
    );
}

#[test]
fn a_cut_sheet_is_named() {
    for inside in [
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>1",
        "<sheetData><row r=\"x\"><c r=\"?\"><v>1</v></c></row></sheetData>",
    ] {
        assert_eq!(read(&sheet(inside)), Err(Unread::Damaged(Some("甲".into()))), "{inside}");
    }
}
