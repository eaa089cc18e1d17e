//! A tour of the demonstration: the pages that links lead to, for everybody, on every kind of screen. A page is fetched once
//! and then shown on each of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use guohe_cases::replay::{Script, Stage, play};
use guohe_testkit::browser::Options;

use crate::{
    house::{House, hashed, morning},
    walk::{Reads, Walk, pattern},
};

/// So many pages of one kind are looked at for each person.
const OF_A_KIND: usize = 3;
/// Everybody whose desk is another one, or stands at another point; the first is whoever comes by.
const PEOPLE: [&str; 13] = [
    "", "officer1", "leader", "expert1", "expert2", "expert3", "expert6", "yunxi", "qiheng",
    "lishi", "chengwan", "tongyue", "tuolan",
];

/// An installation in which the story of the pack has been told, and its password.
pub(crate) async fn demonstration() -> (House, String) {
    let mut house = House::embedded(morning("2026-01-01")).await;
    let law = house.law();
    let script = Script::of(&law).unwrap().unwrap();
    house.clock = crate::house::Clock::at(script.now());
    let password = hashed(&script.password);
    let stage = Stage {
        desk: house.desk(),
        room: house.room(),
        law: &law,
        script: &script,
        password: &password,
    };
    play(stage).await.unwrap();
    house.serve(true).await;
    (house, script.password)
}

/// What is left to see for somebody.
struct Pages {
    left: VecDeque<String>,
    known: BTreeSet<String>,
    kinds: BTreeMap<String, usize>,
}

impl Pages {
    fn from(first: &str) -> Self {
        let mut pages =
            Self { left: VecDeque::new(), known: BTreeSet::new(), kinds: BTreeMap::new() };
        pages.add(first.to_owned(), false);
        pages
    }

    /// Adds a page, unless enough of its kind were; what everybody sees is left to those who come by.
    fn add(&mut self, path: String, own: bool) {
        let kind = kind(&path);
        let open = [
            "/rules",
            "/check",
            "/notices",
            "/bases",
            "/verify",
            "/log",
            "/about",
            "/calls",
            "/api",
            "/problems",
            "/figures",
        ];
        let public = kind == "/" || open.iter().any(|start| kind.starts_with(start));
        // What was attached is somebody's, and a choice of language leads to the same page.
        let passed =
            kind.contains("/files/") || kind.starts_with("/log/") || path.contains("lang=");
        if passed || (own && public) || !self.known.insert(path.clone()) {
            return;
        }
        let seen = self.kinds.entry(kind).or_default();
        *seen += 1;
        if *seen <= OF_A_KIND {
            self.left.push_back(path);
        }
    }
}

/// The kind of a page: the parts of a form are of one kind.
fn kind(path: &str) -> String {
    let pattern = pattern(path);
    let mut steps: Vec<&str> = pattern.split('/').collect();
    let part = steps.iter().position(|step| ["lists", "sections"].contains(step));
    if let Some(name) = part.and_then(|at| steps.get_mut(at + 1)) {
        *name = "*";
    }
    steps.join("/")
}

/// Whether a link gives a file to keep, which a browser does not show as a page.
fn is_file(path: &str) -> bool {
    let ending = path.split('?').next().and_then(|path| path.rsplit('.').next());
    let files = ["pdf", "xlsx", "docx", "ofd", "sig", "json", "csv", "atom", "ics", "zip"];
    ending.is_some_and(|ending| files.contains(&ending))
}

/// Follows links from the first page of somebody; on a phone too where that is wanted.
pub(crate) async fn looks_around(walk: &mut Walk<'_>, who: &str, otherwise: bool) -> usize {
    let mut pages = Pages::from(if who.is_empty() { "/" } else { "/home" });
    let mut count = 0;
    let name = format!("{who} ");
    while let Some(path) = pages.left.pop_front() {
        if is_file(&path) {
            let status = walk.fetch(&path).await;
            if status != 200 {
                walk.faults.push(format!("{name}{path} answers {status}"));
            }
            continue;
        }
        walk.go(&path).await;
        let seen = walk.glance().await;
        count += 1;
        if seen.status != 200 {
            walk.faults.push(format!("{name}{path} answers {}", seen.status));
        }
        let new = walk.note(&seen, &name).await;
        if otherwise {
            walk.note_otherwise(&seen, &name, new).await;
        }
        for link in walk.links().await {
            pages.add(link, !who.is_empty());
        }
    }
    count
}

/// Everybody looks around, in a language: on a desk, light or dark, and on a phone, where it is the other way round. The
/// two tours together see each kind of page in all four ways.
async fn tour(reads: Reads, dark: bool) {
    let (house, password) = demonstration().await;
    let mut walk = Walk::begin(&house, reads, Options { dark, ..Options::default() }).await;
    let mut pages = 0;
    for who in PEOPLE {
        if !who.is_empty() {
            walk.go("/sign-in").await;
            walk.sign_in(who, &password).await;
        }
        pages += looks_around(&mut walk, who, true).await;
        walk.leave().await;
    }
    assert_eq!(walk.end().await, Vec::<String>::new(), "on {pages} pages");
    assert!(pages > 200, "only {pages} pages were found");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_in_order_on_every_screen_in_chinese() {
    tour(Reads::Chinese, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_in_order_on_every_screen_in_english() {
    tour(Reads::English, true).await;
}
