//! What programs of officers do about calls: what a law asks, opening one, its terms, other terms.

use guohe_cases::{event::About, ports::RowQuery};
use guohe_web::app;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Program, alike::narrow, town};
use crate::town::Town;

const FRESH: &str = "/api/v1/desk/rounds/new/beijing/bases-2025";

/// How many calls there are.
async fn count(town: &Town) -> usize {
    let query = RowQuery { about: Some(About::Round), ..RowQuery::default() };
    town.desk().rows(query).await.unwrap().len()
}

fn terms(despite: &Value) -> Value {
    json!({
        "name": {"zh": "2027年度申报", "en": ""},
        "opens_on": "2027-03-01", "closes_on": "2027-05-15", "reference_date": "2027-05-15",
        "parameters": {"key_fields": ["robotics"], "look_back_years": "3"},
        "file": {"guides": {"year": "2027"}},
        "contact": {"office": "国际合作处"},
        "despite": despite,
    })
}

fn places(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().unwrap();
    errors.iter().map(|one| one["place"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_call_is_opened_for_ones_own_law_alone_and_with_what_the_law_asks() {
    let (town, ..) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, leader] = ["officer", "leader"].map(|word| Program { site: &site, word });
    assert_eq!(leader.gets(FRESH).await.problem(), (403, "forbidden"));
    let (elsewhere, nowhere) =
        ("/api/v1/desk/rounds/new/hubei/bases-2025", "/api/v1/desk/rounds/new/no/law");
    officer.sees_none((elsewhere, nowhere), None).await;
    officer.sees_none((elsewhere, nowhere), Some(&terms(&json!("先行开放")))).await;
    let form = officer.gets(FRESH).await.body;
    let asked = form["parameters"].as_array().unwrap().iter();
    let asked: Vec<&Value> = asked.map(|one| &one["name"]).collect();
    assert!(asked.contains(&&json!("key_fields")), "{form}");
    assert_eq!(form["file"][0]["key"], "guides", "{form}");

    let before = count(&town).await;
    let unready = officer.posts(FRESH, "u", &terms(&Value::Null)).await;
    assert_eq!(unready.status, 422, "{}", unready.body);
    let mut strange = terms(&json!("先行开放"));
    strange["parameters"]["lme_rd_growth"] = json!("4.6%");
    strange["parameters"]["key_fields"] = json!("robotics");
    strange["readings"] = json!({"BJ-none": "a"});
    strange["file"]["guides"]["nothing"] = json!("x");
    let refused = officer.posts(FRESH, "x", &strange).await;
    let wrong = [
        "parameters.key_fields",
        "parameters.lme_rd_growth",
        "readings.BJ-none",
        "file.guides.nothing",
    ];
    assert_eq!(places(&refused.body), wrong);
    assert_eq!(count(&town).await, before, "nothing was opened");
}

#[tokio::test]
async fn a_call_is_opened_once_read_and_changed_with_reasons() {
    let (town, ..) = town().await;
    let reads = narrow(&town, "officer", &["desk:read"]).await;
    let site = app(town.site()).unwrap();
    let [officer, leader, reads] =
        ["officer", "leader", &reads].map(|word| Program { site: &site, word });
    let before = count(&town).await;
    let despite = terms(&json!("读法待定，先行开放"));
    assert_eq!(reads.posts(FRESH, "k", &despite).await.problem(), (403, "scope-missing"));
    let opened = officer.once(FRESH, "k", &despite).await;
    assert_eq!(count(&town).await, before + 1, "one key opens one call");
    let id: Uuid = opened["id"].as_str().unwrap().parse().unwrap();
    let one = format!("/api/v1/desk/rounds/{id}");
    assert_eq!(opened["href"], one);
    let mut held = json!({
        "id": id, "law": "beijing/bases-2025", "status": "open",
        "name": {"zh": "2027年度申报", "en": "2027年度申报"},
        "opens_on": "2027-03-01", "closes_on": "2027-05-15", "reference_date": "2027-05-15",
        "parameters": {"key_fields": ["robotics"], "look_back_years": "3"}, "readings": {},
        "file": [{"list": "guides", "id": "guide-1", "cells": {"year": 2027}}],
        "contact": {"office": "国际合作处"},
        "adds": {"document": {"zh": "", "en": ""}, "conditions": []},
        "despite": "读法待定，先行开放",
    });
    assert_eq!(reads.gets(&one).await.body, held);
    let absent = format!("/api/v1/desk/rounds/{}", Uuid::nil());
    assert_eq!(officer.gets(&absent).await.problem(), (404, "not-found"));
    assert_eq!(leader.gets(&one).await.problem(), (403, "forbidden"));

    let mut other = despite.clone();
    other["name"]["zh"] = json!("2027年度申报（修订）");
    let change = |terms: &Value, reasons: &str| json!({"terms": terms, "reasons": reasons});
    assert_eq!(places(&officer.posts(&one, "c", &change(&other, " ")).await.body), ["reasons"]);
    let mut later = other.clone();
    later["closes_on"] = json!("2027-06-15");
    assert_eq!(
        places(&officer.posts(&one, "c", &change(&later, "延后")).await.body),
        ["closes_on"]
    );
    officer.once(&one, "d", &change(&other, "名称更正")).await;
    held["name"] = json!({"zh": "2027年度申报（修订）", "en": "2027年度申报（修订）"});
    assert_eq!(officer.gets(&one).await.body, held);
    assert_eq!(town.desk().round(id).await.unwrap().version, 2, "changed once");
}

#[tokio::test]
async fn where_nothing_is_ranked_there_are_no_ranks() {
    let (town, round, _) = town().await;
    let site = app(town.site()).unwrap();
    let [officer, host] = ["officer", "host"].map(|word| Program { site: &site, word });
    let path = format!("/api/v1/desk/rounds/{round}/scores");
    assert_eq!(officer.gets(&path).await.body, json!([]));
    assert_eq!(host.gets(&path).await.problem(), (403, "forbidden"));
    let absent = format!("/api/v1/desk/rounds/{}/scores", Uuid::nil());
    assert_eq!(officer.gets(&absent).await.problem(), (404, "not-found"));
}
