//! What programs of administrators read: each what their office watches, and none of them a decision.

use guohe_web::app;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ALL, Program, token, town};
use crate::town::Town;

const SYSTEM: [&str; 2] = ["/api/v1/admin/system", "/api/v1/admin/accounts"];
const SECURITY: &str = "/api/v1/admin/security";
const AUDIT: &str = "/api/v1/admin/audit";
const CHAIN: &str = "/api/v1/admin/audit/chain";

/// A town with its three administrators, each with a token.
async fn administered() -> Town {
    let (town, ..) = town().await;
    for (office, id) in [
        ("system", Town::system()),
        ("security", Uuid::from_u128(0x52)),
        ("audit", Uuid::from_u128(0x53)),
    ] {
        town.administrator(office).await;
        let own = token(office, id, &ALL);
        town.desk().store.add_token(town.desk().tenant, &own).await.unwrap();
    }
    town
}

fn items(body: &Value) -> &Vec<Value> {
    body["items"].as_array().unwrap()
}

#[tokio::test]
async fn each_office_reads_what_is_its_own() {
    let town = administered().await;
    let narrow = token("narrow-desk", Town::system(), &["desk:read"]);
    town.desk().store.add_token(town.desk().tenant, &narrow).await.unwrap();
    let site = app(town.site()).unwrap();
    let [system, security, audit, officer, narrow] =
        ["system", "security", "audit", "officer", "narrow-desk"]
            .map(|word| Program { site: &site, word });
    let host = Town::person("host").account;
    let (kept, watched) = (format!("/api/v1/admin/accounts/{host}"), format!("{SECURITY}/{host}"));
    for (path, own) in [
        (SYSTEM[0], "system"),
        (SYSTEM[1], "system"),
        (&kept, "system"),
        (SECURITY, "security"),
        (&watched, "security"),
        (AUDIT, "audit"),
        (CHAIN, "audit"),
    ] {
        for (who, word) in
            [(&system, "system"), (&security, "security"), (&audit, "audit"), (&officer, "officer")]
        {
            let wanted = if word == own { (200, "") } else { (403, "forbidden") };
            assert_eq!(who.gets(path).await.problem(), wanted, "{word} {path}");
        }
        assert_eq!(narrow.gets(path).await.problem(), (403, "scope-missing"), "{path}");
    }
    let absent = kept.replace(&host.to_string(), &Uuid::nil().to_string());
    assert_eq!(system.gets(&absent).await.problem(), (404, "not-found"));

    let line = json!({"id": host, "login": "host", "name": "林若溪",
        "roles": ["beijing/bases-2025:host"], "state": "open", "used_at": null, "ends_on": null, "waits": false});
    let all = system.gets("/api/v1/admin/accounts?limit=200").await.body;
    let accounts = town.desk().store.accounts(town.desk().tenant).await.unwrap();
    assert_eq!(items(&all).len(), accounts.len());
    assert!(items(&all).contains(&line), "{all}");
    let mut one = line.clone();
    one["factor_since"] = Value::Null;
    one["proposal"] = Value::Null;
    assert_eq!(system.gets(&kept).await.body, one);
    let mut one = line;
    one["tokens"] = json!(1);
    one["proposals"] = json!([]);
    assert_eq!(security.gets(&watched).await.body, one);
    let state = system.gets(SYSTEM[0]).await.body;
    assert_eq!(
        [&state["accounts"], &state["closed"]],
        [&json!(accounts.len()), &json!(0)],
        "{state}"
    );
    let holders = security.gets(SECURITY).await.body["holders"].clone();
    assert_eq!(holders["audit"], json!([Uuid::from_u128(0x53)]));
    // No secret of anybody is among what is told.
    for account in accounts {
        for body in [&all, &state, &holders] {
            assert!(account.password.len() < 9 || !body.to_string().contains(&account.password));
        }
    }
}

#[tokio::test]
async fn the_log_is_told_without_what_is_in_it_and_without_who_of_the_experts_acted() {
    let mut town = administered().await;
    let round = town.round().await;
    let case = town.reviewable("park", round).await;
    town.answered("first", case, (&[1, 2, 3, 4, 5], &[])).await;
    let site = app(town.site()).unwrap();
    let audit = Program { site: &site, word: "audit" };
    for wrong in ["kind=none", "person=x", "from=yesterday", "before=x", "limit=0"] {
        let refused = audit.gets(&format!("{AUDIT}?{wrong}")).await;
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.body);
    }
    let (mut all, mut before) = (Vec::new(), String::new());
    loop {
        let page = audit.gets(&format!("{AUDIT}?limit=200{before}")).await.body;
        all.extend(items(&page).clone());
        let Some(next) = page["before"].as_u64() else { break };
        before = format!("&before={next}");
    }
    let numbers: Vec<u64> = all.iter().map(|line| line["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).rev().collect::<Vec<_>>(), "each comes once");
    let of_experts: Vec<&Value> = all.iter().filter(|line| line["role"] == "expert").collect();
    assert_eq!(of_experts.len(), 10, "five declared and answered");
    assert!(of_experts.iter().all(|line| line["account"].is_null()));
    let told = json!(all).to_string();
    for n in 1..=5 {
        assert!(!told.contains(&Town::expert(n).account.to_string()));
    }
    assert!(!told.contains("材料齐备") && !told.contains("京东北示例科技园"));
    let person = Town::expert(1).account;
    assert_eq!(
        *items(&audit.gets(&format!("{AUDIT}?person={person}")).await.body),
        [] as [Value; 0]
    );

    assert_eq!(audit.gets(CHAIN).await.body, json!({"state": "never"}));
    let officer = Program { site: &site, word: "officer" };
    assert_eq!(officer.posts(CHAIN, "k", &json!({})).await.problem(), (403, "forbidden"));
    audit.once(CHAIN, "k", &json!({})).await;
    let asked = audit.gets(&format!("{AUDIT}?person={}", Uuid::from_u128(0x53))).await.body;
    assert_eq!(items(&asked).len(), 1, "that one asked is recorded once: {asked}");
}
