//! From a form to what an act takes: one shape for each kind, as the domain reads it.

use guohe_cases::{
    case::{Answer, Question},
    law::Law,
    procedure::{Act, Kind},
};
use guohe_rules::vocabulary::FieldDef;
use serde_json::{Map, Value, json};

use crate::{
    sent::Sent,
    views::{form::typed, slot},
};

/// The fields of the case file that an act asks for.
pub(crate) fn asked<'l>(law: &'l Law, act: &'l Act) -> Vec<(&'l FieldDef, bool)> {
    let vocabulary = law.vocabulary();
    let record = act
        .sets
        .record
        .as_ref()
        .and_then(|record| vocabulary.record_def(vocabulary.record(&record.value)?));
    let Some(record) = record else { return Vec::new() };
    let find = |id: &str| record.fields.iter().find(|field| field.id == id);
    act.sets.ask.iter().filter_map(|ask| Some((find(&ask.field.value)?, ask.optional))).collect()
}

/// The name of such a field in a form.
pub(crate) fn field_name(field: &FieldDef) -> String {
    format!("fields.{}", field.id)
}

fn fields(law: &Law, act: &Act, sent: &Sent) -> Value {
    let typed = asked(law, act).into_iter().filter_map(|(field, _)| {
        let typed = typed(sent, &field_name(field), field)?;
        Some((field.id.clone(), Value::String(typed)))
    });
    Value::Object(typed.collect::<Map<_, _>>())
}

/// Defects as they stand in the form, without those that say nothing.
pub(crate) fn defects(sent: &Sent) -> Vec<(usize, Value)> {
    let numbers = sent
        .under("defects.")
        .filter_map(|(rest, _)| rest.split_once('.')?.0.parse::<usize>().ok());
    let last = numbers.max().map_or(0, |last| last + 1);
    let one = |at: usize| {
        let text = |field: &str| sent.text(&format!("defects.{at}.{field}")).trim().to_owned();
        let (place, what, clause) = (text("place"), text("what"), text("clause"));
        if place.is_empty() && what.is_empty() {
            return None;
        }
        let clause = (!clause.is_empty()).then_some(clause);
        Some((at, json!({"place": place, "what": what, "clause": clause})))
    };
    (0..last).filter_map(one).collect()
}

fn findings(answers: &[(usize, Answer)]) -> Value {
    json!(answers.iter().map(|(_, answer)| answer).collect::<Vec<_>>())
}

/// What an act takes, from what was sent.
pub(crate) fn of(law: &Law, act: &Act, questions: &[Question], sent: &Sent) -> Value {
    let outcome = sent.text("outcome");
    let reasons = sent.text("reasons");
    let fields = || fields(law, act, sent);
    let defects = || defects(sent).into_iter().map(|(_, defect)| defect).collect::<Vec<_>>();
    let answers = || findings(&slot::sent(questions, sent));
    match act.kind.value {
        Kind::Submit | Kind::Resubmit => {
            json!({"declarations": sent.all("declare").collect::<Vec<_>>()})
        }
        Kind::Withdraw => json!({"reasons": reasons}),
        Kind::ReturnForCorrection => json!({"defects": defects()}),
        Kind::Record | Kind::File => {
            let outcome = (!act.outcomes.is_empty()).then_some(outcome);
            json!({"fields": fields(), "note": sent.text("note"), "outcome": outcome})
        }
        Kind::Check => {
            json!({"outcome": outcome, "reasons": reasons, "defects": defects(), "findings": answers(), "fields": fields()})
        }
        Kind::Propose | Kind::Evaluate | Kind::ConfirmDecision => {
            json!({"outcome": outcome, "reasons": reasons, "fields": fields()})
        }
        Kind::PanelConvene => match sent.text("draw") {
            "" => {
                json!({"experts": sent.all("experts").collect::<Vec<_>>(), "reasons": reasons})
            }
            draw => json!({"draw": draw, "reasons": reasons}),
        },
        Kind::Declare => json!({"conflict": sent.text("conflict") == "yes", "reasons": reasons}),
        Kind::Judge => json!({"answers": answers(), "final": sent.text("do") == "final"}),
        Kind::PanelClose => {
            json!({"outcome": outcome, "opinion": sent.text("opinion"), "findings": answers(), "fields": fields()})
        }
        Kind::AdmitObjection | Kind::SettleObjection => {
            json!({"objection": sent.text("objection"), "outcome": outcome, "reasons": reasons, "fields": fields()})
        }
        Kind::Waive | Kind::Countersign => {
            let outcome = (!act.outcomes.is_empty()).then_some(outcome);
            json!({"clause": sent.text("clause"), "outcome": outcome, "reasons": reasons})
        }
        Kind::PrepareDecision => {
            json!({"outcome": outcome, "reasons": reasons, "overrides": overrides(sent), "fields": fields()})
        }
        Kind::Certify | Kind::Award => json!({"fields": fields()}),
        Kind::Object => {
            let yes = |name: &str| sent.text(name) == "yes";
            let unit = sent.text("who") == "unit";
            json!({"name": sent.text("name"), "contact": sent.text("contact"), "text": sent.text("text"), "written": yes("written"), "unit": unit, "sealed": yes("sealed")})
        }
        Kind::PublishNotice | Kind::OpenAnswers | Kind::Rank | Kind::Lapse => Value::Null,
    }
}

/// Clauses on which a decision goes against the machine, with reasons; those without are not sent on.
fn overrides(sent: &Sent) -> Vec<Value> {
    let given = sent.under("overrides.").filter(|(_, reasons)| !reasons.trim().is_empty());
    given.map(|(clause, reasons)| json!({"clause": clause, "reasons": reasons.trim()})).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{defects, overrides};
    use crate::sent::Sent;

    #[test]
    fn empty_defects_are_left_out_and_the_others_keep_their_places() {
        let sent = Sent::of(&[
            ("defects.0.place", ""),
            ("defects.0.what", " "),
            ("defects.2.place", "host.kind"),
            ("defects.2.what", "missing"),
            ("defects.2.clause", ""),
        ]);
        let kept = json!({"place": "host.kind", "what": "missing", "clause": null});
        assert_eq!(defects(&sent), [(2, kept)]);
    }

    #[test]
    fn an_override_without_reasons_is_none() {
        let sent = Sent::of(&[("overrides.X-1", "because"), ("overrides.X-2", "  ")]);
        assert_eq!(overrides(&sent), [json!({"clause": "X-1", "reasons": "because"})]);
    }
}
