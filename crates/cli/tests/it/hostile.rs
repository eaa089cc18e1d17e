//! Hostile files, handed in to the binary by somebody who applies: each is taken or refused as it should be, and what
//! is taken comes back in such a way that no browser runs it.

use guohe_testkit::hostile::{Hostile, Verdict, files};

use crate::{
    memory::{kilobytes, people},
    served::{Caller, Served},
    world::{folder, guohe},
};

/// So much more memory than before, in kilobytes, the program may take at any time: 256 MB.
const MORE: u64 = 256_000_000 / 1024;

/// Hands a file in; gives what is wrong with what came of it.
fn handed_in(host: &mut Caller, page: &str, file: &Hostile) -> Option<String> {
    let answer = host.sends(page, &[("label", &file.name)], (&file.name, &file.bytes));
    let expected = if file.verdict == Verdict::Taken { 303 } else { 422 };
    let said = answer.body.split("class=\"error\"").nth(1).unwrap_or_default();
    let said: String = said.chars().take(200).collect();
    (answer.status != expected)
        .then(|| format!("{}: {}, not {expected}: {said}", file.name, answer.status))
}

/// What is wrong with the way in which a file comes back.
fn comes_back(host: &mut Caller, path: &str) -> Option<String> {
    let answer = host.gets(path);
    let one = |name| answer.headers(name).collect::<Vec<_>>().join(" | ");
    let (how, kind) = (one("content-disposition"), one("content-type"));
    let safe = answer.status == 200
        && how.starts_with("attachment; filename*=UTF-8''")
        && !how.contains(['<', '"', '/', '\\'])
        && !kind.contains("html")
        && !kind.contains("svg")
        && one("x-content-type-options") == "nosniff"
        && one("content-security-policy").contains("sandbox");
    (!safe).then(|| {
        format!("{path}: {} {how} {kind} {}", answer.status, one("content-security-policy"))
    })
}

#[test]
fn no_hostile_file_does_harm_and_no_sound_one_is_turned_away() {
    let data = folder("hostile");
    let place = ["--data", data.to_str().unwrap()];
    // More files than somebody hands in by hand.
    let often = r#"{"rates": {"upload": {"burst": 1000, "per_minute": 1000}}}"#;
    let set = guohe(&[&["account", "surface", "--set", often][..], &place].concat(), b"");
    assert_eq!(set.code, 0, "{}", set.err);
    let served = Served::demo(&place);
    let (_, password) = people(&served.said);
    let mut host = served.caller();
    host.signs_in("tuolan", &password);
    let overview = host.gets("/applications").links();
    let case = overview.iter().find(|link| link.len() == "/applications/".len() + 36).unwrap();
    let page = format!("{case}/attachments");
    let before = kilobytes(&served, "VmHWM:");
    let files = files().unwrap();
    let mut wrong: Vec<String> =
        files.iter().filter_map(|file| handed_in(&mut host, &page, file)).collect();
    let kept = host.gets(&page).links();
    let kept: Vec<_> = kept.iter().filter(|link| link.contains("/files/")).collect();
    let taken = files.iter().filter(|file| file.verdict == Verdict::Taken).count();
    assert_eq!(kept.len(), taken, "{wrong:?}");
    wrong.extend(kept.iter().filter_map(|path| comes_back(&mut host, path)));
    assert_eq!(wrong, Vec::<String>::new());
    let more = kilobytes(&served, "VmHWM:").saturating_sub(before);
    assert!(more <= MORE, "{more} kB more than {before} kB");
    assert_eq!(served.stop(), Some(0));
}
