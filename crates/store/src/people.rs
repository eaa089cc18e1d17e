//! Accounts and sessions: enough to know who is there. What they may do is not known here.

use guohe_cases::event::Tenant;
use guohe_cases::people::Change;
use guohe_cases::ports::{Account, Session, StoreError};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::Database;
use crate::credentials;
use crate::engine::{Arg, Args, Engine, Tx, args};
use crate::named;
use crate::rows::{AccountRow, Place, SessionRow};
use crate::safe::Safe;
use crate::sql::{self, Text};
use crate::tokens;
use crate::values::Day;

/// Creates an account.
pub(crate) async fn add(
    db: &Database,
    tenant: &Tenant,
    account: &Account,
) -> Result<(), StoreError> {
    let mut tx = db.engine().begin().await?;
    named::add(&mut tx, db.safe(), tenant, account).await?;
    tx.commit().await
}

/// What becomes of an account with an act. Its sessions end in the same transaction.
pub(crate) async fn change(
    tx: &mut Tx,
    (tenant, at): (&Tenant, Timestamp),
    (change, safe): (&Change, Option<&Safe>),
) -> Result<(), StoreError> {
    match change {
        Change::Add(account) => {
            named::add(tx, safe, tenant, account).await?;
        }
        Change::Roles { account, roles } => {
            set_roles(tx, tenant, *account, roles).await?;
        }
        Change::Closed { account, closed } => {
            set_closed(tx, (tenant, at), *account, *closed).await?;
        }
        Change::Left { account, roles } => {
            set_roles(tx, tenant, *account, roles).await?;
            tx.execute(sql::LEAVE_ORGANISATION, args![tenant, *account]).await?;
            tx.execute(sql::CLOSE_ACCOUNT, args![tenant, *account]).await?;
            tokens::drop_all(tx, tenant, *account).await?;
        }
        Change::Erased { account, .. } => {
            credentials::drop_factors(tx, tenant, *account).await?;
            named::erase(tx, tenant, *account, at).await?;
        }
        Change::Password { account, hash } => {
            credentials::change_password(tx, tenant, *account, (hash, at)).await?;
        }
        Change::Ends { account, on } => {
            let mut values = args![tenant, *account, at];
            values.push(Arg::Day(on.map(Day)));
            tx.execute(sql::lifetimes::SET_END, values).await?;
        }
        Change::DropFactors(account) => credentials::drop_factors(tx, tenant, *account).await?,
    }
    credentials::end(tx, tenant, change.account(), None).await?;
    Ok(())
}

/// Closes an account or opens it again; the tokens of programs are gone either way.
async fn set_closed(
    tx: &mut Tx,
    (tenant, at): (&Tenant, Timestamp),
    account: Uuid,
    closed: bool,
) -> Result<(), StoreError> {
    if closed {
        tx.execute(sql::CLOSE_ACCOUNT, args![tenant, account]).await?;
    } else {
        tx.execute(sql::OPEN_ACCOUNT, args![tenant, account]).await?;
        tx.execute(sql::lifetimes::COUNT_ANEW, args![tenant, account, at]).await?;
    }
    tokens::drop_all(tx, tenant, account).await?;
    Ok(())
}

/// Gives an account other roles in the place of those it has.
pub(crate) async fn set_roles(
    tx: &mut Tx,
    tenant: &Tenant,
    account: Uuid,
    roles: &[String],
) -> Result<(), StoreError> {
    let roles = roles.iter().map(|role| Value::from(role.as_str())).collect();
    let roles = Place::new("account", &account).json("roles", &roles)?;
    tx.execute(sql::SET_ROLES, args![tenant, account, roles]).await?;
    Ok(())
}

/// An account by what is typed to sign in. The work is the same whether there is one or not.
pub(crate) async fn by_login(
    db: &Database,
    tenant: &Tenant,
    login: &str,
) -> Result<Option<Account>, StoreError> {
    let mut found = None;
    for known_by in named::found_by(db.safe(), tenant, login) {
        let values = args![tenant, known_by];
        found =
            found.or(account(db.engine(), tenant, (sql::named::ACCOUNT_BY_LOGIN, values)).await?);
    }
    Ok(found)
}

/// An account by its id.
pub(crate) async fn by_id(
    engine: &Engine,
    tenant: &Tenant,
    id: Uuid,
) -> Result<Option<Account>, StoreError> {
    account(engine, tenant, (sql::named::ACCOUNT_BY_ID, args![tenant, id])).await
}

/// The account of a session, by the digest of its token.
pub(crate) async fn by_session(
    engine: &Engine,
    tenant: &Tenant,
    token: &[u8; 32],
) -> Result<Option<Account>, StoreError> {
    let values = args![tenant, *token];
    account(engine, tenant, (sql::named::ACCOUNT_BY_SESSION, values)).await
}

async fn account(
    engine: &Engine,
    tenant: &Tenant,
    (text, args): (Text, Args),
) -> Result<Option<Account>, StoreError> {
    let found: Option<AccountRow> = engine.row(text, args).await?;
    found.map(|row| named::account(tenant, row)).transpose()
}

/// All accounts of a realm, in the order of their logins.
pub(crate) async fn all(engine: &Engine, tenant: &Tenant) -> Result<Vec<Account>, StoreError> {
    let found: Vec<AccountRow> = engine.rows(sql::named::ACCOUNTS, args![tenant]).await?;
    let found: Result<Vec<Account>, StoreError> =
        found.into_iter().map(|row| named::account(tenant, row)).collect();
    let mut found = found?;
    found.sort_by(|one, other| (&one.login, one.id).cmp(&(&other.login, other.id)));
    Ok(found)
}

/// Opens a session, and forgets those that ended before it began.
pub(crate) async fn open(
    engine: &Engine,
    tenant: &Tenant,
    session: &Session,
) -> Result<(), StoreError> {
    let mut tx = engine.begin().await?;
    tx.execute(sql::FORGET_ENDED_SESSIONS, args![tenant, session.seen_at]).await?;
    let values = session_values(tenant, session)?;
    tx.execute(sql::OPEN_SESSION, values).await?;
    let used = args![tenant, session.account, session.opened_at];
    tx.execute(sql::lifetimes::NOTE_USE, used).await?;
    tx.commit().await
}

/// A session as its row is written.
pub(crate) fn session_values(tenant: &Tenant, session: &Session) -> Result<Args, StoreError> {
    let place = Place::new("session", &format!("of account {}", session.account));
    Ok(args![
        tenant,
        session.token,
        session.id,
        session.account,
        session.opened_at,
        session.ends_at,
        session.seen_at,
        session.proved_at,
        session.two_factors,
        place.text("form_token", &session.form_token)?,
        place.text("device", &session.device)?,
        place.text("place", &session.place)?,
        place.text("provider", &session.provider)?,
    ])
}

/// A session by the digest of its token.
pub(crate) async fn session(
    engine: &Engine,
    tenant: &Tenant,
    token: &[u8; 32],
) -> Result<Option<Session>, StoreError> {
    let found: Option<SessionRow> = engine.row(sql::SESSION, args![tenant, *token]).await?;
    found.map(Session::try_from).transpose()
}

/// Notes that a session was used.
pub(crate) async fn touch(
    engine: &Engine,
    tenant: &Tenant,
    token: &[u8; 32],
    at: Timestamp,
) -> Result<(), StoreError> {
    engine.execute(sql::TOUCH_SESSION, args![tenant, *token, at]).await?;
    Ok(())
}

/// Ends a session.
pub(crate) async fn close(
    engine: &Engine,
    tenant: &Tenant,
    token: &[u8; 32],
) -> Result<(), StoreError> {
    engine.execute(sql::CLOSE_SESSION, args![tenant, *token]).await?;
    Ok(())
}
