//! The card of a clause.

use crate::world::{Run, SAMPLE, guohe};

fn explain(clause: &str, more: &[&str]) -> Run {
    let arguments: Vec<&str> =
        ["explain", clause, "--pack", SAMPLE].iter().chain(more).copied().collect();
    guohe(&arguments, b"")
}

#[test]
fn a_card_holds_everything_that_is_needed_to_apply_the_clause() {
    let card = explain("EX-2", &["--lang", "en"]);
    assert_eq!(card.code, 0);
    for said in [
        "EX-2  site of 75 mu",
        "Article 1 paragraph 2",
        "sample/exchange/art1/para2",
        "class       condition in principle, may be waived",
        "force       in principle",
        "says        In principle the sites together cover at least 75 mu.",
        "rule        ",
        "75 mu",
        "waiver      by the authority; authority: the text says “in principle”",
    ] {
        assert!(card.out.contains(said), "`{said}` in\n{}", card.out);
    }
}

#[test]
fn both_languages_stand_side_by_side_unless_one_is_asked_for() {
    let both = explain("EX-1", &[]).out;
    assert!(both.contains("签过协议的合作方去重后达到两家。"));
    assert!(both.contains("There are agreements with at least two different partners."));
    assert!(both.contains("证据        协议文本"));
    assert!(both.contains("后果        申请不予通过"));
    let chinese = explain("EX-1", &["--lang", "zh"]).out;
    assert!(!chinese.contains("partners"), "{chinese}");
}

#[test]
fn readings_come_with_their_policy_and_their_options() {
    let card = explain("EX-4", &["--lang", "zh"]).out;
    assert!(card.contains("EX-A1 “近两年”从哪天起算？（每种读法都核对，直到本轮选定）"), "{card}");
    assert!(card.contains("● rolling：从基准日往回数两年（推荐）"), "{card}");
    assert!(card.contains("○ complete_years：之前的两个完整自然年"), "{card}");
}

#[test]
fn questions_to_people_come_with_what_to_look_at() {
    let card = explain("EX-3", &["--lang", "en"]).out;
    assert!(card.contains("worthwhile Is the exchange worthwhile? (judged by: expert reviewer)"));
    assert!(card.contains("· Look at whether both sides gain."));
}

#[test]
fn a_clause_that_does_not_exist_is_wrong_usage_and_its_neighbours_are_named() {
    let run = explain("EX-1.9", &[]);
    assert_eq!(run.code, 64);
    assert_eq!(run.out, "");
    assert!(run.err.contains("没有条款“EX-1.9” / there is no clause `EX-1.9`"), "{}", run.err);
    assert!(run.err.contains("EX-1"), "{}", run.err);
}

#[test]
fn without_a_pack_the_clause_is_looked_for_in_all_of_them() {
    let run = guohe(&["explain", "EX-1"], b"");
    assert_eq!(run.code, 64, "the sample is not one of the packs in the binary");
    let packs = crate::packs::shelf_with_sample("explained");
    let run = guohe(&["explain", "EX-1", "--packs", packs.to_str().unwrap()], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
