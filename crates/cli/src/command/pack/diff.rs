//! `guohe pack diff`: two packs or two versions of one, clause by clause, and which of two rules asks for more.

mod told;

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use guohe_rules::{
    diff,
    pack::{Pack, PackFiles},
};

use crate::{
    command::{
        BAD_INPUT, USAGE,
        check::{Format, Language},
    },
    paper::harmless,
    print, shelf,
};

/// What is compared with what.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The first pack: an id, an id with `@` and a version, or a folder.
    a: String,
    /// The second; verdicts say how it stands to the first.
    b: String,
    /// Compares a clause of the first pack with one of the second that has another id; may be repeated.
    #[arg(long = "pair", value_name = "ID=ID", value_parser = pair)]
    pairs: Vec<(String, String)>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The language of the text.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let pair = pair.map(|(a, b)| (a.to_owned(), b.to_owned()));
    pair.ok_or_else(|| "应写成 条款=条款 / write it as CLAUSE=CLAUSE".to_owned())
}

/// Compares two packs; that something differs is no failure.
pub(super) fn run(what: &Diff, files: &PackFiles) -> ExitCode {
    let both = named(&what.a, files).and_then(|a| Ok((a, named(&what.b, files)?)));
    let (a, b) = match both {
        Ok(both) => both,
        Err(code) => return ExitCode::from(code),
    };
    for (one, other) in &what.pairs {
        for (pack, id) in [(&a, one), (&b, other)] {
            if pack.clause(id).is_none() {
                let (id, folder) = (harmless(id), harmless(&pack.folder));
                eprintln!("规则包“{folder}”没有条款“{id}”；请核对 --pair");
                eprintln!("the pack `{folder}` has no clause `{id}`; look at --pair");
                return ExitCode::from(USAGE);
            }
        }
    }
    let comparison = diff::compare(&a, &b, &what.pairs);
    let lang = what.lang.into();
    match what.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&comparison).unwrap_or_default();
            print(&format!("{text}\n"));
            eprintln!("{}", told::figure(&comparison.figure, lang));
        }
        Format::Text => print(&told::text(&comparison, (&what.a, &what.b), lang)),
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
