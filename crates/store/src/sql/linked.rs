//! Texts about linked logins and the secrets of providers.

use super::Text;
use Text::Both;

texts! {
    LINKS = Both(
        "SELECT provider, subject, account, since, used_at FROM linked_login
         WHERE tenant = $1 AND account = $2 ORDER BY provider"
    );
    LINKED = Both(
        "SELECT provider, subject, account, since, used_at FROM linked_login
         WHERE tenant = $1 AND provider = $2 AND subject = $3"
    );
    /// Nothing happens where the subject is somebody's, or the account has a login of the provider.
    LINK = Both(
        "INSERT INTO linked_login (tenant, provider, subject, account, since, used_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
    );
    USE_LINK = Both(
        "UPDATE linked_login SET used_at = $5
         WHERE tenant = $1 AND provider = $2 AND subject = $3 AND account = $4"
    );
    UNLINK = Both("DELETE FROM linked_login WHERE tenant = $1 AND account = $2 AND provider = $3");
    /// Beside what was asked of browsers: what counts once is remembered there until it is over.
    HEAR = Both(
        "INSERT INTO ceremony (tenant, binder, state, ends_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING"
    );
    SIGN_OUT = Both(
        "DELETE FROM session WHERE tenant = $1 AND provider = $2 AND account IN
             (SELECT account FROM linked_login WHERE tenant = $1 AND provider = $2 AND subject = $3)"
    );
    PROVIDER_SECRET = Both(
        "SELECT secret FROM provider_secret WHERE tenant = $1 AND provider = $2"
    );
    DROP_PROVIDER_SECRET = Both("DELETE FROM provider_secret WHERE tenant = $1 AND provider = $2");
    PUT_PROVIDER_SECRET = Both(
        "INSERT INTO provider_secret (tenant, provider, secret) VALUES ($1, $2, $3)
         ON CONFLICT (tenant, provider) DO UPDATE SET secret = excluded.secret"
    );
}
