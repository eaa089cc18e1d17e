//! Who opens workbooks from outside: in this process or elsewhere.

use std::fmt;

use async_trait::async_trait;
use guohe_rules::syntax::Words;
use guohe_sheets::{Workbook, read};
use tokio::task;

/// What reads workbooks. Files from outside are opened where they can do no harm, so the binary that serves has a reader
/// in another process.
#[async_trait]
pub trait Reader: Send + Sync + fmt::Debug {
    /// Reads a workbook.
    ///
    /// # Errors
    /// Why it is not read, with its place and what to do.
    async fn read(&self, bytes: Vec<u8>) -> Result<Workbook, Words>;
}

/// A reader in this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inside;

#[async_trait]
impl Reader for Inside {
    async fn read(&self, bytes: Vec<u8>) -> Result<Workbook, Words> {
        let read = task::spawn_blocking(move || read(&bytes)).await;
        match read {
            Ok(Ok(book)) => Ok(book),
            Ok(Err(unread)) => Err(Words { zh: unread.zh(), en: unread.to_string() }),
            Err(_panic) => Err(too_much()),
        }
    }
}

/// What is said of a workbook that ended its reader.
fn too_much() -> Words {
    Words {
        zh: "读取工作簿时中止；请用表格软件重新另存为 .xlsx，再上传".to_owned(),
        en: "the workbook made its reader fail; save it once more as .xlsx and send that"
            .to_owned(),
    }
}
