//! Every SQL text there is, in one place, so that they can be counted and compared.
//!
//! Placeholders are `$1`, `$2`, …, which both engines understand. A text is doubled only where the
//! engines have no common word for the thing; a test counts how often.

/// A text for both engines, or one for each.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    /// Both understand it.
    Both(&'static str),
    /// Both understand it; put together from texts of this module.
    Composed(String),
    /// They have different words for it.
    Each {
        /// What SQLite is told.
        sqlite: &'static str,
        /// What PostgreSQL is told.
        postgres: &'static str,
    },
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: Text = $text;)*

        #[cfg(test)]
        pub(super) const ALL: &[(&str, Text)] = &[$((stringify!($name), $name)),*];
    };
}

pub(crate) mod devices;
pub(crate) mod hooks;
pub(crate) mod lifetimes;
pub(crate) mod linked;
pub(crate) mod messages;
pub(crate) mod named;
pub(crate) mod passkeys;
pub(crate) mod safe;
pub(crate) mod saved;
pub(crate) mod tokens;

use Text::{Both, Each};

/// Entries of the chain with their events, whichever are asked for.
macro_rules! chained {
    ($which:literal) => {
        concat!(
            "SELECT c.number, c.about, c.id, c.seq, c.clock_at, c.key, c.request, c.personal_sha256,
                    c.personal_sm3, c.leaf_sha256, c.leaf_sm3, c.link_sha256, c.link_sm3,
                    e.kind, e.schema, e.account, e.role, e.acting_for, e.effective_on, e.recorded_at,
                    e.payload, p.body, p.salt
             FROM chain c
             LEFT JOIN event e ON e.tenant = c.tenant AND e.about = c.about AND e.id = c.id
                 AND e.seq = c.seq
             LEFT JOIN personal_text p ON p.tenant = c.tenant AND p.about = c.about AND p.id = c.id
                 AND p.seq = c.seq
             WHERE c.tenant = $1 AND ",
            $which
        )
    };
}

texts! {
    // The log.
    CLAIM_KEY = Both(
        "INSERT INTO idempotency (tenant, key, request, recorded_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, key) DO NOTHING"
    );
    REQUEST_OF_KEY = Both("SELECT request FROM idempotency WHERE tenant = $1 AND key = $2");
    /// Names no key to conflict with: where one is named, a race on the other is an error.
    BEGIN_STREAM = Both(
        "INSERT INTO stream (tenant, about, id, version) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING"
    );
    /// Takes the lock of the stream: the others wait here and then see the version it has by then.
    ADVANCE_STREAM = Both(
        "UPDATE stream SET version = $5 WHERE tenant = $1 AND about = $2 AND id = $3 AND version = $4"
    );
    VERSION = Both("SELECT version FROM stream WHERE tenant = $1 AND about = $2 AND id = $3");
    ADD_EVENT = Both(
        "INSERT INTO event (tenant, about, id, seq, kind, schema, account, role, acting_for,
                            effective_on, recorded_at, payload)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    ADD_PERSONAL_TEXT = Both(
        "INSERT INTO personal_text (tenant, about, id, seq, body, salt)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    EVENTS = Both(
        "SELECT event.seq, event.kind, event.schema, event.account, event.role, event.acting_for,
                event.effective_on, event.recorded_at, event.payload, personal_text.body AS personal,
                (SELECT count(*) FROM subject_key WHERE tenant = $1 AND about = $2 AND id = $3
                     AND erased_at IS NOT NULL) AS erased
         FROM event
         LEFT JOIN personal_text ON personal_text.tenant = event.tenant
             AND personal_text.about = event.about AND personal_text.id = event.id
             AND personal_text.seq = event.seq
         WHERE event.tenant = $1 AND event.about = $2 AND event.id = $3 AND event.seq >= $4
         ORDER BY event.seq"
    );
    STANDS = Both(
        "SELECT version,
                (SELECT count(*) FROM subject_key WHERE tenant = $1 AND about = $2 AND id = $3
                     AND erased_at IS NOT NULL) AS erased,
                (SELECT leaf_sha256 FROM chain
                     WHERE tenant = $1 AND about = $2 AND id = $3 AND seq = $4) AS mark
         FROM stream WHERE tenant = $1 AND about = $2 AND id = $3"
    );
    STREAMS = Both("SELECT about, id FROM stream WHERE tenant = $1");
    SUBJECT_KEYS = Both(
        "SELECT number, key FROM subject_key
         WHERE tenant = $1 AND about = $2 AND id = $3 AND key IS NOT NULL"
    );
    KEY_OF_SUBJECT = Both(
        "SELECT number, key FROM subject_key
         WHERE tenant = $1 AND about = $2 AND id = $3 AND subject = $4 AND key IS NOT NULL"
    );
    LAST_KEY = Both(
        "SELECT number FROM subject_key WHERE tenant = $1 AND about = $2 AND id = $3
         ORDER BY number DESC LIMIT 1"
    );
    ADD_SUBJECT_KEY = Both(
        "INSERT INTO subject_key (tenant, about, id, number, subject, key)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    ERASE_SUBJECT = Both(
        "UPDATE subject_key SET key = NULL, erased_at = $5
         WHERE tenant = $1 AND about = $2 AND id = $3 AND subject = $4 AND key IS NOT NULL"
    );

    // The chain.
    /// Takes the lock of the head, which is made where there is none.
    HOLD_HEAD = Both(
        "INSERT INTO chain_head (tenant, size, recorded_at, link_sha256, link_sm3, roots)
         VALUES ($1, 0, $2, $3, $4, $5)
         ON CONFLICT (tenant) DO UPDATE SET size = chain_head.size
         RETURNING size, recorded_at, link_sha256, link_sm3, roots"
    );
    MOVE_HEAD = Both(
        "UPDATE chain_head SET size = $2, recorded_at = $3, link_sha256 = $4, link_sm3 = $5, roots = $6
         WHERE tenant = $1"
    );
    HEAD = Both(
        "SELECT size, recorded_at, link_sha256, link_sm3, roots FROM chain_head WHERE tenant = $1"
    );
    ADD_CHAINED = Both(
        "INSERT INTO chain (tenant, number, about, id, seq, clock_at, key, request, personal_sha256,
                            personal_sm3, leaf_sha256, leaf_sm3, link_sha256, link_sm3)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    ADD_TILE = Both(
        "INSERT INTO chain_tile (tenant, level, position, sha256, sm3) VALUES ($1, $2, $3, $4, $5)"
    );
    TILES = Both(
        "SELECT sha256, sm3 FROM chain_tile
         WHERE tenant = $1 AND level = $2 AND position >= $3 AND position < $4 ORDER BY position"
    );
    LEAVES = Both(
        "SELECT leaf_sha256 AS sha256, leaf_sm3 AS sm3 FROM chain
         WHERE tenant = $1 AND number > $2 AND number <= $3 ORDER BY number"
    );
    CHAINED = Both(chained!("c.number > $2 ORDER BY c.number LIMIT $3"));
    CHAINED_EVENT = Both(chained!("c.about = $2 AND c.id = $3 AND c.seq = $4"));
    EVENT_COUNT = Both("SELECT COUNT(*) AS number FROM event WHERE tenant = $1");
    UNCHAINED = Both(
        "SELECT event.about, event.id, event.seq FROM event
         LEFT JOIN chain ON chain.tenant = event.tenant AND chain.about = event.about
             AND chain.id = event.id AND chain.seq = event.seq
         WHERE event.tenant = $1 AND chain.number IS NULL
         ORDER BY event.about, event.id, event.seq LIMIT 100"
    );
    TENANTS = Both(
        "SELECT tenant FROM stream UNION SELECT tenant FROM chain_head
         UNION SELECT tenant FROM event UNION SELECT tenant FROM chain
         UNION SELECT tenant FROM checkpoint ORDER BY tenant"
    );
    ADD_NOTE = Both(
        "INSERT INTO checkpoint (tenant, size, at, note) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, size) DO NOTHING"
    );
    NOTE_OVER = Both(
        "SELECT size, note FROM checkpoint WHERE tenant = $1 AND size >= $2 ORDER BY size LIMIT 1"
    );
    NOTES = Both("SELECT size, note FROM checkpoint WHERE tenant = $1 ORDER BY size");
    NEWEST_NOTES = Both(
        "SELECT size, note FROM checkpoint WHERE tenant = $1 ORDER BY size DESC LIMIT $2"
    );
    /// A tenant that has events and no chain over them.
    UNCHAINED_TENANT = Both(
        "SELECT tenant FROM stream
         WHERE tenant NOT IN (SELECT tenant FROM chain_head WHERE size > 0)
         ORDER BY tenant LIMIT 1"
    );
    ALL_SUBJECT_KEYS = Both(
        "SELECT about, id, number, subject,
                CAST(CASE WHEN key IS NULL THEN 0 ELSE 1 END AS BIGINT) AS held
         FROM subject_key WHERE tenant = $1"
    );
    /// Wherever something is kept of a stream, also where the stream itself is not.
    PLACES = Both(
        "SELECT about, id FROM stream WHERE tenant = $1
         UNION SELECT about, id FROM event WHERE tenant = $1
         UNION SELECT about, id FROM listing WHERE tenant = $1
         UNION SELECT about, id FROM listing_person WHERE tenant = $1
         UNION SELECT about, id FROM registry_row WHERE tenant = $1
         UNION SELECT about, id FROM registry_key WHERE tenant = $1"
    );
    PEOPLE_OF_LISTING = Both(
        "SELECT account FROM listing_person WHERE tenant = $1 AND about = $2 AND id = $3"
    );
    KEYS_OF_REGISTERED = Both(
        "SELECT list, row, field, digest FROM registry_key
         WHERE tenant = $1 AND about = $2 AND id = $3"
    );

    // The lists.
    PUT_LISTING = Both(
        "INSERT INTO listing (tenant, about, id, version, pack, round, organisation, kind, stage,
                              waits_for, since, due, title, number, extra, people)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (tenant, about, id) DO UPDATE SET
             version = excluded.version, pack = excluded.pack, round = excluded.round,
             organisation = excluded.organisation, kind = excluded.kind, stage = excluded.stage,
             waits_for = excluded.waits_for, since = excluded.since, due = excluded.due,
             title = excluded.title, number = excluded.number, extra = excluded.extra,
             people = excluded.people"
    );
    FORGET_PEOPLE = Both(
        "DELETE FROM listing_person WHERE tenant = $1 AND about = $2 AND id = $3"
    );
    ADD_PERSON = Both(
        "INSERT INTO listing_person (tenant, about, id, account) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, account, about, id) DO NOTHING"
    );
    // Rows of registers.
    PUT_REGISTERED = Both(
        "INSERT INTO registry_row (tenant, about, id, list, row, organisation, cells)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant, about, id, list, row) DO UPDATE SET
             organisation = excluded.organisation, cells = excluded.cells"
    );
    FORGET_KEYS = Both(
        "DELETE FROM registry_key
         WHERE tenant = $1 AND about = $2 AND id = $3 AND list = $4 AND row = $5"
    );
    ADD_KEY = Both(
        "INSERT INTO registry_key (tenant, about, id, list, row, field, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant, list, field, digest, about, id, row) DO NOTHING"
    );
    FORGET_REGISTERED = Both(
        "DELETE FROM registry_row WHERE tenant = $1 AND about = $2 AND id = $3"
    );
    REGISTERED_IN = Both(
        "SELECT about, id, list, row, organisation, cells FROM registry_row
         WHERE tenant = $1 AND about = $2 AND id = $3 ORDER BY about, id, list, row"
    );
    REGISTERED_OF = Both(
        "SELECT about, id, list, row, organisation, cells FROM registry_row
         WHERE tenant = $1 AND organisation = $2 ORDER BY about, id, list, row"
    );
    REGISTERED_ALL = Both(
        "SELECT about, id, list, row, organisation, cells FROM registry_row
         WHERE tenant = $1 AND list = $2 ORDER BY about, id, list, row"
    );
    /// However many are named, they are one question; a row that several of them name comes once for each. On PostgreSQL
    /// digests are made before they are compared: behind the fence an index is only used by comparisons that can tell
    /// nothing of rows that are not met, and `decode` is not known to be one.
    REGISTERED_NAMING = Each {
        sqlite: "SELECT r.about, r.id, r.list, r.row, r.organisation, r.cells FROM json_each($2) n
         CROSS JOIN registry_key k ON k.tenant = $1 AND k.list = n.value ->> 'list'
             AND k.field = n.value ->> 'field' AND k.digest = unhex(n.value ->> 'digest')
         JOIN registry_row r ON r.tenant = k.tenant AND r.about = k.about AND r.id = k.id
             AND r.list = k.list AND r.row = k.row
         ORDER BY r.about, r.id, r.list, r.row",
        postgres: "WITH n AS MATERIALIZED (SELECT list, field, decode(digest, 'hex') AS digest
             FROM jsonb_to_recordset($2) AS named (list text, field text, digest text))
         SELECT r.about, r.id, r.list, r.row, r.organisation, r.cells FROM n
         JOIN registry_key k ON k.tenant = $1 AND k.list = n.list AND k.field = n.field
             AND k.digest = n.digest
         JOIN registry_row r ON r.tenant = k.tenant AND r.about = k.about AND r.id = k.id
             AND r.list = k.list AND r.row = k.row
         ORDER BY r.about, r.id, r.list, r.row",
    };
    // Counters, accounts, sessions, settings.
    NEXT_NUMBER = Both(
        "INSERT INTO counter (tenant, name, last) VALUES ($1, $2, 1)
         ON CONFLICT (tenant, name) DO UPDATE SET last = counter.last + 1
         RETURNING last"
    );
    FORGET_ENDED_SESSIONS = Both("DELETE FROM session WHERE tenant = $1 AND ends_at <= $2");
    OPEN_SESSION = Both(
        "INSERT INTO session (tenant, token, id, account, opened_at, ends_at, seen_at, proved_at,
                              two_factors, form_token, device, place, provider)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    SESSION = Both(
        "SELECT token, id, account, opened_at, ends_at, seen_at, proved_at, two_factors, form_token,
                device, place, provider
         FROM session WHERE tenant = $1 AND token = $2"
    );
    SESSIONS_OF = Both(
        "SELECT token, id, account, opened_at, ends_at, seen_at, proved_at, two_factors, form_token,
                device, place, provider
         FROM session WHERE tenant = $1 AND account = $2 ORDER BY seen_at DESC, id"
    );
    /// Two requests may arrive in either order; the later use counts.
    TOUCH_SESSION = Both(
        "UPDATE session SET seen_at = $3 WHERE tenant = $1 AND token = $2 AND seen_at < $3"
    );
    CLOSE_SESSION = Both("DELETE FROM session WHERE tenant = $1 AND token = $2");
    CLOSE_SESSIONS_OF = Both(
        "DELETE FROM session WHERE tenant = $1 AND account = $2 AND token <> $3"
    );
    SET_PASSWORD = Both("UPDATE account SET password = $3 WHERE tenant = $1 AND id = $2");
    /// The mark before the hash is that of [`guohe_cases::ports::Account::is_closed`].
    CLOSE_ACCOUNT = Both(
        "UPDATE account SET password = '!' || password
         WHERE tenant = $1 AND id = $2 AND substr(password, 1, 1) <> '!'"
    );
    OPEN_ACCOUNT = Both(
        "UPDATE account SET password = substr(password, 2)
         WHERE tenant = $1 AND id = $2 AND substr(password, 1, 1) = '!'"
    );
    SET_ROLES = Both("UPDATE account SET roles = $3 WHERE tenant = $1 AND id = $2");
    LEAVE_ORGANISATION = Both(
        "UPDATE account SET organisation = NULL WHERE tenant = $1 AND id = $2"
    );
    FACTOR = Both("SELECT secret, since, used FROM factor WHERE tenant = $1 AND account = $2");
    DROP_FACTOR = Both("DELETE FROM factor WHERE tenant = $1 AND account = $2");
    PUT_FACTOR = Both(
        "INSERT INTO factor (tenant, account, secret, since, used) VALUES ($1, $2, $3, $4, $5)"
    );
    /// Of two uses at once one finds nothing to change.
    USE_STEP = Both(
        "UPDATE factor SET used = $3 WHERE tenant = $1 AND account = $2 AND used < $3"
    );
    ADD_RECOVERY_CODE = Both(
        "INSERT INTO recovery_code (tenant, account, digest) VALUES ($1, $2, $3)"
    );
    USE_RECOVERY_CODE = Both(
        "DELETE FROM recovery_code WHERE tenant = $1 AND account = $2 AND digest = $3"
    );
    RECOVERY_CODES_LEFT = Both(
        "SELECT count(*) AS number FROM recovery_code WHERE tenant = $1 AND account = $2"
    );
    FORGET_OLD_ATTEMPTS = Both("DELETE FROM attempt WHERE tenant = $1 AND at <= $2");
    /// The row is locked while it counts, so that of attempts at once each has a number of its own.
    ATTEMPT = Both(
        "INSERT INTO attempt (tenant, who, number, at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (tenant, who) DO UPDATE SET
             number = CASE WHEN attempt.at <= $4 THEN 1
                           WHEN attempt.number > $5 THEN attempt.number
                           ELSE attempt.number + 1 END,
             at = CASE WHEN attempt.at > $4 AND attempt.number >= $5 THEN attempt.at ELSE $3 END
         RETURNING number"
    );
    FORGET_ATTEMPTS = Both("DELETE FROM attempt WHERE tenant = $1 AND who = $2");
    SETTING = Both("SELECT value FROM setting WHERE tenant = $1 AND key = $2");
    SET_SETTING = Both(
        "INSERT INTO setting (tenant, key, value) VALUES ($1, $2, $3)
         ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value"
    );
    OFFICIAL_TEXT = Both(
        "SELECT pack, edition, imported_at, imported_by, source, sentences
         FROM official_text WHERE tenant = $1 AND pack = $2 AND edition = $3"
    );
    KEEP_OFFICIAL_TEXT = Both(
        "INSERT INTO official_text (tenant, pack, edition, imported_at, imported_by, source, sentences)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant, pack, edition) DO UPDATE SET
             imported_at = excluded.imported_at, imported_by = excluded.imported_by,
             source = excluded.source, sentences = excluded.sentences"
    );

    // Where the engines have no common word.
    /// Removes from disk what was deleted: SQLite overwrites deleted rows but its log still has them;
    /// PostgreSQL keeps deleted rows until they are vacuumed.
    SWEEP = Each {
        sqlite: "PRAGMA wal_checkpoint(TRUNCATE)",
        postgres: "VACUUM subject_key, account_key",
    };
    /// Takes the lock that other writers wait for, at the beginning and not at the first write.
    BEGIN = Each { sqlite: "BEGIN IMMEDIATE", postgres: "BEGIN ISOLATION LEVEL READ COMMITTED" };
}

/// Said to SQLite alone, by the backup: a copy of the database as it is at one moment.
pub(crate) const SNAPSHOT: &str = "VACUUM INTO $1";
/// Said to SQLite alone, after a backup: when it was made, to every authority that has people.
pub(crate) const NOTE_BACKUP: &str = "INSERT INTO setting (tenant, key, value)
    SELECT DISTINCT tenant, $1, $2 FROM account WHERE true
    ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value";
/// Said to SQLite alone, by the backup: the keys of persons, which go apart.
pub(crate) const ALL_KEYS: &str = "SELECT tenant, about, id, number, key FROM subject_key
    WHERE key IS NOT NULL
    UNION ALL SELECT tenant, 'login', account, 1, key FROM account_key WHERE key IS NOT NULL
    ORDER BY 1, 2, 3, 4";
/// Said to SQLite alone, of the copy: it keeps no keys.
pub(crate) const TAKE_KEYS: &str = "UPDATE subject_key SET key = NULL WHERE key IS NOT NULL;
    UPDATE account_key SET key = NULL WHERE key IS NOT NULL";
/// Said to SQLite alone, of the copy: nothing of them is left on its pages.
pub(crate) const TIDY: &str = "VACUUM";
/// Said to SQLite alone, of what was restored: a key comes back unless it was erased.
pub(crate) const GIVE_KEY: &str = "UPDATE subject_key SET key = $1
    WHERE tenant = $2 AND about = $3 AND id = $4 AND number = $5 AND key IS NULL AND erased_at IS NULL";
/// Said to SQLite alone, of what was restored: the key of an account comes back unless it was erased.
pub(crate) const GIVE_ACCOUNT_KEY: &str = "UPDATE account_key SET key = $1
    WHERE tenant = $2 AND account = $3 AND key IS NULL AND erased_at IS NULL";
/// Said to SQLite alone: whether a copy is whole.
pub(crate) const INTEGRITY: &str = "PRAGMA integrity_check";
/// Said to SQLite alone: whether a copy is ours; an empty file is a sound database too.
pub(crate) const STEPS_TAKEN: &str = "SELECT count(*) FROM _sqlx_migrations";
/// Said to PostgreSQL alone, on every new connection: an acknowledged act is on disk whatever the
/// server's default is, nobody holds the others up for ever, and there are no rows until it is said whose.
pub(crate) const PROMISES: &str = "SET synchronous_commit = on; SET lock_timeout = '15s'; \
    SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'; \
    SET guohe.tenant = ''";
/// Said to PostgreSQL alone, before a text: whose rows it may meet, and whether that ends with the transaction.
pub(crate) const FENCE: &str = "SELECT set_config('guohe.tenant', $1, $2)";
/// Said to PostgreSQL alone, when a connection goes back to the others: whoever takes it next meets nobody's rows.
pub(crate) const FENCED_IN: &str = "SET guohe.tenant = ''";
/// Said to PostgreSQL alone, by the steps: they change rows of everybody.
pub(crate) const FENCE_OPEN: &str = "SET guohe.tenant = '*'";
/// Asked of PostgreSQL alone, by the doctor: whether the tables are there.
pub(crate) const HAS_STEPS: &str = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
/// Asked of PostgreSQL alone, by the doctor: who is connected, and whether fences are there for them.
pub(crate) const ROLE: &str =
    "SELECT rolname::TEXT, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
/// Asked of PostgreSQL alone, by the doctor: tables with a tenant that have no fence around it.
pub(crate) const UNFENCED: &str = "SELECT c.relname::TEXT FROM pg_class c \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped \
    WHERE c.relnamespace = current_schema()::REGNAMESPACE AND c.relkind IN ('r', 'p') \
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS \
            (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'fence')) \
    ORDER BY 1";

/// The listings of a tenant; conditions are added behind it, and then [`PAGE`].
pub(crate) const LISTINGS: &str = "SELECT about, id, version, pack, round, organisation, kind, stage, \
    waits_for, since, due, title, number, extra, people FROM listing WHERE tenant = $1";
/// Each condition is followed by its placeholder. About one kind of thing.
pub(crate) const BY_ABOUT: &str = " AND about = ";
/// Of one stream.
pub(crate) const BY_ID: &str = " AND id = ";
/// Of a round.
pub(crate) const BY_ROUND: &str = " AND round = ";
/// Of an organisation.
pub(crate) const BY_ORGANISATION: &str = " AND organisation = ";
/// Waiting for a role.
pub(crate) const BY_WAITS_FOR: &str = " AND waits_for = ";
/// In a stage; the stages follow in brackets.
pub(crate) const BY_STAGES: &str = " AND stage IN (";
/// With a person; a bracket follows the placeholder.
pub(crate) const BY_PERSON: &str = " AND (about, id) IN (SELECT p.about, p.id FROM listing_person p \
    WHERE p.tenant = $1 AND p.account = ";
/// After an id.
pub(crate) const AFTER: &str = " AND id > ";
/// In order, and not more than.
pub(crate) const PAGE: &str = " ORDER BY id LIMIT ";

/// The lines of the log of a tenant, without what is in them; conditions are added behind it, and then
/// [`LINES_AT_MOST`].
pub(crate) const LINES: &str = "SELECT c.number, c.about, c.id, c.seq, e.kind, e.account, e.role, e.recorded_at \
    FROM chain c JOIN event e ON e.tenant = c.tenant AND e.about = c.about AND e.id = c.id AND e.seq = c.seq \
    WHERE c.tenant = $1";
/// By an account.
pub(crate) const LINES_BY: &str = " AND e.account = ";
/// Of a kind.
pub(crate) const LINES_OF_KIND: &str = " AND e.kind = ";
/// Recorded at an instant or later.
pub(crate) const LINES_FROM: &str = " AND e.recorded_at >= ";
/// Recorded before an instant.
pub(crate) const LINES_UNTIL: &str = " AND e.recorded_at < ";
/// With a lower number.
pub(crate) const LINES_BEFORE: &str = " AND c.number < ";
/// The newest first, and not more than.
pub(crate) const LINES_AT_MOST: &str = " ORDER BY c.number DESC LIMIT ";

#[cfg(test)]
mod tests;
