//! What is wrong with the conditions that a notice adds, said where an officer typed them.
//!
//! Faults stand at `adds.document` and at `adds.ID.PART`, so that a form finds them again.

use std::collections::BTreeSet;

use guohe_rules::syntax::{Addition, Additions, JudgedAddition};

use crate::{
    law::Law,
    procedure::{Act, Kind},
    refusal::Fault,
};

/// Everything that is missing or does not fit.
pub(super) fn faults(law: &Law, adds: &Additions) -> Vec<Fault> {
    let mut faults = Vec::new();
    if adds.is_empty() {
        return faults;
    }
    if adds.document.zh.trim().is_empty() {
        faults.push(Fault::at(
            "adds.document.zh",
            "请写明增加条件的通知名称和文号",
            "name the notice that adds the conditions, with its number",
        ));
    }
    let mut seen = BTreeSet::new();
    for one in &adds.conditions {
        if !seen.insert(&one.id) {
            faults.push(at(one, "on", "这一条件写了两次", "this condition is there twice"));
        }
        faults.extend(condition(law, one));
    }
    faults
}

fn at(one: &Addition, part: &str, zh: &str, en: &str) -> Fault {
    Fault::at(format!("adds.{}.{part}", one.id), zh, en)
}

fn condition(law: &Law, one: &Addition) -> Vec<Fault> {
    let mut faults = Vec::new();
    if one.place.zh.trim().is_empty() {
        let (zh, en) = ("请写明在通知中的位置，如“第三条”", "say where in the notice it stands");
        faults.push(at(one, "place", zh, en));
    }
    if one.types.iter().any(|kind| law.pack.type_at(kind).is_none()) {
        faults.push(at(one, "types", "没有这一类别", "there is no such type"));
    }
    if let Some(judged) = &one.judged {
        faults.extend(in_words(law, one, judged));
    } else if law.pack.offered.iter().all(|clause| clause.written.id.value != one.id) {
        let (zh, en) = ("规则包没有这一可选条件", "the pack offers no such condition");
        faults.push(at(one, "on", zh, en));
    }
    faults
}

fn in_words(law: &Law, one: &Addition, judged: &JudgedAddition) -> Vec<Fault> {
    let mut faults = Vec::new();
    if judged.name.zh.trim().is_empty() {
        faults.push(at(one, "name.zh", "请给这一条件一个简称", "give the condition a short name"));
    }
    if judged.text.zh.trim().is_empty() {
        faults.push(at(one, "text.zh", "请写明这一条件的要求", "say what the condition asks"));
    }
    if !judges(law).any(|actor| *actor == judged.by) {
        faults.push(at(one, "by", "请选择由谁判断", "choose who judges it"));
    }
    faults
}

/// The actors who can be asked to judge a condition in words: experts of a panel, and whoever does a review beside which
/// the findings of the machine are put.
pub fn judges(law: &Law) -> impl Iterator<Item = &String> {
    let acts = &law.procedure.acts;
    // A panel that names its questions is asked no others.
    let is_free = move |judging: &Act| {
        acts.iter().any(|act| {
            act.kind.value == Kind::PanelConvene
                && act.sets.panel == judging.sets.panel
                && act.sets.slots.is_empty()
        })
    };
    let asks = move |act: &Act| {
        let kind = act.kind.value;
        let reviews = kind == Kind::Check && act.sets.level.is_some();
        reviews || (kind == Kind::Judge && is_free(act))
    };
    let asked = move |actor: &str| {
        let by = |act: &&Act| act.by.iter().any(|by| by.value == actor);
        acts.iter().filter(by).any(&asks)
    };
    let actors = law.pack.file.actors.iter().map(|actor| &actor.id.value);
    actors.filter(move |actor| asked(actor))
}
