//! The log of outages as whoever runs the machine keeps it.

use std::fs;

use crate::world::{Run, folder, guohe};

const KNOWN: &str = "监控记录";
const NAME: &str = "值班的某甲";

fn add(data: &str, (from, to): (&str, &str), by: &str) -> Run {
    let what = ["outage", "add", "--from", from, "--to", to, "--known", KNOWN, "--by", by];
    guohe(&[&what[..], &["--data", data]].concat(), b"")
}

#[test]
fn an_outage_is_listed_with_whoever_stated_it_and_no_name_stands_in_the_log() {
    let folder = folder("outages");
    let data = folder.to_str().unwrap();
    let account = ["account", "add", "--data", data, "clerk", "--name", NAME];
    let account = [&account[..], &["--role", "beijing/bases-2025:authority"]].concat();
    assert_eq!(guohe(&account, b"a long enough secret\n").code, 0);
    let listed = || guohe(&["outage", "list", "--data", data], b"");
    assert!(listed().out.contains("no outage is recorded"));

    let span = ("2025-05-29T18:00", "2025-05-29T21:00");
    let nobody = add(data, span, "nobody");
    assert_eq!(nobody.code, 64, "{}", nobody.out);
    assert!(nobody.err.contains("there is no account nobody"), "{}", nobody.err);
    let backwards = add(data, (span.1, span.0), "clerk");
    assert_eq!(backwards.code, 64);
    assert!(backwards.err.contains("--to"), "{}", backwards.err);

    for _ in 0..2 {
        let added = add(data, span, "clerk");
        assert_eq!((added.code, &*added.out), (0, "已登记，第1条 / recorded, number 1\n"));
    }
    let line = format!("1 2025-05-29 18:00 – 2025-05-29 21:00 {KNOWN} {NAME}\n");
    assert_eq!(listed().out, line);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let name = NAME.as_bytes();
            assert!(!bytes.windows(name.len()).any(|part| part == name), "{path:?}");
        }
    }
    let verified = guohe(&["audit", "verify", "--data", data], b"");
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}
