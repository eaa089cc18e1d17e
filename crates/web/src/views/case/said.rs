//! What is said of events in the course of a case: the word for each kind, and the reasons that came with it.

use guohe_cases::{conflict::Step, erasing, happened::Happened, late, review};

/// The word for events that are acts of the procedure, which have names of their own.
const OTHER: &str = "event.other";

/// The word for an event that is no act of the procedure, and the reasons that were given with it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all kinds are named once, where cases are folded; one without a word here is an act and has a name"
)]
pub(super) fn said(what: &Happened) -> (&'static str, Option<&str>) {
    match what {
        Happened::CaseOpened { kind, .. } if kind.is_empty() => ("event.opened.officer", None),
        Happened::CaseOpened { .. } => ("event.opened", None),
        Happened::TypeChosen { .. } => ("event.type", None),
        Happened::HostRegistered { .. } => ("event.host", None),
        Happened::FactsChanged { .. } => ("event.facts", None),
        Happened::FileAttached { .. } => ("event.attached", None),
        Happened::FileDetached { .. } => ("event.detached", None),
        Happened::FileScanned { clean, .. } => (scan_key(*clean), None),
        Happened::FactsMarked { reasons, .. } => ("event.marked", Some(reasons)),
        Happened::Conflict(step) => (conflict_key(step), None),
        Happened::ConflictDeclared { .. } => ("event.conflict.declared", None),
        Happened::PersonalErased { reasons, .. } => ("event.personal.erased", Some(reasons)),
        Happened::Erasing(step) => erasing_said(step),
        Happened::LateEntry(step) => late_said(step),
        Happened::Review(step) => (review_key(step), None),
        Happened::PagesSigned(_) => ("event.signed_pages", None),
        Happened::Withdrawn { reasons }
        | Happened::Checked { reasons, .. }
        | Happened::Proposed { reasons, .. }
        | Happened::ObjectionExamined { reasons, .. }
        | Happened::ObjectionSettled { reasons, .. }
        | Happened::Waived { reasons, .. }
        | Happened::Countersigned { reasons, .. }
        | Happened::DecisionPrepared { reasons, .. }
        | Happened::DecisionConfirmed { reasons }
        | Happened::DecisionSentBack { reasons }
        | Happened::PanelClosed { opinion: reasons, .. }
        | Happened::Recorded { note: reasons }
        | Happened::Filed { note: reasons } => (OTHER, Some(reasons)),
        _ => (OTHER, None),
    }
}

/// The word for what a panel did besides answering.
fn review_key(step: &review::Step) -> &'static str {
    use review::Step as Review;
    match step {
        Review::OpeningAsked { .. } => "event.review.opening",
        Review::Opened { .. } => "event.review.opened",
        Review::CorrectionAsked { .. } => "event.review.correction",
        Review::CorrectionRuled { .. } => "event.review.ruled",
        Review::CorrectionTakenBack { .. } => "event.review.taken_back",
        Review::Said { .. } => "event.review.said",
        Review::Minuted { .. } => "event.review.minutes",
        Review::MinutesAnswered { .. } => "event.review.confirmed",
        Review::Dissented { .. } => "event.review.dissent",
    }
}

/// The word for what a scanner found.
fn scan_key(clean: bool) -> &'static str {
    if clean { "event.scanned" } else { "event.scanned.bad" }
}

/// The word for what was done about a conflict of interest.
fn conflict_key(step: &Step) -> &'static str {
    match step {
        Step::Found { .. } => "event.conflict.found",
        Step::Noted { .. } => "event.conflict.noted",
        Step::Ruled { .. } => "event.conflict.ruled",
        Step::Named { .. } => "event.conflict.named",
    }
}

/// The word for what becomes of a late entry, and why.
fn late_said(step: &late::Step) -> (&'static str, Option<&str>) {
    match step {
        late::Step::Entered { reasons, .. } => ("event.late.entered", Some(reasons)),
        late::Step::Confirmed { .. } => ("event.late.confirmed", None),
        late::Step::Declined { reasons, .. } => ("event.late.declined", Some(reasons)),
    }
}

/// The word for what becomes of a wish to have personal data erased, and why.
fn erasing_said(step: &erasing::Step) -> (&'static str, Option<&str>) {
    match step {
        erasing::Step::Asked { .. } => ("event.erasing.asked", None),
        erasing::Step::Proposed { reasons, .. } => ("event.erasing.proposed", Some(reasons)),
        erasing::Step::Declined { reasons, .. } => ("event.erasing.declined", Some(reasons)),
    }
}
