//! Files that a scanner has not let through are handed out to nobody, whoever brought them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use axum::http::StatusCode;
use guohe_cases::{
    ports::Inspector,
    verbs::{
        attach::{Incoming, Room},
        fill::Filling,
        scan::sweep,
        signed::{Shown, bind},
    },
};
use guohe_rules::syntax::Words;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

/// A scanner that gives no answer until it is there, and then finds everything clean.
#[derive(Debug, Default)]
struct Scanner(AtomicBool);

#[async_trait]
impl Inspector for Scanner {
    async fn inspect(&self, _bytes: &[u8]) -> Result<Option<Words>, std::io::Error> {
        Ok(None)
    }

    fn holds(&self) -> bool {
        true
    }

    async fn scan(&self, _bytes: &[u8]) -> Result<bool, std::io::Error> {
        let there = self.0.load(Ordering::SeqCst);
        there.then_some(true).ok_or_else(|| std::io::ErrorKind::ConnectionRefused.into())
    }
}

#[tokio::test]
async fn a_paper_and_a_signed_scan_are_refused_while_held_and_handed_out_once_found_clean() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    town.hand_in("host", case).await;
    town.turns("2026-05-05");
    let scanner = Arc::new(Scanner::default());
    let mut site = town.site();
    site.inspector = Arc::<Scanner>::clone(&scanner);
    let site = app(site).unwrap();
    let store = town.store();
    let room = Room { inspector: &*scanner, files: &*store };
    let by = |person, moment| Filling { person, moment, case, seen: None, once: None };
    let version = town.desk().case(case).await.unwrap().locked_version().unwrap();
    let shown = Shown { version, there: vec![1], of: 1, unread: 0 };
    let name = "签\"; x=\"章 1%.pdf";
    let scan = Incoming { name, label: "", proves: &[], bytes: b"%PDF-1.7 signed" };
    let host = by(Town::person("host"), town.now());
    bind(town.desk(), room, &host, &scan, shown).await.unwrap();

    // The paper comes over the page, as officers send it.
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let late = format!("/desk/cases/{case}/late");
    let ways = officer.gets(&late).await.text();
    let act = ways.split("/late?act=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = officer.gets(&format!("{late}?act={act}")).await;
    let hidden = ["once", "seen"].map(|name| (name, form.value(name).unwrap_or_default()));
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend([("act", &*act), ("took_place_on", "2026-05-04"), ("why", "停机期间的来件")]);
    let seen = officer.sends(&late, &fields, ("letter.pdf", b"%PDF-1.7 letter")).await;
    assert_eq!(seen.to(), late);

    let mut host = Visitor::signed_in(&site, "host").await;
    let paper = format!("{late}/P1");
    let signed = format!("/desk/cases/{case}/files/S1");
    let own = format!("/applications/{case}/files/S1");
    let refused = [
        (&paper, officer.gets(&paper).await),
        (&signed, officer.gets(&signed).await),
        (&own, host.gets(&own).await),
    ];
    for (path, seen) in refused {
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(seen.text().contains("正在等待病毒检查"), "{path}: {}", seen.text());
    }
    scanner.0.store(true, Ordering::SeqCst);
    town.turns("2026-05-06");
    let moment = town.now();
    assert_eq!(sweep(town.desk(), room, move || moment).await.unwrap().settled, 2);
    for (path, bytes) in [(&paper, &b"%PDF-1.7 letter"[..]), (&signed, b"%PDF-1.7 signed")] {
        let seen = officer.gets(path).await;
        assert_eq!((seen.status, &*seen.bytes), (StatusCode::OK, bytes), "{path}");
        // Whatever stands in the name stays in it: no sign of it ends the word or the line of the head.
        let saved = seen.headers["content-disposition"].to_str().unwrap();
        let name = saved.strip_prefix("attachment; filename*=UTF-8''").unwrap();
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_.~%".contains(sign);
        assert!(!name.is_empty() && name.chars().all(plain), "{saved}");
    }
    assert_eq!(host.gets(&own).await.bytes, b"%PDF-1.7 signed");
    // The paper is for those who enter and confirm it, and no file of the application.
    for path in [format!("/applications/{case}/files/P1"), format!("/desk/cases/{case}/files/P1")] {
        let who = if path.starts_with("/desk") { &mut officer } else { &mut host };
        assert_eq!(who.gets(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
