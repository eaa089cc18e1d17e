//! Secrets that the installation has to be able to read (those of authenticators, and its own at providers of unified
//! logins), sealed under a key that is not in the database.
//!
//! The keys lie in one file of the folder of keys, one a line; the last one seals, the others still open. A key that is
//! not known may have been added by another program since, so the file is read again before anything is given up.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, Nonce, Payload};
use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Database;
use crate::engine::{Args, args};
use crate::notary::{KEYS_FOLDER, NotaryError};
use crate::rows::Place;
use crate::rows::safe::{FactorSecretRow, ProviderSecretRow};
use crate::sql::safe as sql;
use crate::subject::{NONCE, bytes, cipher, fill};

/// The file of keys within the folder of keys.
pub const SECRETS_FILE: &str = "secrets";
/// The word before what is sealed: another way of sealing gets another word.
const SEALED: &[u8] = b"aes256gcm:";
/// By so many bytes of its digest a key is known.
const NAME: usize = 4;

/// A key, and the bytes by which it is known.
pub(crate) type Key = ([u8; NAME], [u8; 32]);

/// Keys that seal secrets.
#[derive(Debug)]
pub struct Safe {
    file: PathBuf,
    keys: RwLock<Vec<Key>>,
}

/// Where a secret belongs: moved elsewhere it cannot be opened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose<'w> {
    /// The authenticator of an account.
    Account(&'w str, Uuid),
    /// A provider of unified logins.
    Provider(&'w str, &'w str),
}

impl Whose<'_> {
    fn text(self) -> String {
        match self {
            Self::Account(tenant, account) => format!("factor/{tenant}/{account}"),
            Self::Provider(tenant, provider) => format!("provider_secret/{tenant}/{provider}"),
        }
    }

    fn place(self) -> Place {
        match self {
            Self::Account(_, account) => Place::new("factor", &account),
            Self::Provider(_, provider) => Place::new("provider_secret", &provider),
        }
    }
}

impl Safe {
    /// Takes the keys of a data directory; the first is made when there is none.
    ///
    /// # Errors
    /// They cannot be read or made, or others may read them.
    pub fn open(data: &Path) -> Result<Self, NotaryError> {
        let folder = data.join(KEYS_FOLDER);
        let file = folder.join(SECRETS_FILE);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|source| NotaryError::Io { path: folder, source })?;
        if !file.exists() {
            add(&file)?;
        }
        let keys = RwLock::new(read(&file)?);
        Ok(Self { file, keys })
    }

    /// Adds a key, under which everything is sealed from now on.
    ///
    /// # Errors
    /// The file cannot be written or read.
    pub fn renew(&self) -> Result<(), NotaryError> {
        add(&self.file)?;
        self.reread()
    }

    fn reread(&self) -> Result<(), NotaryError> {
        let keys = read(&self.file)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    fn keys(&self) -> RwLockReadGuard<'_, Vec<Key>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// All keys with the bytes by which they are known, the one that seals now last; read again, because another program
    /// may have added one.
    pub(crate) fn known(&self) -> Vec<Key> {
        // Where the file cannot be read, those that were read before go on.
        drop(self.reread());
        self.keys().clone()
    }

    fn key(&self, name: &[u8]) -> Option<[u8; 32]> {
        self.keys().iter().find(|(known, _)| known == name).map(|(_, key)| *key)
    }

    fn seal(&self, secret: &[u8], whose: Whose<'_>) -> Result<Vec<u8>, StoreError> {
        let key = self.keys().last().copied();
        let (name, key) = key.ok_or_else(|| whose.place().inconsistent("secret"))?;
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let beside = whose.text();
        let payload = Payload { msg: secret, aad: beside.as_bytes() };
        let sealed = cipher(&key).encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload);
        let sealed = sealed.map_err(|error| StoreError::Database(error.to_string().into()))?;
        Ok([SEALED, &name, &nonce, &sealed].concat())
    }

    fn opened(&self, sealed: &[u8], whose: Whose<'_>) -> Option<Vec<u8>> {
        let (name, rest) = sealed.split_at_checked(NAME)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE>()?;
        let known = self.key(name);
        let key = known.or_else(|| self.reread().ok().and_then(|()| self.key(name)))?;
        let beside = whose.text();
        let payload = Payload { msg: text, aad: beside.as_bytes() };
        cipher(&key).decrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload).ok()
    }

    /// Whether something is sealed under the key that seals now.
    fn is_current(&self, kept: &[u8]) -> bool {
        let name = kept.strip_prefix(SEALED).and_then(|rest| rest.get(..NAME));
        name.is_some() && name == self.keys().last().map(|(name, _)| name.as_slice())
    }
}

fn io(path: &Path) -> impl Fn(io::Error) -> NotaryError {
    let path = path.to_owned();
    move |source| NotaryError::Io { path: path.clone(), source }
}

/// Adds a key to the file, brought to disk.
fn add(path: &Path) -> Result<(), NotaryError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| io(path)(io::Error::other(error)))?;
    let added = || {
        let mut file = File::options().create(true).append(true).mode(0o600).open(path)?;
        file.lock()?;
        file.write_all(format!("{}\n", guohe_chain::both::hex(key)).as_bytes())?;
        file.sync_all()
    };
    added().map_err(io(path))
}

fn read(path: &Path) -> Result<Vec<Key>, NotaryError> {
    if fs::metadata(path).map_err(io(path))?.permissions().mode() & 0o077 != 0 {
        return Err(NotaryError::Open { path: path.to_owned() });
    }
    let text = fs::read_to_string(path).map_err(io(path))?;
    let key = |(number, line): (usize, &str)| {
        let key = bytes(line.trim()).and_then(|key| <[u8; 32]>::try_from(key).ok());
        let damaged = || NotaryError::Damaged { path: path.to_owned(), entry: number + 1 };
        let key = key.ok_or_else(damaged)?;
        let digest: [u8; 32] = Sha256::digest(key).into();
        let name = digest.first_chunk::<NAME>().copied().unwrap_or_default();
        Ok((name, key))
    };
    text.lines().enumerate().map(key).collect()
}

/// A digest under a key of its own for each purpose, which is made from that of the safe: what seals secrets does
/// nothing else.
pub(crate) fn under(key: &[u8; 32], purpose: &[u8], text: &[&[u8]]) -> Option<[u8; 32]> {
    let mac = |key: &[u8], text: &[&[u8]]| -> Option<[u8; 32]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
        for part in text {
            mac.update(part);
        }
        Some(mac.finalize().into_bytes().into())
    };
    mac(&mac(key, &[purpose])?, text)
}

impl Database {
    /// What follows from a text and from the key that seals now, and is nowhere in the database. Where there is no safe
    /// nothing is kept apart from it.
    pub(crate) fn kept_apart(&self, purpose: &[u8], text: &[u8]) -> Result<[u8; 32], StoreError> {
        let key = match self.safe() {
            Some(safe) => safe.known().last().map(|(_, key)| *key),
            None => Some([0; 32]),
        };
        let made = key.and_then(|key| under(&key, purpose, &[text]));
        made.ok_or_else(|| Place::new("session", &"offered").inconsistent("key"))
    }

    /// A secret as it is kept: sealed, where there is a safe.
    pub(crate) fn sealed(&self, secret: &[u8], whose: Whose<'_>) -> Result<Vec<u8>, StoreError> {
        match self.safe() {
            Some(safe) => safe.seal(secret, whose),
            None => Ok(secret.to_vec()),
        }
    }

    /// A secret that was kept, whether before there was a safe or since.
    pub(crate) fn unsealed(&self, kept: Vec<u8>, whose: Whose<'_>) -> Result<Vec<u8>, StoreError> {
        let Some(sealed) = kept.strip_prefix(SEALED) else { return Ok(kept) };
        let opened = self.safe().and_then(|safe| safe.opened(sealed, whose));
        opened.ok_or_else(|| whose.place().inconsistent("secret"))
    }

    /// Seals every secret of every realm under the key that seals now.
    ///
    /// # Errors
    /// The database failed; nothing has changed then.
    pub async fn seal_secrets(&self) -> Result<Resealed, StoreError> {
        let mut done = Resealed::default();
        let mut tx = self.engine.begin().await?;
        let factors: Vec<FactorSecretRow> =
            tx.rows(sql::FACTOR_SECRETS, Args::everywhere()).await?;
        for FactorSecretRow { tenant, account, secret } in factors {
            let Some(kept) = self.anew(&secret, Whose::Account(&tenant, account), &mut done)?
            else {
                continue;
            };
            // Whoever changed it meanwhile has sealed it.
            let values = args![&Tenant(tenant), account, secret, kept];
            done.sealed += tx.execute(sql::SEAL_FACTOR, values).await?;
        }
        let providers: Vec<ProviderSecretRow> =
            tx.rows(sql::PROVIDER_SECRETS, Args::everywhere()).await?;
        for ProviderSecretRow { tenant, provider, secret } in providers {
            let whose = Whose::Provider(&tenant, &provider);
            let Some(kept) = self.anew(&secret, whose, &mut done)? else { continue };
            let values = args![&Tenant(tenant.clone()), provider.as_str(), secret, kept];
            done.sealed += tx.execute(sql::SEAL_PROVIDER, values).await?;
        }
        tx.commit().await?;
        Ok(done)
    }

    /// A secret as it is to be kept from now on; none where that is how it is kept, or where its key is missing.
    fn anew(
        &self,
        kept: &[u8],
        whose: Whose<'_>,
        done: &mut Resealed,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(safe) = self.safe().filter(|safe| !safe.is_current(kept)) else { return Ok(None) };
        match self.unsealed(kept.to_vec(), whose) {
            Ok(secret) => safe.seal(&secret, whose).map(Some),
            Err(_missing) => {
                done.lost += 1;
                Ok(None)
            }
        }
    }
}

/// What became of the secrets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// So many were not yet sealed under the present key.
    pub sealed: u64,
    /// So many cannot be opened, because their key is missing.
    pub lost: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use guohe_cases::credential::Credentials as _;
    use guohe_cases::event::Tenant;

    const WHOSE: Whose<'static> = Whose::Provider("north", "province");

    fn opened(safe: &Safe, sealed: &[u8], whose: Whose<'_>) -> Option<Vec<u8>> {
        safe.opened(sealed.strip_prefix(SEALED).unwrap(), whose)
    }

    #[test]
    fn what_is_sealed_opens_where_it_belongs_and_under_its_key_alone() {
        let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let safe = Safe::open(data.path()).unwrap();
        let sealed = safe.seal(b"secret", WHOSE).unwrap();
        assert!(!sealed.windows(6).any(|six| six == b"secret"));
        assert_ne!(sealed, safe.seal(b"secret", WHOSE).unwrap(), "a nonce is never used twice");
        assert_eq!(opened(&safe, &sealed, WHOSE).unwrap(), b"secret");
        for elsewhere in [Whose::Provider("south", "province"), Whose::Provider("north", "other")] {
            assert_eq!(opened(&safe, &sealed, elsewhere), None);
        }
        assert_eq!(opened(&Safe::open(other.path()).unwrap(), &sealed, WHOSE), None);
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(opened(&safe, &changed, WHOSE), None);
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens_also_in_a_program_that_began_before() {
        let data = tempfile::tempdir().unwrap();
        let (one, other) = (Safe::open(data.path()).unwrap(), Safe::open(data.path()).unwrap());
        let before = one.seal(b"secret", WHOSE).unwrap();
        one.renew().unwrap();
        let after = one.seal(b"secret", WHOSE).unwrap();
        assert_eq!([&before, &after].map(|sealed| one.is_current(sealed)), [false, true]);
        for sealed in [before, after] {
            assert_eq!(opened(&other, &sealed, WHOSE).unwrap(), b"secret");
        }
        let file = data.path().join(KEYS_FOLDER).join(SECRETS_FILE);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Safe::open(data.path()), Err(NotaryError::Open { .. })));
    }

    #[tokio::test]
    async fn what_an_authenticator_is_offered_follows_from_the_key_and_not_from_the_database() {
        let [one, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let offered = async |keys: &Path, tenant: &str, session: u128| {
            let db = Database::connect(one.path().to_str().unwrap()).await.unwrap();
            let db = db.kept_in(Safe::open(keys).unwrap());
            let made = db.offered(&Tenant(tenant.to_owned()), Uuid::from_u128(session)).await;
            db.close().await;
            made.unwrap()
        };
        let mine = offered(one.path(), "north", 1).await;
        assert_eq!(mine, offered(one.path(), "north", 1).await, "it need not be kept");
        let others = [
            offered(other.path(), "north", 1).await,
            offered(one.path(), "south", 1).await,
            offered(one.path(), "north", 2).await,
        ];
        assert!(!others.contains(&mine));
    }
}
