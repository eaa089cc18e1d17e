//! A document as a file becomes lines. Word and PDF files are read in a process of its own, which may use so much
//! memory and time and no more: a file that its reader cannot stand ends that process and not this one.

use std::{
    env, fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Output, Stdio},
};

use clap::Args;
use guohe_documents::{LARGEST, ReadError, is_packed};

use crate::{apart::limit, command::BAD_INPUT, paper::harmless, print};

/// The arguments of `guohe text read`.
#[derive(Debug, Args)]
pub(crate) struct Read {
    /// The document as published: plain text, a page of the web, a Word file (.docx) or a PDF file with text.
    file: PathBuf,
    /// The process of its own: the bytes come from standard input, the file is only named.
    #[arg(long, hide = true)]
    piped: bool,
}

/// A document that was read.
#[derive(Debug)]
pub(super) struct Document {
    /// The name of its file, fit to be printed.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) text: String,
}

pub(super) fn run(read: &Read) -> ExitCode {
    let text = if read.piped { piped(&read.file) } else { open(&read.file).map(|read| read.text) };
    match text {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(code) => ExitCode::from(code),
    }
}

/// Reads a document; what is wrong has been said when it fails.
pub(super) fn open(file: &Path) -> Result<Document, u8> {
    let name = harmless(&file.display().to_string());
    let bytes =
        fs::File::open(file).and_then(bytes_of).map_err(|error| unreadable(&name, &error))?;
    let text = if is_packed(&bytes) && bytes.len() <= LARGEST {
        let output = apart(&name, &bytes).map_err(|error| unreadable(&name, &error))?;
        text_of(&name, output)?
    } else {
        guohe_documents::text(&bytes).map_err(|error| refused(&name, &error))?
    };
    Ok(Document { name, bytes, text })
}

/// The bytes of a file, and one more than are read at most, so that a larger one is noticed.
fn bytes_of(file: impl io::Read) -> io::Result<Vec<u8>> {
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Has this program read the bytes once more, apart.
fn apart(name: &str, bytes: &[u8]) -> io::Result<Output> {
    let mut child = Command::new(env::current_exe()?)
        .args(["text", "read", "--piped", "--", name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // One that ended before it had read everything says so by how it ended.
    drop(child.stdin.take().map(|mut pipe| pipe.write_all(bytes)));
    child.wait_with_output()
}

/// What a process of its own found.
fn text_of(name: &str, output: Output) -> Result<String, u8> {
    if output.status.success()
        && let Ok(text) = String::from_utf8(output.stdout)
    {
        return Ok(text);
    }
    if output.status.code() == Some(BAD_INPUT.into()) {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    } else {
        eprintln!(
            "{name}: 文件内容异常，读取时超出内存或时间限度，或读取程序中止；请重新下载，或另存为纯文本 / \
             reading it took more memory or time than a document does, or made the reader fail; fetch it again, or \
             save it as plain text"
        );
    }
    Err(BAD_INPUT)
}

/// The process of its own.
fn piped(file: &Path) -> Result<String, u8> {
    let name = harmless(&file.display().to_string());
    limit(MEMORY, Some(SECONDS))
        .and_then(|()| bytes_of(io::stdin().lock()))
        .map_err(|error| unreadable(&name, &error))
        .and_then(|bytes| guohe_documents::text(&bytes).map_err(|error| refused(&name, &error)))
}

/// The largest documents take a tenth of this memory.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// And of this time, in seconds of a processor.
const SECONDS: u64 = 30;

fn unreadable(name: &str, error: &io::Error) -> u8 {
    eprintln!("无法读取文件 / the file cannot be read: {name}: {error}");
    BAD_INPUT
}

fn refused(name: &str, error: &ReadError) -> u8 {
    eprintln!("{name}: {} / {error}", error.zh());
    BAD_INPUT
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;

    /// Killed, aborted for want of memory, out of its stack, and ended by a panic.
    #[test]
    fn a_process_that_was_ended_gives_no_text_even_when_it_has_written_some() {
        for status in [9, 6, 11, 101 << 8] {
            let status = ExitStatus::from_raw(status);
            let output = Output { status, stdout: b"half".to_vec(), stderr: Vec::new() };
            assert_eq!(text_of("a.pdf", output), Err(BAD_INPUT));
        }
        let whole =
            Output { status: ExitStatus::from_raw(0), stdout: b"all".to_vec(), stderr: Vec::new() };
        assert_eq!(text_of("a.pdf", whole).as_deref(), Ok("all"));
    }
}
