//! Words as they are compared: the same sentence in two files gives the same digest, whatever the width of its
//! signs, its blanks and the kind of its quotation marks.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// So many bytes of the hash are kept: enough that no two sentences of a document meet by chance.
const KEPT: usize = 8;

/// The beginning of the SHA-256 of the normalised words, in sixteen hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Whether it has the shape of a digest.
    pub fn is_sound(&self) -> bool {
        let hex = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
        self.0.len() == 2 * KEPT && self.0.bytes().all(hex)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The digest of a sentence.
///
/// ```
/// use guohe_rules::official::digest;
/// assert_eq!(digest("不少于 ５ 家（含），"), digest("不少于5家(含),"));
/// assert_ne!(digest("不少于5家"), digest("不少于6家"));
/// ```
pub fn digest(words: &str) -> Digest {
    let hash = Sha256::digest(normalised(words).as_bytes());
    Digest(hex::encode(hash.get(..KEPT).unwrap_or_default()))
}

/// Compatibility forms unified (NFKC), blanks and signs without width left out, each kind of quotation mark,
/// bracket and dash made one.
pub(super) fn normalised(words: &str) -> String {
    words.nfkc().filter(|sign| !is_blank(*sign)).map(unified).collect()
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn unified(sign: char) -> char {
    match sign {
        '“' | '”' | '„' | '〝' | '〞' | '「' | '」' => '"',
        '‘' | '’' | '『' | '』' => '\'',
        '〔' | '【' | '〖' => '[',
        '〕' | '】' | '〗' => ']',
        '〈' => '<',
        '〉' => '>',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    }
}
