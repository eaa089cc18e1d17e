//! Programs in Python for tests of the API: installed by pip into a folder of their own, in the versions that are named.

use crate::line::{Failure, Line};
use std::path::{Path, PathBuf};

/// What is installed. Tests make the same requests only with the same version.
const PACKAGES: [&str; 2] = ["schemathesis==4.32.5", "mypy==2.4.1"];
/// The packages that the folder holds are noted in this file of it.
const INSTALLED: &str = "guohe-packages";

/// Where they lie once they are provided.
pub(crate) fn programs(root: &Path) -> PathBuf {
    folder(root).join("bin")
}

fn folder(root: &Path) -> PathBuf {
    root.join("target/ci/python")
}

fn is_there(root: &Path) -> bool {
    let noted = std::fs::read_to_string(folder(root).join(INSTALLED));
    noted.is_ok_and(|noted| noted == PACKAGES.join("\n"))
}

pub(super) fn provide(root: &Path) -> Result<(), Failure> {
    if is_there(root) {
        return Ok(());
    }
    println!("missing: {}", PACKAGES.join(", "));
    let folder = folder(root);
    let failed = |error: std::io::Error| {
        Failure::new(format!("{}: {error}", folder.display()), "cargo xtask provision")
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    Line::typed("python3 -m venv --clear .").run(&folder)?;
    Line::typed("bin/pip install --quiet --disable-pip-version-check")
        .with(PACKAGES)
        .run(&folder)?;
    std::fs::write(folder.join(INSTALLED), PACKAGES.join("\n")).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_versions_are_not_there() {
        let root = tempfile::tempdir().unwrap();
        let folder = folder(root.path());
        std::fs::create_dir_all(&folder).unwrap();
        assert!(!is_there(root.path()));
        std::fs::write(folder.join(INSTALLED), PACKAGES.join("\n")).unwrap();
        assert!(is_there(root.path()));
        std::fs::write(folder.join(INSTALLED), "mypy==1.0.0").unwrap();
        assert!(!is_there(root.path()));
    }
}
