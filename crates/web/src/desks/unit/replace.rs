//! Another administrator for a unit whose own is gone: what its people ask, and what those who audit it decide.

use axum::extract::Path;
use guohe_cases::{
    message::owner::Affair,
    refusal::Refusal,
    unit::{self, Role, Step, Unit},
    verbs::{
        Failure,
        unit::{answer_replacement, may_audit, propose_replacement},
    },
};
use uuid::Uuid;

use crate::{
    pages::unit::Replacing,
    parts::{Choice, Field, Input},
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::super::{
    answer::{Answer, calling, go},
    applicant::not_so,
    audit::audit_page,
};

/// The members who could take over, as choices.
pub(in super::super) async fn candidates(
    here: &Here,
    unit: &Unit,
    chosen: &str,
) -> Result<Vec<Choice>, Trouble> {
    let mut choices = Vec::new();
    for (id, role) in &unit.members {
        let account = here.site.store.account(&here.site.tenant, *id).await?;
        let open = account.filter(|one| !one.is_closed() && *role != Role::Administrator);
        let Some(account) = open else { continue };
        let id = id.to_string();
        let is_chosen = id == chosen;
        choices.push(Choice::new(id, format!("{} ({})", account.name, account.login), is_chosen));
    }
    Ok(choices)
}

/// The fields by which another administrator is named; of whoever audits they ask for evidence too.
pub(in super::super) fn fields(
    here: &Here,
    choices: Vec<Choice>,
    (reasons, evidence): (&str, Option<&str>),
) -> Vec<Field> {
    let say = |key: &str| word(here.lang(), key).into_owned();
    let long = |value: &str| Input::Long { value: value.to_owned(), limit: None };
    let mut fields = vec![
        Field::new("to", say("replace.to"), Input::Select { choices }),
        Field::new("reasons", say("replace.reasons"), long(reasons))
            .help(say("replace.reasons.help")),
    ];
    fields.extend(evidence.map(|evidence| {
        Field::new("evidence", say("replace.evidence"), long(evidence))
            .help(say("replace.evidence.help"))
    }));
    fields
}

/// What stands about another administrator, at the desk of whoever audits the unit; nothing for others.
pub(in super::super) async fn replacing(
    here: &Here,
    unit: &Unit,
    sent: Option<&Sent>,
) -> Result<Option<Replacing>, Trouble> {
    let person = here.person();
    // Before it is admitted it can be registered anew.
    if !unit.standing.is_admitted() {
        return Ok(None);
    }
    let candidates = candidates(here, unit, sent.map_or("", |sent| sent.text("to"))).await?;
    if candidates.is_empty() || may_audit(here.site.desk(), &person, unit).is_none() {
        return Ok(None);
    }
    let lang = here.lang();
    let typed = |name: &str| sent.map_or("", |sent| sent.text(name));
    let mut given = Replacing {
        action: format!("/desk/units/{}", unit.id),
        pending: None,
        evidence: String::new(),
        answerable: false,
        fields: fields(here, candidates, (typed("reasons"), Some(typed("evidence")))),
    };
    let Some((to, passed)) = unit.replacement() else { return Ok(Some(given)) };
    if let Step::ReplacementProposed { evidence, .. } = &passed.step {
        given.evidence.clone_from(evidence);
    }
    let (to, by) = (here.name_of(to).await?, here.who(&passed.by).await?);
    given.pending = Some(fill(lang, "replace.pending", &[&to, &by]));
    given.answerable = !person.is_behind(&passed.by);
    Ok(Some(given))
}

/// What a unit's people are told about another administrator: that one is proposed, or that the visitor was replaced.
pub(super) async fn told(here: &Here, unit: &Unit) -> Result<Option<String>, Trouble> {
    let lang = here.lang();
    if let Some((to, passed)) = unit.replacement() {
        let (to, by) = (here.name_of(to).await?, here.who(&passed.by).await?);
        return Ok(Some(fill(lang, "replace.told.proposed", &[&to, &by, &reasons(&passed.step)])));
    }
    let mut last = unit.history.iter().rev();
    let replaced = |step: &Step| matches!(step, Step::ReplacementAnswered { confirmed: true });
    let Some(answer) = last.find(|passed| replaced(&passed.step)) else { return Ok(None) };
    let proposed = |step: &Step| matches!(step, Step::ReplacementProposed { .. });
    let why = last.find(|passed| proposed(&passed.step)).map(|passed| reasons(&passed.step));
    let now = match unit.administrator() {
        Some(administrator) => here.name_of(administrator).await?,
        None => String::new(),
    };
    let (when, why) = (crate::format::instant(answer.at), why.unwrap_or_default());
    Ok(Some(fill(lang, "replace.told.replaced", &[&now, &when, &why])))
}

fn reasons(step: &Step) -> String {
    let Step::ReplacementProposed { reasons, .. } = step else { return String::new() };
    reasons.clone()
}

/// Tells those whose roles in a unit have changed: the administrator who comes, and the one who was it.
pub(super) async fn tells(
    here: &Here,
    comes: Option<Uuid>,
    was: Option<Uuid>,
) -> Result<(), Trouble> {
    for account in comes.into_iter().chain(was.filter(|one| Some(*one) != comes)) {
        here.tells_for_office(account, Affair::Roles).await?;
    }
    Ok(())
}

/// Proposes another administrator, confirms one, or declines one; each asks for a proof of who one is.
pub(in super::super) async fn decide(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let (desk, by) = (here.site.desk(), calling(&here, &sent));
    let before = unit::find(desk, id).await?;
    let done = match sent.text("do") {
        "propose" => {
            let to = sent.text("to").parse().unwrap_or_default();
            let said = (sent.text("reasons"), sent.text("evidence"));
            propose_replacement(desk, &by, (id, to), said).await
        }
        "confirm" => answer_replacement(desk, &by, id, true).await,
        _ => answer_replacement(desk, &by, id, false).await,
    };
    match done {
        Ok(_) => {
            if sent.text("do") == "confirm"
                && let Some(before) = before
            {
                let comes = before.replacement().map(|(to, _)| to);
                tells(&here, comes, before.administrator()).await?;
            }
            go(&format!("/desk/units/{id}"))
        }
        Err(Failure::Refused(refusal)) => refused(&here, id, &sent, &refusal).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn refused(here: &Here, id: Uuid, sent: &Sent, refusal: &Refusal) -> Answer {
    not_so(refusal, &audit_page(here, id, ("", ""), (Some(refusal), Some(sent))).await?)
}
