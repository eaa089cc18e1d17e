//! What programs do with the outbox and with views of lists.

use guohe_web::app;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Program, town};
use crate::{messages::sweep, town::Town};

const OUTBOX: &str = "/api/v1/desk/outbox";
const VIEWS: &str = "/api/v1/account/views";

fn items(body: &Value) -> &Vec<Value> {
    body["items"].as_array().unwrap()
}

#[tokio::test]
async fn messages_are_held_back_with_reasons_and_released_and_none_says_who_reviews() {
    let (mut town, round, _) = town().await;
    let case = town.reviewable("park", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    let made = town.site();
    sweep(&town, &made, "2026-03-02").await;
    let site = app(made).unwrap();
    let [officer, host] = ["officer", "host"].map(|word| Program { site: &site, word });
    assert_eq!(host.gets(OUTBOX).await.problem(), (403, "forbidden"));
    assert_eq!(officer.gets(&format!("{OUTBOX}?part=sent")).await.status, 400);
    let drafts = officer.gets(OUTBOX).await.body;
    let invited: Vec<&Value> =
        items(&drafts).iter().filter(|one| one["occasion"] == "seat").collect();
    assert_eq!(invited.len(), 5, "{drafts}");
    let experts: Vec<String> = (1..=5).map(|n| Town::expert(n).account.to_string()).collect();
    assert!(experts.iter().all(|one| !drafts.to_string().contains(one)), "{drafts}");
    let first = invited[0];
    assert_eq!((&first["state"], &first["reader"]), (&json!("draft"), &json!("expert")));
    assert_eq!(first["text"]["en"], "You are invited to review");

    let settle = |hold: Option<&str>| json!({"messages": [first["id"]], "hold": hold});
    let silent = officer.posts(OUTBOX, "a", &settle(Some(" "))).await;
    assert_eq!(silent.body["errors"][0]["place"], "hold", "{}", silent.body);
    let long = json!({"messages": [first["id"]], "note": "长".repeat(301)});
    assert_eq!(officer.posts(OUTBOX, "b", &long).await.body["errors"][0]["place"], "note");
    let held = officer.posts(OUTBOX, "c", &settle(Some("名单待核"))).await.body;
    assert_eq!((&held[0]["state"], &held[0]["reasons"]), (&json!("held"), &json!("名单待核")));
    let with_strange = json!({"messages": [first["id"], Uuid::nil()]});
    assert_eq!(officer.posts(OUTBOX, "d", &with_strange).await.problem(), (404, "not-found"));
    let held = officer.gets(&format!("{OUTBOX}?part=held")).await.body;
    assert_eq!(items(&held).len(), 1, "with one that there is not nothing is done: {held}");
    let gone = officer.posts(OUTBOX, "e", &settle(None)).await.body;
    assert_eq!(gone[0]["state"], "released");
    let again = officer.posts(OUTBOX, "f", &settle(Some("太晚"))).await.body;
    assert_eq!(again[0]["state"], "released", "what went out is not held back");
}

#[tokio::test]
async fn a_view_is_kept_once_changed_and_removed_by_its_owner_alone() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, leader] = ["officer", "leader"].map(|word| Program { site: &site, word });
    let new = json!({"name": "待办", "list": "/desk", "query": "view=late"});
    for _twice in 0..2 {
        assert_eq!(officer.posts(VIEWS, "k", &new).await.status, 200);
    }
    let all = officer.gets(VIEWS).await.body;
    let [view] = &items(&all)[..] else { panic!("one key has one effect: {all}") };
    let told = json!({"id": view["id"], "name": "待办", "list": "/desk", "query": "view=late",
        "shared_with": null, "page": "/desk?view=late"});
    assert_eq!(*view, told);
    let refusals = [
        ("name", json!({"name": "待办", "list": "/desk", "query": "view=ended"})),
        ("name", json!({"name": " ", "list": "/desk", "query": "view=late"})),
        ("list", json!({"name": "甲", "list": "//elsewhere.example", "query": "a=b"})),
        (
            "shared_with",
            json!({"name": "甲", "list": "/desk", "query": "a=b", "shared_with": "nobody"}),
        ),
    ];
    for (at, (place, wrong)) in refusals.into_iter().enumerate() {
        let refused = officer.posts(VIEWS, &format!("w{at}"), &wrong).await;
        assert_eq!(refused.body["errors"][0]["place"], place, "{}", refused.body);
    }
    let renamed =
        json!({"view": view["id"], "name": "超期", "list": "/desk", "query": "view=late"});
    assert_eq!(leader.posts(VIEWS, "o", &renamed).await.problem(), (404, "not-found"));
    assert_eq!(officer.posts(VIEWS, "r", &renamed).await.body["name"], "超期");
    let remove = format!("{VIEWS}/remove");
    let gone = json!({"view": view["id"]});
    assert_eq!(leader.posts(&remove, "x", &gone).await.problem(), (404, "not-found"));
    assert_eq!(officer.posts(&remove, "y", &gone).await.status, 200);
    assert_eq!(*items(&officer.gets(VIEWS).await.body), [] as [Value; 0]);
}
