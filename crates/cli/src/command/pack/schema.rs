//! `guohe pack schema`: JSON Schema of the files of a pack, for editors.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use guohe_cases::schema::FileKind;

use super::say;
use crate::command::{BAD_INPUT, USAGE};

/// The arguments of `guohe pack schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The kind of file: pack, articles, readings, judgements, examples, procedure, lifecycle, vocabulary, parameters,
    /// demo; all, written to a folder, when absent.
    kind: Option<String>,
    /// The folder to write to, each schema as `KIND.json`; one alone is printed when absent.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints a schema, or writes one or all of them.
pub(super) fn run(schema: &Schema) -> ExitCode {
    let kinds = match &schema.kind {
        None => FileKind::ALL.to_vec(),
        Some(word) => FileKind::from_word(word).into_iter().collect(),
    };
    match (kinds.as_slice(), &schema.out) {
        ([], _) => usage("没有这种文件", "there is no such kind of file"),
        (kinds, Some(folder)) => match write(kinds, folder) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("无法写入 / cannot write: {}: {error}", folder.display());
                ExitCode::from(BAD_INPUT)
            }
        },
        ([one], None) => {
            crate::print(&text(*one));
            ExitCode::SUCCESS
        }
        (_, None) => usage(
            "请写明文件种类，或者用 --out 写明文件夹",
            "name a kind of file, or a folder with --out",
        ),
    }
}

fn write(kinds: &[FileKind], folder: &PathBuf) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for kind in kinds {
        let path = folder.join(format!("{}.json", kind.word()));
        fs::write(&path, text(*kind))?;
        say(&path.display().to_string());
    }
    Ok(())
}

fn text(kind: FileKind) -> String {
    format!("{:#}\n", kind.schema())
}

fn usage(zh: &str, en: &str) -> ExitCode {
    let words: Vec<&str> = FileKind::ALL.into_iter().map(FileKind::word).collect();
    eprintln!("{zh}；可用：{0}\n{en}; there are: {0}", words.join(", "));
    ExitCode::from(USAGE)
}
