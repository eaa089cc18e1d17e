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
    let links = Selector::parse("main article a[href^='/check/']").unwrap();
    let types: Vec<String> = Html::parse_document(&start)
        .select(&links)
        .map(|link| link.value().attr("href").unwrap().to_owned())
        .collect();
    let laws: BTreeSet<&str> = types.iter().filter_map(|path| path.split('/').nth(2)).collect();
    assert!(laws.len() > 1, "{types:?}");
    let title = Selector::parse("form details.group > summary .name").unwrap();
    let group = Selector::parse("form details.group").unwrap();
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
    let types = types(&mut anybody).await;
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
    let mut wanted: BTreeSet<String> =
        types.iter().filter(|path| *path != shown).cloned().collect();
    wanted.insert("/check/all".to_owned());
    assert_eq!(others.len(), wanted.len());
    assert_eq!(others.into_iter().collect::<BTreeSet<_>>(), wanted);
    let form = Selector::parse("form#facts[method='post']").unwrap();
    assert_eq!(page.select(&form).count(), 1);
}

/// The addresses of all types.
async fn types(anybody: &mut Visitor) -> BTreeSet<String> {
    let start = Html::parse_document(&anybody.gets("/check").await.text());
    let links = Selector::parse("main article a[href^='/check/']").unwrap();
    start.select(&links).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn everything_is_entered_once_and_every_type_is_ranked_beside_it() {
    let town = Town::new().await;
    let mut anybody = Visitor::of(&app(town.site()).unwrap());
    let types = types(&mut anybody).await;
    let typed = [("host.name", "甲园"), ("partners.1.name", "Northfield"), ("add", "partners")];
    let seen = anybody.fills("/check/all", "/check/all", &typed).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.value("host.name").as_deref(), Some("甲园"));
    assert_eq!(seen.value("partners.1.name").as_deref(), Some("Northfield"));
    assert_eq!(seen.value("partners.2.name").as_deref(), Some(""), "one row more");
    let page = Html::parse_document(&seen.text());
    let ranked = Selector::parse("#panel ol.fits button[formaction]").unwrap();
    let ranked: Vec<String> = page
        .select(&ranked)
        .map(|button| button.value().attr("formaction").unwrap().to_owned())
        .collect();
    assert_eq!((ranked.len(), ranked.into_iter().collect::<BTreeSet<_>>()), (types.len(), types));
    // Each fact is asked in one place, and only what was begun is unfolded.
    let names = Selector::parse("form#facts input[type=text][name]").unwrap();
    let names: Vec<&str> =
        page.select(&names).map(|input| input.value().attr("name").unwrap()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let open = Selector::parse("form#facts details.folded[open] > summary .name").unwrap();
    let open: Vec<String> = page.select(&open).map(|name| name.text().collect()).collect();
    // Partners are asked by several laws, the name of the host by one.
    assert_eq!(open, ["合作方", "依托单位"]);
}
