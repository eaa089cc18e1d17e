//! What every page shares: language, who is signed in, where one is, the frame around the content.

use std::{borrow::Cow, fmt::Display};

use jiff::civil::Date;

use crate::{assets, format, lang::Lang, words};

/// The frame of a page; every page struct has one in its field `ui`.
#[derive(Debug, Clone, Default)]
pub struct Ui {
    /// The language of the page.
    pub lang: Lang,
    /// Path and query of this page without the choice of language.
    pub here: String,
    /// The authority whose installation this is.
    pub authority: String,
    /// The civil date of today where the authority is.
    pub today: Date,
    /// Whether everything shown is invented and the date is a stated one.
    pub demonstration: bool,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The entries of the main menu.
    pub menu: Vec<Entry>,
    /// How many messages of whoever is signed in were not read.
    pub unread: u64,
    /// What just happened, shown once.
    pub flash: Option<String>,
    /// The token that forms of this session carry.
    pub form_token: String,
    /// The key by which a form that is sent twice has one effect.
    pub once: String,
    /// When the page was made, as browsers read it.
    pub made: String,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// For which organisation they act.
    pub organisation: Option<String>,
    /// In which role, in the words of the regulation.
    pub role: String,
}

/// An entry of the main menu.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page belongs to it.
    pub current: bool,
    /// How many things wait there.
    pub count: usize,
}

/// A step back up from the page.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Crumb {
    /// A step.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods, and with references"
)]
impl Ui {
    /// The text of a key.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        words::word(self.lang, key)
    }

    /// The text of a key with one value.
    pub fn f1(&self, key: &str, one: impl Display + Sync) -> String {
        words::fill(self.lang, key, &[&one])
    }

    /// Whether the menu leads to a page.
    pub fn leads_to(&self, href: &str) -> bool {
        self.menu.iter().any(|entry| entry.href == href)
    }

    /// The text of a key with two values.
    pub fn f2(&self, key: &str, one: impl Display + Sync, two: impl Display + Sync) -> String {
        words::fill(self.lang, key, &[&one, &two])
    }

    /// The text of a key with three values.
    pub fn f3(
        &self,
        key: &str,
        one: impl Display + Sync,
        two: impl Display + Sync,
        three: impl Display + Sync,
    ) -> String {
        words::fill(self.lang, key, &[&one, &two, &three])
    }

    /// The text of a key on both sides of `{}`, for a link that stands within a sentence.
    pub fn around(&self, key: &str) -> (String, String) {
        let text = self.t(key);
        let (before, after) = text.split_once("{}").unwrap_or((&text, ""));
        (before.to_owned(), after.to_owned())
    }

    /// A date as in lists.
    pub fn day(&self, date: &Date) -> String {
        format::day(*date)
    }

    /// A date as in documents.
    pub fn long(&self, date: &Date) -> String {
        format::long_day(self.lang, *date)
    }

    /// This page in the other language.
    pub fn in_other_language(&self) -> String {
        let join = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{join}lang={}", self.here, self.lang.other())
    }

    /// The list of this page as a workbook: all of it, by the same filter.
    pub fn export(&self) -> String {
        crate::sheets::list::address(&self.here)
    }

    /// Where the style sheet is.
    pub fn style(&self) -> &'static str {
        &assets::STYLE.path
    }

    /// Where the script is.
    pub fn script(&self) -> &'static str {
        &assets::SCRIPT.path
    }

    /// Where the mark is.
    pub fn mark(&self) -> &'static str {
        &assets::MARK.path
    }
}

#[cfg(test)]
mod tests {
    use super::Ui;
    use crate::lang::Lang;

    #[test]
    fn the_language_switch_keeps_the_page_and_its_query() {
        let ui = Ui { here: "/bases?type=lab".to_owned(), ..Ui::default() };
        assert_eq!(ui.in_other_language(), "/bases?type=lab&lang=en");
        let ui = Ui { lang: Lang::En, here: "/notices".to_owned(), ..Ui::default() };
        assert_eq!(ui.in_other_language(), "/notices?lang=zh");
    }
}
