//! What a running server notices and the security administrator looks at.
//!
//! It is kept in memory and begins anew with the server; each of several servers keeps its own. What has to outlast
//! them is an event of the log.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use guohe_cases::auditing::Verified;
use jiff::Timestamp;

use crate::alarms::Counts;

/// So many different reports are kept; further ones are counted together.
const KINDS: usize = 50;
/// No word of a report is longer.
const LONGEST: usize = 120;

/// What is noticed.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    reports: Mutex<Reports>,
    verification: Mutex<Verification>,
    counts: Mutex<Counts>,
}

/// How far the log was looked at since this server began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Verification {
    /// Nobody has asked.
    #[default]
    Never,
    /// It is being looked at.
    Running {
        /// So many events were looked at.
        done: u64,
        /// Of so many.
        of: u64,
    },
    /// It could not be read.
    Failed,
    /// It was looked at.
    Done {
        /// When that ended.
        at: Timestamp,
        /// What was found.
        found: Verified,
    },
}

/// What a policy of the pages kept from loading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Blocked {
    /// The directive of the policy.
    pub(crate) directive: String,
    /// Whose it was: scheme and host, or a word such as `inline`.
    pub(crate) source: String,
}

/// Reports of browsers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reports {
    /// All of them.
    pub(crate) total: u64,
    /// How often each sort came, and when last.
    pub(crate) by_sort: BTreeMap<Blocked, (u64, Timestamp)>,
}

impl Blocked {
    /// What is kept of a report: words that can be shown, and no address of a page.
    pub(crate) fn new(directive: &str, source: &str) -> Self {
        Self { directive: shown(directive), source: shown(origin(source)) }
    }
}

/// Scheme and host of an address; anything else as it is.
fn origin(address: &str) -> &str {
    let Some((scheme, rest)) = address.split_once("://") else { return address };
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    address.get(..scheme.len() + 3 + host).unwrap_or(address)
}

fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect()
}

impl Watch {
    /// Counts a report.
    pub(crate) fn blocked(&self, what: Blocked, at: Timestamp) {
        let mut reports = held(&self.reports);
        reports.total = reports.total.saturating_add(1);
        if reports.by_sort.len() < KINDS || reports.by_sort.contains_key(&what) {
            let (count, last) = reports.by_sort.entry(what).or_insert((0, at));
            *count = count.saturating_add(1);
            *last = at;
        }
    }

    /// Begins a verification of so many events; false while one is under way.
    pub(crate) fn begins(&self, of: u64) -> bool {
        let mut state = held(&self.verification);
        let free = !matches!(*state, Verification::Running { .. });
        if free {
            *state = Verification::Running { done: 0, of };
        }
        free
    }

    /// So many events were looked at.
    pub(crate) fn reached(&self, now: u64) {
        if let Verification::Running { done, .. } = &mut *held(&self.verification) {
            *done = now;
        }
    }

    /// It came to an end; without a result it failed.
    pub(crate) fn ends(&self, found: Option<Verified>, at: Timestamp) {
        *held(&self.verification) =
            found.map_or(Verification::Failed, |found| Verification::Done { at, found });
    }

    /// How far it is.
    pub(crate) fn verification(&self) -> Verification {
        *held(&self.verification)
    }

    /// What was counted of attacks.
    pub(crate) fn counts(&self) -> MutexGuard<'_, Counts> {
        held(&self.counts)
    }

    /// The reports so far.
    pub(crate) fn reports(&self) -> Reports {
        held(&self.reports).clone()
    }
}

/// What a lock guards, also after somebody who held it has failed: counts are whole at every instant.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Blocked, KINDS, Watch};

    #[test]
    fn reports_are_counted_and_their_sorts_are_bounded() {
        let watch = Watch::default();
        for n in 0..=KINDS {
            watch.blocked(
                Blocked::new("img-src", &format!("https://{n}.example/a")),
                Timestamp::UNIX_EPOCH,
            );
        }
        watch.blocked(Blocked::new("img-src", "https://0.example/b"), Timestamp::UNIX_EPOCH);
        let reports = watch.reports();
        assert_eq!(reports.total, 52);
        assert_eq!(reports.by_sort.len(), KINDS);
        assert_eq!(reports.by_sort[&Blocked::new("img-src", "https://0.example")].0, 2);
    }

    #[test]
    fn what_is_kept_of_a_report_can_be_shown() {
        let long = "x".repeat(1_000);
        assert_eq!(Blocked::new(&long, "in\u{1b}line").source, "inline");
        assert_eq!(Blocked::new(&long, "inline").directive.len(), 120);
    }
}
