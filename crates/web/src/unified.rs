//! Unified logins: signing in at a provider outside by `OpenID` Connect (the authorization code flow with PKCE).
//!
//! What was asked lies in the store, under a digest of the state and of the session or visit that it was given to. The
//! answer takes it out: it counts once, there alone, and for the provider it was asked of. Whatever is wrong has one
//! answer; why is said in the log. The checks of a token are in [`token`], what a provider publishes in [`known`].

mod known;
pub(crate) mod more;
pub(crate) mod out;
mod provider;
mod token;

use std::{collections::BTreeMap, fmt, sync::Arc};

use axum::http::{
    Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use guohe_cases::{passkey::Ceremony, ports::StoreError};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};
use uuid::Uuid;

use crate::{noted, trouble::Trouble, visit::Here};
pub(crate) use more::Access;
pub(crate) use token::Claims;

use known::{Known, Metadata};
pub use known::{Outward, OutwardError};
pub use provider::{Counts, Finds, Holds, Provider, Providers, SETTING, faults};
use token::{Expected, Fault, Jwk};

/// Somebody may take so long at the provider.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// The providers of an authority, and the way out to them.
#[derive(Debug, Default)]
pub struct Unified {
    providers: Providers,
    outward: Option<Arc<dyn Outward>>,
    known: Known,
}

impl Unified {
    /// Providers that are reached by a way out.
    pub fn new(providers: Providers, outward: Arc<dyn Outward>) -> Self {
        Self { providers, outward: Some(outward), known: Known::default() }
    }

    /// The providers.
    pub(crate) fn providers(&self) -> &Providers {
        &self.providers
    }
}

/// Why a unified login came to nothing; for the log alone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Wrong {
    #[error("the site does not know its own address; set --origin")]
    Origin,
    #[error("what the provider publishes is not what is set, or cannot be read")]
    Metadata,
    #[error("the provider answered with status {0}")]
    Status(u16),
    #[error(transparent)]
    Outward(#[from] OutwardError),
    #[error("nothing was asked that this could answer")]
    Unasked,
    #[error("the answer is of another issuer than was asked")]
    Mixed,
    #[error("the provider says `{0}`")]
    Refused(String),
    #[error("the answer of the provider holds no token")]
    NoToken,
    #[error("the token does not hold: {0}")]
    Token(#[from] Fault),
    #[error("what the provider tells of a person cannot be read")]
    Untold,
    #[error("what the provider tells is about another person than the token names")]
    OfAnother,
    #[error("this word was heard before")]
    Heard,
    #[error("nobody has linked this login")]
    Unlinked,
    #[error("the login is linked already")]
    Taken,
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// For what somebody is sent to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Aim {
    /// To sign in, and go to a page.
    SignIn(String),
    /// To link their login there with an account here.
    Link(Uuid),
}

/// What was asked of a provider.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    provider: String,
    nonce: String,
    verifier: String,
    aim: Aim,
}

/// Who came back from a provider, and for what.
#[derive(Debug)]
pub(crate) struct Back {
    pub(crate) claims: Claims,
    pub(crate) access: Access,
    pub(crate) aim: Aim,
}

/// Under what something is kept that is asked of a session, or of a visit without one.
fn binder(here: &Here, what: &str) -> [u8; 32] {
    let whose = here.visit.signed_in.as_ref().map_or_else(
        || format!("visit {}", here.visit.form_token),
        |signed_in| format!("session {}", signed_in.session.id),
    );
    Sha256::digest(format!("unified {what} {whose}")).into()
}

/// Keeps what a later request of the same visit or session takes out once, within ten minutes.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn keep(here: &Here, what: &str, state: Value) -> Result<(), StoreError> {
    let (site, now) = (&here.site, here.site.outside.now());
    let ends_at = now.checked_add(PATIENCE).unwrap_or(now);
    let ceremony = Ceremony { binder: binder(here, what), state, ends_at };
    site.store.begin_ceremony(&site.tenant, &ceremony, now).await
}

/// Takes it out; nothing when it was taken before, is over, or is of another form.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn take<T: DeserializeOwned>(
    here: &Here,
    what: &str,
) -> Result<Option<T>, StoreError> {
    let (site, now) = (&here.site, here.site.outside.now());
    let state = site.store.take_ceremony(&site.tenant, &binder(here, what), now).await?;
    Ok(state.and_then(|state| serde_json::from_value(state).ok()))
}

/// Where a provider sends people back to.
pub fn way_back(origin: &str, id: &str) -> String {
    format!("{origin}/sign-in/with/{id}/back")
}

/// A provider with what it publishes.
struct Met<'h> {
    id: &'h str,
    provider: &'h Provider,
    outward: &'h dyn Outward,
    metadata: Metadata,
}

async fn meet<'h>(here: &'h Here, id: &'h str) -> Result<Met<'h>, Wrong> {
    let unified = &here.site.unified;
    let known = unified.providers.get(id).zip(unified.outward.as_deref());
    let (provider, outward) = known.ok_or(Wrong::Unasked)?;
    // Days that are stated are unknown outside.
    let now = here.site.outside.authenticators();
    let metadata = unified.known.metadata(outward, (id, provider), now).await?;
    Ok(Met { id, provider, outward, metadata })
}

/// Where to send somebody so that they sign in at a provider.
///
/// # Errors
/// The provider does not answer or is not as it is set; the failure of the store.
pub(crate) async fn leads(here: &Here, id: &str, aim: Aim) -> Result<Url, Wrong> {
    let met = meet(here, id).await?;
    let (state, nonce, verifier) = (here.site.secret(), here.site.secret(), here.site.secret());
    let linking = matches!(aim, Aim::Link(_));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let mut to = met.metadata.sign_in()?;
    let back = way_back(&here.origin().ok_or(Wrong::Origin)?, id);
    let scopes = met.provider.scopes.iter().map(String::as_str);
    let scope = ["openid"].into_iter().chain(scopes).collect::<Vec<_>>().join(" ");
    to.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &met.provider.client)
        .append_pair("redirect_uri", &back)
        .append_pair("scope", &scope)
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    if linking {
        // Whoever sat at this machine before may still be signed in there.
        to.query_pairs_mut().append_pair("prompt", "login");
    }
    let asked = Asked { provider: id.to_owned(), nonce, verifier, aim };
    let asked = serde_json::to_value(&asked).map_err(|_why| Wrong::Unasked)?;
    keep(here, &state, asked).await?;
    Ok(to)
}

/// Who came back from a provider with an answer, when everything about it holds.
///
/// # Errors
/// What does not hold.
pub(crate) async fn back(
    here: &Here,
    id: &str,
    answer: &BTreeMap<String, String>,
) -> Result<Back, Wrong> {
    let said = |name: &str| answer.get(name).map(String::as_str);
    let asked: Option<Asked> = match said("state") {
        Some(state) => take(here, state).await?,
        None => None,
    };
    let asked = asked.filter(|asked| asked.provider == id).ok_or(Wrong::Unasked)?;
    let met = meet(here, id).await?;
    let issuer = said("iss");
    if issuer.map_or(met.metadata.says_who(), |issuer| issuer != met.provider.issuer) {
        return Err(Wrong::Mixed);
    }
    if let Some(error) = said("error") {
        return Err(Wrong::Refused(error.chars().take(60).collect()));
    }
    let code = said("code").ok_or(Wrong::NoToken)?;
    let (token, access) = exchanged(here, &met, code, &asked.verifier).await?;
    let nonce = &asked.nonce;
    let claims =
        held(here, &met, |keys, expected| token::check(&token, keys, expected, nonce)).await?;
    Ok(Back { claims, access, aim: asked.aim })
}

/// The ID token for a code, and the word by which the provider tells more.
async fn exchanged(
    here: &Here,
    met: &Met<'_>,
    code: &str,
    verifier: &str,
) -> Result<(String, Access), Wrong> {
    #[derive(Deserialize)]
    struct Tokens {
        id_token: String,
        access_token: Option<String>,
    }
    let site = &here.site;
    let back = way_back(&here.origin().ok_or(Wrong::Origin)?, met.id);
    let secret = site.store.provider_secret(&site.tenant, met.id).await?;
    let secret = secret.map(|secret| String::from_utf8_lossy(&secret).into_owned());
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", back.as_str()),
        ("code_verifier", verifier),
    ];
    let request = asks_for_tokens(met, &pairs, secret.as_deref())?;
    let answer = met.outward.send(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(Wrong::Status(answer.status().as_u16()));
    }
    let tokens: Tokens = serde_json::from_slice(answer.body()).map_err(|_why| Wrong::NoToken)?;
    Ok((tokens.id_token, Access(tokens.access_token)))
}

/// The request for tokens, by which the installation also proves who it is, in the way that the provider takes.
fn asks_for_tokens(
    met: &Met<'_>,
    pairs: &[(&str, &str)],
    secret: Option<&str>,
) -> Result<Request<Vec<u8>>, Wrong> {
    let client = &met.provider.client;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs);
    let mut request = Request::post(met.metadata.exchange()?.as_str())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json");
    match secret {
        Some(secret) if met.metadata.takes("client_secret_basic") => {
            // Each is encoded as in a form before the two are joined (RFC 6749, 2.3.1).
            let encoded = |word: &str| -> String {
                form_urlencoded::byte_serialize(word.as_bytes()).collect()
            };
            let pair = STANDARD.encode(format!("{}:{}", encoded(client), encoded(secret)));
            request = request.header(AUTHORIZATION, format!("Basic {pair}"));
        }
        Some(secret) => {
            form.append_pair("client_id", client).append_pair("client_secret", secret);
        }
        None => {
            form.append_pair("client_id", client);
        }
    }
    request.body(form.finish().into_bytes()).map_err(|_why| Wrong::Metadata)
}

/// What a token says when it holds. A key that is not known may have been published since.
async fn held<T>(
    here: &Here,
    met: &Met<'_>,
    check: impl Fn(&[Jwk], Expected<'_>) -> Result<T, Fault>,
) -> Result<T, Wrong> {
    let now = here.site.outside.authenticators();
    let Provider { issuer, client, .. } = met.provider;
    let expected = Expected { issuer, client, now: now.as_second() };
    let known = &here.site.unified.known;
    let source = (met.id, &met.metadata);
    let keys = known.keys(met.outward, source, (now, false)).await?;
    match check(&keys, expected) {
        Err(Fault::Key) => {
            let keys = known.keys(met.outward, source, (now, true)).await?;
            Ok(check(&keys, expected)?)
        }
        checked => Ok(checked?),
    }
}

/// Where somebody goes on to sign out who signed in by a provider; nowhere when it offers nothing.
pub(crate) async fn leaves(here: &Here, id: &str) -> Option<Url> {
    let met = meet(here, id).await.ok()?;
    let mut to = met.metadata.sign_out()?;
    let home = format!("{}/", here.origin()?);
    to.query_pairs_mut()
        .append_pair("client_id", &met.provider.client)
        .append_pair("post_logout_redirect_uri", &home);
    Some(to)
}

/// Says in the log why what a provider said came to nothing; a failure of the store is one of ours.
///
/// # Errors
/// The failure of the store.
pub(crate) fn told(provider: &str, wrong: Wrong) -> Result<(), Trouble> {
    if let Wrong::Store(error) = wrong {
        return Err(error.into());
    }
    noted::provider_failed(provider, &wrong);
    Ok(())
}

impl fmt::Debug for Met<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Met").field("id", &self.id).finish_non_exhaustive()
    }
}
