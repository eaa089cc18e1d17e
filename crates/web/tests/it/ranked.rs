//! The points of a round at the desk: ranks as they were recorded, who is near the line, and what would turn it.

use std::sync::Arc;

use axum::Router;
use guohe_cases::{
    credential::{Credentials as _, Enrolment, Factor},
    desk::Desk,
    event::Tenant,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    replay::{Script, Stage, play},
    token::Tokens as _,
    verbs::attach::Room,
};
use guohe_rules::pack::Shelf;
use guohe_testkit::packs;
use guohe_web::{
    app, password, second_factor,
    site::{Ports, Site},
};
use jiff::Timestamp;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    programs as program,
    town::{PASSWORD, Still},
    visitor::Visitor,
};

/// The site of the invented authority after the whole story, with a token of its officer; and its one round.
async fn told() -> (Router, Uuid) {
    let shelf = Shelf::load(&packs::invented().unwrap());
    let law = Law::of(Arc::clone(shelf.pack("shenting/stations-2018").unwrap())).unwrap();
    let script = Script::of(&law).unwrap().unwrap();
    let mut laws = Laws::default();
    laws.add(law);
    let (tenant, store, kept) =
        (Tenant("demo".into()), Arc::new(Memory::default()), Kept::default());
    let law = laws.iter().next().unwrap();
    let desk = Desk { tenant: &tenant, store: &*store, kept: &kept, laws: &laws };
    let room = Room { inspector: &*store, files: &*store };
    let hash = password::hash(PASSWORD, &[7; 16]).unwrap();
    play(Stage { desk, room, law, script: &script, password: &hash }).await.unwrap();

    let now: Timestamp = "2026-05-06T02:00:00Z".parse().unwrap();
    let secret = second_factor::invented(PASSWORD, "officer1");
    let enrolment =
        Enrolment { factor: Factor { secret, since: now, used: 0 }, recovery: Vec::new() };
    let officer = script.account_id("officer1").unwrap();
    store.put_factor(&tenant, officer, &enrolment, None).await.unwrap();
    let round = script.round_id("rolling").unwrap();

    let memory = || Arc::<Memory>::clone(&store);
    let ports = Ports { store: memory(), files: memory(), inspector: memory() };
    let mut site = Site::new(tenant.clone(), ports, Arc::new(laws), Arc::new(Still::at(now)));
    site.demonstration = true;
    let word = program::token("officer1", officer, &["desk:read"]);
    store.add_token(&tenant, &word).await.unwrap();
    (app(site).unwrap(), round)
}

/// The page of the points of that round, as its officer sees it.
async fn scores() -> String {
    let (site, round) = told().await;
    let mut officer = Visitor::signed_in(&site, "officer1").await;
    let page = officer.gets(&format!("/desk/rounds/{round}/scores")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.text()
}

fn said(of: ElementRef<'_>) -> String {
    of.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn ranks_stand_as_recorded_with_who_is_near_the_line_and_what_would_turn_it() {
    let page = Html::parse_document(&scores().await);
    let all = |within: &str| {
        let selector = Selector::parse(within).unwrap();
        page.select(&selector).map(said).collect::<Vec<_>>()
    };
    // Worked out by hand from the points of the story, as in the tests of the verbs; one was never ranked.
    let rows = all(
        "table.ranked tbody tr:not(.line) td:first-child, table.ranked tbody tr:not(.line) td > strong",
    );
    let rows = rows.chunks(3).take(5).map(|row| format!("{} {}", row[0], row[2]));
    let ranked = ["1 100", "2 71.4", "3 69.975", "1 76.05", "2 70.025"];
    assert_eq!(rows.collect::<Vec<_>>(), ranked);
    // Each cohort has somebody on the line; in the second nobody is outside, so nothing turns it.
    let near = [
        "与名额线相差不超过一分：岚渡学堂（虚构）",
        "与名额线相差不超过一分：栖浪联合舫（虚构）",
        "在评分范围内改动任何一个专家分数，都不会改变谁在名额之内。",
    ];
    assert_eq!(all(".card.mt-s p"), near);
    // 71.4 against 69.975: of 45, 45, 50 and 30 the two in the middle count by two fifths, of four times 30 all do.
    let turning = [
        ("F98", "航路（研究方案）", "45", "37"),
        ("R94", "航路（研究方案）", "45", "37"),
        ("Y52", "航路（研究方案）", "50", "37"),
        ("A58", "与本屿所需相合", "30", "15"),
        ("F98", "与本屿所需相合", "30", "15"),
        ("R94", "与本屿所需相合", "30", "15"),
        ("Y52", "与本屿所需相合", "30", "15"),
    ];
    let turning = turning.map(|(alias, asked, from, to)| {
        format!("《岚渡学堂（虚构）》{alias} 在“{asked}可得几分？”打 {from} 分，改为 {to} 分即落到名额之外")
    });
    assert_eq!(all(".card.mt-s li"), turning);
}

#[tokio::test]
async fn a_program_is_told_the_same_ranks_with_what_would_turn_them() {
    let (site, round) = told().await;
    let officer = program::Program { site: &site, word: "officer1" };
    let body = officer.gets(&format!("/api/v1/desk/rounds/{round}/scores")).await.body;
    let cohorts = body[0]["cohorts"].as_array().unwrap();
    let entrants = || cohorts.iter().flat_map(|one| one["entrants"].as_array().unwrap());
    let ranked = entrants().filter(|one| !one["ranked"].is_null());
    let ranked = ranked.map(|one| {
        format!("{} {}", one["ranked"]["rank"], one["ranked"]["points"].as_str().unwrap())
    });
    let expected = ["1 100", "2 71.4", "3 69.975", "1 76.05", "2 70.025"];
    assert_eq!(ranked.collect::<Vec<_>>(), expected);
    let turning =
        cohorts.iter().flat_map(|one| one["firm"]["turning"].as_array().into_iter().flatten());
    let turning: Vec<[&Value; 4]> =
        turning.map(|one| ["alias", "from", "to", "comes_in"].map(|name| &one[name])).collect();
    let [aliases, from, to] = [
        ["F98", "R94", "Y52", "A58", "F98", "R94", "Y52"],
        ["45", "45", "50", "30", "30", "30", "30"],
        ["37", "37", "37", "15", "15", "15", "15"],
    ]
    .map(|texts| texts.map(|text| json!(text)));
    let no = json!(false);
    let rows = aliases.iter().zip(&from).zip(&to);
    let rows: Vec<[&Value; 4]> = rows.map(|((alias, from), to)| [alias, from, to, &no]).collect();
    assert_eq!(turning, rows);
    let near: Vec<usize> =
        cohorts.iter().map(|one| one["firm"]["near"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(near.iter().sum::<usize>(), 2, "{near:?}");
    for one in entrants() {
        assert!(one["case"].is_string() && one["score"]["total"].is_object(), "{one}");
    }
}
