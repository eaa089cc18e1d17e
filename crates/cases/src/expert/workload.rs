//! How many reviews experts took on in a year, over all rounds and laws of the authority.
//!
//! Each seat counts in the year in which its panel was put together, whether that panel is still at work or not; whoever
//! stood back did no work. The counts are read from the rows of cases, so that nothing has to be folded for them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    case::TAKEN,
    desk::Desk,
    event::About,
    ports::{Row, RowQuery},
    verbs::Failure,
};

/// How many reviews each account took on in the year of a day, up to and on that day.
///
/// # Errors
/// The failure of the store.
pub async fn until(desk: Desk<'_>, day: Date) -> Result<BTreeMap<Uuid, usize>, Failure> {
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    let mut counts = BTreeMap::new();
    let counted = |on: &Date| on.year() == day.year() && *on <= day;
    let rows = desk.rows_where(query, usize::MAX, |row| row.extra.get(TAKEN).is_some()).await?;
    for (account, _) in rows.iter().flat_map(taken).filter(|(_, on)| counted(on)) {
        *counts.entry(account).or_default() += 1;
    }
    Ok(counts)
}

/// What a row says of who took a seat; nothing where it cannot be read.
pub(crate) fn taken(row: &Row) -> Vec<(Uuid, Date)> {
    let said = row.extra.get(TAKEN).cloned().unwrap_or(Value::Null);
    serde_json::from_value(said).unwrap_or_default()
}
