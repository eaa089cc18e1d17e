//! A journey as it is written.

use std::{collections::BTreeMap, fmt};

use guohe_rules::{
    facts::Tree,
    syntax::{Additions, Words},
    yaml::Located,
};
use jiff::civil::{Date, DateTime, time};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::{
    facts::{Edit, Standing},
    happened::Wrote,
};

/// The hour at which something happens of which only the day is written.
const HOUR: i8 = 9;

/// A journey.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journey {
    /// Its name in the pack.
    pub(super) id: Located<String>,
    /// What it tells.
    pub(super) title: Words,
    /// What it shows: clauses, worked cases, edges of the requirements, traps.
    #[serde(default)]
    pub(super) cites: Vec<Located<String>>,
    /// The points from which it sets out, once from each; from nothing when absent.
    #[serde(default)]
    pub(super) after: Vec<Located<String>>,
    /// What happens, in the order of time.
    #[serde(default)]
    pub(super) acts: Vec<Located<Step>>,
    /// What cannot happen, although the procedure reads as if it could.
    #[serde(default)]
    pub(super) never: Vec<Never>,
}

/// Something of the procedure that no journey can reach, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Never {
    /// The act.
    pub(super) act: Located<String>,
    /// The stages in which it cannot be done so; any when absent.
    #[serde(default)]
    pub(super) from: Vec<String>,
    /// The way out that cannot be taken; any when absent.
    #[serde(default)]
    pub(super) outcome: Option<String>,
    /// The stage to which it cannot lead; any when absent.
    #[serde(default)]
    pub(super) to: Option<String>,
    /// Whether it is the condition of the act, or of the way out, that cannot fail.
    #[serde(default)]
    pub(super) refused: bool,
    /// Why not.
    #[expect(dead_code, reason = "for those who read the pack")]
    pub(super) why: Words,
}

/// Something that happens; at most one of the things from `round` to `act` is said.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// When, as `2026-03-02 09:30` or a day; a minute after what came before when absent.
    #[serde(default, deserialize_with = "civil")]
    pub(super) at: Option<DateTime>,
    /// Time passes until then, and brings about what comes by itself.
    #[serde(default, deserialize_with = "civil")]
    pub(super) wait_until: Option<DateTime>,
    /// Who: an actor of the pack, with a number where there are several (`expert-2`, `host-2`), several
    /// (`expert-1..5`), or `public`.
    #[serde(default)]
    pub(super) by: Option<String>,
    /// The case that is meant; the one named before when absent.
    #[serde(default)]
    pub(super) case: Option<String>,
    /// A round is opened.
    #[serde(default)]
    pub(super) round: Option<Round>,
    /// An application of this type is started and filled in.
    #[serde(default)]
    pub(super) open: Option<String>,
    /// A case of this sort is opened by the authority, with `fields` by their paths.
    #[serde(default)]
    pub(super) take_in: Option<String>,
    /// The facts it is filled in with: a file under `examples/`.
    #[serde(default)]
    pub(super) base: Option<Located<String>>,
    /// Changes to these facts.
    #[serde(default)]
    pub(super) changes: Option<Located<Tree>>,
    /// The round in which it is started, when there are several.
    #[serde(default)]
    pub(super) within: Option<String>,
    /// Single facts are changed.
    #[serde(default)]
    pub(super) edit: Option<Vec<Edit>>,
    /// All facts are marked.
    #[serde(default)]
    pub(super) mark: Option<Standing>,
    /// An act of the procedure is done.
    #[serde(default)]
    pub(super) act: Option<String>,
    /// Cases that it treats together with the one that is meant.
    #[serde(default)]
    pub(super) together_with: Vec<String>,
    /// The way out that is chosen.
    #[serde(default)]
    pub(super) outcome: Option<String>,
    /// Fields that are filled in.
    #[serde(default)]
    pub(super) fields: BTreeMap<String, Value>,
    /// Questions answered otherwise than with yes, or by a check at all; one about a row is `slot[row]`.
    #[serde(default)]
    pub(super) finds: BTreeMap<String, bool>,
    /// Numbers given to questions that are answered with one, by question.
    #[serde(default)]
    pub(super) points: BTreeMap<String, String>,
    /// Whatever else is handed in; `@actor` is the account of that person.
    #[serde(default)]
    pub(super) input: Value,
    /// It is refused: the sort of refusal, clauses it names, places of faults. All must be among what is said.
    #[serde(default)]
    pub(super) refused: Option<Vec<Located<String>>>,
    /// How the case stands afterwards.
    #[serde(default)]
    pub(super) expect: Expect,
    /// A name for what stands then, from which other journeys go on.
    #[serde(default)]
    pub(super) point: Option<String>,
}

/// A round.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Round {
    /// Its name in the journey.
    pub(super) id: String,
    /// The facts file whose `round` gives what is not said here.
    pub(super) base: Located<String>,
    /// First day.
    pub(super) opens_on: Date,
    /// Last day.
    pub(super) closes_on: Date,
    /// The reference date of its conditions; that of the facts file when absent.
    #[serde(default)]
    pub(super) date: Option<Date>,
    /// Parameters.
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, Value>,
    /// Readings.
    #[serde(default)]
    pub(super) readings: BTreeMap<String, String>,
    /// What it puts on file.
    #[serde(default)]
    pub(super) file: Vec<Wrote>,
    /// Conditions that its notice adds.
    #[serde(default)]
    pub(super) adds: Additions,
}

/// How a case stands; what is absent is not compared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Expect {
    /// The stage.
    pub(super) stage: Option<Located<String>>,
    /// Whose turn it is; `none` at an end.
    pub(super) waits_for: Option<Located<String>>,
    /// The last day for that; `none` when there is none.
    pub(super) due: Option<Located<String>>,
    /// What it has come to; `none` while it has not.
    pub(super) end: Option<Located<String>>,
    /// The number of the document.
    pub(super) number: Option<Located<String>>,
    /// The last day of the status; `none` when it has no term.
    pub(super) valid_to: Option<Located<String>>,
    /// What the machine finds over all conditions on the reference date of the round.
    pub(super) overall: Option<Located<String>>,
    /// Clauses, as the case reads on the day that the story has come to.
    pub(super) clauses: BTreeMap<String, Located<String>>,
    /// Whether an act is offered to those who do it.
    pub(super) offers: BTreeMap<String, Located<bool>>,
    /// Cells of the last row that the case file holds of a list, or of the one that `list#id` names; `none`
    /// when there is no such row or cell.
    pub(super) rows: BTreeMap<String, BTreeMap<String, Located<Value>>>,
    /// The last day for the answer to a question that waits for one, by its slot; `none` when it has no term, or waits
    /// no more.
    pub(super) asked: BTreeMap<String, Located<String>>,
    /// The bodies that may fill a role on the day that the story has come to, in Chinese and with 或 between them.
    pub(super) filled_by: BTreeMap<String, Located<String>>,
    /// How many rows of a list the case file holds.
    pub(super) counts: BTreeMap<String, Located<usize>>,
}

/// A civil time or a day, `2026-03-05 09:30` or `2026-03-05`.
fn civil<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    struct Written;
    impl de::Visitor<'_> for Written {
        type Value = DateTime;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a day, or a day and a time, as in 2026-03-05 09:30")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
            let day = text.parse::<Date>().ok().filter(|_| !text.contains(':'));
            match day {
                Some(day) => Ok(day.to_datetime(time(HOUR, 0, 0, 0))),
                None => text.parse().map_err(E::custom),
            }
        }
    }
    deserializer.deserialize_str(Written).map(Some)
}
