//! Routes that ask for a fresh proof of who one is: said where the route is declared, and asked at its door, before the
//! handler runs. No handler asks by itself, so none can forget it, and who reads the registry sees which do.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, RawPathParams, Request},
    http::StatusCode,
    response::Response,
};
use uuid::Uuid;

use crate::{sent::Sent, step_up, trouble::Trouble, visit::Here};

/// What of a form that is sent to a route asks for a proof.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Proof {
    /// Everything.
    Always,
    /// What this finds grave; with what that is, in words.
    Where(&'static str, fn(&Here, &Sent) -> bool),
    /// Acts of the procedure that decide.
    Deciding,
}

impl Proof {
    /// What asks, in words.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Always => "proof",
            Self::Where(word, _) => word,
            Self::Deciding => "proof: acts that decide",
        }
    }

    /// The request for the handler, or what is answered in its place: the page that asks, with what was sent.
    pub(super) async fn before(
        self,
        here: &Here,
        named: &RawPathParams,
        request: Request,
    ) -> Result<Result<Request, Response>, Trouble> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await;
        let bytes = bytes.map_err(|refused| {
            let too_large = refused.status() == StatusCode::PAYLOAD_TOO_LARGE;
            if too_large { Trouble::Unreadable } else { Trouble::Cut }
        })?;
        let whole = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let sent = Sent::from_request(whole, &here.site).await?;
        if self.is_asked(here, named, &sent).await?
            && let Some(asks) = step_up::asks(here, &sent).await?
        {
            return Ok(Err(asks));
        }
        Ok(Ok(Request::from_parts(parts, Body::from(bytes))))
    }

    async fn is_asked(
        self,
        here: &Here,
        named: &RawPathParams,
        sent: &Sent,
    ) -> Result<bool, Trouble> {
        match self {
            Self::Always => Ok(true),
            Self::Where(_, is_grave) => Ok(is_grave(here, sent)),
            Self::Deciding => decides(here, named).await,
        }
    }
}

/// Whether the act that the address names decides. What is no act of a case is left to the handler, which knows none.
async fn decides(here: &Here, named: &RawPathParams) -> Result<bool, Trouble> {
    let value = |wanted: &str| named.iter().find(|(name, _)| *name == wanted).map(|one| one.1);
    let Some(id) = value("case").and_then(|text| text.parse::<Uuid>().ok()) else {
        return Ok(false);
    };
    let site = &here.site;
    let Some(case) = site.kept.case(&*site.store, &site.tenant, id).await? else {
        return Ok(false);
    };
    let law = site.laws.get(&case.pack)?;
    let act = law.procedure.acts.iter().find(|act| Some(act.id.value.as_str()) == value("act"));
    Ok(act.is_some_and(|act| step_up::decides(act.kind.value)))
}
