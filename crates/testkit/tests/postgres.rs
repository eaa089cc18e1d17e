//! The database starter, tried for real.

#![expect(clippy::expect_used, reason = "where a helper cannot go on, its test has failed")]

use guohe_testkit::postgres::{Cluster, Database, programs};
use std::path::Path;
use std::process::Command;

fn answer(url: &str, question: &str) -> String {
    let psql = programs().expect("PostgreSQL is provisioned").join("psql");
    let output = Command::new(psql)
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--dbname", url, "-c", question])
        .output()
        .expect("psql runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("psql answers in UTF-8").trim_end().to_owned()
}

fn socket_directory(url: &str) -> String {
    url.split_once("host=").expect("the address names its socket").1.to_owned()
}

#[test]
fn each_test_gets_a_database_of_its_own_that_keeps_and_sorts_chinese_text() {
    let (one, other) = (Database::fresh().unwrap(), Database::fresh().unwrap());
    answer(one.url(), "CREATE TABLE word (text TEXT); INSERT INTO word VALUES ('中'), ('啊')");

    // By code point the order would be the other way round.
    assert_eq!(answer(one.url(), "SELECT text FROM word ORDER BY text"), "啊\n中");
    assert_eq!(answer(other.url(), "SELECT count(*) FROM pg_tables WHERE tablename = 'word'"), "0");
}

#[test]
fn a_database_belongs_to_a_role_that_no_policy_lets_past() {
    let database = Database::fresh().unwrap();
    let role = "SELECT rolsuper OR rolbypassrls, pg_get_userbyid(datdba) = current_user
        FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()";
    assert_eq!(answer(database.url(), role), "f|t");
    assert_eq!(answer(&database.as_superuser(), role), "t|f");
}

#[test]
fn a_dropped_database_is_gone_from_its_server() {
    let witness = Database::fresh().unwrap();
    let dropped = Database::fresh().unwrap();
    let name = answer(dropped.url(), "SELECT current_database()");
    drop(dropped);

    let left = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(answer(witness.url(), &left), "0");
}

#[test]
fn a_cluster_listens_on_no_port_and_leaves_nothing_behind() {
    let cluster = Cluster::start().unwrap();
    assert_eq!(answer(&cluster.url(), "SHOW listen_addresses"), "");

    let directory = socket_directory(&cluster.url());
    assert!(Path::new(&directory).is_dir());
    drop(cluster);
    assert!(!Path::new(&directory).exists());
}
