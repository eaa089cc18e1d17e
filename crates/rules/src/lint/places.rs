//! Where something stands whose place was not kept: words are looked for near a place that was.

use std::sync::Arc;

use crate::{
    pack::Pack,
    yaml::{Located, Place},
};

/// The file, among those that can hold it, in which a name stands at its place.
pub(super) fn file_of(pack: &Pack, name: &Located<String>, folders: &[&str]) -> Arc<str> {
    let Place { offset, len, .. } = name.place;
    let stands = |text: &str| {
        text.get(offset..offset.saturating_add(len)).is_some_and(|here| here.contains(&**name))
    };
    let inside = |folder: &&'_ str| {
        let folder = (*folder).to_owned();
        let from = pack.files.range(folder.clone()..);
        from.take_while(move |(path, _)| path.starts_with(&folder)).find(|(_, text)| stands(text))
    };
    let found = folders.iter().find_map(inside);
    Arc::from(found.map_or("", |(path, _)| path.as_str()))
}

/// The first place at or after another one where some words stand; that place itself when they do not.
pub(super) fn near(pack: &Pack, file: &str, from: Place, wanted: &str) -> Place {
    let after = pack.files.get(file).and_then(|text| text.get(from.offset..));
    let Some((before, at)) =
        after.and_then(|after| after.find(wanted).and_then(|at| Some((after.get(..at)?, at))))
    else {
        return from;
    };
    if wanted.is_empty() {
        return from;
    }
    let lines = before.matches('\n').count();
    let column = match before.rsplit_once('\n') {
        Some((_, line)) => line.chars().count() as u64 + 1,
        None => from.column + before.chars().count() as u64,
    };
    Place { offset: from.offset + at, len: wanted.len(), line: from.line + lines as u64, column }
}
