//! The queries that people keep under a name.

use async_trait::async_trait;
use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use guohe_cases::saved::{View, Views};
use uuid::Uuid;

use crate::Database;
use crate::engine::{Args, Tx, args};
use crate::rows::Place;
use crate::rows::saved::ViewRow;
use crate::sql::{Text, saved as sql};

/// Removes the views of an account.
pub(crate) async fn forget(tx: &mut Tx, tenant: &Tenant, account: Uuid) -> Result<(), StoreError> {
    tx.execute(sql::DROP_VIEWS, args![tenant, account]).await?;
    Ok(())
}

impl Database {
    async fn views(&self, text: Text, values: Args) -> Result<Vec<View>, StoreError> {
        let rows: Vec<ViewRow> = self.engine().rows(text, values).await?;
        rows.into_iter().map(View::try_from).collect()
    }
}

#[async_trait]
impl Views for Database {
    async fn put_view(&self, tenant: &Tenant, view: &View) -> Result<bool, StoreError> {
        let place = Place::new("saved_view", &view.id);
        let values = args![
            tenant,
            view.id,
            view.account,
            place.text("list", &view.list)?,
            place.text("name", &view.name)?,
            place.text("query", &view.query)?,
            place.optional_text("shared_with", view.shared_with.as_deref())?,
            view.made_at,
        ];
        Ok(self.engine().execute(sql::PUT_VIEW, values).await? == 1)
    }

    async fn views_of(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<View>, StoreError> {
        self.views(sql::VIEWS_OF, args![tenant, account]).await
    }

    async fn views_shared(
        &self,
        tenant: &Tenant,
        list: &str,
        with: &str,
    ) -> Result<Vec<View>, StoreError> {
        self.views(sql::VIEWS_SHARED, args![tenant, list, with]).await
    }

    async fn drop_view(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let values = args![tenant, account, id];
        Ok(self.engine().execute(sql::DROP_VIEW, values).await? == 1)
    }
}
