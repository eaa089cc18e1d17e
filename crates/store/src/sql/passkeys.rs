//! Texts about passkeys and ceremonies.

use super::Text;
use Text::Both;

texts! {
    PASSKEYS = Both(
        "SELECT id, account, name, key, counter, alone, doubted, since, used_at
         FROM passkey WHERE tenant = $1 AND account = $2 ORDER BY since, id"
    );
    ADD_PASSKEY = Both(
        "INSERT INTO passkey (tenant, id, account, name, key, counter, alone, doubted, since, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, id) DO NOTHING"
    );
    CHANGE_PASSKEY = Both(
        "UPDATE passkey SET name = $4, alone = $5 WHERE tenant = $1 AND account = $2 AND id = $3"
    );
    /// Of two uses with one counter one finds nothing to change; authenticators that do not count say zero.
    USE_PASSKEY = Both(
        "UPDATE passkey SET counter = $3, used_at = $4
         WHERE tenant = $1 AND id = $2 AND doubted = $5
             AND (counter < $3 OR (counter = 0 AND $3 = 0))"
    );
    DOUBT_PASSKEY = Both("UPDATE passkey SET doubted = $3 WHERE tenant = $1 AND id = $2");
    /// Changes nothing, and lets nobody else take a factor from the account meanwhile.
    HOLD_ACCOUNT = Both("UPDATE account SET sealed = sealed WHERE tenant = $1 AND id = $2");
    REMOVE_PASSKEY = Both("DELETE FROM passkey WHERE tenant = $1 AND account = $2 AND id = $3");
    REMOVE_PASSKEYS = Both("DELETE FROM passkey WHERE tenant = $1 AND account = $2");
    FACTORS_BESIDE = Both(
        "SELECT (SELECT count(*) FROM factor WHERE tenant = $1 AND account = $2)
              + (SELECT count(*) FROM passkey WHERE tenant = $1 AND account = $2 AND id <> $3)
             AS number"
    );
    FORGET_CEREMONIES = Both("DELETE FROM ceremony WHERE tenant = $1 AND ends_at <= $2");
    BEGIN_CEREMONY = Both(
        "INSERT INTO ceremony (tenant, binder, state, ends_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, binder) DO UPDATE SET state = excluded.state, ends_at = excluded.ends_at"
    );
    TAKE_CEREMONY = Both(
        "DELETE FROM ceremony WHERE tenant = $1 AND binder = $2 RETURNING state, ends_at"
    );
}
