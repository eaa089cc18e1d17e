//! Ids and randomness that follow from a story alone.

use jiff::civil::DateTime;
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::moment::{Moment, instant};

/// An id, in the order of time as those of real acts are.
pub(crate) fn id(at: DateTime, name: &str) -> Uuid {
    let millis = u64::try_from(instant(at).as_millisecond()).unwrap_or_default();
    let mut rest = [0; 10];
    rest.iter_mut().zip(digest(name)).for_each(|(to, from)| *to = from);
    Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

/// What comes from outside with an act: all of it follows from when it is and what it is called.
pub(crate) fn moment(at: DateTime, name: &str) -> Moment {
    Moment { now: instant(at), fresh: id(at, name), seed: digest(name) }
}

pub(crate) fn digest(name: &str) -> [u8; 32] {
    Sha256::digest(name.as_bytes()).into()
}
