//! Checkpoints that an authority outside has stamped, checked without a network.

use std::fs;
use std::path::Path;

use guohe_testkit::tsa::{Certificate, POLICY, Tsa};

use crate::world::{Run, folder, guohe};

fn at(data: &Path, words: &[&str]) -> Run {
    let mut all = words.to_vec();
    let place = data.to_str().unwrap();
    all.extend(["--data", place]);
    guohe(&all, b"")
}

/// An installation of one account, in which a root is trusted; with the address of an authority that has it.
fn installed(name: &str, certificate: Certificate) -> (std::path::PathBuf, String) {
    let data = folder(name);
    let clerk =
        ["account", "add", "clerk", "--name", "某甲", "--role", "beijing/bases-2025:authority"];
    let place = ["--data", data.to_str().unwrap()];
    let added = guohe(&[&clerk[..], &place].concat(), b"a long enough secret\n");
    assert_eq!(added.code, 0, "{}", added.err);
    let tsa = Tsa::new(certificate).unwrap();
    fs::write(data.join("keys").join("tsa.pem"), tsa.root().unwrap()).unwrap();
    (data, tsa.listens().unwrap())
}

#[test]
fn a_checkpoint_is_stamped_once_and_verified_offline() {
    let (data, address) = installed("stamped", Certificate::Sound);
    let sealed = at(&data, &["audit", "checkpoint", "--tsa", &address]);
    assert_eq!(sealed.code, 0, "{}", sealed.err);
    assert!(sealed.out.contains("time stamp: 20"), "{}", sealed.out);
    let again = at(&data, &["audit", "checkpoint", "--tsa", &address]);
    assert!(again.out.contains("it had a time stamp"), "{}", again.out);

    let verified = at(&data, &["audit", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    assert!(verified.out.contains("1 time stamps hold"), "{}", verified.out);

    // Of a changed token, or of a checkpoint that somebody took away, it says so.
    let file = data.join("timestamps");
    let kept = fs::read_to_string(&file).unwrap();
    fs::write(&file, kept.replacen(" 1 ", " 9 ", 1)).unwrap();
    let gone = at(&data, &["audit", "verify"]);
    assert_eq!(gone.code, 1);
    assert!(gone.out.contains("somebody took it away"), "{}", gone.out);
    fs::write(&file, "nothing\n").unwrap();
    let damaged = at(&data, &["audit", "verify"]);
    assert_eq!(damaged.code, 1);
    assert!(damaged.out.contains("file of time stamps is damaged"), "{}", damaged.out);
    fs::write(&file, &kept).unwrap();

    // With other roots, kept elsewhere, it is not believed; without any it is not checked, and that is said.
    let other = data.join("other.pem");
    fs::write(&other, Tsa::new(Certificate::Curve).unwrap().root().unwrap()).unwrap();
    let stranger = at(&data, &["audit", "verify", "--tsa-roots", other.to_str().unwrap()]);
    assert_eq!(stranger.code, 1);
    assert!(stranger.out.contains("does not lead to a trusted root"), "{}", stranger.out);
    fs::remove_file(data.join("keys").join("tsa.pem")).unwrap();
    let unchecked = at(&data, &["audit", "verify"]);
    assert_eq!(unchecked.code, 0);
    assert!(unchecked.out.contains("1 time stamps were not checked"), "{}", unchecked.out);
}

#[test]
fn a_policy_that_is_demanded_of_stamps_is_looked_for_in_them() {
    let (data, address) = installed("stamped-policy", Certificate::Sound);
    assert_eq!(at(&data, &["audit", "checkpoint", "--tsa", &address]).code, 0);
    let under = |policy| at(&data, &["audit", "verify", "--tsa-policy", policy]);
    assert_eq!(under(POLICY).code, 0, "{}", under(POLICY).out);
    assert!(under("1.2.3").out.contains("not the one asked for"), "{}", under("1.2.3").out);
    assert!(under("1.2.x").err.contains("1.3.6.1.4.1.99999.1"), "{}", under("1.2.x").err);
}

#[test]
fn a_stamp_that_does_not_hold_is_not_kept_and_the_checkpoint_stands() {
    let (data, address) = installed("stamped-late", Certificate::Expired);
    let sealed = at(&data, &["audit", "checkpoint", "--tsa", &address]);
    assert_eq!(sealed.code, 1);
    assert!(sealed.out.starts_with("guohe/"), "{}", sealed.out);
    assert!(sealed.err.contains("the checkpoint stands without it"), "{}", sealed.err);
    assert!(!data.join("timestamps").exists());
    assert_eq!(at(&data, &["audit", "verify"]).code, 0);
    // Over plain http nobody but this machine is asked.
    let far = at(&data, &["audit", "checkpoint", "--tsa", "http://192.0.2.1/"]);
    assert!(far.code != 0 && far.err.contains("https://"), "{}", far.err);
    fs::remove_file(data.join("keys").join("tsa.pem")).unwrap();
    let untrusted = at(&data, &["audit", "checkpoint", "--tsa", &address]);
    assert!(untrusted.code != 0 && untrusted.err.contains("tsa.pem"), "{}", untrusted.err);
}
