//! `guohe serve` as an operator starts it, over both databases: what was saved is there after a stop, and
//! several programs on one database show one truth.

use std::path::Path;

use guohe_store::DATABASE_FILE;
use guohe_testkit::postgres::Database;

use crate::{
    served::{Caller, Served},
    world::{folder, guohe},
};

const PASSWORD: &str = "a long enough secret";
/// The page on which the tests type.
pub(crate) const SECTION: &str = "/sections/host";

/// Enters those who take part, as an operator does before anybody comes.
pub(crate) fn people(place: &[&str]) {
    for (login, actor) in [("officer", "authority"), ("host", "host")] {
        let role = format!("beijing/bases-2025:{actor}");
        let add = ["account", "add", login, "--name", login, "--role", &role];
        let run = guohe(&[&add, place].concat(), format!("{PASSWORD}\n").as_bytes());
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    }
}

pub(crate) fn signed_in(served: &Served, login: &str) -> Caller {
    let mut caller = served.caller();
    caller.signs_in(login, PASSWORD);
    caller
}

/// The officer gets a second factor and opens a round that is open whenever this is run, and the host an
/// application in it; gives the address of the application, and the officer.
pub(crate) fn begun(served: &Served) -> (String, Caller) {
    let mut officer = signed_in(served, "officer");
    officer.enrols();
    let terms = [
        ("name.zh", "示例申报"),
        ("opens_on", "2020-01-01"),
        ("closes_on", "2099-12-31"),
        ("reference_date", "2026-05-15"),
        ("despite", "示例：读法和参数待定"),
    ];
    let round = officer.fills("/desk/rounds/new", &terms).to().to_owned();
    let call = round.rsplit('/').next().unwrap();
    let mut host = signed_in(served, "host");
    let application = host.fills("/applications/start", &[("call", call), ("type", "PARK")]);
    (application.to().to_owned(), officer)
}

/// What stands in the form of an application: the name, and what the form remembers of the case.
pub(crate) fn stands(caller: &mut Caller, application: &str) -> (String, String) {
    let page = caller.gets(&format!("{application}{SECTION}"));
    assert_eq!(page.status, 200);
    (page.value("name").unwrap(), page.value("seen").unwrap())
}

/// From an empty installation to a saved word, which is there when the program is started anew.
fn keeps_what_was_saved(place: &[&str]) {
    people(place);
    let served = Served::serve(place);
    let (application, _) = begun(&served);
    let mut host = signed_in(&served, "host");
    let saved = host.fills(&format!("{application}{SECTION}"), &[("name", "北辰科技园")]);
    assert_eq!(saved.to(), application);
    assert_eq!(served.stop(), Some(0));

    let again = Served::serve(place);
    let mut host = signed_in(&again, "host");
    assert_eq!(stands(&mut host, &application).0, "北辰科技园");
    assert_eq!(again.stop(), Some(0));
}

fn data(name: &str) -> String {
    folder(name).to_str().unwrap().to_owned()
}

#[test]
fn what_was_saved_in_a_data_directory_is_there_after_a_stop() {
    let data = data("serve-embedded");
    keeps_what_was_saved(&["--data", &data]);
    assert!(Path::new(&data).join(DATABASE_FILE).exists());
}

#[test]
fn what_was_saved_on_a_server_is_there_after_a_stop() {
    let (data, server) = (data("serve-server"), Database::fresh().unwrap());
    keeps_what_was_saved(&["--data", &data, "--database", server.url()]);
    assert!(!Path::new(&data).join(DATABASE_FILE).exists());
}

#[test]
fn two_programs_on_one_server_show_what_the_other_has_saved() {
    let (data, server) = (data("serve-two"), Database::fresh().unwrap());
    let place = ["--data", &data, "--database", server.url()];
    people(&place);
    let both = [Served::serve(&place), Served::serve(&place)];
    let (application, _) = begun(&both[0]);
    let section = format!("{application}{SECTION}");
    let mut hosts = both.each_ref().map(|served| signed_in(served, "host"));
    let empty = hosts.each_mut().map(|host| stands(host, &application));
    assert_eq!((empty[0].0.as_str(), &empty[0]), ("", &empty[1]));
    let mut words = vec![empty[0].1.clone()];
    // In turn, so that each has at hand what the other has gone beyond.
    for (save, name) in ["甲园", "乙园", "丙园", "丁园"].into_iter().enumerate() {
        assert_eq!(hosts[save % 2].fills(&section, &[("name", name)]).to(), application);
        let now = hosts.each_mut().map(|host| stands(host, &application));
        assert_eq!((now[0].0.as_str(), &now[0]), (name, &now[1]));
        assert!(!words.contains(&now[0].1), "each save makes the forms before it stale");
        words.push(now[0].1.clone());
    }
    // Whoever typed over an older version is told so, wherever the newer one was saved.
    let [mut here, mut there] = hosts;
    let token = here.gets(&section).value("form_token").unwrap();
    assert_eq!(there.fills(&section, &[("name", "戊园")]).to(), application);
    let stale = [("form_token", token.as_str()), ("seen", words[4].as_str()), ("name", "己园")];
    assert_eq!(here.posts(&section, &stale).status, 409);
    assert_eq!(stands(&mut here, &application).0, "戊园");
}
