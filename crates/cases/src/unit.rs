//! Units: organisations that apply, with those who act for them.
//!
//! A unit is a stream with an id of its own, begun by its future administrator. Its credit code belongs to it only
//! once somebody has audited the registration: until then anybody may have typed it, so that whoever types the code of
//! another unit gets nothing of what is that unit's. The code is then held in a stream whose id follows from it, so
//! that no two units can hold one.

mod people;
mod statement;
pub mod table;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

pub use people::{Invitation, Role};
pub use statement::{Contact, KINDS, PLACES, Statement, faults};

use crate::{
    credit_code::CreditCode,
    desk::Desk,
    event::{About, Actor, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    ports::Row,
    refusal::{Refusal, Sort, words},
    verbs::Failure,
};

/// The kind of a unit's row in lists.
pub(crate) const KIND: &str = "unit";
/// The kind of the row of a code that a unit holds.
const CODE: &str = "code";

/// Where the registration of a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is being filled in.
    Draft,
    /// It was handed in and waits for its audit.
    Stated,
    /// It was returned for correction.
    Returned,
    /// It was refused.
    Refused,
    /// It was admitted: the unit may hand in.
    Admitted,
    /// It was entered by the operator of the installation, without a registration: the unit may hand in.
    Entered,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Stated, Self::Returned, Self::Refused, Self::Admitted, Self::Entered];

    /// Its word in rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Stated => "stated",
            Self::Returned => "returned",
            Self::Refused => "refused",
            Self::Admitted => "admitted",
            Self::Entered => "entered",
        }
    }

    /// The standing that a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether what the unit prepares may be handed in.
    pub fn is_admitted(self) -> bool {
        matches!(self, Self::Admitted | Self::Entered)
    }

    /// Whether what was stated may be changed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

/// What an audit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The unit may hand in from now on.
    Admitted,
    /// Something is to be corrected, and handed in again.
    Returned,
    /// The registration ends.
    Refused,
}

/// What happens to a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody began to register it.
    Begun {
        /// Their account.
        administrator: Uuid,
    },
    /// What is stated was saved, as typed.
    Saved(Statement),
    /// It was handed in.
    Stated {
        /// The department that audits it; the authority where there is none.
        audit: Option<Uuid>,
    },
    /// It was audited.
    Audited {
        /// The way out.
        outcome: Outcome,
        /// Why; empty where nothing has to be said.
        reasons: String,
    },
    /// In the stream of a code: a unit holds it.
    Held {
        /// Which.
        by: Uuid,
    },
    /// It was put under departments.
    Placed {
        /// Its code.
        code: String,
        /// Its name, for lists; as it was where it is empty.
        name: String,
        /// The codes of the departments.
        above: Vec<String>,
    },
    /// Somebody was invited.
    Invited(Invitation),
    /// An invitation was taken back.
    InvitationWithdrawn {
        /// Which.
        invitation: Uuid,
    },
    /// An invitation was accepted; it is used by that.
    Joined {
        /// Which.
        invitation: Uuid,
        /// By whom.
        account: Uuid,
        /// As what.
        role: Role,
    },
    /// A member's account was closed.
    Left {
        /// Whose.
        account: Uuid,
        /// Why.
        reasons: String,
    },
    /// The administrator wants to hand over.
    HandoverOffered {
        /// To whom.
        to: Uuid,
    },
    /// What was offered was accepted, declined, or taken back.
    HandoverAnswered {
        /// Whether the other is the administrator from now on.
        accepted: bool,
    },
    /// A member asked for another administrator, because theirs is gone.
    ReplacementAsked {
        /// For whom.
        to: Uuid,
        /// Why.
        reasons: String,
    },
    /// Somebody who audits the unit proposed another administrator.
    ReplacementProposed {
        /// Whom.
        to: Uuid,
        /// Why.
        reasons: String,
        /// What shows it: a letter of the unit, a decision, by number and date.
        evidence: String,
    },
    /// A second person confirmed what was proposed, or declined it.
    ReplacementAnswered {
        /// Whether the other is the administrator from now on.
        confirmed: bool,
    },
}

/// One step of a unit's history.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// Who did it, and for whom.
    pub by: Actor,
    /// When it was recorded.
    pub at: Timestamp,
    /// Its number in the stream.
    pub seq: u64,
    /// What.
    pub step: Step,
}

/// A unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The stream, and what accounts and cases name as their organisation.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// Where its registration stands.
    pub standing: Standing,
    /// What is stated of it, as typed.
    pub statement: Statement,
    /// Whom to ask; none once it was erased.
    pub contact: Option<Contact>,
    /// The department that audits it; the authority where there is none.
    pub audit: Option<Uuid>,
    /// The codes of the departments above it.
    pub above: Vec<String>,
    /// Its members, with their roles.
    pub members: BTreeMap<Uuid, Role>,
    /// Invitations that nobody has accepted and nobody has taken back, whether or not they have run out.
    pub invitations: Vec<Invitation>,
    /// To whom the administrator wants to hand over.
    pub handover: Option<Uuid>,
    /// In the stream of a code: which unit holds it.
    pub held_by: Option<Uuid>,
    /// The day of its first event.
    pub since: Date,
    /// What happened to it, but for saving.
    pub history: Vec<Passed>,
    /// Requests already done.
    pub done: Vec<Once>,
}

/// Whom a step proposes as the administrator, with the step.
fn proposed(passed: &Passed) -> Option<(Uuid, &Passed)> {
    let Step::ReplacementProposed { to, .. } = passed.step else { return None };
    Some((to, passed))
}

impl Unit {
    fn begin(event: &Event) -> Self {
        Self {
            id: event.stream.id,
            version: 0,
            standing: Standing::Entered,
            statement: Statement::default(),
            contact: None,
            audit: None,
            above: Vec::new(),
            members: BTreeMap::new(),
            invitations: Vec::new(),
            handover: None,
            held_by: None,
            since: event.what.effective_on,
            history: Vec::new(),
            done: Vec::new(),
        }
    }

    /// Folds the events of a unit, or of a code; none where there are none, or they are about a department.
    ///
    /// # Errors
    /// An event that cannot be read.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut unit: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            let Happened::Unit(step) = entry.what else { return Ok(None) };
            let own = unit.get_or_insert_with(|| Self::begin(event));
            own.version = event.seq;
            own.done.extend(entry.frame.once);
            if matches!(step, Step::Saved(_)) {
                own.contact = entry.personal.and_then(|text| serde_json::from_value(text).ok());
            } else {
                own.history.push(Passed {
                    by: event.what.actor.clone(),
                    at: event.recorded_at,
                    seq: event.seq,
                    step: step.clone(),
                });
            }
            own.apply(step);
        }
        Ok(unit)
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Begun { administrator } => {
                self.standing = Standing::Draft;
                self.members.insert(administrator, Role::Administrator);
            }
            Step::Saved(statement) => self.statement = statement,
            Step::Stated { audit } => {
                self.standing = Standing::Stated;
                self.audit = audit;
            }
            Step::Audited { outcome, .. } => self.audited(outcome),
            Step::Held { by } => self.held_by = Some(by),
            Step::Placed { code, name, above } => {
                self.statement.code = code;
                if !name.is_empty() {
                    self.statement.name_zh = name;
                }
                self.above = above;
            }
            Step::Invited(invitation) => self.invitations.push(invitation),
            Step::InvitationWithdrawn { invitation } => self.used(invitation),
            Step::Joined { invitation, account, role } => {
                self.used(invitation);
                self.members.insert(account, role);
            }
            Step::Left { account, .. } => {
                self.members.remove(&account);
                self.handover = self.handover.filter(|to| *to != account);
            }
            Step::HandoverOffered { to } => self.handover = Some(to),
            Step::HandoverAnswered { accepted } => self.handed_over(accepted),
            // The answer stands in the history already; what the one who is gone had offered ends with their role.
            Step::ReplacementAnswered { confirmed: true } => {
                self.handover = self.history.iter().rev().find_map(proposed).map(|(to, _)| to);
                self.handed_over(true);
            }
            Step::ReplacementAsked { .. }
            | Step::ReplacementProposed { .. }
            | Step::ReplacementAnswered { confirmed: false } => {}
        }
    }

    fn audited(&mut self, outcome: Outcome) {
        self.standing = match outcome {
            Outcome::Admitted => Standing::Admitted,
            Outcome::Returned => Standing::Returned,
            Outcome::Refused => Standing::Refused,
        };
        if outcome == Outcome::Admitted && !self.statement.superior.is_empty() {
            self.above = vec![self.statement.superior.clone()];
        }
    }

    fn used(&mut self, invitation: Uuid) {
        self.invitations.retain(|one| one.id != invitation);
    }

    fn handed_over(&mut self, accepted: bool) {
        let Some(to) = self.handover.take().filter(|_| accepted) else { return };
        for (member, role) in &mut self.members {
            if *role == Role::Administrator {
                *role = Role::Submitter;
            }
            if *member == to {
                *role = Role::Administrator;
            }
        }
    }

    /// The other administrator who is proposed and not answered about yet, with the step by which that was.
    pub fn replacement(&self) -> Option<(Uuid, &Passed)> {
        let ends = |passed: &&Passed| {
            let accepted = Step::HandoverAnswered { accepted: true };
            matches!(passed.step, Step::ReplacementAnswered { .. }) || passed.step == accepted
        };
        let mut since = self.history.iter().rev().take_while(|passed| !ends(passed));
        since.find_map(proposed)
    }

    /// The administrator.
    pub fn administrator(&self) -> Option<Uuid> {
        let mut members = self.members.iter();
        members.find(|(_, role)| **role == Role::Administrator).map(|(member, _)| *member)
    }

    /// What was said when it was last audited.
    pub fn last_audit(&self) -> Option<(&Passed, Outcome, &str)> {
        self.history.iter().rev().find_map(|passed| {
            let Step::Audited { outcome, reasons } = &passed.step else { return None };
            Some((passed, *outcome, reasons.as_str()))
        })
    }

    /// The number of the event by which it was last handed in.
    pub fn last_stated(&self) -> Option<&Passed> {
        self.history.iter().rev().find(|passed| matches!(passed.step, Step::Stated { .. }))
    }

    /// Its row in lists: nothing about persons but which accounts are its members.
    pub fn row(&self) -> Row {
        let (kind, stage) = match self.held_by {
            Some(_) => (CODE, "held"),
            None => (KIND, self.standing.word()),
        };
        Row {
            stream: StreamId { about: About::Organisation, id: self.id },
            version: self.version,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: Some(kind.to_owned()),
            stage: stage.to_owned(),
            waits_for: None,
            since: self.since,
            due: None,
            title: self.statement.name_zh.clone(),
            number: CreditCode::read(&self.statement.code).ok().map(|code| code.to_string()),
            extra: json!({ "above": self.above, "audit": self.audit, "en": self.statement.name_en }),
            people: self.members.keys().copied().collect(),
        }
    }
}

/// A unit by its id.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn find(desk: Desk<'_>, id: Uuid) -> Result<Option<Unit>, Failure> {
    let stream = StreamId { about: About::Organisation, id };
    Ok(Unit::fold(&desk.events(stream).await?)?)
}

/// The id of the organisation that a code belongs to: of the unit that holds it, or the one that follows from it.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn of_code(desk: Desk<'_>, code: &CreditCode) -> Result<Uuid, Failure> {
    let own = code.organisation();
    Ok(find(desk, own).await?.and_then(|unit| unit.held_by).unwrap_or(own))
}

/// Where the registration of an organisation stands; entered where nobody registered it.
///
/// # Errors
/// The failure of the store.
pub async fn standing(desk: Desk<'_>, organisation: Uuid) -> Result<Standing, Failure> {
    let stream = StreamId { about: About::Organisation, id: organisation };
    let row = desk.store.row(desk.tenant, stream).await.map_err(Failure::Store)?;
    // A row of another kind is no unit's: nothing is handed in for it.
    Ok(row.map_or(Standing::Entered, |row| Standing::read(&row.stage).unwrap_or(Standing::Draft)))
}

/// Why nothing can be handed in for a unit as its registration stands, and what to do; nothing where it can.
pub fn not_yet(standing: Standing) -> Option<Refusal> {
    let (what, next) = match standing {
        Standing::Admitted | Standing::Entered => return None,
        Standing::Draft => (
            words(
                "本单位的注册信息还没有提交审核",
                "the registration of your organisation has not been handed in",
            ),
            words(
                "请先在“本单位”页提交；在此之前可以填写，不能提交",
                "hand it in on the page of your organisation; until then you can fill in and not hand in",
            ),
        ),
        Standing::Stated => (
            words("本单位的注册正在审核", "the registration of your organisation is being audited"),
            words(
                "审核通过后即可提交；现在可以继续填写",
                "you can hand in once it is admitted; meanwhile you can go on filling in",
            ),
        ),
        Standing::Returned => (
            words(
                "本单位的注册被退回更正",
                "the registration of your organisation was returned for correction",
            ),
            words(
                "请在“本单位”页按所述理由更正后再提交审核",
                "correct it on the page of your organisation and hand it in again",
            ),
        ),
        Standing::Refused => (
            words("本单位的注册未获通过", "the registration of your organisation was refused"),
            words(
                "理由见“本单位”页；由单位已有的管理员邀请您，或重新注册",
                "the reasons stand on the page of your organisation; ask its administrator for an invitation, or register anew",
            ),
        ),
    };
    Some(Refusal::new(Sort::Condition, "", what, next))
}
