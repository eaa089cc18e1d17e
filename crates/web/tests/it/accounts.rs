//! Proving who one is: second factors, sessions that end, and answers that give nothing away.

mod demanded;
mod guarded;
mod lasting;
mod lost;
mod told;

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use axum::{Router, http::StatusCode};
use guohe_cases::{
    event::Tenant,
    message::Messages,
    ports::{Account, Store},
};
use guohe_web::{
    app,
    password::{self, Hashing},
    second_factor,
    site::{Outside, Site},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    town::{PACK, PASSWORD, Town},
    visitor::{Seen, Visitor},
};

/// A clock that is set forward, and dice that count.
#[derive(Debug)]
pub(crate) struct Clock {
    second: AtomicI64,
    drawn: AtomicU64,
}

impl Clock {
    pub(crate) fn goes_on(&self, minutes: i64) {
        self.second.fetch_add(minutes * 60, Ordering::SeqCst);
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.second.load(Ordering::SeqCst)).unwrap()
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [9; 32];
        bytes[..8].copy_from_slice(&self.drawn.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bytes
    }
}

/// An office with one officer and one applicant, who are no demonstration.
pub(crate) struct Office {
    site: Router,
    hashing: Hashing,
    pub(crate) clock: Arc<Clock>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tenant: Tenant,
    pub(crate) messages: Arc<dyn Messages>,
}

pub(crate) const OFFICER: Uuid = Uuid::from_u128(0xE1);

pub(crate) async fn office() -> Office {
    office_with(|_, _| ()).await
}

/// The same, set up in some way before it opens.
pub(crate) async fn office_with(set: impl FnOnce(&mut Site, Arc<Clock>)) -> Office {
    let mut site = Town::new().await.site();
    let clock = Arc::new(Clock { second: AtomicI64::new(1_780_000_000), drawn: AtomicU64::new(1) });
    site.outside = Arc::<Clock>::clone(&clock);
    for (id, login, actor) in
        [(OFFICER, "shen", "authority"), (Uuid::from_u128(0xE2), "lu", "host")]
    {
        let account = Account {
            id,
            login: login.to_owned(),
            name: login.to_owned(),
            password: password::hash(PASSWORD, &[3; 16]).unwrap(),
            roles: vec![format!("{PACK}:{actor}")],
            organisation: (actor == "host").then(|| Uuid::from_u128(0xC)),
            demonstration: false,
        };
        site.store.add_account(&site.tenant, &account).await.unwrap();
    }
    set(&mut site, Arc::clone(&clock));
    let (store, tenant) = (Arc::clone(&site.store), site.tenant.clone());
    let (hashing, messages) = (site.hashing.clone(), site.messages.clone().unwrap());
    Office { hashing, site: app(site).unwrap(), clock, store, tenant, messages }
}

impl Office {
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::of(&self.site)
    }

    /// What an authenticator with a secret shows now.
    pub(crate) fn code(&self, secret: &[u8]) -> String {
        second_factor::code(secret, self.clock.now())
    }

    /// The officer, who has just got a second factor; with its secret and the recovery codes.
    pub(crate) async fn officer(&self) -> (Visitor, Vec<u8>, Vec<String>) {
        let mut officer = self.visitor();
        assert_eq!(officer.shows("shen", PASSWORD, "").await.to(), "/home");
        let page = officer.gets("/account/second-factor").await.text();
        let secret = secret(&page);
        let code = self.code(&secret);
        let seen = officer.fills(ENROL, ENROL, &[("code", &code)]).await;
        assert_eq!(seen.status, StatusCode::OK);
        let text = seen.text();
        let codes = text.split("<li><code>").skip(1);
        let codes = codes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        (officer, secret, codes)
    }
}

pub(crate) const ENROL: &str = "/account/second-factor";

/// The secret on the page, out of base 32.
fn secret(page: &str) -> Vec<u8> {
    let typed = page.split("<code id=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    let signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = (0_u32, 0_u32);
    let mut bytes = Vec::new();
    for sign in typed.chars().filter(|sign| !sign.is_whitespace()) {
        bits = ((bits.0 << 5) | u32::try_from(signs.find(sign).unwrap()).unwrap(), bits.1 + 5);
        if bits.1 >= 8 {
            bits.1 -= 8;
            bytes.push(u8::try_from((bits.0 >> bits.1) & 0xFF).unwrap());
        }
    }
    bytes
}

/// An answer without what differs from answer to answer.
pub(crate) fn look(seen: &Seen) -> (StatusCode, String) {
    let secrets = ["form_token", "once", "login"].map(|name| seen.value(name).unwrap_or_default());
    let text = secrets.iter().filter(|secret| !secret.is_empty());
    let typed = |secret: &String| format!("value=\"{secret}\"");
    let text = text.fold(seen.text(), |text, secret| text.replace(&typed(secret), ""));
    (seen.status, text.replace("value=\"\"", ""))
}

#[tokio::test]
async fn whoever_decides_gets_no_further_than_to_a_second_factor() {
    let office = office().await;
    let mut officer = office.visitor();
    assert_eq!(officer.shows("shen", PASSWORD, "").await.to(), "/home");
    for path in ["/home", "/desk", "/desk/rounds", "/account", "/account/sessions", "/rules", "/"] {
        assert_eq!(officer.gets(path).await.to(), ENROL, "{path}");
    }
    let wrong = officer.fills(ENROL, ENROL, &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.gets("/desk").await.to(), ENROL);
    // Applicants may do without.
    let mut applicant = office.visitor();
    assert_eq!(applicant.shows("lu", PASSWORD, "").await.to(), "/home");
    assert_eq!(applicant.gets("/applications").await.status, StatusCode::OK);
    let (mut officer, _, codes) = office.officer().await;
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
    assert_eq!(codes.len(), 10);
}

#[tokio::test]
async fn where_it_is_asked_of_everybody_an_applicant_gets_no_further_either() {
    let office = office_with(|site, _| site.limits.second_factor_for_all = true).await;
    let mut applicant = office.visitor();
    assert_eq!(applicant.shows("lu", PASSWORD, "").await.to(), "/home");
    for path in ["/home", "/applications", "/account/tokens", "/"] {
        assert_eq!(applicant.gets(path).await.to(), ENROL, "{path}");
    }
    let secret = secret(&applicant.gets(ENROL).await.text());
    assert_eq!(
        applicant.fills(ENROL, ENROL, &[("code", &office.code(&secret))]).await.status,
        StatusCode::OK
    );
    assert_eq!(applicant.gets("/applications").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_taken_once_and_a_recovery_code_in_its_place_once() {
    let office = office().await;
    let (_, secret, codes) = office.officer().await;
    // Twenty-four signs out of thirty-two: more than 112 bits, below which a digest would have to be a slow one.
    let signs = |code: &String| code.chars().filter(char::is_ascii_alphanumeric).count();
    assert!(codes.len() == 10 && codes.iter().all(|code| signs(code) == 24), "{codes:?}");
    let mut answers = Vec::new();
    // The code by which it was put into use, none, and one that was guessed.
    for code in [office.code(&secret), String::new(), "123456".to_owned()] {
        answers.push(look(&office.visitor().shows("shen", PASSWORD, &code).await));
    }
    answers.push(look(&office.visitor().shows("shen", "wrong", "").await));
    answers.push(look(&office.visitor().shows("nobody", PASSWORD, "").await));
    assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    office.clock.goes_on(11);
    let code = office.code(&secret);
    assert_eq!(office.visitor().shows("shen", PASSWORD, &code).await.to(), "/home");
    let again = office.visitor().shows("shen", PASSWORD, &code).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(office.visitor().shows("shen", PASSWORD, &typed).await.to(), "/home");
    let again = office.visitor().shows("shen", PASSWORD, &codes[3]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn after_five_failures_the_right_password_looks_wrong_for_ten_minutes() {
    let office = office().await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(look(&office.visitor().shows("lu", "wrong", "").await));
    }
    seen.push(look(&office.visitor().shows("lu", PASSWORD, "").await));
    // Somebody who does not exist is treated alike, and nobody else is kept out.
    for _ in 0..6 {
        seen.push(look(&office.visitor().shows("ghost", PASSWORD, "").await));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:#?}");
    office.clock.goes_on(9);
    let early = office.visitor().shows("lu", PASSWORD, "").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    office.clock.goes_on(2);
    assert_eq!(office.visitor().shows("lu", PASSWORD, "").await.to(), "/home");
    // What was right ends the count.
    for _ in 0..2 {
        for _ in 0..4 {
            office.visitor().shows("lu", "wrong", "").await;
        }
        assert_eq!(office.visitor().shows("lu", PASSWORD, "").await.to(), "/home");
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_for_officers_sooner() {
    let office = office().await;
    let (mut officer, _, _) = office.officer().await;
    let mut applicant = office.visitor();
    applicant.shows("lu", PASSWORD, "").await;
    let mut found = Vec::new();
    for minutes in [14, 14, 15, 29, 30] {
        office.clock.goes_on(minutes);
        let desk = officer.gets("/desk").await.status;
        found.push((desk, applicant.gets("/applications").await.status));
    }
    let (open, shut) = (StatusCode::OK, StatusCode::SEE_OTHER);
    assert_eq!(found, [(open, open), (open, open), (shut, open), (shut, open), (shut, shut)]);
}

#[tokio::test]
async fn signing_in_and_proving_anew_change_the_session_and_the_old_one_is_dead() {
    let office = office().await;
    let (mut officer, secret, _) = office.officer().await;
    let before = officer.session();
    office.clock.goes_on(6);
    let offered = self::secret(&officer.gets(ENROL).await.text());
    let next = office.code(&offered);
    let asked = officer.fills(ENROL, ENROL, &[("code", &next)]).await;
    assert_eq!((asked.status, officer.session()), (StatusCode::OK, before.clone()));
    assert_eq!(asked.value("code"), Some(next.clone()), "what was sent is carried along");
    let token = asked.value("form_token").unwrap();
    let proof = |code: String| {
        [("form_token", token.clone()), ("code", next.clone()), ("proof_of_person", code)]
    };
    let wrong = proof("000000".to_owned());
    let wrong = wrong.each_ref().map(|(name, value)| (*name, value.as_str()));
    let refused = officer.posts(ENROL, &wrong).await;
    assert!(refused.text().contains("name=\"proof_of_person\""), "{}", refused.text());
    assert_eq!(officer.session(), before);
    let right = proof(office.code(&secret));
    let right = right.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = officer.posts(ENROL, &right).await;
    assert!(done.text().contains("id=\"recovery\""), "{}", done.text());
    assert_ne!(officer.session(), before);
    let mut old = officer.with_session(&before);
    assert!(old.gets("/desk").await.to().starts_with("/sign-in"));
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_taken_from_an_account_is_gone_with_the_next_request() {
    let office = office().await;
    let (mut officer, _, _) = office.officer().await;
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
    let roles = vec![format!("{PACK}:expert")];
    office.store.set_roles(&office.tenant, OFFICER, &roles).await.unwrap();
    assert!(officer.gets("/desk").await.to().starts_with("/sign-in"));
    let mut applicant = office.visitor();
    applicant.shows("lu", PASSWORD, "").await;
    let account = office.store.account_by_login(&office.tenant, "lu").await.unwrap().unwrap();
    let closed = account.hash_when(true);
    office
        .store
        .set_password(&office.tenant, account.id, (&closed, office.clock.now()), None)
        .await
        .unwrap();
    assert!(applicant.gets("/applications").await.to().starts_with("/sign-in"));
    let shut = office.visitor().shows("lu", PASSWORD, "").await;
    assert_eq!(shut.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let office = office().await;
    let mut both = [office.visitor(), office.visitor()];
    for one in &mut both {
        one.shows("lu", PASSWORD, "").await;
    }
    let [mut here, mut there] = both;
    let page = "/account/password";
    let change =
        |new: &'static str, now: &'static str| [("now", now), ("new", new), ("again", new)];
    for (new, now) in
        [("short", PASSWORD), ("aaaaaaaaaaaaaa", PASSWORD), ("long enough to do", "x")]
    {
        let refused = here.fills(page, page, &change(new, now)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
    }
    assert_eq!(there.gets("/applications").await.status, StatusCode::OK);
    let done = here.fills(page, page, &change("long enough to do", PASSWORD)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(here.gets("/applications").await.status, StatusCode::OK);
    assert!(there.gets("/applications").await.to().starts_with("/sign-in"));
    let old = office.visitor().shows("lu", PASSWORD, "").await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.visitor().shows("lu", "long enough to do", "").await.to(), "/home");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let office = office().await;
    let mut both = [office.visitor(), office.visitor()];
    for one in &mut both {
        one.shows("lu", PASSWORD, "").await;
    }
    let [mut here, mut there] = both;
    let (mut officer, _, _) = office.officer().await;
    let page = "/account/sessions";
    let listed = here.gets(page).await.text();
    assert_eq!(listed.matches("name=\"session\"").count(), 3, "two and all");
    let others = there.gets(page).await.value("session").unwrap();
    assert_eq!(officer.fills(page, page, &[("session", &others)]).await.to(), page);
    assert_eq!(there.gets("/applications").await.status, StatusCode::OK);
    let gone = here.fills(page, page, &[("session", "all")]).await;
    assert_eq!(
        (gone.to(), gone.headers["clear-site-data"].to_str().unwrap()),
        ("/", "\"cache\", \"storage\"")
    );
    for one in [&mut here, &mut there] {
        assert!(one.gets("/applications").await.to().starts_with("/sign-in"));
    }
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_way_to_fail_takes_the_work_of_one_password_as_does_success() {
    let office = office().await;
    let (_, secret, _) = office.officer().await;
    office.clock.goes_on(11);
    let code = office.code(&secret);
    let closed = office.store.account_by_login(&office.tenant, "host").await.unwrap().unwrap();
    let hash = closed.hash_when(true);
    office
        .store
        .set_password(&office.tenant, closed.id, (&hash, office.clock.now()), None)
        .await
        .unwrap();
    let mut work = Vec::new();
    // Unknown, closed, wrong, without a code, with a wrong one, right; then locked.
    let mut tries = vec![
        ("ghost", PASSWORD, ""),
        ("host", PASSWORD, ""),
        ("shen", "x", ""),
        ("shen", PASSWORD, ""),
    ];
    tries.extend([("shen", PASSWORD, "000000"), ("shen", PASSWORD, &code), ("ghost", "", "")]);
    tries.extend([("ghost", "x", "000000"); 5]);
    for (login, password, code) in tries {
        let before = office.hashing.looked_at();
        office.visitor().shows(login, password, code).await;
        work.push(office.hashing.looked_at() - before);
    }
    work.dedup();
    assert_eq!(work, [1]);
}

/// Takes long and depends on the machine, so it is asked for by name: `--run-ignored only`.
#[tokio::test]
#[ignore = "a measurement: it prints medians and a rank test, and decides nothing"]
#[expect(clippy::print_stdout, reason = "the figures are for people to read")]
#[expect(clippy::disallowed_methods, reason = "the time of the machine is what is measured")]
async fn how_long_signing_in_takes_for_accounts_that_exist_and_that_do_not() {
    const EACH: u32 = 200;
    let office = office().await;
    let pattern = office.store.account_by_login(&office.tenant, "lu").await.unwrap().unwrap();
    for n in 0..EACH {
        let id = Uuid::from_u128(0xF000 + u128::from(n));
        let account = Account { id, login: format!("known{n:03}"), ..pattern.clone() };
        office.store.add_account(&office.tenant, &account).await.unwrap();
    }
    let mut times = Vec::new();
    for n in 0..EACH {
        for known in [true, false] {
            let login = if known { format!("known{n:03}") } else { format!("ghost{n:03}") };
            let mut visitor = office.visitor();
            let token = visitor.gets("/sign-in").await.value("form_token").unwrap();
            let fields =
                [("form_token", token.as_str()), ("login", &login), ("password", "wrong wrong")];
            let began = std::time::Instant::now();
            visitor.posts("/sign-in", &fields).await;
            times.push((began.elapsed().as_micros(), known));
        }
    }
    times.sort_unstable();
    let median = |wanted: bool| {
        let own = times.iter().filter(|(_, known)| *known == wanted);
        own.map(|(time, _)| *time).nth(usize::try_from(EACH / 2).unwrap()).unwrap()
    };
    // Mann and Whitney: the sum of the ranks of the known, against what chance gives.
    let ranks: u32 = (1..).zip(&times).filter(|(_, (_, known))| *known).map(|(rank, _)| rank).sum();
    let each = f64::from(EACH);
    let u = f64::from(ranks) - each * (each + 1.0) / 2.0;
    let z = (u - each * each / 2.0) / (each * each * (2.0 * each + 1.0) / 12.0).sqrt();
    println!("known {} µs, unknown {} µs, z = {z:.2}", median(true), median(false));
}
