//! Running the tests, and counting them.

use crate::counts::Counts;
use crate::line::{Failure, Line};
use crate::services::Services;
use std::path::Path;

/// Runs one nextest profile over the workspace and counts its tests, whether they pass or not.
pub(crate) fn profile(
    root: &Path,
    name: &str,
    services: &Services,
    counts: &mut Counts,
) -> Result<(), Failure> {
    let report = root.join("target/nextest").join(name).join("junit.xml");
    // An old report must not be counted if this run does not come to writing one.
    drop(std::fs::remove_file(&report));
    let outcome = Line::typed("cargo nextest run --workspace --locked --no-tests=pass --profile")
        .with([name])
        .variables(&services.variables())
        .run(root);
    counts.add_junit(&std::fs::read_to_string(&report).unwrap_or_default());
    outcome.map_err(|failure| failure.shown_by(by_hand_command(name)))
}

/// Runs the examples in the documentation.
pub(crate) fn documentation(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    match Line::typed("cargo test --doc --workspace --locked").run_and_listen(root) {
        Ok(output) => {
            counts.add_doc_tests(&output);
            Ok(())
        }
        Err((failure, output)) => {
            counts.add_doc_tests(&output);
            Err(failure)
        }
    }
}

/// `cargo xtask test` and `cargo xtask journeys`: nextest with the services started first.
pub(crate) fn by_hand(root: &Path, profile: &str, arguments: &[String]) -> Result<(), Failure> {
    crate::provision::run(root)?;
    let services = Services::start(root)?;
    let chosen = |word: &String| word.starts_with("-p") || word.starts_with("--package");
    let scope: &[&str] = if arguments.iter().any(chosen) { &[] } else { &["--workspace"] };
    let outcome = Line::typed("cargo nextest run --profile")
        .with([profile])
        .with(scope.iter().copied())
        .with(arguments)
        .variables(&services.variables())
        .run(root);
    outcome.map_err(|failure| {
        failure.shown_by(Line::typed(by_hand_command(profile)).with(arguments).to_string())
    })
}

/// The server of a run is gone when something is run again by hand, so nextest alone will not do.
fn by_hand_command(profile: &str) -> &'static str {
    if profile == "journeys" { "cargo xtask journeys" } else { "cargo xtask test" }
}
