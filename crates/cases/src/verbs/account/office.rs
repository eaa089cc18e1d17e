//! What administrators do beside keeping accounts, recorded with their own.

use super::{super::Failure, Receipt, may, record};
use crate::{
    account::{Changed, Office, Step},
    desk::Desk,
    verbs::round::Calling,
};

/// Records that the audit administrator took lines of the log away, or had it verified: whoever looks after others is
/// looked after as well.
///
/// # Errors
/// A refusal for anybody else, or the failure of the store.
pub async fn audited(desk: Desk<'_>, by: &Calling, what: Audited) -> Result<Receipt, Failure> {
    let role = may(&by.person, Office::Audit)?;
    let step = match what {
        Audited::Exported(lines) => Step::LogExported { lines },
        Audited::Verified => Step::LogVerified {},
    };
    record(desk, by, role, by.person.account, |_| Ok((step, None))).await
}

/// Records that an administrator changes a setting of the installation, before it is kept: nothing counts of which
/// nobody can read who made it count.
///
/// # Errors
/// A refusal for anybody else, or the failure of the store.
pub async fn changes_setting(
    desk: Desk<'_>,
    by: &Calling,
    office: Office,
    changed: Changed,
) -> Result<Receipt, Failure> {
    let role = may(&by.person, office)?;
    record(desk, by, role, by.person.account, |_| Ok((Step::SettingChanged(changed), None))).await
}

/// What the audit administrator did with the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audited {
    /// Took so many lines away.
    Exported(u64),
    /// Had it verified.
    Verified,
}
