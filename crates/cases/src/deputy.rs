//! Deputies: somebody who is away names who acts for them, from one day to another.
//!
//! Whoever acts for another does so by the other's roles, and both stand in every event. Two persons who have to be
//! two stay two: whoever acts for somebody counts as both ([`crate::person::Person::is_behind`]).

use guohe_rules::syntax::ActorKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::{
    account::go_together,
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    law::Laws,
    person::{Person, word},
    ports::{Account, Row, RowQuery},
    verbs::Failure,
};

/// What happens to the deputies of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A deputy was named.
    Named {
        /// Whose deputy; the same in every event of the stream.
        of: Uuid,
        /// The deputy.
        deputy: Uuid,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
        /// Why.
        reasons: String,
    },
    /// A deputy was named for no longer.
    Ended {
        /// The number of the event that named them.
        named: u64,
    },
}

/// A deputy, for some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The number of the event that named them.
    pub number: u64,
    /// The deputy.
    pub deputy: Uuid,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Why.
    pub reasons: String,
    /// Whether it was ended before its last day.
    pub ended: bool,
}

impl Span {
    /// Whether the deputy may act on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        !self.ended && (self.from..=self.to).contains(&day)
    }
}

/// The deputies of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputies {
    /// The stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// Whose.
    pub of: Uuid,
    /// Who acted or acts for them.
    pub spans: Vec<Span>,
    /// The day on which the first was named.
    pub since: Date,
    /// Requests already done.
    pub done: Vec<Once>,
}

/// The stream of the deputies of an account.
pub fn stream_of(account: Uuid) -> StreamId {
    let digest = Sha256::digest(format!("deputies\n{account}"));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    StreamId { about: About::Deputies, id: Builder::from_custom_bytes(bytes).into_uuid() }
}

impl Deputies {
    /// Folds the events about the deputies of an account; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut deputies: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            let stray = || Unreadable::stray(event);
            let Happened::Deputy(step) = entry.what else { return Err(stray()) };
            match step {
                Step::Named { of, deputy, from, to, reasons } => {
                    let own = deputies.get_or_insert_with(|| Self {
                        id: event.stream.id,
                        version: 0,
                        of,
                        spans: Vec::new(),
                        since: event.what.effective_on,
                        done: Vec::new(),
                    });
                    let (number, ended) = (event.seq, false);
                    own.spans.push(Span { number, deputy, from, to, reasons, ended });
                }
                Step::Ended { named } => {
                    let own = deputies.as_mut().ok_or_else(stray)?;
                    let span = own.spans.iter_mut().find(|span| span.number == named);
                    span.ok_or_else(stray)?.ended = true;
                }
            }
            if let Some(own) = &mut deputies {
                own.version = event.seq;
                own.done.extend(entry.frame.once);
            }
        }
        Ok(deputies)
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        Row {
            stream: StreamId { about: About::Deputies, id: self.id },
            version: self.version,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: None,
            stage: "named".to_owned(),
            waits_for: None,
            since: self.since,
            due: None,
            title: String::new(),
            number: None,
            extra: json!({ "of": self.of }),
            people: self.spans.iter().map(|span| span.deputy).collect(),
        }
    }
}

/// The deputies of an account, those of the past included.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn of(desk: Desk<'_>, account: Uuid) -> Result<Option<Deputies>, Failure> {
    Ok(Deputies::fold(&desk.events(stream_of(account)).await?)?)
}

/// For whom an account may act on a day, each with the days.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn acting(
    desk: Desk<'_>,
    deputy: Uuid,
    day: Date,
) -> Result<Vec<(Account, Span)>, Failure> {
    let about = Some(About::Deputies);
    let query = RowQuery { about, person: Some(deputy), ..RowQuery::default() };
    let mut all = Vec::new();
    for row in desk.rows(query).await? {
        let Some(deputies) = Deputies::fold(&desk.events(row.stream).await?)? else { continue };
        let mut spans = deputies.spans.into_iter();
        let Some(span) = spans.find(|span| span.deputy == deputy && span.holds_on(day)) else {
            continue;
        };
        let account = desk.store.account(desk.tenant, deputies.of).await;
        let open = account.map_err(Failure::Store)?.filter(|account| !account.is_closed());
        let Some(account) = open else { continue };
        // What they hold may have changed since they were named, and so may the house to which they belong.
        let own = desk.store.account(desk.tenant, deputy).await.map_err(Failure::Store)?;
        if own.is_some_and(|own| can_be(desk.laws, &account, &own)) {
            all.push((account, span));
        }
    }
    Ok(all)
}

/// Whether somebody can be another's deputy.
///
/// They are of the same house, in the same part of the procedure, with an open account that holds roles, and of those none
/// that does not go together with the other's ([`go_together`]).
pub fn can_be(laws: &Laws, own: &Account, deputy: &Account) -> bool {
    let (of, theirs) = (kinds(laws, own), kinds(laws, deputy));
    let applies = |kinds: &[ActorKind]| kinds.contains(&ActorKind::Applicant);
    own.id != deputy.id
        && own.organisation == deputy.organisation
        && !deputy.is_closed()
        && !deputy.roles.is_empty()
        && !theirs.contains(&ActorKind::Expert)
        && applies(&theirs) == applies(&of)
        && go_together(&deputy.roles, &own.roles, own.organisation.is_some())
}

/// The kinds of actors that an account is.
fn kinds(laws: &Laws, account: &Account) -> Vec<ActorKind> {
    let person = Person::of(account);
    let actors = laws.iter().flat_map(|law| {
        law.pack.file.actors.iter().filter(|actor| {
            actor.kind != ActorKind::Public
                && person.holds(law.pack.id(), &actor.id.value, actor.kind)
        })
    });
    actors.map(|actor| actor.kind).collect()
}

/// A deputy as they act for another: with the other's roles and organisation, but for judging, which is nobody else's
/// to do.
pub fn in_place_of(laws: &Laws, deputy: Uuid, other: &Account) -> Person {
    let roles = other.roles.iter().filter(|role| !is_expert(laws, role)).cloned().collect();
    Person { account: deputy, roles, acting_for: Some(other.id), ..Person::of(other) }
}

/// Whether a role is that of an expert.
fn is_expert(laws: &Laws, role: &str) -> bool {
    let Some((pack, actor)) = role.split_once(':') else {
        return role == word(ActorKind::Expert);
    };
    let mut own = laws.versions().filter(|law| law.pack.id() == pack);
    own.any(|law| law.kind_of(actor) == Some(ActorKind::Expert))
}
