//! From events to a case.
//!
//! Total: whatever the verbs may have recorded folds; an event that does not belong is an error with its
//! number, never ignored.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "`apply_procedure` names every kind; the others choose among those it hands them"
)]

mod late;
mod panel;

use jiff::civil::Date;
use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Case, Certificate, Check, Decision, Finding, Handled, InNotice, Judgement, Letter, Objection,
    StageNow, Step, Waiver,
};
use crate::{
    attachment::{Holding, Scan},
    erasing,
    event::{Actor, Event},
    facts::{Document, Standing as FactStanding},
    happened::{Entry, Happened, Moved, Unreadable},
    notice::Standing,
    personal::{Erasure, Spoken, of_event},
    signed::CameBack,
};

impl Case {
    /// Folds the events of a case; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let Some((first, after)) = events.split_first() else { return Ok(None) };
        let mut case = Self::open(first, Entry::read(first)?)?;
        case.follow(after)?;
        Ok(Some(case))
    }

    /// Folds on the events that came after those of which the case was made.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    pub fn follow(&mut self, events: &[Event]) -> Result<(), Unreadable> {
        for event in events {
            self.apply(event, Entry::read(event)?)?;
        }
        Ok(())
    }

    fn open(event: &Event, entry: Entry) -> Result<Self, Unreadable> {
        let (Happened::CaseOpened { pack, round, organisation, kind }, Some(first)) =
            (entry.what, entry.frame.moved.clone())
        else {
            return Err(Unreadable::stray(event));
        };
        // Nobody fills in what the authority has opened.
        let locked = kind.is_empty();
        let mut case = Self {
            id: event.stream.id,
            version: 0,
            pack,
            round,
            kind,
            organisation,
            stage: StageNow { at: first, since: event.what.effective_on },
            sent_from: None,
            phase: None,
            locked,
            facts: Document::default(),
            declared: BTreeMap::new(),
            attachments: BTreeMap::new(),
            attached: Holding::default(),
            rows: Vec::new(),
            letters: Vec::new(),
            checks: Vec::new(),
            panels: Vec::new(),
            judgements: Vec::new(),
            rulings: Vec::new(),
            named: Vec::new(),
            pinned: Vec::new(),
            waivers: Vec::new(),
            notice: None,
            objections: Vec::new(),
            decision: None,
            certificate: None,
            late_entries: Vec::new(),
            came_back: Vec::new(),
            erasing: Vec::new(),
            spoken: Vec::new(),
            erasures: Vec::new(),
            timeline: Vec::new(),
            done: Vec::new(),
        };
        case.note(event, &Entry { frame: entry.frame, what: Happened::Lapsed {}, personal: None });
        Ok(case)
    }

    /// Takes one more event.
    ///
    /// # Errors
    /// An event that cannot follow those before it.
    pub fn apply(&mut self, event: &Event, entry: Entry) -> Result<(), Unreadable> {
        let stray = || Unreadable::stray(event);
        self.note(event, &entry);
        self.spoken.extend(Spoken::by(event));
        self.write_rows(&entry);
        if let Some(phase) = &entry.frame.phase {
            self.phase = Some(phase.clone());
        }
        if let Some(moved) = &entry.frame.moved {
            self.move_to(moved.clone(), event, &entry.what);
        }
        let personal = entry.personal;
        if !matches!(entry.what, Happened::Declared { .. }) {
            self.declared.clear();
        }
        match entry.what {
            Happened::TypeChosen { kind } => self.kind = kind,
            Happened::HostRegistered { organisation } => self.organisation = organisation,
            Happened::FactsChanged { changes } => {
                for change in changes {
                    self.facts.apply(change, personal.as_ref());
                }
            }
            Happened::FileAttached { attachment } => {
                self.attached = self.attached.and(Holding::one(attachment.size));
                self.attachments.insert(attachment.id.clone(), attachment);
            }
            Happened::FileDetached { id } => {
                self.attachments.remove(&id).ok_or_else(stray)?;
            }
            Happened::FileScanned { id, clean } => {
                let file = self.files_mut().find(|file| file.id == id).ok_or_else(stray)?;
                file.scan = if clean { Scan::Clean } else { Scan::Infected };
            }
            Happened::FactsMarked { places, standing, .. } => self.mark(&places, standing),
            other => self.apply_procedure(event, other, personal).ok_or_else(stray)?,
        }
        Ok(())
    }

    fn note(&mut self, event: &Event, entry: &Entry) {
        self.version = event.seq;
        self.done.extend(entry.frame.once.clone());
        self.timeline.push(Step {
            seq: event.seq,
            act: entry.frame.act.clone(),
            kind: event.what.kind.clone(),
            by: event.what.actor.clone(),
            at: entry.frame.received.unwrap_or(event.recorded_at),
            on: event.what.effective_on,
            to: entry.frame.moved.as_ref().map(|moved| moved.to.clone()),
            ends: entry.frame.moved.as_ref().is_some_and(|moved| moved.end.is_some()),
            late: entry.frame.late,
        });
    }

    fn write_rows(&mut self, entry: &Entry) {
        for wrote in &entry.frame.rows {
            let same =
                |row: &&mut crate::happened::Wrote| row.list == wrote.list && row.id == wrote.id;
            match self.rows.iter_mut().find(same) {
                Some(row) => row.cells.extend(wrote.cells.clone()),
                None => self.rows.push(wrote.clone()),
            }
        }
    }

    fn move_to(&mut self, to: Moved, event: &Event, what: &Happened) {
        let left = self.letters.last_mut().filter(|letter| letter.is_open());
        if let Some(letter) = left.filter(|letter| letter.stage.as_ref() != Some(&to.to))
            && !matches!(what, Happened::Resubmitted {})
        {
            letter.over_on = Some(event.what.effective_on);
            letter.restarted.clone_from(&to.arithmetic);
        }
        let sends_away =
            matches!(what, Happened::Returned { .. } | Happened::DecisionPrepared { .. });
        let from =
            std::mem::replace(&mut self.stage, StageNow { at: to, since: event.what.effective_on });
        if sends_away {
            self.sent_from = Some(from.at);
        }
    }

    fn mark(&mut self, places: &[String], standing: FactStanding) {
        for place in places {
            self.facts.mark(place, standing);
        }
    }

    /// What the letter with defects and the answer to it change.
    fn apply_letter(
        &mut self,
        what: Happened,
        on: Date,
        restarted: Option<guohe_rules::syntax::Words>,
    ) -> Option<()> {
        if let Happened::Returned { defects, due, due_at, arithmetic, revision } = what {
            self.locked = false;
            let step = self.timeline.last()?;
            let stopped = self.sent_from.as_ref().filter(|_| step.to.is_some());
            self.letters.push(Letter {
                defects,
                sent_on: on,
                revision,
                due,
                due_at,
                arithmetic,
                seq: step.seq,
                act: step.act.clone().unwrap_or_default(),
                stage: step.to.clone(),
                stopped: stopped.and_then(|stage| stage.due),
                answered_on: None,
                over_on: None,
                restarted: None,
            });
        } else {
            self.locked = true;
            let letter = self.letters.last_mut()?;
            letter.answered_on = Some(on);
            letter.restarted = restarted;
        }
        Some(())
    }

    /// What certification, the plaque and an evaluation change.
    fn apply_title(&mut self, what: Happened, on: Date) -> Option<()> {
        if let Happened::Certified { number, certified_on, valid_to, shown, found_by } = what {
            let plaque_on = None;
            let certificate =
                Certificate { number, certified_on, valid_to, plaque_on, shown, found_by };
            self.certificate = Some(certificate);
        } else if let Happened::Evaluated { valid_to: Some(until), .. } = what {
            self.certificate.as_mut()?.valid_to = Some(until);
        } else if matches!(what, Happened::Awarded {}) {
            self.certificate.as_mut()?.plaque_on = Some(on);
        }
        Some(())
    }

    /// What the acts of the procedure change; none when the event cannot follow those before it.
    #[expect(clippy::too_many_lines, reason = "every kind of event is named once")]
    fn apply_procedure(
        &mut self,
        event: &Event,
        what: Happened,
        personal: Option<Value>,
    ) -> Option<()> {
        let by = event.what.actor.clone();
        let on = event.what.effective_on;
        match what {
            Happened::Declared { declarations } => {
                self.declared.extend(declarations.into_iter().map(|id| (id, by.clone())));
            }
            Happened::Submitted { .. } | Happened::Withdrawn { .. } | Happened::Lapsed {} => {
                self.locked = true;
            }
            letter @ (Happened::Resubmitted {} | Happened::Returned { .. }) => {
                let restarted = self.stage.at.arithmetic.clone();
                self.apply_letter(letter, on, restarted)?;
            }
            Happened::Checked { outcome, defects, findings, reasons, machine } => {
                self.find(findings, None, event);
                let act = self.timeline.last()?.act.clone().unwrap_or_default();
                self.checks.push(Check { act, outcome, defects, reasons, machine, by, on });
            }
            waiver @ (Happened::Waived { .. } | Happened::Countersigned { .. }) => {
                self.apply_waiver(waiver, by, on)?;
            }
            Happened::Noticed { notice: id, posted_on, ends_on, ends_at, arithmetic, shown } => {
                self.notice = Some(InNotice { id, posted_on, ends_on, ends_at, arithmetic, shown });
            }
            // What a ranking found stands in the row that its act writes.
            Happened::Recorded { .. }
            | Happened::Proposed { .. }
            | Happened::Filed { .. }
            | Happened::Signed {}
            | Happened::Ranked { .. } => {}
            title @ (Happened::Certified { .. }
            | Happened::Awarded {}
            | Happened::Evaluated { .. }) => self.apply_title(title, on)?,
            panel @ (Happened::PanelConvened { .. }
            | Happened::ConflictDeclared { .. }
            | Happened::Answered { .. }
            | Happened::PanelClosed { .. }) => self.apply_panel(event, panel, personal.as_ref())?,
            Happened::Review(step) => self.apply_review(event, step, personal.as_ref())?,
            Happened::Conflict(step) => self.apply_conflict(event, step, personal.as_ref())?,
            Happened::Erasing(step) => {
                let said = personal.as_ref().and_then(Value::as_str).map(str::to_owned);
                erasing::follow(&mut self.erasing, step, (by, on), said)?;
            }
            Happened::PersonalErased { subject, reasons } => {
                self.erasing.retain(|one| one.subject != subject || !one.is_open());
                self.spoken.retain(|one| one.subject != subject);
                self.erasures.push(Erasure { subject, reasons, by, on });
            }
            Happened::LateEntry(step) => self.apply_late(event, step, personal)?,
            Happened::PagesSigned(pages) => {
                self.came_back.push(CameBack { pages, by, at: event.recorded_at, on });
            }
            decision @ (Happened::DecisionPrepared { .. }
            | Happened::DecisionConfirmed { .. }
            | Happened::DecisionSentBack { .. }) => self.apply_decision(event, decision)?,
            objection @ (Happened::Objected { .. }
            | Happened::ObjectionExamined { .. }
            | Happened::ObjectionSettled { .. }) => {
                self.apply_objection(event, objection, personal)?;
            }
            Happened::RoundOpened { .. }
            | Happened::RoundChanged { .. }
            | Happened::RoundClosed {}
            | Happened::Extended(_)
            | Happened::Outage(_)
            | Happened::RegistryLoaded { .. }
            | Happened::RegistryKept { .. }
            | Happened::ParameterProposed { .. }
            | Happened::ParameterConfirmed { .. }
            | Happened::ParameterDeclined { .. }
            | Happened::Draw(_)
            | Happened::Expert(_)
            | Happened::Unit(_)
            | Happened::Department(_)
            | Happened::Deputy(_)
            | Happened::Account(_)
            | Happened::CaseOpened { .. }
            | Happened::NoticePosted { .. }
            | Happened::TypeChosen { .. }
            | Happened::HostRegistered { .. }
            | Happened::FactsChanged { .. }
            | Happened::FileAttached { .. }
            | Happened::FileDetached { .. }
            | Happened::FileScanned { .. }
            | Happened::FactsMarked { .. } => return None,
        }
        Some(())
    }

    /// A later judgement on the same question takes the place of an earlier one; the log keeps both.
    fn find(&mut self, findings: Vec<Finding>, panel: Option<&str>, event: &Event) {
        for finding in findings {
            self.judgements.retain(|old| {
                (&old.finding.slot, &old.finding.row) != (&finding.slot, &finding.row)
            });
            self.judgements.push(Judgement {
                finding,
                panel: panel.map(str::to_owned),
                by: event.what.actor.clone(),
                on: event.what.effective_on,
            });
        }
    }

    fn apply_waiver(&mut self, what: Happened, by: Actor, on: Date) -> Option<()> {
        match what {
            Happened::Waived { clause, refused, awaits, reasons } => {
                let countersigned = None;
                self.waivers.push(Waiver {
                    clause,
                    refused,
                    awaits,
                    countersigned,
                    by,
                    on,
                    reasons,
                });
            }
            Happened::Countersigned { clause, agreed, reasons } => {
                let mut open = self.waivers.iter_mut();
                let waiver = open.find(|one| one.clause == clause && one.is_open())?;
                waiver.countersigned = Some((agreed, reasons, by, on));
            }
            _ => return None,
        }
        Some(())
    }

    fn apply_decision(&mut self, event: &Event, what: Happened) -> Option<()> {
        let who = (event.what.actor.clone(), event.what.effective_on);
        match what {
            Happened::DecisionPrepared {
                outcome,
                favourable,
                then,
                reasons,
                overrides,
                machine,
            } => {
                self.decision = Some(Decision {
                    act: self.timeline.last()?.act.clone()?,
                    outcome,
                    favourable,
                    then,
                    reasons,
                    overrides,
                    machine,
                    prepared: who,
                    confirmed: None,
                });
            }
            Happened::DecisionConfirmed { .. } => self.decision.as_mut()?.confirmed = Some(who),
            Happened::DecisionSentBack { .. } => {
                self.decision.take()?;
            }
            _ => return None,
        }
        Some(())
    }

    fn apply_objection(
        &mut self,
        event: &Event,
        what: Happened,
        personal: Option<Value>,
    ) -> Option<()> {
        if let Happened::Objected { objection: id, filed_at, late, nameless, .. } = what {
            let status = Standing::at_first((late, nameless));
            let said = personal.and_then(|said| serde_json::from_value(said).ok());
            self.objections.push(Objection {
                id,
                notice: self.notice.as_ref()?.id,
                subject: of_event(&event.what.kind, event.seq),
                filed_at,
                filed_on: event.what.effective_on,
                late: self.timeline.last()?.late,
                status,
                founded: false,
                said,
                handled: Vec::new(),
            });
            return Some(());
        }
        let (id, status, outcome, (founded, reasons)) = match what {
            Happened::ObjectionExamined {
                objection, outcome, admitted, findings, reasons, ..
            } => {
                self.find(findings, None, event);
                let status = if admitted { Standing::Admitted } else { Standing::NotAdmitted };
                (objection, status, outcome, (false, reasons))
            }
            Happened::ObjectionSettled { objection, outcome, founded, reasons, .. } => {
                (objection, Standing::Settled, outcome, (founded, reasons))
            }
            _ => return None,
        };
        let objection = self.objections.iter_mut().find(|objection| objection.id == id)?;
        objection.status = status;
        objection.founded = founded;
        let by = event.what.actor.clone();
        objection.handled.push(Handled { outcome, reasons, by, on: event.what.effective_on });
        Some(())
    }
}
