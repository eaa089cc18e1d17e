//! `guohe audit receipt`: a receipt on its own.

use std::{fs, path::PathBuf};

use clap::Args;
use guohe_chain::receipt::Receipt;
use guohe_store::{KEYS_FOLDER, PUBLIC_KEYS_FILE, public_keys};

use super::FOUND;
use crate::{command::BAD_INPUT, installation::cannot, print};

/// The arguments of `guohe audit receipt`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The receipt, as it was downloaded.
    file: PathBuf,
    /// The public keys, as the page of the log shows them, one a line.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The data directory whose public keys are taken.
    #[arg(long, value_name = "DIR", required_unless_present = "keys")]
    data: Option<PathBuf>,
}

/// Looks whether it proves anything.
pub(super) fn check(show: &Show) -> Result<(), u8> {
    let kept = || Some(show.data.as_ref()?.join(KEYS_FOLDER).join(PUBLIC_KEYS_FILE));
    let keys = show.keys.clone().or_else(kept).unwrap_or_default();
    let keys = public_keys(&keys).map_err(|error| cannot("读取公钥", "read the keys", &error))?;
    let text = fs::read_to_string(&show.file)
        .map_err(|error| cannot("读取回执", "read the receipt", &error))?;
    let receipt: Receipt = serde_json::from_str(&text).map_err(|error| {
        cannot("读取回执", "read the receipt", &error);
        BAD_INPUT
    })?;
    match receipt.check(&keys) {
        Ok(note) => {
            let number = receipt.number;
            print(&format!("{}\n\n{}\n", receipt.leaf, note.checkpoint.text()));
            print(&format!(
                "回执有效：第 {number} 条记录在此检查点之内 / the receipt holds: event {number} is in the log of \
                 this checkpoint\n"
            ));
            Ok(())
        }
        Err(wrong) => {
            eprintln!(
                "回执无效，请向办理机关查询 / the receipt does not hold; ask the authority: {wrong}"
            );
            Err(FOUND)
        }
    }
}
