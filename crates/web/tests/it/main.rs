//! The pages over a town of invented people, asked as a browser asks.
#![cfg(test)]

mod accounts;
mod applicant;
mod doors;
mod past;
mod registers;
mod selfcheck;
mod start;
mod town;
mod visitor;
