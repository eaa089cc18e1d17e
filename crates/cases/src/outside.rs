//! What is known from outside a case: what registers say about those it names, and the values that officers
//! have entered for parameters.

use futures_util::future::try_join;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    case::Case,
    desk::Desk,
    law::Law,
    parameter::{self, Entered},
    registry::{self, Registries},
    verbs::Failure,
};

/// What a case is looked at together with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outside {
    /// What registers say.
    pub registries: Registries,
    /// Values of parameters, beyond those that the packs carry.
    pub parameters: Entered,
}

/// What is known from outside about a case.
///
/// # Errors
/// The failure of the store.
pub async fn about(desk: Desk<'_>, law: &Law, case: &Case) -> Result<Outside, Failure> {
    let registries = registry::about(desk, law, case, None);
    let (registries, parameters) =
        try_join(registries, parameter::entered(desk, &law.pack)).await?;
    Ok(Outside { registries, parameters })
}

/// What was known from outside about a case at a past instant. The case is given as it was then.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn then(
    desk: Desk<'_>,
    law: &Law,
    case: &Case,
    at: Timestamp,
) -> Result<Outside, Failure> {
    let registries = registry::about(desk, law, case, Some(at)).await?;
    let parameters = parameter::entered(desk, &law.pack).await?.as_of(at);
    Ok(Outside { registries, parameters })
}
