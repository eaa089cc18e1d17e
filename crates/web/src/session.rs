//! Sessions: a cookie that says nothing, of which only the digest is kept.

use std::net::IpAddr;

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, USER_AGENT},
};
use futures_util::future::try_join;
use guohe_cases::{
    ports::{Account, Session, StoreError},
    refusal::Fault,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{lang::Lang, owner, password, second_factor, site::Site, surface::beyond, visit::Here};

/// Use is noted at most this often.
const NOTED: SignedDuration = SignedDuration::from_mins(1);
/// A proof is fresh enough for a decision for so long (ASVS 5.0, step-up).
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// How long a browser keeps the choice of language: 365 × 86,400 seconds.
const A_YEAR: u32 = 31_536_000;

const SESSION: &str = "guohe";
const VISIT: &str = "guohe-visit";
const LANGUAGE: &str = "guohe-lang";

/// For how long one stays signed in, and how often one may be wrong.
///
/// The defaults are those that assessors expect of a system of the third grade: GB/T 22239-2019, 8.1.4.1, asks
/// for an end of idle sessions and for a limit of failures, and leaves the figures to the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// A session of somebody who runs the procedure or decides in it ends when it was not used for so long, in
    /// minutes.
    pub staff_idle_minutes: u16,
    /// The same for those who apply or judge.
    pub idle_minutes: u16,
    /// A session ends after so many hours whatever happens.
    pub longest_hours: u16,
    /// So many failures lock what was typed as the account …
    pub failures: u16,
    /// … for so many minutes.
    pub locked_minutes: u16,
    /// A second factor is asked of applicants too, and not only of those who run the procedure, decide or judge.
    pub second_factor_for_all: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            staff_idle_minutes: 15,
            idle_minutes: 30,
            longest_hours: 12,
            failures: 5,
            locked_minutes: 10,
            second_factor_for_all: false,
        }
    }
}

impl Limits {
    /// The name of the setting.
    pub const SETTING: &'static str = "sign_in_limits";

    /// What is beyond what can work or protects nothing: a session that ends while somebody types, a number of failures
    /// that locks out whoever slips once, or one by which passwords can be tried at leisure.
    pub fn faults(&self) -> Vec<Fault> {
        let bounds = [
            ("staff_idle_minutes", self.staff_idle_minutes, 5..=60),
            ("idle_minutes", self.idle_minutes, 5..=120),
            ("longest_hours", self.longest_hours, 1..=24),
            ("failures", self.failures, 3..=20),
            ("locked_minutes", self.locked_minutes, 5..=1_440),
        ];
        let outside = bounds.into_iter().filter(|(_, given, bounds)| !bounds.contains(given));
        outside.map(|(name, given, bounds)| beyond(name, given, &bounds)).collect()
    }

    fn idle(&self, staff: bool) -> SignedDuration {
        let minutes = if staff { self.staff_idle_minutes } else { self.idle_minutes };
        SignedDuration::from_mins(minutes.into())
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) account: Account,
    pub(crate) session: Session,
    /// They need a second factor and have none: they can get one, and nothing else.
    pub(crate) owes_factor: bool,
    /// They came with a password that somebody else has given, or one past its term: they can choose another, and nothing else.
    pub(crate) owes_password: bool,
}

impl SignedIn {
    /// Whether something is owed before anything else can be done.
    pub(crate) fn owes(&self) -> bool {
        self.owes_factor || self.owes_password
    }
}

/// Whether who somebody is was proved lately enough for a decision.
pub(crate) fn is_fresh(session: &Session, now: Timestamp) -> bool {
    now.duration_since(session.proved_at) < FRESH
}

/// From where somebody signs in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// The browser and the system, as it calls itself.
    pub(crate) device: String,
    /// The address.
    pub(crate) place: String,
}

impl Origin {
    /// What the browser says of itself, cut down to what its owner recognises.
    pub(crate) fn of(headers: &HeaderMap, place: Option<IpAddr>) -> Self {
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let agent = agent.unwrap_or_default();
        let first = |names: &[(&str, &'static str)]| {
            names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
        };
        let parts = [first(BROWSERS), first(SYSTEMS)];
        let device = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Self { device, place: place.map(|place| place.to_string()).unwrap_or_default() }
    }
}

/// The signs of browsers, those first that others carry too.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("MicroMessenger/", "WeChat"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// The signs of systems, likewise.
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The name of a cookie as it is sent; over https browsers take it only from this very host.
fn sent_as(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// A cookie of the request.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
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
    let Some(token) = cookie(headers, &sent_as(SESSION, site.secure)) else { return Ok(None) };
    let token = digest(token);
    let session = site.store.session(&site.tenant, &token);
    let account = site.store.account_of_session(&site.tenant, &token);
    let (Some(session), account) = try_join(session, account).await? else { return Ok(None) };
    let account = account.filter(|account| !account.is_closed());
    let staff =
        account.as_ref().is_some_and(|account| second_factor::is_staff(account, &site.laws));
    let (now, idle) = (site.outside.now(), site.limits.idle(staff));
    // Where nothing can be written, such as on a full disk, people go on reading: a session that could not be noted as used
    // ends sooner for it, and one that could not be closed is found to be over again.
    if !site.policy.is_live(&session, idle, now) {
        unwritten(site.store.close_session(&site.tenant, &token).await);
        return Ok(None);
    }
    if now.duration_since(session.seen_at) >= NOTED {
        unwritten(site.store.touch_session(&site.tenant, &token, now).await);
    }
    let past = match &account {
        Some(account) => password::is_past_its_term(site, account).await?,
        None => false,
    };
    Ok(account.map(|account| SignedIn {
        owes_factor: !session.two_factors && second_factor::is_asked(site, &account),
        // Whoever comes by the login of a provider may never have been told it.
        owes_password: session.provider.is_empty() && (past || account.has_first_password()),
        account,
        session,
    }))
}

fn unwritten(done: Result<(), StoreError>) {
    if let Err(error) = done {
        let cause: &dyn std::error::Error = &error;
        tracing::error!(
            cause,
            "it could not be written when a session was used last, or that it is over"
        );
    }
}

/// Opens a session, with a second factor or without, by the login of a provider or by none; gives the cookie.
pub(crate) async fn open(
    site: &Site,
    account: &Account,
    origin: &Origin,
    (two_factors, provider): (bool, &str),
) -> Result<HeaderValue, StoreError> {
    let token = site.secret();
    let now = site.outside.now();
    let session = Session {
        token: digest(&token),
        id: site.fresh(),
        account: account.id,
        opened_at: now,
        ends_at: later(now, SignedDuration::from_hours(site.limits.longest_hours.into())),
        seen_at: now,
        proved_at: now,
        two_factors,
        form_token: site.secret(),
        device: origin.device.clone(),
        place: origin.place.clone(),
        provider: provider.to_owned(),
    };
    site.store.open_session(&site.tenant, &session).await?;
    owner::looks(site, account, origin).await?;
    Ok(set(SESSION, &token, None, site.secure))
}

/// Goes on with a session under a new token, after its owner has proved anew who they are; the answer carries the cookie.
/// Forms that are open go on to be taken. False where the session was ended meanwhile: it does not come back.
pub(crate) async fn renew(
    here: &Here,
    signed_in: &SignedIn,
    two_factors: bool,
) -> Result<bool, StoreError> {
    let now = here.site.outside.now();
    let before = here.visit.session(signed_in);
    goes_on_as(here, Session { seen_at: now, proved_at: now, two_factors, ..before }).await
}

/// Goes on with a session under a new token after its account has changed; what was proved is as old as before.
pub(crate) async fn goes_on(here: &Here, signed_in: &SignedIn) -> Result<bool, StoreError> {
    goes_on_as(here, here.visit.session(signed_in)).await
}

async fn goes_on_as(here: &Here, session: Session) -> Result<bool, StoreError> {
    let (site, old) = (&here.site, session.token);
    let token = site.secret();
    let session = Session { token: digest(&token), ..session };
    let is_there = site.store.renew_session(&site.tenant, &old, &session).await?;
    if is_there {
        here.visit.renew(set(SESSION, &token, None, site.secure), session);
    }
    Ok(is_there)
}

/// Ends a session; gives the cookie that makes the browser forget it.
pub(crate) async fn close(site: &Site, signed_in: &SignedIn) -> Result<HeaderValue, StoreError> {
    site.store.close_session(&site.tenant, &signed_in.session.token).await?;
    Ok(set(SESSION, "", Some(0), site.secure))
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// The word by which the forms of a visitor without a session are recognised.
pub(crate) fn visit(headers: &HeaderMap, secure: bool) -> Option<&str> {
    cookie(headers, &sent_as(VISIT, secure)).filter(|word| word.len() == 64)
}

/// The cookie that holds it.
pub(crate) fn set_visit(word: &str, secure: bool) -> HeaderValue {
    set(VISIT, word, None, secure)
}

/// The language chosen before.
pub(crate) fn language(headers: &HeaderMap, secure: bool) -> Option<Lang> {
    cookie(headers, &sent_as(LANGUAGE, secure)).and_then(Lang::read)
}

/// The cookie that keeps the choice.
pub(crate) fn set_language(lang: Lang, secure: bool) -> HeaderValue {
    set(LANGUAGE, lang.code(), Some(A_YEAR), secure)
}

/// A cookie of this site that no script reads.
pub(crate) fn set(name: &str, value: &str, age: Option<u32>, secure: bool) -> HeaderValue {
    let age = age.map(|age| format!("; Max-Age={age}")).unwrap_or_default();
    let name = sent_as(name, secure);
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&line).unwrap_or_else(|_unprintable| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

    use super::{Limits, cookie, set};

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("xguohe=1; guohe=2; other=3"));
        assert_eq!(cookie(&headers, "guohe"), Some("2"));
        assert_eq!(cookie(&headers, "guoh"), None);
    }

    #[test]
    fn limits_have_bounds_and_the_usual_ones_are_within() {
        assert_eq!(Limits::default().faults(), []);
        let none = Limits {
            staff_idle_minutes: 0,
            idle_minutes: 121,
            longest_hours: 0,
            failures: 0,
            locked_minutes: 4,
            second_factor_for_all: false,
        };
        let named = none.faults().into_iter().map(|fault| fault.place);
        let all =
            ["staff_idle_minutes", "idle_minutes", "longest_hours", "failures", "locked_minutes"];
        assert_eq!(named.collect::<Vec<_>>(), all);
    }

    #[test]
    fn a_cookie_over_https_demands_https() {
        let set = |secure| set("guohe", "x", None, secure).to_str().unwrap().to_owned();
        assert_eq!(set(true), "__Host-guohe=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(set(false), "guohe=x; Path=/; HttpOnly; SameSite=Lax");
    }
}
