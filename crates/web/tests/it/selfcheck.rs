//! The check that anybody may do, for every type of every law.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use guohe_web::app;
use scraper::{Html, Selector};

use guohe_rules::syntax::{Addition, Additions, Words};

use crate::{town::Town, visitor::Visitor};

const HUBEI: &str = "hubei/bases-2025";

/// What the ranking of all types says: under which law and call, and how far away, by the address of the type.
async fn ranked(anybody: &mut Visitor) -> BTreeMap<String, (String, String)> {
    let page = Html::parse_document(&anybody.gets("/check/all").await.text());
    let [item, button, about, gap] =
        ["#panel ol.fits > li", "button", ".sub", ".gap"].map(|one| Selector::parse(one).unwrap());
    let text = |one: scraper::ElementRef<'_>, what| -> String {
        one.select(what).flat_map(|found| found.text()).collect()
    };
    let of = |one: scraper::ElementRef<'_>| {
        let place = one.select(&button).next().unwrap().value().attr("formaction").unwrap();
        (place.to_owned(), (text(one, &about), text(one, &gap)))
    };
    page.select(&item).map(of).collect()
}

#[tokio::test]
async fn an_open_call_is_named_in_the_ranking_and_its_conditions_count() {
    let mut town = Town::new().await;
    let mut anybody = Visitor::of(&app(town.site()).unwrap());
    let before = ranked(&mut anybody).await;
    let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
    let added = Addition {
        id: "HB-N1".to_owned(),
        place: words("第三条"),
        types: Vec::new(),
        judged: None,
    };
    let adds = Additions { document: words("示例通知"), conditions: vec![added] };
    town.calls(HUBEI, "示例征集", adds).await;
    let after = ranked(&mut Visitor::of(&app(town.site()).unwrap())).await;
    assert_eq!(before.len(), after.len());
    for (place, (about, gap)) in &after {
        let (was, gap_was) = &before[place];
        if place.starts_with(&format!("/check/{HUBEI}/")) {
            assert_eq!(*about, format!("{was}（按正在受理的“示例征集”，含其增加的条件）"));
            assert_ne!(gap, gap_was, "{place}: one condition more is open");
        } else {
            assert_eq!((about, gap), (was, gap_was), "{place}");
        }
    }
    let one = Visitor::of(&app(town.site()).unwrap()).gets("/check/hubei/bases-2025/JR").await;
    assert!(one.text().contains("示例通知第三条"));
}

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
