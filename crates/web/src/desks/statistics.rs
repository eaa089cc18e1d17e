//! The statistics of a round: returns and refusals, each kind by itself, waivers and overrides with their reasons.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    case::Case, law::Law, notice::Standing, ports::RowQuery, procedure::End, round::Round,
};
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
    notice::standing,
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
    /// Taken back by the applicants.
    pub(crate) withdrawn: usize,
    pub(crate) certified: usize,
    pub(crate) rejected: usize,
    pub(crate) not_selected: usize,
    /// By where they stand.
    pub(crate) objections: BTreeMap<Standing, usize>,
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
        self.withdrawn += usize::from(end == Some(End::Withdrawn));
        // What was certified was so, whatever became of the base.
        self.certified += usize::from(case.certificate.is_some());
        self.rejected += usize::from(end == Some(End::Rejected));
        self.not_selected += usize::from(end == Some(End::NotSelected));
        for objection in &case.objections {
            *self.objections.entry(objection.status).or_default() += 1;
        }
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
        outcomes: outcomes(lang, &told),
        objections: objections(lang, &told),
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
        ("statistics.withdrawn", "statistics.withdrawn.text", told.withdrawn),
    ];
    let told = |(key, means, count): (&str, &str, usize)| {
        (word(lang, key).into_owned(), word(lang, means).into_owned(), count)
    };
    rows.into_iter().map(told).collect()
}

/// To what procedures came that went to their end.
fn outcomes(lang: Lang, told: &RoundStatistics) -> Vec<(String, usize)> {
    let rows = [
        ("statistics.certified", told.certified),
        ("statistics.rejected", told.rejected),
        ("statistics.not_selected", told.not_selected),
    ];
    rows.map(|(key, count)| (word(lang, key).into_owned(), count)).into()
}

/// Where the objections stand that came in.
fn objections(lang: Lang, told: &RoundStatistics) -> Vec<(String, usize)> {
    told.objections.iter().map(|(status, count)| (standing(lang, *status).0, *count)).collect()
}

/// The name of a clause and where it is read.
fn clause(here: &Here, law: &Law, id: &str) -> (String, Option<Cite>) {
    let lang = here.lang();
    let of = id.split_once('#').map_or(id, |(of, _)| of);
    let name = law.pack.clause(of).map(|clause| say(lang, &clause.written.name));
    (name.unwrap_or_else(|| id.to_owned()), cite(lang, law, of))
}

#[cfg(test)]
mod tests {
    use guohe_cases::{
        case::{Certificate, Decision, Letter, Objection, Override, Waiver},
        event::{About, Actor, Event, StreamId},
        happened::{Entry, Frame, Happened, Moved},
        law::PackRef,
    };
    use jiff::{Timestamp, civil::date};

    use super::*;

    fn actor() -> Actor {
        Actor { account: Uuid::nil(), role: "officer".to_owned(), acting_for: None }
    }

    fn letter(revision: bool) -> Letter {
        Letter {
            defects: Vec::new(),
            sent_on: date(2026, 3, 2),
            revision,
            due: None,
            due_at: None,
            arithmetic: None,
            seq: 2,
            act: "return".to_owned(),
            stage: None,
            stopped: None,
            answered_on: None,
            over_on: None,
            restarted: None,
        }
    }

    fn waiver((refused, awaits): (bool, bool), agreed: Option<bool>) -> Waiver {
        let countersigned = agreed.map(|agreed| (agreed, String::new(), actor(), date(2026, 3, 3)));
        let (by, on, reasons) = (actor(), date(2026, 3, 2), format!("理由{refused}"));
        Waiver { clause: "X-1".to_owned(), refused, awaits, countersigned, by, on, reasons }
    }

    fn objection(status: Standing) -> Objection {
        Objection {
            id: "objection-1".to_owned(),
            notice: Uuid::nil(),
            subject: String::new(),
            filed_at: Timestamp::UNIX_EPOCH,
            filed_on: date(2026, 4, 1),
            late: None,
            status,
            founded: false,
            said: None,
            handled: Vec::new(),
        }
    }

    fn decision(confirmed: bool) -> Decision {
        let over = |clause: &str| Override {
            clause: clause.to_owned(),
            reasons: format!("更改{clause}"),
        };
        Decision {
            act: "prepare".to_owned(),
            outcome: "certify".to_owned(),
            favourable: true,
            then: "approved".to_owned(),
            reasons: String::new(),
            overrides: vec![over("X-1"), over("X-2")],
            machine: None,
            prepared: (actor(), date(2026, 5, 1)),
            confirmed: confirmed.then(|| (actor(), date(2026, 5, 2))),
        }
    }

    fn certificate() -> Certificate {
        Certificate {
            number: "1".to_owned(),
            certified_on: date(2026, 5, 3),
            valid_to: None,
            plaque_on: None,
            shown: BTreeMap::new(),
            found_by: BTreeMap::new(),
        }
    }

    /// A case that was handed in, and ended in some way.
    fn case(end: Option<End>) -> Case {
        let stream = StreamId { about: About::Case, id: Uuid::from_u128(1) };
        let what = Happened::CaseOpened {
            pack: PackRef { id: "x/y".to_owned(), hash: "0".to_owned() },
            round: Uuid::nil(),
            organisation: Uuid::nil(),
            kind: "PARK".to_owned(),
        };
        let moved = Moved {
            to: "draft".to_owned(),
            waits_for: None,
            due: None,
            due_at: None,
            end: None,
            arithmetic: None,
        };
        let frame = Frame { moved: Some(moved), ..Frame::default() };
        let entry = Entry { frame, what, personal: None };
        let what = entry.record(actor(), date(2026, 3, 1)).unwrap();
        let event = Event { stream, seq: 1, recorded_at: Timestamp::UNIX_EPOCH, what };
        let mut case = Case::fold(&[event]).unwrap().unwrap();
        case.stage.at.end = end;
        case
    }

    fn counted(cases: &[Case]) -> RoundStatistics {
        let mut told = RoundStatistics::default();
        for case in cases {
            told.count(case);
        }
        told
    }

    /// So many cases of each end.
    fn ends(counts: [(End, usize); 5]) -> Vec<Case> {
        let of = |(end, count)| std::iter::repeat_n(case(Some(end)), count);
        counts.into_iter().flat_map(of).collect()
    }

    #[test]
    fn every_counter_counts_its_own_and_no_round_counts_another() {
        let mut busy = case(None);
        busy.letters = vec![letter(true), letter(false), letter(false), letter(false)];
        busy.waivers = vec![
            waiver((false, true), Some(true)),
            waiver((false, false), None),
            waiver((true, false), None),
            waiver((true, false), None),
            waiver((true, false), None),
            waiver((false, true), None),
            waiver((false, true), Some(false)),
            waiver((false, true), Some(false)),
            waiver((false, true), Some(false)),
            waiver((false, true), Some(false)),
        ];
        busy.decision = Some(decision(true));
        let mut prepared = case(None);
        prepared.decision = Some(decision(false));
        let mut opposed = case(Some(End::Certified));
        opposed.certificate = Some(certificate());
        let filed =
            [(Standing::RejectedLate, 4), (Standing::NotAdmitted, 3), (Standing::Settled, 2)];
        opposed.objections = filed
            .into_iter()
            .flat_map(|(status, count)| std::iter::repeat_n(objection(status), count))
            .collect();
        let mut first = ends([
            (End::Refused, 2),
            (End::NotRecommended, 3),
            (End::Withdrawn, 4),
            (End::Rejected, 5),
            (End::NotSelected, 6),
        ]);
        first.extend([busy, prepared, opposed]);
        let told = counted(&first);
        assert_eq!(told.handed_in, 23);
        assert_eq!((told.revisions, told.corrections), (1, 3));
        assert_eq!((told.not_taken_up, told.not_recommended, told.withdrawn), (2, 3, 4));
        assert_eq!((told.certified, told.rejected, told.not_selected), (1, 5, 6));
        assert_eq!(told.objections, BTreeMap::from(filed));
        let waived = &told.waivers["X-1"];
        assert_eq!((waived.waived, waived.refused, waived.open, waived.declined), (2, 3, 1, 4));
        assert_eq!(waived.reasons, ["理由false", "理由true"]);
        let overrides: Vec<(&str, usize)> =
            told.overrides.iter().map(|(clause, one)| (clause.as_str(), one.count)).collect();
        assert_eq!(overrides, [("X-1", 1), ("X-2", 1)], "what was only prepared is not counted");

        let mut second = case(Some(End::Withdrawn));
        second.letters = vec![letter(true), letter(true)];
        let told = counted(&[second]);
        let ways: Vec<usize> = ways(Lang::Zh, &told).into_iter().map(|(.., count)| count).collect();
        assert_eq!(ways, [2, 0, 0, 0, 1]);
        let shown: Vec<usize> =
            outcomes(Lang::Zh, &told).into_iter().map(|(_, count)| count).collect();
        assert_eq!(shown, [0, 0, 0]);
        assert_eq!(objections(Lang::Zh, &told), []);
    }
}
