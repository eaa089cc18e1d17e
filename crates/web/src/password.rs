//! Passwords: argon2id, one at a time, in memory that is kept for it.

mod common;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        PasswordHasher as _,
        phc::{Output, PasswordHash},
    },
};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use tokio::{sync::Mutex, task::spawn_blocking};

use guohe_cases::ports::{Account, StoreError};
use guohe_rules::syntax::Words;
use jiff::SignedDuration;

use crate::{demands::Demands, lang::Lang, site::Site, words::word};

/// A hash of a password nobody has, so that an unknown account takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z3VvaGUtbm9ib2R5LXNhbHQ$\
                      9vl1PmDWmkXBGwQ9ShOdIpBiSKRAKwDZzVbzuI2Aibw";

/// Shorter passwords are guessed; longer ones need no further rules (NIST SP 800-63B).
pub const SHORTEST: usize = 12;
/// Longer ones only take time.
pub const LONGEST: usize = 128;

/// What is wrong with a password that somebody chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Fewer signs than [`SHORTEST`], or more than [`LONGEST`].
    Length,
    /// A name that everybody would try is part of it: of the account, the person, the unit, the product.
    HoldsName,
    /// It is made of fewer than five different signs.
    Few,
    /// It is among those that are tried first.
    Common,
    /// It has fewer kinds of signs than the security administrator demands.
    Kinds(u16),
}

impl Fault {
    /// What it is and what to do, in both languages.
    pub fn words(self) -> Words {
        let say = |lang| word(lang, self.key()).into_owned();
        Words { zh: say(Lang::Zh), en: say(Lang::En) }
    }

    /// The key of the words that say so.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Length => "password.length",
            Self::HoldsName => "password.holds_name",
            Self::Few => "password.few",
            Self::Common => "password.common",
            Self::Kinds(0..=2) => "password.kinds.2",
            Self::Kinds(3) => "password.kinds.3",
            Self::Kinds(_) => "password.kinds.4",
        }
    }
}

/// The names of the product.
const PRODUCT: [&str; 2] = ["guohe", "国合"];
/// A name of so few bytes, or of one sign, is in many passwords by chance.
const SHORTEST_NAME: usize = 3;

/// What is wrong with a password that somebody chooses, if anything. The names are those of the account, of the person
/// and of their unit.
pub fn fault(password: &str, names: &[&str]) -> Option<Fault> {
    let signs = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&signs) {
        return Some(Fault::Length);
    }
    let small = password.to_lowercase();
    let names = names.iter().map(|name| name.trim());
    let names = names.filter(|name| name.len() >= SHORTEST_NAME && name.chars().count() > 1);
    if names.chain(PRODUCT).any(|name| small.contains(&name.to_lowercase())) {
        return Some(Fault::HoldsName);
    }
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    if different.len() < 5 {
        return Some(Fault::Few);
    }
    common::is_common(password).then_some(Fault::Common)
}

/// The same where an installation may demand that kinds of signs are mixed.
pub fn fault_under(demands: &Demands, password: &str, names: &[&str]) -> Option<Fault> {
    let least = demands.password_kinds;
    let lacks = || (kinds(password) < least).then_some(Fault::Kinds(least));
    fault(password, names).or_else(lacks)
}

/// How many of the four kinds of signs there are in a password: small letters, capital letters, digits, others.
fn kinds(password: &str) -> u16 {
    let is_other = |sign: char| !(sign.is_lowercase() || sign.is_uppercase() || sign.is_numeric());
    let kinds: [&dyn Fn(char) -> bool; 4] =
        [&char::is_lowercase, &char::is_uppercase, &char::is_numeric, &is_other];
    kinds.into_iter().map(|kind| u16::from(password.chars().any(kind))).sum()
}

/// Whether the password of an account is older than the security administrator demands. Of one whose choice is not
/// known the days count from when the account was first looked at.
pub(crate) async fn is_past_its_term(site: &Site, account: &Account) -> Result<bool, StoreError> {
    let days = site.demands.password_days;
    if days == 0 || account.demonstration {
        return Ok(false);
    }
    let known = site.store.lifetime(&site.tenant, account.id).await?;
    let since = known.map(|one| one.password_since.unwrap_or(one.counted_from));
    let most = SignedDuration::from_hours(24 * i64::from(days));
    Ok(since.is_some_and(|since| site.outside.now().duration_since(since) >= most))
}

/// The place where passwords are looked at: so that guessing cannot take the machine, there is one.
///
/// It keeps its memory, 19 MiB from the first password on. Memory that is given back after each password
/// stays with the allocator, once for every thread that ever looked at one.
#[derive(Clone, Default)]
pub struct Hashing {
    memory: Arc<Mutex<Vec<Block>>>,
    looked_at: Arc<AtomicU64>,
    made: Arc<AtomicU64>,
}

impl Hashing {
    /// How many passwords were looked at since the start: one for each attempt to sign in with one, whoever it is.
    pub fn looked_at(&self) -> u64 {
        self.looked_at.load(Ordering::Relaxed)
    }

    /// How many hashes of passwords that somebody chose were made since the start.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Hashing {
    /// What is left there of a password is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hashing").finish_non_exhaustive()
    }
}

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

/// The hash of a password that somebody chose, made where passwords are looked at: one at a time, and beside what answers
/// others.
pub(crate) async fn hashed(site: &Site, password: String) -> Result<String, Unhashable> {
    let mut turn = Arc::clone(&site.hashing.memory).lock_owned().await;
    site.hashing.made.fetch_add(1, Ordering::Relaxed);
    let salt = site.fresh();
    let made = spawn_blocking(move || made(&password, salt.as_bytes(), &mut turn)).await;
    made.unwrap_or_else(|error| Err(Unhashable(error.to_string())))
}

/// As [`hash`], in memory that is kept.
fn made(password: &str, salt: &[u8; 16], memory: &mut Vec<Block>) -> Result<String, Unhashable> {
    let (params, refused) =
        (Params::default(), |error: argon2::Error| Unhashable(error.to_string()));
    memory.resize(params.block_count(), Block::new());
    let head = format!("m={},t={},p={}", params.m_cost(), params.t_cost(), params.p_cost());
    let argon = Argon2::new(Algorithm::default(), Version::default(), params);
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    argon
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory)
        .map_err(refused)?;
    let [salt, output] = [&salt[..], &output].map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes));
    let (name, version) = (Algorithm::default(), u32::from(Version::default()));
    Ok(format!("${name}$v={version}${head}${salt}${output}"))
}

/// Whether a password is the one of a hash; without a hash it is not, after the same time.
pub(crate) async fn is_right(site: &Site, password: String, hash: Option<String>) -> bool {
    // The turn goes along, because the work goes on when whoever asked has gone.
    let mut turn = Arc::clone(&site.hashing.memory).lock_owned().await;
    site.hashing.looked_at.fetch_add(1, Ordering::Relaxed);
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let same = spawn_blocking(move || verify(&password, &hash, &mut turn)).await.unwrap_or(false);
    known && same
}

fn verify(password: &str, hash: &str, memory: &mut Vec<Block>) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    let found = again(password, &hash, memory);
    // Compared in a time that does not tell where the two differ.
    found.is_some_and(|found| Some(found) == hash.hash)
}

/// What the password comes to under the salt and the parameters of a hash.
fn again(password: &str, hash: &PasswordHash, memory: &mut Vec<Block>) -> Option<Output> {
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(hash).ok()?;
    memory.resize(params.block_count(), Block::new());
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..hash.hash.as_ref()?.len())?;
    let argon = Argon2::new(algorithm, version, params);
    let salt = hash.salt.as_ref()?;
    argon.hash_password_into_with_memory(password.as_bytes(), salt, output, memory).ok()?;
    Output::new(output).ok()
}

#[cfg(test)]
mod tests {
    use super::{Fault, NOBODY, PasswordHash, fault, fault_under, hash, made, verify};
    use crate::demands::Demands;

    #[test]
    fn what_would_be_tried_first_is_refused() {
        let names = ["lin", "林若溪", "", "启衡实验室"];
        let seen = [
            ("eleven sign", Some(Fault::Length)),
            ("ab121212121a", Some(Fault::Few)),
            ("xxLIN-of-nobody", Some(Fault::HoldsName)),
            ("启衡实验室的第一个密码", Some(Fault::Length)),
            ("启衡实验室的第一个好密码", Some(Fault::HoldsName)),
            ("my-GuoHe-of-2026", Some(Fault::HoldsName)),
            ("1qaz2wsx3edc", Some(Fault::Common)),
            ("a word of nobody", None),
        ];
        assert_eq!(seen.map(|(password, _)| fault(password, &names)), seen.map(|(_, fault)| fault));
    }

    #[test]
    fn kinds_of_signs_are_mixed_where_that_is_demanded_and_nowhere_else() {
        let least = |password_kinds| Demands { password_kinds, ..Demands::default() };
        let found = |kinds, password| fault_under(&least(kinds), password, &[]);
        let small = "a word of nobody";
        assert_eq!([0, 2, 3].map(|kinds| found(kinds, small)), [None, None, Some(Fault::Kinds(3))]);
        assert_eq!(found(4, "A word of nobody"), Some(Fault::Kinds(4)));
        assert_eq!(found(4, "A word of nobody 7"), None);
        assert_eq!(found(4, "short"), Some(Fault::Length), "what always holds comes first");
    }

    #[test]
    fn a_password_is_recognised_and_another_is_not() {
        let kept = hash("correct horse", &[7; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$"));
        // What is left in the memory by one makes no difference to the next.
        let mut memory = Vec::new();
        let seen = ["correct horse", "correct horse ", "", "correct horse"]
            .map(|typed| verify(typed, &kept, &mut memory));
        assert_eq!(seen, [true, false, false, true]);
    }

    #[test]
    fn what_is_made_in_memory_that_is_kept_is_the_same_hash() {
        let mut memory = Vec::new();
        for (password, salt) in [("correct horse", [7; 16]), ("另一个好记的密码词", [0xFF; 16])]
        {
            let made = made(password, &salt, &mut memory).unwrap();
            assert_eq!(made, hash(password, &salt).unwrap());
            assert!(verify(password, &made, &mut memory));
        }
    }

    #[test]
    fn a_hash_that_is_cut_or_changed_fits_no_password() {
        let kept = hash("correct horse", &[7; 16]).unwrap();
        let (head, output) = kept.rsplit_once('$').unwrap();
        let half: String = output.chars().take(20).collect();
        let changed = [
            String::new(),
            head.to_owned(),
            format!("{head}${half}"),
            kept.replace("argon2id", "argon2i"),
            kept.replace("t=2", "t=3"),
            kept.replace("v=19$", ""),
        ];
        let fits = |hash: &String| verify("correct horse", hash, &mut Vec::new());
        assert_eq!(changed.iter().filter(|hash| fits(hash)).count(), 0);
    }

    #[test]
    fn the_memory_is_that_of_one_password_however_many_are_looked_at() {
        let kept = hash("correct horse", &[7; 16]).unwrap();
        let mut memory = Vec::new();
        let room = [(), ()].map(|()| {
            verify("correct horse", &kept, &mut memory);
            (memory.len(), memory.as_ptr())
        });
        assert_eq!((room[0].0, room[0]), (19_456, room[1]));
    }

    #[test]
    fn the_hash_of_nobody_takes_the_same_work() {
        let parameters = |text: &str| text.split('$').nth(3).map(str::to_owned);
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert_eq!(parameters(NOBODY), parameters(&hash("x", &[1; 16]).unwrap()));
    }
}
