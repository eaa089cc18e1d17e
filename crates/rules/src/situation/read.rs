//! Reading a situation from a facts file: sections `round`, `facts`, `judgements`, `waivers`, `registry`, and
//! `packs` with what only one pack understands.
//!
//! Facts are the same whoever asks. Questions to people, readings and clauses belong to a pack: a file for
//! several packs holds them under `packs`, by the id of the pack.

mod several;
mod waiver;

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use super::{Answer, Judgements, Situation};
use crate::{
    compile::{ParamKind, nearest},
    diagnostic::{Diagnostic, words},
    facts::{Reader, Tree},
    pack::{ListValue, MemberValue, Pack, ParamValue, Parameters, number},
    syntax::PointRange,
    value::Num,
    vocabulary::Kind,
    yaml::{Located, Place},
};

pub use several::read_all;

const SECTIONS: [&str; 7] =
    ["round", "lists", "facts", "judgements", "waivers", "registry", "packs"];
/// The sections that one pack may have of its own.
const OWN_SECTIONS: [&str; 3] = ["round", "judgements", "waivers"];

/// Reads a document of facts for a pack.
///
/// The situation is always given; what could not be read is unknown in it and named in the findings. The reference date is `on`, else `round.date` of the pack's own part, else
/// `round.date`, else a finding. Parts of other packs are left alone.
pub fn read(
    pack: &Pack,
    file: &str,
    document: &Located<Tree>,
    on: Option<Date>,
) -> (Situation, Vec<Diagnostic>) {
    read_with(pack, &pack.parameters, file, document, on)
}

/// The same where more is known of the parameters than the pack carries. What the document says under
/// `round.parameters` goes before it.
pub fn read_with(
    pack: &Pack,
    parameters: &Parameters,
    file: &str,
    document: &Located<Tree>,
    on: Option<Date>,
) -> (Situation, Vec<Diagnostic>) {
    let (situation, mut findings) = one((pack, parameters), &[], file, document, on);
    let own = findings.1;
    findings.0.extend(own);
    (situation, findings.0)
}

/// The situation for one pack, what is wrong with the facts, and what is wrong with the rest.
fn one(
    (pack, parameters): (&Pack, &Parameters),
    others: &[&Pack],
    file: &str,
    document: &Located<Tree>,
    on: Option<Date>,
) -> (Situation, (Vec<Diagnostic>, Vec<Diagnostic>)) {
    let mut reader = Reader::new(&pack.names.vocabulary, file);
    let Tree::Map(entries) = &document.value else {
        let message = words("事实文件应为若干部分", "a facts file consists of sections");
        reader.say("facts-shape", document.place, message);
        return (Situation::unknown(pack, Date::MIN), (reader.findings, Vec::new()));
    };
    for (name, _) in entries {
        if !SECTIONS.contains(&name.value.as_str()) {
            let message = words(
                format!("事实文件没有“{name}”部分"),
                format!("a facts file has no section `{name}`"),
            );
            reader.say("facts-shape", name.place, message);
        }
    }
    openness(document, &mut reader);
    for section in ["facts", "registry"] {
        if let Some(section) = document.value.get(section) {
            reader.section(section);
        }
    }
    reader.finish();
    let on_facts = std::mem::take(&mut reader.findings);
    let mut filler = Filler { pack, reader, others };
    let own = filler.own(document);
    let parts: Vec<_> = std::iter::once(document).chain(own).collect();
    let rounds: Vec<_> = parts.iter().filter_map(|part| part.value.get("round")).collect();
    let mut situation = Situation::unknown(pack, filler.date(&rounds, document.place, on));
    situation.parameters = parameters.clone();
    // The pack's own part comes last and has the last word; in it every name must be known.
    for part in parts {
        filler.others = if std::ptr::eq(part, document) { others } else { &[] };
        filler.round(part.value.get("round"), &mut situation);
        filler.judgements(part.value.get("judgements"), &mut situation.judgements);
        situation.waivers.extend(filler.waivers(part.value.get("waivers")));
    }
    let Reader { facts, evidence, findings, .. } = filler.reader;
    situation.facts = facts;
    situation.evidence = Arc::new(evidence);
    (situation, (on_facts, findings))
}

fn openness(document: &Located<Tree>, reader: &mut Reader<'_>) {
    let Some(lists) = document.value.get("lists") else { return };
    reader.plain_lists_closed = match lists.value.scalar().as_deref() {
        Some("closed") => Some(true),
        Some("open") => Some(false),
        _ => {
            let message = words("lists 应为 closed 或 open", "`lists` is `closed` or `open`");
            reader.say("bad-value", lists.place, message);
            None
        }
    };
}

struct Filler<'a> {
    pack: &'a Pack,
    reader: Reader<'a>,
    /// The packs for which the same part is read.
    others: &'a [&'a Pack],
}

impl Filler<'_> {
    /// The part of the pack itself.
    fn own<'t>(&mut self, document: &'t Located<Tree>) -> Option<&'t Located<Tree>> {
        let parts = document.value.get("packs")?;
        let id = self.pack.id();
        let (_, own) = self.entries(Some(parts)).iter().find(|(name, _)| name.value == id)?;
        for (name, _) in self.entries(Some(own)) {
            if !OWN_SECTIONS.contains(&name.value.as_str()) {
                let message = words(
                    format!(
                        "一个规则包自己的部分没有“{name}”；可写 round、judgements、waivers，事实写在 facts"
                    ),
                    format!(
                        "the part of one pack has no `{name}`; it may hold round, judgements and waivers, \
                         and facts stand under `facts`"
                    ),
                );
                self.reader.say("facts-shape", name.place, message);
            }
        }
        Some(own)
    }

    /// The last of the dates that are written.
    fn date(&mut self, rounds: &[&Located<Tree>], place: Place, on: Option<Date>) -> Date {
        let mut date = None;
        let written: Vec<_> = rounds.iter().filter_map(|round| round.value.get("date")).collect();
        for written in &written {
            let read = written.value.scalar().and_then(|text| text.parse::<Date>().ok());
            if read.is_none() {
                let message = words("日期不存在或写法有误", "this is not a day of the calendar");
                self.reader.say("bad-value", written.place, message);
            }
            date = read.or(date);
        }
        on.or(date).unwrap_or_else(|| {
            if written.is_empty() {
                let message = words(
                    "缺少基准日：请写 round.date，或用 --on 指定",
                    "the reference date is missing: write `round.date` or give `--on`",
                );
                self.reader.say("no-reference-date", place, message);
            }
            Date::constant(1970, 1, 1)
        })
    }

    /// Whether a name of a part that is read for several packs is not this pack's to take: it is that of
    /// another one, or that of several, which is said.
    fn is_for_others(&mut self, name: &Located<String>, has: impl Fn(&Pack) -> bool) -> bool {
        let (own, others) = (has(self.pack), self.others.iter().filter(|pack| has(pack)).count());
        if own && others > 0 {
            let message = words(
                format!("多个规则包都有“{name}”，含义各异，请写在 packs 下各包之中"),
                format!(
                    "several packs have `{name}`, each in its own sense; write it under `packs`"
                ),
            );
            self.reader.say("ambiguous-name", name.place, message);
        }
        others > 0
    }

    /// The entries of a section; one that is neither absent nor made of names and values is a finding.
    fn entries<'t>(
        &mut self,
        section: Option<&'t Located<Tree>>,
    ) -> &'t [(Located<String>, Located<Tree>)] {
        match section.map(|section| (&section.value, section.place)) {
            Some((Tree::Map(entries), _)) => entries,
            None | Some((Tree::Null, _)) => &[],
            Some((_, place)) => {
                let message =
                    words("这里应为若干“名称: 值”", "names with their values are expected here");
                self.reader.say("facts-shape", place, message);
                &[]
            }
        }
    }

    fn round(&mut self, round: Option<&Located<Tree>>, situation: &mut Situation) {
        for (name, value) in self.entries(round) {
            match name.value.as_str() {
                "date" => {}
                "parameters" => self.parameters(value, situation),
                "readings" => self.readings(value, situation),
                "phase" => self.phase(value, situation),
                _ => {
                    let message =
                        words(format!("round 没有“{name}”"), format!("`round` has no `{name}`"));
                    self.reader.say("facts-shape", name.place, message);
                }
            }
        }
    }

    fn phase(&mut self, written: &Located<Tree>, situation: &mut Situation) {
        let wanted = written.value.scalar().unwrap_or_default();
        let at = |pack: &Pack| pack.file.phases.iter().position(|phase| *phase.id == wanted);
        if let Some(at) = at(self.pack) {
            situation.phase = at;
        } else if !self.others.iter().any(|other| at(other).is_some()) {
            let known = self.pack.file.phases.iter().map(|phase| phase.id.value.clone());
            let message =
                words(format!("没有阶段“{wanted}”"), format!("there is no phase `{wanted}`"));
            let finding = Diagnostic::error("unknown-phase", &"".into(), written.place, message);
            self.push(finding.help(nearest(&wanted, known)));
        }
    }

    fn parameters(&mut self, section: &Located<Tree>, situation: &mut Situation) {
        for (name, value) in self.entries(Some(section)) {
            let own =
                |pack: &Pack| pack.file.parameters.iter().any(|own| own.name.value == name.value);
            if self.is_for_others(name, own) {
                continue;
            }
            let known = self.pack.names.parameter(name);
            let def = known.and_then(|at| Some((at, self.pack.names.parameter_def(at)?)));
            let Some((at, (_, kind))) = def else {
                let known = self.pack.names.parameters.iter();
                let help = nearest(name, known.map(|(p, _)| p.name.value.clone()));
                let message = words(
                    format!("没有登记参数“{name}”"),
                    format!("no parameter `{name}` is declared"),
                );
                let finding =
                    Diagnostic::error("unknown-parameter", &"".into(), name.place, message);
                self.push(finding.help(help));
                continue;
            };
            if let Some(value) = self.value(&value.value, kind, situation.parameters.get(at)) {
                situation.parameters.set(at, value);
            } else {
                let message =
                    words(format!("不是参数“{name}”的值"), format!("this is no value of `{name}`"));
                self.reader.say("bad-value", value.place, message);
            }
        }
    }

    /// Adds a finding that was made without the name of the file.
    fn push(&mut self, finding: Diagnostic) {
        let help = finding.help.clone();
        self.reader.say(finding.code, finding.place, finding.message);
        if let (Some(last), Some(help)) = (self.reader.findings.last_mut(), help) {
            last.help = Some(help);
        }
    }

    fn value(&self, tree: &Tree, kind: &ParamKind, old: &ParamValue) -> Option<ParamValue> {
        match (kind, tree) {
            (_, Tree::Null) => Some(ParamValue::Missing),
            (_, Tree::Text(text)) if text == "unknown" => Some(ParamValue::Missing),
            (ParamKind::Value(kind), tree) => number(&tree.scalar()?, kind).map(ParamValue::Value),
            (ParamKind::Series(kind), Tree::Map(entries)) => {
                let mut series =
                    if let ParamValue::Series(old) = old { old.clone() } else { BTreeMap::new() };
                for (year, value) in entries {
                    series.insert(year.parse().ok()?, number(&value.value.scalar()?, kind)?);
                }
                Some(ParamValue::Series(series))
            }
            (ParamKind::List(list), Tree::List(all)) => {
                let codes = self.pack.names.vocabulary.code_def(*list)?;
                let member = |one: &Located<Tree>| {
                    let code = codes.code(&one.value.scalar()?)?;
                    Some(MemberValue { code, from: None, until: None })
                };
                let members = all.iter().map(member).collect::<Option<_>>()?;
                Some(ParamValue::List(ListValue { outside: false, members }))
            }
            (_, _) => None,
        }
    }

    fn readings(&mut self, section: &Located<Tree>, situation: &mut Situation) {
        for (name, value) in self.entries(Some(section)) {
            if self.is_for_others(name, |pack| pack.names.register(name).is_some()) {
                continue;
            }
            let Some(at) = self.pack.names.register(name) else {
                let message = words(
                    format!("歧义登记册中没有“{name}”"),
                    format!("the ambiguity register has no entry `{name}`"),
                );
                self.reader.say("unknown-register", name.place, message);
                continue;
            };
            let options = self.pack.names.options(at);
            let wanted = value.value.scalar().unwrap_or_default();
            let chosen = options.iter().position(|option| *option == wanted);
            match (chosen, situation.readings.get_mut(usize::from(at))) {
                (Some(chosen), Some(slot)) => *slot = u16::try_from(chosen).ok(),
                (None, Some(slot)) if wanted == "unknown" => *slot = None,
                (_, _) => {
                    let help = nearest(&wanted, options.iter().cloned());
                    let message = words(
                        format!("“{name}”没有读法“{wanted}”；{}", help.zh),
                        format!("`{name}` has no reading `{wanted}`; {}", help.en),
                    );
                    self.reader.say("unknown-reading", value.place, message);
                }
            }
        }
    }

    fn judgements(&mut self, section: Option<&Located<Tree>>, all: &mut Judgements) {
        for (name, value) in self.entries(section) {
            if self.is_for_others(name, |pack| pack.names.slot(name).is_some()) {
                continue;
            }
            let Some(slot) = self.pack.names.slot(name) else {
                let known = self.pack.names.slots.iter().map(|slot| slot.id.value.clone());
                let help = nearest(name, known);
                let message = words(
                    format!("没有判断事项“{name}”；{}", help.zh),
                    format!("there is no judgement slot `{name}`; {}", help.en),
                );
                self.reader.say("unknown-slot", name.place, message);
                continue;
            };
            let points = self.pack.names.slot_def(slot).and_then(|slot| slot.points.as_ref());
            if let Some(range) = points.and_then(PointRange::ends) {
                if let Some(given) = self.points(value, range) {
                    all.give(slot, given);
                }
            } else if let Tree::Map(rows) = &value.value {
                self.row_judgements(slot, rows, all);
            } else if let Some(answer) = self.answer(value) {
                all.set(slot, answer);
            }
        }
    }

    /// The numbers given in answer to a slot: one, or a list with one of each person.
    fn points(&mut self, value: &Located<Tree>, (low, high): (Num, Num)) -> Option<Vec<Num>> {
        if value.value.scalar().as_deref() == Some("pending") {
            return None;
        }
        let given = if let Tree::List(all) = &value.value {
            all.iter().map(|one| one.value.scalar()).collect()
        } else {
            vec![value.value.scalar()]
        };
        let read = |text: Option<String>| number(&text?, &Kind::Number);
        let given = given.into_iter().map(read).collect::<Option<Vec<_>>>();
        let fit =
            given.filter(|all| !all.is_empty() && all.iter().all(|n| low <= *n && *n <= high));
        if fit.is_none() {
            let message = words(
                format!("打分应为 {low} 至 {high} 之间的数，可以是多人的列表，或 pending"),
                format!("points are numbers from {low} to {high}, one or a list, or `pending`"),
            );
            self.reader.say("bad-value", value.place, message);
        }
        fit
    }

    fn row_judgements(
        &mut self,
        slot: u16,
        rows: &[(Located<String>, Located<Tree>)],
        all: &mut Judgements,
    ) {
        let about = self.pack.names.slot_def(slot).and_then(|slot| slot.about.clone());
        let record = about.and_then(|about| self.pack.names.vocabulary.record(&about));
        for (id, value) in rows {
            let Some(answer) = self.answer(value) else { continue };
            if id.value == "all" {
                all.set(slot, answer);
                continue;
            }
            if let Some(row) = record.and_then(|record| self.reader.find(record, id)) {
                all.set_row(slot, row, answer);
            } else {
                let message = words(
                    format!("没有标识为“{id}”的行"),
                    format!("there is no row with the id `{id}`"),
                );
                self.reader.say("unknown-row", id.place, message);
            }
        }
    }

    fn answer(&mut self, value: &Located<Tree>) -> Option<Answer> {
        match value.value.scalar().as_deref() {
            Some("yes" | "true") => Some(Answer::Yes),
            Some("no" | "false") => Some(Answer::No),
            Some("pending") => Some(Answer::Pending),
            _ => {
                let message =
                    words("判断应为 yes、no 或 pending", "a judgement is yes, no or pending");
                self.reader.say("bad-value", value.place, message);
                None
            }
        }
    }
}
