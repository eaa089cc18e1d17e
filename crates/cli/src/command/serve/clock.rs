//! Where the binary reads the clock and throws the dice.

use std::time::Instant;

use guohe_web::site::Outside;
use jiff::Timestamp;

/// An instant from which time goes on as on the machine, to the microsecond as it is recorded; and the dice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    at: Timestamp,
}

impl Clock {
    /// The time of the machine.
    pub(crate) fn of_the_machine() -> Self {
        Self::from(Timestamp::now())
    }

    /// Time that goes on from a stated instant.
    #[expect(clippy::disallowed_methods, reason = "this is where the binary reads its clock")]
    pub(crate) fn from(at: Timestamp) -> Self {
        Self { began: Instant::now(), at }
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        let now = self.at.checked_add(self.began.elapsed()).unwrap_or(self.at);
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    fn authenticators(&self) -> Timestamp {
        Timestamp::now()
    }

    fn random(&self) -> [u8; 32] {
        chance()
    }
}

/// Bytes that nobody can guess. Without them no session is safe, so there is no way on.
pub(crate) fn chance() -> [u8; 32] {
    let mut bytes = [0; 32];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "the operating system gives no random bytes");
        std::process::abort();
    }
    bytes
}
