//! Faces in folders: which there are and what they hold. A face stays on the disk until it is used.

use std::{
    fs,
    path::{Path, PathBuf},
};

use typst::{
    foundations::Bytes,
    text::{Font, FontInfo},
};

/// A face in a file.
#[derive(Debug)]
pub(super) struct Found {
    path: PathBuf,
    index: u32,
    pub(super) info: FontInfo,
}

impl Found {
    /// The face itself; none when the file went away since.
    pub(super) fn font(&self) -> Option<Font> {
        let file = fs::read(&self.path).ok()?;
        Font::new(Bytes::new(file), self.index)
    }

    /// How well it stands in for a sign in a Chinese text: a face made for simplified Chinese, with serifs, neither
    /// light nor heavy.
    pub(super) fn suits(&self) -> (bool, bool, bool) {
        let family = &self.info.family;
        let has = |words: &[&str]| words.iter().any(|word| family.contains(word));
        let regular = self.info.variant.weight.to_number() == 400;
        (has(&["SC", "宋", "Song", "Sun"]), has(&["Serif", "Song", "Ming", "宋"]), regular)
    }
}

/// Every face below some folders, in the order of their paths. What cannot be read is passed over: a broken file in a
/// folder of the system is nobody's mistake here.
pub(super) fn in_folders(folders: &[PathBuf]) -> Vec<Found> {
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, 0, &mut files);
    }
    files.into_iter().flat_map(|path| faces_in(&path)).collect()
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    const DEEPEST: usize = 6;
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is_face = path
            .extension()
            .and_then(|end| end.to_str())
            .is_some_and(|end| ["ttf", "otf", "ttc"].contains(&end.to_ascii_lowercase().as_str()));
        if is_face {
            files.push(path);
        } else if path.is_dir() && depth < DEEPEST {
            collect(&path, depth + 1, files);
        }
    }
}

fn faces_in(path: &Path) -> Vec<Found> {
    let Ok(file) = fs::read(path) else { return Vec::new() };
    let faces = (0..).map_while(|index| {
        let info = FontInfo::new(&file, index)?;
        Some(Found { path: path.to_owned(), index, info })
    });
    faces.collect()
}

/// The faces of the first family that is there.
pub(super) fn of_family(all: &[Found], families: &[&str]) -> Vec<Font> {
    let of = |family: &&str| -> Vec<Font> {
        let same = all.iter().filter(|found| found.info.family.eq_ignore_ascii_case(family));
        same.filter(|found| [400, 700].contains(&found.info.variant.weight.to_number()))
            .filter_map(Found::font)
            .collect()
    };
    families.iter().map(of).find(|fonts| !fonts.is_empty()).unwrap_or_default()
}
