//! Everybody else: reading the notice, objecting to it, finding the base and checking its certificate.

use crate::{certify::Certified, walk::Walk};

/// Reads the notice while it stands.
pub(crate) async fn reads_notice(walk: &mut Walk<'_>, notice: &str) {
    walk.leave().await;
    walk.open("/").await;
    walk.press(&format!("main a[href='{notice}']")).await;
    assert_eq!(walk.every("main tbody th", "innerText").await, ["京东北示例科技园"]);
    let left = walk.text(".clock .left").await;
    assert!(left.contains(walk.say("3 个工作日", "3 working days")), "{left}");
    assert!(walk.text(".clock .until").await.contains(walk.say("6月15日", "15 June 2026")));
}

/// A visitor objects, first without saying who they are; gives the number of the objection.
pub(crate) async fn objects(walk: &mut Walk<'_>, notice: &str) -> String {
    walk.press(&format!("main a[href='{notice}/object']")).await;
    let text = "示例异议：场地面积与公开信息不一致，请核实。";
    let first = walk.every("select[name=entry] option", "value").await.pop().unwrap();
    walk.fill_all(&[("entry", first.as_str()), ("text", text), ("written", "yes")]).await;
    walk.press_for("main form button[type=submit]", 422).await;
    assert_eq!(walk.every("textarea[name=text]", "value").await, [text]);
    walk.fill_all(&[("name", "示例市民"), ("contact", "visitor@example.org")]).await;
    walk.press("main form button[type=submit]").await;
    assert_eq!(walk.heading().await, walk.say("异议已登记", "Objection registered"));
    walk.text(".confirm .ref").await
}

/// Finds the base in the directory and checks its certificate.
pub(crate) async fn finds(walk: &mut Walk<'_>, case: &str, certified: &Certified) {
    walk.leave().await;
    walk.open("/").await;
    walk.open("/bases").await;
    assert_eq!(walk.every("main tbody th .sub", "innerText").await, [certified.number.as_str()]);
    walk.press("main tbody th a").await;
    assert_eq!(walk.path().await, format!("/bases/{case}"));
    assert_eq!(walk.heading().await, "京东北示例科技园");
    let facts = [
        &certified.number,
        walk.say("园区类", "Park"),
        "京东北示例科技园",
        walk.say("2026年6月18日", "18 June 2026"),
        walk.say("2029年6月18日", "18 June 2029"),
        walk.say("已认定", "Certified"),
    ];
    assert_eq!(walk.every("main section.card .pairs dd", "innerText").await, facts);
    walk.open("/verify").await;
    let given = [("number", certified.number.as_str()), ("code", certified.code.as_str())];
    walk.fill_all(&given).await;
    walk.press("main form.group button[type=submit]").await;
    let good = walk.say("证书真实，目前有效", "The certificate is genuine and in force");
    assert_eq!(walk.text("#verdict").await, good);
    walk.fill_all(&[("code", "2222-2222-2222")]).await;
    walk.press("main form.group button[type=submit]").await;
    assert_ne!(walk.text("#verdict").await, good);
}
