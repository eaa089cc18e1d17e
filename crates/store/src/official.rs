//! The words of official documents, as they were imported.

use guohe_cases::event::Tenant;
use guohe_cases::ports::{OfficialText, StoreError};
use serde_json::json;

use crate::engine::{Engine, args};
use crate::rows::{OfficialTextRow, Place};
use crate::sql;

/// The words that were imported for one edition of a pack.
pub(crate) async fn get(
    engine: &Engine,
    tenant: &Tenant,
    pack: &str,
    edition: &str,
) -> Result<Option<OfficialText>, StoreError> {
    let found: Option<OfficialTextRow> =
        engine.row(sql::OFFICIAL_TEXT, args![tenant, pack, edition]).await?;
    found.map(OfficialText::try_from).transpose()
}

/// Keeps them, in the place of those imported before for the same edition.
pub(crate) async fn keep(
    engine: &Engine,
    tenant: &Tenant,
    text: &OfficialText,
) -> Result<(), StoreError> {
    let place = Place::new("official_text", &format!("{} {}", text.pack, text.edition));
    place.text("tenant", &tenant.0)?;
    let values = args![
        tenant,
        place.text("pack", &text.pack)?,
        place.text("edition", &text.edition)?,
        text.imported_at,
        place.text("imported_by", &text.imported_by)?,
        text.source,
        place.json("sentences", &json!(text.sentences))?,
    ];
    engine.execute(sql::KEEP_OFFICIAL_TEXT, values).await?;
    Ok(())
}
