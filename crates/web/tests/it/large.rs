//! Files that are larger than is taken, and more of them than a case may hold.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use axum::{
    body::{Body, Bytes},
    http::StatusCode,
};
use futures_util::{StreamExt as _, stream};
use guohe_cases::{
    attachment::Quota,
    memory::Memory,
    ports::{Files, Store as _},
};
use guohe_web::app;
use serde_json::json;

use crate::{town::Town, visitor::Visitor};

const MEGABYTE: usize = 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// The files of the town, with a count of how many were kept.
#[derive(Debug)]
struct Counted(Arc<Memory>, AtomicUsize);

#[async_trait]
impl Files for Counted {
    async fn keep(&self, bytes: &[u8]) -> Result<[u8; 32], std::io::Error> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.keep(bytes).await
    }

    async fn fetch(&self, digest: &[u8; 32]) -> Result<Option<Vec<u8>>, std::io::Error> {
        self.0.fetch(digest).await
    }
}

/// A form with one file of a size, made as it is read; it tells how many bytes of the file were read.
fn of_size(token: &str, size: usize) -> (Body, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"scan.pdf\"\r\n\r\n%PDF-1.7"
    );
    let counts = Arc::clone(&read);
    let pieces = (0..size.div_ceil(PIECE)).map(move |at| {
        let length = PIECE.min(size - at * PIECE);
        counts.fetch_add(length, Ordering::SeqCst);
        Bytes::from(vec![b'x'; length])
    });
    let whole = std::iter::once(Bytes::from(head))
        .chain(pieces)
        .chain(std::iter::once(Bytes::from_static(b"\r\n--edge--\r\n")));
    // As over a line, not all of it is there at once.
    let comes = stream::iter(whole).then(|piece| async {
        tokio::task::yield_now().await;
        Ok::<_, Infallible>(piece)
    });
    (Body::from_stream(comes), read)
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_with_the_limit_and_kept_nowhere() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let files = Arc::new(Counted(town.store(), AtomicUsize::new(0)));
    let mut site = town.site();
    site.files = Arc::<Counted>::clone(&files);
    let site = app(site).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = format!("/applications/{case}/attachments");
    let before = town.desk().case(case).await.unwrap().version;
    let token = host.gets(&page).await.value("form_token").unwrap();
    let (zh, en) = (
        "文件超过 50 MB 的上限，请压缩或分拆",
        "the file is larger than 50 MB; compress or split it",
    );
    // A little more than is taken, which is read whole, and so much more that it is not.
    for (size, lang, said) in
        [(50 * MEGABYTE, "zh", zh), (60 * MEGABYTE, "zh", zh), (60 * MEGABYTE, "en", en)]
    {
        let (body, read) = of_size(&token, size);
        let seen = host.posts_parts(&format!("{page}?lang={lang}"), "edge", body).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{size}");
        assert!(seen.text().contains(said), "{size}: {}", seen.text());
        assert_eq!(read.load(Ordering::SeqCst), size, "the rest was not waited for");
    }
    let after = town.desk().case(case).await.unwrap();
    assert_eq!((after.version, after.attachments.len()), (before, 0));
    assert_eq!(files.1.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn there_is_an_end_to_what_is_read_of_a_file_that_is_too_large() {
    let town = Town::new().await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let page = "/desk/experts/import";
    let token = officer.gets(page).await.value("form_token").unwrap();
    let (body, read) = of_size(&token, 200 * MEGABYTE);
    let seen = officer.posts_parts(page, "edge", body).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text().contains("文件超过 20 MB 的上限"), "{}", seen.text());
    let read = read.load(Ordering::SeqCst);
    assert!(read <= 80 * MEGABYTE + 2 * PIECE, "{read}");
}

#[tokio::test]
async fn the_system_administrator_says_how_much_a_case_may_hold_and_it_counts_at_once() {
    let mut town = Town::new().await;
    town.administrator("system").await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let site = app(town.site()).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let page = "/admin/system";
    let with = |files| [("do", Quota::SETTING), ("case_files", files)];
    let refused = system.fills(page, page, &with("19")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("每件最多文件数：19 超出范围，请填 20 至 5000"),
        "{}",
        refused.text()
    );
    assert_eq!(system.fills(page, page, &with("20")).await.to(), page);
    let (store, tenant) = (town.store(), town.site().tenant);
    let kept = store.setting(&tenant, Quota::SETTING).await.unwrap();
    assert_eq!(kept, Some(json!(Quota { case_files: 20, ..Quota::default() })));

    let mut host = Visitor::signed_in(&site, "host").await;
    let attach = format!("/applications/{case}/attachments");
    for number in 1..=20 {
        let bytes = format!("%PDF-1.7 {number}");
        let seen = host.sends(&attach, &[], ("scan.pdf", bytes.as_bytes())).await;
        assert_eq!(seen.to(), attach);
    }
    let full = host.sends(&attach, &[], ("scan.pdf", b"%PDF-1.7 21")).await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "本件已有 20 个文件，上限为 20 个；请先移除不再需要的附件";
    assert!(full.text().contains(said), "{}", full.text());
}
