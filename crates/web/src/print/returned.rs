//! Signed pages that come back: each page of a scan against the version of the application that is locked.

use std::collections::BTreeSet;

use guohe_cases::verbs::signed::Shown;
use guohe_print::Mark;

use crate::{dossier::Dossier, lang::Lang, site::Site, trouble::Trouble};

use super::{Paper, Reader, application, sheet};

/// What a page of a scan shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Page {
    /// This page of the version that is locked.
    Ours(usize),
    /// A page of another version of the same application, or of the same version with other words.
    OtherVersion(u64),
    /// A page of something else; of what is not said.
    OtherCase,
    /// No code that can be read.
    Unread,
}

/// What a scan shows, page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scan {
    /// The pages in the order of the scan.
    pub(crate) pages: Vec<Page>,
    /// The version that is locked.
    pub(crate) version: u64,
    /// How many pages that version has; none is known where no page is of it.
    pub(crate) of: Option<usize>,
}

impl Scan {
    /// The numbers of the pages that are there, in order, each once.
    pub(crate) fn there(&self) -> Vec<usize> {
        let ours = self.pages.iter().filter_map(|page| match page {
            Page::Ours(page) => Some(*page),
            Page::OtherVersion(_) | Page::OtherCase | Page::Unread => None,
        });
        ours.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The places in the scan, from one, of pages that show something.
    pub(crate) fn places(&self, wanted: impl Fn(Page) -> bool) -> Vec<usize> {
        let pages = self.pages.iter().enumerate();
        pages.filter(|(_, page)| wanted(**page)).map(|(at, _)| at + 1).collect()
    }

    /// What is recorded of it; nothing where no page is of the version, or one is of something else.
    pub(crate) fn shown(&self) -> Option<Shown> {
        let astray = |page: Page| matches!(page, Page::OtherVersion(_) | Page::OtherCase);
        let there = self.there();
        if there.is_empty() || !self.places(astray).is_empty() {
            return None;
        }
        let unread = self.places(|page| page == Page::Unread).len();
        Some(Shown { version: self.version, there, of: self.of?, unread })
    }
}

/// What a page shows, by the codes on it.
fn page(codes: &[String], ours: &[Mark]) -> Page {
    let mut astray = Page::Unread;
    for (mark, page) in codes.iter().filter_map(|code| Mark::read(code)) {
        if ours.contains(&mark) {
            return Page::Ours(page);
        }
        let same = ours.iter().any(|own| own.number == mark.number);
        astray = if same { Page::OtherVersion(mark.version) } else { Page::OtherCase };
    }
    astray
}

impl Site {
    /// Lays a scan beside the application as it is locked, in either language.
    ///
    /// # Errors
    /// The application may still change, or cannot be printed.
    pub(crate) async fn laid_beside(
        &self,
        file: &Dossier,
        codes: &[Vec<String>],
    ) -> Result<Scan, Trouble> {
        let version = file.case.locked_version().ok_or(Trouble::NotFound)?;
        let mark = |lang| {
            let draft = application::draft(Reader { lang, origin: "" }, file);
            sheet(lang, &file.law, file.case.id, draft).mark
        };
        let langs = [Lang::Zh, Lang::En];
        let marks: Vec<Mark> = langs.into_iter().filter_map(mark).collect();
        let pages: Vec<Page> = codes.iter().map(|codes| page(codes, &marks)).collect();
        let mut scan = Scan { pages, version, of: None };
        if scan.there().is_empty() {
            return Ok(scan);
        }
        let all = codes.iter().flatten().filter_map(|code| Mark::read(code));
        let lang = all.map(|(mark, _)| mark).find_map(|mark| {
            let at = marks.iter().position(|own| *own == mark)?;
            langs.get(at).copied()
        });
        let reader = Reader { lang: lang.unwrap_or(Lang::Zh), origin: "" };
        scan.of = Some(self.print(reader, file, Paper::Application).await?.pages);
        Ok(scan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(version: u64) -> Mark {
        Mark { number: "AB12-CD34".to_owned(), version, digest: "3fa9".to_owned() }
    }

    fn shows(codes: &[&str]) -> Page {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        page(&codes, &[mark(7)])
    }

    #[test]
    fn a_page_is_of_the_version_only_when_number_version_and_digest_are() {
        assert_eq!(shows(&["AB12-CD34/7/3fa9/2"]), Page::Ours(2));
        assert_eq!(shows(&["AB12-CD34/6/3fa9/2"]), Page::OtherVersion(6));
        assert_eq!(shows(&["AB12-CD34/7/0000/2"]), Page::OtherVersion(7));
        assert_eq!(shows(&["FFFF-CD34/7/3fa9/2"]), Page::OtherCase);
        assert_eq!(shows(&["https://example.org/a/b/c/d"]), Page::Unread);
        assert_eq!(shows(&[]), Page::Unread);
        assert_eq!(shows(&["https://example.org", "AB12-CD34/7/3fa9/1"]), Page::Ours(1));
    }

    #[test]
    fn a_scan_with_a_page_of_something_else_is_not_bound() {
        let scan = |pages: &[Page]| Scan { pages: pages.to_vec(), version: 7, of: Some(3) };
        let bound = scan(&[Page::Ours(3), Page::Ours(1), Page::Ours(3), Page::Unread]).shown();
        assert_eq!(bound, Some(Shown { version: 7, there: vec![1, 3], of: 3, unread: 1 }));
        assert_eq!(scan(&[Page::Ours(1), Page::OtherVersion(6)]).shown(), None);
        assert_eq!(scan(&[Page::Ours(1), Page::OtherCase]).shown(), None);
        assert_eq!(scan(&[Page::Unread]).shown(), None);
    }
}
