//! What a clause says about itself against what it has: class, computability, modality, waiver.

use super::{Finder, places};
use crate::{
    model::{Clause, Question, Rare, Test, TestKind},
    syntax::{ActorKind, Class, Computable, Modality},
    walk,
    yaml::Place,
};

pub(super) fn check(finder: &mut Finder<'_>, clause: &Clause) {
    decided(finder, clause);
    classed(finder, clause);
    modality(finder, clause);
    waiver(finder, clause);
    readings(finder, clause);
}

/// Where a word of the clause stands.
fn word(finder: &Finder<'_>, clause: &Clause, word: &str) -> Place {
    places::near(finder.pack, &clause.file, clause.written.id.place, word)
}

/// What the tests of a clause are made of.
#[derive(Default)]
struct Made {
    /// A person is asked.
    judged: bool,
    /// Something is read from facts.
    computed: bool,
}

impl<'m> walk::Visitor<'m> for Made {
    fn question(&mut self, _question: &'m Question) {
        self.judged = true;
    }

    fn test(&mut self, test: &'m Test) {
        if let TestKind::Rare(rare) = &test.what {
            self.computed |= !matches!(**rare, Rare::Constant(_) | Rare::ByPhase(_));
            return;
        }
        self.computed |= !matches!(
            test.what,
            TestKind::All(_)
                | TestKind::Any(_)
                | TestKind::AtLeastKOf(..)
                | TestKind::Not(_)
                | TestKind::Judge(_)
                | TestKind::Readings(..)
        );
    }
}

fn made(test: Option<&Test>) -> Made {
    let mut made = Made::default();
    if let Some(test) = test {
        walk::test(test, &mut made);
    }
    made
}

/// How far a machine can decide a clause, against the rule it has.
fn decided(finder: &mut Finder<'_>, clause: &Clause) {
    let rule = made(clause.rule.as_ref());
    let place = || word(finder, clause, "computable:");
    let any = clause.rule.is_some() || clause.duty.is_some() || clause.bar.is_some();
    match clause.written.computable {
        Computable::No if rule.computed || clause.duty.is_some() || clause.bar.is_some() => {
            let place = place();
            finder.error(
                "computable-no",
                clause,
                place,
                "条款注明机器不能判断，却写了由事实判断的规则",
                "the clause says that no machine can decide it and has a rule that reads facts",
            );
            finder.help(
                "改为 partly 或 yes；或者只留下由人判断的事项",
                "say `partly` or `yes`, or leave only what a person judges",
            );
        }
        Computable::Yes if rule.judged => {
            let place = place();
            finder.error(
                "computable-yes",
                clause,
                place,
                "条款注明完全由机器判断，规则里却有由人判断的事项",
                "the clause says that a machine decides all of it and its rule asks a person",
            );
            finder.help("改为 partly", "say `partly`");
        }
        Computable::Yes | Computable::Partly if !any && clause.written.note.is_none() => {
            let place = place();
            finder.error(
                "no-rule",
                clause,
                place,
                "条款注明机器能判断，却没有规则、义务或申报限制",
                "the clause says that a machine can decide it and has no rule, duty or bar",
            );
            finder.help(
                "写出规则；确实不写的，在 note 中说明理由，或者改为 no",
                "write the rule; if there is to be none, give the reason in `note` or say `no`",
            );
        }
        Computable::No | Computable::Yes | Computable::Partly => {}
    }
}

/// The class of a clause, against what it has.
fn classed(finder: &mut Finder<'_>, clause: &Clause) {
    let class = clause.written.class;
    let place = || word(finder, clause, "class:");
    let rule = made(clause.rule.as_ref());
    let own_words = matches!(
        class,
        Class::Sanction | Class::DutyWithDeadline | Class::PriorityPreference | Class::Declaratory
    );
    if clause.written.condition && (own_words || clause.rule.is_none()) {
        let place = place();
        finder.error(
            "condition-class",
            clause,
            place,
            "这一条不能作为申报条件：没有规则，或者其类别有自己的结论用语",
            "this cannot be a condition: it has no rule, or its class has results of its own",
        );
    } else if class == Class::Declaratory && clause.rule.is_some() {
        let place = place();
        finder.error(
            "declaratory-rule",
            clause,
            place,
            "宣示性条款本身不产生结果，却写了规则",
            "nothing follows from a declaratory clause, and yet it has a rule",
        );
    } else if clause.duty.is_some() && class != Class::DutyWithDeadline {
        let place = place();
        finder.error(
            "duty-class",
            clause,
            place,
            "写了义务（duty），类别却不是 duty_with_deadline",
            "the clause has a duty and is not classed as `duty_with_deadline`",
        );
    } else if class == Class::JudgementCriterion && clause.rule.is_some() && !rule.judged {
        let place = place();
        finder.error(
            "nobody-judges",
            clause,
            place,
            "类别是由人判断的条件，规则里却没有任何判断事项",
            "the clause is classed as a judgement and its rule asks nobody",
        );
    } else if class == Class::ComputableCriterion && clause.rule.is_some() && !rule.computed {
        let place = place();
        finder.error(
            "only-judged",
            clause,
            place,
            "类别是可计算的条件，规则却完全由人判断",
            "the clause is classed as computable and its rule only asks a person",
        );
    }
}

fn modality(finder: &mut Finder<'_>, clause: &Clause) {
    let (class, modality) = (clause.written.class, clause.written.modality);
    let matching = match class {
        Class::InPrincipleCriterion => modality.leaves_room(),
        Class::PriorityPreference => modality == Modality::Preferred,
        Class::ComputableCriterion | Class::JudgementCriterion => {
            matches!(modality, Modality::Hard | Modality::Generally)
        }
        Class::Definition
        | Class::Naming
        | Class::PowerOrResponsibility
        | Class::ProcedureStep
        | Class::DutyWithDeadline
        | Class::EvaluationRule
        | Class::Sanction
        | Class::Support
        | Class::EffectRepealValidity
        | Class::Declaratory => modality != Modality::Preferred,
    };
    if !matching {
        let place = word(finder, clause, "class:");
        finder.error(
            "modality-class",
            clause,
            place,
            "条款的类别与约束力（modality）不相符",
            "the class of the clause and its modality do not go together",
        );
        finder.help(
            "in_principle_criterion 配 in_principle 或 generally，priority_preference 配 preferred，其余条件配 hard 或 generally",
            "`in_principle_criterion` goes with `in_principle` or `generally`, `priority_preference` with `preferred`, other conditions with `hard` or `generally`",
        );
    }
}

fn waiver(finder: &mut Finder<'_>, clause: &Clause) {
    let soft = clause.written.modality.leaves_room();
    match &clause.written.waiver {
        None if soft => {
            let place = word(finder, clause, "modality:");
            finder.error(
                "no-waiver",
                clause,
                place,
                "原则性或一般性要求没有写明由谁豁免，未达到时无人可以决定",
                "this holds in principle or in general, and nobody is named who may waive it",
            );
            finder
                .help("写上 waiver: {by: …, authority: …}", "add `waiver: {by: …, authority: …}`");
        }
        Some(waiver) if !soft => finder.error(
            "waiver-of-hard",
            clause,
            waiver.by.place,
            "必须达到的条件不能豁免",
            "a condition that simply binds cannot be waived",
        ),
        Some(waiver) => {
            let actor = finder.pack.actor(&waiver.by).map(|actor| actor.kind);
            if let Some(ActorKind::Applicant | ActorKind::Public) = actor {
                finder.error(
                    "waiver-actor",
                    clause,
                    waiver.by.place,
                    "申请一方和公众不能豁免条件",
                    "neither the applicant nor the public can waive a condition",
                );
            }
        }
        None => {}
    }
}

/// A register entry that is named beside a rule that names it already.
fn readings(finder: &mut Finder<'_>, clause: &Clause) {
    #[derive(Default)]
    struct Named(Vec<u16>);
    impl walk::Visitor<'_> for Named {
        fn register(&mut self, register: u16) {
            self.0.push(register);
        }
    }
    let mut named = Named::default();
    walk::clause(clause, &mut named);
    for (at, id) in clause.written.readings.iter().enumerate() {
        let in_rule =
            finder.pack.names.register(id).is_some_and(|register| named.0.contains(&register));
        let again = clause.written.readings.iter().take(at).any(|one| one == id);
        if in_rule || again {
            finder.advice(
                "reading-named-twice",
                clause,
                id.place,
                &format!("规则已经用到“{id}”，不必再列"),
                &format!("the rule names `{id}` already; it need not be listed"),
            );
        }
    }
}
