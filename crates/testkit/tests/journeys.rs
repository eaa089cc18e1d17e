//! The browser starter, tried on a page of its own. Run with the journeys, which need the browser too.

#![expect(clippy::expect_used, reason = "where a helper cannot go on, its test has failed")]

use fantoccini::Locator;
use guohe_testkit::browser::{Browser, Options};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

/// Serves one page to whoever asks; the page shows the `Accept-Language` it was asked with.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(&connection).lines().map_while(Result::ok);
            let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            let language = head.iter().find_map(|line| line.strip_prefix("Accept-Language: "));
            let page = format!(
                "<!doctype html><html lang=zh><meta charset=utf-8><title>试</title><main><h1>试</h1>\
                 <p id=language>{}</p><p id=script>off</p><input id=bare></main>\
                 <script>document.getElementById('script').textContent = 'on'</script></html>",
                language.unwrap_or_default()
            );
            let length = page.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n");
            let kind = "Content-Type: text/html\r\nConnection: close\r\n\r\n";
            drop((&connection).write_all(format!("{head}{kind}{page}").as_bytes()));
        }
    });
    format!("http://{address}/")
}

async fn text(browser: &Browser, id: &str) -> String {
    let element = browser.client().find(Locator::Id(id)).await.expect("the element is there");
    element.text().await.expect("the element has a text")
}

async fn ask(browser: &Browser, question: &str) -> String {
    let script = format!("return String({question})");
    let answer = browser.client().execute(&script, Vec::new()).await.expect("an answer");
    answer.as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn the_window_is_what_was_asked_for_and_axe_sees_a_field_without_a_label() {
    let browser = Browser::open(&Options::default()).await.unwrap();
    browser.client().goto(&serve()).await.unwrap();

    assert_eq!(text(&browser, "language").await, "zh-CN,zh;q=0.9");
    assert_eq!(text(&browser, "script").await, "on");
    assert_eq!(ask(&browser, "[innerWidth, innerHeight]").await, "1366,768");
    assert_eq!(ask(&browser, "matchMedia('(prefers-color-scheme: dark)').matches").await, "false");

    let barriers = browser.barriers().await.unwrap();
    let found: Vec<(&str, &str, Vec<&str>)> = barriers
        .iter()
        .map(|b| (&*b.rule, &*b.impact, b.places.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(found, [("label", "critical", vec!["#bare"])]);

    assert_eq!(browser.complaints().await.unwrap(), []);
    ask(&browser, "console.error('not right')").await;
    let complaints = browser.complaints().await.unwrap();
    let sources: Vec<&str> = complaints.iter().map(|one| one.source.as_str()).collect();
    assert_eq!(sources, ["console-api"], "{complaints:?}");
    assert_eq!(browser.complaints().await.unwrap(), []);
    browser.close().await.unwrap();
}

#[tokio::test]
async fn a_phone_may_be_english_dark_and_without_scripts_and_can_be_photographed() {
    let options =
        Options { javascript: false, languages: "en".to_owned(), dark: true, ..Options::phone() };
    let browser = Browser::open(&options).await.unwrap();
    browser.client().goto(&serve()).await.unwrap();

    assert_eq!(text(&browser, "language").await, "en");
    assert_eq!(text(&browser, "script").await, "off");
    assert_eq!(ask(&browser, "innerWidth").await, "390");
    assert_eq!(ask(&browser, "matchMedia('(prefers-color-scheme: dark)').matches").await, "true");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.png");
    browser.screenshot(&file).await.unwrap();
    let image = std::fs::read(&file).unwrap();
    assert_eq!(image.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]));
    // The width stands at byte 16 of every PNG.
    assert_eq!(image.get(16..20), Some(&390_u32.to_be_bytes()[..]));
    browser.close().await.unwrap();
}
