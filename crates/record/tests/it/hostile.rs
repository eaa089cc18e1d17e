//! Files that are no records, or were made to harm: refused with a place and words in both languages; nothing panics.

use guohe_record::{Edition, Report, Verdict, Verifier, container};
use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, TestRunner},
};

use crate::damaged::small;

fn refused(bytes: &[u8]) -> Report {
    let report = Verifier::default().verify(bytes);
    assert_ne!(report.verdict, Verdict::Holds);
    let told = |line: &guohe_record::Line| {
        assert!(!line.part.is_empty() && !line.what.zh.is_empty() && !line.what.en.is_empty());
    };
    report.wrong().for_each(told);
    assert!(report.wrong().count() > 0);
    report
}

fn first(report: &Report) -> (String, Verdict) {
    let line = report.wrong().next().unwrap();
    (format!("{}: {}", line.part, line.what.en), report.verdict)
}

fn with(entries: &[(&str, &[u8])]) -> (String, Verdict) {
    first(&refused(&container::write(entries.iter().copied())))
}

#[test]
fn what_is_no_record_is_refused_with_its_place() {
    for bytes in [&b""[..], b"PK", b"{}", b"PK\x03\x04", &[0; 4_000]] {
        assert_eq!(refused(bytes).verdict, Verdict::Unreadable);
    }
    let none = with(&[("manifest.json", b"{}")]).0;
    assert!(none.contains("no manifest and no signature"), "{none}");
    let signature: (&str, &[u8]) = ("signature", b"x");
    let deep = vec![b'['; 2_000_000];
    for (text, told) in [
        (&b"{}"[..], "shape"),
        (&deep, "nested deeper"),
        (b"[1e400]", "no JSON"),
        (b"{\"parts\":123456789012345678901234567890}", "RFC 8785"),
        (b"{\"a\":1,\"a\":2}", "RFC 8785"),
        (b"\xff\xfe", "UTF-8"),
    ] {
        let (found, verdict) = with(&[("manifest.json", text), signature]);
        assert!(found.starts_with("manifest.json: ") && found.contains(told), "{found}");
        assert_eq!(verdict, Verdict::Unreadable);
    }
    for name in ["../x", "/x", "a/../b", "a\\b", "C:x", "a//b", "a\u{0}b", "."] {
        let (found, verdict) = with(&[("manifest.json", b"{}"), (name, b"x")]);
        assert!(found.contains("header of the entry"), "{name}: {found}");
        assert_eq!(verdict, Verdict::Fails);
    }
    let twice = with(&[("manifest.json", b"{}"), signature, ("keys", b""), ("keys", b"")]).0;
    assert_eq!(twice, "keys: the name stands there twice");
}

/// A compressed entry is never unpacked, so what it would come to does not matter.
#[test]
fn an_entry_that_would_unpack_to_more_is_refused_by_its_header() {
    let mut bytes = container::write([("manifest.json", &[0_u8; 64][..]), ("signature", b"x")]);
    bytes[8] = 8;
    bytes[22..26].copy_from_slice(&u32::MAX.to_le_bytes());
    let (found, _) = first(&refused(&bytes));
    assert!(found.starts_with("manifest.json: the header"), "{found}");
    let long = vec![0; container::LONGEST + 1];
    let (found, verdict) = first(&refused(&long));
    assert!(found.contains("more than"), "{found}");
    assert_eq!(verdict, Verdict::Unreadable);
}

#[tokio::test]
async fn a_record_that_was_cut_off_anywhere_is_refused() {
    let bytes = small(Edition::Public).await;
    for at in (0..bytes.len()).step_by(4_999).chain([bytes.len() - 1]) {
        refused(&bytes[..at]);
    }
    let longer = [&bytes[..], b"\0"].concat();
    refused(&longer);
}

#[test]
fn whatever_the_bytes_are_nothing_panics() {
    let mut runner =
        TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let names = ["manifest.json", "signature", "keys", "log.json", "pack/x.yaml"];
    let bytes = vec(any::<u8>(), 0..300);
    runner
        .run(&bytes, |noise| {
            refused(&noise);
            refused(&[b"PK\x03\x04", &noise[..]].concat());
            let entries = names.iter().zip(noise.chunks(noise.len() / 5 + 1));
            refused(&container::write(entries.map(|(name, bytes)| (*name, bytes))));
            Ok(())
        })
        .unwrap();
}
