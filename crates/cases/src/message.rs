//! Messages: what people are told by itself, and on which ways it reaches them.
//!
//! Nobody enters a message. What concerns an account is told to its [`owner`](mod@owner) when it happens; of all else
//! [`derive`](mod@derive) makes it from the state of a case by the [`rules`](mod@rules) of the pack or of the product, once
//! for each person and occasion, however often it is asked. It holds no words: what it tells is said by whoever shows or
//! sends it, in the language of the reader. Until it is released only officers see it.

pub mod agenda;
mod delivery;
pub mod derive;
pub mod owner;
pub mod rules;

use async_trait::async_trait;
pub use guohe_rules::syntax::ActorKind;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use delivery::{Delivery, Outcome, Parcel, Posted, Standing, Try, Way, pause};
pub use owner::OfAccount;

use crate::{event::Tenant, ports::StoreError, procedure::Kind, term::Until};

/// Of what a message tells.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A case has come to a stage that waits for the reader.
    Turn,
    /// Somebody did something that concerns the reader.
    Act,
    /// The reader was called to a panel.
    Seat,
    /// A term comes near.
    Near,
    /// A term is over, and the case still waits.
    Over,
}

/// What a message is about: a case, or the account of its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Matter {
    /// A case.
    Case(OfCase),
    /// The account of its reader.
    Account(OfAccount),
}

impl Matter {
    /// What there is to say about a case, where it is about one.
    pub fn of_case(&self) -> Option<&OfCase> {
        match self {
            Self::Case(of) => Some(of),
            Self::Account(_) => None,
        }
    }

    /// What there is to say about the account, where it is about that.
    pub fn of_account(&self) -> Option<&OfAccount> {
        match self {
            Self::Case(_) => None,
            Self::Account(of) => Some(of),
        }
    }
}

/// What a message says of a case. It names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfCase {
    /// The occasion.
    pub occasion: Occasion,
    /// The case.
    pub case: Uuid,
    /// The pack of the case in its exact version, as [`crate::law::PackRef::key`] writes it.
    pub pack: String,
    /// What its reader is in general.
    pub reader: ActorKind,
    /// The stage in which the case stood.
    pub stage: String,
    /// The kind of the act, when it tells of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Kind>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Until which minute of that day; until its end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Time>,
}

impl OfCase {
    /// The end of the term, where there is one.
    pub fn until(&self) -> Option<Until> {
        Some(Until { day: self.due?, at: self.due_at })
    }

    /// Whether whoever reads a mail about it may find the number of the case there. Experts may not: what they review is
    /// told to them behind the door, after they have said whether there is a conflict.
    pub fn names_the_case(&self) -> bool {
        self.reader != ActorKind::Expert
    }
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It waits for an officer to release it.
    Draft,
    /// An officer holds it back.
    Held,
    /// Its reader may see it.
    Released,
    /// The case has gone on before it was released; it tells nothing any more.
    Overtaken,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Held, Self::Released, Self::Overtaken];

    /// Its word in tables and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Held => "held",
            Self::Released => "released",
            Self::Overtaken => "overtaken",
        }
    }

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// For whom it is.
    pub account: Uuid,
    /// Of what it tells, once for each account.
    pub known_by: String,
    /// What it is about.
    pub matter: Matter,
    /// The event by which the case came to where it stood; 0 for what stays true when the case goes on.
    pub entered: u64,
    /// Whether it goes out alone and at once, and not with others once a day.
    pub urgent: bool,
    /// Where it stands.
    pub state: State,
    /// What an officer added.
    pub note: String,
    /// Why it is held back.
    pub reasons: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was released or held back, and by whom; nobody where the rule says so.
    pub settled: Option<(Timestamp, Option<Uuid>)>,
    /// When its reader read it.
    pub read_at: Option<Timestamp>,
}

/// How somebody wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that somebody ticks by itself")]
pub struct Choice {
    /// Whether in English; otherwise in Chinese.
    pub english: bool,
    /// Whether by mail, where there is an address.
    pub by_mail: bool,
    /// Whether by short message, where there is a number.
    pub by_sms: bool,
    /// Whether what is not urgent comes in one message a day.
    pub gathered: bool,
    /// The address; empty when there is none.
    pub mail: String,
    /// The number; empty when there is none.
    pub phone: String,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            english: false,
            by_mail: true,
            by_sms: false,
            gathered: true,
            mail: String::new(),
            phone: String::new(),
        }
    }
}

impl Choice {
    /// Where something goes on a way; nothing when it is not to go there.
    pub fn to(&self, way: Way) -> Option<&str> {
        let (wanted, place) = match way {
            Way::Mail => (self.by_mail, &self.mail),
            Way::Sms => (self.by_sms, &self.phone),
        };
        Some(place.as_str()).filter(|place| wanted && !place.is_empty())
    }

    /// The deliveries of a message that is released at an instant: what is urgent goes at once, and so does everything where
    /// nothing is gathered; the rest with what else there is at the next hour of gathering.
    pub fn deliveries(&self, urgent: bool, now: Timestamp, gathering: Timestamp) -> Vec<Outgoing> {
        let gathered = self.gathered && !urgent;
        let at = if gathered { gathering } else { now };
        let ways = Way::ALL.into_iter().filter(|way| self.to(*way).is_some());
        ways.map(|way| Outgoing { way, gathered, at }).collect()
    }
}

/// A delivery that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing {
    /// On which way.
    pub way: Way,
    /// Whether with others, once a day.
    pub gathered: bool,
    /// Not before.
    pub at: Timestamp,
}

/// A message as it is made, with its deliveries where it goes at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The message.
    pub message: Message,
    /// Its deliveries.
    pub outgoing: Vec<Outgoing>,
}

/// What looking at a case has brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The case.
    pub case: Uuid,
    /// Up to which event it was looked at.
    pub version: u64,
    /// On which day.
    pub on: Date,
    /// The event by which it came to where it stands: what tells of an earlier place is overtaken.
    pub entered: u64,
    /// Messages; one that there was before is not made again.
    pub made: Vec<Made>,
}

/// A case that is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untold {
    /// The case.
    pub case: Uuid,
    /// Up to which event it was looked at before; 0 when never.
    pub version: u64,
}

/// What an officer does with a message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What becomes of it: released, held, or a draft again.
    pub state: State,
    /// Why it is held.
    pub reasons: String,
    /// What is added; the note stays when absent.
    pub note: Option<String>,
    /// Who did it.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
    /// Its deliveries, when it is released.
    pub outgoing: Vec<Outgoing>,
}

/// Keeps messages, their deliveries, and how people want to be told.
#[async_trait]
pub trait Messages: Send + Sync + std::fmt::Debug {
    /// Cases that have moved since they were looked at, or whose term was not looked at on this day: those behind one in the
    /// order of their ids, so many at the most.
    async fn untold(
        &self,
        tenant: &Tenant,
        today: Date,
        behind: (Uuid, u32),
    ) -> Result<Vec<Untold>, StoreError>;
    /// Keeps what looking at a case has brought, all of it or nothing, and gives how many messages are new.
    async fn tell(&self, tenant: &Tenant, looked: &Looked) -> Result<u64, StoreError>;

    /// Keeps a message about an account, unless there is one of its name; gives whether it is new.
    async fn tell_owner(&self, tenant: &Tenant, made: &Made) -> Result<bool, StoreError>;

    /// The released messages of an account, the newest first.
    async fn messages_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
        most: u32,
    ) -> Result<Vec<Message>, StoreError>;
    /// How many of them were not read.
    async fn unread(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError>;
    /// Notes that one of them was read, or not; all where none is named.
    async fn mark_read(
        &self,
        tenant: &Tenant,
        account: Uuid,
        message: Option<Uuid>,
        read_at: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Messages in a state, the newest first.
    async fn outbox(
        &self,
        tenant: &Tenant,
        state: State,
        most: u32,
    ) -> Result<Vec<Message>, StoreError>;
    /// Messages of which a delivery was given up, the newest first.
    async fn failed(&self, tenant: &Tenant, most: u32) -> Result<Vec<Message>, StoreError>;
    /// A message.
    async fn message(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Message>, StoreError>;
    /// Releases a message, holds it back or lets it wait again, unless it was released or overtaken; false then.
    async fn settle(
        &self,
        tenant: &Tenant,
        id: Uuid,
        settled: &Settled,
    ) -> Result<bool, StoreError>;
    /// The deliveries of a message.
    async fn deliveries(&self, tenant: &Tenant, message: Uuid)
    -> Result<Vec<Delivery>, StoreError>;

    /// Takes what is to go out to one person on one way, under a lease; nobody else is given it until then.
    async fn take(
        &self,
        tenant: &Tenant,
        lease: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Parcel>, StoreError>;
    /// Says what became of it; false when the lease had ended and somebody else has taken it.
    async fn posted(
        &self,
        tenant: &Tenant,
        parcel: &Parcel,
        posted: &Posted,
    ) -> Result<bool, StoreError>;

    /// How somebody wants to be told.
    async fn choice(&self, tenant: &Tenant, account: Uuid) -> Result<Choice, StoreError>;
    /// Keeps it.
    async fn choose(
        &self,
        tenant: &Tenant,
        account: Uuid,
        choice: &Choice,
    ) -> Result<(), StoreError>;

    /// Since when an account has a word for its calendar.
    async fn calendar_since(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Option<Timestamp>, StoreError>;
    /// Gives an account another word, of which only the SHA-256 is kept, or none.
    async fn set_calendar(
        &self,
        tenant: &Tenant,
        account: Uuid,
        word: Option<([u8; 32], Timestamp)>,
    ) -> Result<(), StoreError>;
    /// Whose calendar a word opens.
    async fn calendar_of(
        &self,
        tenant: &Tenant,
        word: &[u8; 32],
    ) -> Result<Option<Uuid>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_urgent_goes_at_once_and_the_rest_together() {
        let [now, later] = ["2026-05-15T01:00:00Z", "2026-05-16T00:30:00Z"]
            .map(|at| at.parse::<Timestamp>().unwrap());
        let choice = Choice { mail: "a@example.org".to_owned(), ..Choice::default() };
        let one = |gathered, at| Outgoing { way: Way::Mail, gathered, at };
        assert_eq!(choice.deliveries(true, now, later), [one(false, now)]);
        assert_eq!(choice.deliveries(false, now, later), [one(true, later)]);
        let at_once = Choice { gathered: false, ..choice.clone() };
        assert_eq!(at_once.deliveries(false, now, later), [one(false, now)]);
        assert_eq!(Choice::default().deliveries(true, now, later), [], "there is no address");
        let none = Choice { by_mail: false, ..choice };
        assert_eq!(none.deliveries(true, now, later), []);
    }
}
