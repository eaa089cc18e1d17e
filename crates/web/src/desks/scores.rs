//! The points of a round: each ranking of the procedure, cohort by cohort, with what the points are made of.
//!
//! Ranks are those that were recorded, never worked out here; who is not ranked yet stands by the points alone.

pub(crate) mod stability;

use std::{cmp::Reverse, collections::BTreeMap};

use axum::extract::Path;
use guohe_cases::{
    happened::{Entry, Happened},
    law::Law,
    ports::RowQuery,
    procedure::{Act, Fill, Kind, Level},
    round::Round,
};
use guohe_rules::{
    document::{self, ScoreDocument},
    report,
    syntax::{Class, Quantity, QuantityNode},
    value::Num,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    access::OFFICERS,
    dossier::Dossier,
    pages::officer::{Board, Cohort, Place, ScoreRow, ScoresPage},
    parts::{Cite, Link, Outcome},
    policy::{Part, Relation},
    trouble::Trouble,
    ui::Crumb,
    views::{
        case,
        finding::{cite, cites},
        form::shown,
        score::{sheet, told},
        words::{outcome, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, page};

/// Where the points of a round are seen, where its law ranks by points.
pub(crate) fn link(here: &Here, file: &Dossier) -> Option<Link> {
    let ranks = file.law.procedure.acts.iter().any(|act| act.kind.value == Kind::Rank);
    let label = word(here.lang(), "scores.title").into_owned();
    (ranks && here.shows(Part::Said, &file.law))
        .then(|| Link::new(label, format!("/desk/rounds/{}/scores", file.round.id)))
}

/// The page.
pub(crate) async fn of_round(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, round) = (here.lang(), here.round(id).await?);
    let law = here.law_of(&round)?;
    let files = files_of(&here, id).await?;
    let mut boards = Vec::new();
    for act in rankings(&law) {
        boards.push(board(&here, &law, act, &files).await?);
    }
    boards.retain(|board| !board.cohorts.is_empty());
    page(&ScoresPage {
        ui: here.frame().await?,
        crumbs: crumbs(&here, &law, &round),
        title: say(lang, &round.terms.name),
        boards,
    })
}

/// The acts of a law that rank.
pub(crate) fn rankings(law: &Law) -> impl Iterator<Item = &Act> {
    law.procedure.acts.iter().filter(|act| act.kind.value == Kind::Rank)
}

/// The cases of a round that the reader may see.
pub(crate) async fn files_of(here: &Here, round: Uuid) -> Result<Vec<Dossier>, Trouble> {
    let query = RowQuery { round: Some(round), ..RowQuery::default() };
    let mut files = Vec::new();
    for row in here.cases(Relation::Before, query).await? {
        files.push(here.dossier(row.stream.id).await?);
    }
    Ok(files)
}

/// The way back: to the round for those who run it, to the desk for those who decide.
pub(crate) fn crumbs(here: &Here, law: &Law, round: &Round) -> Vec<Crumb> {
    let lang = here.lang();
    if !OFFICERS.under(Some(&here.person()), law) {
        return vec![Crumb::new(word(lang, "inbox.title"), "/desk")];
    }
    let address = format!("/desk/rounds/{}", round.id);
    vec![
        Crumb::new(word(lang, "rounds.title"), "/desk/rounds"),
        Crumb::new(say(lang, &round.terms.name), address),
    ]
}

/// A rank as it was recorded.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    /// The day on which it was.
    pub(crate) on: Date,
    /// The place.
    pub(crate) rank: usize,
    /// The points by which it was.
    pub(crate) score: String,
    /// Whether it lies within the places that there are.
    pub(crate) placed: bool,
    /// The points at the line, where places are limited.
    pub(crate) cut: Option<String>,
}

/// A case that takes part in a ranking.
#[derive(Debug)]
pub(crate) struct Entrant<'a> {
    /// The case.
    pub(crate) file: &'a Dossier,
    /// What it has in common with its cohort.
    pub(crate) group: String,
    /// Its rank, once it has one.
    pub(crate) ranked: Option<Ranked>,
    /// Its points.
    pub(crate) score: ScoreDocument,
    /// All of them together, once they are known.
    pub(crate) total: Option<Num>,
}

/// Those who take part in a ranking, cohort by cohort, each in its order.
pub(crate) async fn cohorts<'f>(
    here: &Here,
    (law, act): (&Law, &Act),
    files: &'f [Dossier],
) -> Result<BTreeMap<String, Vec<Entrant<'f>>>, Trouble> {
    let mut cohorts: BTreeMap<String, Vec<Entrant<'f>>> = BTreeMap::new();
    for file in files {
        let ranked = recorded(here, file, act).await?;
        if (ranked.is_some() || takes_part(law, act, file))
            && let Some(one) = entrant(here, file, act, ranked)
        {
            cohorts.entry(one.group.clone()).or_default().push(one);
        }
    }
    for own in cohorts.values_mut() {
        own.sort_by_key(|one| {
            let rank = one.ranked.as_ref().map_or(usize::MAX, |ranked| ranked.rank);
            (rank, Reverse(one.total), one.file.case.id)
        });
    }
    Ok(cohorts)
}

async fn board(here: &Here, law: &Law, act: &Act, files: &[Dossier]) -> Result<Board, Trouble> {
    let lang = here.lang();
    let found = cohorts(here, (law, act), files).await?;
    let cohorts = found.iter().map(|(group, own)| {
        let own: Vec<&Entrant<'_>> = own.iter().collect();
        cohort(here, law, Some(group.clone()).filter(|name| !name.is_empty()), &own)
    });
    Ok(Board {
        title: say(lang, &act.name),
        cites: cites(lang, law, act.cites.iter().map(|id| id.value.as_str())),
        cohorts: cohorts.collect(),
    })
}

/// The last time a case was ranked by an act.
async fn recorded(here: &Here, file: &Dossier, act: &Act) -> Result<Option<Ranked>, Trouble> {
    let mut last = None;
    for event in here.events(&file.case).await? {
        let entry = Entry::read(&event)?;
        let Happened::Ranked { rank, score, placed, cut, .. } = entry.what else { continue };
        if entry.frame.act.as_deref() == Some(act.id.value.as_str()) {
            last = Some(Ranked { on: event.what.effective_on, rank, score, placed, cut });
        }
    }
    Ok(last)
}

/// Whether a case stands where it is ranked, or was before the panel whose points count.
fn takes_part(law: &Law, act: &Act, file: &Dossier) -> bool {
    let stands = |stage: &str| act.from.iter().any(|from| from.value == stage);
    let leads = |other: &&Act| {
        let own = other.to.iter().chain(other.outcomes.iter().filter_map(|way| way.to.as_ref()));
        own.into_iter().any(|to| stands(&to.value))
    };
    let mut panels =
        law.procedure.acts.iter().filter(leads).filter_map(|act| act.sets.panel.as_ref());
    stands(&file.case.stage.at.to) || panels.any(|panel| file.case.panel(&panel.value).is_some())
}

fn entrant<'a>(
    here: &Here,
    file: &'a Dossier,
    act: &Act,
    ranked: Option<Ranked>,
) -> Option<Entrant<'a>> {
    let (law, case) = (&file.law, &file.case);
    let ranking = act.sets.ranking.as_ref()?;
    let Quantity::Node(node) = &ranking.by.value else { return None };
    let QuantityNode::Score(by) = &**node else { return None };
    let on = ranked.as_ref().map_or_else(|| here.site.today(), |ranked| ranked.on);
    let asked = file.asked(&case.kind, on, Level::Declared);
    let kind = law.pack.type_at(&case.kind)?;
    let scores = document::scores(&law.pack, asked.situation(), kind, Level::Declared.into());
    let total = document::total(&law.pack, asked.situation(), &by.of.value);
    let common = ranking.within.iter().map(|fill| common(here, file, fill));
    Some(Entrant {
        file,
        group: common.collect::<Vec<_>>().join(" · "),
        ranked,
        score: scores.into_iter().find(|score| score.id == by.of.value)?,
        total: total.and_then(|range| range.low),
    })
}

/// What a case has in common with its cohort, in words.
fn common(here: &Here, file: &Dossier, fill: &Fill) -> String {
    let (lang, law) = (here.lang(), &file.law);
    let facts = &file.case.facts;
    let field = fill.word().and_then(|word| word.split_once('.')).and_then(|(record, field)| {
        let def = law.vocabulary().record_def(law.vocabulary().record(record)?)?;
        let field = def.fields.iter().find(|known| known.id == field)?;
        shown(lang, law, facts, field, facts.once.get(record)?.get(&field.id))
    });
    match fill.word() {
        Some("type") => case::kind(lang, law, &file.case.kind),
        _ => field.unwrap_or_default(),
    }
}

fn cohort(here: &Here, law: &Law, name: Option<String>, entrants: &[&Entrant<'_>]) -> Cohort {
    let lang = here.lang();
    let mut columns: Vec<(&str, String)> = Vec::new();
    for section in entrants.iter().flat_map(|one| &one.score.sections) {
        if columns.iter().all(|(id, _)| *id != section.id) {
            columns.push((&section.id, say(lang, &section.name)));
        }
    }
    let last = entrants.iter().rposition(|one| one.ranked.as_ref().is_some_and(|r| r.placed));
    let rows = entrants.iter().enumerate().map(|(at, one)| {
        let cells = columns.iter().map(|(id, _)| {
            let section = one.score.sections.iter().find(|section| section.id == *id)?;
            Some(told(lang, &section.adds))
        });
        let cut = one.ranked.as_ref().and_then(|ranked| ranked.cut.as_ref());
        ScoreRow {
            rank: one.ranked.as_ref().map(|ranked| ranked.rank),
            case: case::title(lang, &one.file.case),
            href: format!("/desk/cases/{}", one.file.case.id),
            stage: case::stage(lang, law, &one.file.case.stage.at.to),
            cells: cells.collect(),
            total: match &one.ranked {
                Some(ranked) => ranked.score.clone(),
                None => told(lang, &one.score.total),
            },
            gates: gates(here, one),
            place: place(one, at, last),
            line: cut.filter(|_| last == Some(at)).map(|cut| fill(lang, "scores.line", &[&cut])),
            sheet: sheet(lang, law, &one.score),
        }
    });
    Cohort {
        name,
        rows: rows.collect(),
        stability: stability::of(here, entrants),
        columns: columns.into_iter().map(|(_, name)| name).collect(),
    }
}

/// Where the case at a position stands, given the position of the last one placed.
fn place(one: &Entrant<'_>, at: usize, last: Option<usize>) -> Place {
    let Some(ranked) = &one.ranked else { return Place::Open };
    if ranked.placed && ranked.cut.is_none() {
        return Place::Unlimited;
    }
    match (ranked.placed, last) {
        (true, Some(last)) if last == at => Place::LastWithin,
        (true, _) => Place::Within,
        (false, Some(last)) if last + 1 == at => Place::FirstBeyond,
        (false, _) => Place::Beyond,
    }
}

/// The clauses that look at the points, with what each came to on that day.
fn gates(here: &Here, one: &Entrant<'_>) -> Vec<(Cite, Outcome)> {
    let (lang, law) = (here.lang(), &one.file.law);
    let gate =
        |(id, came_to): (&str, report::Outcome)| Some((cite(lang, law, id)?, outcome(came_to)));
    gates_of(here, one).into_iter().filter_map(gate).collect()
}

/// The same by their ids; those that do not apply are left out.
pub(crate) fn gates_of<'e>(here: &Here, one: &'e Entrant<'_>) -> Vec<(&'e str, report::Outcome)> {
    let law = &one.file.law;
    let on = one.ranked.as_ref().map_or_else(|| here.site.today(), |ranked| ranked.on);
    let asked = one.file.asked(&one.file.case.kind, on, Level::Declared);
    let looking = law
        .pack
        .clauses
        .iter()
        .filter(|clause| clause.written.class != Class::Support)
        .filter(|clause| document::scores_of(clause).contains(&one.score.id.as_str()));
    let gate = |clause: &'e guohe_rules::model::Clause| {
        let id = clause.written.id.value.as_str();
        Some((id, asked.outcome(id)?))
    };
    let all = looking.filter_map(gate);
    all.filter(|(_, came_to)| *came_to != report::Outcome::NotApplicable).collect()
}
