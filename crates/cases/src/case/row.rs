//! The row by which a case appears in lists: a pure function of its state.

use jiff::civil::Date;
use serde_json::json;

use super::Case;
use crate::{
    attachment::{Holding, Scan},
    erasing::Wanted,
    event::{About, StreamId},
    ports::Row,
};

/// In a row: whether somebody has asked for the answers of a panel to be opened, and a second person has not yet.
pub const OPENING: &str = "opening";

/// In a row: whether an erasure of something about a person is on its way in the case.
pub const ERASING: &str = "erasing";

/// In a row: what the case has come to, where it has come to an end.
pub const END: &str = "end";

/// In a row: who took a seat on a panel of the case, and the day on which that panel was put together.
pub const TAKEN: &str = "taken";

/// In a row: by what the directory finds the base, as the certificate has it.
pub const FOUND_BY: &str = "found_by";

/// In a row: how the procedure went, once it is over.
pub const COURSE: &str = "course";

/// In a row: how many files of the applicant the case holds, and how large they are together.
pub const FILES: &str = "files";

impl Case {
    /// Who took a seat and did not stand back, panel by panel: what counts as the work of an expert.
    fn taken(&self) -> Vec<(uuid::Uuid, Date)> {
        let of = |panel: &super::Panel| {
            let day = panel.convened_on;
            panel.sitting().map(|seat| (seat.account, day)).collect::<Vec<_>>()
        };
        self.panels.iter().flat_map(of).collect()
    }

    /// Panels whose answers one person wants opened, and nobody has opened with them yet.
    pub fn being_opened(&self) -> impl Iterator<Item = &super::Panel> {
        let at_work = self.panels.iter().filter(|panel| panel.closed.is_none());
        at_work.filter(|panel| !panel.work.opened && !panel.work.opening.is_empty())
    }

    fn is_being_opened(&self) -> bool {
        self.being_opened().next().is_some()
    }

    /// Its row.
    pub fn row(&self) -> Row {
        let mut extra = json!({
            END: self.stage.at.end,
            "handed_in": self.was_handed_in(),
            "notice": self.notice.as_ref().map(|notice| notice.id),
            "objections_open": self.objections.iter().filter(|o| o.status.is_open()).count(),
            "valid_to": self.certificate.as_ref().and_then(|c| c.valid_to),
            "last_on": self.timeline.last().map(|step| step.on),
        });
        let held = self.files().filter(|file| file.scan == Scan::Held).count();
        if let Some(extra) = extra.as_object_mut().filter(|_| held > 0) {
            extra.insert("held".to_owned(), json!(held));
        }
        let files = Holding::of(&self.applicants_files().collect::<Vec<_>>());
        if let Some(extra) = extra.as_object_mut().filter(|_| files.files > 0) {
            extra.insert(FILES.to_owned(), json!(files));
        }
        if let Some(extra) = extra.as_object_mut().filter(|_| self.is_being_opened()) {
            extra.insert(OPENING.to_owned(), json!(true));
        }
        let erasing = self.erasing.iter().any(Wanted::is_open);
        if let Some(extra) = extra.as_object_mut().filter(|_| erasing) {
            extra.insert(ERASING.to_owned(), json!(true));
        }
        if let Some(extra) = extra.as_object_mut().filter(|_| !self.panels.is_empty()) {
            extra.insert(TAKEN.to_owned(), json!(self.taken()));
        }
        if let Some((extra, certificate)) = extra.as_object_mut().zip(self.certificate.as_ref()) {
            extra.insert("certified_on".to_owned(), json!(certificate.certified_on));
            extra.insert(FOUND_BY.to_owned(), json!(certificate.found_by));
        }
        if let Some((extra, course)) = extra.as_object_mut().zip(self.course()) {
            extra.insert(COURSE.to_owned(), json!(course));
        }
        Row {
            stream: StreamId { about: About::Case, id: self.id },
            version: self.version,
            pack: self.pack.key(),
            round: Some(self.round),
            organisation: Some(self.organisation),
            kind: Some(self.kind.clone()).filter(|kind| !kind.is_empty()),
            stage: self.stage.at.to.clone(),
            waits_for: self.stage.at.waits_for.clone(),
            since: self.stage.since,
            due: self.stage.at.due,
            title: self.title().to_owned(),
            number: self.certificate.as_ref().map(|certificate| certificate.number.clone()),
            extra,
            people: self.people(),
        }
    }

    /// Accounts that have something to do with the case now: experts who still may answer, and officers
    /// who have acted in it.
    fn people(&self) -> Vec<uuid::Uuid> {
        let experts = self
            .panels
            .iter()
            .filter(|panel| panel.closed.is_none())
            .flat_map(super::Panel::sitting)
            .map(|seat| seat.account);
        let is_expert = |account| self.panels.iter().any(|p| p.seat_of(account).is_some());
        let acts = self.timeline.iter().filter(|step| step.act.is_some());
        let handlers = acts.map(|step| step.by.account).filter(|account| !is_expert(*account));
        let mut people: Vec<_> = experts.chain(handlers).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}
