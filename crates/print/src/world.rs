//! All that a template sees: the layouts, the templates of its pack, the data, codes, faces. Nothing else exists there.

use std::sync::OnceLock;

use qrcode::{EcLevel, QrCode, render::svg};
use rustc_hash::FxHashMap;
use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::Mark;

/// Where the data lies.
const DATA: &str = "/data.json";
/// Where the code of the document lies.
const CODE: &str = "/code.svg";

/// Files by their id. Always in the same order, because nothing of the machine goes into it.
pub(crate) type Sources = FxHashMap<FileId, Source>;

/// The files and faces in front of one template.
pub(crate) struct Room<'a> {
    pub(crate) library: &'a LazyHash<Library>,
    pub(crate) book: &'a LazyHash<FontBook>,
    pub(crate) fonts: &'a [Font],
    pub(crate) layouts: &'a Sources,
    pub(crate) templates: Sources,
    pub(crate) main: FileId,
    pub(crate) data: Bytes,
    pub(crate) code: Option<&'a str>,
    pub(crate) mark: Option<&'a Mark>,
}

impl World for Room<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.templates.get(&id).or_else(|| self.layouts.get(&id));
        found.cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_with_slash();
        let text = match path {
            DATA => return Ok(self.data.clone()),
            CODE => self.code.map(str::to_owned),
            _ => self.mark.zip(page_of(path)).map(|(mark, page)| mark.on_page(page)),
        };
        let drawn = text.and_then(|text| drawn(&text)).ok_or_else(|| absent(id))?;
        Ok(Bytes::from_string(drawn))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The page of which a path is the code.
fn page_of(path: &str) -> Option<usize> {
    const MOST: usize = 999;
    let page = path.strip_prefix("/mark/")?.strip_suffix(".svg")?.parse().ok()?;
    (1..=MOST).contains(&page).then_some(page)
}

fn drawn(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(1, 1).build())
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}

/// The id of a file by its name; none when the name leads out of the room.
pub(crate) fn id_of(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The layouts of this room, by id.
pub(crate) fn layouts() -> &'static Sources {
    static LAYOUTS: OnceLock<Sources> = OnceLock::new();
    macro_rules! layouts {
        ($($name:literal),* $(,)?) => {
            [$((concat!("/layout/", $name), include_str!(concat!("../layout/", $name)))),*]
        };
    }
    LAYOUTS.get_or_init(|| {
        let files = layouts![
            "page.typ",
            "told.typ",
            "certificate.typ",
            "official.typ",
            "letter.typ",
            "notice.typ",
            "form.typ",
            "sheet.typ",
            "plaque.typ",
            "plain/certificate.typ",
            "plain/decision.typ",
            "plain/application.typ",
            "plain/letter.typ",
            "plain/notice.typ",
            "plain/opinion.typ",
            "plain/sheet.typ",
            "plain/proposal.typ",
            "plain/evaluation.typ",
            "plain/yearly.typ",
            "plain/plaque.typ",
        ];
        let sources = files.into_iter().filter_map(|(name, text)| {
            let id = id_of(name)?;
            Some((id, Source::new(id, text.to_owned())))
        });
        sources.collect()
    })
}
