//! Whether there is still room for a file among those that a case and its unit hold.
//!
//! The case is the one to whose version the file is appended, so of two that come at once for the last place one finds
//! the case changed. The other cases of the unit are read as they stand.

use super::Failure;
use crate::{
    attachment::{Attachment, Holding, Quota},
    case::{Case, FILES},
    desk::Desk,
    event::About,
    ports::{Row, RowQuery, StoreError},
    refusal::{Fault, Refusal},
};

/// Whose files a file is counted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// Those of the applicant.
    Applicants,
    /// Papers that officers enter.
    Papers,
}

/// That a file of a size has room.
///
/// # Errors
/// A refusal that says what to take off, or the failure of the store.
pub(super) async fn has_room(
    desk: Desk<'_>,
    case: &Case,
    among: Among,
    size: u64,
) -> Result<(), Failure> {
    let quota = quota(desk).await?;
    let fault = match among {
        Among::Papers => {
            let papers: Vec<_> =
                case.late_entries.iter().map(|entered| &entered.evidence).collect();
            quota.full_case(&papers, size)
        }
        Among::Applicants => {
            let own: Vec<&Attachment> = case.applicants_files().collect();
            let full = quota.full_case(&own, size);
            match full.or_else(|| quota.too_many_through(case.attached, size)) {
                Some(fault) => Some(fault),
                None => of_the_unit(desk, case, (quota, size)).await?,
            }
        }
    };
    fault.map_or(Ok(()), |fault| Err(Refusal::of_faults("file", vec![fault]).into()))
}

async fn of_the_unit(
    desk: Desk<'_>,
    case: &Case,
    (quota, size): (Quota, u64),
) -> Result<Option<Fault>, Failure> {
    let organisation = Some(case.organisation);
    let query = RowQuery { about: Some(About::Case), organisation, ..RowQuery::default() };
    let rows = desk.rows(query).await?;
    let held = rows.iter().map(held).fold(Holding::default(), Holding::and);
    Ok(quota.full_unit(held, size))
}

/// What the applicant's files of a case are together, as its row says.
fn held(row: &Row) -> Holding {
    let said = row.extra.get(FILES).cloned();
    said.and_then(|said| serde_json::from_value(said).ok()).unwrap_or_default()
}

/// The ends that are set; as usual where none are.
async fn quota(desk: Desk<'_>) -> Result<Quota, Failure> {
    let kept = desk.store.setting(desk.tenant, Quota::SETTING).await.map_err(Failure::Store)?;
    let read = kept.map(serde_json::from_value).transpose();
    let read = read.map_err(|error| Failure::Store(StoreError::Database(Box::new(error))))?;
    Ok(read.unwrap_or_default())
}
