//! The place where acts are done, and where their results are read: one realm, its store, and the packs.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    account::History,
    case::Case,
    department::Department,
    deputy::Deputies,
    draw::Draw,
    event::{About, Event, StreamId, Tenant},
    expert::Expert,
    kept::Kept,
    law::{Law, Laws},
    notice::Notice,
    outage, outside,
    parameter::Parameter,
    person::Person,
    ports::{Find, Registered, Row, RowQuery, Store},
    procedure::{Act, Kind, Level},
    refusal::{Refusal, Sort, words},
    registry::{self, Sheet},
    round::Round,
    rulebook::Asked,
    unit::Unit,
    verbs::Failure,
};

/// So many rows are asked for at a time.
const AT_A_TIME: u32 = 500;

/// Where acts are done.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The realm.
    pub tenant: &'a Tenant,
    /// Its log and lists.
    pub store: &'a dyn Store,
    /// Cases that were folded before.
    pub kept: &'a Kept,
    /// The packs.
    pub laws: &'a Laws,
}

impl<'a> Desk<'a> {
    /// The events of a stream.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn events(&self, stream: StreamId) -> Result<Vec<Event>, Failure> {
        self.store.stream(self.tenant, stream).await.map_err(Failure::Store)
    }

    /// All rows that a query asks for, in the order of their streams; its limit does not matter.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn rows(&self, query: RowQuery) -> Result<Vec<Row>, Failure> {
        self.rows_where(query, usize::MAX, |_| true).await
    }

    /// The first rows of a query that are wanted, so many at the most. The store knows less than whoever wants them,
    /// so a limit in the query would leave out what comes after rows that nobody wants.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn rows_where(
        &self,
        query: RowQuery,
        most: usize,
        wanted: impl Fn(&Row) -> bool,
    ) -> Result<Vec<Row>, Failure> {
        let mut query = RowQuery { limit: AT_A_TIME, ..query };
        let mut found = Vec::new();
        loop {
            let rows = self.store.rows(self.tenant, &query).await.map_err(Failure::Store)?;
            let is_last = u32::try_from(rows.len()).is_ok_and(|count| count < AT_A_TIME);
            query.after = rows.last().map(|row| row.stream.id);
            let more = rows.into_iter().filter(&wanted).take(most - found.len());
            found.extend(more);
            if is_last || found.len() == most {
                return Ok(found);
            }
        }
    }

    /// A case.
    ///
    /// # Errors
    /// A refusal when there is none; the failure of the store.
    pub async fn case(&self, id: Uuid) -> Result<Arc<Case>, Failure> {
        let case = self.kept.case(self.store, self.tenant, id).await?;
        case.ok_or_else(|| not_found(id, "没有这一申报", "there is no such case"))
    }

    /// A round.
    ///
    /// # Errors
    /// A refusal when there is none; the failure of the store.
    pub async fn round(&self, id: Uuid) -> Result<Round, Failure> {
        let events = self.events(StreamId { about: About::Round, id }).await?;
        if let Some(round) = Round::fold(&events)? {
            return Ok(round);
        }
        let standing = self.laws.versions().find_map(|law| {
            let since = law.pack.file.document.effective_from.unwrap_or(Date::MIN);
            Round::standing_of(law, id, since)
        });
        standing.ok_or_else(|| not_found(id, "没有这一轮次", "there is no such round"))
    }

    /// The round of a case. One that came in without a call has a reference date of its own: the day on which it
    /// was handed in, and before that the last day on which somebody worked on it.
    ///
    /// # Errors
    /// A refusal when there is none, or when its law is not loaded; the failure of the store.
    pub async fn round_of(&self, case: &Case) -> Result<Round, Failure> {
        let law = self.law_of(case)?;
        match Round::standing_of(law, case.round, case.looked_at()) {
            Some(standing) => Ok(standing),
            None => self.round(case.round).await,
        }
    }

    /// A public notice.
    ///
    /// # Errors
    /// A refusal when there is none; the failure of the store.
    pub async fn notice(&self, id: Uuid) -> Result<Notice, Failure> {
        let events = self.events(StreamId { about: About::Notice, id }).await?;
        Notice::fold(&events)?
            .ok_or_else(|| not_found(id, "没有这一公示", "there is no such notice"))
    }

    /// The law a case runs under.
    ///
    /// # Errors
    /// A refusal when its version is not loaded.
    pub fn law_of(&self, case: &Case) -> Result<&'a Law, Failure> {
        Ok(self.laws.get(&case.pack)?)
    }

    /// A case as the rules see it on the reference date of its round, at a level of evidence.
    ///
    /// # Errors
    /// A refusal when its law is not loaded; the failure of the store.
    pub async fn asked(&self, case: &Case, level: Level) -> Result<Asked<'a>, Failure> {
        let law = self.law_of(case)?;
        let round = self.round_of(case).await?;
        let outside = outside::about(*self, law, case).await?;
        Ok(Asked::about(law, (&round, case), &outside, round.terms.reference_date, level))
    }
}

fn not_found(id: Uuid, zh: &str, en: &str) -> Failure {
    let next = words("请从列表中打开", "open it from the list");
    Refusal::new(Sort::NotFound, id.to_string(), words(zh, en), next).into()
}

/// An act that a person may do on a case now; whether its conditions are fulfilled is asked when it is done.
#[derive(Debug, Clone, Copy)]
pub struct Possible<'a> {
    /// The act.
    pub act: &'a Act,
    /// The role in which the person does it.
    pub role: &'a str,
}

/// What a person may do on a case now, in the order of the procedure.
pub fn possible<'a>(law: &'a Law, case: &'a Case, person: &Person) -> Vec<Possible<'a>> {
    let acts = law.procedure.acts_in(&case.stage.at.to);
    acts.filter(|act| has_seat(act, case, person))
        .filter_map(|act| Some(Possible { act, role: role_for(law, act, case, person)? }))
        .collect()
}

/// Acts of members of a panel are for those who sit on it and have not finished.
fn has_seat(act: &Act, case: &Case, person: &Person) -> bool {
    if ![Kind::Declare, Kind::Judge].contains(&act.kind.value) {
        return true;
    }
    let key = act.sets.panel.as_ref().map_or("", |panel| panel.value.as_str());
    let panel = case.panel(key).filter(|panel| panel.closed.is_none());
    let seat = panel.and_then(|panel| panel.seat_of(person.account));
    seat.is_some_and(|seat| !seat.recused() && seat.final_on.is_none())
}

/// The role in which a person may do an act on a case: the first that the act names and the person holds.
///
/// Whoever recommends has to stand above the organisation, and whoever only fills in does nothing that binds it.
pub fn role_for<'a>(law: &'a Law, act: &'a Act, case: &Case, person: &Person) -> Option<&'a str> {
    use guohe_rules::syntax::ActorKind;
    let pack = law.pack.id();
    let mut held = act.by.iter().filter(|actor| {
        let Some(kind) = law.kind_of(&actor.value) else { return false };
        let belongs = match kind {
            ActorKind::Applicant => {
                person.organisation == Some(case.organisation) && person.may_bind()
            }
            ActorKind::Recommender => person.reach.covers(case.organisation),
            ActorKind::Officer
            | ActorKind::Leader
            | ActorKind::Expert
            | ActorKind::Evaluator
            | ActorKind::Public => true,
        };
        belongs && (kind == ActorKind::Public || person.holds(pack, &actor.value, kind))
    });
    held.next().map(|actor| actor.value.as_str())
}

/// A row that was not what its events say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mended {
    /// As it was.
    pub was: Option<Row>,
    /// As it is now.
    pub is: Row,
}

/// Computes the rows of all streams anew and replaces those that differ.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn rebuild(desk: Desk<'_>) -> Result<Vec<Mended>, Failure> {
    let mut mended = Vec::new();
    for stream in desk.store.streams(desk.tenant).await.map_err(Failure::Store)? {
        let Some(is) = row_of(stream, &desk.events(stream).await?)? else { continue };
        let was = desk.store.row(desk.tenant, stream).await.map_err(Failure::Store)?;
        if was.as_ref() != Some(&is) {
            desk.store.replace_row(desk.tenant, &is).await.map_err(Failure::Store)?;
            mended.push(Mended { was, is });
        }
        rebuild_registered(desk, stream).await?;
    }
    Ok(mended)
}

/// Whether the rows of a stream, in lists and registers, are what its events say.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn stands(desk: Desk<'_>, stream: StreamId) -> Result<bool, Failure> {
    let row = row_of(stream, &desk.events(stream).await?)?;
    let stored = desk.store.row(desk.tenant, stream).await.map_err(Failure::Store)?;
    if row.is_some() && stored != row {
        return Ok(false);
    }
    let Some(is) = registered_of(desk, stream).await? else { return Ok(true) };
    let was = desk.store.registered(desk.tenant, &Find::In(stream)).await;
    Ok(same(&was.map_err(Failure::Store)?, &is))
}

/// Computes the rows of registers that a stream wrote anew. Those of a case whose law is not loaded stay as
/// they are: which of its rows stand in a register is said by the vocabulary of its law.
async fn rebuild_registered(desk: Desk<'_>, stream: StreamId) -> Result<(), Failure> {
    let Some(is) = registered_of(desk, stream).await? else { return Ok(()) };
    let was =
        desk.store.registered(desk.tenant, &Find::In(stream)).await.map_err(Failure::Store)?;
    if !same(&was, &is) {
        let replaced = desk.store.replace_registered(desk.tenant, stream, &is).await;
        replaced.map_err(Failure::Store)?;
    }
    Ok(())
}

/// The rows of registers that a stream wrote, from its events; none where nothing can be said of them.
async fn registered_of(
    desk: Desk<'_>,
    stream: StreamId,
) -> Result<Option<Vec<Registered>>, Failure> {
    let events = desk.events(stream).await?;
    Ok(match stream.about {
        About::Case => {
            let Some(case) = Case::fold(&events)? else { return Ok(None) };
            let Ok(law) = desk.law_of(&case) else { return Ok(None) };
            Some(registry::registered(law.vocabulary(), &case, &case.rows))
        }
        About::Registry => {
            let Some((_, rows)) = Sheet::fold(&events)? else { return Ok(None) };
            let Some(law) = desk.laws.iter().next() else { return Ok(None) };
            Some(registry::of_sheet(law.vocabulary(), stream.id, &rows))
        }
        About::Round
        | About::Notice
        | About::Organisation
        | About::Parameter
        | About::Expert
        | About::Draw
        | About::Service
        | About::Deputies
        | About::Account => None,
    })
}

/// Whether what the store has is what the events say; keys are not read back.
fn same(was: &[Registered], is: &[Registered]) -> bool {
    let mut is: Vec<Registered> =
        is.iter().map(|row| Registered { keys: Vec::new(), ..row.clone() }).collect();
    is.sort_by(|one, other| (&one.list, &one.row).cmp(&(&other.list, &other.row)));
    was == is
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
