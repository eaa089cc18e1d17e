//! When a handler cannot answer: what to say instead. Causes go to the log, never to the page.

use std::{error::Error, sync::Arc};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use guohe_cases::{
    ports::StoreError,
    refusal::{Fault, Refusal, Sort},
    verbs::{Failure, attach::AttachError},
};

use crate::api::Kind;

/// Why there is no page.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// Nothing is there.
    NotFound,
    /// The address knows other methods than this.
    OtherMethod,
    /// Not with this account.
    Forbidden,
    /// The form does not come from a page of this session.
    Forged,
    /// What was sent is larger than is taken, or cannot be read.
    Unreadable,
    /// What was sent breaks off, or is not what its head says.
    Cut,
    /// Too often, or too much; again after so many seconds.
    TooOften(u64),
    /// So many are waiting for the same that nobody more may; again after so many seconds.
    Busy(u64),
    /// The domain says no.
    Refused(Arc<Refusal>),
    /// Something broke.
    Broken(Arc<dyn Error + Send + Sync>),
    /// A call of the API is not as the API wants it.
    Miscall(Arc<Miscall>),
}

/// What is wrong with a call of the API.
#[derive(Debug)]
pub(crate) struct Miscall {
    /// Which kind of problem it is.
    pub(crate) kind: &'static Kind,
    /// Where in what was sent.
    pub(crate) faults: Vec<Fault>,
}

impl Trouble {
    /// Something broke.
    pub(crate) fn broken(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Broken(Arc::new(error))
    }

    /// What the domain does not know is answered as an address that leads nowhere.
    pub(crate) fn or_absent(self) -> Self {
        let unknown = matches!(&self, Self::Refused(refusal) if refusal.sort == Sort::NotFound);
        if unknown { Self::NotFound } else { self }
    }

    /// Its status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OtherMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Forbidden | Self::Forged => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Cut => StatusCode::BAD_REQUEST,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Refused(refusal) => match refusal.sort {
                Sort::NotAllowed => StatusCode::FORBIDDEN,
                Sort::NotFound => StatusCode::NOT_FOUND,
                Sort::Conflict => StatusCode::CONFLICT,
                Sort::WrongStage | Sort::Invalid | Sort::Condition => {
                    StatusCode::UNPROCESSABLE_ENTITY
                }
            },
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Miscall(miscall) => {
                StatusCode::from_u16(miscall.kind.status).unwrap_or(StatusCode::BAD_REQUEST)
            }
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooOften(wait) | Self::Busy(wait) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Arc::new(refusal))
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::from(*refusal),
            Failure::Store(_) | Failure::Unreadable(_) | Failure::Unwritable(_) => {
                Self::broken(failure)
            }
        }
    }
}

impl From<AttachError> for Trouble {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::Failure(failure) => Self::from(failure),
            AttachError::Files(error) => Self::broken(error),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::broken(error)
    }
}

impl From<guohe_cases::happened::Unreadable> for Trouble {
    fn from(error: guohe_cases::happened::Unreadable) -> Self {
        Self::broken(error)
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        Self::broken(error)
    }
}
