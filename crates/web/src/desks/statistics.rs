//! The statistics of a round: returns and refusals, each kind by itself, waivers and overrides with their reasons.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{case::Case, law::Law, ports::RowQuery, procedure::End, round::Round};
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    lang::Lang,
    pages::officer::{OverrideLine, StatisticsPage, WaiverLine},
    parts::{Cite, Link},
    policy::{Part, Relation},
    trouble::Trouble,
    views::{finding::cite, words::say},
    visit::Here,
    words::word,
};

use super::{
    answer::{Answer, page},
    scores::crumbs,
};

/// Where the statistics of a round are seen.
pub(crate) fn link(here: &Here, file: &Dossier) -> Option<Link> {
    let label = word(here.lang(), "statistics.title").into_owned();
    let href = format!("/desk/rounds/{}/statistics", file.round.id);
    here.shows(Part::Said, &file.law).then(|| Link::new(label, href))
}

/// What became of the cases of a round that were handed in: returns and refusals, each kind counted by itself, waivers and
/// overrides with their reasons.
#[derive(Debug, Default)]
pub(crate) struct RoundStatistics {
    pub(crate) handed_in: usize,
    /// Letters that asked for a revision.
    pub(crate) revisions: usize,
    /// Letters that asked for what was missing.
    pub(crate) corrections: usize,
    pub(crate) not_taken_up: usize,
    pub(crate) not_recommended: usize,
    /// By clause.
    pub(crate) waivers: BTreeMap<String, Waivers>,
    /// By clause.
    pub(crate) overrides: BTreeMap<String, Overrides>,
}

/// Waivers of a clause.
#[derive(Debug, Default)]
pub(crate) struct Waivers {
    pub(crate) waived: usize,
    pub(crate) refused: usize,
    /// Those that another person has not countersigned yet.
    pub(crate) open: usize,
    /// Those that another person declined to countersign.
    pub(crate) declined: usize,
    pub(crate) reasons: Vec<String>,
}

/// Decisions that went beyond the result of a clause.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) count: usize,
    pub(crate) all: Vec<String>,
}

impl RoundStatistics {
    /// The statistics of a round, of what somebody may see in it.
    pub(crate) async fn of(here: &Here, round: &Round) -> Result<Self, Trouble> {
        let query = RowQuery { round: Some(round.id), ..RowQuery::default() };
        let mut told = Self::default();
        for row in here.cases(Relation::Before, query).await? {
            let file = here.dossier(row.stream.id).await?;
            if file.case.was_handed_in() {
                told.count(&file.case);
            }
        }
        Ok(told)
    }

    fn count(&mut self, case: &Case) {
        self.handed_in += 1;
        let revisions = case.letters.iter().filter(|letter| letter.revision).count();
        self.revisions += revisions;
        self.corrections += case.letters.len() - revisions;
        let end = case.stage.at.end;
        self.not_taken_up += usize::from(end == Some(End::Refused));
        self.not_recommended += usize::from(end == Some(End::NotRecommended));
        for waiver in &case.waivers {
            let of = self.waivers.entry(waiver.clause.clone()).or_default();
            match (waiver.is_open(), waiver.is_declined(), waiver.refused) {
                (true, ..) => of.open += 1,
                (_, true, _) => of.declined += 1,
                (_, _, true) => of.refused += 1,
                (false, false, false) => of.waived += 1,
            }
            add(&mut of.reasons, &waiver.reasons);
        }
        let confirmed = case.decision.iter().filter(|decision| decision.confirmed.is_some());
        for given in confirmed.flat_map(|decision| &decision.overrides) {
            let of = self.overrides.entry(given.clause.clone()).or_default();
            of.count += 1;
            add(&mut of.all, &given.reasons);
        }
    }
}

/// Adds reasons that were not given before.
fn add(reasons: &mut Vec<String>, one: &String) {
    if !reasons.contains(one) {
        reasons.push(one.clone());
    }
}

/// The page.
pub(crate) async fn of_round(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, round) = (here.lang(), here.round(id).await?);
    let law = here.law_of(&round)?;
    let told = RoundStatistics::of(&here, &round).await?;
    let waivers = told.waivers.iter().map(|(id, one)| {
        let (clause, cite) = clause(&here, &law, id);
        let &Waivers { waived, refused, open, declined, ref reasons } = one;
        WaiverLine { clause, cite, waived, refused, open, declined, reasons: reasons.clone() }
    });
    let overrides = told.overrides.iter().map(|(id, one)| {
        let (clause, cite) = clause(&here, &law, id);
        OverrideLine { clause, cite, count: one.count, reasons: one.all.clone() }
    });
    page(&StatisticsPage {
        ui: here.frame().await?,
        crumbs: crumbs(&here, &law, &round),
        title: say(lang, &round.terms.name),
        handed_in: told.handed_in,
        ways: ways(lang, &told),
        waivers: waivers.collect(),
        overrides: overrides.collect(),
    })
}

/// Returns and refusals, each kind counted by itself: a letter is one return, an end one refusal.
fn ways(lang: Lang, told: &RoundStatistics) -> Vec<(String, String, usize)> {
    let rows = [
        ("statistics.revision", "statistics.revision.text", told.revisions),
        ("statistics.correction", "statistics.correction.text", told.corrections),
        ("statistics.not_taken_up", "statistics.not_taken_up.text", told.not_taken_up),
        ("statistics.not_recommended", "statistics.not_recommended.text", told.not_recommended),
    ];
    let told = |(key, means, count): (&str, &str, usize)| {
        (word(lang, key).into_owned(), word(lang, means).into_owned(), count)
    };
    rows.into_iter().map(told).collect()
}

/// The name of a clause and where it is read.
fn clause(here: &Here, law: &Law, id: &str) -> (String, Option<Cite>) {
    let lang = here.lang();
    let of = id.split_once('#').map_or(id, |(of, _)| of);
    let name = law.pack.clause(of).map(|clause| say(lang, &clause.written.name));
    (name.unwrap_or_else(|| id.to_owned()), cite(lang, law, of))
}
