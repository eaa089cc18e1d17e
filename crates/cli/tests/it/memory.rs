//! How much memory the program takes after everybody has been through their pages, signed in at once, and
//! somebody has typed for a while.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs, thread,
};

use crate::{
    served::{Caller, Served, unhurried},
    world::folder,
};

/// So much it may hold after the walk besides its code, in the units of 1,024 bytes in which the system counts. The bar is 120 MB in
/// all, and of a release build 58.4 MB of code lay in memory when that was last measured (docs/performance.md): this leaves a
/// development build on a busy machine two megabytes more than a release build has.
const BESIDES: u64 = 64_000_000 / 1024;
/// So much more it may take at its highest, while somebody signs in and papers are handed through: the bar says nothing of
/// it, and what piles up between two looks is seen by it.
const FOR_A_MOMENT: u64 = 14_000_000 / 1024;
/// So many pages of one kind are looked at for each person.
const OF_A_KIND: usize = 2;
/// So many sign in at the same moment; a password takes 19 MiB while it is looked at.
const AT_ONCE: usize = 8;
/// So often is saved while typing.
const SAVES: usize = 60;

/// A figure of the process, in kilobytes.
pub(crate) fn kilobytes(served: &Served, figure: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", served.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with(figure)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// How much of its own code lies in memory, in kilobytes.
fn code(served: &Served) -> u64 {
    let maps = fs::read_to_string(format!("/proc/{}/smaps", served.process())).unwrap();
    let (mut own, mut sum) = (false, 0);
    for line in maps.lines() {
        if let Some(size) = line.strip_prefix("Rss:").filter(|_| own) {
            sum += size.split_whitespace().next().unwrap().parse::<u64>().unwrap();
        } else if line.contains(" r") && line.contains("-p ") {
            own = line.ends_with("/guohe");
        } else if line.contains(" rw") {
            own = false;
        }
    }
    sum
}

/// The logins that the demonstration names, and their password.
pub(crate) fn people(said: &str) -> (Vec<String>, String) {
    let (_, password) = said.split_once("password: ").unwrap();
    let mut lines = password.lines();
    let password = lines.next().unwrap().to_owned();
    // A line in Chinese and one in English for each; the second begins further in.
    let chinese = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let login = |line: &str| line.split_whitespace().next().unwrap().to_owned();
    (chinese.map(login).collect(), password)
}

/// The kind of a page: what differs from case to case, and from part to part of a form, is left out.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let mut before = "";
    let mut kinds = Vec::new();
    for part in path.split('/') {
        let any =
            part.contains(|c: char| c.is_ascii_digit()) || ["lists", "sections"].contains(&before);
        kinds.push(if any { "*" } else { part });
        before = part;
    }
    kinds.join("/")
}

/// Follows links from the first page of somebody; gives how many pages there were.
fn looks_around(caller: &mut Caller) -> usize {
    let mut left = VecDeque::from(["/".to_owned(), "/home".to_owned()]);
    let (mut known, mut kinds) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    let mut pages = 0;
    while let Some(path) = left.pop_front() {
        let page = caller.gets(&path);
        // Pages for everybody lead to the form of applicants too, which is closed to others.
        assert!([200, 303, 403].contains(&page.status), "{path}: {}", page.status);
        pages += 1;
        for link in page.links() {
            let seen = kinds.entry(kind(&link)).or_default();
            if *seen < OF_A_KIND && known.insert(link.clone()) {
                *seen += 1;
                left.push_back(link);
            }
        }
    }
    pages
}

/// Somebody types into an application that is being filled in.
fn types(caller: &mut Caller) {
    let overview = caller.gets("/applications");
    let mut links = overview.links().into_iter();
    let application = links.find(|link| kind(link) == "/applications/*").unwrap();
    let section = format!("{application}/sections/host");
    for save in 0..SAVES {
        let name = format!("示例园区 {save}");
        let saved = caller.fills(&section, &[("name", &name), ("autosave", "1")]);
        assert_eq!(saved.status, 200, "{}", saved.body);
    }
}

#[test]
fn after_everybody_has_been_everywhere_it_holds_no_more_than_120_mb() {
    let data = folder("memory");
    let place = ["--data", data.to_str().unwrap()];
    let served = Served::demo(&place);
    let (logins, password) = people(&served.said);
    assert_eq!(logins.len(), 27, "{logins:?}");
    assert_eq!(served.stop(), Some(0));
    unhurried(&place);
    let served = Served::demo(&place);
    let mut pages = 0;
    for several in logins.chunks(AT_ONCE) {
        let one = |login: &String| {
            let mut caller = served.caller();
            caller.signs_in(login, &password);
            looks_around(&mut caller)
        };
        pages += thread::scope(|scope| {
            let all: Vec<_> = several.iter().map(|login| scope.spawn(|| one(login))).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum::<usize>()
        });
    }
    assert!(pages > 500, "only {pages} pages were found");
    let mut host = served.caller();
    host.signs_in("tuolan", &password);
    types(&mut host);
    let (most, now) = (kilobytes(&served, "VmHWM:"), kilobytes(&served, "VmRSS:"));
    let code = code(&served);
    let said = format!("{most} kB at most and {now} kB now, {code} of code, after {pages} pages");
    assert!(now - code <= BESIDES, "{said}");
    assert!(most - code <= BESIDES + FOR_A_MOMENT, "{said}");
    assert_eq!(served.stop(), Some(0));
}
