//! The press, in a process of its own: it sets one paper after the other, and once nobody has wanted one for a while it
//! ends, so that all it held goes back to the machine. A paper on which it fails ends it and not the one that serves.

use std::{
    env, io,
    path::PathBuf,
    process::{ExitCode, Stdio},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use guohe_print::{
    Paper, Refusal, Sheet,
    apart::{self, HEAD},
};
use guohe_web::print::Printer;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{Mutex, Semaphore},
    time::{sleep, timeout},
};

use super::limit;
use crate::command::{BAD_INPUT, Fonts};

/// So many papers are set or wait for it; whoever comes then is asked to come again.
const PLACES: usize = 32;
/// A paper that is not there by then ends the press.
const PATIENCE: Duration = Duration::from_mins(2);
/// For so long the press waits for the next paper.
const IDLE: Duration = Duration::from_secs(10);
/// Memory for the press, in bytes: ten times what the longest form of the packs takes.
const MEMORY: u64 = 768 * 1024 * 1024;
/// So many threads work on one paper, however many processors there are.
const THREADS: &str = "2";

/// Sets what comes in on standard input until it ends.
pub(crate) fn run(fonts: &Fonts) -> ExitCode {
    let worked = limit(MEMORY, None)
        .and_then(|()| apart::work(&fonts.press(), io::stdin().lock(), io::stdout().lock()));
    match worked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("排版中止 / setting was broken off: {error}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// Has papers set by this program once more, apart.
#[derive(Debug)]
pub(crate) struct PressApart {
    places: Arc<Semaphore>,
    press: Arc<Room>,
}

/// Where the press stands. It outlives whoever wanted a paper.
#[derive(Debug)]
struct Room {
    folders: Vec<PathBuf>,
    waiting: Mutex<Waiting>,
}

/// The press between two papers.
#[derive(Debug, Default)]
struct Waiting {
    running: Option<Running>,
    /// How many papers were set.
    papers: u64,
}

/// A press at work.
#[derive(Debug)]
struct Running {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl PressApart {
    /// It is started with the first paper, with the faces in these folders before those it has.
    pub(crate) fn new(folders: Vec<PathBuf>) -> Self {
        let press = Room { folders, waiting: Mutex::default() };
        Self { places: Arc::new(Semaphore::new(PLACES)), press: Arc::new(press) }
    }
}

impl Room {
    fn start(&self) -> io::Result<Running> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("press").env_remove("GUOHE_FONTS").env("RAYON_NUM_THREADS", THREADS);
        // The allocator sets room aside before the limit is known, and it would count as used.
        command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
        for folder in &self.folders {
            command.arg("--fonts").arg(folder);
        }
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = pipes.kill_on_drop(true).spawn()?;
        let (to, from) =
            child.stdin.take().zip(child.stdout.take()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Running { child, to, from })
    }

    /// Ends the press unless it has set another paper until then.
    fn ends_soon(self: Arc<Self>, papers: u64) {
        drop(tokio::spawn(async move {
            sleep(IDLE).await;
            let mut waiting = self.waiting.lock().await;
            if waiting.papers == papers
                && let Some(running) = waiting.running.take()
            {
                drop(waiting);
                running.end().await;
            }
        }));
    }

    /// Sets a paper and keeps the press for the next.
    async fn set(self: Arc<Self>, message: Vec<u8>) -> io::Result<Result<Paper, Refusal>> {
        let mut waiting = self.waiting.lock().await;
        // One that breaks off is not put back: what it says next would be for somebody else.
        let kept = waiting.running.take().and_then(Running::alive);
        let mut running = kept.map_or_else(|| self.start(), Ok)?;
        let late = |_late| io::Error::from(io::ErrorKind::TimedOut);
        let made = timeout(PATIENCE, running.set(&message)).await.map_err(late).flatten()?;
        waiting.papers = waiting.papers.wrapping_add(1);
        waiting.running = Some(running);
        let papers = waiting.papers;
        drop(waiting);
        self.ends_soon(papers);
        Ok(made)
    }
}

impl Running {
    /// The same, unless it has ended meanwhile.
    fn alive(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    async fn set(&mut self, sheet: &[u8]) -> io::Result<Result<Paper, Refusal>> {
        self.to.write_all(sheet).await?;
        self.to.flush().await?;
        let mut head = [0; HEAD];
        self.from.read_exact(&mut head).await?;
        let length = apart::length(&head)?;
        let mut message = Vec::new();
        (&mut self.from).take(length.into()).read_to_end(&mut message).await?;
        apart::answered(&message)
    }

    /// Nothing more comes in, so it ends; its end is taken note of.
    async fn end(self) {
        let Self { mut child, to, from } = self;
        drop((to, from));
        if let Err(error) = child.wait().await {
            tracing::warn!(%error, "the end of the press was not seen");
        }
    }
}

#[async_trait]
impl Printer for PressApart {
    async fn print(&self, sheet: Sheet) -> Result<Paper, Refusal> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_full| Refusal::Busy)?;
        let broken = |error: io::Error| {
            tracing::warn!(%error, ident = sheet.ident, "the press broke off");
            Refusal::TooMuch
        };
        let message = apart::asked(&sheet).map_err(broken)?;
        let press = Arc::clone(&self.press);
        // Whoever goes away does not break off the press: the paper is set to its end, and the press stays for the next.
        let setting = tokio::spawn(async move {
            let made = press.set(message).await;
            drop(place);
            made
        });
        setting.await.map_err(io::Error::other).flatten().map_err(broken)?
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use serde_json::Value;

    use super::*;

    #[tokio::test]
    async fn beyond_a_full_line_nobody_waits() {
        let press = PressApart::new(Vec::new());
        let _all = press.places.acquire_many(32).await.unwrap();
        let sheet = Sheet {
            form: guohe_print::Form::Pdf,
            template: String::new(),
            templates: BTreeMap::new(),
            data: Value::Null,
            code: None,
            mark: None,
            ident: String::new(),
            day: date(2026, 5, 8),
        };
        assert_eq!(press.print(sheet).await, Err(Refusal::Busy));
        assert!(press.press.waiting.lock().await.running.is_none());
    }
}
