//! Sessions: a cookie that says nothing, of which only the digest is kept.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use guohe_cases::ports::{Account, Session, StoreError};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::{lang::Lang, site::Site};

/// A session ends after so long whatever happens.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// Use is noted at most this often.
const NOTED: SignedDuration = SignedDuration::from_mins(5);
/// How long a browser keeps the choice of language: 365 × 86,400 seconds.
const A_YEAR: u32 = 31_536_000;

const VISIT: &str = "guohe-visit";
const LANGUAGE: &str = "guohe-lang";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) account: Account,
    pub(crate) session: Session,
}

/// The name of the cookie; browsers take the first one only over https and only from this host.
fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-guohe" } else { "guohe" }
}

/// A cookie of the request.
fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Who is signed in, by the cookie of the request; a session that is over is nobody's.
pub(crate) async fn of(site: &Site, headers: &HeaderMap) -> Result<Option<SignedIn>, StoreError> {
    let Some(token) = cookie(headers, session_name(site.secure)) else { return Ok(None) };
    let token = digest(token);
    let Some(session) = site.store.session(&site.tenant, &token).await? else { return Ok(None) };
    let now = site.outside.now();
    if !site.policy.is_live(&session, now) {
        site.store.close_session(&site.tenant, &token).await?;
        return Ok(None);
    }
    if now.duration_since(session.seen_at) >= NOTED {
        site.store.touch_session(&site.tenant, &token, now).await?;
    }
    let account = site.store.account(&site.tenant, session.account).await?;
    Ok(account.map(|account| SignedIn { account, session }))
}

/// Opens a session; gives the cookie.
pub(crate) async fn open(site: &Site, account: &Account) -> Result<HeaderValue, StoreError> {
    let token = site.secret();
    let now = site.outside.now();
    let session = Session {
        token: digest(&token),
        account: account.id,
        ends_at: later(now, LONGEST),
        seen_at: now,
        form_token: site.secret(),
    };
    site.store.open_session(&site.tenant, &session).await?;
    Ok(set(session_name(site.secure), &token, None, site.secure))
}

/// Ends a session; gives the cookie that makes the browser forget it.
pub(crate) async fn close(site: &Site, signed_in: &SignedIn) -> Result<HeaderValue, StoreError> {
    site.store.close_session(&site.tenant, &signed_in.session.token).await?;
    Ok(set(session_name(site.secure), "", Some(0), site.secure))
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// The word by which the forms of a visitor without a session are recognised.
pub(crate) fn visit(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, VISIT).filter(|word| word.len() == 64)
}

/// The cookie that holds it.
pub(crate) fn set_visit(word: &str, secure: bool) -> HeaderValue {
    set(VISIT, word, None, secure)
}

/// The language chosen before.
pub(crate) fn language(headers: &HeaderMap) -> Option<Lang> {
    cookie(headers, LANGUAGE).and_then(Lang::read)
}

/// The cookie that keeps the choice.
pub(crate) fn set_language(lang: Lang, secure: bool) -> HeaderValue {
    set(LANGUAGE, lang.code(), Some(A_YEAR), secure)
}

fn set(name: &str, value: &str, age: Option<u32>, secure: bool) -> HeaderValue {
    let age = age.map(|age| format!("; Max-Age={age}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&line).unwrap_or_else(|_unprintable| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

    use super::{cookie, set};

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("xguohe=1; guohe=2; other=3"));
        assert_eq!(cookie(&headers, "guohe"), Some("2"));
        assert_eq!(cookie(&headers, "guoh"), None);
    }

    #[test]
    fn a_cookie_over_https_demands_https() {
        let set = |secure| set("guohe", "x", None, secure).to_str().unwrap().to_owned();
        assert_eq!(set(true), "guohe=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(set(false), "guohe=x; Path=/; HttpOnly; SameSite=Lax");
    }
}
