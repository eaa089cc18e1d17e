//! An installation: its packs made ready to run cases, its store and its files.
//!
//! What is wrong is said here; the exit code goes up to the command.

use std::{future::Future, path::Path, process::ExitCode, sync::Arc};

use guohe_cases::{
    desk::Desk,
    event::Tenant,
    kept::Kept,
    law::{Law, Laws},
};
use guohe_rules::pack::{PackFiles, Shelf};
use guohe_store::{Database, FILES_FOLDER, FileDirectory};

use crate::{command::BAD_INPUT, shelf};

/// The realm of an installation that serves one authority.
const REALM: &str = "main";

/// What an installation runs on.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) tenant: Tenant,
    pub(crate) store: Arc<Database>,
    pub(crate) kept: Arc<Kept>,
    pub(crate) files: Arc<FileDirectory>,
    pub(crate) laws: Arc<Laws>,
}

impl Installation {
    /// Opens a data directory, made when there is none, with its own database or that of a server.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn open(
        data: &Path,
        server: Option<&str>,
        packs: &PackFiles,
    ) -> Result<Self, u8> {
        let (_, laws) = laws(packs)?;
        let place = data.to_str().ok_or_else(|| {
            eprintln!("数据目录的名称不是有效的文本 / the name of the data directory is not text");
            BAD_INPUT
        })?;
        let opened = Database::connect(server.unwrap_or(place)).await;
        let store = opened.map_err(|error| cannot("打开数据库", "open the database", &error))?;
        let files = FileDirectory::open(&data.join(FILES_FOLDER))
            .map_err(|error| cannot("打开文件目录", "open the folder of files", &error))?;
        Ok(Self {
            tenant: Tenant(REALM.to_owned()),
            store: Arc::new(store),
            kept: Arc::default(),
            files: Arc::new(files),
            laws: Arc::new(laws),
        })
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store: &**store, kept, laws }
    }
}

/// The packs, and those of them that can run cases; a pack without a procedure only answers questions.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) fn laws(packs: &PackFiles) -> Result<(Shelf, Laws), u8> {
    let shelf = Shelf::load(packs);
    let mut findings = Vec::new();
    let mut laws = Laws::default();
    let runs = |id: &str| packs.contains_key(&format!("{id}/procedure.yaml"));
    for pack in shelf.packs.iter().filter(|pack| runs(pack.id())) {
        match Law::of(Arc::clone(pack)) {
            Ok(law) => laws.add(law),
            Err(wrong) => findings.extend(wrong),
        }
    }
    findings.extend(shelf.findings.iter().cloned());
    let errors = shelf::errors(&findings);
    if errors == 0 {
        return Ok((shelf, laws));
    }
    shelf::print_findings(&findings, packs);
    eprintln!("{errors} errors");
    Err(BAD_INPUT)
}

/// Says that something failed, with every cause, and gives the exit code.
pub(crate) fn cannot(zh: &str, en: &str, error: &dyn std::error::Error) -> u8 {
    let mut causes = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    eprintln!("无法{zh} / cannot {en}: {}", causes.join(": "));
    BAD_INPUT
}

/// Runs what waits for the network or the disk.
pub(crate) fn run(work: impl Future<Output = Result<(), u8>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime
        .map_err(|error| cannot("启动", "start", &error))
        .and_then(|runtime| runtime.block_on(work));
    done.map_or_else(ExitCode::from, |()| ExitCode::SUCCESS)
}
