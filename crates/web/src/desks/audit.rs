//! The audit of registrations, at the desk of a department or of the authority.

pub(super) mod import;

use axum::extract::{Path, Query};
use guohe_cases::{
    department,
    event::About,
    ports::RowQuery,
    refusal::Refusal,
    unit::{self, Outcome, Standing, Unit},
    verbs::{
        Failure,
        unit::{audit, may_audit, taken},
    },
};
use uuid::Uuid;

use crate::{
    format,
    pages::unit::{AuditPage, AuditRow, AuditsPage},
    parts::{Choice, Field, Input},
    policy::{Class, Object, Relation, Rule},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    visit::Here,
    words::word,
};

use super::{
    answer::{Answer, Asked, calling, go, page},
    applicant::not_so,
    experts::whole,
    lists,
    unit::{replace, shown},
};

/// How one must stand to a registration; the same in the list as at the door.
const AUDITS: Rule = Rule::new(crate::access::AUDITORS, Relation::Unit, Class::Confidential);

/// Registrations that were handed in to the visitor, those that wait first, and units that their authority entered.
pub(crate) async fn to_audit(here: &Here) -> Result<Vec<Unit>, Trouble> {
    let person = here.person();
    let stages = [
        Standing::Stated,
        Standing::Returned,
        Standing::Refused,
        Standing::Admitted,
        Standing::Entered,
    ];
    let mut units = Vec::new();
    for standing in stages {
        let query = RowQuery {
            about: Some(About::Organisation),
            stages: vec![standing.word().to_owned()],
            ..RowQuery::default()
        };
        for row in here.site.desk().rows(query).await? {
            let Some(unit) = unit::find(here.site.desk(), row.stream.id).await? else { continue };
            let object = Object::Unit(&here.site.laws, &unit);
            if here.site.policy.stands(&AUDITS, Some(&person), object) {
                units.push(unit);
            }
        }
    }
    Ok(units)
}

/// Their list.
pub(crate) async fn audits(here: Here, Query(asked): Asked) -> Answer {
    let row = |unit: &Unit| AuditRow {
        title: name(&here, unit),
        href: format!("/desk/units/{}", unit.id),
        code: unit.statement.code.clone(),
        since: format::day(unit.since),
        standing: shown::standing(here.lang(), unit.standing),
    };
    let rows = to_audit(&here).await?.iter().map(row).collect();
    let list = lists::units();
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    search.answer(&AuditsPage {
        ui: here.frame().await?,
        search: search.clone(),
        rows,
        imports: import::may(&here),
    })
}

/// Whether a registration waits for the visitor.
pub(crate) fn waits(here: &Here, unit: &Unit) -> bool {
    unit.standing == Standing::Stated && may_audit(here.site.desk(), &here.person(), unit).is_some()
}

fn name(here: &Here, unit: &Unit) -> String {
    let own = &unit.statement;
    let named = if own.name_en.is_empty() {
        own.name_zh.as_str()
    } else {
        here.lang().of(&own.name_zh, &own.name_en)
    };
    if named.is_empty() { word(here.lang(), "unit.unnamed").into_owned() } else { named.to_owned() }
}

/// One registration.
pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    page(&audit_page(&here, id, ("", ""), (None, None)).await?)
}

/// The page of one registration, with what was chosen and why, what was refused, and the form about another administrator.
pub(super) async fn audit_page(
    here: &Here,
    id: Uuid,
    (chosen, reasons): (&str, &str),
    (refusal, replacing): (Option<&Refusal>, Option<&Sent>),
) -> Result<AuditPage, Trouble> {
    let lang = here.lang();
    let unit = unit::find(here.site.desk(), id).await?.ok_or(Trouble::NotFound)?;
    let departments = department::all(here.site.desk()).await?;
    let waits = waits(here, &unit);
    let mut fields = if waits { fields(here, chosen, reasons) } else { Vec::new() };
    let mut replacement = replace::replacing(here, &unit, replacing).await?;
    let mut errors = Vec::new();
    if let Some(refusal) = refusal {
        let named = replacement.as_mut().filter(|_| replacing.is_some());
        let beside = named.map_or(&mut fields, |replacement| &mut replacement.fields);
        errors = here.beside(refusal, beside, |fault| fault.place.clone());
        if refusal.faults.is_empty() {
            errors.push(whole(here, refusal));
        }
    }
    let caution = if waits { taken(here.site.desk(), &unit).await? } else { None };
    Ok(AuditPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "units.title"), "/desk/units")],
        errors,
        title: name(here, &unit),
        standing: shown::standing(lang, unit.standing),
        facts: shown::facts(here, &departments, &unit),
        caution: caution
            .map(|refusal| format!("{} {}", here.say(&refusal.what), here.say(&refusal.next))),
        history: shown::history(here, &unit).await?,
        replacement,
        action: waits.then(|| format!("/desk/units/{id}")),
        fields,
    })
}

fn fields(here: &Here, chosen: &str, reasons: &str) -> Vec<Field> {
    let lang = here.lang();
    let say = |key: &str| word(lang, key).into_owned();
    let choices = [
        ("admitted", "units.outcome.admitted"),
        ("returned", "units.outcome.returned"),
        ("refused", "units.outcome.refused"),
    ];
    let choices = choices.map(|(one, key)| Choice::new(one, say(key), one == chosen));
    vec![
        Field::new("outcome", say("units.outcome"), Input::Radios { choices: choices.into() }),
        Field::new(
            "reasons",
            say("units.reasons"),
            Input::Long { value: reasons.to_owned(), limit: None },
        )
        .help(say("units.reasons.help"))
        .optional(),
    ]
}

/// Audits it, or goes on with another administrator of a unit whose own is gone.
pub(crate) async fn decide(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    if !sent.text("do").is_empty() {
        return replace::decide(here, Path(id), sent).await;
    }
    let typed = (sent.text("outcome"), sent.text("reasons"));
    let outcome = match typed.0 {
        "admitted" => Outcome::Admitted,
        "returned" => Outcome::Returned,
        "refused" => Outcome::Refused,
        _ => {
            let mut given = audit_page(&here, id, typed, (None, None)).await?;
            for field in given.fields.iter_mut().filter(|field| field.name == "outcome") {
                field.error = Some(word(here.lang(), "units.no_outcome").into_owned());
            }
            given.errors = crate::parts::ErrorLine::of(&given.fields);
            return super::answer::wrong(&given);
        }
    };
    match audit(here.site.desk(), &calling(&here, &sent), id, outcome, typed.1).await {
        Ok(_) => go("/desk/units"),
        Err(Failure::Refused(refusal)) => {
            not_so(&refusal, &audit_page(&here, id, typed, (Some(&refusal), None)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}
