//! The points of a round: who stands where in each cohort, and what it is made of.

use askama::Template;

use crate::{
    parts::{Cite, Outcome, ScoreSheet},
    ui::{Crumb, Ui},
};

/// The points of a round, ranking by ranking.
#[derive(Debug, Template)]
#[template(path = "officer/scores.html")]
pub(crate) struct ScoresPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) boards: Vec<Board>,
}

/// A ranking of the procedure.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) title: String,
    pub(crate) cites: Vec<Cite>,
    pub(crate) cohorts: Vec<Cohort>,
}

/// Those who are ranked among each other.
#[derive(Debug)]
pub(crate) struct Cohort {
    /// What they have in common; none where all are one cohort.
    pub(crate) name: Option<String>,
    /// The sections that their sheets have, in the order of the sheets.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<ScoreRow>,
    /// How firm the order stands, where places are limited.
    pub(crate) stability: Option<Stability>,
}

/// How firm an order stands.
#[derive(Debug)]
pub(crate) struct Stability {
    /// Who is within one point of the line.
    pub(crate) near: String,
    /// Single numbers that would alter who is in.
    pub(crate) turning: Vec<String>,
    /// That only those next to the line were looked at.
    pub(crate) most: Option<String>,
}

/// A case in its cohort.
#[derive(Debug)]
pub(crate) struct ScoreRow {
    /// Its rank, once it is ranked.
    pub(crate) rank: Option<usize>,
    pub(crate) case: String,
    pub(crate) href: String,
    /// Where it stands now.
    pub(crate) stage: String,
    /// What each section adds, by the columns of the cohort; none where its sheet has no such section.
    pub(crate) cells: Vec<Option<String>>,
    pub(crate) total: String,
    /// Clauses that look at the points: gates and floors.
    pub(crate) gates: Vec<(Cite, Outcome)>,
    /// Its place with regard to the line, once it is ranked and there are places.
    pub(crate) place: Place,
    /// The line after it: how many places there are, and the points of the last one placed.
    pub(crate) line: Option<String>,
    /// What the points are made of.
    pub(crate) sheet: ScoreSheet,
}

/// Where a case stands with regard to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Not ranked.
    Open,
    /// Ranked without a number of places.
    Unlimited,
    /// Within the places.
    Within,
    /// The last one within.
    LastWithin,
    /// The first one beyond.
    FirstBeyond,
    /// Beyond the places.
    Beyond,
}

impl Place {
    /// The word for it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Open => "scores.place.open",
            Self::Unlimited => "scores.place.unlimited",
            Self::Within => "scores.place.within",
            Self::LastWithin => "scores.place.last",
            Self::FirstBeyond => "scores.place.first_beyond",
            Self::Beyond => "scores.place.beyond",
        }
    }

    /// Its tone.
    pub(crate) fn tone(self) -> &'static str {
        match self {
            Self::Open | Self::Unlimited => "mute",
            Self::Within | Self::LastWithin => "good",
            Self::FirstBeyond | Self::Beyond => "bad",
        }
    }
}
