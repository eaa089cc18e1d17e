//! Conditions that a pack offers to its calls, and those that a call has added.

use std::sync::Arc;

use super::load::{Written, read};
use crate::{
    diagnostic::{Diagnostic, words},
    model,
    syntax::{
        Addition, Additions, Article, Citation, Class, Clause, Computable, JudgedAddition,
        Modality, PackFile, Slot, Test, Words,
    },
    yaml::{Located, Place},
};

/// The file of conditions that calls may add.
const OFFERED: &str = "offered.yaml";
/// The file of what a call has added; only a version made for a call has it.
pub(super) const CALL: &str = "call.yaml";

/// What stands in one of the two files of a pack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) files: &'a super::PackFiles,
    pub(super) folder: &'a str,
}

impl Files<'_> {
    /// The conditions that the pack offers.
    pub(super) fn offered(self, findings: &mut Vec<Diagnostic>) -> Vec<Written> {
        let path = format!("{}/{OFFERED}", self.folder);
        let Some(text) = self.files.get(&path) else { return Vec::new() };
        let name: Arc<str> = Arc::from(path);
        let Some(file) = read::<Article>(&name, text, findings) else { return Vec::new() };
        let article = file.article;
        let written = |clause| Written {
            file: Arc::clone(&name),
            article: article.clone(),
            clause,
            added: true,
        };
        file.clauses.into_iter().map(written).collect()
    }

    /// What a call has added, with the name of the file.
    pub(super) fn added(self, findings: &mut Vec<Diagnostic>) -> Option<(Arc<str>, Additions)> {
        let path = format!("{}/{CALL}", self.folder);
        let text = self.files.get(&path)?;
        let name: Arc<str> = Arc::from(path);
        let additions = read(&name, text, findings)?;
        Some((name, additions))
    }
}

/// What a call adds that switches on whatever the pack offers.
pub(super) fn all_of(offered: &[model::Clause]) -> Additions {
    let one = |clause: &model::Clause| Addition {
        id: clause.written.id.value.clone(),
        place: words("", ""),
        types: Vec::new(),
        judged: None,
    };
    Additions {
        document: words("通知", "the notice"),
        conditions: offered.iter().map(one).collect(),
    }
}

/// The clauses that a call adds: those that the pack offers under the citation of the notice, and those in words.
pub(super) fn clauses(
    (file, additions): &(Arc<str>, Additions),
    offered: &[Written],
    pack: &PackFile,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Written> {
    let mut all = Vec::new();
    for one in &additions.conditions {
        let found = match &one.judged {
            Some(judged) => Some((Arc::clone(file), in_words(one, judged))),
            None => offered
                .iter()
                .find(|written| written.clause.id.value == one.id)
                .map(|written| (Arc::clone(&written.file), written.clause.clone())),
        };
        let Some((file, mut clause)) = found else {
            findings.push(unknown(file, &one.id));
            continue;
        };
        clause.cite = citation(&additions.document, one);
        if !one.types.is_empty() {
            clause.types = one.types.iter().cloned().map(Located::nowhere).collect();
        }
        let prefix = format!("{}-", pack.prefix);
        if !one.id.starts_with(&prefix) {
            findings.push(foreign(&file, &one.id, &prefix));
        }
        all.push(Written { file, article: additions.document.clone(), clause, added: true });
    }
    all
}

/// The questions of those in words: each is a slot under the id of its clause.
pub(super) fn slots(additions: &Additions) -> impl Iterator<Item = Slot> {
    additions.conditions.iter().filter_map(|one| {
        let judged = one.judged.as_ref()?;
        let (name, text) = (&judged.name, &judged.text);
        Some(Slot {
            id: Located::nowhere(one.id.clone()),
            question: words(
                format!("是否符合“{}”：{}", name.zh, text.zh),
                format!("Is “{}” met: {}", name.en, text.en),
            ),
            finding: words(
                format!("经判断符合“{}”", name.zh),
                format!("“{}” has been found to be met", name.en),
            ),
            by: Located::nowhere(judged.by.clone()),
            rubric: Vec::new(),
            about: None,
            points: None,
            term: None,
        })
    })
}

fn in_words(one: &Addition, judged: &JudgedAddition) -> Clause {
    Clause {
        id: Located::nowhere(one.id.clone()),
        cite: Citation { zh: String::new(), en: String::new(), path: String::new() },
        class: Class::JudgementCriterion,
        computable: Computable::No,
        text: judged.text.clone(),
        name: judged.name.clone(),
        modality: Modality::Hard,
        types: Vec::new(),
        by: Vec::new(),
        applies_if: None,
        rule: Some(Located::nowhere(Test::Judge(Located::nowhere(one.id.clone())))),
        duty: None,
        condition: false,
        bar: None,
        waiver: None,
        evidence: Vec::new(),
        consequence: None,
        readings: Vec::new(),
        note: None,
        examples: None,
    }
}

/// The place in the notice, as a lawyer cites it.
fn citation(document: &Words, one: &Addition) -> Citation {
    let joined = |document: &str, place: &str, between: &str| {
        if place.is_empty() { document.to_owned() } else { format!("{document}{between}{place}") }
    };
    Citation {
        zh: joined(&document.zh, &one.place.zh, ""),
        en: joined(&document.en, &one.place.en, ", "),
        path: format!("call/{}", one.id),
    }
}

fn unknown(file: &Arc<str>, id: &str) -> Diagnostic {
    let message = words(
        format!("规则包没有可由通知增加的条件“{id}”"),
        format!("the pack offers no condition `{id}`"),
    );
    Diagnostic::error("unknown-clause", file, Place::default(), message)
}

fn foreign(file: &Arc<str>, id: &str, prefix: &str) -> Diagnostic {
    let message = words(
        format!("条件编号“{id}”应以“{prefix}”开头"),
        format!("the id `{id}` of a condition begins with `{prefix}`"),
    );
    Diagnostic::error("clause-id", file, Place::default(), message)
}
