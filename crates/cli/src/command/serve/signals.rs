//! What the program is told from outside while it serves.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::installation::cannot;

/// What the program is told from outside while it serves. From its beginning on, none of these signals ends
/// the program by itself.
#[derive(Debug)]
pub(crate) struct Told {
    /// To read its packs again (SIGHUP).
    pub(super) reread: Signal,
    /// To stop, by a service manager …
    pub(super) terminate: Signal,
    /// … or by Ctrl+C.
    pub(super) interrupt: Signal,
}

impl Told {
    /// Begins to listen; before anybody is told where the program answers, so that nobody tells it in vain.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) fn begin() -> Result<Self, u8> {
        let kind =
            |kind| signal(kind).map_err(|error| cannot("等待系统信号", "wait for signals", &error));
        Ok(Self {
            reread: kind(SignalKind::hangup())?,
            terminate: kind(SignalKind::terminate())?,
            interrupt: kind(SignalKind::interrupt())?,
        })
    }
}
