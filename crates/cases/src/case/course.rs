//! How the procedure of a case went, once it is over: for figures, which tell nothing of what is still going on.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Case, Step};
use crate::notice::Standing;

/// What stands for a defect for which the reviewer named no clause.
pub const NO_CLAUSE: &str = "";

/// How a procedure went, from handing in to its first end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The days between entering a stage and leaving it, by stage; all of them where it was entered more than once. The
    /// stage before handing in is the applicant's and not among them.
    pub spent: BTreeMap<String, u32>,
    /// The clauses whose requirements formal review found wanting, each once; see [`NO_CLAUSE`].
    pub wanting: BTreeSet<String>,
    /// What became of each objection.
    pub objections: Vec<Standing>,
}

impl Case {
    /// How its procedure went; none while it goes on, and none where it never got beyond its first stage.
    pub fn course(&self) -> Option<Course> {
        let ended = self.timeline.iter().position(|step| step.ends)?;
        let steps = self.timeline.get(..=ended)?;
        let (spent, last) = (spent(steps), steps.last()?.on);
        if !self.was_handed_in() || spent.is_empty() {
            return None;
        }
        // What a later evaluation of the base finds is not about the application.
        let letters = self.letters.iter().filter(|letter| letter.sent_on <= last);
        let checks = self.checks.iter().filter(|check| check.on <= last);
        let defects = letters
            .flat_map(|letter| &letter.defects)
            .chain(checks.flat_map(|check| &check.defects));
        let clause = |of: &Option<String>| of.as_deref().unwrap_or(NO_CLAUSE).to_owned();
        let wanting = defects.map(|defect| clause(&defect.clause)).collect();
        let objections = self.objections.iter().map(|objection| objection.status).collect();
        Some(Course { spent, wanting, objections })
    }
}

/// The days between entering a stage and leaving it, without the first stage.
fn spent(steps: &[Step]) -> BTreeMap<String, u32> {
    let moves = || steps.iter().filter_map(|step| Some((step.to.as_deref()?, step.on)));
    let mut spent = BTreeMap::new();
    for ((stage, entered), (_, left)) in moves().zip(moves().skip(1)).skip(1) {
        let days = left.duration_since(entered).as_hours() / 24;
        *spent.entry(stage.to_owned()).or_default() += u32::try_from(days).unwrap_or_default();
    }
    spent
}
