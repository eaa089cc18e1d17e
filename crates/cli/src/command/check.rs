//! `guohe check`: facts against a type of a pack, as a memo or as a document.

mod input;
mod memo;
mod points;
mod ranking;
mod terms;

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use guohe_rules::{
    document::{self, Document},
    pack::{Pack, PackFiles},
    prose::Lang,
    report::Overall,
    value,
};
use jiff::civil::Date;

pub(super) use self::terms::outcome;
use super::{BAD_INPUT, USAGE, known::Known};
use crate::{
    paper::harmless,
    print,
    shelf::{self, Refused},
};

/// The arguments of `guohe check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The pack, an id or a folder with a `pack.yaml`, and the facts as YAML or JSON; `-` reads them from
    /// standard input. With `--all` only the facts.
    #[arg(value_names = ["PACK", "FACTS"], num_args = 1..=2, required = true)]
    what: Vec<String>,
    /// Checks against every type of every pack, and ranks them by distance.
    #[arg(long, conflicts_with = "kind")]
    all: bool,
    /// The type applied for.
    #[arg(long = "type", value_name = "T", required_unless_present = "all")]
    kind: Option<String>,
    /// The reference date, instead of the one in the facts.
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// The version of the pack that is in force on this day, instead of the one in the folder of its id.
    #[arg(long, value_name = "DATE", value_parser = date)]
    law_date: Option<Date>,
    #[command(flatten)]
    known: Known,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The evidence asked for: facts with less count as missing.
    #[arg(long, value_enum, default_value_t = Level::Declared)]
    level: Level,
    /// The language of the text.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs, as described in `docs/check-output.md`.
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// What the applicant says counts.
    Declared,
    /// Only what a document on file proves.
    Evidenced,
    /// Only what an officer or a register has confirmed.
    Verified,
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// 简体中文
    Zh,
    /// English
    En,
}

impl Language {
    /// The same as pages and papers name it.
    pub(crate) fn of_pages(self) -> guohe_web::lang::Lang {
        match self {
            Self::Zh => guohe_web::lang::Lang::Zh,
            Self::En => guohe_web::lang::Lang::En,
        }
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

impl From<Level> for value::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Declared => Self::Declared,
            Level::Evidenced => Self::Evidenced,
            Level::Verified => Self::Verified,
        }
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_error| {
        "不是日历上的日期，请写成 2026-05-15 / not a day of the calendar; write it as 2026-05-15".to_owned()
    })
}

/// Checks facts; the exit code says where the application stands.
pub(crate) fn run(check: &Check, files: PackFiles) -> ExitCode {
    let done = match (check.all, &*check.what, &check.kind) {
        (true, [facts], _) => ranking::run(check, facts, &files),
        (false, [pack, facts], Some(kind)) => one(check, (pack, kind, facts), files),
        _ => {
            eprintln!(
                "用法：guohe check PACK --type T FACTS，或 guohe check --all FACTS / \
                 usage: guohe check PACK --type T FACTS, or guohe check --all FACTS"
            );
            Err(USAGE)
        }
    };
    done.map_or_else(ExitCode::from, |overall| ExitCode::from(code(overall)))
}

/// The memo of a check with its closing line.
pub(crate) fn memo(document: &Document, lang: Lang) -> String {
    format!("{}{}\n", memo::text(document, lang), memo::closing(document, lang))
}

/// Checks against one type, and writes the result.
fn one(check: &Check, asked: (&str, &str, &str), files: PackFiles) -> Result<Overall, u8> {
    let document = result(check, asked, files)?;
    let lang = check.lang.into();
    let closing = memo::closing(&document, lang);
    match check.format {
        Format::Text => print(&format!("{}{closing}\n", memo::text(&document, lang))),
        Format::Json => {
            print(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
            eprintln!("{closing}");
        }
    }
    Ok(document.overall)
}

/// The exit code for a standing (ruling 2).
fn code(overall: Overall) -> u8 {
    match overall {
        Overall::Eligible => 0,
        Overall::NotEligible => 1,
        Overall::Undetermined => 2,
        Overall::NeedsJudgement => 3,
    }
}

/// The result, or the exit code after what is wrong has been said.
fn result(
    check: &Check,
    (pack, kind, facts): (&str, &str, &str),
    mut files: PackFiles,
) -> Result<Document, u8> {
    let id = shelf::mount(pack, &mut files).map_err(|error| {
        eprintln!("无法读取规则包 / the pack cannot be read: {error}");
        BAD_INPUT
    })?;
    let pack = match check.law_date {
        None => shelf::pack(&id, &files)?,
        Some(day) => shelf::version_on(&id, &files, day).map_err(|refused| match refused {
            Refused::Undetermined => code(Overall::Undetermined),
            Refused::With(code) => code,
        })?,
    };
    let kind = self::kind(&pack, kind)?;
    let entered = check.known.of(&[&pack], &files)?;
    let situation = input::situation(&pack, &entered, facts, check.on)?;
    Ok(document::check(&pack, &situation, kind, check.level.into()))
}

fn kind(pack: &Pack, named: &str) -> Result<usize, u8> {
    pack.type_at(named).ok_or_else(|| {
        let types = pack.file.types.iter();
        let zh: Vec<_> =
            types.clone().map(|t| format!("{}（{}）", t.id.value, t.name.zh)).collect();
        let en: Vec<_> = types.map(|t| format!("{} ({})", t.id.value, t.name.en)).collect();
        let named = harmless(named);
        eprintln!("规则包“{}”没有类别“{named}”；现有：{}", pack.id(), zh.join("、"));
        eprintln!("the pack `{}` has no type `{named}`; there are: {}", pack.id(), en.join(", "));
        USAGE
    })
}
