//! What is wrong with the rules about experts.

use guohe_rules::diagnostic::words;

use super::{Checker, Procedure};
use crate::procedure::DrawRules;

impl<'a> Checker<'a> {
    /// Actors and clauses that do not exist, and draws that can never be made.
    pub(super) fn experts(&mut self, procedure: &'a Procedure) {
        let Some(experts) = &procedure.experts else { return };
        self.clause = experts.cites.first().map(|cite| cite.value.as_str());
        self.clauses(&experts.cites);
        if let Some(draw) = &experts.draw {
            self.draw(draw);
        }
        self.clause = None;
    }

    fn draw(&mut self, draw: &'a DrawRules) {
        let [one, other] = &draw.secrets_by;
        for party in &draw.secrets_by {
            if self.pack.actor(&party.value).is_none() {
                self.say(
                    "unknown-actor",
                    party.place,
                    words(
                        format!("pack.yaml 中没有“{party}”"),
                        format!("pack.yaml has no actor `{party}`"),
                    ),
                );
            }
        }
        if one.value == other.value {
            self.say(
                "one-party",
                other.place,
                words("密语须由两个不同的角色给出", "the two secrets come from different actors"),
            );
        }
        let asked: usize = draw.groups.iter().map(|group| group.least).max().unwrap_or_default();
        if let Some(seats) = draw.seats
            && (seats == 0 || draw.least > seats || asked > seats)
        {
            self.say(
                "impossible-draw",
                one.place,
                words(
                    format!("抽取 {seats} 名，不足以满足其中的最低人数"),
                    format!("{seats} are drawn, fewer than the least that is asked for"),
                ),
            );
        }
    }
}
