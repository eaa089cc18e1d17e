//! A forgotten password and a lost second factor: two administrators agree, and the owner alone replaces it.

use guohe_cases::{
    credential::{Enrolment, Factor},
    message::owner::Affair,
    ports::Account,
};
use guohe_web::{password, site::Outside as _};
use uuid::Uuid;

use super::{ENROL, OFFICER, Office, look, office};
use crate::{
    town::PASSWORD,
    visitor::{Seen, Visitor},
};

const OWNER: Uuid = Uuid::from_u128(0xE2);
const RESET: &str = "/reset";
const NEW: &str = "xuelian-7319-hailu";

impl Office {
    /// Makes an administrator; the code with which they sign in now.
    pub(super) async fn appoints(&self, role: &str, number: u8) -> String {
        let account = Account {
            id: Uuid::from_u128(0xAD00 + u128::from(number)),
            login: role.to_owned(),
            name: role.to_owned(),
            password: password::hash(PASSWORD, &[3; 16]).unwrap(),
            roles: vec![role.to_owned()],
            organisation: None,
            demonstration: false,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
        let factor = Factor { secret: vec![number; 20], since: self.clock.now(), used: 0 };
        let code = self.code(&factor.secret);
        let enrolment = Enrolment { factor, recovery: Vec::new() };
        self.store.put_factor(&self.tenant, account.id, &enrolment, None).await.unwrap();
        code
    }

    /// An administrator who has just signed in.
    pub(super) async fn administrator(&self, role: &str, number: u8) -> Visitor {
        let code = self.appoints(role, number).await;
        let mut visitor = self.visitor();
        assert_eq!(visitor.shows(role, PASSWORD, &code).await.to(), "/home");
        visitor
    }

    /// One proposes a reset of an account, the other confirms it; what stands behind the `#` of the link.
    async fn resets(
        &self,
        (system, security): (&mut Visitor, &mut Visitor),
        (account, lost, number): (Uuid, &str, &str),
    ) -> String {
        let page = format!("/admin/accounts/{account}");
        let asked = [("do", "reset"), ("lost", lost), ("reasons", "当面核对身份证件")];
        assert_eq!(system.fills(&page, &page, &asked).await.to(), page);
        let page = format!("/admin/security/{account}");
        let seen = security.gets(&page).await.text();
        assert!(seen.contains("当面核对身份证件"), "{seen}");
        let form = security.gets(&page).await;
        let [token, once] = ["form_token", "once"].map(|name| form.value(name).unwrap());
        let sent =
            [("form_token", &*token), ("once", &*once), ("do", "confirm"), ("number", number)];
        let given = security.posts(&page, &sent).await;
        assert_eq!(given.status, 200, "{}", given.text());
        let again = security.posts(&page, &sent).await;
        assert_eq!(again.status, 422, "sent twice");
        assert!(again.text().contains("链接只在当时显示一次"), "{}", again.text());
        assert!(!again.text().contains("/reset#"), "a link that leads nowhere");
        let given = given.text();
        let behind = given.split("/reset#").nth(1).unwrap().split('<').next().unwrap();
        assert!(!security.gets(&page).await.text().contains(behind), "it is shown once");
        behind.to_owned()
    }

    async fn comes(&self, behind: &str, more: &[(&str, &str)]) -> Seen {
        let fields = [&[("reset", behind)], more].concat();
        self.visitor().fills(RESET, RESET, &fields).await
    }
}

const REPLACE: (&str, &str) = ("step", "replace");

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_its_owner_once_two_have_agreed() {
    let office = office().await;
    let (mut officer, secret, _) = office.officer().await;
    let mut system = office.administrator("system", 1).await;
    let mut security = office.administrator("security", 2).await;
    let page = format!("/admin/accounts/{OFFICER}");
    for (lost, reasons) in [("", "当面"), ("password", " ")] {
        let asked = [("do", "reset"), ("lost", lost), ("reasons", reasons)];
        assert_eq!(system.fills(&page, &page, &asked).await.status, 422);
    }
    assert_eq!(system.gets(&format!("/admin/security/{OFFICER}")).await.status, 403);
    let both = (&mut system, &mut security);
    let behind = office.resets(both, (OFFICER, "password", "1")).await;
    assert_eq!(officer.gets("/desk").await.status, 200, "nothing has changed yet");

    let made = office.hashing.made();
    let word = behind.split('.').nth(1).unwrap();
    let choose = [REPLACE, ("new", NEW), ("again", NEW)];
    let mut answers = Vec::new();
    for wrong in [
        format!("{OFFICER}.{}", "0".repeat(64)),
        format!("{OWNER}.{word}"),
        format!("{}.{word}", Uuid::nil()),
        word.to_owned(),
        String::new(),
    ] {
        answers.push(look(&office.comes(&wrong, &[]).await));
        answers.push(look(&office.comes(&wrong, &choose).await));
    }
    answers.dedup();
    assert_eq!((answers.len(), answers[0].0.as_u16()), (1, 422), "{answers:#?}");
    assert_eq!(office.hashing.made(), made, "nothing that costs was done");

    let link = format!("http://localhost:8080/reset#{behind}");
    let asked = office.comes(&link, &[]).await;
    assert!(asked.status == 200 && asked.text().contains("name=\"new\""), "{}", asked.text());
    for (new, again) in [("short", "short"), (NEW, "another-7319-hailu")] {
        let refused = office.comes(&behind, &[REPLACE, ("new", new), ("again", again)]).await;
        assert_eq!(refused.status, 422, "{new}");
    }
    assert_eq!(office.comes(&behind, &choose).await.to(), "/sign-in");
    assert_eq!(look(&office.comes(&behind, &choose).await), answers[0], "it counts once");
    assert!(officer.gets("/desk").await.to().starts_with("/sign-in"), "sessions have ended");
    office.clock.goes_on(1);
    let code = office.code(&secret);
    assert_eq!(office.visitor().shows("shen", PASSWORD, &code).await.status, 422);
    assert_eq!(office.visitor().shows("shen", NEW, "").await.status, 422, "the factor stays");
    assert_eq!(office.visitor().shows("shen", NEW, &code).await.to(), "/home");
    let told = [Affair::App, Affair::ResetProposed, Affair::ResetGranted, Affair::Password];
    assert_eq!(office.told(OFFICER).await, told);
}

#[tokio::test]
async fn a_lost_factor_is_given_up_by_whoever_shows_the_password_once_two_have_agreed() {
    let office = office().await;
    let (mut officer, ..) = office.officer().await;
    let mut system = office.administrator("system", 1).await;
    let mut security = office.administrator("security", 2).await;
    let both = (&mut system, &mut security);
    let behind = office.resets(both, (OFFICER, "factors", "1")).await;
    let asked = office.comes(&behind, &[]).await.text();
    assert!(asked.contains("name=\"now\"") && !asked.contains("name=\"new\""), "{asked}");
    for now in ["", "falsch-und-lang"] {
        assert_eq!(office.comes(&behind, &[REPLACE, ("now", now)]).await.status, 422);
    }
    assert_eq!(office.visitor().shows("shen", PASSWORD, "").await.status, 422, "it counts yet");
    assert_eq!(office.comes(&behind, &[REPLACE, ("now", PASSWORD)]).await.to(), "/sign-in");
    assert!(officer.gets("/desk").await.to().starts_with("/sign-in"));
    let mut again = office.visitor();
    assert_eq!(again.shows("shen", PASSWORD, "").await.to(), "/home");
    assert_eq!(again.gets("/desk").await.to(), ENROL, "and another is got before anything else");
    let told = [Affair::App, Affair::ResetProposed, Affair::ResetGranted, Affair::FactorsReset];
    assert_eq!(office.told(OFFICER).await, told);
}

#[tokio::test]
async fn a_link_by_which_something_is_reset_ends_with_its_day_and_with_the_account() {
    let office = office().await;
    let mut system = office.administrator("system", 1).await;
    let mut security = office.administrator("security", 2).await;
    let choose = [REPLACE, ("new", NEW), ("again", NEW)];
    let both = (&mut system, &mut security);
    let closed = office.resets(both, (OWNER, "password", "1")).await;
    let page = format!("/admin/accounts/{OWNER}");
    for what in ["close", "reopen"] {
        assert_eq!(system.fills(&page, &page, &[("do", what)]).await.to(), page);
        assert_eq!(office.comes(&closed, &choose).await.status, 422, "{what}");
    }
    let both = (&mut system, &mut security);
    let behind = office.resets(both, (OWNER, "password", "5")).await;
    office.clock.goes_on(24 * 60);
    assert_eq!(office.comes(&behind, &choose).await.status, 422);
    assert_eq!(office.visitor().shows("lu", NEW, "").await.status, 422);
    assert_eq!(office.visitor().shows("lu", PASSWORD, "").await.to(), "/home");
}
