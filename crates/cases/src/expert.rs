//! The pool of experts: who they are, what they know, where they worked, whom they are tied to.
//!
//! An expert is a stream of their own, so that everything said about one person can be erased without a trace of
//! the others. What identifies the person stands in the personal text ([`Particulars`]); codes, windows and limits
//! do not ([`Profile`]). An expert whose text was erased is still counted in the past and never drawn again.

pub mod table;
pub mod workload;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    case::ERASING,
    desk::Desk,
    erasing::{Wanted, follow},
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    ports::{Row, RowQuery},
    verbs::Failure,
};

/// The subject that an expert is in their own stream: see [`crate::personal`].
pub const EXPERT: &str = "expert";

/// What is said of an expert that identifies nobody by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// The account with which the expert signs in; nobody without one can be drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Uuid>,
    /// Fields of technology, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The region, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Languages, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Not available up to and on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away_until: Option<Date>,
    /// At most so many open reviews; the pack's limit alone when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<usize>,
    /// At most so many reviews in a calendar year; the pack's limit alone when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_year: Option<usize>,
    /// The day until which the training counts; not trained when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_until: Option<Date>,
}

/// What is said about the person. Personal text: it can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Particulars {
    /// The name.
    pub name: String,
    /// An identity that does not depend on how the name is written, such as a researcher's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Titles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// Where the expert works and worked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub employers: Vec<Employer>,
    /// Whom the expert is tied to otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<Tie>,
}

/// A unit for which an expert works or worked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Employer {
    /// Its name.
    pub name: String,
    /// Its unified social credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The enterprise group that controls it in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Since when; not known when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Until when; still there when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// What ties an expert to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieKind {
    /// Published together with a person.
    Coauthor,
    /// Shared a project; named by the project or by the other side.
    Project,
    /// Belongs to a partner of the expert's own work.
    Partner,
    /// A relative, or the unit where a relative works.
    Family,
    /// Recommended for an application.
    Recommended,
}

impl TieKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Coauthor, Self::Project, Self::Partner, Self::Family, Self::Recommended];

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Coauthor => "coauthor",
            Self::Project => "project",
            Self::Partner => "partner",
            Self::Family => "family",
            Self::Recommended => "recommended",
        }
    }
}

/// A tie to a person, a unit or a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// What ties them.
    pub kind: TieKind,
    /// The name of the other.
    pub name: String,
    /// What identifies the other: a unified social credit code, a researcher's number, the number of a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The last day on which it held; it still holds when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// What happens to an expert in the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The expert was entered, or the entry changed; all of it as it is now.
    Entered(Profile),
    /// The expert left the pool.
    Retired {
        /// Why.
        reasons: String,
    },
}

/// An expert of the pool.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expert {
    /// The stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// Codes, windows, limits.
    pub profile: Profile,
    /// About the person; none once it was erased.
    pub person: Option<Particulars>,
    /// What the entry said before it was changed, with the day of the change, the earliest first; nothing once it was
    /// erased. Whoever changes an entry does not undo by it what ties the expert to somebody.
    #[serde(skip)]
    pub earlier: Vec<(Date, Particulars)>,
    /// Accounts that stood in the entry and were taken out of it.
    #[serde(skip)]
    pub former: BTreeSet<Uuid>,
    /// The day the expert left the pool, and why.
    pub retired: Option<(Date, String)>,
    /// Erasures that were proposed and not carried out.
    pub erasing: Vec<Wanted>,
    /// The day of the first entry.
    pub since: Date,
    /// Requests already done.
    #[serde(skip)]
    pub done: Vec<Once>,
}

impl Expert {
    /// Folds the events of an expert; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut expert: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            let once = entry.frame.once.clone();
            let after = Self::after(expert, event, entry);
            let mut own = after.ok_or_else(|| Unreadable::stray(event))?;
            own.version = event.seq;
            own.done.extend(once);
            expert = Some(own);
        }
        Ok(expert)
    }

    /// The expert after one more event; nothing for one that cannot follow.
    fn after(before: Option<Self>, event: &Event, entry: Entry) -> Option<Self> {
        let on = event.what.effective_on;
        if let Happened::Expert(Step::Entered(profile)) = entry.what {
            let person = entry.personal.and_then(|text| serde_json::from_value(text).ok());
            let id = event.stream.id;
            return Some(Self::entered(before, (id, on), profile, person));
        }
        let mut own = before?;
        if let Happened::Expert(Step::Retired { reasons }) = entry.what {
            own.retired = Some((on, reasons));
        } else if let Happened::Erasing(step) = entry.what {
            follow(&mut own.erasing, step, (event.what.actor.clone(), on), None)?;
        } else if let Happened::PersonalErased { .. } = entry.what {
            own.erasing.retain(|one| !one.is_open());
            own.person = None;
            own.earlier.clear();
        } else {
            return None;
        }
        Some(own)
    }

    /// The expert as entered on a day, with what the entry said before.
    fn entered(
        before: Option<Self>,
        (id, on): (Uuid, Date),
        profile: Profile,
        person: Option<Particulars>,
    ) -> Self {
        let own = before.unwrap_or_else(|| Self {
            id,
            version: 0,
            profile: Profile::default(),
            person: None,
            earlier: Vec::new(),
            former: BTreeSet::new(),
            retired: None,
            erasing: Vec::new(),
            since: on,
            done: Vec::new(),
        });
        let (mut earlier, mut former) = (own.earlier, own.former);
        earlier.extend(own.person.filter(|was| Some(was) != person.as_ref()).map(|was| (on, was)));
        former.extend(own.profile.account);
        former.retain(|account| Some(*account) != profile.account);
        Self { profile, person, earlier, former, retired: None, ..own }
    }

    /// Whether what could tie the expert to somebody is there less than before, or is no longer said of the same account.
    pub fn loses(&self, after: &Profile, person: &Particulars) -> bool {
        let Some(was) = &self.person else { return false };
        let is_dropped = |one: &Employer| !person.employers.contains(one);
        self.profile.account.is_some_and(|own| after.account != Some(own))
            || was.employers.iter().any(is_dropped)
            || was.ties.iter().any(|tie| !person.ties.contains(tie))
            || was.identity.is_some() && was.identity != person.identity
            || was.name != person.name
    }

    /// The name; empty once it was erased.
    pub fn name(&self) -> &str {
        self.person.as_ref().map_or("", |person| person.name.as_str())
    }

    /// Where the expert works on a day.
    pub fn employers_on(&self, day: Date) -> impl Iterator<Item = &Employer> {
        let all = self.person.iter().flat_map(|person| &person.employers);
        all.filter(move |one| {
            one.from.is_none_or(|from| from <= day) && one.to.is_none_or(|to| to >= day)
        })
    }

    /// Its row in lists: nothing about the person.
    pub fn row(&self) -> Row {
        let mut extra = Map::new();
        extra.insert("fields".to_owned(), json!(self.profile.fields));
        extra.insert("region".to_owned(), json!(self.profile.region));
        if self.erasing.iter().any(Wanted::is_open) {
            extra.insert(ERASING.to_owned(), json!(true));
        }
        Row {
            stream: StreamId { about: About::Expert, id: self.id },
            version: self.version,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: None,
            stage: if self.retired.is_some() { "retired" } else { "listed" }.to_owned(),
            waits_for: None,
            since: self.since,
            due: None,
            title: String::new(),
            number: None,
            extra: Value::Object(extra),
            people: self.profile.account.iter().chain(&self.former).copied().collect(),
        }
    }
}

/// An entry as it is recorded: the step, and the text about the person.
pub fn entered(
    profile: Profile,
    person: &Particulars,
) -> Result<(Happened, Value), serde_json::Error> {
    Ok((Happened::Expert(Step::Entered(profile)), serde_json::to_value(person)?))
}

/// Everybody in the pool, those who left it included, in the order of their ids.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn pool(desk: Desk<'_>) -> Result<Vec<Expert>, Failure> {
    found(desk, RowQuery::default()).await
}

/// The entries of an account: one, unless somebody entered the same person twice.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn of_account(desk: Desk<'_>, account: Uuid) -> Result<Vec<Expert>, Failure> {
    let mut all = ever_of_account(desk, account).await?;
    all.retain(|expert| expert.profile.account == Some(account));
    Ok(all)
}

/// The entries in which an account stands or once stood.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn ever_of_account(desk: Desk<'_>, account: Uuid) -> Result<Vec<Expert>, Failure> {
    found(desk, RowQuery { person: Some(account), ..RowQuery::default() }).await
}

/// Those of whom an erasure is on its way.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn on_their_way_out(desk: Desk<'_>) -> Result<Vec<Expert>, Failure> {
    let query = RowQuery { about: Some(About::Expert), ..RowQuery::default() };
    let rows = desk.rows_where(query, usize::MAX, |row| row.extra.get(ERASING).is_some()).await?;
    folded(desk, &rows).await
}

async fn found(desk: Desk<'_>, query: RowQuery) -> Result<Vec<Expert>, Failure> {
    let rows = desk.rows(RowQuery { about: Some(About::Expert), ..query }).await?;
    folded(desk, &rows).await
}

async fn folded(desk: Desk<'_>, rows: &[Row]) -> Result<Vec<Expert>, Failure> {
    let mut experts = Vec::new();
    for row in rows {
        experts.extend(Expert::fold(&desk.events(row.stream).await?)?);
    }
    Ok(experts)
}
