//! Somebody has signed out at a provider, which says so itself (`OpenID` Connect Back-Channel Logout 1.0).
//!
//! No browser is there: whoever sends the word proves nothing but that the provider has signed it. It ends the sessions
//! here that were opened by the login it names, each word once. Where a provider names a session and no person, nothing
//! is ended: it is to be registered without `backchannel_logout_session_required`, and then it names the person.

use guohe_cases::linked::SignOut;
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

use super::{
    Wrong, held, meet,
    token::{self, COUNTS},
};
use crate::visit::Here;

/// The field in which the word comes.
const FIELD: &str = "logout_token";

/// Ends the sessions that a word of a provider names; gives how many.
///
/// # Errors
/// What does not hold; the failure of the store.
pub(crate) async fn sign_out(here: &Here, id: &str, sent: &[u8]) -> Result<u64, Wrong> {
    let mut words = form_urlencoded::parse(sent).filter(|(name, _)| name == FIELD);
    let (Some((_, word)), None) = (words.next(), words.next()) else { return Err(Wrong::NoToken) };
    let met = meet(here, id).await?;
    let gone = held(here, &met, |keys, expected| token::signs_out(&word, keys, expected)).await?;
    let (site, now) = (&here.site, here.site.outside.now());
    let until = now.checked_add(SignedDuration::from_secs(COUNTS)).unwrap_or(now);
    let heard = Sha256::digest(format!("sign-out {id} {}", gone.number)).into();
    let said = SignOut { provider: id, subject: &gone.subject, heard, until };
    site.store.sign_out(&site.tenant, &said, now).await?.ok_or(Wrong::Heard)
}
