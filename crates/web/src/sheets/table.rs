//! Workbooks where a table of text was wanted: the first sheet as lines of cells, each on the line of its row, so that
//! whatever is wrong is found again in the sheet.

use guohe_cases::refusal::Fault;
use guohe_rules::{diagnostic::words, syntax::Words};
use guohe_sheets::{Book, Cell, Column, Failed, Found, Kind, Layout, Place, Workbook};
use jiff::civil::Date;

use crate::{
    parts::ErrorLine,
    sent::{Sent, Upload},
    visit::Here,
    words::word,
};

use super::form::both;

/// The key of a sheet that is filled in as a table: its keys stand in the second row and its heads in the third.
const KEY: &str = "table";
/// So many digits of a number are kept by a spreadsheet.
const EXACT: usize = 15;
/// The choices of a column are offered in so many rows.
const SPARE: u32 = 500;

/// An empty table to fill in.
///
/// # Errors
/// The machine has no room for it.
pub(crate) fn template(
    title: &Words,
    author: &Words,
    day: Date,
    columns: Vec<(&str, Column)>,
) -> Result<Vec<u8>, Failed> {
    begun(title, author, day, (columns, &[]))
}

/// A table to fill in, with rows that are begun.
///
/// # Errors
/// The machine has no room for it.
pub(crate) fn begun(
    title: &Words,
    author: &Words,
    day: Date,
    (columns, rows): (Vec<(&str, Column)>, &[Vec<Cell>]),
) -> Result<Vec<u8>, Failed> {
    let mut book = Book::new(title, author, day);
    let keyed = |(key, column): (&str, Column)| Column { key: Some(key.to_owned()), ..column };
    let mut sheet = book.sheet(Layout {
        tab: title.zh.clone(),
        title: title.clone(),
        key: Some(KEY.to_owned()),
        columns: columns.into_iter().map(keyed).collect(),
        spare: SPARE,
        ..Layout::default()
    })?;
    for row in rows {
        book.row(&mut sheet, row)?;
    }
    book.close(sheet)?;
    book.finish()
}

impl Here {
    /// The table that was sent, as a file or typed.
    ///
    /// # Errors
    /// As for [`Here::table_of`].
    pub(crate) async fn sent_table(&self, sent: &Sent) -> Result<String, Vec<Fault>> {
        match sent.files.first() {
            Some(file) => self.table_of(file).await,
            None => Ok(sent.text("table").to_owned()),
        }
    }

    /// That no table was sent.
    pub(crate) fn no_table(&self) -> Vec<ErrorLine> {
        let text = word(self.lang(), "experts.empty").into_owned();
        vec![ErrorLine { field: "file".to_owned(), text }]
    }

    /// The table in a file that was sent: of a workbook its first sheet, of anything else its text.
    ///
    /// # Errors
    /// Why it is not read, and cells that a spreadsheet has spoilt, by their places.
    pub(crate) async fn table_of(&self, file: &Upload) -> Result<String, Vec<Fault>> {
        if !is_workbook(&file.bytes) {
            return String::from_utf8(file.bytes.clone()).map_err(|_not_text| {
                vec![Fault { place: file.name.clone(), what: both("registers.not_text") }]
            });
        }
        match self.site.reader.read(file.bytes.clone()).await {
            Ok(book) => as_text(&book),
            Err(what) => Err(vec![Fault { place: file.name.clone(), what }]),
        }
    }
}

/// Whether a file is a workbook, or wants to be one.
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// The first sheet that holds something as comma-separated text, a line for each of its rows.
///
/// # Errors
/// Cells that a spreadsheet has spoilt, by their places.
fn as_text(book: &Workbook) -> Result<String, Vec<Fault>> {
    let Some(table) = book.sheets.iter().find(|table| !table.rows.is_empty()) else {
        return Ok(String::new());
    };
    let keyed = table.text(Place::new(0, 0)) == Some(KEY);
    let mut text = String::new();
    let mut faults: Vec<Fault> = Vec::new();
    let mut next = 0;
    for line in &table.rows {
        // The title and the heads of a template are for people.
        if keyed && (line.row == 0 || line.row == 2) {
            continue;
        }
        text.extend(std::iter::repeat_n('\n', usize::try_from(line.row - next).unwrap_or(0)));
        let last = line.cells.keys().next_back().copied().unwrap_or_default();
        for column in 0..=last {
            if column > 0 {
                text.push(',');
            }
            let place = Place::new(line.row, column);
            match line.cells.get(&column).map(told).transpose() {
                Ok(cell) => text.push_str(&quoted(&cell.unwrap_or_default())),
                Err(what) => faults.push(Fault { place: place.to_string(), what }),
            }
        }
        text.push('\n');
        next = line.row + 1;
    }
    for (first, last) in table.merged.iter().filter(|(_, last)| last.row > 0) {
        faults.push(Fault::at(
            format!("{first}:{last}"),
            "单元格已合并，分不清属于哪一行；请取消合并",
            "cells were merged, so it is not known to which row they belong; split them",
        ));
    }
    if faults.is_empty() { Ok(text) } else { Err(faults) }
}

/// What a cell says, on one line.
fn told(found: &Found) -> Result<String, Words> {
    Ok(match found {
        Found::Text(text) => text.trim().replace('\n', "；"),
        Found::Number(number) if number.chars().filter(char::is_ascii_digit).count() > EXACT => {
            return Err(words(
                format!(
                    "“{number}”超过 15 位，表格软件只保留前 15 位；请把单元格设为文本格式后重新填写"
                ),
                format!(
                    "`{number}` has more than 15 digits, of which a spreadsheet keeps 15; format the cell as text and \
                     write it again"
                ),
            ));
        }
        Found::Number(text) | Found::Moment(text) => text.clone(),
        Found::Percent(number) => format!("{number}%"),
        Found::Day(day) => day.to_string(),
        Found::Flag(true) => "是".to_owned(),
        Found::Flag(false) => "否".to_owned(),
        Found::Error(error) => {
            return Err(words(
                format!("公式没有结果（{error}）；请改填数值或文字"),
                format!("the formula came to nothing ({error}); write the value itself"),
            ));
        }
    })
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// `line 3, login` as the cell of a spreadsheet, with the name of its column; the place itself where it is no such.
pub(crate) fn cell_of(text: &str, place: &str) -> String {
    let (line, column) = place.split_once(", ").unwrap_or((place, ""));
    let row = line.strip_prefix("line ").and_then(|number| number.parse::<u32>().ok());
    let Some(row) = row.and_then(|number| number.checked_sub(1)) else { return place.to_owned() };
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let heading = heading.trim_start_matches('\u{feff}').split(',').map(str::trim);
    let at = heading
        .into_iter()
        .position(|name| !column.is_empty() && name.eq_ignore_ascii_case(column));
    match at.and_then(|at| u32::try_from(at).ok()) {
        Some(at) => format!("{} {column}", Place::new(row, at)),
        None => format!("{} {column}", u64::from(row) + 1).trim_end().to_owned(),
    }
}

/// A column of text for a template.
pub(crate) fn text(head: Words, help: Option<Words>) -> Column {
    Column { help, ..Column::new(head, Kind::Text) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use guohe_sheets::{Line, Table, read};

    use super::*;

    fn line(row: u32, cells: &[&str]) -> Line {
        let cells = (0..).zip(cells).filter(|(_, text)| !text.is_empty());
        let cells = cells.map(|(at, text)| (at, Found::Text((*text).to_owned())));
        Line { row, cells: cells.collect::<BTreeMap<_, _>>() }
    }

    fn book(rows: Vec<Line>) -> Workbook {
        let table = Table { name: "甲".into(), rows, ..Table::default() };
        Workbook { sheets: vec![Table::default(), table] }
    }

    #[test]
    fn each_row_stands_on_the_line_of_its_number() {
        let rows =
            vec![line(1, &["name", "login"]), line(3, &["a,\"b\"", "c\nd"]), line(4, &["", "e"])];
        let text = as_text(&book(rows)).unwrap();
        assert_eq!(text, "\nname,login\n\n\"a,\"\"b\"\"\",c；d\n,e\n");
        assert_eq!(cell_of(&text, "line 4, login"), "B4 login");
        assert_eq!(cell_of(&text, "line 5"), "5");
        assert_eq!(cell_of(&text, "table"), "table");
    }

    #[test]
    fn a_template_is_read_by_its_keys() {
        let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
        let columns =
            vec![("name", text(words("姓名"), None)), ("login", text(words("账户"), None))];
        let day = jiff::civil::date(2026, 5, 8);
        let mut taken = read(&template(&words("表"), &words("某"), day, columns).unwrap()).unwrap();
        taken.sheets[0].rows.push(line(3, &["张三", "z"]));
        let text = as_text(&taken).unwrap();
        assert_eq!(text, "\nname,login\n\n张三,z\n");
    }

    #[test]
    fn what_a_spreadsheet_has_spoilt_is_named_by_its_cell() {
        let mut spoilt = book(vec![line(0, &["name"]), line(1, &["a"])]);
        let rows = &mut spoilt.sheets[1].rows;
        rows[1].cells.insert(1, Found::Number("110105194912310000".into()));
        rows[1].cells.insert(2, Found::Error("#N/A".into()));
        spoilt.sheets[1].merged.push((Place::new(1, 0), Place::new(2, 0)));
        let places: Vec<String> =
            as_text(&spoilt).unwrap_err().into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["B2", "C2", "A2:A3"]);
    }
}
