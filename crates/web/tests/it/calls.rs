//! Calls: what an officer types about one is what anybody reads about it.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

const NEW: &str = "/desk/rounds/new";

fn typed<'v>(phone: &'v str, mail: &'v str) -> Vec<(&'v str, &'v str)> {
    vec![
        ("name.zh", "另一批申报"),
        ("opens_on", "2026-04-01"),
        ("closes_on", "2026-06-30"),
        ("reference_date", "2026-06-30"),
        ("despite", "先行开放"),
        ("contact.office", "受理一处"),
        ("contact.phone", phone),
        ("contact.mail", mail),
    ]
}

#[tokio::test]
async fn whom_to_ask_is_typed_with_the_call_and_read_on_its_page() {
    let site = app(Town::new().await.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;

    let refused = officer.fills(NEW, NEW, &typed("见附件", "ask@example")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    for place in ["contact.phone-error", "contact.mail-error"] {
        assert!(page.contains(&format!("id=\"{place}\"")), "{place}: {page}");
    }
    assert!(page.contains("name=\"contact.phone\" value=\"见附件\""), "{page}");

    let opened = officer.fills(NEW, NEW, &typed("010-0000 0000", "ask@example.cn")).await;
    let round = opened.to();
    let call = round.replace("/desk/rounds/", "/calls/");
    let page = Visitor::of(&site).gets(&call).await.text();
    let said = "<dl class=\"pairs tight\"><div><dt>受理处室</dt><dd>受理一处</dd></div>\
        <div><dt>电话</dt><dd>010-0000 0000</dd></div>\
        <div><dt>电子邮箱</dt><dd>ask@example.cn</dd></div></dl>";
    assert!(page.contains(said), "{page}");
}

#[tokio::test]
async fn long_lists_are_folded_and_say_what_is_chosen_in_them() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let mut officer = Visitor::signed_in(&app(town.site()).unwrap(), "officer").await;
    let page = officer.gets(&format!("/desk/rounds/{round}")).await.text();
    assert!(page.contains("已选 5 项：中国香港、德国、英国、新加坡、美国"), "{page}");
    assert_eq!(page.matches("<details class=\"longlist\"").count(), 2);
}
