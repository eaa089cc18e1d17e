//! Tests that few rules use, in English.

use super::{
    En,
    test::{all_full, denied, full},
};
use crate::{
    model::{External, Path, Rare, Test},
    prose::passage::Said,
};

impl En<'_> {
    pub(super) fn rare(&mut self, rare: &Rare) -> Said {
        match rare {
            Rare::Constant(true) => Said::plain("nothing more is asked"),
            Rare::Constant(false) => Said::plain("this is never satisfied"),
            Rare::Shares(pair) => Said::plain(self.shares(&pair.0, &pair.1, "at least one")),
            Rare::ByPhase(phases) => self.by_phase(phases),
            Rare::External(external) => self.external(external),
            Rare::MetOrWaived(clause) => Said::plain(format!(
                "{}, or whoever may has agreed to an exception with reasons",
                self.refer(*clause)
            )),
        }
    }

    /// The contrary.
    pub(super) fn not_rare(&mut self, rare: &Rare) -> Said {
        match rare {
            Rare::Shares(pair) => Said::plain(self.shares(&pair.0, &pair.1, "none")),
            Rare::Constant(_) | Rare::ByPhase(_) | Rare::External(_) | Rare::MetOrWaived(_) => {
                denied(self.rare(rare))
            }
        }
    }

    fn shares(&self, left: &Path, right: &Path, how_many: &str) -> String {
        format!("{} and {} have {how_many} in common", self.path(left), self.path(right))
    }

    fn by_phase(&mut self, phases: &[Test]) -> Said {
        let names: Vec<&str> =
            self.at.pack.file.phases.iter().map(|phase| phase.name.en.as_str()).collect();
        let said = phases.iter().zip(names).map(|(phase, name)| {
            let said = self.test(phase);
            Said { text: format!("at the {name}, {}", full(&said)), verb: false, ..said }
        });
        let said = said.collect();
        Said::list("what is asked depends on the phase", said)
    }

    fn external(&mut self, external: &External) -> Said {
        let document = self.at.pack.names.documents.get(usize::from(external.document));
        let title = document.map_or("", |document| &*document.title.en);
        let lead = format!(
            "all conditions of “{title}” are met (it is not loaded; once it is, it is looked at clause by clause)"
        );
        match &external.until_loaded {
            Some(test) => {
                let limbs = all_full(vec![self.test(test)]);
                Said::list(format!("{lead}; until then"), limbs)
            }
            None => Said::plain(lead),
        }
    }
}
