//! The doors of rooms: which kinds of people may enter at all, whatever they come to look at.
//!
//! How somebody must stand to what they look at is said in [`crate::policy`]; what may be done in a case is the
//! domain's to say.

use guohe_cases::{
    account::Office,
    law::{Law, Laws},
    person::{Person, word},
};
use guohe_rules::syntax::ActorKind;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// Those who hold a role of one of these kinds in any pack.
    Kinds(&'static [ActorKind]),
    /// One of the administrators, who hold no role under any law.
    Office(Office),
}

/// Those who apply.
pub(crate) const APPLICANTS: Access = Access::Kinds(&[ActorKind::Applicant]);
/// Those who run the procedure or decide in it.
pub(crate) const STAFF: Access = Access::Kinds(AT_THE_DESK);
/// Those who run the procedure.
pub(crate) const OFFICERS: Access = Access::Kinds(&[ActorKind::Officer]);
/// Those who run the procedure, and those who decide at its end: they alone see what experts and objectors said.
pub(crate) const DECIDERS: Access = Access::Kinds(&[ActorKind::Officer, ActorKind::Leader]);
/// Those who audit the registration of units.
pub(crate) const AUDITORS: Access = Access::Kinds(&[ActorKind::Officer, ActorKind::Recommender]);
/// Those who judge.
pub(crate) const EXPERTS: Access = Access::Kinds(&[ActorKind::Expert]);

/// The kinds of actors who work at the desk.
pub(crate) const AT_THE_DESK: &[ActorKind] =
    &[ActorKind::Officer, ActorKind::Leader, ActorKind::Recommender, ActorKind::Evaluator];

/// What the door says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Come in.
    Open,
    /// Sign in first.
    SignIn,
    /// Not with this account.
    Shut,
}

impl Access {
    /// Whether somebody may pass.
    pub fn door(self, person: Option<&Person>, laws: &Laws) -> Door {
        match (self, person) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => Door::Open,
            (Self::SignedIn | Self::Kinds(_) | Self::Office(_), None) => Door::SignIn,
            (Self::Kinds(kinds), Some(person)) => {
                if kinds.iter().any(|kind| holds(person, laws, *kind)) {
                    Door::Open
                } else {
                    Door::Shut
                }
            }
            (Self::Office(office), Some(person)) => {
                if has_office(person, office) {
                    Door::Open
                } else {
                    Door::Shut
                }
            }
        }
    }

    /// Whether somebody holds under one law what this door asks for under any.
    pub fn under(self, person: Option<&Person>, law: &Law) -> bool {
        match (self, person) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => true,
            (Self::SignedIn | Self::Kinds(_) | Self::Office(_), None) => false,
            (Self::Kinds(kinds), Some(person)) => {
                kinds.iter().any(|kind| person.holds_under(law, *kind))
            }
            (Self::Office(office), Some(person)) => has_office(person, office),
        }
    }

    /// The kinds it names, in the words by which accounts hold them.
    pub fn named(self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::SignedIn => "signed-in".to_owned(),
            Self::Kinds(kinds) => {
                kinds.iter().map(|kind| word(*kind)).collect::<Vec<_>>().join("+")
            }
            Self::Office(office) => office.role().to_owned(),
        }
    }
}

/// Whether a person is one of the administrators.
pub(crate) fn has_office(person: &Person, office: Office) -> bool {
    person.roles.iter().any(|role| role == office.role())
}

/// Whether a person holds a role of a kind in any pack.
pub(crate) fn holds(person: &Person, laws: &Laws, kind: ActorKind) -> bool {
    laws.iter().any(|law| person.holds_under(law, kind))
}

#[cfg(test)]
mod tests {
    use guohe_cases::{law::Laws, person::Person};
    use uuid::Uuid;

    use super::{Access, Door, OFFICERS};

    #[test]
    fn a_door_opens_only_for_those_it_names() {
        let laws = Laws::default();
        let somebody = Person::visitor(Uuid::nil());
        assert_eq!(Access::Public.door(None, &laws), Door::Open);
        assert_eq!(Access::SignedIn.door(None, &laws), Door::SignIn);
        assert_eq!(Access::SignedIn.door(Some(&somebody), &laws), Door::Open);
        assert_eq!(OFFICERS.door(None, &laws), Door::SignIn);
        assert_eq!(OFFICERS.door(Some(&somebody), &laws), Door::Shut);
    }
}
