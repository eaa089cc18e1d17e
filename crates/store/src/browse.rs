//! The log line by line, for the audit administrator: who did what, when, to what. Payloads are not read here.

use async_trait::async_trait;
use guohe_cases::auditing::{Auditing, LogLine, LogQuery, Verified};
use guohe_cases::event::{StreamId, Tenant};
use guohe_cases::ports::StoreError;
use guohe_chain::note::Note;
use guohe_chain::verify::Seal;

use crate::Database;
use crate::engine::{Arg, Args, args};
use crate::notary::{kept_notes, origins};
use crate::rows::{LineRow, Place, about};
use crate::sql::{self, Text};

/// How many lines there are on a page when nobody says.
const PAGE: u32 = 100;

/// The text of a query and its values. Only constant texts and numbered placeholders go into the text.
fn question(tenant: &Tenant, query: &LogQuery) -> Result<(Text, Args), StoreError> {
    let place = Place::new("chain", &tenant.0);
    let mut text = sql::LINES.to_owned();
    let mut args = args![tenant];
    let mut ask = |condition: &str, value: Option<Arg>| {
        if let Some(value) = value {
            args.push(value);
            text.push_str(condition);
            text.push('$');
            text.push_str(&args.len().to_string());
        }
    };
    ask(sql::LINES_BY, query.account.map(Arg::from));
    let kind = query.kind.as_deref().map(|kind| place.text("kind", kind)).transpose()?;
    ask(sql::LINES_OF_KIND, kind.map(Arg::from));
    ask(sql::LINES_FROM, query.from.map(Arg::from));
    ask(sql::LINES_UNTIL, query.until.map(Arg::from));
    let before = query.before.map(|number| place.stored("number", number)).transpose()?;
    ask(sql::LINES_BEFORE, before.map(Arg::from));
    let limit = if query.limit == 0 { PAGE } else { query.limit };
    ask(sql::LINES_AT_MOST, Some(Arg::from(i64::from(limit))));
    Ok((Text::Composed(text), args))
}

fn line(row: LineRow) -> Result<LogLine, StoreError> {
    let place = Place::new("chain", &row.number);
    let stream = StreamId {
        about: about(&row.about).ok_or_else(|| place.inconsistent("about"))?,
        id: row.id,
    };
    Ok(LogLine {
        number: place.count("number", row.number)?,
        stream,
        seq: place.count("seq", row.seq)?,
        kind: row.kind,
        account: row.account,
        role: row.role,
        at: place.instant("recorded_at", row.recorded_at)?,
    })
}

#[async_trait]
impl Auditing for Database {
    async fn lines(&self, tenant: &Tenant, query: &LogQuery) -> Result<Vec<LogLine>, StoreError> {
        let (text, args) = question(tenant, query)?;
        let rows: Vec<LineRow> = self.engine().rows(text, args).await?;
        rows.into_iter().map(line).collect()
    }

    async fn size(&self, tenant: &Tenant) -> Result<u64, StoreError> {
        Ok(self.chain_head(tenant).await?.map_or(0, |head| head.frontier.size()))
    }

    async fn verify(
        &self,
        tenant: &Tenant,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Option<Verified>, StoreError> {
        let (seals, wrong) = self.seals(tenant).await?;
        let mut events = 0;
        let findings = self
            .verify_chain(tenant, &seals, |done| {
                events = done;
                progress(done);
            })
            .await?;
        let first = findings.iter().map(|finding| finding.first).min();
        let outside = seals.iter().filter(|seal| seal.outside).count();
        let checkpoints = seals.len() - outside;
        let wrong = wrong + findings.len();
        Ok(Some(Verified { events, checkpoints, outside, wrong, first }))
    }
}

impl Database {
    /// The checkpoints of a tenant whose signatures hold, in ascending order of size, those in the file of the notary
    /// among them; and how many there are that do not hold.
    async fn seals(&self, tenant: &Tenant) -> Result<(Vec<Seal>, usize), StoreError> {
        let keys = self.notary().map(|notary| notary.public().to_vec()).unwrap_or_default();
        let (mut seals, mut wrong) = (Vec::new(), 0);
        let mut take = |note: Note, outside, holds: bool| {
            if holds && note.check(&keys).is_ok() {
                seals.push(Seal { note, outside });
            } else {
                wrong += 1;
            }
        };
        let mut unread = 0;
        for stored in self.stored_notes(tenant).await? {
            match Note::parse(&stored.text) {
                Ok(note) => {
                    let holds = note.checkpoint.size == stored.size;
                    take(note, false, holds);
                }
                Err(_) => unread += 1,
            }
        }
        match self.notary().map(|notary| kept_notes(notary.file())) {
            Some(Ok(notes)) => {
                let prefix = origins(&tenant.0);
                for note in notes {
                    if note.checkpoint.origin.starts_with(&prefix) {
                        take(note, true, true);
                    }
                }
            }
            Some(Err(_)) => unread += 1,
            None => {}
        }
        seals.sort_by_key(|seal| (seal.note.checkpoint.size, !seal.outside));
        Ok((seals, wrong + unread))
    }
}
