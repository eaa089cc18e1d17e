//! Workbooks as they are written: row after row into a file of the machine, so that the memory does not grow with them.

use std::{collections::BTreeMap, fmt};

use guohe_rules::syntax::Words;
use jiff::civil::Date;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::{
    Cell, Column, Kind, Layout,
    cell::{Content, Shown},
    layout::STATED_AT,
    place::letters,
};

/// A workbook could not be written: the disk is full, or there are more rows or sheets than a workbook holds.
#[derive(Debug)]
pub struct Failed(XlsxError);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the workbook cannot be written: {}", self.0)
    }
}

impl std::error::Error for Failed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<XlsxError> for Failed {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// The size of paper, A4, as files name it.
const A4: u8 = 9;
/// A list of choices of so many characters stands beside the cell itself; longer ones stand on a sheet of their own.
const SHORT: usize = 200;
/// A prompt beside a cell holds so many characters, and its title so many.
const PROMPT: usize = 250;
const PROMPT_TITLE: usize = 30;
/// A tab holds so many characters.
const TAB: usize = 31;
/// The tab with the longer lists of choices.
const CHOICES: &str = "选项 Choices";

/// How cells look.
#[derive(Debug)]
struct Looks {
    title: Format,
    label: Format,
    head: Format,
    key: Format,
    text: Format,
    /// For a text that a program would take for a formula once somebody edits the cell.
    quoted: Format,
    long: Format,
    whole: Format,
    money: Format,
    percent: Format,
    decimal: Format,
    day: Format,
}

impl Looks {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        let text = top.clone().set_num_format("@");
        Self {
            title: Format::new().set_bold().set_font_size(14),
            label: top.clone().set_text_wrap(),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(0x00E8_EEF4)
                .set_border_bottom(FormatBorder::Thin),
            key: Format::new().set_font_size(8).set_font_color(0x0080_8080).set_num_format("@"),
            quoted: text.clone().set_quote_prefix(),
            long: text.clone().set_text_wrap(),
            text,
            whole: top.clone().set_num_format("0"),
            money: top.clone().set_num_format("#,##0.00"),
            percent: top.clone().set_num_format("0.####%"),
            decimal: top.clone().set_num_format("General"),
            day: top.set_num_format("yyyy-mm-dd"),
        }
    }

    /// How an empty cell of a column looks, so that what is typed into it is taken as it is.
    fn of(&self, kind: &Kind) -> &Format {
        match kind {
            Kind::Text | Kind::Choice(_) => &self.text,
            Kind::Long => &self.long,
            Kind::Whole => &self.whole,
            Kind::Money => &self.money,
            Kind::Percent => &self.percent,
            Kind::Decimal => &self.decimal,
            Kind::Day => &self.day,
        }
    }
}

/// A workbook that is being written.
pub struct Book {
    file: Workbook,
    looks: Looks,
    /// Longer lists of choices, each with its column on the sheet of choices.
    choices: BTreeMap<Vec<String>, u16>,
    /// Tabs that are taken.
    tabs: Vec<String>,
}

/// A sheet that is being written.
pub struct Sheet {
    page: Worksheet,
    layout: Layout,
    next: u32,
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book").field("tabs", &self.tabs).finish_non_exhaustive()
    }
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet")
            .field("layout", &self.layout)
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

impl Book {
    /// A workbook with a title, made on a day; nothing in it reads a clock.
    pub fn new(title: &Words, author: &Words, day: Date) -> Self {
        let mut file = Workbook::new();
        let mut properties = DocProperties::new()
            .set_title(format!("{} {}", title.zh, title.en))
            .set_author(&author.zh);
        if let Ok(day) = stamp(day) {
            properties = properties.set_creation_datetime(&day);
        }
        file.set_properties(&properties);
        Self { file, looks: Looks::new(), choices: BTreeMap::new(), tabs: Vec::new() }
    }

    /// Begins a sheet: its title, what is stated above the table, and the heads.
    ///
    /// # Errors
    /// The machine has no room for it.
    pub fn sheet(&mut self, layout: Layout) -> Result<Sheet, Failed> {
        let mut page = self.file.new_worksheet_with_constant_memory()?;
        let tab = self.tab(&layout.tab);
        page.set_name(&tab)?;
        self.tabs.push(tab);
        self.set_up(&mut page, &layout)?;
        let title = format!("{} {}", layout.title.zh, layout.title.en);
        match &layout.key {
            Some(key) => {
                page.write_string_with_format(0, 0, key, &self.looks.key)?;
                page.write_string_with_format(0, 1, title, &self.looks.title)?;
            }
            None => {
                page.write_string_with_format(0, 0, title, &self.looks.title)?;
            }
        }
        let mut sheet = Sheet { page, next: 1, layout };
        self.state(&mut sheet)?;
        self.head(&mut sheet)?;
        Ok(sheet)
    }

    fn set_up(&self, page: &mut Worksheet, layout: &Layout) -> Result<(), Failed> {
        let heads = layout.heads_at();
        page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        page.set_footer("&L&A&R&P / &N");
        page.set_repeat_rows(heads, heads)?;
        page.set_freeze_panes(heads + 1, u16::from(layout.key.is_some()))?;
        for (at, column) in (0_u16..).zip(&layout.columns) {
            page.set_column_width(at, width(column))?;
            page.set_column_format(at, self.looks.of(&column.kind))?;
        }
        Ok(())
    }

    fn state(&mut self, sheet: &mut Sheet) -> Result<(), Failed> {
        for stated in sheet.layout.stated.clone() {
            let label = format!("{}\n{}", stated.label.zh, stated.label.en);
            let row = sheet.next;
            sheet.page.set_row_height(row, 30)?;
            sheet.page.write_string_with_format(row, STATED_AT - 1, label, &self.looks.label)?;
            self.put(&mut sheet.page, (row, STATED_AT), &stated.cell, &Kind::Text)?;
            if !stated.choices.is_empty() {
                let rule = self.choice(&stated.choices)?;
                sheet.page.add_data_validation(row, STATED_AT, row, STATED_AT, &rule)?;
            }
            sheet.next += 1;
        }
        Ok(())
    }

    fn head(&mut self, sheet: &mut Sheet) -> Result<(), Failed> {
        if sheet.layout.key.is_some() {
            for (at, column) in (0_u16..).zip(&sheet.layout.columns) {
                let key = column.key.as_deref().unwrap_or_default();
                sheet.page.write_string_with_format(sheet.next, at, key, &self.looks.key)?;
            }
            sheet.next += 1;
        }
        sheet.page.set_row_height(sheet.next, 34)?;
        for (at, column) in (0_u16..).zip(&sheet.layout.columns) {
            let heading = column.heading();
            sheet.page.write_string_with_format(sheet.next, at, heading, &self.looks.head)?;
        }
        sheet.next += 1;
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The machine has no room for it, or a sheet cannot have more rows.
    pub fn row(&self, sheet: &mut Sheet, cells: &[Cell]) -> Result<(), Failed> {
        let Sheet { page, layout, next } = sheet;
        for ((at, cell), column) in (0_u16..).zip(cells).zip(&layout.columns) {
            self.put(page, (*next, at), cell, &column.kind)?;
        }
        *next += 1;
        Ok(())
    }

    /// Adds a row of which one cell is filled in by somebody, each in its own way: its column, what it holds, and what
    /// is said beside it.
    ///
    /// # Errors
    /// As [`Book::row`].
    pub fn question(
        &mut self,
        sheet: &mut Sheet,
        cells: &[Cell],
        (at, asked): (u16, &Column),
    ) -> Result<(), Failed> {
        let row = sheet.next;
        for ((column, cell), laid) in (0_u16..).zip(cells).zip(&sheet.layout.columns.clone()) {
            let kind = if column == at { &asked.kind } else { &laid.kind };
            self.put(&mut sheet.page, (row, column), cell, kind)?;
            if column == at && *cell == Cell::Empty {
                sheet.page.write_blank(row, column, self.looks.of(kind))?;
            }
        }
        self.offer(&mut sheet.page, (row, row), at, asked)?;
        sheet.next += 1;
        Ok(())
    }

    fn put(
        &self,
        page: &mut Worksheet,
        (row, at): (u32, u16),
        cell: &Cell,
        kind: &Kind,
    ) -> Result<(), Failed> {
        let looks = &self.looks;
        match cell.content() {
            Content::Nothing => {}
            Content::Text(text) => {
                let look = if starts_formula(&text) {
                    &looks.quoted
                } else if *kind == Kind::Long || text.contains('\n') {
                    &looks.long
                } else {
                    &looks.text
                };
                page.write_string_with_format(row, at, text, look)?;
            }
            Content::Number(value, shown) => {
                let look = match shown {
                    Shown::Whole => &looks.whole,
                    Shown::Money => &looks.money,
                    Shown::Percent => &looks.percent,
                    Shown::Decimal => &looks.decimal,
                };
                page.write_number_with_format(row, at, value, look)?;
            }
            Content::Day(day) => {
                page.write_datetime_with_format(row, at, &stamp(*day)?, &looks.day)?;
            }
        }
        Ok(())
    }

    /// Ends a sheet: what may be chosen in its cells, and the filter.
    ///
    /// # Errors
    /// As [`Book::row`].
    pub fn close(&mut self, mut sheet: Sheet) -> Result<(), Failed> {
        let heads = sheet.layout.heads_at();
        let last = u16::try_from(sheet.layout.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        if !sheet.layout.columns.is_empty() {
            let bottom = sheet.next.saturating_sub(1).max(heads);
            sheet.page.autofilter(heads, 0, bottom, last)?;
        }
        if sheet.layout.spare > 0 {
            let rows = (heads + 1, sheet.next + sheet.layout.spare);
            for (at, column) in (0_u16..).zip(&sheet.layout.columns.clone()) {
                self.offer(&mut sheet.page, rows, at, column)?;
            }
        }
        self.file.push_worksheet(sheet.page);
        Ok(())
    }

    /// What is offered in the cells of a column, and said beside them.
    fn offer(
        &mut self,
        page: &mut Worksheet,
        (first, last): (u32, u32),
        at: u16,
        column: &Column,
    ) -> Result<(), Failed> {
        let choices =
            if let Kind::Choice(choices) = &column.kind { choices.as_slice() } else { &[] };
        if choices.is_empty() && column.help.is_none() {
            return Ok(());
        }
        let mut rule = if choices.is_empty() {
            DataValidation::new().allow_any_value()
        } else {
            self.choice(choices)?
        };
        if let Some(help) = &column.help {
            rule = rule
                .set_input_title(cut(&column.head.zh, PROMPT_TITLE))?
                .set_input_message(cut(&format!("{}\n{}", help.zh, help.en), PROMPT))?;
        }
        page.add_data_validation(first, at, last, at, &rule)?;
        Ok(())
    }

    /// One of some texts. Another one is warned of and not refused: what cannot be read is said when the workbook comes
    /// back, and nobody is kept from saving what they know.
    fn choice(&mut self, choices: &[String]) -> Result<DataValidation, Failed> {
        let rule = DataValidation::new();
        let length: usize = choices.iter().map(|choice| choice.chars().count() + 1).sum();
        let beside = length < SHORT && !choices.iter().any(|choice| choice.contains([',', '"']));
        let rule = if beside {
            rule.allow_list_strings(choices)?
        } else {
            let next = u16::try_from(self.choices.len()).unwrap_or(u16::MAX);
            let at = *self.choices.entry(choices.to_vec()).or_insert(next);
            let column = letters(u32::from(at));
            rule.allow_list_formula(Formula::new(format!(
                "='{CHOICES}'!${column}$1:${column}${}",
                choices.len()
            )))
        };
        Ok(rule
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("不在选项中 / not among the choices")?
            .set_error_message("请从下拉列表中选择。 Choose from the list.")?)
    }

    /// The workbook as a file.
    ///
    /// # Errors
    /// The machine has no room for it.
    pub fn finish(mut self) -> Result<Vec<u8>, Failed> {
        if !self.choices.is_empty() {
            let page = self.file.add_worksheet();
            page.set_name(CHOICES)?;
            for (choices, at) in &self.choices {
                for (row, choice) in (0_u32..).zip(choices) {
                    page.write_string_with_format(row, *at, choice, &self.looks.text)?;
                }
                page.set_column_width(*at, 24)?;
            }
        }
        Ok(self.file.save_to_buffer()?)
    }

    /// A name for a tab that no other has.
    fn tab(&self, wanted: &str) -> String {
        let plain: String =
            wanted.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).collect();
        let plain = plain.trim();
        let plain = if plain.is_empty() { "表" } else { plain };
        let taken = |name: &str| {
            let small = name.to_lowercase();
            small == CHOICES.to_lowercase()
                || small == "history"
                || self.tabs.iter().any(|tab| tab.to_lowercase() == small)
        };
        let first = fit(plain, TAB);
        if !taken(&first) {
            return first;
        }
        let numbered = (2_u32..).map(|number| {
            let end = format!(" {number}");
            format!("{}{end}", fit(plain, TAB - end.len()))
        });
        numbered.into_iter().find(|name| !taken(name)).unwrap_or(first)
    }
}

/// A day as workbooks have it.
fn stamp(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or_default(),
        part(day.month()),
        part(day.day()),
    )
}

/// Whether a program could take a text for a formula, in this file or when it is saved as another.
fn starts_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// At most so many units of UTF-16 of a text.
fn fit(text: &str, most: usize) -> String {
    let mut units = 0;
    let fits = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= most
    });
    fits.collect::<String>().trim_end().to_owned()
}

/// The same, with a sign where something is left out.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most { text.to_owned() } else { fit(text, most - 1) + "…" }
}

/// How wide a column is: for what it holds, and not much narrower than its head.
fn width(column: &Column) -> f64 {
    let least = match &column.kind {
        Kind::Text => 22.0,
        Kind::Long => 44.0,
        Kind::Choice(choices) => choices.iter().map(|choice| wide(choice)).fold(10.0, f64::max),
        Kind::Whole | Kind::Percent => 10.0,
        Kind::Money | Kind::Decimal => 18.0,
        Kind::Day => 12.0,
    };
    let heads = column.heading().lines().map(|line| wide(line) + 3.0).fold(0.0, f64::max);
    f64::max(least.min(36.0), heads.min(28.0))
}

/// So many letters wide is a text; a character of Chinese counts as two.
fn wide(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum()
}
