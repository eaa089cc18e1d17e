//! The program that seals papers for the operator: the client of a seal server, or a converter to OFD (`docs/seals.md`). It
//! is run without a shell, within limits of time and size, and what it gives is looked at before it is kept.

use std::{
    collections::BTreeMap,
    io::{Error, ErrorKind},
    process::Stdio,
    time::Duration,
};

use async_trait::async_trait;
use guohe_web::print::{Seal, SealKind, Sealer, ToSeal, Unsealed};
use serde::Deserialize;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Child,
    time::timeout,
};

use crate::foreign;

/// What gives seals, as its file says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Program {
    /// The program and its arguments. The paper comes on standard input, the answer on standard output.
    run: Vec<String>,
    /// What the answer is.
    gives: Gives,
    /// For how many seconds it is waited.
    seconds: u64,
    /// So many bytes are taken at most.
    #[serde(default = "usual")]
    bytes: u64,
}

/// What a program answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Gives {
    /// The paper with a seal in it.
    Pdf,
    /// The paper as OFD.
    Ofd,
    /// A signature apart from the file.
    Signature,
}

fn usual() -> u64 {
    64 * 1024 * 1024
}

#[async_trait]
impl Sealer for Program {
    async fn seal(&self, paper: &ToSeal) -> Result<Seal, Unsealed> {
        let patience = Duration::from_secs(self.seconds);
        let mut child = self.start(paper).map_err(|error| failed(&error))?;
        let group = child.id();
        let answer = timeout(patience, answered(&mut child, &paper.pdf, self.bytes)).await;
        if !matches!(answer, Ok(Ok(_))) {
            // What it started itself ends with it.
            end(group);
        }
        let bytes = match answer {
            Err(_late) => return Err(Unsealed::Late(self.seconds)),
            Ok(Err(error)) if error.kind() == ErrorKind::FileTooLarge => {
                return Err(Unsealed::TooLarge(self.bytes));
            }
            Ok(Err(error)) => return Err(failed(&error)),
            Ok(Ok(bytes)) => bytes,
        };
        let kind = match self.gives {
            Gives::Pdf => SealKind::Pdf,
            Gives::Ofd => SealKind::Ofd,
            Gives::Signature => SealKind::Apart,
        };
        looked_at(kind, &bytes, &paper.pdf)?;
        Ok(Seal { kind, bytes })
    }
}

impl Program {
    fn start(&self, paper: &ToSeal) -> Result<Child, Error> {
        let [program, arguments @ ..] = self.run.as_slice() else {
            return Err(Error::from(ErrorKind::InvalidInput));
        };
        let told = json!({
            "paper": paper.about.paper,
            "number": paper.about.number,
            "version": paper.about.version,
            "content": paper.about.content,
            "pages": paper.pages,
            "page": paper.pages,
            "over": paper.over,
        });
        let mut command = foreign::command(program);
        command.args(arguments).env("GUOHE_PAPER", told.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        #[cfg(unix)]
        command.process_group(0);
        command.kill_on_drop(true).spawn()
    }
}

fn failed(error: &Error) -> Unsealed {
    Unsealed::Failed(error.to_string())
}

/// Hands a program the paper and takes what it gives, until it has ended well.
async fn answered(child: &mut Child, paper: &[u8], most: u64) -> Result<Vec<u8>, Error> {
    let pipes = child.stdin.take().zip(child.stdout.take());
    let (mut to, from) = pipes.ok_or(ErrorKind::BrokenPipe)?;
    let handing = async {
        // One that has read enough closes its end.
        drop(to.write_all(paper).await);
        drop(to);
    };
    let taking = async {
        let mut bytes = Vec::new();
        from.take(most.saturating_add(1)).read_to_end(&mut bytes).await?;
        let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
        if fits { Ok(bytes) } else { Err(Error::from(ErrorKind::FileTooLarge)) }
    };
    let ((), bytes) = tokio::join!(handing, taking);
    let bytes = bytes?;
    let status = child.wait().await?;
    if status.success() { Ok(bytes) } else { Err(Error::other(status.to_string())) }
}

/// Ends a program with all that it has started.
#[cfg(unix)]
fn end(group: Option<u32>) {
    use rustix::process::{Pid, Signal, kill_process_group};

    let group = group.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(Err(error)) = group.map(|group| kill_process_group(group, Signal::KILL)) {
        // It may have ended meanwhile.
        tracing::debug!(%error, "the program that seals was not ended");
    }
}

/// Elsewhere the program ends alone.
#[cfg(not(unix))]
fn end(_group: Option<u32>) {}

/// Whether what came back is a file of its kind, and the paper that went out: its bytes with something behind them, as seals
/// are added to PDF files, or a file in which every sign of its text is found as often.
fn looked_at(kind: SealKind, came: &[u8], went: &[u8]) -> Result<(), Unsealed> {
    let unreadable = Unsealed::Unreadable(kind);
    if came.is_empty() {
        return Err(unreadable);
    }
    let is_kind = match kind {
        // What a signature from outside is, only those know who made it.
        SealKind::Own | SealKind::Apart => return Ok(()),
        SealKind::Pdf => came.starts_with(b"%PDF-"),
        SealKind::Ofd => came.starts_with(b"PK\x03\x04"),
    };
    if !is_kind {
        return Err(unreadable);
    }
    let text = guohe_documents::text(came).map_err(|_why| unreadable)?;
    if came.starts_with(went) {
        return Ok(());
    }
    let paper = guohe_documents::text(went).map_err(|_why| Unsealed::Unreadable(SealKind::Pdf))?;
    if holds_all(&text, &paper) { Ok(()) } else { Err(Unsealed::Other) }
}

/// Whether every sign of a text stands in another at least as often; where lines break is not asked, nor what was added.
fn holds_all(text: &str, wanted: &str) -> bool {
    let counted = |text: &str| {
        let mut counts = BTreeMap::<char, usize>::new();
        for sign in text.chars().filter(|sign| !sign.is_whitespace()) {
            *counts.entry(sign).or_default() += 1;
        }
        counts
    };
    let there = counted(text);
    counted(wanted).iter().all(|(sign, times)| there.get(sign).is_some_and(|one| one >= times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_another_when_no_sign_is_missing_in_whatever_lines() {
        assert!(holds_all("印章 编号12\n单位", "单位编号\n1 2"));
        assert!(!holds_all("编号13 单位", "单位编号12"));
        assert!(!holds_all("编号1 单位", "单位编号11"));
    }

    #[test]
    fn only_what_is_of_its_kind_is_taken() {
        for (kind, bytes) in [
            (SealKind::Pdf, &b""[..]),
            (SealKind::Pdf, b"<html>"),
            (SealKind::Pdf, b"%PDF-1.7\n"),
            (SealKind::Ofd, b"%PDF-1.7\n"),
            (SealKind::Ofd, b"PK\x03\x04"),
            (SealKind::Apart, b""),
        ] {
            assert_eq!(looked_at(kind, bytes, b"%PDF-1.7\n"), Err(Unsealed::Unreadable(kind)));
        }
        assert_eq!(looked_at(SealKind::Apart, b"\x30\x82", b""), Ok(()));
    }
}
