//! Whether the acts of a record could follow each other by the procedure of its pack.
//!
//! This is asked of the list of acts alone, so that both editions can be asked: stages, roles, second persons, times.
//! What an act demands of facts is asked elsewhere, as far as the record holds them.

use guohe_cases::{
    late::Late,
    law::Law,
    procedure::{Act, BACK, DECIDED, Kind},
    verbs::lapse::CLOCK,
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    manifest::{ACTS, WAIVERS},
    report::Lines,
};

/// A row of the list of acts.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Row {
    pub(crate) record: u64,
    pub(crate) kind: String,
    act: Option<String>,
    role: String,
    person: Option<usize>,
    acting_for: Option<usize>,
    recorded_at: Option<Timestamp>,
    to: Option<String>,
    late: Option<Late>,
}

impl Row {
    /// Whether the same person is behind both.
    fn same_person(&self, other: &Self) -> bool {
        let all = |row: &Self| [row.person, row.acting_for];
        all(self).into_iter().flatten().any(|one| all(other).contains(&Some(one)))
    }
}

/// Where a case stands while its acts are followed.
struct Walk<'a> {
    law: &'a Law,
    lines: &'a mut Lines,
    stage: String,
    sent_from: Option<String>,
    prepared: Option<Row>,
    /// Whether the case has been made public: objections are taken and answered ever after.
    noticed: bool,
}

/// Follows the acts from the first to the decision.
pub(crate) fn follow(law: &Law, rows: &[Row], leads_to: &str, lines: &mut Lines) {
    let before = lines.faults();
    let stage = String::new();
    let mut walk = Walk { law, lines, stage, sent_from: None, prepared: None, noticed: false };
    for (at, row) in rows.iter().enumerate() {
        walk.number(at, row, at.checked_sub(1).and_then(|at| rows.get(at)));
        walk.take(at, row, leads_to);
    }
    let last = rows.last();
    if last.is_none_or(|row| row.kind != "decision_confirmed") {
        let (zh, en) =
            ("最后一项不是对决定的确认", "the last act is not the confirmation of a decision");
        lines.wrong(ACTS, zh, en);
    }
    if lines.faults() == before {
        let acts = rows.iter().filter(|row| row.act.is_some()).count();
        lines.holds(
            ACTS,
            format!("{} 条记录（其中程序事项 {acts} 项）次序连续，环节、角色与另一人复核均合于规则包的程序", rows.len()),
            format!(
                "{} records without a gap, {acts} of them acts of the procedure: stages, roles and second persons are as \
                 the procedure of the pack has them",
                rows.len()
            ),
        );
    }
}

impl Walk<'_> {
    fn wrong(&mut self, row: &Row, zh: &str, en: &str) {
        let record = row.record;
        self.lines.wrong(ACTS, format!("第{record}条记录：{zh}"), format!("record {record}: {en}"));
    }

    fn number(&mut self, at: usize, row: &Row, before: Option<&Row>) {
        if row.record != at as u64 + 1 {
            let wanted = at + 1;
            self.wrong(
                row,
                &format!("编号不连续，此处应为第{wanted}条：有记录被删去或插入"),
                &format!("numbers have a gap, {wanted} should stand here: a record was taken out or put in"),
            );
        }
        if before
            .is_some_and(|before| row.recorded_at.is_some() && before.recorded_at > row.recorded_at)
        {
            self.wrong(row, "时间早于前一条记录", "it bears an earlier time than the one before");
        }
    }

    fn take(&mut self, at: usize, row: &Row, leads_to: &str) {
        let opens = row.kind == "case_opened";
        if opens != (at == 0) {
            self.wrong(
                row,
                "立案只能是第一条记录",
                "a case is opened by its first record and by no other",
            );
        }
        if opens {
            let stage = row.to.clone().unwrap_or_default();
            if self.law.procedure.stage(&stage).is_none() {
                self.wrong(row, "程序中没有这一起始环节", "the procedure has no such first stage");
            }
            self.stage = stage;
            return;
        }
        match &row.act {
            None if row.to.is_some() => {
                self.wrong(
                    row,
                    "不是程序事项，却改变了环节",
                    "it is no act of the procedure, and yet the stage changed",
                );
            }
            None => {}
            Some(act) => match self.law.procedure.act(act) {
                None => self.wrong(
                    row,
                    &format!("规则包的程序中没有“{act}”"),
                    &format!("the procedure of the pack has no act `{act}`"),
                ),
                Some(act) => self.act(row, act, leads_to),
            },
        }
        if let Some(to) = &row.to {
            if ["returned", "decision_prepared"].contains(&row.kind.as_str()) {
                self.sent_from = Some(self.stage.clone());
            }
            self.stage.clone_from(to);
        }
    }

    fn act(&mut self, row: &Row, act: &Act, leads_to: &str) {
        let name = (act.name.zh.clone(), act.name.en.clone());
        self.noticed |= row.kind == "noticed";
        let objects = [Kind::Object, Kind::AdmitObjection, Kind::SettleObjection];
        // What is done about an objection elsewhere than in the stages of the act does not move the case.
        let anywhere = self.noticed && objects.contains(&act.kind.value) && row.to.is_none();
        if !act.is_from(&self.stage) && !anywhere {
            let stage = self.stage.clone();
            self.wrong(
                row,
                &format!("环节“{stage}”中不能办理“{}”", name.0),
                &format!("“{}” cannot be done in the stage `{stage}`", name.1),
            );
        }
        let by_time = act.kind.value == Kind::Lapse && row.role == CLOCK;
        let may = act.by.iter().any(|by| by.value == row.role) || by_time;
        // What took place on paper is recorded by the officer who confirms it.
        if !may && row.late.is_none() {
            let role = &row.role;
            self.wrong(
                row,
                &format!("“{}”不由“{role}”办理", name.0),
                &format!("“{}” is not done by `{role}`", name.1),
            );
        }
        if !kinds(act.kind.value).contains(&row.kind.as_str()) && row.kind != "signed" {
            let kind = &row.kind;
            self.wrong(
                row,
                &format!("“{}”不会留下“{kind}”这样的记录", name.0),
                &format!("“{}” does not leave a record `{kind}`", name.1),
            );
        }
        if !self.leads(row, act, leads_to) {
            let to = row.to.clone().unwrap_or_default();
            self.wrong(
                row,
                &format!("“{}”不通往环节“{to}”", name.0),
                &format!("“{}” does not lead to the stage `{to}`", name.1),
            );
        }
        if row.kind == "decision_prepared" {
            self.prepared = Some(row.clone());
        } else if row.kind == "decision_confirmed"
            && self.prepared.take().is_none_or(|prepared| prepared.same_person(row))
        {
            self.wrong(
                row,
                "决定须由拟定人以外的人确认",
                "a decision is confirmed by another person than prepared it",
            );
        }
    }

    /// Whether a way out of the act leads to where the case went.
    fn leads(&self, row: &Row, act: &Act, leads_to: &str) -> bool {
        let Some(to) = &row.to else { return true };
        if row.kind == "signed" {
            return *to == self.stage;
        }
        let own = act.to.iter().map(|to| to.value.as_str());
        let ways = act.outcomes.iter().filter_map(|way| way.to.as_ref());
        let mut all = own.chain(ways.map(|to| to.value.as_str()));
        all.any(|way| match way {
            BACK => self.sent_from.as_ref() == Some(to),
            // Only the last decision is known here by where it leads.
            DECIDED => to == leads_to || self.law.procedure.stage(to).is_some(),
            other => other == to,
        }) || act.kind.value == Kind::Object
    }
}

/// The kinds of event that a kind of act leaves.
fn kinds(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Submit => &["submitted", "declared"],
        Kind::Withdraw => &["withdrawn"],
        Kind::ReturnForCorrection => &["returned"],
        Kind::Resubmit => &["resubmitted", "declared"],
        Kind::Record => &["recorded"],
        Kind::Check => &["checked"],
        Kind::PanelConvene => &["panel_convened"],
        Kind::Declare => &["conflict_declared"],
        Kind::Judge => &["answered"],
        Kind::OpenAnswers => &["review"],
        Kind::PanelClose => &["panel_closed"],
        Kind::Propose => &["proposed"],
        Kind::PublishNotice => &["noticed"],
        Kind::Object => &["objected"],
        Kind::AdmitObjection => &["objection_examined"],
        Kind::SettleObjection => &["objection_settled"],
        Kind::Waive => &["waived"],
        Kind::Countersign => &["countersigned"],
        Kind::PrepareDecision => &["decision_prepared"],
        Kind::ConfirmDecision => &["decision_confirmed", "decision_sent_back"],
        Kind::Certify => &["certified"],
        Kind::Award => &["awarded"],
        Kind::File => &["filed"],
        Kind::Evaluate => &["evaluated"],
        Kind::Rank => &["ranked"],
        Kind::Lapse => &["lapsed"],
    }
}

/// A waiver as far as both editions show it.
#[derive(Debug, Deserialize)]
pub(crate) struct Waived {
    clause: String,
    role: String,
    person: usize,
    refused: bool,
    awaits: bool,
    countersigned: Option<Countersigned>,
}

#[derive(Debug, Deserialize)]
struct Countersigned {
    agreed: bool,
    person: usize,
}

/// Whether each waiver is one that the pack leaves room for, by the actor that it names, and countersigned where that
/// is wanted.
pub(crate) fn waivers(law: &Law, waivers: &[Waived], lines: &mut Lines) {
    let before = lines.faults();
    for waiver in waivers {
        let clause = &waiver.clause;
        let written = law.pack.clause(clause).map(|clause| &clause.written);
        let by = written.and_then(|written| written.waiver.as_ref());
        if written.is_none_or(|written| !written.modality.leaves_room()) {
            lines.wrong(
                WAIVERS,
                format!("{clause} 不是原则上或一般应达到的条件，不能豁免"),
                format!("{clause} is no condition that holds in principle or as a rule; it cannot be waived"),
            );
        } else if by.is_none_or(|by| by.by.value != waiver.role) {
            let role = &waiver.role;
            lines.wrong(
                WAIVERS,
                format!("{clause} 不能由“{role}”豁免"),
                format!("{clause} cannot be waived by `{role}`"),
            );
        }
        let counts = !waiver.refused && waiver.awaits;
        let same = waiver
            .countersigned
            .as_ref()
            .is_some_and(|one| one.agreed && one.person == waiver.person);
        if counts && same {
            lines.wrong(
                WAIVERS,
                format!("{clause} 的豁免由提出人自己会签"),
                format!("the waiver of {clause} was countersigned by whoever decided on it"),
            );
        }
    }
    if lines.faults() == before {
        lines.holds(
            WAIVERS,
            format!("豁免 {} 项，规则包均留有余地，主体与会签合于规则", waivers.len()),
            format!(
                "{} waivers: the pack leaves room for each, by the actor and with the countersignature that it names",
                waivers.len()
            ),
        );
    }
}
