//! The pages over a town of invented people, asked as a browser asks.
#![cfg(test)]

mod accounts;
mod administrators;
mod anonymity;
mod applicant;
mod asvs;
mod broken;
mod calls;
mod deadline;
mod directory;
mod doors;
mod erasures;
mod experts;
mod hooks;
mod inbox;
mod logged;
mod messages;
mod objections;
mod opened;
mod panels;
mod parameters;
mod passkeys;
mod past;
mod print;
mod programs;
mod registers;
mod rights;
mod selfcheck;
mod sheets;
mod signed;
mod start;
mod throttled;
mod town;
mod unified;
mod units;
mod visitor;
