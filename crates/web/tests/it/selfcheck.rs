//! The check that anybody may do, for every type of every law.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use guohe_web::app;
use scraper::{Html, Selector};

use crate::{town::Town, visitor::Visitor};

#[tokio::test]
async fn whoever_applies_is_asked_about_itself_first_and_nothing_that_no_clause_looks_at() {
    let town = Town::new().await;
    let mut anybody = Visitor::of(&app(town.site()).unwrap());
    let start = anybody.gets("/check").await.text();
    let links = Selector::parse("main a[href^='/check/']").unwrap();
    let types: Vec<String> = Html::parse_document(&start)
        .select(&links)
        .map(|link| link.value().attr("href").unwrap().to_owned())
        .collect();
    let laws: BTreeSet<&str> = types.iter().filter_map(|path| path.split('/').nth(2)).collect();
    assert!(laws.len() > 1, "{types:?}");
    let title = Selector::parse("form section.group h2").unwrap();
    let group = Selector::parse("form section.group").unwrap();
    // A list may be asked because its rows own others; what exists once is asked for its facts.
    let closing = Selector::parse("[name$='-closed']").unwrap();
    let clause = Selector::parse("a[href^='/rules/']").unwrap();
    for path in &types {
        let seen = anybody.gets(path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        let page = Html::parse_document(&seen.text());
        let first: String = page.select(&title).next().unwrap().text().collect();
        assert_eq!(first, "依托单位", "{path}");
        let idle = page.select(&group).filter(|one| one.select(&closing).next().is_none());
        let idle = idle.filter(|one| one.select(&clause).next().is_none());
        let idle: Vec<String> = idle.map(|one| one.text().take(3).collect()).collect();
        assert_eq!(idle, Vec::<String>::new(), "{path}: no clause looks at this");
    }
}

#[tokio::test]
async fn what_is_typed_for_one_type_is_ranked_under_every_type_of_every_law() {
    let town = Town::new().await;
    let mut anybody = Visitor::of(&app(town.site()).unwrap());
    let start = Html::parse_document(&anybody.gets("/check").await.text());
    let links = Selector::parse("main a[href^='/check/']").unwrap();
    let types: BTreeSet<String> =
        start.select(&links).map(|link| link.value().attr("href").unwrap().to_owned()).collect();
    let shown = types.first().unwrap();
    let seen = anybody.fills(shown, shown, &[("host.status", "enterprise")]).await;
    assert_eq!(seen.status, StatusCode::OK);
    let page = Html::parse_document(&seen.text());
    // A button sends the form on, so nothing has to be typed again for another type.
    let buttons = Selector::parse("button[form='facts'][formaction]").unwrap();
    let others: Vec<String> = page
        .select(&buttons)
        .map(|button| button.value().attr("formaction").unwrap().to_owned())
        .collect();
    let wanted: BTreeSet<String> = types.iter().filter(|path| *path != shown).cloned().collect();
    assert_eq!(others.len(), wanted.len());
    assert_eq!(others.into_iter().collect::<BTreeSet<_>>(), wanted);
    let form = Selector::parse("form#facts[method='post']").unwrap();
    assert_eq!(page.select(&form).count(), 1);
}
