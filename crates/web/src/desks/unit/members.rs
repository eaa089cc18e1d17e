//! Who belongs to a unit, and what its administrator does about it.

use guohe_cases::{
    refusal::Refusal,
    unit::{Role, Unit},
    verbs::{
        Failure, Receipt,
        unit::{answer_handover, ask_replacement, end, hand_over, invite, withdraw_invitation},
    },
};
use uuid::Uuid;

use crate::{
    format,
    pages::unit::{InvitationRow, MemberRow, MembersPage},
    sent::Sent,
    step_up,
    trouble::Trouble,
    ui::Crumb,
    visit::Here,
    words::{fill, word},
};

use super::{
    super::{
        answer::{Answer, calling, go, page},
        applicant::{not_so, summary},
    },
    own_unit, replace, shown,
};

/// The members.
pub(crate) async fn members(here: Here) -> Answer {
    page(&members_page(&here, None).await?)
}

async fn members_page(here: &Here, refusal: Option<&Refusal>) -> Result<MembersPage, Trouble> {
    let (lang, person, found) = (here.lang(), here.person(), own_unit(here).await?);
    let mut given = MembersPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "unit.title"), "/unit")],
        errors: refusal.map(|refusal| summary(here, refusal)).unwrap_or_default(),
        manages: person.administers(),
        rows: Vec::new(),
        invitations: Vec::new(),
        link: None,
        offered: None,
        to_me: false,
        told: None,
        asking: Vec::new(),
    };
    let Some(unit) = found else { return Ok(MembersPage { manages: false, ..given }) };
    given.rows = rows(here, &unit).await?;
    if given.manages {
        let now = here.site.outside.now();
        let open = unit.invitations.iter().filter(|one| one.until > now);
        given.invitations = open
            .map(|one| InvitationRow {
                id: one.id.to_string(),
                role: shown::role(lang, one.role),
                until: format::instant(one.until),
            })
            .collect();
    }
    given.told = replace::told(here, &unit).await?;
    let own = unit.members.get(&person.account);
    let asks = own.is_some_and(|role| *role != Role::Administrator);
    if asks && unit.replacement().is_none() {
        let candidates = replace::candidates(here, &unit, &person.account.to_string()).await?;
        given.asking = replace::fields(here, candidates, ("", None));
    }
    given.to_me = unit.handover == Some(person.account);
    if let Some(to) = unit.handover.filter(|_| given.to_me || given.manages) {
        given.offered = Some(fill(lang, "members.offered", &[&here.name_of(to).await?]));
    }
    Ok(given)
}

async fn rows(here: &Here, unit: &Unit) -> Result<Vec<MemberRow>, Trouble> {
    let mut rows = Vec::new();
    for (id, role) in &unit.members {
        let account = here.site.store.account(&here.site.tenant, *id).await?;
        let Some(account) = account else { continue };
        rows.push(MemberRow {
            id: id.to_string(),
            name: account.name,
            login: account.login,
            role: shown::role(here.lang(), *role),
            administers: *role == Role::Administrator,
        });
    }
    rows.sort_by(|one, other| {
        (!one.administers, &one.name).cmp(&(!other.administers, &other.name))
    });
    Ok(rows)
}

/// Does what the form says. What ends or gives away rights asks for a proof of who one is.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let wanted = sent.text("do");
    if ["end", "offer", "accept"].contains(&wanted)
        && let Some(proof) = step_up::asks(&here, &sent).await?
    {
        return Ok(proof);
    }
    if wanted == "invite" {
        return invited(&here, &sent).await;
    }
    match done(&here, &sent, wanted).await {
        // Whoever accepts holds other roles from now on, and signs in anew.
        Ok(_) if wanted == "accept" => go("/sign-in"),
        Ok(_) => go("/unit/members"),
        Err(Failure::Refused(refusal)) => {
            not_so(&refusal, &members_page(&here, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn done(here: &Here, sent: &Sent, wanted: &str) -> Result<Receipt, Failure> {
    let (desk, by) = (here.site.desk(), calling(here, sent));
    let id = |name: &str| sent.text(name).parse::<Uuid>().unwrap_or_default();
    match wanted {
        "withdraw" => withdraw_invitation(desk, &by, id("invitation")).await,
        "end" => end(desk, &by, id("member"), sent.text("reasons")).await,
        "offer" => hand_over(desk, &by, id("member")).await,
        "ask" => ask_replacement(desk, &by, id("to"), sent.text("reasons")).await,
        "accept" => answer_handover(desk, &by, true).await,
        _ => answer_handover(desk, &by, false).await,
    }
}

/// Makes an invitation, and shows its link this once.
async fn invited(here: &Here, sent: &Sent) -> Answer {
    let link = here.site.secret();
    let role = Role::invited(sent.text("role")).unwrap_or(Role::Filler);
    match invite(here.site.desk(), &calling(here, sent), role, &link).await {
        Ok(receipt) => {
            let mut given = members_page(here, None).await?;
            let scheme = if here.site.secure { "https" } else { "http" };
            let (host, unit) = (&here.visit.host, receipt.stream.id);
            given.link = Some(format!("{scheme}://{host}/join/{unit}#{link}"));
            page(&given)
        }
        Err(Failure::Refused(refusal)) => {
            not_so(&refusal, &members_page(here, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}
