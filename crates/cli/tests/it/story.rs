//! The law under which the story of the demonstration is told, and its realm.

use std::{fs, path::PathBuf, sync::Arc};

use guohe_cases::{event::Tenant, law::Law, replay::Script};
use guohe_rules::pack::{PackFiles, Shelf};

/// The realm of an installation.
pub(crate) fn tenant() -> Tenant {
    Tenant("main".to_owned())
}

/// The law of the story, from the packs as they lie in the source tree.
pub(crate) fn law() -> Law {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let (mut files, mut folders) = (PackFiles::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let shelf = Shelf::load(&files);
    let mut laws = shelf.packs.iter().filter_map(|pack| Law::of(Arc::clone(pack)).ok());
    laws.find(|law| Script::of(law).unwrap().is_some()).expect("a pack carries a story")
}
