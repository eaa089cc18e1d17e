//! The ledger of a pack, `words.yaml`: for each sentence of the document its digest and the clauses that
//! paraphrase it, or what it is where it is no norm.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Digest, digest};
use crate::{
    diagnostic::{Diagnostic, words},
    pack::Pack,
    yaml::{self, Located},
};

/// The name of the file in the folder of a pack.
pub const FILE: &str = "words.yaml";

/// What a part of a document is that states nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoNorm {
    /// The title of the document.
    Title,
    /// The title of a chapter, a part, an article or an item.
    Heading,
    /// Whom a circular speaks to.
    Addressee,
    /// Who signs.
    Issuer,
    /// A day that somebody other than the issuer printed, such as that of a page.
    Date,
    /// A line that announces what follows, such as a list of explanations.
    LeadIn,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Where it stood when the ledger was made; for people.
    pub at: String,
    /// The digest of its normalised words.
    pub words: Located<Digest>,
    /// The clauses that paraphrase it or a part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Located<String>>,
    /// What it is, when no clause paraphrases it.
    #[serde(rename = "is", default, skip_serializing_if = "Option::is_none")]
    pub no_norm: Option<NoNorm>,
}

/// The sentences of a document in its order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The sentences.
    pub units: Vec<Entry>,
}

impl Ledger {
    /// The ledger of a pack; none where no document was laid beside it yet.
    ///
    /// # Errors
    /// What is wrong with the file: it cannot be read, names clauses that the pack has not, forgets clauses
    /// that it has, or holds sentences that are neither a clause's nor said to be no norm.
    pub fn of(pack: &Pack) -> Result<Option<Self>, Vec<Diagnostic>> {
        let path = format!("{}/{FILE}", pack.id());
        let Some(text) = pack.files.get(&path) else { return Ok(None) };
        let file: Arc<str> = Arc::from(path);
        let ledger: Self = yaml::parse(text).map_err(|fault| {
            vec![Diagnostic::error("unreadable", &file, fault.place, fault.words())]
        })?;
        let findings = ledger.check(pack, &file);
        if findings.is_empty() { Ok(Some(ledger)) } else { Err(findings) }
    }

    /// What this ledger says, in sixteen hexadecimal digits: words that were imported are shown beside the clauses
    /// only as long as the ledger that they were matched with is that of the pack.
    pub fn edition(&self) -> String {
        let line = |entry: &Entry| {
            let clauses: Vec<_> = entry.clauses.iter().map(|id| id.value.as_str()).collect();
            format!("{}:{};", entry.words.value, clauses.join(","))
        };
        digest(&self.units.iter().map(line).collect::<String>()).to_string()
    }

    fn check(&self, pack: &Pack, file: &Arc<str>) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let mut named = BTreeSet::new();
        for entry in &self.units {
            let wrong = |zh: &str, en: &str| {
                let message = words(format!("{}：{zh}", entry.at), format!("{}: {en}", entry.at));
                Diagnostic::error("words", file, entry.words.place, message)
            };
            if !entry.words.value.is_sound() {
                findings.push(wrong(
                    "摘要应为十六位小写十六进制数",
                    "a digest has sixteen hexadecimal digits",
                ));
            }
            if entry.clauses.is_empty() == entry.no_norm.is_none() {
                findings.push(wrong(
                    "请写明属于哪些条款（clauses），或说明它不是规范（is），二者取一",
                    "say either whose words they are (clauses) or what they are instead (is)",
                ));
            }
            for id in &entry.clauses {
                named.insert(id.value.as_str());
                if pack.clause(id).is_none() {
                    let message =
                        words(format!("没有条款“{id}”"), format!("there is no clause `{id}`"));
                    findings.push(Diagnostic::error("unknown-name", file, id.place, message));
                }
            }
        }
        let all = pack.own_clauses().map(|clause| &clause.written.id);
        for id in all.filter(|id| !named.contains(id.value.as_str())) {
            let message = words(
                format!("条款 {id} 没有原文；请在对应的句子下写上它"),
                format!("clause {id} has no words; name it at the sentence that it paraphrases"),
            );
            findings.push(Diagnostic::error("words", file, yaml::Place::default(), message));
        }
        findings
    }
}
