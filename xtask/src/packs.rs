//! The packs' own checks, made by the binary that ships: what an author runs is what CI runs.

use crate::counts::{Counts, Kind, last_tally};
use crate::line::{Failure, Line};
use std::path::Path;

const BINARY: &str = "cargo run --quiet --locked --";

/// `pack lint`, `pack test` and `pack coverage`; the examples are counted.
pub(crate) fn check(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    Line::typed(&format!("{BINARY} pack lint")).run(root)?;
    examples(root, counts)?;
    Line::typed(&format!("{BINARY} pack coverage")).run(root)
}

fn examples(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    let line = Line::typed(&format!("{BINARY} pack test"));
    let (outcome, output) = match line.run_and_listen(root) {
        Ok(output) => (Ok(()), output),
        Err((failure, output)) => (Err(failure), output),
    };
    let tally = last_tally(&output);
    if let Some(tally) = tally {
        counts.add(Kind::Packs, tally);
    }
    outcome?;
    tally.map(drop).ok_or_else(|| {
        Failure::new("`pack test` did not close with `N passed, N failed`", line.to_string())
    })
}
