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
    /// The summary of the last year in which the base filed anything, or of the year that is given.
    Yearly,
    /// The report of the evaluations of the base.
    Evaluation,
    /// The sheets of all experts, each under an alias.
    Sheets,
    /// The papers for the meeting on the round of the case.
    Proposal,
}

/// What is said of a paper of which there is no Word file.
const NO_WORD: &str = "这份文书没有 Word 文件 / there is no Word file of this paper";

impl Asked {
    /// Makes it, in one file or several.
    async fn print(
        self,
        site: &Site,
        (case, year, word): (Uuid, Option<i16>, bool),
        to: (Lang, &str),
    ) -> Result<Vec<Printed>, String> {
        let paper = match self {
            Self::Sheets | Self::Proposal if word => return Err(NO_WORD.to_owned()),
            Self::Sheets => return site.print_sheets_apart(case, to.0).await,
            Self::Proposal => return Ok(vec![site.print_proposal_apart(case, to.0).await?]),
            Self::Application => Paper::Application,
            Self::Opinion => Paper::Opinion,
            Self::Letter => Paper::Letter(None),
            Self::Decision => Paper::Decision,
            Self::Certificate => Paper::Certificate,
            Self::Plaque => Paper::Plaque,
            Self::Yearly => Paper::Yearly(year),
            Self::Evaluation => Paper::Evaluation,
        };
        let made = if word {
            site.write_apart(case, paper, to).await?
        } else {
            site.print_apart(case, paper, to).await?
        };
        Ok(vec![made])
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
    /// The year of the summary.
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    /// As Word files, for the papers that the office of documents goes on writing in: the decision.
    #[arg(long)]
    word: bool,
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
            let lang = asked.lang.of_pages();
            let what = (asked.case, asked.year, asked.word);
            let made = paper.print(&site, what, (lang, &asked.origin)).await;
            let printed = made.map_err(|told| {
                eprintln!("{told}");
                USAGE
            })?;
            for one in printed {
                write(&asked.out, &one.name, &one.file)?;
            }
        }
        Ok(())
    })
}

/// The pages of an installation, of which only the press is used.
pub(super) fn site(installation: &Installation, fonts: &Fonts) -> Site {
    let Installation { tenant, store, files, laws, .. } = installation.clone();
    let ports = Ports { store, files, inspector: Arc::new(Apart::new()) };
    let mut site = Site::new(tenant, ports, laws, Arc::new(Clock::of_the_machine()));
    site.printer = Arc::new(Inside::new(fonts.faces()));
    site
}

/// Writes a file into a folder, and says where it lies.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), u8> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|error| cannot("写入文件", "write the file", &error))?;
    print(&format!("{}\n", path.display()));
    Ok(())
}
