//! A workbook from outside: its sheets as rows of cells, each with its place.
//!
//! The archive is looked over as an attachment is before anything is read from it: what unpacks to too much, declares
//! entities, fetches from elsewhere or runs by itself goes no further. Formulas count as what they last came to.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Seek},
};

use calamine::{DataRef, Reader as _, SheetType, Xlsx};
use guohe_documents::inspect;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Found, Place, Unread,
    cell::{LONGEST, decimal, hundredths},
};

/// The largest file that is taken, in bytes.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;
/// So many sheets are read.
pub(crate) const MOST_SHEETS: usize = 100;
/// So many rows of a sheet are read, empty ones not counted.
pub const MOST_ROWS: usize = 20_000;
/// So many cells of all sheets together are read.
pub const MOST_CELLS: usize = 600_000;
/// Beyond this column nothing is read.
const MOST_COLUMNS: u32 = 512;

/// A file in the binary format of before 2007 begins so, and one with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// A workbook as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Workbook {
    /// Its sheets in their order.
    pub sheets: Vec<Table>,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// The name on its tab.
    pub name: String,
    /// Rows that hold something, from above.
    pub rows: Vec<Line>,
    /// Cells that were merged with others: the first of each block and the last.
    pub merged: Vec<(Place, Place)>,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    /// Its number, from zero.
    pub row: u32,
    /// What its cells hold, by column from zero.
    pub cells: BTreeMap<u32, Found>,
}

impl Table {
    /// A cell.
    pub fn cell(&self, place: Place) -> Option<&Found> {
        let at = self.rows.binary_search_by_key(&place.row, |line| line.row).ok()?;
        self.rows.get(at)?.cells.get(&place.column)
    }

    /// The text of a cell that holds text.
    pub fn text(&self, place: Place) -> Option<&str> {
        match self.cell(place)? {
            Found::Text(text) => Some(text),
            Found::Number(_)
            | Found::Percent(_)
            | Found::Day(_)
            | Found::Moment(_)
            | Found::Flag(_)
            | Found::Error(_) => None,
        }
    }
}

/// Reads a workbook.
///
/// # Errors
/// Why it is not read, with the sheet and the cell where there is one.
pub fn read(bytes: &[u8]) -> Result<Workbook, Unread> {
    if bytes.len() > MOST_BYTES {
        return Err(Unread::TooLarge);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(Unread::Old);
    }
    if !bytes.starts_with(b"PK") {
        return Err(Unread::NoWorkbook);
    }
    inspect(bytes).map_err(Unread::Objection)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_broken| Unread::NoWorkbook)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    if names.len() > MOST_SHEETS {
        return Err(Unread::Sheets);
    }
    let mut room = MOST_CELLS;
    let sheets = names.into_iter().map(|name| sheet(&mut book, name, &mut room));
    Ok(Workbook { sheets: sheets.collect::<Result<_, _>>()? })
}

fn sheet<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: String,
    room: &mut usize,
) -> Result<Table, Unread> {
    let merged = book
        .merge_cells_by_sheet_name(&name)
        .map_err(|_broken| Unread::Damaged(Some(name.clone())))?
        .into_iter()
        .map(|block| {
            (Place::new(block.start.0, block.start.1), Place::new(block.end.0, block.end.1))
        })
        .collect();
    let rows = rows(book, &name, room)?;
    Ok(Table { name, rows, merged })
}

fn rows<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    room: &mut usize,
) -> Result<Vec<Line>, Unread> {
    let damaged = |_broken| Unread::Damaged(Some(name.to_owned()));
    let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Found>> = BTreeMap::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let style = reader.styles().get(style);
        let format = style.and_then(|style| style.number_format.as_ref());
        let hundredth = format.is_some_and(|format| format.format_code.contains('%'));
        let Some(found) = found(cell.get_value(), hundredth) else { continue };
        let at = Place::new(row, column);
        let full = *room == 0
            || column >= MOST_COLUMNS
            || (rows.len() >= MOST_ROWS && !rows.contains_key(&row));
        if full {
            return Err(Unread::TooMuch { sheet: name.to_owned(), at });
        }
        *room -= 1;
        rows.entry(row).or_default().insert(column, found);
    }
    Ok(rows.into_iter().map(|(row, cells)| Line { row, cells }).collect())
}

/// What a cell holds; nothing for one that is only coloured, or holds nothing but spaces.
fn found(value: &DataRef<'_>, hundredth: bool) -> Option<Found> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Found::Number(number.to_string()),
        DataRef::Float(number) if hundredth => Found::Percent(hundredths(*number)),
        DataRef::Float(number) => Found::Number(decimal(*number)),
        DataRef::String(text) => return text_of(text),
        DataRef::SharedString(text) => return text_of(text),
        DataRef::Bool(flag) => Found::Flag(*flag),
        DataRef::DateTime(moment) if moment.is_duration() => {
            Found::Moment(decimal(moment.as_f64()))
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let whole = (hour, minute, second) == (0, 0, 0);
            match day_of(year, month, day).filter(|_| whole) {
                Some(day) => Found::Day(day),
                None => Found::Moment(format!(
                    "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
                )),
            }
        }
        DataRef::DateTimeIso(text) => match text.parse() {
            Ok(day) => Found::Day(day),
            Err(_no_day) => Found::Moment(text.clone()),
        },
        DataRef::DurationIso(text) => Found::Moment(text.clone()),
        DataRef::Error(error) => Found::Error(error.to_string()),
    })
}

fn text_of(text: &str) -> Option<Found> {
    let plain = text.replace("\r\n", "\n");
    let fits: String = plain.chars().take(LONGEST).collect();
    (!fits.trim().is_empty()).then_some(Found::Text(fits))
}

fn day_of(year: u16, month: u8, day: u8) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
