//! What somebody may replace who has lost it: agreed to by two administrators, and done by the owner alone.

use guohe_rules::syntax::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{History, Proposal};
use crate::{attachment::hexadecimal, event::Actor, refusal::words};

/// What the owner of an account has lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// They have forgotten the password.
    Password,
    /// They have no second factor any more.
    Factors,
}

impl Lost {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Password, Self::Factors];

    /// Its word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Factors => "factors",
        }
    }

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lost| lost.word() == word)
    }

    /// What it is called.
    pub fn name(self) -> Words {
        match self {
            Self::Password => words("忘记密码", "The password is forgotten"),
            Self::Factors => words("遗失两步验证的设备", "The second factor is lost"),
        }
    }
}

/// What an owner may replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The number of the event that proposed it.
    pub proposal: u64,
    /// What.
    pub lost: Lost,
    /// SHA-256 of the word by which they come, in hexadecimal.
    pub word: String,
    /// Until when.
    pub until: Timestamp,
}

impl Granted {
    /// A word as it is kept: so long that nobody finds it from that.
    pub fn kept(word: &str) -> String {
        hexadecimal(Sha256::digest(word))
    }

    /// Whether a word is the one, in time.
    pub fn is_opened_by(&self, word: &str, now: Timestamp) -> bool {
        self.word == Self::kept(word) && now < self.until
    }
}

impl Proposal {
    /// One of nothing yet, which nobody has settled.
    pub(super) fn of(number: u64, by: Actor, at: Timestamp) -> Self {
        let (roles, erasure, reset) = (Vec::new(), None, None);
        Self { number, roles, erasure, reset, by, at, settled: None }
    }

    /// That the account be erased.
    pub(super) fn erasing(self, reasons: String) -> Self {
        Self { erasure: Some(reasons), ..self }
    }

    /// That its owner may replace something.
    pub(super) fn resetting(self, lost: Lost, reasons: String) -> Self {
        Self { reset: Some((lost, reasons)), ..self }
    }
}

impl History {
    /// What was proposed counts for whoever has a word; nothing where that was not proposed.
    pub(super) fn grants(
        &mut self,
        (proposal, word, until): (u64, String, Timestamp),
        (by, at): (Actor, Timestamp),
    ) -> Option<()> {
        let open = self.open(proposal)?;
        let lost = open.reset.as_ref().map(|(lost, _)| *lost)?;
        open.settled = Some((true, by, at, String::new()));
        self.granted = Some(Granted { proposal, lost, word, until });
        Some(())
    }
}
