//! A panel beyond its answers: how far numbers lie apart, what was said, the minutes.

use guohe_cases::{
    case::{Panel, Question, Seat},
    law::Law,
    verbs::panel::spread,
};
use guohe_rules::{syntax::PointRange, value::Num};

use crate::{
    format,
    lang::Lang,
    pages::officer::{MinutesShown, SaidRow, Spread, SpreadMember},
    words::{fill, word},
};

use super::slot;

/// Without a limit in the pack a number counts as far off when it lies so many times less than the range away.
const QUARTERS: i64 = 4;

/// Every question that is answered with numbers, with where each member lies.
pub(crate) fn spreads(lang: Lang, law: &Law, panel: &Panel) -> Vec<Spread> {
    let one = |question: &Question| {
        let points = law.slot(&question.slot)?.points.as_ref()?;
        let own = |seat: &Seat| {
            let mut answers = seat.answers.iter();
            let same = answers.find(|one| one.slot == question.slot && one.row == question.row)?;
            Some((seat.alias.clone(), Num::read(same.points.first()?)?))
        };
        let mut given: Vec<(String, Num)> = panel.effective().filter_map(own).collect();
        given.sort_by(|one, other| one.1.cmp(&other.1).then_with(|| one.0.cmp(&other.0)));
        let numbers: Vec<Num> = given.iter().map(|(_, n)| *n).collect();
        let distance = spread(&numbers)?;
        let most = points.distance();
        Some(Spread {
            question: slot::question(lang, law, &question.slot),
            joined: points.join(&numbers).map(|n| n.to_string()).unwrap_or_default(),
            distance: distance.to_string(),
            most: most.map(|most| most.to_string()),
            far: most.is_some_and(|most| distance > most),
            members: members(points, given, &numbers),
        })
    };
    panel.questions.iter().filter_map(one).collect()
}

fn members(points: &PointRange, given: Vec<(String, Num)>, numbers: &[Num]) -> Vec<SpreadMember> {
    let middle = median(numbers);
    let limit = points.distance().or_else(|| {
        let (low, high) = points.ends()?;
        high.minus(low)?.over(Num::whole(QUARTERS))
    });
    let count = numbers.len();
    let left = points.without.filter(|without| count >= without.starts());
    let row = |(at, (alias, number)): (usize, (String, Num))| {
        let away = middle.and_then(|middle| number.minus(middle)).unwrap_or(Num::ZERO);
        let beyond = limit.is_some_and(|limit| {
            let back = Num::ZERO.minus(limit).unwrap_or(Num::ZERO);
            away > limit || away < back
        });
        let left_out =
            left.is_some_and(|left| at < left.lowest || at.saturating_add(left.highest) >= count);
        SpreadMember {
            alias,
            points: number.to_string(),
            away: if away > Num::ZERO { format!("+{away}") } else { away.to_string() },
            outlier: beyond,
            left_out,
        }
    };
    given.into_iter().enumerate().map(row).collect()
}

/// The number in the middle of sorted ones, or half way between the two there.
fn median(sorted: &[Num]) -> Option<Num> {
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(half.checked_sub(1)?)?.plus(upper)?.over(Num::whole(2))
}

/// What members said to each other.
pub(crate) fn said(lang: Lang, panel: &Panel) -> Vec<SaidRow> {
    let row = |said: &guohe_cases::review::Said| SaidRow {
        alias: said.alias.clone(),
        at: format::instant(said.at),
        text: said.text.clone().unwrap_or_else(|| word(lang, "objection.erased").into_owned()),
    };
    panel.work.said.iter().map(row).collect()
}

/// The minutes with what each member said of them.
pub(crate) fn minutes(lang: Lang, panel: &Panel) -> Option<MinutesShown> {
    let minutes = panel.work.minutes.as_ref()?;
    let answer = |seat: &Seat| {
        let (key, tone, instead) = match minutes.answer(&seat.alias) {
            Some((true, _)) => ("room.confirmed", "good", ""),
            Some((false, reasons)) => ("room.not_confirmed", "bad", reasons),
            None => ("room.not_yet", "open", ""),
        };
        (seat.alias.clone(), word(lang, key).into_owned(), tone, instead.to_owned())
    };
    Some(MinutesShown {
        chair: fill(lang, "room.chair", &[&minutes.chair]),
        on: format::day(minutes.on),
        text: minutes.text.clone(),
        answers: panel.effective().map(answer).collect(),
    })
}

/// Who differs, in which words.
pub(crate) fn dissents(panel: &Panel) -> Vec<(String, String)> {
    panel.work.dissents.iter().map(|one| (one.alias.clone(), one.text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use guohe_rules::{syntax::PointRange, value::Num, yaml};

    use super::{median, members};

    fn rows(range: &str, given: &[i64]) -> Vec<(String, bool, bool)> {
        let range: PointRange = yaml::parse(range).expect("a range of points");
        let numbers: Vec<Num> = given.iter().map(|n| Num::whole(*n)).collect();
        let named = numbers.iter().enumerate().map(|(at, n)| (format!("E{at}"), *n)).collect();
        let all = members(&range, named, &numbers);
        all.into_iter().map(|one| (one.away, one.outlier, one.left_out)).collect()
    }

    #[test]
    fn who_lies_far_from_the_median_is_marked_and_so_is_what_does_not_count() {
        let told = rows(
            "{up_to: \"40\", joined: mean, without: {highest: 1}, apart: \"9\"}",
            &[10, 20, 21],
        );
        let row = |away: &str, outlier, left_out| (away.to_owned(), outlier, left_out);
        assert_eq!(told, [row("-10", true, false), row("0", false, false), row("+1", false, true)]);
        let told = rows("{up_to: \"40\", joined: mean}", &[10, 21]);
        assert_eq!(told, [row("-5.5", false, false), row("+5.5", false, false)]);
        assert_eq!(median(&[]), None);
    }
}
