//! The terms that run for a person: what a calendar shows them.

use guohe_rules::syntax::ActorKind;
use uuid::Uuid;

use super::derive::{is_for, person};
use crate::{
    desk::Desk,
    event::About,
    law::Law,
    ports::{Account, RowQuery},
    procedure::Stage,
    term::Until,
    verbs::{Failure, term},
};

/// The last day of something that waits for a person.
#[derive(Debug, Clone, Copy)]
pub struct Deadline<'l> {
    /// The case.
    pub case: Uuid,
    /// Its law.
    pub law: &'l Law,
    /// The stage in which it stands.
    pub stage: &'l Stage,
    /// What the person is there.
    pub reader: ActorKind,
    /// Until when.
    pub until: Until,
}

/// Every term that runs for the owner of an account, the nearest first. A case whose law is not loaded is left out.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn of<'l>(desk: Desk<'l>, account: &Account) -> Result<Vec<Deadline<'l>>, Failure> {
    let person = person(desk, account).await?;
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    let mut found = Vec::new();
    for row in desk.rows(query).await?.iter().filter(|row| row.waits_for.is_some()) {
        let Some(law) = desk.laws.of_row(&row.pack) else { continue };
        let law: &Law = law;
        let actor = row.waits_for.as_deref().unwrap_or_default();
        let Some(kind) = law.kind_of(actor) else { continue };
        if !person.holds(law.pack.id(), actor, kind) {
            continue;
        }
        let case = desk.case(row.stream.id).await?;
        let Some(stage) = law.procedure.stage(&case.stage.at.to) else { continue };
        if is_for((law, &*case), (actor, kind), &person)
            && let Some(until) = term::running(desk, &case).await?
        {
            found.push(Deadline { case: case.id, law, stage, reader: kind, until });
        }
    }
    found.sort_by_key(|one| (one.until.day, one.until.at, one.case));
    Ok(found)
}
