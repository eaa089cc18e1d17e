//! Tables of requirements (of a standard, of a regulation) say of each how it stands, once; the tests that they name exist, and
//! the figures at their top are those of their rows.
//!
//! A table is found by its head: `id` first, and somewhere behind it `stands` and `by what`. In a row that stands as tested
//! every name of several words in quotes is that of a test; elsewhere only one of so many words that it is a sentence. To have
//! another document looked at, add it to [`DOCUMENTS`].

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Tree, tree::File};

/// The documents with such tables, and the words that each has for how a requirement can stand.
const DOCUMENTS: [(&str, [&str; 4]); 3] = [
    ("docs/security/asvs.md", OF_A_STANDARD),
    ("docs/security/asvs-level-3.md", OF_A_STANDARD),
    ("docs/security/dengbao.md", [TESTED, "by construction", "deployment", "open"]),
];
const OF_A_STANDARD: [&str; 4] = [TESTED, "by construction", "does not apply", "open"];
/// The word behind which names of tests stand.
const TESTED: &str = "tested";
/// So many words a test has in its name at least; commands and settings stand beside it with other signs, or with one word.
const WORDS_OF_A_TEST: usize = 2;
/// A name of so many words is a sentence, and what is named by a sentence is a test wherever it stands.
const WORDS_OF_A_SENTENCE: usize = 5;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut documents =
        DOCUMENTS.iter().filter_map(|(path, words)| Some((tree.file(path)?, words))).peekable();
    if documents.peek().is_none() {
        return Vec::new();
    }
    let tests = tests(tree);
    documents
        .flat_map(|(document, words)| Table { document, words, tests: &tests }.findings())
        .collect()
}

/// A document with its words, and all tests that there are.
struct Table<'t> {
    document: &'t File,
    words: &'t [&'t str; 4],
    tests: &'t BTreeSet<&'t str>,
}

/// Where the cells stand that are looked at.
#[derive(Clone, Copy)]
struct Head {
    cells: usize,
    stands: usize,
    by: usize,
}

impl Head {
    fn read(cells: &[&str]) -> Option<Self> {
        let at = |name: &str| cells.iter().position(|cell| *cell == name);
        let found = Self { cells: cells.len(), stands: at("stands")?, by: at("by what")? };
        (cells.first() == Some(&"id")).then_some(found)
    }
}

impl Table<'_> {
    fn findings(&self) -> Vec<Finding> {
        let path = &self.document.path;
        let (mut findings, mut head) = (Vec::new(), None);
        let (mut ids, mut counts) = (BTreeMap::new(), BTreeMap::<&str, usize>::new());
        for (number, line) in self.document.lines() {
            let Some(cells) = cells(line) else {
                head = None;
                continue;
            };
            let Some(of) = head else {
                head = Head::read(&cells);
                continue;
            };
            let id = cells.first().copied().unwrap_or_default();
            if id.starts_with("--") {
                continue;
            }
            if let Some(before) = ids.insert(id, number) {
                findings.push(Finding::at(
                    path,
                    number,
                    format!("{id} stands at line {before} too"),
                ));
            }
            if let Some(stands) = cells.get(of.stands) {
                *counts.entry(stands).or_default() += 1;
            }
            let wrong = self.wrong(&cells, of);
            findings.extend(
                wrong.into_iter().map(|what| Finding::at(path, number, format!("{id}: {what}"))),
            );
        }
        let figures = self.words.iter().filter_map(|word| {
            let figure = format!("**{word}** ({})", counts.get(word).copied().unwrap_or_default());
            let told = self.document.text.contains(&figure);
            (!told).then(|| Finding::in_file(path, format!("does not say {figure}")))
        });
        findings.extend(figures);
        findings
    }

    /// What is wrong with a row.
    fn wrong(&self, cells: &[&str], head: Head) -> Vec<String> {
        let (Some(stands), Some(by)) = (cells.get(head.stands), cells.get(head.by)) else {
            return vec![format!("has {} cells, and its head has {}", cells.len(), head.cells)];
        };
        let mut wrong = Vec::new();
        if cells.len() != head.cells {
            wrong.push(format!("has {} cells, and its head has {}", cells.len(), head.cells));
        }
        if !self.words.contains(stands) {
            wrong.push(format!("`{stands}` is none of {}", self.words.join(", ")));
        }
        if by.is_empty() {
            wrong.push("says neither by what nor why".to_owned());
        }
        let tested = *stands == TESTED;
        let least = if tested { WORDS_OF_A_TEST } else { WORDS_OF_A_SENTENCE };
        let quoted = by.split('`').skip(1).step_by(2);
        let named: Vec<&str> = quoted.filter(|name| words(name) >= least).collect();
        if tested && named.is_empty() {
            wrong.push("names no test".to_owned());
        }
        let missing = named.into_iter().filter(|name| !self.tests.contains(name));
        wrong.extend(missing.map(|name| format!("there is no test `{name}`")));
        wrong
    }
}

/// The cells of a line of a table; nothing for any other line.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// How many words a name has; none where it is no name of a function.
fn words(name: &str) -> usize {
    let is_of_a_name =
        |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    if name.chars().all(is_of_a_name) { name.split('_').count() } else { 0 }
}

/// The names of all tests.
fn tests(tree: &Tree) -> BTreeSet<&str> {
    tree.files().iter().filter(|file| file.is_rust()).flat_map(tests_of).collect()
}

/// The tests of a file: functions that are marked as such, and stories that a macro makes tests of, which names them in lines
/// of their own.
fn tests_of(file: &File) -> Vec<&str> {
    let (mut found, mut marked, mut listed) = (Vec::new(), false, false);
    for line in file.text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            marked = true;
        } else if line.starts_with("told_alike!(") {
            listed = true;
        } else if listed && line.starts_with(')') {
            listed = false;
        } else if listed {
            found.push(line.trim_end_matches(','));
        } else if let Some(name) = function(line).filter(|_| marked) {
            found.push(name);
            marked = false;
        }
    }
    found
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    rest.split_once('(').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: &str = "docs/security/asvs.md";
    const DUTIES: &str = "docs/security/dengbao.md";
    const HEAD: &str =
        "**tested** (1) **by construction** (0) **does not apply** (0) **open** (1)\n";
    const DOORS: &str = "
        fn it_opens() {}

        #[tokio::test(flavor = \"multi_thread\")]
        #[expect(
            clippy::too_many_lines,
            reason = \"a story\"
        )]
        async fn nobody_comes_in() {
            it_opens();
        }

        fn it_closes() {}
    ";
    const STORIES: &str = "
        told_alike!(
            whoever_goes_is_gone,
        );
        async fn whoever_goes_is_gone(scene: &Scene) {}
    ";

    fn found_in(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[
            (path, text),
            ("crates/web/tests/it/doors.rs", DOORS),
            ("crates/store/tests/it/stories.rs", STORIES),
            ("crates/web/src/doors.rs", "fn nobody_goes_out() {}"),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    fn found(rows: &str) -> Vec<String> {
        let head = "| id | level | what | stands | by what |\n| --- | --- | --- | --- | --- |\n";
        found_in(LEVELS, &format!("{HEAD}{head}{rows}"))
    }

    #[test]
    fn a_table_whose_tests_exist_and_whose_figures_are_right_is_fine() {
        let rows = "| V1.1 | 1 | doors | tested | `nobody_comes_in`, `whoever_goes_is_gone`; `guohe audit`, `open` |\n\
                    | V1.2 | 1 | x | open | `guohe audit`, later |\n";
        assert_eq!(found(rows), Vec::<String>::new());
    }

    #[test]
    fn a_test_that_is_gone_a_row_twice_and_a_wrong_figure_are_named() {
        let rows = "| V1.1 | 1 | doors | tested | `it_opens` |\n| V1.1 | 1 | x | hoped | |\n";
        assert_eq!(
            found(rows),
            [
                "docs/security/asvs.md:4: V1.1: there is no test `it_opens`",
                "docs/security/asvs.md:5: V1.1 stands at line 4 too",
                "docs/security/asvs.md:5: V1.1: `hoped` is none of tested, by construction, does not apply, open",
                "docs/security/asvs.md:5: V1.1: says neither by what nor why",
                "docs/security/asvs.md: does not say **open** (0)",
            ]
        );
    }

    #[test]
    fn what_no_attribute_marks_is_no_test_wherever_it_stands() {
        for name in ["it_opens", "it_closes", "nobody_goes_out", "nobody_comes"] {
            let rows =
                format!("| V1.1 | 1 | x | tested | `{name}` |\n| V1.2 | 1 | x | open | later |\n");
            assert_eq!(
                found(&rows),
                [format!("docs/security/asvs.md:4: V1.1: there is no test `{name}`")]
            );
        }
    }

    #[test]
    fn a_test_that_is_named_beside_what_is_open_has_to_be_there_as_well() {
        let rows = "| V1.1 | 1 | x | tested | `guohe audit` |\n\
                    | V1.2 | 1 | x | open | half of it: `whoever_comes_in_is_seen`; `secure_delete`, `a::b` |\n";
        assert_eq!(
            found(rows),
            [
                "docs/security/asvs.md:4: V1.1: names no test",
                "docs/security/asvs.md:5: V1.2: there is no test `whoever_comes_in_is_seen`",
            ]
        );
    }

    #[test]
    fn a_row_of_other_cells_than_its_head_is_named_and_counts() {
        let rows = "| V1.1 | 1 | a | b | tested | `nobody_comes_in` |\n| V1.2 | 1 |\n";
        assert_eq!(
            found(rows),
            [
                "docs/security/asvs.md:4: V1.1: has 6 cells, and its head has 5",
                "docs/security/asvs.md:4: V1.1: `b` is none of tested, by construction, does not apply, open",
                "docs/security/asvs.md:5: V1.2: has 2 cells, and its head has 5",
                "docs/security/asvs.md: does not say **tested** (0)",
                "docs/security/asvs.md: does not say **open** (0)",
            ]
        );
    }

    #[test]
    fn each_document_has_words_of_its_own_and_other_tables_in_it_are_left_alone() {
        let text = "**tested** (1), **by construction** (0), **deployment** (1), **open** (0)\n\
                    | what | most |\n| --- | --- |\n| lines | 3 |\n\n\
                    | id | what is asked | stands | by what |\n| --- | --- | --- | --- |\n\
                    | 1 a | doors | tested | `nobody_comes_in` |\n| 1 b | walls | deployment | the operator |\n\n\
                    | what | most |\n| --- | --- |\n| signs | 9 |\n";
        assert_eq!(found_in(DUTIES, text), Vec::<String>::new());
        let wrong = text
            .replace("deployment |", "does not apply |")
            .replace("(1), **open**", "(0), **open**");
        assert_eq!(
            found_in(DUTIES, &wrong),
            [
                "docs/security/dengbao.md:9: 1 b: `does not apply` is none of tested, by construction, deployment, open"
            ]
        );
    }

    #[test]
    fn without_such_a_document_there_is_nothing_to_look_at() {
        assert_eq!(
            found_in("docs/other.md", "| id | stands | by what |\n| 1 | hoped | |\n"),
            Vec::<String>::new()
        );
    }
}
