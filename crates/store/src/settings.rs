//! Counters and the settings of an installation.

use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use serde_json::Value;

use crate::engine::{Engine, args};
use crate::rows::{Place, SettingRow};
use crate::sql;

/// The next number of a counter: taken in a transaction, so none is given twice and none is lost.
pub(crate) async fn next_number(
    engine: &Engine,
    tenant: &Tenant,
    counter: &str,
) -> Result<u64, StoreError> {
    let place = Place::new("counter", &counter);
    place.text("tenant", &tenant.0)?;
    let values = args![tenant, place.text("name", counter)?];
    let mut tx = engine.begin().await?;
    let number: Option<(i64,)> = tx.row(sql::NEXT_NUMBER, values).await?;
    tx.commit().await?;
    let (number,) = number.ok_or_else(|| place.inconsistent("last"))?;
    place.count("last", number)
}

/// A setting.
pub(crate) async fn get(
    engine: &Engine,
    tenant: &Tenant,
    key: &str,
) -> Result<Option<Value>, StoreError> {
    let found: Option<SettingRow> = engine.row(sql::SETTING, args![tenant, key]).await?;
    found.map(|row| Place::new("setting", &key).read_json("value", row.value)).transpose()
}

/// Sets it.
pub(crate) async fn set(
    engine: &Engine,
    tenant: &Tenant,
    key: &str,
    value: &Value,
) -> Result<(), StoreError> {
    let place = Place::new("setting", &key);
    place.text("tenant", &tenant.0)?;
    let values = args![tenant, place.text("key", key)?, place.json("value", value)?,];
    engine.execute(sql::SET_SETTING, values).await?;
    Ok(())
}
