//! Papers over the network: they are set in a process of its own, and what that takes is given back.

use std::{fs, process::Command};

use crate::{
    memory::{kilobytes, people},
    served::{Caller, Served},
    world::folder,
};

/// The processes that the program has started and that have not ended.
fn presses(served: &Served) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{}/task", served.process())).unwrap();
    let children = tasks.map(|task| task.unwrap().path().join("children"));
    let children = children.filter_map(|path| fs::read_to_string(path).ok());
    children.flat_map(|all| all.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Waits until a process has ended; not for longer than a minute.
fn ended(process: &str) -> bool {
    let waits = ["60", "tail", &format!("--pid={process}"), "-f", "/dev/null"];
    Command::new("timeout").args(waits).status().unwrap().success()
}

/// Where the form of somebody's application is printed.
fn address(caller: &mut Caller) -> String {
    let overview = caller.gets("/applications");
    let leads = |link: &String| link.starts_with("/applications/") && link.len() > 40;
    let link = overview.links().into_iter().find(leads).unwrap();
    let case: Vec<&str> = link.split('/').take(3).collect();
    format!("{}/papers/application.pdf", case.join("/"))
}

/// The form of somebody's application, as paper.
fn form(caller: &mut Caller) -> String {
    let address = address(caller);
    let printed = caller.gets(&address);
    assert_eq!(printed.status, 200, "{}", printed.body);
    assert_eq!(printed.headers("content-type").collect::<Vec<_>>(), ["application/pdf"]);
    printed.body
}

#[test]
fn papers_are_set_apart_and_what_that_takes_is_given_back() {
    let data = folder("printed");
    let served = Served::demo(&["--data", data.to_str().unwrap()]);
    let (_, password) = people(&served.said);
    let mut host = served.caller();
    host.signs_in("tuolan", &password);
    host.gets("/applications");
    let before = kilobytes(&served, "RssAnon:");
    assert_eq!(presses(&served), [""; 0]);
    let printed = form(&mut host);
    assert!(printed.starts_with("%PDF-"));
    let [press] = presses(&served).try_into().unwrap();
    // The same press sets the next, and it says the same.
    assert!(form(&mut host) == printed);
    assert_eq!(presses(&served), std::slice::from_ref(&press));
    // One that has failed is replaced, and nobody notices.
    assert!(Command::new("kill").args(["-KILL", &press]).status().unwrap().success());
    let stat = || fs::read_to_string(format!("/proc/{press}/stat")).unwrap();
    assert!((0..1_000_000).any(|_| stat().contains(") Z ")), "it does not die");
    assert!(form(&mut host) == printed);
    let [next] = presses(&served).try_into().unwrap();
    assert_ne!(next, press);
    // Nobody wants another paper.
    assert!(ended(&next));
    assert_eq!(presses(&served), [""; 0]);
    let after = kilobytes(&served, "RssAnon:");
    assert!(after < before + 16 * 1024, "{before} kB before, {after} kB after three papers");
    assert_eq!(served.stop(), Some(0));
}

#[test]
fn whoever_goes_away_leaves_the_press_to_the_next() {
    let data = folder("left");
    let served = Served::demo(&["--data", data.to_str().unwrap()]);
    let (_, password) = people(&served.said);
    let mut host = served.caller();
    host.signs_in("tuolan", &password);
    let address = address(&mut host);
    let leaves = host.begins(&address);
    // The press has been started for the one who leaves.
    assert!((0..10_000_000).any(|_| !presses(&served).is_empty()), "it does not start");
    let [press] = presses(&served).try_into().unwrap();
    drop(leaves);
    assert!(form(&mut host).starts_with("%PDF-"));
    assert_eq!(presses(&served), [press]);
    assert_eq!(served.stop(), Some(0));
}
