//! Who acted: a number for each account in the order of their first act, and an alias where the rule hides names.
//!
//! Experts are hidden in both editions: the record says what an alias did, and nowhere whose alias it is. What the log
//! holds about them stays in it as a digest.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{
    case::Case,
    conflict,
    event::{Actor, Event},
    happened::{Entry, Happened},
    law::Law,
};
use guohe_rules::syntax::ActorKind;
use serde_json::{Value, json};
use uuid::Uuid;

/// The accounts of a case.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// In the order of their first act; numbers count from one.
    order: Vec<Uuid>,
    hidden: BTreeSet<Uuid>,
}

impl People {
    /// Reads them off the events of a case.
    pub(crate) fn of(law: &Law, events: &[Event]) -> Self {
        let mut people = Self::default();
        for event in events {
            let Actor { account, role, acting_for } = &event.what.actor;
            people.meet(*account);
            if let Some(account) = acting_for {
                people.meet(*account);
            }
            if law.kind_of(role) == Some(ActorKind::Expert) {
                people.hidden.insert(*account);
                people.hidden.extend(acting_for);
            }
            for account in named(event) {
                people.meet(account);
                people.hidden.insert(account);
            }
        }
        people
    }

    fn meet(&mut self, account: Uuid) {
        if !self.order.contains(&account) {
            self.order.push(account);
        }
    }

    /// The number of an account; zero for one that never acted.
    pub(crate) fn number(&self, account: Uuid) -> usize {
        self.order.iter().position(|one| *one == account).map_or(0, |at| at + 1)
    }

    /// What stands for a hidden account.
    fn stand_in(&self, account: Uuid) -> Option<Uuid> {
        let number = self.hidden.contains(&account).then(|| self.number(account))?;
        Some(Uuid::from_u128(number as u128))
    }

    /// All of them with their roles; aliases for the hidden ones, account and name for the others.
    pub(crate) fn told(
        &self,
        events: &[Event],
        case: &Case,
        names: &BTreeMap<Uuid, String>,
    ) -> Value {
        let aliases = case.aliases();
        let one = |account: &Uuid| {
            let acts = events.iter().map(|event| &event.what.actor);
            let own = acts.filter(|actor| actor.account == *account);
            let roles: BTreeSet<&str> = own.map(|actor| actor.role.as_str()).collect();
            let number = self.number(*account);
            if self.hidden.contains(account) {
                let alias = aliases.get(account).cloned().unwrap_or_default();
                return json!({"person": number, "roles": roles, "alias": alias});
            }
            let name = names.get(account).cloned().unwrap_or_default();
            json!({"person": number, "roles": roles, "account": account, "name": name})
        };
        self.order.iter().map(one).collect()
    }

    /// The accounts that are not hidden.
    pub(crate) fn shown(&self) -> impl Iterator<Item = Uuid> {
        self.order.iter().copied().filter(|account| !self.hidden.contains(account))
    }

    /// The event with stand-ins for the hidden, and whether nothing of it had to be changed. Text about natural
    /// persons stays where it holds facts; what people said otherwise is theirs.
    pub(crate) fn hide(&self, event: &Event) -> (Event, bool) {
        let mut event = event.clone();
        let before = (event.what.actor.clone(), event.what.payload.clone());
        let actor = &mut event.what.actor;
        actor.account = self.stand_in(actor.account).unwrap_or(actor.account);
        actor.acting_for = actor.acting_for.map(|one| self.stand_in(one).unwrap_or(one));
        self.hide_in(&mut event.what.payload);
        if event.what.kind != "facts_changed" {
            event.what.personal = None;
        }
        let whole = before == (event.what.actor.clone(), event.what.payload.clone());
        (event, whole)
    }

    fn hide_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(other) = text.parse().ok().and_then(|account| self.stand_in(account)) {
                    *text = other.to_string();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_in(item)),
            Value::Object(members) => {
                let all = std::mem::take(members);
                members.extend(all.into_iter().map(|(name, mut value)| {
                    self.hide_in(&mut value);
                    let other = name.parse().ok().and_then(|account| self.stand_in(account));
                    (other.map_or(name, |other| other.to_string()), value)
                }));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The experts that an event names.
#[expect(clippy::wildcard_enum_match_arm, reason = "two kinds of event name experts by account")]
fn named(event: &Event) -> Vec<Uuid> {
    let Ok(entry) = Entry::read(event) else { return Vec::new() };
    match entry.what {
        Happened::PanelConvened { seats, .. } => seats.into_iter().map(|(_, id)| id).collect(),
        Happened::Conflict(conflict::Step::Ruled { account, .. }) => vec![account],
        Happened::Conflict(conflict::Step::Named { account, .. }) => account.into_iter().collect(),
        _ => Vec::new(),
    }
}
