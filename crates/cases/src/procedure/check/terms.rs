//! Terms: what follows when a last day passes, and whether there is a last day for what follows by itself.

use guohe_rules::{diagnostic::words, syntax::ActorKind};

use super::{
    Checker,
    reach::{exists_in, leads_to},
};
use crate::procedure::{Act, End, Kind, Procedure, Stage};

impl<'a> Checker<'a> {
    /// Terms after which a silent party holds the case for ever, and lapses of stages that have no term.
    pub(super) fn terms(&mut self, procedure: &'a Procedure) {
        for stage in &procedure.stages {
            self.resting_on(&stage.cites);
            let is_first = procedure.stages.first().is_some_and(|first| first.id == stage.id);
            if let Some(at) = stage.due_at.as_ref().filter(|_| stage.due.is_none() && !is_first) {
                let zh = format!("环节“{}”写了时刻（due_at），却没有期限（due）", stage.id);
                let en = format!("`{}` has a minute (due_at) and no last day (due)", stage.id);
                self.say("minute-without-day", at.place, words(zh, en));
            }
            // Whoever has not handed in holds nobody up.
            if !is_first && self.has_term(stage) && self.holds_for_ever(stage) {
                let id = &stage.id;
                let zh = format!("环节“{id}”的期限届满后，沉默的一方之外没有人能使案件继续");
                let en = format!(
                    "when the term of `{id}` is over nobody but the silent party can move the case"
                );
                let place = stage.due.as_ref().map_or(id.place, |due| due.place);
                self.say("term-without-end", place, words(zh, en));
            }
        }
        for act in procedure.acts.iter().filter(|act| act.kind.value == Kind::Lapse) {
            self.resting_on(&act.cites);
            self.lapses(act);
        }
    }

    /// A stage has a last day by its own rule, by the act that leads to it, or as the term of a certificate.
    fn has_term(&self, stage: &Stage) -> bool {
        let sets_day = |act: &Act| {
            let kind = act.kind.value;
            let sends = [Kind::ReturnForCorrection, Kind::PublishNotice].contains(&kind);
            let ends = sends && act.sets.ends.is_some();
            let lasts = stage.end == Some(End::Certified)
                && [Kind::Certify, Kind::Evaluate].contains(&kind)
                && act.sets.valid_to.is_some();
            lasts || (ends && leads_to(act, &stage.id))
        };
        stage.due.is_some() || self.acts().any(sets_day)
    }

    /// Whether a stage waits for somebody outside the authority, and nothing moves the case on but their own act.
    fn holds_for_ever(&self, stage: &Stage) -> bool {
        let Some(who) = &stage.waits_for else { return false };
        let outside = |actor: &str| {
            let kind = self.pack.actor(actor).map(|actor| actor.kind);
            let kinds = [ActorKind::Applicant, ActorKind::Recommender, ActorKind::Public];
            kind.is_some_and(|kind| kinds.contains(&kind))
        };
        let moves = |act: &Act| act.to.is_some() || act.outcomes.iter().any(|way| way.to.is_some());
        let by_itself = |act: &Act| {
            act.kind.value == Kind::Lapse || act.by.iter().any(|by| by != who && !outside(by))
        };
        let mut here = self.acts().filter(|act| exists_in(act, &stage.id) && moves(act));
        outside(who) && !here.any(by_itself)
    }

    fn lapses(&mut self, act: &Act) {
        let stages = || self.parts.iter().flat_map(|part| &part.procedure.stages);
        let first = stages().next().map(|stage| &stage.id);
        let timeless = act.from.iter().filter(|_| !act.sets.on_condition).filter(|from| {
            // The first stage ends with the round.
            let mut named = stages().filter(|stage| stage.id == **from);
            named.any(|stage| first != Some(&stage.id) && !self.has_term(stage))
        });
        for from in timeless.collect::<Vec<_>>() {
            let zh = format!("“{}”随时间届满而发生，但环节“{from}”没有期限", act.id);
            let en = format!("`{}` comes when a term is over, and `{from}` has none", act.id);
            self.say("lapse-without-term", from.place, words(zh, en));
        }
    }
}
