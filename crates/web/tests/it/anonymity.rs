//! Two worlds that differ only in who reviewed what: for everybody who may not know, every page is the same.

use std::fmt::Write as _;

use guohe_web::app;
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

/// The two experts who change places.
const ONE: u128 = 1;
const OTHER: u128 = 6;

/// A town with two applications that were reviewed; in the second world two experts changed places.
async fn world(swapped: bool) -> (Town, [Uuid; 2]) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let mut table = "name,login,fields,employers\n".to_owned();
    for n in 1..=12 {
        writeln!(table, "专家{n:02},expert{n},robotics,示例单位{n}|X{n:017}").unwrap();
    }
    town.lists(&table).await;
    let cases = [town.reviewable("host", round).await, town.reviewable("park", round).await];
    let (first, second) = if swapped { (OTHER, ONE) } else { (ONE, OTHER) };
    town.reviewed(cases[0], &[first, 2, 3, 4, 5]).await;
    town.reviewed(cases[1], &[second, 7, 8, 9, 10]).await;
    (town, cases)
}

/// What somebody sees who goes everywhere; words that are new on every page are left out.
async fn seen(town: &Town, who: Option<&str>, cases: [Uuid; 2]) -> Vec<(String, u16, String)> {
    let site = app(town.site()).unwrap();
    let mut visitor = match who {
        Some(login) => Visitor::signed_in(&site, login).await,
        None => Visitor::of(&site),
    };
    let mut pages: Vec<String> =
        ["/", "/applications", "/reviews", "/bases", "/desk", "/desk/draws"]
            .map(str::to_owned)
            .into();
    for case in cases {
        pages
            .extend(["", "/receipt", "/experts"].map(|rest| format!("/applications/{case}{rest}")));
        pages.extend(["", "/files/a1"].map(|rest| format!("/reviews/{case}{rest}")));
        let desk = ["", "/panels/panel-1", "/conflicts"];
        pages.extend(desk.map(|rest| format!("/desk/cases/{case}{rest}")));
    }
    let mut found = Vec::new();
    for address in pages {
        let answer = visitor.gets(&address).await;
        let mut text = answer.text();
        for name in ["form_token", "once"] {
            if let Some(secret) = answer.value(name) {
                text = text.replace(&secret, "");
            }
        }
        found.push((address, answer.status.as_u16(), text));
    }
    found
}

#[tokio::test]
async fn nobody_else_can_tell_who_reviewed_what() {
    let (one, cases) = world(false).await;
    let (other, same) = world(true).await;
    assert_eq!(cases, same);
    let everybody = [
        Some("host"),
        Some("park"),
        Some("expert2"),
        Some("expert11"),
        Some("officer"),
        Some("leader"),
        None,
    ];
    for who in everybody {
        let (here, there) = (seen(&one, who, cases).await, seen(&other, who, cases).await);
        for (this, that) in here.iter().zip(&there) {
            assert_eq!(this, that, "{who:?} sees a difference at {}", this.0);
        }
    }
    // Whoever asks for a name with a reason does see it, so that the comparison can fail at all.
    let (here, there) = (asks(&one, cases[0]).await, asks(&other, cases[0]).await);
    assert!(here.contains("专家01") && !here.contains("专家06"), "{here}");
    assert!(there.contains("专家06") && !there.contains("专家01"), "{there}");
}

/// What an officer is shown who asks who the first member of a panel is.
async fn asks(town: &Town, case: Uuid) -> String {
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let path = format!("/desk/cases/{case}/panels/panel-1/names");
    let page = officer.gets(&path).await.text();
    assert!(page.contains("E1") && !page.contains("专家0"), "{page}");
    let why = [("do", "ask"), ("alias", "E1"), ("need", "complaint"), ("reasons", "核查来信")];
    let none = [("do", "ask"), ("alias", "E1"), ("need", "complaint"), ("reasons", "")];
    let refused = officer.fills(&path, &path, &none).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.text().contains("专家0"));
    officer.fills(&path, &path, &why).await.text()
}

#[tokio::test]
async fn the_list_for_objections_names_everybody_of_the_round_and_nothing_else() {
    let (town, cases) = world(false).await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = host.gets(&format!("/applications/{}/experts", cases[0])).await.text();
    for n in 1..=12_u128 {
        assert_eq!(page.contains(&format!("专家{n:02}")), n <= 10, "专家{n:02}");
        assert!(!page.contains(&Town::expert(n).account.to_string()));
    }
}
