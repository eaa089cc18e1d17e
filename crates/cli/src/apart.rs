//! Work on files from outside, done by this program in a process of its own: it may use so much memory and time and
//! no more, and a file that its reader cannot stand ends that process and not the one that serves.

pub(crate) mod press;
pub(crate) mod workbook;

use std::{
    env,
    io::{self, Read as _},
    process::{ExitCode, Output, Stdio},
    time::Duration,
};

use async_trait::async_trait;
use clap::Args;
use guohe_cases::{attachment::LARGEST, ports::Inspector};
use guohe_documents::inspect;
use guohe_rules::syntax::Words;
use serde_json::json;
use tokio::{io::AsyncWriteExt as _, process::Command, sync::Semaphore, time::timeout};

use crate::{command::BAD_INPUT, paper::harmless, print, scanner::Scanner};

/// So many files are looked over at once; more wait in line.
const AT_ONCE: usize = 2;
/// Whoever has not said anything by then is ended.
const PATIENCE: Duration = Duration::from_secs(10);
/// Memory for looking a file over beside the file itself, in bytes.
const MEMORY: u64 = 192 * 1024 * 1024;
/// Seconds of a processor for it.
const SECONDS: u64 = 9;
/// Memory for drawing the pages of a scan, one after the other, in bytes.
const DRAWING_MEMORY: u64 = 768 * 1024 * 1024;
/// Seconds of a processor for it.
const DRAWING_SECONDS: u64 = 110;
/// Whoever has not drawn everything by then is ended.
const DRAWING_PATIENCE: Duration = Duration::from_mins(1);

/// The arguments of `guohe inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The file; `-` for standard input.
    file: std::path::PathBuf,
    /// The process of its own: limits are set before the first byte is read.
    #[arg(long, hide = true)]
    apart: bool,
    /// What the square codes on its pages say, as JSON, and not whether it would be taken.
    #[arg(long)]
    codes: bool,
}

/// Says whether a file would be taken.
pub(crate) fn run(inspect: &Inspect) -> ExitCode {
    let name = harmless(&inspect.file.display().to_string());
    let bytes = (if inspect.apart { bounds(inspect.codes) } else { Ok(()) }).and_then(|()| {
        if name == "-" { all(io::stdin().lock()) } else { all(std::fs::File::open(&inspect.file)?) }
    });
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("无法读取文件 / the file cannot be read: {name}: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    if inspect.codes {
        return codes(&bytes);
    }
    match self::inspect(&bytes) {
        Ok(()) => {
            print("可以接收 / it would be taken\n");
            ExitCode::SUCCESS
        }
        Err(objection) => {
            print(&format!("{}\n{objection}\n", objection.zh()));
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// The limits for looking a file over, or for drawing its pages and reading their codes.
fn bounds(codes: bool) -> io::Result<()> {
    if codes { limit(DRAWING_MEMORY, Some(DRAWING_SECONDS)) } else { limit(MEMORY, Some(SECONDS)) }
}

/// Says what the codes on the pages of a scan say.
fn codes(bytes: &[u8]) -> ExitCode {
    match guohe_documents::codes(bytes) {
        Ok(codes) => {
            print(&format!("{}\n", json!(codes)));
            ExitCode::SUCCESS
        }
        Err(flaw) => {
            print(&format!("{}\n{flaw}\n", flaw.zh()));
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// The bytes of a file, and one more than are taken, so that a larger one is noticed.
fn all(file: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// From here on this process may use so many bytes of memory beside what it was started with, and so many seconds of
/// a processor, where they are counted at all. It leaves no image of itself where it fails.
///
/// # Errors
/// The system does not allow it.
#[cfg(unix)]
pub(crate) fn limit(memory: u64, seconds: Option<u64>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let limits =
        [(Resource::Data, Some(memory)), (Resource::Cpu, seconds), (Resource::Core, Some(0))];
    for (resource, most) in limits {
        if most.is_some() {
            setrlimit(resource, Rlimit { current: most, maximum: most })?;
        }
    }
    Ok(())
}

/// Elsewhere the process is apart and without limits.
///
/// # Errors
/// None.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail where there are limits")]
pub(crate) fn limit(_memory: u64, _seconds: Option<u64>) -> io::Result<()> {
    Ok(())
}

/// Has files looked over by this program once more, apart.
#[derive(Debug)]
pub(crate) struct Apart {
    line: Semaphore,
    scanner: Option<Scanner>,
}

impl Apart {
    /// Nobody waits in line; no scanner for malware is asked.
    pub(crate) fn new() -> Self {
        Self { line: Semaphore::new(AT_ONCE), scanner: None }
    }

    /// What this program says of bytes in a process of its own; nothing when it takes too long.
    async fn said(
        &self,
        asked: &[&str],
        bytes: &[u8],
        patience: Duration,
    ) -> io::Result<Option<Output>> {
        let _turn = self.line.acquire().await.map_err(io::Error::other)?;
        let mut child = Command::new(env::current_exe()?)
            .args(asked)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pipe = child.stdin.take();
        let said = timeout(patience, async {
            if let Some(mut pipe) = pipe {
                // One that ended before it had read everything says so by how it ended.
                drop(pipe.write_all(bytes).await);
            }
            child.wait_with_output().await
        });
        said.await.ok().transpose()
    }

    /// The same with the scanner that the operator has set, if any.
    pub(crate) fn scanned_by(scanner: Option<Scanner>) -> Self {
        Self { scanner, ..Self::new() }
    }
}

#[async_trait]
impl Inspector for Apart {
    async fn inspect(&self, bytes: &[u8]) -> Result<Option<Words>, io::Error> {
        let output = self.said(&["inspect", "--apart", "-"], bytes, PATIENCE).await?;
        Ok(output.map_or_else(|| Some(too_much()), |output| found(&output)))
    }

    async fn codes(&self, bytes: &[u8]) -> Result<Result<Vec<Vec<String>>, Words>, io::Error> {
        let asked = ["inspect", "--apart", "--codes", "-"];
        let Some(output) = self.said(&asked, bytes, DRAWING_PATIENCE).await? else {
            return Ok(Err(too_much()));
        };
        match found(&output) {
            Some(objection) => Ok(Err(objection)),
            None => Ok(Ok(serde_json::from_slice(&output.stdout)?)),
        }
    }

    fn holds(&self) -> bool {
        self.scanner.is_some()
    }

    async fn scan(&self, bytes: &[u8]) -> Result<bool, io::Error> {
        match &self.scanner {
            Some(scanner) => scanner.scan(bytes).await,
            None => Err(io::Error::from(io::ErrorKind::Unsupported)),
        }
    }
}

/// What a process of its own found: nothing, its objection in two lines, or its end.
fn found(output: &Output) -> Option<Words> {
    if output.status.success() {
        return None;
    }
    let refused = output.status.code() == Some(BAD_INPUT.into());
    let said = refused.then(|| str::from_utf8(&output.stdout).ok()).flatten();
    let lines = said.and_then(|said| said.trim_end().split_once('\n'));
    Some(lines.map_or_else(too_much, |(zh, en)| Words { zh: zh.into(), en: en.into() }))
}

/// What is said of a file that ended its reader.
fn too_much() -> Words {
    Words {
        zh: "检查文件时超出内存或时间限度，或检查程序中止，文件没有保存；请重新导出，或打印成 PDF 后上传".into(),
        en: "looking the file over took more memory or time than is allowed, or made the reader fail, and it was not \
             kept; export it again, or print it to PDF"
            .into(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{os::unix::process::ExitStatusExt as _, process::ExitStatus};

    use super::*;

    fn ended(status: i32, said: &str) -> Option<Words> {
        let status = ExitStatus::from_raw(status);
        found(&Output { status, stdout: said.as_bytes().to_vec(), stderr: Vec::new() })
    }

    /// Killed, aborted for want of memory, out of its stack, and ended by a panic.
    #[test]
    fn a_file_that_ends_its_reader_is_not_taken_whatever_the_reader_has_said() {
        for status in [9, 6, 11, 101 << 8] {
            assert_eq!(ended(status, "甲\na\n"), Some(too_much()), "{status}");
        }
        assert_eq!(ended(0, ""), None);
    }

    #[test]
    fn an_objection_is_passed_on_in_both_languages() {
        let refused = i32::from(BAD_INPUT) << 8;
        let words = |zh: &str, en: &str| Some(Words { zh: zh.into(), en: en.into() });
        assert_eq!(
            ended(refused, "文件已加密\nit wants a password\n"),
            words("文件已加密", "it wants a password")
        );
        assert_eq!(ended(refused, ""), Some(too_much()));
    }
}
