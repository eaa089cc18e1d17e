//! Rules of the source tree that no compiler knows: `cargo xtask tidy`.
//!
//! To add one, write a file with a `check(&Tree) -> Vec<Finding>`, try it on a tree of a few lines in
//! its tests, and add it to [`RULES`]. A rule reads the files that git tracks, or would track, and
//! judges nothing else; it says where, what, and what to do.

mod arrows;
mod code_map;
mod dependencies;
mod form_moments;
mod grades;
mod hashes;
mod law_text;
mod leftovers;
mod length;
mod machine_paths;
mod migrations;
mod regional;
mod requirements;
mod rust_text;
mod thresholds;
mod tree;

pub(crate) use tree::{File, Tree};

use crate::line::Failure;
use std::fmt;
use std::path::Path;

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[Rule] = &[
    arrows::check,
    code_map::check,
    dependencies::check,
    form_moments::check,
    grades::check,
    hashes::check,
    law_text::check,
    leftovers::check,
    length::check,
    machine_paths::check,
    migrations::check,
    regional::check,
    requirements::check,
    thresholds::check,
];

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    line: Option<usize>,
    message: String,
}

impl Finding {
    fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, message: message.into() }
    }

    /// A finding at a line, counted from one.
    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: Some(line), message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// Applies every rule to the repository.
pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let tree = Tree::of_repository(root)?;
    let findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("the tree is untidy in {} places", findings.len()),
        "cargo xtask tidy",
    ))
}
