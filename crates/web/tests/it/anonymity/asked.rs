//! What somebody asks for who goes everywhere, and what they see.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, http::HeaderMap};
use guohe_web::{app, declared, routes::Method};
use uuid::Uuid;

use super::world::World;
use crate::{
    broken::Brittle,
    rights::{ask, unpacked_text},
    town::Town,
    visitor::{Seen, Visitor},
};

/// What is looked for in lists, and how they are sorted, filtered and leafed through; each goes behind each of them.
const QUERIES: [&str; 15] = [
    "as=xlsx",
    "lang=en",
    "q=%E4%B8%93%E5%AE%B601",
    "q=%E4%B8%93%E5%AE%B606&as=xlsx",
    "q=-%E4%B8%93%E5%AE%B601",
    "q=expert1%20OR%20expert6",
    "q=2026-03",
    "q=nosuch%3Ax",
    "known=2026-04-20",
    "stage=second_review&type=PARK",
    "view=all&tab=all",
    "after=1&page=2",
    "field=robotics&region=110000",
    "kind=case&from=2026-03-01&until=2026-05-06",
    "sort=title",
];
/// Conditions over the fields of single lists.
const FIELDS: [(&str, &str); 17] = [
    ("/desk", "waiting:>=0"),
    ("/desk", "due:\"\""),
    ("/desk", "since:>2026-01"),
    ("/desk/panels", "answered:>=5"),
    ("/desk/panels", "invited:6..7"),
    ("/desk/panels", "recused:>0"),
    ("/desk/panels", "declared:..6"),
    ("/desk/panels", "convened:2026"),
    ("/desk/experts", "year:>0"),
    ("/desk/experts", "year:..0"),
    ("/desk/experts", "unit:示例单位1"),
    ("/desk/outbox", "made:2026"),
    ("/desk/outbox", "to:专家"),
    ("/desk/draws", "candidates:>1"),
    ("/desk/objections", "late:\"\""),
    ("/desk/rounds", "handed_in:>=2"),
    ("/messages", "read:\"\""),
];
/// Acts at the desk and of applicants, in whatever stage.
const ACTS: [&str; 7] = [
    "close_first",
    "convene_second",
    "close_second",
    "prepare_refusal",
    "confirm_decision",
    "waive",
    "withdraw",
];
/// Forms that are not sent: they end a session, or take a password.
const NOT_SENT: [&str; 4] = ["/sign-out", "/sign-in", "/account", "/register"];

/// One answer, with what the store was asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    pub(super) asked_for: String,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
    pub(super) verbs: Vec<&'static str>,
}

/// Addresses of a path, about each of the cases and each of the acts.
fn filled(world: &World, path: &str) -> Vec<String> {
    let one = |case: Uuid, act: &str| {
        let values = [
            ("case", case.to_string()),
            ("round", world.round.to_string()),
            ("notice", case.to_string()),
            ("draw", case.to_string()),
            ("expert", world.expert.to_string()),
            ("message", world.message.to_string()),
            ("account", Town::expert(1).account.to_string()),
            ("unit", Uuid::from_u128(0xA).to_string()),
            ("word", "0".repeat(64) + ".ics"),
            ("authority", "beijing".to_owned()),
            ("instrument", "bases-2025".to_owned()),
            ("clause", "BJ-8.1.1".to_owned()),
            ("kind", "PARK".to_owned()),
            ("name", "large_event_participants".to_owned()),
            ("number", "1".to_owned()),
            ("record", if path.contains("registers") { "ban" } else { "host" }.to_owned()),
            ("list", "documents".to_owned()),
            ("row", "document-1".to_owned()),
            ("file", "A1".to_owned()),
            ("act", act.to_owned()),
            ("paper", "letter".to_owned()),
            ("print", "application.pdf".to_owned()),
            ("panel", if path.contains("draws") { "first" } else { "panel-1" }.to_owned()),
            ("sheet", "1.pdf".to_owned()),
            ("objection", "objection-1".to_owned()),
            ("way", "none".to_owned()),
            ("provider", "none".to_owned()),
            ("problem", "not-found".to_owned()),
        ];
        let set = |path: String, (name, value): &(&str, String)| {
            path.replace(&format!("{{{name}}}"), value)
        };
        values.iter().fold(path.to_owned(), set)
    };
    let acts = if path.contains("{act}") { &ACTS[..] } else { &ACTS[..1] };
    let cases = world.cases.iter().flat_map(|case| acts.iter().map(|act| one(*case, act)));
    let mut all: Vec<String> = cases.collect();
    all.dedup();
    all
}

/// Every address that can be asked for; behind those of lists, what is asked of the list where it can be seen.
fn addresses(world: &World) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for route in declared().iter().filter(|one| one.method == Method::Get) {
        let list = ["/desk", "/admin", "/bases", "/notices", "/reviews", "/messages"];
        let list = list.iter().any(|start| route.path.starts_with(start));
        let is_list = !route.path.contains('{') && (list || route.path == "/applications");
        let behind: Vec<String> = if is_list {
            let fields = FIELDS.iter().filter(|(list, _)| *list == route.path);
            let fields = fields.map(|(_, query)| {
                url::form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>()
            });
            let fields = fields.map(|query| format!("q={query}"));
            let queries = QUERIES.iter().map(|query| (*query).to_owned()).chain(fields);
            queries.map(|query| format!("{}?{query}", route.path)).collect()
        } else {
            Vec::new()
        };
        all.extend(filled(world, route.path).into_iter().map(|path| (path, behind.clone())));
    }
    all
}

/// What somebody sees who goes everywhere and then sends every form empty, with all headers; words that are new on every
/// page are left out.
pub(super) async fn seen(world: &World, who: Option<&str>) -> Vec<Sight> {
    let mut site = world.town.site();
    let store = Brittle::around(&site.store);
    site.store = Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let mut visitor = match who {
        Some(login) => Visitor::signed_in(&site, login).await,
        None => Visitor::of(&site),
    };
    let form = visitor.gets(if who.is_some() { "/account" } else { "/sign-in" }).await;
    let token = form.value("form_token").unwrap();
    store.asked();
    let mut found = Vec::new();
    for (address, behind) in addresses(world) {
        let mut next = vec![address];
        while let Some(address) = next.pop() {
            let answer = asks(&site, &mut visitor, ("GET", &address), (who, &token)).await;
            if answer.status.is_success() && !address.contains('?') {
                next.extend(behind.iter().rev().cloned());
            }
            let once = answer.value("once");
            let own = answer.value("form_token");
            let words: Vec<String> = own.into_iter().chain(once).collect();
            found.push(Sight {
                asked_for: format!("GET {address}"),
                status: answer.status.as_u16(),
                headers: answer.headers,
                bytes: without(answer.bytes, &words),
                verbs: store.asked(),
            });
        }
    }
    let posts = declared().into_iter().filter(|one| one.method == Method::Post);
    let posts = posts.filter(|one| !NOT_SENT.iter().any(|path| one.path.starts_with(path)));
    for address in posts.flat_map(|one| filled(world, one.path)) {
        let answer = asks(&site, &mut visitor, ("POST", &address), (who, &token)).await;
        let words: Vec<String> = answer.value("once").into_iter().chain([token.clone()]).collect();
        found.push(Sight {
            asked_for: format!("POST {address}"),
            status: answer.status.as_u16(),
            headers: answer.headers,
            bytes: without(answer.bytes, &words),
            verbs: store.asked(),
        });
    }
    found
}

/// Asks as a browser does, or as a program for what is meant for programs.
async fn asks(
    site: &Router,
    visitor: &mut Visitor,
    (method, address): (&str, &str),
    (who, form_token): (Option<&str>, &str),
) -> Seen {
    if address.starts_with("/api/v1/") {
        let answer = ask(site, method, address, who, form_token).await;
        return Seen { status: answer.status, headers: answer.headers, bytes: answer.bytes };
    }
    match method {
        "GET" => visitor.gets(address).await,
        _ => visitor.posts(address, &[("form_token", form_token)]).await,
    }
}

/// A page without the words that are new on it; a file as it is.
fn without(bytes: Vec<u8>, words: &[String]) -> Vec<u8> {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(no_text) => return no_text.into_bytes(),
    };
    for word in words.iter().filter(|word| !word.is_empty()) {
        text = text.replace(word, "");
    }
    // The number under which the log has a request is drawn for each.
    if let Some((before, after)) = text.split_once("\"instance\":\"urn:uuid:") {
        text = before.to_owned() + after.get(36..).unwrap_or_default();
    }
    text.into_bytes()
}

/// Whether an answer names one of the experts, in whatever way it is packed.
pub(super) fn named_in(bytes: &[u8]) -> bool {
    let text = unpacked_text(bytes);
    (1..=12).any(|n| text.contains(&format!("专家{n:02}")))
}
