//! The packs of the repository, as they lie in its folder.

use std::{collections::BTreeMap, fs, io, path::Path};

/// The text of every pack file, by its path below `packs/`.
///
/// # Errors
/// The folder or a file in it cannot be read, or a name or a text is not UTF-8.
pub fn files() -> io::Result<BTreeMap<String, String>> {
    below("packs")
}

/// The same of the invented authority, over the vocabulary and the parameters that all packs share: as
/// `--packs` joins them.
///
/// # Errors
/// As [`files`].
pub fn invented() -> io::Result<BTreeMap<String, String>> {
    let mut files = files()?;
    files.retain(|name, _| name.starts_with("vocabulary/") || name.starts_with("parameters/"));
    files.extend(below("fixtures/authority")?);
    Ok(files)
}

fn below(folder: &str) -> io::Result<BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "typ") {
                let name = path.strip_prefix(&root).ok().and_then(Path::to_str);
                let name = name.ok_or(io::ErrorKind::InvalidFilename)?.to_owned();
                files.insert(name, fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}
