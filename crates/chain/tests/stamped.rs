//! Time stamps as `openssl ts` gives them, and what is tried with them.
#![cfg(test)]

use std::sync::LazyLock;

use guohe_chain::stamp::{self, BadStamp, Expected, NONCE, Policy, Roots, Stamp};
use guohe_testkit::tsa::{Certificate, POLICY, Tsa};

const TEXT: &[u8] = b"guohe/north/0011223344556677\n8\n";
const ASKED: [u8; NONCE] = [0x8f; NONCE];
static WANTED: LazyLock<Policy> = LazyLock::new(|| POLICY.parse().unwrap());

fn expected() -> Expected<'static> {
    Expected { text: TEXT, nonce: Some(&ASKED), policy: Some(&WANTED) }
}

/// The token that an authority gives, and its root.
fn stamped(certificate: Certificate) -> (Vec<u8>, Roots) {
    let tsa = Tsa::new(certificate).unwrap();
    let answer = tsa.answer(&stamp::request(TEXT, &ASKED, Some(&WANTED))).unwrap();
    (stamp::token(&answer).unwrap(), Roots::parse(&tsa.root().unwrap()).unwrap())
}

fn checked(certificate: Certificate) -> Result<Stamp, BadStamp> {
    let (token, roots) = stamped(certificate);
    stamp::check(&token, expected(), &roots)
}

#[test]
fn a_stamp_of_openssl_is_good_with_rsa_and_on_a_curve() {
    for certificate in [Certificate::Sound, Certificate::Curve] {
        let stamp = checked(certificate).unwrap();
        assert_eq!((stamp.policy.as_str(), stamp.serial.as_str()), (POLICY, "02"));
        assert_eq!((stamp.at.len(), stamp.signer.len()), (20, 64), "{stamp:?}");
    }
}

#[test]
fn a_stamp_of_another_text_is_refused() {
    let (token, roots) = stamped(Certificate::Curve);
    let other = Expected { text: b"another", ..expected() };
    assert_eq!(stamp::check(&token, other, &roots), Err(BadStamp::Imprint));
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let (token, roots) = stamped(Certificate::Curve);
    let nonce = [0x70; NONCE];
    let other = Expected { nonce: Some(&nonce), ..expected() };
    assert_eq!(stamp::check(&token, other, &roots), Err(BadStamp::Nonce));
    // Read again later, when the nonce is forgotten, it is good.
    assert!(stamp::check(&token, Expected { nonce: None, ..expected() }, &roots).is_ok());
}

#[test]
fn a_stamp_under_another_policy_is_refused() {
    let (token, roots) = stamped(Certificate::Curve);
    let other: Policy = "1.2.3".parse().unwrap();
    let refused = stamp::check(&token, Expected { policy: Some(&other), ..expected() }, &roots);
    assert_eq!(refused, Err(BadStamp::Policy(POLICY.to_owned())));
    // An authority that does not know the policy that is asked for refuses, and with none it takes its own.
    let tsa = Tsa::new(Certificate::Curve).unwrap();
    let answers = |policy| {
        let answer = tsa.answer(&stamp::request(TEXT, &ASKED, policy)).unwrap();
        let roots = Roots::parse(&tsa.root().unwrap()).unwrap();
        stamp::check(&stamp::token(&answer)?, Expected { policy, ..expected() }, &roots)
    };
    assert_eq!(answers(Some(&other)), Err(BadStamp::Refused(2)));
    assert_eq!(answers(None).unwrap().policy, POLICY);
}

#[test]
fn a_certificate_that_had_run_out_is_refused() {
    assert!(matches!(checked(Certificate::Expired), Err(BadStamp::Chain(_))));
}

/// What a token states, out of it.
fn info(token: &[u8]) -> &[u8] {
    let begins = [2, 1, 1, 6, 9, 0x2b, 6, 1, 4, 1];
    let at = token.windows(begins.len()).position(|part| part == begins).unwrap();
    let head = if token[at - 2] == 0x81 { 3 } else { 2 };
    &token[at - head..at + usize::from(token[at - 1])]
}

#[test]
fn a_certificate_that_is_for_other_things_too_is_refused() {
    // `openssl ts` stamps with no such certificate; whoever holds its key signs the same by other means.
    let (token, _) = stamped(Certificate::Curve);
    let checked = |certificate| {
        let tsa = Tsa::new(certificate).unwrap();
        let roots = Roots::parse(&tsa.root().unwrap()).unwrap();
        stamp::check(&tsa.signs(info(&token)).unwrap(), expected(), &roots)
    };
    assert_eq!(checked(Certificate::Broad), Err(BadStamp::Purpose));
    assert!(checked(Certificate::Sound).is_ok(), "in this way, too, one for stamps alone is good");
}

#[test]
fn a_stamp_of_an_authority_that_nobody_trusts_is_refused() {
    let (token, _) = stamped(Certificate::Curve);
    let other = Tsa::new(Certificate::Curve).unwrap();
    let roots = Roots::parse(&other.root().unwrap()).unwrap();
    assert!(matches!(stamp::check(&token, expected(), &roots), Err(BadStamp::Chain(_))));
}

#[test]
fn a_stamp_signed_by_another_key_is_refused() {
    let (token, roots) = stamped(Certificate::Curve);
    let mut changed = token.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(stamp::check(&changed, expected(), &roots), Err(BadStamp::Signature));
}

#[test]
fn a_stamp_that_was_cut_off_or_changed_anywhere_is_refused_and_nothing_panics() {
    let (token, roots) = stamped(Certificate::Curve);
    for length in 0..token.len() {
        assert!(stamp::check(&token[..length], expected(), &roots).is_err(), "{length}");
    }
    let good = stamp::check(&token, expected(), &roots);
    let mut passed = 0;
    for at in 0..token.len() {
        let mut changed = token.clone();
        changed[at] ^= 0x55;
        if let Ok(stamp) = stamp::check(&changed, expected(), &roots) {
            // What the signature does not cover states nothing.
            assert_eq!(Ok(stamp), good, "byte {at}");
            passed += 1;
        }
    }
    assert!(passed < token.len() / 2, "{passed} of {}", token.len());
}

#[test]
fn an_answer_that_refuses_says_so() {
    let tsa = Tsa::new(Certificate::Curve).unwrap();
    // A request with a digest that the authority does not take.
    let mut request = stamp::request(TEXT, &ASKED, Some(&WANTED));
    let at = request.windows(9).position(|part| part.ends_with(&[3, 4, 2, 1])).unwrap() + 8;
    request[at] = 9;
    let answer = tsa.answer(&request).unwrap();
    assert_eq!(stamp::token(&answer), Err(BadStamp::Refused(2)));
    assert_eq!(stamp::token(&answer[..answer.len() - 1]), Err(BadStamp::Form));
    assert_eq!(stamp::token(b""), Err(BadStamp::Form));
}

#[test]
fn roots_are_certificates_and_nothing_else() {
    for wrong in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "key"] {
        assert!(Roots::parse(wrong).is_err(), "{wrong}");
    }
}
