//! Tables of text as people send them: CSV with a heading, every fault with its line.

use guohe_rules::syntax::Words;

use crate::refusal::{Fault, words};

/// A table with its heading apart.
#[derive(Debug)]
pub(crate) struct Table {
    /// The line of the heading.
    first: u64,
    heading: Vec<String>,
    lines: Vec<(u64, Vec<String>)>,
    faults: Vec<Fault>,
}

/// Rows with the line on which each stands, and the cells of each under their columns.
pub(crate) type Rows = Vec<(u64, Vec<(String, String)>)>;

impl Table {
    /// Reads a table; nothing where there is no line.
    ///
    /// # Errors
    /// A quote that is not closed.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, Vec<Fault>> {
        let mut lines = records(text.trim_start_matches('\u{feff}'))?.into_iter();
        let Some((first, heading)) = lines.next() else { return Ok(None) };
        let heading: Vec<String> = heading.iter().map(|name| name.trim().to_owned()).collect();
        let lines: Vec<(u64, Vec<String>)> = lines.collect();
        let wanted = heading.len();
        let longer = lines.iter().filter(|(_, cells)| cells.len() > wanted);
        let faults = longer.map(|(at, cells)| {
            let found = cells.len();
            Fault::at(
                format!("line {at}"),
                format!("这一行有 {found} 列，标题只有 {wanted} 列"),
                format!("the row has {found} columns, the heading {wanted}"),
            )
        });
        let faults = faults.collect();
        Ok(Some(Self { first, heading, lines, faults }))
    }

    /// The same with its columns under small letters; of each that is not known it is said what is wrong.
    pub(crate) fn keyed(
        mut self,
        is_known: impl Fn(&str) -> bool,
        what: impl Fn(&str) -> Words,
    ) -> Self {
        for name in &mut self.heading {
            *name = name.to_lowercase();
        }
        let unknown = self.heading.iter().filter(|name| !is_known(name));
        let place = format!("line {}", self.first);
        let unknown = unknown.map(|name| Fault { place: place.clone(), what: what(name) });
        self.faults = unknown.chain(self.faults.iter().cloned()).collect();
        self
    }

    /// The same where there are these columns and no others.
    pub(crate) fn of_columns(self, columns: &[&str]) -> Self {
        self.keyed(
            |name| columns.contains(&name),
            |name| {
                words(
                    format!("没有名为“{name}”的列；可用：{}", columns.join("、")),
                    format!("there is no column `{name}`; there are: {}", columns.join(", ")),
                )
            },
        )
    }

    /// Its rows, cells without the white space around them; and what is wrong with its shape.
    pub(crate) fn rows(self) -> (Rows, Vec<Fault>) {
        let Self { heading, lines, faults, .. } = self;
        let row = |cells: Vec<String>| {
            let cells = cells.into_iter().map(|cell| cell.trim().to_owned());
            heading.iter().cloned().zip(cells).collect()
        };
        (lines.into_iter().map(|(at, cells)| (at, row(cells))).collect(), faults)
    }
}

/// A fault of a row with the line of the row.
pub(crate) fn on_line(at: u64, fault: Fault) -> Fault {
    Fault { place: format!("line {at}, {}", fault.place), ..fault }
}

/// Whether a cell means what has this code and these words.
pub(crate) fn means(code: &str, words: &Words, cell: &str) -> bool {
    !cell.is_empty() && (code == cell || words.zh == cell || words.en.eq_ignore_ascii_case(cell))
}

/// Records with the line on which each begins; quotes double within quotes, and lines without text are passed
/// over.
pub(crate) fn records(text: &str) -> Result<Vec<(u64, Vec<String>)>, Vec<Fault>> {
    let mut all = Vec::new();
    let (mut record, mut cell) = (Vec::new(), String::new());
    let (mut line, mut begun, mut quoted) = (1, 1, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                all.push((begun, std::mem::take(&mut record)));
                line += 1;
                begun = line;
            }
            other => {
                line += u64::from(other == '\n');
                cell.push(other);
            }
        }
    }
    if quoted {
        let (zh, en) = ("引号没有配对", "a quote is not closed");
        return Err(vec![Fault::at(format!("line {begun}"), zh, en)]);
    }
    record.push(cell);
    all.push((begun, record));
    all.retain(|(_, record)| record.iter().any(|cell| !cell.trim().is_empty()));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_keep_quotes_commas_and_lines_within_quotes() {
        let text = "name,note\r\n\"a, b\",\"say \"\"x\"\"\"\n\n\"two\nlines\",z\nlast,";
        let own = |at: u64, cells: [&str; 2]| (at, cells.map(str::to_owned).to_vec());
        assert_eq!(
            records(text).unwrap(),
            [
                own(1, ["name", "note"]),
                own(2, ["a, b", "say \"x\""]),
                own(4, ["two\nlines", "z"]),
                own(6, ["last", ""]),
            ]
        );
        assert_eq!(records("a\n\"b").unwrap_err()[0].place, "line 2");
    }

    #[test]
    fn each_fault_of_the_shape_has_its_line_and_rows_lie_under_small_letters() {
        let text = "\u{feff}\nName, B \nx, y ,z\n\"w\"\n";
        let (rows, faults) = Table::read(text).unwrap().unwrap().of_columns(&["name"]).rows();
        let own = |name: &str, cell: &str| (name.to_owned(), cell.to_owned());
        assert_eq!(rows, [(3, vec![own("name", "x"), own("b", "y")]), (4, vec![own("name", "w")])]);
        let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
        assert_eq!(places, ["line 2", "line 3"]);
        assert!(Table::read(" \n").unwrap().is_none());
    }
}
