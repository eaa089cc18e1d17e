//! `cargo xtask`: the one door to everything that is checked before a change is accepted.
//!
//! CI runs `cargo xtask ci` and nothing else, so what passes here passes there. The crate knows how
//! to call tools, count their tests and read the source tree; it knows nothing of regulations, and
//! no crate of the product depends on it.

#![expect(clippy::print_stdout, reason = "a command line tool speaks to the terminal")]

mod ci;
mod counts;
mod line;
mod packs;
mod provision;
mod sbom;
mod services;
mod tests_run;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask ci               everything, from a clean clone; what CI runs
cargo xtask check            the quick part: format, clippy, rustdoc, tidy
cargo xtask tidy             the rules of the source tree only
cargo xtask provision        install what is needed beyond Rust
cargo xtask test [ARGS]      cargo nextest run with PostgreSQL and the browser at hand
cargo xtask journeys [ARGS]  the browser journeys only
cargo xtask sbom             the list of parts of the product, target/guohe.cdx.json (CycloneDX)
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = workspace();
    let outcome = match words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("ci", [])) => return ci::everything(&root),
        Some(("check", [])) => ci::quick(&root),
        Some(("tidy", [])) => tidy::run(&root),
        Some(("provision", [])) => provision::run(&root),
        Some(("sbom", [])) => sbom::write(&root),
        Some(("test", rest)) => tests_run::by_hand(&root, "default", rest),
        Some(("journeys", rest)) => tests_run::by_hand(&root, "journeys", rest),
        _ => {
            print!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// The directory above this crate.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
