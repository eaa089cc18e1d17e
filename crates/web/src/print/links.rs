//! The papers to which a case has come, as links.

use guohe_cases::{case::Case, law::Law};

use super::{Paper, sealing};
use crate::{lang::Lang, parts::Link, words::fill};

/// As what papers are handed out besides PDF files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Besides {
    /// As Word files, to those who go on writing in them.
    pub(crate) edited: bool,
    /// As a signature beside the file, where somebody signs.
    pub(crate) signed: bool,
}

/// The papers to which a case has come, as links to files.
pub(crate) fn links<'l>(
    lang: Lang,
    (law, case): (&'l Law, &'l Case),
    (under, besides): (&'l str, Besides),
) -> impl Iterator<Item = Link> + 'l {
    Paper::of(law, case).into_iter().flat_map(move |paper| {
        let name = paper.label(lang);
        let link = |key, end| {
            Link::new(fill(lang, key, &[&name]), format!("{under}/{}.{end}", paper.asked()))
        };
        let edited = besides.edited && paper.is_edited();
        let signed = besides.signed && sealing::is_signed(paper, case);
        [
            Some(link("print.as_pdf", "pdf")),
            edited.then(|| link("print.as_word", "docx")),
            signed.then(|| link("print.as_signature", "pdf.sig")),
        ]
        .into_iter()
        .flatten()
    })
}
