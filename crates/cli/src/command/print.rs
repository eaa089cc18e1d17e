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
    lang,
    print::{Inside, Paper},
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
    /// The letter with all defects.
    Letter,
    /// The decision.
    Decision,
    /// The certificate.
    Certificate,
}

impl From<Asked> for Paper {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Application => Self::Application,
            Asked::Letter => Self::Letter,
            Asked::Decision => Self::Decision,
            Asked::Certificate => Self::Certificate,
        }
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
                Language::Zh => lang::Lang::Zh,
                Language::En => lang::Lang::En,
            };
            let made = site.print_apart(asked.case, (*paper).into(), (lang, &asked.origin)).await;
            let printed = made.map_err(|told| {
                eprintln!("{told}");
                USAGE
            })?;
            write(&asked.out, &printed.name, &printed.pdf)?;
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
