//! Findings: what the rule says about the facts, clause by clause, and what would change it.

use jiff::civil::Date;

use super::{Cite, Link, Outcome, ScoreSheet};

/// All findings about an application under one type.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Which type, in the words of the regulation.
    pub kind: String,
    /// The whole.
    pub overall: Outcome,
    /// How many of each outcome.
    pub tally: Vec<(Outcome, usize)>,
    /// What registers say against it.
    pub cautions: Vec<Caution>,
    /// The findings under the headings of the regulation.
    pub groups: Vec<PanelGroup>,
    /// What is worked out in points.
    pub scores: Vec<ScoreSheet>,
    /// At which level of evidence it was evaluated, in words.
    pub level: String,
    /// The day on which the conditions are looked at.
    pub reference: Date,
    /// The whole panel on a page of its own.
    pub href: String,
}

/// What a register says against applying or against a certification, told before it bites.
#[derive(Debug, Clone)]
pub struct Caution {
    /// Not met, or not known.
    pub outcome: Outcome,
    /// What is blocked, until when, or what is not known.
    pub text: String,
    /// The rows it rests on.
    pub grounds: Vec<String>,
    /// The clause.
    pub cite: Cite,
}

/// Findings under one heading.
#[derive(Debug, Clone)]
pub struct PanelGroup {
    /// The heading.
    pub title: String,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// One clause.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The id of the clause; also the anchor on the page.
    pub id: String,
    /// What came out.
    pub outcome: Outcome,
    /// Its short name.
    pub name: String,
    /// Where it stands.
    pub cite: Cite,
    /// What the clause says.
    pub text: String,
    /// What the rule tests, limb by limb, with what each came to.
    pub rule: Vec<RuleText>,
    /// One line that says why it came out so.
    pub gist: String,
    /// Have and need for the head of the row: `4 / 5`.
    pub figure: Option<(String, String)>,
    /// Compared values.
    pub gauges: Vec<Gauge>,
    /// Rows that counted.
    pub counted: Vec<RowLine>,
    /// Rows that did not, and why.
    pub uncounted: Vec<RowLine>,
    /// What is not known yet, and where to enter it.
    pub missing: Vec<Link>,
    /// What people have judged or must judge.
    pub judgements: Vec<JudgementLine>,
    /// What would make it pass.
    pub repairs: Vec<Repair>,
    /// The outcome under each reading of the text.
    pub readings: Vec<ReadingLine>,
    /// What it took from outside the application, and where that comes from.
    pub sources: Vec<SourceLine>,
    /// Who waived it, by which authority and why.
    pub waiver: Option<String>,
    /// Where the desk before saw it otherwise.
    pub differs: Option<String>,
    /// Whether it is shown unfolded.
    pub open: bool,
}

impl Default for Finding {
    fn default() -> Self {
        Self {
            id: String::new(),
            outcome: Outcome::NotApplicable,
            name: String::new(),
            cite: Cite::new("", ""),
            text: String::new(),
            rule: Vec::new(),
            gist: String::new(),
            figure: None,
            gauges: Vec::new(),
            counted: Vec::new(),
            uncounted: Vec::new(),
            missing: Vec::new(),
            judgements: Vec::new(),
            repairs: Vec::new(),
            readings: Vec::new(),
            sources: Vec::new(),
            waiver: None,
            differs: None,
            open: false,
        }
    }
}

/// A value or a register from outside.
#[derive(Debug, Clone)]
pub struct SourceLine {
    /// What it is.
    pub title: String,
    /// The value, or whether the register is complete.
    pub value: String,
    /// Where the value is entered; empty where nobody on this page may.
    pub href: String,
    /// Where it comes from and since when it is known.
    pub notes: Vec<String>,
    /// Rows of the register that counted or may count, with the place where they stand.
    pub rows: Vec<Link>,
}

/// A limb of a rule in words.
#[derive(Debug, Clone)]
pub struct RuleText {
    /// How deep it lies, from 0.
    pub depth: usize,
    /// Its label in its list: （一）, (a).
    pub label: String,
    /// What it says.
    pub text: String,
    /// What it came to, where facts were looked at.
    pub outcome: Option<Outcome>,
}

impl RuleText {
    /// A sentence on its own.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { depth: 0, label: String::new(), text: text.into(), outcome: None }
    }
}

/// A value beside its threshold.
#[derive(Debug, Clone)]
pub struct Gauge {
    /// What is measured.
    pub label: String,
    /// What there is, with its unit; a range when part is unknown.
    pub have: String,
    /// What is needed, with its unit and the direction.
    pub need: String,
    /// The certain share of what is needed, in percent, at most 100.
    pub sure: u8,
    /// The possible share, in percent, at most 100.
    pub maybe: u8,
}

/// One row of a list as it counted or did not.
#[derive(Debug, Clone)]
pub struct RowLine {
    /// Its name.
    pub title: String,
    /// Why it counted or did not.
    pub why: String,
    /// It may count: something about it is unknown.
    pub maybe: bool,
    /// Where it can be changed.
    pub href: Option<String>,
}

/// A question for people.
#[derive(Debug, Clone)]
pub struct JudgementLine {
    /// The question.
    pub question: String,
    /// Whose it is.
    pub by: String,
    /// The answer with its reasons, once there is one.
    pub answer: Option<String>,
}

/// One way to make a clause pass.
#[derive(Debug, Clone)]
pub struct Repair {
    /// What to do.
    pub text: String,
    /// By when, or when at the earliest, in words.
    pub when: Option<String>,
}

/// One reading of an ambiguous text.
#[derive(Debug, Clone)]
pub struct ReadingLine {
    /// The reading.
    pub text: String,
    /// What comes out under it.
    pub outcome: Outcome,
    /// It is the one in force for this round.
    pub chosen: bool,
}

/// How well the facts fit a type.
#[derive(Debug, Clone)]
pub struct TypeFit {
    /// The type.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Where to see it.
    pub href: String,
    /// The whole.
    pub overall: Outcome,
    /// How many of each outcome.
    pub tally: Vec<(Outcome, usize)>,
    /// How far away it is and the earliest day, in words.
    pub gap: String,
    /// It is the one looked at.
    pub current: bool,
}
