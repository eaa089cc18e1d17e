//! The public edition tells nothing that is not public: no mark that was planted in private texts, and the same to the
//! letter in two worlds that differ in such texts alone.

use guohe_record::{Edition, Verdict, Verifier, container};
use guohe_rules::pack::PackFiles;
use guohe_testkit::packs;

use crate::{
    ledger::Ledger,
    world::{Told, decided, record},
};

const PACK: &str = "beijing/bases-2025";
const DEMO: &str = "beijing/bases-2025/demo/";

/// The story with a mark in every name of a row, and in what officers and panels gave as reasons.
fn world(mark: &str) -> PackFiles {
    let mut files = packs::files().unwrap();
    for (path, text) in files.iter_mut().filter(|(path, _)| path.starts_with(DEMO)) {
        let private: &[&str] = if path.contains("/hosts/") {
            &[", name: ", "leader: {name: ", ", duty: "]
        } else {
            &["reasons: ", "opinion: \""]
        };
        for before in private {
            *text = text.replace(before, &format!("{before}{mark}"));
        }
    }
    files
}

/// What a record says besides the pack, the list of parts and what is signed: digests blanked out.
fn told(bytes: &[u8]) -> Vec<(String, String)> {
    let entries = container::read(bytes).unwrap();
    let but = ["manifest.json", "signature", "keys", "log.json"];
    let own =
        entries.iter().filter(|one| !but.contains(&one.name) && !one.name.starts_with("pack/"));
    own.map(|one| (one.name.to_owned(), blank(str::from_utf8(one.bytes).unwrap()))).collect()
}

/// A text with every digest of 64 digits in it blanked out.
fn blank(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive('"') {
        let digits = word.trim_end_matches('"');
        let digest = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        out.push_str(if digest { "#\"" } else { word });
    }
    out
}

async fn editions(mark: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let story = Told::named(&world(mark), PACK).await;
    let ledger = Ledger::of(&story.store, &story.tenant).await;
    let mut all = Vec::new();
    for (case, seq, _) in decided(story.desk()).await {
        let full = record(story.desk(), &ledger, (case, seq), Edition::Full).await;
        all.push((full, record(story.desk(), &ledger, (case, seq), Edition::Public).await));
    }
    all
}

#[tokio::test]
async fn no_private_text_is_in_a_public_record_and_two_worlds_read_alike() {
    let (one, other) = (editions("CNRYA").await, editions("CNRYB").await);
    assert_eq!((one.len(), other.len()), (2, 2));
    let mut verifier = Verifier::default();
    for ((full, public), (_, elsewhere)) in one.iter().zip(&other) {
        let marks = |parts: &[(String, String)]| -> usize {
            parts.iter().map(|(_, text)| text.matches("CNRY").count()).sum()
        };
        assert!(marks(&told(full)) > 20, "{}", marks(&told(full)));
        assert_eq!(told(public).iter().find(|(_, text)| text.contains("CNRY")), None);
        for ((name, text), (_, other)) in told(public).iter().zip(&told(elsewhere)) {
            assert!(text == other, "{name}\n{text}\n{other}");
        }
        assert_eq!(verifier.verify(public).verdict, Verdict::Holds);
    }
}
