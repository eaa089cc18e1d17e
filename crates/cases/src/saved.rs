//! Queries that somebody keeps under a name, for themselves or for those they work with.
//!
//! What is kept is what was typed and never what was found: whoever opens a view finds what they may see themselves.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{event::Tenant, ports::StoreError};

/// A view of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// By which it is changed and removed.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// The list: the path of its page.
    pub list: String,
    /// What its owner calls it.
    pub name: String,
    /// What follows the question mark of the address of the page.
    pub query: String,
    /// Those who see it besides its owner, by a word that each of them has: a role, or an organisation.
    pub shared_with: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Views that are kept.
#[async_trait]
pub trait Views: Send + Sync {
    /// Keeps a new view, or the view of this id and owner as it is now; false where the id is somebody else's.
    async fn put_view(&self, tenant: &Tenant, view: &View) -> Result<bool, StoreError>;
    /// The views of an account, by list and name.
    async fn views_of(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<View>, StoreError>;
    /// The views of a list that are shared with a word, by name.
    async fn views_shared(
        &self,
        tenant: &Tenant,
        list: &str,
        with: &str,
    ) -> Result<Vec<View>, StoreError>;
    /// Removes a view of an account; false when there is none.
    async fn drop_view(&self, tenant: &Tenant, account: Uuid, id: Uuid)
    -> Result<bool, StoreError>;
}
