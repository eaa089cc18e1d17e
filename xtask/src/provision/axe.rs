//! axe-core, which checks pages for barriers: fetched by npm, compared with its digest, not committed.

use crate::line::{Failure, Line};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

const PACKAGE: &str = "axe-core@4.14.1";
const ARCHIVE: &str = "axe-core-4.14.1.tgz";
const SCRIPT_SHA256: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// Where the script lies once it is provided.
pub(crate) fn script(root: &Path) -> PathBuf {
    directory(root).join("axe.min.js")
}

pub(super) fn is_there(root: &Path) -> bool {
    std::fs::read(script(root)).is_ok_and(|bytes| digest(&bytes) == SCRIPT_SHA256)
}

pub(super) fn provide(root: &Path) -> Result<(), Failure> {
    if is_there(root) {
        return Ok(());
    }
    println!("missing: {PACKAGE}");
    let directory = directory(root);
    std::fs::create_dir_all(&directory).map_err(|error| {
        Failure::new(format!("{}: {error}", directory.display()), "cargo xtask provision")
    })?;
    Line::typed("npm pack --silent").with([PACKAGE]).run(&directory)?;
    Line::typed("tar --extract --gzip --strip-components=1 --file")
        .with([ARCHIVE, "package/axe.min.js"])
        .run(&directory)?;
    if is_there(root) {
        return Ok(());
    }
    Err(Failure::new(
        format!("{PACKAGE} does not have the expected digest {SCRIPT_SHA256}"),
        "cargo xtask provision",
    ))
}

fn directory(root: &Path) -> PathBuf {
    root.join("target/ci")
}

fn digest(bytes: &[u8]) -> String {
    let byte = |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16));
    Sha256::digest(bytes).iter().flat_map(byte).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_with_other_bytes_is_not_there() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("target/ci")).unwrap();
        std::fs::write(script(root.path()), "alert(1)").unwrap();
        assert!(!is_there(root.path()));
    }

    #[test]
    fn digests_are_written_in_lower_case_hexadecimal() {
        assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
