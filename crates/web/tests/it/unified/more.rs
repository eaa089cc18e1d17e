//! What a provider tells beyond the token.

use guohe_web::unified::{Finds, Holds};
use serde_json::json;

use super::{APPLICANT, FAILED, office, provider::Flaw, signs_in};

#[tokio::test]
async fn what_a_token_does_not_say_is_asked_for_about_whom_it_names_and_nobody_else() {
    let finds = Finds { claim: "who".to_owned(), holds: Holds::Login };
    let (office, outside) = office(Some(finds), &[]).await;
    outside.tell(json!({ "who": "lu" }));
    let flaws = [Flaw::TellsOfAnother, Flaw::TellsOfNobody, Flaw::TellsInToken, Flaw::TellsNothing];
    for flaw in flaws {
        outside.are(flaw);
        assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), FAILED, "{flaw:?}");
    }
    outside.are(Flaw::None);
    for other in [json!({}), json!({ "who": "shen" }), json!({ "who": ["lu"] })] {
        outside.tell(other.clone());
        assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), FAILED, "{other}");
    }
    // What the token says is not asked for, and what is told does not stand above it.
    outside.tell(json!({ "who": "lu" }));
    outside.say(json!({ "who": "nobody" }));
    let before = outside.asked();
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), FAILED);
    assert_eq!((before, outside.asked(), office.links(APPLICANT).await), (7, 7, Vec::new()));
    outside.say(json!({}));
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), "/home");
    let linked = office.links(APPLICANT).await;
    assert_eq!(linked.iter().map(|link| link.subject.as_str()).collect::<Vec<_>>(), ["a1"]);
    // Whoever is linked is known without it.
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), "/home");
    assert_eq!(outside.asked(), 8);
}
