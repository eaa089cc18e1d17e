//! PDF files: every object is looked at once, by its keys. Streams are not unpacked but where objects lie in them.

use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf,
    object::{Dict, Name, Object},
};

use super::{Much, Objection};

/// A contract has some hundred pages.
const MOST_PAGES: usize = 5_000;
/// A page has some dozens of objects.
const MOST_OBJECTS: usize = 1 << 19;
/// Objects within objects.
const DEEPEST: usize = 64;
/// The end mark of a file stands within so many bytes of its end.
const TAIL: usize = 2_048;

/// Actions that do something by themselves, or to another program.
const RUNNING: [&[u8]; 5] = [b"JavaScript", b"Launch", b"ImportData", b"SubmitForm", b"Rendition"];

/// Looks over a PDF file.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Objection> {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    if !tail.windows(5).any(|five| five == b"%%EOF") {
        return Err(Objection::Cut);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => Objection::Locked,
        LoadPdfError::Decryption(
            DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption,
        )
        | LoadPdfError::Invalid => Objection::Broken(String::new()),
    })?;
    if pdf.len() > MOST_OBJECTS {
        return Err(Objection::Excessive(Much::Objects));
    }
    for object in pdf.objects() {
        look(&object, 0)?;
    }
    let pages = pdf.pages().len();
    if pages > MOST_PAGES {
        return Err(Objection::Excessive(Much::Pages));
    }
    if pages == 0 { Err(Objection::Broken(String::new())) } else { Ok(()) }
}

fn look(object: &Object<'_>, depth: usize) -> Result<(), Objection> {
    if depth > DEEPEST {
        return Err(Objection::Excessive(Much::Objects));
    }
    match object {
        Object::Dict(dict) => keys(dict, depth),
        Object::Stream(stream) => keys(stream.dict(), depth),
        Object::Array(array) => {
            array.iter::<Object<'_>>().try_for_each(|one| look(&one, depth + 1))
        }
        Object::Null(_)
        | Object::Boolean(_)
        | Object::Number(_)
        | Object::String(_)
        | Object::Name(_) => Ok(()),
    }
}

fn keys(dict: &Dict<'_>, depth: usize) -> Result<(), Objection> {
    let named = |key: &[u8]| dict.get::<Name<'_>>(key);
    if named(b"S").is_some_and(|action| RUNNING.contains(&action.as_ref()))
        || dict.contains_key(b"JS")
        || dict.contains_key(b"JavaScript")
        || dict.contains_key(b"XFA")
    {
        return Err(Objection::Runs);
    }
    let kind = named(b"Type");
    if kind.is_some_and(|kind| kind.as_ref() == b"EmbeddedFile")
        || dict.contains_key(b"EmbeddedFiles")
        || dict.contains_key(b"EF")
        || dict.contains_key(b"RichMediaContent")
    {
        return Err(Objection::Hides);
    }
    for (_, value) in dict.entries() {
        // What is referred to is an object of its own and is looked at by itself.
        if let hayro_syntax::object::MaybeRef::NotRef(value) = value {
            look(&value, depth + 1)?;
        }
    }
    Ok(())
}
