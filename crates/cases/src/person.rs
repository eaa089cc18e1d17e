//! Who acts, and whether they may.
//!
//! A person holds roles: `pack id:actor id`, or the bare kind of an actor (`officer`) for all packs. In a case
//! an applicant must moreover belong to its organisation, and an expert must sit on its panel; this module
//! knows the first two, the verbs of panels know the third.

use guohe_rules::syntax::ActorKind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{department::Reach, event::Actor, law::Law, ports::Account, unit::Role};

/// A person at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their account.
    pub account: Uuid,
    /// The roles they hold.
    pub roles: Vec<String>,
    /// The organisation for which they act.
    pub organisation: Option<Uuid>,
    /// The account they act for, as a deputy.
    pub acting_for: Option<Uuid>,
    /// The organisations they stand to where they recommend.
    #[serde(skip)]
    pub reach: Reach,
}

impl Person {
    /// The person behind an account.
    pub fn of(account: &Account) -> Self {
        Self {
            account: account.id,
            roles: account.roles.clone(),
            organisation: account.organisation,
            acting_for: None,
            reach: Reach::Nobody,
        }
    }

    /// Anybody: a visitor without an account, known only by the id given to this visit.
    pub fn visitor(visit: Uuid) -> Self {
        Self {
            account: visit,
            roles: vec![PUBLIC.to_owned()],
            organisation: None,
            acting_for: None,
            reach: Reach::Nobody,
        }
    }

    /// Whoever works at the machine itself, without an account.
    pub fn operator() -> Self {
        Self {
            account: Uuid::nil(),
            roles: Vec::new(),
            organisation: None,
            acting_for: None,
            reach: Reach::Nobody,
        }
    }

    /// Whether it is whoever works at the machine itself. No account and no visitor has this id.
    pub fn is_operator(&self) -> bool {
        self.account.is_nil()
    }

    /// Whether they may do what binds their organisation: everybody who acts for it but those who only fill in.
    pub fn may_bind(&self) -> bool {
        !self.roles.iter().any(|role| role == Role::Filler.held())
    }

    /// Whether they say who belongs to their organisation.
    pub fn administers(&self) -> bool {
        self.roles.iter().any(|role| role == Role::Administrator.held())
    }

    /// Whether they hold an actor's role in a pack.
    pub fn holds(&self, pack: &str, actor: &str, kind: ActorKind) -> bool {
        self.roles.iter().any(|role| {
            role == word(kind)
                || role.split_once(':').is_some_and(|(of, id)| of == pack && id == actor)
        })
    }

    /// Whether they hold a role of a kind under a law.
    pub fn holds_under(&self, law: &Law, kind: ActorKind) -> bool {
        let pack = law.pack.id();
        let mut actors = law.pack.file.actors.iter().filter(|actor| actor.kind == kind);
        actors.any(|actor| self.holds(pack, &actor.id.value, kind))
    }

    /// The person as recorded with an event, in a role.
    pub fn acting_as(&self, role: &str) -> Actor {
        Actor { account: self.account, role: role.to_owned(), acting_for: self.acting_for }
    }

    /// Whether an account is the person's own, or that for which they act.
    pub fn stands_behind(&self, account: Uuid) -> bool {
        [Some(self.account), self.acting_for].contains(&Some(account))
    }

    /// Whether this is the same human as the one who did something before, in person or through a deputy.
    pub fn is_behind(&self, actor: &Actor) -> bool {
        let mine = [Some(self.account), self.acting_for];
        let theirs = [Some(actor.account), actor.acting_for];
        mine.iter().flatten().any(|id| theirs.iter().flatten().any(|other| id == other))
    }
}

/// The role in which is recorded what is done at the machine itself.
pub const OPERATOR: &str = "operator";

const PUBLIC: &str = "public";

/// The word by which accounts name a kind of actor.
pub fn word(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Applicant => "applicant",
        ActorKind::Recommender => "recommender",
        ActorKind::Officer => "officer",
        ActorKind::Leader => "leader",
        ActorKind::Expert => "expert",
        ActorKind::Evaluator => "evaluator",
        ActorKind::Public => PUBLIC,
    }
}
