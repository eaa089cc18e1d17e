//! Departments: those above organisations, each with the one above it, up to the authority.
//!
//! They are data of the installation. A city stands under its province, a ministry or a high-tech zone under nobody;
//! an organisation stands under one or several, or under none and comes to the authority directly. Whoever recommends
//! belongs to a department, and stands to the organisations under it and to no other.

pub mod table;

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::syntax::Words;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::{
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    ports::{Account, Row, RowQuery},
    unit::Standing,
    verbs::Failure,
};

/// The kind of a department's row in lists.
pub(crate) const KIND: &str = "department";
/// Where it stands in lists.
const LISTED: &str = "listed";

/// What is said of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its short name in tables: letters, digits and hyphens.
    pub code: String,
    /// What it is called.
    pub name: Words,
    /// The code of the one above; none where the authority is next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
}

/// A department of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// The stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// What is said of it.
    pub listed: Listed,
    /// Requests already done.
    pub done: Vec<Once>,
}

/// The id of the department with a code.
pub fn id_of(code: &str) -> Uuid {
    let digest = Sha256::digest(format!("department\n{code}"));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

impl Department {
    /// Folds the events of a department; none when they are about something else.
    ///
    /// # Errors
    /// An event that cannot be read.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut department: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            let Happened::Department(listed) = entry.what else { return Ok(None) };
            let mut done = department.map(|own| own.done).unwrap_or_default();
            done.extend(entry.frame.once);
            department = Some(Self { id: event.stream.id, version: event.seq, listed, done });
        }
        Ok(department)
    }

    /// Its row in lists.
    pub fn row(&self, since: jiff::civil::Date) -> Row {
        Row {
            stream: StreamId { about: About::Organisation, id: self.id },
            version: self.version,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: Some(KIND.to_owned()),
            stage: LISTED.to_owned(),
            waits_for: None,
            since,
            due: None,
            title: self.listed.name.zh.clone(),
            number: Some(self.listed.code.clone()),
            extra: json!({ "en": self.listed.name.en, "above": self.listed.above }),
            people: Vec::new(),
        }
    }
}

/// Which organisations somebody who recommends stands to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reach {
    /// None: whoever belongs to no department recommends nobody.
    #[default]
    Nobody,
    /// Those under the department.
    Under(std::sync::Arc<BTreeSet<Uuid>>),
    /// Every one: as long as no department is listed, and in the journeys of a pack.
    Everybody,
}

impl Reach {
    /// Whether an organisation is among them.
    pub fn covers(&self, organisation: Uuid) -> bool {
        match self {
            Self::Nobody => false,
            Self::Under(all) => all.contains(&organisation),
            Self::Everybody => true,
        }
    }
}

/// The rows of organisations or departments that stand so.
async fn rows(desk: Desk<'_>, stages: &[&str]) -> Result<Vec<Row>, Failure> {
    let stages: Vec<String> = stages.iter().map(|stage| (*stage).to_owned()).collect();
    let about = Some(About::Organisation);
    desk.rows(RowQuery { about, stages, ..RowQuery::default() }).await
}

/// The department that a row is about.
fn of_row(row: &Row) -> Option<Listed> {
    (row.kind.as_deref() == Some(KIND)).then(|| Listed {
        code: row.number.clone().unwrap_or_default(),
        name: Words {
            zh: row.title.clone(),
            en: row.extra.get("en").and_then(Value::as_str).unwrap_or_default().to_owned(),
        },
        above: row.extra.get("above").and_then(Value::as_str).map(str::to_owned),
    })
}

/// Every department, by code.
///
/// # Errors
/// The failure of the store.
pub async fn all(desk: Desk<'_>) -> Result<BTreeMap<String, Listed>, Failure> {
    let listed = rows(desk, &[LISTED]).await?;
    Ok(listed.iter().filter_map(of_row).map(|one| (one.code.clone(), one)).collect())
}

/// A department and those above it, the nearest first. A circle ends where it closes.
pub fn chain<'d>(all: &'d BTreeMap<String, Listed>, code: &str) -> Vec<&'d Listed> {
    let mut chain: Vec<&Listed> = Vec::new();
    let mut next = all.get(code);
    while let Some(one) = next.filter(|one| chain.iter().all(|seen| seen.code != one.code)) {
        chain.push(one);
        next = one.above.as_ref().and_then(|code| all.get(code));
    }
    chain
}

/// The organisations under the department of an account, through whatever departments lie between.
///
/// As long as no department is listed at all, nobody has said who stands above whom, and whoever recommends stands to everybody.
/// Of the units those count that have handed in their registration; the streams of codes, and registrations that are still
/// being filled in, are not read.
///
/// # Errors
/// The failure of the store.
pub async fn reach(desk: Desk<'_>, account: &Account) -> Result<Reach, Failure> {
    let all = all(desk).await?;
    if all.is_empty() {
        return Ok(Reach::Everybody);
    }
    let Some(own) = account.organisation else { return Ok(Reach::Nobody) };
    let stands_under =
        |code: &str| chain(&all, code).iter().any(|department| id_of(&department.code) == own);
    let stated = Standing::ALL.into_iter().filter(|standing| *standing != Standing::Draft);
    let rows = rows(desk, &stated.map(Standing::word).collect::<Vec<_>>()).await?;
    let under = rows.iter().filter(|row| {
        let above = row.extra.get("above").and_then(Value::as_array);
        let mut codes = above.into_iter().flatten().filter_map(Value::as_str);
        row.kind.as_deref() == Some(crate::unit::KIND) && codes.any(stands_under)
    });
    Ok(Reach::Under(std::sync::Arc::new(under.map(|row| row.stream.id).collect())))
}
