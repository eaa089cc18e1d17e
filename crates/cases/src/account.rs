//! What was done with accounts, and the three administrators of an installation.
//!
//! What somebody may do now stands in [`crate::ports::Account`]; how it came to that, who proposed a role and who
//! confirmed it, whose name was asked for and why, are events of a stream of the account, recorded with the change.
//!
//! The administrators are roles of the installation and of no pack: the system administrator keeps accounts, the
//! security administrator says who may do what, the audit administrator looks at both. None of them has anything to
//! do with applications, and nobody is two of them.

mod lifetime;
mod need;
mod office;
mod reset;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

pub use lifetime::Expiry;
pub use need::{Behind, EVERYBODY, Need};
pub use office::{Office, clashes, go_together};
pub use reset::{Granted, Lost};

use crate::{
    event::{About, Actor, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    moment::civil_day,
    personal::Subject,
    ports::Row,
};

/// What the security administrator is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Somebody asked for unusually many names.
    Names,
    /// Somebody opened unusually many applications.
    Cases,
    /// Somebody took out of the pool of experts what could tie a member of a panel, or somebody drawn for one, to a case.
    Pool,
    /// Passwords were tried on an account.
    Passwords,
    /// Codes of a second factor were tried on an account, by somebody who had its password.
    Factors,
    /// A passkey of an account may have been copied.
    Copied,
    /// An account asked for many pages that are not for it.
    Refused,
    /// Sign-ins from one address failed, to whichever accounts.
    SignIns,
    /// Words that are no tokens came from one address.
    Tokens,
    /// Forms came from other sites, or without the word of their page.
    Forged,
    /// The scanner gave no answer, and files are held.
    Unscanned,
    /// The log is not what was recorded, or could not be read.
    Log,
    /// The program or a pack is not what it was at the last start.
    Program,
}

impl AlarmKind {
    /// Its word in the log of the program.
    pub fn word(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Cases => "cases",
            Self::Pool => "pool",
            Self::Passwords => "passwords",
            Self::Factors => "factors",
            Self::Copied => "copied",
            Self::Refused => "refused",
            Self::SignIns => "sign_ins",
            Self::Tokens => "tokens",
            Self::Forged => "forged",
            Self::Unscanned => "unscanned",
            Self::Log => "log",
            Self::Program => "program",
        }
    }
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It was made, with roles given at the command line or none.
    Added {
        /// The roles.
        roles: Vec<String>,
    },
    /// Nobody signs in with it any more.
    Closed {},
    /// It was opened again.
    Reopened {},
    /// It ends after a day, or has no end any more.
    EndSet {
        /// Its last day.
        on: Option<Date>,
    },
    /// Time has closed it.
    Expired {
        /// Why.
        why: Expiry,
    },
    /// Its second factor was taken away.
    FactorReset {},
    /// The operator gave it other roles at the command line.
    RolesGiven {
        /// All roles from now on.
        roles: Vec<String>,
    },
    /// Other roles were proposed.
    RolesProposed {
        /// All roles it would have.
        roles: Vec<String>,
    },
    /// Proposed roles count from now on.
    RolesConfirmed {
        /// The number of the event that proposed them.
        proposal: u64,
    },
    /// What was proposed was turned down, or the proposal was taken back.
    RolesDeclined {
        /// The number of the event that proposed them.
        proposal: u64,
        /// Why.
        reasons: String,
    },
    /// It was proposed that nobody shall read any more whose the account was.
    ErasureProposed {
        /// Why.
        reasons: String,
    },
    /// Nobody can read any more whose it was.
    Erased {
        /// The number of the event that proposed it.
        proposal: u64,
        /// What was kept about them elsewhere and went with it: see [`crate::personal::erased`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        texts: Vec<Subject>,
    },
    /// It was proposed that the owner, who has lost what proves them, may replace it.
    ResetProposed {
        /// What they have lost.
        lost: Lost,
        /// How it was ascertained that it is they.
        reasons: String,
    },
    /// Whoever has a word may replace it from now on, once and for a while.
    ResetConfirmed {
        /// The number of the event that proposed it.
        proposal: u64,
        /// SHA-256 of the word, in hexadecimal.
        word: String,
        /// Until when.
        until: Timestamp,
    },
    /// The owner has replaced it.
    ResetUsed {
        /// The number of the event that proposed it.
        proposal: u64,
    },
    /// The owner asked for a name beyond their limit; a second person has to agree.
    NameAsked {
        /// Whose.
        of: Behind,
        /// Why, as a kind.
        need: Need,
    },
    /// A second person agreed.
    NameGranted {
        /// The number of the event that asked.
        asked: u64,
    },
    /// The owner was shown a name. Why in words is personal text of the event.
    NameShown {
        /// Whose.
        of: Behind,
        /// Why, as a kind.
        need: Need,
        /// The number of the event that asked, where a second person had to agree.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<u64>,
    },
    /// The owner, who audits, took lines of the log away.
    LogExported {
        /// How many.
        lines: u64,
    },
    /// The owner, who audits, had the whole log verified.
    LogVerified {},
    /// The owner, an administrator, changed a setting of the installation.
    SettingChanged(Changed),
    /// The owner did something unusually often, or something was tried on the account.
    Alarmed {
        /// What.
        kind: AlarmKind,
        /// How often within an hour.
        count: u32,
        /// What is usual, or allowed.
        usual: u32,
    },
}

/// A setting of the installation, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Its name.
    pub setting: String,
    /// What counted before; nothing where it was never set.
    pub from: Value,
    /// What was put in its place.
    pub to: Value,
}

/// Other roles that were proposed, or that the account be erased, or that its owner may replace what they have lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The number of its event.
    pub number: u64,
    /// All roles the account would have.
    pub roles: Vec<String>,
    /// Why it is to be erased, where that is what was proposed.
    pub erasure: Option<String>,
    /// What its owner has lost and how it was ascertained that it is they, where that is what was proposed.
    pub reset: Option<(Lost, String)>,
    /// Who proposed.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What became of it: confirmed or not, by whom, when, and why not.
    pub settled: Option<(bool, Actor, Timestamp, String)>,
}

/// A name that was asked for beyond the limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// The number of its event.
    pub number: u64,
    /// Who asked: the owner of the account, for themselves or for whom they act.
    pub by: Actor,
    /// Whose name.
    pub of: Behind,
    /// Why.
    pub need: Need,
    /// When.
    pub at: Timestamp,
    /// Who agreed.
    pub granted: Option<Actor>,
    /// Whether the name was shown.
    pub used: bool,
}

/// Something unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What.
    pub kind: AlarmKind,
    /// When.
    pub at: Timestamp,
    /// How often within an hour.
    pub count: u32,
    /// What is usual, or allowed.
    pub usual: u32,
}

/// What is known of an account from its events.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The account.
    pub account: Uuid,
    /// How many events there are.
    pub version: u64,
    /// The day of the last of them.
    pub since: Date,
    /// Proposals of roles, in their order.
    pub proposals: Vec<Proposal>,
    /// What its owner may replace, as long as they have not; the latest alone counts.
    pub granted: Option<Granted>,
    /// Whose name was shown, and when.
    pub shown: Vec<(Behind, Timestamp)>,
    /// Names asked for beyond the limit.
    pub asked: Vec<Asking>,
    /// Alarms, in their order.
    pub alarms: Vec<Alarm>,
    /// Settings that the owner changed, each with the time.
    pub settings: Vec<(Changed, Timestamp)>,
    /// Requests that were carried out.
    pub done: Vec<Once>,
}

/// The stream of an account, under the id of the account.
pub fn stream(account: Uuid) -> StreamId {
    StreamId { about: About::Account, id: account }
}

impl History {
    /// An account of which nothing is recorded.
    pub fn empty(account: Uuid) -> Self {
        Self {
            account,
            version: 0,
            since: Date::MIN,
            proposals: Vec::new(),
            granted: None,
            shown: Vec::new(),
            asked: Vec::new(),
            alarms: Vec::new(),
            settings: Vec::new(),
            done: Vec::new(),
        }
    }

    /// Folds the events of an account.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    pub fn fold(account: Uuid, events: &[Event]) -> Result<Self, Unreadable> {
        let mut own = Self::empty(account);
        for event in events {
            own.apply(event)?;
        }
        Ok(own)
    }

    fn apply(&mut self, event: &Event) -> Result<(), Unreadable> {
        let entry = Entry::read(event)?;
        let Happened::Account(step) = entry.what else { return Err(Unreadable::stray(event)) };
        let (number, at, by) = (event.seq, event.recorded_at, event.what.actor.clone());
        let stray = || Unreadable::stray(event);
        let new = || Proposal::of(number, event.what.actor.clone(), at);
        match step {
            // A link that was given out leads nowhere once the account was closed.
            Step::Closed {} | Step::Expired { .. } => self.granted = None,
            Step::Added { .. }
            | Step::EndSet { .. }
            | Step::Reopened {}
            | Step::FactorReset {}
            | Step::RolesGiven { .. }
            | Step::LogExported { .. }
            | Step::LogVerified {} => {}
            Step::RolesProposed { roles } => self.proposals.push(Proposal { roles, ..new() }),
            Step::ErasureProposed { reasons } => self.proposals.push(new().erasing(reasons)),
            Step::ResetProposed { lost, reasons } => {
                self.proposals.push(new().resetting(lost, reasons));
            }
            Step::ResetConfirmed { proposal, word, until } => {
                self.grants((proposal, word, until), (by, at)).ok_or_else(stray)?;
            }
            Step::ResetUsed { proposal } => {
                self.granted.take_if(|one| one.proposal == proposal).ok_or_else(stray)?;
            }
            Step::RolesConfirmed { proposal } | Step::Erased { proposal, .. } => {
                let open = self.open(proposal).ok_or_else(stray)?;
                open.settled = Some((true, by, at, String::new()));
            }
            Step::RolesDeclined { proposal, reasons } => {
                let open = self.open(proposal).ok_or_else(stray)?;
                open.settled = Some((false, by, at, reasons));
            }
            Step::SettingChanged(changed) => self.settings.push((changed, at)),
            Step::NameAsked { of, need } => {
                let (granted, used) = (None, false);
                self.asked.push(Asking { number, by, of, need, at, granted, used });
            }
            Step::NameGranted { asked } => {
                let mut all = self.asked.iter_mut();
                all.find(|one| one.number == asked).ok_or_else(stray)?.granted = Some(by);
            }
            Step::NameShown { of, asked, .. } => {
                self.shown.push((of, at));
                if let Some(one) = self.asked.iter_mut().find(|one| Some(one.number) == asked) {
                    one.used = true;
                }
            }
            Step::Alarmed { kind, count, usual } => {
                self.alarms.push(Alarm { kind, at, count, usual });
            }
        }
        self.version = number;
        self.since = civil_day(at);
        self.done.extend(entry.frame.once);
        Ok(())
    }

    fn open(&mut self, number: u64) -> Option<&mut Proposal> {
        let mut all = self.proposals.iter_mut();
        all.find(|one| one.number == number && one.settled.is_none())
    }

    /// The proposal that nobody has settled yet.
    pub fn waiting(&self) -> Option<&Proposal> {
        self.proposals.iter().find(|one| one.settled.is_none())
    }

    /// How many names were shown within an hour before an instant.
    pub fn shown_lately(&self, now: Timestamp) -> usize {
        self.shown.iter().filter(|(_, at)| now.duration_since(*at) < AN_HOUR).count()
    }

    /// Whether the list of those who can be added to a panel is open to them at an instant: for half an hour after
    /// they asked for it.
    pub fn sees_list(&self, case: Uuid, panel: &str, now: Timestamp) -> bool {
        let own = self
            .shown
            .iter()
            .filter(|(of, _)| of.is_everybody() && of.case == case && of.panel == panel);
        own.map(|(_, at)| now.duration_since(*at)).any(|since| since < HALF_AN_HOUR)
    }

    /// Whether an alarm of a kind was raised within an hour before an instant.
    pub fn alarmed_lately(&self, kind: AlarmKind, now: Timestamp) -> bool {
        self.alarms.iter().any(|one| one.kind == kind && now.duration_since(one.at) < AN_HOUR)
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        let mut extra = json!({ "alarms": self.alarms });
        if let Some(extra) = extra.as_object_mut().filter(|_| !self.settings.is_empty()) {
            extra.insert(SETTINGS.to_owned(), json!(self.settings));
        }
        let asked = self.asked.iter().any(|one| one.granted.is_none());
        Row {
            stream: stream(self.account),
            version: self.version,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: None,
            stage: if self.waiting().is_some() { "proposed" } else { "settled" }.to_owned(),
            waits_for: asked.then(|| SECOND.to_owned()),
            since: self.since,
            due: None,
            title: String::new(),
            number: None,
            extra,
            people: Vec::new(),
        }
    }
}

/// Limits and alarms count within an hour.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);
/// So long a list of names stays open to whoever asked for it.
const HALF_AN_HOUR: SignedDuration = SignedDuration::from_mins(30);

/// In a row: settings that the owner of the account changed.
pub const SETTINGS: &str = "settings";

/// For whom a name waits that somebody asked for beyond their limit.
pub const SECOND: &str = "second_person";
