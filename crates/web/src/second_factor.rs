//! Second factors: codes of an authenticator, each taken once, and recovery codes for the day it is lost.
//!
//! Those who decide or judge need one; whoever applies may have one. Without the one they need they are led to
//! the page where they get it, and nowhere else.

use guohe_cases::{
    law::Laws,
    ports::{Account, StoreError},
};
use guohe_rules::syntax::ActorKind;
use jiff::Timestamp;
use qrcode::{EcLevel, QrCode, render::svg};
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use crate::{routes::escaped, session::SignedIn, site::Site};

/// How long a code stands, in seconds.
const STEP: u64 = 30;
/// How many bytes a secret has, as RFC 4226 recommends.
const SECRET: usize = 20;
/// How many recovery codes are handed out.
const RECOVERY: usize = 10;
/// The signs of recovery codes: none that looks like another.
const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// The prefix of roles within an organisation.
const UNIT: &str = "unit:";

/// The secret of an invented person, so that anybody can make the codes of a demonstration.
pub fn invented(password: &str, login: &str) -> Vec<u8> {
    shortened(&["demonstration", password, login])
}

/// The code of an authenticator with a secret at an instant.
pub fn code(secret: &[u8], at: Timestamp) -> String {
    authenticator(secret, 0).generate(seconds(at)).to_string()
}

/// A secret as people type it into an authenticator.
pub fn typed(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// What is enrolled next in a session. It follows from the session and from a key outside the database, so that it need
/// not be kept before it counts, and whoever reads the database cannot make it.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn offered(site: &Site, signed_in: &SignedIn) -> Result<Vec<u8>, StoreError> {
    let made = site.store.offered(&site.tenant, signed_in.session.id).await?;
    Ok(made.iter().take(SECRET).copied().collect())
}

/// The first bytes of the SHA-256 of words.
fn shortened(words: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.len().to_be_bytes());
        hash.update(word);
    }
    hash.finalize().iter().take(SECRET).copied().collect()
}

fn authenticator(secret: &[u8], beside: u16) -> Totp {
    // SHA-1, 6 digits, 30 seconds: what every authenticator can do.
    let of = Builder::new().with_secret(secret.to_vec()).with_step_duration(STEP);
    of.with_skew(beside).build_noncompliant()
}

/// How many steps beside its own a code of an account is taken in. Nothing is guarded by those of a demonstration, whose
/// readers copy them from a terminal.
pub(crate) fn beside(site: &Site, account: &Account) -> u16 {
    if account.demonstration { 1 } else { site.demands.code_steps }
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

/// The step of time to which a code belongs, when it is right at an instant or so many steps beside it.
pub(crate) fn step(secret: &[u8], code: &str, (at, beside): (Timestamp, u16)) -> Option<u64> {
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    authenticator(secret, beside).check(&code, seconds(at))
}

/// The picture by which an authenticator takes a secret over; nothing when the login is too long for it.
pub(crate) fn picture(secret: &[u8], login: &str) -> Option<String> {
    let (login, secret) = (escaped(login), typed(secret));
    let address = format!("otpauth://totp/Guohe:{login}?secret={secret}&issuer=Guohe");
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // The declaration of XML has no place inside a page.
    drawn.find("<svg").and_then(|at| drawn.get(at..)).map(str::to_owned)
}

/// Recovery codes, 120 bits each: so many that nobody finds one by trying, even from its plain digest.
pub(crate) fn recovery(site: &Site) -> Vec<String> {
    let letter = |byte: u8| SIGNS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    let one = || {
        let signs: Vec<char> = site.outside.random().into_iter().take(24).map(letter).collect();
        let fours: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
        fours.join("-")
    };
    (0..RECOVERY).map(|_| one()).collect()
}

/// A recovery code as it is kept.
pub(crate) fn digest(code: &str) -> [u8; 32] {
    let signs = code.chars().filter(char::is_ascii_alphanumeric);
    let signs: String = signs.map(|sign| sign.to_ascii_lowercase()).collect();
    Sha256::digest(signs.as_bytes()).into()
}

/// Whether what was typed proves the second factor of an account; a code that did is used up by it.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn proves(
    site: &Site,
    account: &Account,
    typed: &str,
) -> Result<bool, StoreError> {
    let (store, tenant) = (&site.store, &site.tenant);
    let Some(factor) = store.factor(tenant, account.id).await? else { return Ok(false) };
    let when = (site.outside.authenticators(), beside(site, account));
    if let Some(step) = step(&factor.secret, typed, when) {
        // Everybody knows the secrets of a demonstration; using a code up would protect nothing there.
        return Ok(account.demonstration || store.use_step(tenant, account.id, step).await?);
    }
    store.use_recovery(tenant, account.id, &digest(typed)).await
}

/// Whether an account has a second factor: an authenticator or a passkey.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn has_any(site: &Site, account: Uuid) -> Result<bool, StoreError> {
    let (store, tenant) = (&site.store, &site.tenant);
    Ok(store.factor(tenant, account).await?.is_some()
        || !store.passkeys(tenant, account).await?.is_empty())
}

/// Whether an account may do nothing without a second factor wherever it is: it holds a role other than to apply.
pub fn is_needed(account: &Account, laws: &Laws) -> bool {
    account.roles.iter().any(|role| !is(role, laws, ActorKind::Applicant))
}

/// Whether an account may do nothing without one at this installation, which may ask it of everybody.
pub(crate) fn is_asked(site: &Site, account: &Account) -> bool {
    site.limits.second_factor_for_all || is_needed(account, &site.laws)
}

/// Whether an account holds a role other than to apply and to judge.
pub(crate) fn is_staff(account: &Account, laws: &Laws) -> bool {
    let outside =
        |role: &String| is(role, laws, ActorKind::Applicant) || is(role, laws, ActorKind::Expert);
    account.roles.iter().any(|role| !outside(role))
}

/// Whether a role is one of a kind; a role that nobody knows is of none.
fn is(role: &str, laws: &Laws, kind: ActorKind) -> bool {
    if role.starts_with(UNIT) {
        return kind == ActorKind::Applicant;
    }
    let Some((pack, id)) = role.split_once(':') else {
        return role == guohe_cases::person::word(kind);
    };
    let law = laws.iter().find(|law| law.pack.id() == pack);
    law.and_then(|law| law.pack.actor(id)).is_some_and(|actor| actor.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::{code, digest, picture, step, typed};

    fn at(second: i64) -> jiff::Timestamp {
        jiff::Timestamp::from_second(second).unwrap()
    }

    /// The values of RFC 6238, appendix B, of which six digits are shown.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        let seconds = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000];
        let codes = ["287082", "081804", "050471", "005924", "279037"];
        assert_eq!(seconds.map(|second| code(secret, at(second))), codes);
        assert_eq!(typed(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_right_in_its_step_and_beside_it_and_no_longer() {
        let secret = b"12345678901234567890";
        let typed = code(secret, at(300));
        let typed = format!("{} {}", typed.get(..2).unwrap(), typed.get(2..).unwrap());
        let seen = |beside| {
            let late = [-31, -30, -1, 0, 29, 30, 59, 60];
            late.map(|late| step(secret, &typed, (at(300 + late), beside)))
        };
        let (right, none) = (Some(10), None);
        assert_eq!(seen(1), [none, right, right, right, right, right, right, none]);
        assert_eq!(seen(0), [none, none, none, right, right, none, none, none]);
        let others = ["", "+87082", "2870821"];
        assert_eq!(others.map(|typed| step(secret, typed, (at(59), 1))), [None; 3]);
    }

    #[test]
    fn a_recovery_code_is_the_same_however_it_is_typed() {
        assert_eq!(digest("abcd-2345"), digest(" ABCD 2345 "));
        assert_ne!(digest("abcd-2345"), digest("abcd-2346"));
    }

    #[test]
    fn the_picture_is_a_drawing_without_anything_in_line() {
        let drawn = picture(&[7; 20], "officer").unwrap();
        assert!(drawn.starts_with("<svg") && !drawn.contains("style"), "{drawn}");
    }
}
