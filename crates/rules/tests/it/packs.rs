//! The packs of the repository, and the examples in them.

use std::sync::Arc;

use guohe_rules::{
    facts::Tree,
    pack::{Pack, PackFiles, Shelf},
    situation::{self, Situation},
    yaml::{self, Located},
};

/// All pack files of the repository.
pub(crate) fn files() -> PackFiles {
    guohe_testkit::packs::files().unwrap()
}

/// The pack that has an example of this name, and the situation of the example.
pub(crate) fn with_example(example: &str) -> (Arc<Pack>, Situation) {
    let shelf = Shelf::load(&files());
    let found = shelf.packs.iter().find_map(|pack| {
        let path = format!("{}/examples/{example}", pack.id());
        Some((Arc::clone(pack), of_example(pack, pack.files.get(&path)?)?))
    });
    found.unwrap_or_else(|| panic!("no pack has the example {example}: {:?}", shelf.findings))
}

/// The situation of an example of a host of one type; none when the example is of another kind.
pub(crate) fn of_example(pack: &Pack, text: &str) -> Option<Situation> {
    let case: Located<Tree> = yaml::parse(text).ok()?;
    let base = case.value.get("base")?.value.scalar()?;
    let base = &pack.files[&format!("{}/examples/{base}", pack.id())];
    let base: Located<Tree> = yaml::parse(base).unwrap();
    let facts = match case.value.get("changes") {
        Some(changes) => Located::nowhere(base.value.merged(&changes.value)),
        None => base,
    };
    let (situation, findings) = situation::read(pack, pack.id(), &facts, None);
    assert_eq!(findings, Vec::new());
    let kind = case.value.get("type").and_then(|kind| pack.type_at(&kind.value.scalar()?))?;
    Some(situation.for_type(pack, kind))
}

#[test]
fn every_pack_of_the_repository_loads_without_an_error() {
    let shelf = Shelf::load(&files());
    assert_eq!(shelf.findings, Vec::new());
    assert!(!shelf.packs.is_empty());
}

#[test]
fn the_same_files_have_the_same_hash_and_others_another() {
    let files = files();
    let hash = |files: &PackFiles| Shelf::load(files).packs[0].hash;
    let mut changed = files.clone();
    let article = changed.keys().find(|path| path.contains("/articles/")).unwrap().clone();
    changed.get_mut(&article).unwrap().push_str("\n# a remark\n");
    assert_eq!(hash(&files), hash(&files));
    assert_ne!(hash(&files), hash(&changed));
}
