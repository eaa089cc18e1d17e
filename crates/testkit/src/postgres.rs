//! Throw-away PostgreSQL: a cluster that ends with the process, and an empty database per test.
//!
//! `cargo xtask ci` starts one [`Cluster`] for the whole run and announces it in
//! [`SERVER_VARIABLE`]. A test asks for [`Database::fresh`] and does not care: without the variable
//! the first such call starts a cluster for that process alone.
//!
//! A shell script keeps the cluster and waits on a pipe that this process holds. However the process
//! ends, the pipe closes, the server stops and its files are removed. The module knows no driver: it
//! hands out addresses, and `psql` creates the databases.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names the server whose databases the tests of this run use, as a `postgres://` address.
pub const SERVER_VARIABLE: &str = "GUOHE_TEST_POSTGRES";

/// The role whose databases tests get: no superuser, and nobody lets it past policies of rows. It has its name as password, for a
/// server that asks for one.
const ROLE: &str = "guohe_ordinary";

const KEEPER: &str = include_str!("cluster.sh");

/// Why a test has no database.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// The server's programs are not on this machine.
    #[error(
        "initdb is neither in /usr/lib/postgresql/*/bin nor on the PATH; run `cargo xtask provision`"
    )]
    NotInstalled,
    /// The keeper of the cluster ended before the server took connections.
    #[error("PostgreSQL did not start:\n{0}")]
    NotStarted(String),
    /// `psql` refused a statement.
    #[error("`{statement}` failed:\n{output}")]
    Refused {
        /// What was asked of the server.
        statement: String,
        /// What `psql` answered.
        output: String,
    },
    /// A program could not be run at all.
    #[error("could not run {program}")]
    Unrunnable {
        /// The program.
        program: String,
        /// What the operating system said.
        source: std::io::Error,
    },
}

/// A running PostgreSQL server with a data directory of its own.
#[derive(Debug)]
pub struct Cluster {
    directory: PathBuf,
    keeper: Child,
}

impl Cluster {
    /// Starts a server that listens on a socket in a new directory, and nowhere else.
    pub fn start() -> Result<Self, PostgresError> {
        let mut keeper = keeper_command(&programs()?)
            .spawn()
            .map_err(|source| PostgresError::Unrunnable { program: "sh".to_owned(), source })?;
        let announced = keeper.stdout.take().map(first_line).unwrap_or_default();
        if announced.is_empty() {
            let reason = keeper.stderr.take().map(rest).unwrap_or_default();
            end(&mut keeper);
            return Err(PostgresError::NotStarted(reason));
        }
        Ok(Self { directory: PathBuf::from(announced), keeper })
    }

    /// The address of the server's maintenance database.
    pub fn url(&self) -> String {
        address(&self.directory, "postgres")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        end(&mut self.keeper);
    }
}

/// An empty database, dropped when the test is through with it.
///
/// It belongs to an ordinary role and is used as that role, as an installation is, so whatever keeps rows apart is there for
/// every test.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    /// Creates a database that no other test sees.
    pub fn fresh() -> Result<Self, PostgresError> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        // A killed process with the same number may have left its database behind.
        let dropped = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // Several programs may ask at once for a role that is not there yet.
        let role = format!(
            "DO $$ BEGIN CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{ROLE}'; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        );
        let created = format!("CREATE DATABASE {name} OWNER {ROLE}");
        ask(&server, &[&dropped, &role, &created])?;
        let url = as_role(&at(&server, &name));
        Ok(Self { server, name, url })
    }

    /// The address to connect to, as `postgres://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same for whoever started the server, and is held up by nothing.
    pub fn as_superuser(&self) -> String {
        at(&self.server, &self.name)
    }
}

/// The address of another database of a server.
fn at(server: &str, name: &str) -> String {
    server.replacen("/postgres?", &format!("/{name}?"), 1)
}

/// The address for the ordinary role.
fn as_role(url: &str) -> String {
    let user = url.strip_prefix("postgres://").and_then(|rest| rest.split_once('@'));
    user.map_or_else(|| url.to_owned(), |(_, rest)| format!("postgres://{ROLE}:{ROLE}@{rest}"))
}

impl Drop for Database {
    fn drop(&mut self) {
        // Left behind, it disappears with the cluster; a test that passed has not failed by it.
        drop(ask(&self.server, &[&format!("DROP DATABASE {} WITH (FORCE)", self.name)]));
    }
}

/// The directory that holds `initdb`, `pg_ctl` and `psql`: the newest version that is installed.
pub fn programs() -> Result<PathBuf, PostgresError> {
    let mut candidates: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    candidates.sort_by_key(|bin| major_version(bin));
    candidates.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    candidates.extend(std::env::split_paths(&path));
    candidates
        .into_iter()
        .find(|bin| ["initdb", "pg_ctl", "psql"].iter().all(|program| bin.join(program).is_file()))
        .ok_or(PostgresError::NotInstalled)
}

fn major_version(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    version.and_then(|name| name.parse().ok()).unwrap_or(0)
}

/// The server named by the run, or one of this process's own.
fn server() -> Result<String, PostgresError> {
    static OWN: OnceLock<Result<Cluster, String>> = OnceLock::new();
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever runs the tests says here where their server is"
    )]
    if let Ok(announced) = std::env::var(SERVER_VARIABLE) {
        return Ok(announced);
    }
    match OWN.get_or_init(|| Cluster::start().map_err(|error| error.to_string())) {
        Ok(cluster) => Ok(cluster.url()),
        Err(reason) => Err(PostgresError::NotStarted(reason.clone())),
    }
}

/// The host in front is only there because an address without one cannot be parsed everywhere.
fn address(directory: &Path, database: &str) -> String {
    format!("postgres://guohe@localhost/{database}?host={}", directory.display())
}

fn keeper_command(bin: &Path) -> Command {
    // PostgreSQL refuses to run as root.
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", KEEPER, "sh"]).arg(bin);
    command.current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A group of its own: a signal to the tests must not end the keeper before it has cleaned up.
    command.process_group(0);
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

/// Has statements done one after the other, each for itself.
fn ask(server: &str, statements: &[&str]) -> Result<(), PostgresError> {
    let output = Command::new(programs()?.join("psql"))
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", server])
        .args(statements.iter().flat_map(|statement| ["--command", statement]))
        .env("PGOPTIONS", "--client-min-messages=warning")
        .output()
        .map_err(|source| PostgresError::Unrunnable { program: "psql".to_owned(), source })?;
    if output.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(PostgresError::Refused { statement: statements.join("; "), output })
}

fn first_line(stream: impl std::io::Read) -> String {
    let mut line = String::new();
    match BufReader::new(stream).read_line(&mut line) {
        Ok(_) => line.trim_end().to_owned(),
        Err(_) => String::new(),
    }
}

fn rest(mut stream: impl std::io::Read) -> String {
    let mut text = Vec::new();
    match stream.read_to_end(&mut text) {
        Ok(_) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) => error.to_string(),
    }
}

fn end(keeper: &mut Child) {
    drop(keeper.stdin.take());
    drop(keeper.wait());
}
