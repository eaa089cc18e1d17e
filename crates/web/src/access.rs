//! Who may call a route: declared beside the route, looked at before the handler runs.
//!
//! What a person may do in a case is the domain's to say; this is only the door to the room.

use guohe_cases::{
    law::{Law, Laws},
    person::Person,
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
}

/// Those who apply.
pub(crate) const APPLICANTS: Access = Access::Kinds(&[ActorKind::Applicant]);
/// Those who run the procedure or decide in it.
pub(crate) const STAFF: Access = Access::Kinds(&[
    ActorKind::Officer,
    ActorKind::Leader,
    ActorKind::Recommender,
    ActorKind::Evaluator,
]);
/// Those who run the procedure.
pub(crate) const OFFICERS: Access = Access::Kinds(&[ActorKind::Officer]);
/// Those who judge.
pub(crate) const EXPERTS: Access = Access::Kinds(&[ActorKind::Expert]);

/// What the door says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Come in.
    Open,
    /// Sign in first.
    SignIn,
    /// Not with this account.
    Shut,
}

impl Access {
    /// Whether somebody may pass.
    pub(crate) fn door(self, person: Option<&Person>, laws: &Laws) -> Door {
        match (self, person) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => Door::Open,
            (Self::SignedIn | Self::Kinds(_), None) => Door::SignIn,
            (Self::Kinds(kinds), Some(person)) => {
                if kinds.iter().any(|kind| holds(person, laws, *kind)) {
                    Door::Open
                } else {
                    Door::Shut
                }
            }
        }
    }
}

/// Whether a person holds a role of a kind in any pack.
pub(crate) fn holds(person: &Person, laws: &Laws, kind: ActorKind) -> bool {
    laws.iter().any(|law| holds_under(person, law, kind))
}

/// Whether a person holds a role of a kind in one pack.
pub(crate) fn holds_under(person: &Person, law: &Law, kind: ActorKind) -> bool {
    let pack = law.pack.id();
    let mut actors = law.pack.file.actors.iter().filter(|actor| actor.kind == kind);
    actors.any(|actor| person.holds(pack, &actor.id.value, kind))
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
