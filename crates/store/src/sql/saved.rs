//! Texts about the queries that people keep.

use super::Text;
use Text::Both;

texts! {
    PUT_VIEW = Both(
        "INSERT INTO saved_view (tenant, id, account, list, name, query, shared_with, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (tenant, id) DO UPDATE SET
             list = excluded.list, name = excluded.name, query = excluded.query,
             shared_with = excluded.shared_with, made_at = excluded.made_at
             WHERE saved_view.account = excluded.account"
    );
    VIEWS_OF = Both(
        "SELECT id, account, list, name, query, shared_with, made_at FROM saved_view
         WHERE tenant = $1 AND account = $2 ORDER BY list, name, id"
    );
    VIEWS_SHARED = Both(
        "SELECT id, account, list, name, query, shared_with, made_at FROM saved_view
         WHERE tenant = $1 AND list = $2 AND shared_with = $3 ORDER BY list, name, id"
    );
    DROP_VIEW = Both("DELETE FROM saved_view WHERE tenant = $1 AND account = $2 AND id = $3");
    DROP_VIEWS = Both("DELETE FROM saved_view WHERE tenant = $1 AND account = $2");
}
