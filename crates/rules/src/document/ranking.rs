//! One fact base against every type of several packs: where it stands under each, the nearest first, and which
//! facts they ask for in common.
//!
//! A row says what stands in the way and where the text says so; the whole explanation of a type is the
//! document of [`super::check`]. The shape is described in `docs/check-output.md` and counted by
//! [`RANKING_FORMAT`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Holds, Maker, Named, PackDocument, Tally, Use, in_force, kind_document, pack_document, uses,
};
use crate::{
    eval::Open,
    pack::Pack,
    report::{self, ClauseResult, Outcome, Overall, Report, Wanted},
    situation::Situation,
    syntax::{Citation, Words},
    value::Level,
};

/// The name and the version of the document.
pub const RANKING_FORMAT: &str = "guohe-check-all/1";

/// One fact base against several packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// Name and version of this shape, [`RANKING_FORMAT`].
    pub format: String,
    /// Version of the program that computed it.
    pub engine: String,
    /// The level of evidence asked for.
    pub level: Level,
    /// The best of the standings.
    pub overall: Overall,
    /// A row for each type of each pack, the nearest first; at equal distance in the order of packs and types.
    pub types: Vec<Standing>,
    /// What several types ask for, the most wanted first.
    pub shared: Vec<AskedFact>,
    /// What a single type asks for.
    pub differing: Vec<AskedFact>,
}

/// Where a fact base stands under one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The rules it was computed with.
    pub pack: PackDocument,
    /// The type.
    #[serde(rename = "type")]
    pub kind: Named,
    /// The day on which the conditions are looked at.
    pub reference_date: Date,
    /// Whether the instrument is in force on that day.
    pub in_force: Holds,
    /// Where the application would stand.
    pub overall: Overall,
    /// Whether `overall` follows only from all open conditions together.
    pub by_conjunction: bool,
    /// How far from eligible, as in [`super::Document::distance`].
    pub distance: u32,
    /// How many conditions came out how.
    pub tally: Tally,
    /// The conditions that fail and were not waived, in the order of the law.
    pub failing: Vec<Hindrance>,
    /// The conditions for which something is missing.
    pub unknown: Vec<Hindrance>,
    /// The conditions on which people must decide, pending waivers included.
    pub to_judge: Vec<Hindrance>,
}

/// A condition that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hindrance {
    /// The id of the clause, with `#bar` for the bar that it sets.
    pub id: String,
    /// Its short name.
    pub name: Words,
    /// Where it stands.
    pub citation: Citation,
    /// What is missing or awaited first of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Words>,
}

/// A fact that types ask for; a list when it has no field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFact {
    /// The record, by its singular noun.
    pub record: String,
    /// The field; none where only the rows themselves are looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Its name.
    pub name: Words,
    /// The types whose conditions look at it.
    pub asked_by: Vec<TypeRef>,
    /// Those among them that cannot be decided without it.
    pub open_for: Vec<TypeRef>,
}

/// A type of a pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TypeRef {
    /// The id of the pack.
    pub pack: String,
    /// The id of the type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Ranks every type of packs, each with the situation that its pack sees; nothing to rank counts as undetermined.
pub fn ranking(packs: &[(&Pack, &Situation)], level: Level) -> Ranking {
    let mut types = Vec::new();
    let mut facts = Facts::default();
    for (pack, situation) in packs {
        let seen = (*situation).clone().at_level(level);
        for report in report::evaluate_types(pack, &seen, Wanted::Results) {
            let seen = seen.clone().for_type(pack, report.kind);
            facts.add(&report);
            types.push(standing(&report, &seen, level));
        }
    }
    types.sort_by_key(|standing| standing.distance);
    let overall = types.iter().map(|standing| standing.overall).min();
    let (shared, differing) = facts.parted();
    Ranking {
        format: RANKING_FORMAT.to_owned(),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        level,
        overall: overall.unwrap_or(Overall::Undetermined),
        types,
        shared,
        differing,
    }
}

fn standing(report: &Report<'_>, at: &Situation, level: Level) -> Standing {
    let maker = Maker::new(report.pack, at, level);
    let among = |weight| {
        let those = report.conditions().filter(move |result| result.weight() == weight);
        those.map(|result| maker.hindrance(result)).collect()
    };
    Standing {
        pack: pack_document(report.pack),
        kind: kind_document(report.pack, report.kind),
        reference_date: at.on(),
        in_force: in_force(&report.pack.file.document, at.on()),
        overall: report.overall,
        by_conjunction: report.by_conjunction,
        distance: report.distance(),
        tally: Tally::of(report.conditions()),
        failing: among(Overall::NotEligible),
        unknown: among(Overall::Undetermined),
        to_judge: among(Overall::NeedsJudgement),
    }
}

impl Maker<'_> {
    fn hindrance(&self, result: &ClauseResult<'_>) -> Hindrance {
        let written = &result.clause.written;
        let bar = written.bar.as_ref().filter(|_| result.bar);
        let fails = result.outcome == Outcome::NotMet;
        Hindrance {
            id: result.id(),
            name: bar.map_or(&written.name, |bar| &bar.name).clone(),
            citation: written.cite.clone(),
            open: self.opens(result).into_iter().next().filter(|_| !fails).map(|open| open.text),
        }
    }
}

/// A record and perhaps a field, by the names that all packs share.
type Key = (String, Option<String>);

/// Which types ask for which facts.
#[derive(Debug, Default)]
struct Facts(BTreeMap<Key, Asked>);

#[derive(Debug, Default)]
struct Asked {
    name: Words,
    by: BTreeSet<TypeRef>,
    open_for: BTreeSet<TypeRef>,
}

impl Facts {
    fn add(&mut self, report: &Report<'_>) {
        let pack = report.pack;
        let by = TypeRef { pack: pack.id().to_owned(), kind: kind_document(pack, report.kind).id };
        for result in report.conditions() {
            for of in uses(pack, result.clause) {
                if let Some(asked) = self.at(pack, of) {
                    asked.by.insert(by.clone());
                }
            }
            for ranked in &result.opens {
                let of = match ranked.open {
                    Open::Fact(of) => Use { record: of.at.record, field: Some(of.field) },
                    Open::List(record) => Use { record, field: None },
                    Open::Parameter(..)
                    | Open::Judgement(..)
                    | Open::Reading(_)
                    | Open::Document(_) => continue,
                };
                if let Some(asked) = self.at(pack, of) {
                    asked.by.insert(by.clone());
                    asked.open_for.insert(by.clone());
                }
            }
        }
    }

    fn at(&mut self, pack: &Pack, of: Use) -> Option<&mut Asked> {
        let record = pack.names.vocabulary.record_def(of.record)?;
        let field = match of.field {
            Some(at) => Some(record.fields.get(usize::from(at))?),
            // That a record exists once is asked of nobody.
            None if record.list.is_none() => return None,
            None => None,
        };
        let key = (record.id.clone(), field.map(|field| field.id.clone()));
        Some(self.0.entry(key).or_insert_with(|| {
            let whole = &record.written.name;
            let name = field.map_or_else(
                || whole.clone(),
                |field| Words {
                    zh: format!("{}：{}", whole.zh, field.written.name.zh),
                    en: format!("{}: {}", whole.en, field.written.name.en),
                },
            );
            Asked { name, ..Asked::default() }
        }))
    }

    /// Those that several types ask for, and those that one asks for; the most wanted first.
    fn parted(self) -> (Vec<AskedFact>, Vec<AskedFact>) {
        let mut all: Vec<_> = self
            .0
            .into_iter()
            .map(|((record, field), asked)| AskedFact {
                record,
                field,
                name: asked.name,
                asked_by: asked.by.into_iter().collect(),
                open_for: asked.open_for.into_iter().collect(),
            })
            .collect();
        all.sort_by_key(|fact| std::cmp::Reverse((fact.open_for.len(), fact.asked_by.len())));
        all.into_iter().partition(|fact| fact.asked_by.len() > 1)
    }
}
