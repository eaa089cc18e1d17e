//! Draws at the desk: their list, a new one, commitments and secrets, the result, and naming by hand in their place.

use std::fmt::Write as _;

use axum::http::StatusCode;
use guohe_cases::expert::of_account;
use guohe_web::app;
use scraper::{ElementRef, Html, Selector};
use serde_json::json;
use uuid::Uuid;

use crate::{
    town::Town,
    visitor::{Seen, Visitor},
};

const NEW: &str = "/desk/draws/new/beijing/bases-2025/first";
const LIST: &str = "/desk/draws";

/// A case that waits for its first panel, and a draw for it that is sealed.
async fn sealed() -> (Town, Uuid, String) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let (draw, _) = town.sealed(case).await;
    (town, case, format!("{LIST}/{draw}"))
}

/// The texts of all elements that fit.
fn texts(seen: &Seen, css: &str) -> Vec<String> {
    let page = Html::parse_document(&seen.text());
    let text = |of: ElementRef<'_>| of.text().collect::<String>().trim().to_owned();
    page.select(&Selector::parse(css).unwrap()).map(text).collect()
}

/// The states of the draws in the list, and how many alarms each has.
fn listed(seen: &Seen) -> Vec<(String, String)> {
    let (states, alarms) =
        (texts(seen, "tbody td:nth-child(5)"), texts(seen, "tbody td:nth-child(6)"));
    states.into_iter().zip(alarms).collect()
}

fn row(state: &str, alarms: &str) -> (String, String) {
    (state.to_owned(), alarms.to_owned())
}

/// What is wrong, in the words of the page that says so.
fn wrong(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", seen.text());
    seen.text()
}

#[tokio::test]
async fn a_panel_has_one_draw_and_another_only_once_that_was_opened_again_with_reasons() {
    let (town, case, draw) = sealed().await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    assert_eq!(listed(&officer.gets(LIST).await), [row("已封存，等待双方", "无")]);
    let id = case.to_string();
    let wish = |seats, what| {
        [("cases", id.as_str()), ("seats", seats), ("substitutes", "2"), ("do", what)]
    };
    let second = officer.fills(NEW, NEW, &wish("4", "seal")).await;
    let told = wrong(&second);
    assert!(told.contains("的这一评审环节已有2026-03-02 封存的抽取"), "{told}");
    assert_eq!(second.value("seats").as_deref(), Some("4"), "what was typed stays");
    assert_eq!(listed(&officer.gets(LIST).await).len(), 1, "nothing was sealed");

    let reopen = format!("{draw}/reopen");
    let refused = officer.fills(&draw, &reopen, &[("reasons", " ")]).await;
    wrong(&refused);
    assert_eq!(refused.value("reasons").as_deref(), Some(" "), "what was typed stays");
    assert_eq!(listed(&officer.gets(LIST).await), [row("已封存，等待双方", "无")]);
    let void = officer.fills(&draw, &reopen, &[("reasons", "名单录入有误")]).await;
    assert_eq!(void.to(), draw);
    let told = officer.gets(&draw).await.text();
    assert!(told.contains("打开了封存：名单录入有误（当时已打开密语 0 个）"), "{told}");
    // What there is to draw from is looked at, and then sealed.
    let looked = officer.fills(NEW, NEW, &wish("5", "check")).await;
    assert_eq!(looked.status, StatusCode::OK);
    assert_eq!(listed(&officer.gets(LIST).await).len(), 1, "looking seals nothing");
    let again = officer.fills(NEW, NEW, &wish("5", "seal")).await.to().to_owned();
    assert_ne!(again, draw);
    let all = [row("已封存，等待双方", "无"), row("已作废", "1 条警示")];
    assert_eq!(listed(&officer.gets(LIST).await), all);
    // The pool has nine.
    let reopen = format!("{again}/reopen");
    officer.fills(&again, &reopen, &[("reasons", "人数有误")]).await.to();
    let many = officer.fills(NEW, NEW, &wish("8", "seal")).await;
    wrong(&many);
    assert_eq!(many.value("seats").as_deref(), Some("8"));
}

/// Makes a secret for whoever stands before a draw, and gives it.
async fn commits(person: &mut Visitor, draw: &str) -> String {
    let made = person.fills(draw, &format!("{draw}/commit"), &[("do", "make")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    texts(&made, "#made ~ p.mono")[0].clone()
}

#[tokio::test]
async fn secrets_are_opened_by_whoever_committed_and_only_once_both_have() {
    let (town, case, draw) = sealed().await;
    let second = vec![format!("{}:authority", crate::town::PACK)];
    town.joins(0x2002, ("second", "另一工作人员"), second, 0).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let mut leader = Visitor::signed_in(&site, "leader").await;
    let mut other = Visitor::signed_in(&site, "second").await;
    let (commit, open) = (format!("{draw}/commit"), format!("{draw}/open"));
    let refused = officer.fills(&draw, &commit, &[("commitment", "abc")]).await;
    let told = wrong(&refused);
    assert!(told.contains("请填写自己密语的 SHA-256 摘要"), "{told}");
    assert_eq!(refused.value("commitment").as_deref(), Some("abc"), "what was typed stays");
    assert_eq!(refused.value("reasons").as_deref(), Some(""), "and only where it was typed");
    let own = commits(&mut officer, &draw).await;
    // The office has committed; another of its people does not commit a second time, nor opens what is not theirs.
    let told = wrong(&other.fills(&draw, &commit, &[("do", "make")]).await);
    assert!(told.contains("两方的不同人员各作一次"), "{told}");
    let told = wrong(&officer.fills(&draw, &open, &[("secret", &own)]).await);
    assert!(told.contains("另一方尚未承诺"), "{told}");
    let theirs = commits(&mut leader, &draw).await;
    let told = wrong(&other.fills(&draw, &open, &[("secret", &own)]).await);
    assert!(told.contains("您没有待打开的密语"), "{told}");
    let told = wrong(&officer.fills(&draw, &open, &[("secret", &theirs)]).await);
    assert!(told.contains("密语与您承诺的摘要不符"), "{told}");
    assert!(!told.contains(&theirs), "a secret that was typed is in no answer");
    assert_eq!(listed(&officer.gets(LIST).await), [row("已封存，等待双方", "无")]);
    assert_eq!(officer.fills(&draw, &open, &[("secret", &own)]).await.to(), draw);
    assert_eq!(leader.fills(&draw, &open, &[("secret", &theirs)]).await.to(), draw);
    assert_eq!(listed(&officer.gets(LIST).await), [row("已抽取", "无")]);

    // Who runs the review sees whom to invite, as long as nobody is; who decides in it does not.
    let drawn = texts(&officer.gets(&draw).await, "#drawn ~ ol li");
    assert_eq!(drawn.len(), 5);
    assert!(drawn.iter().all(|one| one.starts_with("专家0")), "{drawn:?}");
    assert_eq!(texts(&leader.gets(&draw).await, "#drawn ~ ol li"), Vec::<String>::new());
    let act = format!("/desk/cases/{case}/acts/convene_first");
    let id = draw.strip_prefix("/desk/draws/").unwrap();
    officer.fills(&act, &act, &[("draw", id)]).await.to();
    let panel = town.desk().case(case).await.unwrap().panels[0].clone();
    assert_eq!(panel.seats.len(), 5);
    let drawn = texts(&officer.gets(&draw).await, "#drawn ~ ol li");
    assert!(drawn.len() == 5 && drawn.iter().all(|one| !one.contains("专家")), "{drawn:?}");
    // The page does not offer it any more, and nothing else takes the draw back either.
    let again = officer.fills(LIST, &format!("{draw}/reopen"), &[("reasons", "另抽")]).await;
    let told = wrong(&again);
    assert!(told.contains("的专家组已按这次抽取组成，不能再作废"), "{told}");
}

#[tokio::test]
async fn officers_of_another_law_see_no_draw_and_take_no_part_in_it() {
    let (town, case, draw) = sealed().await;
    let roles = vec!["hubei/bases-2025:authority".to_owned()];
    town.joins(0x2003, ("elsewhere", "外地工作人员"), roles, 0).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    assert_eq!(officer.gets(&draw).await.status, StatusCode::OK);
    let mut other = Visitor::signed_in(&site, "elsewhere").await;
    let list = other.gets(LIST).await;
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(listed(&list), []);
    assert!(!list.text().contains(&draw) && !list.text().contains("beijing"), "{}", list.text());
    let token = list.value("form_token").unwrap();
    let id = case.to_string();
    let form = [
        ("form_token", token.as_str()),
        ("do", "make"),
        ("secret", "a secret that nobody finds"),
        ("reasons", "试探"),
        ("cases", &id),
        ("seats", "5"),
    ];
    assert_eq!(other.gets(&draw).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.gets(NEW).await.status, StatusCode::NOT_FOUND);
    for path in ["commit", "open", "reopen"].map(|verb| format!("{draw}/{verb}")) {
        assert_eq!(other.posts(&path, &form).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(other.posts(NEW, &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(listed(&officer.gets(LIST).await), [row("已封存，等待双方", "无")]);
}

/// Who stands in the list for naming by hand, and what keeps them from it.
fn barred(seen: &Seen) -> Vec<(String, String)> {
    let (names, bars) = (texts(seen, "tbody th label"), texts(seen, "tbody tr td:nth-child(4)"));
    let mut all: Vec<_> = names.into_iter().zip(bars).collect();
    all.sort();
    all
}

/// A town whose law has experts trained and gives each two reviews at most; nobody in its pool is as the other.
async fn various() -> (Town, Uuid) {
    let limits = [("    load: 10\n", "    load: 2\n    trained: true\n")];
    let mut town = Town::under(&limits).await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let mut table = "name,login,away_until,trained_until,load,per_year\n".to_owned();
    for (n, rest) in [
        (1, ",2027-12-31,,"),
        (2, "2026-12-31,2027-12-31,,"),
        (3, ",,,"),
        (4, ",2026-01-01,,"),
        (5, ",2027-12-31,1,"),
        (6, ",2027-12-31,,"),
        (8, ",2027-12-31,,1"),
    ] {
        writeln!(table, "专家{n:02},expert{n},{rest}").unwrap();
    }
    town.lists(&table).await;
    let other = town.reviewable("park", round).await;
    let busy = [5, 8].map(|n| Town::expert(n).account);
    let by_hand = json!({"experts": busy, "reasons": "未组织抽取"});
    town.does(Town::person("officer"), other, "convene_first", by_hand).await;
    (town, case)
}

#[tokio::test]
async fn by_hand_nobody_is_named_without_reasons_or_who_could_not_be_drawn() {
    let (town, case) = various().await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let gone = of_account(town.desk(), Town::expert(6).account).await.unwrap()[0].id;
    let own = format!("/desk/experts/{gone}");
    officer.fills(&own, &format!("{own}/retire"), &[("reasons", "本人申请")]).await.to();
    let act = format!("/desk/cases/{case}/acts/convene_first");
    let page = officer.gets(&act).await;
    let bar = |n: usize| match n {
        1 => "未发现",
        2 => "当日不可参加",
        3 | 4 => "没有有效的培训",
        5 => "在评件数已满",
        6 => "已出库",
        8 => "本年度评审件数已满",
        _ => "不在专家库中",
    };
    let all: Vec<_> = (1..=12).map(|n| (format!("专家{n:02}"), bar(n).to_owned())).collect();
    assert_eq!(barred(&page), all);

    // Each is refused by name, whatever the page offers, and nothing comes of it.
    let reasons = ("reasons", "没有合适的抽取结果");
    for n in 2..=12_u128 {
        let id = Town::expert(n).account.to_string();
        let told = wrong(&officer.fills(&act, &act, &[("experts", &id), reasons]).await);
        let why = bar(usize::try_from(n).unwrap());
        assert!(texts_of(&told, ".errors").contains(why), "{n}: {told}");
    }
    let id = Town::expert(1).account.to_string();
    let silent = officer.fills(&act, &act, &[("experts", &id)]).await;
    assert!(wrong(&silent).contains("请写明不抽取而直接点名的理由"), "{}", silent.text());
    let chosen = format!("value=\"{id}\" checked");
    assert!(silent.text().contains(&chosen), "who was chosen stays chosen");
    assert_eq!(town.desk().case(case).await.unwrap().panels, []);
    officer.fills(&act, &act, &[("experts", &id), reasons]).await.to();
    let panel = town.desk().case(case).await.unwrap().panels[0].clone();
    let named: Vec<_> =
        panel.by_hand.iter().map(|one| (one.members, one.reasons.as_str())).collect();
    assert_eq!(named, [(1, "没有合适的抽取结果")]);
}

/// The texts of all elements of a page that fit, in one.
fn texts_of(page: &str, css: &str) -> String {
    let page = Html::parse_document(page);
    page.select(&Selector::parse(css).unwrap()).flat_map(|of| of.text()).collect()
}
