//! What programs do about persons: the pool of experts, what ties them to a case, erasures; and the check of everything.

use axum::http::StatusCode;
use guohe_web::app;
use serde_json::{Value, json};

use super::{Program, TODAY, token, town};
use crate::town::Town;

const POOL: &str = "/api/v1/desk/experts";

fn items(body: &Value) -> &Vec<Value> {
    body["items"].as_array().unwrap()
}

#[tokio::test]
async fn the_pool_is_read_entered_changed_and_left_by_programs() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, leader] = ["officer", "leader"].map(|word| Program { site: &site, word });
    let cells = json!({"name": "示例专家甲", "fields": "robotics", "employers": "示例单位甲"});
    let typed = json!({"cells": cells});
    assert_eq!(leader.posts(POOL, "k", &typed).await.problem(), (403, "forbidden"));
    let strange = officer.posts(POOL, "k", &json!({"cells": {"nickname": "甲"}})).await;
    assert_eq!(strange.body["errors"][0]["place"], "nickname", "{}", strange.body);
    let wrong =
        officer.posts(POOL, "k", &json!({"cells": {"name": "甲", "fields": "sorcery"}})).await;
    assert_eq!(wrong.body["errors"][0]["place"], "fields", "{}", wrong.body);
    for _twice in 0..2 {
        assert_eq!(officer.posts(POOL, "k1", &typed).await.status, StatusCode::OK);
    }
    let all = officer.gets(POOL).await.body;
    let [one] = &items(&all)[..] else { panic!("one key has one effect: {all}") };
    let told = json!({"id": one["id"], "name": "示例专家甲", "titles": [], "units": ["示例单位甲"],
        "fields": ["robotics"], "region": null, "has_account": false, "retired_on": null});
    assert_eq!(*one, told);
    let path = format!("{POOL}/{}", one["id"].as_str().unwrap());
    let person = json!({"name": "示例专家甲", "employers": [{"name": "示例单位甲"}]});
    assert_eq!(officer.gets(&path).await.body["person"], person);

    // What is not said stays as it is; what is said to be empty goes.
    let renamed = json!({"expert": one["id"], "cells": {"name": "示例专家乙"}});
    assert_eq!(officer.posts(POOL, "k2", &renamed).await.status, StatusCode::OK);
    let person = json!({"name": "示例专家乙", "employers": [{"name": "示例单位甲"}]});
    assert_eq!(officer.gets(&path).await.body["person"], person);
    let emptied = json!({"expert": one["id"], "cells": {"employers": ""}});
    assert_eq!(officer.posts(POOL, "k6", &emptied).await.status, StatusCode::OK);
    assert_eq!(officer.gets(&path).await.body["person"], json!({"name": "示例专家乙"}));
    let nobody = uuid::Uuid::nil();
    assert_eq!(officer.gets(&format!("{POOL}/{nobody}")).await.problem(), (404, "not-found"));
    let wrong = json!({"expert": nobody, "cells": {"name": "丙"}});
    assert_eq!(officer.posts(POOL, "k3", &wrong).await.problem(), (404, "not-found"));
    let retire = format!("{POOL}/retire");
    let leaves = |reasons: &str| json!({"expert": one["id"], "reasons": reasons});
    assert_eq!(officer.posts(&retire, "k4", &leaves(" ")).await.status, 422);
    assert_eq!(officer.posts(&retire, "k5", &leaves("退休")).await.status, 200);
    assert_eq!(*items(&officer.gets(POOL).await.body), [] as [Value; 0]);
    let left = officer.gets(&format!("{POOL}?retired=yes")).await.body;
    assert_eq!(items(&left)[0]["retired_on"], TODAY);
}

#[tokio::test]
async fn a_table_of_experts_is_looked_at_and_read_in_whole() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let officer = Program { site: &site, word: "officer" };
    let import = format!("{POOL}/import");
    let table = "name,fields\n示例专家甲,robotics\n示例专家乙,robotics\n";
    let wrong = json!({"table": table.replace("乙,robotics", "乙,sorcery")});
    let refused = officer.posts(&import, "a", &wrong).await;
    assert_eq!(refused.body["errors"][0]["place"], "line 3, fields", "{}", refused.body);
    let looked = officer.posts(&import, "b", &json!({"table": table, "dry_run": true})).await;
    assert_eq!(looked.body, json!({"rows": 2, "entered": false}));
    assert_eq!(items(&officer.gets(POOL).await.body).len(), 0);
    let read = officer.posts(&import, "c", &json!({"table": table})).await;
    assert_eq!(read.body, json!({"rows": 2, "entered": true}));
    let robots = officer.gets(&format!("{POOL}?field=robotics")).await.body;
    assert_eq!(
        (
            items(&robots).len(),
            items(&officer.gets(&format!("{POOL}?field=ocean")).await.body).len()
        ),
        (2, 0)
    );
}

#[tokio::test]
async fn whoever_sits_on_a_panel_is_told_by_alias_among_those_with_ties() {
    let (mut town, round, _) = town().await;
    let case = town.reviewable("park", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    let host = town.desk().case(case).await.unwrap().facts.value("host", "name").unwrap();
    let site = app(town.site()).unwrap();
    let [officer, leader] = ["officer", "leader"].map(|word| Program { site: &site, word });
    // One sits on the panel, the other does not; both were once employed by the host.
    let pool = officer.gets(POOL).await.body;
    let entry = items(&pool).iter().find(|one| one["name"] == "专家01").unwrap()["id"].clone();
    let employer = format!("{}||2020-01-01|", host.as_str().unwrap());
    let cells =
        json!({"name": "专家09", "login": "expert9", "fields": "robotics", "employers": employer});
    let enters = [
        ("a", json!({"expert": entry, "cells": {"employers": employer}})),
        ("b", json!({"cells": cells})),
    ];
    for (key, entered) in enters {
        let done = officer.posts(POOL, key, &entered).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    }
    let path = format!("/api/v1/desk/cases/{case}/conflicts");
    let ties = officer.gets(&path).await.body;
    let who: Vec<&str> = items(&ties).iter().map(|tie| tie["expert"].as_str().unwrap()).collect();
    let [seated, free] = [1, 9].map(|n| Town::expert(n).account.to_string());
    assert_eq!(who.len(), 2, "{ties}");
    assert!(who.contains(&free.as_str()) && !ties.to_string().contains(&seated), "{ties}");
    assert_eq!(leader.gets(&path).await.problem(), (403, "forbidden"));
}

#[tokio::test]
async fn an_erasure_is_asked_for_by_a_program_and_decided_by_none() {
    let (mut town, _, case) = town().await;
    town.hand_in("host", case).await;
    let site = app(town.site()).unwrap();
    let [host, park, officer] =
        ["host", "park", "officer"].map(|word| Program { site: &site, word });
    let data = host.gets("/api/v1/account/data").await.body;
    let kept = data["kept"].as_array().unwrap();
    let own = kept.iter().find(|one| one["case"] == json!(case)).unwrap();
    let subject = own["subjects"][0].as_str().unwrap();
    let list = "/api/v1/desk/erasures";
    assert_eq!(*items(&officer.gets(list).await.body), [] as [Value; 0]);
    let (path, asks) = (
        "/api/v1/applications/erasures",
        json!({"case": case, "subject": subject, "reasons": "已离职"}),
    );
    assert_eq!(park.posts(path, "k", &asks).await.problem(), (404, "not-found"));
    assert_eq!(host.posts(path, "k", &asks).await.status, StatusCode::OK);
    let waiting = officer.gets(list).await.body;
    let [one] = &items(&waiting)[..] else { panic!("{waiting}") };
    assert_eq!((&one["subject"], &one["case"]), (&json!(subject), &json!(case)));
    assert_eq!((&one["asked_on"], &one["proposed_on"]), (&json!(TODAY), &Value::Null));
    assert!(!waiting.to_string().contains("离职"), "why is personal text");
    assert_eq!(host.gets(list).await.problem(), (403, "forbidden"));
}

#[tokio::test]
async fn a_token_for_the_account_alone_does_not_read_persons_of_applications() {
    let (town, ..) = town().await;
    let account = Town::person("host").account;
    let narrow = token("narrow", account, &["account:read"]);
    town.desk().store.add_token(town.desk().tenant, &narrow).await.unwrap();
    let site = app(town.site()).unwrap();
    let [wide, narrow] = ["host", "narrow"].map(|word| Program { site: &site, word });
    let path = "/api/v1/account/data";
    let [all, own] = [wide.gets(path).await.body, narrow.gets(path).await.body];
    let groups = |body: &Value| body["kept"].as_array().unwrap().len();
    assert_eq!((groups(&all), groups(&own)), (2, 1), "{all}");
    assert_eq!(own["kept"][0], all["kept"][0]);
}

#[tokio::test]
async fn the_same_facts_are_ranked_under_every_type_as_under_each() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let anybody = Program { site: &site, word: "" };
    let facts = json!({"facts": {"host": {"kind": "st_park"}}, "date": "2026-05-15"});
    let ranking = anybody.posts("/api/v1/check", "k", &facts).await.body;
    let types = ranking["report"]["types"].as_array().unwrap();
    let known = town.site().laws.iter().map(|law| law.pack.file.types.len()).sum::<usize>();
    assert_eq!(types.len(), known);
    for one in types {
        let (pack, kind) =
            (one["pack"]["id"].as_str().unwrap(), one["type"]["id"].as_str().unwrap());
        let path = format!("/api/v1/laws/{pack}/types/{kind}/check");
        let alone = anybody.posts(&path, "k", &facts).await.body;
        assert_eq!(alone["report"]["overall"], one["overall"], "{pack} {kind}");
    }
    let distances: Vec<u64> = types.iter().map(|one| one["distance"].as_u64().unwrap()).collect();
    assert!(distances.is_sorted(), "{distances:?}");
}
