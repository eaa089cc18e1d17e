//! What programs of officers do besides acts: registers, the last day of a call, statistics, late entries.

use guohe_web::app;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ALL, Program, token, town};
use crate::town::{PACK, TODAY, Town};

const BANS: &str = "/api/v1/desk/registers/beijing/bases-2025/ban";

fn items(body: &Value) -> &Vec<Value> {
    body["items"].as_array().unwrap()
}

/// Another officer, with a token.
async fn second(town: &Town) {
    town.joins(0x77, ("second", "秦远山"), vec![format!("{PACK}:authority")], 0).await;
    let token = token("second", Uuid::from_u128(0x77), &ALL);
    town.desk().store.add_token(town.desk().tenant, &token).await.unwrap();
}

#[tokio::test]
async fn a_register_is_looked_at_loaded_whole_and_read() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, leader] = ["officer", "leader"].map(|word| Program { site: &site, word });
    let all = "/api/v1/desk/registers";
    assert_eq!(leader.gets(all).await.problem(), (403, "forbidden"));
    let line = async || {
        let told = officer.gets(&format!("{all}?limit=200")).await.body;
        let is = |one: &&Value| one["law"] == PACK && one["record"] == "ban";
        items(&told).iter().find(is).unwrap().clone()
    };
    let before = line().await;
    assert_eq!((&before["complete"], &before["entries"]), (&json!(true), &json!(0)));
    assert_eq!(before["sheets"][0]["basis"]["kept"]["empty_before"], true, "{before}");
    let table = "被禁单位统一社会信用代码,jurisdiction,blocks,decided_on,lifted_on,decision_number\n\
                 Z91110000000000011,北京市,申报,2025-06-01,无,示例〔2025〕3号\n";
    let part = json!({"field": "jurisdiction", "code": "110000"});
    let load = |table: &str, dry_run: bool| {
        json!({"table": table, "part": part, "as_of": "2026-02-20", "source": "京科函〔2026〕1号",
            "dry_run": dry_run})
    };
    let wrong = officer.posts(BANS, "w", &load(&table.replace("2025-06-01", "去年"), false)).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let looked = officer.posts(BANS, "a", &load(table, true)).await.body;
    assert_eq!(looked, json!({"rows": 1, "entered": false}));
    assert_eq!(*items(&officer.gets(BANS).await.body), [] as [Value; 0]);
    for _twice in 0..2 {
        let loaded = officer.posts(BANS, "b", &load(table, false)).await.body;
        assert_eq!(loaded, json!({"rows": 1, "entered": true}));
    }
    let entries = officer.gets(BANS).await.body;
    let [entry] = &items(&entries)[..] else { panic!("{entries}") };
    assert_eq!(entry["facts"]["decision_number"], "示例〔2025〕3号", "{entry}");
    assert_eq!(entry["case"], Value::Null);
    let after = line().await;
    assert_eq!((&after["entries"], &after["sheets"][0]["rows"]), (&json!(1), &json!(1)));

    let keep = json!({"part": part, "since": "2026-02-21", "empty_before": false, "reasons": " "});
    let keeping = format!("{BANS}/keep");
    assert_eq!(officer.posts(&keeping, "c", &keep).await.body["errors"][0]["place"], "reasons");
    let strange = BANS.replace("/ban", "/nothing");
    assert_eq!(officer.gets(&strange).await.problem(), (404, "not-found"));
}

#[tokio::test]
async fn the_last_day_of_a_call_is_moved_by_two() {
    let (town, round, _) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, leader, host] =
        ["officer", "leader", "host"].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/desk/rounds/{round}/extensions");
    assert_eq!(officer.gets(&path).await.body, json!([]));
    assert_eq!(host.gets(&path).await.problem(), (403, "forbidden"));
    let closes = town.desk().round(round).await.unwrap().terms.closes_on;
    let later = closes.tomorrow().unwrap();
    let moving = json!({"closes_on": later, "reasons": "服务中断"});
    let silent = json!({"closes_on": later, "reasons": " "});
    assert_eq!(officer.posts(&path, "a", &silent).await.status, 422);
    assert_eq!(officer.posts(&path, "b", &moving).await.status, 200);
    let told = officer.gets(&path).await.body;
    assert_eq!((&told[0]["to"], &told[0]["confirmed"]), (&json!(later), &Value::Null));
    let settle = format!("{path}/settle");
    let yes = json!({"proposal": told[0]["number"], "confirm": true});
    assert_eq!(officer.posts(&settle, "c", &yes).await.status, 403, "it takes two");
    assert_eq!(leader.posts(&settle, "d", &yes).await.status, 200);
    assert_eq!(officer.gets(&path).await.body[0]["confirmed"], true);
    assert_eq!(town.desk().round(round).await.unwrap().terms.closes_on, later);
}

#[tokio::test]
async fn the_statistics_of_a_round_count_what_was_handed_in_and_returned() {
    let (mut town, round, case) = town().await;
    town.hand_in("host", case).await;
    town.open("park", round, "PARK").await;
    let site = app(town.site()).unwrap();
    let [officer, host] = ["officer", "host"].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/desk/rounds/{round}/statistics");
    let told = officer.gets(&path).await.body;
    let none = json!({"handed_in": 1, "returned_for_revision": 0, "corrections": 0,
        "not_taken_up": 0, "not_recommended": 0, "waivers": [], "overrides": []});
    assert_eq!(told, none);
    assert_eq!(host.gets(&path).await.problem(), (403, "forbidden"));
}

#[tokio::test]
async fn a_letter_is_entered_by_one_officer_and_confirmed_by_another() {
    let (mut town, round, _) = town().await;
    second(&town).await;
    let case = town.reviewable("park", round).await;
    let site = app(town.site()).unwrap();
    let [officer, second, host] =
        ["officer", "second", "host"].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/desk/cases/{case}/late");
    assert_eq!(host.gets(&path).await.problem(), (403, "forbidden"));
    let yesterday = TODAY.parse::<Date>().unwrap().yesterday().unwrap();
    let letter = |base64: &str| {
        json!({"act": "withdraw", "took_place_on": yesterday, "reasons": "纸质来件",
            "input": {"reasons": "项目调整"}, "paper": {"name": "letter.pdf", "base64": base64}})
    };
    let wrong = officer.posts(&path, "a", &letter("%%")).await;
    assert_eq!(wrong.body["errors"][0]["place"], "paper.base64", "{}", wrong.body);
    let entered = officer.posts(&path, "b", &letter("JVBERi0xLjcgc2Nhbg==")).await;
    assert_eq!(entered.status, 200, "{}", entered.body);
    let told = officer.gets(&path).await.body;
    assert_eq!((&told[0]["act"], &told[0]["confirmed"]), (&json!("withdraw"), &Value::Null));
    assert_eq!(told[0]["input"]["reasons"], "项目调整");
    assert_eq!(town.desk().case(case).await.unwrap().stage.at.end, None, "one alone ends nothing");
    let settle = format!("{path}/settle");
    let yes = json!({"entry": told[0]["number"], "confirm": true});
    assert_eq!(officer.posts(&settle, "c", &yes).await.status, 403, "it takes two");
    assert_eq!(second.posts(&settle, "d", &yes).await.status, 200);
    assert_eq!(officer.gets(&path).await.body[0]["confirmed"], true);
    assert!(town.desk().case(case).await.unwrap().stage.at.end.is_some());
}
