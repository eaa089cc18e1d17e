//! What a clause takes from outside the application: values of parameters, and registers.
//!
//! Where a value comes from and since when it is known is no business of the rules; the names given here are
//! those by which whoever keeps the values finds that out.

use serde::{Deserialize, Serialize};

use super::both;
use crate::{
    model::Clause,
    pack::{Pack, ParamValue},
    prose::Writer,
    situation::Situation,
    syntax::Words,
};

/// A value of a parameter that a clause looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideValue {
    /// The parameter.
    pub name: String,
    /// Its title.
    pub title: Words,
    /// The year whose value is looked at, where there is one for each year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// The value in words; none while it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Words>,
}

/// The values of parameters that a clause looks at, by name and year.
pub fn outside_values(pack: &Pack, at: &Situation, clause: &Clause) -> Vec<OutsideValue> {
    let today = i64::from(at.on().year());
    let needed = super::needs(clause).parameters.into_iter();
    let mut values: Vec<OutsideValue> = needed
        .filter_map(|(parameter, before)| {
            let (written, _) = pack.names.parameter_def(parameter)?;
            let year = before.map(|before| today - before);
            let known = match (at.parameters.get(parameter), year) {
                (ParamValue::Missing, _) => false,
                (ParamValue::Series(years), Some(year)) => years.contains_key(&year),
                (ParamValue::Series(years), None) => !years.is_empty(),
                (_, _) => true,
            };
            let words = |lang| {
                let writer = Writer::new(pack, lang).with(&at.parameters);
                writer.value_of(parameter, year)
            };
            Some(OutsideValue {
                name: written.name.value.clone(),
                title: written.title.clone(),
                year,
                value: known.then(|| both(words)),
            })
        })
        .collect();
    values.sort_by(|one, other| (&one.name, one.year).cmp(&(&other.name, other.year)));
    values
}

/// The registers that a clause looks at, by the plural noun of their rows.
pub fn registers(pack: &Pack, clause: &Clause) -> Vec<String> {
    let vocabulary = &pack.names.vocabulary;
    let uses = super::uses(pack, clause).into_iter();
    let mut lists: Vec<String> = uses
        .filter_map(|one| vocabulary.record_def(one.record))
        .filter(|def| def.is_registry())
        .filter_map(|def| def.list.clone())
        .collect();
    lists.dedup();
    lists
}
