//! Hostile files, each with its verdict.

use guohe_documents::{Objection, inspect};
use guohe_testkit::hostile::{Verdict, files};

/// The name of a reason.
fn name(objection: &Objection) -> &'static str {
    match objection {
        Objection::Unknown => "Unknown",
        Objection::Cut => "Cut",
        Objection::Broken(_) => "Broken",
        Objection::Locked => "Locked",
        Objection::Excessive(_) => "Excessive",
        Objection::Runs => "Runs",
        Objection::Hides => "Hides",
        Objection::Fetches => "Fetches",
        Objection::Names(_) => "Names",
        Objection::Declares(_) => "Declares",
    }
}

#[test]
fn every_hostile_file_comes_to_its_verdict() {
    let files = files().unwrap();
    assert!(files.len() >= 60, "{}", files.len());
    // Those that may end their reader are left to the tests that have one to lose.
    let readable = files.iter().filter(|file| file.verdict != Verdict::Ended);
    let wrong: Vec<String> = readable
        .filter_map(|file| {
            let found = inspect(&file.bytes).err();
            // Whoever is refused is told in both languages what to do.
            if let Some(objection) = &found {
                assert!(objection.zh().chars().count() > 8, "{objection:?}");
                assert!(objection.to_string().split(' ').count() > 4, "{objection:?}");
            }
            let expected = match file.verdict {
                Verdict::Refused(why) => Some(why),
                Verdict::Taken | Verdict::Ended => None,
            };
            (found.as_ref().map(name) != expected)
                .then(|| format!("{}: {found:?}, not {:?}", file.name, file.verdict))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
