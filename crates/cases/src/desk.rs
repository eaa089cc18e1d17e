//! The place where acts are done, and where their results are read: one realm, its store, and the packs.

mod rows;

use std::sync::Arc;

use jiff::civil::Date;
use uuid::Uuid;

pub use rows::{Looked, Mended, look, rebuild, row_of, stands};

use crate::{
    case::Case,
    event::{About, Event, StreamId, Tenant},
    kept::Kept,
    law::{Law, Laws},
    notice::Notice,
    outside,
    person::Person,
    ports::{Row, RowQuery, Store},
    procedure::{Act, Kind, Level},
    refusal::{Refusal, Sort, words},
    round::Round,
    rulebook::Asked,
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
    let acts = law.procedure.acts_for(case);
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
