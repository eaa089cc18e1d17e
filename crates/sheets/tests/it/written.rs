//! What is written is found again, typed as it was, and looks as it should.

use std::io::{Cursor, Read as _};

use guohe_sheets::{Cell, Column, Found, Kind, Layout, Place, Stated, read};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{book, list, text, words, workbook};

/// A part of a workbook as its text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

fn cell() -> impl Strategy<Value = Cell> {
    let decimal = "-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,8})?";
    prop_oneof![
        Just(Cell::Empty),
        ".{0,40}".prop_map(Cell::text),
        "[=+@\\-\t][A-Z0-9(),!|' ]{0,12}".prop_map(Cell::text),
        "_x[0-9A-F]{4}_.{0,3}".prop_map(Cell::text),
        "\\PC{1,5}[\r\n]{0,2}\\PC{0,5}".prop_map(Cell::text),
        "[0-9]{18}".prop_map(Cell::text),
        any::<i64>().prop_map(Cell::Whole),
        (-10_000_000_i64..10_000_000).prop_map(Cell::Whole),
        any::<i64>().prop_map(Cell::Fen),
        (0_i64..10_000_000_000_000).prop_map(Cell::Fen),
        decimal.prop_map(Cell::Percent),
        decimal.prop_map(Cell::Decimal),
        (1800_i16..2200, 1_i8..=12, 1_i8..=28)
            .prop_map(|(year, month, day)| Cell::Day(Date::constant(year, month, day))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_is_found_as_it_says(cells in proptest::collection::vec(cell(), 1..40)) {
        let rows: Vec<Vec<Cell>> = cells.iter().map(|cell| vec![cell.clone()]).collect();
        let found = read(&workbook(list(vec![text("甲")]), &rows)).unwrap();
        let first = 2;
        for (row, cell) in (first..).zip(&cells) {
            let found = found.sheets[0].cell(Place::new(row, 0)).cloned();
            prop_assert_eq!(found, cell.found(), "{:?}", cell);
        }
    }
}

#[test]
fn identifiers_keep_their_digits_and_amounts_their_fen() {
    let cells = vec![
        Cell::text("91110108551385082Q"),
        Cell::text("110105194912310021"),
        Cell::Fen(362_500_005),
        Cell::Percent("4.6".into()),
        Cell::Day(date(2026, 5, 15)),
        Cell::Whole(2026),
    ];
    let columns = ["甲", "乙", "丙", "丁", "戊", "己"].map(text).to_vec();
    let found = read(&workbook(list(columns), &[cells])).unwrap();
    let row: Vec<Found> = found.sheets[0].rows.last().unwrap().cells.values().cloned().collect();
    assert_eq!(
        row,
        [
            Found::Text("91110108551385082Q".into()),
            Found::Text("110105194912310021".into()),
            Found::Number("3625000.05".into()),
            Found::Percent("4.6".into()),
            Found::Day(date(2026, 5, 15)),
            Found::Number("2026".into()),
        ]
    );
}

#[test]
fn a_text_is_never_a_formula() {
    let rows: Vec<Vec<Cell>> = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1"]
        .map(|text| vec![Cell::text(text)])
        .to_vec();
    let bytes = workbook(list(vec![text("甲")]), &rows);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    // Each of them carries the mark by which programs keep it a text when somebody edits it.
    let styles = part(&bytes, "xl/styles.xml");
    assert_eq!(styles.matches("quotePrefix=\"1\"").count(), 1);
    let marked = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1);
    let marked = marked.into_iter().position(|style| style.contains("quotePrefix")).unwrap();
    let cells = sheet.matches(&format!(" s=\"{marked}\" t=\"inlineStr\"")).count();
    assert_eq!(cells, rows.len(), "{sheet}");
}

#[test]
fn heads_stay_in_sight_and_are_printed_on_each_page() {
    let amount = Column::new(words("经费", "Funds"), Kind::Money).in_unit(words("元", "yuan"));
    let bytes = workbook(list(vec![text("甲"), amount]), &[vec![Cell::text("a"), Cell::Fen(1)]]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for sign in [
        "<pane ySplit=\"2\" topLeftCell=\"A3\" activePane=\"bottomLeft\" state=\"frozen\"/>",
        "<autoFilter ref=\"A2:B3\"/>",
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToWidth=\"1\"",
    ] {
        assert!(
            sheet.contains(sign)
                || sheet.contains("fitToPage=\"1\"") && sign.contains("fitToWidth"),
            "{sign}\n{sheet}"
        );
    }
    assert!(
        part(&bytes, "xl/workbook.xml").contains("'清单'!$2:$2")
            || part(&bytes, "xl/workbook.xml").contains("清单!$2:$2")
    );
    let found = read(&bytes).unwrap();
    assert_eq!(found.sheets[0].text(Place::new(1, 1)), Some("经费（元）\nFunds (yuan)"));
}

#[test]
fn a_sheet_to_fill_in_carries_its_keys_statements_and_choices() {
    let choices: Vec<String> = (0..80).map(|at| format!("选项{at}")).collect();
    let keyed = |name: &str, kind| Column {
        key: Some(name.to_owned()),
        ..Column::new(words(name, name), kind)
    };
    let layout = Layout {
        key: Some("events/3".to_owned()),
        stated: vec![Stated {
            label: words("填全", "complete"),
            cell: Cell::text("是"),
            choices: vec!["是".into(), "否".into()],
        }],
        spare: 10,
        ..list(vec![
            keyed("row", Kind::Text),
            keyed("kind", Kind::Choice(choices)),
            keyed("few", Kind::Choice(vec!["甲".into()])),
        ])
    };
    let bytes = workbook(layout, &[vec![Cell::text("event-1"), Cell::text("选项3")]]);
    let found = read(&bytes).unwrap();
    let table = &found.sheets[0];
    let at = |row, column| table.text(Place::new(row, column));
    assert_eq!(
        [at(0, 0), at(1, 2), at(2, 0), at(2, 1), at(4, 0), at(4, 1)],
        ["events/3", "是", "row", "kind", "event-1", "选项3"].map(Some)
    );
    assert_eq!(found.sheets[1].rows.len(), 80);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<formula1>'选项 Choices'!$A$1:$A$80</formula1>"), "{sheet}");
    assert!(
        sheet.contains("sqref=\"B5:B16\"") && sheet.contains("<formula1>\"甲\"</formula1>"),
        "{sheet}"
    );
}

#[test]
fn tabs_are_told_apart_whatever_they_are_called() {
    let mut book = book();
    for _ in 0..3 {
        let long =
            "a[b]:*?/\\很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长".to_owned();
        let sheet = book.sheet(Layout { tab: long, ..list(vec![text("甲")]) }).unwrap();
        book.close(sheet).unwrap();
    }
    let found = read(&book.finish().unwrap()).unwrap();
    let names: Vec<&str> = found.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert!(
        names[1].ends_with(" 2") && names[2].ends_with(" 3") && names[0].starts_with("ab很长"),
        "{names:?}"
    );
}

#[test]
fn equal_tables_make_equal_files() {
    let one = || workbook(list(vec![text("甲")]), &[vec![Cell::text("a")]]);
    assert_eq!(one(), one());
}
