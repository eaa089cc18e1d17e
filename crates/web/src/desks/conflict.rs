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
    dossier::Dossier,
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
    let account = behind(&here, id, sent.text("expert")).await?;
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
    let (file, found) = found(here, id).await?;
    let mut rows = Vec::new();
    for (account, ties) in &found {
        rows.extend(
            ties.iter().map(|(finding, bar)| row(here, &file.case, account, finding, *bar)),
        );
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
        looked_at: found.len(),
    })
}

/// Each expert who is looked at, with what ties them to a case.
type Found = Vec<(Account, Vec<(Finding, Option<Bar>)>)>;

async fn found(here: &Here, id: Uuid) -> Result<(Dossier, Found), Trouble> {
    let file = here.dossier(id).await?;
    if !holds_under(&here.person(), &file.law, ActorKind::Officer) {
        return Err(Trouble::Forbidden);
    }
    let moment = here.site.moment();
    let mut all = Vec::new();
    for account in looked_at(here, &file.case).await? {
        let ties = ties(here.site.desk(), &file.case, account.id, &moment).await?;
        all.push((account, ties));
    }
    Ok((file, all))
}

/// The account of an expert: that which is named, or that of whoever sits under an alias.
async fn behind(here: &Here, case: Uuid, named: &str) -> Result<Uuid, Trouble> {
    if let Ok(account) = named.parse() {
        return Ok(account);
    }
    let file = here.dossier(case).await?;
    let mut seats = file.case.panels.iter().flat_map(|panel| &panel.seats);
    seats.find(|seat| seat.alias == named).map(|seat| seat.account).ok_or(Trouble::NotFound)
}

/// The alias of an expert who sits on a panel of a case: nothing else is told of them.
fn alias(case: &Case, account: Uuid) -> Option<String> {
    case.panels.iter().find_map(|panel| Some(panel.seat_of(account)?.alias.clone()))
}

/// What ties experts to a case, by account or alias; and whether it keeps them out, where that is decided.
pub(crate) async fn ties_of(
    here: &Here,
    id: Uuid,
) -> Result<Vec<(String, Finding, Option<bool>)>, Trouble> {
    let (file, found) = found(here, id).await?;
    let decided = |bar| match bar {
        None => Some(false),
        Some(Bar::Undecided) => None,
        Some(Bar::Conflict) => Some(true),
    };
    let all = found.into_iter().flat_map(|(account, ties)| {
        let who = alias(&file.case, account.id).unwrap_or_else(|| account.id.to_string());
        ties.into_iter().map(move |(finding, bar)| (who.clone(), finding, decided(bar)))
    });
    Ok(all.collect())
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
    let seated = alias(of, account.id);
    let mut rulings = of.rulings.iter().rev();
    let ruled = rulings.find(|ruling| ruling.account == account.id && ruling.key == finding.key);
    let ruled = ruled.and_then(|ruling| ruling.reasons.as_ref());
    TieRow {
        expert: seated.clone().unwrap_or_else(|| account.id.to_string()),
        name: seated.unwrap_or_else(|| account.name.clone()),
        key: finding.key.clone(),
        kind: say(lang, &finding.kind.name()),
        told: say(lang, &finding.told),
        state: word(lang, state).into_owned(),
        tone,
        ruled: ruled.map(|reasons| fill(lang, "conflicts.ruled", &[reasons])),
        open: !finding.certain,
    }
}
