//! Looking at a database without changing it: whether it is there, how new its tables are, and whether the fence between
//! authorities holds for whoever is connected.

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

/// What there is to know of a server before it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// How far its tables have come.
    pub steps: Steps,
    /// As whom one is connected.
    pub role: String,
    /// Whether that is a superuser, or one who is let past policies of rows: the fence between authorities (ADR 0067) is
    /// not there for such a role.
    pub is_unfenced: bool,
    /// Tables that hold rows of authorities and have no fence.
    pub open_tables: Vec<String>,
}

/// Looks at the server of an address.
///
/// # Errors
/// It does not answer, or refuses.
pub async fn server(url: &str) -> Result<Server, OpenError> {
    let failed = |error| OpenError::Database(Box::new(error));
    let mut connection = connect::sealed(url)?.connect().await.map_err(failed)?;
    let known = schema::count();
    let has_steps: bool =
        sqlx::query_scalar(sql::HAS_STEPS).fetch_one(&mut connection).await.map_err(failed)?;
    let mut found = Steps { taken: None, known };
    if has_steps {
        let taken = sqlx::query_scalar(sql::STEPS_TAKEN).fetch_one(&mut connection).await;
        found.taken = Some(taken.map_err(failed)?);
    }
    let role = sqlx::query_as(sql::ROLE).fetch_one(&mut connection).await;
    let (role, is_unfenced): (String, bool) = role.map_err(failed)?;
    let open_tables = sqlx::query_scalar(sql::UNFENCED).fetch_all(&mut connection).await;
    let open_tables = open_tables.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(Server { steps: found, role, is_unfenced, open_tables })
}

/// Whether some program has the database of a data directory open, or ended without closing it.
pub fn is_open(directory: &Path) -> bool {
    directory.join(format!("{DATABASE_FILE}-wal")).exists()
}
