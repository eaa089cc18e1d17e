//! Passwords: argon2id, one at a time.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::task::spawn_blocking;

use crate::site::Site;

/// A hash of a password nobody has, so that an unknown account takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z3VvaGUtbm9ib2R5LXNhbHQ$\
                      9vl1PmDWmkXBGwQ9ShOdIpBiSKRAKwDZzVbzuI2Aibw";

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct Unhashable(String);

/// The hash of a password in PHC form. The parameters are those of the library, which follow OWASP.
///
/// # Errors
/// Only when the library refuses its own parameters.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String, Unhashable> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| Unhashable(error.to_string()))
}

/// Whether a password is the one of a hash; without a hash it is not, after the same time.
pub(crate) async fn is_right(site: &Site, password: String, hash: Option<String>) -> bool {
    let Ok(_turn) = site.hashing.acquire().await else { return false };
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let same = spawn_blocking(move || verify(&password, &hash)).await.unwrap_or(false);
    known && same
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::{NOBODY, PasswordHash, hash, verify};

    #[test]
    fn a_password_is_recognised_and_another_is_not() {
        let kept = hash("correct horse", &[7; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$"));
        assert!(verify("correct horse", &kept));
        assert!(!verify("correct horse ", &kept));
    }

    #[test]
    fn the_hash_of_nobody_takes_the_same_work() {
        let parameters = |text: &str| text.split('$').nth(3).map(str::to_owned);
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert_eq!(parameters(NOBODY), parameters(&hash("x", &[1; 16]).unwrap()));
    }
}
