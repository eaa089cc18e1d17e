//! How many may have what costs much at the same moment, whoever they are and wherever they come from.
//!
//! Rates keep one asker from taking the machine, and nothing keeps many from asking at once from many addresses. So of
//! what costs much each kind has so many places; who finds none is told at once when to come again, and does not wait
//! while others come behind. What one does in an application that is open has no such end: a crowd at the sign-in or
//! over the lists takes nobody's work away.

use std::sync::Arc;

use axum::http::{Method, Uri};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::throttle::Load;

/// So many at once of each kind. Passwords are looked at one after the other, so that the last of them waits some
/// seconds; whoever comes then comes again sooner than they would be served.
pub const PLACES: usize = 64;
/// After so many seconds one may come again.
const AGAIN: u64 = 5;

/// The places.
#[derive(Debug)]
pub struct Crowd {
    sign_in: Arc<Semaphore>,
    search: Arc<Semaphore>,
}

impl Default for Crowd {
    fn default() -> Self {
        let places = || Arc::new(Semaphore::new(PLACES));
        Self { sign_in: places(), search: places() }
    }
}

impl Crowd {
    /// A place for a request, to be held until it is answered; none for what has no end.
    ///
    /// # Errors
    /// After how many seconds it may come again, where all places are taken.
    pub(crate) fn lets_in(
        &self,
        method: &Method,
        uri: &Uri,
    ) -> Result<Option<OwnedSemaphorePermit>, u64> {
        let places = match Load::of(method, uri) {
            Some(Load::SignIn) => &self.sign_in,
            Some(Load::Search) => &self.search,
            Some(Load::SecondFactor | Load::Upload | Load::Objection | Load::Other) | None => {
                return Ok(None);
            }
        };
        Arc::clone(places).try_acquire_owned().map(Some).map_err(|_full| AGAIN)
    }
}
