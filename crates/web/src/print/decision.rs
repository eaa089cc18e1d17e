//! The decision as an official document.

use guohe_cases::procedure::Kind;
use serde_json::json;

use crate::{
    dossier::Dossier,
    trouble::Trouble,
    views::{
        case::{self, kind},
        finding::cites,
    },
    words::word,
};

use super::{
    Draft, Reader, both, both_days,
    certificate::{both_of, lower},
    in_both, instrument,
};

pub(super) fn draft(reader: Reader<'_>, file: &Dossier) -> Result<Draft, Trouble> {
    let (law, case) = (&file.law, &file.case);
    let decision = case.decision.as_ref().ok_or(Trouble::NotFound)?;
    let (_, confirmed_on) = decision.confirmed.as_ref().ok_or(Trouble::NotFound)?;
    let certificate = case.certificate.as_ref();
    let day = certificate.map_or(*confirmed_on, |certificate| certificate.certified_on);
    let prepared = law.procedure.act(&decision.act);
    let way = prepared.and_then(|act| act.outcome(&decision.outcome));
    let confirming = law.procedure.acts.iter().find(|act| act.kind.value == Kind::ConfirmDecision);
    let grounds = prepared.into_iter().flat_map(|act| &act.cites).map(|clause| &clause.value);
    let grounds: Vec<&String> = grounds.collect();
    let cited = |lang| {
        let labels = cites(lang, law, grounds.iter()).into_iter().map(|cite| cite.label);
        let mut labels: Vec<String> = labels.collect();
        // Clauses of one article are cited alike.
        labels.dedup();
        labels.join(lang.comma())
    };
    let term = certificate.map(|certificate| {
        json!({"from": both_days(certificate.certified_on), "until": certificate.valid_to.map(both_days)})
    });
    let data = json!({
        "name": case::title(reader.lang, case),
        "object": both_of(law),
        "kind": in_both(|lang| lower(lang, &kind(lang, law, &case.kind))),
        "round": both(&file.round.terms.name),
        "favourable": decision.favourable,
        "outcome": way.map(|way| both(&way.name)),
        "reasons": decision.reasons,
        "law": instrument(law),
        "grounds": in_both(cited),
        "term": term,
        "day": both_days(day),
        "authority": both(&law.pack.file.authority),
        "office": Some(&file.round.terms.contact.office).filter(|office| !office.is_empty()),
        "remedy": confirming.and_then(|act| act.sets.tells.as_ref()).map(both),
    });
    Ok(Draft {
        template: "decision",
        title: word(reader.lang, "print.decision").into_owned(),
        number: certificate.map_or_else(|| case::number(case.id), |one| one.number.clone()),
        version: 1,
        // It has no number before it is issued.
        may_change: decision.favourable && certificate.is_none(),
        day,
        data,
        code: None,
    })
}
