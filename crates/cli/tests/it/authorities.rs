//! Several authorities in one installation: each with its own people, cases and log, under its own host names.

use guohe_testkit::postgres::Database;

use crate::{
    serve::SECTION,
    served::{Caller, Served},
    world::{Run, folder, guohe},
};

const PASSWORD: &str = "a long enough secret";

fn set(place: &[&str], more: &[&str]) -> Run {
    guohe(&[&["authority", "set"], more, place].concat(), b"")
}

fn enter(place: &[&str], authority: &str, login: &str, role: &str) {
    let add = ["account", "add", login, "--name", login, "--role", role, "--authority", authority];
    let run = guohe(&[&add, place].concat(), format!("{PASSWORD}\n").as_bytes());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

fn signed_in(served: &Served, host: &str, login: &str) -> Caller {
    let mut caller = served.caller_at(host);
    caller.signs_in(login, PASSWORD);
    caller
}

/// Opens a call, and an application in it; gives their addresses.
fn begun(served: &Served, host: &str) -> (String, String) {
    let mut officer = signed_in(served, host, "officer");
    officer.enrols();
    let terms = [
        ("name.zh", "只属于一家的批次"),
        ("opens_on", "2020-01-01"),
        ("closes_on", "2099-12-31"),
        ("reference_date", "2026-05-15"),
        ("despite", "示例：读法和参数待定"),
    ];
    let round = officer.fills("/desk/rounds/new", &terms).to().to_owned();
    let call = round.rsplit('/').next().unwrap();
    let mut host = signed_in(served, host, "host");
    let start = host.fills("/applications/start", &[("call", call), ("type", "PARK")]);
    (format!("/calls/{call}"), start.to().to_owned())
}

/// Enters two authorities beside the first, and their people.
fn two_beside_the_first(place: &[&str]) {
    let north = [
        "north",
        "--host",
        "North.Localhost",
        "--host",
        "n.localhost",
        "--pack",
        "beijing/bases-2025",
    ];
    assert_eq!(set(place, &north).code, 0);
    assert_eq!(set(place, &["south", "--host", "south.localhost"]).code, 0);
    for authority in ["north", "south"] {
        enter(place, authority, "officer", "beijing/bases-2025:authority");
        enter(place, authority, "host", "beijing/bases-2025:host");
    }
    let listed = guohe(&[&["authority", "list"], place].concat(), b"").out;
    let rows: Vec<&str> = listed.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "north\tn.localhost, north.localhost\tbeijing/bases-2025",
            "south\tsouth.localhost\t全部规则包 / all packs"
        ]
    );
}

/// What one authority has, nobody meets under the names of the others.
fn share_an_installation(place: &[&str]) {
    two_beside_the_first(place);
    let served = Served::serve(place);
    let (call, application) = begun(&served, "north.localhost");
    let section = format!("{application}{SECTION}");
    for (host, seen) in [
        ("n.localhost", 200),
        ("NORTH.localhost", 200),
        ("south.localhost", 404),
        ("a.localhost", 404),
    ] {
        assert_eq!(served.caller_at(host).gets(&call).status, seen, "{host}");
    }
    // The same login and password are somebody else's at another authority.
    let mut here = signed_in(&served, "n.localhost", "host");
    let mut there = signed_in(&served, "south.localhost", "host");
    assert_eq!(here.gets(&section).status, 200);
    assert_eq!(there.gets(&section).status, 404);
    assert!(!there.gets("/applications").body.contains("只属于一家的批次"));
    // A session is worth nothing elsewhere.
    assert_eq!(here.at("n.localhost").gets("/applications").status, 200);
    assert_eq!(
        here.at("south.localhost").gets("/applications").to(),
        "/sign-in?next=/applications"
    );
    // Only its own packs.
    let hubei = "/rules/hubei/bases-2025";
    assert_eq!(served.caller_at("north.localhost").gets(hubei).status, 404);
    assert_eq!(served.caller_at("south.localhost").gets(hubei).status, 200);
    assert_eq!(served.stop(), Some(0));

    let verified = guohe(&[&["audit", "verify"], place].concat(), b"");
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let accounts = guohe(&[&["account", "list"], place].concat(), b"");
    assert!(!accounts.out.contains("officer"), "{}", accounts.out);
}

#[test]
fn authorities_share_a_database_of_a_data_directory_and_nothing_else() {
    share_an_installation(&["--data", folder("authorities").to_str().unwrap()]);
}

#[test]
fn authorities_share_a_server_and_nothing_else() {
    let (data, server) = (folder("authorities-server"), Database::fresh().unwrap());
    share_an_installation(&["--data", data.to_str().unwrap(), "--database", server.url()]);
}

#[test]
fn what_an_authority_cannot_have_is_refused_in_both_languages_and_nothing_is_kept() {
    let folder = folder("authorities-refused");
    let place = ["--data", folder.to_str().unwrap()];
    assert_eq!(set(&place, &["north", "--host", "north.localhost"]).code, 0);
    let wrong =
        set(&place, &["main", "--host", "north.localhost", "--host", "a b", "--pack", "no/pack"]);
    assert_eq!(wrong.code, 65);
    for said in [
        "`main` cannot be an id",
        "域名 north.localhost 已属于 north",
        "`a b` is no host name",
        "there is no pack no/pack",
    ] {
        assert!(wrong.err.contains(said), "{said}: {}", wrong.err);
    }
    let listed = guohe(&[&["authority", "list"][..], &place].concat(), b"").out;
    assert_eq!(listed.lines().count(), 2, "{listed}");
    let nobody = guohe(&[&["account", "list", "--authority", "east"][..], &place].concat(), b"");
    assert_eq!(nobody.code, 65);
    assert!(nobody.err.contains("there is no authority `east`"), "{}", nobody.err);
}
