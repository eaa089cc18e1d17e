//! `guohe authority`: the authorities that share an installation.

use std::process::ExitCode;

use clap::Subcommand;
use guohe_rules::pack::PackFiles;

use super::{BAD_INPUT, account::Place};
use crate::{
    authority::{self, Authority, MAIN},
    installation, print,
};

#[derive(Debug, Subcommand)]
pub(crate) enum AuthorityCommand {
    /// Which there are, with their host names and packs.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Adds an authority, or gives one that is there other host names and packs. A server takes it when it starts.
    Set {
        /// Its id, in small letters; it stays.
        id: String,
        /// A host name under which it is reached.
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
        /// A pack that it runs; all when none is named.
        #[arg(long = "pack", value_name = "PACK")]
        own: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
}

/// Lists authorities, or sets one.
pub(crate) fn run(command: &AuthorityCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            AuthorityCommand::List { place } => list(place, packs).await,
            AuthorityCommand::Set { id, hosts, own, place } => {
                let set = |all: &[String]| all.iter().cloned().collect();
                let hosts = hosts.iter().map(|host| host.trim().to_lowercase()).collect();
                set_one(place, packs, (id, Authority { hosts, packs: set(own) })).await
            }
        }
    })
}

async fn list(place: &Place, packs: &PackFiles) -> Result<(), u8> {
    let installation = place.open(packs).await?;
    let rest = "其他域名 / every other host, 全部规则包 / all packs";
    print(&format!("{MAIN}\t{rest}\n"));
    for (id, authority) in authority::all(&*installation.store).await? {
        print(&shown(&id, &authority));
    }
    Ok(())
}

fn shown(id: &str, authority: &Authority) -> String {
    let joined = |all: &std::collections::BTreeSet<String>| {
        all.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let packs = if authority.packs.is_empty() {
        "全部规则包 / all packs".to_owned()
    } else {
        joined(&authority.packs)
    };
    format!("{id}\t{}\t{packs}\n", joined(&authority.hosts))
}

async fn set_one(place: &Place, packs: &PackFiles, (id, new): (&str, Authority)) -> Result<(), u8> {
    let installation = place.first(packs).await?;
    let store = &*installation.store;
    let mut all = authority::all(store).await?;
    let faults = authority::faults((id, &new), &all, &installation.laws);
    if !faults.is_empty() {
        for (zh, en) in faults {
            eprintln!("{zh}\n{en}");
        }
        return Err(BAD_INPUT);
    }
    print(&shown(id, &new));
    all.insert(id.to_owned(), new);
    authority::keep(store, &all).await
}
