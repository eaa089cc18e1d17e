//! Pages about one's own account: what it is, its second factor, its password, its sessions.

use askama::Template;

use crate::{
    parts::{Choice, ErrorLine, Field, Link, Pair},
    ui::Ui,
};

/// What an account is, with the ways to change it.
#[derive(Debug, Template)]
#[template(path = "account/overview.html")]
pub(crate) struct Overview {
    pub(crate) ui: Ui,
    pub(crate) facts: Vec<Pair>,
    pub(crate) ways: Vec<Link>,
}

/// A form with nothing around it.
#[derive(Debug, Template)]
#[template(path = "account/form.html")]
pub(crate) struct Form {
    pub(crate) ui: Ui,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) fields: Vec<Field>,
    /// Where it is sent.
    pub(crate) action: String,
    /// What is sent along: a form that was sent before.
    pub(crate) carried: Vec<(String, String)>,
    /// A passkey may answer in place of the field.
    pub(crate) by_passkey: bool,
    /// The words of the button.
    pub(crate) submit: String,
}

/// The passkeys of an account.
#[derive(Debug, Template)]
#[template(path = "account/passkeys.html")]
#[expect(clippy::struct_excessive_bools, reason = "each of them stands in the page alone")]
pub(crate) struct PasskeysPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// The name of one more.
    pub(crate) field: Field,
    /// Nothing else is open before there is a second factor.
    pub(crate) owed: bool,
    /// Passkeys can be made at the address by which the page was reached.
    pub(crate) possible: bool,
    /// There are as many as may be.
    pub(crate) full: bool,
    pub(crate) passkeys: Vec<PasskeyLine>,
}

/// One passkey.
#[derive(Debug)]
pub(crate) struct PasskeyLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) since: String,
    pub(crate) used: String,
    /// It signs in by itself.
    pub(crate) alone: bool,
    /// Another copy of it may exist.
    pub(crate) doubted: bool,
}

/// Where a second factor is got.
#[derive(Debug, Template)]
#[template(path = "account/factor.html")]
pub(crate) struct FactorPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) fields: Vec<Field>,
    /// Nothing else is open before there is one.
    pub(crate) owed: bool,
    /// Since when there is one, and how many recovery codes are left.
    pub(crate) now: Option<(String, u64)>,
    /// The picture of the secret, as an element.
    pub(crate) picture: Option<String>,
    /// The secret as one types it, in groups of four.
    pub(crate) secret: String,
}

/// Recovery codes, shown this once.
#[derive(Debug, Template)]
#[template(path = "account/recovery.html")]
pub(crate) struct RecoveryPage {
    pub(crate) ui: Ui,
    pub(crate) codes: Vec<String>,
}

/// The sessions of an account.
#[derive(Debug, Template)]
#[template(path = "account/sessions.html")]
pub(crate) struct SessionsPage {
    pub(crate) ui: Ui,
    pub(crate) sessions: Vec<SessionLine>,
    /// When sessions end by themselves.
    pub(crate) ends: String,
}

/// One session.
#[derive(Debug)]
pub(crate) struct SessionLine {
    pub(crate) id: String,
    pub(crate) device: String,
    pub(crate) place: String,
    pub(crate) opened: String,
    pub(crate) seen: String,
    /// It is the one with which the page was asked for.
    pub(crate) current: bool,
}

/// What is kept about a person, and about those of the own organisation.
#[derive(Debug, Template)]
#[template(path = "account/data.html")]
pub(crate) struct DataPage {
    pub(crate) ui: Ui,
    pub(crate) groups: Vec<DataGroup>,
    /// What was refused of what was asked, and what to do next.
    pub(crate) refused: Option<(String, String)>,
}

/// Asks for an erasure.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) case: String,
    /// Whom it can be asked for.
    pub(crate) subjects: Vec<String>,
    pub(crate) fields: Vec<Field>,
}

/// What belongs together: the account, a case.
#[derive(Debug)]
pub(crate) struct DataGroup {
    pub(crate) title: String,
    pub(crate) href: Option<String>,
    pub(crate) rows: Vec<DataRow>,
    pub(crate) asks: Option<Ask>,
}

/// One thing that is kept.
#[derive(Debug)]
pub(crate) struct DataRow {
    pub(crate) what: String,
    pub(crate) value: String,
    pub(crate) class: String,
    pub(crate) purpose: String,
    /// The clauses or the act on which the purpose rests.
    pub(crate) basis: String,
    pub(crate) until: String,
}

/// The unified logins of an account.
#[derive(Debug, Template)]
#[template(path = "account/logins.html")]
pub(crate) struct LoginsPage {
    pub(crate) ui: Ui,
    /// One was not linked just now.
    pub(crate) failed: bool,
    pub(crate) logins: Vec<LoginLine>,
}

/// A provider.
#[derive(Debug)]
pub(crate) struct LoginLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) state: String,
    pub(crate) linked: bool,
}

/// The tokens of an account.
#[derive(Debug, Template)]
#[template(path = "account/tokens.html")]
pub(crate) struct TokensPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// What is asked of a new one.
    pub(crate) fields: Vec<Field>,
    /// The word of one that was made just now.
    pub(crate) made: Option<String>,
    /// There are as many as may be.
    pub(crate) full: bool,
    pub(crate) tokens: Vec<TokenLine>,
}

/// One token.
#[derive(Debug)]
pub(crate) struct TokenLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) scopes: String,
    pub(crate) made: String,
    pub(crate) ends: String,
    /// It holds no more.
    pub(crate) ended: bool,
    pub(crate) used: String,
}

/// The webhooks of an account.
#[derive(Debug, Template)]
#[template(path = "account/hooks.html")]
pub(crate) struct HooksPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// What is asked of a new one.
    pub(crate) fields: Vec<Field>,
    /// The secret of one that was made just now.
    pub(crate) made: Option<String>,
    /// There are as many as may be.
    pub(crate) full: bool,
    /// There is nothing that the account may subscribe to.
    pub(crate) none: bool,
    pub(crate) hooks: Vec<HookLine>,
}

/// A subscription.
#[derive(Debug)]
pub(crate) struct HookLine {
    pub(crate) id: String,
    pub(crate) address: String,
    /// What it is told of.
    pub(crate) told: String,
    pub(crate) since: String,
    /// That nothing arrives, where that is so.
    pub(crate) state: Option<String>,
    pub(crate) sent: Vec<DeliveryLine>,
}

/// Something that was sent.
#[derive(Debug)]
pub(crate) struct DeliveryLine {
    /// The number of the case.
    pub(crate) number: String,
    pub(crate) at: String,
    pub(crate) tries: u32,
    pub(crate) state: String,
}

/// On the way to a provider.
#[derive(Debug, Template)]
#[template(path = "account/leave.html")]
pub(crate) struct LeavePage {
    pub(crate) ui: Ui,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// Where it goes.
    pub(crate) to: String,
    /// What the link says.
    pub(crate) go: String,
}

/// The second factor after a unified login.
#[derive(Debug, Template)]
#[template(path = "account/second_step.html")]
pub(crate) struct SecondStep {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) field: Field,
    /// A passkey may answer in place of the code.
    pub(crate) by_passkey: bool,
}

/// The views of lists that somebody keeps.
#[derive(Debug, Template)]
#[template(path = "account/views.html")]
pub(crate) struct ViewsPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// What was removed just now, and can be had back.
    pub(crate) removed: Option<ViewLine>,
    /// What could not be kept, as it was typed.
    pub(crate) draft: Option<ViewLine>,
    pub(crate) lines: Vec<ViewLine>,
}

/// A view that is kept.
#[derive(Debug)]
pub(crate) struct ViewLine {
    pub(crate) id: String,
    /// The path of the list, and its name.
    pub(crate) list: String,
    pub(crate) list_name: String,
    pub(crate) query: String,
    pub(crate) href: String,
    pub(crate) name: String,
    /// With whom it can be shared, and with whom it is.
    pub(crate) with: Vec<Choice>,
    pub(crate) shared_with: String,
}
