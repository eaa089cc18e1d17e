//! Ranking: all cases of a round that stand in the stages of the act are put in order, in one transaction.
//!
//! A ranking that leaves somebody out is none, so the cohort is found and never chosen: whoever ranks one case
//! ranks all. Each gets its rank, its score, the number of places and the score of the last one placed.
//! What follows from that is not known here; clauses and guards ask the row that the act writes.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use guohe_rules::value::Num;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Failure, Request, conflict,
    scene::{Deed, Scene},
};
use crate::{
    case::Case,
    desk::Desk,
    event::About,
    happened::Happened,
    law::Law,
    outside,
    ports::RowQuery,
    procedure::{Act, Fill, Kind, Ranking, Ties},
    refusal::{Refusal, Sort, words},
    rulebook::{Asked, Because},
};

/// Where a case stands among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    rank: usize,
    of: usize,
    score: Num,
    places: Option<Num>,
    placed: bool,
    cut: Option<Num>,
}

/// The cohort of a ranking, each case with its standing.
pub(super) type Cohort = BTreeMap<Uuid, Standing>;

/// A case that is to be ranked.
#[derive(Debug, Clone)]
struct Entrant {
    case: Uuid,
    group: Vec<Value>,
    /// The quantities that are compared, in their order.
    compared: Vec<Num>,
    places: Option<Num>,
}

/// The cohort of the act, when the act is a ranking.
pub(super) async fn cohort(desk: Desk<'_>, request: &Request) -> Result<Option<Cohort>, Failure> {
    let Some(first) = request.cases.first() else { return Ok(None) };
    let first = desk.case(*first).await?;
    let law = desk.law_of(&first)?;
    let act = law.procedure.act(&request.act).filter(|act| act.kind.value == Kind::Rank);
    let Some((act, ranking)) = act.and_then(|act| Some((act, act.sets.ranking.as_ref()?))) else {
        return Ok(None);
    };
    let collected = law.procedure.intake.iter().any(|intake| !intake.collected_on.is_empty());
    let together = desk.round_of(&first).await?.terms.reference_date;
    let mut entrants = Vec::new();
    for id in looked_at_again(desk, request, act, &first).await? {
        let case = desk.case(id).await?;
        let round = desk.round_of(&case).await?;
        if collected && round.terms.reference_date != together {
            continue;
        }
        let outside = outside::about(desk, law, &case).await?;
        let (today, level) = (request.moment.today(), act.sets.level.unwrap_or_default());
        let asked = Asked::about(law, (&round, &case), &outside, today, level);
        entrants.push(entrant(law, &case, (act, ranking), &asked)?);
    }
    Ok(Some(standings(&entrants, ranking.ties).map_err(|()| tied(act))?))
}

/// The cases of the cohort once the conflicts of all their experts were looked at again: the points of somebody in conflict
/// would shape the rank of every other case.
///
/// # Errors
/// A refusal that names the cases which go back to their panel, or the failure of the store.
async fn looked_at_again(
    desk: Desk<'_>,
    request: &Request,
    act: &Act,
    first: &Case,
) -> Result<BTreeSet<Uuid>, Failure> {
    let cohort = in_stage(desk, act, first).await?;
    let mut back = Vec::new();
    for id in &cohort {
        let before = desk.case(*id).await?;
        let after = conflict::recheck(desk, &request.moment, *id).await?;
        let ended = |case: &Case| case.panels.iter().filter(|one| one.closed.is_some()).count();
        if ended(&after) < ended(&before) {
            back.push(format!("“{}”", after.title()));
        }
    }
    if back.is_empty() {
        return Ok(cohort);
    }
    Err(refusal(
        act,
        format!("{}的专家经核查存在利害关系，其意见不再计入，专家组须重新形成意见，不能排名", back.join("、")),
        format!(
            "an expert of {} turned out to be in conflict; the panel comes to its opinion again before anything is ranked",
            back.join(", ")
        ),
    )
    .into())
}

/// All cases of the round in the stages of the act.
async fn in_stage(desk: Desk<'_>, act: &Act, first: &Case) -> Result<BTreeSet<Uuid>, Failure> {
    let mut found = BTreeSet::from([first.id]);
    let query = RowQuery {
        about: Some(About::Case),
        round: Some(first.round),
        stages: act.from.iter().map(|stage| stage.value.clone()).collect(),
        ..RowQuery::default()
    };
    found.extend(desk.rows(query).await?.iter().map(|row| row.stream.id));
    Ok(found)
}

fn entrant(
    law: &Law,
    case: &Case,
    (act, ranking): (&Act, &Ranking),
    asked: &Asked<'_>,
) -> Result<Entrant, Refusal> {
    let not_known = |because: &Because| {
        let (zh, en) = because.told();
        refusal(
            act,
            format!("“{}”的得分尚不能确定，不能排名：{zh}", case.title()),
            format!(
                "the score of “{}” is not settled, so nothing can be ranked: {en}",
                case.title()
            ),
        )
    };
    let mut compared = Vec::new();
    for quantity in std::iter::once(&ranking.by).chain(&ranking.then) {
        let number = asked.number(quantity).map_err(|because| not_known(&because))?;
        compared.push(number.ok_or_else(|| {
            refusal(
                act,
                format!("“{}”没有可比较的得分，不能排名", case.title()),
                format!("“{}” has no score to be compared", case.title()),
            )
        })?);
    }
    let places = match &ranking.places {
        Some(places) => asked.number(places).map_err(|because| not_known(&because))?,
        None => None,
    };
    let group = ranking.within.iter().map(|fill| value(law, case, fill)).collect();
    Ok(Entrant { case: case.id, group, compared, places })
}

/// What tells groups apart: the type, or a fact that the applicant states.
fn value(law: &Law, case: &Case, fill: &Fill) -> Value {
    match fill.word() {
        Some("type") => json!(case.kind),
        Some("region") => json!(law.pack.file.region),
        Some(word) => word
            .split_once('.')
            .and_then(|(record, field)| case.facts.value(record, field))
            .unwrap_or_default(),
        None => fill.0.value.clone(),
    }
}

/// Ranks group by group; the error is a tie that people have to settle.
fn standings(entrants: &[Entrant], ties: Ties) -> Result<Cohort, ()> {
    let mut all = Cohort::new();
    for entrant in entrants {
        let group: Vec<&Entrant> =
            entrants.iter().filter(|other| other.group == entrant.group).collect();
        let count = |order: Ordering| {
            group.iter().filter(|other| other.compared.cmp(&entrant.compared) == order).count()
        };
        let (better, equal) = (count(Ordering::Greater), count(Ordering::Equal));
        if equal > 1 && ties == Ties::Refuse {
            return Err(());
        }
        let rank = if ties == Ties::ShareWorse { better + equal } else { better + 1 };
        let placed = entrant.places.is_none_or(|places| whole(rank) <= places);
        let score = entrant.compared.first().copied().unwrap_or(Num::ZERO);
        let (of, places) = (group.len(), entrant.places);
        let standing = Standing { rank, of, score, places, placed, cut: None };
        all.insert(entrant.case, standing);
    }
    cut(entrants, &mut all);
    Ok(all)
}

/// The score of the last one placed, for each case of the group.
fn cut(entrants: &[Entrant], all: &mut Cohort) {
    let placed: Vec<(&Vec<Value>, Num)> = entrants
        .iter()
        .filter_map(|one| {
            let standing = all.get(&one.case).filter(|standing| standing.placed)?;
            Some((&one.group, standing.score))
        })
        .collect();
    for one in entrants.iter().filter(|one| one.places.is_some()) {
        let scores = placed.iter().filter(|(group, _)| **group == one.group);
        let last = scores.map(|(_, score)| *score).min();
        if let Some(standing) = all.get_mut(&one.case) {
            standing.cut = last;
        }
    }
}

fn whole(n: usize) -> Num {
    Num::whole(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The part of the ranking that one case gets.
pub(super) fn rank<'a>(scene: &Scene<'a>) -> Result<Deed<'a>, Refusal> {
    let Some(standing) = &scene.gathered.standing else {
        return Err(scene.condition(
            "规则包没有写明按什么排名",
            "the pack does not say by what cases are ranked",
        ));
    };
    let exact = |n: Num| n.to_string();
    let what = Happened::Ranked {
        rank: standing.rank,
        of: standing.of,
        score: exact(standing.score),
        placed: standing.placed,
        cut: standing.cut.map(exact),
    };
    let mut deed = Deed::of(what);
    deed.words = BTreeMap::from([
        ("rank", json!(standing.rank)),
        ("cohort", json!(standing.of)),
        ("score", json!(exact(standing.score))),
        ("placed", json!(standing.placed)),
    ]);
    let places = standing.places.and_then(Num::as_whole).map(|n| ("places", json!(n)));
    let cut = standing.cut.map(|n| ("cut", json!(exact(n))));
    deed.words.extend(places.into_iter().chain(cut));
    Ok(deed)
}

fn tied(act: &Act) -> Failure {
    let (zh, en) =
        ("有得分相同且无法区分先后的申报", "some cases are equal in everything compared");
    refusal(act, zh, en).into()
}

fn refusal(act: &Act, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    let next = act.refuse.clone().unwrap_or_else(|| {
        words("处理完上述各件后再排名", "settle the cases named above, then rank again")
    });
    Refusal::new(Sort::Condition, &act.id.value, words(zh, en), next).citing(act.clauses())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(all: &[(u128, &str, i64, Option<i64>)]) -> Vec<Entrant> {
        let one = |(case, group, score, places): &(u128, &str, i64, Option<i64>)| Entrant {
            case: Uuid::from_u128(*case),
            group: vec![json!(group)],
            compared: vec![Num::whole(*score)],
            places: places.map(Num::whole),
        };
        all.iter().map(one).collect()
    }

    fn told(all: &[(u128, &str, i64, Option<i64>)], ties: Ties) -> Vec<(usize, usize, bool)> {
        let standings = standings(&field(all), ties).expect("no tie that is refused");
        standings.values().map(|one| (one.rank, one.of, one.placed)).collect()
    }

    #[test]
    fn ranks_and_places_are_counted_apart_in_each_group() {
        let all = [(1, "a", 70, Some(1)), (2, "a", 90, Some(1)), (3, "b", 10, Some(1))];
        assert_eq!(told(&all, Ties::Share), [(2, 2, false), (1, 2, true), (1, 1, true)]);
        let standings = standings(&field(&all), Ties::Share).unwrap();
        let cut = |case| standings[&Uuid::from_u128(case)].cut;
        assert_eq!((cut(1), cut(3)), (Some(Num::whole(90)), Some(Num::whole(10))));
    }

    #[test]
    fn a_tie_at_the_last_place_goes_as_the_text_says() {
        let all = [
            (1, "a", 90, Some(2)),
            (2, "a", 80, Some(2)),
            (3, "a", 80, Some(2)),
            (4, "a", 7, Some(2)),
        ];
        assert_eq!(
            told(&all, Ties::Share),
            [(1, 4, true), (2, 4, true), (2, 4, true), (4, 4, false)]
        );
        let worse = [(1, 4, true), (3, 4, false), (3, 4, false), (4, 4, false)];
        assert_eq!(told(&all, Ties::ShareWorse), worse);
        assert_eq!(standings(&field(&all), Ties::Refuse), Err(()));
    }
}
