//! Looking at an embedded database without changing it: whether it is there, and how new its tables are.

use std::path::Path;

use sqlx::{ConnectOptions as _, Connection as _};

use crate::connect::{self, OpenError};
use crate::{DATABASE_FILE, schema, sql};

/// How far the tables of a database have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Steps taken; none when there is no database yet.
    pub taken: Option<i64>,
    /// The newest step this program knows.
    pub known: i64,
}

/// Looks at the database of a data directory, and makes none where there is none.
///
/// # Errors
/// It is there and cannot be read.
pub async fn steps(directory: &Path) -> Result<Steps, OpenError> {
    let (file, known) = (directory.join(DATABASE_FILE), schema::newest());
    if !file.is_file() {
        return Ok(Steps { taken: None, known });
    }
    let failed = |error| OpenError::Database(Box::new(error));
    let mut connection =
        connect::embedded(&file).read_only(true).connect().await.map_err(failed)?;
    let taken = sqlx::query_scalar(sql::STEPS_TAKEN).fetch_one(&mut connection).await;
    connection.close().await.map_err(failed)?;
    Ok(Steps { taken: Some(taken.map_err(failed)?), known })
}
