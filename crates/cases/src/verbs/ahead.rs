//! What stands in the way of an act before anybody does it: for the page that offers it.

use super::{
    guard, joint,
    scene::{Deed, Gathered, Scene},
    term, write,
};
use crate::{
    case::Case,
    event::{About, Event, StreamId},
    happened::Happened,
    law::Law,
    moment::Moment,
    outside::Outside,
    person::Person,
    procedure::Act,
    refusal::Refusal,
    round::Round,
};

/// A case as somebody looks at it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Its law.
    pub law: &'a Law,
    /// Its round.
    pub round: &'a Round,
    /// The case.
    pub case: &'a Case,
    /// What is known from outside the case.
    pub outside: &'a Outside,
    /// Who looks.
    pub person: &'a Person,
    /// When.
    pub moment: &'a Moment,
}

impl View<'_> {
    /// Why the condition of an act would refuse it now, with the rows written that the act itself writes.
    ///
    /// Nothing is said of acts that ask for fields of the case file or write what only their verb works out,
    /// because that may be just what the condition is about.
    pub fn hindrance(&self, act: &Act) -> Option<Refusal> {
        if let Some(refusal) = joint::hindrance(self.law, act, (self.person, self.case)) {
            return Some(refusal);
        }
        let waited_for = self.case.stage.at.waits_for.as_deref().unwrap_or_default();
        let own = act.by.iter().any(|by| by.value == waited_for);
        let term = term::Running::of(self.law, (self.round, self.case), self.outside);
        if own && let Err(refusal) = term.in_time(act, waited_for, self.moment.now) {
            return Some(refusal);
        }
        // An act that others sign too is asked about as a whole when it is signed.
        if !act.sets.ask.is_empty() || joint::wanting(act, self.case).len() > 1 {
            return None;
        }
        let gathered = Gathered { outside: self.outside.clone(), ..Gathered::default() };
        let scene = Scene {
            law: self.law,
            round: self.round,
            case: self.case,
            act,
            person: self.person,
            role: act.by.first().map_or("", |by| by.value.as_str()),
            moment: self.moment,
            gathered: &gathered,
            late: None,
        };
        let favourable = act.outcomes.iter().find(|way| way.favourable == Some(true));
        let panel = act.sets.panel.as_ref().and_then(|panel| self.case.panel(&panel.value));
        let deed = Deed {
            outcome: favourable.or(act.outcomes.first()),
            row: panel.map(|panel| panel.id.clone()),
            ..Deed::of(Happened::Recorded { note: String::new() })
        };
        let chosen = deed.outcome.into_iter().flat_map(|way| way.fill.values());
        let mut fills = act.sets.fill.values().chain(chosen);
        if fills.any(|fill| scene.fill(fill, &deed).is_none()) {
            return None;
        }
        let after = self.after(&scene, &deed)?;
        guard::hold_for_any_way(&scene, &after).err()
    }

    /// The case with the rows of the act; nothing when it cannot be told.
    fn after(&self, scene: &Scene<'_>, deed: &Deed<'_>) -> Option<Case> {
        let entry = write::entry(scene, deed, None);
        let actor = self.person.acting_as(scene.role);
        let event = Event {
            stream: StreamId { about: About::Case, id: self.case.id },
            seq: self.case.version + 1,
            recorded_at: self.moment.now,
            what: entry.record(actor, scene.today()).ok()?,
        };
        let mut case = self.case.clone();
        case.apply(&event, entry).ok()?;
        Some(case)
    }
}
