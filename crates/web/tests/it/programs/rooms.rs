//! What programs do about panels: how far one is, what is seen of it and when, its work, its room, and a new draw.

use guohe_web::app;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ALL, Program, alike::narrow, token, town};
use crate::town::Town;

const FRESH: &str = "/api/v1/desk/draws/new/beijing/bases-2025/first";
const CLOSES: &str = "  - id: close_first\n    kind: panel_close\n";
const OPENS: &str = "  - {id: open_first, kind: open_answers, name: {zh: 共同开启意见, en: open the answers}, by: [authority, leader], from: [first_review], sets: {panel: first}, operational: true}\n  - id: close_first\n    kind: panel_close\n";

/// Tokens for people of the town whose words are their logins.
async fn tokens(town: &Town, experts: &[u128]) {
    let desk = town.desk();
    for login in ["officer", "leader", "host"] {
        let own = token(login, Town::person(login).account, &ALL);
        desk.store.add_token(desk.tenant, &own).await.unwrap();
    }
    for n in experts {
        let own = token(&format!("expert{n}"), Town::expert(*n).account, &ALL);
        desk.store.add_token(desk.tenant, &own).await.unwrap();
    }
}

/// A town in which answers are opened by two, with a panel of which all but the last have answered.
async fn sealed() -> (Town, Uuid) {
    let mut town = Town::under(&[(CLOSES, OPENS)]).await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.answered("first", case, (&[1, 2, 3, 4, 5], &[])).await;
    tokens(&town, &[1, 2, 6]).await;
    (town, case)
}

fn aliases(panel: &Value) -> Vec<String> {
    let seats = panel["seats"].as_array().unwrap();
    seats.iter().map(|seat| seat["alias"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_a_panel_answered_is_seen_once_two_have_opened_it() {
    let (mut town, case) = sealed().await;
    let reads = narrow(&town, "officer", &["desk:read"]).await;
    let site = app(town.site()).unwrap();
    let [officer, leader, host, reads] =
        ["officer", "leader", "host", &reads].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/desk/cases/{case}/panels/panel-1");
    assert_eq!(host.gets(&path).await.problem(), (403, "forbidden"));
    let other = path.replace("panel-1", "panel-2");
    let absent = format!("/api/v1/desk/cases/{}/panels/panel-1", Uuid::nil());
    officer.sees_none((&other, &absent), None).await;
    let shut = officer.gets(&path).await.body;
    assert_eq!(
        [&shut["seen"], &shut["work"]["sealed"], &shut["acts"], &shut["findings"]],
        [&json!(false), &json!(true), &json!(["convene_first", "open_first"]), &json!([])]
    );
    assert!(!shut.to_string().contains("材料齐备"), "{shut}");
    let minutes = |chair: &str| json!({"do": "minutes", "chair": chair, "text": "同意推荐"});
    let own = aliases(&shut);
    let early = officer.posts(&path, "m0", &minutes(&own[0])).await;
    assert_eq!(early.status, 422, "{}", early.body);

    for who in ["officer", "leader"] {
        town.does(Town::person(who), case, "open_first", Value::Null).await;
    }
    let open = leader.gets(&path).await.body;
    assert_eq!([&open["seen"], &open["work"]["sealed"]], [&json!(true), &json!(false)]);
    for seat in open["seats"].as_array().unwrap() {
        let answers = seat["answers"].as_array().unwrap();
        assert_eq!(answers.len(), open["questions"].as_array().unwrap().len(), "{seat}");
        assert!(answers.iter().all(|one| one["reasons"] == "材料齐备"), "{seat}");
    }
    for n in 1..=5 {
        assert!(!open.to_string().contains(&Town::expert(n).account.to_string()), "{open}");
    }

    assert_eq!(reads.posts(&path, "m", &minutes(&own[0])).await.problem(), (403, "scope-missing"));
    assert_eq!(leader.posts(&path, "m", &minutes(&own[0])).await.problem(), (403, "forbidden"));
    officer.sees_none((&other, &absent), Some(&minutes(&own[0]))).await;
    let version = town.desk().case(case).await.unwrap().version;
    officer.once(&path, "m", &minutes(&own[0])).await;
    assert_eq!(town.desk().case(case).await.unwrap().version, version + 1, "written once");
    let written = officer.gets(&path).await.body["work"]["minutes"].clone();
    let answers = written["answers"].as_array().unwrap();
    assert_eq!((&written["chair"], &written["text"]), (&json!(own[0]), &json!("同意推荐")));
    assert!(answers.len() == 5 && answers.iter().all(|one| one["confirms"].is_null()), "{written}");
}

#[tokio::test]
async fn members_read_their_room_when_it_is_opened_and_speak_in_it() {
    let (mut town, case) = sealed().await;
    let site = app(town.site()).unwrap();
    let [officer, first, second, none] =
        ["officer", "expert1", "expert2", "expert6"].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/reviews/{case}/panel");
    let absent = format!("/api/v1/reviews/{}/panel", Uuid::nil());
    none.sees_none((&path, &absent), None).await;
    let differs = json!({"do": "dissent", "text": "合作渠道尚不稳定"});
    none.sees_none((&path, &absent), Some(&differs)).await;
    assert_eq!(officer.gets(&path).await.problem(), (403, "forbidden"));
    let shut = first.gets(&path).await.body;
    assert_eq!(
        [&shut["reads"], &shut["answers"], &shut["questions"], &shut["dissents"]],
        [&json!(false), &json!([]), &json!([]), &json!([])]
    );
    for who in ["officer", "leader"] {
        town.does(Town::person(who), case, "open_first", Value::Null).await;
    }
    let open = first.gets(&path).await.body;
    assert_eq!((&open["reads"], open["answers"].as_array().unwrap().len()), (&json!(true), 5));
    let (own, theirs) = (&open["alias"], second.gets(&path).await.body["alias"].clone());
    assert_ne!(*own, theirs);
    first.once(&path, "d", &differs).await;
    let told = second.gets(&path).await.body;
    assert_eq!(told["dissents"], json!([{"alias": own, "text": "合作渠道尚不稳定"}]));

    let desk = format!("/api/v1/desk/cases/{case}/panels/panel-1");
    let minutes = json!({"do": "minutes", "chair": own, "text": "同意推荐"});
    officer.once(&desk, "m", &minutes).await;
    assert_eq!(second.gets(&path).await.body["confirms"], true);
    second.once(&path, "c", &json!({"do": "confirm"})).await;
    let told = second.gets(&path).await.body;
    assert_eq!(told["confirms"], false);
    let answers = told["minutes"]["answers"].as_array().unwrap().iter();
    let confirmed: Vec<&Value> =
        answers.filter(|one| one["confirms"] == true).map(|one| &one["alias"]).collect();
    assert_eq!(confirmed, [&theirs]);

    second.once(&path, "e", &json!({"do": "correct", "reasons": "误填了第一题"})).await;
    let asked = officer.gets(&desk).await.body["work"]["corrections"].clone();
    assert_eq!(
        (&asked[0]["alias"], &asked[0]["reasons"], &asked[0]["ruled"]),
        (&theirs, &json!("误填了第一题"), &Value::Null)
    );
    let rule = |reasons: &str| json!({"do": "rule", "alias": theirs, "allowed": false, "reasons": reasons});
    assert_eq!(officer.posts(&desk, "r", &rule(" ")).await.status, 422);
    officer.once(&desk, "r2", &rule("意见已经开启")).await;
    let ruled = officer.gets(&desk).await.body["work"]["corrections"][0]["ruled"].clone();
    assert_eq!((&ruled["allowed"], &ruled["reasons"]), (&json!(false), &json!("意见已经开启")));
}

#[tokio::test]
async fn a_draw_is_looked_at_and_sealed_once_and_for_no_case_of_others() {
    let (mut town, round, draft) = town().await;
    let case = town.reviewable("park", round).await;
    town.listed(&[1, 2, 3, 4, 5, 6]).await;
    let reads = narrow(&town, "officer", &["desk:read"]).await;
    let site = app(town.site()).unwrap();
    let [officer, leader, reads] =
        ["officer", "leader", &reads].map(|word| Program { site: &site, word });
    let told = officer.gets(FRESH).await.body;
    assert_eq!(told["cases"], json!([case]));
    assert_eq!([&told["seats"], &told["substitutes"]], [&json!(5), &json!(3)]);
    assert_eq!(leader.gets(FRESH).await.problem(), (403, "forbidden"));
    let wish = |cases: &[Uuid], substitutes: usize, seal: bool| json!({"cases": cases, "seats": 5, "substitutes": substitutes, "seal": seal});
    let absent = "/api/v1/desk/draws/new/no/law/first";
    let elsewhere = "/api/v1/desk/draws/new/hubei/bases-2025/first";
    officer.sees_none((elsewhere, absent), None).await;
    officer.sees_none((elsewhere, absent), Some(&wish(&[case], 0, true))).await;
    // What is not before the reader is not counted and not named.
    let theirs = officer.posts(FRESH, "t", &wish(&[draft], 0, true)).await;
    let none = officer.posts(FRESH, "n", &wish(&[Uuid::nil()], 0, true)).await;
    assert_eq!((theirs.problem(), none.problem()), ((404, "not-found"), (404, "not-found")));
    assert_eq!(theirs.body["detail"], none.body["detail"]);

    let looked = officer.once(FRESH, "l", &wish(&[case], 3, false)).await;
    assert_eq!([&looked["able"], &looked["draw"]], [&json!(6), &Value::Null]);
    assert_eq!(looked["lacks"].as_array().unwrap().len(), 1, "{looked}");
    let short = officer.posts(FRESH, "s", &wish(&[case], 3, true)).await;
    assert_eq!(short.status, 422, "{}", short.body);
    let seal = wish(&[case], 0, true);
    assert_eq!(reads.posts(FRESH, "k", &seal).await.problem(), (403, "scope-missing"));
    let sealed = officer.once(FRESH, "k", &seal).await;
    let listed = officer.gets("/api/v1/desk/draws").await.body;
    let [draw] = &listed["items"].as_array().unwrap()[..] else { panic!("{listed}") };
    assert_eq!([&draw["id"], &draw["candidates"]], [&sealed["draw"], &json!(6)]);
    for n in 1..=6 {
        assert!(!looked.to_string().contains(&Town::expert(n).account.to_string()));
    }
}
