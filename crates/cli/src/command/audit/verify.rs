//! `guohe audit verify`: chain, tree, checkpoints, files, and what was computed from the events.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use guohe_cases::{desk, event::Tenant, ports::Files as _, tables::Tables as _};
use guohe_chain::{
    keys::PublicKey,
    note::{BadNote, Note},
    stamp::Policy,
    verify::Seal,
};
use guohe_rules::pack::PackFiles;
use guohe_store::{
    CHECKPOINTS_FILE, FileDirectory, KEYS_FOLDER, PUBLIC_KEYS_FILE, is_open, kept_notes,
    public_keys,
};

use super::{
    FOUND, There,
    stamped::{self, Kept},
    told::Progress,
};
use crate::{
    command::BAD_INPUT,
    installation::{Installation, cannot},
    print,
};

/// The arguments of `guohe audit verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    place: There,
    /// A file of checkpoints that was kept elsewhere, in place of the one in the data directory.
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    /// Public keys that were kept elsewhere, in place of those in the data directory.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Time stamps that were kept elsewhere, in place of those in the data directory.
    #[arg(long, value_name = "FILE")]
    timestamps: Option<PathBuf>,
    /// Root certificates that are trusted for time stamps (PEM), in place of those in the data directory.
    #[arg(long, value_name = "FILE")]
    tsa_roots: Option<PathBuf>,
    /// The policy under which time stamps have to be given, such as 1.3.6.1.4.1.99999.1.
    #[arg(long, value_name = "OID")]
    tsa_policy: Option<Policy>,
}

/// What was looked at, and what is wrong, in both languages.
#[derive(Debug, Default)]
pub(super) struct Report {
    events: u64,
    checkpoints: usize,
    files: u64,
    tables: u64,
    uncompared: u64,
    wrong: Vec<(String, String)>,
}

impl Report {
    pub(super) fn wrong(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.wrong.push((zh.into(), en.into()));
    }
}

/// Verifies an installation.
pub(super) async fn verify(what: &Verify, packs: &PackFiles) -> Result<(), u8> {
    let embedded = what.place.server()?.is_none();
    let open_before = embedded && is_open(&what.place.data);
    let installation = what.place.read(packs).await?;
    let mut report = Report::default();
    let seals = outside(what, &mut report)?;
    let mut wanted = BTreeSet::new();
    let mut notes = seals.notes.clone();
    for tenant in tenants(&installation, &seals).await? {
        let stored = installation.store.stored_notes(&tenant).await;
        let stored =
            stored.map_err(|error| cannot("读取检查点", "read the checkpoints", &error))?;
        notes.extend(stored.iter().filter_map(|note| Note::parse(&note.text).ok()));
        log(&installation, &tenant, &seals, &mut report).await?;
        let own = installation.in_realm(tenant);
        wanted.extend(projections(&own, &mut report).await?);
    }
    files(&installation, wanted, &mut report).await?;
    let own = Kept {
        data: &what.place.data,
        file: what.timestamps.as_deref(),
        roots: what.tsa_roots.as_deref(),
        policy: what.tsa_policy.as_ref(),
    };
    stamped::verify(&own, &notes, &mut report)?;
    if embedded && !open_before && is_open(&what.place.data) {
        eprintln!(
            "核验期间有程序打开了数据库，结果不可用；请重新核验 / some program opened the database meanwhile, so nothing \
             can be said; verify again"
        );
        return Err(BAD_INPUT);
    }
    report.told()
}

impl Report {
    /// Says what was looked at and what is wrong.
    fn told(&self) -> Result<(), u8> {
        for (zh, en) in &self.wrong {
            print(&format!("{zh} / {en}\n"));
        }
        let Self { events, checkpoints, files, tables, uncompared, wrong } = self;
        if *uncompared > 0 {
            print(&format!(
                "{uncompared} 个流的登记未比对：没有其规则包；请用 --packs 指明 / {uncompared} streams were not compared \
                 with registers: their packs are not here, name them with --packs\n"
            ));
        }
        let looked = format!("{events} / {checkpoints} / {files} / {tables}");
        if wrong.is_empty() {
            print(&format!(
                "已核验事件、检查点、文件、流 {looked}：未发现问题 / events, checkpoints, files, streams verified: {looked}; \
                 nothing wrong\n"
            ));
            return Ok(());
        }
        let count = wrong.len();
        print(&format!(
            "已核验事件、检查点、文件、流 {looked}：发现 {count} 处问题 / events, checkpoints, files, streams verified: \
             {looked}; {count} problems\n"
        ));
        Err(FOUND)
    }
}

/// Every tenant of which the database holds anything, and those whose checkpoints are all that is left of them.
async fn tenants(installation: &Installation, outside: &Outside) -> Result<BTreeSet<Tenant>, u8> {
    let tenants = installation.store.tenants().await;
    let tenants = tenants.map_err(|error| cannot("读取记录", "read the log", &error))?;
    let known = outside.notes.iter().filter_map(|note| note.checkpoint.tenant());
    Ok(tenants.into_iter().chain(known.map(|name| Tenant(name.to_owned()))).collect())
}

/// What was kept outside the database: checkpoints with the keys that check them.
#[derive(Debug)]
struct Outside {
    keys: Vec<PublicKey>,
    notes: Vec<Note>,
}

fn outside(what: &Verify, report: &mut Report) -> Result<Outside, u8> {
    let data = &what.place.data;
    let list = what.keys.clone().unwrap_or_else(|| data.join(KEYS_FOLDER).join(PUBLIC_KEYS_FILE));
    let keys = if list.exists() {
        public_keys(&list).map_err(|error| cannot("读取公钥", "read the public keys", &error))?
    } else {
        Vec::new()
    };
    let file = what.checkpoints.clone().unwrap_or_else(|| data.join(CHECKPOINTS_FILE));
    let notes = match kept_notes(&file) {
        Ok(notes) => notes,
        Err(error) => {
            report.wrong(
                format!("检查点文件 {} 已损坏", file.display()),
                format!("the file of checkpoints is damaged: {error}"),
            );
            Vec::new()
        }
    };
    Ok(Outside { keys, notes })
}

/// The checkpoints of a tenant whose signatures hold, in ascending order of size.
async fn seals(
    installation: &Installation,
    tenant: &Tenant,
    outside: &Outside,
    report: &mut Report,
) -> Result<Vec<Seal>, u8> {
    let stored = installation.store.stored_notes(tenant).await;
    let stored = stored.map_err(|error| cannot("读取检查点", "read the checkpoints", &error))?;
    let mut seals = Vec::new();
    for note in stored {
        match Note::parse(&note.text) {
            Ok(read) if read.checkpoint.size == note.size => {
                seals.push(Seal { note: read, outside: false });
            }
            Ok(_) | Err(_) => bad(note.size, &BadNote::Form, report),
        }
    }
    let prefix = format!("guohe/{}/", tenant.0);
    let own = outside.notes.iter().filter(|note| note.checkpoint.origin.starts_with(&prefix));
    seals.extend(own.map(|note| Seal { note: note.clone(), outside: true }));
    seals.retain(|seal| match seal.note.check(&outside.keys) {
        Ok(()) => true,
        Err(why) => {
            bad(seal.note.checkpoint.size, &why, report);
            false
        }
    });
    seals.sort_by_key(|seal| (seal.note.checkpoint.size, !seal.outside));
    report.checkpoints += seals.len();
    Ok(seals)
}

fn bad(size: u64, why: &BadNote, report: &mut Report) {
    report.wrong(
        format!("第 {size} 条处的检查点无效，请与另存的一份比较"),
        format!(
            "the checkpoint at event {size} does not hold; compare it with another copy: {why}"
        ),
    );
}

async fn log(
    installation: &Installation,
    tenant: &Tenant,
    outside: &Outside,
    report: &mut Report,
) -> Result<(), u8> {
    let seals = seals(installation, tenant, outside, report).await?;
    let (mut progress, mut events) = (Progress::new(), 0);
    let findings = installation.store.verify_chain(tenant, &seals, |done| {
        events = done;
        progress.at("条", "events", done);
    });
    let findings = findings.await.map_err(|error| cannot("读取记录", "read the log", &error))?;
    report.events += events;
    let name = &tenant.0;
    for finding in findings {
        let (zh, en) = (finding.zh(), finding.en());
        report.wrong(format!("{name} {zh}"), format!("{name}: {en}"));
    }
    Ok(())
}

/// Rows of lists and registers, computed anew from the events; gives the files that these name.
async fn projections(
    installation: &Installation,
    report: &mut Report,
) -> Result<BTreeSet<[u8; 32]>, u8> {
    let desk = installation.desk();
    let streams = installation.store.places(desk.tenant).await;
    let streams = streams.map_err(|error| cannot("读取记录", "read the log", &error))?;
    let (mut progress, mut named) = (Progress::new(), BTreeSet::new());
    for stream in streams {
        report.tables += 1;
        progress.at("个流", "streams", report.tables);
        // What cannot be read is not what was recorded either.
        let looked = desk::look(desk, stream).await.unwrap_or_default();
        report.uncompared += u64::from(looked.stands && !looked.compared);
        named.extend(looked.files);
        if !looked.stands {
            let about = format!("{:?}", stream.about).to_lowercase();
            let id = stream.id;
            report.wrong(
                format!("{} 列表或登记与事件不符：{about} {id}", desk.tenant.0),
                format!("a list or a register is not what the events say: {about} {id}"),
            );
        }
    }
    Ok(named)
}

/// Every file that is kept has the digest that is its name, and every file that an event names is kept: also those that
/// were taken off, or stand in the place of another by now.
async fn files(
    installation: &Installation,
    mut wanted: BTreeSet<[u8; 32]>,
    report: &mut Report,
) -> Result<(), u8> {
    let files: &FileDirectory = &installation.files;
    let failed = |error| cannot("读取文件目录", "read the folder of files", &error);
    wanted.extend(files.all().map_err(failed)?);
    let mut progress = Progress::new();
    for digest in wanted {
        report.files += 1;
        progress.at("个文件", "files", report.files);
        let name = guohe_chain::both::hex(digest);
        match files.fetch(&digest).await {
            Ok(Some(_)) => {}
            Ok(None) => report.wrong(format!("缺少文件 {name}"), format!("file {name} is missing")),
            Err(error) => report.wrong(
                format!("文件 {name} 已被改动或损坏，请从备份取回"),
                format!("file {name} was changed or damaged, take it from a backup: {error}"),
            ),
        }
    }
    Ok(())
}
