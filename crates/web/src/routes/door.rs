//! The door of a route: who calls, and how they stand to what the address names, before the handler runs.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts as _, RawPathParams, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use guohe_cases::{
    account::{Alarm, AlarmKind},
    draw::Draw,
    event::{About, StreamId},
    person::Person,
    refusal::Sort,
    unit,
    verbs::{Failure, account::alarm, round::Calling},
};
use uuid::Uuid;

use super::{Proof, escaped};
use crate::{
    access::Door,
    api::{self, Operation, is_api},
    policy::{Object, Relation, Rule},
    site::Site,
    throttle::Opened,
    trouble::Trouble,
    visit::{Here, Visit},
};

/// What a route demands: its rule, what it is of the API, and whether it asks for a fresh proof.
type Demands = (Arc<Site>, Rule, Option<Operation>, Option<Proof>);

/// Looks at who calls. What is not theirs is answered as what does not exist.
pub(super) async fn at_the_door(
    State((site, rule, operation, proof)): State<Demands>,
    request: Request,
    next: Next,
) -> Response {
    let Some(visit) = request.extensions().get::<Arc<Visit>>().cloned() else {
        return Trouble::Forbidden.into_response();
    };
    let person = visit.person();
    if let Some(Err(trouble)) = operation.map(|one| one.lets_in(&visit, request.method())) {
        return trouble.into_response();
    }
    match site.policy.door(&rule, person.as_ref(), &site.laws) {
        Door::Open => {}
        Door::Shut => return Trouble::Forbidden.into_response(),
        Door::SignIn => return sign_in(&visit, request.method()),
    }
    let (mut parts, body) = request.into_parts();
    let met = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(named) => {
            let looks = (parts.method == Method::GET).then_some(&*visit);
            meets((&site, looks), &rule, person.as_ref(), &named).await
        }
        Err(_unreadable) => Ok(false),
    };
    let named = RawPathParams::from_request_parts(&mut parts, &()).await;
    if let (Ok(true), Some(person), Ok(named)) = (&met, &person, &named)
        && let Err(trouble) = within_budget(&site, &rule, person, named).await
    {
        return trouble.into_response();
    }
    let named = match (met, named) {
        (Ok(true), Ok(named)) => named,
        (Ok(_), _) => return Trouble::NotFound.into_response(),
        (Err(trouble), _) => return trouble.into_response(),
    };
    let request = Request::from_parts(parts, body);
    let Some(proof) = proof else { return next.run(request).await };
    match proof.before(&Here { site, visit }, &named, request).await {
        Ok(Ok(request)) => next.run(request).await,
        Ok(Err(asks)) => asks,
        Err(trouble) => trouble.into_response(),
    }
}

/// Counts the application that somebody opens who did not make it: beyond what is usual an alarm is raised, beyond
/// what they may open in an hour there is no further one.
async fn within_budget(
    site: &Site,
    rule: &Rule,
    person: &Person,
    named: &RawPathParams,
) -> Result<(), Trouble> {
    let Some(throttle) = &site.throttle else { return Ok(()) };
    let others = matches!(rule.to, Relation::Before | Relation::Seated | Relation::Cleared);
    let case = named.iter().find(|(name, _)| *name == "case").map(|(_, value)| value);
    let Some(case) = case.filter(|_| others).and_then(|case| case.parse().ok()) else {
        return Ok(());
    };
    let now = site.outside.now();
    let roles = person.roles.join(" ");
    let (count, usual, over) = match throttle.opens(person.account, &roles, case, now) {
        Opened::Usual => return Ok(()),
        Opened::Unusual(count, usual) => (count, usual, Ok(())),
        Opened::TooMany(wait) => {
            let most = site.surface.cases_per_hour.into();
            (most, most, Err(Trouble::TooOften(wait)))
        }
    };
    let raised = Alarm { kind: AlarmKind::Cases, at: now, count, usual };
    let by = Calling { person: Person::operator(), moment: site.moment(), once: None };
    alarm(site.desk(), &by, person.account, raised).await?;
    over
}

/// The way to the form by which one signs in; scripts are told that it is needed.
fn sign_in(visit: &Visit, method: &Method) -> Response {
    if is_api(&visit.here) {
        return api::no_token().into_response();
    }
    if visit.script {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let next = if method == Method::GET { visit.here.as_str() } else { "/" };
    Redirect::to(&format!("/sign-in?next={}", escaped(next))).into_response()
}

/// Whether somebody stands to what the address names as the rule demands. What does not exist, and what cannot be
/// the address of anything, is nobody's. Of a visit that changes nothing the case is left for whoever is behind the door.
async fn meets(
    (site, looks): (&Site, Option<&Visit>),
    rule: &Rule,
    person: Option<&Person>,
    named: &RawPathParams,
) -> Result<bool, Trouble> {
    if !named.iter().all(|(name, value)| can_be(name, value)) {
        return Ok(false);
    }
    let value = |wanted: &str| named.iter().find(|(name, _)| *name == wanted).map(|one| one.1);
    let id = |wanted: &str| value(wanted).and_then(|text| text.parse::<Uuid>().ok());
    match rule.to {
        Relation::Nothing | Relation::Published | Relation::Word => Ok(true),
        Relation::Certified
        | Relation::Own
        | Relation::Before
        | Relation::Seated
        | Relation::Cleared => {
            let Some(id) = id("case") else { return Ok(false) };
            let Some(case) = site.kept.case(&*site.store, &site.tenant, id).await? else {
                return Ok(false);
            };
            let Ok(law) = site.laws.get(&case.pack) else {
                tracing::error!(%id, "the law of a case is not loaded; nobody is let in");
                return Ok(false);
            };
            let stands = site.policy.stands(rule, person, Object::Case(law, &case));
            if let Some(visit) = looks {
                visit.leave(case);
            }
            Ok(stands)
        }
        Relation::Round => {
            let Some(id) = id("round") else { return Ok(false) };
            let round = match site.desk().round(id).await {
                Ok(round) => round,
                Err(Failure::Refused(refusal)) if refusal.sort == Sort::NotFound => {
                    return Ok(false);
                }
                Err(failure) => return Err(failure.into()),
            };
            let law = site.laws.get(&round.terms.pack)?;
            Ok(site.policy.stands(rule, person, Object::Law(law)))
        }
        Relation::Draw => {
            let Some(id) = id("draw") else { return Ok(false) };
            let stream = StreamId { about: About::Draw, id };
            let Some(draw) =
                Draw::fold(&site.desk().events(stream).await?).map_err(Failure::from)?
            else {
                return Ok(false);
            };
            let Ok(law) = site.laws.get(&draw.sealing.pack) else { return Ok(false) };
            Ok(site.policy.stands(rule, person, Object::Law(law)))
        }
        Relation::Unit => to_unit(site, rule, person, id("unit")).await,
        Relation::Law => {
            let wanted = value("authority").zip(value("instrument"));
            let wanted = wanted.map(|(authority, instrument)| format!("{authority}/{instrument}"));
            let law = site.laws.iter().find(|law| Some(law.pack.id()) == wanted.as_deref());
            Ok(law.is_some_and(|law| site.policy.stands(rule, person, Object::Law(law))))
        }
    }
}

/// Whether somebody stands to a unit as the rule demands.
async fn to_unit(
    site: &Site,
    rule: &Rule,
    person: Option<&Person>,
    id: Option<Uuid>,
) -> Result<bool, Trouble> {
    let Some(id) = id else { return Ok(false) };
    let found = unit::find(site.desk(), id).await?;
    Ok(found.is_some_and(|unit| site.policy.stands(rule, person, Object::Unit(&site.laws, &unit))))
}

/// Whether a part of an address can name anything of its sort.
fn can_be(name: &str, value: &str) -> bool {
    match name {
        "case" | "round" | "notice" | "draw" | "expert" | "unit" | "account" => {
            value.parse::<Uuid>().is_ok()
        }
        "number" => value.parse::<u64>().is_ok(),
        _ => true,
    }
}
