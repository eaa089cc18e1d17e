//! A list, described once: its page shows so many rows of it, its workbook has all that were asked for.
//!
//! The address of the workbook is that of the page with [`AS`] added, so it passes the same door, finds the same rows
//! by the same filter, and holds no column that its reader is not shown.

use guohe_rules::syntax::{DataClass, Words};
use guohe_sheets::{Book, Cell, Column as Laid, Kind, Layout};
use tokio::task;

use crate::{
    desks::Answer,
    format,
    lang::Lang,
    parts::{Listed, ListedCell, ListedRow},
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::{answer, form::both};

/// The word of an address that asks for a workbook instead of a page, and its value.
pub(crate) const AS: (&str, &str) = ("as", "xlsx");
/// After so many rows others have their turn.
const AT_A_TIME: usize = 500;

/// What a row says in a column.
type Says<'a, R, T> = Box<dyn Fn(&R) -> T + Send + Sync + 'a>;

/// How a column looks on the page.
enum Look<'a, R> {
    Plain,
    /// The name of the row, which leads to it.
    Name(Says<'a, R, String>),
    /// Small print below the name.
    Below,
    /// A tag in a tone.
    Tag(Says<'a, R, &'static str>),
    /// In the workbook only.
    Left,
}

/// A column of a list.
pub(crate) struct Column<'a, R> {
    /// By which it is asked for in either language.
    pub(crate) id: String,
    pub(crate) head: Words,
    unit: Option<Words>,
    pub(crate) kind: Kind,
    class: DataClass,
    pub(crate) cell: Says<'a, R, Cell>,
    /// Whether it is a name that is found as it sounds too.
    pub(crate) sounds: bool,
    look: Look<'a, R>,
}

impl<'a, R> Column<'a, R> {
    /// A column of text under a head.
    pub(crate) fn text<S: Into<String>>(
        head: &str,
        says: impl Fn(&R) -> S + Send + Sync + 'a,
    ) -> Self {
        Self::of((last(head), both(head)), Kind::Text, move |row| Cell::text(says(row)))
    }

    /// A column of whole numbers.
    pub(crate) fn count(head: &str, says: impl Fn(&R) -> usize + Send + Sync + 'a) -> Self {
        let whole = move |row: &R| Cell::Whole(i64::try_from(says(row)).unwrap_or(i64::MAX));
        Self::of((last(head), both(head)), Kind::Whole, whole)
    }

    /// A column of days.
    pub(crate) fn day(
        head: &str,
        says: impl Fn(&R) -> Option<jiff::civil::Date> + Send + Sync + 'a,
    ) -> Self {
        Self::of((last(head), both(head)), Kind::Day, move |row| Cell::day(says(row)))
    }

    /// A column of what its cells say, by its id and its head.
    pub(crate) fn of(
        (id, head): (&str, Words),
        kind: Kind,
        cell: impl Fn(&R) -> Cell + Send + Sync + 'a,
    ) -> Self {
        let (class, look, cell) = (DataClass::Public, Look::Plain, Box::new(cell));
        Self { id: id.to_owned(), head, unit: None, kind, class, cell, look, sounds: false }
    }

    /// The same with the unit of its numbers.
    pub(crate) fn in_unit(self, unit: &str) -> Self {
        Self { unit: Some(both(unit)), ..self }
    }

    /// The same with who may know it at most.
    pub(crate) fn class(self, class: DataClass) -> Self {
        Self { class, ..self }
    }

    /// The same as a name that is found as it sounds too.
    pub(crate) fn sounds(self) -> Self {
        Self { sounds: true, ..self }
    }

    /// The same as the name of the row.
    pub(crate) fn name(self, href: impl Fn(&R) -> String + Send + Sync + 'a) -> Self {
        Self { look: Look::Name(Box::new(href)), ..self }
    }

    /// The same in small print below the name.
    pub(crate) fn below(self) -> Self {
        Self { look: Look::Below, ..self }
    }

    /// The same as a tag.
    pub(crate) fn tag(self, tone: impl Fn(&R) -> &'static str + Send + Sync + 'a) -> Self {
        Self { look: Look::Tag(Box::new(tone)), ..self }
    }

    /// The same in the workbook only.
    pub(crate) fn left(self) -> Self {
        Self { look: Look::Left, ..self }
    }
}

/// A list.
pub(crate) struct List<'a, R> {
    /// What it is called.
    pub(crate) title: Words,
    /// The name of its file, without an ending.
    pub(crate) file: &'static str,
    pub(crate) columns: Vec<Column<'a, R>>,
}

impl<R: Sync> List<'_, R> {
    /// All rows as a workbook, with what was asked for and when on a sheet of its own.
    pub(crate) async fn workbook(&self, here: &Here, rows: &[R]) -> Answer {
        let today = here.site.today();
        let mut book = Book::new(&self.title, &here.site.authority(), today);
        let column = |column: &Column<'_, R>| {
            let laid = Laid::new(column.head.clone(), column.kind.clone());
            column.unit.clone().map_or_else(|| laid.clone(), |unit| laid.clone().in_unit(unit))
        };
        let layout = Layout {
            tab: self.title.zh.clone(),
            title: self.title.clone(),
            columns: self.columns.iter().map(column).collect(),
            ..Layout::default()
        };
        let mut sheet = book.sheet(layout).map_err(Trouble::broken)?;
        for some in rows.chunks(AT_A_TIME) {
            for row in some {
                let cells: Vec<Cell> = self.columns.iter().map(|one| (one.cell)(row)).collect();
                book.row(&mut sheet, &cells).map_err(Trouble::broken)?;
            }
            task::yield_now().await;
        }
        book.close(sheet).map_err(Trouble::broken)?;
        self.about(here, &mut book, rows.len())?;
        let bytes = task::spawn_blocking(move || book.finish()).await.map_err(Trouble::broken)?;
        answer(&format!("{}-{today}.xlsx", self.file), bytes.map_err(Trouble::broken)?)
    }

    /// What the workbook rests on: which list, what was asked, when, how many, and whom it is about.
    fn about(&self, here: &Here, book: &mut Book, rows: usize) -> Result<(), Trouble> {
        let personal = self.columns.iter().any(|column| column.class.is_personal());
        let mut layout = Layout {
            tab: both("export.about").zh,
            title: both("export.about"),
            ..Layout::default()
        };
        layout.columns = vec![
            Laid::new(both("export.what"), Kind::Text),
            Laid::new(both("export.said"), Kind::Long),
        ];
        let mut sheet = book.sheet(layout).map_err(Trouble::broken)?;
        let Words { zh, en } = &self.title;
        let mut said = vec![
            ("export.list", Cell::text(format!("{zh} {en}"))),
            ("export.from", Cell::text(here.visit.here.clone())),
            ("export.at", Cell::text(format::instant(here.site.outside.now()))),
            ("export.rows", Cell::Whole(i64::try_from(rows).unwrap_or(i64::MAX))),
        ];
        if personal {
            let Words { zh, en } = both("export.personal.text");
            said.push(("export.personal", Cell::text(format!("{zh}\n{en}"))));
        }
        for (key, cell) in said {
            let Words { zh, en } = both(key);
            let row = [Cell::text(format!("{zh} {en}")), cell];
            book.row(&mut sheet, &row).map_err(Trouble::broken)?;
        }
        book.close(sheet).map_err(Trouble::broken)
    }

    /// Some rows as a table of the page.
    pub(crate) fn table<'r>(&self, lang: Lang, rows: impl Iterator<Item = &'r R>) -> Listed
    where
        R: 'r,
    {
        let shown = |column: &&Column<'_, R>| !matches!(column.look, Look::Below | Look::Left);
        let heads = self.columns.iter().filter(shown);
        Listed {
            label: lang.of(&self.title.zh, &self.title.en).to_owned(),
            heads: heads.map(|column| column.in_words(lang)).collect(),
            rows: rows.map(|row| self.listed(lang, row)).collect(),
        }
    }

    fn listed(&self, lang: Lang, row: &R) -> ListedRow {
        let mut listed = ListedRow::default();
        for column in &self.columns {
            let text = told(lang, &(column.cell)(row));
            let cell = ListedCell {
                label: column.in_words(lang),
                text,
                tone: match &column.look {
                    Look::Tag(tone) => Some(tone(row)),
                    Look::Plain | Look::Name(_) | Look::Below | Look::Left => None,
                },
                number: matches!(column.kind, Kind::Whole | Kind::Money | Kind::Percent),
                keeps: column.kind == Kind::Day,
            };
            match &column.look {
                Look::Name(href) => {
                    listed.href = href(row);
                    listed.name = cell.text;
                }
                Look::Below => listed.below.push(cell.text),
                Look::Plain | Look::Tag(_) => listed.cells.push(cell),
                Look::Left => {}
            }
        }
        listed
    }
}

impl<R> Column<'_, R> {
    fn in_words(&self, lang: Lang) -> String {
        lang.of(&self.head.zh, &self.head.en).to_owned()
    }
}

/// The last part of a key, by which a column is asked for.
fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// A cell as a page says it.
pub(crate) fn told(lang: Lang, cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Decimal(text) => text.clone(),
        Cell::Whole(number) => format::thousands(*number),
        Cell::Fen(fen) => format!("{} {}", format::yuan(*fen), word(lang, "workbook.yuan")),
        Cell::Percent(number) => format!("{number}%"),
        Cell::Day(day) => format::day(*day),
    }
}

/// Whether an address asks for the workbook of its list.
pub(crate) fn wanted(asked: &std::collections::BTreeMap<String, String>) -> bool {
    asked.get(AS.0).is_some_and(|wanted| wanted == AS.1)
}

/// The address of the workbook of the list at an address: the whole of it, whichever page is shown.
pub(crate) fn address(here: &str) -> String {
    with(here, &format!("{}={}", AS.0, AS.1))
}

/// The address of another page of the same list.
pub(crate) fn paged(here: &str, after: usize) -> String {
    if after > 0 { with(here, &format!("after={after}")) } else { with(here, "") }
}

/// The path of an address.
pub(crate) fn path(here: &str) -> &str {
    here.split_once('?').map_or(here, |(path, _)| path)
}

/// What narrows the list at an address: what follows the question mark, whichever page is shown.
pub(crate) fn narrowed(here: &str) -> String {
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let kept = query.split('&').filter(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        !value.is_empty() && name != "after" && name != AS.0
    });
    kept.collect::<Vec<_>>().join("&")
}

/// The list at an address from its beginning, with one more thing said.
fn with(here: &str, more: &str) -> String {
    let own = narrowed(here);
    let all: Vec<&str> = [own.as_str(), more].into_iter().filter(|part| !part.is_empty()).collect();
    let mark = if all.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", path(here), all.join("&"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_workbook_has_the_address_of_its_page_without_the_place_in_it() {
        assert_eq!(address("/bases"), "/bases?as=xlsx");
        assert_eq!(address("/bases?q=%E6%B7%B1&after=50"), "/bases?q=%E6%B7%B1&as=xlsx");
        assert_eq!(address("/desk?view=late&as=xlsx"), "/desk?view=late&as=xlsx");
        assert_eq!(super::paged("/desk?view=&q=a&after=50", 100), "/desk?q=a&after=100");
        assert_eq!(super::paged("/desk?after=50", 0), "/desk");
        assert_eq!(super::narrowed("/desk?view=&q=a%3Ab&after=50&as=xlsx"), "q=a%3Ab");
    }
}
