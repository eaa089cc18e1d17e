//! The guide for authors, in both languages: every command on it is run and says what the guide says, every file on it is
//! written and checked, in the order of the page.

use std::{fs, path::Path, process::Command};

use guohe_rules::yaml;
use serde_json::Value;

use crate::world::folder;

/// The folder of the pack that the guide writes.
const PACK: &str = "riverport/exchange-2026";

/// A fenced block, with what the comment before it says.
struct Block<'t> {
    line: usize,
    lang: &'t str,
    directive: &'t str,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let (mut open, mut directive) = (false, "");
    for (at, line) in page.lines().enumerate() {
        match (open, line.strip_prefix("```")) {
            (false, Some(lang)) => {
                blocks.push(Block { line: at + 1, lang, directive, text: String::new() });
                (open, directive) = (true, "");
            }
            (true, Some(_)) => open = false,
            (true, None) => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            (false, None) => {
                let comment = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                directive = comment.unwrap_or(directive);
            }
        }
    }
    blocks
}

/// The words of a command; those in quotation marks are one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

fn run(at: &Path, block: &Block<'_>) -> usize {
    let mut count = 0;
    for command in block.text.split("$ ").filter(|command| !command.is_empty()) {
        let mut lines = command.lines();
        let typed = words(lines.next().unwrap());
        assert_eq!(typed[0], "guohe", "line {}", block.line);
        let run = Command::new(env!("CARGO_BIN_EXE_guohe"))
            .args(&typed[1..])
            .current_dir(at)
            .output()
            .unwrap();
        let said = [run.stdout, run.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        let fails = block.directive == "fails";
        assert_eq!(run.status.success(), !fails, "line {}: {typed:?}\n{said}", block.line);
        for line in lines {
            assert!(said.contains(line), "line {}: {typed:?}: {line}\n{said}", block.line);
        }
        count += 1;
    }
    count
}

fn write(at: &Path, block: &Block<'_>) {
    let (how, name) = block.directive.split_once(": ").unwrap();
    let path = at.join(PACK).join(name);
    let before = match how {
        "file" => String::new(),
        "append" => fs::read_to_string(&path).unwrap(),
        other => panic!("line {}: {other}", block.line),
    };
    fs::write(path, before + &block.text).unwrap();
}

/// Does what a page says; gives how many commands were run and how many files written.
fn follow(name: &str, at: &Path) -> (usize, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    let page = fs::read_to_string(path).unwrap();
    let (mut commands, mut files) = (0, 0);
    for block in blocks(&page) {
        match (block.lang, block.directive) {
            ("console", _) => commands += run(at, &block),
            ("yaml", "") => {
                let only_comments = block.text.lines().all(|line| line.starts_with('#'));
                assert!(only_comments || yaml::parse::<Value>(&block.text).is_ok());
            }
            ("yaml", _) => {
                write(at, &block);
                files += 1;
            }
            ("json", _) => assert!(serde_json::from_str::<Value>(&block.text).is_ok()),
            (lang, _) => panic!("line {}: a block of `{lang}` is not tried", block.line),
        }
    }
    (commands, files)
}

#[test]
fn the_guide_does_what_it_says() {
    assert_eq!(follow("pack-author-guide.md", &folder("guide-en")), (14, 8));
}

#[test]
fn the_chinese_guide_does_what_it_says() {
    assert_eq!(follow("pack-author-guide.zh.md", &folder("guide-zh")), (14, 8));
}
