//! What every operation owes: a key that counts once, what is not yours answered as what there is not, a scope that is asked for.

use axum::http::StatusCode;
use serde_json::Value;

use super::{Got, Program, token};
use crate::town::Town;

/// What of an answer may differ between two that tell the same: the number under which the log has it.
fn bare(got: &Got) -> (StatusCode, Value) {
    let mut body = got.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("instance");
    }
    (got.status, body)
}

impl Program<'_> {
    /// Sends the same twice under one key: it is done once, and answered alike.
    pub(super) async fn once(&self, path: &str, key: &str, body: &Value) -> Value {
        let first = self.posts(path, key, body).await;
        assert_eq!(first.status, StatusCode::OK, "{path}: {}", first.body);
        assert_eq!(first.header("idempotency-replayed"), None, "{path}");
        let again = self.posts(path, key, body).await;
        assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body), "{path}");
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{path}");
        first.body
    }

    /// What is somebody else's is answered as what there is not.
    pub(crate) async fn sees_none(&self, (theirs, absent): (&str, &str), sent: Option<&Value>) {
        let asks = async |path: &str| match sent {
            None => self.gets(path).await,
            Some(body) => self.posts(path, "none", body).await,
        };
        let (theirs, absent) = (asks(theirs).await, asks(absent).await);
        assert_eq!(theirs.problem(), (404, "not-found"), "{}", theirs.body);
        assert_eq!(bare(&theirs), bare(&absent));
    }
}

/// Gives somebody of the town another token, of which the word is told.
pub(super) async fn narrow(town: &Town, login: &str, scopes: &[&str]) -> String {
    let word = format!("narrow-{login}-{}", scopes.join("-"));
    let own = token(&word, Town::person(login).account, scopes);
    town.desk().store.add_token(town.desk().tenant, &own).await.unwrap();
    word
}
