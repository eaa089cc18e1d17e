//! Scores: a sheet with its sections and indicators, and whose points they are.

use super::Cite;

/// A score as it stands.
#[derive(Debug, Clone)]
pub struct ScoreSheet {
    /// The anchor on the page.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The sheet that applies; none while that is not known.
    pub sheet: Option<String>,
    /// The total: a number, or from where to where while something is open.
    pub total: String,
    /// Whether nothing is open any more.
    pub settled: bool,
    /// The sections.
    pub sections: Vec<ScoreSection>,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// A section of a sheet.
#[derive(Debug, Clone)]
pub struct ScoreSection {
    /// Its name.
    pub name: String,
    /// Its points before they are weighed.
    pub points: String,
    /// How much of them counts, where they are weighed.
    pub weight: Option<String>,
    /// The most it gives, where it is capped.
    pub up_to: Option<String>,
    /// What it adds to the total.
    pub adds: String,
    /// What gives points.
    pub lines: Vec<ScoreLine>,
}

/// An indicator.
#[derive(Debug, Clone)]
pub struct ScoreLine {
    /// Its name.
    pub name: String,
    /// How the points are found.
    pub how: String,
    /// Its points.
    pub points: String,
    /// The most it gives.
    pub up_to: String,
    /// The numbers that people gave, or that they are awaited; none where points are computed.
    pub given: Option<String>,
}
