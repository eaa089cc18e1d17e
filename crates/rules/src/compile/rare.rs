//! Tests that few rules use: constants, codes in common, phases, documents that are taken in, waivers.

use std::collections::BTreeMap;

use super::Compiler;
use crate::{
    diagnostic::words,
    model::{External, Rare, Test, TestKind},
    syntax,
    yaml::{Located, Place},
};

type Written = Located<syntax::Test>;

impl Compiler<'_> {
    /// A test under a reading or in a phase, where nothing at all may be asked.
    pub(super) fn option(&mut self, written: &Written) -> Option<Test> {
        let holds = written.value == syntax::Test::Always;
        if !holds && written.value != syntax::Test::Never {
            return self.test(written);
        }
        let what = rare(Rare::Constant(holds));
        Some(Test { what, place: written.place, column: None })
    }

    /// A constant where it would decide a rule by itself.
    pub(super) fn constant<T>(&mut self, place: Place) -> Option<T> {
        let message = words(
            "always 和 never 只能作为某种读法或某个阶段的内容",
            "`always` and `never` only stand under a reading or in a phase",
        );
        self.say("constant-test", place, message)
    }

    /// Two coded facts with codes of one list.
    pub(super) fn shares(
        &mut self,
        left: &Located<String>,
        right: &Located<String>,
    ) -> Option<TestKind> {
        let (a, b) = (self.fact(left), self.fact(right));
        let (a, b) = (a?, b?);
        let list = self.code_list(left, &a)?;
        if list == self.code_list(right, &b)? && self.fits_into_bits(list) {
            return Some(rare(Rare::Shares(Box::new((a, b)))));
        }
        let message = words(
            format!("“{left}”与“{right}”不是同一代码表的代码"),
            format!("`{left}` and `{right}` do not hold codes of one list"),
        );
        self.say("unit-mismatch", right.place, message)
    }

    fn fits_into_bits(&self, list: u16) -> bool {
        self.vocabulary().code_def(list).is_some_and(|def| def.codes.len() <= 64)
    }

    /// What is asked in each phase of the pack, all of which must be written out.
    pub(super) fn by_phase(
        &mut self,
        written: &BTreeMap<String, Written>,
        place: Place,
    ) -> Option<TestKind> {
        let names = self.names;
        for given in written.keys().filter(|given| !names.phases.contains(*given)) {
            let help = super::nearest(given, names.phases.iter().cloned());
            let message =
                words(format!("没有阶段“{given}”"), format!("there is no phase `{given}`"));
            self.say_help::<()>("unknown-phase", place, message, help);
        }
        let mut phases = Vec::new();
        for phase in &names.phases {
            if let Some(test) = written.get(phase) {
                phases.extend(self.option(test));
                continue;
            }
            let message = words(
                format!("没有写明阶段“{phase}”的内容"),
                format!("what is asked in the phase `{phase}` is not written out"),
            );
            self.say::<()>("phase-missing", place, message);
        }
        let whole = !phases.is_empty() && phases.len() == names.phases.len();
        whole.then(|| rare(Rare::ByPhase(phases)))
    }

    /// The conditions of another document: those of its clauses that are conditions, and its bars.
    pub(super) fn external(
        &mut self,
        written: &syntax::External,
        place: Place,
    ) -> Option<TestKind> {
        let names = self.names;
        let Some(at) = names.documents.iter().position(|known| known.id == *written.pack) else {
            let known = names.documents.iter().map(|known| known.id.clone());
            let help = super::nearest(&written.pack, known);
            let message = words(
                format!("pack.yaml 的 takes_in 中没有“{}”", written.pack),
                format!("`takes_in` of pack.yaml does not name `{}`", written.pack),
            );
            return self.say_help("unknown-document", written.pack.place, message, help);
        };
        self.leans.on_more += 1;
        let until_loaded = match &written.until_loaded {
            Some(test) => Some(self.test(test)?),
            None => None,
        };
        let document = names.documents.get(at)?;
        let Some(clauses) = &document.clauses else {
            let document = crate::vocabulary::index(at);
            return Some(rare(Rare::External(Box::new(External { document, until_loaded }))));
        };
        let mut limbs = Vec::new();
        for (at, clause) in clauses {
            if clause.is_condition() {
                limbs.push(Test { what: TestKind::Refer(*at), place, column: None });
            }
            if let Some(bar) = &clause.bar {
                limbs.push(self.test(&bar.test)?);
            }
        }
        if limbs.is_empty() {
            let message = words(
                format!("“{}”没有任何条件", written.pack),
                format!("`{}` has no conditions", written.pack),
            );
            return self.say("empty-document", written.pack.place, message);
        }
        Some(TestKind::All(limbs))
    }

    /// A clause that leaves room for a waiver.
    pub(super) fn met_or_waived(&mut self, name: &Located<String>) -> Option<TestKind> {
        let TestKind::Refer(clause) = self.refer(name)? else { return None };
        if self.names.waivable.contains(&clause) {
            return Some(rare(Rare::MetOrWaived(clause)));
        }
        let message = words(
            format!("“{name}”没有写明由谁豁免"),
            format!("`{name}` names nobody who may waive it"),
        );
        self.say("not-waivable", name.place, message)
    }
}

fn rare(rare: Rare) -> TestKind {
    TestKind::Rare(Box::new(rare))
}
