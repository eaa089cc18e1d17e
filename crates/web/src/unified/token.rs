//! The checks of an ID token (`OpenID` Connect Core 1.0, section 3.1.3.7) and of the word that somebody has signed out
//! (Back-Channel Logout 1.0, section 2.6): two algorithms, the keys that the provider publishes, and nothing that a token
//! says of itself taken for granted.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Clocks may differ by so many seconds.
const SKEW: i64 = 60;
/// A token that was issued longer ago than this, in seconds, was not issued for this sign-in.
const OLDEST: i64 = 900;
/// No token counts longer than so many seconds after it came in: it may be issued in the future by the difference of
/// clocks, and be as old as a token may be by then.
pub(super) const COUNTS: i64 = OLDEST + 2 * SKEW;
/// The longest subject, by the standard; the number of a token is no longer either.
const LONGEST_SUBJECT: usize = 255;
/// What makes a token the word that somebody has signed out.
const SIGNED_OUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Why a token counts for nothing; for the log alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("it is no signed token")]
    Shape,
    #[error("it is signed by an algorithm that is not taken")]
    Algorithm,
    #[error("its key is not among those that the provider publishes")]
    Key,
    #[error("its signature does not hold")]
    Signature,
    #[error("it is of another issuer")]
    Issuer,
    #[error("it is for another client")]
    Audience,
    #[error("it has expired, or is not valid yet")]
    Time,
    #[error("it answers another question")]
    Nonce,
    #[error("it names nobody")]
    Subject,
    #[error("it is no word that somebody has signed out")]
    Kind,
    #[error("it has no number of its own")]
    Number,
}

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client: &'e str,
    /// The present second.
    pub(super) now: i64,
}

/// A key that a provider publishes (RFC 7517).
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// Extensions that must be understood; none is.
    crit: Option<Value>,
}

/// What a token says that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claims {
    /// Who it is.
    subject: String,
    /// How strongly they signed in.
    pub(super) acr: Option<String>,
    /// By which means.
    pub(super) amr: Vec<String>,
    rest: Map<String, Value>,
}

impl Claims {
    /// Who it is, for good.
    pub(crate) fn subject(&self) -> &str {
        &self.subject
    }

    /// A claim that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.rest.get(name).and_then(Value::as_str)
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// What a token says, when everything about it holds.
///
/// # Errors
/// The first thing that does not.
pub(super) fn check(
    token: &str,
    keys: &[Jwk],
    expected: Expected<'_>,
    nonce: &str,
) -> Result<Claims, Fault> {
    let (_, said) = said(token, keys, expected)?;
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    if text("nonce") != Some(nonce) {
        return Err(Fault::Nonce);
    }
    let subject = name(&said, "sub").ok_or(Fault::Subject)?;
    let amr = said.get("amr").and_then(Value::as_array).into_iter().flatten();
    let amr = amr.filter_map(Value::as_str).map(str::to_owned).collect();
    let acr = text("acr").map(str::to_owned);
    Ok(Claims { subject, acr, amr, rest: said })
}

/// Somebody who has signed out at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedOut {
    /// Who it is.
    pub(super) subject: String,
    /// The number that the provider gave to this word.
    pub(super) number: String,
}

/// Who has signed out, when a word that says so holds.
///
/// # Errors
/// The first thing that does not.
pub(super) fn signs_out(
    token: &str,
    keys: &[Jwk],
    expected: Expected<'_>,
) -> Result<SignedOut, Fault> {
    let (kind, said) = said(token, keys, expected)?;
    // Three things each keep a token of another kind from being taken for this one: its type, the event, no nonce.
    let typed = ["logout+jwt", "application/logout+jwt"];
    let typed = kind.is_some_and(|kind| typed.iter().any(|one| kind.eq_ignore_ascii_case(one)));
    let event = said.get("events").and_then(|events| events.get(SIGNED_OUT));
    if !typed || !event.is_some_and(Value::is_object) || said.contains_key("nonce") {
        return Err(Fault::Kind);
    }
    let subject = name(&said, "sub").ok_or(Fault::Subject)?;
    let number = name(&said, "jti").ok_or(Fault::Number)?;
    Ok(SignedOut { subject, number })
}

/// A claim by which somebody or something is known.
fn name(said: &Map<String, Value>, claim: &str) -> Option<String> {
    let fits =
        |name: &&str| (1..=LONGEST_SUBJECT).contains(&name.chars().count()) && !name.contains('\0');
    said.get(claim).and_then(Value::as_str).filter(fits).map(str::to_owned)
}

/// What a token is and says whose signature holds, of the issuer, for us, in time.
fn said(
    token: &str,
    keys: &[Jwk],
    expected: Expected<'_>,
) -> Result<(Option<String>, Map<String, Value>), Fault> {
    let (kind, payload) = signed(token, keys)?;
    let said: Map<String, Value> = serde_json::from_slice(&payload).map_err(|_why| Fault::Shape)?;
    if said.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(Fault::Issuer);
    }
    if !is_for(&said, expected.client) {
        return Err(Fault::Audience);
    }
    if !is_timely(&said, expected.now) {
        return Err(Fault::Time);
    }
    Ok((kind, said))
}

/// The type and the content of a token whose signature holds.
fn signed(token: &str, keys: &[Jwk]) -> Result<(Option<String>, Vec<u8>), Fault> {
    let (message, signature) = token.rsplit_once('.').ok_or(Fault::Shape)?;
    let (header, payload) = message.split_once('.').ok_or(Fault::Shape)?;
    let [header, payload, signature] = [header, payload, signature].map(bytes);
    let (Some(header), Some(payload), Some(signature)) = (header, payload, signature) else {
        return Err(Fault::Shape);
    };
    let header: Header = serde_json::from_slice(&header).map_err(|_why| Fault::Shape)?;
    if !["RS256", "ES256"].contains(&header.alg.as_str()) || header.crit.is_some() {
        return Err(Fault::Algorithm);
    }
    let candidates: Vec<&Jwk> = keys.iter().filter(|key| key.may_be(&header)).collect();
    // Without a name there must be no choice.
    let [key] = candidates.as_slice() else { return Err(Fault::Key) };
    let holds = match header.alg.as_str() {
        "RS256" => key.rsa_holds(message.as_bytes(), &signature),
        _ => key.curve_holds(message.as_bytes(), &signature),
    };
    if holds { Ok((header.typ, payload)) } else { Err(Fault::Signature) }
}

impl Jwk {
    /// Whether a token may be signed by it, as far as names go. What a key is for is said by the key, not by the token.
    fn may_be(&self, header: &Header) -> bool {
        let kind = if header.alg == "RS256" { "RSA" } else { "EC" };
        self.kty == kind
            && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.alg.as_ref().is_none_or(|alg| *alg == header.alg)
            && header.kid.as_ref().is_none_or(|kid| self.kid.as_ref() == Some(kid))
    }

    fn rsa_holds(&self, message: &[u8], signature: &[u8]) -> bool {
        let part = |text: &Option<String>| text.as_deref().and_then(bytes);
        let (Some(n), Some(e)) = (part(&self.n), part(&self.e)) else { return false };
        let key = RsaPublicKeyComponents { n: trimmed(&n), e: trimmed(&e) };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
    }

    fn curve_holds(&self, message: &[u8], signature: &[u8]) -> bool {
        if self.crv.as_deref() != Some("P-256") {
            return false;
        }
        let part = |text: &Option<String>| {
            text.as_deref().and_then(bytes).filter(|bytes| bytes.len() == 32)
        };
        let (Some(x), Some(y)) = (part(&self.x), part(&self.y)) else { return false };
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
    }
}

/// A number without zeros in front, as the library wants it.
fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Whether a token is for us, and for others only where it was issued to us.
fn is_for(said: &Map<String, Value>, client: &str) -> bool {
    let ours = |value: &Value| value.as_str() == Some(client);
    let (named, alone) = match said.get("aud") {
        Some(Value::Array(all)) => (all.iter().any(ours), all.len() == 1),
        Some(one) => (ours(one), true),
        None => (false, false),
    };
    named && said.get("azp").map_or(alone, ours)
}

/// Whether it is valid now and was issued lately.
fn is_timely(said: &Map<String, Value>, now: i64) -> bool {
    // Seconds may come with a fraction; more than that is no time.
    let second = |name: &str| {
        let value = said.get(name)?;
        value.as_i64().or_else(|| value.as_f64().map(f64::floor).and_then(whole))
    };
    let (Some(ends), Some(issued)) = (second("exp"), second("iat")) else { return false };
    let begun =
        said.get("nbf").is_none_or(|_| second("nbf").is_some_and(|from| from <= now + SKEW));
    begun && now < ends.saturating_add(SKEW) && (now - OLDEST..=now + SKEW).contains(&issued)
}

/// A floating number that is a second of these centuries.
fn whole(second: f64) -> Option<i64> {
    format!("{second:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Fault, Jwk, signed};

    fn key(text: &str) -> Jwk {
        serde_json::from_str(text).unwrap()
    }

    /// RFC 7515, appendices A.2 and A.3: the same content under both algorithms.
    const CONTENT: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const RSA: &str = r#"{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#;
    const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    const CURVE: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    const CURVE_SIGNATURE: &str =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    #[test]
    fn signatures_are_those_of_the_standard() {
        let rsa = format!("eyJhbGciOiJSUzI1NiJ9.{CONTENT}.{RSA_SIGNATURE}");
        let curve = format!("eyJhbGciOiJFUzI1NiJ9.{CONTENT}.{CURVE_SIGNATURE}");
        let keys = [key(RSA), key(CURVE)];
        assert_eq!(signed(&rsa, &keys), signed(&curve, &keys));
        assert!(signed(&rsa, &keys).unwrap().1.starts_with(b"{\"iss\":\"joe\""));
        let other = CONTENT.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Yi", 1);
        assert_ne!(other, CONTENT);
        for token in [rsa.replace(CONTENT, &other), curve.replace(CONTENT, &other)] {
            assert_eq!(signed(&token, &keys), Err(Fault::Signature));
        }
        assert_eq!(signed(&rsa, &[key(CURVE)]), Err(Fault::Key));
        assert_eq!(signed(&rsa, &[key(RSA), key(RSA)]), Err(Fault::Key), "a choice without a name");
    }
}
