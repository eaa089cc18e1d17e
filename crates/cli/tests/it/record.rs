//! Records of decisions as the binary makes and verifies them: over the demonstration, in both editions, on their own.

use std::fs;

use guohe_cases::{
    event::About,
    ports::{RowQuery, Store as _},
};
use guohe_store::Database;

use crate::{
    served::Served,
    story::tenant,
    world::{Run, folder, guohe},
};

fn verified(file: &str, more: &[&str]) -> Run {
    guohe(&[&["record", "verify", file], more].concat(), b"")
}

#[tokio::test]
async fn a_record_of_the_demonstration_is_made_twice_the_same_and_verified_without_it() {
    let root = folder("records");
    let data = root.join("data");
    let data = data.to_str().unwrap();
    let served = Served::demo(&["--data", data]);
    let store = Database::connect(data).await.unwrap();
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    let rows = store.rows(&tenant(), &query).await.unwrap();
    store.close().await;
    let base = rows.iter().find(|row| row.number.is_some()).unwrap();
    let id = base.stream.id.to_string();
    let mut caller = served.caller();
    let page = caller.gets(&format!("/bases/{id}"));
    assert!(page.body.contains(&format!("/bases/{id}/record")), "{}", page.body);
    assert_eq!(caller.gets(&format!("/bases/{id}/record")).status, 200);
    assert_eq!(caller.gets(&format!("/desk/cases/{id}/record")).status, 303);
    assert_eq!(served.stop(), Some(0));

    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let export = |name: &str, more: &[&str]| {
        let file = path(name);
        let run =
            guohe(&[&["record", "export", "--data", data, &id, "-o", &file], more].concat(), b"");
        assert_eq!((run.code, run.out.trim()), (0, file.as_str()), "{}", run.err);
        file
    };
    let (full, again) = (export("full.zip", &[]), export("again.zip", &[]));
    assert!(fs::read(&full).unwrap() == fs::read(&again).unwrap());
    let public = export("public.zip", &["--public"]);
    let keys = format!("{data}/keys/public");
    for file in [&full, &public] {
        let run = verified(file, &["--lang", "en", "--keys", &keys]);
        assert_eq!(run.code, 0, "{}", run.out);
        assert!(run.out.contains("Verdict: the record holds"), "{}", run.out);
        assert!(verified(file, &[]).out.contains("结论：档案成立"));
    }

    let mut bytes = fs::read(&full).unwrap();
    // The name of a part stands 30 bytes into its header; the directory and the manifest name it as well.
    let named = |at: &usize| bytes[*at..].starts_with(b"trace.json");
    let head = |at: &usize| *at >= 30 && bytes[at - 30..].starts_with(b"PK\x03\x04");
    let part = (0..bytes.len()).filter(named).find(head).unwrap();
    let at = part + bytes[part..].windows(4).position(|four| four == b"\"met").unwrap();
    bytes[at + 1] = b'n';
    fs::write(path("changed.zip"), &bytes).unwrap();
    let run = verified(&path("changed.zip"), &["--lang", "en"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("trace.json: its content is not that of its checksum"), "{}", run.out);
    fs::write(path("none.zip"), b"PK").unwrap();
    assert_eq!(verified(&path("none.zip"), &[]).code, 2);
    assert_eq!(verified(&path("missing.zip"), &[]).code, 2);
    let draft = rows.iter().find(|row| row.stage == "draft").unwrap().stream.id.to_string();
    let run = guohe(&["record", "export", "--data", data, &draft], b"");
    assert_eq!(run.code, 64);
    assert!(run.err.contains("no such confirmed decision"), "{}", run.err);
}
