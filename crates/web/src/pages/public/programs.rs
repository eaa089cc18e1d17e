//! Pages about the API.

use askama::Template;

use crate::ui::{Crumb, Ui};

/// The operations of the API.
#[derive(Debug, Template)]
#[template(path = "public/api.html")]
pub(crate) struct ExplorePage {
    pub(crate) ui: Ui,
    pub(crate) areas: Vec<AreaBlock>,
    /// Scheme and name of the installation, for examples.
    pub(crate) origin: String,
    /// How a token begins.
    pub(crate) begins: &'static str,
}

/// Operations that belong together.
#[derive(Debug)]
pub(crate) struct AreaBlock {
    pub(crate) id: &'static str,
    pub(crate) name: String,
    pub(crate) operations: Vec<OperationBlock>,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct OperationBlock {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) about: &'static str,
    /// The scope that a token needs.
    pub(crate) scope: Option<String>,
    pub(crate) parameters: Vec<ParameterLine>,
    /// The shape of what is sent.
    pub(crate) takes: Option<String>,
    /// The shape of the answer.
    pub(crate) gives: String,
    /// It only looks, and can be tried here.
    pub(crate) tried: bool,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct ParameterLine {
    pub(crate) name: String,
    /// `path`, `query` or `header`.
    pub(crate) place: String,
    pub(crate) kind: String,
    pub(crate) needed: bool,
    pub(crate) about: String,
}

/// The kinds of problems.
#[derive(Debug, Template)]
#[template(path = "public/problems.html")]
pub(crate) struct ProblemsPage {
    pub(crate) ui: Ui,
    pub(crate) kinds: Vec<ProblemLine>,
}

/// One kind.
#[derive(Debug, Template)]
#[template(path = "public/problem.html")]
pub(crate) struct ProblemPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) kind: ProblemLine,
}

/// A kind in words.
#[derive(Debug)]
pub(crate) struct ProblemLine {
    pub(crate) name: &'static str,
    pub(crate) status: u16,
    pub(crate) title: String,
    pub(crate) what: String,
    pub(crate) mend: String,
}
