//! Texts about secrets that are sealed, over all realms.

use super::Text;
use Text::Both;

texts! {
    FACTOR_SECRETS = Both("SELECT tenant, account, secret FROM factor ORDER BY tenant, account");
    SEAL_FACTOR = Both(
        "UPDATE factor SET secret = $4 WHERE tenant = $1 AND account = $2 AND secret = $3"
    );
    PROVIDER_SECRETS = Both(
        "SELECT tenant, provider, secret FROM provider_secret ORDER BY tenant, provider"
    );
    SEAL_PROVIDER = Both(
        "UPDATE provider_secret SET secret = $4 WHERE tenant = $1 AND provider = $2 AND secret = $3"
    );
}
