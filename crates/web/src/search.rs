//! Looking through a list: the query of its address over the cells that the list shows (ADR 0064).
//!
//! Nothing else is looked at. Rows that somebody may not see are gone before, and a column that they are not shown is no
//! column of their list; so nobody finds by what they may not see.

pub(crate) mod views;

use std::collections::BTreeMap;

use guohe_cases::{
    query::{self, Field, How, Says, Sort, Test, Tree, Value, Wrong, ten_thousandths, whole},
    refusal::{Refusal, Sort as Refused, words},
};
use guohe_sheets::{Cell, Kind};

use crate::{
    desks::Answer,
    lang::Lang,
    parts::{Search, SearchField, Slip},
    routes::escaped,
    sheets::list::{self, Column, List, told},
    trouble::Trouble,
    visit::Here,
    words::word,
};

/// What an address says besides the choices of a list.
const OTHER: [&str; 5] = ["q", "after", "lang", list::AS.0, "sort"];
/// So many rows are seen at a look.
const AT_A_LOOK: usize = 7;
/// An example is no longer than this, in characters.
const EXAMPLE: usize = 12;

/// What was typed, over fields.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn asked(here: &Here, typed: &str, fields: &[Field]) -> Result<Tree<Test>, Wrong> {
    query::bind(&query::read(typed)?, fields, here.site.today())
}

/// The same as a refusal, where there is no page beside which it could be told.
pub(crate) fn refused(wrong: &Wrong) -> Trouble {
    let next = words("请更正检索式后再试", "Correct the query and try again");
    Refusal::new(Refused::Invalid, "q", (*wrong.what).clone(), next).into()
}

/// What is wrong, beside what was typed.
fn slip(lang: Lang, typed: &str, wrong: &Wrong) -> Slip {
    let part = |from: usize, to: usize| typed.chars().skip(from).take(to - from.min(to)).collect();
    let (from, to) = (wrong.at.start, wrong.at.end);
    Slip {
        before: part(0, from),
        at: part(from, to),
        after: part(to, usize::MAX),
        from: from + 1,
        what: lang.of(&wrong.what.zh, &wrong.what.en).to_owned(),
    }
}

impl Search {
    /// Answers with a page: what was typed may be wrong.
    pub(crate) fn answer(&self, page: &impl askama::Template) -> Answer {
        if self.wrong.is_some() { crate::desks::wrong(page) } else { crate::desks::page(page) }
    }

    /// The box of a list whose rows have these fields, with an example of each.
    pub(crate) async fn of(
        here: &Here,
        asked: &BTreeMap<String, String>,
        fields: Vec<(Field, String)>,
        wrong: Option<&Wrong>,
    ) -> Result<Self, Trouble> {
        let (lang, action) = (here.lang(), list::path(&here.visit.here).to_owned());
        let typed = asked.get("q").map(|text| text.trim()).unwrap_or_default();
        let example = |(field, example): (Field, String)| SearchField {
            name: lang.of(&field.names.zh, &field.names.en).to_owned(),
            href: format!("{action}?q={}", escaped(&example)),
            id: field.id,
            example,
        };
        let fields = fields.into_iter().map(example).collect();
        let kept = |(name, value): (&String, &String)| {
            let stays = !OTHER.contains(&name.as_str()) && !value.is_empty();
            stays.then(|| (name.clone(), value.clone()))
        };
        let own = list::narrowed(&here.visit.here);
        let (views, keep) = here.views(&action, &own).await?;
        Ok(Self {
            typed: typed.to_owned(),
            kept: asked.iter().filter_map(kept).collect(),
            narrows: !own.is_empty(),
            wrong: wrong.map(|wrong| slip(lang, typed, wrong)),
            fields,
            views,
            keep: keep.filter(|_| wrong.is_none()),
            action,
        })
    }

    /// The same for a list of one's own, which most find short: no box over what one sees at a look.
    pub(crate) fn over(self, rows: usize) -> Option<Self> {
        (rows > AT_A_LOOK || self.narrows).then_some(self)
    }

    /// The same where the page has choices of its own by these names.
    pub(crate) fn beside(mut self, names: &[&str]) -> Self {
        self.kept.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }
}

impl<R: Sync> List<'_, R> {
    /// The rows that the address asks for, and the box that says so. A query that is wrong finds nothing; where a
    /// workbook is asked for by it, there is none.
    pub(crate) async fn look(
        &self,
        here: &Here,
        asked: &BTreeMap<String, String>,
        rows: Vec<R>,
    ) -> Result<(Vec<R>, Search), Trouble> {
        self.look_with(here, asked, (rows, None)).await
    }

    /// The same where the list can be had in the other language too: what it says in either is found.
    pub(crate) async fn look_with(
        &self,
        here: &Here,
        asked: &BTreeMap<String, String>,
        (mut rows, other): (Vec<R>, Option<&Self>),
    ) -> Result<(Vec<R>, Search), Trouble> {
        let fields: Vec<Field> = self.columns.iter().map(Column::field).collect();
        let typed = asked.get("q").map(String::as_str).unwrap_or_default();
        let query = self::asked(here, typed.trim(), &fields);
        let examples = self.columns.iter().map(|column| column.example(here.lang(), &rows));
        let fields = fields.into_iter().zip(examples.collect::<Vec<_>>()).collect();
        match &query {
            Err(wrong) if list::wanted(asked) => return Err(refused(wrong)),
            Err(_) => rows.clear(),
            Ok(query) => rows.retain(|row| {
                query.holds(&|test: &Test| {
                    self.meets(here.lang(), row, test)
                        || other.is_some_and(|list| list.meets(here.lang().other(), row, test))
                })
            }),
        }
        let search = Search::of(here, asked, fields, query.as_ref().err()).await?;
        Ok((rows, search))
    }

    /// Whether a row shows what a condition asks for.
    fn meets(&self, lang: Lang, row: &R, test: &Test) -> bool {
        let mut columns = self.columns.iter();
        match (&test.field, &test.how) {
            (None, How::Holds(text)) => columns.any(|column| column.shows(lang, row, text)),
            (Some(id), how) => columns
                .find(|column| column.id == *id)
                .is_some_and(|column| how.meets(&value(&(column.cell)(row)))),
            (None, _) => false,
        }
    }
}

impl<R> Column<'_, R> {
    /// By what it can be asked for.
    fn field(&self) -> Field {
        let sort = match self.kind {
            Kind::Text | Kind::Long | Kind::Choice(_) => Sort::Text,
            Kind::Whole | Kind::Money | Kind::Percent | Kind::Decimal => Sort::Number,
            Kind::Day => Sort::Day,
        };
        Field { id: self.id.clone(), names: self.head.clone(), sort }
    }

    /// Whether a cell holds a text, as it is written or, where it is a name, as it sounds.
    fn shows(&self, lang: Lang, row: &R, text: &str) -> bool {
        let says = told(lang, &(self.cell)(row));
        says.to_lowercase().contains(text)
            || self.sounds && text.is_ascii() && query::spelt(&says, "").contains(text)
    }

    /// How it is asked for, by something that is there.
    fn example(&self, lang: Lang, rows: &[R]) -> String {
        let says = match self.field().sort {
            Sort::Day => Says::Within(None, Some(lang.of("今天+7", "today+7").to_owned())),
            Sort::Number => Says::Within(Some("1".to_owned()), None),
            Sort::Text | Sort::Codes(_) => {
                let mut found = rows.iter().map(|row| told(lang, &(self.cell)(row)));
                let first = found.find(|text| !text.is_empty()).unwrap_or_default();
                Says::Is(query::beginning(&first, EXAMPLE).to_owned())
            }
        };
        let name = lang.of(&self.head.zh, &self.id).to_owned();
        query::Term { field: Some(name), says }.to_string()
    }
}

/// A cell as it is compared.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Blank,
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Whole(number) => Value::Number(whole(*number)),
        // In yuan, as the page shows it.
        Cell::Fen(fen) => Value::Number(fen.saturating_mul(100)),
        Cell::Percent(text) | Cell::Decimal(text) => {
            ten_thousandths(text).map_or(Value::Blank, Value::Number)
        }
        Cell::Day(day) => Value::Day(*day),
    }
}

/// The name of a list by its path, as a key; none where nothing is kept of it.
pub(crate) fn list_key(path: &str) -> Option<&'static str> {
    Some(match path {
        "/bases" => "nav.bases",
        "/notices" => "nav.notices",
        "/desk" => "inbox.title",
        "/desk/outbox" => "outbox.title",
        "/desk/rounds" => "rounds.title",
        "/desk/experts" => "experts.title",
        "/desk/panels" => "panels.title",
        "/desk/draws" => "draws.title",
        "/desk/objections" => "objections.title",
        "/desk/parameters" => "parameters.title",
        "/desk/units" => "units.title",
        "/applications" => "apps.title",
        "/reviews" => "reviews.title",
        "/messages" => "messages.title",
        "/admin/accounts" => "accounts.title",
        _ => return path.starts_with("/desk/registers/").then_some("registers.title"),
    })
}

/// The name of a list.
pub(crate) fn list_name(lang: Lang, path: &str) -> String {
    list_key(path).map_or_else(|| path.to_owned(), |key| word(lang, key).into_owned())
}
