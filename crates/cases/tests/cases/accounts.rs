//! Accounts: the three administrators hold nothing else, roles take two people, and names behind aliases are asked for
//! with a reason, a limit and a second person.

use std::collections::BTreeMap;

use guohe_cases::{
    account::{AlarmKind, Behind, Changed, Need, Office, clashes, stream},
    credential::Credentials as _,
    department::Reach,
    expert::{Expert, of_account, pool},
    people::{Change, People as _},
    person::Person,
    ports::{Account, Act, Session, Store as _},
    refusal::{Refusal, Sort},
    unit::{self, Contact, Statement},
    verbs::{
        Failure,
        account::{
            add, changes_setting, close, confirm, decline, give_roles, history, propose_erasure,
            propose_roles, reset_factor,
        },
        expert::retire,
        reveal::{Asked, Revealed, ask, grant, waiting},
        round::Calling,
        unit::{Newcomer, begin, end, invite, join, save},
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::experts::{fill_pool, listed};
use crate::world::{BEIJING, World, expert, officer, refusal, second_officer};

const SUBJECT: Uuid = Uuid::from_u128(0xACC);

fn office(id: u128, office: Office) -> Person {
    Person {
        account: Uuid::from_u128(id),
        roles: vec![office.role().to_owned()],
        organisation: None,
        acting_for: None,
        reach: Reach::Nobody,
    }
}

fn system() -> Person {
    office(0x51, Office::System)
}

fn security() -> Person {
    office(0x52, Office::Security)
}

fn by(world: &World, person: Person) -> Calling {
    Calling { person, moment: world.moment(), once: None }
}

fn account(id: Uuid, login: &str) -> Account {
    Account {
        id,
        login: login.to_owned(),
        name: "某人".to_owned(),
        password: "hash".to_owned(),
        roles: Vec::new(),
        organisation: None,
        demonstration: false,
    }
}

fn roles(named: &[&str]) -> Vec<String> {
    named.iter().map(|role| (*role).to_owned()).collect()
}

async fn with_subject() -> World {
    let world = World::new().await;
    add(world.desk(), &by(&world, system()), account(SUBJECT, "Somebody ")).await.unwrap();
    world
}

async fn held(world: &World) -> Vec<String> {
    world.store.account(&world.tenant, SUBJECT).await.unwrap().unwrap().roles
}

#[tokio::test]
async fn administrators_hold_one_office_and_nothing_else() {
    let world = World::new().await;
    let authority = format!("{BEIJING}:authority");
    let reasons = |named: &[&str], belongs| {
        let faults = clashes(&roles(named), &world.laws, belongs);
        faults.iter().map(|fault| fault.what.en.clone()).collect::<Vec<_>>()
    };
    for alone in ["system", "security", "audit", &authority] {
        assert_eq!(reasons(&[alone], false), Vec::<String>::new(), "{alone}");
    }
    for (one, other) in [("system", "security"), ("system", "audit"), ("security", "audit")] {
        let [said] = &reasons(&[one, other], false)[..] else { panic!("{one} {other}") };
        assert!(said.contains(one) && said.contains(other), "{said}");
    }
    assert_eq!(reasons(&["audit", &authority], false).len(), 1);
    assert_eq!(reasons(&["system", "audit", &authority, "ghost"], true).len(), 4);
    assert_eq!(reasons(&["system"], true).len(), 1);
    assert_eq!(reasons(&["officer"], false).len(), 1, "roles are held under a law");

    let world = with_subject().await;
    for wrong in [&["system", "audit"][..], &["security", &authority]] {
        let operator = by(&world, Person::operator());
        let given = give_roles(world.desk(), &operator, SUBJECT, roles(wrong)).await;
        assert_eq!(refusal(given).sort, Sort::Invalid);
        let system = by(&world, system());
        let proposed = propose_roles(world.desk(), &system, SUBJECT, roles(wrong)).await;
        assert_eq!(refusal(proposed).sort, Sort::Invalid);
    }
    assert_eq!(held(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn roles_count_once_somebody_else_has_confirmed_them_and_end_the_sessions() {
    let world = with_subject().await;
    let leader = roles(&[&format!("{BEIJING}:leader")]);
    let propose = |who| {
        let (desk, by, leader) = (world.desk(), by(&world, who), leader.clone());
        async move { propose_roles(desk, &by, SUBJECT, leader).await }
    };
    for who in [security(), officer(), office(0x53, Office::Audit)] {
        assert_eq!(refusal(propose(who).await).sort, Sort::NotAllowed);
    }
    let proposed = propose(system()).await.unwrap();
    assert_eq!(held(&world).await, Vec::<String>::new());
    assert_eq!(refusal(propose(system()).await).sort, Sort::Conflict, "one at a time");
    let number = proposed.version;
    // Not by whoever proposed, not by the one whom it is about, not by another office.
    let both = Person { roles: roles(&["security"]), ..system() };
    let own = Person { account: SUBJECT, ..security() };
    for who in [system(), both, own, officer()] {
        let refused = confirm(world.desk(), &by(&world, who), SUBJECT, number).await;
        assert_eq!(refusal(refused).sort, Sort::NotAllowed);
    }
    open_session(&world).await;
    confirm(world.desk(), &by(&world, security()), SUBJECT, number).await.unwrap();
    assert_eq!(held(&world).await, leader);
    assert_eq!(world.store.sessions_of(&world.tenant, SUBJECT).await.unwrap(), []);
    let again = confirm(world.desk(), &by(&world, security()), SUBJECT, number).await;
    assert_eq!(refusal(again).sort, Sort::WrongStage);

    let none = propose_roles(world.desk(), &by(&world, system()), SUBJECT, Vec::new()).await;
    let number = none.unwrap().version;
    let why = |reasons: &'static str, who| {
        let (desk, by) = (world.desk(), by(&world, who));
        async move { decline(desk, &by, (SUBJECT, number), reasons).await }
    };
    assert_eq!(refusal(why(" ", security()).await).sort, Sort::Invalid);
    let stranger = Person { account: Uuid::from_u128(0x99), ..system() };
    assert_eq!(refusal(why("不是我提的", stranger).await).sort, Sort::NotAllowed);
    why("撤回", system()).await.unwrap();
    assert_eq!(held(&world).await, leader);
}

#[tokio::test]
async fn an_account_is_erased_by_two_once_it_is_closed_and_never_comes_back() {
    let world = with_subject().await;
    let propose = |who, reasons: &'static str| {
        let (desk, by) = (world.desk(), by(&world, who));
        async move { propose_erasure(desk, &by, SUBJECT, reasons).await }
    };
    assert_eq!(refusal(propose(system(), "离职满三年").await).sort, Sort::WrongStage, "in use");
    let close = |closed| {
        let (desk, by) = (world.desk(), by(&world, system()));
        async move { close(desk, &by, SUBJECT, closed).await }
    };
    close(true).await.unwrap();
    assert_eq!(refusal(propose(security(), "离职满三年").await).sort, Sort::NotAllowed);
    assert_eq!(refusal(propose(system(), "  ").await).sort, Sort::Invalid);
    let number = propose(system(), "离职满三年").await.unwrap().version;
    assert_eq!(refusal(propose(system(), "再提一次").await).sort, Sort::Conflict);
    let settle = |who| {
        let (desk, by) = (world.desk(), by(&world, who));
        async move { confirm(desk, &by, SUBJECT, number).await }
    };
    let both = Person { roles: roles(&["security"]), ..system() };
    for who in [system(), both] {
        assert_eq!(refusal(settle(who).await).sort, Sort::NotAllowed);
    }
    close(false).await.unwrap();
    assert_eq!(refusal(settle(security()).await).sort, Sort::WrongStage, "opened meanwhile");
    close(true).await.unwrap();
    settle(security()).await.unwrap();

    let left = world.store.account(&world.tenant, SUBJECT).await.unwrap().unwrap();
    assert_eq!((left.login.as_str(), left.name.as_str()), ("", Account::ERASED));
    assert!(left.is_closed() && left.roles.is_empty());
    assert_eq!(refusal(close(false).await).sort, Sort::WrongStage);
    assert_eq!(refusal(propose(system(), "又一次").await).sort, Sort::WrongStage);
    let own = history(world.desk(), SUBJECT).await.unwrap();
    assert!(own.waiting().is_none() && own.proposals[0].erasure.is_some());
}

async fn open_session(world: &World) {
    let now = world.moment().now;
    let session = Session {
        token: [1; 32],
        id: Uuid::from_u128(1),
        account: SUBJECT,
        opened_at: now,
        proved_at: now,
        two_factors: true,
        device: String::new(),
        place: String::new(),
        provider: String::new(),
        ends_at: now,
        seen_at: now,
        form_token: String::new(),
    };
    world.store.open_session(&world.tenant, &session).await.unwrap();
}

#[tokio::test]
async fn accounts_are_kept_by_the_system_administrator_and_every_act_is_recorded() {
    let world = with_subject().await;
    let known = world.store.account_by_login(&world.tenant, "somebody").await.unwrap().unwrap();
    assert_eq!((known.id, known.login.as_str()), (SUBJECT, "somebody"));
    let other = account(Uuid::from_u128(1), "somebody");
    let twice = add(world.desk(), &by(&world, system()), other).await;
    assert_eq!(refusal(twice).sort, Sort::Invalid);
    let with_role = Account { roles: roles(&["audit"]), ..account(Uuid::from_u128(2), "x") };
    let with_role = add(world.desk(), &by(&world, system()), with_role).await;
    assert_eq!(refusal(with_role).sort, Sort::Invalid, "roles take two");
    let itself = by(&world, Person { account: SUBJECT, ..system() });
    let own = close(world.desk(), &itself, SUBJECT, true).await;
    assert_eq!(refusal(own).sort, Sort::NotAllowed);
    for who in [security(), officer()] {
        let refused = close(world.desk(), &by(&world, who), SUBJECT, true).await;
        assert_eq!(refusal(refused).sort, Sort::NotAllowed);
    }
    close(world.desk(), &by(&world, system()), SUBJECT, true).await.unwrap();
    assert!(world.store.account(&world.tenant, SUBJECT).await.unwrap().unwrap().is_closed());
    close(world.desk(), &by(&world, system()), SUBJECT, false).await.unwrap();
    let alone = reset_factor(world.desk(), &by(&world, system()), SUBJECT).await;
    assert_eq!(refusal(alone).sort, Sort::NotAllowed, "on the pages it takes two");
    reset_factor(world.desk(), &by(&world, Person::operator()), SUBJECT).await.unwrap();
    let events = world.store.stream(&world.tenant, stream(SUBJECT)).await.unwrap();
    let told: Vec<String> =
        events.iter().map(|event| event.what.payload["what"].to_string()).collect();
    let steps = [
        r#"{"added":{"roles":[]}}"#,
        r#"{"closed":{}}"#,
        r#"{"reopened":{}}"#,
        r#"{"factor_reset":{}}"#,
    ];
    assert_eq!(told, steps);
}

/// A case with a panel of four, whose aliases are known.
async fn panel(world: &World) -> (Uuid, Vec<String>) {
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4]).await;
    let seen = world.case(case).await;
    (case, seen.panels[0].seats.iter().map(|seat| seat.alias.clone()).collect())
}

async fn asks(
    world: &World,
    who: Person,
    (case, alias): (Uuid, &str),
    reasons: &str,
) -> Result<Revealed, Failure> {
    let of = Behind { case, panel: "panel-1".to_owned(), alias: alias.to_owned() };
    let asked = Asked { of, need: Need::Complaint, reasons: reasons.to_owned() };
    ask(world.desk(), &by(world, who), asked, 2).await
}

#[tokio::test]
async fn a_name_is_shown_for_a_reason_so_often_in_an_hour_and_beyond_it_when_somebody_else_agrees()
{
    let world = World::new().await;
    let (case, aliases) = panel(&world).await;
    let seats = world.case(case).await.panels[0].seats.clone();
    let of = |at: usize| (case, aliases[at].as_str());
    let no_reason: Refusal = refusal(asks(&world, officer(), of(0), " ").await);
    assert_eq!(no_reason.sort, Sort::Invalid);
    for who in [expert(1), system(), security()] {
        assert_eq!(refusal(asks(&world, who, of(0), "查").await).sort, Sort::NotAllowed);
    }
    let nobody = asks(&world, officer(), (case, "E99"), "查").await;
    assert_eq!(refusal(nobody).sort, Sort::NotFound);
    let own = officer().account;
    assert_eq!(history(world.desk(), own).await.unwrap().version, 0, "nothing was shown");

    for (at, seat) in seats.iter().take(2).enumerate() {
        let shown = asks(&world, officer(), of(at), "核查来信").await.unwrap();
        assert_eq!(shown, Revealed::Shown(seat.account));
    }
    let alarms = history(world.desk(), own).await.unwrap().alarms;
    assert_eq!(alarms.iter().map(|one| one.kind).collect::<Vec<_>>(), [AlarmKind::Names]);
    assert_eq!(asks(&world, officer(), of(2), "再查").await.unwrap(), Revealed::Waits);
    assert_eq!(asks(&world, officer(), of(2), "再查").await.unwrap(), Revealed::Waits);
    let open = waiting(world.desk(), case, "panel-1").await.unwrap();
    let [one] = &open[..] else { panic!("{open:?}") };
    assert_eq!((one.asker, one.reasons.as_deref()), (own, Some("再查")));
    let refused = grant(world.desk(), &by(&world, officer()), own, one.number).await;
    assert_eq!(refusal(refused).sort, Sort::NotAllowed, "not the one who asked");
    let refused = grant(world.desk(), &by(&world, expert(1)), own, one.number).await;
    assert_eq!(refusal(refused).sort, Sort::NotAllowed);
    grant(world.desk(), &by(&world, second_officer()), own, one.number).await.unwrap();
    let shown = asks(&world, officer(), of(2), "再查").await.unwrap();
    assert_eq!(shown, Revealed::Shown(seats[2].account));
    assert_eq!(asks(&world, officer(), of(2), "又查").await.unwrap(), Revealed::Waits, "once");
    // The limit is each person's own.
    let other = asks(&world, second_officer(), of(3), "核查").await.unwrap();
    assert_eq!(other, Revealed::Shown(seats[3].account));

    let events = world.store.stream(&world.tenant, stream(own)).await.unwrap();
    let told: Vec<&str> = events
        .iter()
        .filter_map(|event| {
            event.what.payload["what"].as_object()?.keys().next().map(String::as_str)
        })
        .collect();
    let steps = [
        "name_shown",
        "name_shown",
        "alarmed",
        "name_asked",
        "name_granted",
        "name_shown",
        "name_asked",
    ];
    assert_eq!(told, steps);
    let said = events[0].what.personal.as_ref().unwrap();
    assert_eq!(said["reasons"], "核查来信");
    assert!(!events.iter().any(|event| event.what.payload.to_string().contains("核查来信")));
}

/// Closes an account, and two administrators erase it.
async fn erased(world: &World, id: Uuid) {
    close(world.desk(), &by(world, system()), id, true).await.unwrap();
    let proposed = propose_erasure(world.desk(), &by(world, system()), id, "依本人申请").await;
    let number = proposed.unwrap().version;
    confirm(world.desk(), &by(world, security()), id, number).await.unwrap();
}

#[tokio::test]
async fn the_entry_in_the_pool_goes_with_the_account_once_its_owner_was_taken_out() {
    let world = World::new().await;
    fill_pool(&world, &listed(2, &BTreeMap::new())).await;
    let owner = expert(1).account;
    close(world.desk(), &by(&world, system()), owner, true).await.unwrap();
    let asked = by(&world, system());
    let proposed = propose_erasure(world.desk(), &asked, owner, "依本人申请").await;
    let listed = refusal(proposed);
    assert_eq!(listed.sort, Sort::Condition);
    assert!(listed.what.en.contains("pool of experts"), "{listed:?}");
    close(world.desk(), &by(&world, system()), owner, false).await.unwrap();
    let entry = of_account(world.desk(), owner).await.unwrap()[0].id;
    retire(world.desk(), world.law(), &by(&world, officer()), entry, "年满").await.unwrap();
    erased(&world, owner).await;
    let pool = pool(world.desk()).await.unwrap();
    let mut names: Vec<&str> = pool.iter().map(Expert::name).collect();
    names.sort_unstable();
    assert_eq!(names, ["", "专家2"]);
    let own = of_account(world.desk(), owner).await.unwrap();
    assert_eq!((own[0].id, &own[0].person), (entry, &None), "that there was an entry stays");
}

#[tokio::test]
async fn what_the_owner_of_an_account_stated_as_the_contact_of_a_unit_goes_with_it() {
    let world = World::new().await;
    let newcomer =
        Newcomer { name: "林某".to_owned(), word: "lin".to_owned(), password: "hash".to_owned() };
    let (begun, owner) =
        begin(world.desk(), &by(&world, Person::operator()), &newcomer).await.unwrap();
    let contact = Contact { name: "林某".to_owned(), ..Contact::default() };
    let statement = Statement { name_zh: "某研究院".to_owned(), ..Statement::default() };
    let saves = by(&world, Person::of(&owner));
    save(world.desk(), &saves, &statement, &contact).await.unwrap();
    let unit = async || unit::find(world.desk(), begun.stream.id).await.unwrap().unwrap();
    assert_eq!(unit().await.contact, Some(contact));
    erased(&world, owner.id).await;
    let left = unit().await;
    assert_eq!((left.contact, left.statement), (None, statement));
}

/// A unit with its administrator and a member who hands in.
async fn unit_with_member(world: &World) -> (Account, Account) {
    let newcomer = |word: &str| Newcomer {
        name: "林某".to_owned(),
        word: word.to_owned(),
        password: "hash".to_owned(),
    };
    let starts = by(world, Person::operator());
    let (begun, administrator) = begin(world.desk(), &starts, &newcomer("lin")).await.unwrap();
    let invites = by(world, Person::of(&administrator));
    invite(world.desk(), &invites, unit::Role::Submitter, "word").await.unwrap();
    let comes = by(world, Person::operator());
    let joined = join(world.desk(), &comes, (begun.stream.id, "word"), &newcomer("gu")).await;
    (administrator, joined.unwrap().1)
}

#[tokio::test]
async fn whom_their_unit_has_ended_is_brought_back_to_nothing_of_it() {
    let world = World::new().await;
    let (administrator, member) = unit_with_member(&world).await;
    let authority = format!("{BEIJING}:authority");
    let also = Change::Roles {
        account: member.id,
        roles: [unit::Role::Submitter.roles(), roles(&[&authority])].concat(),
    };
    let act = Act {
        tenant: world.tenant.clone(),
        at: world.moment().now,
        idempotency: None,
        appends: Vec::new(),
        freezes: false,
    };
    world.store.append_with(act, &[also]).await.unwrap();
    let ends = by(&world, Person::of(&administrator));
    end(world.desk(), &ends, member.id, "离职").await.unwrap();
    let unit = unit::find(world.desk(), member.organisation.unwrap()).await.unwrap().unwrap();
    assert_eq!(unit.members.keys().collect::<Vec<_>>(), [&administrator.id]);
    let now = || async { world.store.account(&world.tenant, member.id).await.unwrap().unwrap() };
    assert!(now().await.is_closed());
    close(world.desk(), &by(&world, system()), member.id, false).await.unwrap();
    let back = now().await;
    assert_eq!((back.is_closed(), back.organisation), (false, None));
    assert_eq!(back.roles, roles(&[&authority]), "what the unit did not give stays");
    assert!(!Person::of(&back).administers());
}

#[tokio::test]
async fn what_a_unit_gives_is_kept_beside_roles_that_are_proposed_and_given_by_it_alone() {
    let world = World::new().await;
    let (administrator, member) = unit_with_member(&world).await;
    let (operator, system) = (by(&world, Person::operator()), by(&world, system()));
    let expert = format!("{BEIJING}:expert");
    let held = || async {
        let mut roles = world.store.account(&world.tenant, member.id).await.unwrap().unwrap().roles;
        roles.sort();
        roles
    };
    let kept = roles(&["applicant", &expert, "unit:submitter"]);
    // As the page sends them: what is chosen, without what it does not list; and with it.
    for asked in [&[&*expert][..], &[&*expert, "unit:submitter"]] {
        let proposed = propose_roles(world.desk(), &system, member.id, roles(asked)).await;
        let number = proposed.unwrap().version;
        let confirms = by(&world, security());
        confirm(world.desk(), &confirms, member.id, number).await.unwrap();
        assert_eq!(held().await, kept);
        give_roles(world.desk(), &operator, member.id, Vec::new()).await.unwrap();
        assert_eq!(held().await, roles(&["applicant", "unit:submitter"]));
    }
    let nothing = propose_roles(world.desk(), &system, member.id, Vec::new()).await;
    assert_eq!(refusal(nothing).sort, Sort::Invalid, "nothing would change");
    for of_a_unit in ["unit:administrator", "unit:filler"] {
        let raised = propose_roles(world.desk(), &system, member.id, roles(&[of_a_unit])).await;
        assert_eq!(refusal(raised).sort, Sort::Invalid, "only the unit gives it");
    }
    // What the unit takes between proposal and confirmation does not come back by it.
    let proposed = propose_roles(world.desk(), &system, member.id, roles(&[&expert])).await;
    let number = proposed.unwrap().version;
    let ends = by(&world, Person::of(&administrator));
    end(world.desk(), &ends, member.id, "离职").await.unwrap();
    confirm(world.desk(), &by(&world, security()), member.id, number).await.unwrap();
    assert_eq!(held().await, roles(&[&expert]));
}

#[tokio::test]
async fn a_session_that_was_ended_is_not_renewed() {
    let world = with_subject().await;
    open_session(&world).await;
    let [session] = &world.store.sessions_of(&world.tenant, SUBJECT).await.unwrap()[..] else {
        panic!("one was opened")
    };
    let next = |token| Session { token: [token; 32], ..session.clone() };
    assert!(world.store.renew_session(&world.tenant, &[1; 32], &next(2)).await.unwrap());
    world.store.close_sessions_of(&world.tenant, SUBJECT, None).await.unwrap();
    assert!(!world.store.renew_session(&world.tenant, &[2; 32], &next(3)).await.unwrap());
    assert_eq!(world.store.sessions_of(&world.tenant, SUBJECT).await.unwrap(), []);
}

#[tokio::test]
async fn a_setting_is_changed_by_whose_office_it_is_and_the_change_can_be_read() {
    let world = World::new().await;
    let changed = || Changed {
        setting: "sign_in_limits".to_owned(),
        from: json!({ "failures": 5 }),
        to: json!({ "failures": 3 }),
    };
    let changes = async |who: Person| {
        changes_setting(world.desk(), &by(&world, who), Office::System, changed()).await
    };
    for who in [security(), office(0x53, Office::Audit), officer()] {
        assert_eq!(refusal(changes(who).await).sort, Sort::NotAllowed);
    }
    changes(system()).await.unwrap();
    let own = history(world.desk(), system().account).await.unwrap();
    assert_eq!(own.settings, [(changed(), world.moment().now)]);
    assert_eq!(own.row().extra["settings"], json!([[changed(), world.moment().now]]));
    assert!(history(world.desk(), SUBJECT).await.unwrap().row().extra.get("settings").is_none());
}
