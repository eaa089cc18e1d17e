//! `guohe print`: the papers of a case, from a data directory into files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use guohe_print::{Faces, Press};
use guohe_rules::pack::PackFiles;
use guohe_web::{
    lang::Lang,
    print::{Inside, Paper, Printed},
    site::{Ports, Site},
};
use uuid::Uuid;

use super::{USAGE, account::Place, check::Language, serve::Clock};
use crate::{
    apart::{Apart, press::PressApart},
    installation::{self, Installation, cannot},
    print,
};

/// Where faces lie besides those in the program and those of the system.
#[derive(Debug, Args)]
pub(crate) struct Fonts {
    /// A folder of faces for printed papers, for instance the Fangsong and Biaosong of official documents; may be
    /// given several times.
    #[arg(long = "fonts", value_name = "DIR", env = "GUOHE_FONTS", value_delimiter = ';')]
    folders: Vec<PathBuf>,
}

impl Fonts {
    /// These faces, and those of the program and of the machine.
    pub(crate) fn faces(&self) -> Faces {
        Faces::of_machine(self.folders.clone())
    }

    /// A press with these faces, in this process.
    pub(crate) fn press(&self) -> Press {
        Press::new(self.faces())
    }

    /// A press with these faces, in a process of its own.
    pub(crate) fn press_apart(&self) -> Arc<PressApart> {
        Arc::new(PressApart::new(self.folders.clone()))
    }
}

/// A paper that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Asked {
    /// The application in full.
    Application,
    /// What those who recommend said of it.
    Opinion,
    /// The letter with all defects.
    Letter,
    /// The decision.
    Decision,
    /// The certificate.
    Certificate,
    /// The artwork of the plaque.
    Plaque,
    /// The summary of the last year in which the base filed anything.
    Yearly,
    /// The report of the evaluations of the base.
    Evaluation,
    /// The sheets of all experts, each under an alias.
    Sheets,
    /// The papers for the meeting on the round of the case.
    Proposal,
}

impl Asked {
    /// Prints it, in one file or several.
    async fn print(
        self,
        site: &Site,
        case: Uuid,
        to: (Lang, &str),
    ) -> Result<Vec<Printed>, String> {
        let paper = match self {
            Self::Sheets => return site.print_sheets_apart(case, to.0).await,
            Self::Proposal => return Ok(vec![site.print_proposal_apart(case, to.0).await?]),
            Self::Application => Paper::Application,
            Self::Opinion => Paper::Opinion,
            Self::Letter => Paper::Letter,
            Self::Decision => Paper::Decision,
            Self::Certificate => Paper::Certificate,
            Self::Plaque => Paper::Plaque,
            Self::Yearly => Paper::Yearly,
            Self::Evaluation => Paper::Evaluation,
        };
        Ok(vec![site.print_apart(case, paper, to).await?])
    }
}

/// The arguments of `guohe print`.
#[derive(Debug, Args)]
pub(crate) struct Print {
    /// The id of the case, as in its address.
    case: Uuid,
    /// Which papers.
    #[arg(value_enum, required = true)]
    papers: Vec<Asked>,
    /// The folder into which the files are written.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// The language of the papers.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
    /// The address at which a certificate can be checked.
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080", env = "GUOHE_ORIGIN")]
    origin: String,
    #[command(flatten)]
    fonts: Fonts,
    #[command(flatten)]
    place: Place,
}

/// Prints the papers of a case.
pub(crate) fn run(asked: &Print, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        let installation = asked.place.open(packs).await?;
        let site = site(&installation, &asked.fonts);
        for paper in &asked.papers {
            let lang = match asked.lang {
                Language::Zh => Lang::Zh,
                Language::En => Lang::En,
            };
            let made = paper.print(&site, asked.case, (lang, &asked.origin)).await;
            let printed = made.map_err(|told| {
                eprintln!("{told}");
                USAGE
            })?;
            for one in printed {
                write(&asked.out, &one.name, &one.pdf)?;
            }
        }
        Ok(())
    })
}

/// The pages of an installation, of which only the press is used.
fn site(installation: &Installation, fonts: &Fonts) -> Site {
    let Installation { tenant, store, files, laws, .. } = installation.clone();
    let ports = Ports { store, files, inspector: Arc::new(Apart::new()) };
    let mut site = Site::new(tenant, ports, laws, Arc::new(Clock::of_the_machine()));
    site.printer = Arc::new(Inside::new(fonts.faces()));
    site
}

fn write(folder: &Path, name: &str, pdf: &[u8]) -> Result<(), u8> {
    let path = folder.join(name);
    fs::write(&path, pdf).map_err(|error| cannot("写入文件", "write the file", &error))?;
    print(&format!("{}\n", path.display()));
    Ok(())
}
