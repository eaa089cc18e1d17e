//! The official words of a document never enter the repository.
//!
//! Where the documents lie beside the checkout, as text files in `../shared/seeds`, no run of thirty
//! characters of theirs may stand in a file here. Where they do not, there is nothing to compare.

use super::{File, Finding, Tree};
use std::collections::BTreeSet;
use std::path::Path;

const RUN: usize = 30;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let sources = sources(&tree.root().join("../shared/seeds"));
    let runs: BTreeSet<String> =
        sources.iter().flat_map(|text| runs(text)).map(|(_, run)| run).collect();
    tree.files().iter().filter_map(|file| check_file(file, &runs)).collect()
}

fn sources(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let texts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The first place is enough: whoever mends it looks at the rest of the file too.
fn check_file(file: &File, forbidden: &BTreeSet<String>) -> Option<Finding> {
    if forbidden.is_empty() {
        return None;
    }
    let (line, run) = runs(&file.text).into_iter().find(|(_, run)| forbidden.contains(run))?;
    let message = format!("\"{run}\" is copied from an official text; say it in own words");
    Some(Finding::at(&file.path, line, message))
}

/// Every run of thirty Chinese characters, blanks left out, with the line on which it ends.
fn runs(text: &str) -> Vec<(usize, String)> {
    let mut runs = Vec::new();
    let mut current: Vec<char> = Vec::new();
    let mut line = 1;
    for c in text.chars() {
        if c == '\n' {
            line += 1;
        }
        if c.is_whitespace() {
            continue;
        }
        if is_chinese(c) {
            current.push(c);
        } else {
            current.clear();
        }
        if let Some(last) = current.len().checked_sub(RUN).and_then(|from| current.get(from..)) {
            runs.push((line, last.iter().collect()));
        }
    }
    runs
}

/// Han characters and the punctuation between them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{ff01}'..='\u{ff1f}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '—' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。寒来暑往，秋收冬藏。";

    fn findings(text: &str) -> Vec<Option<usize>> {
        let place = tempfile::tempdir().unwrap();
        let seeds = place.path().join("shared/seeds");
        std::fs::create_dir_all(&seeds).unwrap();
        std::fs::create_dir(place.path().join("main")).unwrap();
        std::fs::write(seeds.join("one.txt"), format!("第一条 {SENTENCE}\n")).unwrap();
        let tree = Tree::of(&[("packs/a.yaml", text)]).lying_at(&place.path().join("main"));
        check(&tree).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_copied_sentence_is_found_even_when_it_is_broken_over_lines() {
        let broken = SENTENCE.replace('。', "。\n  ");
        assert_eq!(findings(&format!("zh: {broken}")), [Some(3)]);
    }

    #[test]
    fn a_shorter_quotation_and_own_words_are_fine() {
        let shorter: String = SENTENCE.chars().take(28).collect();
        assert_eq!(findings(&format!("zh: {shorter}\nzh: 自己的话")), [None; 0]);
    }
}
