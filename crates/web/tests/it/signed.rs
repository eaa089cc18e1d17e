//! Signed pages that come back: printed, put on glass a little askew, and laid beside the version that is locked.

use std::{fmt::Write as _, fs, path::Path, process::Command, sync::Arc};

use async_trait::async_trait;
use axum::http::StatusCode;
use guohe_cases::{case::Case, ports::Inspector, signed::Pages};
use guohe_rules::syntax::Words;
use guohe_web::app;
use serde_json::json;
use uuid::Uuid;

use crate::{programs as program, town::Town, visitor::Visitor};

/// Looks at files as the binary does, in this process.
#[derive(Debug)]
struct Glass;

#[async_trait]
impl Inspector for Glass {
    async fn inspect(&self, bytes: &[u8]) -> Result<Option<Words>, std::io::Error> {
        let words = |objection: guohe_documents::Objection| Words {
            zh: objection.zh(),
            en: objection.to_string(),
        };
        Ok(guohe_documents::inspect(bytes).err().map(words))
    }

    async fn codes(&self, bytes: &[u8]) -> Result<Result<Vec<Vec<String>>, Words>, std::io::Error> {
        let words =
            |flaw: guohe_documents::ReadError| Words { zh: flaw.zh(), en: flaw.to_string() };
        Ok(guohe_documents::codes(bytes).map_err(words))
    }
}

/// A town with an application, whose applicant looks at its papers.
struct Desk {
    town: Town,
    round: Uuid,
    case: Uuid,
    host: Visitor,
}

impl Desk {
    async fn new() -> Self {
        let mut town = Town::new().await;
        let round = town.round().await;
        let case = town.open("host", round, "PARK").await;
        let mut site = town.site();
        site.inspector = Arc::new(Glass);
        let host = Visitor::signed_in(&app(site).unwrap(), "host").await;
        Self { town, round, case, host }
    }

    /// Fills the application in and hands it in.
    async fn hand_in(&mut self) {
        self.town.fill("host", self.case, "park").await;
        self.town.hand_in("host", self.case).await;
    }

    /// The application as it is printed now.
    async fn printed(&mut self) -> Vec<u8> {
        let answer =
            self.host.gets(&format!("/applications/{}/papers/application.pdf", self.case)).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.bytes
    }

    /// What is said of a scan, and its answer.
    async fn hands_in(&mut self, name: &str, scan: &[u8]) -> (StatusCode, String) {
        let page = format!("/applications/{}/signed", self.case);
        let answer = self.host.sends(&page, &[], (name, scan)).await;
        (answer.status, answer.text())
    }

    /// The page of signed pages.
    async fn page(&mut self) -> String {
        self.host.gets(&format!("/applications/{}/signed", self.case)).await.text()
    }

    async fn case(&self) -> Arc<Case> {
        self.town.desk().case(self.case).await.unwrap()
    }

    /// What was recorded of scans: version, pages, of how many, how many unread.
    async fn recorded(&self) -> Vec<(u64, Vec<usize>, usize, usize)> {
        let case = self.case().await;
        let told = |pages: &Pages| (pages.version, pages.there.clone(), pages.of, pages.unread);
        case.came_back.iter().map(|scan| told(&scan.pages)).collect()
    }
}

/// The pages of a PDF file as pictures of 200 points to the inch, drawn by another program than the one under test.
fn scanned(pdf: &[u8]) -> Vec<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("guohe-scan-{}", Uuid::now_v7()));
    fs::create_dir(&folder).unwrap();
    let file = folder.join("printed.pdf");
    fs::write(&file, pdf).unwrap();
    let mut poppler = Command::new("pdftoppm");
    poppler.args(["-r", "200", "-gray", "-jpeg", "-jpegopt", "quality=40"]);
    assert!(poppler.arg(&file).arg(folder.join("page")).status().unwrap().success());
    let is_page = |path: &Path| path.extension().is_some_and(|ending| ending == "jpg");
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| is_page(path)).collect();
    files.sort();
    let pages = files.iter().map(|file| fs::read(file).unwrap()).collect();
    fs::remove_dir_all(folder).unwrap();
    pages
}

/// A page bound into a PDF file: turned by right angles, as the file notes it, and askew by some degrees.
fn bound(picture: &[u8], (turned, askew): (u16, f64)) -> Vec<u8> {
    // The frame of a JPEG picture says height, width and how many colours it has.
    let frame = picture.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    let number = |at: usize| u16::from_be_bytes([picture[frame + at], picture[frame + at + 1]]);
    let (rows, columns) = (number(5), number(7));
    let colours = if picture[frame + 9] == 1 { "DeviceGray" } else { "DeviceRGB" };
    let (sin, cos) = askew.to_radians().sin_cos();
    let (width, height) = (595.0, 842.0);
    let left = (width - (cos * width - sin * height)) / 2.0;
    let low = (height - (sin * width + cos * height)) / 2.0;
    let (along, up) = ((cos * width, sin * width), (-sin * height, cos * height));
    let drawn = format!(
        "q {:.4} {:.4} {:.4} {:.4} {left:.4} {low:.4} cm /I Do Q",
        along.0, along.1, up.0, up.1
    );
    let stream = |head: &str, body: &[u8]| {
        let head = format!("<< {head} /Length {} >>\nstream\n", body.len());
        [head.as_bytes(), body, b"\nendstream".as_slice()].concat()
    };
    let image = format!(
        "/Type /XObject /Subtype /Image /Width {columns} /Height {rows} /ColorSpace /{colours} \
         /BitsPerComponent 8 /Filter /DCTDecode"
    );
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {turned} /Contents 4 0 R \
         /Resources << /XObject << /I 5 0 R >> >> >>"
    );
    file_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        stream("", drawn.as_bytes()),
        stream(&image, picture),
    ])
}

/// A PDF file of these objects, the first of which leads to its pages.
fn file_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let all = objects.len() + 1;
    let mut table = format!("xref\n0 {all}\n0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        file.extend(format!("{number} 0 obj\n").bytes().chain(object.iter().copied()));
        file.extend(*b"\nendobj\n");
    }
    let at = file.len();
    let end = format!("{table}trailer << /Size {all} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n");
    file.extend(end.bytes());
    file
}

#[tokio::test]
async fn what_came_back_of_the_version_that_is_locked_is_bound_to_it_and_the_rest_is_named() {
    let mut desk = Desk::new().await;
    let earlier = scanned(&desk.printed().await);
    let (mine, round) = (desk.case, desk.round);
    desk.case = desk.town.open("host", round, "PARK").await;
    let foreign = scanned(&desk.printed().await);
    desk.case = mine;
    desk.hand_in().await;
    let whole = desk.printed().await;
    let pages = scanned(&whole);
    let version = desk.case().await.locked_version().unwrap();

    // A page of another version or of another case, and what is no scan: each is named, and nothing is kept.
    for (name, scan, line) in [
        ("earlier.jpg", &earlier[0][..], "属于其他版本：扫描件的第 1 页"),
        ("foreign.jpg", &foreign[0][..], "属于其他申报或其他文书：扫描件的第 1 页"),
        ("broken.pdf", &b"%PDF-1.4\nnothing"[..], "损坏，无法读取"),
    ] {
        let (status, said) = desk.hands_in(name, scan).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(said.contains(line), "{line}: {said}");
    }
    assert_eq!(desk.recorded().await, []);

    // A single page is bound, and what is missing is said.
    let (status, said) = desk.hands_in("page.jpg", &pages[1]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
    let second = (version, vec![2], pages.len(), 0);
    assert_eq!(desk.recorded().await, std::slice::from_ref(&second));
    let others = (1..=pages.len()).filter(|page| *page != 2).map(|page| page.to_string());
    let missing = format!("还缺的页：第 {} 页。", others.collect::<Vec<_>>().join("、"));
    let page = desk.page().await;
    assert!(page.contains(&missing), "{missing}: {page}");

    // The file with every page completes it.
    let (status, said) = desk.hands_in("whole.pdf", &whole).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
    let all: Vec<usize> = (1..=pages.len()).collect();
    assert_eq!(desk.recorded().await, [second, (version, all, pages.len(), 0)]);
    let page = desk.page().await;
    assert!(page.contains("这一版的所有页都已收到") && !page.contains("还缺的页"), "{page}");
}

#[tokio::test]
async fn a_page_that_was_turned_or_lies_askew_is_bound_or_named_like_one_that_lies_straight() {
    let mut desk = Desk::new().await;
    let earlier = scanned(&desk.printed().await);
    desk.hand_in().await;
    let pages = scanned(&desk.printed().await);
    let version = desk.case().await.locked_version().unwrap();
    for lies in [(90, 0.0), (180, 3.0), (270, -7.0)] {
        let (status, said) = desk.hands_in("earlier.pdf", &bound(&earlier[0], lies)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{lies:?}");
        assert!(said.contains("属于其他版本：扫描件的第 1 页"), "{lies:?}: {said}");
    }
    assert_eq!(desk.recorded().await, []);
    let mut expected = Vec::new();
    for lies in [(90, 0.0), (180, 0.0), (270, 0.0), (0, 3.0), (0, -7.0), (90, 7.0)] {
        let (status, said) = desk.hands_in("page.pdf", &bound(&pages[1], lies)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{lies:?}: {said}");
        expected.push((version, vec![2], pages.len(), 0));
        assert_eq!(desk.recorded().await, expected, "{lies:?}");
    }
}

#[tokio::test]
async fn a_program_hands_signed_pages_in_once_and_is_told_what_is_missing() {
    let mut desk = Desk::new().await;
    let store = desk.town.desk().store;
    let own = program::token("host", Town::person("host").account, &program::ALL);
    store.add_token(desk.town.desk().tenant, &own).await.unwrap();
    let park = program::token("park", Town::person("park").account, &program::ALL);
    store.add_token(desk.town.desk().tenant, &park).await.unwrap();
    let mut site = desk.town.site();
    site.inspector = Arc::new(Glass);
    let site = app(site).unwrap();
    let [host, park] = ["host", "park"].map(|word| program::Program { site: &site, word });
    let path = format!("/api/v1/applications/{}/signed", desk.case);
    assert_eq!(host.gets(&path).await.problem(), (404, "not-found"), "nothing is locked yet");
    desk.hand_in().await;
    let version = desk.case().await.locked_version().unwrap();
    let none = json!({"version": version, "missing": null, "scans": []});
    assert_eq!(host.gets(&path).await.body, none);
    let absent = format!("/api/v1/applications/{}/signed", Uuid::nil());
    park.sees_none((&path, &absent), None).await;
    let whole = desk.printed().await;
    let sends = async |key: &str, bytes: &[u8]| {
        let key = [("idempotency-key", key)];
        host.sends_bytes("POST", &format!("{path}?name=whole.pdf"), &key, bytes).await
    };
    let broken = sends("a", b"%PDF-1.4\nnothing").await;
    assert_eq!(broken.problem(), (422, "invalid"));
    assert_eq!(broken.body["errors"][0]["place"], "file", "{}", broken.body);
    assert_eq!(desk.recorded().await, []);
    let taken = sends("b", &whole).await;
    let [.., (_, pages, of, _)] = &desk.recorded().await[..] else { panic!("{}", taken.body) };
    let scan = &taken.body["scans"][0];
    assert_eq!(
        taken.body,
        json!({"version": version, "missing": [], "scans": [{"file": "S1", "name": "whole.pdf",
            "at": scan["at"], "version": version, "there": pages, "of": of, "unread": 0}]})
    );
    assert_eq!((*of, pages.len()), (pages.len(), pages.len()));
    let again = sends("b", &whole).await;
    assert_eq!((again.header("idempotency-replayed"), &again.body), (Some("true"), &taken.body));
    assert_eq!(desk.recorded().await.len(), 1, "one key binds one scan");
    assert_eq!(host.gets(&path).await.body, taken.body);
}

#[tokio::test]
async fn there_is_nothing_to_sign_while_the_application_may_change() {
    let mut desk = Desk::new().await;
    let page = desk.host.gets(&format!("/applications/{}/signed", desk.case)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
