//! A store that breaks, or in which something panics: nobody learns more from the page than a number, and whoever runs the
//! program finds the cause under it.

use std::{
    error::Error,
    panic,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
};

use async_trait::async_trait;
use axum::http::StatusCode;
use guohe_cases::{
    credential::{Attempt, Credentials, Device, Enrolment, Factor, Lifetime},
    event::{Event, StreamId, Tenant},
    hook::{Delivery, Hook, Hooks},
    linked::{Link, Links, SignOut},
    passkey::{Ceremony, Passkey, Passkeys},
    people::{Change, People},
    personal::Subject,
    ports::{
        Account, Act, Find, Head, OfficialText, Registered, Row, RowQuery, Session, Store,
        StoreError, Tail, Written,
    },
    saved::{View, Views},
    tables::{Computed, Tables},
    token::{Asked, Known, Token, Tokens},
};
use guohe_web::{app, caught::told_by_place, site::Outside};
use jiff::Timestamp;
use scraper::{Html, Selector};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    logged::Log,
    town::{PASSWORD, Town},
    visitor::Visitor,
};

/// What a database says when it breaks, and nobody outside is to read.
const CAUSE: &str = "connection to 10.9.8.7:5432 refused for role guohe_rw";

/// A store that works until it is broken, and notes what it is asked.
#[derive(Debug)]
pub(crate) struct Brittle {
    within: Arc<dyn Store>,
    broken: AtomicBool,
    panics: Mutex<&'static [&'static str]>,
    refuses: Mutex<&'static [&'static str]>,
    hangs: Mutex<&'static [&'static str]>,
    asked: Mutex<Vec<&'static str>>,
}

impl Brittle {
    pub(crate) fn around(within: &Arc<dyn Store>) -> Arc<Self> {
        let (within, broken) = (Arc::clone(within), AtomicBool::new(false));
        Arc::new(Self {
            within,
            broken,
            panics: Mutex::default(),
            refuses: Mutex::default(),
            hangs: Mutex::default(),
            asked: Mutex::default(),
        })
    }

    /// Panics from now on when it is asked with one of these verbs.
    pub(crate) fn panics_at(&self, verbs: &'static [&'static str]) {
        *self.panics.lock().unwrap() = verbs;
    }

    /// Breaks from now on when it is asked with one of these verbs, and with no other.
    pub(crate) fn refuses(&self, verbs: &'static [&'static str]) {
        *self.refuses.lock().unwrap() = verbs;
    }

    /// Gives no answer from now on when it is asked with one of these verbs.
    pub(crate) fn hangs_at(&self, verbs: &'static [&'static str]) {
        *self.hangs.lock().unwrap() = verbs;
    }

    /// Never comes back where it hangs.
    async fn waits(&self, verb: &'static str) {
        let hangs = self.hangs.lock().unwrap().contains(&verb);
        if hangs {
            std::future::pending::<()>().await;
        }
    }

    fn breaks(&self, broken: bool) {
        self.broken.store(broken, Ordering::SeqCst);
    }

    /// What it was asked since this was asked before, one verb after the other.
    pub(crate) fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// How often it was asked for the events of cases since this was asked before.
    pub(crate) fn read(&self) -> usize {
        self.asked().into_iter().filter(|verb| *verb == "tail").count()
    }

    fn holds(&self, verb: &'static str) -> Result<(), StoreError> {
        self.asked.lock().unwrap().push(verb);
        let panics = self.panics.lock().unwrap().contains(&verb);
        assert!(!panics, "{CAUSE}");
        let cause = || Box::<dyn Error + Send + Sync>::from(CAUSE);
        let refuses = self.refuses.lock().unwrap().contains(&verb);
        if refuses || self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Database(cause()));
        }
        Ok(())
    }
}

/// A port of which each verb asks whether the store is whole, and then goes on to the one within.
macro_rules! brittle {
    ($port:ident: $($verb:ident($($name:ident: $kind:ty),*) -> $gives:ty;)*) => {
        #[async_trait]
        impl $port for Brittle {
            $(async fn $verb(&self, $($name: $kind),*) -> Result<$gives, StoreError> {
                self.holds(stringify!($verb))?;
                self.waits(stringify!($verb)).await;
                self.within.$verb($($name),*).await
            })*
        }
    };
}

brittle! { Tables:
    places(tenant: &Tenant) -> Vec<StreamId>;
    computed(tenant: &Tenant, stream: StreamId) -> Computed;
}

brittle! { People: append_with(act: Act, changes: &[Change]) -> Written; }

brittle! { Passkeys:
    passkeys(tenant: &Tenant, account: Uuid) -> Vec<Passkey>;
    add_passkey(tenant: &Tenant, passkey: &Passkey, but: Option<[u8; 32]>) -> bool;
    change_passkey(tenant: &Tenant, account: Uuid, id: &[u8], name: &str, alone: bool) -> bool;
    use_passkey(tenant: &Tenant, id: &[u8], counter: u64, at: Timestamp) -> bool;
    doubt_passkey(tenant: &Tenant, id: &[u8]) -> ();
    remove_passkey(tenant: &Tenant, account: Uuid, id: &[u8], needed: bool, but: Option<[u8; 32]>) -> bool;
    begin_ceremony(tenant: &Tenant, ceremony: &Ceremony, now: Timestamp) -> ();
    take_ceremony(tenant: &Tenant, binder: &[u8; 32], now: Timestamp) -> Option<Value>;
}

brittle! { Links:
    links(tenant: &Tenant, account: Uuid) -> Vec<Link>;
    linked(tenant: &Tenant, provider: &str, subject: &str) -> Option<Link>;
    link(tenant: &Tenant, link: &Link, but: Option<[u8; 32]>) -> bool;
    use_link(tenant: &Tenant, link: &Link, at: Timestamp) -> bool;
    unlink(tenant: &Tenant, account: Uuid, provider: &str, but: Option<[u8; 32]>) -> bool;
    sign_out(tenant: &Tenant, said: &SignOut<'_>, now: Timestamp) -> Option<u64>;
    provider_secret(tenant: &Tenant, provider: &str) -> Option<Vec<u8>>;
    set_provider_secret(tenant: &Tenant, provider: &str, secret: Option<&[u8]>) -> ();
}

brittle! { Credentials:
    sessions_of(tenant: &Tenant, account: Uuid) -> Vec<Session>;
    renew_session(tenant: &Tenant, old: &[u8; 32], session: &Session) -> bool;
    close_sessions_of(tenant: &Tenant, account: Uuid, but: Option<[u8; 32]>) -> u64;
    set_password(tenant: &Tenant, account: Uuid, chosen: (&str, Timestamp), but: Option<[u8; 32]>) -> ();
    set_roles(tenant: &Tenant, account: Uuid, roles: &[String]) -> ();
    offered(tenant: &Tenant, session: Uuid) -> [u8; 32];
    factor(tenant: &Tenant, account: Uuid) -> Option<Factor>;
    put_factor(tenant: &Tenant, account: Uuid, enrolment: &Enrolment, but: Option<[u8; 32]>) -> ();
    drop_factors(tenant: &Tenant, account: Uuid) -> ();
    use_step(tenant: &Tenant, account: Uuid, step: u64) -> bool;
    use_recovery(tenant: &Tenant, account: Uuid, digest: &[u8; 32]) -> bool;
    recovery_left(tenant: &Tenant, account: Uuid) -> u64;
    lifetimes(tenant: &Tenant) -> Vec<Lifetime>;
    lifetime(tenant: &Tenant, account: Uuid) -> Option<Lifetime>;
    count_from(tenant: &Tenant, account: Uuid, at: Timestamp) -> ();
    uses_device(tenant: &Tenant, account: Uuid, device: &Device) -> bool;
    attempt(tenant: &Tenant, attempt: &Attempt) -> u64;
    forget_attempts(tenant: &Tenant, who: &[u8; 32]) -> ();
}

brittle! { Store:
    append(act: Act) -> Written;
    erase(act: Act, subjects: &[Subject]) -> Written;
    stream(tenant: &Tenant, stream: StreamId) -> Vec<Event>;
    tail(tenant: &Tenant, stream: StreamId, from: u64) -> Tail;
    head(tenant: &Tenant, stream: StreamId, seq: u64) -> Head;
    streams(tenant: &Tenant) -> Vec<StreamId>;
    row(tenant: &Tenant, stream: StreamId) -> Option<Row>;
    rows(tenant: &Tenant, query: &RowQuery) -> Vec<Row>;
    replace_row(tenant: &Tenant, row: &Row) -> ();
    registered(tenant: &Tenant, find: &Find) -> Vec<Registered>;
    replace_registered(tenant: &Tenant, stream: StreamId, rows: &[Registered]) -> ();
    next_number(tenant: &Tenant, counter: &str) -> u64;
    add_account(tenant: &Tenant, account: &Account) -> ();
    account_by_login(tenant: &Tenant, login: &str) -> Option<Account>;
    account(tenant: &Tenant, id: Uuid) -> Option<Account>;
    accounts(tenant: &Tenant) -> Vec<Account>;
    open_session(tenant: &Tenant, session: &Session) -> ();
    session(tenant: &Tenant, token: &[u8; 32]) -> Option<Session>;
    account_of_session(tenant: &Tenant, token: &[u8; 32]) -> Option<Account>;
    touch_session(tenant: &Tenant, token: &[u8; 32], at: Timestamp) -> ();
    close_session(tenant: &Tenant, token: &[u8; 32]) -> ();
    setting(tenant: &Tenant, key: &str) -> Option<Value>;
    set_setting(tenant: &Tenant, key: &str, value: &Value) -> ();
    official_text(tenant: &Tenant, pack: &str, edition: &str) -> Option<OfficialText>;
    keep_official_text(tenant: &Tenant, text: &OfficialText) -> ();
}

brittle! { Tokens:
    add_token(tenant: &Tenant, token: &Token) -> ();
    token(tenant: &Tenant, digest: &[u8; 32]) -> Option<Token>;
    tokens(tenant: &Tenant, account: Uuid) -> Vec<Token>;
    use_token(tenant: &Tenant, digest: &[u8; 32], at: Timestamp) -> ();
    drop_token(tenant: &Tenant, account: Uuid, id: Uuid) -> bool;
    drop_tokens(tenant: &Tenant, account: Uuid) -> u64;
    begin_answer(tenant: &Tenant, asked: &Asked) -> Known;
    keep_answer(tenant: &Tenant, asked: &Asked, answer: Option<&Value>) -> ();
}

brittle! { Views:
    put_view(tenant: &Tenant, view: &View) -> bool;
    views_of(tenant: &Tenant, account: Uuid) -> Vec<View>;
    views_shared(tenant: &Tenant, list: &str, with: &str) -> Vec<View>;
    drop_view(tenant: &Tenant, account: Uuid, id: Uuid) -> bool;
}

brittle! { Hooks:
    add_hook(tenant: &Tenant, hook: &Hook) -> ();
    hooks(tenant: &Tenant, account: Option<Uuid>) -> Vec<Hook>;
    note_hook(tenant: &Tenant, hook: &Hook) -> ();
    drop_hook(tenant: &Tenant, account: Uuid, id: Uuid) -> bool;
    add_delivery(tenant: &Tenant, delivery: &Delivery) -> ();
    take_delivery(tenant: &Tenant, due: &Delivery, until: Timestamp) -> bool;
    note_delivery(tenant: &Tenant, delivery: &Delivery) -> ();
    due_deliveries(tenant: &Tenant, by: Timestamp, most: u32) -> Vec<Delivery>;
    deliveries(tenant: &Tenant, hook: Uuid, subject: Option<Uuid>, most: u32) -> Vec<Delivery>;
    forget_deliveries(tenant: &Tenant, before: Timestamp) -> ();
}

/// Dice of which every throw is another number from its first sign on.
#[derive(Debug)]
struct Dice {
    within: Arc<dyn Outside>,
    drawn: AtomicU8,
}

impl Outside for Dice {
    fn now(&self) -> Timestamp {
        self.within.now()
    }

    fn random(&self) -> [u8; 32] {
        [self.drawn.fetch_add(1, Ordering::SeqCst); 32]
    }
}

/// The number on a page, and the rest of what it says.
fn number(page: &str) -> (String, String) {
    let document = Html::parse_document(page);
    let last = Selector::parse("main p.faint.mt").unwrap();
    let line: String = document.select(&last).flat_map(|line| line.text()).collect();
    let number: String = line.chars().filter(char::is_ascii_hexdigit).collect();
    // Ten signs drawn by lot; whatever else is a hexadecimal digit stands in front of them.
    let number = number.get(number.len() - 10..).unwrap().to_owned();
    assert!(line.contains(&number), "{line}");
    let rest = page.replace(&number, "…");
    (number, rest)
}

#[tokio::test]
async fn of_a_store_that_breaks_a_page_tells_a_number_and_the_log_the_cause() {
    let town = Town::new().await;
    let mut site = town.site();
    let within_time = Arc::clone(&site.outside);
    site.outside = Arc::new(Dice { within: within_time, drawn: AtomicU8::new(0x11) });
    let store = Brittle::around(&site.store);
    site.store = Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let mut stranger = Visitor::of(&site);
    let form = stranger.gets("/sign-in").await;
    let token = form.value("form_token").unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    store.breaks(true);
    let log = Log::begin();
    let typed = [("form_token", token.as_str()), ("login", "officer"), ("password", PASSWORD)];
    let seen = [
        stranger.posts("/sign-in", &typed).await,
        stranger.gets("/").await,
        // Who is signed in cannot be read either.
        officer.gets("/desk").await,
        officer.gets("/about").await,
    ];
    let mut numbers = Vec::new();
    for one in &seen {
        assert_eq!(one.status, StatusCode::INTERNAL_SERVER_ERROR);
        let (number, rest) = number(&one.text());
        for word in ["10.9.8.7", "guohe_rw", "database", "refused", PASSWORD, "officer"] {
            assert!(!rest.contains(word), "{word}: {rest}");
        }
        numbers.push(number);
    }
    let told: Vec<String> = numbers
        .iter()
        .map(|number| {
            format!("ERROR guohe::security: broke number=\"{number}\" causes=\"the database failed: {CAUSE}\"")
        })
        .collect();
    assert_eq!(log.security(), told);
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), seen.len(), "each has its own");
    // Nobody is let in by it, and it is over when the store is whole again.
    store.breaks(false);
    assert_eq!(stranger.session(), "");
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
}

/// What the log may tell of a panic: where it was, in the code. It was in this file.
const WHERE: &str = "it panicked at crates/web/tests/it/broken.rs:";

#[tokio::test]
async fn of_a_request_that_panics_a_page_tells_a_number_and_the_log_where_it_was() {
    let town = Town::new().await;
    let mut site = town.site();
    let within_time = Arc::clone(&site.outside);
    site.outside = Arc::new(Dice { within: within_time, drawn: AtomicU8::new(0x11) });
    let store = Brittle::around(&site.store);
    site.store = Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let mut stranger = Visitor::of(&site);
    let form = stranger.gets("/sign-in").await;
    let token = form.value("form_token").unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    told_by_place();
    let log = Log::begin();
    let typed = [("form_token", token.as_str()), ("login", "officer"), ("password", PASSWORD)];
    store.panics_at(&["account_by_login"]);
    let mut seen = vec![stranger.posts("/sign-in", &typed).await];
    // A handler panics for somebody who is known, and then the reading of who calls.
    store.panics_at(&["rows"]);
    seen.push(officer.gets("/desk").await);
    seen.push(officer.gets("/desk?lang=en").await);
    let call = officer.gets("/api/v1/bases").await;
    store.panics_at(&["session"]);
    seen.push(officer.gets("/about").await);
    store.panics_at(&[]);
    // The tests beside this one are told of in the usual way.
    drop(panic::take_hook());
    let mut numbers = Vec::new();
    for one in &seen {
        assert_eq!(one.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(one.headers["x-frame-options"], "DENY");
        let (number, rest) = number(&one.text());
        for word in ["10.9.8.7", "guohe_rw", "refused", "panicked", PASSWORD] {
            assert!(!rest.contains(word), "{word}: {rest}");
        }
        numbers.push(number);
    }
    assert!(seen[1].text().contains("lang=\"zh"), "{}", seen[1].text());
    assert!(seen[2].text().contains("lang=\"en"), "{}", seen[2].text());
    assert!(seen[2].text().contains("href=\"/home\""), "whoever is signed in stays so");
    assert_eq!(call.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(call.headers["content-type"], "application/problem+json");
    let call: Value = serde_json::from_slice(&call.bytes).unwrap();
    assert!(call["type"].as_str().unwrap().ends_with("/problems/broken"), "{call}");
    let number = call["instance"].as_str().unwrap().strip_prefix("urn:uuid:").unwrap();
    numbers.insert(3, number.to_owned());
    let broke = |number: &String| {
        format!("ERROR guohe::security: broke number=\"{number}\" causes=\"{WHERE}")
    };
    let wanted: Vec<String> = numbers.iter().map(broke).collect();
    let told = log.security();
    // What follows is where in the file it was.
    let told: Vec<String> = told
        .iter()
        .filter(|line| line.contains(": broke "))
        .map(|line| line.split_once(WHERE).unwrap().0.to_owned() + WHERE)
        .collect();
    assert_eq!(told, wanted);
    // What a panic says may hold what somebody typed, and is told nowhere.
    assert!(!log.whole().contains("10.9.8.7"), "{}", log.whole());
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
}
