//! Programs at the binary: the client that is there to be copied, and one that tries whatever the document allows.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use crate::{
    served::Served,
    world::{folder, guohe},
};

/// The client.
const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../clients/python/guohe.py");
/// Where the programs lie that were provided.
const PROGRAMS: &str = "GUOHE_TEST_PYTHON";
/// The password of everybody in the demonstration.
const PASSWORD: &str = "guohe-demo-2026";

/// The demonstration, with room for somebody who asks without a pause.
fn demonstration(name: &str) -> Served {
    let data = folder(name).join("data");
    let data = data.to_str().unwrap();
    let first = Served::demo(&["--data", data]);
    assert_eq!(first.stop(), Some(0));
    let rate = r#"{"burst": 1000000, "per_minute": 1000000}"#;
    let rates = ["sign_in", "second_factor", "upload", "objection", "search", "other"];
    let rates = rates.map(|load| format!("\"{load}\": {rate}")).join(", ");
    let surface = format!(
        "{{\"rates\": {{{rates}}}, \"cases_per_hour\": 60000, \"alarm_from_cases\": 60000}}"
    );
    let set = guohe(&["account", "surface", "--data", data, "--set", &surface], b"");
    assert_eq!(set.code, 0, "{}", set.err);
    Served::demo(&["--data", data])
}

/// A token of somebody, made on the page.
fn token(served: &Served, login: &str, scopes: &[&str]) -> String {
    let mut caller = served.caller();
    caller.signs_in(login, PASSWORD);
    let mut fields = vec![("name", "test"), ("days", "7")];
    fields.extend(scopes.iter().map(|scope| ("scopes", *scope)));
    let made = caller.fills("/account/tokens", &fields);
    let (_, word) = made.body.split_once("<code class=\"break\">guohe_").expect("a token");
    format!("guohe_{}", word.split('<').next().unwrap())
}

/// Runs the client with a token.
fn client(served: &Served, token: &str, more: &[&str]) -> Output {
    let origin = format!("http://localhost:{}", served.port);
    let mut child = Command::new("python3")
        .args(["-B", "-I", CLIENT, &origin])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3");
    child.stdin.take().unwrap().write_all(format!("{token}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_client_lists_starts_fills_in_and_is_refused() {
    let served = demonstration("client");
    let all = ["applications:read", "applications:write"];
    let word = token(&served, "tuolan", &all);
    let listed = client(&served, &word, &[]);
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    let out = text(&listed.stdout);
    let call = out.lines().find(|line| line.starts_with("call ")).expect("an open call");
    assert!(out.contains("\napplication ") && out.contains("withdraw (reasons), here"), "{out}");
    let call = call.split(' ').nth(1).unwrap();
    let started = client(&served, &word, &["--start", call, "PARK"]);
    assert!(started.status.success(), "{}", text(&started.stderr));
    let expected = "started once\na fact was set, 0 faults\nrefused: stale\nhost.name is 示例单位\n\
                    the findings are undetermined\n";
    assert_eq!(text(&started.stdout), expected);
    let reads = token(&served, "tuolan", &["applications:read"]);
    let refused = client(&served, &reads, &["--start", call, "PARK"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).starts_with("403 scope-missing: "), "{}", text(&refused.stderr));
    let nobody = client(&served, "guohe_0", &[]);
    assert!(text(&nobody.stderr).starts_with("401 no-token: "), "{}", text(&nobody.stderr));
}

/// A program that was provided.
fn provided(name: &str) -> Command {
    let folder = std::env::var_os(PROGRAMS)
        .unwrap_or_else(|| panic!("{PROGRAMS} names no folder; run cargo xtask provision"));
    Command::new(Path::new(&folder).join(name))
}

#[test]
fn the_client_is_typed_throughout() {
    let cache = folder("typed");
    let told = provided("mypy")
        .args(["--strict", "--cache-dir", cache.to_str().unwrap(), CLIENT])
        .output()
        .unwrap();
    assert!(told.status.success(), "{}{}", text(&told.stdout), text(&told.stderr));
}

/// So many requests are made up for each operation at most; with the seed they are the same each time.
const EXAMPLES: &str = "12";

/// Tries whatever the document allows, and what it does not, as somebody.
fn tried(served: &Served, word: &str, only: &str) {
    let document = format!("http://localhost:{}/api/v1/openapi.json", served.port);
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemathesis.toml");
    let told = provided("schemathesis")
        .args(["--config-file", settings, "run", &document, "--checks", "all"])
        .args(["--seed", "1", "--max-examples", EXAMPLES, "--generation-deterministic"])
        .args(["--phases", "examples,coverage,fuzzing", "--no-color", "--include-tag", only])
        .args(["--header", &format!("Authorization: Bearer {word}")])
        .current_dir(folder("tried"))
        .output()
        .unwrap();
    let out = text(&told.stdout);
    assert!(told.status.success(), "{only}:\n{out}\n{}", text(&told.stderr));
    let (_, summary) = out.split_once("SUMMARY").expect("a summary");
    let cases = summary.lines().find(|line| line.contains(" generated, ")).expect("how many");
    let numbers: Vec<u32> = cases.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!(matches!(numbers[..], [made, passed, ..] if made == passed && made > 0), "{summary}");
}

#[test]
fn whatever_the_document_allows_breaks_nothing_and_is_answered_as_it_says() {
    let served = demonstration("tried-by-programs");
    let host = token(
        &served,
        "tuolan",
        &[
            "account:read",
            "account:write",
            "applications:read",
            "applications:write",
            "unit:read",
            "unit:write",
        ],
    );
    for tag in ["public", "account", "applications", "unit"] {
        tried(&served, &host, tag);
    }
    let officer = token(&served, "officer1", &["desk:read", "desk:write"]);
    tried(&served, &officer, "desk");
    let expert = token(&served, "expert1", &["reviews:read", "reviews:write"]);
    tried(&served, &expert, "reviews");
}
