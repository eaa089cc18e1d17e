//! Conflicts of interest at the officer's desk: what ties experts to a case, and decisions on what is only possible.
//!
//! Whoever sits on a panel of the case stands here by alias. What ties them would tell who they are, by the name of a unit or
//! of the person itself; so of them only the kind and its clause are told, and no key by which the same was known of a name
//! before, to whoever was not shown that name with a reason.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    account::{Behind, History},
    case::Case,
    conflict::{Bar, Finding},
    expert::pool,
    ports::Account,
    refusal::Refusal,
    verbs::{
        Failure,
        account::history,
        conflict::{rule, ties},
        fill::Filling,
    },
};
use guohe_rules::syntax::{ActorKind, Words};
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::officer::{ConflictsPage, TieRow},
    parts::ErrorLine,
    sent::Sent,
    trouble::Trouble,
    views::{case, finding::cites, words::say},
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
    let (account, key) = who_is_meant(&here, id, (sent.text("expert"), sent.text("key"))).await?;
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case: id,
        seen: None,
        once: once(&sent),
    };
    let is = sent.text("conflict") == "yes";
    match rule(here.site.desk(), &by, (account, &key), is, sent.text("reasons")).await {
        Ok(_) => go(&format!("/desk/cases/{id}/conflicts")),
        Err(Failure::Refused(refusal)) => {
            wrong(&conflicts_page(&here, id, Some((&refusal, &sent))).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn conflicts_page(
    here: &Here,
    id: Uuid,
    tried: Option<(&Refusal, &Sent)>,
) -> Result<ConflictsPage, Trouble> {
    let (file, found) = found(here, id).await?;
    let listed = found.iter().flat_map(Looked::listed);
    let mut rows: Vec<TieRow> = listed.map(|(of, tie)| row(here, &file, of, tie)).collect();
    rows.sort_by_key(|row| !row.open);
    if let Some((_, sent)) = tried {
        let named = [sent.text("expert"), sent.text("key")];
        for row in rows.iter_mut().filter(|row| [&*row.expert, &*row.key] == named) {
            sent.text("reasons").clone_into(&mut row.typed);
        }
    }
    let line = |refusal: &Refusal| match refusal.faults.first() {
        Some(fault) => {
            ErrorLine { field: "main".to_owned(), text: here.say(&fault.what).to_owned() }
        }
        None => whole(here, refusal),
    };
    Ok(ConflictsPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        errors: tried.map(|(refusal, _)| line(refusal)).into_iter().collect(),
        case: case::title(here.lang(), &file.case),
        action: format!("/desk/cases/{id}/conflicts"),
        rows,
        looked_at: found.len(),
    })
}

/// An expert who is looked at, with what ties them to the case.
#[derive(Debug)]
struct Looked {
    account: Account,
    /// The alias of whoever sits on a panel of the case.
    alias: Option<String>,
    /// Whether the reader may not know who that is.
    hidden: bool,
    ties: Vec<(Finding, Option<Bar>)>,
}

/// Something that ties an expert to a case, as it is listed.
#[derive(Debug)]
pub(crate) struct ListedTie {
    /// The expert: by account, or by alias.
    pub(crate) expert: String,
    /// By which a ruling names it.
    pub(crate) key: String,
    /// In words, as far as the reader may know.
    pub(crate) told: Words,
    /// The clauses on which it rests.
    pub(crate) cites: Vec<String>,
    /// What it is.
    pub(crate) finding: Finding,
    /// What it comes to.
    pub(crate) bar: Option<Bar>,
}

impl Looked {
    /// How the expert is named in the list.
    fn expert(&self) -> String {
        self.alias.clone().unwrap_or_else(|| self.account.id.to_string())
    }

    /// What is listed of the expert. Of somebody hidden that is not what was found to be none: it may have been known of the
    /// name before there was an alias.
    fn listed(&self) -> Vec<(&Self, ListedTie)> {
        let mut counts: BTreeMap<guohe_cases::conflict::Kind, usize> = BTreeMap::new();
        let told = self.ties.iter().filter(|(_, bar)| !self.hidden || bar.is_some());
        let one = |(finding, bar): &(Finding, Option<Bar>)| {
            let count = counts.entry(finding.kind).or_default();
            *count += 1;
            let (key, told) = if self.hidden {
                (format!("{}-{count}", finding.kind.word()), finding.kind.name())
            } else {
                (finding.key.clone(), finding.told.clone())
            };
            let (expert, finding, bar) = (self.expert(), finding.clone(), *bar);
            (self, ListedTie { expert, key, told, cites: Vec::new(), finding, bar })
        };
        told.map(one).collect()
    }
}

async fn found(here: &Here, id: Uuid) -> Result<(Dossier, Vec<Looked>), Trouble> {
    let file = here.dossier(id).await?;
    if !here.person().holds_under(&file.law, ActorKind::Officer) {
        return Err(Trouble::Forbidden);
    }
    let (moment, own) =
        (here.site.moment(), history(here.site.desk(), here.person().account).await?);
    let mut all = Vec::new();
    for account in looked_at(here, &file.case).await? {
        let ties = ties(here.site.desk(), &file.case, account.id, &moment).await?;
        let seat = seat(&file.case, account.id);
        let knows =
            seat.is_none_or(|(panel, alias)| was_shown(here, &own, &file.case, panel, alias));
        let alias = seat.map(|(_, alias)| alias.to_owned());
        all.push(Looked { account, alias, hidden: !knows, ties });
    }
    Ok((file, all))
}

/// Whether the reader was shown the name behind an alias, or has the whole list of the panel open.
fn was_shown(here: &Here, own: &History, case: &Case, panel: &str, alias: &str) -> bool {
    let of = Behind { case: case.id, panel: panel.to_owned(), alias: alias.to_owned() };
    own.shown.iter().any(|(shown, _)| *shown == of)
        || own.sees_list(case.id, panel, here.site.outside.now())
}

/// Whom a ruling names, and by which key it is known: as it is listed for whoever rules. Everything else names nobody, so
/// that it is not told whether an account sits on a panel.
pub(crate) async fn who_is_meant(
    here: &Here,
    case: Uuid,
    (expert, key): (&str, &str),
) -> Result<(Uuid, String), Trouble> {
    let (_, found) = found(here, case).await?;
    let mut listed = found.iter().flat_map(Looked::listed);
    let meant = listed.find(|(_, tie)| tie.expert == expert && tie.key == key);
    Ok(meant.map_or_else(
        || (Uuid::nil(), key.to_owned()),
        |(of, tie)| (of.account.id, tie.finding.key),
    ))
}

/// The panel and the alias of an expert who sits on a panel of a case: nothing else is told of them.
fn seat(case: &Case, account: Uuid) -> Option<(&str, &str)> {
    case.panels
        .iter()
        .find_map(|panel| Some((panel.id.as_str(), panel.seat_of(account)?.alias.as_str())))
}

/// What ties experts to a case, by account or alias.
pub(crate) async fn ties_of(here: &Here, id: Uuid) -> Result<Vec<ListedTie>, Trouble> {
    let (file, found) = found(here, id).await?;
    let cites = clauses(&file);
    let listed = found.iter().flat_map(Looked::listed);
    Ok(listed.map(|(_, tie)| ListedTie { cites: cites.clone(), ..tie }).collect())
}

/// The clauses on which the rules of conflicts rest.
fn clauses(file: &Dossier) -> Vec<String> {
    let rules = file.law.procedure.experts.iter().flat_map(|experts| &experts.cites);
    rules.map(|cite| cite.value.clone()).collect()
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

fn row(here: &Here, file: &Dossier, of: &Looked, tie: ListedTie) -> TieRow {
    let lang = here.lang();
    let ListedTie { expert, key, told, finding, bar, .. } = tie;
    let (state, tone) = match (finding.certain, bar) {
        (true, _) => ("conflicts.certain", "bad"),
        (false, None) => ("conflicts.cleared", "good"),
        (false, Some(Bar::Undecided)) => ("conflicts.possible", "warn"),
        (false, Some(Bar::Conflict)) => ("conflicts.confirmed", "bad"),
    };
    let mut rulings = file.case.rulings.iter().rev();
    let ruled = rulings.find(|ruling| ruling.account == of.account.id && ruling.key == finding.key);
    // Reasons are about the person, and name what the findings name.
    let ruled = ruled.and_then(|ruling| ruling.reasons.as_ref()).filter(|_| !of.hidden);
    TieRow {
        name: of.alias.clone().unwrap_or_else(|| of.account.name.clone()),
        expert,
        key,
        kind: say(lang, &finding.kind.name()),
        told: if of.hidden {
            word(lang, "conflicts.hidden").into_owned()
        } else {
            say(lang, &told)
        },
        cites: cites(lang, &file.law, clauses(file)),
        state: word(lang, state).into_owned(),
        tone,
        ruled: ruled.map(|reasons| fill(lang, "conflicts.ruled", &[reasons])),
        open: !finding.certain,
        typed: String::new(),
    }
}
