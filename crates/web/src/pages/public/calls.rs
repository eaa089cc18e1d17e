//! The home page and the page of a call.

use askama::Template;

use crate::{
    parts::{Cite, Clock, Link, Moment, Pair},
    ui::{Crumb, Ui},
};

/// The first page: what is open, what is on notice, where to go.
#[derive(Debug, Template)]
#[template(path = "public/home.html")]
pub(crate) struct Home {
    pub(crate) ui: Ui,
    /// What is certified here: the object of the regulation.
    pub(crate) object: String,
    pub(crate) regulation: Link,
    pub(crate) calls: Vec<CallCard>,
    pub(crate) notices: Vec<HomeNotice>,
    pub(crate) phases: Vec<Phase>,
    pub(crate) rules: Vec<RuleCard>,
    pub(crate) certified: usize,
}

/// An open or announced call.
#[derive(Debug)]
pub(crate) struct CallCard {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) clock: Option<Clock>,
    pub(crate) types: Vec<String>,
    pub(crate) check: String,
    /// Where an application is begun, for whoever may apply.
    pub(crate) start: Option<String>,
}

/// A public notice that runs.
#[derive(Debug)]
pub(crate) struct HomeNotice {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) entries: usize,
    pub(crate) until: String,
    pub(crate) left: String,
}

/// A phase of the procedure with who acts and on which clause it rests.
#[derive(Debug)]
pub(crate) struct Phase {
    pub(crate) name: String,
    pub(crate) who: String,
    pub(crate) note: String,
    pub(crate) cite: Option<Cite>,
}

/// An instrument in force.
#[derive(Debug)]
pub(crate) struct RuleCard {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) number: Option<String>,
    pub(crate) in_force: String,
    pub(crate) clauses: usize,
    pub(crate) computed: usize,
    pub(crate) judged: usize,
}

/// A call: the guide for those who think of applying.
#[derive(Debug, Template)]
#[template(path = "public/call.html")]
pub(crate) struct CallPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) clock: Option<Clock>,
    pub(crate) open: bool,
    /// Why the button does not work, while the window is closed.
    pub(crate) closed_because: Option<String>,
    pub(crate) facts: Vec<Pair>,
    /// By how much its last day was moved, and why.
    pub(crate) extensions: Vec<ExtensionLine>,
    pub(crate) types: Vec<TypeBlock>,
    /// Conditions that its notice adds to those of the regulation.
    pub(crate) added: Vec<AddedCondition>,
    pub(crate) materials: Vec<MaterialGroup>,
    pub(crate) schedule: Vec<Moment>,
    pub(crate) contacts: Vec<Pair>,
    pub(crate) parameters: Vec<Pair>,
    pub(crate) readings: Vec<FixedReading>,
    pub(crate) check: String,
    /// Where an application is begun, for whoever may apply.
    pub(crate) start: Option<String>,
}

/// A type that may be applied for.
#[derive(Debug)]
pub(crate) struct TypeBlock {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) conditions: usize,
    pub(crate) check: String,
}

/// An extension of a call that was confirmed.
#[derive(Debug)]
pub(crate) struct ExtensionLine {
    /// The day before and the day now.
    pub(crate) what: String,
    pub(crate) since: String,
    pub(crate) reasons: String,
    pub(crate) outage: Option<String>,
}

/// A condition that the notice of a call adds.
#[derive(Debug)]
pub(crate) struct AddedCondition {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) cite: Cite,
    /// Whether it is computed, or who judges it.
    pub(crate) decided: String,
    /// The types it holds for.
    pub(crate) types: Vec<String>,
}

/// What those who apply for some of the types hand in.
#[derive(Debug)]
pub(crate) struct MaterialGroup {
    pub(crate) types: String,
    pub(crate) materials: Vec<Material>,
}

/// Something to be handed in.
#[derive(Debug)]
pub(crate) struct Material {
    pub(crate) name: String,
    pub(crate) cites: Vec<Cite>,
}

/// A reading that the round fixes.
#[derive(Debug)]
pub(crate) struct FixedReading {
    pub(crate) question: String,
    pub(crate) reading: String,
}
