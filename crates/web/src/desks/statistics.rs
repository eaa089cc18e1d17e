//! The statistics of a round: returns and refusals, each kind by itself, waivers and overrides with their reasons.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{case::Case, law::Law, ports::RowQuery, procedure::End};
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::officer::{OverrideLine, StatisticsPage, WaiverLine},
    parts::{Cite, Link},
    policy::{Part, Relation},
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

/// The page.
pub(crate) async fn of_round(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, round) = (here.lang(), here.round(id).await?);
    let law = here.law_of(&round)?;
    let mut files = Vec::new();
    let query = RowQuery { round: Some(id), ..RowQuery::default() };
    for row in here.cases(Relation::Before, query).await? {
        files.push(here.dossier(row.stream.id).await?);
    }
    files.retain(|file| file.case.was_handed_in());
    page(&StatisticsPage {
        ui: here.frame().await?,
        crumbs: crumbs(&here, &law, &round),
        title: say(lang, &round.terms.name),
        handed_in: files.len(),
        ways: ways(&here, &files),
        waivers: waivers(&here, &law, &files),
        overrides: overrides(&here, &law, &files),
    })
}

/// Returns and refusals, each kind counted by itself: a letter is one return, an end one refusal.
fn ways(here: &Here, files: &[Dossier]) -> Vec<(String, String, usize)> {
    let lang = here.lang();
    let letters = |revision: bool| {
        let all = files.iter().flat_map(|file| &file.case.letters);
        all.filter(|letter| letter.revision == revision).count()
    };
    let ended = |end: End| files.iter().filter(|file| file.case.stage.at.end == Some(end)).count();
    let rows = [
        ("statistics.revision", "statistics.revision.text", letters(true)),
        ("statistics.correction", "statistics.correction.text", letters(false)),
        ("statistics.not_taken_up", "statistics.not_taken_up.text", ended(End::Refused)),
        (
            "statistics.not_recommended",
            "statistics.not_recommended.text",
            ended(End::NotRecommended),
        ),
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

fn waivers(here: &Here, law: &Law, files: &[Dossier]) -> Vec<WaiverLine> {
    let mut by_clause: BTreeMap<&str, WaiverLine> = BTreeMap::new();
    for waiver in files.iter().flat_map(|file| &file.case.waivers) {
        let line = by_clause.entry(waiver.clause.as_str()).or_insert_with(|| {
            let (clause, cite) = clause(here, law, &waiver.clause);
            let (waived, refused, open, declined, reasons) = (0, 0, 0, 0, Vec::new());
            WaiverLine { clause, cite, waived, refused, open, declined, reasons }
        });
        match (waiver.is_open(), waiver.is_declined(), waiver.refused) {
            (true, ..) => line.open += 1,
            (_, true, _) => line.declined += 1,
            (_, _, true) => line.refused += 1,
            (false, false, false) => line.waived += 1,
        }
        if !line.reasons.contains(&waiver.reasons) {
            line.reasons.push(waiver.reasons.clone());
        }
    }
    by_clause.into_values().collect()
}

fn overrides(here: &Here, law: &Law, files: &[Dossier]) -> Vec<OverrideLine> {
    let mut by_clause: BTreeMap<&str, OverrideLine> = BTreeMap::new();
    let decided =
        |case: &'_ Case| case.decision.as_ref().is_some_and(|one| one.confirmed.is_some());
    let decisions = files.iter().filter(|file| decided(&file.case));
    let given = decisions.filter_map(|file| file.case.decision.as_ref());
    for given in given.flat_map(|decision| &decision.overrides) {
        let line = by_clause.entry(given.clause.as_str()).or_insert_with(|| {
            let (clause, cite) = clause(here, law, &given.clause);
            OverrideLine { clause, cite, count: 0, reasons: Vec::new() }
        });
        line.count += 1;
        if !line.reasons.contains(&given.reasons) {
            line.reasons.push(given.reasons.clone());
        }
    }
    by_clause.into_values().collect()
}
