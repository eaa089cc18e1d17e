//! Messages about an account to its owner: that it is proved in another way, that it holds other roles, that somebody else
//! may be trying to come in.
//!
//! They follow from no case, so whoever does the thing tells of it, at once and without anybody looking at it first. They go
//! out by the same ways as all others. None holds a secret; when, with which device and from where, as far as it is known,
//! is what lets an owner see whether it was they.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Made, Matter, Message, Messages, State};
use crate::{
    event::Tenant,
    moment::{Moment, civil_day},
    ports::StoreError,
};

/// What happened to an account.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Affair {
    /// It has another password.
    Password,
    /// An authenticator app was put into use, in the place of one before where there was one.
    App,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// Every second factor was taken away.
    FactorsReset,
    /// It was proposed that its owner may replace what they have lost.
    ResetProposed,
    /// That was agreed to, and a word for it was given out.
    ResetGranted,
    /// A unified login was linked with it.
    LoginLinked,
    /// A unified login was taken away from it.
    LoginUnlinked,
    /// It holds other roles.
    Roles,
    /// It was closed because its last day is over.
    Ended,
    /// It was closed because nobody had used it for long.
    Unused,
    /// Its owner is reached at another address or number.
    Reach,
    /// Somebody signed in with a device, or from a network, that was not seen before.
    NewDevice,
    /// Several attempts to sign in failed one after the other, until it was locked for a while or nearly so.
    Attempts,
    /// Its password was right, and the second factor wrong several times.
    WrongFactor,
    /// A passkey counted backwards, as a copy would.
    PasskeyCopied,
}

impl Affair {
    /// Its word in the name of a message.
    fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::App => "app",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::FactorsReset => "factors_reset",
            Self::ResetProposed => "reset_proposed",
            Self::ResetGranted => "reset_granted",
            Self::LoginLinked => "login_linked",
            Self::LoginUnlinked => "login_unlinked",
            Self::Roles => "roles",
            Self::Ended => "ended",
            Self::Unused => "unused",
            Self::Reach => "reach",
            Self::NewDevice => "new_device",
            Self::Attempts => "attempts",
            Self::WrongFactor => "wrong_factor",
            Self::PasskeyCopied => "passkey_copied",
        }
    }

    /// Whether a stranger can bring it about as often as they like: then it is told of once a day, so that nobody's mail
    /// is flooded by whoever tries their account.
    fn comes_from_strangers(self) -> bool {
        matches!(self, Self::Attempts | Self::WrongFactor | Self::PasskeyCopied)
    }
}

/// Who brought something about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Somebody who called: their device as it calls itself and their address, each empty where it is not known.
    Visitor {
        /// The device.
        device: String,
        /// The address.
        place: String,
    },
    /// An administrator, or whoever works at the machine.
    Office,
    /// Nobody: time brought it about.
    Time,
}

/// A message about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfAccount {
    /// What happened.
    pub affair: Affair,
    /// When.
    pub at: Timestamp,
    /// Who brought it about.
    pub origin: Origin,
}

/// Tells the owner of an account, inside and on the ways that they have chosen; at once, whatever is gathered otherwise.
///
/// # Errors
/// The failure of the store.
pub async fn tell(
    messages: &dyn Messages,
    tenant: &Tenant,
    (account, affair): (Uuid, Affair),
    (origin, moment): (Origin, &Moment),
) -> Result<(), StoreError> {
    let (at, word) = (moment.now, affair.word());
    let name = if affair.comes_from_strangers() {
        civil_day(at).to_string()
    } else {
        moment.fresh.to_string()
    };
    let message = Message {
        id: moment.fresh,
        account,
        known_by: format!("account/{word}/{name}"),
        matter: Matter::Account(OfAccount { affair, at, origin }),
        entered: 0,
        urgent: true,
        state: State::Released,
        note: String::new(),
        reasons: String::new(),
        made_at: at,
        settled: Some((at, None)),
        read_at: None,
    };
    let outgoing = messages.choice(tenant, account).await?.deliveries(true, at, at);
    messages.tell_owner(tenant, &Made { message, outgoing }).await?;
    Ok(())
}
