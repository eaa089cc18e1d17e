//! Conditions that the notice of a round adds: what is asked of whoever enters them, and which cases they hold for.

use guohe_cases::{
    law::PackRef,
    refusal::Fault,
    round::Terms,
    verbs::{
        open::{Opening, open_case},
        round::{change_round, open_round},
    },
};
use guohe_rules::syntax::{Addition, Additions, JudgedAddition, Words};
use uuid::Uuid;

use crate::{
    hosts::{HUBEI, Place},
    world::refusal,
};

fn words(text: &str) -> Words {
    Words { zh: text.to_owned(), en: text.to_owned() }
}

fn offered(id: &str, place: &str) -> Addition {
    Addition { id: id.to_owned(), place: words(place), types: Vec::new(), judged: None }
}

fn added(conditions: Vec<Addition>) -> Additions {
    Additions { document: words("示例通知"), conditions }
}

async fn terms(place: &Place, adds: Additions) -> Terms {
    let round = place.desk().round(place.round).await.unwrap();
    Terms { adds, ..round.terms }
}

async fn opens(place: &Place, round: Uuid, account: u128) -> PackRef {
    let (person, moment) = (place.applicant(account), place.moment());
    let opening = Opening { person, moment, round, kind: "JR".to_owned(), once: None };
    let case = open_case(place.desk(), &opening).await.unwrap().stream.id;
    place.desk().case(case).await.unwrap().pack.clone()
}

#[tokio::test]
async fn a_case_keeps_the_conditions_that_its_round_added_when_it_was_opened() {
    let place = Place::of(HUBEI, "application").await;
    let adds = added(vec![offered("HB-N1", "第三条")]);
    let with = terms(&place, adds).await;
    let round = open_round(place.desk(), &place.officer(), with).await.unwrap().stream.id;
    let first = opens(&place, round, 1).await;
    let now = place.desk().round(round).await.unwrap().terms;
    let without = Terms { adds: Additions::default(), ..now };
    change_round(place.desk(), &place.officer(), round, without, "通知更正").await.unwrap();
    let second = opens(&place, round, 2).await;
    let asks = |pack: &PackRef| {
        let law = place.laws.get(pack).unwrap();
        law.pack.clause("HB-N1").map(|clause| clause.written.cite.zh.clone())
    };
    assert_eq!(asks(&first), Some("示例通知第三条".to_owned()));
    assert_eq!(asks(&second), None);
    // Without additions it is the law as it was, and not a copy of it.
    assert_eq!(second, place.reference);
}

#[tokio::test]
async fn every_fault_of_an_added_condition_is_said_at_its_own_place() {
    let place = Place::of(HUBEI, "application").await;
    let judged = JudgedAddition { name: words(""), text: words(""), by: "host".to_owned() };
    let own = Addition {
        judged: Some(judged),
        types: vec!["PARK".to_owned()],
        ..offered("HB-call-1", "第四条")
    };
    let conditions = vec![offered("HB-N1", " "), offered("HB-N9", "第五条"), own];
    let adds = Additions { document: words(""), conditions };
    let with = terms(&place, adds).await;
    let refused = refusal(open_round(place.desk(), &place.officer(), with).await);
    let places: Vec<&str> = refused.faults.iter().map(|fault: &Fault| &*fault.place).collect();
    assert_eq!(
        places,
        [
            "adds.document.zh",
            "adds.HB-N1.place",
            "adds.HB-N9.on",
            "adds.HB-call-1.types",
            "adds.HB-call-1.name.zh",
            "adds.HB-call-1.text.zh",
            "adds.HB-call-1.by",
        ]
    );
}
