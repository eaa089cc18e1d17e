//! Workbooks written and read again, workbooks that mean harm, and what both take.
#![cfg(test)]

mod bars;
mod hostile;
mod written;

use guohe_rules::syntax::Words;
use guohe_sheets::{Book, Cell, Column, Kind, Layout};
use jiff::civil::date;

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

fn book() -> Book {
    Book::new(&words("清单", "List"), &words("某机关", "Some authority"), date(2026, 5, 8))
}

/// A list of one sheet.
fn list(columns: Vec<Column>) -> Layout {
    Layout {
        tab: "清单".to_owned(), title: words("清单", "List"), columns, ..Layout::default()
    }
}

/// A workbook of one sheet with these rows.
fn workbook(layout: Layout, rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut book = book();
    let mut sheet = book.sheet(layout).unwrap();
    for row in rows {
        book.row(&mut sheet, row).unwrap();
    }
    book.close(sheet).unwrap();
    book.finish().unwrap()
}

fn text(name: &str) -> Column {
    Column::new(words(name, name), Kind::Text)
}
