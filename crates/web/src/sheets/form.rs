//! The form of an application as a workbook: one sheet for facts that exist once, one for each list, one that says how.
//!
//! What the form asks follows from the rules as on the pages. Each sheet carries its keys, so that a workbook is read
//! back whatever language it is in and however its columns were moved. An empty cell is what is not known; that there
//! is nothing more has a cell of its own on each list.

mod cell;
mod compare;
mod faults;
mod rows;

use std::collections::BTreeMap;

use guohe_cases::{
    facts::{Document, Listing},
    law::Law,
};
use guohe_rules::{
    syntax::Words,
    vocabulary::{FieldDef, Kind as Fact, OTHER_TYPE},
};
use guohe_sheets::{Book, Cell, Column, Failed, Kind, Layout, Stated};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    lang::Lang,
    views::{
        case,
        form::{Section, sections},
        words::say,
    },
    words::{table, word},
};

use cell::Parties;

/// The key of the sheet that says how, and of the sheet of facts that exist once.
const ABOUT: &str = "guohe";
const FACTS: &str = "facts";
/// The key of the column with the names of rows.
const ROW: &str = "row";
/// What is said about filling in, line by line.
const HOW: [&str; 7] = [
    "workbook.how.one",
    "workbook.how.two",
    "workbook.how.three",
    "workbook.how.four",
    "workbook.how.five",
    "workbook.how.six",
    "workbook.how.seven",
];
/// The column of the facts that exist once in which is written.
const ANSWER: u16 = 3;
/// Below the rows of a list there is room for so many more.
const SPARE: u32 = 300;

/// The form of an application.
#[derive(Debug)]
pub(crate) struct Form<'f> {
    /// The language of what may be chosen; heads are in both.
    lang: Lang,
    /// The law of the application.
    law: &'f Law,
    /// What was filled in.
    facts: &'f Document,
    /// Whose it is.
    of: Of<'f>,
    /// What is asked.
    sections: Vec<Section<'f>>,
    /// The day on which it is written.
    day: Date,
    /// What facts may point to, by record.
    parties: BTreeMap<u16, Parties>,
}

/// Which application it is.
#[derive(Debug, Clone)]
pub(crate) struct Of<'f> {
    /// Its id.
    pub(crate) case: Uuid,
    /// The name under which it is listed.
    pub(crate) title: String,
    /// The type.
    pub(crate) kind: &'f str,
}

/// Words of the interface in both languages.
pub(crate) fn both(key: &str) -> Words {
    let of = |lang| table(lang).get(key).map_or_else(String::new, |text| (*text).to_owned());
    Words { zh: of(Lang::Zh), en: of(Lang::En) }
}

impl<'f> Form<'f> {
    /// The form of an application, as it is written on a day.
    pub(crate) fn new(
        lang: Lang,
        law: &'f Law,
        facts: &'f Document,
        of: Of<'f>,
        day: Date,
    ) -> Self {
        let sections = sections(law, of.kind);
        let parties = Parties::of_all(lang, law, facts, &sections);
        Self { lang, law, facts, of, sections, day, parties }
    }

    /// The workbook.
    ///
    /// # Errors
    /// The machine has no room for it.
    pub(crate) fn workbook(&self) -> Result<Vec<u8>, Failed> {
        let title = both("workbook.title");
        let mut book = Book::new(&title, &self.law.pack.file.authority, self.day);
        self.about(&mut book)?;
        self.facts(&mut book)?;
        for section in self.sections.iter().filter(|section| section.is_list()) {
            self.list(&mut book, section)?;
        }
        book.finish()
    }

    fn about(&self, book: &mut Book) -> Result<(), Failed> {
        let column = |key: &str, kind| Column::new(both(key), kind);
        let mut sheet = book.sheet(Layout {
            tab: say(self.lang, &both("workbook.about")),
            title: both("workbook.title"),
            key: Some(ABOUT.to_owned()),
            columns: vec![
                column("workbook.key", Kind::Text),
                column("workbook.how", Kind::Long),
                column("workbook.value", Kind::Long),
            ],
            ..Layout::default()
        })?;
        let said = [
            ("case", both("workbook.case"), self.of.case.to_string()),
            ("", both("common.host"), self.of.title.clone()),
            ("", both("common.type"), case::kind(self.lang, self.law, self.of.kind)),
            ("law", both("workbook.law"), self.law.pack.id().to_owned()),
        ];
        for (key, label, value) in said {
            let label = format!("{} {}", label.zh, label.en);
            book.row(&mut sheet, &[Cell::text(key), Cell::text(label), Cell::text(value)])?;
        }
        for key in HOW {
            let Words { zh, en } = both(key);
            let line = Cell::text(format!("{zh}\n{en}"));
            book.row(&mut sheet, &[Cell::Empty, line, Cell::Empty])?;
        }
        book.close(sheet)
    }

    fn facts(&self, book: &mut Book) -> Result<(), Failed> {
        let column = |key: &str, kind| Column::new(both(key), kind);
        let mut sheet = book.sheet(Layout {
            tab: say(self.lang, &both("workbook.facts")),
            title: both("workbook.facts"),
            key: Some(FACTS.to_owned()),
            columns: vec![
                column("workbook.key", Kind::Text),
                column("workbook.part", Kind::Text),
                column("workbook.item", Kind::Long),
                column("workbook.answer", Kind::Long),
                column("workbook.help", Kind::Long),
            ],
            ..Layout::default()
        })?;
        for section in self.sections.iter().filter(|section| !section.is_list()) {
            let cells = self.facts.once.get(section.key());
            for field in &section.fields {
                let asked = self.column(field);
                let name = &section.record.written.name;
                let unit = asked
                    .unit
                    .as_ref()
                    .map_or_else(String::new, |unit| format!("（{} {}）", unit.zh, unit.en));
                let help = field.written.help.as_ref();
                let row = [
                    Cell::text(format!("{}.{}", section.key(), field.id)),
                    Cell::text(format!("{}\n{}", name.zh, name.en)),
                    Cell::text(format!("{}{unit}\n{}", asked.head.zh, asked.head.en)),
                    self.cell(field, cells.and_then(|cells| cells.get(&field.id))),
                    Cell::text(help.map_or_else(String::new, |help| say(self.lang, help))),
                ];
                book.question(&mut sheet, &row, (ANSWER, &asked))?;
            }
        }
        book.close(sheet)
    }

    fn list(&self, book: &mut Book, section: &Section<'_>) -> Result<(), Failed> {
        let none = Listing::default();
        let listing = self.facts.lists.get(section.key()).unwrap_or(&none);
        let head = Column::new(both("workbook.row"), Kind::Text);
        let head = Column { key: Some(ROW.to_owned()), ..head };
        let fields = section.fields.iter().map(|field| self.column(field));
        let mut sheet = book.sheet(Layout {
            tab: say(self.lang, &section.record.written.name),
            title: section.record.written.name.clone(),
            key: Some(format!("{}/{}", section.key(), listing.added)),
            stated: vec![Stated {
                label: both("workbook.complete"),
                cell: self.complete(listing),
                choices: self.flags(),
            }],
            columns: [head].into_iter().chain(fields).collect(),
            spare: SPARE,
        })?;
        for row in &listing.rows {
            let own = section.fields.iter().map(|field| self.cell(field, row.cells.get(&field.id)));
            let cells: Vec<Cell> = [Cell::text(row.id.as_str())].into_iter().chain(own).collect();
            book.row(&mut sheet, &cells)?;
        }
        book.close(sheet)
    }

    /// What stands beside the question whether a list is complete; nothing while nobody has said so.
    fn complete(&self, listing: &Listing) -> Cell {
        if listing.closed { Cell::text(word(self.lang, "form.yes")) } else { Cell::Empty }
    }

    fn flags(&self) -> Vec<String> {
        ["form.yes", "form.no"].map(|key| word(self.lang, key).into_owned()).to_vec()
    }

    /// The column of a fact, or the cell of one that exists once.
    fn column(&self, field: &FieldDef) -> Column {
        let kind = match &field.kind {
            Fact::Flag => Kind::Choice(self.flags()),
            Fact::Date => Kind::Day,
            Fact::Year | Fact::Number => Kind::Whole,
            Fact::Money => Kind::Money,
            Fact::Area => Kind::Decimal,
            Fact::Ratio => Kind::Percent,
            Fact::Text => Kind::Text,
            Fact::Code(list) => Kind::Choice(self.codes(*list)),
            Fact::Codes(_) => Kind::Long,
            Fact::Row(record) => Kind::Choice(self.titles(&[*record])),
            Fact::Party(records) => Kind::Choice(self.titles(records)),
        };
        let kind = match (kind, &field.written.none) {
            (Kind::Choice(mut choices), Some(none)) => {
                choices.push(say(self.lang, none));
                Kind::Choice(choices)
            }
            (kind, _) => kind,
        };
        let unit = match &kind {
            Kind::Money => Some(both("workbook.yuan")),
            Kind::Decimal => Some(both("workbook.square_metres")),
            Kind::Percent => Some(both("workbook.per_cent")),
            Kind::Text | Kind::Long | Kind::Whole | Kind::Day | Kind::Choice(_) => None,
        };
        let several = if let Fact::Codes(list) = field.kind {
            let words = self.codes(list).join(self.lang.comma());
            let Words { zh, en } = both("workbook.several");
            Some(Words { zh: zh.replace("{1}", &words), en: en.replace("{1}", &words) })
        } else {
            None
        };
        Column {
            unit,
            key: Some(field.id.clone()),
            help: several.or_else(|| field.written.help.clone()),
            ..Column::new(field.written.name.clone(), kind)
        }
    }

    fn codes(&self, list: u16) -> Vec<String> {
        let codes = self.law.vocabulary().code_def(list).map_or(&[][..], |def| &def.codes);
        let codes = codes.iter().filter(|(id, _)| id != OTHER_TYPE);
        codes.map(|(_, words)| say(self.lang, words)).collect()
    }
}

#[cfg(test)]
mod tests;
