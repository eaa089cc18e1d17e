//! Scores as pages show them.

use guohe_cases::law::Law;
use guohe_rules::document::{IndicatorDocument, Measure, ScoreDocument, SectionDocument};

use crate::{
    lang::Lang,
    parts::{ScoreLine, ScoreSection, ScoreSheet},
    words::fill,
};

use super::{finding::cites, words::say};

/// Scores of which something is known already; one about a time that has not come says nothing.
pub(crate) fn sheets(lang: Lang, law: &Law, scores: &[ScoreDocument]) -> Vec<ScoreSheet> {
    let begun = |score: &&ScoreDocument| {
        let mut lines = score.sections.iter().flat_map(|section| &section.indicators);
        lines.any(|line| line.points.low == line.points.high && line.points.low.is_some())
    };
    scores.iter().filter(begun).map(|score| sheet(lang, law, score)).collect()
}

/// One score.
pub(crate) fn sheet(lang: Lang, law: &Law, score: &ScoreDocument) -> ScoreSheet {
    ScoreSheet {
        id: format!("score-{}", score.id),
        name: say(lang, &score.name),
        sheet: score.sheet.as_ref().map(|sheet| say(lang, &sheet.name)),
        total: told(lang, &score.total),
        settled: score.total.low == score.total.high,
        sections: score.sections.iter().map(|one| section(lang, one)).collect(),
        cites: cites(lang, law, score.cites.iter().map(|cite| cite.id.as_str())),
    }
}

/// A number of points, in words.
pub(crate) fn told(lang: Lang, points: &Measure) -> String {
    lang.of(&points.words.zh, &points.words.en).to_owned()
}

fn section(lang: Lang, section: &SectionDocument) -> ScoreSection {
    ScoreSection {
        name: say(lang, &section.name),
        points: told(lang, &section.points),
        weight: section.weight.as_ref().map(|weight| told(lang, weight)),
        up_to: section.up_to.as_ref().map(|cap| told(lang, cap)),
        adds: told(lang, &section.adds),
        lines: section.indicators.iter().map(|one| line(lang, one)).collect(),
    }
}

fn line(lang: Lang, indicator: &IndicatorDocument) -> ScoreLine {
    let given = indicator.given.as_ref().map(|given| {
        let by = lang.of(&given.by.zh, &given.by.en);
        if given.numbers.is_empty() {
            fill(lang, "score.awaited", &[&by])
        } else {
            let numbers = given.numbers.join(lang.comma());
            fill(lang, "score.given", &[&by, &numbers])
        }
    });
    ScoreLine {
        name: say(lang, &indicator.name),
        how: lang.of(&indicator.how.zh, &indicator.how.en).to_owned(),
        points: told(lang, &indicator.points),
        up_to: told(lang, &indicator.up_to),
        given,
    }
}
