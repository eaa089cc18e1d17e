//! Texts about the devices with which people signed in before.

use super::Text;
use Text::Both;

texts! {
    /// All but the one that was used last: without any the next would not look strange.
    FORGET_STALE_DEVICES = Both(
        "DELETE FROM known_device WHERE tenant = $1 AND account = $2 AND used_at < $3
             AND used_at < (SELECT max(used_at) FROM known_device WHERE tenant = $1 AND account = $2)"
    );
    USE_DEVICE = Both(
        "UPDATE known_device SET used_at = $4 WHERE tenant = $1 AND account = $2 AND digest = $3"
    );
    DEVICES_KNOWN = Both(
        "SELECT count(*) AS number FROM known_device WHERE tenant = $1 AND account = $2"
    );
    /// Of two sign-ins at once by the same device one finds it there.
    ADD_DEVICE = Both(
        "INSERT INTO known_device (tenant, account, digest, used_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, account, digest) DO NOTHING"
    );
    DROP_DEVICES = Both("DELETE FROM known_device WHERE tenant = $1 AND account = $2");
}
