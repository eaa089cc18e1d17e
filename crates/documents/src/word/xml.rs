//! XML as a stream of elements and text, within bounds. What a document declares for itself is refused.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};

use crate::{Flaw, ReadError};

/// Elements stand within so many others at most; in a document of tables within tables, some fifty.
const DEEPEST: usize = 256;

/// An element, by names without their prefix.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Option<Self> {
        let name = start.local_name().as_ref().to_owned();
        let attributes = start.attributes().map(|one| {
            let one = one.ok()?;
            let value = quick_xml::escape::unescape(&one.value).ok()?.into_owned();
            Some((one.key.local_name().as_ref().to_owned(), value))
        });
        Some(Self { name, attributes: attributes.collect::<Option<_>>()? })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What `val` says, as in `<w:ilvl w:val="0"/>`.
    pub(super) fn val(&self) -> Option<&str> {
        self.get("val")
    }

    pub(super) fn number(&self) -> Option<u32> {
        self.val()?.trim().parse().ok()
    }

    /// Whether a property such as `<w:vanish/>` is on.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.val(), Some("0" | "false" | "off"))
    }
}

/// What is told of the elements of a part, in their order.
pub(super) trait Sink {
    fn open(&mut self, element: &Element);
    fn close(&mut self, name: &str);
    fn text(&mut self, text: &str);
}

/// Tells a sink what a part holds.
pub(super) fn walk(part: &str, text: &str, sink: &mut impl Sink) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event();
        let at = reader.buffer_position();
        let wrong = |flaw| ReadError::part(part, at, flaw);
        match event.map_err(|_syntax| wrong(Flaw::Broken))? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(wrong(Flaw::Excessive));
                }
                sink.open(&Element::of(&start).ok_or_else(|| wrong(Flaw::Broken))?);
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                sink.close(end.local_name().as_ref());
            }
            Event::Text(text) => sink.text(&text.xml10_content()),
            Event::CData(text) => sink.text(&text.xml10_content()),
            Event::GeneralRef(name) => {
                sink.text(&resolved(&name).ok_or_else(|| wrong(Flaw::Declares))?);
            }
            Event::DocType(_) => return Err(wrong(Flaw::Declares)),
            Event::Eof if depth > 0 => return Err(wrong(Flaw::Cut)),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// A sign written by its number or one of the five names that XML has.
fn resolved(name: &BytesRef<'_>) -> Option<String> {
    match name.resolve_char_ref().ok()? {
        Some(sign) => Some(sign.to_string()),
        None => resolve_predefined_entity(name).map(str::to_owned),
    }
}
