//! Messages on their way out of the house: where a delivery stands, what came of each attempt, when it is tried again.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Message;

/// A way by which messages go out of the house. Inside it they are seen without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Mail.
    Mail,
    /// Short messages, by the gateway of the operator.
    Sms,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It began, and nothing is known of its end: the program stopped in between.
    Begun,
    /// It was taken.
    Sent,
    /// It was not taken now; it is tried again.
    Deferred,
    /// It was refused for good.
    Refused,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Begun, Self::Sent, Self::Deferred, Self::Refused];

    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
        }
    }

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is to be made, or made again.
    Waiting,
    /// It was made.
    Sent,
    /// It was given up.
    Failed,
    /// It is not made: the case has gone on, or its reader wants no more on this way.
    Dropped,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Dropped];

    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

/// A delivery as the log of deliveries shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// On which way.
    pub way: Way,
    /// Where it stands.
    pub standing: Standing,
    /// Whether with others, once a day.
    pub gathered: bool,
    /// When it is tried, or tried again.
    pub next_at: Timestamp,
    /// The attempts, the first first.
    pub tries: Vec<Try>,
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Outcome,
    /// What the server answered, without addresses.
    pub said: String,
}

/// What goes out together to one person on one way, held by one program until a lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The lease.
    pub lease: Uuid,
    /// For whom.
    pub account: Uuid,
    /// On which way.
    pub way: Way,
    /// The messages in the order in which they were made; one, where it is not gathered.
    pub messages: Vec<Message>,
    /// How often it was begun, this time included.
    pub tries: u64,
}

/// What becomes of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Where its deliveries stand now.
    pub standing: Standing,
    /// What came of the attempt; none when none was made.
    pub outcome: Option<Outcome>,
    /// What the server answered, without addresses.
    pub said: String,
    /// When it is tried again.
    pub next_at: Timestamp,
}

/// Minutes after which something that was not taken is tried again, attempt after attempt; then it is given up. They suit a
/// server that is restarted as well as one that is down for a night.
const PAUSES: [i64; 6] = [1, 5, 30, 120, 360, 1440];

/// How long to wait after so many attempts; nothing when it is given up.
pub fn pause(tries: u64) -> Option<SignedDuration> {
    let at = usize::try_from(tries.checked_sub(1)?).ok()?;
    PAUSES.get(at).map(|minutes| SignedDuration::from_mins(*minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_then_it_is_given_up() {
        let pauses: Vec<_> = (1..=6).map(|tries| pause(tries).unwrap()).collect();
        assert!(pauses.is_sorted_by(|one, next| one < next), "{pauses:?}");
        assert_eq!((pause(0), pause(7)), (None, None));
    }
}
