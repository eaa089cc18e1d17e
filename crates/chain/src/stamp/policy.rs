//! The policy of an authority: under which rules it stamps. Whoever wants one says so in the request and in what is checked.

use std::{fmt, str::FromStr};

use super::der::{OID, dotted, written};

/// A policy, as numbers with points: `1.3.6.1.4.1.99999.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    oid: Vec<u8>,
}

/// Not the number of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "政策标识应为以点分隔的数字，如 1.3.6.1.4.1.99999.1 / a policy is numbers with points, such as 1.3.6.1.4.1.99999.1"
)]
pub struct BadPolicy;

impl Policy {
    /// As it stands in a request.
    pub(super) fn written(&self) -> Vec<u8> {
        written(OID, &[&self.oid])
    }

    /// Whether a token names it.
    pub(super) fn is(&self, oid: &[u8]) -> bool {
        self.oid == oid
    }
}

impl FromStr for Policy {
    type Err = BadPolicy;

    fn from_str(text: &str) -> Result<Self, BadPolicy> {
        let plain = |part: &str| part == "0" || !part.starts_with('0');
        let number = |part: &str| {
            let digits = part.bytes().all(|sign| sign.is_ascii_digit()) && plain(part);
            digits.then(|| part.parse::<u64>().ok()).flatten()
        };
        let numbers: Option<Vec<u64>> = text.split('.').map(number).collect();
        let numbers = numbers.ok_or(BadPolicy)?;
        let [top, second, rest @ ..] = numbers.as_slice() else { return Err(BadPolicy) };
        // The first two share a number: of the tops 0 and 1 there are forty each (X.660).
        if *top > 2 || *top < 2 && *second > 39 {
            return Err(BadPolicy);
        }
        let first = second.checked_add(40 * top).ok_or(BadPolicy)?;
        let oid = [first].iter().chain(rest).flat_map(|number| digits(*number)).collect();
        Ok(Self { oid })
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&dotted(&self.oid))
    }
}

/// A number in digits of seven bits, all but the last of which are marked.
fn digits(number: u64) -> Vec<u8> {
    let mut rest = number >> 7;
    let mut digits = vec![(number & 0x7f).to_le_bytes()[0]];
    while rest > 0 {
        digits.push((rest & 0x7f).to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    digits.reverse();
    digits
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn a_policy_is_written_as_the_standard_has_it_and_read_back_to_the_letter() {
        // X.690, 8.19.5, and the arc of RSA.
        for (text, bytes) in [
            ("2.999.3", vec![6, 3, 0x88, 0x37, 3]),
            ("1.2.840.113549", vec![6, 6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]),
            ("0.39", vec![6, 1, 39]),
        ] {
            let policy: Policy = text.parse().unwrap();
            assert_eq!((policy.written(), policy.to_string()), (bytes, text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        for wrong in [
            "",
            "1",
            "1.",
            ".1",
            "1..2",
            "3.1",
            "1.40",
            "1.2.x",
            "1.02",
            "1.2.99999999999999999999",
            "+1.2",
        ] {
            assert!(wrong.parse::<Policy>().is_err(), "{wrong}");
        }
    }
}
