//! `guohe pack diagram`: the stages of a procedure as a picture or as text, drawn from the data.

use std::{process::ExitCode, sync::Arc};

use clap::{Args, ValueEnum};
use guohe_cases::{
    law::Law,
    procedure::diagram::{Place, mermaid, svg},
};
use guohe_rules::{
    pack::{PackFiles, Shelf},
    prose::Lang,
};

use crate::{command::BAD_INPUT, shelf};

/// The arguments of `guohe pack diagram`.
#[derive(Debug, Args)]
pub(crate) struct Diagram {
    /// The pack.
    pub(super) pack: String,
    /// The language of the names.
    #[arg(long, default_value = "zh")]
    lang: Language,
    /// How it is drawn.
    #[arg(long, default_value = "svg")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A picture.
    Svg,
    /// Text in the notation of Mermaid.
    Mermaid,
}

/// Draws the procedure of a pack on standard output.
pub(super) fn run(diagram: &Diagram, shelf: &Shelf, files: &PackFiles, id: &str) -> ExitCode {
    let Some(pack) = shelf.packs.iter().find(|pack| pack.id() == id) else {
        shelf::print_findings(&shelf.findings, files);
        return ExitCode::from(BAD_INPUT);
    };
    let law = match Law::of(Arc::clone(pack)) {
        Ok(law) => law,
        Err(findings) => {
            shelf::print_findings(&findings, files);
            return ExitCode::from(BAD_INPUT);
        }
    };
    let lang = match diagram.lang {
        Language::Zh => Lang::Zh,
        Language::En => Lang::En,
    };
    crate::print(&match diagram.format {
        Format::Svg => svg(&law, Place::File, |words| lang.of(words)),
        Format::Mermaid => mermaid(&law.procedure, |words| lang.of(words)),
    });
    ExitCode::SUCCESS
}
