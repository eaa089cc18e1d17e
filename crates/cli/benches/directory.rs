//! How long the directory of a hundred thousand bases takes to answer: through the binary, from the request to the
//! whole page with its facets, on both databases.
//!
//! `cargo bench -p guohe-cli --bench directory`; a number after `--` takes so many bases instead, and a folder after
//! it keeps the SQLite data there, for whoever wants to look at the pages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    dead_code,
    missing_docs,
    reason = "a measurement stops at the first surprise, reads the clock, prints, and borrows from the tests what it needs"
)]

#[path = "../tests/it/served.rs"]
mod served;
#[path = "../tests/it/story.rs"]
mod story;

use std::time::{Duration, Instant};

use guohe_cases::{
    event::{About, Actor, NewEvent, StreamId},
    law::Law,
    ports::{Act, Append, Row, Store as _},
};
use guohe_store::Database;
use guohe_testkit::postgres;
use jiff::{Timestamp, ToSpan as _, civil::date};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use served::{Caller, Served};
use story::{law, tenant};

const BASES: usize = 100_000;
/// So many bases are written in one act.
const AT_ONCE: usize = 500;
/// Each question is put so often.
const CALLS: usize = 60;
const BAR: &str = "p50 30 ms, p99 150 ms";

const PLACES: [&str; 8] = ["京西", "海淀", "重庆", "江城", "石门", "长乐", "临港", "云汐"];
const THINGS: [&str; 8] =
    ["绿色能源", "生物医药", "人工智能", "海洋工程", "新材料", "智慧农业", "量子信息", "航天技术"];
const BODIES: [&str; 5] = ["研究院", "联合实验室", "科技园", "技术转移中心", "有限公司"];
const CODES: [&str; 10] = ["DE", "GB", "SG", "US", "FR", "JP", "KR", "IT", "NO", "BR"];

/// A number that follows from another and looks like chance.
fn mixed(n: usize) -> usize {
    let n = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from((n ^ (n >> 29)) >> 8).unwrap()
}

fn of<'a>(list: &[&'a str], n: usize) -> &'a str {
    list[n % list.len()]
}

/// The row of an invented base.
fn row(law: &Law, n: usize) -> Row {
    let chance = mixed(n);
    let certified = date(2012, 1, 1).checked_add((chance % 5_200).cast_signed() as i64 * 1.day());
    let certified = certified.unwrap();
    let until = certified.checked_add(3.years()).unwrap();
    let mut countries = vec![of(&CODES, chance / 7), of(&CODES, chance / 11)];
    countries.sort_unstable();
    countries.dedup();
    let vocabulary = &law.pack.names.vocabulary;
    let field = vocabulary.code_def(vocabulary.code_list("field").unwrap()).unwrap();
    let types = &law.pack.file.types;
    Row {
        stream: StreamId { about: About::Case, id: Uuid::from_u128(n as u128 + 1) },
        version: 1,
        pack: law.reference().key(),
        round: None,
        organisation: None,
        kind: Some(types[chance % types.len()].id.value.clone()),
        stage: "certified".to_owned(),
        waits_for: None,
        since: certified,
        due: None,
        title: format!(
            "{}{}{}{n}（演示）",
            of(&PLACES, chance / 3),
            of(&THINGS, chance / 5),
            of(&BODIES, chance / 13)
        ),
        number: Some(format!("示例认定〔{}〕{n:06}号", certified.year())),
        extra: json!({
            "certified_on": certified,
            "valid_to": (!chance.is_multiple_of(3)).then_some(until),
            "end": if chance.is_multiple_of(29) { "revoked" } else { "certified" },
            "found_by": {
                "application.fields": [field.codes[chance / 17 % field.codes.len()].0.clone()],
                "partner.country": countries,
            },
        }),
        people: Vec::new(),
    }
}

/// Writes the bases.
async fn filled(place: &str, bases: usize) {
    let (store, law) = (Database::connect(place).await.unwrap(), law());
    let actor = Actor { account: Uuid::nil(), role: "operator".to_owned(), acting_for: None };
    for first in (0..bases).step_by(AT_ONCE) {
        let append = |n: usize| {
            let row = row(&law, n);
            let event = NewEvent {
                kind: "certified".to_owned(),
                schema: 1,
                actor: actor.clone(),
                effective_on: row.since,
                payload: json!({"invented": n}),
                personal: None,
            };
            let (stream, events) = (row.stream, vec![event]);
            Append { stream, expected: 0, events, row, registered: Vec::new() }
        };
        let appends = (first..(first + AT_ONCE).min(bases)).map(append).collect();
        let at = Timestamp::UNIX_EPOCH;
        let act = Act { tenant: tenant(), at, idempotency: None, appends, freezes: false };
        store.append(act).await.unwrap();
    }
    store.close().await;
}

/// Asks one thing again and again.
fn asks(engine: &str, caller: &mut Caller, (name, path): (&str, &str)) {
    let mut times: Vec<Duration> = (0..CALLS)
        .map(|_| {
            let begun = Instant::now();
            let answer = caller.gets(path);
            assert_eq!(answer.status, 200, "{path}");
            begun.elapsed()
        })
        .collect();
    times.sort();
    let at = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1];
    println!("{engine:<12} {name:<34} {:>10.2?} {:>10.2?}   {BAR}", at(50), at(99));
}

fn measured(engine: &str, served: &Served) {
    let mut caller = served.caller();
    let begun = Instant::now();
    assert_eq!(caller.gets("/bases").status, 200);
    println!("{engine:<12} the first look, all rows read       {:>10.2?}", begun.elapsed());
    for question in [
        ("everything", "/bases"),
        ("words", "/bases?q=%E7%BB%BF%E8%89%B2"),
        ("pinyin and two facets", "/bases?q=zhongqinglvse&partner.country=DE,GB&state=in_force"),
        ("a range of years, by name", "/bases?q=year%3A2018..2022+hydl&sort=name"),
        ("deep in the list", "/bases?after=90000"),
        ("nothing", "/bases?q=nowhere"),
    ] {
        asks(engine, &mut caller, question);
    }
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    let bases = asked.first().and_then(|one| one.parse().ok()).unwrap_or(BASES);
    let runtime = tokio::runtime::Runtime::new().unwrap();

    let folder = TempDir::new().unwrap();
    let data = asked.get(1).map_or_else(|| folder.path().to_str().unwrap(), String::as_str);
    runtime.block_on(filled(data, bases));
    measured("SQLite", &Served::serve(&["--data", data]));

    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = postgres::Database::fresh().unwrap();
    runtime.block_on(filled(server.url(), bases));
    measured("PostgreSQL", &Served::serve(&["--data", data, "--database", server.url()]));
}
