//! Running the binary on the sample pack and on facts made from its facts file.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The sample pack, by its folder.
pub(crate) const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sample");
/// Facts that meet every condition of the sample.
pub(crate) const FACTS: &str = include_str!("../facts.yaml");

/// What a run left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the binary with some input.
pub(crate) fn guohe(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guohe"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that refuses its arguments does not wait for its input.
    drop(child.stdin.take().unwrap().write_all(input));
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Checks facts from standard input against the open type of the sample.
pub(crate) fn check(facts: &str, more: &[&str]) -> Run {
    let arguments: Vec<&str> =
        ["check", SAMPLE, "--type", "OPEN", "-"].iter().chain(more).copied().collect();
    guohe(&arguments, facts.as_bytes())
}

/// The sample's facts with one passage replaced.
pub(crate) fn with(from: &str, to: &str) -> String {
    assert_eq!(FACTS.matches(from).count(), 1, "`{from}` stands once in the facts");
    FACTS.replace(from, to)
}

/// A new folder for one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The sample pack in a new folder, with one passage of one file replaced.
pub(crate) fn changed_sample(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = folder(name);
    fs::create_dir_all(folder.join("articles")).unwrap();
    for one in ["pack.yaml", "readings.yaml", "judgements.yaml", "articles/01.yaml"] {
        let text = fs::read_to_string(PathBuf::from(SAMPLE).join(one)).unwrap();
        let text = if one == file {
            assert!(text.contains(from), "`{from}` stands in {one}");
            text.replacen(from, to, 1)
        } else {
            text
        };
        fs::write(folder.join(one), text).unwrap();
    }
    folder
}

/// A folder for `--packs` with the sample in it under its own id, and what else a test puts beside it.
pub(crate) fn shelf(name: &str) -> PathBuf {
    let shelf = folder(name);
    put_sample(&shelf, "sample/exchange", &[]);
    shelf
}

/// Puts the sample on a shelf under a folder, with passages replaced wherever they stand; each stands somewhere.
pub(crate) fn put_sample(shelf: &Path, under: &str, replaced: &[(&str, &str)]) {
    let folder = shelf.join(under);
    fs::create_dir_all(folder.join("articles")).unwrap();
    let mut found = vec![false; replaced.len()];
    for one in ["pack.yaml", "readings.yaml", "judgements.yaml", "articles/01.yaml"] {
        let mut text = fs::read_to_string(PathBuf::from(SAMPLE).join(one)).unwrap();
        for ((from, to), found) in replaced.iter().zip(&mut found) {
            *found |= text.contains(from);
            text = text.replace(from, to);
        }
        fs::write(folder.join(one), text).unwrap();
    }
    assert!(found.iter().all(|found| *found), "{replaced:?}");
}
