//! What is needed beyond Rust, and how it gets here.
//!
//! Nothing is skipped: what is missing is installed where that is allowed (Debian, as root), and
//! otherwise the run stops with the command that installs it.

pub(crate) mod axe;
mod debian;
pub(crate) mod provider;
pub(crate) mod python;
mod tools;

use crate::line::Failure;
use std::path::{Path, PathBuf};

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    debian::provide(root)?;
    tools::provide(root)?;
    axe::provide(root)?;
    python::provide(root)?;
    provider::provide(root)
}

/// Where Debian, or whoever else, put `chromedriver`.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    on_path("chromedriver")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|candidate| candidate.is_file())
}
