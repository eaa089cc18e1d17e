//! Questions that are put to people now, and until when each has its answer.

use guohe_rules::guard;
use jiff::civil::Date;

use super::Asked;
use crate::{
    case::{Case, Question},
    law::Law,
    procedure::Kind,
};

/// A question that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The question.
    pub question: Question,
    /// The day on which it was asked.
    pub since: Date,
    /// The last day for the answer; none where the pack sets no term, or the calendar of a year is missing.
    pub due: Option<Date>,
}

impl Asked<'_> {
    /// The questions that wait for an answer in a case: those of panels at work, asked when the panel was put
    /// together, and those that an act of the stage puts to whoever does it, asked when the stage was entered.
    pub fn waiting(&self, law: &Law, case: &Case) -> Vec<Waiting> {
        let mut all = Vec::new();
        for panel in case.panels.iter().filter(|panel| panel.closed.is_none()) {
            let asked = panel.questions.iter();
            all.extend(asked.map(|question| self.wait(question.clone(), panel.convened_on)));
        }
        let acts = law.procedure.acts_in(&case.stage.at.to);
        for slot in acts.filter(|act| act.kind.value == Kind::Check).flat_map(|act| law.asks(act)) {
            let since = case.stage.since;
            let answered = |slot: &str| {
                case.judgements.iter().any(|one| one.finding.slot == slot && one.on >= since)
            };
            let asked = all.iter().any(|one: &Waiting| one.question.slot == slot);
            if !asked && !answered(slot) {
                let question = Question { slot: slot.to_owned(), row: None };
                all.push(self.wait(question, since));
            }
        }
        all
    }

    /// The last day for the first of the answers that wait.
    pub fn first_answer_due(&self, law: &Law, case: &Case) -> Option<Date> {
        self.waiting(law, case).into_iter().filter_map(|waiting| waiting.due).min()
    }

    fn wait(&self, question: Question, since: Date) -> Waiting {
        let due = guard::answer_due(self.pack, &self.situation, &question.slot, since);
        Waiting { question, since, due }
    }
}
