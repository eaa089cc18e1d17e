//! Pages about units: what one states, who belongs to it, its audit; and about deputies.

use askama::Template;

use crate::{
    pages::applicant::PasteError,
    parts::{ErrorLine, Field, Link, Moment, Pair, Search},
    ui::{Crumb, Ui},
};

/// One's own unit: what is stated of it, and where its registration stands.
#[derive(Debug, Template)]
#[template(path = "unit/own.html")]
pub(crate) struct OwnUnitPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// Where the registration stands, and what that means.
    pub(crate) standing: Standing,
    /// What was said when it was audited last.
    pub(crate) reasons: Option<String>,
    /// The account with which one signs in, and what one is in the unit.
    pub(crate) own: Vec<Pair>,
    /// What is asked, while it can be changed by whoever looks.
    pub(crate) fields: Vec<Field>,
    /// What is stated, otherwise.
    pub(crate) facts: Vec<Pair>,
    pub(crate) history: Vec<Moment>,
    /// Where the receipt is.
    pub(crate) receipt: Option<String>,
}

/// Where a registration stands.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The tone of its tag.
    pub(crate) tone: &'static str,
    /// The word.
    pub(crate) word: String,
    /// What it means for what can be done.
    pub(crate) text: String,
}

/// Who belongs to a unit.
#[derive(Debug, Template)]
#[template(path = "unit/members.html")]
pub(crate) struct MembersPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    /// Whoever looks says who belongs to it.
    pub(crate) manages: bool,
    pub(crate) rows: Vec<MemberRow>,
    pub(crate) invitations: Vec<InvitationRow>,
    /// The link of the invitation that was just made; shown this once.
    pub(crate) link: Option<String>,
    /// To whom the role is offered, for those who see the offer.
    pub(crate) offered: Option<String>,
    /// The offer is to whoever looks.
    pub(crate) to_me: bool,
    /// What all members are told about another administrator.
    pub(crate) told: Option<String>,
    /// The fields by which a member asks for another administrator; none where that cannot be.
    pub(crate) asking: Vec<Field>,
}

/// A member.
#[derive(Debug)]
pub(crate) struct MemberRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) role: String,
    /// It is the administrator.
    pub(crate) administers: bool,
}

/// An invitation that is open.
#[derive(Debug)]
pub(crate) struct InvitationRow {
    pub(crate) id: String,
    pub(crate) role: String,
    pub(crate) until: String,
}

/// An invitation, for whoever has its link and is signed in as one of the unit.
#[derive(Debug, Template)]
#[template(path = "unit/accept.html")]
pub(crate) struct AcceptPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) action: String,
    /// What it comes to.
    pub(crate) lead: String,
    /// Hidden fields, with the word of the invitation.
    pub(crate) carried: Vec<(String, String)>,
}

/// Registrations to audit.
#[derive(Debug, Template)]
#[template(path = "unit/audits.html")]
pub(crate) struct AuditsPage {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) rows: Vec<AuditRow>,
    /// Whether whoever looks may read in a table of units.
    pub(crate) imports: bool,
}

/// A table of units, looked at before it is read in.
#[derive(Debug, Template)]
#[template(path = "unit/import.html")]
pub(crate) struct UnitsImportPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) faults: Vec<PasteError>,
    pub(crate) text: String,
    /// What a table that was looked at would enter; nothing was looked at when absent.
    pub(crate) seen: Option<UnitsSeen>,
}

/// What a table of units would enter.
#[derive(Debug)]
pub(crate) struct UnitsSeen {
    pub(crate) rows: Vec<UnitSeen>,
    /// So many rows say what is known.
    pub(crate) same: usize,
}

/// A unit that would be entered.
#[derive(Debug)]
pub(crate) struct UnitSeen {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) kind: String,
    pub(crate) superior: String,
}

/// A registration in the list.
#[derive(Debug)]
pub(crate) struct AuditRow {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) code: String,
    pub(crate) since: String,
    pub(crate) standing: Standing,
}

/// One registration with what was stated.
#[derive(Debug, Template)]
#[template(path = "unit/audit.html")]
pub(crate) struct AuditPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) standing: Standing,
    pub(crate) facts: Vec<Pair>,
    /// Why it cannot be admitted as it is.
    pub(crate) caution: Option<String>,
    pub(crate) history: Vec<Moment>,
    /// About another administrator, where that can be.
    pub(crate) replacement: Option<Replacing>,
    /// Where the audit is sent, while there is something to audit.
    pub(crate) action: Option<String>,
    pub(crate) fields: Vec<Field>,
}

/// Another administrator of a unit, as whoever audits it sees it.
#[derive(Debug)]
pub(crate) struct Replacing {
    pub(crate) action: String,
    /// Who is proposed, and by whom.
    pub(crate) pending: Option<String>,
    /// What shows it.
    pub(crate) evidence: String,
    /// The visitor may confirm it.
    pub(crate) answerable: bool,
    /// The fields of a proposal.
    pub(crate) fields: Vec<Field>,
}

/// One's deputies, and for whom one is a deputy.
#[derive(Debug, Template)]
#[template(path = "unit/deputies.html")]
pub(crate) struct DeputiesPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// For whom one acts now.
    pub(crate) now: Option<String>,
    /// For whom one may act now: the account, and the words of the button.
    pub(crate) acting: Vec<(String, String)>,
    pub(crate) spans: Vec<SpanRow>,
    /// The form to name one; none while one acts for another, or where there is nobody to name.
    pub(crate) fields: Vec<Field>,
    /// The ways back.
    pub(crate) ways: Vec<Link>,
}

/// A deputy of one's own.
#[derive(Debug)]
pub(crate) struct SpanRow {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) days: String,
    pub(crate) reasons: String,
    pub(crate) state: String,
    /// It can be ended.
    pub(crate) open: bool,
}
