//! Texts about accounts and what they say of their owners.

use super::Text;
use Text::Both;

/// Accounts with their keys, whichever are asked for.
macro_rules! accounts {
    ($which:literal) => {
        concat!(
            "SELECT a.id, a.known_by, a.sealed, a.password, a.roles, a.organisation, a.demonstration,
                    k.key, k.erased_at IS NOT NULL AS erased
             FROM account a LEFT JOIN account_key k ON k.tenant = a.tenant AND k.account = a.id
             WHERE a.tenant = $1",
            $which
        )
    };
}

texts! {
    ADD_ACCOUNT = Both(
        "INSERT INTO account (tenant, id, known_by, sealed, password, roles, organisation, demonstration)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    ADD_KEY = Both("INSERT INTO account_key (tenant, account, key) VALUES ($1, $2, $3)");
    ACCOUNTS = Both(accounts!(""));
    ACCOUNT_BY_ID = Both(accounts!(" AND a.id = $2"));
    ACCOUNT_BY_LOGIN = Both(accounts!(" AND a.known_by = $2"));
    ACCOUNT_BY_SESSION =
        Both(accounts!(" AND a.id = (SELECT account FROM session WHERE tenant = $1 AND token = $2)"));
    /// Of every realm.
    SEALED = Both(
        "SELECT a.tenant, a.id, a.known_by, a.sealed, k.key, k.erased_at IS NOT NULL AS erased
         FROM account a LEFT JOIN account_key k ON k.tenant = a.tenant AND k.account = a.id
         ORDER BY a.tenant, a.id"
    );
    SEAL_ACCOUNT = Both(
        "UPDATE account SET known_by = $3, sealed = $4 WHERE tenant = $1 AND id = $2"
    );
    EMPTY_ACCOUNT = Both(
        "UPDATE account SET known_by = $3, password = '!', roles = '[]' WHERE tenant = $1 AND id = $2"
    );
    UNLINK_ALL = Both("DELETE FROM linked_login WHERE tenant = $1 AND account = $2");
    ERASE_KEY = Both(
        "UPDATE account_key SET key = NULL, erased_at = $3
         WHERE tenant = $1 AND account = $2 AND key IS NOT NULL"
    );
}
