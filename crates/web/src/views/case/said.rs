//! What is said of events in the course of a case: the word for each kind, and the reasons that came with it.

use guohe_cases::{conflict::Step, erasing, happened::Happened, late, review};

/// The reasons that were given with an event.
pub(super) fn reasons(what: &Happened) -> Option<&str> {
    match what {
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
        | Happened::FactsMarked { reasons, .. }
        | Happened::PersonalErased { reasons, .. }
        | Happened::Erasing(
            erasing::Step::Proposed { reasons, .. } | erasing::Step::Declined { reasons, .. },
        )
        | Happened::LateEntry(
            late::Step::Entered { reasons, .. } | late::Step::Declined { reasons, .. },
        ) => Some(reasons),
        Happened::PanelClosed { opinion, .. } => Some(opinion),
        Happened::Recorded { note } | Happened::Filed { note } => Some(note),
        Happened::RegistryLoaded { .. }
        | Happened::RegistryKept { .. }
        | Happened::ParameterProposed { .. }
        | Happened::ParameterConfirmed { .. }
        | Happened::ParameterDeclined { .. }
        | Happened::RoundOpened { .. }
        | Happened::RoundChanged { .. }
        | Happened::RoundClosed { .. }
        | Happened::Extended(_)
        | Happened::Outage(_)
        | Happened::CaseOpened { .. }
        | Happened::TypeChosen { .. }
        | Happened::FactsChanged { .. }
        | Happened::FileAttached { .. }
        | Happened::FileDetached { .. }
        | Happened::FileScanned { .. }
        | Happened::Submitted { .. }
        | Happened::Returned { .. }
        | Happened::Declared { .. }
        | Happened::Resubmitted { .. }
        | Happened::PanelConvened { .. }
        | Happened::ConflictDeclared { .. }
        | Happened::Answered { .. }
        | Happened::NoticePosted { .. }
        | Happened::Noticed { .. }
        | Happened::Objected { .. }
        | Happened::Certified { .. }
        | Happened::Awarded { .. }
        | Happened::Evaluated { .. }
        | Happened::Ranked { .. }
        | Happened::Signed { .. }
        | Happened::Draw(_)
        | Happened::Expert(_)
        | Happened::Unit(_)
        | Happened::Department(_)
        | Happened::Deputy(_)
        | Happened::Account(_)
        | Happened::Conflict(_)
        | Happened::LateEntry(late::Step::Confirmed { .. })
        | Happened::Erasing(erasing::Step::Asked { .. })
        | Happened::Review(_)
        | Happened::Lapsed { .. } => None,
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
        Step::Ruled { .. } => "event.conflict.ruled",
        Step::Named { .. } => "event.conflict.named",
    }
}

/// The word for what becomes of a late entry.
fn late_key(step: &late::Step) -> &'static str {
    match step {
        late::Step::Entered { .. } => "event.late.entered",
        late::Step::Confirmed { .. } => "event.late.confirmed",
        late::Step::Declined { .. } => "event.late.declined",
    }
}

/// The word for events that are no act of the procedure.
pub(super) fn kind_key(what: &Happened) -> &'static str {
    match what {
        Happened::CaseOpened { kind, .. } if kind.is_empty() => "event.opened.officer",
        Happened::CaseOpened { .. } => "event.opened",
        Happened::TypeChosen { .. } => "event.type",
        Happened::FactsChanged { .. } => "event.facts",
        Happened::FileAttached { .. } => "event.attached",
        Happened::FileDetached { .. } => "event.detached",
        Happened::FileScanned { clean, .. } => scan_key(*clean),
        Happened::FactsMarked { .. } => "event.marked",
        Happened::Conflict(step) => conflict_key(step),
        Happened::ConflictDeclared { .. } => "event.conflict.declared",
        Happened::PersonalErased { .. } => "event.personal.erased",
        Happened::Erasing(erasing::Step::Asked { .. }) => "event.erasing.asked",
        Happened::Erasing(erasing::Step::Proposed { .. }) => "event.erasing.proposed",
        Happened::Erasing(erasing::Step::Declined { .. }) => "event.erasing.declined",
        Happened::LateEntry(step) => late_key(step),
        Happened::Review(step) => review_key(step),
        Happened::RegistryLoaded { .. }
        | Happened::RegistryKept { .. }
        | Happened::ParameterProposed { .. }
        | Happened::ParameterConfirmed { .. }
        | Happened::ParameterDeclined { .. }
        | Happened::RoundOpened { .. }
        | Happened::RoundChanged { .. }
        | Happened::RoundClosed { .. }
        | Happened::Extended(_)
        | Happened::Outage(_)
        | Happened::Submitted { .. }
        | Happened::Withdrawn { .. }
        | Happened::Returned { .. }
        | Happened::Resubmitted { .. }
        | Happened::Declared { .. }
        | Happened::Recorded { .. }
        | Happened::Checked { .. }
        | Happened::PanelConvened { .. }
        | Happened::Draw(_)
        | Happened::Expert(_)
        | Happened::Unit(_)
        | Happened::Department(_)
        | Happened::Deputy(_)
        | Happened::Account(_)
        | Happened::Answered { .. }
        | Happened::PanelClosed { .. }
        | Happened::Proposed { .. }
        | Happened::NoticePosted { .. }
        | Happened::Noticed { .. }
        | Happened::Objected { .. }
        | Happened::ObjectionExamined { .. }
        | Happened::ObjectionSettled { .. }
        | Happened::Waived { .. }
        | Happened::Countersigned { .. }
        | Happened::DecisionPrepared { .. }
        | Happened::DecisionConfirmed { .. }
        | Happened::DecisionSentBack { .. }
        | Happened::Certified { .. }
        | Happened::Awarded { .. }
        | Happened::Filed { .. }
        | Happened::Evaluated { .. }
        | Happened::Ranked { .. }
        | Happened::Signed { .. }
        | Happened::Lapsed { .. } => "event.other",
    }
}
