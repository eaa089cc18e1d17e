//! Conflicts of interest at the officer's desk: what ties experts to a case, and decisions on what is only possible.

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    conflict::{Bar, Finding},
    expert::pool,
    ports::Account,
    refusal::Refusal,
    verbs::{
        Failure,
        conflict::{rule, ties},
        fill::Filling,
    },
};
use guohe_rules::syntax::ActorKind;
use uuid::Uuid;

use crate::{
    access::holds_under,
    pages::officer::{ConflictsPage, TieRow},
    parts::ErrorLine,
    sent::Sent,
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, go, once, page, wrong},
    experts::whole,
};

/// What ties experts to a case.
pub(crate) async fn of_case(here: Here, Path(id): Path<Uuid>) -> Answer {
    page(&conflicts_page(&here, id, None).await?)
}

/// Decides on a possible conflict.
pub(crate) async fn decide(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let account: Uuid =
        sent.text("account").parse().map_err(|_no_id: uuid::Error| Trouble::NotFound)?;
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case: id,
        seen: None,
        once: once(&sent),
    };
    let is = sent.text("conflict") == "yes";
    let of = (account, sent.text("key"));
    match rule(here.site.desk(), &by, of, is, sent.text("reasons")).await {
        Ok(_) => go(&format!("/desk/cases/{id}/conflicts")),
        Err(Failure::Refused(refusal)) => wrong(&conflicts_page(&here, id, Some(&refusal)).await?),
        Err(failure) => Err(failure.into()),
    }
}

async fn conflicts_page(
    here: &Here,
    id: Uuid,
    refusal: Option<&Refusal>,
) -> Result<ConflictsPage, Trouble> {
    let file = here.dossier(id).await?;
    if !holds_under(&here.person(), &file.law, ActorKind::Officer) {
        return Err(Trouble::Forbidden);
    }
    let accounts = looked_at(here, &file.case).await?;
    let moment = here.site.moment();
    let mut rows = Vec::new();
    for account in &accounts {
        for (finding, bar) in ties(here.site.desk(), &file.case, account.id, &moment).await? {
            rows.push(row(here, &file.case, account, &finding, bar));
        }
    }
    rows.sort_by_key(|row| !row.open);
    let line = |refusal: &Refusal| match refusal.faults.first() {
        Some(fault) => {
            ErrorLine { field: "main".to_owned(), text: here.say(&fault.what).to_owned() }
        }
        None => whole(here, refusal),
    };
    Ok(ConflictsPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        errors: refusal.map(line).into_iter().collect(),
        case: case::title(here.lang(), &file.case),
        action: format!("/desk/cases/{id}/conflicts"),
        rows,
        looked_at: accounts.len(),
    })
}

/// Everybody in the pool with an account, and everybody who sits on a panel of the case.
async fn looked_at(here: &Here, case: &Case) -> Result<Vec<Account>, Trouble> {
    let pool = pool(here.site.desk()).await?;
    let listed = pool.iter().filter(|expert| expert.retired.is_none());
    let mut ids: Vec<Uuid> = listed.filter_map(|expert| expert.profile.account).collect();
    ids.extend(case.panels.iter().flat_map(|panel| panel.seats.iter().map(|seat| seat.account)));
    ids.sort_unstable();
    ids.dedup();
    let mut accounts = Vec::new();
    for id in ids {
        accounts.extend(here.site.store.account(&here.site.tenant, id).await?);
    }
    Ok(accounts)
}

fn row(here: &Here, of: &Case, account: &Account, finding: &Finding, bar: Option<Bar>) -> TieRow {
    let lang = here.lang();
    let (state, tone) = match (finding.certain, bar) {
        (true, _) => ("conflicts.certain", "bad"),
        (false, None) => ("conflicts.cleared", "good"),
        (false, Some(Bar::Undecided)) => ("conflicts.possible", "warn"),
        (false, Some(Bar::Conflict)) => ("conflicts.confirmed", "bad"),
    };
    // Who sits on a panel already is known by the alias.
    let seated = of.panels.iter().find_map(|panel| Some(panel.seat_of(account.id)?.alias.clone()));
    let mut rulings = of.rulings.iter().rev();
    let ruled = rulings.find(|ruling| ruling.account == account.id && ruling.key == finding.key);
    let ruled = ruled.and_then(|ruling| ruling.reasons.as_ref());
    TieRow {
        name: seated.unwrap_or_else(|| account.name.clone()),
        account: account.id.to_string(),
        key: finding.key.clone(),
        kind: say(lang, &finding.kind.name()),
        told: say(lang, &finding.told),
        state: word(lang, state).into_owned(),
        tone,
        ruled: ruled.map(|reasons| fill(lang, "conflicts.ruled", &[reasons])),
        open: !finding.certain,
    }
}
