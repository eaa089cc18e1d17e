//! The matrix of rights: every route, as everybody, about everything, against expectations that people wrote.
//!
//! `tests/rights.tsv` holds the expectations and says how it is read. Where it expects somebody to be let in, forms are
//! sent without their token, so that nothing is done; where it does not, they are sent as a browser would.

mod acting;
mod asked;
mod canary;
mod faults;
mod headers;
mod matrix;
mod origins;
mod proof;
mod queries;
mod scene;
mod table;
mod units;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use guohe_testkit::packs;
use guohe_web::{
    app, declared,
    policy::{House, Relation},
};

pub(crate) use asked::ask;
pub(crate) use canary::unpacked_text;
pub(crate) use scene::SCOPES;

use canary::{Watch, planted};
use faults::{FAULTS, Fault, Faulty, TWICE};
use matrix::{Matrix, Wanted};
use scene::Scene;
use table::Table;

#[tokio::test]
async fn every_route_has_its_rows_and_every_row_its_route() {
    let table = Table::read();
    let mut rows: Vec<_> = table.routes.iter().map(table::Route::name).collect();
    let all = rows.len();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), all, "a route stands in one group");
    let mut routes: Vec<_> =
        declared().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    routes.sort_unstable();
    assert_eq!(rows, routes);
    let grouped: BTreeSet<_> = table.routes.iter().map(|one| one.group.as_str()).collect();
    let said: BTreeSet<_> = table.rows.iter().map(|row| row.group.as_str()).collect();
    assert_eq!(grouped, said);
}

#[tokio::test]
async fn everybody_is_asked_about_in_every_group() {
    let table = Table::read();
    let principals: BTreeSet<_> = table.rows.iter().map(|row| row.principal.as_str()).collect();
    let said: BTreeSet<_> =
        table.rows.iter().map(|row| (row.group.as_str(), row.principal.as_str())).collect();
    let groups: BTreeSet<_> = table.routes.iter().map(|one| one.group.as_str()).collect();
    let all = groups.iter().flat_map(|group| principals.iter().map(move |who| (*group, *who)));
    assert_eq!(all.filter(|one| !said.contains(one)).collect::<Vec<_>>(), []);
    // Whoever has a session in the scene is one of them; the others are asked elsewhere (`acting.rs`).
    let known: BTreeSet<_> = Scene::principals().collect();
    assert_eq!(principals, known);
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how much was asked is part of the result")]
async fn nobody_is_let_in_or_kept_out_otherwise_than_written() {
    let (scene, table) = (Scene::told().await, Table::read());
    let site = app(scene.site(House)).unwrap();
    let before = scene.events().await;
    let mut matrix = Matrix::of(&scene, &table, &site);
    let mut found = matrix.walk(Wanted::Everything).await;
    found.extend(matrix.alike());
    let after = scene.events().await;
    println!(
        "{} routes, {} rows, {} requests, {} deviations",
        table.routes.len(),
        table.rows.len(),
        matrix.asked,
        found.len()
    );
    assert_eq!(before, after, "something was recorded");
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(
        matrix.unseen(),
        Vec::<&str>::new(),
        "private texts that even their owners never saw"
    );
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "where each fault shows is part of the result")]
async fn each_fault_in_the_policy_is_noticed() {
    let (told, table) = (Scene::told().await, Table::read());
    let mut missed = Vec::new();
    for (fault, groups) in FAULTS {
        let scene = told.again();
        let site = app(scene.site(Faulty(fault))).unwrap();
        let mut matrix = Matrix::of(&scene, &table, &site);
        let mut found = matrix.walk(Wanted::FirstIn(groups)).await;
        found.extend(matrix.alike());
        match found.first() {
            Some(first) => println!("{fault:?}: {first}"),
            None => missed.push(fault),
        }
    }
    println!("{} of {} faults in the policy noticed", FAULTS.len() - missed.len(), FAULTS.len());
    assert_eq!(missed, []);
}

/// What the policy says of experts and of the public about cases, whatever the pages ask besides.
const STANDS: [(&str, Relation, &str, bool); 17] = [
    ("expert-cleared", Relation::Seated, "review", true),
    ("expert-undeclared", Relation::Seated, "review", true),
    ("expert-recused", Relation::Seated, "review", true),
    ("expert-none", Relation::Seated, "review", false),
    ("expert-unseated", Relation::Seated, "review", false),
    ("expert-unseated", Relation::Seated, "certified", true),
    ("expert-cleared", Relation::Seated, "check", false),
    ("expert-cleared", Relation::Cleared, "review", true),
    ("expert-done", Relation::Cleared, "review", true),
    ("expert-undeclared", Relation::Cleared, "review", false),
    ("expert-recused", Relation::Cleared, "review", false),
    ("expert-none", Relation::Cleared, "review", false),
    ("expert-cleared", Relation::Cleared, "certified", false),
    ("expert-done", Relation::Certified, "certified", true),
    ("expert-done", Relation::Certified, "decision", false),
    ("expert-done", Relation::Certified, "declined", false),
    ("nobody", Relation::Seated, "review", false),
];

#[tokio::test]
async fn what_pages_ask_a_second_time_is_right_in_the_policy_as_well() {
    let scene = Scene::told().await;
    assert_eq!(scene.otherwise(&House, &STANDS).await, Vec::<String>::new());
    for fault in TWICE {
        let found = scene.otherwise(&Faulty(fault), &STANDS).await;
        assert!(!found.is_empty(), "{fault:?} is not noticed");
    }
}

#[tokio::test]
async fn a_list_of_draws_shows_those_of_ones_own_laws() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let own = scene.own_draws();
    for path in ["/desk/draws", "/api/v1/desk/draws"] {
        for (who, sees) in
            [("officer", true), ("leader", true), ("dual", false), ("officer-elsewhere", false)]
        {
            let answer = ask(&site, "GET", path, Some(who), "").await;
            assert_eq!(answer.status, StatusCode::OK, "{path} as {who}");
            let shown = own.iter().filter(|draw| answer.body.contains(draw.as_str())).count();
            assert_eq!(shown, if sees { own.len() } else { 0 }, "{path} as {who}");
        }
    }
}

#[tokio::test]
async fn a_store_that_mixes_two_realms_is_noticed() {
    let (told, table) = (Scene::told().await, Table::read());
    let scene = told.mixed().await;
    let site = app(scene.site(House)).unwrap();
    // A session, a case, a draw, a unit, a notice, an entry of the pool, each of the other realm.
    for group in ["account", "case-read", "draw", "audit", "notice", "expert"] {
        let mut matrix = Matrix::of(&scene, &table, &site);
        let found = matrix.walk(Wanted::FirstIn(&[group])).await;
        assert!(!found.is_empty(), "{group}");
    }
}

#[tokio::test]
async fn a_method_that_an_address_does_not_know_is_answered_with_those_it_knows() {
    let (scene, table) = (Scene::told().await, Table::read());
    let site = app(scene.site(House)).unwrap();
    let paths: BTreeSet<_> = table.routes.iter().map(|one| one.path.as_str()).collect();
    for path in paths {
        let has = |method| table.routes.iter().any(|one| one.path == path && one.method == method);
        let mut known = Vec::new();
        if has("GET") {
            known.extend(["GET", "HEAD"]);
        }
        if has("POST") {
            known.push("POST");
        }
        let address = scene.address(path, "check");
        for method in ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "GET", "POST", "BREW"]
        {
            if known.contains(&method) {
                continue;
            }
            for who in ["anonymous", "officer"] {
                let token = Scene::token(who, "check");
                let answer = ask(&site, method, &address, token.as_deref(), "").await;
                assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
                let mut allow: Vec<_> =
                    answer.headers["allow"].to_str().unwrap().split(',').map(str::trim).collect();
                allow.sort_unstable();
                assert_eq!(allow, known, "{method} {path}");
            }
        }
        if has("GET") {
            let token = Scene::token("officer", "check");
            let look = ask(&site, "GET", &address, token.as_deref(), "").await;
            let head = ask(&site, "HEAD", &address, token.as_deref(), "").await;
            assert_eq!((head.status, head.body.len()), (look.status, 0), "{path}");
        }
    }
}

#[tokio::test]
async fn other_spellings_of_an_address_open_nothing() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let draft = scene.cases["draft"];
    let token = Scene::token("other", "draft");
    let spellings = [
        format!("/applications/{draft}/"),
        format!("/applications//{draft}"),
        format!("/applications/./{draft}"),
        format!("/applications/%2e%2e/applications/{draft}"),
        format!("/applications/{draft}%2f"),
        format!("/applications/{draft}%00"),
        format!("/Applications/{draft}"),
        format!("/applications/{draft}%ff"),
    ];
    for path in spellings {
        let answer = ask(&site, "GET", &path, token.as_deref(), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// What is put behind an address besides nothing: other languages, past days, searches, pages, sorts and filters that a
/// list may know or not.
const QUERIES: [&str; 3] = [
    "?as=xlsx",
    "?lang=en&known=2026-04-20&q=CNRY&page=2&after=1&sort=title",
    "?tab=all&type=PARK&kind=PARK&law=beijing/bases-2025&stage=first_review&name=CNRY&number=CNRY",
];

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how much was asked is part of the result")]
async fn no_canary_is_seen_by_anybody_else() {
    let (files, planted) = planted(packs::files().unwrap());
    let (scene, table) = (Scene::of(&files).await, Table::read());
    let site = app(scene.site(House)).unwrap();
    let mut watch = Watch::over(&scene, &table).await;
    let mails = watch.mails().await;
    for query in std::iter::once("").chain(QUERIES) {
        for row in &table.rows {
            watch.walk(&site, row, query).await;
        }
    }
    let (asked, shown, foreign) = (watch.asked, watch.shown(), watch.foreign);
    let kinds = watch.kinds;
    println!(
        "{planted} canaries, {asked} responses, {kinds:?}, {mails} mails, shown {shown:?}, {} foreign",
        foreign.len()
    );
    assert_eq!(foreign, Vec::<String>::new());
    assert!(asked >= 30_000 && mails > 0, "{asked}");
    assert!(["pdf", "sheet", "word"].iter().all(|kind| kinds.contains_key(kind)), "{kinds:?}");
    assert!(shown.iter().all(|shown| *shown > 0), "{shown:?}: some sort was seen by nobody at all");
}

#[tokio::test]
async fn a_policy_that_leaks_is_found_by_the_canaries_alone() {
    let (files, _) = planted(packs::files().unwrap());
    let (told, table) = (Scene::of(&files).await, Table::read());
    let leaks = [
        (Fault::AnyOrganisation, "app-read"),
        (Fault::CasesOfAnyLaw, "case-read"),
        (Fault::Drafts, "case-read"),
        (Fault::EveryPart, "case-read"),
    ];
    for (fault, group) in leaks {
        let scene = told.again();
        let site = app(scene.site(Faulty(fault))).unwrap();
        let mut watch = Watch::over(&scene, &table).await;
        for row in table.rows.iter().filter(|row| row.group == group) {
            watch.walk(&site, row, "").await;
        }
        assert!(!watch.foreign.is_empty(), "{fault:?} shows nothing of others");
    }
}
