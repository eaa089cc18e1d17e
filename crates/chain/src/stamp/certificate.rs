//! Certificates: the roots that a reader trusts, and whether one is for time stamps alone.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::anchor_from_trusted_cert;

use super::{
    TIME_STAMPING,
    der::{OCTETS, OID, Rest, SEQUENCE, only},
};

/// The extension that says what a certificate is for.
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];

/// Roots cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this holds no certificate, or one that was damaged; it has to be PEM")]
pub struct BadRoots;

/// The roots that a reader trusts for time stamps.
#[derive(Debug, Clone)]
pub struct Roots(Vec<TrustAnchor<'static>>);

impl Roots {
    /// From certificates in PEM, one after another.
    ///
    /// # Errors
    /// There is none, or one cannot be read.
    pub fn parse(pem: &str) -> Result<Self, BadRoots> {
        let mut roots = Vec::new();
        for block in pem.split("-----BEGIN CERTIFICATE-----").skip(1) {
            let (block, _) = block.split_once("-----END CERTIFICATE-----").ok_or(BadRoots)?;
            let digits: String = block.split_whitespace().collect();
            let certificate = STANDARD.decode(digits).map_err(|_why| BadRoots)?;
            let certificate = CertificateDer::from(certificate);
            let anchor = anchor_from_trusted_cert(&certificate).map_err(|_why| BadRoots)?;
            roots.push(anchor.to_owned());
        }
        if roots.is_empty() { Err(BadRoots) } else { Ok(Self(roots)) }
    }

    pub(super) fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.0
    }
}

/// Whether a certificate says, in an extension that nobody may pass over, that it is for time stamps and nothing else.
pub(super) fn is_for_stamps_alone(certificate: &[u8]) -> bool {
    usage(certificate).is_some_and(|(critical, purposes)| critical && purposes == [TIME_STAMPING])
}

fn usage(certificate: &[u8]) -> Option<(bool, Vec<&[u8]>)> {
    let mut body = only(certificate, SEQUENCE)?.inside().take(SEQUENCE)?.inside();
    let extensions = loop {
        let part = body.next()?;
        if part.tag == 0xa3 {
            break only(part.value, SEQUENCE)?;
        }
    };
    let found = extensions.inside().all()?.into_iter().find_map(|one| {
        let mut parts = one.inside();
        parts.take(OID).filter(|kind| kind.value == EXTENDED_KEY_USAGE)?;
        let critical = parts.maybe(0x01).is_some_and(|critical| critical.value == [0xff]);
        Some((critical, parts.take(OCTETS)?.value))
    });
    let (critical, purposes) = found?;
    let purposes = only(purposes, SEQUENCE)?.value;
    Some((critical, Rest(purposes).all()?.into_iter().map(|one| one.value).collect()))
}
