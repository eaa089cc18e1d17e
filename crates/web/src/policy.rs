//! Who may do what with what: the one place where it is decided.
//!
//! Each route declares a [`Rule`]; a [`Policy`] says whether somebody meets it, which rows a list shows them and
//! which parts of a page. A site holds the [`House`]'s policy. The tests give it others that are wrong on purpose, to
//! see that the matrix of rights notices; nothing in the program itself can.
//!
//! Whoever does not stand to an object as the rule demands gets the answer for an object that does not exist. Only
//! the door of a whole room tells people that it is not theirs.

use std::fmt;

use guohe_cases::{
    case::{Case, Seat},
    law::{Law, Laws},
    person::Person,
    ports::{Row, Session},
    unit::Unit,
};
use guohe_rules::syntax::ActorKind;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::access::{AT_THE_DESK, Access, Door, holds};

/// What a route demands of whoever calls it, and what it gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Who may enter at all.
    pub who: Access,
    /// How they must stand to the object that the address names.
    pub to: Relation,
    /// The most sensitive that the answer may hold.
    pub gives: Class,
}

/// How somebody must stand to what an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The address names nothing that could be somebody's.
    Nothing,
    /// The object is published: whoever knows the address may look.
    Published,
    /// A case that has come to a certificate, and only what is public of it.
    Certified,
    /// A case of one's own organisation, under a law by which one may apply.
    Own,
    /// A case that was handed in, or in whose stage one has something to do, under a law in which one holds a role
    /// that the door names.
    Before,
    /// A case on one of whose panels one sits or sat.
    Seated,
    /// The same, while a panel is at work on which one has declared that there is no conflict, and stood back from
    /// no other.
    Cleared,
    /// A round of a law in which one holds a role that the door names.
    Round,
    /// A draw of experts under a law in which one holds a role that the door names.
    Draw,
    /// A law in which one holds a role that the door names.
    Law,
    /// The address is itself a secret, and whoever has it stands for the one who made it: the handler looks for whom.
    Word,
    /// A unit whose registration was handed in to one's department, or to the authority while one is its officer.
    Unit,
}

/// What an answer may hold at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// What anybody may know, and what the visitor typed.
    Public,
    /// What belongs to the work of the authority and to no single application.
    Internal,
    /// What an organisation stated, and what natural persons are.
    Confidential,
    /// Who judges what, and how; who objects.
    Review,
}

/// What an address has led to.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// A case, with its law.
    Case(&'a Law, &'a Case),
    /// A law, or a round of it.
    Law(&'a Law),
    /// A unit, under the laws that there are.
    Unit(&'a Laws, &'a Unit),
}

/// A part of a page that not everybody sees who sees the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What experts and objectors said: panels, objections.
    Said,
    /// The marks by which officers say that a fact was checked.
    Marks,
}

/// Decides. Everything that is not allowed is refused.
pub trait Policy: fmt::Debug + Send + Sync {
    /// What the door of a route says.
    fn door(&self, rule: &Rule, person: Option<&Person>, laws: &Laws) -> Door;
    /// Whether somebody stands to an object as a route demands.
    fn stands(&self, rule: &Rule, person: Option<&Person>, to: Object<'_>) -> bool;
    /// Whether a list shows a case to somebody: of one's own organisation, or at the desk.
    fn lists(&self, to: Relation, person: &Person, law: &Law, row: &Row) -> bool;
    /// Whether a page shows somebody one of its parts.
    fn shows(&self, part: Part, person: &Person, law: &Law) -> bool;
    /// Whether a session is still somebody's; one that was not used for `idle` is nobody's.
    fn is_live(&self, session: &Session, idle: SignedDuration, now: Timestamp) -> bool;
}

/// The policy of the house.
#[derive(Debug, Clone, Copy, Default)]
pub struct House;

impl Policy for House {
    fn door(&self, rule: &Rule, person: Option<&Person>, laws: &Laws) -> Door {
        rule.who.door(person, laws)
    }

    fn stands(&self, rule: &Rule, person: Option<&Person>, to: Object<'_>) -> bool {
        let law = match to {
            Object::Case(law, _) | Object::Law(law) => law,
            Object::Unit(laws, unit) => {
                return rule.to == Relation::Unit
                    && person.is_some_and(|one| audits(one, laws, unit));
            }
        };
        if !rule.who.under(person, law) {
            return false;
        }
        match (rule.to, to, person) {
            (Relation::Nothing | Relation::Published, ..)
            | (Relation::Round | Relation::Draw | Relation::Law, Object::Law(_), Some(_)) => true,
            (Relation::Certified, Object::Case(_, case), _) => case.certificate.is_some(),
            (Relation::Own, Object::Case(_, case), Some(person)) => {
                person.organisation == Some(case.organisation)
            }
            (Relation::Before, Object::Case(law, case), Some(person)) => {
                let seen = case.was_handed_in() || has_to_do(person, law, &case.stage.at.to);
                seen && is_above(person, law, case.organisation)
            }
            (Relation::Seated, Object::Case(_, case), Some(person)) => {
                seats(case, person).next().is_some()
            }
            (Relation::Cleared, Object::Case(_, case), Some(person)) => is_cleared(case, person),
            (
                Relation::Certified
                | Relation::Own
                | Relation::Before
                | Relation::Seated
                | Relation::Cleared
                | Relation::Round
                | Relation::Draw
                | Relation::Law
                | Relation::Word
                | Relation::Unit,
                ..,
            ) => false,
        }
    }

    fn lists(&self, to: Relation, person: &Person, law: &Law, row: &Row) -> bool {
        match to {
            Relation::Own => {
                let own = person.organisation.is_some() && person.organisation == row.organisation;
                own && person.holds_under(law, ActorKind::Applicant)
            }
            Relation::Before => {
                let handed_in = row.extra.get("handed_in").and_then(serde_json::Value::as_bool);
                AT_THE_DESK.iter().any(|kind| person.holds_under(law, *kind))
                    && (handed_in == Some(true) || has_to_do(person, law, &row.stage))
                    && row.organisation.is_some_and(|host| is_above(person, law, host))
            }
            Relation::Seated => row.people.contains(&person.account),
            Relation::Nothing
            | Relation::Published
            | Relation::Certified
            | Relation::Cleared
            | Relation::Round
            | Relation::Draw
            | Relation::Law
            | Relation::Word
            | Relation::Unit => false,
        }
    }

    fn shows(&self, part: Part, person: &Person, law: &Law) -> bool {
        let officer = person.holds_under(law, ActorKind::Officer);
        match part {
            Part::Said => officer || person.holds_under(law, ActorKind::Leader),
            Part::Marks => officer,
        }
    }

    fn is_live(&self, session: &Session, idle: SignedDuration, now: Timestamp) -> bool {
        now < session.ends_at && now.duration_since(session.seen_at) < idle
    }
}

/// Whether an organisation is one that somebody at the desk stands to: every one, but for those who come to the desk
/// only to recommend, who stand to those under their department.
fn is_above(person: &Person, law: &Law, organisation: Uuid) -> bool {
    let others = [ActorKind::Officer, ActorKind::Leader, ActorKind::Evaluator];
    others.into_iter().any(|kind| person.holds_under(law, kind))
        || person.reach.covers(organisation)
}

/// Whether the registration of a unit was handed in to somebody: to the department for which they recommend, or to the
/// authority whose officer they are, which also sees the units that it entered itself. The stream of a code is no unit.
fn audits(person: &Person, laws: &Laws, unit: &Unit) -> bool {
    let handed_in = !unit.standing.is_open() || unit.last_audit().is_some();
    let theirs = match unit.audit {
        Some(department) => {
            person.organisation == Some(department) && holds(person, laws, ActorKind::Recommender)
        }
        None => holds(person, laws, ActorKind::Officer),
    };
    handed_in && unit.held_by.is_none() && theirs
}

/// Whether somebody at the desk has an act in a stage; some laws have them work on what is not handed in yet.
fn has_to_do(person: &Person, law: &Law, stage: &str) -> bool {
    law.procedure.acts_in(stage).flat_map(|act| &act.by).any(|actor| {
        let kind = law.kind_of(&actor.value).filter(|kind| AT_THE_DESK.contains(kind));
        kind.is_some_and(|kind| person.holds(law.pack.id(), &actor.value, kind))
    })
}

/// The seats of somebody on the panels of a case, with whether the panel is at work.
fn seats<'a>(case: &'a Case, person: &Person) -> impl Iterator<Item = (&'a Seat, bool)> {
    let account = person.account;
    case.panels
        .iter()
        .filter_map(move |panel| Some((panel.seat_of(account)?, panel.closed.is_none())))
}

fn is_cleared(case: &Case, person: &Person) -> bool {
    let declared = |seat: &Seat| seat.declared.as_ref().is_some_and(|one| !one.conflict);
    seats(case, person).all(|(seat, _)| !seat.recused())
        && seats(case, person).any(|(seat, at_work)| at_work && declared(seat))
}

impl Rule {
    /// A rule.
    pub(crate) const fn new(who: Access, to: Relation, gives: Class) -> Self {
        Self { who, to, gives }
    }
}

impl Relation {
    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "-",
            Self::Published => "published",
            Self::Certified => "certified",
            Self::Own => "own",
            Self::Before => "before",
            Self::Seated => "seated",
            Self::Cleared => "cleared",
            Self::Round => "round",
            Self::Draw => "draw",
            Self::Law => "law",
            Self::Word => "word",
            Self::Unit => "unit",
        }
    }
}

impl Class {
    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Confidential => "confidential",
            Self::Review => "review",
        }
    }
}
