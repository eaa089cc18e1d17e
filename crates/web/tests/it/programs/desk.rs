//! What programs read of messages, panels, draws, objections and parameters, and what they change of them.

use axum::http::StatusCode;
use guohe_web::app;
use serde_json::{Value, json};

use super::{Program, town};
use crate::{messages::sweep, town::Town};

const GROWTH: &str = "/api/v1/desk/parameters/beijing/bases-2025/lme_rd_growth";

fn items(body: &Value) -> &Vec<Value> {
    body["items"].as_array().unwrap()
}

#[tokio::test]
async fn somebody_reads_and_marks_their_own_messages_and_no_others() {
    let (mut town, _, case) = town().await;
    town.hand_in("host", case).await;
    let made = town.site();
    assert_eq!(sweep(&town, &made, "2026-03-02").await, 1);
    let site = app(made).unwrap();
    let [officer, host] = ["officer", "host"].map(|word| Program { site: &site, word });
    let path = "/api/v1/account/messages";
    let read = officer.gets(path).await.body;
    let [message] = &items(&read)[..] else { panic!("{read}") };
    assert_eq!(message["occasion"], "turn");
    assert_eq!(message["page"], format!("/desk/cases/{case}"));
    assert_eq!((&message["case"], &message["read"]), (&json!(case), &json!(false)));
    assert_eq!(*items(&host.gets(path).await.body), [] as [Value; 0]);

    let mark = json!({"messages": [message["id"]], "read": true});
    assert_eq!(host.posts(path, "k", &mark).await.problem(), (404, "not-found"));
    assert_eq!(officer.gets(path).await.body, read, "nobody else marks it");
    let marked = officer.posts(path, "k", &mark).await;
    assert_eq!((marked.status, &marked.body[0]["read"]), (StatusCode::OK, &json!(true)));
    assert_eq!(items(&officer.gets(path).await.body)[0], marked.body[0]);
    let reach = officer.gets("/api/v1/account/reach").await.body;
    assert_eq!(reach, json!({"language": "zh", "mail": null, "phone": null, "pace": "gathered"}));
}

#[tokio::test]
async fn an_officer_proposes_a_value_and_does_not_confirm_it() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, leader] = ["officer", "leader"].map(|word| Program { site: &site, word });
    let value = json!({"series": {"of": "ratio", "years": {"2025": "4.6%"}}});
    let propose = json!({"value": value, "source": "公报", "published_on": "2026-02-20"});
    assert_eq!(leader.posts(GROWTH, "k", &propose).await.problem(), (403, "forbidden"));
    let wrong = json!({"value": {"series": {"of": "ratio", "years": {"2025": "much"}}},
        "source": " ", "published_on": "2026-02-20"});
    let refused = officer.posts(GROWTH, "k", &wrong).await;
    let places = |one: &Value| one["place"].as_str().map(str::to_owned);
    let errors: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(places).collect();
    assert_eq!(errors, [Some("value".to_owned()), Some("source".to_owned())], "{}", refused.body);
    assert_eq!(officer.posts(GROWTH, "k", &propose).await.status, StatusCode::OK);
    let one = officer.gets(GROWTH).await.body;
    let [proposal] = &one["proposals"].as_array().unwrap()[..] else { panic!("{one}") };
    assert_eq!((&proposal["value"], &proposal["state"]), (&value, &json!("open")));
    let all = officer.gets("/api/v1/desk/parameters?limit=200").await.body;
    assert!(items(&all).contains(&one), "the list says the same");
    let confirm = format!("{GROWTH}/{}/confirm", proposal["number"]);
    assert_eq!(officer.posts(&confirm, "c", &json!({})).await.problem(), (403, "forbidden"));
    assert_eq!(officer.gets(GROWTH).await.body, one);
}

#[tokio::test]
async fn panels_are_told_in_numbers_and_name_nobody() {
    let (mut town, round, _) = town().await;
    let case = town.reviewable("park", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    town.does(Town::expert(1), case, "declare_first", json!({"conflict": true})).await;
    let site = app(town.site()).unwrap();
    let [officer, host] = ["officer", "host"].map(|word| Program { site: &site, word });
    let panels = officer.gets("/api/v1/desk/panels").await.body;
    let [panel] = &items(&panels)[..] else { panic!("{panels}") };
    let counts = ["invited", "declared", "recused", "answered"].map(|name| &panel[name]);
    assert_eq!(counts, [5, 1, 1, 0].map(|count| json!(count)).each_ref());
    assert_eq!((&panel["case"], &panel["closed"]), (&json!(case), &json!(false)));
    for n in 1..=5 {
        let account = Town::expert(n).account.to_string();
        assert!(!panels.to_string().contains(&account), "{panels}");
    }
    assert_eq!(host.gets("/api/v1/desk/panels").await.problem(), (403, "forbidden"));
    for list in ["/api/v1/desk/objections", "/api/v1/desk/draws"] {
        assert_eq!(*items(&officer.gets(list).await.body), [] as [Value; 0], "{list}");
    }
    let figures = Program { site: &site, word: "" }.gets("/api/v1/figures").await.body;
    assert_eq!(figures, json!({"total": 0, "by": [], "past": []}));
}

#[tokio::test]
async fn only_facts_that_are_there_are_marked_and_a_key_stands_for_one_state() {
    let (mut town, _, case) = town().await;
    town.hand_in("host", case).await;
    let site = app(town.site()).unwrap();
    let officer = Program { site: &site, word: "officer" };
    let (one, path) =
        (format!("/api/v1/desk/cases/{case}"), format!("/api/v1/desk/cases/{case}/marks"));
    let before = officer.gets(&one).await;
    let state = before.header("etag").unwrap();
    for (places, place) in [(json!([]), "places"), (json!(["host.nothing"]), "host.nothing")] {
        let mark = json!({"places": places, "standing": "verified"});
        let refused = officer.posts(&path, "k", &mark).await;
        let told = (refused.status.as_u16(), refused.body["errors"][0]["place"].as_str());
        assert_eq!(told, (422, Some(place)), "{}", refused.body);
    }
    assert_eq!(officer.gets(&one).await.header("etag"), Some(state), "nothing was recorded");
    let mark = json!({"places": ["host.name", "host"], "standing": "verified"});
    let seen = [("if-match", state)];
    let done = officer.posts_seen(&path, "k", &mark, &seen).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let again = officer.posts_seen(&path, "k", &mark, &seen).await;
    assert_eq!((again.body, again.headers.contains_key("idempotency-replayed")), (done.body, true));
    let other = officer.posts_seen(&path, "k", &mark, &[("if-match", "{}")]).await;
    assert_eq!(other.problem(), (422, "key-reused"));
    let stale = officer.posts_seen(&path, "l", &mark, &seen).await;
    assert_eq!(stale.problem(), (412, "stale"));
}
