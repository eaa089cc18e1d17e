//! Versions of a pack: side by side on a shelf, chosen by the day, kept for cases that run under them, and
//! read again while the program is at work.

use std::{fs, path::Path, path::PathBuf};

use serde_json::Value;

use crate::{
    serve::{SECTION, begun, people, signed_in, stands},
    served::{Caller, Served},
    world::{FACTS, Run, folder, guohe, put_sample, shelf},
};

const DATES: &str = "document: {number: 示例〔2025〕1号, effective_from: 2025-01-01}";
const TWO: &str = "distinct: [cooperation.partner]\n        - 2";
const THREE: &str = "distinct: [cooperation.partner]\n        - 3";

/// The sample, and beside it a later version that asks for one partner more.
fn versions(name: &str, dates: &str) -> PathBuf {
    let shelf = shelf(name);
    put_sample(&shelf, "sample/exchange@later", &[(DATES, dates), (TWO, THREE)]);
    shelf
}

fn check(shelf: &Path, pack: &str, more: &[&str]) -> Run {
    let shelf = shelf.to_str().unwrap();
    let fixed = ["check", pack, "--type", "OPEN", "-", "--packs", shelf, "--format", "json"];
    guohe(&[&fixed[..], more].concat(), FACTS.as_bytes())
}

fn number(run: &Run) -> String {
    let document: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    document["pack"]["version"]["number"].as_str().unwrap().to_owned()
}

#[test]
fn a_law_date_picks_the_version_in_force_on_that_day() {
    let dates =
        "document: {number: 示例〔2026〕9号, effective_from: 2027-01-01, repeals: 示例〔2025〕1号}";
    let shelf = versions("versions-law-date", dates);
    let on = |day| check(&shelf, "sample/exchange", &["--law-date", day]);
    let (eve, first, before) = (on("2026-12-31"), on("2027-01-01"), on("2024-12-31"));
    assert_eq!((eve.code, number(&eve).as_str()), (0, "示例〔2025〕1号"));
    assert_eq!((first.code, number(&first).as_str()), (1, "示例〔2026〕9号"));
    assert_eq!((before.code, before.out.as_str()), (64, ""));
    assert!(before.err.contains("no version of `sample/exchange` is in force on 2024-12-31"));
    let named = check(&shelf, "sample/exchange@later", &[]);
    assert_eq!((named.code, number(&named).as_str()), (1, "示例〔2026〕9号"));
}

#[test]
fn a_day_that_depends_on_an_unknown_date_stays_undetermined_and_names_the_date() {
    let shelf =
        versions("versions-undated", "document: {number: 示例〔2026〕9号, signed_on: 2026-12-01}");
    let on = |day| check(&shelf, "sample/exchange", &["--law-date", day]);
    let signed = on("2026-12-01");
    assert_eq!((signed.code, signed.out.as_str()), (2, ""));
    for part in ["sample/exchange@later/pack.yaml", "effective_from", "published_on"] {
        assert!(signed.err.contains(part), "{}", signed.err);
    }
    // Nothing is in force before it was signed, so the old version is beyond doubt until then.
    let eve = on("2026-11-30");
    assert_eq!((eve.code, number(&eve).as_str()), (0, "示例〔2025〕1号"));
}

#[test]
fn a_version_has_the_same_hash_wherever_it_stands() {
    let shelf = shelf("versions-hash");
    put_sample(&shelf, "sample/exchange@same", &[]);
    let hash = |pack| {
        let run = check(&shelf, pack, &[]);
        serde_json::from_str::<Value>(&run.out).unwrap()["pack"]["hash"].clone()
    };
    assert_eq!(hash("sample/exchange@same"), hash("sample/exchange"));
}

/// Asks until a page shows a passage; the program reads its packs at its own pace.
fn until(caller: &mut Caller, path: &str, passage: &str) {
    let shown = (0..100_000).any(|_| caller.gets(path).body.contains(passage));
    assert!(shown, "{path} never shows {passage}");
}

const PACK: &str = "beijing/bases-2025/pack.yaml";

/// Puts `pack.yaml` of the pack on a shelf with its English title replaced and more behind it.
fn retitled(shelf: &Path, title: &str, more: &str) {
    let inside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(PACK);
    let text = fs::read_to_string(inside).unwrap();
    let (head, rest) = text.split_once("\n  en: ").unwrap();
    let (_, tail) = rest.split_once('\n').unwrap();
    fs::create_dir_all(shelf.join(PACK).parent().unwrap()).unwrap();
    fs::write(shelf.join(PACK), format!("{head}\n  en: {title}\n{tail}{more}")).unwrap();
}

#[test]
fn a_case_goes_on_under_its_own_version_after_the_pack_has_changed() {
    let (data, packs) = (folder("versions-case"), folder("versions-case-packs"));
    retitled(&packs, "First edition", "");
    let place = ["--data", data.to_str().unwrap(), "--packs", packs.to_str().unwrap()];
    people(&place);
    let served = Served::serve(&place);
    let (application, _) = begun(&served);
    retitled(&packs, "Second edition", "");
    served.reread();
    let mut host = signed_in(&served, "host");
    until(&mut host, "/check?lang=en", "Second edition");
    // In the program that saw both, and in one that found the first only among its files.
    let section = format!("{application}{SECTION}");
    assert_eq!(host.fills(&section, &[("name", "甲园")]).to(), application);
    let (name, seen) = stands(&mut host, &application);
    assert_eq!(name, "甲园");
    assert_eq!(served.stop(), Some(0));
    let again = Served::serve(&place);
    let mut host = signed_in(&again, "host");
    // What a form remembers is the same word, whichever program and whichever edition it comes from.
    assert_eq!(stands(&mut host, &application), ("甲园".to_owned(), seen.clone()));
    assert_eq!(host.fills(&section, &[("name", "乙园")]).to(), application);
    let (name, later) = stands(&mut host, &application);
    assert_eq!(name, "乙园");
    assert_ne!(later, seen);
    assert!(host.gets("/applications").body.contains(&application));
    assert_eq!(again.stop(), Some(0));
    // The record by an instant is that of the instant: the first of its events alone, and none before.
    let case = application.rsplit('/').next().unwrap();
    let show = |more: &[&str]| {
        guohe(&[&["case", "show", case, "--lang", "en"], &place[..], more].concat(), b"")
    };
    let now = show(&[]);
    assert_eq!(now.code, 0, "{}", now.err);
    assert!(
        now.out.contains("3 events recorded") && now.out.contains("First edition"),
        "{}",
        now.out
    );
    let before = show(&["--as-of", "2020-01-01T00:00:00Z"]);
    assert_eq!((before.code, before.out.as_str()), (64, ""));
    let other = show(&["--law-date", "2026-05-15"]);
    assert!(other.out.contains("Second edition"), "{}{}", other.out, other.err);
}

#[test]
fn a_faulty_pack_keeps_its_previous_version_and_the_officers_are_told_where() {
    let (data, packs) = (folder("versions-faulty"), folder("versions-faulty-packs"));
    retitled(&packs, "First edition", "");
    let place = ["--data", data.to_str().unwrap(), "--packs", packs.to_str().unwrap()];
    people(&place);
    let served = Served::serve(&place);
    let (application, mut officer) = begun(&served);
    let mut host = signed_in(&served, "host");
    let before = stands(&mut host, &application);
    retitled(&packs, "Second edition", "surprise: true\n");
    served.reread();
    until(&mut officer, "/desk", PACK);
    let offered = officer.gets("/check?lang=en").body;
    assert!(offered.contains("First edition") && !offered.contains("Second edition"));
    assert_eq!(stands(&mut host, &application), before);
    assert!(!host.gets("/desk").body.contains(PACK));
    // A correction is taken, and nothing is said any more.
    retitled(&packs, "Third edition", "");
    served.reread();
    until(&mut officer, "/check?lang=en", "Third edition");
    assert!(!officer.gets("/desk").body.contains(PACK));
}
