//! The provider of unified logins at which tests sign in: installed by npm, each package compared with its digest in the
//! lock file, and none of their scripts run.

use crate::line::{Failure, Line};
use guohe_testkit::provider::PACKAGES;
use std::path::{Path, PathBuf};

/// Where its packages lie once they are provided.
pub(crate) fn folder(root: &Path) -> PathBuf {
    root.join("target/ci/provider")
}

/// npm notes in this file what it has installed, when it is done.
const INSTALLED: &str = "node_modules/.package-lock.json";

pub(super) fn is_there(root: &Path) -> bool {
    let folder = folder(root);
    let same = |(name, content): &(&str, &str)| {
        std::fs::read_to_string(folder.join(name)).is_ok_and(|found| found == *content)
    };
    folder.join(INSTALLED).is_file() && PACKAGES.iter().all(same)
}

pub(super) fn provide(root: &Path) -> Result<(), Failure> {
    if is_there(root) {
        return Ok(());
    }
    println!("missing: oidc-provider");
    let folder = folder(root);
    let failed = |error: std::io::Error| {
        Failure::new(format!("{}: {error}", folder.display()), "cargo xtask provision")
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    for (name, content) in PACKAGES {
        std::fs::write(folder.join(name), content).map_err(failed)?;
    }
    Line::typed("npm ci --ignore-scripts --no-audit --no-fund --silent").run(&folder)?;
    if is_there(root) {
        return Ok(());
    }
    Err(Failure::new(
        "npm has installed something else than the lock file of the provider says",
        "cargo xtask provision",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_another_lock_file_are_not_there() {
        let root = tempfile::tempdir().unwrap();
        let folder = folder(root.path());
        std::fs::create_dir_all(folder.join("node_modules")).unwrap();
        std::fs::write(folder.join(INSTALLED), "{}").unwrap();
        for (name, content) in PACKAGES {
            std::fs::write(folder.join(name), content).unwrap();
        }
        assert!(is_there(root.path()));
        std::fs::write(folder.join("package-lock.json"), "{}").unwrap();
        assert!(!is_there(root.path()));
    }
}
