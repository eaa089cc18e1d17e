//! The record of a draw: everything that anybody needs to repeat it, and the repetition.

use guohe_rules::syntax::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Candidate, Drawn, FORMAT, Sealed, digest, draw, pick, seed};
use crate::refusal::words;

/// A draw as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// [`FORMAT`].
    pub format: String,
    /// What was sealed.
    pub sealed: Sealed,
    /// The digest that was recorded when it was sealed.
    pub digest: String,
    /// The commitments with the secrets that opened them, in the order of the parties.
    pub opened: Vec<Opened>,
    /// The seed.
    pub seed: String,
    /// The result.
    pub drawn: Drawn,
    /// Seats that fell empty and who took them, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
    /// That it was opened again and nobody sits by it: when, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided: Option<Voided>,
}

/// That a draw was opened again after its list was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reasons: String,
}

/// A commitment and its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The party.
    pub party: String,
    /// SHA-256 of the secret, given before either secret was known.
    pub commitment: String,
    /// The secret.
    pub secret: String,
}

/// Seats that fell empty together in one panel, and who took them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Those who sat and still do, by ticket.
    pub stay: Vec<String>,
    /// Those who stood by and could not be taken for this panel, by ticket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
    /// Those who took the seats.
    pub come: Vec<String>,
}

/// Where a record does not say what the procedure gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Where: the key in the record.
    pub place: String,
    /// What is wrong.
    pub what: Words,
}

impl Deviation {
    fn at(place: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { place: place.into(), what: words(zh, en) }
    }
}

impl Record {
    /// Repeats the draw; gives every place at which the record says something else.
    pub fn replay(&self) -> Vec<Deviation> {
        let mut found = self.differences();
        found.extend(self.commitments());
        let secrets: Vec<String> = self.opened.iter().map(|one| one.secret.clone()).collect();
        let expected = seed(&self.digest, &secrets);
        if expected != self.seed {
            found.push(Deviation::at(
                "seed",
                format!("种子应为 {expected}"),
                format!("the seed ought to be {expected}"),
            ));
        }
        match draw(&self.sealed.terms, &self.sealed.candidates, &expected) {
            None => found.push(Deviation::at(
                "sealed.terms",
                "按封存的条件无法抽出名单",
                "nobody can be drawn under the terms that were sealed",
            )),
            Some(drawn) if drawn != self.drawn => found.push(Deviation::at(
                "drawn",
                format!("重新抽取的名单不同：{}", drawn.seats.join(", ")),
                format!("drawing again gives another list: {}", drawn.seats.join(", ")),
            )),
            Some(_) => {}
        }
        found.extend(self.replacements());
        found
    }

    /// Format, digest and candidates.
    fn differences(&self) -> Vec<Deviation> {
        let mut found = Vec::new();
        if self.format != FORMAT {
            found.push(Deviation::at(
                "format",
                format!("不认识的格式“{}”", self.format),
                format!("the format `{}` is not known", self.format),
            ));
        }
        let expected = self.sealed.digest();
        if expected != self.digest {
            found.push(Deviation::at(
                "digest",
                format!("封存内容的摘要应为 {expected}"),
                format!("the digest of what was sealed ought to be {expected}"),
            ));
        }
        let mut tickets: Vec<&str> =
            self.sealed.candidates.iter().map(|one| one.ticket.as_str()).collect();
        tickets.sort_unstable();
        for (one, _) in tickets.iter().zip(tickets.iter().skip(1)).filter(|(a, b)| a == b) {
            found.push(Deviation::at(
                "sealed.candidates",
                format!("编号 {one} 出现了两次"),
                format!("the ticket {one} stands there twice"),
            ));
        }
        found
    }

    /// Two different parties, each secret the one that was committed to.
    fn commitments(&self) -> Vec<Deviation> {
        let mut found = Vec::new();
        let parties: Vec<&str> = self.opened.iter().map(|one| one.party.as_str()).collect();
        let sealed: Vec<&str> = self.sealed.parties.iter().map(String::as_str).collect();
        if parties != sealed || parties.len() != 2 {
            found.push(Deviation::at(
                "opened",
                "打开承诺的双方与封存时不一致",
                "the two who opened are not the two that were sealed",
            ));
        }
        for (at, one) in self.opened.iter().enumerate() {
            if digest(&one.secret) != one.commitment {
                found.push(Deviation::at(
                    format!("opened[{at}].secret"),
                    "打开的密语与承诺的摘要不符",
                    "the secret is not the one that was committed to",
                ));
            }
        }
        found
    }

    /// Whether those who took empty seats were the next in order.
    fn replacements(&self) -> Vec<Deviation> {
        let by_ticket = |ticket: &String| {
            self.sealed.candidates.iter().find(|candidate| candidate.ticket == *ticket)
        };
        let mut found = Vec::new();
        for (at, one) in self.replaced.iter().enumerate() {
            let stay: Vec<&Candidate> = one.stay.iter().filter_map(by_ticket).collect();
            let free =
                |ticket: &&String| !one.stay.contains(*ticket) && !one.passed.contains(*ticket);
            let order: Vec<&Candidate> =
                self.drawn.substitutes.iter().filter(free).filter_map(by_ticket).collect();
            if pick::fill(&self.sealed.terms, &stay, &order).as_ref() != Some(&one.come) {
                found.push(Deviation::at(
                    format!("replaced[{at}]"),
                    "递补的人选与候补顺序不符",
                    "those who took the empty seats were not next in order",
                ));
            }
        }
        found
    }
}
