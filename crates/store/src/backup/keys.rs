//! The keys of persons, apart from the backup whose texts they open: one a line, in hexadecimal digits.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use guohe_chain::both::hex;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::{BackupError, failed};
use crate::subject::bytes;
use crate::{connect, sql};

/// In the place of what a stream is about: the key of an account.
const OF_ACCOUNT: &str = "login";

/// A key with the place to which it belongs.
type Row = (String, String, Vec<u8>, i64, Vec<u8>);

/// Moves the keys of a copied database into a file that its owner alone may read; says how many there were.
pub(super) async fn take(copy: &Path, file: &Path) -> Result<u64, BackupError> {
    let mut connection = connect::embedded(copy)
        .pragma("journal_mode", "DELETE")
        .pragma("secure_delete", "ON")
        .connect()
        .await
        .map_err(failed)?;
    let taken = moved(&mut connection).await;
    connection.close().await.map_err(failed)?;
    let rows = taken.map_err(failed)?;
    let mut lines = Vec::new();
    for (tenant, about, id, number, key) in &rows {
        lines.push(format!("{tenant}\t{about}\t{}\t{number}\t{}\n", hex(id), hex(key)));
    }
    let lines = lines.concat();
    let mut to = File::options().write(true).create_new(true).mode(0o600).open(file)?;
    to.write_all(lines.as_bytes())?;
    to.sync_all()?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

async fn moved(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query_as(sql::ALL_KEYS).fetch_all(&mut *connection).await?;
    sqlx::raw_sql(sql::TAKE_KEYS).execute(&mut *connection).await?;
    sqlx::query(sql::TIDY).execute(connection).await?;
    Ok(rows)
}

/// Puts the keys of a file back where they belong, unless they were erased since; none where there is no file.
pub(super) async fn give_back(database: &Path, file: &Path) -> Result<u64, BackupError> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        read => read?,
    };
    let damaged = || BackupError::Damaged { name: file.display().to_string() };
    let rows: Option<Vec<Row>> = text.lines().map(row).collect();
    let rows = rows.ok_or_else(damaged)?;
    let mut connection = connect::embedded(database).connect().await.map_err(failed)?;
    let mut given = 0;
    for (tenant, about, id, number, key) in rows {
        let put = if about == OF_ACCOUNT {
            sqlx::query(sql::GIVE_ACCOUNT_KEY).bind(key).bind(tenant).bind(id)
        } else {
            let put = sqlx::query(sql::GIVE_KEY).bind(key).bind(tenant);
            put.bind(about).bind(id).bind(number)
        };
        let put = put.execute(&mut connection).await;
        given += put.map_err(failed)?.rows_affected();
    }
    connection.close().await.map_err(failed)?;
    Ok(given)
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let (tenant, about) = (fields.next()?.to_owned(), fields.next()?.to_owned());
    let (id, number) = (bytes(fields.next()?)?, fields.next()?.parse().ok()?);
    let key = bytes(fields.next()?)?;
    (id.len() == 16 && key.len() == 32 && fields.next().is_none())
        .then_some((tenant, about, id, number, key))
}
