//! What a verb sees, and what it gives back.

use std::collections::BTreeMap;

use guohe_rules::{syntax::Quantity, yaml::Located};
use jiff::{Timestamp, civil::Date};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{draw::Reason, rank::Standing};
use crate::{
    case::Case,
    conflict::Bar,
    draw::Draw,
    event::NewEvent,
    happened::{Happened, Wrote},
    late::Late,
    law::Law,
    moment::{Moment, end_of},
    notice::Notice,
    outside::Outside,
    person::Person,
    ports::Account,
    procedure::{Act, Fill, Level, Outcome},
    refusal::{Fault, Refusal, Sort, words},
    round::Round,
    rulebook::{Asked, Day},
    term::Until,
};

/// What a verb sees. All of it was loaded before; a verb loads nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The law of the case.
    pub(crate) law: &'a Law,
    /// The round.
    pub(crate) round: &'a Round,
    /// The case.
    pub(crate) case: &'a Case,
    /// The act.
    pub(crate) act: &'a Act,
    /// Who acts.
    pub(crate) person: &'a Person,
    /// In which role.
    pub(crate) role: &'a str,
    /// When.
    pub(crate) moment: &'a Moment,
    /// What else was loaded for it.
    pub(crate) gathered: &'a Gathered,
    /// That the act took place earlier, on paper.
    pub(crate) late: Option<&'a Entering>,
}

/// An act that took place on paper, as it is done now.
#[derive(Debug, Clone)]
pub(crate) struct Entering {
    /// The mark that it bears.
    pub(crate) mark: Late,
    /// The role of the officer who confirms it; the act itself is that of another role.
    pub(crate) role: String,
    /// The confirmation, recorded right before it.
    pub(crate) confirmed: NewEvent,
    /// The day on which it took place, where a clause has it count from then.
    pub(crate) counts_on: Option<Date>,
}

/// What some kinds of act need from the store.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// What is known from outside the case.
    pub(crate) outside: Outside,
    /// Accounts that the input names.
    pub(crate) accounts: Vec<Account>,
    /// The draw from which a panel is put together.
    pub(crate) draw: Option<Draw>,
    /// Experts who cannot be called as things stand, and why.
    pub(crate) bars: BTreeMap<Uuid, Bar>,
    /// What else keeps those who are called from a panel, whatever the case.
    pub(crate) unfit: BTreeMap<Uuid, Vec<Reason>>,
    /// A number of its own for a certificate.
    pub(crate) number: Option<u64>,
    /// The notice in which the case stands.
    pub(crate) notice: Option<Notice>,
    /// Where the case stands in a ranking.
    pub(crate) standing: Option<Standing>,
}

impl Gathered {
    /// The accounts that an act puts on a panel: named, or behind the tickets of a draw.
    pub(crate) fn called(&self, input: &Value) -> Vec<Uuid> {
        let named = input.get("experts").and_then(Value::as_array).into_iter().flatten();
        let named = named.filter_map(|id| id.as_str()?.parse().ok());
        let drawn = self.draw.iter().filter_map(|draw| Some((draw, draw.result.as_ref()?)));
        let drawn = drawn.flat_map(|(draw, (_, drawn))| {
            let tickets = drawn.seats.iter().chain(&drawn.substitutes);
            tickets.filter_map(|ticket| draw.account_of(ticket)).collect::<Vec<_>>()
        });
        named.chain(drawn).collect()
    }
}

/// What a verb decided.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that verbs seldom say")]
pub(crate) struct Deed<'a> {
    /// What is recorded about the case.
    pub(crate) what: Happened,
    /// Text about natural persons in it.
    pub(crate) personal: Option<Value>,
    /// The way out that was chosen.
    pub(crate) outcome: Option<&'a Outcome>,
    /// Where it leads, when the verb itself says so.
    pub(crate) to: Option<String>,
    /// Whether the act is not complete yet: the case stays where it is, and nothing is written.
    pub(crate) stays: bool,
    /// Until when the next act is due, when the verb itself says so.
    pub(crate) until: Option<Until>,
    /// What `$words` stand for in the rows that the act writes.
    pub(crate) words: BTreeMap<&'static str, Value>,
    /// The row of the act's record, when it is not a new one.
    pub(crate) row: Option<String>,
    /// Fields that the person filled in.
    pub(crate) fields: BTreeMap<String, Value>,
    /// Rows of other records.
    pub(crate) rows: Vec<Wrote>,
    /// What is recorded about the notice of the case as well.
    pub(crate) in_notice: bool,
    /// Whether it is recorded of nobody: neither of an account nor of a visit.
    pub(crate) nobody: bool,
    /// Words for the person.
    pub(crate) tells: Option<guohe_rules::syntax::Words>,
    /// For notices: what it shows, when it ends.
    pub(crate) shown: Option<BTreeMap<String, Value>>,
}

impl Deed<'_> {
    /// A deed that records this and nothing else.
    pub(crate) fn of(what: Happened) -> Self {
        Self {
            what,
            personal: None,
            outcome: None,
            to: None,
            stays: false,
            until: None,
            words: BTreeMap::new(),
            row: None,
            fields: BTreeMap::new(),
            rows: Vec::new(),
            in_notice: false,
            nobody: false,
            tells: None,
            shown: None,
        }
    }
}

impl<'a> Scene<'a> {
    /// The civil day on which the act counts: that on which it is recorded, unless a clause has what was done on
    /// paper count from the day on which it was done.
    pub(crate) fn today(&self) -> Date {
        let on_paper = self.late.and_then(|late| late.counts_on);
        on_paper.unwrap_or_else(|| self.moment.today())
    }

    /// The instant at which the act counts. Of what was done on paper only the day is known: its last instant.
    pub(crate) fn instant(&self) -> Timestamp {
        self.late.and_then(|late| late.counts_on).map_or(self.moment.now, end_of)
    }

    /// Reads what was handed in.
    pub(crate) fn read<T: DeserializeOwned>(&self, input: &Value) -> Result<T, Refusal> {
        let input = if input.is_null() { Value::Object(Map::new()) } else { input.clone() };
        serde_json::from_value(input).map_err(|error| {
            let fault = Fault::at(
                "input",
                format!("提交内容的结构不对：{error}"),
                format!("what was handed in has the wrong shape: {error}"),
            );
            self.invalid(vec![fault])
        })
    }

    /// A refusal because of faults.
    pub(crate) fn invalid(&self, faults: Vec<Fault>) -> Refusal {
        Refusal::of_faults(&self.act.id.value, faults)
    }

    /// A refusal because a condition of the act is not fulfilled.
    pub(crate) fn condition(&self, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
        let next = self.act.refuse.clone().unwrap_or_else(|| {
            words("满足上述条件后再办理", "do it again once the condition is fulfilled")
        });
        Refusal::new(Sort::Condition, &self.act.id.value, words(zh, en), next)
            .citing(self.act.clauses())
    }

    /// The way out that was chosen.
    pub(crate) fn outcome(&self, id: &str) -> Result<&'a Outcome, Refusal> {
        self.act.outcome(id).ok_or_else(|| {
            let zh: Vec<_> = self.act.outcomes.iter().map(|o| o.name.zh.as_str()).collect();
            let en: Vec<_> = self.act.outcomes.iter().map(|o| o.id.value.as_str()).collect();
            self.invalid(vec![Fault::at(
                "outcome",
                format!("请在下列结果中选择其一：{}", zh.join("、")),
                format!("choose one of these: {}", en.join(", ")),
            )])
        })
    }

    /// Reasons that must be given.
    pub(crate) fn reasons(&self, reasons: &str) -> Result<String, Refusal> {
        let trimmed = reasons.trim();
        if trimmed.is_empty() {
            return Err(self.invalid(vec![no_reasons("reasons")]));
        }
        Ok(trimmed.to_owned())
    }

    /// The case as a facts file on a day.
    pub(crate) fn facts(&self, case: &Case, on: Date) -> Value {
        case.as_facts(self.round, self.law.vocabulary(), &self.gathered.outside.registries, on)
    }

    /// A case as the rules see it.
    pub(crate) fn asked(&self, case: &Case, on: Date, level: Level) -> Asked<'a> {
        Asked::about(self.law, (self.round, case), &self.gathered.outside, on, level)
    }

    /// A day by a quantity of the procedure, in which the reference date is the day of the act.
    pub(crate) fn day(&self, quantity: &Located<Quantity>, case: &Case) -> Result<Day, Refusal> {
        let asked = self.asked(case, self.today(), Level::Declared);
        asked.day(quantity).map_err(|because| {
            let (zh, en) = because.told();
            self.condition(
                format!("期限无法计算：{zh}"),
                format!("the day cannot be computed: {en}"),
            )
            .citing(because.cites)
        })
    }

    /// The last row that the case file holds of a record.
    fn last_row(&self, record: &str) -> Option<Value> {
        let list = self.law.list_of(record)?;
        let last = self.case.rows.iter().rfind(|row| row.list == list);
        last.map(|row| json!(row.id))
    }

    /// The value that the machine enters.
    pub(crate) fn fill(&self, fill: &Fill, deed: &Deed<'_>) -> Option<Value> {
        if fill.is_day() {
            let asked = self.asked(self.case, self.today(), Level::Declared);
            return asked.day(&fill.day()?).ok().map(|day| json!(day.day));
        }
        let Some(word) = fill.word() else { return Some(fill.0.value.clone()) };
        match word {
            "today" => Some(json!(self.today())),
            "role" => Some(json!(self.role)),
            "type" => Some(json!(self.case.kind)),
            "region" => Some(json!(self.law.pack.file.region)),
            "year" => Some(json!(self.today().year())),
            "outcome" => deed.outcome.map(|outcome| json!(outcome.id.value)),
            other => match other.split_once('.') {
                Some(("last", last)) => match last.split_once('.') {
                    Some((record, field)) => {
                        self.case.last_of(self.law, record)?.get(field).cloned()
                    }
                    None => self.last_row(last),
                },
                Some(("asked", field)) => deed.fields.get(field).cloned(),
                Some((record, field)) => self.case.facts.value(record, field),
                None => deed.words.get(other).cloned(),
            },
        }
    }
}

/// The fault of giving no reasons.
pub(crate) fn no_reasons(place: &str) -> Fault {
    Fault::at(place, "请写明理由", "give reasons")
}
