//! Journeys through the application as it is served, in a real browser: from an empty installation to a
//! certified base, and through every page of the demonstration.
#![cfg(test)]

mod applicant;
mod certify;
mod facts;
mod house;
mod officer;
mod panel;
mod public;
mod story;
mod tour;
mod walk;
