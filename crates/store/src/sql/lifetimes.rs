//! Texts about when accounts were used last, and when they end.

use super::Text;
use Text::Both;

texts! {
    LIFETIMES = Both(
        "SELECT account, counted_from, used_at, ends_on, password_since FROM account_use
         WHERE tenant = $1 ORDER BY account"
    );
    LIFETIME = Both(
        "SELECT account, counted_from, used_at, ends_on, password_since FROM account_use
         WHERE tenant = $1 AND account = $2"
    );
    PASSWORD_CHOSEN = Both(
        "INSERT INTO account_use (tenant, account, counted_from, password_since) VALUES ($1, $2, $3, $3)
         ON CONFLICT (tenant, account) DO UPDATE SET password_since = excluded.password_since"
    );
    NOTE_USE = Both(
        "INSERT INTO account_use (tenant, account, counted_from, used_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (tenant, account) DO UPDATE SET used_at = excluded.used_at"
    );
    COUNT_FROM = Both(
        "INSERT INTO account_use (tenant, account, counted_from) VALUES ($1, $2, $3)
         ON CONFLICT (tenant, account) DO NOTHING"
    );
    SET_END = Both(
        "INSERT INTO account_use (tenant, account, counted_from, ends_on) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, account) DO UPDATE SET ends_on = excluded.ends_on"
    );
    /// An account that is opened again counts anew, without the end that it had.
    COUNT_ANEW = Both(
        "UPDATE account_use SET counted_from = $3, ends_on = NULL WHERE tenant = $1 AND account = $2"
    );
    DROP_LIFETIME = Both("DELETE FROM account_use WHERE tenant = $1 AND account = $2");
}
