//! An installation: its packs made ready to run cases, its store and its files.
//!
//! What is wrong is said here; the exit code goes up to the command.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use guohe_cases::{
    desk::Desk,
    event::Tenant,
    kept::Kept,
    law::{Law, Laws},
    ports::{Archive, Files as _},
};
use guohe_rules::{
    diagnostic::{Diagnostic, Severity},
    pack::{PackFiles, Shelf},
};
use guohe_store::{
    Database, FILES_FOLDER, FileDirectory, KEYS_FOLDER, Notary, Resealed, SECRETS_FILE, Safe,
};

use crate::{
    authority::{self, MAIN},
    command::BAD_INPUT,
    shelf,
};

/// What an authority of an installation runs on.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) tenant: Tenant,
    /// The packs that the authority runs; all when there is none.
    packs: BTreeSet<String>,
    pub(crate) store: Arc<Database>,
    pub(crate) kept: Arc<Kept>,
    pub(crate) files: Arc<FileDirectory>,
    pub(crate) laws: Arc<Laws>,
}

impl Installation {
    /// Opens a data directory, made when there is none, with its own database or that of a server, and with the
    /// keys that sign checkpoints.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn open(
        data: &Path,
        server: Option<&str>,
        packs: &PackFiles,
    ) -> Result<Self, u8> {
        Self::unsigned(data, server, packs).await?.signed(data)?.kept(data).await
    }

    /// The same with the keys under which secrets are sealed, made when there are none. What was written before there
    /// were keys is sealed now.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    async fn kept(self, data: &Path) -> Result<Self, u8> {
        let safe = Safe::open(data)
            .map_err(|error| cannot("打开密钥文件", "open the file of keys", &error))?;
        let store = Database::clone(&self.store).kept_in(safe);
        let sealed = store.seal_secrets().await;
        let Resealed { lost, .. } =
            sealed.map_err(|error| cannot("加密密钥", "seal the secrets", &error))?;
        let named = store.seal_accounts().await;
        named.map_err(|error| cannot("加密账号信息", "seal the accounts", &error))?;
        if lost > 0 {
            eprintln!(
                "{lost} 个密钥无法解开：请放回 {KEYS_FOLDER}/{SECRETS_FILE} 原有的内容；找不回的，用 guohe account reset \
                 重置两步验证，用 guohe account provider --secret 重设统一登录密钥 / {lost} secrets cannot be opened: put \
                 back what {KEYS_FOLDER}/{SECRETS_FILE} held; where that is lost, `guohe account reset` and `guohe account \
                 provider --secret` make new ones"
            );
        }
        Ok(Self { store: Arc::new(store), ..self })
    }

    /// The same with the keys of a data directory, made when there are none.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) fn signed(self, data: &Path) -> Result<Self, u8> {
        let notary = Notary::open(data)
            .map_err(|error| cannot("打开签名密钥", "open the keys that sign", &error))?;
        let store = Database::clone(&self.store).signed_by(notary);
        Ok(Self { store: Arc::new(store), ..self })
    }

    /// Opens it without keys: checkpoints are read and not made.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn unsigned(
        data: &Path,
        server: Option<&str>,
        packs: &PackFiles,
    ) -> Result<Self, u8> {
        let (_, laws) = laws(packs)?;
        let opened = Database::connect(server.unwrap_or(named(data)?)).await;
        let store = opened.map_err(|error| cannot("打开数据库", "open the database", &error))?;
        let files = FileDirectory::open(&data.join(FILES_FOLDER))
            .map_err(|error| cannot("打开文件目录", "open the folder of files", &error))?;
        keep(&laws, &files).await?;
        Ok(Self::over(laws, store, files))
    }

    /// Opens one that is there, for whoever looks at it as evidence: nothing of it is changed, no table brought up to
    /// date, no file written.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn to_read(
        data: &Path,
        server: Option<&str>,
        packs: &PackFiles,
    ) -> Result<Self, u8> {
        let (_, laws) = laws(packs)?;
        let opened = Database::connect_to_read(server.unwrap_or(named(data)?)).await;
        let store = opened.map_err(|error| cannot("打开数据库", "open the database", &error))?;
        Ok(Self::over(laws, store, FileDirectory::there(&data.join(FILES_FOLDER))))
    }

    fn over(laws: Laws, store: Database, files: FileDirectory) -> Self {
        let files = Arc::new(files);
        let laws = laws.over(Arc::clone(&files) as Arc<dyn Archive>);
        Self {
            tenant: Tenant(MAIN.to_owned()),
            packs: BTreeSet::new(),
            store: Arc::new(store),
            kept: Arc::default(),
            files,
            laws: Arc::new(laws),
        }
    }

    /// The same for one of the authorities that share it; the first when none is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn of(self, authority: Option<&str>) -> Result<Self, u8> {
        let (tenant, packs) = authority::realm(&*self.store, authority).await?;
        let laws = Arc::new(self.laws.only(&packs));
        Ok(Self { tenant, packs, laws, kept: Arc::default(), ..self })
    }

    /// The same for whatever belongs to a realm, under all packs.
    pub(crate) fn in_realm(&self, tenant: Tenant) -> Self {
        Self { tenant, packs: BTreeSet::new(), kept: Arc::default(), ..self.clone() }
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store: &**store, kept, laws }
    }
}

/// The name of a data directory, as text.
///
/// # Errors
/// The exit code, after it has been said that it is none.
fn named(data: &Path) -> Result<&str, u8> {
    data.to_str().ok_or_else(|| {
        eprintln!("数据目录的名称不是有效的文本 / the name of the data directory is not text");
        BAD_INPUT
    })
}

/// Keeps the bytes of every version, so that a case stays readable after its pack has changed.
///
/// # Errors
/// The exit code, after what is wrong has been said.
async fn keep(laws: &Laws, files: &FileDirectory) -> Result<(), u8> {
    for law in laws.versions() {
        let kept = files.keep(&law.pack.bundle()).await;
        kept.map_err(|error| cannot("保存规则包", "keep the packs", &error))?;
    }
    Ok(())
}

/// The packs, and those of them that can run cases; a pack without a procedure only answers questions.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) fn laws(packs: &PackFiles) -> Result<(Shelf, Laws), u8> {
    let (shelf, laws, findings) = sound(packs, None);
    let errors = shelf::errors(&findings);
    if errors == 0 {
        return Ok((shelf, laws));
    }
    shelf::print_findings(&findings, packs);
    eprintln!("{errors} errors");
    Err(BAD_INPUT)
}

/// The packs that are sound, those of them that can run cases, and everything that was found. In the place of
/// a faulty pack stands what ran before, so that nobody is left without the rules of their case.
fn sound(packs: &PackFiles, before: Option<&Laws>) -> (Shelf, Laws, Vec<Diagnostic>) {
    let shelf = Shelf::load(packs);
    let mut findings = shelf.findings.clone();
    let mut sound: BTreeMap<String, Arc<Law>> = BTreeMap::new();
    let runs = |folder: &str| packs.contains_key(&format!("{folder}/procedure.yaml"));
    for pack in shelf.packs.iter().filter(|pack| runs(&pack.folder)) {
        match Law::of(Arc::clone(pack)) {
            Ok(law) => drop(sound.insert(pack.folder.clone(), Arc::new(law))),
            Err(mut wrong) => {
                for finding in &mut wrong {
                    pack.relocate(finding);
                }
                findings.extend(wrong);
            }
        }
    }
    let folders = packs.keys().filter_map(|path| path.strip_suffix("/pack.yaml"));
    for folder in folders.filter(|folder| runs(folder)) {
        let mut old = before.into_iter().flat_map(Laws::versions);
        if let Some(old) = old.find(|law| law.pack.folder == folder) {
            sound.entry(folder.to_owned()).or_insert_with(|| Arc::clone(old));
        }
    }
    let mut laws = Laws::default();
    for law in sound.into_values() {
        laws.add(law);
    }
    (shelf, laws, findings)
}

impl Installation {
    /// Reads packs again. What is faulty keeps its previous version; the findings come beside.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said; nothing has changed then.
    pub(crate) async fn reread(&self, packs: &PackFiles) -> Result<(Self, Vec<Diagnostic>), u8> {
        let (_, laws, mut findings) = sound(packs, Some(&self.laws));
        findings.retain(|finding| finding.severity == Severity::Error);
        keep(&laws, &self.files).await?;
        let laws = laws.only(&self.packs).over(Arc::clone(&self.files) as Arc<dyn Archive>);
        let laws = Arc::new(laws);
        Ok((Self { laws, ..self.clone() }, findings))
    }
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
    wait(work).map_or_else(ExitCode::from, |()| ExitCode::SUCCESS)
}

/// The same for what gives something.
///
/// # Errors
/// The exit code of the work.
pub(crate) fn wait<T>(work: impl Future<Output = Result<T, u8>>) -> Result<T, u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime
        .map_err(|error| cannot("启动", "start", &error))
        .and_then(|runtime| runtime.block_on(work))
}
