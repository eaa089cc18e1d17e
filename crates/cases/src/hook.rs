//! Webhooks: addresses that are told when something changed for whoever subscribed, and what was sent to them.
//!
//! What is told is that a case reads otherwise now for its reader, by the word of [`crate::seen`]: who may not know of an
//! act is not told that there was one.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{event::Tenant, ports::StoreError};

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its id.
    pub id: Uuid,
    /// Who subscribed; what they may not see any more is not told.
    pub account: Uuid,
    /// Where it is told.
    pub address: String,
    /// The law whose cases are told, by its id; empty for the applications of the subscriber's organisation.
    pub law: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Since when nothing has arrived.
    pub failing_since: Option<Timestamp>,
    /// When it was given up, after long failure.
    pub stopped_at: Option<Timestamp>,
}

/// Something that is told to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same however often it is sent.
    pub id: Uuid,
    /// The subscription.
    pub hook: Uuid,
    /// The case that reads otherwise now.
    pub subject: Uuid,
    /// The word for how it reads.
    pub state: String,
    /// When it was noticed.
    pub made_at: Timestamp,
    /// How often it was sent.
    pub tries: u32,
    /// When it is sent next; never when absent.
    pub next_at: Option<Timestamp>,
    /// When it arrived.
    pub done_at: Option<Timestamp>,
    /// What came of it last: a status, or why nobody answered.
    pub said: String,
}

/// How long to wait after each attempt, in seconds; afterwards it is given up. Together some three days.
const PAUSES: [i64; 9] = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 86_400, 86_400];
/// A subscription to which nothing has arrived for so long is given up.
pub const GIVEN_UP: SignedDuration = SignedDuration::from_hours(24 * 5);
/// An account has no more subscriptions.
pub const MOST: usize = 10;

impl Delivery {
    /// The same after an attempt that arrived, or did not.
    #[must_use]
    pub fn after(mut self, arrived: bool, said: String, at: Timestamp) -> Self {
        let pause = usize::try_from(self.tries).ok().and_then(|tries| PAUSES.get(tries));
        let next = pause.and_then(|pause| at.checked_add(SignedDuration::from_secs(*pause)).ok());
        self.tries += 1;
        self.said = said;
        self.done_at = arrived.then_some(at);
        self.next_at = next.filter(|_| !arrived);
        self
    }
}

impl Hook {
    /// The same after an attempt that arrived, or did not.
    #[must_use]
    pub fn after(mut self, arrived: bool, at: Timestamp) -> Self {
        if arrived {
            self.failing_since = None;
            return self;
        }
        let since = *self.failing_since.get_or_insert(at);
        if at.duration_since(since) >= GIVEN_UP {
            self.stopped_at = Some(at);
        }
        self
    }
}

/// Subscriptions and what was sent.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// Keeps a subscription.
    async fn add_hook(&self, tenant: &Tenant, hook: &Hook) -> Result<(), StoreError>;
    /// The subscriptions of an account, or of all, the newest first.
    async fn hooks(&self, tenant: &Tenant, account: Option<Uuid>) -> Result<Vec<Hook>, StoreError>;
    /// Notes how a subscription fares.
    async fn note_hook(&self, tenant: &Tenant, hook: &Hook) -> Result<(), StoreError>;
    /// Ends a subscription of an account, with what was sent to it; false when there is none.
    async fn drop_hook(&self, tenant: &Tenant, account: Uuid, id: Uuid)
    -> Result<bool, StoreError>;

    /// Keeps something to be sent; of an id that is known nothing changes.
    async fn add_delivery(&self, tenant: &Tenant, delivery: &Delivery) -> Result<(), StoreError>;
    /// Takes something that is due, so that nobody else sends it before an instant; false when somebody else has it.
    async fn take_delivery(
        &self,
        tenant: &Tenant,
        due: &Delivery,
        until: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes what came of it.
    async fn note_delivery(&self, tenant: &Tenant, delivery: &Delivery) -> Result<(), StoreError>;
    /// What is to be sent by an instant, the oldest first, so many at most.
    async fn due_deliveries(
        &self,
        tenant: &Tenant,
        by: Timestamp,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError>;
    /// What was sent to a subscription, the newest first, so many at most; about one case or all.
    async fn deliveries(
        &self,
        tenant: &Tenant,
        hook: Uuid,
        subject: Option<Uuid>,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError>;
    /// Forgets what was noticed before an instant, but for the last about each case.
    async fn forget_deliveries(&self, tenant: &Tenant, before: Timestamp)
    -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::{Delivery, Hook};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn pauses_grow_and_end() {
        let mut delivery = Delivery {
            id: Uuid::nil(),
            hook: Uuid::nil(),
            subject: Uuid::nil(),
            state: String::new(),
            made_at: at(0),
            tries: 0,
            next_at: Some(at(0)),
            done_at: None,
            said: String::new(),
        };
        let mut pauses = Vec::new();
        while let Some(next) = delivery.next_at {
            delivery = delivery.after(false, "503".to_owned(), next);
            pauses.extend(delivery.next_at.map(|then| then.duration_since(next).as_secs()));
        }
        assert_eq!((pauses.len(), delivery.tries), (9, 10));
        assert!(pauses.is_sorted() && pauses[0] == 5, "{pauses:?}");
        let arrived = Delivery { tries: 0, ..delivery }.after(true, "204".to_owned(), at(9));
        assert_eq!((arrived.next_at, arrived.done_at), (None, Some(at(9))));
    }

    #[test]
    fn a_subscription_that_fails_for_five_days_is_given_up() {
        let hook = Hook {
            id: Uuid::nil(),
            account: Uuid::nil(),
            address: String::new(),
            law: String::new(),
            made_at: at(0),
            failing_since: None,
            stopped_at: None,
        };
        let day = 86_400;
        let failing = hook.after(false, at(0)).after(false, at(5 * day - 1));
        assert_eq!((failing.failing_since, failing.stopped_at), (Some(at(0)), None));
        assert_eq!(failing.clone().after(true, at(5 * day)).failing_since, None);
        assert_eq!(failing.after(false, at(5 * day)).stopped_at, Some(at(5 * day)));
    }
}
