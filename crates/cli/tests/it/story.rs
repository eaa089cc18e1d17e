//! The law under which the story of the demonstration is told, and its realm.

use std::sync::Arc;

use guohe_cases::{event::Tenant, law::Law, replay::Script};
use guohe_rules::pack::Shelf;

/// The realm of an installation.
pub(crate) fn tenant() -> Tenant {
    Tenant("main".to_owned())
}

/// The law of the story, from the packs as they lie in the source tree.
pub(crate) fn law() -> Law {
    let shelf = Shelf::load(&guohe_testkit::packs::files().unwrap());
    let mut laws = shelf.packs.iter().filter_map(|pack| Law::of(Arc::clone(pack)).ok());
    laws.find(|law| Script::of(law).unwrap().is_some()).expect("a pack carries a story")
}
