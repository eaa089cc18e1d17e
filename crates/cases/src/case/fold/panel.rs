//! Panels and conflicts of interest: whose seat is taken, falls empty, counts.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the fold hands this file only the kinds that are about panels"
)]

use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::super::{ByHand, Case, Closed, Declared, Panel, Question, Seat};
use crate::{
    conflict::{Named, Pin, Pinned, Ruling, Step},
    event::{Actor, Event},
    happened::Happened,
    review::{Correction, Dissent, Earlier, Minutes, Said, Step as Review, Work},
};

impl Case {
    pub(super) fn apply_panel(
        &mut self,
        event: &Event,
        what: Happened,
        personal: Option<&Value>,
    ) -> Option<()> {
        let on = event.what.effective_on;
        match what {
            Happened::PanelConvened {
                panel: id,
                key,
                questions,
                seats,
                drawn,
                reasons,
                by_hand,
            } => {
                let (members, by) = (seats.len(), event.what.actor.clone());
                let by_hand = by_hand.map(|reasons| ByHand { members, reasons, by, on });
                let seats = seats.into_iter().map(|(alias, account)| Seat {
                    called: reasons.clone(),
                    ..empty_seat(alias, account)
                });
                self.begin_panel(&id, key, questions, on);
                let panel = self.panel_mut(&id)?;
                panel.seats.extend(seats);
                // Where a member stands in a list tells nothing about when they came.
                panel.seats.sort_by(|one, other| one.alias.cmp(&other.alias));
                panel.drawn.extend(drawn);
                panel.by_hand.extend(by_hand);
            }
            Happened::ConflictDeclared { panel, alias, conflict } => {
                let reasons = personal.and_then(Value::as_str).map(str::to_owned);
                let declared = Declared { conflict, on, reasons };
                self.seat_mut(&panel, &alias)?.declared = Some(declared);
                if conflict {
                    self.work_again(&panel);
                }
            }
            Happened::Answered { panel, alias, answers, last } => {
                let seat = self.seat_mut(&panel, &alias)?;
                seat.answers = answers;
                seat.final_on = last.then_some(on);
            }
            Happened::PanelClosed { panel, outcome, opinion, findings } => {
                let by = event.what.actor.clone();
                let closed = Closed { outcome, opinion, by, on };
                self.panel_mut(&panel)?.closed = Some(closed);
                self.find(findings, Some(&panel), event);
            }
            _ => return None,
        }
        Some(())
    }

    pub(super) fn apply_conflict(
        &mut self,
        event: &Event,
        step: Step,
        personal: Option<&Value>,
    ) -> Option<()> {
        let on = event.what.effective_on;
        let text = |key: &str| {
            let said = personal.and_then(|said| said.get(key)).and_then(Value::as_str);
            said.unwrap_or_default().to_owned()
        };
        match step {
            Step::Found { panel, alias, pins } => {
                let seat = self.seat_mut(&panel, &alias)?;
                seat.found_on = Some(on);
                let account = seat.account;
                self.pin(account, pins, personal);
                self.work_again(&panel);
            }
            Step::Noted { panel, alias, pins } => {
                let account = self.seat_mut(&panel, &alias)?.account;
                self.pin(account, pins, personal);
            }
            Step::Ruled { account, key, conflict } => {
                let reasons = personal.and_then(Value::as_str).map(str::to_owned);
                let by = event.what.actor.clone();
                self.rulings.push(Ruling { account, key, conflict, reasons, by, on });
            }
            Step::Named { id, account } => {
                let (name, unit, reasons) = (text("name"), text("unit"), text("reasons"));
                self.named.push(Named { id, account, name, unit, reasons, on });
            }
        }
        Some(())
    }

    /// Keeps what was found about an account, with the words as far as they can be read.
    fn pin(&mut self, account: Uuid, pins: Vec<Pin>, personal: Option<&Value>) {
        let told = |at: usize| serde_json::from_value(personal?.get(at)?.clone()).ok();
        for (at, pin) in pins.into_iter().enumerate() {
            self.pinned.retain(|one| one.account != account || one.pin.key != pin.key);
            self.pinned.push(Pinned { account, pin, told: told(at) });
        }
    }

    pub(super) fn apply_review(
        &mut self,
        event: &Event,
        step: Review,
        personal: Option<&Value>,
    ) -> Option<()> {
        let (by, on, at) = (event.what.actor.clone(), event.what.effective_on, event.recorded_at);
        let text = personal.and_then(Value::as_str).map(str::to_owned);
        let panel = self.panel_mut(step.panel())?;
        match step {
            Review::OpeningAsked { .. } => panel.work.opening.push((by, on)),
            Review::Opened { .. } => {
                panel.work.opening.push((by, on));
                panel.work.opened = true;
                for seat in panel.seats.iter_mut().filter(|seat| seat.final_on.is_none()) {
                    seat.shut = true;
                }
            }
            Review::CorrectionAsked { alias, .. } => {
                let after_opening = panel.work.opened;
                let (reasons, asked_on, ruled, taken_back) = (text, on, None, None);
                panel.work.corrections.push(Correction {
                    alias,
                    reasons,
                    asked_on,
                    after_opening,
                    ruled,
                    taken_back,
                });
            }
            Review::CorrectionRuled { alias, allowed, reasons, .. } => {
                let mut open = panel.work.corrections.iter_mut();
                let open = open.find(|one| one.alias == alias && one.ruled.is_none())?;
                open.ruled = Some((allowed, reasons, by, on));
                let seat = panel.seats.iter_mut().find(|seat| seat.alias == alias)?;
                if let Some(final_on) = seat.final_on.filter(|_| allowed) {
                    seat.earlier.push(Earlier { answers: seat.answers.clone(), final_on });
                    seat.final_on = None;
                }
            }
            Review::CorrectionTakenBack { alias, reasons, .. } => {
                return stands_again(panel, &alias, (reasons, by, on));
            }
            Review::Said { alias, .. } => panel.work.said.push(Said { alias, text, at }),
            Review::Minuted { chair, text, .. } => {
                panel.work.minutes = Some(Minutes { chair, text, by, on, answers: Vec::new() });
            }
            Review::MinutesAnswered { alias, agrees, reasons, .. } => {
                let minutes = panel.work.minutes.as_mut()?;
                minutes.answers.push((alias, agrees, reasons, on));
            }
            Review::Dissented { alias, text, .. } => {
                panel.work.dissents.push(Dissent { alias, text, on });
            }
        }
        Some(())
    }

    /// A panel that had ended with a sheet that no longer counts is at work again: its opinion rested on that sheet,
    /// and so did whatever was prepared upon it.
    fn work_again(&mut self, id: &str) {
        let Some(panel) = self.panel_mut(id) else { return };
        if panel.closed.take().is_none() {
            return;
        }
        self.judgements.retain(|judgement| judgement.panel.as_deref() != Some(id));
        if self.decision.as_ref().is_some_and(|decision| decision.confirmed.is_none()) {
            self.decision = None;
        }
    }

    /// Adds a panel without members, unless it is there.
    fn begin_panel(&mut self, id: &str, key: String, questions: Vec<Question>, on: Date) {
        if self.panels.iter().any(|panel| panel.id == id) {
            return;
        }
        self.panels.push(Panel {
            id: id.to_owned(),
            key,
            questions,
            seats: Vec::new(),
            drawn: Vec::new(),
            by_hand: Vec::new(),
            convened_on: on,
            work: Work::default(),
            closed: None,
        });
    }

    fn panel_mut(&mut self, id: &str) -> Option<&mut Panel> {
        self.panels.iter_mut().find(|panel| panel.id == id)
    }

    fn seat_mut(&mut self, panel: &str, alias: &str) -> Option<&mut Seat> {
        self.panel_mut(panel)?.seats.iter_mut().find(|seat| seat.alias == alias)
    }
}

/// Leave to correct is taken back: what was handed in first is what the member says.
fn stands_again(panel: &mut Panel, alias: &str, why: (String, Actor, Date)) -> Option<()> {
    let last = panel.work.corrections.iter_mut().rfind(|one| one.alias == alias)?;
    last.taken_back = Some(why);
    let seat = panel.seats.iter_mut().find(|seat| seat.alias == alias)?;
    let Earlier { answers, final_on } = seat.earlier.pop()?;
    seat.answers = answers;
    seat.final_on = Some(final_on);
    Some(())
}

fn empty_seat(alias: String, account: Uuid) -> Seat {
    Seat {
        alias,
        account,
        declared: None,
        found_on: None,
        answers: Vec::new(),
        final_on: None,
        called: None,
        shut: false,
        earlier: Vec::new(),
    }
}
