//! Looking at an embedded database without changing it: whether it is there, and how new its tables are.

use std::path::Path;

use sqlx::{ConnectOptions as _, Connection as _};

use crate::connect::{self, OpenError};
use crate::{DATABASE_FILE, schema, sql};

/// How far the tables of a database have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// How many steps were taken; none when there is no database yet.
    pub taken: Option<i64>,
    /// How many steps this program knows.
    pub known: i64,
}

/// Looks at the database of a data directory, and makes none where there is none.
///
/// # Errors
/// It is there and cannot be read.
pub async fn steps(directory: &Path) -> Result<Steps, OpenError> {
    let (file, known) = (directory.join(DATABASE_FILE), schema::count());
    if !file.is_file() {
        return Ok(Steps { taken: None, known });
    }
    let failed = |error| OpenError::Database(Box::new(error));
    let options = connect::embedded(&file).read_only(true).immutable(!is_open(directory));
    let mut connection = options.connect().await.map_err(failed)?;
    let taken = sqlx::query_scalar(sql::STEPS_TAKEN).fetch_one(&mut connection).await;
    connection.close().await.map_err(failed)?;
    Ok(Steps { taken: Some(taken.map_err(failed)?), known })
}

/// Whether some program has the database of a data directory open, or ended without closing it.
pub fn is_open(directory: &Path) -> bool {
    directory.join(format!("{DATABASE_FILE}-wal")).exists()
}
