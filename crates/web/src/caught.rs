//! What nobody expected: a panic is caught where somebody can be answered for it, and told by its place.
//!
//! What a panic says may hold what somebody typed, which no log may hold (docs/security/logging.md). So a program that
//! serves tells where in the code it was, and not what it said.

use std::{
    cell::RefCell,
    future::poll_fn,
    panic::{self, AssertUnwindSafe},
    pin::pin,
    task::Poll,
};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::trouble::Trouble;

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Something panicked; where, when that is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it panicked at {0}")]
pub struct Panicked(String);

/// Has every panic from now on told by its place alone, in the log of the program.
pub fn told_by_place() {
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(target: "guohe::security", place, "panicked");
        // A thread that is ending has nobody left who would ask.
        let _ended = PLACE.try_with(|last| last.replace(Some(place)));
    }));
}

/// Lets something run to its end, also where that end is a panic.
///
/// What it was about to change is left as it was at that moment, which every lock of the program allows for: what it
/// guards is whole at every instant, and acts are whole or absent by the transaction of the store.
///
/// # Errors
/// It panicked.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    poll_fn(move |context| {
        match panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(_what_it_said) => Poll::Ready(Err(Panicked(place()))),
        }
    })
    .await
}

/// Answers a request; one that panics is answered like one for which something broke.
pub(crate) async fn answered(request: Request, next: Next) -> Response {
    let answer = caught(next.run(request)).await;
    answer.unwrap_or_else(|panicked| Trouble::broken(panicked).into_response())
}

fn place() -> String {
    PLACE.take().unwrap_or_else(|| "a place that is not known".to_owned())
}
