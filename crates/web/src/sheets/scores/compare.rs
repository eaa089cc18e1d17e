//! What a workbook of sheets that came back would change: every difference with its place, and whatever cannot be taken
//! with its own.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{case::Answer, refusal::Fault};
use guohe_rules::{diagnostic::words, syntax::Words, value::Num};
use guohe_sheets::{Found, Line, Place, Table, Workbook};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    sheets::compared::{
        Compared, Difference, KEYS_WITHIN, Sort, at, failed, merged, no_column, no_keys, plain,
        says,
    },
    views::{case, slot},
};

use super::{CASE, KEY, OwnSheet, REASONS, ROW, Scores, TOLD, reasons as reasons_cell};

/// An answer as the workbook has it, sent back where it was ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Take {
    pub(crate) case: Uuid,
    pub(crate) slot: String,
    pub(crate) row: Option<String>,
    /// Nothing where the answer is taken away.
    pub(crate) answer: Option<Answer>,
}

impl Scores<'_> {
    /// Lays a workbook beside the drafts.
    pub(crate) fn compare(&self, book: &Workbook) -> Compared<Take> {
        let mut found = Compared::default();
        let own = |table: &&Table| table.text(Place::new(0, 0)) == Some(KEY);
        let mut seen = BTreeSet::new();
        for table in book.sheets.iter().filter(own) {
            let mut laid = Laid { scores: self, table, seen: &mut seen, found: &mut found };
            laid.table();
        }
        if !book.sheets.iter().any(|table| own(&table)) {
            found.faults.push(Fault { place: "A1".to_owned(), what: no_sheet() });
        }
        found
    }
}

/// Where in a sheet the answers to a question stand, and their reasons.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    answer: Option<u32>,
    reasons: Option<u32>,
}

/// What a cell holds, with its column.
type Filled<'f> = Option<(u32, &'f Found)>;
/// Why an answer cannot be read, with the column where it is not the first.
type Unread = (Option<u32>, Words);

/// The columns of a sheet.
#[derive(Debug, Default)]
struct Columns {
    case: Option<u32>,
    row: Option<u32>,
    slots: BTreeMap<String, Asked>,
    known: BTreeSet<u32>,
}

/// A sheet of the workbook while it is laid beside the drafts.
struct Laid<'l, 's> {
    scores: &'l Scores<'s>,
    table: &'l Table,
    seen: &'l mut BTreeSet<(String, String)>,
    found: &'l mut Compared<Take>,
}

impl Laid<'_, '_> {
    fn at(&self, row: u32, column: u32) -> String {
        at(self.table, Place::new(row, column))
    }

    fn fault(&mut self, at: String, what: Words) {
        self.found.faults.push(Fault { place: at, what });
    }

    fn table(&mut self) {
        let Some((keys, columns)) = self.columns() else {
            self.fault(self.table.name.clone(), no_keys(CASE));
            return;
        };
        let (Some(case), row) = (columns.case, columns.row) else { return };
        for (first, last) in self.table.merged.iter().filter(|(_, last)| last.row > keys + 1) {
            self.found.faults.push(Fault {
                place: format!("{} {first}:{last}", self.table.name),
                what: merged(),
            });
        }
        for line in self.table.rows.iter().filter(|line| line.row > keys + 1) {
            let text = |column: Option<u32>| {
                let found = column.and_then(|column| line.cells.get(&column));
                found.map(plain).unwrap_or_default()
            };
            self.beyond(line, &columns);
            self.line(line, (&columns, case), (&text(Some(case)), &text(row)));
        }
    }

    /// The row of the keys, and what stands in each column.
    fn columns(&self) -> Option<(u32, Columns)> {
        let mut first = self.table.rows.iter().take_while(|line| line.row < KEYS_WITHIN);
        let keyed = |line: &&Line| line.cells.values().any(|found| plain(found) == CASE);
        let line = first.find(keyed)?;
        let mut columns = Columns::default();
        let slots: BTreeSet<&str> = self
            .scores
            .sheets
            .iter()
            .flat_map(|own| own.questions.iter().map(|question| question.slot.as_str()))
            .collect();
        for (at, found) in &line.cells {
            let key = plain(found);
            let (id, why) = match key.strip_suffix(REASONS) {
                Some(id) if !slots.contains(key.as_str()) => (id.to_owned(), true),
                _ => (key.clone(), false),
            };
            if key == CASE {
                columns.case = Some(*at);
            } else if key == ROW {
                columns.row = Some(*at);
            } else if slots.contains(id.as_str()) {
                let asked = columns.slots.entry(id).or_default();
                let place = if why { &mut asked.reasons } else { &mut asked.answer };
                *place = Some(*at);
            } else if !TOLD.contains(&key.as_str()) {
                continue;
            }
            columns.known.insert(*at);
        }
        Some((line.row, columns))
    }

    /// Cells in columns that are none of the sheet.
    fn beyond(&mut self, line: &Line, columns: &Columns) {
        let beyond = line.cells.keys().filter(|column| !columns.known.contains(column));
        for column in beyond.copied().collect::<Vec<_>>() {
            self.fault(self.at(line.row, column), no_column());
        }
    }

    /// A row: an application, or a part of it.
    fn line(&mut self, line: &Line, (columns, at): (&Columns, u32), (case, row): (&str, &str)) {
        let own = self.scores.sheets.iter().find(|own| own.case.id.to_string() == case).copied();
        let Some(own) = own else {
            self.fault(self.at(line.row, at), not_open());
            return;
        };
        if !self.seen.insert((case.to_owned(), row.to_owned())) {
            self.fault(self.at(line.row, at), twice());
            return;
        }
        let row = Some(row).filter(|row| !row.is_empty());
        for (slot, asked) in &columns.slots {
            let cell = |column: Option<u32>| column.and_then(|at| Some((at, line.cells.get(&at)?)));
            let first = asked.answer.or(asked.reasons).unwrap_or(at);
            let given = (cell(asked.answer), cell(asked.reasons));
            if !own.asks(slot, row) {
                if let Some((column, _)) = given.0.or(given.1) {
                    self.fault(self.at(line.row, column), not_asked());
                }
                continue;
            }
            let place = self.at(line.row, first);
            match self.read(own, (slot, row), given) {
                Ok(answer) => self.difference(own, (slot, row), (place, answer)),
                Err((column, what)) => {
                    self.fault(self.at(line.row, column.unwrap_or(first)), what);
                }
            }
        }
    }

    /// The answer that stands in the cells of a question.
    fn read(
        &self,
        own: OwnSheet<'_>,
        (slot, row): (&str, Option<&str>),
        (answer, why): (Filled<'_>, Filled<'_>),
    ) -> Result<Option<Answer>, Unread> {
        let known = own.answer(slot, row);
        let untouched =
            |cell: guohe_sheets::Cell, found: Option<&Found>| cell.found().as_ref() == found;
        let text = match why {
            found if untouched(reasons_cell(known), found.map(|(_, found)| found)) => {
                known.map(|known| known.reasons.clone()).unwrap_or_default()
            }
            Some((column, Found::Error(error))) => return Err((Some(column), failed(error))),
            Some((_, found)) => plain(found),
            None => String::new(),
        };
        let Some((column, found)) = answer else {
            if text.is_empty() {
                return Ok(None);
            }
            return Err((None, no_answer()));
        };
        let (id, at) = (slot.to_owned(), row.map(str::to_owned));
        if untouched(self.scores.cell(own.law, slot, known), Some(found))
            && let Some(known) = known
        {
            return Ok(Some(Answer { reasons: text, ..known.clone() }));
        }
        let (yes, points) = match slot::range(own.law, slot) {
            Some(range) => {
                (true, vec![points(found, &range).map_err(|what| (Some(column), what))?])
            }
            None => {
                (says(found).ok_or_else(|| (Some(column), no_flag(&plain(found))))?, Vec::new())
            }
        };
        Ok(Some(Answer { slot: id, row: at, yes, points, reasons: text }))
    }

    /// An answer of the workbook beside that of the draft.
    fn difference(
        &mut self,
        own: OwnSheet<'_>,
        (id, row): (&str, Option<&str>),
        (at, answer): (String, Option<Answer>),
    ) {
        let known = own.answer(id, row);
        if same(known, answer.as_ref()) {
            self.found.unchanged += 1;
            return;
        }
        let lang = self.scores.lang;
        let parts = [
            Some(case::title(lang, own.case)),
            slot::about(lang, own.law, own.case, row),
            Some(slot::question(lang, own.law, id)),
        ];
        let told = |answer: Option<&Answer>| {
            answer.map_or_else(String::new, |answer| {
                let told = [slot::told(lang, answer), answer.reasons.trim().to_owned()];
                let told: Vec<String> = told.into_iter().filter(|part| !part.is_empty()).collect();
                told.join(lang.of("；", "; "))
            })
        };
        let sort = match (known, &answer) {
            (None, _) => Sort::New,
            (Some(_), None) => Sort::Gone,
            (Some(_), Some(_)) => Sort::Changed,
        };
        self.found.differences.push(Difference {
            at,
            what: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            was: told(known),
            becomes: told(answer.as_ref()),
            sort,
            edit: Take {
                case: own.case.id,
                slot: id.to_owned(),
                row: row.map(str::to_owned),
                answer,
            },
        });
    }
}

/// Whether two answers say the same: numbers as numbers, reasons without the white space around them.
fn same(known: Option<&Answer>, other: Option<&Answer>) -> bool {
    let (Some(known), Some(other)) = (known, other) else {
        return known.is_none() && other.is_none();
    };
    let number = |answer: &Answer| answer.points.first().and_then(|one| Num::read(one.trim()));
    known.yes == other.yes
        && known.points.len() == other.points.len()
        && number(known) == number(other)
        && known.reasons.trim() == other.reasons.trim()
}

/// A number within its range.
fn points(found: &Found, (low, high): &(String, String)) -> Result<String, Words> {
    let text = match found {
        Found::Text(text) | Found::Number(text) => text.trim(),
        Found::Percent(_) | Found::Day(_) | Found::Moment(_) | Found::Flag(_) | Found::Error(_) => {
            ""
        }
    };
    let within = |number: &Num| {
        let ends = (Num::read(low), Num::read(high));
        matches!(ends, (Some(low), Some(high)) if low <= *number && *number <= high)
    };
    if Num::read(text).is_some_and(|number| within(&number)) {
        return Ok(text.to_owned());
    }
    Err(words(
        format!("请打 {low} 至 {high} 之间的一个分数，只写数字"),
        format!("give one number from {low} to {high}, and nothing else"),
    ))
}

fn no_flag(text: &str) -> Words {
    words(
        format!("“{text}”不是“是”或“否”；请从下拉列表中选择"),
        format!("`{text}` is neither yes nor no; choose from the list"),
    )
}

fn no_answer() -> Words {
    words(
        "写了理由，没有作答；请在前一列作答，或清空理由",
        "reasons were given and no answer; answer in the column before, or empty the reasons",
    )
}

fn not_asked() -> Words {
    words(
        "这一行不问这一项，内容不会被记录；请清空这一格",
        "this is not asked of this row, and would not be recorded; empty the cell",
    )
}

fn not_open() -> Words {
    words(
        "这一编号不在您可以填写的评审任务中：不是您的任务，尚未声明，或已经提交；请删去这一行",
        "this is none of the reviews that you can fill in: not yours, not declared, or handed in already; take the row out",
    )
}

fn twice() -> Words {
    words("这一申报出现了两次；请删去多余的一行", "this application stands twice; take one row out")
}

fn no_sheet() -> Words {
    words(
        "这不是评审表的工作簿，或各表 A1 的代码被改动；请在下载的工作簿中填写",
        "this is no workbook of reviews, or the keys in A1 were changed; fill in the workbook as it was taken",
    )
}
