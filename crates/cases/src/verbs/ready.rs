//! Whether the clauses of a pack can be decided in a round: which readings nobody has chosen, and which values
//! from outside are missing.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{
    document,
    pack::{ParamValue, Parameters},
    prose::{self, Lang},
    situation::Situation,
    syntax::{RegisterPolicy, Words},
};

use crate::{
    law::Law,
    parameter::Entered,
    refusal::{Fault, Refusal, words},
    round::Terms,
};

/// Something that a round lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The place in the form of the round: `readings.ENTRY` or `parameters.NAME`.
    pub place: String,
    /// What is missing, and who may enter it.
    pub what: Words,
    /// The clauses that need it.
    pub clauses: Vec<String>,
}

/// What is asked for: an entry of the register, or a parameter with its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted {
    Reading(u16),
    Value(u16, Option<i64>),
}

/// What a round lacks, each once with every clause that needs it.
pub fn lacks(law: &Law, terms: &Terms, entered: &Entered) -> Vec<Lack> {
    let pack = &law.pack;
    let mut situation = Situation::unknown(pack, terms.reference_date);
    situation.parameters = entered.over(pack);
    let year = i64::from(terms.reference_date.year());
    let mut wanted: BTreeMap<Wanted, BTreeSet<&str>> = BTreeMap::new();
    for clause in &pack.clauses {
        let needs = document::needs(clause);
        let open = needs.readings.into_iter().filter(|at| is_open(law, terms, *at));
        let missing = needs.parameters.into_iter().filter_map(|(at, before)| {
            let year = before.map(|before| year - before);
            is_missing(law, terms, &situation.parameters, at, year)
                .then_some(Wanted::Value(at, year))
        });
        for one in open.map(Wanted::Reading).chain(missing) {
            wanted.entry(one).or_default().insert(clause.written.id.value.as_str());
        }
    }
    let lack = |(wanted, clauses): (Wanted, BTreeSet<&str>)| Lack {
        place: place(law, wanted),
        what: said(law, &situation, wanted),
        clauses: clauses.into_iter().map(str::to_owned).collect(),
    };
    wanted.into_iter().map(lack).collect()
}

fn is_open(law: &Law, terms: &Terms, at: u16) -> bool {
    law.pack.names.register_def(at).is_some_and(|entry| {
        entry.policy == RegisterPolicy::Open && !terms.readings.contains_key(&entry.id.value)
    })
}

fn is_missing(
    law: &Law,
    terms: &Terms,
    parameters: &Parameters,
    at: u16,
    year: Option<i64>,
) -> bool {
    let def = law.pack.names.parameter_def(at);
    if def.is_none_or(|(written, _)| terms.parameters.contains_key(&written.name.value)) {
        return false;
    }
    match parameters.get(at) {
        ParamValue::Missing => true,
        ParamValue::Series(years) => year.is_none_or(|year| !years.contains_key(&year)),
        ParamValue::Bands(bands) => bands.is_empty(),
        // Days are counted from the round on; what lies further ahead is asked for when it is counted.
        ParamValue::Calendar(calendar) => {
            let opens = terms.opens_on.year()..=terms.closes_on.year();
            opens.into_iter().any(|year| !calendar.sources.contains_key(&year))
        }
        ParamValue::Value(_) | ParamValue::List(_) => false,
    }
}

fn place(law: &Law, wanted: Wanted) -> String {
    let names = &law.pack.names;
    match wanted {
        Wanted::Reading(at) => {
            let id = names.register_def(at).map(|entry| entry.id.value.as_str());
            format!("readings.{}", id.unwrap_or_default())
        }
        Wanted::Value(at, _) => {
            let name = names.parameter_def(at).map(|(written, _)| written.name.value.as_str());
            format!("parameters.{}", name.unwrap_or_default())
        }
    }
}

fn said(law: &Law, situation: &Situation, wanted: Wanted) -> Words {
    use guohe_rules::eval::Open;
    let open = match wanted {
        Wanted::Reading(at) => Open::Reading(at),
        Wanted::Value(at, year) => Open::Parameter(at, year),
    };
    let say = |lang| prose::open(&law.pack, situation, open, lang);
    words(say(Lang::Zh), say(Lang::En))
}

/// The refusal that names everything with its clauses.
pub(super) fn refusal(lacks: &[Lack]) -> Refusal {
    let fault = |lack: &Lack| {
        let clauses = lack.clauses.join("、");
        Fault::at(
            lack.place.clone(),
            format!("{}（{clauses}）", lack.what.zh),
            format!("{} ({})", lack.what.en, lack.clauses.join(", ")),
        )
    };
    let mut faults: Vec<Fault> = lacks.iter().map(fault).collect();
    faults.push(Fault::at(
        "despite",
        "请先补齐以上各项；确须先行开放的，写明理由",
        "settle these first, or say why the round is opened all the same",
    ));
    Refusal::of_faults("round", faults)
}
