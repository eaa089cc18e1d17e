//! Accounts that change with an act: in the same transaction as the events that say so, or not at all.

use async_trait::async_trait;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    event::Tenant,
    personal::Subject,
    ports::{Account, Act, StoreError, Written},
};

/// What becomes of an account. Whatever is taken from one ends its sessions with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is created.
    Add(Account),
    /// It holds other roles from now on.
    Roles {
        /// Which.
        account: Uuid,
        /// All of them, as [`Account::roles`] has them.
        roles: Vec<String>,
    },
    /// It is closed, so that nobody signs in with it any more, or opened again with the password that it has.
    Closed {
        /// Which.
        account: Uuid,
        /// Whether it is closed now.
        closed: bool,
    },
    /// It acts for no organisation any more: it is closed, and whoever opens it again finds it without what it held there.
    Left {
        /// Which.
        account: Uuid,
        /// The roles that it holds outside the organisation, which stay.
        roles: Vec<String>,
    },
    /// Its login and name cannot be read any more, by anybody; nobody signs in with it again. The account itself stays,
    /// because acts stand in the log under its id.
    Erased {
        /// Which.
        account: Uuid,
        /// What is kept about its owner elsewhere, which nobody can read any more either.
        texts: Vec<Subject>,
    },
    /// Its second factors are taken away, with the recovery codes.
    DropFactors(Uuid),
    /// It ends after a day, or has no end any more.
    Ends {
        /// Which.
        account: Uuid,
        /// Its last day.
        on: Option<Date>,
    },
    /// Its owner has chosen another password; the tokens of programs go with the one before.
    Password {
        /// Which.
        account: Uuid,
        /// The hash.
        hash: String,
    },
}

/// Acts that change accounts.
#[async_trait]
pub trait People: Send + Sync {
    /// Records an act and changes accounts, all of it or nothing. An act that was recorded before under its key
    /// changes nothing.
    async fn append_with(&self, act: Act, changes: &[Change]) -> Result<Written, StoreError>;
}

impl Change {
    /// The account that it is about.
    pub fn account(&self) -> Uuid {
        match self {
            Self::Add(account) => account.id,
            Self::Roles { account, .. }
            | Self::Closed { account, .. }
            | Self::Left { account, .. }
            | Self::Erased { account, .. }
            | Self::Password { account, .. }
            | Self::Ends { account, .. }
            | Self::DropFactors(account) => *account,
        }
    }
}

/// The accounts of a house: those that act for one organisation, or the staff of the authority where it is none.
///
/// # Errors
/// The failure of the store.
pub async fn of_house(
    store: &dyn crate::ports::Store,
    tenant: &Tenant,
    organisation: Option<Uuid>,
) -> Result<Vec<Account>, StoreError> {
    let all = store.accounts(tenant).await?;
    Ok(all.into_iter().filter(|account| account.organisation == organisation).collect())
}
