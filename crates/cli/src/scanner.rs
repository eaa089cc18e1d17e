//! The scanner for malware that the operator configures: a program, or clamd over a socket. Whatever is not a clear
//! answer is none, and the file stays held.

use std::{
    io::{Error, ErrorKind},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use crate::foreign;

/// Pieces in which a file is sent to clamd.
const PIECE: usize = 64 * 1024;
/// No answer of clamd is longer.
const LONGEST: u64 = 4_096;

/// What scans, as it is set under [`Scanner::SETTING`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Scanner {
    /// A program.
    Command {
        /// The program and its arguments, run without a shell. `{file}` stands for the path of the file; without it the
        /// file comes on standard input.
        run: Vec<String>,
        /// The exit codes that mean clean.
        clean: Vec<i32>,
        /// The exit codes that mean not clean. Any other says nothing.
        infected: Vec<i32>,
        /// For how many seconds it is waited.
        seconds: u64,
    },
    /// clamd, asked to scan what it is sent (`INSTREAM`).
    Clamd {
        /// The path of its socket, or `HOST:PORT`.
        at: String,
        /// For how many seconds it is waited.
        seconds: u64,
    },
}

impl Scanner {
    /// The name of the setting.
    pub(crate) const SETTING: &'static str = "scanner";

    /// Whether a file is clean.
    ///
    /// # Errors
    /// It cannot be reached, takes too long, or says something unknown.
    pub(crate) async fn scan(&self, bytes: &[u8]) -> Result<bool, Error> {
        let (Self::Command { seconds, .. } | Self::Clamd { seconds, .. }) = self;
        let said = timeout(Duration::from_secs(*seconds), async {
            match self {
                Self::Command { run, clean, infected, .. } => {
                    let code = run_over(run, bytes).await?;
                    verdict((clean.contains(&code), infected.contains(&code)), &code.to_string())
                }
                Self::Clamd { at, .. } => {
                    let said = if at.starts_with('/') {
                        instream(UnixStream::connect(at).await?, bytes).await?
                    } else {
                        instream(TcpStream::connect(at).await?, bytes).await?
                    };
                    verdict((said == "stream: OK", said.ends_with(" FOUND")), &said)
                }
            }
        });
        said.await.map_err(|_late| Error::from(ErrorKind::TimedOut))?
    }
}

/// Exactly one of the two was said.
fn verdict(clean_and_infected: (bool, bool), said: &str) -> Result<bool, Error> {
    match clean_and_infected {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        (true, true) | (false, false) => {
            Err(Error::other(format!("the scanner said `{said}`, which is neither clean nor not")))
        }
    }
}

/// A file that goes with its end.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// Runs a program over a file; gives its exit code.
async fn run_over(run: &[String], bytes: &[u8]) -> Result<i32, Error> {
    let [program, arguments @ ..] = run else { return Err(Error::from(ErrorKind::InvalidInput)) };
    let by_path = arguments.iter().any(|one| one.contains("{file}"));
    let mut name = [0; 16];
    getrandom::fill(&mut name).map_err(Error::other)?;
    let name = guohe_cases::attachment::hexadecimal(name);
    let file = Beside(std::env::temp_dir().join(format!("guohe-scan-{name}")));
    if by_path {
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut out = options.open(&file.0).await?;
        out.write_all(bytes).await?;
        out.flush().await?;
    }
    let path = file.0.display().to_string();
    let mut child = foreign::command(program)
        .args(arguments.iter().map(|one| one.replace("{file}", &path)))
        .stdin(if by_path { Stdio::null() } else { Stdio::piped() })
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut pipe) = child.stdin.take() {
        // One that has seen enough closes its end.
        drop(pipe.write_all(bytes).await);
    }
    let status = child.wait().await?;
    status.code().ok_or_else(|| Error::other("the scanner was ended by a signal"))
}

/// Sends a file to clamd; gives its answer.
async fn instream(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    bytes: &[u8],
) -> Result<String, Error> {
    socket.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).map_err(Error::other)?;
        socket.write_all(&length.to_be_bytes()).await?;
        socket.write_all(piece).await?;
    }
    socket.write_all(&0_u32.to_be_bytes()).await?;
    socket.flush().await?;
    let mut said = Vec::new();
    socket.take(LONGEST).read_to_end(&mut said).await?;
    let said = String::from_utf8_lossy(&said);
    Ok(said.trim_end_matches(['\0', '\n']).to_owned())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use tokio::net::{TcpListener, UnixListener};

    use super::*;

    /// The text by which scanners are tried, put together here so that no scanner takes this file for it.
    fn eicar() -> Vec<u8> {
        let parts =
            [r"X5O!P%@AP[4\PZX54(P^)7CC)7}", "$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*"];
        parts.concat().into_bytes()
    }

    /// A clamd for one request, which knows one signature.
    async fn clamd(mut socket: impl AsyncRead + AsyncWrite + Unpin) {
        let mut head = [0; 10];
        socket.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"zINSTREAM\0");
        let mut bytes = Vec::new();
        loop {
            let length = socket.read_u32().await.unwrap();
            if length == 0 {
                break;
            }
            let mut piece = vec![0; usize::try_from(length).unwrap()];
            socket.read_exact(&mut piece).await.unwrap();
            bytes.extend(piece);
        }
        let found = bytes.windows(eicar().len()).any(|part| part == eicar());
        let said: &[u8] =
            if found { b"stream: Eicar-Test-Signature FOUND\0" } else { b"stream: OK\0" };
        socket.write_all(said).await.unwrap();
    }

    fn by_clamd(at: &dyn ToString) -> Scanner {
        Scanner::Clamd { at: at.to_string(), seconds: 5 }
    }

    #[tokio::test]
    async fn clamd_is_asked_over_either_socket_in_pieces() {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = tcp.local_addr().unwrap();
        let served = tokio::spawn(async move {
            for _ in 0..2 {
                clamd(tcp.accept().await.unwrap().0).await;
            }
        });
        let long = [vec![b'a'; 3 * PIECE - 5], eicar()].concat();
        assert!(!by_clamd(&at).scan(&long).await.unwrap());
        assert!(by_clamd(&at).scan(b"%PDF-").await.unwrap());
        served.await.unwrap();

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clamd.sock");
        let unix = UnixListener::bind(&path).unwrap();
        let served = tokio::spawn(async move { clamd(unix.accept().await.unwrap().0).await });
        assert!(!by_clamd(&path.display()).scan(&eicar()).await.unwrap());
        served.await.unwrap();
    }

    #[tokio::test]
    async fn whatever_is_no_clear_answer_is_none() {
        // Nobody listens there any more.
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert!(by_clamd(&gone).scan(b"x").await.is_err());
        // Somebody who takes what comes and has run out of words.
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = tcp.local_addr().unwrap();
        let silent = tokio::spawn(async move { drop(tcp.accept().await.unwrap()) });
        assert!(by_clamd(&at).scan(b"x").await.is_err());
        silent.await.unwrap();
        // And one that never answers.
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let late = Scanner::Clamd { at: tcp.local_addr().unwrap().to_string(), seconds: 0 };
        assert_eq!(late.scan(b"x").await.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_program_says_by_its_exit_code_and_leaves_no_file_behind() {
        let by = |script: &str| Scanner::Command {
            run: ["sh", "-c", script, "-", "{file}"].map(str::to_owned).into(),
            clean: vec![0],
            infected: vec![1],
            seconds: 20,
        };
        let looks = by("! grep -q EICAR \"$1\"");
        assert!(looks.scan(b"sound").await.unwrap());
        assert!(!looks.scan(&eicar()).await.unwrap());
        assert!(by("exit 2").scan(b"sound").await.is_err());
        assert!(by("kill -9 $$").scan(b"sound").await.is_err());
        let none = Scanner::Command {
            run: vec!["/no/such/program".to_owned()],
            clean: vec![0],
            infected: vec![1],
            seconds: 20,
        };
        assert!(none.scan(b"sound").await.is_err());
        let piped = Scanner::Command {
            run: ["sh", "-c", "! grep -q EICAR"].map(str::to_owned).into(),
            clean: vec![0],
            infected: vec![1],
            seconds: 20,
        };
        assert!(!piped.scan(&eicar()).await.unwrap());
    }
}
