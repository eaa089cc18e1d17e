//! What comes from outside with an act: the instant, an unused id, and randomness.
//!
//! Nothing in this crate reads a clock or makes up an id, so the same acts give the same bytes.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime},
    tz,
};
use uuid::Uuid;

/// Hours by which the civil time of China is ahead of UTC; there has been no daylight saving since 1991.
const AHEAD: i8 = 8;

/// The instant of an act, with what chance gave for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant at which it is recorded.
    pub now: Timestamp,
    /// An id that is not in use: the name of a stream, should the act start one.
    pub fresh: Uuid,
    /// Random bytes, for what must not follow from an order: the aliases of experts.
    pub seed: [u8; 32],
}

impl Moment {
    /// The civil day of the act.
    pub fn today(&self) -> Date {
        civil_day(self.now)
    }
}

/// The civil day of an instant, Asia/Shanghai, whatever the zone of the machine.
pub fn civil_day(at: Timestamp) -> Date {
    tz::offset(AHEAD).to_datetime(at).date()
}

/// The instant of a civil time, Asia/Shanghai; the first one there is for a time that no instant has.
pub fn instant(at: DateTime) -> Timestamp {
    tz::offset(AHEAD).to_timestamp(at).unwrap_or(Timestamp::MIN)
}

/// The last instant of a civil day, Asia/Shanghai: what was known on the day was known by then.
pub fn end_of(day: Date) -> Timestamp {
    let next = instant(day.saturating_add(1.day()).at(0, 0, 0, 0));
    next.checked_sub(1.nanosecond()).unwrap_or(next)
}
