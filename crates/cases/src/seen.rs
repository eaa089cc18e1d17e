//! What a form remembers of the case that it was made from, so that a stale one is noticed.
//!
//! A number of the case would tell whoever reads a form how much was done that they may not know of: how many experts
//! were asked, stood back, answered. So each reader has a word that is worked out from nothing but what they may see
//! and what their forms change: an act of which they know nothing leaves it as it is, and there is no secret behind
//! it that could get out. Whatever came in between is met all the same, because an act is decided on the case as it
//! stands when it is recorded.

use std::fmt;

use guohe_rules::syntax::ActorKind;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    attachment::hexadecimal,
    case::{Case, Step},
    event::Actor,
    law::Law,
    person::Person,
};

/// The word of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen(String);

/// So many signs of a digest make a word.
const SIGNS: usize = 16;

/// Kinds of events that tell what single experts did, or who they are.
const OF_EXPERTS: [&str; 5] =
    ["panel_convened", "conflict_declared", "answered", "conflict", "review"];

impl Seen {
    /// What was sent with a form; nothing when the form says nothing.
    pub fn sent(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The case with everything that happened: the number of its events, for those from whom nothing of it is kept.
    pub fn whole(case: &Case) -> Self {
        Self(case.version.to_string())
    }

    /// The case as somebody at the desk follows it: whoever runs the procedure or decides follows all of it, the
    /// others whatever experts did not do.
    pub fn at_the_desk(law: &Law, case: &Case, person: &Person) -> Self {
        if follows_all(law, person) { Self::whole(case) } else { Self::course(case) }
    }

    /// The case as the organisation that applies changes it: what was done on its behalf, the letters that came, and
    /// the stage, which every page tells it.
    pub fn by_the_host(law: &Law, case: &Case) -> Self {
        let own = |step: &&Step| is_of_host(law, &step.by);
        let own = case.timeline.iter().filter(own).count();
        Self::of("host", &[&own, &case.letters.len(), &case.stage.at.to])
    }

    /// The case as an expert knows it: their own seats and what they did themselves.
    pub fn from_a_seat(case: &Case, account: Uuid) -> Self {
        let own = case.timeline.iter().filter(|step| step.by.account == account).count();
        let seats = case.panels.iter().filter_map(|panel| {
            let seat = panel.seat_of(account)?;
            let (at, out) = (&seat.final_on, seat.recused());
            let now = (panel.closed.is_some(), at, out, seat.shut, seat.earlier.len());
            Some(format!("{} {now:?}", panel.id))
        });
        Self::of("seat", &[&own, &seats.collect::<Vec<_>>().join("\n")])
    }

    /// Whether the case still stands for somebody as it stood when their form was made. Somebody with several roles
    /// has the forms of each; words of a sight that is not theirs are stale, whatever they say, so that nobody can try
    /// which of them is right.
    pub(crate) fn stands(&self, law: &Law, case: &Case, person: &Person) -> bool {
        let host = person.organisation == Some(case.organisation);
        holds(law, person, &AT_THE_DESK) && *self == Self::at_the_desk(law, case, person)
            || host && *self == Self::by_the_host(law, case)
            || *self == Self::from_a_seat(case, person.account)
    }

    /// The number of events, of a form for somebody who follows everything.
    pub(crate) fn number(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn course(case: &Case) -> Self {
        let known = |step: &&Step| !OF_EXPERTS.contains(&step.kind.as_str());
        Self::of("course", &[&case.timeline.iter().filter(known).count()])
    }

    fn of(sight: &str, parts: &[&dyn fmt::Display]) -> Self {
        let mut hash = Sha256::new_with_prefix(sight);
        for part in parts {
            hash.update("\n");
            hash.update(part.to_string());
        }
        let mut word = hexadecimal(hash.finalize());
        word.truncate(SIGNS);
        // A letter in front, so that none is ever taken for a number.
        Self(format!("w{word}"))
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Kinds of actors who come to the desk.
const AT_THE_DESK: [ActorKind; 4] =
    [ActorKind::Officer, ActorKind::Leader, ActorKind::Recommender, ActorKind::Evaluator];

/// Whether somebody runs the procedure or decides under a law, and so follows everything in its cases.
fn follows_all(law: &Law, person: &Person) -> bool {
    holds(law, person, &[ActorKind::Officer, ActorKind::Leader])
}

/// Whether somebody holds a role of one of these kinds under a law.
fn holds(law: &Law, person: &Person, kinds: &[ActorKind]) -> bool {
    let mut actors = law.pack.file.actors.iter().filter(|actor| kinds.contains(&actor.kind));
    actors.any(|actor| person.holds(law.pack.id(), &actor.id.value, actor.kind))
}

/// Whether something was done on behalf of the organisation that applies.
fn is_of_host(law: &Law, by: &Actor) -> bool {
    law.kind_of(&by.role) == Some(ActorKind::Applicant)
}

impl Case {
    /// The last thing that was done on behalf of the organisation that applies.
    pub fn last_by_host(&self, law: &Law) -> Option<&Step> {
        self.timeline.iter().rfind(|step| is_of_host(law, &step.by))
    }
}
