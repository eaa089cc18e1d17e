//! What runs beside the pages, at nobody's request: it goes on when one of it panics, and the operator is told.
//!
//! Each chore is begun anew by the clock of the program anyway. One that panics is told in the log and on the page of the
//! system administrator, and left alone for a pause that grows while it goes on panicking; the others are done meanwhile.
//! Ending the program instead would take the pages away from everybody, again and again where one application makes a
//! chore panic each time.

use std::{collections::BTreeMap, sync::Mutex};

use jiff::{SignedDuration, Timestamp};

use crate::{caught::caught, lang::Lang, noted, watch::held, words::word};

/// The pause after a first panic; each further one doubles it.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
/// No pause is longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// Something that runs beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chore {
    /// Terms that are over move their cases on.
    Terms,
    /// Accounts that nobody needs any more are closed.
    Accounts,
    /// The scanner is asked again about files that are held.
    Scans,
    /// Checkpoints are signed, and stamped outside.
    Checkpoints,
    /// Messages are made and sent.
    Messages,
    /// Addresses outside are told of changes.
    Webhooks,
    /// A jump of the clock is recorded.
    Clock,
}

/// How often a chore panicked since it last came to its end, and when it is begun again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paused {
    pub(crate) times: u32,
    pub(crate) until: Timestamp,
}

/// The chores of an authority that panicked and have not come to their end since.
#[derive(Debug, Default)]
pub struct Chores(Mutex<BTreeMap<Chore, Paused>>);

impl Chore {
    /// Its word in the log.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Accounts => "accounts",
            Self::Scans => "scans",
            Self::Checkpoints => "checkpoints",
            Self::Messages => "messages",
            Self::Webhooks => "webhooks",
            Self::Clock => "clock",
        }
    }

    /// What people call it.
    pub(crate) fn name(self, lang: Lang) -> String {
        let key = match self {
            Self::Terms => "chore.terms",
            Self::Accounts => "chore.accounts",
            Self::Scans => "chore.scans",
            Self::Checkpoints => "chore.checkpoints",
            Self::Messages => "chore.messages",
            Self::Webhooks => "chore.webhooks",
            Self::Clock => "chore.clock",
        };
        word(lang, key).into_owned()
    }
}

impl Chores {
    /// Does one for an authority, unless it panicked and its pause is not over. One that panics is caught and told.
    pub async fn does(
        &self,
        (authority, chore): (&str, Chore),
        now: Timestamp,
        work: impl Future<Output = ()>,
    ) {
        if held(&self.0).get(&chore).is_some_and(|paused| now < paused.until) {
            return;
        }
        match caught(work).await {
            Ok(()) => {
                held(&self.0).remove(&chore);
            }
            Err(panicked) => {
                let paused = self.pauses(chore, now);
                noted::chore_panicked((authority, chore.word()), &panicked, paused);
            }
        }
    }

    /// Notes that one panicked.
    fn pauses(&self, chore: Chore, now: Timestamp) -> Paused {
        let mut all = held(&self.0);
        let times = all.get(&chore).map_or(0, |paused| paused.times).saturating_add(1);
        let doubled = 2_i32.saturating_pow(times.saturating_sub(1));
        let pause = SHORTEST.checked_mul(doubled).map_or(LONGEST, |pause| pause.min(LONGEST));
        let paused = Paused { times, until: now.saturating_add(pause).unwrap_or(now) };
        all.insert(chore, paused);
        paused
    }

    /// Those that wait for their pause to be over.
    pub(crate) fn paused(&self) -> Vec<(Chore, Paused)> {
        held(&self.0).iter().map(|(chore, paused)| (*chore, *paused)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const TERMS: (&str, Chore) = ("main", Chore::Terms);

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[tokio::test]
    async fn what_panics_is_begun_again_after_pauses_that_grow_and_the_others_go_on() {
        let (chores, begun, others) = (Chores::default(), Cell::new(0), Cell::new(0));
        let mut when = Vec::new();
        // Every minute of two days.
        for minute in 0..2_880 {
            let before = begun.get();
            let panics = async {
                begun.set(begun.get() + 1);
                panic!("what an applicant typed");
            };
            chores.does(TERMS, at(minute), panics).await;
            let done = async { others.set(others.get() + 1) };
            chores.does(("main", Chore::Messages), at(minute), done).await;
            when.extend((begun.get() > before).then_some(minute));
        }
        assert_eq!(when[..9], [0, 1, 3, 7, 15, 31, 63, 123, 183]);
        assert!(when[6..].windows(2).all(|pair| pair[1] - pair[0] == 60), "{when:?}");
        assert_eq!(others.get(), 2_880);
        let paused = Paused { times: 53, until: at(2_883) };
        assert_eq!(chores.paused(), [(Chore::Terms, paused)]);
    }

    #[tokio::test]
    async fn one_that_comes_to_its_end_is_as_if_it_never_had_panicked() {
        let chores = Chores::default();
        for minute in [0, 1, 3] {
            chores.does(TERMS, at(minute), async { panic!("once more") }).await;
        }
        let before = Paused { times: 3, until: at(7) };
        assert_eq!(chores.paused(), [(Chore::Terms, before)]);
        chores.does(TERMS, at(7), async {}).await;
        assert_eq!(chores.paused(), []);
        chores.does(TERMS, at(8), async { panic!("anew") }).await;
        let anew = Paused { times: 1, until: at(9) };
        assert_eq!(chores.paused(), [(Chore::Terms, anew)]);
    }
}
