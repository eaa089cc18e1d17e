//! How an instant and a day are written in each engine.
//!
//! SQLite has no such types, so they are text of fixed width there: text that sorts as time does. The
//! drivers' own conversions write as many digits as a value happens to have, and `…52Z` sorts after
//! `…52.5Z`. PostgreSQL keeps microseconds, so both do.

use std::marker::PhantomData;

use jiff::{Timestamp, Unit, civil::Date};
use serde_json::Value;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::types::Json;
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};

use crate::canonical::canonical;

/// The PostgreSQL type `date`, whose number is the same on every server.
const DATE: Oid = Oid(1082);
/// The PostgreSQL type `timestamptz`.
const TIMESTAMPTZ: Oid = Oid(1184);
/// PostgreSQL counts from the first instant of 2000; Unix time was 10 957 days old then.
const EPOCH_MICROSECONDS: i64 = 10_957 * 86_400 * 1_000_000;
/// The same, as a day.
const EPOCH: Date = jiff::civil::date(2000, 1, 1);

/// An instant to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant(pub(crate) Timestamp);

/// A civil day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) Date);

impl Type<Sqlite> for Instant {
    fn type_info() -> SqliteTypeInfo {
        <str as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Instant {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        if self.0 < Timestamp::UNIX_EPOCH {
            return Err("an instant before 1970".into());
        }
        <String as Encode<'_, Sqlite>>::encode(fixed(self.0), buffer)
    }
}

/// In UTC, with six digits of a second; what is finer is dropped.
pub(crate) fn fixed(instant: Timestamp) -> String {
    format!("{instant:.6}")
}

impl Decode<'_, Sqlite> for Instant {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(<String as Decode<'_, Sqlite>>::decode(value)?.parse()?))
    }
}

impl Type<Postgres> for Instant {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(TIMESTAMPTZ)
    }
}

impl Encode<'_, Postgres> for Instant {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if self.0 < Timestamp::UNIX_EPOCH {
            return Err("an instant before 1970".into());
        }
        let since = self.0.as_microsecond() - EPOCH_MICROSECONDS;
        <i64 as Encode<'_, Postgres>>::encode(since, buffer)
    }
}

impl Decode<'_, Postgres> for Instant {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let since: i64 = binary(value)?;
        let since = since.checked_add(EPOCH_MICROSECONDS).ok_or("an instant out of range")?;
        Ok(Self(Timestamp::from_microsecond(since)?))
    }
}

impl Type<Sqlite> for Day {
    fn type_info() -> SqliteTypeInfo {
        <str as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Day {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        if self.0.year() < 1 {
            return Err("a day before the year 1".into());
        }
        <String as Encode<'_, Sqlite>>::encode(self.0.to_string(), buffer)
    }
}

impl Decode<'_, Sqlite> for Day {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(<String as Decode<'_, Sqlite>>::decode(value)?.parse()?))
    }
}

impl Type<Postgres> for Day {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(DATE)
    }
}

impl Encode<'_, Postgres> for Day {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if self.0.year() < 1 {
            return Err("a day before the year 1".into());
        }
        let since = EPOCH.until((Unit::Day, self.0))?.get_days();
        <i32 as Encode<'_, Postgres>>::encode(since, buffer)
    }
}

impl Decode<'_, Postgres> for Day {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let since: i32 = binary(value)?;
        let since = jiff::Span::new().try_days(since)?;
        Ok(Self(EPOCH.checked_add(since)?))
    }
}

/// Prepared statements, and there are no others here, answer in binary.
fn binary<'r, T: Decode<'r, Postgres>>(value: PgValueRef<'r>) -> Result<T, BoxDynError> {
    match value.format() {
        PgValueFormat::Binary => T::decode(value),
        PgValueFormat::Text => Err("expected a binary value".into()),
    }
}

/// A value that the database may hold in a form that cannot be: whoever reads it says where it stood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<T>(pub(crate) Option<T>);

impl<T: Type<DB>, DB: Database> Type<DB> for Stored<T> {
    fn type_info() -> DB::TypeInfo {
        T::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        T::compatible(ty)
    }
}

impl<'r, T: Decode<'r, DB>, DB: Database> Decode<'r, DB> for Stored<T> {
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(T::decode(value).ok()))
    }
}

/// A value as it is written in a leaf of the chain. SQLite holds that text, and it is read as it stands there, so
/// that no other way of writing the same passes for it; PostgreSQL holds the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelled<T>(pub(crate) String, pub(crate) PhantomData<T>);

/// A value that has one way of being written.
pub(crate) trait Spell {
    /// That way; none where it has none.
    fn spell(self) -> Option<String>;
}

impl Spell for Instant {
    fn spell(self) -> Option<String> {
        Some(fixed(self.0))
    }
}

impl Spell for Day {
    fn spell(self) -> Option<String> {
        Some(self.0.to_string())
    }
}

impl Spell for Json<Value> {
    fn spell(self) -> Option<String> {
        canonical(self.0).map(|Self(value)| value.to_string())
    }
}

impl<T> Type<Sqlite> for Spelled<T> {
    fn type_info() -> SqliteTypeInfo {
        <str as Type<Sqlite>>::type_info()
    }
}

impl<T> Decode<'_, Sqlite> for Spelled<T> {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(<String as Decode<'_, Sqlite>>::decode(value)?, PhantomData))
    }
}

impl<T: Type<Postgres>> Type<Postgres> for Spelled<T> {
    fn type_info() -> PgTypeInfo {
        T::type_info()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        T::compatible(ty)
    }
}

impl<'r, T: Decode<'r, Postgres> + Spell> Decode<'r, Postgres> for Spelled<T> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let spelled = T::decode(value)?.spell().ok_or("a value without a form")?;
        Ok(Self(spelled, PhantomData))
    }
}

/// To the microsecond, as it is kept.
pub(crate) fn whole(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(instant: &str) -> String {
        fixed(instant.parse().unwrap())
    }

    #[test]
    fn instants_sort_as_text_the_way_they_follow() {
        let whole = text("2026-11-21T10:00:52Z");
        let half = text("2026-11-21T10:00:52.5Z");
        assert_eq!(whole, "2026-11-21T10:00:52.000000Z");
        assert_eq!(half, "2026-11-21T10:00:52.500000Z");
        assert!(whole < half);
    }

    #[test]
    fn what_is_finer_than_a_microsecond_is_dropped_and_not_rounded_up() {
        assert_eq!(text("2026-12-31T23:59:59.999999999Z"), "2026-12-31T23:59:59.999999Z");
    }
}
