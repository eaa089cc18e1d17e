//! Deputies: who can be one, for whom, and on which days.

use guohe_cases::{
    account::{Behind, Need},
    credential::Credentials as _,
    deputy::in_place_of,
    people::{Change, People as _},
    person::Person,
    ports::{Account, Act, Store as _},
    refusal::Sort,
    verbs::{
        account::history,
        deputy::{Naming, acting_for, colleagues, end, name},
        reveal::{Asked, Revealed, ask, grant},
        round::Calling,
    },
};
use uuid::Uuid;

use crate::world::{HOST, World, day, refusal};

/// The accounts: login, roles, the organisation.
const PEOPLE: [(&str, &[&str], Option<Uuid>); 9] = [
    ("officer", &["beijing/bases-2025:authority"], None),
    ("second", &["beijing/bases-2025:authority"], None),
    ("leader", &["beijing/bases-2025:leader"], None),
    ("system", &["system"], None),
    ("another-system", &["system"], None),
    ("security", &["security"], None),
    ("audit", &["audit"], None),
    ("host", &["applicant", "unit:administrator"], Some(HOST)),
    ("filler", &["applicant", "unit:filler"], Some(HOST)),
];

fn id(login: &str) -> Uuid {
    let at = PEOPLE.iter().position(|person| person.0 == login).unwrap();
    Uuid::from_u128(0xDE00 + at as u128)
}

async fn house() -> World {
    let world = World::new().await;
    for (login, roles, organisation) in PEOPLE {
        let account = Account {
            id: id(login),
            login: login.to_owned(),
            name: login.to_owned(),
            password: "hash".to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            organisation,
            demonstration: false,
        };
        world.store.add_account(&world.tenant, &account).await.unwrap();
    }
    world
}

async fn account(world: &World, login: &str) -> Account {
    world.store.account(&world.tenant, id(login)).await.unwrap().unwrap()
}

async fn by(world: &World, login: &str) -> Calling {
    let person = Person::of(&account(world, login).await);
    Calling { person, moment: world.moment(), once: None }
}

fn naming(deputy: &str) -> Naming {
    Naming {
        deputy: Some(id(deputy)),
        from: Some(day("2026-03-03")),
        to: Some(day("2026-03-05")),
        reasons: "出差".to_owned(),
    }
}

async fn names(world: &World, own: &str, deputy: &str) -> Result<u64, Sort> {
    let (by, own) = (by(world, own).await, account(world, own).await);
    match name(world.desk(), &by, &own, &naming(deputy)).await {
        Ok(receipt) => Ok(receipt.version),
        Err(failure) => Err(refusal::<()>(Err(failure)).sort),
    }
}

/// Whether somebody acts for another on the day of the world.
async fn acts(world: &World, deputy: &str, own: &str) -> bool {
    let acting = acting_for(world.desk(), id(deputy), id(own), &world.moment()).await.unwrap();
    acting.is_some_and(|(person, of)| of.id == id(own) && person.acting_for == Some(id(own)))
}

#[tokio::test]
async fn a_deputy_is_somebody_who_could_hold_what_they_act_by() {
    let world = house().await;
    for (own, others) in [
        ("officer", &["leader", "second"][..]),
        ("leader", &["officer", "second"]),
        ("system", &["another-system"]),
        ("another-system", &["system"]),
        ("security", &[]),
        ("audit", &[]),
        ("host", &["filler"]),
    ] {
        let found = colleagues(world.desk(), &account(&world, own).await).await.unwrap();
        let logins: Vec<&str> = found.iter().map(|one| one.login.as_str()).collect();
        assert_eq!(logins, others, "{own}");
        for (other, ..) in PEOPLE {
            let named = names(&world, own, other).await;
            assert_eq!(named.is_ok(), others.contains(&other), "{own} names {other}: {named:?}");
        }
    }
    world.on("2026-03-04");
    for (deputy, own) in [("leader", "officer"), ("another-system", "system"), ("filler", "host")] {
        assert!(acts(&world, deputy, own).await, "{deputy} for {own}");
    }
    for (deputy, own) in [("system", "officer"), ("officer", "system"), ("security", "system")] {
        assert!(!acts(&world, deputy, own).await, "{deputy} for {own}");
    }
}

#[tokio::test]
async fn a_deputy_acts_from_the_first_day_to_the_last_and_not_once_it_is_ended() {
    let world = house().await;
    let named = names(&world, "officer", "leader").await.unwrap();
    let mut days = Vec::new();
    for today in ["2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-04"] {
        world.on(today);
        days.push(acts(&world, "leader", "officer").await);
    }
    assert_eq!(days, [false, true, true, false, true]);
    end(world.desk(), &by(&world, "officer").await, id("officer"), named).await.unwrap();
    assert!(!acts(&world, "leader", "officer").await);
}

#[tokio::test]
async fn a_deputy_who_has_become_something_else_meanwhile_acts_for_nobody() {
    let world = house().await;
    names(&world, "officer", "leader").await.unwrap();
    names(&world, "host", "filler").await.unwrap();
    world.on("2026-03-04");
    assert!(acts(&world, "leader", "officer").await && acts(&world, "filler", "host").await);
    world.store.set_roles(&world.tenant, id("leader"), &["audit".to_owned()]).await.unwrap();
    assert!(!acts(&world, "leader", "officer").await, "the log is not read by whoever writes it");
    // Whom their unit has ended belongs to no house any more, also once somebody opens the account again.
    let act = Act {
        tenant: world.tenant.clone(),
        at: world.moment().now,
        idempotency: None,
        appends: Vec::new(),
        freezes: false,
    };
    let left = Change::Left { account: id("filler"), roles: Vec::new() };
    let opened = Change::Closed { account: id("filler"), closed: false };
    world.store.append_with(act, &[left, opened]).await.unwrap();
    assert!(!account(&world, "filler").await.is_closed());
    assert!(!acts(&world, "filler", "host").await);
}

#[tokio::test]
async fn whoever_asked_for_a_name_through_a_deputy_does_not_agree_to_it() {
    let world = house().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4]).await;
    let alias = world.case(case).await.panels[0].seats[0].alias.clone();
    let officer = account(&world, "officer").await;
    let deputy = in_place_of(&world.laws, id("leader"), &officer);
    let of = Behind { case, panel: "panel-1".to_owned(), alias };
    let asked = Asked { of, need: Need::Complaint, reasons: "核查来信".to_owned() };
    let asks = Calling { person: deputy, moment: world.moment(), once: None };
    assert_eq!(ask(world.desk(), &asks, asked, 0).await.unwrap(), Revealed::Waits);
    let own = history(world.desk(), id("leader")).await.unwrap();
    let number = own.asked[0].number;
    let agrees = async |login: &str| {
        grant(world.desk(), &by(&world, login).await, id("leader"), number).await
    };
    for login in ["officer", "leader"] {
        assert_eq!(refusal(agrees(login).await).sort, Sort::NotAllowed, "{login}");
    }
    let another = Calling {
        person: in_place_of(&world.laws, id("second"), &officer),
        moment: world.moment(),
        once: None,
    };
    let refused = grant(world.desk(), &another, id("leader"), number).await;
    assert_eq!(refusal(refused).sort, Sort::NotAllowed, "for the same officer");
    agrees("second").await.unwrap();
}
