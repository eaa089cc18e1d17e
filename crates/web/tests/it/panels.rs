//! Panels at the desk: whose name stands where, and who is told that they are waited for.

use guohe_web::app;
use serde_json::json;
use uuid::Uuid;

use crate::{
    town::{TODAY, Town},
    visitor::Visitor,
};

const CLOSES: &str = "  - id: close_first\n    kind: panel_close\n";
const OPENS: &str = "  - {id: open_first, kind: open_answers, name: {zh: 共同开启意见, en: open the answers}, by: [authority, leader], from: [first_review], sets: {panel: first}, operational: true}\n  - id: close_first\n    kind: panel_close\n";

/// A town in which five experts have answered and nobody has opened it.
async fn sealed() -> (Town, Uuid) {
    let mut town = Town::under(&[(CLOSES, OPENS)]).await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.answered("first", case, (&[1, 2, 3, 4, 5], &[])).await;
    (town, case)
}

/// The rows of the inbox, each with why it is there.
async fn inbox(visitor: &mut Visitor) -> Vec<String> {
    let page = visitor.gets("/desk?lang=en").await.text();
    let rows = page.split("<tbody>").nth(1).unwrap_or_default();
    let rows = rows.split("</tbody>").next().unwrap_or_default();
    rows.split("<tr").skip(1).map(str::to_owned).collect()
}

#[tokio::test]
async fn whoever_may_be_the_second_to_open_answers_finds_the_case_in_the_inbox_with_why() {
    let (town, case) = sealed().await;
    let site = app(town.site()).unwrap();
    let mut leader = Visitor::signed_in(&site, "leader").await;
    let mut officer = Visitor::signed_in(&site, "officer").await;
    assert_eq!(inbox(&mut leader).await, Vec::<String>::new());
    let act = format!("/desk/cases/{case}/acts/open_first");
    assert_eq!(officer.fills(&act, &act, &[]).await.to(), format!("/desk/cases/{case}"));

    let [row] = &inbox(&mut leader).await[..] else { panic!("one case waits for the leader") };
    assert!(row.contains(&case.to_string()) && row.contains("a second person"), "{row}");
    // Whoever asked is not told to wait for themselves.
    let own = inbox(&mut officer).await;
    assert!(own.iter().all(|row| !row.contains("a second person")), "{own:?}");
    assert_eq!(leader.fills(&act, &act, &[]).await.to(), format!("/desk/cases/{case}"));
    assert_eq!(inbox(&mut leader).await, Vec::<String>::new());
}

#[tokio::test]
async fn once_a_panel_stands_its_page_shows_names_only_to_whoever_asked_for_the_list() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.listed(&[1, 2, 3, 4, 5, 6]).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let act = format!("/desk/cases/{case}/acts/convene_first");
    assert!(officer.gets(&act).await.text().contains("专家01"), "nobody can be invited unnamed");

    let ids = [1, 2, 3, 4, 5, 6].map(|n| Town::expert(n).account.to_string());
    let by_hand = [("reasons", "未组织抽取")];
    let named = ids.iter().take(5).map(|id| ("experts", id.as_str()));
    let chosen: Vec<(&str, &str)> = named.chain(by_hand).collect();
    officer.fills(&act, &act, &chosen).await.to();
    let page = officer.gets(&act).await.text();
    let seats = town.desk().case(case).await.unwrap().panels[0].seats.clone();
    assert!(!page.contains("专家0"), "{page}");
    assert!(seats.iter().all(|seat| page.contains(&seat.alias)), "{page}");
    // Trying who is refused as a member tells nothing either: everybody is refused alike.
    let mut tried = Vec::new();
    for id in [&ids[0], &ids[5]] {
        let seen = officer.fills(&act, &act, &[("experts", id), by_hand[0]]).await;
        assert_eq!(seen.status, 422);
        tried.push(seen.text().split("<main").nth(1).unwrap().len());
    }
    assert_eq!(tried[0], tried[1]);

    let names = format!("/desk/cases/{case}/panels/panel-1/names");
    let why = [("do", "ask"), ("alias", "*"), ("need", "addition"), ("reasons", "一位成员退出")];
    let told = officer.fills(&names, &names, &why).await.text();
    assert!(told.contains("半小时"), "{told}");
    assert!(officer.gets(&act).await.text().contains("专家06"));
    town.administrator("security").await;
    let mut security = Visitor::signed_in(&site, "security").await;
    let alarms = security.gets("/admin/security").await.text();
    assert!(alarms.contains("周明远"), "{alarms}");
    officer.fills(&act, &act, &[("experts", &ids[5]), by_hand[0]]).await.to();
}

#[tokio::test]
async fn a_panel_that_waits_for_a_correction_goes_on_once_the_leave_is_taken_back_on_its_page() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.answered("first", case, (&[1, 2, 3, 4, 5], &[])).await;
    let held = town.desk().case(case).await.unwrap();
    let alias = held.panels[0].seat_of(Town::expert(2).account).unwrap().alias.clone();
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let mut member = Visitor::signed_in(&site, "expert2").await;
    let (room, page) =
        (format!("/reviews/{case}/panel"), format!("/desk/cases/{case}/panels/panel-1"));
    let offers = async |officer: &mut Visitor| {
        officer.gets(&page).await.text().contains("value=\"take_back\"")
    };
    let asked = [("do", "correct"), ("reasons", "误填了第一题")];
    member.fills(&room, &room, &asked).await.to();
    assert!(!offers(&mut officer).await, "nothing was given yet");
    let ruled = [("do", "allow"), ("alias", alias.as_str()), ("reasons", "确属误填")];
    officer.fills(&page, &page, &ruled).await.to();
    assert!(offers(&mut officer).await);
    let close = format!("/desk/cases/{case}/acts/close_first");
    let findings = town.yes("first", case).await;
    let closing = json!({"outcome": "recommended", "opinion": "同意", "findings": findings});
    let waits =
        officer.fills(&close, &close, &[("outcome", "recommended"), ("opinion", "同意")]).await;
    assert_eq!(waits.status, 422);
    assert!(waits.text().contains(&format!("已准许 {alias} 更正意见")), "{}", waits.text());

    let back = |reasons| [("do", "take_back"), ("alias", alias.as_str()), ("reasons", reasons)];
    let silent = officer.fills(&page, &page, &back(" ")).await;
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("请写明理由"), "{}", silent.text());
    assert_eq!(officer.fills(&page, &page, &back("逾期未提交")).await.to(), page);
    assert!(officer.gets(&page).await.text().contains("收回更正许可：逾期未提交"));
    assert!(!offers(&mut officer).await, "once");
    let twice = officer.fills(&page, &page, &back("再次")).await;
    assert!(
        twice.status == 422 && twice.text().contains("没有可以收回的更正许可"),
        "{}",
        twice.text()
    );
    town.turns(TODAY);
    let own = member.gets(&format!("/reviews/{case}")).await.text();
    assert!(own.contains("您原先提交的意见继续有效：逾期未提交"), "{own}");
    town.does(Town::person("officer"), case, "close_first", closing).await;
}
