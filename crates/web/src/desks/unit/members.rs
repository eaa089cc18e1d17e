//! Who belongs to a unit, and what its administrator does about it.

use guohe_cases::{
    desk::Desk,
    ports::Account,
    refusal::{Refusal, Sort, words},
    unit::{self, Invitation, Role, Unit},
    verbs::{
        Failure, Receipt,
        round::Calling,
        unit::{
            answer_handover, ask_replacement, end, hand_over, invitation, invite,
            withdraw_invitation,
        },
    },
};
use uuid::Uuid;

use crate::{
    format,
    pages::unit::{InvitationRow, MemberRow, MembersPage},
    routes::Proof,
    sent::Sent,
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
        given.invitations = open_invitations(here, &unit)
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

/// Invitations that have not run out.
pub(crate) fn open_invitations<'u>(
    here: &Here,
    unit: &'u Unit,
) -> impl Iterator<Item = &'u Invitation> {
    let now = here.site.outside.now();
    unit.invitations.iter().filter(move |one| one.until > now)
}

/// Who belongs to a unit, the administrator first.
pub(crate) async fn people(here: &Here, unit: &Unit) -> Result<Vec<(Account, Role)>, Trouble> {
    let mut people = Vec::new();
    for (id, role) in &unit.members {
        let account = here.site.store.account(&here.site.tenant, *id).await?;
        people.extend(account.map(|account| (account, *role)));
    }
    people.sort_by(|(one, own), (other, theirs)| {
        let key = |role: Role| role != Role::Administrator;
        (key(*own), &one.name).cmp(&(key(*theirs), &other.name))
    });
    Ok(people)
}

async fn rows(here: &Here, unit: &Unit) -> Result<Vec<MemberRow>, Trouble> {
    let row = |(account, role): (Account, Role)| MemberRow {
        id: account.id.to_string(),
        name: account.name,
        login: account.login,
        role: shown::role(here.lang(), role),
        administers: role == Role::Administrator,
    };
    Ok(people(here, unit).await?.into_iter().map(row).collect())
}

/// What is done about who belongs to a unit, besides inviting.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Managing<'a> {
    /// Takes an invitation back.
    Withdraw(Uuid),
    /// Closes the account of a member, for reasons.
    End(Uuid, &'a str),
    /// Offers to hand over to a member.
    Offer(Uuid),
    /// Asks for another administrator, for reasons.
    Ask(Uuid, &'a str),
    /// Accepts what was offered; declines it, or takes it back.
    Answer(bool),
}

impl Managing<'_> {
    /// Whether it ends or gives away rights, so that one proves before it who one is.
    pub(crate) fn needs_proof(self) -> bool {
        match self {
            Self::End(..) | Self::Offer(_) | Self::Answer(true) => true,
            Self::Withdraw(_) | Self::Ask(..) | Self::Answer(false) => false,
        }
    }

    /// Does it.
    pub(crate) async fn done(self, desk: Desk<'_>, by: &Calling) -> Result<Receipt, Failure> {
        match self {
            Self::Withdraw(invitation) => withdraw_invitation(desk, by, invitation).await,
            Self::End(member, reasons) => end(desk, by, member, reasons).await,
            Self::Offer(member) => hand_over(desk, by, member).await,
            Self::Ask(to, reasons) => ask_replacement(desk, by, to, reasons).await,
            Self::Answer(accepted) => answer_handover(desk, by, accepted).await,
        }
    }
}

/// What the form says.
fn managing(sent: &Sent) -> Managing<'_> {
    let id = |name: &str| sent.text(name).parse::<Uuid>().unwrap_or_default();
    match sent.text("do") {
        "withdraw" => Managing::Withdraw(id("invitation")),
        "end" => Managing::End(id("member"), sent.text("reasons")),
        "offer" => Managing::Offer(id("member")),
        "ask" => Managing::Ask(id("to"), sent.text("reasons")),
        "accept" => Managing::Answer(true),
        _ => Managing::Answer(false),
    }
}

/// What ends or gives away rights asks for a proof of who one is.
pub(in super::super) const GRAVE: Proof =
    Proof::Where("proof: ending or giving away rights", |_, sent| {
        sent.text("do") != "invite" && managing(sent).needs_proof()
    });

/// Does what the form says.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    if sent.text("do") == "invite" {
        return invited(&here, &sent).await;
    }
    let wanted = managing(&sent);
    let person = here.person();
    let before = match person.organisation {
        Some(unit) => unit::find(here.site.desk(), unit).await?,
        None => None,
    };
    match wanted.done(here.site.desk(), &calling(&here, &sent)).await {
        // Whoever accepts holds other roles from now on, and signs in anew.
        Ok(_) if matches!(wanted, Managing::Answer(true)) => {
            let was = before.and_then(|unit| unit.administrator());
            replace::tells(&here, Some(person.account), was).await?;
            go("/sign-in")
        }
        Ok(_) => go("/unit/members"),
        Err(Failure::Refused(refusal)) => {
            not_so(&refusal, &members_page(&here, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Makes an invitation, and shows its link this once. The same form sent again makes none, and its link would lead nowhere.
async fn invited(here: &Here, sent: &Sent) -> Answer {
    let link = here.site.secret();
    let role = Role::invited(sent.text("role")).unwrap_or(Role::Filler);
    match invite(here.site.desk(), &calling(here, sent), role, &link).await {
        Ok(receipt) => {
            let (unit, now) = (receipt.stream.id, here.site.outside.now());
            if invitation(here.site.desk(), unit, &link, now).await?.is_none() {
                let made = made_already();
                return not_so(&made, &members_page(here, Some(&made)).await?);
            }
            let mut given = members_page(here, None).await?;
            let scheme = if here.site.secure { "https" } else { "http" };
            let host = &here.visit.host;
            given.link = Some(format!("{scheme}://{host}/join/{unit}#{link}"));
            page(&given)
        }
        Err(Failure::Refused(refusal)) => {
            not_so(&refusal, &members_page(here, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn made_already() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "unit",
        words(
            "这张表单已经生成过邀请链接，链接只在当时显示一次",
            "this form has made its invitation already, and the link was shown that once",
        ),
        words(
            "没有记下链接的，请撤回尚未接受的那一份邀请，再重新生成",
            "if you have not kept the link, withdraw that invitation below and make another",
        ),
    )
}
