//! The unified social credit code of an organisation: 18 signs of which the last checks the others (GB 32100-2015).
//!
//! It is what an organisation is known by: the same code, however it is typed, is the same organisation.

use std::fmt;

use guohe_rules::syntax::Words;
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// The signs in the order of their values: digits and capital letters without I, O, S, V, Z.
const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// How many signs there are, and by what the sum is divided.
const VALUES: usize = 31;
/// How long a code is.
const LENGTH: usize = 18;
/// The places, from one, of the administrative division, which has digits alone.
const DIVISION: std::ops::RangeInclusive<usize> = 3..=8;

/// A code that checks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CreditCode(String);

/// Why a text is no code. Places count from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has so many signs and not 18.
    Length(usize),
    /// A sign that codes do not have.
    Sign {
        /// Where.
        place: usize,
        /// Which.
        sign: char,
    },
    /// A letter within the administrative division.
    Division {
        /// Where.
        place: usize,
        /// Which.
        sign: char,
    },
    /// The last sign does not fit the others.
    Check {
        /// What it is.
        found: char,
        /// What it would be, if the others are right.
        expected: char,
    },
}

impl CreditCode {
    /// Reads a code as people type it: small letters and spaces are taken.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let signs = text.chars().filter(|sign| !sign.is_whitespace());
        let code: String = signs.flat_map(char::to_uppercase).collect();
        let length = code.chars().count();
        if length != LENGTH {
            return Err(Fault::Length(length));
        }
        let (mut sum, mut weight, mut last) = (0, 1, 0);
        for (place, sign) in (1..).zip(code.chars()) {
            last = SIGNS.find(sign).ok_or(Fault::Sign { place, sign })?;
            if DIVISION.contains(&place) && !sign.is_ascii_digit() {
                return Err(Fault::Division { place, sign });
            }
            if place < LENGTH {
                sum += last * weight;
                weight = weight * 3 % VALUES;
            }
        }
        let expected = (VALUES - sum % VALUES) % VALUES;
        if last == expected {
            return Ok(Self(code));
        }
        let sign = |value: usize| SIGNS.chars().nth(value).unwrap_or('0');
        Err(Fault::Check { found: sign(last), expected: sign(expected) })
    }

    /// The organisation that has the code.
    pub fn organisation(&self) -> Uuid {
        let digest = Sha256::digest(format!("organisation\n{}", self.0));
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Fault {
    /// What is wrong, where, and what to do.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Self::Length(found) => (
                format!(
                    "统一社会信用代码应为 {LENGTH} 位，现为 {found} 位；请对照营业执照或法人证书核对"
                ),
                format!(
                    "a unified social credit code has {LENGTH} signs and this has {found}; compare it with the certificate"
                ),
            ),
            Self::Sign { place, sign } => (
                format!(
                    "第 {place} 位“{sign}”不会出现在代码中（只有数字和除 I、O、S、V、Z 外的大写字母）；请核对这一位"
                ),
                format!(
                    "place {place}: \u{201c}{sign}\u{201d} does not occur in codes (digits, and capital letters other than I, O, S, V, Z); look at this sign again"
                ),
            ),
            Self::Division { place, sign } => (
                format!(
                    "第 {place} 位“{sign}”应为数字（第 3 至 8 位是登记机关行政区划码）；请核对这一位"
                ),
                format!(
                    "place {place}: \u{201c}{sign}\u{201d} should be a digit (places 3 to 8 are the administrative division); look at this sign again"
                ),
            ),
            Self::Check { found, expected } => (
                format!(
                    "第 {LENGTH} 位校验码“{found}”与前 17 位不符（按前 17 位应为“{expected}”）；其中有一位抄错了，请逐位核对"
                ),
                format!(
                    "place {LENGTH}: the check sign \u{201c}{found}\u{201d} does not fit the 17 before it, which give \u{201c}{expected}\u{201d}; one of them is mistyped, so compare them all"
                ),
            ),
        };
        Words { zh, en }
    }
}

#[cfg(test)]
mod tests {
    use super::{CreditCode, Fault, SIGNS};

    /// Made from a prefix that is not assigned to anybody.
    const GOOD: &str = "Y1990000MA0000001X";

    /// The code whose check sign was worked out by trying all of them: exactly one is taken.
    fn whole(first: &str) -> String {
        let tried = SIGNS.chars().map(|last| format!("{first}{last}"));
        let good: Vec<String> = tried.filter(|code| CreditCode::read(code).is_ok()).collect();
        assert_eq!(good.len(), 1, "{good:?}");
        good[0].clone()
    }

    /// The example of the standard, whose check sign was worked out there.
    #[test]
    fn the_check_sign_is_that_of_the_standard() {
        assert_eq!(whole("91350100M000100Y4"), "91350100M000100Y43");
    }

    #[test]
    fn a_code_is_the_same_organisation_however_it_is_typed() {
        let good = whole(GOOD.get(..17).unwrap());
        let (front, rest) = good.split_at(8);
        let typed = [good.clone(), good.to_lowercase(), format!("{front} {rest}")];
        let codes = typed.map(|text| CreditCode::read(&text).unwrap());
        assert_eq!(codes.clone().map(|code| code.to_string()), [good.clone(), good.clone(), good]);
        let [one, two, three] = codes.map(|code| code.organisation());
        assert_eq!((one, one), (two, three));
    }

    /// Every sign changed, and every two neighbours swapped, is noticed.
    #[test]
    fn one_wrong_sign_and_two_swapped_ones_are_noticed() {
        let good = whole("91350100M000100Y4");
        let signs: Vec<char> = good.chars().collect();
        let mut taken = Vec::new();
        for place in 0..18 {
            for other in SIGNS.chars().filter(|other| *other != signs[place]) {
                let mut wrong = signs.clone();
                wrong[place] = other;
                taken.push(wrong);
            }
            if place > 0 && signs[place] != signs[place - 1] {
                let mut wrong = signs.clone();
                wrong.swap(place, place - 1);
                taken.push(wrong);
            }
        }
        taken.retain(|wrong| CreditCode::read(&wrong.iter().collect::<String>()).is_ok());
        assert_eq!(taken, Vec::<Vec<char>>::new());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let read = |text: &str| CreditCode::read(text).unwrap_err();
        assert_eq!(read("91350100M000100Y4"), Fault::Length(17));
        assert_eq!(read("91350100M00O100Y43"), Fault::Sign { place: 12, sign: 'O' });
        assert_eq!(read("91350A00M000100Y43"), Fault::Division { place: 6, sign: 'A' });
        assert_eq!(read("91350100M000100Y44"), Fault::Check { found: '4', expected: '3' });
        for refused in ['I', 'O', 'S', 'V', 'Z'] {
            let text = format!("9{refused}350100M000100Y43");
            assert_eq!(read(&text), Fault::Sign { place: 2, sign: refused });
            assert!(read(&text).words().en.starts_with("place 2"));
        }
    }
}
