//! `guohe pack new`: what it writes is a pack that loads, lints, holds and runs; and it overwrites nothing.

use std::{fs, path::Path};

use crate::world::{Run, folder, guohe};

fn new(folder: &Path, more: &[&str]) -> Run {
    let mut arguments = vec!["pack", "new", folder.to_str().unwrap()];
    arguments.extend(more);
    guohe(&arguments, b"")
}

#[test]
fn a_new_pack_has_no_finding_of_its_own_and_its_examples_cover_it() {
    let at = folder("starter").join("acme/call-2026");
    let run = new(&at, &["--zh", "示例：\"办法\"", "--en", "Measures: \"one\" # 1"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    let at = at.to_str().unwrap();
    let lint = guohe(&["pack", "lint", at], b"");
    assert_eq!(lint.code, 0, "{}", lint.err);
    assert!(!lint.err.contains("acme/call-2026/"), "{}", lint.err);
    let test = guohe(&["pack", "test", at], b"");
    let figures = "14 edges, 33 cases made, 4 edges without an own example on a side, \
                   0 out of reach of every example, 0 at odds\n0 journeys told\n24 passed, 0 failed\n";
    assert!(test.code == 0 && test.out.ends_with(figures), "{test:?}");
    let late = "no example after the last day of the window";
    assert_eq!(test.out.matches(late).count(), 2, "{}", test.out);
    let alone = guohe(&["pack", "test", at, "--no-edges"], b"");
    assert_eq!((alone.code, alone.out.as_str()), (0, "0 journeys told\n24 passed, 0 failed\n"));
    let coverage = guohe(&["pack", "coverage", at], b"");
    let lines = "acme/call-2026: 12 of 12 clauses classified, 8 of 8 computable ones complete\n\
                 acme/call-2026: 尚无旅程，16 条路径未走过 no journey yet, none of the 16 ways of the \
                 procedure walked\n";
    assert_eq!((coverage.code, coverage.out.as_str()), (0, lines));
}

#[test]
fn the_titles_that_are_given_are_those_of_the_pack() {
    let packs = folder("titled");
    let run = new(&packs.join("b/c"), &["--id", "b1b/c", "--zh", "甲", "--en", "A: b"]);
    assert_eq!(run.code, 64, "an id begins with two letters");
    assert!(run.err.contains("--id authority/call-2026"), "{}", run.err);
    let run = new(&packs.join("any"), &["--id", "north/call", "--zh", "“甲”：乙", "--en", "A: b"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(packs.join("any/pack.yaml")).unwrap();
    assert!(text.contains("\nid: north/call\n"), "{text}");
    assert!(text.contains("\ntitle: {zh: \"“甲”：乙\", en: \"A: b\"}\n"), "{text}");
    assert!(text.contains("\nprefix: NO\n"), "{text}");
}

#[test]
fn a_folder_that_is_not_empty_stays_as_it_is() {
    let at = folder("occupied").join("full/pack");
    fs::create_dir_all(&at).unwrap();
    fs::write(at.join("notes.txt"), "mine").unwrap();
    let run = new(&at, &[]);
    assert_eq!((run.code, run.out.as_str()), (65, ""));
    assert!(run.err.contains("不是空的") && run.err.contains("not empty"), "{}", run.err);
    let names: Vec<_> = fs::read_dir(&at).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(names, ["notes.txt"]);
}
