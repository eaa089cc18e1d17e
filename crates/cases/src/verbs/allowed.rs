//! What may be entered where an act leaves a person to choose an amount or a day: from where up to where, by the rules.
//!
//! The ends are computed and the choice is not. What cannot be computed refuses, and says what is missing.

use guohe_rules::{
    prose::{self, Lang},
    syntax::{Quantity, Words},
    value::Num,
    vocabulary::{FieldDef, Kind},
    yaml::{self, Located},
};
use serde_json::Value;

use super::scene::Scene;
use crate::{
    law::Law,
    procedure::Ask,
    refusal::{Fault, Refusal, words},
    rulebook::{Asked, Because},
};

/// One end of what may be entered.
#[derive(Debug, Clone)]
pub struct End {
    /// The value; none where the rules set no end.
    pub at: Result<Option<Num>, Because>,
    /// The rule in words.
    pub rule: Words,
}

/// What may be entered in a field.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// The least.
    pub from: Option<End>,
    /// The most.
    pub up_to: Option<End>,
    /// The clauses that the ends come from.
    pub cites: Vec<String>,
}

/// What the rules allow in a field that an act asks for; none where they set no end.
pub fn allowed(law: &Law, asked: &Asked<'_>, ask: &Ask) -> Option<Allowed> {
    let end = |quantity: &Located<Quantity>| {
        let told = |lang| {
            asked.resolved(quantity).map(|quantity| prose::quantity(&law.pack, &quantity, lang))
        };
        let rule = words(told(Lang::Zh).unwrap_or_default(), told(Lang::En).unwrap_or_default());
        End { at: asked.number(quantity), rule }
    };
    let (from, up_to) = (ask.from.as_ref().map(end), ask.up_to.as_ref().map(end));
    let cites = ask.cites.iter().map(|cite| cite.value.clone()).collect();
    (from.is_some() || up_to.is_some()).then_some(Allowed { from, up_to, cites })
}

impl Allowed {
    /// The least and the most, where both are known.
    fn ends(&self) -> Result<(Option<Num>, Option<Num>), &Because> {
        Ok((at(self.from.as_ref())?, at(self.up_to.as_ref())?))
    }

    /// The range in words: 不低于A、不超过B.
    pub fn told(&self, kind: &Kind) -> Words {
        let (from, up_to) = match self.ends() {
            Ok(ends) => ends,
            Err(because) => {
                let (zh, en) = because.told();
                return words(
                    format!("可填范围尚不能确定：{zh}"),
                    format!("what may be entered cannot be determined yet: {en}"),
                );
            }
        };
        let number = |n: Num, lang| prose::number(n, kind, lang);
        match (from, up_to) {
            (Some(a), Some(b)) => words(
                format!("可填{}至{}", number(a, Lang::Zh), number(b, Lang::Zh)),
                format!("from {} to {}", number(a, Lang::En), number(b, Lang::En)),
            ),
            (None, Some(b)) => words(
                format!("不超过{}", number(b, Lang::Zh)),
                format!("at most {}", number(b, Lang::En)),
            ),
            (Some(a), None) => words(
                format!("不低于{}", number(a, Lang::Zh)),
                format!("at least {}", number(a, Lang::En)),
            ),
            (None, None) => words("没有上限", "without limit"),
        }
    }
}

fn at(end: Option<&End>) -> Result<Option<Num>, &Because> {
    end.map_or(Ok(None), |end| end.at.as_ref().copied())
}

/// A value that was entered, as a number.
fn number_of(asked: &Asked<'_>, value: &Value) -> Option<Num> {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let literal: Located<Quantity> = yaml::parse(&written).ok()?;
    asked.number(&literal).ok().flatten()
}

/// Refuses what lies outside of what the rules allow, all fields at once.
///
/// # Errors
/// The faults, with the clauses that the ends come from.
pub(super) fn within<'v>(
    scene: &Scene<'_>,
    values: impl Iterator<Item = (&'v FieldDef, &'v Ask, &'v Value)>,
) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    let mut cites = Vec::new();
    for (field, ask, value) in values {
        let asked =
            scene.asked(scene.case, scene.today(), scene.act.sets.level.unwrap_or_default());
        let Some(allowed) = allowed(scene.law, &asked, ask) else { continue };
        let entered = number_of(&asked, value);
        let fits = match (allowed.ends(), entered) {
            (Ok((from, up_to)), Some(n)) => {
                from.is_none_or(|from| n >= from) && up_to.is_none_or(|up_to| n <= up_to)
            }
            _ => false,
        };
        if !fits {
            faults.push(Fault {
                place: format!("fields.{}", field.id),
                what: outside(&allowed, field),
            });
            cites.extend(allowed.cites);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(scene.invalid(faults).citing(cites)) }
}

fn outside(allowed: &Allowed, field: &FieldDef) -> Words {
    let told = allowed.told(&field.kind);
    let rule = |of: fn(&Words) -> &str| {
        let ends = allowed.from.iter().chain(&allowed.up_to);
        ends.map(|end| of(&end.rule).to_owned()).collect::<Vec<_>>()
    };
    let (zh, en) = (rule(|words| &words.zh).join("；"), rule(|words| &words.en).join("; "));
    words(
        format!("“{}”超出规则允许的范围：{}（{zh}）", field.written.name.zh, told.zh),
        format!(
            "“{}” is outside of what the rules allow: {} ({en})",
            field.written.name.en, told.en
        ),
    )
}
