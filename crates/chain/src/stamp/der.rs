//! As much of DER (X.690) as a time stamp is made of: tags of one byte, lengths that are definite and as short as they
//! can be. Whatever is otherwise is not read.

/// Boolean.
pub(super) const INTEGER: u8 = 0x02;
/// Octets.
pub(super) const OCTETS: u8 = 0x04;
/// An object identifier.
pub(super) const OID: u8 = 0x06;
/// A time with four digits of the year.
pub(super) const TIME: u8 = 0x18;
/// A sequence.
pub(super) const SEQUENCE: u8 = 0x30;
/// A set.
pub(super) const SET: u8 = 0x31;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'d> {
    /// Its tag.
    pub(super) tag: u8,
    /// What is in it.
    pub(super) value: &'d [u8],
    /// The whole, with tag and length.
    pub(super) whole: &'d [u8],
}

/// What is left to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest<'d>(pub(super) &'d [u8]);

impl<'d> Rest<'d> {
    /// The next element; none at the end, or where there is none.
    pub(super) fn next(&mut self) -> Option<Element<'d>> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            short @ 0..=0x7f => (usize::from(*short), rest),
            long @ 0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(long - 0x80))?;
                let length = digits.iter().fold(0, |all, digit| all << 8 | usize::from(*digit));
                let shortest = digits.first() != Some(&0) && length > 0x7f;
                (Some(length).filter(|_| shortest)?, rest)
            }
            _ => return None,
        };
        let (value, after) = rest.split_at_checked(length)?;
        let whole = self.0.get(..self.0.len() - after.len())?;
        self.0 = after;
        // A tag of several bytes is none of ours.
        (tag & 0x1f != 0x1f).then_some(Element { tag: *tag, value, whole })
    }

    /// The next element, which has to be of a kind.
    pub(super) fn take(&mut self, tag: u8) -> Option<Element<'d>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The next element, where it is of a kind.
    pub(super) fn maybe(&mut self, tag: u8) -> Option<Element<'d>> {
        if self.0.first() == Some(&tag) { self.next() } else { None }
    }

    /// Everything that is left; none where it cannot be read to its end.
    pub(super) fn all(mut self) -> Option<Vec<Element<'d>>> {
        let mut all = Vec::new();
        while !self.0.is_empty() {
            all.push(self.next()?);
        }
        Some(all)
    }
}

impl<'d> Element<'d> {
    /// What is in it, as elements.
    pub(super) fn inside(self) -> Rest<'d> {
        Rest(self.value)
    }
}

/// The one element of which some bytes consist.
pub(super) fn only(bytes: &[u8], tag: u8) -> Option<Element<'_>> {
    let mut rest = Rest(bytes);
    let element = rest.take(tag)?;
    rest.0.is_empty().then_some(element)
}

/// An element as it is written.
pub(super) fn written(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let digits: Vec<u8> =
        value.len().to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
    let mut all = vec![tag];
    match u8::try_from(value.len()) {
        Ok(short) if short < 0x80 => all.push(short),
        _ => {
            all.push(0x80 | u8::try_from(digits.len()).unwrap_or(0x7f));
            all.extend(digits);
        }
    }
    all.extend(value);
    all
}

/// A positive number as it is written.
pub(super) fn number(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().copied().skip_while(|digit| *digit == 0).collect();
    let sign: &[u8] = if digits.first().is_none_or(|digit| digit & 0x80 != 0) { &[0] } else { &[] };
    written(INTEGER, &[sign, &digits])
}

/// An object identifier in words of numbers, for people: `1.2.840.113549`.
pub(super) fn dotted(oid: &[u8]) -> String {
    let mut numbers: Vec<u64> = Vec::new();
    let mut number = 0_u64;
    for byte in oid {
        number = number.wrapping_shl(7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            numbers.push(number);
            number = 0;
        }
    }
    let Some((first, rest)) = numbers.split_first() else { return String::new() };
    let top = (first / 40).min(2);
    let all = [top, first - 40 * top].into_iter().chain(rest.iter().copied());
    all.map(|number| number.to_string()).collect::<Vec<_>>().join(".")
}
