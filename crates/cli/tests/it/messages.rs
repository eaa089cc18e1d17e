//! Reminders as they go out of the binary: two programs on one server, a real mail server, the readers' own languages.

use guohe_testkit::{postgres::Database, smtp::Smtp};

use crate::{
    served::{Caller, Served},
    world::{folder, guohe},
};

const PASSWORD: &str = "guohe-demo-2026";

fn signed_in(served: &Served, login: &str) -> Caller {
    let mut caller = served.caller();
    caller.signs_in(login, PASSWORD);
    caller
}

/// Says that mail is wanted at once at an address.
fn reached_at(served: &Served, login: &str, (mail, lang): (&str, &str)) {
    let fields = [("lang", lang), ("by_mail", "yes"), ("mail", mail), ("gathered", "no")];
    let saved = signed_in(served, login).fills("/account/messages", &fields);
    assert_eq!(saved.status, 200, "{}", saved.body);
}

#[test]
fn what_an_officer_releases_arrives_once_whichever_of_two_programs_sends_it() {
    let (data, server) = (folder("messages-two"), Database::fresh().unwrap());
    let mail = Smtp::start(None).unwrap();
    let address = format!("smtp://127.0.0.1:{}", mail.port);
    let data = data.to_str().unwrap();
    let place = ["--data", data, "--database", server.url(), "--mail", &address];
    let place = [&place[..], &["--mail-from", "guohe@bases.example"]].concat();
    let both = [Served::demo(&place), Served::demo(&place)];
    reached_at(&both[0], "chengwan", ("chengwan@example.org", "en"));
    reached_at(&both[1], "expert3", ("expert3@example.org", "zh"));
    // Of another address its owner is told there, by whichever program comes first.
    let mut told = [mail.next().unwrap(), mail.next().unwrap()].map(|one| (one.to, one.text));
    told.sort();
    let [host, expert] = told;
    assert_eq!([host.0, expert.0], [["chengwan@example.org"], ["expert3@example.org"]]);
    assert!(host.1.contains("Your messages go to another address"), "{}", host.1);

    let mut officer = signed_in(&both[0], "officer1");
    let links = officer.gets("/desk/outbox").links();
    let mut ids: Vec<&str> =
        links.iter().filter_map(|link| link.strip_prefix("/desk/outbox/")).collect();
    ids.dedup();
    assert!(ids.len() >= 2, "{links:?}");
    let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("message", *id)).collect();
    let sure = officer.fills("/desk/outbox", &[&chosen[..], &[("sure", "yes")]].concat());
    assert_eq!(sure.status, 200, "{}", sure.body);

    let mut came = [mail.next().unwrap(), mail.next().unwrap()];
    came.sort_by(|one, other| one.to.cmp(&other.to));
    let [host, expert] = came;
    assert_eq!(host.to, ["chengwan@example.org"]);
    assert!(host.text.contains("Your application waits for you"), "{}", host.text);
    assert_eq!(expert.to, ["expert3@example.org"]);
    // What is reviewed is not said, in whatever way the text is written.
    for text in [&host.text, &expert.text] {
        assert!(!text.contains("songhe") && !text.contains(PASSWORD), "{text}");
    }
    for served in both {
        assert_eq!(served.stop(), Some(0));
    }
    assert_eq!(mail.there().unwrap(), None, "nothing was sent twice");
}

#[test]
fn a_server_of_mail_is_named_rightly_or_the_program_says_why_it_does_not_start() {
    let data = folder("messages-wrong");
    let place = ["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    let tried = |more: &[&str]| guohe(&[&place[..], more].concat(), b"");
    let from = ["--mail-from", "guohe@bases.example"];
    for wrong in ["http://mail.example", "smtp://a:secret@mail.example", "mail.example"] {
        let run = tried(&[&["--mail", wrong][..], &from].concat());
        assert!(run.code != 0 && run.err.contains("smtps://"), "{wrong}: {}", run.err);
        assert!(run.out.is_empty(), "it did not begin to answer");
    }
    let run = tried(&["--mail", "smtp://127.0.0.1:1", "--mail-from", "nobody"]);
    assert!(run.code != 0 && run.err.contains("no address of mail"), "{}", run.err);
    let login = data.join("login");
    std::fs::write(&login, "clerk\nsecret\n").unwrap();
    let login = login.to_str().unwrap();
    let named = ["--mail", "smtp://127.0.0.1:1", "--mail-login", login];
    let run = tried(&[&named[..], &from].concat());
    assert!(run.code != 0 && run.err.contains("chmod 600"), "{}", run.err);
    let run = tried(&["--sms", "http://192.0.2.1/"]);
    assert!(run.code != 0 && run.err.contains("--sms"), "{}", run.err);
}
