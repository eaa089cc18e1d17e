//! What is recorded of security in the log of the program (docs/security/logging.md): one function for each thing.
//!
//! A line holds what happened, why, by which way and on which route, and the number of the account where one is known.
//! Never what was typed, a login, a name, an address of the network, a token, a code or the words of an address: whoever
//! reads the log of the program learns nothing by which they could come in, nor about a person what the number does not
//! tell. What belongs to the work itself is in the log of the installation, not here.

use std::error::Error;

use axum::{
    extract::MatchedPath,
    http::{Method, Request, StatusCode, Uri},
};
use guohe_cases::{account::Alarm, refusal::Sort};
use tracing::{error, field::display, info, warn};
use uuid::Uuid;

use crate::{alarms::Odd, caught::Panicked, chores::Paused, trouble::Trouble, visit::Visit};

/// The name under which these lines stand; an operator filters by it.
macro_rules! security {
    ($level:ident, $($line:tt)+) => { $level!(target: "guohe::security", $($line)+) };
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// There is no such account.
    Unknown,
    /// The account is closed.
    Closed,
    /// There were too many failures before; whatever was typed was not looked at.
    Locked,
    /// The password was wrong.
    Password,
    /// The second factor was wrong, or was not shown.
    Factor,
    /// The answer of a passkey does not hold.
    Passkey,
    /// The token of a program is none, has ended, or its account is closed.
    Token,
}

impl Failed {
    fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Closed => "closed",
            Self::Locked => "locked",
            Self::Password => "password",
            Self::Factor => "factor",
            Self::Passkey => "passkey",
            Self::Token => "token",
        }
    }
}

impl Failed {
    /// What it may be a sign of.
    pub(crate) fn odd(self, account: Option<Uuid>) -> Odd {
        match (self, account) {
            (Self::Factor, Some(account)) => Odd::Factor(account),
            (Self::Token, _) => Odd::Token,
            (Self::Locked, Some(account)) => Odd::Locked(account),
            (
                Self::Unknown
                | Self::Closed
                | Self::Locked
                | Self::Password
                | Self::Factor
                | Self::Passkey,
                _,
            ) => Odd::SignIn(account),
        }
    }
}

/// Somebody has signed in: by which way, and whether by two factors.
pub(crate) fn signed_in(account: Uuid, by: &str, two_factors: bool) {
    security!(info, %account, by, two_factors, "signed in");
}

/// Somebody was not let in.
pub(crate) fn not_signed_in(account: Option<Uuid>, why: Failed) {
    let account = account.map(display);
    security!(warn, account, why = why.word(), "not signed in");
}

/// Somebody has signed out.
pub(crate) fn signed_out(account: Uuid) {
    security!(info, %account, "signed out");
}

/// A provider has said that somebody signed out there: so many sessions ended.
pub(crate) fn signed_out_elsewhere(provider: &str, sessions: u64) {
    security!(info, provider, sessions, "signed out at a provider");
}

/// What a provider said was not taken.
pub(crate) fn provider_failed(provider: &str, why: &dyn Error) {
    security!(warn, provider, why = %why, "the word of a provider was not taken");
}

/// A login at a provider was linked to an account, or taken away from it.
pub(crate) fn linked(account: Uuid, provider: &str, is: bool) {
    security!(info, %account, provider, linked = is, "a unified login was changed");
}

/// Somebody who is signed in was asked anew who they are.
pub(crate) fn proved(account: Uuid, why: Option<Failed>) {
    match why {
        None => security!(info, %account, "proved anew"),
        Some(why) => not_proved(account, why.word()),
    }
}

fn not_proved(account: Uuid, why: &str) {
    security!(warn, %account, why, "not proved anew");
}

/// Somebody changed by what they prove who they are: a password, an authenticator app, a passkey.
pub(crate) fn changed(account: Uuid, what: &str) {
    security!(info, %account, what, "changed");
}

/// The counter of a passkey went back.
pub(crate) fn copied(account: Uuid) {
    security!(warn, %account, "a passkey may have been copied; it is not taken any more");
}

/// Something came more often than is usual: what, about which account where it is about one, and how often.
pub(crate) fn alarm(account: Option<Uuid>, raised: &Alarm) {
    let account = account.map(display);
    let Alarm { kind, count, usual, .. } = raised;
    security!(error, account, kind = kind.word(), count, usual, "alarm");
}

/// An administrator changed a setting of the installation.
pub(crate) fn setting(account: Uuid, setting: &str) {
    security!(info, %account, setting, "a setting was changed");
}

/// A token for programs was made or withdrawn; by somebody else where it was not its owner.
pub(crate) fn token(account: Uuid, made: bool, by: Option<Uuid>) {
    let by = by.map(display);
    security!(info, %account, made, by, "a token was changed");
}

/// An address outside is told of changes from now on, or no more.
pub(crate) fn hook(account: Uuid, made: bool) {
    security!(info, %account, made, "a webhook was changed");
}

/// What was asked: by which method, of which route. The words of the address are left out.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    method: Method,
    route: Option<MatchedPath>,
}

impl Asked {
    /// Of a request.
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        let route = request.extensions().get::<MatchedPath>().cloned();
        Self { method: request.method().clone(), route }
    }

    /// The path of the route; that of the address where there is no route.
    pub(crate) fn path<'p>(&'p self, uri: &'p Uri) -> &'p str {
        self.route.as_ref().map_or_else(|| uri.path(), MatchedPath::as_str)
    }
}

/// A request got no page. What is only not as a rule of the procedure wants it is the business of whoever asked.
pub(crate) fn refused(visit: &Visit, asked: &Asked, trouble: &Trouble) {
    let why = match trouble {
        Trouble::NotFound => "absent",
        Trouble::OtherMethod => "method",
        Trouble::Forbidden => "forbidden",
        Trouble::Forged => "forged",
        Trouble::Unreadable => "unreadable",
        Trouble::Cut => "cut",
        Trouble::TooOften(_) => "too_often",
        Trouble::Busy(_) => "busy",
        Trouble::Refused(refusal) => match refusal.sort {
            Sort::NotAllowed => "not_allowed",
            Sort::NotFound => "absent",
            Sort::Conflict | Sort::WrongStage | Sort::Invalid | Sort::Condition => return,
        },
        Trouble::Broken(_) => return,
        Trouble::Miscall(miscall) => match miscall.kind.status {
            401 | 403 => miscall.kind.name,
            _ => return,
        },
    };
    let account = visit.signed_in.as_ref().map(|signed_in| display(signed_in.account.id));
    let status = trouble.status().as_u16();
    let (method, route) = (&asked.method, asked.route.as_ref().map_or("-", MatchedPath::as_str));
    security!(warn, account, %method, route, status, why, "refused");
    match trouble {
        Trouble::Forged => visit.noticed(Odd::Forged),
        Trouble::NotFound | Trouble::Forbidden => visit.noticed(Odd::Refused),
        Trouble::OtherMethod
        | Trouble::Unreadable
        | Trouble::Cut
        | Trouble::TooOften(_)
        | Trouble::Busy(_)
        | Trouble::Refused(_)
        | Trouble::Broken(_)
        | Trouble::Miscall(_) => {}
    }
}

/// A form that a page of another site sent.
pub(crate) fn of_another_site(method: &Method) {
    let status = StatusCode::FORBIDDEN.as_u16();
    security!(warn, %method, status, why = "cross_site", "refused");
}

/// What runs beside the pages panicked: for which authority, what, and when it is begun again.
pub(crate) fn chore_panicked(
    (authority, chore): (&str, &str),
    panicked: &Panicked,
    paused: Paused,
) {
    let Paused { times, until } = paused;
    security!(error, authority, chore, times, again = %until, why = %panicked, "a chore panicked");
}

/// Something broke. The page shows the number alone; the causes are told as they say themselves, one after the other.
pub(crate) fn broke(number: &str, error: &(dyn Error + 'static)) {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let causes = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    security!(error, number, causes, "broke");
}
