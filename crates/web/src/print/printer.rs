//! Where papers are set: in this process or elsewhere, one after the other.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use guohe_print::{Faces, Paper, Press, Refusal, Sheet};
use tokio::{sync::Semaphore, task};

/// What sets papers. A press takes much memory for each and keeps it, so the binary that serves has one in another process.
#[async_trait]
pub trait Printer: Send + Sync + fmt::Debug {
    /// Sets a sheet. Equal sheets give equal bytes.
    ///
    /// # Errors
    /// What the press says, that too many are waiting, or that setting it takes too much.
    async fn print(&self, sheet: Sheet) -> Result<Paper, Refusal>;
}

/// A press in this process, in threads of their own; one paper after the other.
#[derive(Debug)]
pub struct Inside {
    press: Arc<Press>,
    turn: Semaphore,
}

impl Inside {
    /// With these faces.
    pub fn new(faces: Faces) -> Self {
        Self { press: Arc::new(Press::new(faces)), turn: Semaphore::new(1) }
    }
}

#[async_trait]
impl Printer for Inside {
    async fn print(&self, sheet: Sheet) -> Result<Paper, Refusal> {
        let _turn = self.turn.acquire().await.map_err(|_closed| Refusal::Busy)?;
        let press = Arc::clone(&self.press);
        task::spawn_blocking(move || press.print(&sheet))
            .await
            .map_err(|_panic| Refusal::TooMuch)?
    }
}
