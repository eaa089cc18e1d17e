//! Repeating a draw from its record.

use crate::world::guohe;

const WORKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/draws/worked.json");

#[test]
fn a_record_is_repeated_and_a_changed_one_is_named_where_it_differs() {
    let told = guohe(&["draw", "replay", WORKED], b"");
    assert_eq!((told.code, told.out.contains("一致")), (0, true), "{}", told.out);
    let text = std::fs::read_to_string(WORKED).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text.replacen("\"seats\": 5", "\"seats\": 4", 1)).unwrap();
    let told = guohe(&["draw", "replay", file.path().to_str().unwrap()], b"");
    assert_eq!((told.code, told.out.contains("digest")), (1, true), "{}", told.out);
}

#[test]
fn a_file_that_is_no_record_is_refused_with_what_to_do() {
    let told = guohe(&["draw", "replay", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], b"");
    assert_eq!((told.code, told.out.as_str()), (65, ""));
    assert!(told.err.contains("JSON"), "{}", told.err);
}

#[test]
fn a_secret_comes_with_the_digest_to_commit_to() {
    let told = guohe(&["draw", "secret"], b"");
    let lines: Vec<&str> = told.out.lines().map(str::trim).collect();
    assert_eq!((told.code, guohe_cases::draw::digest(lines[1])), (0, lines[3].to_owned()));
}
