//! `guohe backup` and `guohe restore`: a data directory as one file, and back.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use guohe_store::{BackupError, KEYS_FOLDER, Packed, SECRETS_FILE};
use jiff::Timestamp;

use super::{BAD_INPUT, USAGE};
use crate::{installation, print};

/// The arguments of `guohe backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The data directory; it may be in use.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The new file.
    file: PathBuf,
}

/// The arguments of `guohe restore`.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The data directory, new or empty.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// Packs a data directory into one file.
pub(crate) fn backup(what: &Backup) -> ExitCode {
    installation::run(async {
        let packed = guohe_store::backup(&what.data, &what.file).await.map_err(|e| code(&e))?;
        told("备份", "backed up", packed);
        keys_apart(what);
        if let Err(error) = guohe_store::note_backup(&what.data, Timestamp::now()).await {
            // The backup is whole; only the page of the administrator does not know of it.
            eprintln!(
                "备份已完成，但未能登记备份时间：{error} / the backup is done, but when could not be noted: {error}"
            );
        }
        Ok(())
    })
}

/// Unpacks a backup and proves every byte of it.
pub(crate) fn restore(what: &Restore) -> ExitCode {
    installation::run(async {
        let packed = guohe_store::restore(&what.file, &what.data).await.map_err(|e| code(&e))?;
        told("恢复", "restored", packed);
        Ok(())
    })
}

fn told(zh: &str, en: &str, Packed { files, bytes, keys }: Packed) {
    print(&format!("已{zh} / {en}: {files} files, {bytes} bytes; {keys} keys of persons\n"));
}

/// What to do with the keys of persons, which lie beside the backup.
fn keys_apart(what: &Backup) {
    let file = what.file.display();
    print(&format!(
        "个人信息密钥另存于 {file}.keys：请与备份分开保管，只留最新一份 / the keys of persons are in {file}.keys: keep them \
         apart from the backup, and only the newest\n"
    ));
    print(&format!(
        "验证器与统一登录的密钥不在备份中：请另存 {KEYS_FOLDER}/{SECRETS_FILE}，没有它，恢复后须重置所有两步验证 / the key of \
         authenticators and unified logins is in neither: keep a copy of {KEYS_FOLDER}/{SECRETS_FILE} apart, or every second \
         factor has to be reset after a restore\n"
    ));
}

fn code(error: &BackupError) -> u8 {
    let said = installation::cannot("完成", "do it", error);
    match error {
        BackupError::NoDatabase { .. } | BackupError::Taken { .. } => USAGE,
        BackupError::NotABackup
        | BackupError::Unreadable { .. }
        | BackupError::Damaged { .. }
        | BackupError::Missing { .. }
        | BackupError::Unlisted { .. } => BAD_INPUT,
        BackupError::Io(_) | BackupError::Database(_) => said,
    }
}
