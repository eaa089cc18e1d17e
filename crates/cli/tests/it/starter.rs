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
                   0 out of reach of every example, 0 at odds\n9 journeys told\n58 passed, 0 failed\n";
    assert!(test.code == 0 && test.out.ends_with(figures), "{test:?}");
    let late = "no example after the last day of the window";
    assert_eq!(test.out.matches(late).count(), 2, "{}", test.out);
    let alone = guohe(&["pack", "test", at, "--no-edges"], b"");
    assert_eq!((alone.code, alone.out.as_str()), (0, "9 journeys told\n58 passed, 0 failed\n"));
    let coverage = guohe(&["pack", "coverage", at], b"");
    let lines = "acme/call-2026: 12 of 12 clauses classified, 8 of 8 computable ones complete\n\
                 acme/call-2026: 16 of 16 ways of the procedure walked, 2 of 2 conditions seen to refuse\n";
    assert_eq!((coverage.code, coverage.out.as_str()), (0, lines));
}

#[test]
fn a_pack_that_runs_cases_without_a_journey_is_not_covered() {
    let at = folder("untold").join("acme/call-2026");
    assert_eq!(new(&at, &[]).code, 0);
    fs::remove_dir_all(at.join("examples/journeys")).unwrap();
    let coverage = guohe(&["pack", "coverage", at.to_str().unwrap()], b"");
    assert_eq!(coverage.code, 1, "{}", coverage.out);
    let first = "draft → submit → review: 没有旅程走过 no journey walks it\n";
    assert!(coverage.out.contains(first), "{}", coverage.out);
    let end = "0 of 16 ways of the procedure walked, 0 of 2 conditions seen to refuse\n\
               acme/call-2026: 尚无旅程；写法见 docs/journeys.md / no journey yet; docs/journeys.md says how \
               to write one\n";
    assert!(coverage.out.ends_with(end), "{}", coverage.out);
}

#[test]
fn a_survivor_fails_until_a_reason_is_given() {
    let at = folder("survivor").join("acme/call-2026");
    assert_eq!(new(&at, &[]).code, 0);
    let mutate = || guohe(&["pack", "mutate", at.to_str().unwrap(), "--clause", "AC-3.2"], b"");
    let run = mutate();
    assert_eq!(run.code, 1);
    assert!(run.out.contains("1 个没有理由 / 1 without a reason: "), "{}", run.out);
    let name = "AC-3.2: code-added material_check.result returned";
    let reason = "reason: {zh: 只有两种结论, en: there are two results}";
    let text = format!("survivors:\n  - {{mutants: [\"{name}\"], {reason}}}\n");
    fs::write(at.join("mutants.yaml"), &text).unwrap();
    let run = mutate();
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("survives: there are two results"), "{}", run.out);
    fs::write(at.join("mutants.yaml"), text.replace("returned", "passed")).unwrap();
    let run = mutate();
    assert_eq!(run.code, 1);
    assert!(run.err.contains("there is no mutant"), "{}", run.err);
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
