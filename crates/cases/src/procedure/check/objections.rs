//! Objections: whoever may object is answered.

use guohe_rules::diagnostic::words;

use super::Checker;
use crate::procedure::{Act, Kind, Outcome, Procedure};

impl<'a> Checker<'a> {
    /// Objections that nobody examines, and such as are taken up and never dealt with.
    pub(super) fn objections(&mut self, procedure: &'a Procedure) {
        let there = |kind: Kind| self.acts().any(|act| act.kind.value == kind);
        let (examined, settled) = (there(Kind::AdmitObjection), there(Kind::SettleObjection));
        for act in &procedure.acts {
            self.resting_on(&act.cites);
            if act.kind.value == Kind::Object && !examined {
                let zh = format!("“{}”收取异议，却没有审核异议的事项（admit_objection）", act.id);
                let en =
                    format!("`{}` takes objections, and no admit_objection examines them", act.id);
                self.say("objection-unanswered", act.kind.place, words(zh, en));
            }
            if act.kind.value == Kind::AdmitObjection && !settled {
                self.taken_up(act);
            }
        }
    }

    /// Without an act that deals with it, taking an objection up ends the case.
    fn taken_up(&mut self, act: &'a Act) {
        let is_end = |id: &str| {
            let mut parts = self.parts.iter();
            parts.any(|part| part.procedure.stage(id).is_some_and(|stage| stage.end.is_some()))
        };
        let ends = |way: &&Outcome| way.to.as_ref().is_some_and(|to| is_end(&to.value));
        let ways = act.outcomes.iter().filter(|way| way.favourable == Some(true));
        for way in ways.filter(|way| !ends(way)).collect::<Vec<_>>() {
            let zh = format!("“{}”之后没有处理异议的事项（settle_objection）", way.id);
            let en = format!("no settle_objection deals with what `{}` takes up", way.id);
            self.say("objection-unanswered", way.id.place, words(zh, en));
        }
    }
}
