//! From the end of the notice to the plaque: verifying, preparing, confirming, issuing.

use crate::walk::Walk;

/// What stands on a certificate.
pub(crate) struct Certified {
    pub(crate) number: String,
    pub(crate) code: String,
}

const REASONS: &str = "示例理由：条件全部符合，公示期满。";

/// While the notice stands no decision is taken; what was typed stays.
pub(crate) async fn cannot_decide_yet(walk: &mut Walk<'_>, case: &str) {
    walk.come_as("officer").await;
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.begins("prepare_decision").await;
    walk.fill_all(&[("outcome", "certify"), ("reasons", REASONS)]).await;
    walk.press_for("main form[action*='/acts/'] .actions button", 422).await;
    let refuse = walk.house.law().procedure.act("prepare_decision").unwrap().refuse.clone();
    let said = walk.text("#errors").await;
    assert!(said.contains(walk.of(&refuse.unwrap())), "{said}");
    assert_eq!(walk.every("textarea[name=reasons]", "value").await, [REASONS]);
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.stands_in("public_notice").await;
}

/// The officer compares the material with the originals.
pub(crate) async fn verifies(walk: &mut Walk<'_>, case: &str) {
    walk.come_as("officer").await;
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.press("main aside a[href$='/material']").await;
    let marks = walk.every("main form header select", "name").await;
    let verified = marks.iter().map(|name| (name.as_str(), "verified"));
    let all = verified.chain([("reasons", "示例理由：与原件核对一致。")]);
    walk.fill_all(&all.collect::<Vec<_>>()).await;
    walk.press("main form .floor button").await;
}

/// One person prepares, another confirms; the certificate is issued and the plaque awarded.
pub(crate) async fn decides_and_issues(walk: &mut Walk<'_>, case: &str) -> Certified {
    let page = format!("/desk/cases/{case}");
    walk.come_as("deputy").await;
    walk.open(&page).await;
    walk.does("prepare_decision", &[("outcome", "certify"), ("reasons", REASONS)]).await;
    walk.stands_in("decision").await;
    // Whoever prepared it may hold the other role too, and still cannot confirm it.
    walk.begins("confirm_decision").await;
    assert_eq!(walk.every("main form[action*='/acts/']", "action").await, Vec::<String>::new());
    let own = "这项决定由您拟定，须由另一人确认。";
    let own = walk.say(own, "You prepared this decision; another person must confirm it.");
    assert_eq!(walk.text("main .call.warn").await, own);

    walk.house.clock.set("2026-06-17");
    walk.come_as("leader").await;
    walk.takes_up(case).await;
    walk.begins("confirm_decision").await;
    let parts = walk.every("main .apart h2", "innerText").await;
    let parts: Vec<_> = parts.iter().map(|part| part.trim()).collect();
    let [rule, people] =
        [("规则怎么说", "What the rules say"), ("人怎么判断", "What people judged")];
    assert_eq!(parts, [walk.say(rule.0, rule.1), walk.say(people.0, people.1)]);
    assert_eq!(walk.every("main .apart .tag.big.is-good", "className").await.len(), 1);
    walk.fill_all(&[("outcome", "confirmed")]).await;
    walk.press("main form[action*='/acts/'] button[type=submit]").await;
    walk.open(&page).await;
    walk.stands_in("approved").await;

    walk.house.clock.set("2026-06-18");
    walk.come_as("officer").await;
    walk.takes_up(case).await;
    walk.does("certify", &[]).await;
    walk.stands_in("certified").await;
    walk.does("award_plaque", &[]).await;
    walk.press("main a[href$='/papers/certificate']").await;
    let number = walk.text("article.certificate .docno").await;
    assert_eq!(number, "示例认定〔2026〕001号");
    Certified { number, code: walk.text("article.certificate .code strong").await }
}
