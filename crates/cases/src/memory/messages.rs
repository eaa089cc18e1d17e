//! Messages in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{Memory, Of};
use crate::{
    event::{About, StreamId, Tenant},
    message::{
        Choice, Delivery, Looked, Made, Message, Messages, Outcome, Outgoing, Parcel, Posted,
        Settled, Standing, State, Try, Untold, Way,
    },
    ports::StoreError,
};

/// Everything about messages.
#[derive(Debug, Clone, Default)]
pub(super) struct Post {
    messages: Of<Uuid, Message>,
    told: Of<Uuid, (u64, Date)>,
    deliveries: Of<(Uuid, Way), Sending>,
    choices: Of<Uuid, Choice>,
    calendars: Of<Uuid, ([u8; 32], Timestamp)>,
}

/// A delivery, with the lease under which it is held and until when.
#[derive(Debug, Clone)]
struct Sending {
    delivery: Delivery,
    lease: Option<(Uuid, Timestamp)>,
}

impl Sending {
    fn is_due(&self, now: Timestamp) -> bool {
        self.delivery.standing == Standing::Waiting
            && self.delivery.next_at <= now
            && self.lease.is_none_or(|(_, until)| until <= now)
    }
}

impl Post {
    fn deliver(&mut self, tenant: &Tenant, message: Uuid, outgoing: &[Outgoing]) {
        for Outgoing { way, gathered, at } in outgoing {
            let delivery = Delivery {
                way: *way,
                standing: Standing::Waiting,
                gathered: *gathered,
                next_at: *at,
                tries: Vec::new(),
            };
            let sending = Sending { delivery, lease: None };
            self.deliveries.insert((tenant.clone(), (message, *way)), sending);
        }
    }

    /// How an account is reached, the word of its calendar and what was told about the account are gone.
    pub(super) fn forget(&mut self, account: &(Tenant, Uuid)) {
        self.choices.remove(account);
        self.calendars.remove(account);
        let mut gone = Vec::new();
        self.messages.retain(|(of, id), one| {
            let about =
                *of == account.0 && one.account == account.1 && one.matter.of_account().is_some();
            if about {
                gone.push(*id);
            }
            !about
        });
        self.deliveries.retain(|(of, (id, _)), _| *of != account.0 || !gone.contains(id));
    }

    /// Keeps a message, unless its reader has one of its name; gives whether it is new.
    fn add(&mut self, tenant: &Tenant, made: &Made) -> bool {
        let name = (made.message.account, &made.message.known_by);
        let is_new = self.own(tenant).all(|one| (one.account, &one.known_by) != name);
        if is_new {
            self.messages.insert((tenant.clone(), made.message.id), made.message.clone());
            self.deliver(tenant, made.message.id, &made.outgoing);
        }
        is_new
    }

    fn own(&self, tenant: &Tenant) -> impl Iterator<Item = &Message> {
        let own = self.messages.iter().filter(move |((of, _), _)| of == tenant);
        own.map(|(_, message)| message)
    }

    fn overtake(&mut self, tenant: &Tenant, looked: &Looked) {
        let earlier = |message: &Message| {
            message.matter.of_case().is_some_and(|of| of.case == looked.case)
                && message.entered > 0
                && message.entered < looked.entered
        };
        let mut gone = Vec::new();
        for ((of, id), message) in &mut self.messages {
            if of == tenant && earlier(message) {
                gone.push(*id);
                if matches!(message.state, State::Draft | State::Held) {
                    message.state = State::Overtaken;
                }
            }
        }
        for ((of, (id, _)), sending) in &mut self.deliveries {
            let waits = sending.delivery.standing == Standing::Waiting && sending.lease.is_none();
            if of == tenant && gone.contains(id) && waits {
                sending.delivery.standing = Standing::Dropped;
            }
        }
    }

    fn held<'p>(
        &'p mut self,
        tenant: &'p Tenant,
        lease: Uuid,
    ) -> impl Iterator<Item = &'p mut Sending> {
        let own = self.deliveries.iter_mut().filter(move |((of, _), _)| of == tenant);
        let held =
            move |sending: &&mut Sending| sending.lease.is_some_and(|(holder, _)| holder == lease);
        own.map(|(_, sending)| sending).filter(held)
    }
}

/// The newest first, and so many at the most.
fn newest(mut messages: Vec<Message>, most: u32) -> Vec<Message> {
    let at = |one: &Message| (one.settled.map_or(one.made_at, |(at, _)| at), one.id);
    messages.sort_by_key(|one| std::cmp::Reverse(at(one)));
    messages.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    messages
}

#[async_trait]
impl Messages for Memory {
    async fn untold(
        &self,
        tenant: &Tenant,
        today: Date,
        (after, most): (Uuid, u32),
    ) -> Result<Vec<Untold>, StoreError> {
        let state = self.state();
        let cases = state
            .rows
            .iter()
            .filter(|((of, stream), _)| of == tenant && stream.about == About::Case);
        let untold = cases.filter_map(|((_, StreamId { id, .. }), row)| {
            let told = state.post.told.get(&(tenant.clone(), *id));
            let (version, on) = told.copied().unwrap_or((0, Date::MIN));
            let waits = row.waits_for.is_some() && on < today;
            let untold = *id > after && (version < row.version || waits);
            untold.then_some(Untold { case: *id, version })
        });
        Ok(untold.take(usize::try_from(most).unwrap_or(usize::MAX)).collect())
    }

    async fn tell(&self, tenant: &Tenant, looked: &Looked) -> Result<u64, StoreError> {
        let mut state = self.state();
        let post = &mut state.post;
        let (version, on) =
            post.told.get(&(tenant.clone(), looked.case)).copied().unwrap_or((0, Date::MIN));
        let now = (version.max(looked.version), on.max(looked.on));
        post.told.insert((tenant.clone(), looked.case), now);
        post.overtake(tenant, looked);
        let mut added = 0;
        for made in &looked.made {
            added += u64::from(post.add(tenant, made));
        }
        Ok(added)
    }

    async fn tell_owner(&self, tenant: &Tenant, made: &Made) -> Result<bool, StoreError> {
        Ok(self.state().post.add(tenant, made))
    }

    async fn messages_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
        most: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let state = self.state();
        let own = state.post.own(tenant);
        let own = own.filter(|one| one.account == account && one.state == State::Released);
        Ok(newest(own.cloned().collect(), most))
    }

    async fn unread(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError> {
        let own = self.messages_of(tenant, account, u32::MAX).await?;
        let unread = own.iter().filter(|one| one.read_at.is_none()).count();
        Ok(u64::try_from(unread).unwrap_or(u64::MAX))
    }

    async fn mark_read(
        &self,
        tenant: &Tenant,
        account: Uuid,
        message: Option<Uuid>,
        read_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        for ((of, id), one) in &mut state.post.messages {
            let own = of == tenant && one.account == account && one.state == State::Released;
            let meant = match message {
                Some(message) => *id == message,
                None => one.read_at.is_none(),
            };
            if own && meant {
                one.read_at = read_at;
            }
        }
        Ok(())
    }

    async fn outbox(
        &self,
        tenant: &Tenant,
        wanted: State,
        most: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let state = self.state();
        let found = state.post.own(tenant).filter(|one| one.state == wanted);
        Ok(newest(found.cloned().collect(), most))
    }

    async fn failed(&self, tenant: &Tenant, most: u32) -> Result<Vec<Message>, StoreError> {
        let state = self.state();
        let failed = |one: &&Message| {
            Way::ALL.iter().any(|way| {
                let sending = state.post.deliveries.get(&(tenant.clone(), (one.id, *way)));
                sending.is_some_and(|one| one.delivery.standing == Standing::Failed)
            })
        };
        Ok(newest(state.post.own(tenant).filter(failed).cloned().collect(), most))
    }

    async fn message(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Message>, StoreError> {
        Ok(self.state().post.messages.get(&(tenant.clone(), id)).cloned())
    }

    async fn settle(
        &self,
        tenant: &Tenant,
        id: Uuid,
        settled: &Settled,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let found = state.post.messages.get_mut(&(tenant.clone(), id));
        let Some(one) = found.filter(|one| matches!(one.state, State::Draft | State::Held)) else {
            return Ok(false);
        };
        one.state = settled.state;
        one.reasons.clone_from(&settled.reasons);
        one.settled = Some((settled.at, Some(settled.by)));
        if let Some(note) = &settled.note {
            one.note.clone_from(note);
        }
        state.post.deliver(tenant, id, &settled.outgoing);
        Ok(true)
    }

    async fn deliveries(
        &self,
        tenant: &Tenant,
        message: Uuid,
    ) -> Result<Vec<Delivery>, StoreError> {
        let state = self.state();
        let of = |way: Way| state.post.deliveries.get(&(tenant.clone(), (message, way)));
        Ok(Way::ALL.into_iter().filter_map(of).map(|one| one.delivery.clone()).collect())
    }

    async fn take(
        &self,
        tenant: &Tenant,
        lease: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Parcel>, StoreError> {
        let mut state = self.state();
        let post = &mut state.post;
        let due = post.deliveries.iter().filter(|((of, _), one)| of == tenant && one.is_due(now));
        let Some(((_, (first, way)), sending)) =
            due.min_by_key(|((_, (id, _)), one)| (one.delivery.next_at, *id))
        else {
            return Ok(None);
        };
        let (first, way, gathered) = (*first, *way, sending.delivery.gathered);
        let messages: BTreeMap<Uuid, Message> =
            post.own(tenant).map(|one| (one.id, one.clone())).collect();
        let Some(account) = messages.get(&first).map(|one| one.account) else { return Ok(None) };
        let (mut taken, mut tries) = (Vec::new(), 0);
        for ((of, (id, on)), sending) in &mut post.deliveries {
            let Some(message) = messages.get(id) else { continue };
            let together = gathered && sending.delivery.gathered && message.account == account;
            let wanted = of == tenant && *on == way && sending.is_due(now);
            if wanted && (*id == first || together) {
                sending.lease = Some((lease, until));
                let said = String::new();
                sending.delivery.tries.push(Try { at: now, outcome: Outcome::Begun, said });
                tries = tries.max(sending.delivery.tries.len());
                taken.push(message.clone());
            }
        }
        taken.sort_by_key(|one| (one.made_at, one.id));
        let tries = u64::try_from(tries).unwrap_or(u64::MAX);
        Ok(Some(Parcel { lease, account, way, messages: taken, tries }))
    }

    async fn posted(
        &self,
        tenant: &Tenant,
        parcel: &Parcel,
        posted: &Posted,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let mut held = false;
        for sending in state.post.held(tenant, parcel.lease) {
            held = true;
            sending.lease = None;
            sending.delivery.standing = posted.standing;
            sending.delivery.next_at = posted.next_at;
            match (posted.outcome, sending.delivery.tries.last_mut()) {
                (Some(outcome), Some(last)) => {
                    last.outcome = outcome;
                    last.said.clone_from(&posted.said);
                }
                (None, _) => {
                    sending.delivery.tries.pop();
                }
                (Some(_), None) => {}
            }
        }
        Ok(held)
    }

    async fn choice(&self, tenant: &Tenant, account: Uuid) -> Result<Choice, StoreError> {
        Ok(self.state().post.choices.get(&(tenant.clone(), account)).cloned().unwrap_or_default())
    }

    async fn choose(
        &self,
        tenant: &Tenant,
        account: Uuid,
        choice: &Choice,
    ) -> Result<(), StoreError> {
        self.state().post.choices.insert((tenant.clone(), account), choice.clone());
        Ok(())
    }

    async fn calendar_since(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.state().post.calendars.get(&(tenant.clone(), account)).map(|(_, since)| *since))
    }

    async fn set_calendar(
        &self,
        tenant: &Tenant,
        account: Uuid,
        word: Option<([u8; 32], Timestamp)>,
    ) -> Result<(), StoreError> {
        let place = (tenant.clone(), account);
        let mut state = self.state();
        match word {
            Some(word) => state.post.calendars.insert(place, word),
            None => state.post.calendars.remove(&place),
        };
        Ok(())
    }

    async fn calendar_of(
        &self,
        tenant: &Tenant,
        word: &[u8; 32],
    ) -> Result<Option<Uuid>, StoreError> {
        let state = self.state();
        let mut all = state.post.calendars.iter().filter(|((of, _), _)| of == tenant);
        Ok(all.find(|(_, (digest, _))| digest == word).map(|((_, account), _)| *account))
    }
}
