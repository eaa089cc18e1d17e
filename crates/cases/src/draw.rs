//! Drawing experts so that anybody can repeat the draw.
//!
//! What is drawn from is sealed first: terms and candidates as plain lines with one digest ([`Sealed::text`]). Two
//! parties then commit to a secret each and open both; the seed follows from the digest and the two secrets, each
//! candidate has a number that follows from the seed, and [`pick`] goes through them in the order of the numbers.
//! Everything is SHA-256 and whole numbers, so that a record says the same on every machine and in every year. Who a
//! ticket stands for is not known here.

pub mod lack;
pub mod pick;
mod record;
mod state;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::attachment::hexadecimal;

pub use record::{Deviation, Opened, Record, Replaced, Voided};
pub use state::{Alarm, Draw, Left, Party, Sealing, Stage, Step, Ticket};

/// The first line of whatever is hashed; another procedure would have another.
pub const FORMAT: &str = "guohe-draw/1";

/// What a draw has to satisfy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// How many are drawn.
    pub seats: usize,
    /// How many stand by, in the order in which they take a seat that falls empty.
    pub substitutes: usize,
    /// At most so many from one unit; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_unit: Option<usize>,
    /// Groups of which there must be some, or may not be too many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// How many of a group are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its key.
    pub id: String,
    /// At least so many.
    #[serde(default)]
    pub least: usize,
    /// At most so many; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
}

/// Somebody who can be drawn, without a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Candidate {
    /// A word of this draw alone for the expert: see [`ticket`].
    pub ticket: String,
    /// A word of this draw alone for the unit; an expert without one has the ticket here.
    pub unit: String,
    /// The groups to which the expert belongs, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

/// What was sealed, as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The draw.
    pub draw: String,
    /// What it is for, in one line without names: the pack and the panel.
    pub purpose: String,
    /// The two who give a secret, in the order in which these enter the seed.
    pub parties: Vec<String>,
    /// What the draw has to satisfy.
    pub terms: Terms,
    /// How many experts of the pool were left out, by reason.
    pub left_out: Vec<(String, usize)>,
    /// Everybody who can be drawn, by ticket.
    pub candidates: Vec<Candidate>,
}

impl Sealed {
    /// The lines of which the digest is made, each ended by a line feed. The order of the candidates as given does
    /// not matter.
    pub fn text(&self) -> String {
        let mut text = format!("{FORMAT}\n");
        let mut line = |words: &[&str]| {
            // Line breaks inside a word would be lines of their own.
            let words = words.join(" ").replace(['\n', '\r'], " ");
            let written = writeln!(text, "{words}");
            debug_assert!(written.is_ok(), "writing to a String cannot fail");
        };
        let number = |n: usize| n.to_string();
        line(&["draw", &self.draw]);
        line(&["purpose", &self.purpose]);
        for party in &self.parties {
            line(&["party", party]);
        }
        line(&["seats", &number(self.terms.seats)]);
        line(&["substitutes", &number(self.terms.substitutes)]);
        let open = || "-".to_owned();
        line(&["per-unit", &self.terms.per_unit.map_or_else(open, number)]);
        for Group { id, least, most } in &self.terms.groups {
            line(&["group", id, &number(*least), &most.map_or_else(open, number)]);
        }
        for (reason, count) in &self.left_out {
            line(&["left-out", reason, &number(*count)]);
        }
        let mut candidates: Vec<&Candidate> = self.candidates.iter().collect();
        candidates.sort();
        for one in candidates {
            let groups = if one.groups.is_empty() { open() } else { one.groups.join(",") };
            line(&["candidate", &one.ticket, &one.unit, &groups]);
        }
        text
    }

    /// SHA-256 of [`Self::text`], in hexadecimal.
    pub fn digest(&self) -> String {
        digest(&self.text())
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn digest(text: &str) -> String {
    hexadecimal(Sha256::digest(text))
}

/// The ticket of an expert in one draw. Without the salt nobody can tell whose it is, or find the same person in
/// another draw.
pub fn ticket(salt: &str, expert: &str) -> String {
    digest(&format!("{FORMAT} ticket\n{salt}\n{expert}\n"))
}

/// The seed: from the digest of what was sealed and the secrets in the order of the parties.
pub fn seed(sealed: &str, secrets: &[String]) -> String {
    digest(&format!("{FORMAT} seed\n{sealed}\n{}\n", secrets.join("\n")))
}

/// The number of a candidate, by which candidates are put in order.
pub fn number(seed: &str, ticket: &str) -> String {
    digest(&format!("{FORMAT} number\n{seed}\n{ticket}\n"))
}

/// Who was drawn, and who stands by, by ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The members, in the order in which they were drawn.
    pub seats: Vec<String>,
    /// Those who stand by, in their order.
    pub substitutes: Vec<String>,
}

/// Draws. `None` when the terms cannot be satisfied; [`lack::lacks`] then says what is missing.
pub fn draw(terms: &Terms, candidates: &[Candidate], seed: &str) -> Option<Drawn> {
    let mut order: Vec<(String, &Candidate)> =
        candidates.iter().map(|one| (number(seed, &one.ticket), one)).collect();
    order.sort();
    let order: Vec<&Candidate> = order.into_iter().map(|(_, one)| one).collect();
    pick::in_order(terms, &order)
}
