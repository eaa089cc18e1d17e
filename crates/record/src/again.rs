//! Working the result out again, from what the record holds alone.

use std::collections::BTreeMap;

use guohe_cases::{
    case::Machine,
    event::Event,
    happened::{Entry, Happened},
    law::Law,
    parameter::Entered,
    procedure::Level,
};
use guohe_chain::both::{Both, hex};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    json::{difference, stored},
    manifest::{DECISION, EVENTS, FACTS, LOG, OUTSIDE, PEOPLE, ROUND, TRACE, WITHHELD},
    matter::{Fixed, Known, Matter},
    report::{Count, Lines},
    tell::{self, Looked},
    verify::{
        Read,
        logged::{Log, Logged},
        typed,
    },
    withheld::{self, Kept, Left},
};

/// An event of the full edition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    record: u64,
    /// The line of the log; none where somebody is hidden in it.
    leaf: Option<String>,
    event: Event,
}

/// Works everything out from the events, and compares it part by part.
pub(crate) fn full(law: &Law, read: &Read, lines: &mut Lines) -> Count {
    let none = Count::default();
    let Some(opened) = opened(read, lines) else { return none };
    let Some(recorded) = read.part::<Vec<Recorded>>(EVENTS, lines) else { return none };
    if !from_the_log(read, &recorded, lines) {
        return none;
    }
    let Some(fixed) = opened.get(ROUND).and_then(|part| typed::<Fixed>(part, ROUND, lines)) else {
        return none;
    };
    let Some(outside) = opened.get(OUTSIDE).and_then(|part| typed::<Known>(part, OUTSIDE, lines))
    else {
        return none;
    };
    let events = recorded.into_iter().map(|one| one.event).collect();
    let names = opened.get(PEOPLE).map(names).unwrap_or_default();
    let matter = Matter { law, round: fixed.round(), events, outside, names };
    let parts = match tell::parts(&matter) {
        Ok(Some(parts)) => parts,
        Ok(None) => {
            lines.wrong(EVENTS, "记录中没有经确认的决定", "the records hold no confirmed decision");
            return none;
        }
        Err(error) => {
            lines.wrong(
                EVENTS,
                format!("记录不能连成一件：{error}"),
                format!("the records do not follow each other: {error}"),
            );
            return none;
        }
    };
    same_parts(&parts, &opened, lines);
    let found = parts.get(TRACE).zip(opened.get(TRACE));
    let count = found.map_or(none, |(again, recorded)| compare(again, recorded, false, lines));
    let machine = parts.get(TRACE).map(machine_of);
    machine_is(machine.as_ref(), opened.get(DECISION), lines);
    told(count, lines);
    count
}

/// The parts with what was left out in its place.
fn opened(read: &Read, lines: &mut Lines) -> Option<BTreeMap<String, Value>> {
    let left = read.part::<Vec<Left>>(WITHHELD, lines)?;
    let kept = match Kept::of(&left) {
        Ok(kept) => kept,
        Err(what) => {
            lines.wrong(WITHHELD, what.zh, what.en);
            return None;
        }
    };
    let mut opened = BTreeMap::new();
    for (name, value) in
        read.parts.iter().filter(|(name, _)| ![EVENTS, WITHHELD].contains(&name.as_str()))
    {
        match kept.open(value, "") {
            Ok(value) => drop(opened.insert(name.clone(), value)),
            Err(at) => lines.wrong(
                name,
                format!("{at} 处的承诺与 {WITHHELD} 中的值不符"),
                format!("the commitment at {at} is not that of a value in {WITHHELD}"),
            ),
        }
    }
    let whole = opened.len() + 2 == read.parts.len();
    whole.then(|| {
        lines.holds(
            WITHHELD,
            format!("公开版略去的 {} 项值与各处的承诺相符", left.len()),
            format!(
                "the {} values that the public edition leaves out are those of their commitments",
                left.len()
            ),
        );
        opened
    })
}

/// Whether the events are those of the log, as far as their lines are shown.
fn from_the_log(read: &Read, recorded: &[Recorded], lines: &mut Lines) -> bool {
    let before = lines.faults();
    let Some(log) = read.part::<Log>(LOG, lines) else { return false };
    for (at, one) in recorded.iter().enumerate() {
        is_logged(read, (at, one), log.entries.get(at), lines);
    }
    if recorded.len() as u64 != read.manifest.decision {
        lines.wrong(
            EVENTS,
            "记录条数与清单不符",
            "the number of records is not that of the manifest",
        );
    }
    opens_under(read, recorded, lines);
    if lines.faults() > before {
        return false;
    }
    let shown = recorded.iter().filter(|one| one.leaf.is_some()).count();
    let hidden = recorded.len() - shown;
    lines.holds(
        EVENTS,
        format!("{shown} 条记录的内容与日志所记的逐字相符"),
        format!("the content of {shown} records is, word by word, what the log holds"),
    );
    if hidden > 0 {
        lines.unchecked(
            EVENTS,
            format!("{hidden} 条记录涉及依规则不具名的专家：只核对其在日志之中，其内容以本档案的签名为凭"),
            format!(
                "{hidden} records are about experts whom the rule hides: that they are in the log was checked, what they say \
                 rests on the signature of this record"
            ),
        );
    }
    lines.unchecked(
        EVENTS,
        "自然人信息在日志中是加密的：其文字以本档案的签名为凭，不能与日志逐字比对",
        "texts about natural persons are sealed in the log: they rest on the signature of this record and cannot be compared with \
         the log word by word",
    );
    true
}

/// Whether one event is that of the log, as far as its line is shown.
fn is_logged(
    read: &Read,
    (at, one): (usize, &Recorded),
    logged: Option<&Logged>,
    lines: &mut Lines,
) {
    let (record, event) = (one.record, &one.event);
    let mut wrong = |zh: &str, en: &str| {
        lines.wrong(EVENTS, format!("第{record}条记录：{zh}"), format!("record {record}: {en}"));
    };
    if record != at as u64 + 1 || event.seq != record || event.stream.id != read.manifest.case {
        wrong("编号不连续，或属于另一件", "numbers have a gap, or it belongs to another case");
    }
    let Some(line) = &one.leaf else { return };
    if logged.and_then(Logged::leaf) != Some(Both::leaf(line)) {
        wrong("日志行与日志证明中的叶不符", "its line is not the leaf in the proof of the log");
    } else if !is_told(line, logged.map(Logged::number), event) {
        wrong(
            "内容与日志所记的不符：被改动过",
            "its content is not what the log holds: it was changed",
        );
    }
}

/// The pack under which the case was opened is the one of the record.
#[expect(clippy::wildcard_enum_match_arm, reason = "one kind of event names a pack")]
fn opens_under(read: &Read, recorded: &[Recorded], lines: &mut Lines) {
    let first = recorded.first().and_then(|one| Entry::read(&one.event).ok());
    let pack = first.and_then(|entry| match entry.what {
        Happened::CaseOpened { pack, .. } => Some(pack),
        _ => None,
    });
    if pack.as_ref() != Some(&read.manifest.pack) {
        let (zh, en) = (
            "立案所依据的规则包不是清单所列的",
            "the case was opened under another pack than the manifest has",
        );
        lines.wrong(EVENTS, zh, en);
    }
}

/// Whether a line of the log tells of an event.
fn is_told(line: &str, number: Option<u64>, event: &Event) -> bool {
    let Ok(Value::Object(leaf)) = serde_json::from_str::<Value>(line) else { return false };
    let text = |name: &str| leaf.get(name).and_then(Value::as_str);
    let payload = stored(&event.what.payload).map(|text| Both::of(&[text.as_bytes()]));
    let digests = payload.map(|both| json!({"sha256": hex(both.sha256), "sm3": hex(both.sm3)}));
    let actor = &event.what.actor;
    let acting_for = actor.acting_for.map(|account| account.to_string());
    let recorded_at = text("recorded_at").and_then(|at| at.parse::<Timestamp>().ok());
    leaf.get("payload") == digests.as_ref()
        && text("about") == Some("case")
        && text("id") == Some(event.stream.id.to_string().as_str())
        && leaf.get("seq").and_then(Value::as_u64) == Some(event.seq)
        && leaf.get("number").and_then(Value::as_u64) == number
        && text("kind") == Some(event.what.kind.as_str())
        && leaf.get("schema").and_then(Value::as_u64) == Some(u64::from(event.what.schema))
        && text("account") == Some(actor.account.to_string().as_str())
        && text("role") == Some(actor.role.as_str())
        && text("acting_for") == acting_for.as_deref()
        && text("effective_on") == Some(event.what.effective_on.to_string().as_str())
        && recorded_at == Some(event.recorded_at)
}

fn names(people: &Value) -> BTreeMap<Uuid, String> {
    let named = people.as_array().into_iter().flatten().filter_map(|one| {
        let account = one.get("account")?.as_str()?.parse().ok()?;
        Some((account, one.get("name")?.as_str()?.to_owned()))
    });
    named.collect()
}

fn same_parts(again: &tell::Parts, recorded: &BTreeMap<String, Value>, lines: &mut Lines) {
    let before = lines.faults();
    // The findings are compared clause by clause.
    for (name, value) in again.iter().filter(|(name, _)| **name != TRACE) {
        let found = recorded.get(*name).unwrap_or(&Value::Null);
        if let Some(at) = difference(value, found) {
            lines.wrong(
                name,
                format!("“{at}”与由记录推出的不符"),
                format!("`{at}` is not what follows from the records"),
            );
        }
    }
    if lines.faults() == before {
        lines.holds(
            FACTS,
            "事实、佐证、判断、豁免、附件与办理事项，均由记录逐项重新推出，完全一致",
            "facts, support, judgements, waivers, attachments and acts were worked out again from the records, and are the same",
        );
    }
}

/// Works the findings out from the facts that are public, and compares those that come out.
pub(crate) fn public(law: &Law, read: &Read, lines: &mut Lines) -> Count {
    let none = Count::default();
    let left: usize = read.parts.values().map(withheld::count).sum();
    lines.unchecked(
        WITHHELD,
        format!("公开版略去 {left} 项值，各处留有承诺：其内容不能核对，须用完整版"),
        format!("the public edition leaves out {left} values and holds a commitment to each: what they are takes the full edition"),
    );
    let (Some(decision), Some(trace)) = (read.parts.get(DECISION), read.parts.get(TRACE)) else {
        return none;
    };
    machine_is(Some(&machine_of(trace)), Some(decision), lines);
    let level = decision.get("level").and_then(|level| Option::<Level>::deserialize(level).ok());
    let level = level.map(Option::unwrap_or_default);
    let day = decision.get("reference_date").and_then(|day| Date::deserialize(day).ok());
    let kind = decision.get("type").and_then(Value::as_str).unwrap_or_default();
    let entered =
        read.parts.get(OUTSIDE).and_then(|outside| outside.get("prepared")?.get("parameters"));
    let entered = entered.and_then(|entered| typed::<Entered>(entered, OUTSIDE, lines));
    let (Some(level), Some(day), Some(entered)) = (level, day, entered) else {
        told(none, lines);
        return none;
    };
    let Some(facts) = read.parts.get(FACTS).map(known) else { return none };
    let looked = Looked { law, entered: &entered, kind, day, level };
    let count = looked.trace(&facts).map_or(none, |again| compare(&again, trace, true, lines));
    told(count, lines);
    count
}

/// The facts that are public; a waiver without its reasons is still one.
fn known(facts: &Value) -> Value {
    let mut facts = withheld::without(facts);
    let waivers = facts.get_mut("waivers").and_then(Value::as_array_mut).into_iter().flatten();
    for waiver in waivers.filter_map(Value::as_object_mut) {
        waiver.entry("reasons").or_insert_with(|| json!("—"));
    }
    facts
}

/// Compares findings clause by clause. What comes out open because facts are missing does not contradict.
fn compare(again: &Value, recorded: &Value, partly: bool, lines: &mut Lines) -> Count {
    let mut count = Count::default();
    let by_clause = |trace: &Value| -> Map<String, Value> {
        let clauses = trace.get("clauses").and_then(Value::as_array).into_iter().flatten();
        let named =
            clauses.filter_map(|one| Some((one.get("clause")?.as_str()?.to_owned(), one.clone())));
        named.collect()
    };
    let (worked, told) = (by_clause(again), by_clause(recorded));
    for (clause, found) in &told {
        let other = worked.get(clause);
        let outcome =
            |one: &Value| one.get("outcome").and_then(Value::as_str).unwrap_or_default().to_owned();
        let now = other.map(outcome).unwrap_or_default();
        let same = if partly { now == outcome(found) } else { other == Some(found) };
        if same {
            count.same += 1;
        } else if partly && (is_open(&now) || outcome(found) == "not_applicable") {
            // What holds whether or not the clause applies holds as well while that is not known.
            count.left_open += 1;
        } else {
            count.other += 1;
            let was = outcome(found);
            lines.wrong(
                TRACE,
                format!("{clause}：档案记为 {was}，重新核验得 {now}"),
                format!("{clause}: recorded as {was}, worked out as {now}"),
            );
        }
    }
    for clause in worked.keys().filter(|clause| !told.contains_key(*clause)) {
        count.other += 1;
        lines.wrong(
            TRACE,
            format!("缺少 {clause} 的核验结果"),
            format!("the finding on {clause} is missing"),
        );
    }
    // What stands beside the clauses follows from all of them.
    let rest = |trace: &Value| {
        let mut rest = trace.as_object().cloned().unwrap_or_default();
        rest.remove("clauses");
        Value::Object(rest)
    };
    if let Some(at) = difference(&rest(again), &rest(recorded)).filter(|_| !partly) {
        lines.wrong(
            TRACE,
            format!("“{at}”与重新核验的不符"),
            format!("`{at}` is not what was worked out"),
        );
    }
    count
}

/// Whether an outcome says that something is missing.
fn is_open(outcome: &str) -> bool {
    ["undetermined", "needs_judgement", "not_yet_due", "due_unknown"].contains(&outcome)
}

/// The conditions of a trace as the log keeps them beside a decision.
fn machine_of(trace: &Value) -> Machine {
    let text = |value: &Value, name: &str| {
        value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let clauses = trace.get("clauses").and_then(Value::as_array).into_iter().flatten();
    let conjoined =
        clauses.filter(|one| ["condition", "bar"].contains(&text(one, "role").as_str()));
    Machine {
        overall: text(trace, "overall"),
        clauses: conjoined.map(|one| (text(one, "clause"), text(one, "outcome"))).collect(),
    }
}

/// Whether what was put beside the decision is what the trace comes to.
fn machine_is(worked: Option<&Machine>, decision: Option<&Value>, lines: &mut Lines) {
    let beside = decision.and_then(|decision| decision.get("machine")).filter(|one| !one.is_null());
    let Some(beside) = beside.and_then(|one| typed::<Machine>(one, DECISION, lines)) else {
        return;
    };
    if worked == Some(&beside) {
        let (count, overall) = (beside.clauses.len(), &beside.overall);
        return lines.holds(
            DECISION,
            format!("作出决定时系统给出的结论（{overall}，{count} 项条件）与核验结果一致"),
            format!("what the machine had put beside the decision ({overall}, {count} conditions) is what the findings come to"),
        );
    }
    let differs = worked.and_then(|worked| {
        worked
            .clauses
            .iter()
            .zip(&beside.clauses)
            .find(|(one, other)| one != other)
            .map(|(one, _)| one.0.clone())
    });
    let at = differs.unwrap_or_else(|| "overall".to_owned());
    lines.wrong(
        TRACE,
        format!("作出决定时系统给出的结论与核验结果不一致：{at}"),
        format!(
            "what the machine had put beside the decision is not what the findings come to: {at}"
        ),
    );
}

fn told(count: Count, lines: &mut Lines) {
    let Count { same, other, left_open } = count;
    if same + other + left_open == 0 {
        return lines.unchecked(
            TRACE,
            "本件没有申报条件可核验：不是由申报而来",
            "there are no conditions to look at: nobody applied in this case",
        );
    }
    if other == 0 && same > 0 {
        lines.holds(
            TRACE,
            format!("重新核验 {same} 项，结果与档案逐项一致"),
            format!("{same} findings were worked out again and are as recorded"),
        );
    }
    if left_open > 0 {
        lines.unchecked(
            TRACE,
            format!("{left_open} 项所依据的事实或判断在公开版中略去，不能重新核验；其结果以签名为凭"),
            format!(
                "{left_open} findings rest on facts or judgements that the public edition leaves out: they could not be worked out \
                 again and rest on the signature"
            ),
        );
    }
}
