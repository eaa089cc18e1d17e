//! PDF files with text: the glyphs of each page by their place, as lines from top to bottom, and lines as the
//! paragraphs that they were before somebody's program broke them.

mod columns;
mod content;
mod fonts;
mod layout;
mod radicals;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, object::Dict};

use self::{
    content::{Matrix, Walk},
    layout::Line,
};
use crate::{Flaw, ReadError};

/// A file of more pages is no document of this kind.
const MOST_PAGES: usize = 1_000;
/// The end mark of a file stands within so many bytes of its end.
const TAIL: usize = 2_048;
/// Of ten glyphs one may be without a name; of more, the text is not what stands on the page.
const NAMELESS_SHARE: usize = 10;

/// How many pages the catalog says there are; a page that cannot be read is left out of those that are found.
fn promised(pdf: &Pdf) -> Option<usize> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let count = catalog.get::<Dict<'_>>("Pages")?.get::<i32>("Count")?;
    usize::try_from(count).ok()
}

/// The text of a PDF file, a paragraph on each line and an empty line after each page.
pub(crate) fn read(bytes: &[u8]) -> Result<String, ReadError> {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    if !tail.windows(5).any(|five| five == b"%%EOF") {
        return Err(ReadError::file(Flaw::Cut));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => ReadError::Locked,
        LoadPdfError::Decryption(
            DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption,
        )
        | LoadPdfError::Invalid => ReadError::file(Flaw::Broken),
    })?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        return Err(ReadError::page(MOST_PAGES + 1, Flaw::Excessive));
    }
    if promised(&pdf).is_some_and(|count| count > pages.len()) {
        return Err(ReadError::page(pages.len() + 1, Flaw::Absent));
    }
    let mut laid: Vec<Vec<Line>> = Vec::new();
    for (number, page) in (1..).zip(pages.iter()) {
        let mut walk = Walk::default();
        let at_first = Matrix(page.initial_transform(true).as_coeffs());
        let known =
            page.page_stream().map(|stream| walk.stream(stream, page.resources(), at_first));
        if known == Some(false) {
            return Err(ReadError::page(number, Flaw::Excessive));
        }
        // Contents that are named and cannot be unpacked are words that would be missing silently.
        if known.is_none() && page.raw().contains_key("Contents") {
            return Err(ReadError::page(number, Flaw::Broken));
        }
        if walk.nameless * NAMELESS_SHARE > walk.glyphs.len() {
            return Err(ReadError::Nameless { page: number });
        }
        laid.push(layout::lines(walk.glyphs));
    }
    if laid.iter().all(Vec::is_empty) {
        return Err(ReadError::Scan { pages: laid.len() });
    }
    Ok(radicals::as_characters(&layout::paragraphs(&laid)))
}
