//! Other documents that the text of a pack takes in.
//!
//! Such a document is a pack of its own. Where it is among the files, its clauses, questions, readings and
//! parameters are read as if they stood in the pack that takes it in, behind its own, and belong to its bytes; so a
//! result says of each of them what it came to, and a decision keeps them. Where it is not, whatever asks for it is
//! undetermined.

use super::PackFiles;
use crate::{
    syntax::{PackFile, TakenIn},
    yaml,
};

/// A document that is taken in, with its own file where it is loaded.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) named: TakenIn,
    pub(super) file: Option<PackFile>,
}

/// The documents that a pack takes in, and those that they take in themselves.
pub(super) fn taken_in(files: &PackFiles, id: &str, text: &str) -> Vec<Taken> {
    let file = |text: &String| yaml::parse::<PackFile>(text).ok();
    let mut open = file(&text.to_owned()).map(|file| file.takes_in).unwrap_or_default();
    let mut found: Vec<Taken> = Vec::new();
    while !open.is_empty() {
        let named = open.remove(0);
        let known = found.iter().any(|one| one.named.pack == named.pack);
        if known || *named.pack == *id {
            continue;
        }
        let file = files.get(&format!("{}/pack.yaml", &*named.pack)).and_then(file);
        open.extend(file.iter().flat_map(|file| file.takes_in.iter().cloned()));
        found.push(Taken { named, file });
    }
    found
}
