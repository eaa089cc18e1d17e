//! `guohe audit`: whether the log of an installation is what was recorded, and what shows it to others.

mod export;
mod receipt;
mod stamped;
mod told;
mod verify;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use guohe_cases::ports::Evidence as _;
use guohe_rules::pack::PackFiles;
use guohe_store::DATABASE_FILE;
use guohe_web::site::Outside as _;

use super::{
    USAGE,
    serve::{Clock, server},
};
use crate::{
    installation::{self, Installation, cannot},
    print,
    stamping::Authority,
};

/// Exit code when something is not what was recorded.
const FOUND: u8 = 1;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Goes through the whole log: chain, tree, checkpoints, texts about persons and their keys, files, and the tables
    /// computed from it. 0 when nothing is wrong, 1 when something is. Nothing is changed.
    Verify(verify::Verify),
    /// Signs where the log stands now.
    Checkpoint {
        #[command(flatten)]
        place: There,
        #[command(flatten)]
        tsa: Authority,
    },
    /// Writes the log as JSON lines, for a verifier of somebody else.
    Export(export::Export),
    /// Looks whether a receipt proves that its event is in the log; needs no network and no database.
    Receipt(receipt::Show),
}

/// An installation that is there already.
#[derive(Debug, Args)]
pub(crate) struct There {
    /// The data directory.
    #[arg(long, value_name = "DIR", default_value = "data/guohe", env = "GUOHE_DATA")]
    data: PathBuf,
    /// A PostgreSQL server, `postgres://…`, in place of the database in the data directory.
    #[arg(long, value_name = "URL", env = "GUOHE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Which authority, where several share the installation; `verify` and `export` take them all.
    #[arg(long, value_name = "ID", env = "GUOHE_AUTHORITY")]
    authority: Option<String>,
}

impl There {
    /// Opens it, and makes neither a database nor keys where there are none.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    async fn open(&self, packs: &PackFiles) -> Result<Installation, u8> {
        let server = self.server()?;
        Installation::unsigned(&self.data, server, packs).await?.of(self.authority.as_deref()).await
    }

    /// Opens it as evidence: nothing of it is changed by whoever looks at it.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    async fn read(&self, packs: &PackFiles) -> Result<Installation, u8> {
        let server = self.server()?;
        Installation::to_read(&self.data, server, packs).await?.of(self.authority.as_deref()).await
    }

    /// The server that is named; where none is, that there is a database in the data directory.
    fn server(&self) -> Result<Option<&str>, u8> {
        let server = server(self.database.as_deref())?;
        if server.is_none() && !self.data.join(DATABASE_FILE).is_file() {
            let data = self.data.display();
            eprintln!("{data} 中没有数据库；请用 --data 指明数据目录");
            eprintln!("{data} holds no database; name the data directory with --data");
            return Err(USAGE);
        }
        Ok(server)
    }
}

/// Verifies a log, seals it, exports it, or looks at a receipt.
pub(crate) fn run(command: &AuditCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            AuditCommand::Verify(what) => verify::verify(what, packs).await,
            AuditCommand::Checkpoint { place, tsa } => checkpoint(place, tsa, packs).await,
            AuditCommand::Export(what) => export::export(what, packs).await,
            AuditCommand::Receipt(what) => receipt::check(what),
        }
    })
}

async fn checkpoint(place: &There, tsa: &Authority, packs: &PackFiles) -> Result<(), u8> {
    let installation = place.open(packs).await?.signed(&place.data)?;
    let stamping = tsa.stamping(&place.data)?;
    let now = Clock::of_the_machine().now();
    let sealed = installation.store.seal(&installation.tenant, now).await;
    // Whoever looks at it next finds it closed, and need not change it to read it.
    installation.store.close().await;
    let sealed = sealed.map_err(|error| cannot("签署检查点", "sign a checkpoint", &error))?;
    let Some(sealed) = sealed else {
        print("尚无记录 / nothing was recorded yet\n");
        return Ok(());
    };
    print(&sealed.note);
    let Some(stamping) = stamping else { return Ok(()) };
    match stamping.stamp(&sealed.note).await {
        Ok(Some(stamp)) => print(&format!("时间戳 / time stamp: {}\n", stamp.at)),
        Ok(None) => print("已有时间戳 / it had a time stamp\n"),
        Err(why) => {
            eprintln!(
                "未取得时间戳，检查点仍然有效 / no time stamp; the checkpoint stands without it: {why}"
            );
            return Err(FOUND);
        }
    }
    Ok(())
}
