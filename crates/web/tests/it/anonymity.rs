//! Two worlds that differ only in who reviewed what: for everybody who may not know, every page is the same.

use std::fmt::Write as _;

use axum::http::HeaderMap;
use guohe_web::{app, declared};
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

/// In what the second world differs from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    /// In nothing.
    Nothing,
    /// Nobody stood back.
    Everybody,
    /// Two experts changed places.
    Swapped,
    /// Those of each panel answered in the reverse order.
    Order,
    /// Those who stood back had been asked for the other application.
    StoodBack,
}

/// A town with two applications that were reviewed, and the round.
async fn world(other: Other) -> (Town, [Uuid; 2], Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let mut table = "name,login,fields,employers\n".to_owned();
    for n in 1..=12 {
        writeln!(table, "专家{n:02},expert{n},robotics,示例单位{n}|X{n:017}").unwrap();
    }
    town.lists(&table).await;
    let cases = [town.reviewable("host", round).await, town.reviewable("park", round).await];
    let mut panels = [vec![1, 2, 3, 4, 5], vec![6, 7, 8, 9, 10]];
    let mut back = [vec![11, 12], vec![]];
    match other {
        Other::Nothing | Other::Order => {}
        Other::Everybody => back[0].clear(),
        Other::Swapped => (panels[0][0], panels[1][0]) = (6, 1),
        Other::StoodBack => back.reverse(),
    }
    // Chance is the same in all worlds. It gives a seat its alias, whoever sits there and however many come after.
    for (case, (mut panel, back)) in cases.into_iter().zip(panels.into_iter().zip(back)) {
        town.convened("first", case, &[&panel[..], &back].concat()).await;
        if other == Other::Order {
            panel.reverse();
        }
        town.found(case, (&panel, &back)).await;
    }
    (town, cases, round)
}

/// Every address that can be asked for, about each of the cases.
fn addresses(cases: [Uuid; 2], round: Uuid) -> Vec<String> {
    let filled = |path: &str, case: Uuid| {
        let values = [
            ("case", case.to_string()),
            ("round", round.to_string()),
            ("notice", case.to_string()),
            ("draw", case.to_string()),
            ("expert", case.to_string()),
            ("authority", "beijing".to_owned()),
            ("instrument", "bases-2025".to_owned()),
            ("clause", "BJ-8.1.1".to_owned()),
            ("kind", "PARK".to_owned()),
            ("name", "large_event_participants".to_owned()),
            ("number", "1".to_owned()),
            ("record", if path.contains("registers") { "ban" } else { "host" }.to_owned()),
            ("list", "documents".to_owned()),
            ("row", "document-1".to_owned()),
            ("file", "A1".to_owned()),
            ("act", "close_first".to_owned()),
            ("paper", "letter".to_owned()),
            ("panel", if path.contains("draws") { "first" } else { "panel-1" }.to_owned()),
            ("objection", "objection-1".to_owned()),
            ("way", "none".to_owned()),
        ];
        let set = |path: String, (name, value): &(&str, String)| {
            path.replace(&format!("{{{name}}}"), value)
        };
        values.iter().fold(path.to_owned(), set)
    };
    let routes = declared();
    let looked = routes.iter().filter(|one| one.method.to_string() == "GET");
    let mut all: Vec<String> =
        looked.flat_map(|one| cases.map(|case| filled(one.path, case))).collect();
    all.sort();
    all.dedup();
    all
}

/// What somebody sees who goes everywhere, with all headers; words that are new on every page are left out.
async fn seen(
    (town, cases, round): &(Town, [Uuid; 2], Uuid),
    who: Option<&str>,
) -> Vec<(String, u16, HeaderMap, String)> {
    let site = app(town.site()).unwrap();
    let mut visitor = match who {
        Some(login) => Visitor::signed_in(&site, login).await,
        None => Visitor::of(&site),
    };
    let mut found = Vec::new();
    for address in addresses(*cases, *round) {
        let answer = visitor.gets(&address).await;
        let mut text = String::from_utf8_lossy(&answer.bytes).into_owned();
        for name in ["form_token", "once"] {
            if let Some(secret) = answer.value(name) {
                text = text.replace(&secret, "");
            }
        }
        // The number under which the log has a request is drawn for each.
        if let Some((before, after)) = text.split_once("\"instance\":\"urn:uuid:") {
            text = before.to_owned() + after.get(36..).unwrap_or_default();
        }
        found.push((address, answer.status.as_u16(), answer.headers, text));
    }
    found
}

/// Compares what everybody else sees in the first world with what they see in others; gives how many answers.
async fn compared(kinds: &[Other]) -> usize {
    let one = world(Other::Nothing).await;
    let watchers = [Some("host"), Some("park"), Some("expert2"), None];
    let mut here = Vec::new();
    for who in watchers {
        here.push(seen(&one, who).await);
    }
    let mut count = 0;
    for kind in kinds {
        let other = world(*kind).await;
        assert_eq!((one.1, one.2), (other.1, other.2));
        for (who, here) in watchers.iter().zip(&here) {
            for (this, that) in here.iter().zip(&seen(&other, *who).await) {
                count += 1;
                assert_eq!(this, that, "{kind:?}: {who:?} sees a difference at {}", this.0);
            }
        }
        if *kind == Other::Swapped {
            differ_for_who_may_know((&one.0, one.1[0]), (&other.0, other.1[0])).await;
        }
    }
    count
}

/// Whoever asks for a name with a reason does see it, so that the comparison can fail at all.
async fn differ_for_who_may_know(one: (&Town, Uuid), other: (&Town, Uuid)) {
    let (here, there) = (asks(one.0, one.1).await, asks(other.0, other.1).await);
    let name = |page: &str| {
        page.split("<dd>专家").nth(1).map(|text| text.chars().take(2).collect::<String>())
    };
    let (here, there) = (name(&here).unwrap(), name(&there).unwrap());
    assert_ne!(here, there);
}

/// What an officer is shown who asks who sits where the worlds differ.
async fn asks(town: &Town, case: Uuid) -> String {
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let path = format!("/desk/cases/{case}/panels/panel-1/names");
    let page = officer.gets(&path).await.text();
    let seats = town.desk().case(case).await.unwrap().panels[0].seats.clone();
    // The seat that somebody else fills in the second world: where neither the second nor one after it sits.
    let known = [2, 3, 4, 5, 11, 12].map(|n| Town::expert(n).account);
    let alias = &seats.iter().find(|seat| !known.contains(&seat.account)).unwrap().alias;
    assert!(page.contains(alias) && !page.contains("专家0"), "{page}");
    let why = [("do", "ask"), ("alias", alias), ("need", "complaint"), ("reasons", "核查来信")];
    let none = [("do", "ask"), ("alias", alias), ("need", "complaint"), ("reasons", "")];
    let refused = officer.fills(&path, &path, &none).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.text().contains("专家0"));
    officer.fills(&path, &path, &why).await.text()
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how much was compared is part of the result")]
async fn nobody_else_can_tell_who_reviewed_what() {
    println!("{} answers compared", compared(&[Other::Swapped, Other::Order]).await);
}

#[tokio::test]
async fn nobody_else_can_tell_how_many_stood_back() {
    compared(&[Other::StoodBack]).await;
}

#[tokio::test]
async fn the_list_for_objections_names_everybody_of_the_round_and_nothing_else() {
    let (town, cases, _) = world(Other::Everybody).await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = host.gets(&format!("/applications/{}/experts", cases[0])).await.text();
    for n in 1..=12_u128 {
        assert_eq!(page.contains(&format!("专家{n:02}")), n <= 10, "专家{n:02}");
        assert!(!page.contains(&Town::expert(n).account.to_string()));
    }
}
