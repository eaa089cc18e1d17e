//! What programs do about units: stating one, its members, its audit.

use guohe_cases::{
    department::id_of,
    event::{About, StreamId},
    person::Person,
    verbs::{
        department::list,
        round::Calling,
        unit::{Newcomer, begin, invitation},
    },
};
use guohe_web::app;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ALL, Program, alike::narrow, now, token, town};
use crate::{town::Town, units::code};

const UNIT: &str = "/api/v1/unit";
const MEMBERS: &str = "/api/v1/unit/members";
const DESK: &str = "/api/v1/desk/units";
const DEPARTMENTS: &str =
    "code,name,name_en,above\ncity,某市科技局,City,\nother,另一市科技局,Other,\n";

/// A town with two departments, and a unit that somebody has begun to register; gives it.
async fn begun() -> (Town, Uuid) {
    let (mut town, ..) = town().await;
    let moment = town.now();
    let officer = Calling { person: Town::person("officer"), moment, once: None };
    list(town.desk(), &officer, DEPARTMENTS, false).await.unwrap();
    for (at, name) in [(0xF1, "city"), (0xF2, "other")] {
        let roles = vec!["hubei/bases-2025:recommender".to_owned()];
        town.joins(at, (name, name), roles, id_of(name).as_u128()).await;
        let own = token(name, Uuid::from_u128(at), &ALL);
        town.desk().store.add_token(town.desk().tenant, &own).await.unwrap();
    }
    let moment = town.now();
    let by = Calling { person: Person::visitor(Uuid::from_u128(0xE0)), moment, once: None };
    let newcomer =
        Newcomer { name: "林若溪".into(), word: "lin".into(), password: "-".to_owned() };
    let (receipt, account) = begin(town.desk(), &by, &newcomer).await.unwrap();
    let own = token("lin", account.id, &ALL);
    town.desk().store.add_token(town.desk().tenant, &own).await.unwrap();
    (town, receipt.stream.id)
}

fn statement() -> Value {
    json!({"name_zh": "云溪研究院", "name_en": "Yunxi Institute", "code": code(),
        "kind": "research_institution", "place": "420000", "superior": "city"})
}

fn contact() -> Value {
    json!({"name": "林若溪", "telephone": "0100 5550100", "mail": "lin@example.org"})
}

fn save(statement: &Value, hand_in: bool) -> Value {
    json!({"statement": statement, "contact": contact(), "hand_in": hand_in})
}

fn steps(body: &Value) -> Vec<&str> {
    let history = body["history"].as_array().unwrap();
    history.iter().map(|step| step["step"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_unit_is_stated_by_a_program_and_handed_in_once() {
    let (town, unit) = begun().await;
    let narrow = narrow(&town, "host", &["applications:read", "applications:write"]).await;
    let site = app(town.site()).unwrap();
    let [lin, city, narrow, park] =
        ["lin", "city", &narrow, "park"].map(|word| Program { site: &site, word });
    // Filling applications in is another area.
    assert_eq!(narrow.gets(UNIT).await.problem(), (403, "scope-missing"));
    assert_eq!(city.gets(UNIT).await.problem(), (403, "forbidden"));
    let own = lin.gets(UNIT).await.body;
    let told = ["id", "standing", "role", "open", "receipt"].map(|name| own[name].clone());
    assert_eq!(
        told,
        [json!(unit), json!("draft"), json!("administrator"), json!(true), json!(false)]
    );
    assert_eq!(steps(&own["unit"]), ["begun"]);
    // Who was entered by the operator has no registration to read.
    let entered = park.gets(UNIT).await.body;
    assert_eq!((&entered["standing"], &entered["unit"]), (&json!("entered"), &Value::Null));

    let mut wrong = statement();
    wrong["code"] = json!("Y199");
    let saved = lin.once(UNIT, "s", &save(&wrong, false)).await;
    assert_eq!(
        (&saved["standing"], &saved["faults"][0]["place"]),
        (&json!("draft"), &json!("code"))
    );
    let refused = lin.posts(UNIT, "w", &save(&wrong, true)).await;
    assert_eq!(refused.body["errors"][0]["place"], "code", "{}", refused.body);

    let stated = lin.once(UNIT, "h", &save(&statement(), true)).await;
    assert_eq!((&stated["standing"], &stated["faults"]), (&json!("stated"), &json!([])));
    let own = lin.gets(UNIT).await.body;
    assert_eq!(steps(&own["unit"]), ["begun", "stated"], "one key has one effect");
    assert_eq!((&own["open"], &own["unit"]["statement"]), (&json!(false), &statement()));
    assert_eq!((&own["unit"]["contact"]), &contact());
    assert_eq!(own["unit"]["audited_by"], json!({"zh": "某市科技局", "en": "City"}));
    // Nothing seals the log of the town, so there is nothing to prove what was handed in.
    assert_eq!(lin.gets("/api/v1/unit/receipt").await.problem(), (404, "not-found"));
}

#[tokio::test]
async fn a_registration_is_audited_by_the_department_it_was_handed_in_to_and_once() {
    let (town, unit) = begun().await;
    let site = app(town.site()).unwrap();
    let [lin, city, other] = ["lin", "city", "other"].map(|word| Program { site: &site, word });
    let (one, absent) = (format!("{DESK}/{unit}"), format!("{DESK}/{}", Uuid::nil()));
    // Before it is handed in it is nobody's.
    city.sees_none((&one, &absent), None).await;
    lin.once(UNIT, "h", &save(&statement(), true)).await;
    let listed = city.gets(DESK).await.body;
    let [line] = &listed["items"].as_array().unwrap()[..] else { panic!("{listed}") };
    let name = json!({"zh": "云溪研究院", "en": "Yunxi Institute"});
    assert_eq!(
        [&line["id"], &line["name"], &line["code"], &line["standing"]],
        [&json!(unit), &name, &json!(code()), &json!("stated")]
    );
    assert_eq!(other.gets(DESK).await.body["items"], json!([]));
    other.sees_none((&one, &absent), None).await;
    let admitted = json!({"outcome": "admitted"});
    other.sees_none((&one, &absent), Some(&admitted)).await;
    let read = city.gets(&one).await.body;
    assert_eq!((&read["waits"], &read["taken"]), (&json!(true), &Value::Null));
    assert_eq!(read["unit"], lin.gets(UNIT).await.body["unit"]);

    let silent = city.posts(&one, "a", &json!({"outcome": "returned", "reasons": " "})).await;
    assert_eq!(silent.body["errors"][0]["place"], "reasons", "{}", silent.body);
    city.once(&one, "b", &json!({"outcome": "returned", "reasons": "名称不全"})).await;
    let own = lin.gets(UNIT).await.body;
    assert_eq!(
        (&own["standing"], &own["unit"]["reasons"]),
        (&json!("returned"), &json!("名称不全"))
    );
    lin.once(UNIT, "h2", &save(&statement(), true)).await;
    city.once(&one, "c", &admitted).await;
    let own = lin.gets(UNIT).await.body;
    assert_eq!(own["standing"], "admitted");
    assert_eq!(steps(&own["unit"]), ["begun", "stated", "returned", "stated", "admitted"]);
    let twice = city.posts(&one, "d", &admitted).await;
    assert_eq!(twice.status, 422, "{}", twice.body);
}

#[tokio::test]
async fn somebody_is_invited_by_a_word_of_ones_own_and_rights_end_on_the_page_alone() {
    let (town, unit) = begun().await;
    let site = app(town.site()).unwrap();
    let [lin, park] = ["lin", "park"].map(|word| Program { site: &site, word });
    let word = "0123456789abcdef0123456789ABCDEF_-";
    let invite = |word: &str| json!({"do": "invite", "role": "filler", "word": word});
    for weak in ["short", "0123456789abcdef 0123456789abcdef", &"a".repeat(129)] {
        let refused = lin.posts(MEMBERS, "w", &invite(weak)).await;
        assert_eq!(refused.body["errors"][0]["place"], "word", "{weak}: {}", refused.body);
    }
    let joins = lin.once(MEMBERS, "i", &invite(word)).await;
    assert_eq!(joins["join"], format!("http://localhost:8080/join/{unit}"));
    let told = lin.gets(MEMBERS).await.body;
    let [open] = &told["invitations"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(open["role"], "filler");
    assert!(!told.to_string().contains(word), "{told}");
    assert!(invitation(town.desk(), unit, word, now()).await.unwrap().is_some());
    let [member] = &told["members"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(
        [&member["name"], &member["role"], &told["manages"], &told["handover_to"]],
        [&json!("林若溪"), &json!("administrator"), &json!(true), &Value::Null]
    );

    let id = &member["id"];
    for wanted in [
        json!({"do": "end", "member": id, "reasons": "离职"}),
        json!({"do": "offer", "member": id}),
        json!({"do": "accept"}),
    ] {
        let refused = lin.posts(MEMBERS, "p", &wanted).await;
        assert_eq!(refused.problem(), (403, "proof-needed"), "{wanted}");
    }
    let strange = lin.posts(MEMBERS, "x", &json!({"do": "decline", "member": id})).await;
    assert_eq!(strange.problem(), (400, "malformed"), "{}", strange.body);
    assert_eq!(lin.gets(MEMBERS).await.body, told, "nothing was done");
    // Whoever administers nothing invites nobody.
    let theirs = park.posts(MEMBERS, "i", &invite(word)).await;
    assert_eq!(theirs.status, 403, "{}", theirs.body);
    let nobody = json!({"manages": false, "members": [], "invitations": [], "handover_to": null,
        "replacement": null});
    assert_eq!(park.gets(MEMBERS).await.body, nobody);

    lin.once(MEMBERS, "t", &json!({"do": "withdraw", "invitation": open["id"]})).await;
    assert_eq!(lin.gets(MEMBERS).await.body["invitations"], json!([]));
    assert_eq!(invitation(town.desk(), unit, word, now()).await.unwrap(), None);
    let stream = StreamId { about: About::Organisation, id: unit };
    assert_eq!(town.desk().events(stream).await.unwrap().len(), 3, "begun, invited, taken back");
}
