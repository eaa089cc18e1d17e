//! Fonts, as far as they say which characters their codes are and how wide.

use std::{collections::BTreeMap, ops::RangeInclusive};

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Text};

/// Widths are given in thousandths of the size.
const EM: f64 = 1_000.0;
/// Where a simple font has no widths, as those that every reader has by itself.
const USUAL_WIDTH: f64 = 500.0;
/// The flag of a font whose codes are its own.
const SYMBOLIC: i32 = 4;

/// What a code of a font is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    /// Its characters; none where the font does not say them.
    pub(super) text: Option<String>,
    /// Its width as a part of the size.
    pub(super) width: f64,
    /// Whether it is the blank between words, which is stretched.
    pub(super) is_blank: bool,
}

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    /// From codes to glyphs; none in a font of single bytes.
    encoding: Option<CMap>,
    to_unicode: Option<CMap>,
    /// From glyphs of a known collection to characters.
    collection: Option<CMap>,
    /// What single bytes are, where `to_unicode` does not say it.
    bytes: Vec<Option<String>>,
    widths: BTreeMap<u32, f64>,
    wide: Vec<(RangeInclusive<u32>, f64)>,
    usual_width: f64,
}

impl Font {
    pub(super) fn read(dict: &Dict<'_>) -> Self {
        let to_unicode = dict.get::<Stream<'_>>("ToUnicode").and_then(|stream| map(&stream));
        let inner = dict.get::<Array<'_>>("DescendantFonts");
        let inner = inner.and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        match inner {
            Some(inner) => Self::composite(dict, &inner, to_unicode),
            None => Self::simple(dict, to_unicode),
        }
    }

    /// A font of many glyphs, as all of Chinese are.
    fn composite(dict: &Dict<'_>, inner: &Dict<'_>, to_unicode: Option<CMap>) -> Self {
        let named = dict.get::<Name<'_>>("Encoding");
        let embedded = dict.get::<Stream<'_>>("Encoding");
        let encoding = match (named, embedded) {
            (Some(name), _) => named_map(&CMapName::from_bytes(name.as_ref())),
            (None, Some(stream)) => map(&stream),
            (None, None) => None,
        };
        let system = inner.get::<Dict<'_>>("CIDSystemInfo");
        let word =
            |key: &str| system.as_ref()?.get::<Text<'_>>(key).map(|word| word.as_bytes().to_vec());
        let family = word("Registry").zip(word("Ordering"));
        let family = family
            .map(|(registry, ordering)| CidFamily::from_registry_ordering(&registry, &ordering));
        let collection =
            family.and_then(|family| family.ucs2_cmap()).and_then(|name| named_map(&name));
        let mut font = Self {
            encoding: Some(encoding.unwrap_or_else(CMap::identity_h)),
            to_unicode,
            collection,
            bytes: Vec::new(),
            widths: BTreeMap::new(),
            wide: Vec::new(),
            usual_width: inner.get::<f32>("DW").map_or(1.0, |width| f64::from(width) / EM),
        };
        if let Some(widths) = inner.get::<Array<'_>>("W") {
            font.take_widths(&widths);
        }
        font
    }

    /// `first [w w w]` or `first last w`, one after the other.
    fn take_widths(&mut self, widths: &Array<'_>) {
        let mut numbers: Vec<f64> = Vec::new();
        for one in widths.iter::<Object<'_>>() {
            if let Object::Array(row) = &one {
                let first = numbers.pop().map_or(0, whole);
                let row = row.iter::<f32>().map(|width| f64::from(width) / EM);
                self.widths.extend((first..).zip(row));
                numbers.clear();
            } else {
                numbers.extend(one.into_number().map(|number| number.as_f64()));
            }
            if let [first, last, width] = numbers.as_slice() {
                self.wide.push((whole(*first)..=whole(*last), *width / EM));
                numbers.clear();
            }
        }
    }

    /// A font of at most 256 glyphs.
    fn simple(dict: &Dict<'_>, to_unicode: Option<CMap>) -> Self {
        // Glyphs that are drawn by operators have a measure of their own.
        let measure = dict.get::<[f32; 6]>("FontMatrix").map_or(1.0 / EM, |[a, ..]| f64::from(a));
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor");
        let said = |key: &str| descriptor.as_ref().and_then(|of| of.get::<f32>(key)).map(f64::from);
        let first = dict.get::<i32>("FirstChar").and_then(|first| u32::try_from(first).ok());
        let widths = dict.get::<Array<'_>>("Widths");
        let widths =
            widths.iter().flat_map(Array::iter::<f32>).map(|width| f64::from(width) * measure);
        let flags = descriptor.as_ref().and_then(|of| of.get::<i32>("Flags")).unwrap_or(0);
        Self {
            encoding: None,
            to_unicode,
            collection: None,
            bytes: bytes(dict, flags & SYMBOLIC != 0),
            widths: (first.unwrap_or(0)..).zip(widths).collect(),
            wide: Vec::new(),
            usual_width: said("MissingWidth").filter(|width| *width > 0.0).unwrap_or(USUAL_WIDTH)
                * measure,
        }
    }

    /// The codes of a string.
    pub(super) fn codes(&self, bytes: &[u8]) -> Vec<Code> {
        let Some(encoding) = &self.encoding else {
            return bytes.iter().map(|byte| self.of_byte(*byte)).collect();
        };
        let (mut rest, mut codes) = (bytes, Vec::new());
        while !rest.is_empty() {
            let (length, code, glyph) = next(encoding, rest);
            let text = self.to_unicode.as_ref().and_then(|map| characters(map, code));
            let text = text.or_else(|| characters(self.collection.as_ref()?, glyph));
            let is_blank = length == 1 && code == u32::from(b' ');
            codes.push(Code { text, width: self.width(glyph), is_blank });
            rest = rest.get(length..).unwrap_or_default();
        }
        codes
    }

    fn of_byte(&self, byte: u8) -> Code {
        let code = u32::from(byte);
        let text = self.to_unicode.as_ref().and_then(|map| characters(map, code));
        let text = text.or_else(|| self.bytes.get(usize::from(byte)).cloned().flatten());
        Code { text, width: self.width(code), is_blank: byte == b' ' }
    }

    fn width(&self, glyph: u32) -> f64 {
        let in_range =
            || self.wide.iter().find(|(range, _)| range.contains(&glyph)).map(|(_, width)| *width);
        self.widths.get(&glyph).copied().or_else(in_range).unwrap_or(self.usual_width)
    }
}

/// A whole number that is no less than nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is made to fit before"
)]
fn whole(number: f64) -> u32 {
    number.clamp(0.0, 1e6) as u32
}

fn map(stream: &Stream<'_>) -> Option<CMap> {
    CMap::parse(&stream.decoded_data().ok()?, load_embedded)
}

fn named_map(name: &CMapName<'_>) -> Option<CMap> {
    CMap::parse(load_embedded(*name)?, load_embedded)
}

/// The first code of some bytes: how long it is, what it is, and which glyph it stands for.
fn next(encoding: &CMap, bytes: &[u8]) -> (usize, u32, u32) {
    let mut code = 0_u32;
    for (length, byte) in (1_u8..=4).zip(bytes) {
        code = code << 8 | u32::from(*byte);
        if let Some(glyph) = encoding.lookup_cid_code(code, length) {
            return (usize::from(length), code, glyph);
        }
    }
    let two = bytes.iter().take(2).fold(0_u32, |code, byte| code << 8 | u32::from(*byte));
    (2, two, 0)
}

/// What a map says for a code. Control characters are nothing that stands on a page.
fn characters(map: &CMap, code: u32) -> Option<String> {
    let text = match map.lookup_bf_string(code)? {
        BfString::Char(sign) => sign.to_string(),
        BfString::String(text) => text,
    };
    let stands = |sign: char| {
        sign.is_whitespace() || !(sign.is_control() || sign == char::REPLACEMENT_CHARACTER)
    };
    text.chars().all(stands).then_some(text)
}

/// What the bytes of a simple font are by its encoding.
fn bytes(dict: &Dict<'_>, symbolic: bool) -> Vec<Option<String>> {
    let name = dict.get::<Name<'_>>("Encoding");
    let own = dict.get::<Dict<'_>>("Encoding");
    let base = name.or_else(|| own.as_ref()?.get::<Name<'_>>("BaseEncoding"));
    if base.is_none() && own.is_none() && symbolic {
        return Vec::new();
    }
    let roman = if base.is_some_and(|base| *base == *b"MacRomanEncoding") {
        MACINTOSH
    } else {
        WINDOWS_1252
    };
    let by_roman = |byte: u8| {
        let text = roman.decode_without_bom_handling(&[byte]).0.into_owned();
        (!text.contains(char::is_control)).then_some(text)
    };
    let mut all: Vec<Option<String>> = (0..=u8::MAX).map(by_roman).collect();
    let mut at = 0_usize;
    for one in own
        .and_then(|own| own.get::<Array<'_>>("Differences"))
        .iter()
        .flat_map(Array::iter::<Object<'_>>)
    {
        if let Object::Name(name) = &one {
            if let Some(place) = all.get_mut(at) {
                *place = by_name(name.as_str());
            }
            at = at.saturating_add(1);
        } else if let Some(number) = one.into_number() {
            at = usize::try_from(whole(number.as_f64())).unwrap_or(usize::MAX);
        }
    }
    all
}

/// The names of signs that are no letters, as Adobe's list of glyphs has them.
const NAMES: &str = "space  exclam ! quotedbl \" numbersign # dollar $ percent % ampersand & quotesingle ' \
    parenleft ( parenright ) asterisk * plus + comma , hyphen - period . slash / zero 0 one 1 two 2 three 3 four 4 \
    five 5 six 6 seven 7 eight 8 nine 9 colon : semicolon ; less < equal = greater > question ? at @ bracketleft [ \
    backslash \\ bracketright ] underscore _ braceleft { bar | braceright } asciitilde ~ quoteleft ‘ quoteright ’ \
    quotedblleft “ quotedblright ” endash – emdash — bullet • ellipsis … periodcentered · degree ° plusminus ± \
    multiply × section § fi fi fl fl";

/// The characters of a glyph by its name: `A`, `comma`, `uni4E00`, `u20000`.
fn by_name(name: &str) -> Option<String> {
    let name = name.split('.').next().unwrap_or(name);
    let hex = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'));
    let by_code = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
    if name.chars().count() == 1 {
        return Some(name.to_owned());
    }
    let mut words = NAMES.split(' ');
    let mut by_list = std::iter::from_fn(|| Some((words.next()?, words.next()?)));
    let listed = by_list
        .find(|(one, _)| *one == name)
        .map(|(_, sign)| if sign.is_empty() { " " } else { sign });
    listed.map(str::to_owned).or_else(|| by_code.map(String::from))
}
