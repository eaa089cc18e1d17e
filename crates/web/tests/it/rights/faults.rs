//! Policies that are wrong on purpose, each in one way.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a fault changes one thing and leaves the rest as it is"
)]

use guohe_cases::{
    case::{Case, Seat},
    department::Reach,
    law::{Law, Laws},
    person::Person,
    ports::{Row, Session},
};
use guohe_rules::syntax::ActorKind;
use guohe_web::{
    access::{Access, Door},
    policy::{House, Object, Part, Policy, Relation, Rule},
};
use jiff::{SignedDuration, Timestamp};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody has to sign in.
    NoSignIn,
    /// Every door opens for whoever is signed in.
    EveryDoor,
    /// Whoever is at the desk is taken for an officer.
    StaffAreOfficers,
    /// Whoever may apply may judge.
    ApplicantsAreExperts,
    /// An application is not looked at for its organisation.
    AnyOrganisation,
    /// The organisation is enough, whatever law one applies under.
    AnyRoleOfTheOrganisation,
    /// A case is not looked at for its law.
    CasesOfAnyLaw,
    /// What is drafted is as what was handed in.
    Drafts,
    /// Any role at the desk counts for what only some may see.
    AnyRoleUnderTheLaw,
    /// Whoever may judge may apply.
    ExpertsAreApplicants,
    /// Whoever may apply is let in at the desk.
    ApplicantsAtTheDesk,
    /// Nobody at the desk stands to any case.
    NoCases,
    /// Files are shown after the end of the panel.
    ClosedPanels,
    /// Whoever is at the desk is taken for one who decides.
    StaffDecide,
    /// A round is not looked at for its law.
    RoundsOfAnyLaw,
    /// Registers and values are kept by officers of any law.
    AnyLaw,
    /// Lists are not looked at for their law.
    ListsOfAnyLaw,
    /// Whoever sees a page sees all its parts.
    EveryPart,
    /// A session does not end.
    EndlessSession,
    /// A session that is not used goes on.
    IdleSession,
    /// A department recommends whomever it likes.
    AnyDepartment,
    /// Whoever audits registrations audits all of them.
    AnyRegistration,
    /// Whoever has one of the offices of administrators has all of them.
    AnyOffice,
    /// Administrators are let in everywhere.
    OfficesEverywhere,
    /// A draw is not looked at for its law.
    DrawsOfAnyLaw,
    /// A case counts as certified before it is.
    Uncertified,
    /// Whoever may judge under a law has a seat on all its panels.
    AnySeat,
    /// Whoever has a seat need not declare anything.
    NoDeclaration,
    /// Whoever is in conflict goes on.
    NoRecusal,
}

/// Those that show in answers, each with the groups of routes in which it has to.
pub(crate) const FAULTS: [(Fault, &[&str]); 25] = [
    (Fault::NoSignIn, &["account"]),
    (Fault::EveryDoor, &["account", "apply", "desk"]),
    (Fault::StaffAreOfficers, &["case-mark"]),
    (Fault::ApplicantsAreExperts, &["reviews"]),
    (Fault::AnyOrganisation, &["app-read"]),
    (Fault::AnyRoleOfTheOrganisation, &["app-read"]),
    (Fault::CasesOfAnyLaw, &["case-read"]),
    (Fault::Drafts, &["case-read"]),
    (Fault::AnyRoleUnderTheLaw, &["case-panel"]),
    (Fault::ExpertsAreApplicants, &["apply"]),
    (Fault::ApplicantsAtTheDesk, &["desk"]),
    (Fault::NoCases, &["case-read"]),
    (Fault::ClosedPanels, &["review-file"]),
    (Fault::StaffDecide, &["case-panel"]),
    (Fault::RoundsOfAnyLaw, &["round"]),
    (Fault::AnyLaw, &["law"]),
    (Fault::ListsOfAnyLaw, &["desk", "officers"]),
    (Fault::EveryPart, &["case-read"]),
    (Fault::EndlessSession, &["desk"]),
    (Fault::IdleSession, &["desk"]),
    (Fault::AnyDepartment, &["case-read"]),
    (Fault::AnyRegistration, &["audit"]),
    (Fault::AnyOffice, &["admin-system"]),
    (Fault::OfficesEverywhere, &["desk"]),
    (Fault::DrawsOfAnyLaw, &["draw"]),
];

/// Those that show nowhere, because pages ask a second time: that an expert has a seat, has declared and is in no conflict is
/// asked by the desk of experts too, and that there is a certificate by the page of a base. The policy itself is asked.
pub(crate) const TWICE: [Fault; 4] =
    [Fault::Uncertified, Fault::AnySeat, Fault::NoDeclaration, Fault::NoRecusal];

/// The policy of the house with one fault.
#[derive(Debug)]
pub(crate) struct Faulty(pub(crate) Fault);

const DESK: Access = Access::Kinds(&[
    ActorKind::Officer,
    ActorKind::Leader,
    ActorKind::Recommender,
    ActorKind::Evaluator,
]);

/// The same rule under another door.
fn at(who: Access, rule: &Rule) -> Rule {
    Rule { who, ..*rule }
}

/// A member of a panel of the case, at work or not, who has declared that there is no conflict.
fn seated(case: &Case, person: &Person) -> bool {
    let mut seats = case.panels.iter().filter_map(|panel| panel.seat_of(person.account));
    seats.any(|seat| seat.declared.is_some() && !seat.recused())
}

/// The seats of somebody on panels that are at work.
fn at_work<'a>(case: &'a Case, person: &Person) -> impl Iterator<Item = &'a Seat> {
    let account = person.account;
    let panels = case.panels.iter().filter(|panel| panel.closed.is_none());
    panels.filter_map(move |panel| panel.seat_of(account))
}

/// Whether somebody is one of the administrators, whichever.
fn has_office(person: Option<&Person>) -> bool {
    let offices = ["system", "security", "audit"];
    person.is_some_and(|one| one.roles.iter().any(|role| offices.contains(&role.as_str())))
}

impl Policy for Faulty {
    fn door(&self, rule: &Rule, person: Option<&Person>, laws: &Laws) -> Door {
        let right = House.door(rule, person, laws);
        let officers = rule.who == Access::Kinds(&[ActorKind::Officer]);
        let deciders = rule.who == Access::Kinds(&[ActorKind::Officer, ActorKind::Leader]);
        let experts = rule.who == Access::Kinds(&[ActorKind::Expert]);
        let applicants = Access::Kinds(&[ActorKind::Applicant]);
        match self.0 {
            Fault::NoSignIn if right == Door::SignIn => Door::Open,
            Fault::EveryDoor if right == Door::Shut => Door::Open,
            Fault::StaffDecide if deciders => House.door(&at(DESK, rule), person, laws),
            Fault::StaffAreOfficers if officers => House.door(&at(DESK, rule), person, laws),
            Fault::ApplicantsAreExperts if experts && right == Door::Shut => {
                House.door(&at(applicants, rule), person, laws)
            }
            Fault::ExpertsAreApplicants if rule.who == applicants && right == Door::Shut => {
                House.door(&at(Access::Kinds(&[ActorKind::Expert]), rule), person, laws)
            }
            Fault::AnyOffice if right == Door::Shut && matches!(rule.who, Access::Office(_)) => {
                if has_office(person) {
                    Door::Open
                } else {
                    Door::Shut
                }
            }
            Fault::OfficesEverywhere if right == Door::Shut && has_office(person) => Door::Open,
            Fault::ApplicantsAtTheDesk if rule.who == DESK && right == Door::Shut => {
                House.door(&at(applicants, rule), person, laws)
            }
            _ => right,
        }
    }

    fn stands(&self, rule: &Rule, person: Option<&Person>, to: Object<'_>) -> bool {
        let right = House.stands(rule, person, to);
        let (Object::Case(_, case), Some(person)) = (to, person) else {
            let any = matches!(
                (self.0, rule.to),
                (Fault::RoundsOfAnyLaw, Relation::Round)
                    | (Fault::AnyLaw, Relation::Law)
                    | (Fault::AnyRegistration, Relation::Unit)
                    | (Fault::DrawsOfAnyLaw, Relation::Draw)
            );
            return right || any && person.is_some();
        };
        if self.0 == Fault::NoCases && rule.to == Relation::Before {
            return false;
        }
        let own = person.organisation == Some(case.organisation);
        right
            || match (self.0, rule.to) {
                (Fault::AnyOrganisation, Relation::Own)
                | (Fault::Uncertified, Relation::Certified) => true,
                (Fault::AnyRoleOfTheOrganisation, Relation::Own) => own,
                (Fault::CasesOfAnyLaw, Relation::Before) => case.was_handed_in(),
                (Fault::AnyDepartment, Relation::Before) => {
                    let everybody = Person { reach: Reach::Everybody, ..person.clone() };
                    House.stands(rule, Some(&everybody), to)
                }
                (Fault::Drafts, Relation::Before) => {
                    !case.was_handed_in() && rule.who.under(Some(person), law_of(to))
                }
                (Fault::AnyRoleUnderTheLaw, Relation::Before) => {
                    House.stands(&at(DESK, rule), Some(person), to)
                }
                (Fault::ClosedPanels, Relation::Cleared) => seated(case, person),
                (Fault::AnySeat, Relation::Seated) => rule.who.under(Some(person), law_of(to)),
                (Fault::NoDeclaration, Relation::Cleared) => {
                    at_work(case, person).any(|seat| !seat.recused())
                }
                (Fault::NoRecusal, Relation::Cleared) => {
                    at_work(case, person).any(|seat| seat.declared.is_some())
                }
                _ => false,
            }
    }

    fn lists(&self, to: Relation, person: &Person, law: &Law, row: &Row) -> bool {
        let handed_in = row.extra.get("handed_in").and_then(serde_json::Value::as_bool);
        let right = House.lists(to, person, law, row);
        match self.0 {
            Fault::ListsOfAnyLaw if to == Relation::Before => handed_in == Some(true),
            _ => right,
        }
    }

    fn shows(&self, part: Part, person: &Person, law: &Law) -> bool {
        self.0 == Fault::EveryPart || House.shows(part, person, law)
    }

    fn is_live(&self, session: &Session, idle: SignedDuration, now: Timestamp) -> bool {
        let ended = now >= session.ends_at;
        match self.0 {
            Fault::EndlessSession => ended || House.is_live(session, idle, now),
            Fault::IdleSession => !ended,
            _ => House.is_live(session, idle, now),
        }
    }
}

fn law_of(to: Object<'_>) -> &Law {
    match to {
        Object::Case(law, _) | Object::Law(law) => law,
        Object::Unit(..) => panic!("a unit has no law"),
    }
}
