//! What an audit says while it goes on.

use jiff::{SignedDuration, Timestamp};

use crate::command::serve::Clock;
use guohe_web::site::Outside as _;

/// How often it says how far it is.
const OFTEN: SignedDuration = SignedDuration::from_secs(1);

/// Says how far it is, on standard error, when that takes longer than a second.
#[derive(Debug)]
pub(super) struct Progress {
    clock: Clock,
    said: Timestamp,
}

impl Progress {
    /// Begins.
    pub(super) fn new() -> Self {
        let clock = Clock::of_the_machine();
        let said = clock.now();
        Self { clock, said }
    }

    /// So many are done.
    pub(super) fn at(&mut self, zh: &str, en: &str, done: u64) {
        let now = self.clock.now();
        if now.duration_since(self.said) >= OFTEN {
            self.said = now;
            eprintln!("已核验 {done} {zh} / {done} {en} so far");
        }
    }
}
