//! Where a journey takes place: a store in memory, a clock, and people who are whoever the pack has.

use std::collections::BTreeMap;

use guohe_rules::syntax::ActorKind;
use jiff::civil::{DateTime, date};
use uuid::Uuid;

use crate::{
    department::Reach,
    event::Tenant,
    kept::Kept,
    law::Law,
    memory::Memory,
    person::Person,
    ports::{Account, Store as _, StoreError},
    replay::ids,
};

/// Somebody without an account.
const ANYBODY: &str = "public";
/// Before everything that is told: ids of people do not depend on when they act.
pub(super) const BEGINNING: DateTime = date(2000, 1, 1).at(0, 0, 0, 0);

/// Where a journey takes place.
#[derive(Debug)]
pub(super) struct World {
    pub(super) tenant: Tenant,
    pub(super) store: Memory,
    pub(super) kept: Kept,
    /// The instant that the story has come to.
    pub(super) now: DateTime,
    /// How many things have happened; part of the name of each, from which ids follow.
    pub(super) happened: u64,
    pub(super) rounds: BTreeMap<String, Uuid>,
    /// The round named last.
    pub(super) round: String,
    pub(super) cases: BTreeMap<String, Uuid>,
    /// The case named last.
    pub(super) case: String,
}

impl Clone for World {
    /// What was folded before is not taken along: the copies go different ways.
    fn clone(&self) -> Self {
        Self {
            tenant: self.tenant.clone(),
            store: self.store.clone(),
            kept: Kept::default(),
            now: self.now,
            happened: self.happened,
            rounds: self.rounds.clone(),
            round: self.round.clone(),
            cases: self.cases.clone(),
            case: self.case.clone(),
        }
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            tenant: Tenant("journey".to_owned()),
            store: Memory::default(),
            kept: Kept::default(),
            now: BEGINNING,
            happened: 0,
            rounds: BTreeMap::new(),
            round: String::new(),
            cases: BTreeMap::new(),
            case: String::new(),
        }
    }

    /// Gives a person of the pack an account, so that others can name it.
    pub(super) async fn enter(&self, law: &Law, name: &str) -> Result<Option<Uuid>, StoreError> {
        let Some(person) = person(law, name) else { return Ok(None) };
        if self.store.account(&self.tenant, person.account).await?.is_none() {
            let account = Account {
                id: person.account,
                login: name.to_owned(),
                name: name.to_owned(),
                password: String::new(),
                roles: person.roles,
                organisation: person.organisation,
                demonstration: true,
            };
            self.store.add_account(&self.tenant, &account).await?;
        }
        Ok(Some(person.account))
    }
}

/// The people that a word names: `expert-1..5` are five.
pub(super) fn names(word: &str) -> Vec<String> {
    let range = word.rsplit_once('-').and_then(|(actor, range)| {
        let (first, last) = range.split_once("..")?;
        Some((actor, first.parse::<u8>().ok()?, last.parse::<u8>().ok()?))
    });
    match range {
        Some((actor, first, last)) => (first..=last).map(|n| format!("{actor}-{n}")).collect(),
        None => vec![word.to_owned()],
    }
}

/// A person of the pack: an actor of it, the first or the one with a number. Applicants of equal numbers
/// belong to one organisation.
pub(super) fn person(law: &Law, name: &str) -> Option<Person> {
    let account = ids::id(BEGINNING, &format!("account/{name}"));
    if name == ANYBODY {
        return Some(Person::visitor(account));
    }
    let numbered = name.rsplit_once('-').filter(|(_, n)| n.parse::<u8>().is_ok());
    let (actor, number) = match law.kind_of(name) {
        Some(_) => (name, "1"),
        None => numbered?,
    };
    let kind = law.kind_of(actor)?;
    let organisation = || ids::id(BEGINNING, &format!("organisation/{number}"));
    Some(Person {
        account,
        roles: vec![format!("{}:{actor}", law.pack.id())],
        organisation: (kind == ActorKind::Applicant).then(organisation),
        acting_for: None,
        // A journey is told without departments.
        reach: Reach::Everybody,
    })
}
