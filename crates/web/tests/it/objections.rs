//! Objections of the public: what the code opens, to whom, and how often one may try.

use guohe_web::{app, surface::Rate, throttle::Throttle};
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

/// A town with a posted notice about one application.
async fn posted() -> (Town, Uuid, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let notice = town.posted(case).await;
    (town, case, notice)
}

/// Somebody objects in the pages and is shown a code.
async fn objects(visitor: &mut Visitor, notice: Uuid, case: Uuid, text: &str) -> String {
    let page = format!("/notices/{notice}/object");
    let case = case.to_string();
    let form = [
        ("entry", case.as_str()),
        ("who", "person"),
        ("name", "秦异议"),
        ("contact", "qin@example.org"),
        ("text", text),
        ("written", "yes"),
    ];
    let receipt = visitor.fills(&page, &page, &form).await.text();
    let code = receipt.split("<code>").nth(1).unwrap_or_else(|| panic!("{receipt}"));
    code.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_opens_its_own_objection_and_all_others_get_one_answer() {
    let (town, case, notice) = posted().await;
    let site = app(town.site()).unwrap();
    let mut public = Visitor::of(&site);
    let code = objects(&mut public, notice, case, "所列合作项目并未开展").await;
    // Sixteen signs out of thirty-two: eighty bits.
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
    let mut stranger = Visitor::of(&site);
    let mut looks =
        async |code: &str| stranger.fills("/objections", "/objections", &[("code", code)]).await;
    let mine = looks(&format!(" {} ", code.to_lowercase())).await;
    assert_eq!(mine.status, 200);
    let found = mine.text();
    assert!(found.contains("id=\"found\"") && !found.contains("秦异议"), "{found}");

    let mut answers = Vec::new();
    let last = if code.ends_with('A') { "B" } else { "A" };
    let near: String = code.chars().take(code.chars().count() - 1).chain(last.chars()).collect();
    for wrong in [near.as_str(), "AAAA-AAAA-AAAA-AAAA", "x", "<b>", &"A".repeat(5_000)] {
        let seen = looks(wrong).await;
        let shown = seen.value("code").unwrap();
        let mut text = seen.text().replace(&as_written(&shown), "");
        for name in ["form_token", "once"] {
            text = text.replace(&seen.value(name).unwrap(), "");
        }
        answers.push((seen.status, text));
    }
    assert!(answers[0].1.contains("code-error"));
    for answer in &answers[1..] {
        assert_eq!(answer, &answers[0]);
    }
    // A code in an address opens nothing: it would stand in histories and logs.
    let address = stranger.gets(&format!("/objections?code={code}")).await.text();
    assert!(!address.contains("id=\"found\""), "{address}");
}

/// A text as it stands in an attribute of a page.
fn as_written(text: &str) -> String {
    text.replace('<', "&#60;").replace('>', "&#62;")
}

#[tokio::test]
async fn codes_are_tried_and_objections_filed_only_so_often() {
    let town = Town::new().await;
    let mut site = town.site();
    site.surface.rates.objection = Rate { burst: 2, per_minute: 1 };
    site.throttle = Some(Throttle::new(&site.surface));
    let site = app(site).unwrap();
    // Nothing is known of the address in this test, so what counts is the account that is signed in.
    let mut host = Visitor::signed_in(&site, "host").await;
    let codes = [("code", "AAAA-AAAA-AAAA-AAAA")];
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(host.fills("/objections", "/objections", &codes).await.status.as_u16());
    }
    assert_eq!(told, [200, 200, 429]);
    let filed = host.posts(&format!("/notices/{}/object", Uuid::nil()), &codes).await;
    assert_eq!(filed.status, 429, "filing takes from the same bucket");
}

/// A case as pages number it.
fn number_of(case: Uuid) -> String {
    let hex = case.simple().to_string().to_uppercase();
    [hex.get(24..28), hex.get(28..32)].map(Option::unwrap).join("-")
}

#[tokio::test]
async fn whoever_holds_the_code_asks_that_the_objection_be_erased() {
    let (town, case, notice) = posted().await;
    let site = app(town.site()).unwrap();
    let mut public = Visitor::of(&site);
    let code = objects(&mut public, notice, case, "所列合作项目并未开展").await;
    let mut stranger = Visitor::of(&site);
    let mut asks = async |code: &str, reasons: &str| {
        let form = [("code", code), ("reasons", reasons)];
        stranger.fills("/objections", "/objections/erasures", &form).await
    };
    let wrong = asks("AAAA-AAAA-AAAA-AAAA", "异议已撤回").await.text();
    assert!(wrong.contains("code-error") && !wrong.contains("id=\"found\""), "{wrong}");
    let silent = asks(&code, "  ").await;
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("reasons-error"));
    assert_eq!(town.desk().case(case).await.unwrap().erasing, []);

    let asked = asks(&code.to_lowercase(), "异议已撤回").await;
    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("已申请删除") && !asked.text().contains("reasons"));
    let on_its_way = town.desk().case(case).await.unwrap().erasing.clone();
    let told: Vec<_> = on_its_way
        .iter()
        .map(|one| (one.subject.as_str(), one.asked.as_ref().and_then(|(.., why)| why.as_deref())))
        .collect();
    let subject = town.desk().case(case).await.unwrap().objections[0].subject.clone();
    assert_eq!(told, [(subject.as_str(), Some("异议已撤回"))]);
    assert_eq!(asks(&code, "再次申请").await.status, 422, "it is on its way");
    assert_eq!(town.desk().case(case).await.unwrap().erasing.len(), 1);

    let mut officer = Visitor::signed_in(&site, "officer").await;
    let desk = officer.gets("/desk/erasures").await.text();
    let number = format!("{}/1", number_of(case));
    assert!(desk.contains("异议已撤回") && desk.contains("异议人（凭查询码）"), "{desk}");
    assert!(desk.contains(&format!("异议 {number}")), "{desk}");
    let mut host = Visitor::signed_in(&site, "host").await;
    let own = host.gets("/account/data").await.text();
    assert!(!own.contains(&subject) && !own.contains("异议已撤回"), "{own}");
}
