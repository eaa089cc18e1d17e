//! Time stamps of others (RFC 3161): an authority that has nothing to do with whoever keeps the log signs that a checkpoint
//! was there at an instant.
//!
//! What is checked, in this order: the answer grants a token; the token is of this checkpoint and answers this question
//! (nonce); it names the policy that was wanted; exactly one signer signed it, with the certificate that the token names by
//! its digest; that certificate is for time stamps and for nothing else (RFC 3161, 2.3); and it leads to a root that the
//! reader trusts, everything valid at the instant that is stated. Signatures are RSA (PKCS #1) or ECDSA over P-256 and
//! P-384, with SHA-256, SHA-384 or SHA-512; others, SM2 among them, are refused by name.

mod certificate;
mod der;
mod policy;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm as Algorithm, UnixTime};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, KeyUsage, ring as algorithms};

pub use certificate::{BadRoots, Roots};
use der::{
    Element, INTEGER, OCTETS, OID, Rest, SEQUENCE, SET, TIME, dotted, number, only, written,
};
pub use policy::{BadPolicy, Policy};

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 101, 3, 4, 2, 1];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 101, 3, 4, 2, 2];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 101, 3, 4, 2, 3];
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3];
/// The purpose of certificates for time stamps, 1.3.6.1.5.5.7.3.8.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// Bytes of a nonce.
pub const NONCE: usize = 16;

/// What a time stamp states, once everything about it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The instant, UTC, as in RFC 3339.
    pub at: String,
    /// The policy under which it was given, as numbers with points.
    pub policy: String,
    /// Its number at the authority, in hexadecimal digits.
    pub serial: String,
    /// SHA-256 of the certificate that signed, in hexadecimal digits.
    pub signer: String,
}

/// Why a time stamp is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadStamp {
    /// It cannot be read.
    #[error("it does not have the form of a time stamp (RFC 3161), or was cut off")]
    Form,
    /// The authority refused.
    #[error("the time-stamping authority refused: status {0}")]
    Refused(u64),
    /// It is of something else.
    #[error("it is of another text")]
    Imprint,
    /// It answers another question.
    #[error("it answers another request (nonce)")]
    Nonce,
    /// It was given under another policy.
    #[error("it was given under the policy {0}, which is not the one asked for")]
    Policy(String),
    /// It is signed in a way that is not checked here.
    #[error("it is signed with {0}, which this program does not check")]
    Unsupported(String),
    /// The certificate that it names is not with it.
    #[error("the certificate that it says it was signed with is not in it")]
    Certificate,
    /// The certificate is for something else too.
    #[error("the certificate is not for time stamps alone (extended key usage, critical)")]
    Purpose,
    /// It does not lead to a root.
    #[error("its certificate does not lead to a trusted root at that time: {0}")]
    Chain(String),
    /// Somebody else signed it, or it was changed.
    #[error("the signature is not of this time stamp by that certificate")]
    Signature,
}

/// The request for a time stamp of a text, by the SHA-256 of it, under a policy where one is wanted. The authority is asked
/// to send its certificate.
pub fn request(text: &[u8], nonce: &[u8; NONCE], policy: Option<&Policy>) -> Vec<u8> {
    let algorithm = written(SEQUENCE, &[&written(OID, &[SHA256]), &[0x05, 0x00]]);
    let imprint = written(SEQUENCE, &[&algorithm, &written(OCTETS, &[&Sha256::digest(text)])]);
    let with_certificate = [0x01, 0x01, 0xff];
    let policy = policy.map(Policy::written).unwrap_or_default();
    written(SEQUENCE, &[&number(&[1]), &imprint, &policy, &number(nonce), &with_certificate])
}

/// The token of an answer.
///
/// # Errors
/// The answer cannot be read, or the authority refused.
pub fn token(answer: &[u8]) -> Result<Vec<u8>, BadStamp> {
    let mut parts = only(answer, SEQUENCE).ok_or(BadStamp::Form)?.inside();
    let status = parts.take(SEQUENCE).ok_or(BadStamp::Form)?;
    let status = status.inside().take(INTEGER).ok_or(BadStamp::Form)?;
    let status = status.value.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte));
    // Granted, or granted with changes.
    if status > 1 {
        return Err(BadStamp::Refused(status));
    }
    Ok(parts.take(SEQUENCE).ok_or(BadStamp::Form)?.whole.to_vec())
}

/// What a token is expected to be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'e> {
    /// The text that was stamped.
    pub text: &'e [u8],
    /// The nonce of the request, where it is still known: the moment the answer comes.
    pub nonce: Option<&'e [u8; NONCE]>,
    /// The policy, where one is wanted.
    pub policy: Option<&'e Policy>,
}

/// Checks a token.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(token: &[u8], expected: Expected<'_>, roots: &Roots) -> Result<Stamp, BadStamp> {
    let signed = Signed::read(token).ok_or(BadStamp::Form)?;
    let info = Info::read(signed.content).ok_or(BadStamp::Form)?;
    if info.imprint != (SHA256, Sha256::digest(expected.text).as_slice()) {
        return Err(BadStamp::Imprint);
    }
    if expected.nonce.is_some_and(|nonce| info.nonce != Some(&number(nonce))) {
        return Err(BadStamp::Nonce);
    }
    let policy = dotted(info.policy);
    if expected.policy.is_some_and(|wanted| !wanted.is(info.policy)) {
        return Err(BadStamp::Policy(policy));
    }
    let signer = signed.signer()?;
    signed.led_to(signer, info.unix, roots)?;
    Ok(Stamp {
        at: info.at,
        policy,
        serial: hex::encode(info.serial),
        signer: hex::encode(Sha256::digest(signer)),
    })
}

/// The parts of a signed token.
struct Signed<'t> {
    content: &'t [u8],
    certificates: Vec<&'t [u8]>,
    digest: &'t [u8],
    attributes: &'t [u8],
    algorithm: &'t [u8],
    signature: &'t [u8],
}

impl<'t> Signed<'t> {
    fn read(token: &'t [u8]) -> Option<Self> {
        let mut outer = only(token, SEQUENCE)?.inside();
        outer.take(OID).filter(|kind| kind.value == SIGNED_DATA)?;
        let mut data = only(outer.take(0xa0)?.value, SEQUENCE)?.inside();
        data.take(INTEGER)?;
        data.take(SET)?;
        let mut content = data.take(SEQUENCE)?.inside();
        content.take(OID).filter(|kind| kind.value == TST_INFO)?;
        let content = only(content.take(0xa0)?.value, OCTETS)?.value;
        let certificates = data.maybe(0xa0).map_or(Some(Vec::new()), |all| all.inside().all())?;
        data.maybe(0xa1);
        // A token has one signer.
        let mut signer = only(data.take(SET)?.value, SEQUENCE)?.inside();
        signer.take(INTEGER)?;
        signer.next()?;
        let digest = signer.take(SEQUENCE)?.inside().take(OID)?.value;
        let attributes = signer.take(0xa0)?.value;
        let algorithm = signer.take(SEQUENCE)?.inside().take(OID)?.value;
        let signature = signer.take(OCTETS)?.value;
        let certificates = certificates.into_iter().filter(|one| one.tag == SEQUENCE);
        let certificates = certificates.map(|one| one.whole).collect();
        Some(Self { content, certificates, digest, attributes, algorithm, signature })
    }

    /// The one value of a signed attribute.
    fn attribute(&self, kind: &[u8]) -> Option<Element<'t>> {
        let all = Rest(self.attributes).all()?;
        let mut found = all.into_iter().filter_map(|one| {
            let mut parts = one.inside();
            parts.take(OID).filter(|own| own.value == kind)?;
            parts.take(SET)?.inside().next()
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The certificate that signed: the one that the token names by its digest. It is for time stamps alone, and its
    /// signature is over what is signed.
    fn signer(&self) -> Result<&'t [u8], BadStamp> {
        let kind = self.attribute(CONTENT_TYPE).ok_or(BadStamp::Form)?;
        let digest = self.attribute(MESSAGE_DIGEST).ok_or(BadStamp::Form)?;
        let over = digest_by(self.digest, self.content)?;
        if kind.value != TST_INFO || digest.value != over {
            return Err(BadStamp::Signature);
        }
        let named = self.attribute(SIGNING_CERTIFICATE_V2).ok_or(BadStamp::Certificate)?;
        let mut named = (|| named.inside().take(SEQUENCE)?.inside().take(SEQUENCE))()
            .ok_or(BadStamp::Form)?
            .inside();
        let by = named.maybe(SEQUENCE).and_then(|by| by.inside().take(OID));
        let by = by.map_or(SHA256, |by| by.value);
        let digest = named.take(OCTETS).ok_or(BadStamp::Form)?.value;
        for certificate in &self.certificates {
            if digest_by(by, certificate)? == digest {
                return Ok(certificate);
            }
        }
        Err(BadStamp::Certificate)
    }

    /// Whether the signer may stamp, signed this, and leads to a root at an instant.
    fn led_to(&self, signer: &[u8], unix: u64, roots: &Roots) -> Result<(), BadStamp> {
        if !certificate::is_for_stamps_alone(signer) {
            return Err(BadStamp::Purpose);
        }
        let own = CertificateDer::from(signer);
        let own = EndEntityCert::try_from(&own).map_err(|why| BadStamp::Chain(why.to_string()))?;
        let others: Vec<CertificateDer<'_>> =
            self.certificates.iter().map(|one| CertificateDer::from(*one)).collect();
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(unix));
        let usage = KeyUsage::required(TIME_STAMPING);
        let led = own.verify_for_usage(ALL, roots.anchors(), &others, time, usage, None, None);
        led.map(drop).map_err(|why| BadStamp::Chain(why.to_string()))?;
        // What is signed is the set of attributes, under its own tag.
        let text = written(SET, &[self.attributes]);
        let algorithms = self.algorithms()?;
        let signed =
            algorithms.iter().any(|one| own.verify_signature(*one, &text, self.signature).is_ok());
        if signed { Ok(()) } else { Err(BadStamp::Signature) }
    }

    /// In which ways the signature may have been made: for ECDSA the curve is that of the key.
    fn algorithms(&self) -> Result<Vec<&'static dyn Algorithm>, BadStamp> {
        let unsupported = || BadStamp::Unsupported(dotted(self.algorithm));
        let last = self.algorithm.len().saturating_sub(1);
        let (family, own) = self.algorithm.split_at_checked(last).ok_or_else(unsupported)?;
        match (family, own, self.digest) {
            (RSA, [1 | 11], SHA256) => Ok(vec![algorithms::RSA_PKCS1_2048_8192_SHA256]),
            (RSA, [1 | 12], SHA384) => Ok(vec![algorithms::RSA_PKCS1_2048_8192_SHA384]),
            (RSA, [1 | 13], SHA512) => Ok(vec![algorithms::RSA_PKCS1_2048_8192_SHA512]),
            (ECDSA, [2], SHA256) => {
                Ok(vec![algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256])
            }
            (ECDSA, [3], SHA384) => {
                Ok(vec![algorithms::ECDSA_P256_SHA384, algorithms::ECDSA_P384_SHA384])
            }
            _ => Err(unsupported()),
        }
    }
}

/// The ways in which certificates may be signed.
const ALL: &[&dyn Algorithm] = &[
    algorithms::RSA_PKCS1_2048_8192_SHA256,
    algorithms::RSA_PKCS1_2048_8192_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA512,
    algorithms::ECDSA_P256_SHA256,
    algorithms::ECDSA_P256_SHA384,
    algorithms::ECDSA_P384_SHA256,
    algorithms::ECDSA_P384_SHA384,
];

fn digest_by(algorithm: &[u8], text: &[u8]) -> Result<Vec<u8>, BadStamp> {
    match algorithm {
        SHA256 => Ok(Sha256::digest(text).to_vec()),
        SHA384 => Ok(Sha384::digest(text).to_vec()),
        SHA512 => Ok(Sha512::digest(text).to_vec()),
        other => Err(BadStamp::Unsupported(dotted(other))),
    }
}

/// What a token states.
struct Info<'t> {
    policy: &'t [u8],
    imprint: (&'t [u8], &'t [u8]),
    serial: &'t [u8],
    at: String,
    unix: u64,
    nonce: Option<&'t [u8]>,
}

impl<'t> Info<'t> {
    fn read(content: &'t [u8]) -> Option<Self> {
        let mut parts = only(content, SEQUENCE)?.inside();
        parts.take(INTEGER).filter(|version| version.value == [1])?;
        let policy = parts.take(OID)?.value;
        let mut imprint = parts.take(SEQUENCE)?.inside();
        let algorithm = imprint.take(SEQUENCE)?.inside().take(OID)?.value;
        let imprint = (algorithm, imprint.take(OCTETS)?.value);
        let serial = parts.take(INTEGER)?.value;
        let (at, unix) = instant(parts.take(TIME)?.value)?;
        parts.maybe(SEQUENCE);
        parts.maybe(0x01);
        let nonce = parts.maybe(INTEGER).map(|nonce| nonce.whole);
        Some(Self { policy, imprint, serial, at, unix, nonce })
    }
}

/// An instant, UTC: `YYYYMMDDHHMMSS`, perhaps with parts of a second, and `Z`. As RFC 3339 has it, and in seconds since 1970.
fn instant(text: &[u8]) -> Option<(String, u64)> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, part) = text.split_once('.').map_or((text, ""), |(whole, part)| (whole, part));
    let digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(part) {
        return None;
    }
    let number = |from: usize, to: usize| whole.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    let fits =
        (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1 March of the year 0, so that leap days come last.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1;
    let unix = (days.checked_sub(719_468)?) * 86_400 + hour * 3600 + minute * 60 + second;
    let point = if part.is_empty() { String::new() } else { format!(".{part}") };
    Some((format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{point}Z"), unix))
}

#[cfg(test)]
mod tests {
    use super::{instant, request};

    #[test]
    fn instants_are_read_to_the_second_and_nothing_else_is() {
        let read = |text: &str| instant(text.as_bytes());
        assert_eq!(read("19700101000000Z"), Some(("1970-01-01T00:00:00Z".to_owned(), 0)));
        let told = read("20260228235959.5Z").unwrap();
        assert_eq!(told, ("2026-02-28T23:59:59.5Z".to_owned(), 1_772_323_199));
        assert_eq!(read("20240229000000Z").unwrap().1, 1_709_164_800);
        for wrong in
            ["20260228235959", "2026022823595Z", "20261328235959Z", "20260228235959.xZ", ""]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_request_has_digest_nonce_and_asks_for_the_certificate() {
        let made = request(b"text", &[0xff; 16], None);
        assert_eq!(made.len(), usize::from(made[1]) + 2);
        assert!(made.ends_with(&[0x01, 0x01, 0xff]));
        assert!(made.windows(18).any(|part| part[..2] == [17, 0] && part[2..] == [0xff; 16]));
    }
}
