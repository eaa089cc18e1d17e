//! Texts about webhooks and what was sent to them.

use super::Text;
use Text::Both;

texts! {
    ADD_HOOK = Both(
        "INSERT INTO hook (tenant, id, account, address, law, made_at, failing_since, stopped_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    HOOKS = Both(
        "SELECT id, account, address, law, made_at, failing_since, stopped_at
         FROM hook WHERE tenant = $1 ORDER BY made_at DESC, id"
    );
    NOTE_HOOK = Both(
        "UPDATE hook SET failing_since = $3, stopped_at = $4 WHERE tenant = $1 AND id = $2"
    );
    DROP_HOOK = Both("DELETE FROM hook WHERE tenant = $1 AND account = $2 AND id = $3");
    DROP_HOOKS = Both("DELETE FROM hook WHERE tenant = $1 AND account = $2");
    ADD_DELIVERY = Both(
        "INSERT INTO hook_delivery (tenant, id, hook, subject, state, made_at, tries, next_at, done_at, said)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, id) DO NOTHING"
    );
    TAKE_DELIVERY = Both(
        "UPDATE hook_delivery SET next_at = $4 WHERE tenant = $1 AND id = $2 AND next_at = $3"
    );
    NOTE_DELIVERY = Both(
        "UPDATE hook_delivery SET tries = $3, next_at = $4, done_at = $5, said = $6
         WHERE tenant = $1 AND id = $2"
    );
    DUE_DELIVERIES = Both(
        "SELECT id, hook, subject, state, made_at, tries, next_at, done_at, said FROM hook_delivery
         WHERE tenant = $1 AND next_at <= $2 ORDER BY next_at, id LIMIT $3"
    );
    DELIVERIES = Both(
        "SELECT id, hook, subject, state, made_at, tries, next_at, done_at, said FROM hook_delivery
         WHERE tenant = $1 AND hook = $2 ORDER BY made_at DESC, id LIMIT $3"
    );
    DELIVERIES_ABOUT = Both(
        "SELECT id, hook, subject, state, made_at, tries, next_at, done_at, said FROM hook_delivery
         WHERE tenant = $1 AND hook = $2 AND subject = $3 ORDER BY made_at DESC, id LIMIT $4"
    );
    /// The last one about a case stays: by it what is new is told from what is not.
    FORGET_DELIVERIES = Both(
        "DELETE FROM hook_delivery WHERE tenant = $1 AND made_at < $2 AND next_at IS NULL AND EXISTS
             (SELECT 1 FROM hook_delivery later WHERE later.tenant = hook_delivery.tenant
                  AND later.hook = hook_delivery.hook AND later.subject = hook_delivery.subject
                  AND later.made_at > hook_delivery.made_at)"
    );
}
