//! The sheets of somebody who judges as a workbook: a row for each application, a column for each question with the
//! reasons beside it; and what a workbook that came back would change.
//!
//! It holds what the pages show of the reader's own seats and nothing of others. Rows and columns are found by their
//! keys, so that they may be sorted and moved.

mod compare;

use guohe_cases::{
    case::{Answer, Case, Question},
    law::Law,
};
use guohe_rules::syntax::Words;
use guohe_sheets::{Book, Cell, Column, Failed, Kind, Layout};
use jiff::civil::Date;

use crate::{
    lang::Lang,
    views::{
        case::{self, number},
        slot,
        words::say,
    },
    words::word,
};

use super::form::both;

pub(crate) use compare::Take;

/// The key of a sheet of answers, which stands in `A1`.
const KEY: &str = "scores";
/// The keys of the columns that say what a row is about.
const CASE: &str = "case";
const ROW: &str = "row";
const TOLD: [&str; 3] = ["number", "title", "about"];
/// What follows the key of a question in the column of its reasons.
const REASONS: &str = ".reasons";

/// One of the reader's own sheets, open to be filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnSheet<'s> {
    pub(crate) law: &'s Law,
    pub(crate) case: &'s Case,
    /// The panel, by its key in the pack.
    pub(crate) panel: &'s str,
    pub(crate) questions: &'s [Question],
    pub(crate) answers: &'s [Answer],
}

impl<'s> OwnSheet<'s> {
    /// The answer to a question.
    fn answer(&self, slot: &str, row: Option<&str>) -> Option<&'s Answer> {
        self.answers.iter().find(|answer| answer.slot == slot && answer.row.as_deref() == row)
    }

    /// Whether a question is asked about a row; about the whole where there is none.
    fn asks(&self, slot: &str, row: Option<&str>) -> bool {
        self.questions.iter().any(|one| one.slot == slot && one.row.as_deref() == row)
    }

    /// Sheets with the same questions stand together.
    fn group(&self) -> (String, &'s str, &'s str) {
        (self.law.pack.id().to_owned(), self.panel, &self.case.kind)
    }

    /// What its questions are about, in their order: the whole, and rows of lists.
    fn rows(&self) -> Vec<Option<&'s str>> {
        let mut rows = Vec::new();
        for question in self.questions {
            let row = question.row.as_deref();
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows.sort_by_key(Option::is_some);
        rows
    }
}

/// The sheets of a reader, in the language in which answers are chosen.
#[derive(Debug)]
pub(crate) struct Scores<'s> {
    pub(crate) lang: Lang,
    pub(crate) sheets: Vec<OwnSheet<'s>>,
}

impl<'s> Scores<'s> {
    /// The workbook.
    ///
    /// # Errors
    /// The machine has no room for it.
    pub(crate) fn workbook(&self, author: &Words, day: Date) -> Result<Vec<u8>, Failed> {
        let mut book = Book::new(&both("offline.title"), author, day);
        let mut groups: Vec<Vec<OwnSheet<'s>>> = Vec::new();
        for sheet in &self.sheets {
            let own = groups
                .iter_mut()
                .find(|group| group.first().is_some_and(|first| first.group() == sheet.group()));
            match own {
                Some(group) => group.push(*sheet),
                None => groups.push(vec![*sheet]),
            }
        }
        for group in groups {
            self.group(&mut book, &group)?;
        }
        book.finish()
    }

    /// A sheet of the workbook: applications with the same questions.
    fn group(&self, book: &mut Book, group: &[OwnSheet<'s>]) -> Result<(), Failed> {
        let Some(first) = group.first() else { return Ok(()) };
        let slots = slots(group);
        let of_kind = case::kind(self.lang, first.law, &first.case.kind);
        let mut sheet = book.sheet(Layout {
            tab: of_kind,
            title: first.law.pack.file.title.clone(),
            key: Some(KEY.to_owned()),
            columns: self.columns(first.law, &slots),
            ..Layout::default()
        })?;
        for own in group {
            for row in own.rows() {
                let about = slot::about(self.lang, own.law, own.case, row);
                let told = [
                    own.case.id.to_string(),
                    row.unwrap_or_default().to_owned(),
                    number(own.case.id),
                    case::title(self.lang, own.case),
                    about.unwrap_or_default(),
                ];
                let told = told.map(Cell::text).into_iter();
                let given = slots.iter().flat_map(|slot| {
                    let answer = own.answer(slot, row);
                    [self.cell(own.law, slot, answer), reasons(answer)]
                });
                book.row(&mut sheet, &told.chain(given).collect::<Vec<_>>())?;
            }
        }
        book.close(sheet)
    }

    fn columns(&self, law: &Law, slots: &[&str]) -> Vec<Column> {
        let keyed = |key: &str, column: Column| Column { key: Some(key.to_owned()), ..column };
        let text = |key: &str, head: &str| keyed(key, Column::new(both(head), Kind::Text));
        let [number, title, about] = TOLD;
        let mut columns = vec![
            text(CASE, "workbook.key"),
            text(ROW, "workbook.row"),
            text(number, "workbook.case"),
            text(title, "common.host"),
            text(about, "offline.about"),
        ];
        for slot in slots {
            columns.push(keyed(slot, self.asked(law, slot)));
            let why = Column::new(both("judge.reasons"), Kind::Long);
            columns.push(keyed(&format!("{slot}{REASONS}"), why));
        }
        columns
    }

    /// The column of a question, with the least and the greatest number, or with yes and no.
    fn asked(&self, law: &Law, id: &str) -> Column {
        let def = law.slot(id);
        let head = def.map_or_else(
            || Words { zh: id.to_owned(), en: id.to_owned() },
            |def| def.question.clone(),
        );
        let rubric: Vec<String> =
            def.map_or(&[][..], |def| &def.rubric).iter().map(|one| say(self.lang, one)).collect();
        let help = (!rubric.is_empty()).then(|| {
            let text = rubric.join("\n");
            Words { zh: text.clone(), en: String::new() }
        });
        let column = match slot::range(law, id) {
            Some((low, high)) => {
                let unit =
                    Words { zh: format!("{low} 至 {high} 分"), en: format!("{low} to {high}") };
                Column::new(head, Kind::Decimal).in_unit(unit)
            }
            None => Column::new(head, Kind::Choice(self.flags())),
        };
        Column { help, ..column }
    }

    fn flags(&self) -> Vec<String> {
        ["judge.yes", "judge.no"].map(|key| word(self.lang, key).into_owned()).to_vec()
    }

    /// What stands for an answer.
    fn cell(&self, law: &Law, id: &str, answer: Option<&Answer>) -> Cell {
        let Some(answer) = answer else { return Cell::Empty };
        if slot::range(law, id).is_none() {
            return Cell::text(slot::told(self.lang, answer));
        }
        answer.points.first().map_or(Cell::Empty, |points| Cell::Decimal(points.trim().to_owned()))
    }
}

/// What stands for the reasons of an answer.
fn reasons(answer: Option<&Answer>) -> Cell {
    answer.map_or(Cell::Empty, |answer| Cell::text(answer.reasons.as_str()))
}

/// The questions of several sheets, in the order in which they are asked.
fn slots<'s>(group: &[OwnSheet<'s>]) -> Vec<&'s str> {
    let mut slots: Vec<&str> = Vec::new();
    for question in group.iter().flat_map(|own| own.questions) {
        if !slots.contains(&question.slot.as_str()) {
            slots.push(&question.slot);
        }
    }
    slots
}
