//! Facts that cannot be read: every fault is said at its line and column, in both languages, and the run ends
//! with 65; a wrong argument ends it with 64. Nothing is checked and nothing crashes.

mod faults;

use std::fs;

use self::faults::Fault;
use crate::world::{FACTS, Run, SAMPLE, check, folder, guohe, with};

fn reported(run: &Run, fault: &Fault) -> Result<(), String> {
    let end = if fault.place.contains(':') { "]" } else { ":" };
    let place = format!("[<stdin>:{}{end}", fault.place);
    let closing = run.err.trim_end().lines().last().unwrap_or_default();
    let said = [
        (run.code == 65, format!("exit {}", run.code)),
        (run.out.is_empty(), format!("something was checked: {}", run.out)),
        (fault.place.is_empty() || run.err.contains(&place), format!("no {place}")),
        (run.err.contains(&fault.zh), format!("no {}", fault.zh)),
        (run.err.contains(&fault.en), format!("no {}", fault.en)),
        (!run.err.contains("panicked"), "panicked".to_owned()),
        (closing.ends_with("nothing was checked"), "no closing line".to_owned()),
    ];
    match said.into_iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, what)) => Err(format!("{}: {what}\n{}", fault.name, run.err)),
    }
}

fn all_reported(faults: &[Fault]) {
    let judge = |fault: &Fault| {
        let run = guohe(&["check", SAMPLE, "--type", "OPEN", "-"], &fault.input);
        reported(&run, fault).err()
    };
    let wrong: Vec<_> = faults.iter().filter_map(judge).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_yaml_is_located() {
    all_reported(&faults::of_group("yaml"));
}

#[test]
fn what_would_exhaust_the_reader_is_refused() {
    all_reported(&faults::exhausting());
}

#[test]
fn values_that_cannot_be_are_located() {
    all_reported(&faults::of_group("value"));
}

#[test]
fn names_and_shapes_that_do_not_fit_are_located() {
    all_reported(&faults::of_group("shape"));
}

#[test]
fn every_fault_is_reported_and_counted_in_the_order_of_the_file() {
    let facts = with("land_area: 80 mu", "land_area: -1 mu")
        .replace("held_on: 2024-09-18", "held_on: 2025-02-29")
        .replace("country: GB", "country: XX");
    let run = check(&facts, &[]);
    let places: Vec<_> = run.err.match_indices("<stdin>:").collect();
    assert_eq!(places.len(), 3, "{}", run.err);
    let order: Vec<_> = ["<stdin>:7:", "<stdin>:14:", "<stdin>:16:"]
        .into_iter()
        .map(|place| run.err.find(place).unwrap())
        .collect();
    assert!(order.is_sorted(), "{}", run.err);
    assert!(
        run.err.ends_with("3 处错误，未作核对 / 3 errors, nothing was checked\n"),
        "{}",
        run.err
    );
}

#[test]
fn of_very_many_faults_the_first_are_shown_and_all_are_counted() {
    let rows = "    - {id: X, nonsense: 1}\n".repeat(50);
    let run = check(&with("  events:\n", &format!("  events:\n{rows}")), &[]);
    assert_eq!(run.code, 65);
    assert_eq!(run.err.matches("<stdin>:").count(), 20, "{}", run.err);
    assert!(run.err.contains("另有 30 处 / and 30 more"), "{}", run.err);
    assert!(run.err.contains("50 errors, nothing was checked"), "{}", run.err);
}

#[test]
fn a_fault_in_a_very_long_line_is_shown_by_the_part_around_it() {
    let long = format!(
        r#"{{"round": {{"date": "2026-05-15"}}, "lists": "closed", "facts": {{"host": {{"name": "{}", "founded_on": "2026-02-30"}}}}}}"#,
        "长".repeat(100_000)
    );
    let run = check(&long, &[]);
    assert_eq!(run.code, 65);
    assert!(run.err.contains("不是日历上的日期"), "{}", run.err.len());
    assert!(run.err.contains("[<stdin>:1:100099]"), "{}", run.err);
    assert!(run.err.len() < 2_000, "{} bytes", run.err.len());
}

#[test]
fn a_file_is_named_in_the_message() {
    let file = folder("named").join("事实.yaml");
    fs::write(&file, with("country: GB", "country: XX")).unwrap();
    let file = file.to_str().unwrap();
    let run = guohe(&["check", SAMPLE, "--type", "OPEN", file], b"");
    assert_eq!(run.code, 65);
    assert!(run.err.contains(&format!("{file}:7:")), "{}", run.err);
}

#[test]
fn a_file_that_cannot_be_opened_is_bad_input() {
    for path in ["/no/such/facts.yaml", SAMPLE] {
        let run = guohe(&["check", SAMPLE, "--type", "OPEN", path], b"");
        assert_eq!((run.code, run.out.as_str()), (65, ""), "{path}");
        assert!(run.err.contains("无法读取事实文件 / the facts cannot be read"), "{}", run.err);
    }
}

#[test]
fn wrong_arguments_are_wrong_usage() {
    let arguments: [&[&str]; 10] = [
        &[],
        &["chekc"],
        &["check"],
        &["check", SAMPLE],
        &["check", SAMPLE, "-"],
        &["check", SAMPLE, "--type", "OPEN"],
        &["check", SAMPLE, "--type", "OPEN", "-", "--on", "2026-02-30"],
        &["check", SAMPLE, "--type", "OPEN", "-", "--format", "xml"],
        &["check", SAMPLE, "--type", "OPEN", "-", "--level", "sworn"],
        &["check", SAMPLE, "--type", "OPEN", "--type", "CLOSED", "-"],
    ];
    for arguments in arguments {
        let run = guohe(arguments, FACTS.as_bytes());
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{arguments:?}: {}", run.err);
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_type_that_does_not_exist_is_wrong_usage_and_those_that_do_are_named() {
    let run = guohe(&["check", SAMPLE, "--type", "open", "-"], FACTS.as_bytes());
    assert_eq!((run.code, run.out.as_str()), (64, ""));
    assert!(
        run.err.contains("没有类别“open”；现有：OPEN（开放类）、CLOSED（封闭类）"),
        "{}",
        run.err
    );
    assert!(run.err.contains("has no type `open`; there are: OPEN (open), CLOSED (closed)"));
}

#[test]
fn no_damage_to_the_facts_makes_the_program_crash() {
    for (at, sign, damaged) in faults::damaged() {
        let run = guohe(&["check", SAMPLE, "--type", "OPEN", "-"], &damaged);
        assert!([0, 1, 2, 3, 65].contains(&run.code), "byte {at} as {sign}: {}", run.err);
        assert!(!run.err.contains("panicked"), "byte {at} as {sign}: {}", run.err);
        assert_eq!(run.code == 65, run.out.is_empty(), "byte {at} as {sign}");
    }
}
