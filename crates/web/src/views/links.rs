//! Where the facts, rows and lists of a finding are to be seen, by the page that shows it.

use guohe_cases::law::Law;
use guohe_rules::{
    document::{FactAddress, RowDocument},
    syntax::ActorKind,
};
use uuid::Uuid;

use super::finding::number_of;
use crate::visit::Here;

/// Where facts can be entered or seen from here.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Links {
    /// In the form of an application.
    Application(Uuid),
    /// In the material of a case; values from outside at the desk, for an officer.
    Material {
        /// The case.
        case: Uuid,
        /// Whether whoever reads is one.
        officer: bool,
    },
    /// On the same page; an officer finds values from outside at the desk.
    Page {
        /// Whether the visitor is one.
        officer: bool,
    },
    /// Nowhere.
    Nowhere,
}

impl Links {
    /// In the material of a case, for whoever reads it.
    pub(crate) fn material(here: &Here, law: &Law, case: Uuid) -> Self {
        Self::Material { case, officer: here.person().holds_under(law, ActorKind::Officer) }
    }

    /// The place of a fact.
    pub(crate) fn fact(self, law: &Law, fact: &FactAddress) -> String {
        let list = law.list_of(&fact.at.record).unwrap_or_default();
        if !is_stated(law, &fact.at.record) {
            return String::new();
        }
        match (self, &fact.at.row) {
            (Self::Application(id), Some(row)) => {
                format!("/applications/{id}/lists/{list}/rows/{row}#{}", fact.field)
            }
            (Self::Application(id), None) => {
                format!("/applications/{id}/sections/{list}#{}", fact.field)
            }
            (Self::Material { case, .. }, Some(row)) => {
                format!("/desk/cases/{case}/material#{list}.{row}")
            }
            (Self::Material { case, .. }, None) => format!("/desk/cases/{case}/material#{list}"),
            (Self::Page { .. }, Some(row)) => format!("#{list}.{}.{}", number_of(row), fact.field),
            (Self::Page { .. }, None) => format!("#{list}.{}", fact.field),
            (Self::Nowhere, _) => String::new(),
        }
    }

    /// The place of a row.
    pub(super) fn row(self, law: &Law, row: &RowDocument) -> Option<String> {
        let id = row.at.row.as_ref().filter(|_| is_stated(law, &row.at.record))?;
        let list = law.list_of(&row.at.record)?;
        match self {
            Self::Application(case) => Some(format!("/applications/{case}/lists/{list}/rows/{id}")),
            Self::Material { case, .. } => Some(format!("/desk/cases/{case}/material#{list}.{id}")),
            Self::Page { .. } => Some(format!("#{list}.{}", number_of(id))),
            Self::Nowhere => None,
        }
    }

    /// The place where a list is said to be complete.
    pub(crate) fn list(self, list: &str) -> String {
        match self {
            Self::Application(id) => format!("/applications/{id}/lists/{list}#closing"),
            Self::Material { case, .. } => format!("/desk/cases/{case}/material#{list}"),
            Self::Page { .. } => format!("#{list}-closed"),
            Self::Nowhere => String::new(),
        }
    }

    /// The place where the value of a parameter is entered, for those who may; values that a round sets are
    /// set in its terms.
    pub(super) fn parameter(self, law: &Law, name: &str) -> String {
        let names = &law.pack.names;
        let def = names.parameter(name).and_then(|at| names.parameter_def(at));
        let by_round = def.is_none_or(|(written, _)| written.per_round);
        match self {
            Self::Material { officer: true, .. } | Self::Page { officer: true } if !by_round => {
                format!("/desk/parameters/{}/{name}", law.pack.id())
            }
            Self::Material { .. } | Self::Page { .. } | Self::Application(_) | Self::Nowhere => {
                String::new()
            }
        }
    }

    /// Another case, for those who run the procedure.
    pub(super) fn case(self, id: Uuid) -> String {
        match self {
            Self::Material { .. } => format!("/desk/cases/{id}"),
            Self::Application(_) | Self::Page { .. } | Self::Nowhere => String::new(),
        }
    }

    /// All findings.
    pub(super) fn panel(self) -> String {
        match self {
            Self::Application(id) => format!("/applications/{id}/panel"),
            Self::Material { case, .. } => format!("/desk/cases/{case}/findings"),
            Self::Page { .. } | Self::Nowhere => "#panel".to_owned(),
        }
    }
}

/// Whether a record is in the form and in the material; registers and the case file have no place there.
fn is_stated(law: &Law, record: &str) -> bool {
    let vocabulary = law.vocabulary();
    let def = vocabulary.record(record).and_then(|at| vocabulary.record_def(at));
    def.is_some_and(guohe_rules::vocabulary::RecordDef::is_stated)
}
