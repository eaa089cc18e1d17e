//! Going through a log as it lies in the tables, and saying where it is not what was recorded.
//!
//! Entries come in the order of the chain. After something bad the verifier goes on from what is stored, so that
//! each place that was changed is named once and not with everything behind it.

mod finding;

use std::cmp::Ordering;

pub use finding::{Finding, What};

use crate::{
    both::Both,
    leaf::{Chained, Event, Leaf, Place},
    note::Note,
    tree::Frontier,
};

/// An entry of the chain as it is stored, with the event that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What the chain adds to the event.
    pub chained: Chained,
    /// Which event it is.
    pub place: Place,
    /// The event; none where there is no such.
    pub event: Option<Event>,
    /// The digests of the leaf, as stored.
    pub leaf: Both,
    /// The link, as stored.
    pub link: Both,
}

/// Where the chain ends, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The last link.
    pub link: Both,
    /// The tree so far.
    pub frontier: Frontier,
}

/// A checkpoint against which the log is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The checkpoint.
    pub note: Note,
    /// Whether it was kept outside the database.
    pub outside: bool,
}

/// Goes through the log of one tenant.
#[derive(Debug, Clone)]
pub struct Verifier<'a> {
    tenant: &'a str,
    /// In ascending order of size.
    seals: &'a [Seal],
    frontier: Frontier,
    /// The link as stored, on which the next one has to rest.
    stored: Both,
    /// What the last link should have been, where it was not: the next one tells which of the two was changed.
    doubt: Option<Both>,
    last: u64,
    latest: String,
    origin: String,
    /// Up to here everything agrees with a checkpoint.
    sealed: u64,
    findings: Vec<Finding>,
}

impl<'a> Verifier<'a> {
    /// Begins before the first entry. The seals are those of this tenant in ascending order of size; their
    /// signatures are looked at by [`Note::check`].
    pub fn new(tenant: &'a str, seals: &'a [Seal]) -> Self {
        Self {
            tenant,
            seals,
            frontier: Frontier::default(),
            stored: Both::default(),
            doubt: None,
            last: 0,
            latest: String::new(),
            origin: String::new(),
            sealed: 0,
            findings: Vec::new(),
        }
    }

    /// What was found so far, in the order of the log.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Number of entries so far.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The tree so far.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn found(&mut self, first: u64, last: u64, what: What) {
        self.findings.push(Finding { first, last, what });
    }

    /// Takes the next entry.
    pub fn entry(&mut self, entry: &Entry) {
        let number = entry.chained.number;
        if number <= self.last {
            return self.found(number, number, What::Repeated);
        }
        if number > self.last + 1 {
            self.found(self.last + 1, number - 1, What::Missing);
            // What it rested on is not there; the gap has been named.
            self.settle(true);
            self.stored = entry.link;
            self.doubt = None;
        } else {
            self.link(entry, number);
        }
        self.last = number;
        let leaf = self.leaf(entry, number);
        if self.frontier.size() == 0 {
            self.origin = crate::note::origin(self.tenant, &leaf);
        }
        self.frontier.push(leaf);
        self.seal();
    }

    /// Compares the leaf with what is stored of it, and gives the true one.
    fn leaf(&mut self, entry: &Entry, number: u64) -> Both {
        let Some(event) = &entry.event else {
            self.found(number, number, What::NoEvent(entry.place.clone()));
            return entry.leaf;
        };
        let leaf =
            Leaf { tenant: self.tenant, place: &entry.place, chained: &entry.chained, event };
        let leaf = Both::leaf(&leaf.text());
        if leaf != entry.leaf {
            self.found(number, number, What::Altered(entry.place.clone()));
        }
        match &event.personal {
            // Whoever is erased loses their key; what was sealed under it stays.
            None if entry.chained.personal.is_some() => {
                self.found(number, number, What::TextGone(entry.place.clone()));
            }
            Some(text) if entry.chained.personal != Some(text.commitment()) => {
                self.found(number, number, What::Personal(entry.place.clone()));
            }
            None | Some(_) => {}
        }
        if event.recorded_at < self.latest {
            self.found(number, number, What::Earlier(entry.place.clone()));
        }
        if event.recorded_at > self.latest {
            self.latest.clone_from(&event.recorded_at);
        }
        leaf
    }

    fn link(&mut self, entry: &Entry, number: u64) {
        let link = Both::link(&self.stored, &entry.leaf);
        let holds = link == entry.link;
        let by_doubt =
            self.doubt.is_some_and(|true_one| Both::link(&true_one, &entry.leaf) == entry.link);
        self.settle(holds);
        self.stored = entry.link;
        // When the last link alone was changed, this one rests on what it should have been.
        self.doubt = (!holds && !by_doubt).then_some(link);
        debug_assert!(number == self.last + 1);
    }

    /// Names what was in doubt about the last link, now that it is known whether the next one rests on it.
    fn settle(&mut self, rests: bool) {
        if self.doubt.take().is_none() {
            return;
        }
        let last = self.last;
        if !rests {
            return self.found(last, last, What::Link);
        }
        let first = last.saturating_sub(1).max(1);
        // It explains what a checkpoint beside it said, and says more exactly where.
        self.findings.retain(|finding| {
            let wider = finding.first <= first && last <= finding.last + 1;
            !(wider && matches!(finding.what, What::Rewritten { .. }))
        });
        self.found(first, last, What::Break);
    }

    /// Compares with the checkpoints of this size.
    fn seal(&mut self) {
        let size = self.frontier.size();
        let from = self.seals.partition_point(|seal| seal.note.checkpoint.size < size);
        let mut held = false;
        for seal in self.seals.iter().skip(from) {
            let checkpoint = &seal.note.checkpoint;
            if checkpoint.size != size {
                break;
            }
            let same = checkpoint.root == self.frontier.root() && checkpoint.origin == self.origin;
            if same && checkpoint.link != self.stored {
                // The leaves are those that were signed, so it is the link that is not.
                self.found(size, size, What::Link);
                (self.stored, self.doubt) = (checkpoint.link, None);
            } else if same {
                held = true;
            } else if !self.findings.iter().any(Finding::changes_root) {
                self.found(self.sealed + 1, size, What::Rewritten { outside: seal.outside });
            }
        }
        if held {
            self.sealed = size;
        }
    }

    /// Compares the end with what is stored of it, and with checkpoints of more than there is.
    pub fn finish(mut self, head: Option<&Head>) -> Vec<Finding> {
        let size = self.last;
        let stored = head.map_or(Both::default(), |head| head.link);
        let ends = head.map_or(0, |head| head.frontier.size());
        match ends.cmp(&size) {
            Ordering::Greater => {
                self.found(size + 1, ends, What::Missing);
                self.doubt = None;
            }
            Ordering::Less => {
                self.found(ends + 1, size, What::Beyond);
                self.doubt = None;
            }
            Ordering::Equal => self.end(head, stored),
        }
        let further = self.seals.iter().filter(|seal| seal.note.checkpoint.size > size);
        if let Some(last) = further.max_by_key(|seal| seal.note.checkpoint.size) {
            let what = What::Truncated { outside: last.outside };
            self.found(size + 1, last.note.checkpoint.size, what);
        }
        self.findings.sort_by_key(|finding| (finding.first, finding.last));
        self.findings
    }

    fn end(&mut self, head: Option<&Head>, stored: Both) {
        let rests = stored == self.stored;
        let doubted = self.doubt.is_some();
        self.settle(rests);
        let last = self.last;
        if !rests && !doubted {
            self.found(last.max(1), last.max(1), What::Break);
        } else if self.findings.is_empty()
            && head.is_some_and(|head| head.frontier != self.frontier)
        {
            self.found(last.max(1), last.max(1), What::Tree);
        }
    }
}

#[cfg(test)]
mod tests;
