//! What an account says about its owner, their login and their name, sealed under a key of its own.
//!
//! An account is found by a digest of its login under a key of the installation that is not in the database (a blind
//! index): whoever reads the database, or a copy of it, can try no logins. Where the key is replaced, or its file is lost and
//! made anew, the index follows from the sealed logins when the program starts next. Erasing takes the key of the account
//! away: no copy of the database tells any more who it was.

use guohe_cases::event::Tenant;
use guohe_cases::ports::{Account, KEY_MISSING, StoreError};
use guohe_chain::both::hex;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Database;
use crate::engine::{Args, Tx, args};
use crate::rows::{AccountRow, Place, SealedRow};
use crate::safe::{Safe, under};
use crate::sql;
use crate::subject::{fill, open_text, seal_text};

/// No login begins with it, so that nobody signs in with what stands in the database.
const INDEXED: char = '~';

/// What ties a sealed text to its account: moved to another one it cannot be opened.
fn beside(tenant: &str, account: Uuid) -> String {
    format!("account/{tenant}/{account}")
}

/// The digest by which a login is found, with the name of its key.
fn index((name, key): ([u8; 4], [u8; 32]), tenant: &str, login: &str) -> Option<String> {
    let text = [tenant.as_bytes(), b"\n", login.as_bytes()];
    let digest = under(&key, b"logins are found by this", &text)?;
    Some(format!("{INDEXED}{}:{}", hex(name), hex(digest)))
}

/// Every text by which an account of a login may be found, whichever key it was entered under.
pub(crate) fn found_by(safe: Option<&Safe>, tenant: &Tenant, login: &str) -> Vec<String> {
    let keys = safe.map(Safe::known).unwrap_or_default();
    let mut all: Vec<String> =
        keys.into_iter().filter_map(|key| index(key, &tenant.0, login)).collect();
    // Where there is no safe, or from before there was one.
    all.extend((!login.starts_with(INDEXED)).then(|| login.to_owned()));
    all
}

/// The text by which an account is found from now on.
fn known_by(safe: Option<&Safe>, tenant: &str, login: &str) -> Result<String, StoreError> {
    let Some(safe) = safe else { return Ok(login.to_owned()) };
    let key = safe.known().last().copied();
    let found = key.and_then(|key| index(key, tenant, login));
    found.ok_or_else(|| Place::new("account", &tenant).inconsistent("known_by"))
}

/// Writes an account, sealed, with a key of its own.
pub(crate) async fn add(
    tx: &mut Tx,
    safe: Option<&Safe>,
    tenant: &Tenant,
    account: &Account,
) -> Result<(), StoreError> {
    let place = Place::new("account", &account.id);
    let roles = account.roles.iter().map(|role| Value::from(role.as_str())).collect();
    place.text("tenant", &tenant.0)?;
    let login = place.text("login", &account.login)?;
    let mut key = [0; 32];
    fill(&mut key)?;
    let values = args![
        tenant,
        account.id,
        known_by(safe, &tenant.0, &login)?,
        sealed(&key, &tenant.0, account.id, (&login, &place.text("name", &account.name)?))?,
        place.text("password", &account.password)?,
        place.json("roles", &roles)?,
        account.organisation,
        account.demonstration,
    ];
    tx.execute(sql::named::ADD_ACCOUNT, values).await?;
    tx.execute(sql::named::ADD_KEY, args![tenant, account.id, key]).await?;
    Ok(())
}

fn sealed(
    key: &[u8; 32],
    tenant: &str,
    account: Uuid,
    (login, name): (&str, &str),
) -> Result<String, StoreError> {
    let text = json!({ "login": login, "name": name }).to_string();
    seal_text(key, text.as_bytes(), &beside(tenant, account))
}

/// Login and name of an account: as they were sealed, or as they lie there from before; what stands in their place where
/// the key was erased, or is missing because a backup was restored without keys.
fn opened(tenant: &str, row: &SealedRow) -> Result<(String, String), StoreError> {
    let place = Place::new("account", &row.id);
    if !crate::subject::is_sealed_text(&row.sealed) {
        return Ok((row.known_by.clone(), row.sealed.clone()));
    }
    let Some(key) = &row.key else {
        let told = if row.erased { Account::ERASED } else { KEY_MISSING };
        return Ok((String::new(), told.to_owned()));
    };
    let key = <[u8; 32]>::try_from(key.as_slice()).ok();
    let text = open_text(&place.sound("key", key)?, &row.sealed, &beside(tenant, row.id));
    let text: Option<Value> = text.and_then(|text| serde_json::from_slice(&text).ok());
    let text = place.sound("sealed", text)?;
    let part = |key: &str| text.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok((place.sound("sealed", part("login"))?, place.sound("sealed", part("name"))?))
}

/// An account as it is known to the domain.
pub(crate) fn account(tenant: &Tenant, row: AccountRow) -> Result<Account, StoreError> {
    let place = Place::new("account", &row.id);
    let AccountRow { id, known_by, sealed, password, roles, organisation, demonstration, .. } = row;
    let seal = SealedRow {
        tenant: tenant.0.clone(),
        id,
        known_by,
        sealed,
        key: row.key,
        erased: row.erased,
    };
    let (login, name) = opened(&tenant.0, &seal)?;
    let roles = place.sound("roles", roles.0)?.0;
    Ok(Account { id, login, name, password, roles, organisation, demonstration })
}

/// Takes away what an account says about its owner, and every way to sign in with it.
pub(crate) async fn erase(
    tx: &mut Tx,
    tenant: &Tenant,
    account: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    let place = Place::new("account", &account);
    let nobody = format!("{INDEXED}erased:{account}");
    tx.execute(sql::named::EMPTY_ACCOUNT, args![tenant, account, nobody]).await?;
    tx.execute(sql::named::UNLINK_ALL, args![tenant, account]).await?;
    tx.execute(sql::lifetimes::DROP_LIFETIME, args![tenant, account]).await?;
    tx.execute(sql::devices::DROP_DEVICES, args![tenant, account]).await?;
    crate::messages::forget(tx, tenant, account).await?;
    crate::saved::forget(tx, tenant, account).await?;
    let erased = tx.execute(sql::named::ERASE_KEY, args![tenant, account, at]).await?;
    if erased == 1 { Ok(()) } else { Err(place.inconsistent("key")) }
}

impl Database {
    /// Seals what accounts of every realm say about their owners, where that was not done yet, and has all of them found by
    /// the key that seals now. Says how many rows were written.
    ///
    /// # Errors
    /// The database failed; nothing has changed then.
    pub async fn seal_accounts(&self) -> Result<u64, StoreError> {
        let mut written = 0;
        let mut tx = self.engine().begin().await?;
        let rows: Vec<SealedRow> = tx.rows(sql::named::SEALED, Args::everywhere()).await?;
        for row in rows {
            written += self.anew_account(&mut tx, &row).await?;
        }
        tx.commit().await?;
        Ok(written)
    }

    async fn anew_account(&self, tx: &mut Tx, row: &SealedRow) -> Result<u64, StoreError> {
        let SealedRow { tenant, id, key, .. } = row;
        let (place, own) = (Place::new("account", id), Tenant(tenant.clone()));
        let (login, name) = opened(tenant, row)?;
        let is_sealed = crate::subject::is_sealed_text(&row.sealed);
        // Nobody is found any more where the key is gone.
        if is_sealed && key.is_none() {
            return Ok(0);
        }
        let found = known_by(self.safe(), tenant, &login)?;
        if is_sealed && found == row.known_by {
            return Ok(0);
        }
        let text = if is_sealed {
            row.sealed.clone()
        } else {
            let mut key = [0; 32];
            fill(&mut key)?;
            tx.execute(sql::named::ADD_KEY, args![&own, *id, key]).await?;
            sealed(&key, tenant, *id, (&login, &name))?
        };
        let values = args![&own, *id, found, place.text("sealed", &text)?];
        tx.execute(sql::named::SEAL_ACCOUNT, values).await
    }
}
