//! The files the rules look at.

use crate::line::Failure;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file, by its path from the root with `/` between the parts.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    #[cfg(test)]
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether the file is Rust that belongs to a crate of the product, not to its tests.
    pub(crate) fn is_crate_source(&self) -> bool {
        self.is_rust() && self.is_in_crate("src")
    }

    pub(super) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// Whether the file lies below `crates/<any>/<folder>/`.
    pub(super) fn is_in_crate(&self, folder: &str) -> bool {
        let mut parts = self.path.split('/');
        parts.next() == Some("crates") && parts.nth(1) == Some(folder) && parts.next().is_some()
    }

    /// The lines, counted from one.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// All text files of the repository, and where it lies.
#[derive(Debug)]
pub(crate) struct Tree {
    root: PathBuf,
    files: Vec<File>,
}

impl Tree {
    /// What git tracks, and what it would track if it were added.
    pub(crate) fn of_repository(root: &Path) -> Result<Self, Failure> {
        let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listing = Command::new("git").args(arguments).current_dir(root).output();
        let listing = listing.ok().filter(|output| output.status.success()).ok_or_else(|| {
            Failure::new("git could not list the files of the repository", "git ls-files")
        })?;
        let names = String::from_utf8_lossy(&listing.stdout).into_owned();
        let mut paths: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        let files = paths.into_iter().filter_map(|path| read(root, path)).collect();
        Ok(Self { root: root.to_owned(), files })
    }

    /// A tree of a few files, for trying a rule.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File::new(path, text)).collect();
        Self { root: PathBuf::from("/nowhere"), files }
    }

    /// The same tree, lying elsewhere.
    #[cfg(test)]
    pub(super) fn lying_at(self, root: &Path) -> Self {
        Self { root: root.to_owned(), ..self }
    }

    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file has this path or lies below it.
    pub(super) fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.iter().any(|file| {
            file.path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The names of the folders directly below `folder`, sorted.
    pub(super) fn folders_below(&self, folder: &str) -> Vec<&str> {
        let below = self.files.iter().filter_map(|file| file.path.strip_prefix(folder));
        let mut names: Vec<&str> = below
            .filter_map(|rest| rest.strip_prefix('/')?.split_once('/').map(|(name, _)| name))
            .collect();
        names.dedup();
        names
    }
}

/// Nothing, where the file is not text or was deleted without git knowing yet.
fn read(root: &Path, path: &str) -> Option<File> {
    let text = std::fs::read_to_string(root.join(path)).ok()?;
    Some(File { path: path.to_owned(), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(root: &Path, arguments: &[&str]) {
        let done = Command::new("git").args(arguments).current_dir(root).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn ignored_and_binary_files_are_not_looked_at() {
        let root = tempfile::tempdir().unwrap();
        git(root.path(), &["init", "--quiet"]);
        for (name, bytes) in
            [(".gitignore", &b"/target\n"[..]), ("target", b"x"), ("new.rs", b"y"), ("p", b"\xff")]
        {
            std::fs::write(root.path().join(name), bytes).unwrap();
        }

        let tree = Tree::of_repository(root.path()).unwrap();
        let paths: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".gitignore", "new.rs"]);
    }

    #[test]
    fn folders_are_named_once() {
        let tree = Tree::of(&[("crates/a/x", ""), ("crates/a/y", ""), ("crates/b/z", "")]);
        assert_eq!(tree.folders_below("crates"), ["a", "b"]);
        assert!(tree.holds("crates/a"));
        assert!(!tree.holds("crates/a/x/deeper"));
    }
}
