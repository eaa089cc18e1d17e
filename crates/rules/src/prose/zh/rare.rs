//! Tests that few rules use, in Chinese.

use super::Zh;
use crate::{
    model::{External, Path, Rare, Test},
    prose::passage::Said,
};

impl Zh<'_> {
    pub(super) fn rare(&mut self, rare: &Rare) -> Said {
        match rare {
            Rare::Constant(true) => Said::plain("不另作要求"),
            Rare::Constant(false) => Said::plain("一概不符合"),
            Rare::Shares(pair) => Said::plain(self.shares(&pair.0, &pair.1, "至少有一项相同")),
            Rare::ByPhase(phases) => self.by_phase(phases),
            Rare::External(external) => self.external(external),
            Rare::MetOrWaived(clause) => {
                Said::plain(format!("{}，或者已经有权主体附理由同意例外", self.refer(*clause)))
            }
        }
    }

    /// The contrary.
    pub(super) fn not_rare(&mut self, rare: &Rare) -> Said {
        match rare {
            Rare::Shares(pair) => Said::plain(self.shares(&pair.0, &pair.1, "没有一项相同")),
            Rare::Constant(_) | Rare::ByPhase(_) | Rare::External(_) | Rare::MetOrWaived(_) => {
                Self::denied(self.rare(rare))
            }
        }
    }

    fn shares(&self, left: &Path, right: &Path, verb: &str) -> String {
        format!("{}与{}{verb}", self.path(left), self.path(right))
    }

    fn by_phase(&mut self, phases: &[Test]) -> Said {
        let names: Vec<&str> =
            self.at.pack.file.phases.iter().map(|phase| phase.name.zh.as_str()).collect();
        let said = phases.iter().zip(names).map(|(phase, name)| {
            let said = self.test(phase);
            Said { text: format!("在{name}，{}", said.text), ..said }
        });
        let said = said.collect();
        Said::list("按所处阶段分别要求", said)
    }

    fn external(&mut self, external: &External) -> Said {
        let document = self.at.pack.names.documents.get(usize::from(external.document));
        let title = document.map_or("", |document| &*document.title.zh);
        let lead = format!("符合《{title}》的全部条件（该文件尚未载入，载入后逐条核对）");
        match &external.until_loaded {
            Some(test) => Said::list(format!("{lead}；载入之前须"), vec![self.test(test)]),
            None => Said::plain(lead),
        }
    }
}
