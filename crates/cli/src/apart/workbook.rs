//! Workbooks from outside, read in a process of their own: what a workbook unpacks to is bounded there, and one on which
//! the reader fails ends that process alone.

use std::{
    env, io,
    process::{ExitCode, Output, Stdio},
};

use async_trait::async_trait;
use guohe_rules::syntax::Words;
use guohe_sheets::{Workbook, read};
use guohe_web::sheets::Reader;
use tokio::{io::AsyncWriteExt as _, process::Command, sync::Semaphore, time::timeout};

use super::{PATIENCE, SECONDS, all, limit};
use crate::{command::BAD_INPUT, print};

/// So many workbooks are read at once; more wait in line.
const AT_ONCE: usize = 2;
/// Memory for a workbook beside its file, in bytes: twice what the largest that is taken needs.
const MEMORY: u64 = 384 * 1024 * 1024;

/// Reads a workbook from standard input and writes out what it holds.
pub(crate) fn run() -> ExitCode {
    let bytes = limit(MEMORY, Some(SECONDS)).and_then(|()| all(io::stdin().lock()));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("无法读取文件 / the file cannot be read: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    let read = read(&bytes).map_err(|unread| Words { zh: unread.zh(), en: unread.to_string() });
    match serde_json::to_string(&read) {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("无法写出 / it cannot be written out: {error}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// Has workbooks read by this program once more, apart.
#[derive(Debug)]
pub(crate) struct ReaderApart {
    line: Semaphore,
}

impl ReaderApart {
    /// Nobody waits in line.
    pub(crate) fn new() -> Self {
        Self { line: Semaphore::new(AT_ONCE) }
    }

    async fn ask(&self, bytes: Vec<u8>) -> io::Result<Option<Output>> {
        let _turn = self.line.acquire().await.map_err(io::Error::other)?;
        let mut child = Command::new(env::current_exe()?)
            .arg("workbook")
            // The allocator sets room aside before the limit is known, and it would count as used.
            .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pipe = child.stdin.take();
        let said = timeout(PATIENCE, async {
            if let Some(mut pipe) = pipe {
                // One that ended before it had read everything says so by how it ended.
                drop(pipe.write_all(&bytes).await);
            }
            child.wait_with_output().await
        });
        match said.await {
            Ok(output) => output.map(Some),
            Err(_late) => Ok(None),
        }
    }
}

#[async_trait]
impl Reader for ReaderApart {
    async fn read(&self, bytes: Vec<u8>) -> Result<Workbook, Words> {
        match self.ask(bytes).await {
            Ok(output) => output.as_ref().map_or_else(|| Err(too_much()), found),
            Err(error) => {
                tracing::warn!(%error, "no process was there to read a workbook");
                Err(too_much())
            }
        }
    }
}

/// What a process of its own found, or its end.
fn found(output: &Output) -> Result<Workbook, Words> {
    let said = output.status.success().then(|| serde_json::from_slice(&output.stdout).ok());
    said.flatten().unwrap_or_else(|| Err(too_much()))
}

/// What is said of a workbook that ended its reader.
fn too_much() -> Words {
    Words {
        zh: "读取工作簿时超出内存或时间限度，或读取程序中止；请删去多余的工作表和格式，另存为 .xlsx 后再上传".into(),
        en: "reading the workbook took more memory or time than is allowed, or made the reader fail; take out sheets and \
             formats that are not needed, save it once more as .xlsx and send that"
            .into(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{os::unix::process::ExitStatusExt as _, process::ExitStatus};

    use super::*;

    fn ended(status: i32, said: &str) -> Result<Workbook, Words> {
        let status = ExitStatus::from_raw(status);
        found(&Output { status, stdout: said.as_bytes().to_vec(), stderr: Vec::new() })
    }

    #[test]
    fn a_workbook_that_ends_its_reader_is_not_read_whatever_the_reader_has_said() {
        for status in [9, 6, 11, 101 << 8] {
            assert_eq!(ended(status, r#"{"Ok":{"sheets":[]}}"#), Err(too_much()), "{status}");
        }
        assert_eq!(ended(0, r#"{"Ok":{"sheets":[]}}"#), Ok(Workbook::default()));
        let refused = Words { zh: "甲".into(), en: "a".into() };
        assert_eq!(ended(0, r#"{"Err":{"zh":"甲","en":"a"}}"#), Err(refused));
        assert_eq!(ended(0, "{"), Err(too_much()));
    }
}
