//! Where the binary reads the clock and throws the dice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use guohe_web::site::Outside;
use jiff::{SignedDuration, Timestamp};

/// By how much the clock of the machine may differ from the time that went on here. A clock that is kept right is slewed,
/// and the time here with it; more is a jump: the machine slept, or somebody set its clock.
const BOUND: i64 = 2_000_000;

/// An instant from which time goes on as on the machine, to the microsecond as it is recorded; and the dice.
///
/// It never goes back. Where the clock of the machine has jumped forwards it is followed, so that time during which the
/// machine slept is not lost; where it has jumped backwards it is not, so that nothing that was over begins again.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    began: Instant,
    at: Timestamp,
    course: Arc<Course>,
}

/// In microseconds.
#[derive(Debug, Default)]
struct Course {
    /// How far it was put forward since it began.
    forward: AtomicI64,
    /// By how much the machine was behind when that was told last.
    told: AtomicI64,
}

/// The clock of the machine is no longer where time went on to here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jump {
    /// What was the time here.
    pub(crate) here: Timestamp,
    /// What it is on the machine.
    pub(crate) machine: Timestamp,
}

impl Clock {
    /// The time of the machine.
    pub(crate) fn of_the_machine() -> Self {
        Self::from(Timestamp::now())
    }

    /// Time that goes on from a stated instant.
    #[expect(clippy::disallowed_methods, reason = "this is where the binary reads its clock")]
    pub(crate) fn from(at: Timestamp) -> Self {
        Self { began: Instant::now(), at, course: Arc::default() }
    }

    /// Compares it with the clock of the machine, and follows that one where it is ahead. Says of each jump once that
    /// there was one. Only for a clock that began as that of the machine.
    pub(crate) fn jumped(&self) -> Option<Jump> {
        self.compared(self.began.elapsed(), Timestamp::now())
    }

    fn compared(&self, elapsed: Duration, machine: Timestamp) -> Option<Jump> {
        let (here, course) = (self.after(elapsed), &self.course);
        let ahead = machine.as_microsecond() - here.as_microsecond();
        if ahead > BOUND {
            course.forward.fetch_add(ahead, Ordering::SeqCst);
        }
        let behind = if ahead < -BOUND { ahead } else { 0 };
        let told = course.told.swap(behind, Ordering::SeqCst);
        let new = ahead > BOUND || (behind < 0 && (behind - told).abs() > BOUND);
        new.then_some(Jump { here, machine })
    }

    /// What it shows so long after it began.
    fn after(&self, elapsed: Duration) -> Timestamp {
        let forward = self.course.forward.load(Ordering::SeqCst);
        let now = self.at.checked_add(elapsed).unwrap_or(self.at);
        let now = now.checked_add(SignedDuration::from_micros(forward)).unwrap_or(now);
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        self.after(self.began.elapsed())
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

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: i64 = 1_780_000_000;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(BEGAN + second).unwrap()
    }

    fn after(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_machine_that_slept_is_followed_and_the_jump_is_told_once() {
        let clock = Clock::from(at(0));
        assert_eq!(clock.compared(after(60), at(61)), None, "a second is no jump");
        assert_eq!(clock.after(after(60)), at(60));
        let jump = Jump { here: at(120), machine: at(3_720) };
        assert_eq!(clock.compared(after(120), at(3_720)), Some(jump));
        assert_eq!(clock.after(after(120)), at(3_720));
        assert_eq!(clock.clone().after(after(121)), at(3_721), "for whoever has it");
        assert_eq!(clock.compared(after(180), at(3_780)), None);
    }

    #[test]
    fn a_clock_that_is_set_back_is_told_and_never_followed() {
        let clock = Clock::from(at(0));
        let jump = Jump { here: at(60), machine: at(-3_540) };
        assert_eq!(clock.compared(after(60), at(-3_540)), Some(jump));
        assert_eq!(clock.compared(after(120), at(-3_480)), None, "it was told");
        assert_eq!(clock.after(after(120)), at(120));
        let further = Jump { here: at(180), machine: at(-7_020) };
        assert_eq!(clock.compared(after(180), at(-7_020)), Some(further));
        // Put right again it agrees, and the next jump is told like the first.
        assert_eq!(clock.compared(after(240), at(240)), None);
        let again = Jump { here: at(300), machine: at(-3_300) };
        assert_eq!(clock.compared(after(300), at(-3_300)), Some(again));
    }
}
