//! Packs by id, by folder and from a folder of packs.

use std::{fs, path::PathBuf};

use crate::world::{FACTS, SAMPLE, changed_sample, check, folder, guohe};

/// A folder of packs that holds the sample.
pub(crate) fn shelf_with_sample(name: &str) -> PathBuf {
    let packs = folder(name);
    let sample = packs.join("sample/exchange");
    fs::create_dir_all(sample.join("articles")).unwrap();
    for one in ["pack.yaml", "readings.yaml", "judgements.yaml", "articles/01.yaml"] {
        fs::copy(PathBuf::from(SAMPLE).join(one), sample.join(one)).unwrap();
    }
    packs
}

#[test]
fn a_folder_of_packs_adds_to_those_in_the_binary() {
    let packs = shelf_with_sample("added");
    let packs = packs.to_str().unwrap();
    let arguments = ["check", "sample/exchange", "--type", "OPEN", "-", "--packs", packs];
    let by_id = guohe(&arguments, FACTS.as_bytes());
    assert_eq!((by_id.code, by_id.err.as_str()), (0, ""));
    assert_eq!(by_id.out, check(FACTS, &[]).out, "by id and by folder it is the same pack");
}

#[test]
fn a_folder_stands_in_the_place_of_the_pack_with_its_id() {
    let packs = shelf_with_sample("replaced");
    let stricter = changed_sample("stricter", "articles/01.yaml", "        - 2\n", "        - 3\n");
    let packs = packs.to_str().unwrap();
    let check = |pack: &str| {
        let arguments = ["check", pack, "--type", "OPEN", "-", "--packs", packs];
        guohe(&arguments, FACTS.as_bytes()).code
    };
    assert_eq!(check("sample/exchange"), 0);
    assert_eq!(check(stricter.to_str().unwrap()), 1);
}

#[test]
fn every_pack_command_takes_a_folder() {
    let lint = guohe(&["pack", "lint", SAMPLE], b"");
    assert_eq!(lint.code, 0, "{}", lint.err);
    let coverage = guohe(&["pack", "coverage", SAMPLE], b"");
    assert_eq!(coverage.code, 1, "the sample has no examples");
    assert!(coverage.out.contains("sample/exchange: "), "{}", coverage.out);
}

#[test]
fn mutants_that_no_example_notices_are_located_and_fail_the_command() {
    let run = guohe(&["pack", "mutate", SAMPLE], b"");
    assert_eq!(run.code, 1, "the sample has no examples");
    assert!(run.out.contains("sample/exchange/articles/01.yaml:"), "{}", run.out);
    assert!(run.out.contains("没有例子发现"), "{}", run.out);
    assert!(run.out.contains("no example notices"), "{}", run.out);
    assert!(run.out.ends_with(" without a reason: 0.0 %\n"), "{}", run.out);
}

#[test]
fn mutants_of_one_clause_are_tried_alone_and_one_that_does_not_exist_is_said() {
    let all = guohe(&["pack", "mutate", SAMPLE], b"");
    let own = |out: &str| out.matches("[EX-1]").count();
    let run = guohe(&["pack", "mutate", SAMPLE, "--clause", "EX-1"], b"");
    assert_eq!(run.code, 1, "the sample has no examples");
    let mutants = run.out.matches("    mutant: ").count();
    assert_eq!((own(&run.out), mutants), (own(&all.out), own(&all.out)));
    assert!(mutants < all.out.matches("    mutant: ").count());
    let none = guohe(&["pack", "mutate", SAMPLE, "--clause", "EX-77"], b"");
    assert_eq!(none.code, 1);
    assert!(
        none.out
            .ends_with("没有变异可试；请核对 --clause / there is no mutant to try; see --clause\n")
    );
}

#[test]
fn mutate_is_told_one_pack_or_all_of_them() {
    for arguments in [&["pack", "mutate"][..], &["pack", "mutate", SAMPLE, "--all"]] {
        assert_eq!(guohe(arguments, b"").code, 64, "{arguments:?}");
    }
}

#[test]
fn a_pack_with_an_error_is_bad_input_and_the_error_is_located() {
    let broken =
        changed_sample("broken", "articles/01.yaml", "listed: [agreement]", "listed: [treaty]");
    let arguments = ["check", broken.to_str().unwrap(), "--type", "OPEN", "-"];
    let run = guohe(&arguments, FACTS.as_bytes());
    assert_eq!((run.code, run.out.as_str()), (65, ""));
    assert!(run.err.contains("sample/exchange/articles/01.yaml:13:"), "{}", run.err);
    assert!(run.err.contains("treaty"), "{}", run.err);
}

#[test]
fn a_pack_file_that_cannot_be_read_is_bad_input_too() {
    let broken = changed_sample("unreadable", "pack.yaml", "id: sample/exchange", "id: [");
    let run = guohe(&["check", broken.to_str().unwrap(), "--type", "OPEN", "-"], FACTS.as_bytes());
    assert_eq!((run.code, run.out.as_str()), (65, ""));
    assert!(run.err.contains("unreadable/pack.yaml:"), "{}", run.err);
}

#[test]
fn a_pack_that_does_not_exist_is_wrong_usage_for_every_command() {
    for arguments in [
        &["check", "no/such", "--type", "OPEN", "-"][..],
        &["explain", "EX-1", "--pack", "no/such"],
        &["pack", "lint", "no/such"],
        &["pack", "test", "no/such"],
        &["pack", "mutate", "no/such"],
        &["pack", "coverage", "no/such"],
    ] {
        let run = guohe(arguments, FACTS.as_bytes());
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{arguments:?}");
        assert!(run.err.contains("没有规则包“no/such”；现有："), "{arguments:?}: {}", run.err);
        assert!(run.err.contains("there is no pack `no/such`; there are: "), "{}", run.err);
    }
}

#[test]
fn lint_finds_what_is_wrong_with_a_pack_that_loads() {
    let clean = guohe(&["pack", "lint", SAMPLE], b"");
    assert!(clean.out.starts_with("0 errors, "), "{}", clean.out);
    let never = changed_sample("never", "articles/01.yaml", "        - 2\n", "        - 0\n");
    let run = guohe(&["pack", "lint", never.to_str().unwrap()], b"");
    assert!(run.err.contains("EX-1"), "{}", run.err);
    assert!(run.err.contains("sample/exchange/articles/01.yaml:"), "{}", run.err);
}

#[test]
fn lint_finds_templates_that_cannot_be_read_or_that_no_paper_takes() {
    let changed = changed_sample("letters", "articles/01.yaml", "        - 2\n", "        - 2\n");
    let letters = changed.join("letters");
    fs::create_dir_all(&letters).unwrap();
    fs::write(letters.join("decison.typ"), "= 甲\n").unwrap();
    fs::write(letters.join("notice.typ"), "= 甲\n\n#let = 1\n").unwrap();
    let run = guohe(&["pack", "lint", changed.to_str().unwrap()], b"");
    assert_eq!((run.code, run.out.starts_with("2 errors, ")), (1, true), "{}{}", run.out, run.err);
    for told in ["sample/exchange/letters/decison.typ:1:1", "sample/exchange/letters/notice.typ:3:"]
    {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
}
