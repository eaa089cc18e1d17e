//! The public page of the log, its checkpoints and keys as plain text, and what other pages show of it.

use axum::response::IntoResponse as _;
use guohe_cases::{
    event::StreamId,
    ports::{Receipt, Sealed},
};

use super::answer::{Answer, page};
use crate::{
    format,
    pages::public::{CheckpointRow, LogPage},
    trouble::Trouble,
    visit::Here,
};

/// So many checkpoints are listed.
const LISTED: u32 = 50;
/// So many are in the text: some ten weeks of a busy log.
const IN_TEXT: u32 = 10_000;

impl Here {
    /// The first checkpoint that covers an event, if there is one by now.
    pub(crate) async fn sealed(
        &self,
        stream: StreamId,
        seq: u64,
    ) -> Result<Option<Sealed>, Trouble> {
        let Some(evidence) = &self.site.evidence else { return Ok(None) };
        Ok(evidence.checkpoint_over(&self.site.tenant, stream, seq).await?)
    }

    /// The receipt of an event. The log is sealed for it when it is not yet; that changes nothing that anybody
    /// did, so a page that is only looked at may ask for it.
    pub(crate) async fn receipt(
        &self,
        stream: StreamId,
        seq: u64,
    ) -> Result<Option<Receipt>, Trouble> {
        let Some(evidence) = &self.site.evidence else { return Ok(None) };
        let now = self.site.outside.now();
        Ok(evidence.receipt(&self.site.tenant, stream, seq, now).await?)
    }

    async fn checkpoints(&self, most: u32) -> Result<Vec<Sealed>, Trouble> {
        let Some(evidence) = &self.site.evidence else { return Ok(Vec::new()) };
        Ok(evidence.checkpoints(&self.site.tenant, most).await?)
    }

    fn keys(&self) -> Vec<String> {
        self.site.evidence.as_ref().map(|evidence| evidence.public_keys()).unwrap_or_default()
    }
}

impl Here {
    /// The newest checkpoint with its signatures, and the public keys.
    pub(crate) async fn evidence(&self) -> Result<(Option<String>, Vec<String>), Trouble> {
        let newest = self.checkpoints(1).await?.pop();
        Ok((newest.map(|one| one.note), self.keys()))
    }
}

/// The page.
pub(crate) async fn log(here: Here) -> Answer {
    let checkpoints = here.checkpoints(LISTED).await?;
    let row = |sealed: Sealed| CheckpointRow {
        at: format::instant(sealed.at),
        size: sealed.size,
        short: sealed.short,
        stamped: sealed.stamped.map(format::instant),
    };
    page(&LogPage {
        checkpoints: checkpoints.into_iter().map(row).collect(),
        keys: here.keys(),
        ui: here.frame().await?,
    })
}

/// The checkpoints with their signatures, the oldest first.
pub(crate) async fn checkpoints(here: Here) -> Answer {
    let notes = here.checkpoints(IN_TEXT).await?;
    let notes: Vec<String> = notes.into_iter().rev().map(|one| format!("{}\n", one.note)).collect();
    Ok(notes.concat().into_response())
}

/// The public keys, one a line.
pub(crate) async fn keys(here: Here) -> Answer {
    let keys: Vec<String> = here.keys().into_iter().map(|key| format!("{key}\n")).collect();
    Ok(keys.concat().into_response())
}
