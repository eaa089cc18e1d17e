//! The log as it lies there, for whoever looks whether it is what was recorded.
//!
//! Nothing is taken to be sound: a text that is no instant, or bytes that are no digest, become something that
//! cannot agree with any digest, so that the verifier names the event and not this module the column.

mod persons;

use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use guohe_chain::both::Both;
use guohe_chain::leaf::{Chained, Event, Personal, Place as Where};
use guohe_chain::verify::{Entry, Finding, Head, Seal, Verifier};

use crate::Database;
use crate::engine::{Args, args};
use crate::rows::{
    ChainRow, CountRow, HeadRow, NoteRow, Place, SubjectKeyRow, TenantRow, UnchainedRow, head,
};
use crate::sql;
use crate::values::{Spelled, Stored};

/// How many entries are read at once.
const BATCH: i64 = 5_000;
/// What stands for something that cannot be read.
const UNREADABLE: &str = "\u{fffd}";

/// A checkpoint as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredNote {
    /// The size under which it is stored.
    pub size: u64,
    /// The signed note.
    pub text: String,
}

/// The log of an installation, read for verification and export.
impl Database {
    /// Every tenant that has a stream or a chain, in ascending order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        let rows: Vec<TenantRow> = self.engine().rows(sql::TENANTS, Args::everywhere()).await?;
        Ok(rows.into_iter().map(|row| Tenant(row.tenant)).collect())
    }

    /// The entries of a chain after a number, a batch of them; empty at its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn chained(&self, tenant: &Tenant, after: u64) -> Result<Vec<Entry>, StoreError> {
        let after = Place::new("chain", &tenant.0).stored("number", after)?;
        let rows = self.engine().chained(tenant, after, BATCH).await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Events that are in no chain, the first hundred.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unchained(&self, tenant: &Tenant) -> Result<Vec<Where>, StoreError> {
        let rows: Vec<UnchainedRow> = self.engine().rows(sql::UNCHAINED, args![tenant]).await?;
        let place = |row: UnchainedRow| Where {
            about: text(row.about),
            id: row.id.0.map_or_else(|| UNREADABLE.to_owned(), |id| id.to_string()),
            seq: u64::try_from(row.seq).unwrap_or(0),
        };
        Ok(rows.into_iter().map(place).collect())
    }

    /// How many events there are.
    async fn events(&self, tenant: &Tenant) -> Result<i64, StoreError> {
        let row: Option<CountRow> = self.engine().row(sql::EVENT_COUNT, args![tenant]).await?;
        Ok(row.map_or(0, |row| row.number))
    }

    /// Where a chain ends, as it is stored; none where there is no chain or what is stored is none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn chain_head(&self, tenant: &Tenant) -> Result<Option<Head>, StoreError> {
        let row: Option<HeadRow> = self.engine().row(sql::HEAD, args![tenant]).await?;
        Ok(row.and_then(|row| head(&Place::new("chain_head", &tenant.0), row).ok()))
    }

    /// Goes through the chain of a tenant and holds it against checkpoints, which are those of this tenant in
    /// ascending order of size, and against the keys of the persons of whom it speaks. `progress` is told how many
    /// events were looked at.
    ///
    /// # Errors
    /// The database failed.
    pub async fn verify_chain(
        &self,
        tenant: &Tenant,
        seals: &[Seal],
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<Finding>, StoreError> {
        let mut verifier = Verifier::new(&tenant.0, seals);
        let (mut persons, mut after, mut end) = (persons::Persons::default(), 0, None);
        let mut chained = 0;
        loop {
            let entries = self.chained(tenant, after).await?;
            let Some(last) = entries.last() else {
                // People may go on working meanwhile: then there is more by the time the end is read.
                let head = self.chain_head(tenant).await?;
                if head == end {
                    break;
                }
                end = head;
                continue;
            };
            after = last.chained.number;
            for entry in &entries {
                verifier.entry(entry);
                persons.entry(entry);
                chained += i64::from(entry.event.is_some());
            }
            progress(verifier.size());
        }
        let mut findings = verifier.finish(end.as_ref());
        let keys: Vec<SubjectKeyRow> =
            self.engine().rows(sql::ALL_SUBJECT_KEYS, args![tenant]).await?;
        findings.extend(persons.finish(keys));
        findings.sort_by_key(|finding| (finding.first, finding.last));
        // Numbers are in the leaves, so that no event stands twice in a chain in which nothing was found.
        if !findings.is_empty() || self.events(tenant).await? != chained {
            let unchained = self.unchained(tenant).await?.into_iter();
            findings.extend(unchained.map(Finding::unchained));
        }
        Ok(findings)
    }

    /// The checkpoints that are stored, in ascending order of size.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stored_notes(&self, tenant: &Tenant) -> Result<Vec<StoredNote>, StoreError> {
        let rows: Vec<NoteRow> = self.engine().rows(sql::NOTES, args![tenant]).await?;
        let note = |row: NoteRow| StoredNote {
            size: u64::try_from(row.size).unwrap_or(0),
            text: text(row.note),
        };
        Ok(rows.into_iter().map(note).collect())
    }
}

fn text(stored: Stored<String>) -> String {
    stored.0.unwrap_or_else(|| UNREADABLE.to_owned())
}

fn spelled<T>(stored: Stored<Spelled<T>>) -> String {
    stored.0.map_or_else(|| UNREADABLE.to_owned(), |spelled| spelled.0)
}

fn digests(sha256: &[u8], sm3: &[u8]) -> Both {
    let pair = sha256.try_into().ok().zip(sm3.try_into().ok());
    pair.map_or_else(Both::default, |(sha256, sm3)| Both { sha256, sm3 })
}

/// What a row of the chain says, with its event.
pub(crate) fn entry(row: ChainRow) -> Entry {
    let id = row.id.0.map_or_else(|| UNREADABLE.to_owned(), |id| id.to_string());
    let place = Where { about: text(row.about), id, seq: u64::try_from(row.seq).unwrap_or(0) };
    let personal = match (&row.personal_sha256, &row.personal_sm3) {
        (None, None) => None,
        (sha256, sm3) => {
            Some(digests(sha256.as_deref().unwrap_or_default(), sm3.as_deref().unwrap_or_default()))
        }
    };
    let chained = Chained {
        number: u64::try_from(row.number).unwrap_or(0),
        clock_at: row.clock_at.map(spelled),
        key: row.key.map(text),
        request: row.request,
        personal,
    };
    let text_of = row.body.map(spelled);
    let salt = row.salt.unwrap_or_default();
    let event = row.kind.map(|kind| Event {
        kind: text(kind),
        schema: row.schema.and_then(|schema| u16::try_from(schema).ok()).unwrap_or(u16::MAX),
        account: row
            .account
            .and_then(|id| id.0)
            .map_or_else(|| UNREADABLE.to_owned(), |id| id.to_string()),
        role: row.role.map(text).unwrap_or_default(),
        acting_for: row
            .acting_for
            .map(|id| id.0.map_or_else(|| UNREADABLE.to_owned(), |id| id.to_string())),
        effective_on: row.effective_on.map(spelled).unwrap_or_default(),
        recorded_at: row.recorded_at.map(spelled).unwrap_or_default(),
        payload: row.payload.map(spelled).unwrap_or_default(),
        personal: text_of.map(|text| Personal { salt, text }),
    });
    Entry {
        leaf: digests(&row.leaf_sha256, &row.leaf_sm3),
        link: digests(&row.link_sha256, &row.link_sm3),
        chained,
        place,
        event,
    }
}
