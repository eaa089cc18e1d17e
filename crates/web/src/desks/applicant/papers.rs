//! The papers of an application, to be saved and printed by those whose it is.

use axum::extract::Path;

use crate::visit::Here;

use super::{
    super::{answer::Answer, paper::printed},
    own,
};

/// A paper under a name such as `application.pdf`, or the seal of one.
pub(crate) async fn paper(here: Here, Path((id, paper)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    printed(&own.here, &own.dossier, &paper).await
}
