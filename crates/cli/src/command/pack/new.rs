//! `guohe pack new`: an empty folder becomes a small pack that loads, lints and runs, with comments that teach.
//!
//! The pack is kept as files under `starter/`, and holds nothing of any regulation.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use rust_embed::RustEmbed;

use super::say;
use crate::command::{BAD_INPUT, USAGE};

#[derive(RustEmbed)]
#[folder = "starter"]
struct Starter;

/// The arguments of `guohe pack new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder; it is made, and must be empty when it is there.
    folder: PathBuf,
    /// The id, `authority/instrument`; from the last two parts of the folder when absent.
    #[arg(long)]
    id: Option<String>,
    /// The title in Chinese.
    #[arg(long, default_value = "示例办法")]
    zh: String,
    /// The title in English.
    #[arg(long, default_value = "Sample measures")]
    en: String,
}

/// Writes the pack.
pub(super) fn run(new: &New) -> ExitCode {
    let Some(id) = new.id.clone().or_else(|| id_of(&new.folder)).filter(|id| is_id(id)) else {
        eprintln!("标识应为“机关/文件”，用小写字母、数字和连字符，例如 --id authority/call-2026");
        eprintln!(
            "an id is `authority/instrument` in small letters, digits and hyphens, as in --id authority/call-2026"
        );
        return ExitCode::from(USAGE);
    };
    match write(new, &id) {
        Ok(()) => {
            let folder = new.folder.display();
            say(&format!("已写好 {id} / wrote {id}: {folder}"));
            say(&format!("  guohe pack lint {folder}\n  guohe pack test {folder}"));
            ExitCode::SUCCESS
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let folder = new.folder.display();
            eprintln!("文件夹 {folder} 不是空的，没有写入任何内容；请另选一个");
            eprintln!("the folder {folder} is not empty, and nothing was written; choose another");
            ExitCode::from(BAD_INPUT)
        }
        Err(error) => {
            eprintln!("无法写入 / cannot write: {}: {error}", new.folder.display());
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn write(new: &New, id: &str) -> io::Result<()> {
    fs::create_dir_all(&new.folder)?;
    if fs::read_dir(&new.folder)?.next().is_some() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    for path in Starter::iter() {
        let Some(file) = Starter::get(&path) else { continue };
        let text = String::from_utf8_lossy(&file.data);
        let to = new.folder.join(&*path);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(to, filled(&text, new, id))?;
    }
    Ok(())
}

/// The text with what the author said; titles are quoted, because they may hold signs that mean something in YAML.
fn filled(text: &str, new: &New, id: &str) -> String {
    let quoted = |title: &str| serde_json::Value::from(title).to_string();
    text.replace("@id@", id)
        .replace("@prefix@", &prefix(id))
        .replace("@zh@", &quoted(&new.zh))
        .replace("@en@", &quoted(&new.en))
}

/// What clause ids begin with: the first two letters of the authority.
fn prefix(id: &str) -> String {
    let letters = id.chars().filter(char::is_ascii_alphabetic);
    let prefix: String = letters.take(2).collect();
    prefix.to_uppercase()
}

fn id_of(folder: &Path) -> Option<String> {
    let mut parts = folder.components().rev().map(|part| part.as_os_str().to_string_lossy());
    let instrument = parts.next()?.into_owned();
    Some(format!("{}/{instrument}", parts.next()?))
}

/// Two parts of small letters, digits and hyphens, of which the first begins with two letters.
fn is_id(id: &str) -> bool {
    let part = |part: &str| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !part.is_empty() && part.chars().all(fits)
    };
    let letters = id.chars().take(2).filter(char::is_ascii_lowercase).count() == 2;
    letters && id.split_once('/').is_some_and(|(a, b)| part(a) && part(b))
}
