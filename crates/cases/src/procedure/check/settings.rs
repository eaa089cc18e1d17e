//! Settings: what a kind of act needs, what it does not use, and whether records and fields exist.

use std::collections::BTreeMap;

use guohe_rules::{
    diagnostic::words,
    guard,
    syntax::Source,
    vocabulary::{FieldDef, Kind as FieldKind, RecordDef},
    yaml::Located,
};

use super::Checker;
use crate::{
    facts::{Document, read::Reader},
    procedure::{Act, Ask, Fill, Kind, Procedure, Writes},
    verbs::{IN_TIME, LATE, NAMELESS, objection},
};

/// Words that every act may use in a row; a word with a dot is a fact of the application.
const COMMON: [&str; 6] = ["today", "year", "role", "outcome", "type", "region"];

/// Words that a kind of act adds.
fn own_words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::PanelConvene => &["panel"],
        Kind::PanelClose => &["panel", "opinion"],
        Kind::PublishNotice => &["notice", "posted_on", "ends_on"],
        Kind::Object => &["written"],
        Kind::Certify => &["number", "certified_on", "valid_to"],
        Kind::Evaluate => &["valid_to"],
        Kind::Waive | Kind::Countersign => &["clause"],
        Kind::Rank => &["rank", "cohort", "score", "places", "placed", "cut"],
        Kind::ConfirmDecision => &["decided"],
        Kind::Submit
        | Kind::Withdraw
        | Kind::ReturnForCorrection
        | Kind::Resubmit
        | Kind::Record
        | Kind::Check
        | Kind::Declare
        | Kind::Judge
        | Kind::OpenAnswers
        | Kind::Propose
        | Kind::PrepareDecision
        | Kind::Award
        | Kind::AdmitObjection
        | Kind::SettleObjection
        | Kind::File
        | Kind::Lapse => &[],
    }
}

/// How a word begins that stands for a field which the act asks for.
const ASKED: &str = "asked.";

/// Whether a word is a fact of the application or the last row of a record.
fn names_a_fact(word: &str) -> bool {
    word.contains('.') && !word.starts_with(ASKED)
}

const MEMBER_WORDS: [&str; 4] = ["panel", "alias", "recused", "answered"];

/// Whether the settings of panels, objections and returns stand where they are used.
fn settings_of_panels_and_returns(act: &Act) -> [(bool, &'static str); 5] {
    let (sets, kind) = (&act.sets, act.kind.value);
    [
        (sets.minutes.is_none() || kind == Kind::PanelClose, "sets.minutes"),
        (sets.discussion.is_none() || kind == Kind::PanelConvene, "sets.discussion"),
        (sets.objecting.is_none() || kind == Kind::Object, "sets.objecting"),
        (sets.returns.is_none() || kind == Kind::ReturnForCorrection, "sets.returns"),
        (sets.times.is_none() || kind == Kind::ReturnForCorrection, "sets.times"),
    ]
}

/// Whether those of notices and certificates stand where they are used.
fn settings_of_titles(act: &Act) -> [(bool, &'static str); 4] {
    let (sets, kind) = (&act.sets, act.kind.value);
    let among = |kinds: &[Kind]| kinds.contains(&kind);
    [
        (sets.shows.is_empty() || among(&[Kind::PublishNotice, Kind::Certify]), "sets.shows"),
        (sets.found_by.is_empty() || kind == Kind::Certify, "sets.found_by"),
        (sets.number.is_none() || kind == Kind::Certify, "sets.number"),
        (sets.valid_to.is_none() || among(&[Kind::Certify, Kind::Evaluate]), "sets.valid_to"),
    ]
}

impl<'p> Checker<'p> {
    pub(super) fn settings(&mut self, procedure: &'p Procedure) {
        for act in &procedure.acts {
            self.resting_on(&act.cites);
            self.needed(act);
            self.phase(act);
            self.unused(act);
            self.rows(act);
            self.signed(act);
            self.unsealed(procedure, act);
            for path in &act.sets.shows {
                self.shown(path);
            }
            for path in &act.sets.found_by {
                self.found_by(path);
            }
        }
    }

    fn phase(&mut self, act: &Act) {
        let Some(phase) = &act.sets.phase else { return };
        if !self.pack.file.phases.iter().any(|known| known.id == *phase) {
            self.say(
                "unknown-phase",
                phase.place,
                words(
                    format!("pack.yaml 中没有阶段“{phase}”"),
                    format!("pack.yaml has no phase `{phase}`"),
                ),
            );
        }
    }

    /// An act of several bodies names several, and gives them no choice between ways out.
    fn signed(&mut self, act: &Act) {
        let Some(writes) = &act.sets.jointly else { return };
        if act.by.len() < 2 || !act.outcomes.is_empty() {
            self.say(
                "jointly",
                writes.record.place,
                words(
                    format!("“{}”由多个机构共同办理：by 至少写两个，且不设 outcomes", act.id),
                    format!(
                        "`{}` is done jointly: name two or more under by, and no outcomes",
                        act.id
                    ),
                ),
            );
        }
    }

    /// A panel that gives points is opened by two people, so there is an act for it.
    fn unsealed(&mut self, procedure: &Procedure, act: &Act) {
        let names = &self.pack.names;
        let scored = |slot: &&Located<String>| {
            let def = names.slot(&slot.value).and_then(|at| names.slot_def(at));
            def.is_some_and(|def| def.points.is_some())
        };
        let Some(slot) = act.sets.slots.iter().find(scored) else { return };
        let opens = procedure.acts.iter().any(|other| {
            let own = |panel: &Option<Located<String>>| panel.as_ref().map(|key| key.value.clone());
            other.kind.value == Kind::OpenAnswers && own(&other.sets.panel) == own(&act.sets.panel)
        });
        if act.kind.value == Kind::PanelConvene && !opens {
            self.say(
                "opened-by-nobody",
                slot.place,
                words(
                    format!("“{}”组织的专家组要打分，却没有由两人开启分数的事项（open_answers）", act.id),
                    format!(
                        "the panel of `{}` gives points, and no act of the kind open_answers has two people open them",
                        act.id
                    ),
                ),
            );
        }
    }

    fn needed(&mut self, act: &Act) {
        let sets = &act.sets;
        let kind = act.kind.value;
        let ways = !act.outcomes.is_empty();
        let judged = act.outcomes.iter().all(|outcome| outcome.favourable.is_some());
        let wanting: &[(bool, &str)] = match kind {
            Kind::Submit
            | Kind::Resubmit
            | Kind::Withdraw
            | Kind::ReturnForCorrection
            | Kind::Lapse => &[(act.to.is_some(), "to")],
            Kind::Record => &[(sets.record.is_some(), "sets.record")],
            Kind::PanelConvene | Kind::Declare | Kind::Judge | Kind::OpenAnswers => {
                &[(sets.panel.is_some(), "sets.panel")]
            }
            Kind::PanelClose => &[(sets.panel.is_some(), "sets.panel"), (ways, "outcomes")],
            Kind::PublishNotice => &[(sets.ends.is_some(), "sets.ends")],
            Kind::Object => &[
                (act.outcome(IN_TIME).is_some(), "outcomes: in_time"),
                (act.outcome(LATE).is_some(), "outcomes: late"),
                (
                    act.outcome(NAMELESS).is_some() || !objection::registers_nameless(act),
                    "outcomes: nameless",
                ),
            ],
            Kind::AdmitObjection | Kind::SettleObjection | Kind::Check => {
                &[(ways, "outcomes"), (judged, "outcomes[].favourable")]
            }
            Kind::Propose | Kind::ConfirmDecision | Kind::Evaluate => &[(ways, "outcomes")],
            Kind::PrepareDecision => &[
                (ways, "outcomes"),
                (judged, "outcomes[].favourable"),
                (act.outcomes.iter().all(|outcome| outcome.then.is_some()), "outcomes[].then"),
            ],
            Kind::Certify => &[(sets.number.is_some(), "sets.number")],
            Kind::Rank => {
                &[(sets.ranking.is_some(), "sets.ranking"), (sets.record.is_some(), "sets.record")]
            }
            Kind::Countersign => &[(ways, "outcomes"), (judged, "outcomes[].favourable")],
            Kind::Waive => &[(judged, "outcomes[].favourable")],
            Kind::Award | Kind::File => &[],
        };
        for name in wanting.iter().filter(|(there, _)| !there).map(|(_, name)| name) {
            self.say(
                "missing-setting",
                act.kind.place,
                words(format!("“{}”缺少设置 {name}", act.id), format!("`{}` needs {name}", act.id)),
            );
        }
        if kind != Kind::Lapse && act.by.is_empty() {
            self.say(
                "missing-setting",
                act.kind.place,
                words(
                    format!("“{}”没有写明由谁办理", act.id),
                    format!("`{}` does not say who does it", act.id),
                ),
            );
        }
    }

    fn unused(&mut self, act: &Act) {
        let sets = &act.sets;
        let kind = act.kind.value;
        let panel =
            [Kind::PanelConvene, Kind::Declare, Kind::Judge, Kind::OpenAnswers, Kind::PanelClose];
        let hands_in = [Kind::Submit, Kind::Resubmit];
        let chosen = [
            Kind::Record,
            Kind::File,
            Kind::Check,
            Kind::PanelClose,
            Kind::Propose,
            Kind::Object,
            Kind::AdmitObjection,
            Kind::SettleObjection,
            Kind::Waive,
            Kind::Countersign,
            Kind::PrepareDecision,
            Kind::ConfirmDecision,
            Kind::Evaluate,
        ];
        let used = [
            (act.outcomes.is_empty() || chosen.contains(&kind), "outcomes"),
            (sets.panel.is_none() || panel.contains(&kind), "sets.panel"),
            (sets.members.is_none() || kind == Kind::PanelConvene, "sets.members"),
            (
                sets.slots.is_empty()
                    || [Kind::PanelConvene, Kind::Check, Kind::AdmitObjection, Kind::Record]
                        .contains(&kind),
                "sets.slots",
            ),
            (sets.declarations.is_empty() || hands_in.contains(&kind), "sets.declarations"),
            (
                sets.ends.is_none()
                    || [Kind::PublishNotice, Kind::ReturnForCorrection].contains(&kind),
                "sets.ends",
            ),
            (sets.ends_at.is_none() || sets.ends.is_some(), "sets.ends_at"),
            (!sets.on_condition || kind == Kind::Lapse && act.when.is_some(), "sets.on_condition"),
            (sets.ranking.is_none() || kind == Kind::Rank, "sets.ranking"),
        ];
        let own = settings_of_panels_and_returns(act);
        let titles = settings_of_titles(act);
        let all = used.iter().chain(&own).chain(&titles);
        for name in all.filter(|(fits, _)| !fits).map(|(_, name)| name) {
            self.say(
                "unused-setting",
                act.kind.place,
                words(
                    format!("“{}”这类事项用不到 {name}", act.id),
                    format!("acts of the kind of `{}` do not use {name}", act.id),
                ),
            );
        }
    }

    fn rows(&mut self, act: &Act) {
        let asked = |word: &str| {
            let field = word.strip_prefix(ASKED);
            field.is_some_and(|field| act.sets.ask.iter().any(|ask| *ask.field == *field))
        };
        let known = |word: &str| {
            COMMON.contains(&word) || own_words(act.kind.value).contains(&word) || asked(word)
        };
        if let Some(record) = &act.sets.record
            && let Some(def) = self.file_record(record)
        {
            self.fills(def, &act.sets.fill, known);
            for outcome in &act.outcomes {
                self.fills(def, &outcome.fill, known);
            }
            for ask in &act.sets.ask {
                self.field(def, &ask.field);
                self.ends(def, ask);
            }
        } else if act.sets.record.is_none()
            && !(act.sets.ask.is_empty() && act.sets.fill.is_empty())
        {
            self.say(
                "missing-setting",
                act.id.place,
                words(
                    format!("“{}”填写事实，但没有写明写入哪种记录", act.id),
                    format!("`{}` fills in facts but names no record", act.id),
                ),
            );
        }
        let also = act.sets.also.iter().chain(act.outcomes.iter().flat_map(|o| &o.also));
        for writes in also.chain(&act.sets.jointly) {
            self.writes(writes, known);
        }
        if let Some(members) = &act.sets.members {
            self.writes(members, |word| MEMBER_WORDS.contains(&word));
        }
    }

    fn writes(&mut self, writes: &Writes, known: impl Fn(&str) -> bool) {
        if let Some(def) = self.file_record(&writes.record) {
            self.fills(def, &writes.fill, known);
        }
    }

    fn fills(
        &mut self,
        def: &RecordDef,
        fills: &BTreeMap<String, Fill>,
        known: impl Fn(&str) -> bool,
    ) {
        let document = Document::default();
        let reader = Reader { vocabulary: &self.pack.names.vocabulary, document: &document };
        for (name, fill) in fills {
            let place = fill.0.place;
            let Some(field) = def.fields.iter().find(|field| field.id == *name) else {
                self.no_field(def, &Located { value: name.clone(), place });
                continue;
            };
            let fault = match fill.word() {
                None if fill.is_day() => {
                    self.computed_day(field, fill);
                    None
                }
                Some(word) => (!known(word) && !names_a_fact(word)).then(|| {
                    words(format!("没有自动填值“${word}”"), format!("there is no value `${word}`"))
                }),
                None if matches!(field.kind, FieldKind::Row(_) | FieldKind::Party(_)) => None,
                None => match fill.0.value.as_str() {
                    Some(text) => reader.read(field, text).err(),
                    None => None,
                },
            };
            if let Some(message) = fault {
                self.say("bad-value", place, message);
            }
        }
    }

    /// A day that is worked out when the act is done.
    fn computed_day(&mut self, field: &FieldDef, fill: &Fill) {
        let compiled = match fill.day() {
            Some(day) if field.kind == FieldKind::Date => {
                guard::compile_date(self.pack, self.file, &day).err()
            }
            Some(_) | None => {
                self.say(
                    "bad-value",
                    fill.0.place,
                    words(
                        "这里应为一个日期量，并且字段应为日期",
                        "a quantity that is a day is expected here, and a field that holds a day",
                    ),
                );
                None
            }
        };
        self.add(compiled.unwrap_or_default());
    }

    fn field(&mut self, def: &RecordDef, name: &Located<String>) {
        let Some(field) = def.fields.iter().find(|field| field.id == name.value) else {
            self.no_field(def, name);
            return;
        };
        if field.is_personal() {
            self.say(
                "personal-fact",
                name.place,
                words(
                    format!("“{name}”是个人信息，不能写入案卷记录"),
                    format!("`{name}` is about a natural person and cannot be written by an act"),
                ),
            );
        }
    }

    /// The ends of what may be entered measure what the field measures, and rest on clauses.
    fn ends(&mut self, def: &RecordDef, ask: &Ask) {
        self.clauses(&ask.cites);
        let ends = [&ask.from, &ask.up_to].into_iter().flatten();
        let Some(field) = def.fields.iter().find(|field| field.id == ask.field.value) else {
            return;
        };
        for end in ends {
            match guard::compile_quantity(self.pack, self.file, end) {
                Err(findings) => self.add(findings),
                Ok(quantity) if quantity.kind == field.kind => {}
                Ok(_) => {
                    let name = &ask.field;
                    let zh = format!("“{name}”可填范围的一端与这一字段不是同一种量");
                    let en = format!(
                        "an end of what may be entered in `{name}` does not measure what the field does"
                    );
                    self.say("bad-value", end.place, words(zh, en));
                }
            }
            if ask.cites.is_empty() {
                let zh = format!("“{}”有可填范围，却没有写明依据的条款（cites）", ask.field);
                let en = format!(
                    "`{}` has ends and does not cite the clauses they come from",
                    ask.field
                );
                self.say("missing-setting", end.place, words(zh, en));
            }
        }
    }

    fn no_field(&mut self, def: &RecordDef, name: &Located<String>) {
        let record = &def.written.name;
        self.say(
            "unknown-fact",
            name.place,
            words(
                format!("记录“{}”没有事实“{name}”", record.zh),
                format!("the record `{}` has no fact `{name}`", def.id),
            ),
        );
    }

    /// A record of the case file or of a register; the application itself may be completed by an act.
    fn file_record(&mut self, name: &Located<String>) -> Option<&'p RecordDef> {
        let pack = self.pack;
        let vocabulary = &pack.names.vocabulary;
        let def = vocabulary.record(name).and_then(|at| vocabulary.record_def(at));
        let message = match def {
            None => {
                words(format!("没有名为“{name}”的记录"), format!("there is no record `{name}`"))
            }
            Some(def) if def.written.source == Some(Source::Round) => words(
                format!("记录“{name}”由轮次写入，不能由事项写入"),
                format!("the record `{name}` is written by rounds and not by acts"),
            ),
            Some(def) if def.list.is_some() && def.is_stated() => words(
                format!("记录“{name}”由申报单位填报，不能由事项写入"),
                format!("the record `{name}` is stated by the applicant and not written by acts"),
            ),
            Some(def) => return Some(def),
        };
        self.say("unknown-record", name.place, message);
        None
    }
}
