//! Conflicts of interest at the desk: what is found, who may rule on it, and what is told beside an alias.

use std::fmt::Write as _;

use axum::http::StatusCode;
use guohe_cases::{
    conflict::Bar,
    expert::of_account,
    verbs::conflict::{ties, worst},
};
use guohe_web::app;
use scraper::{ElementRef, Html, Selector};
use uuid::Uuid;

use crate::{
    town::{PACK, Town},
    visitor::{Seen, Visitor},
};

/// The name of the applicant in the worked case, and its code.
const HOST: (&str, &str) = ("京东北示例科技园", "Z91110000000000011");

/// A case under review, and a pool: one whose employer reads like the applicant, one whose employer is the applicant by its
/// code, one who is tied to nobody, and an officer who is an expert as well.
async fn town() -> (Town, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let roles = ["authority", "expert"].map(|role| format!("{PACK}:{role}"));
    town.joins(0x2001, ("both", "两任"), roles.into(), 0).await;
    let mut table = "name,login,employers\n".to_owned();
    for (name, login, employer) in [
        ("专家01", "expert1", HOST.0.to_owned()),
        ("专家02", "expert2", format!("别名园|{}", HOST.1)),
        ("专家03", "expert3", "无关大学|Z91110000000000099".to_owned()),
        ("两任", "both", HOST.0.to_owned()),
    ] {
        writeln!(table, "{name},{login},{employer}").unwrap();
    }
    town.lists(&table).await;
    (town, case)
}

/// What stands on the page of conflicts: each with its name, the word for how it stands, and all that it says.
fn found(seen: &Seen) -> Vec<(String, String, String)> {
    let page = Html::parse_document(&seen.text());
    let cards = Selector::parse("main li.card").unwrap();
    let (head, state) = (Selector::parse("h2").unwrap(), Selector::parse("h2 .tag").unwrap());
    let text = |of: ElementRef<'_>| of.text().collect::<String>();
    let one = |card: ElementRef<'_>| {
        let state = text(card.select(&state).next().unwrap());
        let head = text(card.select(&head).next().unwrap());
        let name = head.strip_suffix(&state).unwrap().trim().to_owned();
        (name, state, text(card))
    };
    page.select(&cards).map(one).collect()
}

/// Names with how they stand.
fn standing(seen: &Seen) -> Vec<(String, String)> {
    found(seen).into_iter().map(|(name, state, _)| (name, state)).collect()
}

fn named(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, state)| ((*name).to_owned(), (*state).to_owned())).collect()
}

/// By which the only possible conflict of an account is known.
async fn key(town: &mut Town, case: Uuid, account: Uuid) -> String {
    let moment = town.now();
    let case = town.desk().case(case).await.unwrap();
    let all = ties(town.desk(), &case, account, &moment).await.unwrap();
    let [(finding, _)] = &all[..] else { panic!("one thing ties them: {all:?}") };
    finding.key.clone()
}

#[tokio::test]
async fn what_may_be_a_conflict_is_ruled_on_with_reasons_and_not_by_whom_it_concerns() {
    let (mut town, case) = town().await;
    let [first, second] = [1, 2].map(|n| Town::expert(n).account);
    let both = Uuid::from_u128(0x2001);
    let possible = key(&mut town, case, first).await;
    let certain = key(&mut town, case, second).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let page = format!("/desk/cases/{case}/conflicts");
    let open = [("专家01", "待认定"), ("专家02", "应当回避"), ("两任", "待认定")];
    let mut seen = standing(&officer.gets(&page).await);
    seen.sort();
    assert_eq!(seen, named(&open));
    let mut leader = Visitor::signed_in(&site, "leader").await;
    assert_eq!(leader.gets(&page).await.status, StatusCode::FORBIDDEN);

    // Without reasons nothing is ruled; what is certain is nobody's to rule on.
    let first = first.to_string();
    let of_first = [("expert", first.as_str()), ("key", &possible), ("conflict", "no")];
    let silent = officer.fills(&page, &page, &of_first).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let second = second.to_string();
    let of_second = [("expert", second.as_str()), ("key", &certain), ("conflict", "no")];
    let fixed =
        officer.fills(&page, &page, &[&of_second[..], &[("reasons", "同名")]].concat()).await;
    assert_eq!(fixed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(fixed.text().contains("没有这一待认定的利害关系"), "{}", fixed.text());

    // Whoever it concerns does not rule on it, and what they typed is not lost.
    let mut concerned = Visitor::signed_in(&site, "both").await;
    let own_key = key(&mut town, case, both).await;
    let both = both.to_string();
    let own = [
        ("expert", both.as_str()),
        ("key", &own_key),
        ("conflict", "no"),
        ("reasons", "只是同名单位"),
    ];
    let refused = concerned.fills(&page, &page, &own).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("本人及其代理人不能认定本人的利害关系"), "{}", refused.text());
    let kept: Vec<String> = Html::parse_document(&refused.text())
        .select(&Selector::parse("main input[name=reasons]").unwrap())
        .map(|input| input.value().attr("value").unwrap_or_default().to_owned())
        .filter(|typed| !typed.is_empty())
        .collect();
    assert_eq!(kept, ["只是同名单位"], "beside the one that it is about, and no other");
    assert_eq!(town.desk().case(case).await.unwrap().rulings.len(), 0);

    let clears = [&of_first[..], &[("reasons", "经核实为另一家单位")]].concat();
    assert_eq!(officer.fills(&page, &page, &clears).await.to(), page);
    let confirms =
        [("expert", both.as_str()), ("key", &own_key), ("conflict", "yes"), ("reasons", "在职")];
    assert_eq!(officer.fills(&page, &page, &confirms).await.to(), page);
    let seen = officer.gets(&page).await;
    let mut now = standing(&seen);
    now.sort();
    let ruled = [("专家01", "已认定不存在"), ("专家02", "应当回避"), ("两任", "已认定，应当回避")];
    assert_eq!(now, named(&ruled));
    assert!(seen.text().contains("认定理由：经核实为另一家单位"), "{}", seen.text());
}

#[tokio::test]
async fn beside_an_alias_no_employer_is_told_and_what_was_found_stays_until_it_is_ruled_on() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    let account = Town::expert(1).account;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let page = format!("/desk/cases/{case}/conflicts");
    assert_eq!(standing(&officer.gets(&page).await), []);
    // It becomes known where one of the members works; the text alone agrees.
    let entry = of_account(town.desk(), account).await.unwrap()[0].id;
    let own = format!("/desk/experts/{entry}");
    let now = [("name", "专家01"), ("login", "expert1"), ("employers", HOST.0)];
    assert_eq!(officer.fills(&own, &own, &now).await.to(), "/desk/experts");
    let mut member = Visitor::signed_in(&site, "expert1").await;
    let waits = member.gets(&format!("/reviews/{case}")).await.text();
    assert!(waits.contains("有待认定的利害关系"), "{waits}");
    // Taking the entry out of the pool does not make it go away.
    let retired = officer.fills(&own, &format!("{own}/retire"), &[("reasons", "本人申请")]).await;
    assert_eq!(retired.to(), "/desk/experts");
    let held = town.desk().case(case).await.unwrap();
    let alias = held.panels[0].seat_of(account).unwrap().alias.clone();
    let seen = officer.gets(&page).await;
    let [(name, state, told)] = &found(&seen)[..] else { panic!("{}", seen.text()) };
    assert_eq!((name, state.as_str()), (&alias, "待认定"));
    assert!(told.contains("任职单位") && told.contains("以代号参加评审"), "{told}");
    assert!(!told.contains(HOST.0) && !told.contains("专家01"), "{told}");
    let id = account.to_string();
    assert!(!seen.text().contains(&id), "the account would tell who it is");

    // By account and key nobody finds out whether that account sits there.
    let known = key(&mut town, case, account).await;
    let tried = [("expert", id.as_str()), ("key", &known), ("conflict", "no"), ("reasons", "试探")];
    let tried = officer.fills(&page, &page, &tried).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(tried.text().contains("没有这一待认定的利害关系"), "{}", tried.text());
    let moment = town.now();
    let case_now = town.desk().case(case).await.unwrap();
    let bar = worst(town.desk(), &case_now, account, &moment).await.unwrap();
    assert_eq!(bar, Some(Bar::Undecided));

    let ruling = [
        ("expert", alias.as_str()),
        ("key", "employer-1"),
        ("conflict", "no"),
        ("reasons", "经核实为另一家单位"),
    ];
    assert_eq!(officer.fills(&page, &page, &ruling).await.to(), page);
    assert_eq!(standing(&officer.gets(&page).await), [], "nor that there was something");
    let case_now = town.desk().case(case).await.unwrap();
    assert_eq!(worst(town.desk(), &case_now, account, &moment).await.unwrap(), None);
    let goes_on = member.gets(&format!("/reviews/{case}")).await.text();
    assert!(!goes_on.contains("有待认定的利害关系"), "{goes_on}");
}

#[tokio::test]
async fn what_a_member_declares_is_told_beside_the_alias_and_is_nobodys_to_rule_on() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    let declared = serde_json::json!({"conflict": true, "reasons": "配偶任职于该园"});
    town.does(Town::expert(2), case, "declare_first", declared).await;
    let account = Town::expert(2).account;
    let held = town.desk().case(case).await.unwrap();
    let alias = held.panels[0].seat_of(account).unwrap().alias.clone();
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let page = format!("/desk/cases/{case}/conflicts");
    let seen = officer.gets(&page).await;
    let [(name, state, told)] = &found(&seen)[..] else { panic!("{}", seen.text()) };
    assert_eq!((name, state.as_str()), (&alias, "应当回避"));
    assert!(told.contains("本人已声明回避"), "{told}");
    assert!(!told.contains("配偶") && !told.contains("专家02"), "{told}");
    let undone = [
        ("expert", alias.as_str()),
        ("key", "declared-1"),
        ("conflict", "no"),
        ("reasons", "不影响"),
    ];
    let undone = officer.fills(&page, &page, &undone).await;
    assert_eq!(undone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(undone.text().contains("没有这一待认定的利害关系"), "{}", undone.text());
}
