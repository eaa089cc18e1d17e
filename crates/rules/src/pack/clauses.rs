//! Clauses: their tests resolved, their references known to end.

use std::{collections::BTreeSet, sync::Arc};

use super::load::Written;
use crate::{
    compile::{Columns, Compiler, Names},
    diagnostic::{Diagnostic, words},
    model::Clause,
    syntax::{self, PackFile},
    yaml::{Located, Place},
};

/// An actor named by a clause or a slot must be one of the pack's.
pub(super) fn known_actor(
    file: &Arc<str>,
    actor: &Located<String>,
    pack: &PackFile,
    findings: &mut Vec<Diagnostic>,
) {
    if !pack.actors.iter().any(|known| known.id == *actor) {
        let message = words(
            format!("pack.yaml 中没有行为人“{actor}”"),
            format!("pack.yaml names no actor `{actor}`"),
        );
        findings.push(Diagnostic::error("unknown-actor", file, actor.place, message));
    }
}

pub(super) fn resolve(
    articles: Vec<Written>,
    names: &Names,
    pack: &PackFile,
    columns: &mut Columns,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Clause> {
    let mut all = Vec::with_capacity(articles.len());
    for Written { file, article, clause: written, added } in articles {
        let types = type_bits(&file, &written, pack, findings);
        for actor in &written.by {
            known_actor(&file, actor, pack, findings);
        }
        if let Some(waiver) = &written.waiver {
            known_actor(&file, &waiver.by, pack, findings);
        }
        findings.extend(idle_bar(&file, &written));
        let mut compiler =
            Compiler::new(names, &file, Some(&written.id), findings).numbering(columns);
        for register in &written.readings {
            compiler.known_register(register);
        }
        let applies_if = written.applies_if.as_ref().and_then(|test| compiler.test(test));
        let rule = written.rule.as_ref().and_then(|test| compiler.test(test));
        let duty = written.duty.as_ref().and_then(|duty| compiler.duty(duty));
        let bar = written.bar.as_ref().and_then(|bar| compiler.test(&bar.test));
        let registers = compiler.registers();
        let taken_in = !file.starts_with(&format!("{}/", &*pack.id));
        all.push(Clause {
            written,
            article,
            file,
            types,
            applies_if,
            rule,
            duty,
            bar,
            registers,
            taken_in,
            added,
        });
    }
    let reached: Vec<BTreeSet<usize>> = (0..all.len()).map(|at| reached(at, &all)).collect();
    for (at, reached) in reached.iter().enumerate() {
        if reached.contains(&at) {
            findings.push(circular(all.get(at)));
        }
        inherit_registers(&mut all, at, reached);
    }
    all
}

/// A bar that keeps from nothing says nothing.
fn idle_bar(file: &Arc<str>, written: &syntax::Clause) -> Option<Diagnostic> {
    let bar = written.bar.as_ref().filter(|bar| bar.blocks.is_empty())?;
    let message = words(
        "限制没有写明妨碍什么；请写 apply、certify 或两者",
        "the bar keeps from nothing; write apply, certify or both",
    );
    let finding = Diagnostic::error("idle-bar", file, bar.test.place, message);
    Some(finding.about(&written.id))
}

/// A clause depends on the readings of every clause it refers to.
fn inherit_registers(all: &mut [Clause], at: usize, reached: &BTreeSet<usize>) {
    let others: Vec<u16> = reached
        .iter()
        .filter_map(|other| all.get(*other))
        .flat_map(|clause| clause.registers.clone())
        .collect();
    if let Some(clause) = all.get_mut(at) {
        let own: BTreeSet<u16> = clause.registers.iter().copied().chain(others).collect();
        clause.registers = own.into_iter().collect();
    }
}

fn type_bits(
    file: &Arc<str>,
    written: &syntax::Clause,
    pack: &PackFile,
    findings: &mut Vec<Diagnostic>,
) -> u64 {
    if written.types.is_empty() {
        return u64::MAX;
    }
    let mut bits = 0;
    for name in &written.types {
        if let Some(at) = pack.types.iter().position(|def| def.id == *name) {
            bits |= 1 << at.min(63);
        } else {
            let message = words(format!("没有类型“{name}”"), format!("there is no type `{name}`"));
            let finding = Diagnostic::error("unknown-type", file, name.place, message);
            findings.push(finding.about(&written.id));
        }
    }
    bits
}

/// The clauses that a clause refers to, directly or by way of others; itself only in a circle.
pub(super) fn reached(start: usize, clauses: &[Clause]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        let mut referred = Vec::new();
        if let Some(clause) = clauses.get(at) {
            for test in [&clause.applies_if, &clause.rule].into_iter().flatten() {
                test.referred(&mut referred);
            }
        }
        for next in referred.into_iter().map(usize::from) {
            if found.insert(next) {
                open.push(next);
            }
        }
    }
    found
}

/// A clause that refers to itself, directly or by way of others.
fn circular(clause: Option<&Clause>) -> Diagnostic {
    let message = words("条款引用形成循环", "the clause refers to itself by way of others");
    let Some(clause) = clause else {
        return Diagnostic::error("circular-reference", &Arc::from(""), Place::default(), message);
    };
    let place = clause.written.id.place;
    Diagnostic::error("circular-reference", &clause.file, place, message).about(&clause.written.id)
}
