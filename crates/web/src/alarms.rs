//! Attacks that a running server can see, and whom it tells (docs/security/logging.md).
//!
//! What a request shows is noted at its visit and counted once the answer is there. Beyond what is usual an alarm is
//! raised, once in the time for which it counts: a line in the log of the program, and, where it is about an account,
//! an event that outlasts the server. The security administrator sees them all on one page.

use std::collections::BTreeMap;

use guohe_cases::{
    account::{Alarm, AlarmKind},
    message::owner::Affair,
    person::Person,
    verbs::{account::alarm, round::Calling},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{noted, site::Site, visit::Here};

/// For so long what is odd counts together.
const WHILE: SignedDuration = SignedDuration::from_mins(10);
/// So many are counted apart; a flood from further addresses is seen at these.
const COUNTED: usize = 10_000;
/// So many alarms are kept that no event tells of.
const KEPT: usize = 200;

/// What looks like an attack when it comes often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Odd {
    /// Somebody was not let in; the account, where there is one.
    SignIn(Option<Uuid>),
    /// Whatever was typed was not looked at, because too much had been tried on the account before.
    Locked(Uuid),
    /// A second factor was wrong where the first was right.
    Factor(Uuid),
    /// The counter of a passkey went back.
    Copied(Uuid),
    /// A token that is none.
    Token,
    /// A form without the word of its page.
    Forged,
    /// A page was asked for that is not for whoever asked.
    Refused,
    /// A file is held because the scanner gave no answer.
    Unscanned,
}

/// Whom whom an alarm is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whom {
    /// An account.
    Account(Uuid),
    /// An address.
    Place(String),
    /// The server itself.
    Server,
}

/// How often, since when.
#[derive(Debug, Clone, Copy)]
struct Count {
    since: Timestamp,
    times: u32,
}

/// What was counted, and what became an alarm.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    counts: BTreeMap<(AlarmKind, Whom), Count>,
    /// Alarms that are about no account.
    raised: Vec<(Alarm, Whom)>,
}

/// How often is usual within [`WHILE`]. Whoever has forgotten a password tries some; whoever follows an old link is
/// refused; nobody's passkey counts backwards.
fn usual(kind: AlarmKind) -> u32 {
    match kind {
        AlarmKind::Passwords | AlarmKind::Factors => 4,
        AlarmKind::Forged => 5,
        AlarmKind::SignIns | AlarmKind::Tokens => 20,
        AlarmKind::Refused => 30,
        AlarmKind::Names
        | AlarmKind::Cases
        | AlarmKind::Pool
        | AlarmKind::Copied
        | AlarmKind::Unscanned
        | AlarmKind::Log
        | AlarmKind::Program => 0,
    }
}

impl Counts {
    /// Counts one; an alarm at the first beyond what is usual.
    pub(crate) fn count(&mut self, kind: AlarmKind, about: &Whom, now: Timestamp) -> Option<Alarm> {
        let over = |since: Timestamp| now.duration_since(since) >= WHILE;
        if self.counts.len() >= COUNTED {
            self.counts.retain(|_, count| !over(count.since));
        }
        let key = (kind, about.clone());
        if self.counts.len() >= COUNTED && !self.counts.contains_key(&key) {
            return None;
        }
        let count = self.counts.entry(key).or_insert(Count { since: now, times: 0 });
        if over(count.since) {
            *count = Count { since: now, times: 0 };
        }
        count.times = count.times.saturating_add(1);
        let (times, usual) = (count.times, usual(kind));
        if times != usual.saturating_add(1) {
            return None;
        }
        let alarm = Alarm { kind, at: now, count: times, usual };
        if !matches!(about, Whom::Account(_)) {
            if self.raised.len() >= KEPT {
                self.raised.remove(0);
            }
            self.raised.push((alarm, about.clone()));
        }
        Some(alarm)
    }

    /// The alarms that are about no account.
    pub(crate) fn raised(&self) -> Vec<(Alarm, Whom)> {
        self.raised.clone()
    }
}

impl Odd {
    /// What the owner of an account is told of at once.
    fn tells(self) -> Option<(Uuid, Affair)> {
        match self {
            Self::Locked(account) => Some((account, Affair::Attempts)),
            Self::Copied(account) => Some((account, Affair::PasskeyCopied)),
            Self::SignIn(_)
            | Self::Factor(_)
            | Self::Token
            | Self::Forged
            | Self::Refused
            | Self::Unscanned => None,
        }
    }

    /// What it is a sign of, and at whom.
    fn says(self, here: &Here) -> Vec<(AlarmKind, Whom)> {
        let visit = &here.visit;
        let place = || Whom::Place(visit.origin.place.clone());
        let own = visit.signed_in.as_ref().map(|signed_in| Whom::Account(signed_in.account.id));
        match self {
            Self::SignIn(account) => {
                let account = account.map(|id| (AlarmKind::Passwords, Whom::Account(id)));
                account.into_iter().chain([(AlarmKind::SignIns, place())]).collect()
            }
            Self::Locked(account) => Self::SignIn(Some(account)).says(here),
            Self::Factor(account) => vec![(AlarmKind::Factors, Whom::Account(account))],
            Self::Copied(account) => vec![(AlarmKind::Copied, Whom::Account(account))],
            Self::Token => vec![(AlarmKind::Tokens, place())],
            Self::Forged => vec![(AlarmKind::Forged, Whom::Server)],
            Self::Refused => own.map(|own| (AlarmKind::Refused, own)).into_iter().collect(),
            Self::Unscanned => vec![(AlarmKind::Unscanned, Whom::Server)],
        }
    }
}

/// Counts what a visit showed, and raises what is beyond the usual. Where nobody asked for rates to be kept, nothing
/// is counted either.
pub(crate) async fn look(here: &Here) {
    let odd = here.visit.odd();
    let mut told: Vec<(Uuid, Affair)> = odd.iter().filter_map(|odd| odd.tells()).collect();
    for odd in odd.into_iter().filter(|_| here.site.throttle.is_some()) {
        for (kind, about) in odd.says(here) {
            told.extend(raise(&here.site, kind, &about).await);
        }
    }
    here.tells_beside(told);
}

/// Raises an alarm where there is one to raise; gives what the owner of the account is told of it.
async fn raise(site: &Site, kind: AlarmKind, about: &Whom) -> Option<(Uuid, Affair)> {
    let raised = site.watch.counts().count(kind, about, site.outside.now())?;
    let Whom::Account(account) = about else {
        noted::alarm(None, &raised);
        return None;
    };
    noted::alarm(Some(*account), &raised);
    let by = Calling { person: Person::operator(), moment: site.moment(), once: None };
    if let Err(error) = alarm(site.desk(), &by, *account, raised).await {
        tracing::error!(%account, ?error, "an alarm could not be recorded");
    }
    match kind {
        AlarmKind::Passwords => Some((*account, Affair::Attempts)),
        AlarmKind::Factors => Some((*account, Affair::WrongFactor)),
        AlarmKind::Names
        | AlarmKind::Cases
        | AlarmKind::Pool
        | AlarmKind::Copied
        | AlarmKind::Refused
        | AlarmKind::SignIns
        | AlarmKind::Tokens
        | AlarmKind::Forged
        | AlarmKind::Unscanned
        | AlarmKind::Log
        | AlarmKind::Program => None,
    }
}

impl Site {
    /// Counts what is odd about the server itself: its log, its scanner, forms of other sites; beyond what is
    /// usual an alarm is raised.
    pub fn alarm(&self, kind: AlarmKind) {
        let raised = self.watch.counts().count(kind, &Whom::Server, self.outside.now());
        if let Some(raised) = raised {
            noted::alarm(None, &raised);
        }
    }
}

#[cfg(test)]
mod tests {
    use guohe_cases::account::AlarmKind;
    use jiff::{SignedDuration, Timestamp};
    use uuid::Uuid;

    use super::{COUNTED, Counts, KEPT, WHILE, Whom};

    #[test]
    fn an_alarm_comes_once_with_the_first_beyond_what_is_usual_and_again_after_a_while() {
        let (mut counts, about) = (Counts::default(), Whom::Account(Uuid::nil()));
        let start = Timestamp::UNIX_EPOCH;
        let mut times = |at: Timestamp, many: usize| {
            let all = (0..many).filter_map(|_| counts.count(AlarmKind::Passwords, &about, at));
            all.map(|alarm| (alarm.count, alarm.usual)).collect::<Vec<_>>()
        };
        assert_eq!(times(start, 4), []);
        assert_eq!(times(start + SignedDuration::from_mins(9), 50), [(5, 4)]);
        assert_eq!(times(start + WHILE, 4), []);
        assert_eq!(times(start + WHILE, 1), [(5, 4)]);
    }

    #[test]
    fn what_is_kept_is_bounded_and_accounts_are_left_to_their_events() {
        let mut counts = Counts::default();
        let now = Timestamp::UNIX_EPOCH;
        counts.count(AlarmKind::Copied, &Whom::Account(Uuid::nil()), now);
        assert_eq!(counts.raised(), []);
        let place = |n: usize| Whom::Place(n.to_string());
        for n in 0..KEPT + 5 {
            for _ in 0..21 {
                counts.count(AlarmKind::SignIns, &place(n), now);
            }
        }
        let raised = counts.raised();
        assert_eq!(raised.len(), KEPT);
        assert_eq!(raised[0].1, place(5));
        for n in 0..COUNTED + 5 {
            counts.count(AlarmKind::Tokens, &place(n), now);
        }
        assert_eq!(counts.counts.len(), COUNTED);
    }
}
