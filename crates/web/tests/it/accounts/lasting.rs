//! How long an account is used: what administrators see of it, and what time does.

use std::sync::Arc;

use guohe_cases::{
    account::Expiry,
    desk::Desk,
    kept::Kept,
    law::Laws,
    moment::Moment,
    ports::{Account, Store},
    verbs::account::expire,
};
use guohe_web::{password, site::Outside as _};
use uuid::Uuid;

use super::{OFFICER, Office, office_with};
use crate::{town::PASSWORD, visitor::Visitor};

const OWNER: Uuid = Uuid::from_u128(0xE2);

impl Office {
    /// Time passes, and what it does to accounts.
    async fn expires(&self, laws: &Laws, unused_days: u16) -> Vec<(Uuid, Expiry)> {
        let (store, kept): (&dyn Store, _) = (&*self.store, Kept::default());
        let desk = Desk { tenant: &self.tenant, store, kept: &kept, laws };
        let moment = || Moment { now: self.clock.now(), fresh: Uuid::nil(), seed: [0; 32] };
        let closed = expire(desk, unused_days, moment).await.unwrap();
        let own = closed.into_iter().filter(|(account, _)| [OWNER, OFFICER].contains(account));
        let mut own: Vec<_> = own.collect();
        own.sort_by_key(|(account, _)| *account);
        own
    }

    async fn account(&self, id: Uuid) -> Account {
        self.store.account(&self.tenant, id).await.unwrap().unwrap()
    }
}

/// The cells of the row of a login in the list.
async fn row(system: &mut Visitor, login: &str) -> String {
    let list = system.gets("/admin/accounts").await.text();
    let row = list.split("<tr").find(|row| row.contains(&format!(">{login}<"))).unwrap();
    row.split("</tr>").next().unwrap().to_owned()
}

#[tokio::test]
async fn an_account_shows_when_it_was_used_and_ends_with_its_last_day() {
    let mut laws = None;
    let office = office_with(|site, _| laws = Some(Arc::clone(&site.laws))).await;
    let laws = laws.unwrap();
    let mut system = office.administrator("system", 1).await;
    assert!(row(&mut system, "lu").await.contains("无登录记录"));
    let mut owner = office.visitor();
    assert_eq!(owner.shows("lu", PASSWORD, "").await.to(), "/home");
    assert!(row(&mut system, "lu").await.contains("2026-05-29"), "the day of the clock");
    let found = system.gets("/admin/accounts?q=used:2026-05-29").await.text();
    assert!(found.contains(">lu<") && !found.contains(">shen<"), "{found}");

    let page = format!("/admin/accounts/{OWNER}");
    for wrong in ["2026-05-28", "bald"] {
        let refused = system.fills(&page, &page, &[("do", "end"), ("ends", wrong)]).await;
        assert_eq!(refused.status, 422, "{wrong}");
    }
    let end = [("do", "end"), ("ends", "2026-05-30")];
    assert_eq!(system.fills(&page, &page, &end).await.to(), page);
    assert!(row(&mut system, "lu").await.contains("2026-05-30"));
    assert_eq!(office.expires(&laws, 0).await, []);
    office.clock.goes_on(24 * 60);
    assert_eq!(office.expires(&laws, 0).await, [], "its last day is one of its days");
    office.clock.goes_on(24 * 60);
    assert_eq!(office.expires(&laws, 0).await, [(OWNER, Expiry::Ended)]);
    assert!(office.account(OWNER).await.is_closed());
    assert_eq!(office.expires(&laws, 0).await, [], "once");
    assert_eq!(office.visitor().shows("lu", PASSWORD, "").await.status, 422);
}

#[tokio::test]
async fn an_account_that_nobody_uses_is_closed_after_the_days_that_are_set_and_none_without() {
    let mut laws = None;
    let office = office_with(|site, _| laws = Some(Arc::clone(&site.laws))).await;
    let laws = laws.unwrap();
    assert_eq!(office.expires(&laws, 30).await, [], "they count from the first look");
    for days in [30, 0] {
        office.clock.goes_on(29 * 24 * 60);
        assert_eq!(office.expires(&laws, days).await, [], "{days}");
        assert_eq!(office.visitor().shows("lu", PASSWORD, "").await.to(), "/home");
    }
    assert_eq!(office.expires(&laws, 30).await, [(OFFICER, Expiry::Unused)]);
    // What somebody opens again counts anew.
    let mut system = office.administrator("system", 1).await;
    let page = format!("/admin/accounts/{OFFICER}");
    assert_eq!(system.fills(&page, &page, &[("do", "reopen")]).await.to(), page);
    assert_eq!(office.expires(&laws, 30).await, []);
    office.clock.goes_on(31 * 24 * 60);
    let both = [(OFFICER, Expiry::Unused), (OWNER, Expiry::Unused)];
    assert_eq!(office.expires(&laws, 30).await, both);
    // The last of an office stays, or nobody could open anything again.
    let system = Uuid::from_u128(0xAD01);
    assert!(!office.account(system).await.is_closed());
    let hash = password::hash(PASSWORD, &[3; 16]).unwrap();
    let (id, login) = (Uuid::from_u128(0xAD09), "second".to_owned());
    let second = Account { id, login, password: hash, ..office.account(system).await };
    office.store.add_account(&office.tenant, &second).await.unwrap();
    office.expires(&laws, 30).await;
    assert!(office.account(system).await.is_closed(), "there is another now");
    assert!(!office.account(second.id).await.is_closed(), "which counts from now");
}

#[tokio::test]
async fn what_is_demanded_of_accounts_has_bounds_and_is_said_by_one_office() {
    let office = office_with(|_, _| ()).await;
    let mut security = office.administrator("security", 2).await;
    let page = "/admin/security";
    for wrong in ["29", "731", "bald"] {
        let sent = [("do", "demands"), ("unused_days", wrong)];
        let refused = security.fills(page, page, &sent).await;
        assert_eq!(refused.status, 422, "{wrong}");
        assert!(refused.text().contains(&format!("value=\"{wrong}\"")), "{}", refused.text());
    }
    let sent = [("do", "demands"), ("unused_days", "90")];
    assert_eq!(security.fills(page, page, &sent).await.to(), page);
    let kept = office.store.setting(&office.tenant, "account_demands").await.unwrap().unwrap();
    assert_eq!(kept["unused_days"], 90);
    let mut system = office.administrator("system", 1).await;
    let token = system.gets("/admin/accounts").await.value("form_token").unwrap_or_default();
    let sent = [("form_token", token.as_str()), ("do", "demands"), ("unused_days", "0")];
    assert_eq!(system.posts(page, &sent).await.status, 403);
}
