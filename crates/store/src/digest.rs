//! SHA-256 of bytes that are at hand or pass by, and how it is written.

use std::io::{self, Read};

use guohe_chain::both::from_hex as from_digits;
/// In lower-case hexadecimal digits.
pub(crate) use guohe_chain::both::hex;
use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// The digest of bytes.
pub(crate) fn of(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// From its digits; `None` when it is not written exactly as [`hex`] does.
pub(crate) fn from_hex(text: &str) -> Option<Digest> {
    from_digits(text)?.try_into().ok()
}

/// Passes bytes on and remembers their digest and number.
pub(crate) struct Witness<R> {
    inner: R,
    sha: Sha256,
    bytes: u64,
}

impl<R: Read> Witness<R> {
    /// Watches what is read.
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, sha: Sha256::new(), bytes: 0 }
    }

    /// What was read so far.
    pub(crate) fn seen(self) -> (Digest, u64) {
        (self.sha.finalize().into(), self.bytes)
    }
}

impl<R: Read> Read for Witness<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sha.update(buffer.get(..count).unwrap_or_default());
        self.bytes += u64::try_from(count).map_err(io::Error::other)?;
        Ok(count)
    }
}

/// The digest and the number of all that can be read.
pub(crate) fn of_reader(reader: impl Read) -> io::Result<(Digest, u64)> {
    let mut witness = Witness::new(reader);
    io::copy(&mut witness, &mut io::sink())?;
    Ok(witness.seen())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_nothing_is_the_published_one() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex(of(b"")), nothing);
        assert_eq!(from_hex(nothing), Some(of(b"")));
    }

    #[test]
    fn only_one_way_of_writing_a_digest_is_read() {
        let digits = hex(of(b"a"));
        let signed = format!("+1{}", digits.get(2..).unwrap());
        for other in [digits.to_uppercase(), format!("{digits}0"), String::new(), signed] {
            assert_eq!(from_hex(&other), None);
        }
    }
}
