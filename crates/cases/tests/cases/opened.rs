//! Cases that the authority opens itself, and what comes of them without anybody.

use std::sync::Arc;

use guohe_cases::{
    credit_code::CreditCode,
    department::Reach,
    desk::Desk,
    event::Tenant,
    facts::Edit,
    intake::standing_id,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    moment::Moment,
    person::Person,
    refusal::Sort,
    verbs::{
        Request, lapse,
        open::{Opening, open_case},
        opened, perform,
        registry::keep_every,
        round::Calling,
    },
};
use guohe_rules::pack::Shelf;
use guohe_testkit::packs;
use serde_json::json;
use uuid::Uuid;

use crate::{
    hosts::{HUBEI, Place},
    world::{day, refusal},
};

fn set(place: &str, typed: &str) -> Edit {
    Edit::Set { place: place.to_owned(), typed: typed.to_owned() }
}

fn at(day: &str, fresh: u128) -> Moment {
    let now = format!("{day}T02:00:00Z").parse().unwrap();
    Moment { now, fresh: Uuid::from_u128(fresh), seed: [7; 32] }
}

/// The law with another condition for what comes by itself in the stage of a base that is managed.
fn from_a_day_on(day: &str) -> Law {
    let mut files = packs::files().unwrap();
    let path = format!("{HUBEI}/lifecycle.yaml");
    let text = files.get_mut(&path).unwrap();
    let by_itself = text.find("id: leave_on_end").unwrap();
    let rest = text.split_at(by_itself).1;
    let (from, to) = (rest.find("    when:").unwrap(), rest.find("    sets:").unwrap());
    let when = format!("    when: {{at_least: [reference_date, {day}]}}\n");
    text.replace_range(by_itself + from..by_itself + to, &when);
    let shelf = Shelf::load(&files);
    Law::of(Arc::clone(shelf.pack(HUBEI).unwrap())).unwrap()
}

#[tokio::test]
async fn what_waits_for_a_condition_alone_is_swept_on_the_day_on_which_it_holds() {
    let law = from_a_day_on("2026-01-10");
    let pack = law.reference();
    let mut laws = Laws::default();
    laws.add(law);
    let (tenant, store, kept) = (Tenant("place".to_owned()), Memory::default(), Kept::default());
    let desk = Desk { tenant: &tenant, store: &store, kept: &kept, laws: &laws };
    let person = Person {
        account: Uuid::from_u128(0xF),
        roles: vec![format!("{HUBEI}:authority")],
        organisation: None,
        acting_for: None,
        reach: Reach::Everybody,
    };
    let kept_since = |list: &str| {
        let fresh =
            list.bytes().fold(0x10_000, |all: u128, byte| all.wrapping_mul(31) + u128::from(byte));
        Calling { person: person.clone(), moment: at("2026-01-05", fresh), once: None }
    };
    let law = laws.get(&pack).unwrap();
    keep_every(desk, law, day("2020-01-01"), "本系统自始登记", kept_since).await.unwrap();
    let by = Calling { person: person.clone(), moment: at("2026-01-05", 1), once: None };
    let edits = [
        set("host.name", "汉江示例研究院"),
        set("host.uscc", "Z91420000000000021"),
        set("host.registered_in", "420000"),
    ];
    let case = opened::open(desk, &by, (&pack, "ministry_base"), &edits).await.unwrap().stream.id;
    let fields = json!({
        "document_on": "2019-06-01",
        "document_number": "示例国基〔2019〕3号",
        "main_field": "new_materials",
        "sub_unit": "无",
    });
    let request = Request {
        person,
        moment: at("2026-01-05", 2),
        cases: vec![case],
        act: "take_in".to_owned(),
        input: json!({"fields": fields}),
        seen: None,
        once: None,
    };
    perform(desk, &request).await.unwrap();
    let managed = desk.case(case).await.unwrap();
    assert_eq!((managed.stage.at.to.as_str(), managed.stage.at.due), ("managed", None));
    for (on, passed, stage) in
        [("2026-01-09", 0, "managed"), ("2026-01-10", 1, "no_longer_managed")]
    {
        let swept = lapse::sweep(desk, || at(on, 3)).await.unwrap();
        assert_eq!((swept.passed, swept.failed.len()), (passed, 0), "{on}");
        assert_eq!(desk.case(case).await.unwrap().stage.at.to, stage, "{on}");
    }
}

#[tokio::test]
async fn nobody_applies_in_the_intake_that_is_only_for_the_authority() {
    let place = Place::of(HUBEI, "application").await;
    let (person, moment) = (place.applicant(1), place.moment());
    let round = standing_id(&place.reference);
    let opening = Opening { person, moment, round, kind: "JR".to_owned(), once: None };
    let refused = refusal(open_case(place.desk(), &opening).await);
    assert_eq!((refused.sort, &*refused.place), (Sort::Condition, "round"));
}

#[tokio::test]
async fn all_that_is_missing_of_an_opened_case_is_said_at_once() {
    let place = Place::of(HUBEI, "application").await;
    let by = place.officer();
    let edits = [set("host.name", "汉江示例研究院"), set("host.registered_in", "nowhere")];
    let way = (&place.reference, "ministry_base");
    let refused = refusal(opened::open(place.desk(), &by, way, &edits).await);
    let places: Vec<&str> = refused.faults.iter().map(|fault| &*fault.place).collect();
    assert_eq!(places, ["host.uscc", "host.registered_in"]);
}

#[tokio::test]
async fn an_opened_case_belongs_to_the_unit_that_holds_the_stated_code_and_nobody_fills_it_in() {
    let place = Place::of(HUBEI, "application").await;
    let opens = async |code: &str| {
        let edits = [
            set("host.name", "汉江示例研究院"),
            set("host.uscc", code),
            set("host.registered_in", "420000"),
        ];
        let way = (&place.reference, "ministry_base");
        let by = place.officer();
        let case = opened::open(place.desk(), &by, way, &edits).await.unwrap().stream.id;
        (by.moment.fresh, place.desk().case(case).await.unwrap())
    };
    let code = CreditCode::read("91350100M000100Y43").unwrap();
    let (_, case) = opens("91350100 M000100Y43").await;
    assert_eq!((case.organisation, case.locked), (code.organisation(), true));
    // What is no code is nobody's.
    let (fresh, case) = opens("Z91420000000000021").await;
    assert_eq!(case.organisation, fresh);
}
