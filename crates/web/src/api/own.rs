//! One's own account, as a program sees it.

use axum::{Json, response::IntoResponse as _};
use schemars::JsonSchema;
use serde::Serialize;

use super::operation::{Area, Operation, schema};
use crate::{desks::Answer, trouble::Trouble, visit::Here};

pub(crate) const ACCOUNT: Operation = Operation::gives(
    "getAccount",
    Area::Account,
    ("读取本人账户、角色与令牌范围", "Reads one's account, roles and the scopes of the token"),
    schema::<AccountView>,
);

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountView {
    /// Its id.
    id: String,
    /// What its owner types to sign in.
    login: String,
    /// The name of its owner.
    name: String,
    /// Its roles.
    roles: Vec<String>,
    /// The organisation for which it acts.
    organisation: Option<String>,
    /// What the token covers; absent where somebody is signed in.
    scopes: Option<Vec<String>>,
    /// Until when the token holds.
    ends_at: Option<String>,
}

pub(crate) async fn account(here: Here) -> Answer {
    let signed_in = here.visit.signed_in.as_ref().ok_or(Trouble::Forbidden)?;
    let (account, token) = (&signed_in.account, here.visit.token.as_ref());
    let view = AccountView {
        id: account.id.to_string(),
        login: account.login.clone(),
        name: account.name.clone(),
        roles: account.roles.clone(),
        organisation: account.organisation.map(|id| id.to_string()),
        scopes: token.map(|token| token.scopes.clone()),
        ends_at: token.map(|token| token.ends_at.to_string()),
    };
    Ok(Json(view).into_response())
}
