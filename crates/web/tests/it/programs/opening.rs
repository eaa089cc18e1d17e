//! What programs do at the edges of a case: opening one for the authority, experts that an applicant names, one objection.

use guohe_cases::{event::About, ports::RowQuery};
use guohe_web::app;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ALL, Program, alike::narrow, token, town};
use crate::town::Town;

const WAY: &str = "/api/v1/desk/open/hubei/bases-2025/ministry_base";
const CODE: &str = "91350100M000100Y43";

/// An officer of another authority, with a token.
async fn province(town: &Town) {
    let roles = vec!["hubei/bases-2025:authority".to_owned()];
    town.joins(93, ("province", "省厅经办"), roles, 0).await;
    let own = token("province", Uuid::from_u128(93), &ALL);
    town.desk().store.add_token(town.desk().tenant, &own).await.unwrap();
}

async fn cases(town: &Town) -> usize {
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    town.desk().rows(query).await.unwrap().len()
}

#[tokio::test]
async fn a_case_is_opened_for_the_authority_by_whoever_may_and_once() {
    let (town, ..) = town().await;
    province(&town).await;
    let site = app(town.site()).unwrap();
    let [province, officer, host] =
        ["province", "officer", "host"].map(|word| Program { site: &site, word });
    let list = "/api/v1/desk/open";
    let ways = province.gets(list).await.body;
    let is = |one: &&Value| one["way"] == "ministry_base";
    let way = ways.as_array().unwrap().iter().find(is).unwrap();
    let asked: Vec<&String> = way["facts"].as_object().unwrap().keys().collect();
    assert_eq!(asked, ["host.name", "host.registered_in", "host.uscc"]);
    assert_eq!(province.gets(WAY).await.body, *way, "the list says the same");
    assert_eq!(officer.gets(list).await.body, json!([]));
    assert_eq!(host.gets(list).await.problem(), (403, "forbidden"));
    let stated = json!({"facts": {"host.name": "汉江示例研究院", "host.uscc": CODE,
        "host.registered_in": "420000"}});
    let absent = "/api/v1/desk/open/no/law/ministry_base";
    officer.sees_none((WAY, absent), None).await;
    officer.sees_none((WAY, absent), Some(&stated)).await;
    let unknown = WAY.replace("ministry_base", "none");
    assert_eq!(province.gets(&unknown).await.problem(), (404, "not-found"));

    let before = cases(&town).await;
    let half = json!({"facts": {"host.name": "汉江示例研究院", "host.registered_in": "420000"}});
    let refused = province.posts(WAY, "h", &half).await;
    assert_eq!(refused.body["errors"][0]["place"], "host.uscc", "{}", refused.body);
    let opened = province.once(WAY, "k", &stated).await;
    assert_eq!(cases(&town).await, before + 1, "one key opens one case");
    let read = province.gets(opened["href"].as_str().unwrap()).await.body;
    assert_eq!((&read["id"], &read["title"]), (&opened["id"], &json!("汉江示例研究院")));
}

#[tokio::test]
async fn an_applicant_names_experts_and_learns_of_none_who_reviews() {
    let (mut town, round, case) = town().await;
    let reads = narrow(&town, "host", &["applications:read"]).await;
    let site = app(town.site()).unwrap();
    let [host, park, reads] = ["host", "park", &reads].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/applications/{case}/experts");
    let absent = format!("/api/v1/applications/{}/experts", Uuid::nil());
    let nothing = json!({"most": 3, "open": true, "avoided": [], "objections": true, "listed": []});
    assert_eq!(host.gets(&path).await.body, nothing);
    let avoid = json!({"name": "专家09", "unit": "示例单位", "reasons": "曾有诉讼"});
    park.sees_none((&path, &absent), None).await;
    park.sees_none((&path, &absent), Some(&avoid)).await;
    assert_eq!(reads.posts(&path, "k", &avoid).await.problem(), (403, "scope-missing"));
    let silent = json!({"name": "专家09", "reasons": " "});
    assert_eq!(host.posts(&path, "s", &silent).await.body["errors"][0]["place"], "reasons");
    host.once(&path, "k", &avoid).await;
    let named = host.gets(&path).await.body;
    assert_eq!(named["avoided"], json!([avoid]), "one key names one");

    // While all of the round sit on one's own panel the list would tell who reviews, and is empty.
    let theirs = town.reviewable("park", round).await;
    town.hand_in("host", case).await;
    town.does(Town::person("officer"), case, "check_material", json!({"outcome": "passed"})).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    assert_eq!(host.gets(&path).await.body["listed"], json!([]));
    town.convened("first", theirs, &[6, 7, 8, 9, 10]).await;
    let told = host.gets(&path).await.body;
    let listed = told["listed"].as_array().unwrap();
    let names: Vec<&Value> = listed.iter().map(|one| &one["name"]).collect();
    let all: Vec<Value> = (1..=10).map(|n| json!(format!("专家{n:02}"))).collect();
    assert_eq!(names, all.iter().collect::<Vec<_>>());
    assert_eq!(told["open"], false, "once there is a panel nobody is avoided any more");
    for n in 1..=10 {
        assert!(!told.to_string().contains(&Town::expert(n).account.to_string()));
    }
    // The word of another application names nobody here.
    let foreign = park.gets(&format!("/api/v1/applications/{theirs}/experts")).await.body;
    let object = |word: &Value| json!({"listed": word, "reasons": "合作关系"});
    let strange = host.posts(&path, "f", &object(&foreign["listed"][2]["listed"])).await;
    assert_eq!(strange.body["errors"][0]["place"], "listed", "{}", strange.body);
    host.once(&path, "o", &object(&listed[2]["listed"])).await;
    let told = host.gets(&path).await.body;
    let objected: Vec<&Value> =
        told["listed"].as_array().unwrap().iter().map(|one| &one["objected"]).collect();
    let expected: Vec<Value> = (0..10).map(|at| json!(at == 2)).collect();
    assert_eq!(objected, expected.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn an_objection_is_read_by_whoever_handles_it_and_by_nobody_else() {
    let (mut town, round, _) = town().await;
    let case = town.reviewable("park", round).await;
    let notice = town.posted(case).await;
    province(&town).await;
    let site = app(town.site()).unwrap();
    let [public, officer, leader, host, province] =
        ["", "officer", "leader", "host", "province"].map(|word| Program { site: &site, word });
    let filed = json!({"case": case, "name": "秦异议", "contact": "qin@example.org",
        "text": "所列合作项目并未开展", "written": true});
    let path = format!("/api/v1/notices/{notice}/objections");
    let receipt = public.posts(&path, "k", &filed).await;
    assert_eq!(receipt.status, 200, "{}", receipt.body);
    let one = format!("/api/v1/desk/cases/{case}/objections/objection-1");
    let absent = format!("/api/v1/desk/cases/{}/objections/objection-1", Uuid::nil());
    let read = officer.gets(&one).await.body;
    let said = json!({"name": "秦异议", "contact": "qin@example.org",
        "text": "所列合作项目并未开展", "unit": false});
    assert_eq!(
        read,
        json!({"id": "objection-1", "case": case, "notice": notice,
            "filed_at": receipt.body["filed_at"], "filed_on": "2026-05-06", "on_paper": false,
            "standing": read["standing"], "said": said, "handled": [], "next": read["next"]})
    );
    assert_eq!(leader.gets(&one).await.body["said"], said);
    let code = receipt.body["code"].as_str().unwrap();
    assert!(!read.to_string().contains(code), "the code is for whoever objects");
    assert_eq!(host.gets(&one).await.problem(), (403, "forbidden"));
    province.sees_none((&one, &absent), None).await;
    let other = one.replace("objection-1", "objection-2");
    officer.sees_none((&other, &absent), None).await;
}
