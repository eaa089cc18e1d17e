//! One's own unit: what it states, where its registration stands, who belongs to it.
//!
//! What ends or gives away rights in a unit is done on its page, after a proof of who one is (ADR 0061).

use std::collections::BTreeMap;

use axum::{Json, response::IntoResponse as _};
use guohe_cases::{
    department::{self, Listed},
    refusal::Fault,
    unit::{Contact, Invitation, Role, Standing, Statement, Unit},
    verbs::unit::invite,
};
use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    cases::FaultView,
    officer::{calling, done},
    operation::{Area, Operation, schema},
    problem::{self, PROOF_NEEDED},
};
use crate::{
    desks::{
        Answer, Managing, has_receipt, members_of, open_invitations, own_unit, reasons_of_step,
        stated, word_of_step,
    },
    trouble::Trouble,
    visit::Here,
};

pub(crate) const ONE: Operation = Operation::gives(
    "getUnit",
    Area::Unit,
    (
        "读取本单位登记的内容与进展",
        "Reads what one's unit states, and where its registration stands",
    ),
    schema::<OwnUnit>,
);
pub(crate) const STATE: Operation = Operation::gives(
    "stateUnit",
    Area::Unit,
    (
        "保存本单位的登记内容，需要时一并提交审核",
        "Saves what one's unit states, and hands it in where that is asked for",
    ),
    schema::<Stated>,
)
.takes(schema::<Stating>)
.changes();
pub(crate) const MEMBERS: Operation = Operation::gives(
    "getMembers",
    Area::Unit,
    ("读取本单位的成员与邀请", "Reads who belongs to one's unit, and who is invited"),
    schema::<Members>,
);
pub(crate) const CHANGE: Operation = Operation::gives(
    "changeMembers",
    Area::Unit,
    (
        "邀请成员、撤回邀请、申请更换管理员；停用与移交须在页面上核验身份后办理",
        "Invites, takes back, asks for another administrator; closing an account and handing over are done on the page, \
         after a proof of who one is",
    ),
    schema::<Changed>,
)
.takes(schema::<Change>)
.changes();

/// One's own unit.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OwnUnit {
    /// Its id.
    id: String,
    /// Where its registration stands: `entered` where the operator entered it without one.
    #[schemars(with = "String")]
    standing: Standing,
    /// What one is in it: `administrator`, `submitter`, `filler`; absent where the operator entered it.
    role: Option<String>,
    /// Whether what is stated may be changed by whoever asks.
    open: bool,
    /// What it states; absent where the operator entered it.
    unit: Option<UnitView>,
    /// Whether there is a receipt of what was handed in last.
    receipt: bool,
}

/// What a unit states, and what happened to it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnitView {
    /// What is stated.
    statement: StatementView,
    /// Whom to ask; absent before that was said, and once it was erased.
    contact: Option<ContactView>,
    /// The department that audits it; absent where the authority does.
    audited_by: Option<Words>,
    /// What was said when it was audited last.
    reasons: Option<String>,
    /// What happened to it, the latest last.
    history: Vec<StepView>,
}

/// What is stated of a unit, as typed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementView {
    /// The name.
    name_zh: String,
    /// The name in English.
    #[serde(default)]
    name_en: String,
    /// The unified social credit code.
    code: String,
    /// The kind of organisation, by code.
    kind: String,
    /// Where it is registered, by code.
    place: String,
    /// The code of the department above it; empty where it comes to the authority directly.
    #[serde(default)]
    superior: String,
}

/// Whom to ask.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactView {
    /// The name.
    name: String,
    /// The telephone number.
    telephone: String,
    /// The address for mail.
    mail: String,
}

/// What happened to a unit.
#[derive(Debug, Serialize, JsonSchema)]
struct StepView {
    /// What.
    step: String,
    /// When.
    at: String,
    /// Who did it.
    by: String,
    /// Why, where it says so.
    reasons: Option<String>,
}

/// What is to be stated.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stating {
    /// All that is stated; it takes the place of what was.
    statement: StatementView,
    /// Whom to ask.
    contact: ContactView,
    /// Whether it is handed in as well.
    #[serde(default)]
    hand_in: bool,
}

/// What was saved.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Stated {
    /// When.
    at: String,
    /// Where the registration stands now.
    #[schemars(with = "String")]
    standing: Standing,
    /// What keeps it from being handed in.
    faults: Vec<FaultView>,
}

/// Who belongs to a unit.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "members are called so on the page and in the document"
)]
pub(crate) struct Members {
    /// Whether whoever asks administers it.
    manages: bool,
    /// The members, the administrator first.
    members: Vec<MemberView>,
    /// Invitations that have not run out; they are told to the administrator alone.
    invitations: Vec<InvitationView>,
    /// To whom the administrator wants to hand over, for the two of them.
    handover_to: Option<String>,
    /// Another administrator who is proposed by those who audit the unit.
    replacement: Option<ReplacementView>,
}

/// A member.
#[derive(Debug, Serialize, JsonSchema)]
struct MemberView {
    /// The account.
    id: String,
    /// The name.
    name: String,
    /// What they type to sign in.
    login: String,
    /// What they are in the unit.
    role: String,
}

/// An invitation.
#[derive(Debug, Serialize, JsonSchema)]
struct InvitationView {
    /// Its id.
    id: String,
    /// As what.
    role: String,
    /// Until when.
    until: String,
}

/// Another administrator who is proposed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReplacementView {
    /// Whom, by account.
    to: String,
    /// Who proposes it.
    by: String,
    /// When that was.
    at: String,
    /// Why.
    reasons: Option<String>,
}

/// What is done about who belongs to a unit. Those that take nothing are written with braces: a name that is none is refused.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Change {
    /// Invites somebody.
    Invite {
        /// As what.
        role: Invited,
        /// A secret of your own, drawn by lot: 32 to 128 letters, digits, `-` or `_`. Whoever has it can join; its
        /// digest alone is kept, so it is not told again.
        word: String,
    },
    /// Takes an invitation back.
    Withdraw {
        /// Which.
        #[schemars(with = "String", extend("format" = "uuid"))]
        invitation: Uuid,
    },
    /// Asks for another administrator, because yours is gone.
    Ask {
        /// Whom, by account.
        #[schemars(with = "String", extend("format" = "uuid"))]
        to: Uuid,
        /// Why.
        reasons: String,
    },
    /// Declines to take over, or takes the offer back.
    Decline {},
    /// Closes the account of a member: on the page alone.
    End {
        /// Whose.
        #[schemars(with = "String", extend("format" = "uuid"))]
        member: Uuid,
        /// Why.
        reasons: String,
    },
    /// Offers to hand over: on the page alone.
    Offer {
        /// To whom.
        #[schemars(with = "String", extend("format" = "uuid"))]
        member: Uuid,
    },
    /// Takes over: on the page alone.
    Accept {},
}

/// What somebody may be invited as.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Invited {
    /// Fills in and hands in.
    Submitter,
    /// Fills in.
    Filler,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// When.
    at: String,
    /// Of an invitation: the address at which one joins. `#` and the word stand behind it in the link that one gives away.
    #[serde(skip_serializing_if = "Option::is_none")]
    join: Option<String>,
}

impl From<&Statement> for StatementView {
    fn from(own: &Statement) -> Self {
        let Statement { name_zh, name_en, code, kind, place, superior } = own.clone();
        Self { name_zh, name_en, code, kind, place, superior }
    }
}

impl StatementView {
    fn typed(&self) -> Statement {
        let trimmed = |text: &String| text.trim().to_owned();
        Statement {
            name_zh: trimmed(&self.name_zh),
            name_en: trimmed(&self.name_en),
            code: trimmed(&self.code),
            kind: trimmed(&self.kind),
            place: trimmed(&self.place),
            superior: trimmed(&self.superior),
        }
    }
}

impl ContactView {
    fn typed(&self) -> Contact {
        let trimmed = |text: &String| text.trim().to_owned();
        Contact {
            name: trimmed(&self.name),
            telephone: trimmed(&self.telephone),
            mail: trimmed(&self.mail),
        }
    }
}

impl From<&Contact> for ContactView {
    fn from(own: &Contact) -> Self {
        let Contact { name, telephone, mail } = own.clone();
        Self { name, telephone, mail }
    }
}

impl UnitView {
    pub(super) async fn of(here: &Here, unit: &Unit) -> Result<Self, Trouble> {
        let departments: BTreeMap<String, Listed> = department::all(here.site.desk()).await?;
        let is = |one: &&Listed| Some(department::id_of(&one.code)) == unit.audit;
        let mut history = Vec::new();
        for passed in &unit.history {
            history.push(StepView {
                step: word_of_step(&passed.step).to_owned(),
                at: passed.at.to_string(),
                by: here.who(&passed.by).await?,
                reasons: reasons_of_step(passed).map(str::to_owned),
            });
        }
        let said = unit.last_audit().map(|(_, _, reasons)| reasons.to_owned());
        Ok(Self {
            statement: StatementView::from(&unit.statement),
            contact: unit.contact.as_ref().map(ContactView::from),
            audited_by: departments.values().find(is).map(|one| one.name.clone()),
            reasons: said.filter(|said| !said.is_empty()),
            history,
        })
    }
}

impl ReplacementView {
    pub(super) async fn of(here: &Here, unit: &Unit) -> Result<Option<Self>, Trouble> {
        let Some((to, passed)) = unit.replacement() else { return Ok(None) };
        Ok(Some(Self {
            to: to.to_string(),
            by: here.who(&passed.by).await?,
            at: passed.at.to_string(),
            reasons: reasons_of_step(passed).map(str::to_owned),
        }))
    }
}

impl From<Invited> for Role {
    fn from(invited: Invited) -> Self {
        match invited {
            Invited::Submitter => Self::Submitter,
            Invited::Filler => Self::Filler,
        }
    }
}

pub(crate) async fn one(here: Here) -> Answer {
    let (found, person) = (own_unit(&here).await?, here.person());
    let id = person.organisation.ok_or(Trouble::NotFound)?;
    let standing = found.as_ref().map_or(Standing::Entered, |unit| unit.standing);
    let role = Role::ALL.into_iter().find(|role| person.roles.iter().any(|own| own == role.held()));
    let (unit, receipt) = match &found {
        Some(unit) => (Some(UnitView::of(&here, unit).await?), has_receipt(&here, unit).await?),
        None => (None, false),
    };
    let open = found.is_some() && standing.is_open() && person.administers();
    let role = role.map(|role| role.word().to_owned());
    Ok(Json(OwnUnit { id: id.to_string(), standing, role, open, unit, receipt }).into_response())
}

pub(crate) async fn state(call: Call<Sent<Stating>>) -> Answer {
    let Sent(Stating { statement, contact, hand_in }) = &call.body;
    let (statement, contact) = (statement.typed(), contact.typed());
    let receipt = stated(&call.here, &calling(&call), (&statement, &contact), *hand_in).await?;
    let unit = own_unit(&call.here).await?.ok_or(Trouble::NotFound)?;
    let (at, faults) = (receipt.at.to_string(), FaultView::all(receipt.faults));
    Ok(Json(Stated { at, standing: unit.standing, faults }).into_response())
}

pub(crate) async fn members(here: Here) -> Answer {
    let (found, person) = (own_unit(&here).await?, here.person());
    let Some(unit) = found else {
        let (members, invitations) = (Vec::new(), Vec::new());
        let none =
            Members { manages: false, members, invitations, handover_to: None, replacement: None };
        return Ok(Json(none).into_response());
    };
    let manages = person.administers();
    let invitation = |one: &Invitation| InvitationView {
        id: one.id.to_string(),
        role: one.role.word().to_owned(),
        until: one.until.to_string(),
    };
    let member = |(account, role): (guohe_cases::ports::Account, Role)| MemberView {
        id: account.id.to_string(),
        name: account.name,
        login: account.login,
        role: role.word().to_owned(),
    };
    let handover = unit.handover.filter(|to| manages || *to == person.account);
    let told = Members {
        manages,
        members: members_of(&here, &unit).await?.into_iter().map(member).collect(),
        invitations: open_invitations(&here, &unit).filter(|_| manages).map(invitation).collect(),
        handover_to: handover.map(|to| to.to_string()),
        replacement: ReplacementView::of(&here, &unit).await?,
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn change(call: Call<Sent<Change>>) -> Answer {
    let (site, by) = (&call.here.site, calling(&call));
    let desk = site.desk();
    let Sent(wanted) = &call.body;
    let managing = match wanted {
        Change::Invite { role, word } => {
            let receipt = invite(desk, &by, Role::from(*role), by_lot(word)?).await?;
            let scheme = if site.secure { "https" } else { "http" };
            let (host, unit) = (&call.here.visit.host, receipt.stream.id);
            let (at, join) = (receipt.at.to_string(), format!("{scheme}://{host}/join/{unit}"));
            return Ok(Json(Changed { at, join: Some(join) }).into_response());
        }
        Change::Withdraw { invitation } => Managing::Withdraw(*invitation),
        Change::Ask { to, reasons } => Managing::Ask(*to, reasons),
        Change::Decline {} => Managing::Answer(false),
        Change::End { member, reasons } => Managing::End(*member, reasons),
        Change::Offer { member } => Managing::Offer(*member),
        Change::Accept {} => Managing::Answer(true),
    };
    if managing.needs_proof() {
        return Err(problem::miscall(PROOF_NEEDED));
    }
    done(&managing.done(desk, &by).await?)
}

/// The word of an invitation: so long that nobody guesses it, of signs that stand in a link as they are.
fn by_lot(word: &str) -> Result<&str, Trouble> {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || ['-', '_'].contains(&sign);
    if (32..=128).contains(&word.len()) && word.chars().all(fits) {
        return Ok(word);
    }
    Err(problem::malformed(Fault::at(
        "word",
        "应为随机生成的 32 至 128 个字母、数字、“-”或“_”",
        "32 to 128 letters, digits, `-` or `_`, drawn by lot",
    )))
}
