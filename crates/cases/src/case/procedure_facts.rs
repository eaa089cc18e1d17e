//! The case as the rules see it: one facts file of the application and of the case file.

use std::collections::BTreeMap;

use guohe_rules::{
    syntax::{Source, Words},
    vocabulary::Vocabulary,
};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Case;
use crate::{
    facts::object,
    happened::Wrote,
    registry::Registries,
    round::{CALL, Round},
};

impl Case {
    /// A facts file: round, facts of the application, rows of the case file, judgements, waivers, registry.
    ///
    /// The case file knows itself: a list of its own without rows is an empty list and not an unknown one. A
    /// register is closed where it is known to be complete on the day, and open everywhere else.
    pub fn as_facts(
        &self,
        round: &Round,
        vocabulary: &Vocabulary,
        registries: &Registries,
        on: Date,
    ) -> Value {
        let mut facts = self.facts.as_facts(&self.proofs());
        let mut registers = Map::new();
        let mut rows = Vec::new();
        for def in &vocabulary.records {
            let Some(list) = &def.list else { continue };
            match def.written.source {
                Some(Source::Procedure) => {
                    facts.insert(list.clone(), json!({"closed": true, "rows": []}));
                }
                Some(Source::Registry) => {
                    let extract = registries.on(list, on, &self.rows);
                    registers.insert(list.clone(), head(extract.open.as_ref()));
                    rows.extend(extract.rows);
                }
                Some(Source::Round) | None => {}
            }
        }
        // The type applied for is a fact of the application, of which the case itself keeps track.
        let cells = BTreeMap::from([("type".to_owned(), json!(self.kind))]);
        write_row(&mut facts, &Wrote { list: "application".to_owned(), id: String::new(), cells });
        for wrote in round.terms.file.iter().chain(rows).chain(&self.rows) {
            let section =
                if registers.contains_key(&wrote.list) { &mut registers } else { &mut facts };
            write_row(section, wrote);
        }
        if vocabulary.record(CALL).is_some() {
            facts.insert(CALL.to_owned(), round.terms.days_as_facts());
        }
        let mut of_round = round.terms.as_facts();
        if let (Some(of_round), Some(phase)) = (of_round.as_object_mut(), &self.phase) {
            of_round.insert("phase".to_owned(), json!(phase));
        }
        object([
            ("round", of_round),
            ("facts", Value::Object(facts)),
            ("judgements", self.judgements_as_facts()),
            ("waivers", self.waivers_as_facts()),
            ("registry", Value::Object(registers)),
        ])
    }

    /// Files by the place they prove.
    pub fn proofs(&self) -> BTreeMap<String, Vec<String>> {
        let mut proofs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        // What nobody may open proves nothing.
        for attachment in self.attachments.values().filter(|file| file.scan.is_usable()) {
            for place in &attachment.proves {
                proofs.entry(place.clone()).or_default().push(attachment.id.clone());
            }
        }
        proofs
    }

    fn judgements_as_facts(&self) -> Value {
        let mut slots = Map::new();
        for judgement in &self.judgements {
            let answer = match &judgement.finding.points[..] {
                [] => json!(if judgement.finding.yes { "yes" } else { "no" }),
                points => json!(points),
            };
            let slot = judgement.finding.slot.clone();
            match &judgement.finding.row {
                None => {
                    slots.insert(slot, answer);
                }
                Some(row) => {
                    let rows = slots.entry(slot).or_insert_with(|| json!({}));
                    if let Some(rows) = rows.as_object_mut() {
                        rows.insert(row.clone(), answer);
                    }
                }
            }
        }
        Value::Object(slots)
    }

    fn waivers_as_facts(&self) -> Value {
        let waivers = self.waivers.iter().filter(|waiver| waiver.stands()).map(|waiver| {
            json!({
                "clause": waiver.clause,
                "by": waiver.by.role,
                "on": waiver.on,
                "reasons": waiver.reasons,
                "refused": waiver.refused,
            })
        });
        waivers.collect()
    }
}

/// A register without rows: closed, or open with why.
fn head(open: Option<&Words>) -> Value {
    match open {
        None => json!({"closed": true, "rows": []}),
        Some(because) => json!({"closed": false, "because": because, "rows": []}),
    }
}

/// Adds a row to its list, or its facts to the record that exists once.
fn write_row(section: &mut Map<String, Value>, wrote: &Wrote) {
    let cells = wrote.cells.iter().map(|(field, value)| (field.clone(), value.clone()));
    let mut cells: Map<String, Value> = cells.collect();
    let place = section.entry(wrote.list.clone()).or_insert_with(|| json!({}));
    match place.get_mut("rows").and_then(Value::as_array_mut) {
        Some(rows) => {
            cells.insert("id".to_owned(), Value::String(wrote.id.clone()));
            rows.push(Value::Object(cells));
        }
        None => {
            if let Some(record) = place.as_object_mut() {
                record.extend(cells);
            }
        }
    }
}
