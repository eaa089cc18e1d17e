//! `guohe pack changes`: what changed between two versions, clause by clause.

use std::{process::ExitCode, sync::Arc};

use guohe_rules::{
    changes::{self, Change, Difference, Part},
    pack::{Pack, PackFiles},
    prose::Lang,
};

use crate::{
    command::{BAD_INPUT, check::Format},
    paper::Paper,
    print, shelf,
};

/// Compares two versions and says what differs; that something differs is no failure.
pub(super) fn run(
    (old, new): (&str, &str),
    format: Format,
    lang: Lang,
    files: &PackFiles,
) -> ExitCode {
    let both = named(old, files).and_then(|old| Ok((old, named(new, files)?)));
    let (old, new) = match both {
        Ok(both) => both,
        Err(code) => return ExitCode::from(code),
    };
    let changes = changes::between(&old, &new);
    match format {
        Format::Json => {
            print(&format!("{}\n", serde_json::to_string_pretty(&changes).unwrap_or_default()));
        }
        Format::Text => print(&text(&changes, lang)),
    }
    ExitCode::SUCCESS
}

fn named(named: &str, files: &PackFiles) -> Result<Arc<Pack>, u8> {
    // Each folder is mounted by itself: two versions have the same id.
    let mut files = files.clone();
    let id = shelf::mount(named, &mut files).map_err(|error| {
        eprintln!("无法读取规则包 / the pack cannot be read: {error}");
        BAD_INPUT
    })?;
    shelf::pack(&id, &files)
}

fn text(changes: &[Change], lang: Lang) -> String {
    let mut paper = Paper::default();
    let (mut added, mut removed, mut changed) = (0, 0, 0);
    for change in changes {
        match change {
            Change::Added { clause, name, text } => {
                added += 1;
                paper.line(0, &format!("+ {clause}  {}", lang.of(name)));
                paper.line(4, lang.of(text));
            }
            Change::Removed { clause, name, text } => {
                removed += 1;
                paper.line(0, &format!("- {clause}  {}", lang.of(name)));
                paper.line(4, lang.of(text));
            }
            Change::Changed { clause, name, parts } => {
                changed += 1;
                paper.line(0, &format!("~ {clause}  {}", lang.of(name)));
                for part in parts {
                    difference(&mut paper, part, lang);
                }
            }
        }
    }
    paper.line(
        0,
        &match lang {
            Lang::Zh => format!("新增 {added} 条，删去 {removed} 条，改动 {changed} 条"),
            Lang::En => format!("{added} added, {removed} removed, {changed} changed"),
        },
    );
    paper.text()
}

fn difference(paper: &mut Paper, difference: &Difference, lang: Lang) {
    let (zh, en) = words(difference.part);
    paper.line(4, if lang == Lang::Zh { zh } else { en });
    let none = if lang == Lang::Zh { "（无）" } else { "(none)" };
    let said = |text: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    paper.labelled(6, "-", 2, &said(lang.of(&difference.old)));
    paper.labelled(6, "+", 2, &said(lang.of(&difference.new)));
}

/// What a part is called.
fn words(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Citation => ("出处", "citation"),
        Part::Name => ("名称", "name"),
        Part::Text => ("内容", "what it says"),
        Part::Class => ("规范类别", "class"),
        Part::Modality => ("约束程度", "modality"),
        Part::Computable => ("可计算程度", "computable"),
        Part::Types => ("适用类别", "types"),
        Part::Applies => ("适用情形", "when it applies"),
        Part::Rule => ("规则", "rule"),
        Part::Bar => ("限制", "bar"),
        Part::Consequence => ("后果", "consequence"),
    }
}
