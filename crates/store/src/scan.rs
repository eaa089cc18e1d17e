//! Reading the log of the embedded database from one end to the other.
//!
//! The driver of everything else makes a value of its own of each cell and hands each row from one thread to
//! another, which for a million events takes longer than working out their digests (ADR 0072). This one reads the
//! cells where they lie. It knows one question, and that it is no driver for anything else is its merit.

use std::marker::PhantomData;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::str;
use std::sync::Arc;
use std::time::Duration;

use guohe_cases::ports::StoreError;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use uuid::Uuid;

use crate::rows::ChainRow;
use crate::sql;
use crate::values::{Spelled, Stored};

/// The file of an embedded database, for reading its log.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// The file as an address, with what is said about it.
    address: Arc<str>,
    patience: Duration,
}

impl Scan {
    /// Of a file. Where it is not to change, nobody has it open, and nothing is made beside it.
    pub(crate) fn of(file: &Path, immutable: bool, patience: Duration) -> Self {
        let path = percent_encode(file.as_os_str().as_bytes(), NON_ALPHANUMERIC);
        let address = format!("file:{path}{}", if immutable { "?immutable=1" } else { "" });
        Self { address: address.into(), patience }
    }

    /// Rows of the chain of a tenant after a number, at most so many.
    pub(crate) async fn chained(
        &self,
        tenant: &str,
        after: i64,
        most: i64,
    ) -> Result<Vec<ChainRow>, StoreError> {
        let (scan, tenant) = (self.clone(), tenant.to_owned());
        let read = tokio::task::spawn_blocking(move || scan.read(&tenant, after, most));
        let read = read.await.map_err(|error| StoreError::Database(Box::new(error)))?;
        read.map_err(|error| StoreError::Database(Box::new(error)))
    }

    fn read(&self, tenant: &str, after: i64, most: i64) -> rusqlite::Result<Vec<ChainRow>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(&*self.address, flags)?;
        file.busy_timeout(self.patience)?;
        file.pragma_update(None, "trusted_schema", false)?;
        let mut asked = file.prepare(sql::CHAINED.for_sqlite().as_str())?;
        asked.query_map((tenant, after, most), row)?.collect()
    }
}

/// A row of [`sql::CHAINED`], whose columns stand in this order.
fn row(row: &Row<'_>) -> rusqlite::Result<ChainRow> {
    Ok(ChainRow {
        number: row.get(0)?,
        about: Stored(text(row.get_ref(1)?)),
        id: Stored(id(row.get_ref(2)?)),
        seq: row.get(3)?,
        clock_at: there(row.get_ref(4)?, spelled),
        key: there(row.get_ref(5)?, text),
        request: row.get(6)?,
        personal_sha256: row.get(7)?,
        personal_sm3: row.get(8)?,
        leaf_sha256: row.get(9)?,
        leaf_sm3: row.get(10)?,
        link_sha256: row.get(11)?,
        link_sm3: row.get(12)?,
        kind: there(row.get_ref(13)?, text),
        schema: row.get(14)?,
        account: there(row.get_ref(15)?, id),
        role: there(row.get_ref(16)?, text),
        acting_for: there(row.get_ref(17)?, id),
        effective_on: there(row.get_ref(18)?, spelled),
        recorded_at: there(row.get_ref(19)?, spelled),
        payload: there(row.get_ref(20)?, spelled),
        body: there(row.get_ref(21)?, spelled),
        salt: row.get(22)?,
    })
}

/// What a cell holds, if it holds anything; whatever it cannot hold counts as unreadable.
fn there<T>(cell: ValueRef<'_>, read: impl Fn(ValueRef<'_>) -> Option<T>) -> Option<Stored<T>> {
    (cell != ValueRef::Null).then(|| Stored(read(cell)))
}

fn text(cell: ValueRef<'_>) -> Option<String> {
    let ValueRef::Text(bytes) = cell else { return None };
    str::from_utf8(bytes).ok().map(str::to_owned)
}

fn spelled<T>(cell: ValueRef<'_>) -> Option<Spelled<T>> {
    text(cell).map(|text| Spelled(text, PhantomData))
}

fn id(cell: ValueRef<'_>) -> Option<Uuid> {
    let ValueRef::Blob(bytes) = cell else { return None };
    Uuid::from_slice(bytes).ok()
}

#[cfg(test)]
mod tests {
    use guohe_cases::account::Step;
    use guohe_cases::desk::row_of;
    use guohe_cases::event::{About, Actor, Event, StreamId, Tenant};
    use guohe_cases::happened::{Entry, Happened};
    use guohe_cases::ports::{Act, Append, IdempotencyKey, Store as _};
    use jiff::{Timestamp, civil::date};

    use super::*;
    use crate::Database;
    use crate::engine::args;

    /// Acts of three events; the second has a key, and the texts of the third are about a person.
    async fn filled(place: &str) -> Database {
        let store = Database::connect(place).await.unwrap();
        for number in 1..=4_u8 {
            let stream = StreamId { about: About::Account, id: Uuid::from_u128(number.into()) };
            let actor = Actor {
                account: stream.id,
                role: "audit".to_owned(),
                acting_for: (number == 4).then_some(stream.id),
            };
            let step = Entry::plain(Happened::Account(Step::LogVerified {}));
            let mut what = step.record(actor, date(2026, 3, 1)).unwrap();
            if number == 3 {
                what.personal = Some(serde_json::json!({"said": "“甲”\n乙"}));
            }
            let at = Timestamp::from_second(1_772_300_000 + i64::from(number)).unwrap();
            let event = |seq| Event { stream, seq, recorded_at: at, what: what.clone() };
            let all: Vec<Event> = (1..=3).map(event).collect();
            let row = row_of(stream, &all).unwrap().unwrap();
            let events = all.into_iter().map(|event| event.what).collect();
            let append = Append { stream, expected: 0, events, row, registered: Vec::new() };
            let tenant = Tenant("main".to_owned());
            let key = || IdempotencyKey { key: "k".to_owned(), request: [7; 32] };
            let idempotency = (number == 2).then(key);
            let act = Act { tenant, at, idempotency, appends: vec![append], freezes: false };
            store.append(act).await.unwrap();
        }
        store
    }

    #[tokio::test]
    async fn the_log_is_read_as_the_other_driver_reads_it_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("数据 #1?mode=memory%20&");
        let place = data.to_str().unwrap();
        let tenant = Tenant("main".to_owned());
        let told = |rows: &[ChainRow]| -> Vec<String> {
            rows.iter().map(|row| format!("{row:?}")).collect()
        };
        let open = filled(place).await;
        let mut seen = Vec::new();
        for reads in [true, false] {
            let store =
                if reads { Database::connect_to_read(place).await.unwrap() } else { open.clone() };
            let engine = store.engine();
            for (after, most) in [(0, 100), (5, 4), (12, 5)] {
                let scanned = engine.chained(&tenant, after, most).await.unwrap();
                let values = args![&tenant, after, most];
                let driven: Vec<ChainRow> = engine.rows(sql::CHAINED, values).await.unwrap();
                assert_eq!(told(&scanned), told(&driven));
                seen.push(scanned.len());
            }
        }
        assert_eq!(seen, [12, 4, 0, 12, 4, 0]);
        let other = Tenant("other".to_owned());
        assert_eq!(told(&open.engine().chained(&other, 0, 9).await.unwrap()), [""; 0]);
    }
}
