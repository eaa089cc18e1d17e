//! What a provider tells of a person beyond the token (`OpenID` Connect Core 1.0, section 5.3), asked where the claim that
//! is set stands in no token. It counts for the person whom the token names, and for nobody else.

use std::fmt;

use axum::http::{
    HeaderMap, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::{Map, Value};

use super::{Claims, Wrong, meet};
use crate::visit::Here;

/// The word by which a provider tells more, for as long as somebody comes back; it is kept nowhere.
pub(crate) struct Access(pub(super) Option<String>);

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}

/// A claim about the person whom a token names: as the token says it, or else as the provider tells.
///
/// # Errors
/// The provider does not answer, or tells about somebody else.
pub(crate) async fn claim(
    here: &Here,
    id: &str,
    (claims, access): (&Claims, &Access),
    name: &str,
) -> Result<Option<String>, Wrong> {
    if let Some(said) = claims.text(name) {
        return Ok(Some(said.to_owned()));
    }
    let met = meet(here, id).await?;
    let (Some(at), Some(access)) = (met.metadata.tells_more(), &access.0) else { return Ok(None) };
    let request = Request::get(at.as_str())
        .header(ACCEPT, "application/json")
        .header(AUTHORIZATION, format!("Bearer {access}"))
        .body(Vec::new());
    let answer = met.outward.send(request.map_err(|_why| Wrong::Metadata)?).await?;
    if answer.status() != StatusCode::OK {
        return Err(Wrong::Status(answer.status().as_u16()));
    }
    if !is_plain(answer.headers()) {
        return Err(Wrong::Untold);
    }
    let told: Map<String, Value> =
        serde_json::from_slice(answer.body()).map_err(|_why| Wrong::Untold)?;
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    // Without this, what belongs to one person could be put in the place of another's (section 5.3.2).
    if text("sub") != Some(claims.subject()) {
        return Err(Wrong::OfAnother);
    }
    Ok(text(name).map(str::to_owned))
}

/// Whether an answer is a document that is neither signed nor encrypted: those are of another kind.
fn is_plain(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}
