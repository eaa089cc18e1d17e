//! Journeys through the application as it is served, in a real browser: from an empty installation to a
//! certified base, and through every page of the demonstration.
#![cfg(test)]
#![expect(
    clippy::cognitive_complexity,
    reason = "a journey is one line of steps; what is counted is its waiting for each of them"
)]

mod applicant;
mod certify;
mod facts;
mod fifth;
mod hand;
mod house;
mod officer;
mod panel;
mod passkey;
mod provider;
mod public;
mod search;
#[path = "../it/served.rs"]
#[expect(dead_code, reason = "whoever comes here has a browser of their own")]
mod served;
mod stored;
mod story;
mod tour;
mod walk;
