//! Cargo's own additions, each at the version that was tried.

use crate::line::{Failure, Line};
use std::path::Path;

/// A cargo subcommand and the version to install where it is absent.
const TOOLS: &[(&str, &str)] = &[("nextest", "0.9.143"), ("deny", "0.20.2")];

/// Installs what is absent. A version that is already there is taken as it is.
pub(super) fn provide(root: &Path) -> Result<(), Failure> {
    TOOLS
        .iter()
        .filter(|(tool, _)| !Line::new("cargo").with([tool, "--version"]).succeeds(root))
        .try_for_each(|(tool, version)| {
            println!("missing: cargo-{tool}");
            Line::typed("cargo install --locked --version")
                .with([(*version).to_owned(), format!("cargo-{tool}")])
                .run(root)
        })
}
