//! The row by which a case appears in lists: a pure function of its state.

use serde_json::json;

use super::Case;
use crate::{
    attachment::Scan,
    event::{About, StreamId},
    ports::Row,
};

impl Case {
    /// Its row.
    pub fn row(&self) -> Row {
        let mut extra = json!({
            "end": self.stage.at.end,
            "handed_in": self.was_handed_in(),
            "notice": self.notice.as_ref().map(|notice| notice.id),
            "objections_open": self.objections.iter().filter(|o| o.status.is_open()).count(),
            "valid_to": self.certificate.as_ref().and_then(|c| c.valid_to),
            "last_on": self.timeline.last().map(|step| step.on),
        });
        let held = self.attachments.values().filter(|file| file.scan == Scan::Held).count();
        if let Some(extra) = extra.as_object_mut().filter(|_| held > 0) {
            extra.insert("held".to_owned(), json!(held));
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
