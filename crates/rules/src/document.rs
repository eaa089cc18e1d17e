//! Results as a document: an owned, serialisable view of a report in ids, codes, exact numbers and words of
//! both languages.
//!
//! The same document is the JSON output of the command line and the content of a page, so that the two
//! cannot say different things. Its shape is described in `docs/check-output.md` and counted by [`FORMAT`]:
//! a new member leaves the number as it is, a changed or removed one raises it.
//!
//! It knows nothing of terminals and pages and decides nothing: every figure in it comes from
//! [`crate::report`], every sentence from [`crate::prose`].

mod clause;
mod finding;
mod open;
mod outside;
mod ranking;
mod reading;
mod score;
mod shortfall;
mod uses;
mod value;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Clause, Question},
    pack::Pack,
    prose::{Lang, Writer},
    report::{self, ClauseResult, Outcome, Overall, Report, Wanted},
    situation::Situation,
    syntax::{self, Words},
    value::Level,
    walk,
};

pub use clause::{BlockedDocument, ClauseDocument, DutyDocument, Role, WaiverDocument};
pub use finding::{Compared, Deciding, Finding, FoundFact, Holds, JudgedSlot, Period, RowDocument};
pub use open::{Address, FactAddress, OpenDocument, RowAddress};
pub use outside::{OutsideValue, outside_values, registers};
pub use ranking::{AskedFact, Hindrance, RANKING_FORMAT, Ranking, Standing, TypeRef, ranking};
pub use reading::{ReadingDocument, RegisterDocument, TakenOption};
pub use score::{
    GivenPoints, IndicatorDocument, ScoreDocument, SectionDocument, scores, scores_of, total,
};
pub use shortfall::{ActionDocument, Shortfall};
pub use uses::{Needs, Use, looked_through, needs, uses};
pub use value::Measure;

/// The name and the version of the document.
pub const FORMAT: &str = "guohe-check/1";

/// The result of a whole type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Name and version of this shape, [`FORMAT`].
    pub format: String,
    /// Version of the program that computed it.
    pub engine: String,
    /// The rules it was computed with.
    pub pack: PackDocument,
    /// The type applied for.
    #[serde(rename = "type")]
    pub kind: Named,
    /// The day on which the conditions are looked at.
    pub reference_date: Date,
    /// Whether the instrument is in force on that day, as far as its dates are known.
    pub in_force: Holds,
    /// The level of evidence asked for; facts with less count as missing.
    pub level: Level,
    /// Where the application stands.
    pub overall: Overall,
    /// Whether `overall` follows only from all open conditions together: each could be met alone, not all.
    pub by_conjunction: bool,
    /// How far from eligible: 1000 for each failing condition, 10 for an undetermined one, 1 to be judged.
    pub distance: u32,
    /// How many conditions came out how.
    pub tally: Tally,
    /// Conditions and bars to applying in the order of the law, then bars to a certification only, then
    /// priorities.
    pub clauses: Vec<ClauseDocument>,
    /// The scores of the pack, worked out part by part; empty when it has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreDocument>,
}

/// The rules a result was computed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackDocument {
    /// Its id.
    pub id: String,
    /// The title of the instrument.
    pub title: Words,
    /// The authority that runs it.
    pub authority: Words,
    /// The version: number and dates of the document. A date that is absent is unknown.
    pub version: syntax::Document,
    /// SHA-256 over the files of the pack, the vocabulary and the shared parameters.
    pub hash: String,
}

/// Something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
}

/// How many conditions came out how; priorities are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// All of them.
    pub conditions: usize,
    /// Those that hold.
    pub met: usize,
    /// Those that fail.
    pub not_met: usize,
    /// Among those that fail, the ones whose waiver nobody has decided.
    pub waiver_pending: usize,
    /// Those for which something is missing.
    pub undetermined: usize,
    /// Those for which a person must judge or a reading must be chosen.
    pub needs_judgement: usize,
    /// Those that fail and were waived.
    pub waived: usize,
    /// Those that do not concern the case.
    pub not_applicable: usize,
}

impl Tally {
    fn of<'r>(conditions: impl Iterator<Item = &'r ClauseResult<'r>>) -> Self {
        let mut tally = Self::default();
        for one in conditions {
            tally.conditions += 1;
            tally.waiver_pending += usize::from(one.waiver_pending);
            match one.outcome {
                Outcome::Met | Outcome::Done | Outcome::Present => tally.met += 1,
                Outcome::NotMet
                | Outcome::NotDone
                | Outcome::Absent
                | Outcome::Late
                | Outcome::Missing => tally.not_met += 1,
                Outcome::Undetermined | Outcome::NotYetDue | Outcome::DueUnknown => {
                    tally.undetermined += 1;
                }
                Outcome::NeedsJudgement => tally.needs_judgement += 1,
                Outcome::Waived => tally.waived += 1,
                Outcome::NotApplicable => tally.not_applicable += 1,
            }
        }
        tally
    }
}

impl Document {
    /// The conditions and the bars to applying.
    pub fn conditions(&self) -> impl Iterator<Item = &ClauseDocument> {
        let conjoined = |role| matches!(role, Role::Condition | Role::Bar);
        self.clauses.iter().filter(move |clause| conjoined(clause.role))
    }

    /// The bars that keep from a certification alone and are not known to be absent: told to whoever applies.
    pub fn warnings(&self) -> impl Iterator<Item = &ClauseDocument> {
        let absent = |outcome| matches!(outcome, Outcome::Met | Outcome::NotApplicable);
        self.clauses.iter().filter(move |one| one.role == Role::Warning && !absent(one.outcome))
    }
}

/// Evaluates a type at a level of evidence and writes the result out.
pub fn check(pack: &Pack, at: &Situation, kind: usize, level: Level) -> Document {
    let seen = at.clone().at_level(level).for_type(pack, kind);
    let report = report::evaluate(pack, &seen, kind);
    of(&report, &seen, level)
}

/// Where an application stands under a type, without the sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The type.
    pub kind: Named,
    /// Where the application stands.
    pub overall: Overall,
    /// How far from eligible, as in [`Document::distance`].
    pub distance: u32,
    /// How many conditions came out how.
    pub tally: Tally,
    /// The names of the conditions that fail and were not waived, in the order of the law.
    pub failed: Vec<Words>,
}

impl Summary {
    fn of(report: &Report<'_>) -> Self {
        let failed = report
            .conditions()
            .filter(|result| matches!(result.outcome, Outcome::NotMet | Outcome::NotDone));
        Self {
            kind: kind_document(report.pack, report.kind),
            overall: report.overall,
            distance: report.distance(),
            tally: Tally::of(report.conditions()),
            failed: failed.map(|result| result.clause.written.name.clone()).collect(),
        }
    }
}

/// Evaluates a type at a level of evidence and says where the application stands.
pub fn summary(pack: &Pack, at: &Situation, kind: usize, level: Level) -> Summary {
    let seen = at.clone().at_level(level).for_type(pack, kind);
    Summary::of(&report::findings(pack, &seen, kind))
}

/// The same for every type, in the order of the pack.
pub fn summaries(pack: &Pack, at: &Situation, level: Level) -> Vec<Summary> {
    let seen = at.clone().at_level(level);
    report::evaluate_types(pack, &seen, Wanted::Results).iter().map(Summary::of).collect()
}

/// Writes out a report on a situation; the situation is the one that was evaluated, with facts below the
/// level already taken out.
pub fn of(report: &Report<'_>, at: &Situation, level: Level) -> Document {
    let maker = Maker::new(report.pack, at, level);
    let clauses: Vec<_> = report.results.iter().map(|result| maker.clause(result)).collect();
    Document {
        format: FORMAT.to_owned(),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        pack: pack_document(report.pack),
        kind: kind_document(report.pack, report.kind),
        reference_date: at.on(),
        in_force: in_force(&report.pack.file.document, at.on()),
        level,
        overall: report.overall,
        by_conjunction: report.by_conjunction,
        distance: report.distance(),
        tally: Tally::of(report.conditions()),
        clauses,
        scores: report.pack.names.scores.iter().map(|score| maker.score(score)).collect(),
    }
}

/// Why a result is unknown, in the words of [`ClauseDocument::reasons`].
pub fn reasons(result: &ClauseResult<'_>) -> Vec<String> {
    reading::reason_names(result.reasons())
}

/// Writes out one result, of whatever class.
pub fn clause(
    pack: &Pack,
    at: &Situation,
    level: Level,
    result: &ClauseResult<'_>,
) -> ClauseDocument {
    Maker::new(pack, at, level).clause(result)
}

/// The questions to people that a clause depends on, each once, in the order in which it names them.
pub fn questions<'p>(pack: &'p Pack, clause: &'p Clause) -> Vec<&'p syntax::Slot> {
    #[derive(Default)]
    struct Asked(Vec<u16>);
    impl walk::Visitor<'_> for Asked {
        fn question(&mut self, question: &Question) {
            if !self.0.contains(&question.slot) {
                self.0.push(question.slot);
            }
        }
    }
    let mut asked = Asked::default();
    walk::clause(clause, &mut asked);
    asked.0.into_iter().filter_map(|slot| pack.names.slot_def(slot)).collect()
}

/// Whether an instrument is in force on a day. One whose last day is not known is taken to go on, and none is
/// in force before it was signed.
pub fn in_force(document: &syntax::Document, on: Date) -> Holds {
    let over = [document.expires_on, document.repealed_on].into_iter().flatten();
    if over.into_iter().any(|last| last < on) {
        return Holds::No;
    }
    match document.effective_from {
        Some(first) if first <= on => Holds::Yes,
        Some(_) => Holds::No,
        None if document.signed_on.is_some_and(|signed| on < signed) => Holds::No,
        None => Holds::Unknown,
    }
}

pub(crate) fn pack_document(pack: &Pack) -> PackDocument {
    PackDocument {
        id: pack.id().to_owned(),
        title: pack.file.title.clone(),
        authority: pack.file.authority.clone(),
        version: pack.file.document.clone(),
        hash: format!("sha256:{}", pack.hash_hex()),
    }
}

fn kind_document(pack: &Pack, kind: usize) -> Named {
    let def = pack.type_def(kind);
    Named {
        id: def.map(|def| def.id.value.clone()).unwrap_or_default(),
        name: def.map(|def| def.name.clone()).unwrap_or_default(),
    }
}

/// Writes results out: a pack, the situation they were found in, and the reading that was traced.
#[derive(Debug)]
struct Maker<'a> {
    pack: &'a Pack,
    at: &'a Situation,
    level: Level,
    ground: Vec<u16>,
}

impl<'a> Maker<'a> {
    fn new(pack: &'a Pack, at: &'a Situation, level: Level) -> Self {
        let ground = at.readings.iter().map(|fixed| fixed.unwrap_or(0)).collect();
        Self { pack, at, level, ground }
    }

    /// Whoever writes rules in words, under the reading that was traced.
    fn writer(&self, lang: Lang) -> Writer<'_> {
        Writer::new(self.pack, lang).under(&self.ground).with(&self.at.parameters)
    }
}

/// The same in both languages.
fn both(mut say: impl FnMut(Lang) -> String) -> Words {
    Words { zh: say(Lang::Zh), en: say(Lang::En) }
}

#[cfg(test)]
mod tests;
