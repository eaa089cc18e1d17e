//! A unit whose administrator is gone without handing over.

use guohe_cases::unit::Unit;

use super::*;

const PAGE: &str = "/unit/members";

impl Place {
    /// A colleague of somebody in a department.
    async fn colleague(&self, login: &str, department: &str) {
        self.enters(login, "hubei/bases-2025:recommender", Some(id_of(department))).await;
    }

    /// Somebody more at a desk, with a second factor.
    pub(super) async fn enters(&self, login: &str, role: &str, organisation: Option<Uuid>) {
        let account = Account {
            id: Uuid::from_u128(0xF9),
            login: login.to_owned(),
            name: login.to_owned(),
            password: password::hash(PASSWORD, &[5; 16]).unwrap(),
            roles: vec![role.to_owned()],
            organisation,
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
        let secret = second_factor::invented(PASSWORD, login);
        let factor = Factor { secret, since: "2026-03-02T00:00:00Z".parse().unwrap(), used: 0 };
        let enrolment = Enrolment { factor, recovery: Vec::new() };
        self.store.put_factor(&self.tenant, account.id, &enrolment, None).await.unwrap();
    }

    async fn unit(&self, id: Uuid) -> Unit {
        let stream = StreamId { about: About::Organisation, id };
        let events = self.store.stream(&self.tenant, stream).await.unwrap();
        Unit::fold(&events).unwrap().unwrap()
    }

    /// Somebody at a desk does something about another administrator of a unit.
    async fn decides(&self, by: &str, unit: Uuid, fields: &[(&str, &str)]) -> StatusCode {
        let mut who = Visitor::signed_in(&self.site, by).await;
        let path = format!("/desk/units/{unit}");
        let token = who.gets("/account").await.value("form_token").unwrap();
        let all = [&[("form_token", token.as_str())], fields].concat();
        who.posts(&path, &all).await.status
    }

    /// An admitted unit with two members: its administrator, somebody else, and the id of that one.
    async fn of_two(&self) -> (Visitor, Visitor, Uuid, String) {
        let (mut who, unit) = self.admitted().await;
        let link = self.invites(&mut who, "submitter").await;
        let mut other = self.visitor();
        assert_eq!(accepts(&mut other, &link, &newcomer("gu")).await.to(), "/unit");
        let login = self.login(&mut other).await;
        let member = self.store.account_by_login(&self.tenant, &login).await.unwrap().unwrap();
        (who, other, unit, member.id.to_string())
    }
}

#[tokio::test]
async fn a_lost_administrator_is_replaced_by_two_persons_and_reads_why() {
    let place = place().await;
    place.colleague("city2", "city").await;
    let (mut who, mut other, unit, member) = place.of_two().await;
    let first = place.unit(unit).await.administrator().unwrap();
    let asks = [("do", "ask"), ("to", member.as_str()), ("reasons", "管理员已离职，电话停机")];
    assert_eq!(other.fills(PAGE, PAGE, &asks).await.to(), PAGE);
    let own = who.fills(PAGE, PAGE, &asks).await;
    assert_ne!(own.status, StatusCode::SEE_OTHER, "the administrator hands over");
    let propose = |evidence: &'static str| {
        [("do", "propose"), ("to", member.as_str()), ("reasons", "离职"), ("evidence", evidence)]
    };
    let confirm = [("do", "confirm")];
    assert_ne!(place.decides("city2", unit, &confirm).await, StatusCode::SEE_OTHER, "nothing yet");
    assert_eq!(place.decides("city", unit, &propose("")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(place.decides("other", unit, &propose("x")).await, StatusCode::NOT_FOUND);
    assert_eq!(
        place.decides("city", unit, &propose("来函〔2026〕3 号")).await,
        StatusCode::SEE_OTHER
    );
    assert_ne!(place.decides("city", unit, &confirm).await, StatusCode::SEE_OTHER, "their own");
    assert_eq!(place.unit(unit).await.administrator(), Some(first));
    assert!(who.gets(PAGE).await.text().contains("理由：离职"), "the one before may still object");
    assert_eq!(place.decides("city2", unit, &confirm).await, StatusCode::SEE_OTHER);
    assert_eq!(place.unit(unit).await.administrator().unwrap().to_string(), member);
    assert!(who.gets(PAGE).await.to().starts_with("/sign-in"), "the sessions of both have ended");
    let before = place.store.account(&place.tenant, first).await.unwrap().unwrap();
    let mut who = place.visitor();
    assert_eq!(who.shows(&before.login, NEW, "").await.to(), "/home");
    let told = who.gets(PAGE).await.text();
    assert!(told.contains("更换为 林若溪") && told.contains("理由：离职"), "{told}");
    assert!(!told.contains("value=\"invite\""), "and manages nobody any more");
}

#[tokio::test]
async fn another_administrator_who_is_declined_changes_nothing() {
    let place = place().await;
    place.colleague("city2", "city").await;
    let (mut who, _, unit, member) = place.of_two().await;
    let first = place.unit(unit).await.administrator();
    let propose =
        [("do", "propose"), ("to", member.as_str()), ("reasons", "离职"), ("evidence", "来函")];
    assert_eq!(place.decides("city", unit, &propose).await, StatusCode::SEE_OTHER);
    let offer = [("do", "offer"), ("member", member.as_str())];
    assert_eq!(who.fills(PAGE, PAGE, &offer).await.to(), PAGE);
    assert_eq!(place.decides("city2", unit, &[("do", "decline")]).await, StatusCode::SEE_OTHER);
    let unit_now = place.unit(unit).await;
    assert_eq!((unit_now.administrator(), unit_now.replacement().is_none()), (first, true));
    assert_eq!(unit_now.handover.map(|to| to.to_string()), Some(member), "what was offered stands");
    assert_ne!(place.decides("city2", unit, &[("do", "confirm")]).await, StatusCode::SEE_OTHER);
}
