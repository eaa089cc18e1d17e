//! The lists: one row per stream, computed by the domain, found here by what is asked of it.

use guohe_cases::event::{StreamId, Tenant};
use guohe_cases::ports::{Row, RowQuery, StoreError};
use serde_json::Value;

use crate::engine::{Arg, Args, Engine, Tx, args};
use crate::log;
use crate::rows::{ListingRow, Place, word};
use crate::sql::{self, Text};

/// How many rows there are on a page when nobody says.
const PAGE: u32 = 100;

/// Writes a row in place of the one there was.
pub(crate) async fn put(tx: &mut Tx, tenant: &Tenant, row: &Row) -> Result<(), StoreError> {
    let place = Place::of_stream("listing", row.stream);
    let (about, id) = (word(row.stream.about), row.stream.id);
    let people = row.people.iter().map(|person| Value::from(person.to_string())).collect();
    let values = args![
        tenant,
        about,
        id,
        place.stored("version", row.version)?,
        place.text("pack", &row.pack)?,
        row.round,
        row.organisation,
        place.optional_text("kind", row.kind.as_deref())?,
        place.text("stage", &row.stage)?,
        place.optional_text("waits_for", row.waits_for.as_deref())?,
        row.since,
        row.due,
        place.text("title", &row.title)?,
        place.optional_text("number", row.number.as_deref())?,
        place.json("extra", &row.extra)?,
        place.json("people", &people)?,
    ];
    tx.execute(sql::PUT_LISTING, values).await?;
    tx.execute(sql::FORGET_PEOPLE, args![tenant, about, id]).await?;
    for person in &row.people {
        tx.execute(sql::ADD_PERSON, args![tenant, about, id, *person]).await?;
    }
    Ok(())
}

/// Replaces a row by what was computed anew, unless the stream has gone on meanwhile.
pub(crate) async fn replace(engine: &Engine, tenant: &Tenant, row: &Row) -> Result<(), StoreError> {
    let mut tx = engine.begin().await?;
    let version = Place::of_stream("listing", row.stream).stored("version", row.version)?;
    let (about, id) = (word(row.stream.about), row.stream.id);
    let values = args![tenant, about, id, version, version];
    if tx.execute(sql::ADVANCE_STREAM, values).await? == 0 {
        let found = log::version(&mut tx, tenant, row.stream).await?;
        return Err(StoreError::Conflict { stream: row.stream, expected: row.version, found });
    }
    put(&mut tx, tenant, row).await?;
    tx.commit().await
}

/// The row of one stream.
pub(crate) async fn one(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
) -> Result<Option<Row>, StoreError> {
    let mut question = Question::of(tenant);
    question.ask(sql::BY_ABOUT, word(stream.about));
    question.ask(sql::BY_ID, stream.id);
    let (text, args) = question.done();
    let found: Option<ListingRow> = engine.row(text, args).await?;
    found.map(Row::try_from).transpose()
}

/// The rows that meet every condition of a query.
pub(crate) async fn page(
    engine: &Engine,
    tenant: &Tenant,
    query: &RowQuery,
) -> Result<Vec<Row>, StoreError> {
    let (text, args) = Question::from(tenant, query).done();
    let found: Vec<ListingRow> = engine.rows(text, args).await?;
    found.into_iter().map(Row::try_from).collect()
}

/// A text that grows by conditions, and the values that go with it.
///
/// Only constant texts and numbered placeholders go into the text; what users say goes into the values.
#[derive(Debug)]
struct Question {
    text: String,
    args: Args,
}

impl Question {
    fn of(tenant: &Tenant) -> Self {
        Self { text: sql::LISTINGS.to_owned(), args: args![tenant] }
    }

    fn from(tenant: &Tenant, query: &RowQuery) -> Self {
        let mut question = Self::of(tenant);
        question.ask_if(sql::BY_ABOUT, query.about.map(word));
        question.ask_if(sql::BY_ROUND, query.round);
        question.ask_if(sql::BY_ORGANISATION, query.organisation);
        question.ask_if(sql::BY_WAITS_FOR, query.waits_for.clone());
        if let Some((first, others)) = query.stages.split_first() {
            question.ask(sql::BY_STAGES, first.as_str());
            for stage in others {
                question.ask(", ", stage.as_str());
            }
            question.text.push(')');
        }
        if let Some(person) = query.person {
            question.ask(sql::BY_PERSON, person);
            question.text.push(')');
        }
        question.ask_if(sql::AFTER, query.after);
        question.ask(sql::PAGE, i64::from(if query.limit == 0 { PAGE } else { query.limit }));
        question
    }

    fn ask(&mut self, condition: &str, value: impl Into<Arg>) {
        self.args.push(value.into());
        self.text.push_str(condition);
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
    }

    fn ask_if(&mut self, condition: &str, value: Option<impl Into<Arg>>) {
        if let Some(value) = value {
            self.ask(condition, value);
        }
    }

    fn done(self) -> (Text, Args) {
        (Text::Composed(self.text), self.args)
    }
}
