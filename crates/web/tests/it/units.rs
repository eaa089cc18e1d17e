//! Organisations and their people: from the first account to handing in, and every way on which somebody is refused.

mod costly;
mod deputies;
mod handed;
mod imported;
mod replaced;

use axum::{Router, http::StatusCode};
use guohe_cases::{
    credential::{Enrolment, Factor},
    department::id_of,
    desk::Desk,
    event::{About, StreamId, Tenant},
    kept::Kept,
    person::Person,
    ports::{Account, RowQuery, Store},
    verbs::{department::list, round::Calling},
};
use guohe_web::{
    app,
    password::{self, Hashing},
    second_factor,
    site::Site,
};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    town::{PASSWORD, Town},
    visitor::{Seen, Visitor},
};

/// A code that checks, of a prefix that is assigned to nobody.
const CODE: &str = "Y1990000MA0000001";

/// The code with the sign that checks it.
pub(crate) fn code() -> String {
    let signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let whole = |last: char| format!("{CODE}{last}");
    let read = |code: &String| guohe_cases::credit_code::CreditCode::read(code).is_ok();
    signs.chars().map(whole).find(read).unwrap()
}

/// A town with departments, and somebody who recommends for each of two.
struct Place {
    site: Router,
    hashing: Hashing,
    store: Arc<dyn Store>,
    tenant: Tenant,
    round: Uuid,
}

const DEPARTMENTS: &str = "code,name,name_en,above\nprovince,某省科技厅,Province,\ncity,某市科技局,City,province\nother,另一市科技局,Other city,province\n";

async fn place() -> Place {
    let mut town = Town::new().await;
    let round = town.round().await;
    let site = town.site();
    let officer = Calling {
        person: Person::of(&account(&site, "officer").await),
        moment: town.now(),
        once: None,
    };
    let kept = Kept::default();
    let desk = Desk { tenant: &site.tenant, store: &*site.store, kept: &kept, laws: &site.laws };
    list(desk, &officer, DEPARTMENTS, false).await.unwrap();
    for (at, (login, department)) in
        (0xF1..).zip([("city", "city"), ("other", "other"), ("province", "province")])
    {
        let account = Account {
            id: Uuid::from_u128(at),
            login: login.to_owned(),
            name: login.to_owned(),
            password: password::hash(PASSWORD, &[5; 16]).unwrap(),
            roles: vec!["hubei/bases-2025:recommender".to_owned()],
            organisation: Some(id_of(department)),
            demonstration: true,
        };
        enter(&site, &account).await;
    }
    let (store, tenant) = (Arc::clone(&site.store), site.tenant.clone());
    Place { hashing: site.hashing.clone(), site: app(site).unwrap(), store, tenant, round }
}

async fn account(site: &Site, login: &str) -> Account {
    site.store.account_by_login(&site.tenant, login).await.unwrap().unwrap()
}

/// Creates an account that has the second factor of a demonstration.
async fn enter(site: &Site, account: &Account) {
    site.store.add_account(&site.tenant, account).await.unwrap();
    let secret = second_factor::invented(PASSWORD, &account.login);
    let factor = Factor { secret, since: site.outside.now(), used: 0 };
    let enrolment = Enrolment { factor, recovery: Vec::new() };
    site.store.put_factor(&site.tenant, account.id, &enrolment, None).await.unwrap();
}

const NEW: &str = "a long word of one's own";

fn newcomer(word: &str) -> Vec<(&'static str, String)> {
    vec![
        ("name", "林若溪".to_owned()),
        ("word", word.to_owned()),
        ("new", NEW.to_owned()),
        ("again", NEW.to_owned()),
    ]
}

/// Sends a form on a page with fields of any sort.
async fn fills(who: &mut Visitor, page: &str, fields: &[(&str, String)]) -> Seen {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    who.fills(page, page, &fields).await
}

fn statement(superior: &str, wanted: &str) -> Vec<(&'static str, String)> {
    let texts = [
        ("name_zh", "云溪研究院"),
        ("name_en", "Yunxi Institute"),
        ("kind", "research_institution"),
        ("place", "420000"),
        ("contact_name", "林若溪"),
        ("telephone", "0100 5550100"),
        ("mail", "lin@example.org"),
        ("superior", superior),
        ("do", wanted),
    ];
    let mut all: Vec<_> = texts.map(|(name, value)| (name, value.to_owned())).into();
    all.push(("code", code()));
    all
}

impl Place {
    fn visitor(&self) -> Visitor {
        Visitor::of(&self.site)
    }

    /// Somebody who has just begun to register a unit, with their login.
    async fn registrant(&self, word: &str) -> (Visitor, String) {
        let mut who = self.visitor();
        assert_eq!(fills(&mut who, "/register", &newcomer(word)).await.to(), "/unit");
        let login = self.login(&mut who).await;
        (who, login)
    }

    async fn login(&self, who: &mut Visitor) -> String {
        let page = who.gets("/account").await.text();
        let accounts = self.store.accounts(&self.tenant).await.unwrap();
        let mut own = accounts.into_iter().filter(|one| page.contains(&one.login));
        own.find(|one| one.login.contains('.')).unwrap().login
    }

    /// The unit whose administrator has a login.
    async fn unit_of(&self, login: &str) -> Uuid {
        let account = self.store.account_by_login(&self.tenant, login).await.unwrap();
        account.unwrap().organisation.unwrap()
    }

    async fn audited(&self, by: &str, unit: Uuid, outcome: &str, reasons: &str) -> Seen {
        let mut who = Visitor::signed_in(&self.site, by).await;
        let path = format!("/desk/units/{unit}");
        who.fills(&path, &path, &[("outcome", outcome), ("reasons", reasons)]).await
    }

    /// An admitted unit, with its administrator.
    async fn admitted(&self) -> (Visitor, Uuid) {
        let (mut who, login) = self.registrant("lin").await;
        assert_eq!(fills(&mut who, "/unit", &statement("city", "state")).await.to(), "/unit");
        let unit = self.unit_of(&login).await;
        assert_eq!(self.audited("city", unit, "admitted", "").await.to(), "/desk/units");
        (who, unit)
    }

    /// Begins an application; gives its address.
    async fn drafts(&self, who: &mut Visitor) -> String {
        let start = format!("/applications/start?round={}", self.round);
        let round = self.round.to_string();
        let seen = who
            .fills(&start, "/applications/start", &[("call", round.as_str()), ("type", "PARK")])
            .await;
        seen.to().split('?').next().unwrap().to_owned()
    }

    async fn submits(&self, who: &mut Visitor, case: &str) -> Seen {
        let path = format!("{case}/submit");
        let all = ["truthful", "no_secrets", "personal_data"].map(|one| ("declarations", one));
        who.fills(&path, &path, &all).await
    }

    /// Makes an invitation; gives the path of its link, with its word.
    async fn invites(&self, who: &mut Visitor, role: &str) -> String {
        let seen =
            who.fills("/unit/members", "/unit/members", &[("do", "invite"), ("role", role)]).await;
        let text = seen.text();
        let link = text.split("id=\"invitation\">").nth(1).unwrap().split('<').next().unwrap();
        link.split_once("/join/").map(|(_, rest)| format!("/join/{rest}")).unwrap()
    }
}

/// Follows the link of an invitation and sends its word, as the page does; nothing is accepted by that.
async fn asks(who: &mut Visitor, link: &str) -> Seen {
    let (path, word) = link.split_once('#').unwrap();
    who.fills(path, path, &[("invitation", word)]).await
}

/// The same, and accepts with what the form behind it asks for.
async fn accepts(who: &mut Visitor, link: &str, fields: &[(&str, String)]) -> Seen {
    let (path, word) = link.split_once('#').unwrap();
    let mut all = vec![("invitation", word.to_owned()), ("step", "join".to_owned())];
    all.extend_from_slice(fields);
    fills(who, path, &all).await
}

#[tokio::test]
async fn a_unit_is_registered_audited_and_then_hands_in() {
    let place = place().await;
    let (mut who, login) = place.registrant("lin").await;
    assert!(login.starts_with("lin.") && login.len() == 10, "{login}");
    // What is typed is kept, right or wrong.
    let wrong =
        [("name_zh", "云溪".to_owned()), ("code", "Y199".to_owned()), ("do", "save".to_owned())];
    assert_eq!(fills(&mut who, "/unit", &wrong).await.status, StatusCode::OK);
    let kept = who.gets("/unit").await;
    assert_eq!(kept.value("code").as_deref(), Some("Y199"));
    let refused =
        [("name_zh", "云溪".to_owned()), ("code", "Y199".to_owned()), ("do", "state".to_owned())];
    let seen = fills(&mut who, "/unit", &refused).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(seen.value("code").as_deref(), Some("Y199"));
    // A draft is prepared, and not handed in.
    let case = place.drafts(&mut who).await;
    let seen = place.submits(&mut who, &case).await;
    assert!(seen.text().contains("本单位的注册信息还没有提交审核"), "{}", seen.text());
    assert_eq!(fills(&mut who, "/unit", &statement("city", "state")).await.to(), "/unit");
    let unit = place.unit_of(&login).await;
    let seen = who.gets(&format!("{case}/submit")).await.text();
    assert!(seen.contains("本单位的注册正在审核"));
    // It can no longer be changed, until it is returned with reasons.
    assert_eq!(who.gets("/unit").await.value("code"), None);
    let seen = place.audited("city", unit, "returned", "").await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(place.audited("city", unit, "returned", "名称不全").await.to(), "/desk/units");
    assert!(who.gets("/unit").await.text().contains("名称不全"));
    let seen = place.submits(&mut who, &case).await;
    assert!(seen.text().contains("本单位的注册被退回更正"));
    assert_eq!(fills(&mut who, "/unit", &statement("city", "state")).await.to(), "/unit");
    assert_eq!(place.audited("city", unit, "admitted", "").await.to(), "/desk/units");
    let seen = place.submits(&mut who, &case).await;
    assert!(!seen.text().contains("本单位的注册"), "{}", seen.text());
    let events = place
        .store
        .stream(&place.tenant, StreamId { about: About::Organisation, id: unit })
        .await
        .unwrap();
    let roles: Vec<_> = events.iter().map(|event| event.what.actor.role.as_str()).collect();
    assert_eq!(roles.last(), Some(&"recommender"));
    assert!(events.iter().all(|event| event.what.kind == "unit"));
}

#[tokio::test]
async fn only_the_department_to_which_it_was_handed_in_audits() {
    let place = place().await;
    let (mut who, login) = place.registrant("lin").await;
    let unit = place.unit_of(&login).await;
    let path = format!("/desk/units/{unit}");
    // Before it is handed in it is nobody's.
    let mut city = Visitor::signed_in(&place.site, "city").await;
    assert_eq!(city.gets(&path).await.status, StatusCode::NOT_FOUND);
    fills(&mut who, "/unit", &statement("city", "state")).await;
    for (login, expected) in [
        ("city", StatusCode::OK),
        ("other", StatusCode::NOT_FOUND),
        ("province", StatusCode::NOT_FOUND),
        ("officer", StatusCode::NOT_FOUND),
        ("host", StatusCode::FORBIDDEN),
    ] {
        let mut somebody = Visitor::signed_in(&place.site, login).await;
        assert_eq!(somebody.gets(&path).await.status, expected, "{login}");
    }
    // Without a department it is the authority's.
    let (mut direct, login) = place.registrant("gu").await;
    fills(&mut direct, "/unit", &statement("", "state")).await;
    let unit = place.unit_of(&login).await;
    let mut city = Visitor::signed_in(&place.site, "city").await;
    assert_eq!(city.gets(&format!("/desk/units/{unit}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(place.audited("officer", unit, "refused", "无法核实").await.to(), "/desk/units");
    // What was decided is not decided again.
    let mut officer = Visitor::signed_in(&place.site, "officer").await;
    let seen = officer.gets(&format!("/desk/units/{unit}")).await;
    assert_eq!(seen.value("outcome"), None);
}

#[tokio::test]
async fn nobody_learns_whether_a_code_or_a_login_is_known() {
    let place = place().await;
    place.admitted().await;
    // The same word and the same code once more: the same answers.
    let (mut who, login) = place.registrant("lin").await;
    let seen = fills(&mut who, "/unit", &statement("city", "state")).await;
    assert_eq!(seen.to(), "/unit");
    let page = who.gets("/unit").await.text();
    assert!(page.contains("审核中") && !page.contains("已属于"), "{page}");
    // Whoever audits is told, and cannot admit it.
    let unit = place.unit_of(&login).await;
    let seen = place.audited("city", unit, "admitted", "").await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text().contains("已属于本系统中的另一单位"));
    // Nothing of the other unit is theirs.
    let members = who.gets("/unit/members").await.text();
    assert_eq!(members.matches("<tr>").count(), 2, "{members}");
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_account() {
    let place = place().await;
    let mut who = place.visitor();
    let page = who.gets("/register").await;
    let hidden = ["form_token", "once"].map(|name| (name, page.value(name).unwrap()));
    let mut fields: Vec<(&str, String)> = hidden.into();
    fields.extend(newcomer("lin"));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let before = place.store.accounts(&place.tenant).await.unwrap().len();
    for _ in 0..2 {
        let mut again = who.clone();
        assert_eq!(again.posts("/register", &fields).await.to(), "/unit");
    }
    assert_eq!(place.store.accounts(&place.tenant).await.unwrap().len(), before + 1);
}

#[tokio::test]
async fn the_form_of_an_invitation_that_is_sent_twice_shows_no_link_that_leads_nowhere() {
    let place = place().await;
    let (mut who, _) = place.admitted().await;
    let page = who.gets("/unit/members").await;
    let [token, once] = ["form_token", "once"].map(|name| page.value(name).unwrap());
    let sent = [("form_token", &*token), ("once", &*once), ("do", "invite"), ("role", "filler")];
    let open = |seen: &Seen| seen.text().matches("name=\"invitation\"").count();
    let first = who.posts("/unit/members", &sent).await;
    assert_eq!((first.status, open(&first)), (StatusCode::OK, 1));
    assert!(first.text().contains("id=\"invitation\""));
    let again = who.posts("/unit/members", &sent).await;
    assert_eq!((again.status, open(&again)), (StatusCode::UNPROCESSABLE_ENTITY, 1));
    let told = again.text();
    assert!(told.contains("这张表单已经生成过邀请链接") && told.contains("再重新生成"), "{told}");
    assert!(!told.contains("id=\"invitation\"") && !told.contains("/join/"), "{told}");
}

#[tokio::test]
async fn an_invitation_is_used_once_and_only_while_it_stands() {
    let place = place().await;
    let (mut who, unit) = place.admitted().await;
    let link = place.invites(&mut who, "filler").await;
    // The word itself is nowhere.
    let (path, word) = link.split_once('#').unwrap();
    assert_eq!((path, word.len()), (format!("/join/{unit}").as_str(), 64));
    let stream = StreamId { about: About::Organisation, id: unit };
    let events = place.store.stream(&place.tenant, stream).await.unwrap();
    assert!(!serde_json::to_string(&events).unwrap().contains(word));
    let mut filler = place.visitor();
    // What the link asks for by itself has nothing of the word.
    let asked = filler.gets(link.split('#').next().unwrap()).await;
    assert!(asked.value("invitation").is_some() && !asked.text().contains(word));
    assert_eq!(accepts(&mut filler, &link, &newcomer("gu")).await.to(), "/unit");
    // Used, wrong, taken back, of another unit: all lead nowhere.
    let taken_back = place.invites(&mut who, "submitter").await;
    let page = who.gets("/unit/members").await;
    let invitation = page.value("invitation").unwrap();
    let fields = [("do", "withdraw"), ("invitation", invitation.as_str())];
    assert_eq!(who.fills("/unit/members", "/unit/members", &fields).await.to(), "/unit/members");
    let nowhere = [
        link.clone(),
        taken_back,
        format!("/join/{unit}#{}", "0".repeat(64)),
        format!("/join/{unit}#"),
        format!("/join/{}#{word}", Uuid::from_u128(7)),
    ];
    for link in nowhere {
        for fields in [Vec::new(), newcomer("gu")] {
            let seen = accepts(&mut place.visitor(), &link, &fields).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{link}");
        }
    }
    assert_eq!(place.visitor().gets("/join/x").await.status, StatusCode::NOT_FOUND);
    // A filler fills in and does not hand in, nor invite.
    let case = place.drafts(&mut filler).await;
    let seen = place.submits(&mut filler, &case).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    let fields = [("do", "invite"), ("role", "submitter")];
    let seen = filler.fills("/unit/members", "/unit/members", &fields).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text().contains("只有单位管理员可以办理"));
    // Somebody of the same unit gets the other role by an invitation, and signs in anew.
    let link = place.invites(&mut who, "submitter").await;
    assert_eq!(asks(&mut filler, &link).await.status, StatusCode::OK);
    assert_eq!(accepts(&mut filler, &link, &[]).await.to(), "/sign-in");
    assert!(filler.gets("/unit").await.to().starts_with("/sign-in"));
    let link = place.invites(&mut who, "submitter").await;
    let mut host = Visitor::signed_in(&place.site, "host").await;
    assert_eq!(asks(&mut host, &link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(accepts(&mut host, &link, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_member_who_is_closed_is_out_at_once_and_the_role_is_handed_over_by_both() {
    let place = place().await;
    let (mut who, unit) = place.admitted().await;
    let link = place.invites(&mut who, "submitter").await;
    let mut other = place.visitor();
    assert_eq!(accepts(&mut other, &link, &newcomer("gu")).await.to(), "/unit");
    let login = place.login(&mut other).await;
    let member = place.store.account_by_login(&place.tenant, &login).await.unwrap().unwrap().id;
    let member = member.to_string();
    let administrator = async || {
        let found = guohe_cases::unit::Unit::fold(
            &place
                .store
                .stream(&place.tenant, StreamId { about: About::Organisation, id: unit })
                .await
                .unwrap(),
        );
        found.unwrap().unwrap().administrator().unwrap().to_string()
    };
    let first = administrator().await;
    // The administrator cannot be closed, and an offer alone changes nothing.
    let page = "/unit/members";
    let own = [("do", "end"), ("member", first.as_str()), ("reasons", "x")];
    assert_eq!(who.fills(page, page, &own).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let accept = [("do", "accept")];
    assert_eq!(other.fills(page, page, &accept).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let offer = [("do", "offer"), ("member", member.as_str())];
    assert_eq!(who.fills(page, page, &offer).await.to(), page);
    assert_eq!(administrator().await, first);
    assert_eq!(other.fills(page, page, &accept).await.to(), "/sign-in");
    assert_eq!(administrator().await, member);
    // Both sign in anew; the one who was is no longer.
    assert!(who.gets("/unit").await.to().starts_with("/sign-in"));
    let mut other = place.visitor();
    assert_eq!(other.shows(&login, NEW, "").await.to(), "/home");
    let no_reasons = [("do", "end"), ("member", first.as_str()), ("reasons", " ")];
    let seen = other.fills(page, page, &no_reasons).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let account = place.store.account(&place.tenant, first.parse().unwrap()).await.unwrap();
    let before = account.unwrap().login;
    let mut who = place.visitor();
    assert_eq!(who.shows(&before, NEW, "").await.to(), "/home");
    assert_eq!(who.gets("/unit").await.status, StatusCode::OK);
    let end = [("do", "end"), ("member", first.as_str()), ("reasons", "离职")];
    assert_eq!(other.fills(page, page, &end).await.to(), page);
    assert!(who.gets("/unit").await.to().starts_with("/sign-in"));
    let seen = place.visitor().shows(&before, NEW, "").await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_rows_of_units_departments_and_deputies_follow_from_their_events() {
    let place = place().await;
    place.admitted().await;
    let query = RowQuery { about: Some(About::Organisation), ..RowQuery::default() };
    let rows = place.store.rows(&place.tenant, &query).await.unwrap();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let events = place.store.stream(&place.tenant, row.stream).await.unwrap();
        assert_eq!(guohe_cases::desk::row_of(row.stream, &events).unwrap(), Some(row));
    }
}
