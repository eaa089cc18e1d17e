//! What is told to whom, when, and whether somebody looks at it first: `messages.yaml` of a pack, or that of the product.

use std::sync::{Arc, LazyLock};

use guohe_rules::{
    diagnostic::Diagnostic,
    pack::Pack,
    syntax::ActorKind,
    yaml::{self, Located},
};
use jiff::{SignedDuration, Timestamp, civil::Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Occasion;
use crate::{
    moment::{civil_day, instant},
    person::word,
    procedure::{Kind, Procedure},
    refusal::words,
};

/// The file of a pack.
pub const FILE: &str = "messages.yaml";
/// In the place of an actor: whoever the case waits for.
pub const WAITING: &str = "waiting";

/// A file `messages.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The civil time at which what is not urgent goes out together, once a day, as `08:30`.
    #[schemars(with = "String")]
    pub gathered_at: Time,
    /// What is told.
    pub tells: Vec<Tell>,
}

/// Something that is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// Its key.
    pub id: Located<String>,
    /// On which occasion.
    pub on: Located<Occasion>,
    /// To whom: actors as named in `pack.yaml`, kinds of actors such as `officer`, or `waiting` for whoever the case waits
    /// for.
    pub to: Vec<Located<String>>,
    /// For acts: of which kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<Kind>,
    /// For terms: how many calendar days before the last day, or after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<u16>,
    /// Only in these stages; in all when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Located<String>>,
    /// Whether it waits until an officer releases it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub release: bool,
    /// Whether it goes out alone and at once, also to those who have the rest gathered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

const PRODUCT: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/messages.yaml"));

static OF_PRODUCT: LazyLock<Rules> = LazyLock::new(|| yaml::parse(PRODUCT).unwrap_or_default());

impl Rules {
    /// Those of the product, for packs that say nothing.
    pub fn of_product() -> &'static Self {
        &OF_PRODUCT
    }

    /// The next instant after another at which what was gathered goes out.
    pub fn gathering(&self, now: Timestamp) -> Timestamp {
        let at = |day: jiff::civil::Date| instant(day.to_datetime(self.gathered_at));
        let today = at(civil_day(now));
        if today > now { today } else { today.saturating_add(DAY).unwrap_or(today) }
    }

    /// What is wrong with them in a pack.
    pub(crate) fn check(
        &self,
        file: &Arc<str>,
        pack: &Pack,
        procedure: &Procedure,
    ) -> Vec<Diagnostic> {
        self.tells.iter().flat_map(|tell| tell.check(file, pack, procedure)).collect()
    }
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The actors of a pack that a word means: one by its id, or all of a kind.
pub(super) fn meant<'p>(pack: &'p Pack, said: &str) -> Vec<(&'p str, ActorKind)> {
    let actors = pack.file.actors.iter();
    let all = actors.map(|actor| (actor.id.value.as_str(), actor.kind));
    let of_id: Vec<_> = all.clone().filter(|(id, _)| *id == said).collect();
    if of_id.is_empty() { all.filter(|(_, kind)| word(*kind) == said).collect() } else { of_id }
}

impl Tell {
    fn check(&self, file: &Arc<str>, pack: &Pack, procedure: &Procedure) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut wrong = |place, zh: String, en: String| {
            found.push(Diagnostic::error("message", file, place, words(zh, en)));
        };
        let timed = matches!(self.on.value, Occasion::Near | Occasion::Over);
        if timed == self.days.is_empty() {
            wrong(
                self.on.place,
                "期限临近或届满的提醒必须写明天数，其他提醒不写天数".to_owned(),
                "what tells of a term says how many days, and nothing else does".to_owned(),
            );
        }
        if (self.on.value == Occasion::Act) == self.acts.is_empty() {
            wrong(
                self.on.place,
                "告知某一步骤的必须写明步骤种类，其他不写".to_owned(),
                "what tells of an act says which kinds, and nothing else does".to_owned(),
            );
        }
        for to in &self.to {
            let kinds = [
                ActorKind::Applicant,
                ActorKind::Recommender,
                ActorKind::Officer,
                ActorKind::Leader,
                ActorKind::Expert,
                ActorKind::Evaluator,
            ];
            let known = to.value == WAITING
                || kinds.iter().any(|kind| word(*kind) == to.value)
                || pack.actor(&to.value).is_some();
            if !known {
                let name = &to.value;
                wrong(
                    to.place,
                    format!("没有“{name}”这一角色"),
                    format!("there is no actor `{name}`"),
                );
            }
        }
        for stage in self.stages.iter().filter(|stage| procedure.stage(&stage.value).is_none()) {
            let name = &stage.value;
            wrong(
                stage.place,
                format!("没有“{name}”这一阶段"),
                format!("there is no stage `{name}`"),
            );
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_the_product_are_read() {
        let rules: Rules = yaml::parse(PRODUCT).unwrap();
        assert_eq!(&rules, Rules::of_product());
        assert_eq!(rules.tells.len(), 9);
    }

    #[test]
    fn what_is_gathered_goes_out_at_the_next_hour_of_gathering() {
        let rules = Rules { gathered_at: jiff::civil::time(8, 30, 0, 0), tells: Vec::new() };
        let next = |now: &str| rules.gathering(now.parse().unwrap()).to_string();
        assert_eq!(next("2026-05-15T00:29:59Z"), "2026-05-15T00:30:00Z");
        assert_eq!(next("2026-05-15T00:30:00Z"), "2026-05-16T00:30:00Z");
    }
}
