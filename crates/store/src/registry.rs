//! Rows of registers: put with the events that wrote them, found by whom they are about.

use guohe_cases::event::{StreamId, Tenant};
use guohe_cases::ports::{Find, Naming, Registered, StoreError};
use guohe_chain::both::hex;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::types::Json;

use crate::canonical::storable;
use crate::engine::{Engine, Tx, args};
use crate::rows::{Place, RegisteredRow, about, word};
use crate::sql;

/// Writes rows in place of those of the same name in their stream.
pub(crate) async fn put(
    tx: &mut Tx,
    tenant: &Tenant,
    stream: StreamId,
    rows: &[Registered],
) -> Result<(), StoreError> {
    let place = Place::of_stream("registry_row", stream);
    let (about, id) = (word(stream.about), stream.id);
    for one in rows {
        if one.stream != stream {
            return Err(place.inconsistent("id"));
        }
        let list = place.text("list", &one.list)?;
        let row = place.text("row", &one.row)?;
        let cells = one.cells.clone().into_iter().collect();
        let cells = place.json("cells", &Value::Object(cells))?;
        let (l, r) = (list.as_str(), row.as_str());
        let values = args![tenant, about, id, l, r, one.organisation, cells];
        tx.execute(sql::PUT_REGISTERED, values).await?;
        tx.execute(sql::FORGET_KEYS, args![tenant, about, id, l, r]).await?;
        for (field, text) in &one.keys {
            let field = place.text("field", field)?;
            let values = args![tenant, about, id, l, r, field, digest(text)];
            tx.execute(sql::ADD_KEY, values).await?;
        }
    }
    Ok(())
}

/// Replaces the rows of a stream by what was computed anew from its events.
pub(crate) async fn replace(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
    rows: &[Registered],
) -> Result<(), StoreError> {
    let mut tx = engine.begin().await?;
    let values = args![tenant, word(stream.about), stream.id];
    tx.execute(sql::FORGET_REGISTERED, values).await?;
    put(&mut tx, tenant, stream, rows).await?;
    tx.commit().await
}

/// The rows that are asked for, by stream, list and row.
pub(crate) async fn find(
    engine: &Engine,
    tenant: &Tenant,
    find: &Find,
) -> Result<Vec<Registered>, StoreError> {
    let (text, values) = match find {
        Find::In(stream) => (sql::REGISTERED_IN, args![tenant, word(stream.about), stream.id]),
        Find::Of(organisation) => (sql::REGISTERED_OF, args![tenant, *organisation]),
        Find::All(list) => (sql::REGISTERED_ALL, args![tenant, list.as_str()]),
        Find::Naming(names) => (sql::REGISTERED_NAMING, args![tenant, asked(names)]),
    };
    let mut found: Vec<RegisteredRow> = engine.rows(text, values).await?;
    found.dedup_by(|one, other| {
        (&one.about, one.id, &one.list, &one.row)
            == (&other.about, other.id, &other.list, &other.row)
    });
    found.into_iter().map(Registered::try_from).collect()
}

/// Names as the database compares them. What cannot be stored stands nowhere.
fn asked(names: &[Naming]) -> Json<Value> {
    let storable = |name: &&Naming| storable(&name.list) && storable(&name.field);
    let told = |name: &Naming| {
        let digest = hex(digest(&name.text));
        json!({ "list": name.list, "field": name.field, "digest": digest })
    };
    Json(names.iter().filter(storable).map(told).collect())
}

/// What stands for a text that tells who it is.
fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl TryFrom<RegisteredRow> for Registered {
    type Error = StoreError;

    fn try_from(row: RegisteredRow) -> Result<Self, StoreError> {
        let place = Place::new("registry_row", &format!("{} {} {}", row.id, row.list, row.row));
        let about = about(&row.about).ok_or_else(|| place.inconsistent("about"))?;
        let Value::Object(cells) = place.read_json("cells", row.cells)? else {
            return Err(place.inconsistent("cells"));
        };
        Ok(Self {
            stream: StreamId { about, id: row.id },
            list: row.list,
            row: row.row,
            organisation: row.organisation,
            cells: cells.into_iter().collect(),
            keys: Vec::new(),
        })
    }
}
