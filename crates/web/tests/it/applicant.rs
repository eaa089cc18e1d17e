//! What an applicant does, from the first page to the receipt.

use axum::{Router, http::StatusCode};
use guohe_web::app;
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

/// A park that has begun an application.
async fn begun() -> (Town, Router, Visitor, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let site = app(town.site()).unwrap();
    let host = Visitor::signed_in(&site, "host").await;
    (town, site, host, case)
}

#[tokio::test]
async fn starting_twice_with_one_form_starts_one_application() {
    let mut town = Town::new().await;
    let round = town.round().await.to_string();
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let seen = host.gets("/applications/start").await;
    let (token, once) = (seen.value("form_token").unwrap(), seen.value("once").unwrap());
    let form =
        [("form_token", token.as_str()), ("once", &once), ("call", &round), ("type", "PARK")];
    let first = host.posts("/applications/start", &form).await.to().to_owned();
    assert_eq!(host.posts("/applications/start", &form).await.to(), first);
    assert_eq!(host.gets(&first).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_read_comes_back_as_it_was_typed() {
    let (_town, _site, mut host, case) = begun().await;
    let page = format!("/applications/{case}/sections/host");
    let typed = [("name", "北辰科技园"), ("registered_here_since", "去年春天"), ("then", "next")];
    let seen = host.fills(&page, &page, &typed).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(seen.value("registered_here_since").as_deref(), Some("去年春天"));
    assert_eq!(seen.value("name").as_deref(), Some("北辰科技园"));
}

#[tokio::test]
async fn saving_while_typing_answers_with_the_findings_and_what_the_form_must_remember() {
    let (_town, _site, mut host, case) = begun().await;
    let page = format!("/applications/{case}/sections/host");
    let before = host.gets(&page).await.value("seen").unwrap();
    let seen = host.fills(&page, &page, &[("name", "北辰科技园"), ("autosave", "1")]).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.text().contains("id=\"panel\""));
    let now = host.gets(&page).await;
    let after = now.value("seen").unwrap();
    assert_eq!(seen.headers["x-seen"].to_str().unwrap(), after);
    assert_ne!(before, after);
    let token = now.value("form_token").unwrap();
    let form = [("form_token", token.as_str()), ("seen", &before), ("name", "别的园区")];
    let conflict = host.posts(&page, &form).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.value("name").as_deref(), Some("别的园区"));
}

#[tokio::test]
async fn rows_are_added_changed_closed_and_removed() {
    let (_town, _site, mut host, case) = begun().await;
    let list = format!("/applications/{case}/lists/partners");
    let new = format!("{list}/rows/new");
    assert_eq!(host.fills(&new, &new, &[("name", "Northfield University")]).await.to(), list);
    let row = format!("{list}/rows/partner-1");
    assert_eq!(host.fills(&row, &row, &[("name", "Northfield Institute")]).await.to(), list);
    assert_eq!(host.gets(&row).await.value("name").as_deref(), Some("Northfield Institute"));
    let paste = format!("{list}/paste");
    let table = [("table", "name\nUniversity of Porto"), ("do", "add")];
    assert_eq!(host.fills(&paste, &paste, &table).await.to(), list);
    assert_eq!(host.fills(&list, &list, &[("do", "close")]).await.to(), list);
    let remove = format!("{list}/rows/partner-2/remove");
    assert_eq!(host.fills(&remove, &remove, &[]).await.to(), list);
    let seen = host.gets(&list).await.text();
    assert!(seen.contains("Northfield Institute") && !seen.contains("University of Porto"));
}

#[tokio::test]
async fn a_file_supports_a_fact_and_is_fetched_under_its_own_kind() {
    let (_town, _site, mut host, case) = begun().await;
    let section = format!("/applications/{case}/sections/host");
    host.fills(&section, &section, &[("name", "北辰科技园")]).await;
    let page = format!("/applications/{case}/attachments");
    let fields = [("label", "登记证书"), ("supports", "host")];
    let seen = host.sends(&page, &fields, ("../证书.exe", b"%PDF-1.7 scan")).await;
    assert_eq!(seen.to(), page);
    let file = host.gets(&format!("/applications/{case}/files/A1")).await;
    assert_eq!(
        (file.bytes.as_slice(), &file.headers["content-type"]),
        (&b"%PDF-1.7 scan"[..], &"application/pdf".parse().unwrap())
    );
    let refused = host.sends(&page, &fields, ("program.pdf", b"MZ\x90")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_application_was_handed_in_with_its_declarations_and_locked() {
    let (mut town, _site, mut host, case) = begun().await;
    town.fill("host", case, "park").await;
    let base = format!("/applications/{case}");
    let submit = format!("{base}/submit");
    assert_eq!(host.gets(&format!("{base}/answers")).await.status, StatusCode::OK);
    let missing = host.fills(&submit, &submit, &[("declare", "truthful")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let all = [("declare", "truthful"), ("declare", "no_secrets"), ("declare", "personal_data")];
    assert_eq!(host.fills(&submit, &submit, &all).await.to(), format!("{base}/receipt"));
    assert_eq!(host.gets(&format!("{base}/receipt")).await.status, StatusCode::OK);
    let section = format!("{base}/sections/host");
    let locked = host.fills(&section, &section, &[("name", "别的名称")]).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_application_is_taken_back() {
    let (_town, _site, mut host, case) = begun().await;
    let page = format!("/applications/{case}/withdraw");
    assert_eq!(host.fills(&page, &page, &[("reasons", "内部调整")]).await.to(), "/applications");
    let gone = host.gets(&page).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_type_is_chosen_without_losing_what_was_typed() {
    let (_town, _site, mut host, case) = begun().await;
    let section = format!("/applications/{case}/sections/host");
    host.fills(&section, &section, &[("name", "北辰科技园")]).await;
    let page = format!("/applications/{case}/type?to=RES");
    assert_eq!(host.fills(&page, &page, &[]).await.to(), format!("/applications/{case}"));
    assert_eq!(host.gets(&section).await.value("name").as_deref(), Some("北辰科技园"));
}
