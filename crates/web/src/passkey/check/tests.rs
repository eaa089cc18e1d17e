//! Answers that are right but for one thing, which no browser and no authenticator would send.

use guohe_testkit::passkeys::{Authenticator, Flaw};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Answer, COPIED, MAY_BE_COPIED, Made, Party, read, written};

const NAME: &str = "localhost";
const ORIGIN: &str = "http://localhost:8080";

fn party() -> Party {
    Party { name: NAME.to_owned(), origin: ORIGIN.to_owned() }
}

fn challenge() -> String {
    written(&[3; 32])
}

/// The answer to the question for a new key, as a document to be changed.
fn registered() -> Value {
    let asked = json!({"publicKey": {
        "challenge": challenge(), "rp": {"id": NAME}, "user": {"id": written(&[5; 16])},
    }});
    let answer = Authenticator::new(1, ORIGIN).registers(&asked, Flaw::None);
    serde_json::from_str(&answer).unwrap()
}

fn made(answer: &Value) -> Option<Made> {
    let answer: Answer = serde_json::from_value(answer.clone()).unwrap();
    answer.made(&party(), &challenge())
}

fn part(answer: &Value, name: &str) -> Vec<u8> {
    read(answer["response"][name].as_str().unwrap()).unwrap()
}

fn set(answer: &mut Value, name: &str, bytes: &[u8]) {
    answer["response"][name] = json!(written(bytes));
}

/// The same with what the authenticator says changed; it begins with the digest of the name and ends the object.
fn with_data(change: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut answer = registered();
    let object = part(&answer, "attestationObject");
    let whom = Sha256::digest(NAME);
    let at = object.windows(32).position(|bytes| bytes == whom.as_slice()).unwrap();
    let mut data = object[at..].to_vec();
    change(&mut data);
    // Two bytes before it say how long it is.
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    let object = [&object[..at - 2], &length, &data].concat();
    set(&mut answer, "attestationObject", &object);
    answer
}

fn with_client(change: impl FnOnce(&mut Value)) -> Value {
    let mut answer = registered();
    let mut client: Value = serde_json::from_slice(&part(&answer, "clientDataJSON")).unwrap();
    change(&mut client);
    set(&mut answer, "clientDataJSON", client.to_string().as_bytes());
    answer
}

#[test]
fn an_answer_as_it_comes_holds() {
    assert!(made(&registered()).is_some());
    assert!(made(&with_data(|_| {})).is_some(), "taken apart and put together again");
    assert!(made(&with_client(|_| {})).is_some());
}

#[test]
fn a_key_that_was_copied_and_cannot_be_is_refused() {
    let flags = |more: u8| made(&with_data(|data| data[32] |= more)).is_some();
    assert!(flags(MAY_BE_COPIED) && flags(MAY_BE_COPIED | COPIED));
    assert!(!flags(COPIED));
}

#[test]
fn a_page_within_a_page_of_another_site_is_refused() {
    let elsewhere = |value: Value| made(&with_client(|client| client["crossOrigin"] = value));
    assert!(elsewhere(json!(true)).is_none());
    assert!(elsewhere(json!(false)).is_some());
    // Browsers that do not know the word leave it out.
    let left_out =
        with_client(|client| drop(client.as_object_mut().unwrap().remove("crossOrigin")));
    assert!(made(&left_out).is_some());
}

#[test]
fn a_key_off_the_curve_is_refused() {
    let moved = with_data(|data| *data.last_mut().unwrap() ^= 1);
    assert!(made(&moved).is_none());
    // A point so long that it is none.
    let at_nought = with_data(|data| {
        let from = data.len() - 32;
        data[from..].fill(0);
    });
    assert!(made(&at_nought).is_none());
}

#[test]
fn what_is_no_map_is_refused() {
    // The number one, a list of it, a text, and nothing.
    for other in [&b"\x01"[..], b"\x81\x01", b"\x61a", b""] {
        let mut answer = registered();
        set(&mut answer, "attestationObject", other);
        assert!(made(&answer).is_none(), "{other:?} for the whole");
        let key = with_data(|data| {
            // 32 of the name, the flags, 4 of the counter, 16 of the device, 2 and 16 of the id.
            data.truncate(32 + 1 + 4 + 16 + 2 + 16);
            data.extend(other);
        });
        assert!(made(&key).is_none(), "{other:?} for the key");
    }
}
