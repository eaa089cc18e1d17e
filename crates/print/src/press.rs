//! From a sheet to a file.

use std::{fmt, sync::OnceLock};

use typst::{
    Feature, Library, LibraryExt as _, World as _,
    diag::SourceDiagnostic,
    foundations::{Bytes, Datetime, Dict, IntoValue as _, Smart},
    syntax::Source,
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_html::HtmlDocument;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{
    Faces, Form, Refusal, Sheet,
    ink::{shaped, without_face, writable},
    told, word,
    world::{Room, Sources, id_of, layouts},
};

/// For so many documents the typesetter remembers what it worked out.
const REMEMBERED: usize = 2;

/// What turns sheets into files. One is enough for a program; it may be used from many threads, and keeps its own busy
/// for some milliseconds a page.
pub struct Press {
    faces: Faces,
    library: OnceLock<LazyHash<Library>>,
    telling: OnceLock<LazyHash<Library>>,
}

/// A document as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The file: PDF/A-2b, or a Word file.
    pub file: Vec<u8>,
    /// How many pages it has; none in a Word file, which has none before it is opened.
    pub pages: usize,
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Press").field("faces", &self.faces).finish_non_exhaustive()
    }
}

impl Press {
    /// A press with these faces. Nothing is made ready before the first document.
    pub fn new(faces: Faces) -> Self {
        Self { faces, library: OnceLock::new(), telling: OnceLock::new() }
    }

    /// Makes of a sheet what it asks for. Equal sheets give equal bytes.
    ///
    /// # Errors
    /// When there is no face for Chinese, when the data holds a sign that no face has, and when a template is wrong. A Word
    /// file brings no faces, so it wants none here.
    pub fn print(&self, sheet: &Sheet) -> Result<Paper, Refusal> {
        let paper = match sheet.form {
            Form::Pdf => self.set(sheet),
            Form::Word => self.tell(sheet),
        };
        comemo::evict(REMEMBERED);
        paper
    }

    fn set(&self, sheet: &Sheet) -> Result<Paper, Refusal> {
        let data = shaped(&sheet.data);
        let set = self.faces.set().ok_or(Refusal::NoFaces)?;
        let lacking = without_face(&data, &|sign| set.holds(sign));
        let (more, unheld) = self.faces.beyond(&lacking);
        if !unheld.is_empty() {
            return Err(Refusal::Missing(unheld));
        }
        let wider;
        let (book, fonts) = if more.is_empty() {
            (&set.book, set.fonts.as_slice())
        } else {
            wider = with_more(set, more);
            (&wider.0, wider.1.as_slice())
        };
        let library = self.library.get_or_init(|| LazyHash::new(Library::default()));
        set_in(&room(sheet, library, (book, fonts), data.to_string())?, sheet)
    }

    /// The same words as a Word file.
    fn tell(&self, sheet: &Sheet) -> Result<Paper, Refusal> {
        let library = self.telling.get_or_init(|| {
            let mut inputs = Dict::new();
            inputs.insert("told".into(), true.into_value());
            let library = Library::builder().with_features([Feature::Html].into_iter().collect());
            LazyHash::new(library.with_inputs(inputs).build())
        });
        let book = LazyHash::new(FontBook::new());
        let data = writable(&sheet.data);
        let room = room(sheet, library, (&book, &[]), data.to_string())?;
        let told = typst::compile::<HtmlDocument>(&room);
        let document = told.output.map_err(|wrong| self::told(&room, &wrong))?;
        let warnings: Vec<_> = told.warnings.into_iter().filter(matters).collect();
        if !warnings.is_empty() {
            return Err(self::told(&room, &warnings));
        }
        let refused = |what| Refusal::Template { file: sheet.template.clone(), line: 0, what };
        let untold = |what| refused(format!("{what} cannot be told in a Word file"));
        let parts = told::parts(document.root()).map_err(untold)?;
        let file = word::file(sheet, &data, &parts).map_err(|error| refused(error.to_string()))?;
        Ok(Paper { file, pages: 0 })
    }
}

/// Whether a warning says something of the template: not that web pages are new to the typesetter, nor that a face is
/// not there, since none is wanted.
fn matters(warning: &SourceDiagnostic) -> bool {
    let message = &warning.message;
    !message.starts_with("html export is under active development")
        && !message.starts_with("unknown font family")
}

/// What a sheet sees.
fn room<'a>(
    sheet: &'a Sheet,
    library: &'a LazyHash<Library>,
    (book, fonts): (&'a LazyHash<FontBook>, &'a [Font]),
    data: String,
) -> Result<Room<'a>, Refusal> {
    let unknown = || Refusal::Template {
        file: sheet.template.clone(),
        line: 0,
        what: "no such template".to_owned(),
    };
    let mut templates = Sources::default();
    for (name, text) in &sheet.templates {
        let id = id_of(name).ok_or_else(unknown)?;
        templates.insert(id, Source::new(id, text.clone()));
    }
    Ok(Room {
        library,
        book,
        fonts,
        layouts: layouts(),
        templates,
        main: id_of(&sheet.template).ok_or_else(unknown)?,
        data: Bytes::from_string(data),
        code: sheet.code.as_deref(),
        mark: sheet.mark.as_ref(),
    })
}

fn with_more(set: &crate::faces::Set, more: Vec<Font>) -> (LazyHash<FontBook>, Vec<Font>) {
    let mut book = FontBook::clone(&set.book);
    for font in &more {
        book.push(font.info().clone());
    }
    let mut fonts = set.fonts.clone();
    fonts.extend(more);
    (LazyHash::new(book), fonts)
}

fn set_in(room: &Room<'_>, sheet: &Sheet) -> Result<Paper, Refusal> {
    let set = typst::compile::<PagedDocument>(room);
    let document = set.output.map_err(|wrong| told(room, &wrong))?;
    if !set.warnings.is_empty() {
        return Err(told(room, &set.warnings));
    }
    let options = options(sheet).ok_or_else(|| Refusal::Template {
        file: sheet.template.clone(),
        line: 0,
        what: "no PDF/A-2b".to_owned(),
    })?;
    let pdf = typst_pdf::pdf(&document, &options).map_err(|wrong| told(room, &wrong))?;
    Ok(Paper { file: pdf, pages: document.pages().len() })
}

fn options(sheet: &Sheet) -> Option<PdfOptions> {
    let day = sheet.day;
    let number = |part: i8| u8::try_from(part).ok();
    let made = Datetime::from_ymd_hms(
        i32::from(day.year()),
        number(day.month())?,
        number(day.day())?,
        0,
        0,
        0,
    )?;
    Some(PdfOptions {
        ident: Smart::Custom(sheet.ident.clone()),
        creator: Smart::Custom(Some("Guohe".to_owned())),
        timestamp: Some(Timestamp::new_utc(made)),
        standards: PdfStandards::new(&[PdfStandard::A_2b]).ok()?,
        ..PdfOptions::default()
    })
}

/// The first thing that is wrong, with its place.
fn told(room: &Room<'_>, wrong: &[SourceDiagnostic]) -> Refusal {
    use typst::WorldExt as _;
    let Some(first) = wrong.first() else {
        return Refusal::Template { file: String::new(), line: 0, what: String::new() };
    };
    let id = first.span.id();
    let file = id.map(|id| id.get().vpath().get_without_slash().to_owned()).unwrap_or_default();
    let source = id.and_then(|id| room.source(id).ok());
    let range = room.range(first.span);
    let line =
        source.zip(range).and_then(|(source, range)| source.lines().byte_to_line(range.start));
    Refusal::Template {
        file,
        line: line.map_or(0, |line| line + 1),
        what: first.message.to_string(),
    }
}
