//! Rows of lists and registers as their events say them: computed anew, compared with what a store holds, mended.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Desk;
use crate::{
    account::History,
    attachment,
    case::Case,
    department::Department,
    deputy::Deputies,
    draw::Draw,
    event::{About, Event, StreamId},
    expert::Expert,
    notice::Notice,
    outage,
    parameter::Parameter,
    ports::{Registered, Row},
    registry::{self, Sheet},
    round::Round,
    tables::{Computed, Key},
    unit::Unit,
    verbs::Failure,
};

/// So often is a stream read again to which somebody writes meanwhile.
const AGAIN: usize = 3;

/// A row that was not what its events say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mended {
    /// As it was.
    pub was: Option<Row>,
    /// As it is now.
    pub is: Row,
}

/// What a stream was found to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// Whether everything that is kept beside its events is what they say, and nothing is kept that they do not explain.
    pub stands: bool,
    /// Whether its rows in registers were compared: which of its rows stand in one is said by the law it runs under,
    /// and that may not be loaded.
    pub compared: bool,
    /// The digests of all files that its events name, those taken off since among them.
    pub files: BTreeSet<[u8; 32]>,
}

/// What the events of a stream say of everything that is kept beside them.
struct Told {
    row: Option<Row>,
    /// None where nothing can be said.
    registered: Option<Vec<Registered>>,
}

impl Told {
    fn by(desk: Desk<'_>, stream: StreamId, events: &[Event]) -> Result<Self, Failure> {
        let nothing = || Some(Vec::new());
        Ok(match stream.about {
            About::Case => match Case::fold(events)? {
                Some(case) => {
                    let law = desk.law_of(&case).ok();
                    let of = |law: &crate::law::Law| {
                        registry::registered(law.vocabulary(), &case, &case.rows)
                    };
                    Self { row: Some(case.row()), registered: law.map(of) }
                }
                None => Self { row: None, registered: nothing() },
            },
            About::Registry => match Sheet::fold(events)? {
                Some((sheet, rows)) => {
                    let law = desk.laws.iter().next();
                    let of = |law: &std::sync::Arc<crate::law::Law>| {
                        registry::of_sheet(law.vocabulary(), stream.id, &rows)
                    };
                    Self { row: Some(sheet.row()), registered: law.map(of) }
                }
                None => Self { row: None, registered: nothing() },
            },
            About::Round
            | About::Notice
            | About::Organisation
            | About::Parameter
            | About::Expert
            | About::Draw
            | About::Service
            | About::Deputies
            | About::Account => Self { row: row_of(stream, events)?, registered: nothing() },
        })
    }

    /// Whether this is the row that is kept, and found by those whom it names.
    fn is_listed(&self, found: &Computed) -> bool {
        let people: BTreeSet<_> =
            self.row.iter().flat_map(|row| row.people.iter().copied()).collect();
        found.row == self.row && found.people == people
    }

    /// Whether these are the rows of registers that are kept, and found by what they say.
    fn is_registered(&self, found: &Computed) -> bool {
        let Some(rows) = &self.registered else { return true };
        let bare = |row: &Registered| Registered { keys: Vec::new(), ..row.clone() };
        let mut is: Vec<Registered> = rows.iter().map(bare).collect();
        is.sort_by(|one, other| (&one.list, &one.row).cmp(&(&other.list, &other.row)));
        found.registered == is && found.keys == Key::of(rows)
    }
}

/// The events of a stream, and what is kept beside them: of one moment, also where somebody writes to it.
async fn read(desk: Desk<'_>, stream: StreamId) -> Result<(Vec<Event>, Computed), Failure> {
    let mut tries = 1;
    loop {
        let events = desk.events(stream).await?;
        let found = desk.store.computed(desk.tenant, stream).await.map_err(Failure::Store)?;
        let same = u64::try_from(events.len()) == Ok(found.version);
        if same || tries == AGAIN {
            return Ok((events, found));
        }
        tries += 1;
    }
}

/// Computes the rows of all streams anew and replaces those that differ. Those of registers stay as they are where
/// nothing can be said of them.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn rebuild(desk: Desk<'_>) -> Result<Vec<Mended>, Failure> {
    let mut mended = Vec::new();
    for stream in desk.store.streams(desk.tenant).await.map_err(Failure::Store)? {
        let (events, found) = read(desk, stream).await?;
        let told = Told::by(desk, stream, &events)?;
        if !told.is_registered(&found) {
            let rows = told.registered.as_deref().unwrap_or_default();
            let replaced = desk.store.replace_registered(desk.tenant, stream, rows).await;
            replaced.map_err(Failure::Store)?;
        }
        let listed = told.is_listed(&found);
        if let Some(is) = told.row.filter(|_| !listed) {
            desk.store.replace_row(desk.tenant, &is).await.map_err(Failure::Store)?;
            mended.push(Mended { was: found.row, is });
        }
    }
    Ok(mended)
}

/// Looks whether what is kept of a stream is what its events say, and which files these name.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn look(desk: Desk<'_>, stream: StreamId) -> Result<Looked, Failure> {
    let (events, found) = read(desk, stream).await?;
    let told = Told::by(desk, stream, &events)?;
    let counted = u64::try_from(events.len()) == Ok(found.version) && !events.is_empty();
    let stands = counted && told.is_listed(&found) && told.is_registered(&found);
    let files = events.iter().flat_map(|event| attachment::named(&event.what.payload)).collect();
    Ok(Looked { stands, compared: told.registered.is_some(), files })
}

/// Whether the rows of a stream, in lists and registers, are what its events say.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn stands(desk: Desk<'_>, stream: StreamId) -> Result<bool, Failure> {
    Ok(look(desk, stream).await?.stands)
}

/// The row of a stream, from its events alone; none for streams that have no list.
///
/// # Errors
/// An event that cannot be read.
pub fn row_of(stream: StreamId, events: &[Event]) -> Result<Option<Row>, Failure> {
    Ok(match stream.about {
        About::Case => Case::fold(events)?.map(|case| case.row()),
        About::Round => Round::fold(events)?.map(|round| round.row()),
        About::Notice => Notice::fold(events)?.map(|notice| notice.row()),
        About::Organisation => match Department::fold(events)? {
            Some(department) => {
                let since = events.first().map(|event| event.what.effective_on);
                since.map(|since| department.row(since))
            }
            None => Unit::fold(events)?.map(|unit| unit.row()),
        },
        About::Registry => Sheet::fold(events)?.map(|(sheet, _)| sheet.row()),
        About::Parameter => Parameter::fold(events)?.map(|parameter| parameter.row()),
        About::Expert => Expert::fold(events)?.map(|expert| expert.row()),
        About::Draw => Draw::fold(events)?.map(|draw| draw.row()),
        About::Service => outage::row(&outage::fold(events)?),
        About::Deputies => Deputies::fold(events)?.map(|deputies| deputies.row()),
        About::Account => Some(History::fold(stream.id, events)?.row()),
    })
}
