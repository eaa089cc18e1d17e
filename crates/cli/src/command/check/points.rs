//! The scores of a memo: sheet, sections and indicators, with whose points they are.

use guohe_rules::{
    document::{IndicatorDocument, Measure, ScoreDocument, SectionDocument},
    prose::Lang,
};

use super::terms::pick;
use crate::paper::{Paper, padded, width};

/// Writes the scores of which something is known.
pub(super) fn write(paper: &mut Paper, scores: &[ScoreDocument], lang: Lang) {
    for score in scores.iter().filter(|score| is_begun(score)) {
        paper.gap();
        let total = words(&score.total, lang);
        let name = lang.of(&score.name);
        let title = match (&score.sheet, lang) {
            (Some(sheet), Lang::Zh) => format!("{name}（{}）：{total} 分", sheet.name.zh),
            (Some(sheet), Lang::En) => format!("{name} ({}): {total} points", sheet.name.en),
            (None, Lang::Zh) => format!("{name}：适用哪一张表尚不能确定"),
            (None, Lang::En) => format!("{name}: which sheet applies is not settled"),
        };
        paper.line(0, &title);
        for section in &score.sections {
            sections(paper, section, lang);
        }
    }
}

/// Whether points of some indicator are settled.
fn is_begun(score: &ScoreDocument) -> bool {
    let mut lines = score.sections.iter().flat_map(|section| &section.indicators);
    lines.any(|line| line.points.low.is_some() && line.points.low == line.points.high)
}

fn words(measure: &Measure, lang: Lang) -> &str {
    lang.of(&measure.words)
}

fn sections(paper: &mut Paper, section: &SectionDocument, lang: Lang) {
    let name = lang.of(&section.name);
    let points = words(&section.points, lang);
    let weighed = match &section.weight {
        Some(weight) => {
            let (weight, adds) = (words(weight, lang), words(&section.adds, lang));
            format!("{name}  {points} × {weight} = {adds}")
        }
        None => format!("{name}  {points}"),
    };
    let cap = section.up_to.as_ref().map(|cap| match lang {
        Lang::Zh => format!("（至多 {}）", cap.words.zh),
        Lang::En => format!(" ({} at most)", cap.words.en),
    });
    paper.line(2, &format!("{weighed}{}", cap.unwrap_or_default()));
    let names = section.indicators.iter().map(|line| width(lang.of(&line.name)));
    let columns = names.max().unwrap_or_default() + 2;
    for line in &section.indicators {
        let (points, most) = (words(&line.points, lang), words(&line.up_to, lang));
        let text = format!("{points} / {most}{}", given(line, lang));
        paper.line(4, &format!("{}{text}", padded(lang.of(&line.name), columns)));
    }
}

/// Whose points they are, when people give them.
fn given(line: &IndicatorDocument, lang: Lang) -> String {
    let Some(given) = &line.given else { return String::new() };
    let by = lang.of(&given.by);
    if given.numbers.is_empty() {
        return match lang {
            Lang::Zh => format!("  待{by}打分"),
            Lang::En => format!("  awaits points by {by}"),
        };
    }
    let numbers = given.numbers.join(pick(lang, "、", ", "));
    match lang {
        Lang::Zh => format!("  {by}打分：{numbers}"),
        Lang::En => format!("  given by {by}: {numbers}"),
    }
}
