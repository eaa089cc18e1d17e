//! Acts that took place on paper: entered by one person, confirmed or declined by another.

use serde_json::Value;

use super::super::Case;
use crate::{
    event::Event,
    late::{Entered, Step},
};

impl Case {
    pub(super) fn apply_late(
        &mut self,
        event: &Event,
        step: Step,
        personal: Option<Value>,
    ) -> Option<()> {
        let by = event.what.actor.clone();
        match step {
            Step::Entered { act, took_place_on, reasons, evidence } => {
                self.late_entries.push(Entered {
                    number: event.seq,
                    act,
                    took_place_on,
                    reasons,
                    evidence,
                    input: personal,
                    by,
                    at: event.recorded_at,
                    settled: None,
                });
            }
            Step::Confirmed { entry } => self.settle_late(entry, (true, by, String::new()))?,
            Step::Declined { entry, reasons } => self.settle_late(entry, (false, by, reasons))?,
        }
        Some(())
    }

    fn settle_late(
        &mut self,
        number: u64,
        settled: (bool, crate::event::Actor, String),
    ) -> Option<()> {
        let mut waiting = self.late_entries.iter_mut().filter(|one| one.settled.is_none());
        waiting.find(|one| one.number == number)?.settled = Some(settled);
        Some(())
    }
}
