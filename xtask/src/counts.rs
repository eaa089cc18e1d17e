//! How many tests of each kind ran, taken from what the tools report about themselves.

use std::collections::BTreeMap;
use std::fmt;

/// A kind of test, in the order of the closing lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Units,
    Stories,
    Documentation,
    Packs,
    Journeys,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Units, Self::Stories, Self::Documentation, Self::Packs, Self::Journeys];

    /// The kind to which a test binary belongs, by the name nextest gives it.
    pub(crate) fn of_binary(binary: &str) -> Self {
        match binary.split_once("::") {
            // Tries the browser itself; it is no journey through the product.
            Some(("guohe-testkit", _)) => Self::Units,
            Some((_, "journeys")) => Self::Journeys,
            Some(("guohe-store", _)) => Self::Stories,
            _ => Self::Units,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Units => "unit and integration",
            Self::Stories => "store stories",
            Self::Documentation => "documentation",
            Self::Packs => "pack examples",
            Self::Journeys => "journeys",
        })
    }
}

/// Tests that passed and tests that did not.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

/// The tallies of one run.
#[derive(Debug, Default)]
pub(crate) struct Counts(BTreeMap<Kind, Tally>);

impl Counts {
    pub(crate) fn add(&mut self, kind: Kind, tally: Tally) {
        let sum = self.0.entry(kind).or_default();
        sum.passed += tally.passed;
        sum.failed += tally.failed;
    }

    pub(crate) fn of(&self, kind: Kind) -> Tally {
        self.0.get(&kind).copied().unwrap_or_default()
    }

    pub(crate) fn total(&self) -> Tally {
        self.0.values().fold(Tally::default(), |sum, tally| Tally {
            passed: sum.passed + tally.passed,
            failed: sum.failed + tally.failed,
        })
    }

    /// Adds every test binary of a `JUnit` report to its kind.
    pub(crate) fn add_junit(&mut self, report: &str) {
        for element in report.split("<testsuite ").skip(1) {
            let element = element.split('>').next().unwrap_or_default();
            let number = |name| attribute(element, name).and_then(|text| text.parse().ok());
            let tests: usize = number("tests").unwrap_or(0);
            let failed = number("failures").unwrap_or(0) + number("errors").unwrap_or(0);
            let kind = Kind::of_binary(attribute(element, "name").unwrap_or_default());
            self.add(kind, Tally { passed: tests.saturating_sub(failed), failed });
        }
    }

    /// Adds the closing lines of `cargo test`, one for each crate.
    pub(crate) fn add_doc_tests(&mut self, output: &str) {
        for line in output.lines().filter(|line| line.starts_with("test result:")) {
            let passed = number_before(line, " passed").unwrap_or(0);
            let failed = number_before(line, " failed").unwrap_or(0);
            self.add(Kind::Documentation, Tally { passed, failed });
        }
    }
}

/// The last `N passed, N failed` of an output.
pub(crate) fn last_tally(output: &str) -> Option<Tally> {
    output.lines().rev().find_map(|line| {
        let passed = number_before(line, " passed")?;
        let failed = number_before(line, " failed")?;
        Some(Tally { passed, failed })
    })
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

fn number_before(line: &str, word: &str) -> Option<usize> {
    let before = line.split_once(word)?.0;
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="10" failures="1" errors="0" uuid="0">
    <testsuite name="guohe-rules" tests="4" disabled="0" errors="0" failures="1">
        <testcase name="value::a" classname="guohe-rules" time="0.010"></testcase>
    </testsuite>
    <testsuite name="guohe-store::contract" tests="3" disabled="0" errors="0" failures="0">
    </testsuite>
    <testsuite name="guohe-testkit::journeys" tests="1" disabled="0" errors="0" failures="0">
    </testsuite>
    <testsuite name="guohe-cli::journeys" tests="2" disabled="0" errors="0" failures="0">
    </testsuite>
</testsuites>"#;

    #[test]
    fn a_report_is_counted_by_kind_and_its_sum_is_not_counted_again() {
        let mut counts = Counts::default();
        counts.add_junit(REPORT);
        assert_eq!(counts.of(Kind::Units), Tally { passed: 4, failed: 1 });
        assert_eq!(counts.of(Kind::Stories), Tally { passed: 3, failed: 0 });
        assert_eq!(counts.of(Kind::Journeys), Tally { passed: 2, failed: 0 });
        assert_eq!(counts.total(), Tally { passed: 9, failed: 1 });
    }

    #[test]
    fn doc_tests_of_all_crates_are_added_up() {
        let mut counts = Counts::default();
        counts.add_doc_tests(
            "test result: ok. 2 passed; 0 failed; 1 ignored\n\n\
             test result: FAILED. 0 passed; 1 failed; 0 ignored\n",
        );
        assert_eq!(counts.of(Kind::Documentation), Tally { passed: 2, failed: 1 });
    }

    #[test]
    fn the_last_tally_of_an_output_counts() {
        let output = "a: 1 passed, 0 failed\ntotal 12 passed, 3 failed\n";
        assert_eq!(last_tally(output), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(last_tally("all is well"), None);
    }
}
