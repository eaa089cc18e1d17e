//! The packs' own checks, made by the program as an author runs it.

use crate::counts::{Counts, Kind, last_tally};
use crate::line::{Failure, Line};
use std::path::Path;

/// The program as the tests before this step have built it. `cargo run` would build half the tree again: without the
/// tests some libraries have fewer features, and whatever stands on them is another build.
const BINARY: &str = "target/debug/guohe";

/// The instruments of the invented authority, which lie outside the others.
const INVENTED: [&str; 3] = [
    " shenting/stations-2018 --packs fixtures/authority",
    " shenting/passages-2022 --packs fixtures/authority",
    " shenting/keels-2023 --packs fixtures/authority",
];

/// `pack lint`, `pack test`, `pack coverage` and `pack mutate`, for the invented authority as well; the examples are
/// counted.
pub(crate) fn check(root: &Path, counts: &mut Counts) -> Result<(), Failure> {
    for of in std::iter::once("").chain(INVENTED) {
        Line::typed(&format!("{BINARY} pack lint{of}")).run(root)?;
        examples(root, of, counts)?;
        Line::typed(&format!("{BINARY} pack coverage{of}")).run(root)?;
    }
    for of in INVENTED {
        Line::typed(&format!("{BINARY} pack mutate{of}")).run(root)?;
    }
    Line::typed(&format!("{BINARY} pack mutate --all")).run(root)
}

fn examples(root: &Path, of: &str, counts: &mut Counts) -> Result<(), Failure> {
    let line = Line::typed(&format!("{BINARY} pack test{of}"));
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
