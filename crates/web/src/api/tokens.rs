//! The tokens of programs: how one is read from a request, and what it lets in.

use axum::http::{HeaderMap, Method, header::AUTHORIZATION};
use guohe_cases::{
    ports::{Session, StoreError},
    token::Token,
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{
    operation::{Area, Operation},
    problem::{self, NO_TOKEN, SCOPE_MISSING},
};
use crate::{
    noted::{self, Failed},
    second_factor,
    session::SignedIn,
    site::Site,
    trouble::Trouble,
    visit::Visit,
};

/// How a token begins, so that one that got out is recognised where it lies.
pub(crate) const BEGINS: &str = "guohe_";
/// An account has no more of them.
pub(crate) const MOST: usize = 20;
/// Use is noted at most this often.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// The digest under which a token is kept.
pub(crate) fn digest(word: &str) -> [u8; 32] {
    Sha256::digest(word.as_bytes()).into()
}

/// All scopes, in the order of areas.
pub(crate) fn scopes() -> impl Iterator<Item = (Area, bool, String)> {
    let both = |area: Area| [(area, false), (area, true)];
    Area::COVERED
        .into_iter()
        .flat_map(both)
        .filter(|(area, writes)| !writes || area.is_written())
        .map(|(area, writes)| (area, writes, area.scope(writes)))
}

/// Whether a request says that it comes with a token; then nothing else lets it in.
pub(crate) fn is_sent(headers: &HeaderMap) -> bool {
    headers.contains_key(AUTHORIZATION)
}

/// Who calls with a token, as somebody who is signed in and has proved nothing lately; nobody where it does not hold.
pub(crate) async fn of(
    site: &Site,
    headers: &HeaderMap,
) -> Result<Option<(SignedIn, Token)>, StoreError> {
    let said = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let word = said.and_then(|said| said.strip_prefix("Bearer ")).map(str::trim);
    let Some(word) = word else { return Ok(None) };
    let Some(token) = site.store.token(&site.tenant, &digest(word)).await? else {
        noted::not_signed_in(None, Failed::Token);
        return Ok(None);
    };
    let now = site.outside.now();
    let account = site.store.account(&site.tenant, token.account).await?;
    let account = account.filter(|account| !account.is_closed() && now < token.ends_at);
    let Some(account) = account else {
        noted::not_signed_in(Some(token.account), Failed::Token);
        return Ok(None);
    };
    if token.used_at.is_none_or(|at| now.duration_since(at) >= NOTED) {
        site.store.use_token(&site.tenant, &token.digest, now).await?;
    }
    let owes_factor = !token.two_factors && second_factor::is_asked(site, &account);
    let owes_password = account.has_first_password();
    let session = stands_for(&token, now);
    Ok(Some((SignedIn { account, session, owes_factor, owes_password }, token)))
}

/// A session that is nowhere kept: what pages ask of one, answered for a program.
fn stands_for(token: &Token, now: Timestamp) -> Session {
    Session {
        token: token.digest,
        id: token.id,
        account: token.account,
        opened_at: token.made_at,
        // No token is a proof of person, however new it is.
        proved_at: Timestamp::UNIX_EPOCH,
        two_factors: token.two_factors,
        device: String::new(),
        place: String::new(),
        ends_at: token.ends_at,
        seen_at: now,
        form_token: String::new(),
        provider: String::new(),
    }
}

impl Operation {
    /// Whether a call is let in by how it says who calls: somebody signed in may read as on the pages, and only a token
    /// that covers the area may write.
    pub(crate) fn lets_in(&self, visit: &Visit, method: &Method) -> Result<(), Trouble> {
        if self.area == Area::Public {
            return Ok(());
        }
        let writes = method == Method::POST;
        match &visit.token {
            None if writes => Err(problem::miscall(NO_TOKEN)),
            Some(token) if !token.scopes.contains(&self.area.scope(writes)) => {
                Err(problem::miscall(SCOPE_MISSING))
            }
            None | Some(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::scopes;

    #[test]
    fn scopes_are_those_of_areas_in_which_something_can_be_done() {
        let all: Vec<String> = scopes().map(|(_, _, scope)| scope).collect();
        let expected = [
            "account:read",
            "account:write",
            "applications:read",
            "applications:write",
            "unit:read",
            "unit:write",
            "desk:read",
            "desk:write",
            "reviews:read",
            "reviews:write",
            "admin:read",
            "admin:write",
        ];
        assert_eq!(all, expected);
    }
}
