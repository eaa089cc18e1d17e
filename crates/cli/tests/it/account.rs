//! Who may sign in, as it is entered on the command line.

use std::fs;

use crate::world::{Run, folder, guohe};

const PASSWORD: &str = "a long enough secret";

fn add(data: &str, arguments: &[&str], password: &str) -> Run {
    let all: Vec<&str> =
        ["account", "add", "--data", data].iter().chain(arguments).copied().collect();
    guohe(&all, format!("{password}\n").as_bytes())
}

fn officer(data: &str) -> Run {
    add(data, &["officer", "--name", "经办员", "--role", "beijing/bases-2025:authority"], PASSWORD)
}

#[test]
fn an_account_is_listed_and_its_password_is_nowhere() {
    let data = folder("accounts");
    let data = data.to_str().unwrap();
    assert_eq!((officer(data).code, officer(data).code), (0, 65), "twice the same login");
    let host = ["host", "--name", "申报员", "--role", "beijing/bases-2025:host"];
    assert_eq!(add(data, &host, PASSWORD).code, 0);
    let listed = guohe(&["account", "list", "--data", data], b"");
    let logins: Vec<&str> =
        listed.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(logins, ["host", "officer", "2"]);
    for entry in fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            // Nor do the names of people lie open.
            for secret in [PASSWORD.as_bytes(), "经办员".as_bytes(), "申报员".as_bytes()] {
                assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{path:?}");
            }
        }
    }
}

#[test]
fn a_role_that_does_not_exist_and_a_short_password_are_refused() {
    let data = folder("accounts-refused");
    let data = data.to_str().unwrap();
    let ghost = add(data, &["x", "--name", "x", "--role", "ghost"], PASSWORD);
    assert_eq!(ghost.code, 64);
    assert!(ghost.err.contains("beijing/bases-2025:authority"), "{}", ghost.err);
    // Several packs have an authority.
    let unclear = add(data, &["x", "--name", "x", "--role", "authority"], PASSWORD);
    assert_eq!((unclear.code, unclear.err), (64, ghost.err.replace("ghost", "authority")));
    let officer = ["x", "--name", "x", "--role", "beijing/bases-2025:authority"];
    let short = add(data, &officer, "short");
    assert_eq!(short.code, 65);
    let listed = guohe(&["account", "list", "--data", data], b"");
    assert_eq!(listed.out, "0 accounts\n");
}

#[test]
fn a_credit_code_that_is_mistyped_is_refused_at_its_place_and_the_same_code_is_one_organisation() {
    let data = folder("accounts-unit");
    let data = data.to_str().unwrap();
    let unit = |login: &str, code: &str| {
        let role = "beijing/bases-2025:host";
        add(data, &[login, "--name", login, "--role", role, "--unit", code], PASSWORD)
    };
    let wrong = unit("one", "91350100M00O100Y43");
    assert_eq!(wrong.code, 65);
    assert!(wrong.err.contains("第 12 位“O”") && wrong.err.contains("place 12"), "{}", wrong.err);
    assert_eq!(unit("one", "91350100m000100y43").code, 0);
    assert_eq!(unit("two", "91350100M000100Y43").code, 0);
}

#[test]
#[expect(clippy::cognitive_complexity, reason = "one story, told from its beginning to its end")]
fn codes_are_shown_for_nobody_real_and_limits_are_those_that_were_set() {
    let data = folder("accounts-kept");
    let data = data.to_str().unwrap();
    assert_eq!(officer(data).code, 0);
    let of =
        |arguments: &[&str]| guohe(&[&["account"], arguments, &["--data", data]].concat(), b"");
    let code = of(&["code", "officer"]);
    assert_eq!((code.code, code.out.as_str()), (65, ""));
    assert_eq!(of(&["code", "nobody"]).code, 65);
    assert!(of(&["limits"]).out.contains("\"staff_idle_minutes\":15"));
    let set = of(&["limits", "--set", "{\"staff_idle_minutes\": 7}"]);
    assert!(set.out.contains("\"idle_minutes\":30"), "{}{}", set.out, set.err);
    assert!(of(&["limits"]).out.contains("\"staff_idle_minutes\":7"));
    assert_eq!(of(&["limits", "--set", "{\"idle\": 7}"]).code, 65);
    assert_eq!(of(&["limits", "--set", "{\"failures\": 0}"]).code, 65);
    for act in ["close", "reopen", "reset"] {
        assert_eq!(of(&[act, "officer"]).code, 0, "{act}");
    }
    let roles = of(&["roles", "officer", "--role", "beijing/bases-2025:leader"]);
    assert_eq!(roles.out, "officer beijing/bases-2025:leader\n", "{}", roles.err);
    for (other, said) in
        [("security", "不得由同一人担任"), ("beijing/bases-2025:leader", "不得同时承担业务角色")]
    {
        let clash = of(&["roles", "officer", "--role", "system", "--role", other]);
        assert_eq!(clash.code, 65, "{other}");
        assert!(clash.err.contains(said), "{}", clash.err);
    }
    assert_eq!(of(&["roles", "officer", "--role", "audit"]).out, "officer audit\n");
}

#[test]
fn what_the_pages_meet_and_who_scans_is_what_was_set() {
    let data = folder("accounts-surface");
    let data = data.to_str().unwrap();
    let of =
        |arguments: &[&str]| guohe(&[&["account"], arguments, &["--data", data]].concat(), b"");
    assert!(of(&["surface"]).out.contains("\"names_per_hour\":5"));
    let set = of(&["surface", "--set", r#"{"https": true, "trusted_proxies": ["10.0.0.0/8"]}"#]);
    assert!(set.out.contains("\"https\":true") && set.out.contains("10.0.0.0/8"), "{}", set.err);
    for wrong in [r#"{"trusted_proxies": ["10.0.0.0/99"]}"#, r#"{"proxies": []}"#] {
        assert_eq!(of(&["surface", "--set", wrong]).code, 65, "{wrong}");
    }
    assert!(of(&["demands"]).out.contains("\"code_steps\":0"));
    let set =
        of(&["demands", "--set", r#"{"admin_networks": ["10.1.0.0/16"], "password_days": 90}"#]);
    assert!(
        set.out.contains("10.1.0.0/16") && set.out.contains("\"password_days\":90"),
        "{}",
        set.err
    );
    assert!(of(&["demands", "--set", "{}"]).out.contains("\"admin_networks\":[]"));
    for wrong in [r#"{"code_steps": 2}"#, r#"{"admin_networks": ["office"]}"#, r#"{"days": 1}"#] {
        assert_eq!(of(&["demands", "--set", wrong]).code, 65, "{wrong}");
    }
    assert_eq!(of(&["scanner"]).out, "null\n");
    let clamd = r#"{"clamd":{"at":"/run/clamav/clamd.ctl","seconds":60}}"#;
    assert_eq!(of(&["scanner", "--set", clamd]).out, format!("{clamd}\n"));
    assert_eq!(of(&["scanner", "--set", r#"{"clamd": {}}"#]).code, 65);
}
