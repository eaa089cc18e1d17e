//! What registers say against applying or against a certification, in the words of a page.

use guohe_cases::admission;
use guohe_rules::{
    document::{Address, ClauseDocument, Document, Finding, Holds, OpenDocument, RowDocument},
    report,
    syntax::Blocked,
};

use super::{
    finding::{Teller, cite},
    words::{outcome, say},
};
use crate::{
    parts::{Caution, Cite},
    words::fill,
};

/// So many rows are named as grounds.
const MOST_GROUNDS: usize = 3;

impl Teller<'_> {
    /// What registers say against the application of a check.
    pub(crate) fn cautions(self, check: &Document) -> Vec<Caution> {
        admission::told(&self.law.pack, check).map(|clause| self.caution(clause)).collect()
    }

    /// The bars to a certification alone.
    pub(crate) fn warnings(self, check: &Document) -> Vec<Caution> {
        check.warnings().map(|clause| self.caution(clause)).collect()
    }

    /// One clause.
    pub(crate) fn caution(self, clause: &ClauseDocument) -> Caution {
        let mut grounds = Vec::new();
        if clause.outcome == report::Outcome::NotMet {
            let rows = clause.tree.iter().flat_map(counted).take(MOST_GROUNDS);
            grounds.extend(rows.map(|row| self.ground(row)));
            grounds.dedup();
        }
        let label = cite(self.lang, self.law, &clause.id);
        Caution {
            outcome: outcome(clause.outcome),
            text: self.caution_text(clause),
            grounds,
            cite: label.unwrap_or_else(|| Cite::new("", "")),
        }
    }

    fn caution_text(self, clause: &ClauseDocument) -> String {
        let name = say(self.lang, &clause.name);
        let (fails, until, unknown) = match clause.blocks.as_slice() {
            [] => ("caution.condition", "caution.condition.until", "caution.apply.unknown"),
            blocks if blocks.contains(&Blocked::Apply) => {
                ("caution.apply", "caution.apply.until", "caution.apply.unknown")
            }
            _ => ("caution.certify", "caution.certify.until", "caution.certify.unknown"),
        };
        if clause.outcome != report::Outcome::NotMet {
            // That a register is open says more here than a fact that the form will ask for.
            let is_list = |open: &&OpenDocument| matches!(open.address, Address::List { .. });
            let first = clause.open.iter().find(is_list).or(clause.open.first());
            let missing = first.map(|open| say(self.lang, &open.text));
            return fill(self.lang, unknown, &[&name, &missing.unwrap_or_default()]);
        }
        if let Some(days) = clause.blocked {
            return fill(self.lang, until, &[&name, &days.last_day, &days.first_admissible]);
        }
        // Of a condition time alone may help; the plan says from when on.
        let waiting = clause.shortfall.iter().find(|plan| plan.actions.is_empty());
        match waiting.and_then(|plan| plan.earliest).filter(|_| clause.blocks.is_empty()) {
            Some(day) => fill(self.lang, until, &[&name, &day]),
            None => fill(self.lang, fails, &[&name]),
        }
    }

    fn ground(self, row: &RowDocument) -> String {
        let name = say(self.lang, &row.name);
        let why = row.because.as_ref().map(|why| say(self.lang, why));
        match why.filter(|why| !why.is_empty()) {
            Some(why) => format!("{name}{}{why}", self.lang.of("：", ": ")),
            None => name,
        }
    }
}

/// The rows that passed a filter, so that they stand in the way.
fn counted(finding: &Finding) -> Vec<&RowDocument> {
    let own = finding.rows.iter().filter(|row| row.counted == Holds::Yes);
    own.chain(finding.limbs.iter().flat_map(counted)).collect()
}
