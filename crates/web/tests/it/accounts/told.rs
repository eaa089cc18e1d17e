//! What the owner of an account is told of it, and what nobody else learns from that.

use std::sync::Arc;

use axum::http::StatusCode;
use guohe_cases::message::{
    Choice, Standing, Way,
    owner::{Affair, Origin},
};
use guohe_web::throttle::Throttle;
use uuid::Uuid;

use super::{ENROL, OFFICER, Office, look, office, office_with, secret};
use crate::{alarms::patient, town::PASSWORD, visitor::Visitor};

const OWNER: Uuid = Uuid::from_u128(0xE2);
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

impl Office {
    /// What an owner was told, the first first.
    pub(crate) async fn told(&self, account: Uuid) -> Vec<Affair> {
        let mut told = self.messages.messages_of(&self.tenant, account, 99).await.unwrap();
        told.reverse();
        told.iter().map(|one| one.matter.of_account().unwrap().affair).collect()
    }

    /// Somebody signs in with a browser that says what it is.
    async fn comes_with(&self, agent: &str) -> Visitor {
        let mut visitor = self.visitor();
        let token = visitor.gets("/sign-in").await.value("form_token").unwrap();
        let fields = [("form_token", token.as_str()), ("login", "lu"), ("password", PASSWORD)];
        let seen = visitor.posts_with("/sign-in", &fields, &[("user-agent", agent)]).await;
        assert_eq!(seen.to(), "/home");
        visitor
    }
}

#[tokio::test]
async fn the_owner_of_an_account_is_told_of_another_password_factor_or_address() {
    let office = office().await;
    let choice = Choice { mail: "lu@example.org".to_owned(), ..Choice::default() };
    office.messages.choose(&office.tenant, OWNER, &choice).await.unwrap();
    let mut owner = office.visitor();
    owner.shows("lu", PASSWORD, "").await;
    assert_eq!(office.told(OWNER).await, [], "the first device is nothing strange");

    let (page, new) = ("/account/password", "long enough to do");
    let slipped = [("now", "x"), ("new", new), ("again", new)];
    assert_eq!(owner.fills(page, page, &slipped).await.status, 422);
    let change = [("now", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(owner.fills(page, page, &change).await.status, StatusCode::OK);
    let offered = secret(&owner.gets(ENROL).await.text());
    office.clock.goes_on(1);
    let code = office.code(&offered);
    assert_eq!(owner.fills(ENROL, ENROL, &[("code", &code)]).await.status, StatusCode::OK);
    let reach = "/account/messages";
    let same =
        [("lang", "zh"), ("by_mail", "yes"), ("mail", "lu@example.org"), ("gathered", "yes")];
    assert_eq!(owner.fills(reach, reach, &same).await.status, StatusCode::OK);
    let expected = [Affair::Password, Affair::App];
    assert_eq!(office.told(OWNER).await, expected, "what is as it was is nothing to tell");
    let other =
        [("lang", "zh"), ("by_mail", "yes"), ("mail", "b@example.org"), ("gathered", "yes")];
    assert_eq!(owner.fills(reach, reach, &other).await.status, StatusCode::OK);
    assert_eq!(office.told(OWNER).await, [Affair::Password, Affair::App, Affair::Reach]);

    for one in office.messages.messages_of(&office.tenant, OWNER, 9).await.unwrap() {
        let ways = office.messages.deliveries(&office.tenant, one.id).await.unwrap();
        let ways: Vec<_> = ways.iter().map(|to| (to.way, to.standing, to.gathered)).collect();
        assert_eq!(ways, [(Way::Mail, Standing::Waiting, false)], "at once, whatever is gathered");
    }
    let shown = owner.gets("/messages").await.text();
    for said in ["您的账号密码已更改", "您的账号启用了新的身份验证器", "如非您本人", "未知设备"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    for kept in [new, PASSWORD, &code, "lu@example.org"] {
        assert!(!shown.contains(kept), "{kept}: {shown}");
    }
    let (mut officer, ..) = office.officer().await;
    assert_eq!(office.told(OFFICER).await, [Affair::App], "each of their own account alone");
    let outbox = officer.gets("/desk/outbox?view=released").await.text();
    assert!(!outbox.contains("您的账号"), "{outbox}");
}

#[tokio::test]
async fn the_owner_of_an_account_is_told_of_a_device_that_was_not_seen_before() {
    let office = office().await;
    for _ in 0..2 {
        office.visitor().shows("lu", PASSWORD, "").await;
    }
    assert_eq!(office.told(OWNER).await, []);
    let mut owner = office.comes_with(FIREFOX).await;
    assert_eq!(office.told(OWNER).await, [Affair::NewDevice]);
    let told = office.messages.messages_of(&office.tenant, OWNER, 9).await.unwrap();
    let of = told[0].matter.of_account().unwrap();
    let device = "Firefox · Linux".to_owned();
    assert_eq!(of.origin, Origin::Visitor { device, place: String::new() });
    assert!(owner.gets("/messages").await.text().contains("设备 Firefox · Linux"));
    office.comes_with(FIREFOX).await;
    office.visitor().shows("lu", PASSWORD, "").await;
    assert_eq!(office.told(OWNER).await, [Affair::NewDevice], "it is known from then on");
}

#[tokio::test]
async fn the_owner_of_an_account_is_told_of_attempts_once_a_day_and_nobody_else_notices() {
    let office = office_with(|site, _| {
        let surface = patient();
        site.throttle = Some(Throttle::new(&surface));
        site.surface = surface;
    })
    .await;
    let mut seen = Vec::new();
    for login in ["lu", "ghost"] {
        for _ in 0..8 {
            seen.push(look(&office.visitor().shows(login, "falsch-und-lang", "").await));
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:#?}");
    assert_eq!(office.told(OWNER).await, [Affair::Attempts]);
    // The password is right, and what was enrolled is not shown.
    let (_, secret, _) = office.officer().await;
    for _ in 0..4 {
        assert_eq!(office.visitor().shows("shen", PASSWORD, "000000").await.status, 422);
    }
    assert_eq!(office.told(OFFICER).await, [Affair::App]);
    office.clock.goes_on(1);
    office.visitor().shows("shen", PASSWORD, "000000").await;
    office.visitor().shows("nobody", PASSWORD, "").await;
    let told = [Affair::App, Affair::WrongFactor];
    assert_eq!(office.told(OFFICER).await, told);
    office.clock.goes_on(11);
    assert_eq!(office.visitor().shows("shen", PASSWORD, &office.code(&secret)).await.to(), "/home");
    assert_eq!(office.told(OFFICER).await, told);
    let messages = Arc::clone(&office.messages);
    let ghosts = messages.messages_of(&office.tenant, Uuid::nil(), 9).await.unwrap();
    assert_eq!(ghosts, [], "nobody is told of what nobody has");
}
