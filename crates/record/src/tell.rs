//! The parts of a record that follow from what was recorded: worked out in the same way when a record is made and when
//! it is verified.

use std::collections::BTreeMap;

use guohe_cases::{
    case::Case,
    event::Event,
    facts::Change,
    happened::{Entry, Happened, Unreadable},
    law::Law,
    parameter::Entered,
    procedure::{Act, DECIDED, Level},
    provenance,
    rulebook::{Answer, Asked},
};
use guohe_rules::{
    document,
    report::{self, ClauseResult, Report},
    situation::Situation,
    syntax::Blocked,
};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::{
    manifest::{
        ACTS, DECISION, EVIDENCE, FACTS, JUDGEMENTS, PEOPLE, PROVENANCE, TRACE, VALUES, WAIVERS,
    },
    matter::{Matter, prepared},
    people::People,
};

/// Parts by their names, nothing left out.
pub(crate) type Parts = BTreeMap<&'static str, Value>;

/// The parts that follow from a matter; none when its events end with no decision.
///
/// # Errors
/// An event that cannot follow those before it.
pub(crate) fn parts(matter: &Matter<'_>) -> Result<Option<Parts>, Unreadable> {
    let (Some(before), Some(decided)) = (matter.before()?, matter.decided()?) else {
        return Ok(None);
    };
    let people = People::of(matter.law, &matter.events);
    let day = matter.round.terms.reference_date;
    let outside = &matter.outside.prepared;
    let facts = before.as_facts(&matter.round, matter.law.vocabulary(), &outside.registries, day);
    // Where the act names no level the conditions are looked at as the applicant states the facts.
    let level = matter.level().unwrap_or_default();
    let looked =
        Looked { law: matter.law, entered: &outside.parameters, kind: &before.kind, day, level };
    let acts = trace_of_acts(matter)?;
    let at = looked.situation(&facts);
    let Some(report) = looked.report(&at) else {
        let trace = json!({ "acts": acts });
        let values = Value::Array(Vec::new());
        return Ok(Some(together(matter, &people, &decided, (facts, trace, values))));
    };
    let check = document::of(&report, &at, level.into());
    let used = provenance::used(matter.law, &matter.round, outside, &at, &check);
    let mut values = serde_json::to_value(used).unwrap_or_default();
    for register in values.as_array_mut().into_iter().flatten() {
        // Rows are named by what they hold; they stand among the facts.
        let all = register.get_mut("registers").and_then(Value::as_array_mut);
        for register in all.into_iter().flatten().filter_map(Value::as_object_mut) {
            register.remove("rows");
        }
    }
    let mut trace = trace(&report, &looked);
    if let Some(trace) = trace.as_object_mut() {
        trace.insert("acts".to_owned(), json!(acts));
    }
    Ok(Some(together(matter, &people, &decided, (facts, trace, values))))
}

fn together(
    matter: &Matter<'_>,
    people: &People,
    decided: &Case,
    (facts, trace, values): (Value, Value, Value),
) -> Parts {
    Parts::from([
        (DECISION, decision(matter, people, decided)),
        (PEOPLE, people.told(&matter.events, decided, &matter.names)),
        (ACTS, acts(matter, people, decided)),
        (FACTS, facts),
        (PROVENANCE, origins(&matter.events)),
        (TRACE, trace),
        (JUDGEMENTS, judgements(people, decided)),
        (WAIVERS, waivers(matter.law, people, decided)),
        (EVIDENCE, evidence(decided)),
        (VALUES, values),
    ])
}

/// With what the conditions of an application are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looked<'a> {
    pub(crate) law: &'a Law,
    pub(crate) entered: &'a Entered,
    pub(crate) kind: &'a str,
    pub(crate) day: Date,
    pub(crate) level: Level,
}

impl<'a> Looked<'a> {
    /// The facts as the rules see them.
    pub(crate) fn situation(&self, facts: &Value) -> Situation {
        let pack = &self.law.pack;
        let asked = Asked::of((pack, self.entered), facts, self.kind, self.day, self.level);
        asked.situation().clone()
    }

    /// What the conditions come to; none where nobody applies for anything.
    pub(crate) fn report(&self, at: &Situation) -> Option<Report<'a>> {
        let pack = &self.law.pack;
        Some(report::findings(pack, at, pack.type_at(self.kind)?))
    }

    /// The same as it is recorded, from facts.
    pub(crate) fn trace(&self, facts: &Value) -> Option<Value> {
        Some(trace(&self.report(&self.situation(facts))?, self))
    }
}

/// A report as it is recorded: what each clause came to and why it did not come to more, with its citation.
fn trace(report: &Report<'_>, looked: &Looked<'_>) -> Value {
    let clause = |one: &ClauseResult<'_>| {
        let written = &one.clause.written;
        let bar = written.bar.as_ref().filter(|_| one.bar);
        let waived = one.waiver.as_ref().map(|waiver| json!({"by": waiver.by, "on": waiver.on}));
        json!({
            "clause": one.id(),
            "role": document::Role::of(one),
            "citation": written.cite,
            "name": bar.map_or(&written.name, |bar| &bar.name),
            "outcome": one.outcome,
            "reasons": document::reasons(one),
            "exactness": one.exact,
            "waiver_pending": one.waiver_pending,
            "waived": waived,
        })
    };
    json!({
        "level": looked.level,
        "reference_date": looked.day,
        "type": looked.kind,
        "overall": report.overall,
        "by_conjunction": report.by_conjunction,
        "clauses": report.results.iter().map(|one| clause(one)).collect::<Vec<_>>(),
    })
}

/// What the two acts of the decision themselves demand, asked over the case as it was after each of them.
fn trace_of_acts(matter: &Matter<'_>) -> Result<Vec<Value>, Unreadable> {
    let mut found = Vec::new();
    let last = matter.events.last();
    for event in prepared(&matter.events).into_iter().chain(last) {
        let entry = Entry::read(event)?;
        let act = entry.frame.act.as_deref().and_then(|act| matter.law.procedure.act(act));
        let Some(act) = act else { continue };
        let Some(case) = crate::matter::folded(&matter.events, event.seq)? else { continue };
        let known = match &matter.outside.confirmed {
            Some(confirmed) if Some(event.seq) == last.map(|last| last.seq) => confirmed,
            _ => &matter.outside.prepared,
        };
        let (day, level) = (event.what.effective_on, act.sets.level.unwrap_or_default());
        let asked = Asked::about(matter.law, (&matter.round, &case), known, day, level);
        let mut add = |test: &str, answer: &Answer| {
            found.push(json!({"act": act.id.value, "test": test, "holds": holds(answer)}));
        };
        if let Some(test) = &act.when {
            add("when", &asked.test(test));
        }
        if let Some(test) = way_out(act, &entry.what).and_then(|way| way.when.as_ref()) {
            add("outcome", &asked.test(test));
        }
        let favours = case.decision.as_ref().is_some_and(|decision| decision.favourable);
        if !favours {
            continue;
        }
        for clause in &act.sets.barred_by {
            add(&clause.value, &asked.unbarred(&clause.value));
        }
        let kind = matter.law.pack.type_at(&case.kind).filter(|_| case.certificate.is_none());
        let bars = kind.map(|kind| matter.law.pack.barring(kind, Blocked::Certify));
        for clause in bars.into_iter().flatten() {
            let id = &clause.written.id.value;
            add(id, &asked.unbarred(id));
        }
    }
    Ok(found)
}

/// The way out that was chosen, as far as the event tells it.
fn way_out<'a>(act: &'a Act, what: &Happened) -> Option<&'a guohe_cases::procedure::Outcome> {
    if let Happened::DecisionPrepared { outcome, .. } = what {
        return act.outcome(outcome);
    }
    let mut ways = act.outcomes.iter();
    ways.find(|way| way.to.as_ref().is_some_and(|to| to.value == DECIDED))
}

fn holds(answer: &Answer) -> &'static str {
    match answer {
        Answer::Holds => "yes",
        Answer::Fails(_) => "no",
        Answer::Unknown(_) => "unknown",
    }
}

fn decision(matter: &Matter<'_>, people: &People, decided: &Case) -> Value {
    let Some(decision) = &decided.decision else { return Value::Null };
    let done = |seq: Option<u64>, actor: &guohe_cases::event::Actor, on: Date| json!({"record": seq, "person": people.number(actor.account), "role": actor.role, "on": on});
    let prepared_by = prepared(&matter.events);
    let seq = prepared_by.map(|event| event.seq);
    let confirmed = decision
        .confirmed
        .as_ref()
        .map(|(actor, on)| done(matter.events.last().map(|event| event.seq), actor, *on));
    let procedure = &matter.law.procedure;
    let act = procedure.act(&decision.act);
    let way = act.and_then(|act| act.outcome(&decision.outcome));
    json!({
        "case": decided.id,
        "pack": decided.pack,
        "type": decided.kind,
        "title": decided.title(),
        "act": decision.act,
        "act_name": act.map(|act| &act.name),
        "outcome": decision.outcome,
        "outcome_name": way.map(|way| &way.name),
        "favourable": decision.favourable,
        "leads_to": decision.then,
        "level": matter.level(),
        "reference_date": matter.round.terms.reference_date,
        "reasons": decision.reasons,
        "overrides": decision.overrides,
        "machine": decision.machine,
        "prepared": done(seq, &decision.prepared.0, decision.prepared.1),
        "confirmed": confirmed,
        "stage": decided.stage.at.to,
    })
}

fn acts(matter: &Matter<'_>, people: &People, decided: &Case) -> Value {
    let procedure = &matter.law.procedure;
    let steps = decided.timeline.iter().zip(&matter.events);
    let row = |(step, event): (&guohe_cases::case::Step, &Event)| {
        let act = step.act.as_ref().and_then(|act| procedure.act(act));
        let acting_for = step.by.acting_for.map(|account| people.number(account));
        json!({
            "record": step.seq,
            "kind": step.kind,
            "act": step.act,
            "name": act.map(|act| &act.name),
            "role": step.by.role,
            "person": people.number(step.by.account),
            "acting_for": acting_for,
            "on": step.on,
            "recorded_at": event.recorded_at,
            "to": step.to,
            "late": step.late,
        })
    };
    steps.map(row).collect()
}

/// In which record each fact was stated last, and which marks came after.
#[expect(clippy::wildcard_enum_match_arm, reason = "three kinds of event are about facts")]
fn origins(events: &[Event]) -> Value {
    let (mut stated, mut marked) = (Map::new(), Vec::new());
    for event in events {
        let Ok(entry) = Entry::read(event) else { continue };
        match entry.what {
            Happened::FactsChanged { changes } => {
                for change in changes {
                    state(&mut stated, change, event.seq);
                }
            }
            Happened::FactsMarked { places, standing, .. } => {
                marked.push(json!({"record": event.seq, "places": places, "level": standing}));
            }
            Happened::FileAttached { attachment } => {
                let (id, places) = (attachment.id, attachment.proves);
                marked.push(json!({"record": event.seq, "places": places, "attachment": id}));
            }
            _ => {}
        }
    }
    json!({"stated": stated, "marked": marked})
}

fn state(stated: &mut Map<String, Value>, change: Change, seq: u64) {
    match change {
        Change::Set { place, .. } => drop(stated.insert(place, json!(seq))),
        Change::Added { list, row, cells } => {
            let places = cells.into_keys().map(|field| format!("{list}[{row}].{field}"));
            stated.extend(places.map(|place| (place, json!(seq))));
        }
        Change::Closed { list } => drop(stated.insert(list, json!(seq))),
        Change::Reopened { list } => drop(stated.remove(&list)),
        Change::Removed { list, row } => {
            let of_row = format!("{list}[{row}].");
            stated.retain(|place, _| !place.starts_with(&of_row));
        }
    }
}

fn judgements(people: &People, decided: &Case) -> Value {
    let found = decided.judgements.iter().map(|one| {
        json!({
            "slot": one.finding.slot,
            "row": one.finding.row,
            "yes": one.finding.yes,
            "points": one.finding.points,
            "reasons": one.finding.reasons,
            "panel": one.panel,
            "person": people.number(one.by.account),
            "role": one.by.role,
            "on": one.on,
        })
    });
    let panels = decided.panels.iter().map(|panel| {
        let seats = panel.seats.iter().map(|seat| {
            let (alias, answers) = (&seat.alias, &seat.answers);
            json!({"alias": alias, "recused": seat.recused(), "answers": answers, "final_on": seat.final_on})
        });
        let closed = panel.closed.as_ref();
        json!({
            "panel": panel.id,
            "key": panel.key,
            "convened_on": panel.convened_on,
            "seats": seats.collect::<Vec<_>>(),
            "outcome": closed.map(|closed| &closed.outcome),
            "opinion": closed.map(|closed| &closed.opinion),
            "closed_on": closed.map(|closed| closed.on),
        })
    });
    json!({"found": found.collect::<Vec<_>>(), "panels": panels.collect::<Vec<_>>()})
}

fn waivers(law: &Law, people: &People, decided: &Case) -> Value {
    let one = |waiver: &guohe_cases::case::Waiver| {
        let signed = waiver.countersigned.as_ref().map(|(agreed, reasons, by, on)| {
            let person = people.number(by.account);
            json!({"agreed": agreed, "reasons": reasons, "person": person, "role": by.role, "on": on})
        });
        let clause = law.pack.clause(&waiver.clause).map(|clause| &clause.written);
        json!({
            "clause": waiver.clause,
            "citation": clause.map(|clause| &clause.cite),
            "modality": clause.map(|clause| clause.modality),
            "refused": waiver.refused,
            "awaits": waiver.awaits,
            "person": people.number(waiver.by.account),
            "role": waiver.by.role,
            "on": waiver.on,
            "reasons": waiver.reasons,
            "countersigned": signed,
        })
    };
    decided.waivers.iter().map(one).collect()
}

fn evidence(decided: &Case) -> Value {
    let one = |file: &guohe_cases::attachment::Attachment| {
        json!({
            "id": file.id,
            "sha256": file.digest,
            "kind": file.kind,
            "size": file.size,
            "name": file.name,
            "label": file.label,
            "proves": file.proves,
            "scan": file.scan,
        })
    };
    decided.attachments.values().map(one).collect()
}
