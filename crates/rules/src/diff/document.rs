//! A comparison as a document; its shape is described in `docs/diff-output.md` and counted by [`DIFF_FORMAT`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Difference, FileChange, Matter, Of, Shown, Verdict, files};
use crate::{
    document::{self, Compared as Measured, Finding, Holds, PackDocument, pack_document},
    pack::Pack,
    report::{self, Outcome},
    situation::Situation,
    syntax::{Citation, Words},
    value::Level,
};

/// The name and the version of the document.
pub const DIFF_FORMAT: &str = "guohe-pack-diff/1";
/// So many limbs that decided are told.
const MOST_LIMBS: usize = 4;

/// Two packs and what differs between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Name and version of this shape, [`DIFF_FORMAT`].
    pub format: String,
    /// Version of the program that compared.
    pub engine: String,
    /// The first pack.
    pub a: PackDocument,
    /// The second pack; verdicts say how it stands to the first.
    pub b: PackDocument,
    /// How many clauses differ, and how.
    pub figure: Figure,
    /// The clauses that differ: those of the second pack in its order, then those that only the first has.
    pub clauses: Vec<ClauseChange>,
    /// What differs in the other files.
    pub files: Vec<FileChange>,
}

/// How many clauses differ, and how. A clause with a rule and a bar is counted once, by its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// Clauses in both packs.
    pub shared: usize,
    /// Those among them that differ.
    pub differ: usize,
    /// The second is looser.
    pub looser: usize,
    /// The second is stricter.
    pub stricter: usize,
    /// Each admits something that the other does not.
    pub incomparable: usize,
    /// Only words differ.
    pub equal: usize,
    /// No facts were found for which they differ.
    pub no_difference_found: usize,
    /// There is no rule in one of them, so nothing to compare but words.
    pub not_compared: usize,
    /// Only the second pack has them.
    pub added: usize,
    /// Only the first pack has them.
    pub removed: usize,
}

/// What became of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only the second pack has it.
    Added,
    /// Only the first pack has it.
    Removed,
    /// Both have it and it differs.
    Changed,
}

/// A clause that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseChange {
    /// What became of it.
    pub change: Change,
    /// Its id, in the second pack where both have it.
    pub clause: String,
    /// Its id in the first pack, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Its short name.
    pub name: Words,
    /// What it says, for one that only one pack has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Words>,
    /// The parts that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Difference>,
    /// Which asks for more: of the rule or the duty, and of the bar.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Compared>,
}

/// How the second rule stands to the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// What was compared.
    pub of: Matter,
    /// The verdict.
    pub verdict: Verdict,
    /// How it was come to.
    pub shown: Shown,
    /// Where nothing was found: what the structure rules out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Verdict>,
    /// How many facts were tried; none where the structure shows it.
    pub trials: usize,
    /// Facts for which the two differ, one for each direction that was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<Witness>,
}

/// Facts for which two rules differ; they were evaluated under both packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Whether the second rule admits what the first does not; otherwise it is the other way round.
    pub looser: bool,
    /// The type applied for, where it matters.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The facts, as a facts file.
    pub facts: Value,
    /// What the first rule makes of them.
    pub a: Side,
    /// What the second rule makes of them.
    pub b: Side,
}

/// What a rule makes of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The clause.
    pub clause: String,
    /// Where it stands.
    pub citation: Citation,
    /// What it comes to.
    pub outcome: Outcome,
    /// The limbs that decided, with the values that were compared.
    pub decided_by: Vec<Decided>,
}

/// A limb that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What it asks.
    pub text: Words,
    /// Whether it holds.
    pub holds: Holds,
    /// What was compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Measured>,
}

impl Compared {
    /// The same rule.
    pub(super) fn equal(of: Matter) -> Self {
        Self {
            of,
            verdict: Verdict::Equal,
            shown: Shown::Structure,
            excluded: None,
            trials: 0,
            witnesses: Vec::new(),
        }
    }
}

pub(super) fn of(a: &Pack, b: &Pack, clauses: Vec<ClauseChange>) -> Comparison {
    Comparison {
        format: DIFF_FORMAT.to_owned(),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        a: pack_document(a),
        b: pack_document(b),
        figure: Figure::of(b.clauses.len(), &clauses),
        clauses,
        files: files::between(a, b),
    }
}

impl Figure {
    fn of(clauses_of_b: usize, clauses: &[ClauseChange]) -> Self {
        let mut figure = Self::default();
        for one in clauses {
            match one.change {
                Change::Added => figure.added += 1,
                Change::Removed => figure.removed += 1,
                Change::Changed => figure.count(one),
            }
        }
        figure.shared = clauses_of_b - figure.added;
        figure
    }

    fn count(&mut self, one: &ClauseChange) {
        self.differ += 1;
        let slot = match one.compared.first().map(|compared| compared.verdict) {
            None => &mut self.not_compared,
            Some(Verdict::Equal) => &mut self.equal,
            Some(Verdict::Looser) => &mut self.looser,
            Some(Verdict::Stricter) => &mut self.stricter,
            Some(Verdict::Incomparable) => &mut self.incomparable,
            Some(Verdict::NoDifferenceFound) => &mut self.no_difference_found,
        };
        *slot += 1;
    }
}

/// A clause that one pack alone has.
pub(super) fn one_sided((_, clause): Of<'_>, removed: bool) -> ClauseChange {
    let written = &clause.written;
    ClauseChange {
        change: if removed { Change::Removed } else { Change::Added },
        clause: written.id.value.clone(),
        was: None,
        name: written.name.clone(),
        text: Some(written.text.clone()),
        parts: Vec::new(),
        compared: Vec::new(),
    }
}

/// A clause that both have.
pub(super) fn changed(
    a: Of<'_>,
    b: Of<'_>,
    parts: Vec<Difference>,
    compared: Vec<Compared>,
) -> ClauseChange {
    let (before, after) = (&a.1.written, &b.1.written);
    ClauseChange {
        change: Change::Changed,
        clause: after.id.value.clone(),
        was: (before.id != after.id).then(|| before.id.value.clone()),
        name: after.name.clone(),
        text: None,
        parts,
        compared,
    }
}

/// What a clause makes of facts.
pub(super) fn side((pack, clause): Of<'_>, at: &Situation, matter: Matter) -> Option<Side> {
    let outcome = super::outcome((pack, clause), at, matter)?;
    let result = match matter {
        Matter::Rule => report::evaluate_clause(pack, at, clause)?,
        Matter::Bar => report::evaluate_bar(pack, at, clause)?,
    };
    let told = document::clause(pack, at, Level::Declared, &result);
    let limbs = told.tree.iter().flat_map(Finding::deciding).map(|deciding| deciding.leaf);
    let decided = limbs.map(|leaf| Decided {
        text: leaf.text.clone(),
        holds: leaf.holds,
        compared: leaf.compared.clone(),
    });
    let mut decided_by: Vec<Decided> = decided.collect();
    if decided_by.iter().any(|limb| limb.compared.is_some()) {
        decided_by.retain(|limb| limb.compared.is_some());
    }
    decided_by.truncate(MOST_LIMBS);
    let written = &clause.written;
    Some(Side {
        clause: written.id.value.clone(),
        citation: written.cite.clone(),
        outcome,
        decided_by,
    })
}
