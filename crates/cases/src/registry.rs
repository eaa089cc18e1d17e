//! What registers say about an organisation: the bases it has, and the bans on it.
//!
//! Registers are not kept apart: they are read off the cases. What a case puts into a register is written by
//! the acts of its procedure, as rows of records whose source is a register.

use guohe_rules::{syntax::Source, vocabulary::RecordDef};
use uuid::Uuid;

use crate::{desk::Desk, event::About, happened::Wrote, ports::RowQuery, verbs::Failure};

/// The rows of registers about an organisation, from its cases other than one.
///
/// # Errors
/// The failure of the store.
pub async fn about(
    desk: Desk<'_>,
    organisation: Uuid,
    except: Option<Uuid>,
) -> Result<Vec<Wrote>, Failure> {
    let mut registered = Vec::new();
    // Only where some law has such a register is every case looked at.
    let everywhere = desk.laws.iter().any(|law| law.vocabulary().records.iter().any(follows));
    let mut query = RowQuery {
        about: Some(About::Case),
        organisation: Some(organisation).filter(|_| !everywhere),
        ..RowQuery::default()
    };
    loop {
        let rows = desk.store.rows(desk.tenant, &query).await.map_err(Failure::Store)?;
        let Some(last) = rows.last() else { return Ok(registered) };
        query.after = Some(last.stream.id);
        for row in rows.iter().filter(|row| Some(row.stream.id) != except) {
            let own = row.organisation == Some(organisation);
            registered.extend(of_case(desk, row.stream.id, own).await?);
        }
    }
}

/// Whether the rows of a register bear on everybody.
fn follows(def: &RecordDef) -> bool {
    def.written.everywhere && def.written.source == Some(Source::Registry)
}

async fn of_case(desk: Desk<'_>, id: Uuid, own: bool) -> Result<Vec<Wrote>, Failure> {
    let case = desk.kept.case(desk.store, desk.tenant, id).await?;
    let Some(case) = case else { return Ok(Vec::new()) };
    let law = desk.laws.get(&case.pack)?;
    let vocabulary = law.vocabulary();
    let registers = vocabulary
        .records
        .iter()
        .filter(|def| own && def.written.source == Some(Source::Registry) || follows(def))
        .filter_map(|def| def.list.as_deref());
    let registers: Vec<&str> = registers.collect();
    let rows = case.rows.iter().filter(|row| registers.contains(&row.list.as_str()));
    // Ids are unique within a case; a register gathers several.
    let named = |row: &Wrote| Wrote { id: format!("{}:{}", case.id, row.id), ..row.clone() };
    Ok(rows.map(named).collect())
}
