//! Words of closed sets of the domain, as keys of the interface; and their tones.

use guohe_cases::{facts::Standing, procedure::End};
use guohe_rules::{
    report,
    syntax::{Class, Computable, Modality, RegisterPolicy, Words},
    value,
};

use crate::{
    lang::Lang,
    parts::{Level, Outcome},
    words::word,
};

/// Words that stand by themselves or begin a line; English ones with a capital letter.
pub(crate) fn say(lang: Lang, words: &Words) -> String {
    match lang {
        Lang::Zh => words.zh.clone(),
        Lang::En => capital(&words.en),
    }
}

/// Words within a sentence, as the pack writes them.
pub(crate) fn inline(lang: Lang, words: &Words) -> String {
    lang.of(&words.zh, &words.en).to_owned()
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(rest).collect()
}

/// An outcome as it is shown.
pub(crate) fn outcome(outcome: report::Outcome) -> Outcome {
    match outcome {
        report::Outcome::Met => Outcome::Met,
        report::Outcome::NotMet => Outcome::NotMet,
        report::Outcome::Undetermined => Outcome::Undetermined,
        report::Outcome::NeedsJudgement => Outcome::NeedsJudgement,
        report::Outcome::Waived => Outcome::Waived,
        report::Outcome::NotApplicable => Outcome::NotApplicable,
        report::Outcome::Done => Outcome::StepDone,
        report::Outcome::NotDone => Outcome::StepNotDone,
        report::Outcome::Late => Outcome::Late,
        report::Outcome::Missing => Outcome::Missing,
        report::Outcome::NotYetDue => Outcome::NotYetDue,
        report::Outcome::DueUnknown => Outcome::DueUnknown,
        report::Outcome::Present => Outcome::Present,
        report::Outcome::Absent => Outcome::Absent,
    }
}

/// The result over all, as it is shown.
pub(crate) fn overall(overall: report::Overall) -> Outcome {
    match overall {
        report::Overall::Eligible => Outcome::Met,
        report::Overall::NotEligible => Outcome::NotMet,
        report::Overall::Undetermined => Outcome::Undetermined,
        report::Overall::NeedsJudgement => Outcome::NeedsJudgement,
    }
}

/// What kind of norm a clause is.
pub(crate) fn class(lang: Lang, class: Class, modality: Modality) -> String {
    let key = match class {
        Class::InPrincipleCriterion if modality == Modality::Generally => "class.generally",
        Class::ComputableCriterion | Class::JudgementCriterion => "class.condition",
        Class::InPrincipleCriterion => "class.in_principle",
        Class::PriorityPreference => "class.priority",
        Class::Definition => "class.definition",
        Class::Naming => "class.naming",
        Class::PowerOrResponsibility => "class.power",
        Class::ProcedureStep => "class.step",
        Class::DutyWithDeadline => "class.duty",
        Class::EvaluationRule => "class.evaluation",
        Class::Sanction => "class.sanction",
        Class::Support => "class.support",
        Class::EffectRepealValidity => "class.effect",
        Class::Declaratory => "class.declaratory",
    };
    word(lang, key).into_owned()
}

/// Who decides a clause: the machine, people, both, nobody.
pub(crate) fn decided(lang: Lang, class: Class, computable: Computable) -> (String, bool) {
    let (key, human) = match (class, computable) {
        (Class::JudgementCriterion, _) => ("decided.people", true),
        (_, Computable::Yes) => ("decided.rule", false),
        (_, Computable::Partly) => ("decided.both", true),
        (_, Computable::No) => ("decided.nobody", false),
    };
    (word(lang, key).into_owned(), human)
}

/// How binding a clause is, where that is worth saying.
pub(crate) fn modality(lang: Lang, modality: Modality) -> Option<String> {
    let key = match modality {
        Modality::Hard => return None,
        Modality::InPrinciple => "modality.in_principle",
        Modality::Generally => "modality.generally",
        Modality::Preferred => "modality.preferred",
        Modality::Encouraged => "modality.encouraged",
    };
    Some(word(lang, key).into_owned())
}

/// What is done about an ambiguity.
pub(crate) fn policy(lang: Lang, policy: RegisterPolicy) -> String {
    let key = match policy {
        RegisterPolicy::Fixed => "policy.fixed",
        RegisterPolicy::Open => "policy.open",
    };
    word(lang, key).into_owned()
}

/// How a level of evidence was asked for.
pub(crate) fn asked(lang: Lang, level: value::Level) -> String {
    let key = match level {
        value::Level::Contested | value::Level::Declared => "asked.declared",
        value::Level::Evidenced => "asked.evidenced",
        value::Level::Verified => "asked.verified",
    };
    word(lang, key).into_owned()
}

/// How well a fact is supported.
pub(crate) fn standing(standing: Standing, proved: bool) -> Level {
    match standing {
        Standing::Contested => Level::Contested,
        Standing::Declared if proved => Level::Evidenced,
        Standing::Declared => Level::Declared,
        Standing::Evidenced => Level::Evidenced,
        Standing::Verified => Level::Verified,
    }
}

/// What a case has come to: its word and its tone.
pub(crate) fn end(lang: Lang, end: End) -> (String, &'static str) {
    let (key, tone) = match end {
        End::Certified => ("end.certified", "good"),
        End::Rejected => ("end.rejected", "bad"),
        End::NotSelected => ("end.not_selected", "bad"),
        End::Withdrawn => ("end.withdrawn", "mute"),
        End::NotRecommended => ("end.not_recommended", "bad"),
        End::Refused => ("end.refused", "bad"),
        End::Cancelled => ("end.cancelled", "mute"),
        End::Revoked => ("end.revoked", "bad"),
        End::Ended => ("end.ended", "mute"),
    };
    (word(lang, key).into_owned(), tone)
}
