//! Rows of registers as they were at a past instant, from the events of the cases that write them.
//!
//! The index of the store holds rows as they are now, so a past day is not looked up but computed: every case
//! that has a row in some register is folded as far as it had come. That takes as long as there are such
//! cases, and is for looking back, not for everyday pages.

use std::collections::BTreeSet;

use guohe_rules::vocabulary::Vocabulary;
use jiff::Timestamp;

use super::{Sheet, lists, registered};
use crate::{
    case::Case,
    desk::Desk,
    event::{About, StreamId},
    law::Law,
    ports::{Find, Naming, Registered},
    verbs::Failure,
};

/// Every row of every register as of an instant, those of the given sheets included.
pub(super) async fn rows(
    desk: Desk<'_>,
    vocabulary: &Vocabulary,
    sheets: &[Sheet],
    then: Timestamp,
) -> Result<Vec<Registered>, Failure> {
    let mut rows = Vec::new();
    let mut cases: BTreeSet<StreamId> = BTreeSet::new();
    for list in lists(vocabulary) {
        let find = Find::All(list.to_owned());
        let now = desk.store.registered(desk.tenant, &find).await.map_err(Failure::Store)?;
        for row in now {
            if row.stream.about == About::Case {
                cases.insert(row.stream);
            } else if sheets.iter().any(|sheet| sheet.id == row.stream.id) {
                rows.push(row);
            }
        }
    }
    for stream in cases {
        let mut events = desk.events(stream).await?;
        events.retain(|event| event.recorded_at <= then);
        if let Some(case) = Case::fold(&events)? {
            // Which of its rows stand in a register is said by its own law, where that is loaded.
            let own = desk.law_of(&case).map_or(vocabulary, Law::vocabulary);
            rows.extend(registered(own, &case, &case.rows));
        }
    }
    Ok(rows)
}

/// Whether a row is one of those that a question is about, as the index of the store would answer it.
pub(super) fn matches(row: &Registered, find: &Find) -> bool {
    match find {
        Find::In(stream) => row.stream == *stream,
        Find::Of(organisation) => row.organisation == Some(*organisation),
        Find::All(list) => row.list == *list,
        Find::Naming(names) => names.iter().any(|Naming { list, field, text }| {
            row.list == *list && row.cells.get(field).and_then(|cell| cell.as_str()) == Some(text)
        }),
    }
}
