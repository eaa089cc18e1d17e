//! Where in a workbook a cell stands, as spreadsheets write it: `C12`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A cell of a sheet; rows and columns are counted from zero, and shown as spreadsheets show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The row, from zero.
    pub row: u32,
    /// The column, from zero.
    pub column: u32,
}

impl Place {
    /// A cell.
    pub fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&letters(self.column))?;
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

/// The letters of a column: A to Z, AA, AB and so on.
pub(crate) fn letters(column: u32) -> String {
    const LETTERS: u32 = 26;
    let mut name = Vec::new();
    let mut rest = Some(column);
    while let Some(at) = rest {
        name.push(char::from_u32(u32::from(b'A') + at % LETTERS).unwrap_or('A'));
        rest = (at / LETTERS).checked_sub(1);
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn places_are_written_as_spreadsheets_write_them() {
        let written = |row, column| Place::new(row, column).to_string();
        assert_eq!(written(0, 0), "A1");
        assert_eq!(written(11, 25), "Z12");
        assert_eq!(written(0, 26), "AA1");
        assert_eq!(written(1_048_575, 16_383), "XFD1048576");
    }
}
