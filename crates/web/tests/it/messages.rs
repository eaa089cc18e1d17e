//! Who is told of what, what an officer sees of it before it goes out, and the calendar of one's terms.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{Router, http::StatusCode};
use guohe_cases::{
    message::{Choice, Message, Occasion, State, Way, derive},
    moment::Moment,
};
use guohe_web::{app, site::Site};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

/// A town in which a panel was called, and the case before it.
async fn called() -> (Town, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    (town, case)
}

/// Looks at every case at ten in the morning of a day; gives how many messages are new.
pub(crate) async fn sweep(town: &Town, site: &Site, day: &str) -> u64 {
    let drawn = AtomicU64::new(1);
    let now: Timestamp = format!("{day}T02:00:00Z").parse().unwrap();
    let moment = || {
        let number = u128::from(drawn.fetch_add(1, Ordering::Relaxed));
        let fresh = Uuid::from_u128((u128::from(now.as_second().unsigned_abs()) << 64) + number);
        Moment { now, fresh, seed: [0; 32] }
    };
    let messages = site.messages.clone().unwrap();
    let swept = derive::sweep(town.desk(), &*messages, moment).await.unwrap();
    assert!(swept.failed.is_empty(), "{:?}", swept.failed);
    swept.made
}

/// Every message in a state: to whom, and of what.
async fn told(site: &Site, state: State) -> Vec<(String, Occasion)> {
    let mut told = Vec::new();
    for one in all(site, state).await {
        let account = site.store.account(&site.tenant, one.account).await.unwrap().unwrap();
        told.push((account.login, one.matter.of_case().unwrap().occasion));
    }
    told.sort();
    told
}

async fn all(site: &Site, state: State) -> Vec<Message> {
    site.messages.clone().unwrap().outbox(&site.tenant, state, 99).await.unwrap()
}

fn to(told: &[(&str, Occasion)]) -> Vec<(String, Occasion)> {
    told.iter().map(|(login, occasion)| ((*login).to_owned(), *occasion)).collect()
}

#[tokio::test]
async fn who_is_told_of_what_follows_from_the_case_and_is_told_once() {
    let (mut town, case) = called().await;
    let site = town.site();
    assert!(sweep(&town, &site, "2026-03-02").await > 0);
    let seats = ["expert1", "expert2", "expert3", "expert4", "expert5"];
    assert_eq!(told(&site, State::Draft).await, to(&seats.map(|one| (one, Occasion::Seat))));
    assert_eq!(told(&site, State::Released).await, [], "whoever brought it here knows");
    assert_eq!(sweep(&town, &site, "2026-03-02").await, 0, "asking twice tells nothing twice");

    // An expert who has declared is not invited any more; what waited to tell so is told no more when the case goes on.
    town.found(case, (&[1, 2, 3, 4, 5], &[])).await;
    sweep(&town, &site, "2026-03-02").await;
    assert_eq!(told(&site, State::Draft).await, []);
    assert_eq!(told(&site, State::Overtaken).await.len(), 5);
}

#[tokio::test]
async fn an_expert_is_told_after_release_and_the_outbox_names_none() {
    let (town, case) = called().await;
    let site = town.site();
    sweep(&town, &site, "2026-03-02").await;
    let of = |login: &str| {
        let number: u128 = login.trim_start_matches("expert").parse().unwrap();
        Town::expert(number).account
    };
    let drafts = all(&site, State::Draft).await;
    let one = drafts.iter().find(|one| one.account == of("expert1")).unwrap().id.to_string();
    let (messages, tenant) = (site.messages.clone().unwrap(), site.tenant.clone());
    let site = app(site).unwrap();

    let mut officer = Visitor::signed_in(&site, "officer").await;
    let page = officer.gets("/desk/outbox").await.text();
    assert_eq!(
        page.matches("您受邀参加评审").count(),
        11,
        "each with the label of its box, and once as an example of what can be searched"
    );
    assert!(page.contains("评审专家") && !page.contains("专家0"), "{page}");
    let look = officer.gets(&format!("/desk/outbox/{one}")).await.text();
    assert!(look.contains("You are invited to review") && !look.contains("专家0"), "{look}");

    let mut expert = Visitor::signed_in(&site, "expert1").await;
    assert!(!expert.gets("/messages").await.text().contains("您受邀参加评审"));
    let chosen = [("message", one.as_str())];
    let sure = officer.fills("/desk/outbox", "/desk/outbox", &chosen).await;
    assert_eq!(sure.status, StatusCode::OK);
    assert!(sure.text().contains("将发出 1 条消息"), "{}", sure.text());
    assert_eq!(messages.unread(&tenant, of("expert1")).await.unwrap(), 0, "it is only shown yet");
    let go = [("message", one.as_str()), ("sure", "yes")];
    let done = officer.fills("/desk/outbox", "/desk/outbox", &go).await;
    assert!(done.text().contains("已发出 1 条"), "{}", done.text());
    let again = officer.fills("/desk/outbox", "/desk/outbox", &go).await;
    assert!(again.text().contains("已发出 1 条"), "sent twice, said twice: {}", again.text());
    assert_eq!(messages.unread(&tenant, of("expert1")).await.unwrap(), 1, "and done once");

    let page = expert.gets("/messages").await.text();
    assert!(page.contains("您受邀参加评审") && page.contains("1 条未读"), "{page}");
    let hex = case.simple().to_string().to_uppercase();
    let number = [hex.get(24..28), hex.get(28..32)].map(Option::unwrap).join("-");
    assert!(!page.contains(&number) && !page.contains(&case.to_string()), "not in which case");
    let mut other = Visitor::signed_in(&site, "expert2").await;
    let read = [("message", one.as_str()), ("do", "open")];
    let nothing = other.fills("/messages", "/messages", &read).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND, "it is not theirs");
    let opened = expert.fills("/messages", "/messages", &read).await;
    assert_eq!(opened.to(), format!("/reviews/{case}"));
    assert!(!expert.gets("/messages").await.text().contains("条未读"));
    for (query, there) in
        [("评审", true), ("state:已读", true), ("state:未读", false), ("专家", false)]
    {
        let found = expert.gets(&format!("/messages?q={query}")).await.text();
        assert_eq!(found.contains("value=\"open\""), there, "{query}: {found}");
    }
}

#[tokio::test]
async fn what_is_held_back_says_why_and_keeps_what_was_typed() {
    let (town, _) = called().await;
    let site = town.site();
    sweep(&town, &site, "2026-03-02").await;
    let one = format!("/desk/outbox/{}", all(&site, State::Draft).await[0].id);
    let site = app(site).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let hold = [("do", "hold"), ("note", "附言甲"), ("reasons", "")];
    let refused = officer.fills(&one, &one, &hold).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("请说明为什么暂缓") && text.contains("附言甲"), "{text}");
    let hold = [("do", "hold"), ("note", "附言甲"), ("reasons", "等专家组确定")];
    officer.fills(&one, &one, &hold).await.to();
    let held = officer.gets("/desk/outbox?view=held").await.text();
    assert!(held.contains("您受邀参加评审"), "{held}");
    assert!(officer.gets(&one).await.text().contains("等专家组确定"));
    officer.fills(&one, &one, &[("do", "release"), ("note", ""), ("reasons", "")]).await.to();
    assert!(!officer.gets(&one).await.text().contains("name=\"reasons\""), "it has gone out");
}

/// A site in which a case waits for its applicant until a day.
async fn waits() -> (Router, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    (app(town.site()).unwrap(), case)
}

#[tokio::test]
async fn a_calendar_shows_the_terms_of_its_owner_until_the_word_is_taken_back() {
    let (site, case) = waits().await;
    let mut host = Visitor::signed_in(&site, "host").await;
    let made = host.fills("/account/messages", "/account/calendar", &[("do", "make")]).await.text();
    let word = made.split("/calendar/").nth(1).unwrap().split(".ics").next().unwrap().to_owned();
    let address = format!("/calendar/{word}.ics");
    assert!(!host.gets("/account/messages").await.text().contains(&word), "it is shown once");

    let mut anybody = Visitor::of(&site);
    let feed = anybody.gets(&address).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    let text = feed.text();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
    assert!(text.contains(&format!("UID:{case}")), "{text}");
    let number = case.simple().to_string().to_uppercase();
    assert!(text.replace("\r\n ", "").contains(number.get(24..28).unwrap()), "{text}");

    let other = format!("/calendar/{}.ics", "0".repeat(64));
    assert_eq!(anybody.gets(&other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(anybody.gets(address.trim_end_matches(".ics")).await.status, StatusCode::NOT_FOUND);
    host.fills("/account/messages", "/account/calendar", &[("do", "end")]).await.to();
    assert_eq!(anybody.gets(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_stays_in_the_form() {
    let (site, _) = waits().await;
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = "/account/messages";
    let wrong = [("lang", "en"), ("by_mail", "yes"), ("mail", "a@b.cn,c@d.cn"), ("gathered", "no")];
    let refused = host.fills(page, page, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.value("mail").as_deref(), Some("a@b.cn,c@d.cn"));
    assert_eq!(host.gets(page).await.value("mail").as_deref(), Some(""), "nothing was kept");
    let right = [("lang", "en"), ("by_mail", "yes"), ("mail", "a@b.cn"), ("gathered", "no")];
    assert!(host.fills(page, page, &right).await.text().contains("已保存"));
    assert_eq!(host.gets(page).await.value("mail").as_deref(), Some("a@b.cn"));
    let data = host.gets("/account/data.json").await.text();
    assert!(data.contains("a@b.cn"), "{data}");
}

#[tokio::test]
async fn a_term_that_comes_near_is_told_at_once_within_its_last_days_and_gathered_before() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let site = town.site();
    let messages = site.messages.clone().unwrap();
    let closes = town.desk().round(round).await.unwrap().terms.closes().unwrap();
    let host = Town::person("host").account;
    let choice = Choice { mail: "a@b.cn".to_owned(), ..Choice::default() };
    messages.choose(&site.tenant, host, &choice).await.unwrap();
    let before = |days: i64| closes.checked_sub(jiff::Span::new().days(days)).unwrap().to_string();
    let mut found = Vec::new();
    for days in [8, 7, 6, 3, 2, 1, 0] {
        found.push(sweep(&town, &site, &before(days)).await);
    }
    assert_eq!(found, [0, 1, 0, 1, 0, 1, 0], "each day is told of once");
    let mut ways = Vec::new();
    for one in messages.messages_of(&site.tenant, host, 9).await.unwrap() {
        let of = one.matter.of_case().unwrap();
        assert_eq!((of.occasion, of.case), (Occasion::Near, case));
        for delivery in messages.deliveries(&site.tenant, one.id).await.unwrap() {
            ways.push((delivery.way, delivery.gathered));
        }
    }
    assert_eq!(ways, [(Way::Mail, false), (Way::Mail, false), (Way::Mail, true)]);
}

#[tokio::test]
async fn whoever_is_first_told_of_a_term_in_its_last_days_is_told_once() {
    let mut town = Town::new().await;
    let round = town.round().await;
    town.open("host", round, "PARK").await;
    let site = town.site();
    let closes = town.desk().round(round).await.unwrap().terms.closes().unwrap();
    let before = |days: i64| closes.checked_sub(jiff::Span::new().days(days)).unwrap().to_string();
    let mut found = Vec::new();
    for days in [2, 2, 1] {
        found.push(sweep(&town, &site, &before(days)).await);
    }
    assert_eq!(found, [1, 0, 1], "not of the week and of three days at once");
}
