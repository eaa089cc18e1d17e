//! The directory as everybody sees it: found by words, sound and facets, taken along as files, followed in feeds.

use guohe_cases::{
    event::{About, Actor, NewEvent, StreamId},
    ports::{Act, Append, Row},
};
use guohe_web::{app, site::Site};
use jiff::{Timestamp, civil::date};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    town::{PACK, Town},
    visitor::Visitor,
};

/// Three bases: name, type, year, country of a partner.
const BASES: [(&str, &str, i16, &str); 3] = [
    ("绿色能源科技园", "PARK", 2024, "SG"),
    ("重庆“联合”研究院", "RESEARCH", 2025, "DE"),
    ("=海洋园区", "PARK", 2026, "SG"),
];

/// A town in which they have been certified, as far as lists know of it.
async fn town() -> Town {
    let mut town = Town::new().await;
    town.made_up = true;
    let site = town.site();
    let law = site.laws.iter().find(|law| law.pack.id() == PACK).unwrap();
    let types: Vec<String> = law.pack.file.types.iter().map(|def| def.id.value.clone()).collect();
    for (n, (name, kind, year, country)) in (1..).zip(BASES) {
        let kind = types.iter().find(|id| *id == kind).unwrap_or(&types[1]);
        let stream = StreamId { about: About::Case, id: Uuid::from_u128(n) };
        let day = date(year, 5, 8);
        let row = Row {
            stream,
            version: 1,
            pack: law.reference().key(),
            round: None,
            organisation: None,
            kind: Some(kind.clone()),
            stage: "certified".to_owned(),
            waits_for: None,
            since: day,
            due: None,
            title: name.to_owned(),
            number: Some(format!("N-{n}")),
            extra: json!({
                "certified_on": day, "valid_to": date(year + 1, 5, 7), "end": "certified",
                "found_by": {"partner.country": [country]},
            }),
            people: Vec::new(),
        };
        tells(&site, row).await;
    }
    town
}

/// Has lists know of a case.
async fn tells(site: &Site, row: Row) {
    let actor = Actor { account: Uuid::nil(), role: "operator".to_owned(), acting_for: None };
    let event = NewEvent {
        kind: "certified".to_owned(),
        schema: 1,
        actor,
        effective_on: row.since,
        payload: Value::Null,
        personal: None,
    };
    let stream = row.stream;
    let append = Append { stream, expected: 0, events: vec![event], row, registered: Vec::new() };
    let act = Act {
        tenant: site.tenant.clone(),
        at: Timestamp::UNIX_EPOCH,
        idempotency: None,
        appends: vec![append],
        freezes: false,
    };
    site.store.append(act).await.unwrap();
}

/// The texts of what a selector finds.
fn texts(page: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|one| one.text().collect::<String>().trim().to_owned()).collect()
}

#[tokio::test]
async fn bases_are_found_by_words_by_sound_by_facets_and_by_what_is_typed_of_them() {
    let site = app(town().await.site()).unwrap();
    let mut anybody = Visitor::of(&site);
    let (green, joint, sea) = (BASES[0].0, BASES[1].0, BASES[2].0);
    for (query, expected) in [
        ("", vec![sea, joint, green]),
        ("?sort=name", vec![sea, green, joint]),
        ("?q=%E7%BB%BF%E8%89%B2", vec![green]),
        ("?q=chongqing", vec![joint]),
        ("?q=lsny", vec![green]),
        ("?q=n-2", vec![joint]),
        ("?partner.country=SG", vec![sea, green]),
        ("?partner.country=SG,DE&year=2025", vec![joint]),
        ("?q=%E5%9B%BD%E5%AE%B6%3A%E6%96%B0%E5%8A%A0%E5%9D%A1", vec![sea, green]),
        ("?q=country:sg+year:2025..2026", vec![sea]),
        ("?q=nosuch:thing", vec![]),
        ("?q=country:DE+OR+%E7%BB%BF%E8%89%B2", vec![joint, green]),
        ("?q=-country:SG", vec![joint]),
        ("?q=certified:2025", vec![joint]),
        ("?q=valid_to:..2026-06", vec![joint, green]),
        ("?q=number:n-3+name:%E5%9B%AD", vec![sea]),
        ("?q=state:nosuch", vec![]),
        ("?type=PARK&q=%E7%BB%BF%E8%89%B2+%E7%A7%91%E6%8A%80", vec![green]),
        ("?nosuch=1", vec![]),
    ] {
        let seen = anybody.gets(&format!("/bases{query}")).await;
        assert_eq!(texts(&seen.text(), "table.data tbody th a"), expected, "{query}");
    }
    let chosen = anybody.gets("/bases?partner.country=SG").await.text();
    assert_eq!(texts(&chosen, ".chips a"), ["合作方所在国家（地区）：新加坡 × （去掉这一条件）"]);
}

#[tokio::test]
async fn what_was_found_is_taken_along_as_files_and_followed_in_feeds() {
    let site = app(town().await.site()).unwrap();
    let mut anybody = Visitor::of(&site);
    let csv = anybody.gets("/bases.csv?partner.country=SG").await.text();
    let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().skip(1).collect();
    let names: Vec<&str> = rows.iter().map(|row| row.split(',').nth(1).unwrap()).collect();
    assert_eq!(names, ["\"'=海洋园区\"", "\"绿色能源科技园\""]);
    assert!(rows[0].ends_with("\"新加坡\""), "{}", rows[0]);
    let listed: Value =
        serde_json::from_slice(&anybody.gets("/bases.json?q=chongqing").await.bytes).unwrap();
    assert_eq!(listed["total"], 1);
    let base = &listed["bases"][0];
    assert_eq!(base["name"], BASES[1].0);
    assert_eq!(
        base["found_by"],
        json!({"partner.country": [{"id": "DE", "zh": "德国", "en": "Germany"}]})
    );
    assert_eq!(
        (&base["certified_on"], &base["valid_to"]),
        (&json!("2025-05-08"), &json!("2026-05-07"))
    );
    let feed = anybody.gets("/bases.atom").await;
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    let titles: Vec<String> = texts(&feed.text(), "entry > title");
    assert_eq!(titles, [BASES[2].0, BASES[1].0, BASES[0].0]);
    for path in ["/notices.atom", "/calls.atom"] {
        assert_eq!(texts(&anybody.gets(path).await.text(), "entry").len(), 0, "{path}");
    }
}

#[tokio::test]
async fn the_figures_count_what_the_directory_has_and_each_leads_there() {
    let site = app(town().await.site()).unwrap();
    let mut anybody = Visitor::of(&site);
    let page = anybody.gets("/figures").await.text();
    let counts = texts(&page, "table.data tbody td.num");
    let links = Html::parse_document(&page);
    let anchor = Selector::parse("table.data tbody a").unwrap();
    let links: Vec<String> =
        links.select(&anchor).map(|a| a.value().attr("href").unwrap().to_owned()).collect();
    assert!(!links.is_empty());
    assert_eq!(counts.len(), links.len());
    for (count, link) in counts.iter().zip(&links) {
        let found = texts(&anybody.gets(link).await.text(), "table.data tbody th a");
        assert_eq!(found.len().to_string(), *count, "{link}");
    }
}

#[tokio::test]
async fn the_figures_tell_how_procedures_went_that_are_over_and_nothing_of_those_that_go_on() {
    let town = town().await;
    let site = town.site();
    let law = site.laws.iter().find(|law| law.pack.id() == PACK).unwrap();
    for (n, course) in [
        (11, json!({"spent": {"material_check": 4}, "wanting": ["BJ-9.a", ""], "objections": []})),
        (
            12,
            json!({"spent": {"material_check": 10}, "wanting": ["BJ-9.a"], "objections": ["settled"]}),
        ),
        (13, Value::Null),
    ] {
        let mut extra = json!({"end": null});
        if !course.is_null() {
            extra = json!({"end": "refused", "course": course});
        }
        let row = Row {
            stream: StreamId { about: About::Case, id: Uuid::from_u128(n) },
            version: 1,
            pack: law.reference().key(),
            round: None,
            organisation: None,
            kind: None,
            stage: "material_check".to_owned(),
            waits_for: None,
            since: date(2026, 5, 8),
            due: None,
            title: "不愿被人看见的单位".to_owned(),
            number: None,
            extra,
            people: Vec::new(),
        };
        tells(&site, row).await;
    }
    let router = app(site).unwrap();
    let mut anybody = Visitor::of(&router);
    let page = anybody.gets("/figures").await.text();
    assert!(!page.contains("不愿被人看见的单位"));
    let past = |selector: &str| texts(&page, &format!("section.past {selector}"));
    assert_eq!(past("h3").len(), 3);
    assert_eq!(past("tbody th")[0], "材料审核");
    assert_eq!(past("tbody td.num"), ["2", "4", "4", "10", "2", "1", "1"]);
    assert!(past("tbody th")[1].starts_with("第九条"), "{:?}", past("tbody th"));
    assert_eq!(past("tbody th")[2..], ["未写明条款的", "已处理"]);
    let told: Value = serde_json::from_slice(&anybody.gets("/api/v1/figures").await.bytes).unwrap();
    let count = |count: usize| json!({"clause": "BJ-9.a", "count": count});
    assert_eq!(
        told["past"],
        json!([{
            "law": PACK, "procedures": 2,
            "stays": [{"stage": "material_check", "procedures": 2, "shortest": 4, "median": 4, "longest": 10}],
            "wanting": [count(2), {"clause": null, "count": 1}],
            "objections": [{"standing": "settled", "count": 1}],
        }])
    );
}

#[tokio::test]
async fn the_licence_that_an_administrator_names_stands_wherever_data_is_taken() {
    let town = Town::new().await;
    town.administrator("system").await;
    let site = app(town.site()).unwrap();
    let (mut system, mut anybody) = (Visitor::signed_in(&site, "system").await, Visitor::of(&site));
    assert_eq!(named(&mut anybody).await, (Value::Null, None));
    assert!(anybody.gets("/bases").await.text().contains("发布单位尚未指明"));

    let page = "/admin/system";
    let with = |zh, en, url| {
        [("do", "open_data_licence"), ("licence_zh", zh), ("licence_en", en), ("licence_url", url)]
    };
    let wrong = system.fills(page, page, &with("", "Example", "ftp://example.org/licence")).await;
    let (status, text) = (wrong.status, wrong.text());
    assert_eq!(status, 422);
    for said in ["请填写许可名称", "完整网址", "ftp://example.org/licence"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(named(&mut anybody).await, (Value::Null, None), "nothing of it was kept");

    let address = "https://example.org/l?a=\"><b>";
    assert_eq!(system.fills(page, page, &with("示例许可", "Example", address)).await.to(), page);
    let whole = "https://example.org/l?a=%22%3E%3Cb%3E";
    let expected = json!({"zh": "示例许可", "en": "Example", "url": whole});
    let link = Some(format!("<{whole}>; rel=\"license\""));
    assert_eq!(named(&mut anybody).await, (expected, link));
    let shown = anybody.gets("/bases").await.text();
    assert!(
        shown.contains(&format!("<a href=\"{whole}\" rel=\"license\">示例许可</a>")),
        "{shown}"
    );
    for feed in ["/bases.atom", "/notices.atom", "/calls.atom"] {
        let text = anybody.gets(feed).await.text();
        assert!(text.contains(&format!("<rights>示例许可 / Example: {whole}</rights>")), "{text}");
    }

    assert_eq!(system.fills(page, page, &with("", "", "")).await.to(), page);
    assert_eq!(named(&mut anybody).await, (Value::Null, None));
}

/// The licence as the JSON names it and as the table does.
async fn named(anybody: &mut Visitor) -> (Value, Option<String>) {
    let listed: Value = serde_json::from_slice(&anybody.gets("/bases.json").await.bytes).unwrap();
    let table = anybody.gets("/bases.csv").await;
    let link = table.headers.get("link").map(|link| link.to_str().unwrap().to_owned());
    (listed["licence"].clone(), link)
}
