//! Texts about the tokens of programs and the answers that were given once.

use super::Text;
use Text::Both;

texts! {
    ADD_TOKEN = Both(
        "INSERT INTO api_token (tenant, digest, id, account, name, scopes, two_factors, made_at, ends_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    TOKEN = Both(
        "SELECT digest, id, account, name, scopes, two_factors, made_at, ends_at, used_at
         FROM api_token WHERE tenant = $1 AND digest = $2"
    );
    TOKENS = Both(
        "SELECT digest, id, account, name, scopes, two_factors, made_at, ends_at, used_at
         FROM api_token WHERE tenant = $1 AND account = $2 ORDER BY made_at DESC, id"
    );
    /// Two requests may arrive in either order; the later use counts.
    USE_TOKEN = Both(
        "UPDATE api_token SET used_at = $3
         WHERE tenant = $1 AND digest = $2 AND (used_at IS NULL OR used_at < $3)"
    );
    DROP_TOKEN = Both("DELETE FROM api_token WHERE tenant = $1 AND account = $2 AND id = $3");
    DROP_TOKENS = Both("DELETE FROM api_token WHERE tenant = $1 AND account = $2");
    FORGET_ANSWERS = Both("DELETE FROM api_answer WHERE tenant = $1 AND began_at <= $2");
    /// What was begun long ago and not answered is begun anew by one alone.
    BEGIN_ANSWER = Both(
        "INSERT INTO api_answer (tenant, account, key, request, began_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant, account, key) DO UPDATE SET began_at = excluded.began_at
             WHERE api_answer.request = excluded.request AND api_answer.answer IS NULL
                 AND api_answer.began_at <= $6"
    );
    ANSWER = Both(
        "SELECT request, answer FROM api_answer WHERE tenant = $1 AND account = $2 AND key = $3"
    );
    KEEP_ANSWER = Both(
        "UPDATE api_answer SET answer = $4 WHERE tenant = $1 AND account = $2 AND key = $3"
    );
    DROP_ANSWER = Both("DELETE FROM api_answer WHERE tenant = $1 AND account = $2 AND key = $3");
    DROP_ANSWERS = Both("DELETE FROM api_answer WHERE tenant = $1 AND account = $2");
}
