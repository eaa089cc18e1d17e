//! The steps of `cargo xtask ci`, in order, each announced and timed; the first failure ends the run.

use crate::counts::{Counts, Kind};
use crate::line::{Failure, Line};
use crate::services::Services;
use crate::tidy::{File, Tree};
use crate::{packs, provision, tests_run, tidy};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// What the steps share.
struct Run<'a> {
    root: &'a Path,
    counts: Counts,
    services: Option<Services>,
}

type Step = (&'static str, fn(&mut Run<'_>) -> Result<(), Failure>);

const QUICK: &[Step] = &[
    ("format", |run| Line::typed("cargo fmt --all --check").run(run.root)),
    ("clippy", |run| {
        Line::typed("cargo clippy --workspace --all-targets --locked -- -D warnings").run(run.root)
    }),
    ("rustdoc", |run| {
        Line::typed("cargo doc --workspace --no-deps --document-private-items --locked")
            .variable("RUSTDOCFLAGS", "-D warnings")
            .run(run.root)
    }),
    ("tidy", |run| tidy::run(run.root)),
];

const SLOW: &[Step] = &[
    ("services", |run| {
        run.services = Some(Services::start(run.root)?);
        Ok(())
    }),
    ("tests", |run| profile(run, "ci")),
    ("documentation tests", |run| tests_run::documentation(run.root, &mut run.counts)),
    ("packs", |run| packs::check(run.root, &mut run.counts)),
    ("journeys", |run| profile(run, "journeys")),
    ("licences", |run| {
        Line::typed("cargo deny --locked --log-level error check bans licenses sources")
            .run(run.root)
    }),
    ("every kind of test ran", no_kind_is_empty),
];

/// Everything, from an empty target directory. The closing lines come last, whatever happens.
pub(crate) fn everything(root: &Path) -> ExitCode {
    let provision: Step = ("provision", |run| provision::run(run.root));
    let steps: Vec<Step> = [&[provision], QUICK, SLOW].concat();
    let mut run = Run { root, counts: Counts::default(), services: None };
    let outcome = in_order(&steps, &mut run);
    drop(run.services.take());
    if let Err(failure) = &outcome {
        println!("{failure}");
    }
    close(&run.counts, outcome.is_ok());
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The steps that need no database and no browser.
pub(crate) fn quick(root: &Path) -> Result<(), Failure> {
    in_order(QUICK, &mut Run { root, counts: Counts::default(), services: None })
}

fn in_order(steps: &[Step], run: &mut Run<'_>) -> Result<(), Failure> {
    for (number, (name, step)) in (1..).zip(steps) {
        let place = format!("[{number}/{}] {name}", steps.len());
        println!("{place}");
        let start = now();
        step(run)?;
        let took = start.elapsed();
        println!("{place}: done in {}.{} s", took.as_secs(), took.subsec_millis() / 100);
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "how long a step takes is what is asked here")]
fn now() -> Instant {
    Instant::now()
}

fn profile(run: &mut Run<'_>, name: &str) -> Result<(), Failure> {
    let services = run
        .services
        .as_ref()
        .ok_or_else(|| Failure::new("the services were not started", "cargo xtask ci"))?;
    tests_run::profile(run.root, name, services, &mut run.counts)
}

/// A kind whose tests exist and of which none ran was lost somewhere on the way.
fn no_kind_is_empty(run: &mut Run<'_>) -> Result<(), Failure> {
    let tree = Tree::of_repository(run.root)?;
    let lost = Kind::ALL.into_iter().find(|kind| {
        let mut sources = tree.files().iter();
        run.counts.of(*kind).passed == 0 && sources.any(|file| shows(*kind, file))
    });
    match lost {
        None => Ok(()),
        Some(kind) => {
            Err(Failure::new(format!("none of the tests of kind `{kind}` ran"), "cargo xtask ci"))
        }
    }
}

/// Whether a file shows that tests of a kind exist.
fn shows(kind: Kind, file: &File) -> bool {
    let path = file.path.as_str();
    match kind {
        Kind::Units => path.starts_with("crates/"),
        Kind::Stories => path.starts_with("crates/store/tests/"),
        Kind::Documentation => file.is_crate_source() && has_example(&file.text),
        Kind::Packs => path.starts_with("packs/") && path.contains("/examples/"),
        Kind::Journeys => is_below_journeys(path),
    }
}

/// The testkit's own file of that name tries the browser, and walks nowhere.
fn is_below_journeys(path: &str) -> bool {
    let places = ["crates/web/tests/journeys", "crates/cli/tests/journeys"];
    let rest = places.into_iter().find_map(|place| path.strip_prefix(place));
    rest.is_some_and(|rest| rest.starts_with(['.', '/']))
}

/// Whether a doc comment opens a block of Rust.
fn has_example(source: &str) -> bool {
    let documentation = source.lines().map(str::trim_start).filter_map(|line| {
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(str::trim)
    });
    // Fences open and close in turn, and a closing one looks like one that opens Rust.
    let mut fences = documentation.filter(|line| line.starts_with("```")).step_by(2);
    fences.any(|fence| fence == "```" || fence == "```rust")
}

/// The closing lines. A run that stopped never closes with `0 failed`.
fn close(counts: &Counts, ended_well: bool) {
    println!("tests by kind:");
    for kind in Kind::ALL {
        let tally = counts.of(kind);
        println!("  {kind:<22}{:>5} passed, {} failed", tally.passed, tally.failed);
    }
    let total = counts.total();
    let failed = if ended_well { total.failed } else { total.failed.max(1) };
    println!("{} passed, {failed} failed", total.passed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_ends_the_run() {
        let mut run = Run { root: Path::new("/"), counts: Counts::default(), services: None };
        let steps: &[Step] = &[
            ("fails", |_| Err(Failure::new("no", "this"))),
            ("must not be reached", |run| {
                run.counts.add(Kind::Units, crate::counts::Tally { passed: 1, failed: 0 });
                Ok(())
            }),
        ];
        assert!(in_order(steps, &mut run).is_err());
        assert_eq!(run.counts.total().passed, 0);
    }

    #[test]
    fn a_journey_is_known_by_its_place() {
        let journey = |path| shows(Kind::Journeys, &File::new(path, ""));
        assert!(journey("crates/cli/tests/journeys/main.rs"));
        assert!(journey("crates/web/tests/journeys.rs"));
        assert!(!journey("crates/web/tests/pages.rs"));
        assert!(!journey("crates/testkit/tests/journeys.rs"));
    }

    #[test]
    fn only_a_fence_that_opens_rust_is_an_example() {
        assert!(has_example("/// ```\n/// run();\n/// ```\n"));
        assert!(!has_example("//! ```text\n//! a picture\n//! ```\n"));
    }
}
