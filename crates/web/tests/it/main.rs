//! The pages over a town of invented people, asked as a browser asks.
#![cfg(test)]

mod accounts;
mod administrators;
mod anonymity;
mod applicant;
mod calls;
mod deadline;
mod doors;
mod experts;
mod opened;
mod parameters;
mod passkeys;
mod past;
mod registers;
mod rights;
mod selfcheck;
mod start;
mod throttled;
mod town;
mod units;
mod visitor;
