//! The regulation with its clauses: what it says, how it is decided, what it leaves open.

use askama::Template;

use crate::{
    parts::{Cite, Link, Pair, RuleText},
    ui::{Crumb, Ui},
};

use super::RuleCard;

/// All instruments of the installation.
#[derive(Debug, Template)]
#[template(path = "public/rules.html")]
pub(crate) struct RulesPage {
    pub(crate) ui: Ui,
    pub(crate) rules: Vec<RuleCard>,
}

/// One instrument, article by article.
#[derive(Debug, Template)]
#[template(path = "public/regulation.html")]
pub(crate) struct Regulation {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) facts: Vec<Pair>,
    pub(crate) classes: Vec<ClassCount>,
    pub(crate) articles: Vec<ArticleBlock>,
    /// Whether the articles are shown unfolded.
    pub(crate) open: bool,
    /// Where they are all unfolded, or folded where they are open now.
    pub(crate) other: String,
    /// The page of what changed between versions; none where there is one version.
    pub(crate) versions: Option<String>,
    /// Where the official words come from.
    pub(crate) imported: String,
    pub(crate) map: StageMap,
}

/// The stages of the procedure: a picture, and the same as a table.
#[derive(Debug)]
pub(crate) struct StageMap {
    /// The picture, made from the data and free of anything a person typed unescaped.
    pub(crate) picture: String,
    pub(crate) stages: Vec<StageLine>,
}

/// A stage with what can be done in it.
#[derive(Debug)]
pub(crate) struct StageLine {
    pub(crate) name: String,
    /// Whom it waits for; nobody at an end.
    pub(crate) who: String,
    pub(crate) cites: Vec<Cite>,
    pub(crate) ways: Vec<WayLine>,
}

/// An act in a stage.
#[derive(Debug)]
pub(crate) struct WayLine {
    pub(crate) act: String,
    pub(crate) by: String,
    /// The stages to which it leads; none when the case stays.
    pub(crate) to: String,
}

/// How many clauses of a class there are; a filter.
#[derive(Debug)]
pub(crate) struct ClassCount {
    pub(crate) label: String,
    pub(crate) count: usize,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// An article with its clauses.
#[derive(Debug)]
pub(crate) struct ArticleBlock {
    pub(crate) anchor: String,
    pub(crate) number: String,
    pub(crate) subject: String,
    pub(crate) clauses: Vec<ClauseLine>,
}

/// A clause in the list.
#[derive(Debug)]
pub(crate) struct ClauseLine {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) cite: String,
    pub(crate) name: String,
    pub(crate) text: String,
    /// The official sentences, where they were imported.
    pub(crate) official: Vec<String>,
    pub(crate) class: String,
    /// Who decides: the machine, people, or both.
    pub(crate) decided: String,
    pub(crate) human: bool,
    pub(crate) prose: Option<String>,
}

/// One clause.
#[derive(Debug, Template)]
#[template(path = "public/clause.html")]
pub(crate) struct ClausePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) name: String,
    pub(crate) cite: String,
    pub(crate) class: String,
    pub(crate) decided: String,
    pub(crate) text_zh: String,
    pub(crate) text_en: String,
    /// The official sentences, where they were imported.
    pub(crate) official: Vec<String>,
    /// Where they come from.
    pub(crate) imported: String,
    pub(crate) rule: Vec<RuleText>,
    pub(crate) applies: Option<String>,
    pub(crate) types: Vec<String>,
    pub(crate) facts: Vec<String>,
    pub(crate) readings: Vec<RegisterBlock>,
    pub(crate) slots: Vec<SlotBlock>,
    pub(crate) evidence: Vec<String>,
    pub(crate) consequence: Option<String>,
    pub(crate) waiver: Option<String>,
    /// Whose step, power or support it is.
    pub(crate) by: Vec<String>,
    pub(crate) note: Option<String>,
    pub(crate) related: Vec<Cite>,
    pub(crate) before: Option<Link>,
    pub(crate) after: Option<Link>,
}

/// An entry of the register of ambiguities.
#[derive(Debug)]
pub(crate) struct RegisterBlock {
    pub(crate) question: String,
    pub(crate) policy: String,
    pub(crate) options: Vec<ReadingOption>,
}

/// One reading.
#[derive(Debug)]
pub(crate) struct ReadingOption {
    pub(crate) text: String,
    pub(crate) recommended: bool,
}

/// A question that only people answer.
#[derive(Debug)]
pub(crate) struct SlotBlock {
    pub(crate) question: String,
    pub(crate) by: String,
    pub(crate) rubric: Vec<String>,
}
